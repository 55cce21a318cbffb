"""What we aim at: the target sheet of a unit for a year, a row per child unit."""

from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from households.models import Standard
from povertyplan.approval import Approvable
from povertyplan.units.models import Unit
from targets.querysets import SheetQuerySet


class TargetSheet(Approvable):
    """The targets that a unit sets its child units for a year.

    The baseline is counted from the reviews of the year before and is not stored; rates, reductions
    and totals are computed.
    """

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="đơn vị")
    year = models.PositiveSmallIntegerField("năm kế hoạch")
    standard = models.ForeignKey(Standard, models.PROTECT, verbose_name="chuẩn nghèo")
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
