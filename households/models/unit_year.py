"""The denominators of rates: how many households live in a place in a year."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q

from households.querysets import UnitYearQuerySet
from povertyplan.text import TextField
from povertyplan.units.enums import Level
from povertyplan.units.models import Unit

# A commune has one figure of its own or those of its villages, never both.
_OTHER_LEVEL = {Level.COMMUNE: Level.VILLAGE, Level.VILLAGE: Level.COMMUNE}


def _within(part: str, whole: str, name: str, of: str):
    """`part`, where it is known, needs the `whole` that it is a part of, and is no larger."""
    return models.CheckConstraint(
        condition=Q(**{part: None}) | Q(**{f"{whole}__isnull": False, f"{part}__lte": F(whole)}),
        name=f"unityear_{part}",
        violation_error_message=f"{name} phải đi cùng {of} và không thể lớn hơn.",
    )


class UnitYear(models.Model):
    """Official totals of a unit at the end of a year, with their source.

    They stand at one level of the tree only (the villages, or the commune where villages are not
    known); higher units are sums.
    """

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="years", verbose_name="đơn vị")
    year = models.PositiveSmallIntegerField("năm")
    household_count = models.PositiveIntegerField("tổng số hộ")
    minority_household_count = models.PositiveIntegerField("hộ DTTS", null=True, blank=True)
    person_count = models.PositiveIntegerField("số nhân khẩu", null=True, blank=True)
    minority_person_count = models.PositiveIntegerField("nhân khẩu DTTS", null=True, blank=True)
    indigenous_household_count = models.PositiveIntegerField(
        "hộ DTTS tại chỗ", null=True, blank=True
    )
    indigenous_person_count = models.PositiveIntegerField(
        "nhân khẩu DTTS tại chỗ", null=True, blank=True
    )
    source = TextField("nguồn", max_length=300, blank=True)

    objects = UnitYearQuerySet.as_manager()

    class Meta:
        ordering = ["unit", "year"]
        verbose_name = "số hộ hằng năm"
        verbose_name_plural = "số hộ hằng năm"
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "year"],
                name="unityear_once",
                violation_error_message="Đơn vị này đã có số liệu của năm.",
            ),
            models.CheckConstraint(
                condition=Q(minority_household_count=None)
                | Q(minority_household_count__lte=F("household_count")),
                name="unityear_minority_within_total",
                violation_error_message="Số hộ DTTS không thể lớn hơn tổng số hộ.",
            ),
            _within(
                "minority_person_count", "person_count", "Số nhân khẩu DTTS", "tổng số nhân khẩu"
            ),
            _within(
                "indigenous_household_count",
                "minority_household_count",
                "Số hộ DTTS tại chỗ",
                "số hộ DTTS",
            ),
            _within(
                "indigenous_person_count",
                "minority_person_count",
                "Số nhân khẩu DTTS tại chỗ",
                "số nhân khẩu DTTS",
            ),
        ]

    def __str__(self):
        return f"{self.unit}, {self.year}"

    def clean(self):
        super().clean()
        if not self.unit_id:
            return
        other = _OTHER_LEVEL.get(self.unit.level)
        if other is None:
            raise ValidationError({"unit": "Chỉ nhập số hộ cho thôn hoặc xã; cấp trên là tổng."})
        of_commune = UnitYear.objects.filter(unit__commune=self.unit.commune_id)
        same = of_commune.filter(year=self.year, unit__level=other)
        if found := same.select_related("unit__kind").first():
            raise ValidationError(
                f"Năm {self.year} đã có số hộ của {found.unit.full_name}; chỉ nhập cho xã hoặc "
                "cho các thôn của xã, không nhập cả hai."
            )
