"""How the figures of a sheet came to be: proposals from below, and what revisions replaced."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from povertyplan.text import TextField
from povertyplan.units.models import Unit
from targets.enums import ProposalState
from targets.models.sheet import TargetRow, TargetSheet


class Proposal(models.Model):
    """Another figure that a child unit proposes, with its reason, while its row is not final."""

    row = models.ForeignKey(TargetRow, models.CASCADE, related_name="proposals")
    measure = models.SlugField("chỉ tiêu", max_length=40)
    offered = models.PositiveIntegerField("cấp trên dự kiến giao")
    proposed = models.PositiveIntegerField("đề xuất")
    reason = TextField("lý do", max_length=500)
    state = models.CharField(
        "trạng thái",
        max_length=10,
        choices=ProposalState.choices,
        default=ProposalState.OPEN,
        editable=False,
    )
    made_at = models.DateTimeField("đề xuất lúc", auto_now_add=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    answer = TextField("trả lời", max_length=500, blank=True)
    answered_at = models.DateTimeField("trả lời lúc", null=True, blank=True, editable=False)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["-made_at", "-pk"]
        verbose_name = "đề xuất chỉ tiêu"
        verbose_name_plural = "đề xuất chỉ tiêu"
        constraints = [
            models.UniqueConstraint(
                fields=["row", "measure"],
                condition=Q(state=ProposalState.OPEN),
                name="proposal_one_open",
                violation_error_message="Chỉ tiêu này đã có một đề xuất đang chờ cấp trên trả lời.",
            )
        ]

    def __str__(self):
        return f"{self.row}: {self.offered} → {self.proposed}"

    @property
    def difference(self) -> int:
        return self.proposed - self.offered


class SheetRevision(models.Model):
    """An approved sheet was opened again by a decision; its figures until then stay readable."""

    sheet = models.ForeignKey(TargetSheet, models.CASCADE, related_name="revisions")
    number = models.PositiveSmallIntegerField("lần điều chỉnh")
    decision = TextField("số, ký hiệu quyết định", max_length=60)
    decided_on = models.DateField("ngày quyết định")
    reason = TextField("lý do điều chỉnh", max_length=500)
    created_at = models.DateTimeField("mở lúc", auto_now_add=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["sheet", "number"]
        verbose_name = "lần điều chỉnh chỉ tiêu"
        verbose_name_plural = "lần điều chỉnh chỉ tiêu"
        constraints = [
            models.UniqueConstraint(
                fields=["sheet", "number"],
                name="sheetrevision_number_once",
                violation_error_message="Bảng chỉ tiêu đã có lần điều chỉnh này.",
            )
        ]

    def __str__(self):
        return f"Điều chỉnh lần {self.number} theo {self.decision}"


class RevisionFigure(models.Model):
    """A figure as it stood before a revision."""

    revision = models.ForeignKey(SheetRevision, models.CASCADE, related_name="figures")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="đơn vị")
    field = models.SlugField("cột", max_length=40)
    value = models.PositiveIntegerField("số cũ")

    class Meta:
        ordering = ["revision", "id"]
        verbose_name = "số trước điều chỉnh"
        verbose_name_plural = "số trước điều chỉnh"
        constraints = [
            models.UniqueConstraint(
                fields=["revision", "unit", "field"],
                name="revisionfigure_once",
                violation_error_message="Số này đã được lưu.",
            )
        ]

    def __str__(self):
        return f"{self.unit}, {self.field}: {self.value}"
