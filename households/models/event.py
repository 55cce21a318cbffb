"""What happened to a household: deaths, moves, splits, joins, new heads; each can be undone."""

from django.conf import settings
from django.db import models

from households.enums import EventKind, Sensitivity
from households.models.household import Household
from households.querysets import LocatedQuerySet
from povertyplan.text import TextField
from povertyplan.units.models import Located


class HouseholdEvent(Located):
    """One change of a household in life, with the rows as they were before it.

    The place is the household's before the event.
    """

    household = models.ForeignKey(
        Household, models.PROTECT, related_name="events", verbose_name="hộ"
    )
    other = models.ForeignKey(
        Household,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="events_of_others",
        verbose_name="hộ liên quan",
    )
    kind = models.CharField("việc", max_length=12, choices=EventKind.choices)
    happened_on = models.DateField("ngày xảy ra")
    reason = TextField("lý do", max_length=500)
    sentence = TextField("nội dung", max_length=300)
    before = models.JSONField(default=dict, editable=False)
    created_at = models.DateTimeField("ghi lúc", auto_now_add=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False
    )
    undone_at = models.DateTimeField("hoàn tác lúc", null=True, blank=True, editable=False)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        editable=False,
    )

    PERSONAL_DATA = {
        "reason": Sensitivity.SENSITIVE,
        "sentence": Sensitivity.BASIC,
        "before": Sensitivity.SENSITIVE,
    }

    objects = LocatedQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        verbose_name = "biến động của hộ"
        verbose_name_plural = "biến động của hộ"

    def __str__(self):
        return self.sentence
