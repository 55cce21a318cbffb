"""What we aim at: the target sheet of a unit for a year, a row per child unit."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from households.models import Standard
from povertyplan.text import TextField
from povertyplan.units.models import Unit
from targets.enums import SheetState
from targets.querysets import SheetQuerySet


class TargetSheet(models.Model):
    """The targets that a unit sets its child units for a year.

    The baseline is counted from the reviews of the year before and is not stored; rates, reductions
    and totals are computed.
    """

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="đơn vị")
    year = models.PositiveSmallIntegerField("năm kế hoạch")
    standard = models.ForeignKey(Standard, models.PROTECT, verbose_name="chuẩn nghèo")
    state = models.CharField(
        "trạng thái", max_length=10, choices=SheetState.choices, default=SheetState.DRAFT
    )
    return_reason = TextField("lý do trả lại", max_length=500, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)
    edited_at = models.DateTimeField("sửa lúc", auto_now=True)
    edited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
    )
    submitted_at = models.DateTimeField("trình lúc", null=True, blank=True, editable=False)
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
    )
    decided_at = models.DateTimeField(
        "duyệt hoặc trả lại lúc", null=True, blank=True, editable=False
    )
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
    )

    objects = SheetQuerySet.as_manager()

    class Meta:
        ordering = ["-year", "unit__level", "unit__sort_key", "pk"]
        verbose_name = "bảng chỉ tiêu"
        verbose_name_plural = "bảng chỉ tiêu"
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "year"],
                name="sheet_once_a_year",
                violation_error_message="Đơn vị này đã có bảng chỉ tiêu của năm.",
            ),
            models.CheckConstraint(
                condition=Q(submitted_at=None, submitted_by=None)
                | Q(submitted_at__isnull=False, submitted_by__isnull=False),
                name="sheet_submitted_pair",
                violation_error_message="Ngày trình và người trình phải đi cùng nhau.",
            ),
            models.CheckConstraint(
                condition=Q(decided_at=None, decided_by=None)
                | Q(decided_at__isnull=False, decided_by__isnull=False),
                name="sheet_decided_pair",
                violation_error_message="Ngày duyệt và người duyệt phải đi cùng nhau.",
            ),
        ]

    def __str__(self):
        return f"Chỉ tiêu giảm nghèo năm {self.year}, {self.unit.full_name}"

    def get_absolute_url(self):
        return reverse("targets:sheet-detail", args=[self.pk])

    @property
    def baseline_year(self) -> int:
        return self.year - 1

    @property
    def responsible_unit(self):
        return self.unit

    def maker_ids(self) -> set[int]:
        return {self.edited_by_id, self.submitted_by_id} - {None}


class TargetRow(models.Model):
    """One child unit on a sheet, with its projected households of the plan year."""

    sheet = models.ForeignKey(TargetSheet, models.CASCADE, related_name="rows")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="đơn vị")
    projected_households = models.PositiveIntegerField("tổng số hộ dự kiến", null=True)
    projected_minority_households = models.PositiveIntegerField("hộ DTTS dự kiến", null=True)

    class Meta:
        ordering = ["sheet", "id"]
        verbose_name = "dòng chỉ tiêu"
        verbose_name_plural = "dòng chỉ tiêu"
        constraints = [
            models.UniqueConstraint(
                fields=["sheet", "unit"],
                name="targetrow_once",
                violation_error_message="Bảng chỉ tiêu đã có đơn vị này.",
            ),
            models.CheckConstraint(
                condition=Q(projected_minority_households=None)
                | Q(projected_households=None)
                | Q(projected_minority_households__lte=F("projected_households")),
                name="targetrow_minority_within_total",
                violation_error_message="Số hộ DTTS dự kiến không thể lớn hơn tổng số hộ dự kiến.",
            ),
        ]

    def __str__(self):
        return f"{self.unit}"


class TargetFigure(models.Model):
    """The households that may still be counted for one measure at the end of the plan year."""

    row = models.ForeignKey(TargetRow, models.CASCADE, related_name="figures")
    measure = models.SlugField("chỉ tiêu", max_length=40)
    planned = models.PositiveIntegerField("kế hoạch")

    class Meta:
        ordering = ["row", "id"]
        verbose_name = "chỉ tiêu"
        verbose_name_plural = "chỉ tiêu"
        constraints = [
            models.UniqueConstraint(
                fields=["row", "measure"],
                name="targetfigure_once",
                violation_error_message="Chỉ tiêu này đã có số kế hoạch.",
            )
        ]

    def __str__(self):
        return f"{self.measure}: {self.planned}"
