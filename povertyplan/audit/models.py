"""What changed: an append-only trail of every change of business data."""

from django.conf import settings
from django.db import models

from povertyplan.frozen import Frozen, FrozenQuerySet
from povertyplan.text import TextField
from povertyplan.units.models import Unit
from povertyplan.units.querysets import ScopedQuerySet


class EventQuerySet(FrozenQuerySet, ScopedQuerySet):
    village_column = "place"

    def of(self, record):
        """The history of one record, the latest first."""
        return self.filter(record_type=record._meta.label_lower, record_id=record.pk)


class Event(Frozen):
    """One change: who did what to which record, when, with the values before and after.

    It names its record by type and number, without a foreign key, so that it outlives it. Names
    and values are kept in the words of that day.
    """

    FROZEN = "Nhật ký chỉ được ghi thêm, không được sửa hay xóa."

    at = models.DateTimeField("thời điểm", auto_now_add=True)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="người"
    )
    actor_name = TextField("người thực hiện", max_length=200)
    action = models.CharField("việc", max_length=60)
    sentence = TextField("nội dung", max_length=300)
    reason = TextField("lý do", max_length=500, blank=True)
    changes = models.JSONField("thay đổi", default=list)
    record_type = models.CharField(max_length=60)
    record_id = models.BigIntegerField()
    # The place of the record, and its ancestors, so that the trail is scoped like the data.
    place = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    commune = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    district = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    province = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")

    objects = EventQuerySet.as_manager()

    class Meta(Frozen.Meta):
        ordering = ["-at", "-pk"]
        verbose_name = "dòng nhật ký"
        verbose_name_plural = "nhật ký"
        indexes = [models.Index(fields=["record_type", "record_id"], name="event_record")]

    def __str__(self):
        return self.sentence
