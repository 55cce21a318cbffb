"""Decisions about two persons' records that may be one person."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from households.enums import Verdict
from households.models.event import HouseholdEvent
from households.models.household import Member
from povertyplan.text import TextField


class DuplicateDecision(models.Model):
    """Somebody looked at two records and said whether they are one person, and why."""

    first = models.ForeignKey(
        Member, models.CASCADE, related_name="+", verbose_name="người thứ nhất"
    )
    second = models.ForeignKey(
        Member, models.CASCADE, related_name="+", verbose_name="người thứ hai"
    )
    verdict = models.CharField("kết luận", max_length=10, choices=Verdict.choices)
    reason = TextField("lý do", max_length=500)
    # The merge that followed, which can be undone.
    event = models.ForeignKey(
        HouseholdEvent, models.PROTECT, null=True, blank=True, related_name="+", editable=False
    )
    decided_at = models.DateTimeField("lúc", auto_now_add=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="người kết luận"
    )

    class Meta:
        ordering = ["-decided_at", "-pk"]
        verbose_name = "kết luận trùng hồ sơ"
        verbose_name_plural = "kết luận trùng hồ sơ"
        constraints = [
            models.UniqueConstraint(
                fields=["first", "second"],
                name="duplicatedecision_once",
                violation_error_message="Hai hồ sơ này đã có kết luận.",
            ),
            models.CheckConstraint(
                condition=Q(first__lt=F("second")),
                name="duplicatedecision_order",
                violation_error_message="Người thứ nhất phải là hồ sơ lập trước.",
            ),
        ]

    def __str__(self):
        return f"{self.first} – {self.second}: {self.get_verdict_display()}"
