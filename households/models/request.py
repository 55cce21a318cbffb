"""Requests to be reviewed, or to be taken off the list (Decision 24/2021, forms 01 and 04)."""

from django.conf import settings
from django.db import models
from django.urls import reverse

from households.enums import RequestKind, RequestState, Sensitivity
from households.models.household import Household
from households.models.review import Review
from households.querysets import LocatedQuerySet
from povertyplan.documents.models import IssuedDocument
from povertyplan.once import WrittenOnce
from povertyplan.text import TextField
from povertyplan.units.models import Located


class ReviewRequest(Located, WrittenOnce):
    """What a household asked for, when and why, and how it was answered."""

    household = models.ForeignKey(
        Household, models.PROTECT, related_name="requests", verbose_name="hộ"
    )
    kind = models.CharField("loại giấy đề nghị", max_length=5, choices=RequestKind.choices)
    applicant = TextField("người đề nghị", max_length=120)
    received_on = models.DateField("ngày nhận")
    reason = TextField("lý do đề nghị", max_length=500)
    state = models.CharField(
        "tình trạng", max_length=10, choices=RequestState.choices, default=RequestState.RECEIVED
    )
    answered_on = models.DateField("ngày trả lời", null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="người trả lời",
    )
    answer = TextField("lý do trả lời", max_length=500, blank=True)
    review = models.ForeignKey(
        Review,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="requests",
        verbose_name="phiếu rà soát",
    )
    document = models.ForeignKey(
        IssuedDocument,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="văn bản trả lời",
    )
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False
    )

    PERSONAL_DATA = {
        "applicant": Sensitivity.BASIC,
        "reason": Sensitivity.SENSITIVE,
        "answer": Sensitivity.SENSITIVE,
    }

    objects = LocatedQuerySet.as_manager()

    class Meta:
        ordering = ["-received_on", "-pk"]
        verbose_name = "giấy đề nghị"
        verbose_name_plural = "giấy đề nghị"
        constraints = [
            models.UniqueConstraint(
                fields=["household"],
                condition=models.Q(state=RequestState.RECEIVED),
                name="reviewrequest_one_open",
                violation_error_message="Hộ này đang có một giấy đề nghị chưa trả lời.",
            )
        ]

    def __str__(self):
        return f"Giấy đề nghị của {self.applicant}, {self.received_on:%d/%m/%Y}"

    def get_absolute_url(self):
        return reverse("households:request-detail", args=[self.pk])
