"""Goals besides the grid: health insurance for all, jobs created, workers trained."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.text import slugify

from povertyplan.numbers import difference, rate
from povertyplan.text import TextField, fold
from targets.enums import GoalKind
from targets.models.sheet import TargetSheet


class Goal(models.Model):
    """One goal of a sheet, as a whole and not by child unit.

    A share with its numerator and denominator has no stored target: it is computed from them.
    """

    sheet = models.ForeignKey(TargetSheet, models.CASCADE, related_name="goals")
    code = models.SlugField(max_length=200, editable=False)
    label = TextField("chỉ tiêu", max_length=200)
    kind = models.CharField("loại", max_length=6, choices=GoalKind.choices)
    measured_in = TextField("đơn vị tính", max_length=40, blank=True)
    baseline = models.DecimalField(
        "thực hiện năm trước", max_digits=14, decimal_places=2, null=True, blank=True
    )
    target = models.DecimalField("kế hoạch", max_digits=14, decimal_places=2, null=True, blank=True)
    numerator = models.PositiveBigIntegerField("tử số", null=True, blank=True)
    denominator = models.PositiveBigIntegerField("mẫu số", null=True, blank=True)
    position = models.PositiveSmallIntegerField("thứ tự", default=0)
    note = TextField("ghi chú", max_length=300, blank=True)

    class Meta:
        ordering = ["sheet", "position", "id"]
        verbose_name = "mục tiêu khác"
        verbose_name_plural = "mục tiêu khác"
        constraints = [
            models.UniqueConstraint(
                fields=["sheet", "code"],
                name="goal_once",
                violation_error_message="Bảng đã có chỉ tiêu cùng tên.",
            ),
            models.CheckConstraint(
                condition=Q(kind=GoalKind.SHARE) | Q(numerator=None, denominator=None),
                name="goal_parts_of_a_share",
                violation_error_message="Chỉ tỷ lệ có tử số và mẫu số mới ghi hai số này.",
            ),
            models.CheckConstraint(
                condition=Q(numerator=None, denominator=None)
                | Q(denominator__gt=0, numerator__lte=F("denominator"), target=None),
                name="goal_share_computed",
                violation_error_message="Ghi đủ tử số, mẫu số (tử số không lớn hơn mẫu số) và để "
                "trống ô kế hoạch: tỷ lệ được tính từ hai số.",
            ),
        ]

    def __str__(self):
        return self.label

    def clean(self):
        super().clean()
        self.code = slugify(fold(self.label))[:200]
        if self.target_value is None:
            raise ValidationError({"target": "Hãy ghi số kế hoạch."})
        if self.is_rate and not all(0 <= x <= 100 for x in self._values()):
            raise ValidationError({"target": "Tỷ lệ phải từ 0 đến 100%."})
        if self.kind == GoalKind.COUNT and any(x % 1 or x < 0 for x in self._values()):
            raise ValidationError({"target": "Số đếm phải là số nguyên không âm."})

    def _values(self):
        return [value for value in (self.baseline, self.target_value) if value is not None]

    @property
    def is_rate(self) -> bool:
        return self.kind in (GoalKind.RATE, GoalKind.SHARE)

    @property
    def decimals(self) -> int:
        """How many places to print: none for what is whole."""
        return 2 if self.is_rate or any(value % 1 for value in self._values()) else 0

    @property
    def unit_of_measure(self) -> str:
        return self.measured_in or ("%" if self.is_rate else "")

    @property
    def target_value(self):
        """The target: as typed, or the exact share in per cent."""
        return rate(self.numerator, self.denominator) if self.denominator else self.target

    @property
    def change(self):
        """The target against the year before: points for a rate."""
        exact = self.target_value
        if exact is None or self.baseline is None:
            return None
        return difference(exact, type(exact)(self.baseline))
