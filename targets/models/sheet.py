"""The target sheet of a unit for a year: a row per child unit, a figure per measure."""

from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from households.models import Standard
from povertyplan.approval import Approvable, ApprovalState
from povertyplan.text import TextField
from povertyplan.units.models import Unit
from targets.enums import GROUPS, Measure, Projection
from targets.querysets import SheetQuerySet


class TargetSheet(Approvable):
    """The targets that a unit sets its child units for a year.

    The baseline is counted from the reviews of the year before and is not stored, except where
    there are no reviews (`TypedBaseline`); rates, reductions and totals are computed. The sheet
    says for what it sets targets besides poor households, and how households are projected.
    """

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="đơn vị")
    year = models.PositiveSmallIntegerField("năm kế hoạch")
    standard = models.ForeignKey(Standard, models.PROTECT, verbose_name="chuẩn nghèo")
    has_minority = models.BooleanField("hộ nghèo DTTS", default=True)
    has_near_poor = models.BooleanField("hộ cận nghèo", default=False)
    has_groups = models.BooleanField(
        "nhóm bảo trợ xã hội, không có khả năng lao động", default=False
    )
    has_indicators = models.BooleanField("từng chỉ số thiếu hụt", default=True)
    projection = models.CharField(
        "tổng số hộ dự kiến",
        max_length=10,
        choices=Projection.choices,
        default=Projection.PER_UNIT,
    )
    growth_percent = models.DecimalField(
        "tỷ lệ tăng số hộ (%)", max_digits=5, decimal_places=2, null=True, blank=True
    )
    gap_reason = TextField("lý do thấp hơn chỉ tiêu cấp trên giao", max_length=500, blank=True)
    baseline_source = TextField("nguồn của số đầu kỳ nhập tay", max_length=300, blank=True)

    objects = SheetQuerySet.as_manager()

    class Meta:
        ordering = ["-year", "unit__level", "unit__sort_key", "pk"]
        verbose_name = "bảng chỉ tiêu"
        verbose_name_plural = "bảng chỉ tiêu"
        constraints = [
            *Approvable.Meta.constraints,
            models.UniqueConstraint(
                fields=["unit", "year"],
                name="sheet_once_a_year",
                violation_error_message="Đơn vị này đã có bảng chỉ tiêu của năm.",
            ),
            models.CheckConstraint(
                condition=Q(projection=Projection.GROWTH, growth_percent__isnull=False)
                | ~Q(projection=Projection.GROWTH) & Q(growth_percent=None),
                name="targetsheet_growth_of_projection",
                violation_error_message="Chỉ ghi tỷ lệ tăng, và phải ghi, khi số hộ dự kiến tăng "
                "theo tỷ lệ phần trăm.",
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

    @property
    def is_under_revision(self) -> bool:
        """Whether it was approved and is open again by a decision; its old figures are in force."""
        return self.state != ApprovalState.APPROVED and self.revisions.exists()

    @property
    def measures(self) -> list[str]:
        """What the sheet sets targets for, in the order of its columns."""
        codes = [item.code for item in self.standard.rules().indicators]
        return [
            Measure.POOR.value,
            *([Measure.MINORITY.value] if self.has_minority else []),
            *([Measure.NEAR_POOR.value] if self.has_near_poor else []),
            *([group.value for group in GROUPS] if self.has_groups else []),
            *(codes if self.has_indicators else []),
        ]


class TargetRow(models.Model):
    """One child unit on a sheet, with its projected households of the plan year."""

    sheet = models.ForeignKey(TargetSheet, models.CASCADE, related_name="rows")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="đơn vị")
    projected_households = models.PositiveIntegerField("tổng số hộ dự kiến", null=True, blank=True)
    projected_minority_households = models.PositiveIntegerField(
        "hộ DTTS dự kiến", null=True, blank=True
    )

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


class TypedBaseline(models.Model):
    """A figure of the year before for a child unit without reviews here, typed from a document.

    A figure that can be counted goes before it. `TargetSheet.baseline_source` names the document.
    """

    row = models.ForeignKey(TargetRow, models.CASCADE, related_name="baselines")
    field = models.SlugField("cột", max_length=40)
    count = models.PositiveIntegerField("số đầu kỳ")

    class Meta:
        ordering = ["row", "id"]
        verbose_name = "số đầu kỳ nhập tay"
        verbose_name_plural = "số đầu kỳ nhập tay"
        constraints = [
            models.UniqueConstraint(
                fields=["row", "field"],
                name="typedbaseline_once",
                violation_error_message="Cột này của đơn vị đã có số đầu kỳ.",
            )
        ]

    def __str__(self):
        return f"{self.field}: {self.count}"
