"""Goals besides the grid: health insurance for all, jobs created, workers trained."""

from fractions import Fraction

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.text import slugify

from povertyplan.numbers import difference, rate
from povertyplan.text import TextField, fold
from povertyplan.units.models import Unit
from targets.enums import GoalKind
from targets.models.negotiation import SheetRevision
from targets.models.sheet import TargetSheet


class Aim(models.Model):
    """A figure to reach. A share with numerator and denominator is computed, and not stored."""

    target = models.DecimalField("kế hoạch", max_digits=14, decimal_places=2, null=True, blank=True)
    numerator = models.PositiveBigIntegerField("tử số", null=True, blank=True)
    denominator = models.PositiveBigIntegerField("mẫu số", null=True, blank=True)

    class Meta:
        abstract = True

    @property
    def target_value(self):
        """The target: as typed, or the exact share in per cent."""
        return rate(self.numerator, self.denominator) if self.denominator else self.target


def share_or_typed(name: str) -> Q:
    """The condition that a share has both its numbers and no typed `name`, or neither number."""
    share = {
        "numerator__isnull": False,
        "numerator__lte": F("denominator"),
        "denominator__isnull": False,
        "denominator__gt": 0,
    }
    return Q(numerator=None, denominator=None) | Q(**share, **{name: None})


def _computed(name: str) -> models.CheckConstraint:
    return models.CheckConstraint(
        condition=share_or_typed("target"),
        name=name,
        violation_error_message="Ghi đủ tử số, mẫu số (tử số không lớn hơn mẫu số) và để "
        "trống ô kế hoạch: tỷ lệ được tính từ hai số.",
    )


def _check_values(values, kind: str) -> None:
    """Raise unless the values, those that are known, can be of a goal of this kind."""
    known = [value for value in values if value is not None]
    if kind in (GoalKind.RATE, GoalKind.SHARE) and not all(0 <= x <= 100 for x in known):
        raise ValidationError({"target": "Tỷ lệ phải từ 0 đến 100%."})
    if kind == GoalKind.COUNT and any(x % 1 or x < 0 for x in known):
        raise ValidationError({"target": "Số đếm phải là số nguyên không âm."})


class Goal(Aim):
    """One goal of a sheet as a whole; its parts by child unit are handed down.

    With a `revision` it is the goal as it stood before that revision, which stays in force until
    the revision is approved; `goes_on_as` is the same goal on the page, whatever its name by now.
    """

    sheet = models.ForeignKey(TargetSheet, models.CASCADE, related_name="goals")
    revision = models.ForeignKey(
        SheetRevision,
        models.CASCADE,
        null=True,
        editable=False,
        related_name="goals",
        verbose_name="trước lần điều chỉnh",
    )
    goes_on_as = models.ForeignKey(
        "self",
        models.SET_NULL,
        null=True,
        editable=False,
        related_name="+",
        verbose_name="mục tiêu đang điều chỉnh",
    )
    code = models.SlugField(max_length=200, editable=False)
    label = TextField("chỉ tiêu", max_length=200)
    kind = models.CharField("loại", max_length=6, choices=GoalKind.choices)
    measured_in = TextField("đơn vị tính", max_length=40, blank=True)
    baseline = models.DecimalField(
        "thực hiện năm trước", max_digits=14, decimal_places=2, null=True, blank=True
    )
    is_additive = models.BooleanField("các phần giao cộng lại thành số này", default=True)
    position = models.PositiveSmallIntegerField("thứ tự", default=0)
    note = TextField("ghi chú", max_length=300, blank=True)

    class Meta:
        ordering = ["sheet", "position", "id"]
        verbose_name = "mục tiêu khác"
        verbose_name_plural = "mục tiêu khác"
        constraints = [
            models.UniqueConstraint(
                fields=["sheet", "code"],
                condition=Q(revision=None),
                name="goal_once",
                violation_error_message="Bảng đã có chỉ tiêu cùng tên.",
            ),
            models.UniqueConstraint(
                fields=["revision", "code"],
                name="goal_kept_once",
                violation_error_message="Mục tiêu này đã được lưu.",
            ),
            models.CheckConstraint(
                condition=Q(kind=GoalKind.SHARE) | Q(numerator=None, denominator=None),
                name="goal_parts_of_a_share",
                violation_error_message="Chỉ tỷ lệ có tử số và mẫu số mới ghi hai số này.",
            ),
            _computed("goal_share_computed"),
        ]

    def __str__(self):
        return self.label

    def clean(self):
        super().clean()
        self.code = slugify(fold(self.label))[:200]
        if self.target_value is None:
            raise ValidationError({"target": "Hãy ghi số kế hoạch."})
        _check_values(self._values(), self.kind)

    def _values(self):
        return [value for value in (self.baseline, self.target_value) if value is not None]

    @property
    def is_rate(self) -> bool:
        return self.kind in (GoalKind.RATE, GoalKind.SHARE)

    @property
    def is_summed(self) -> bool:
        """Whether its parts add up to it; of points and of a rate without counts they do not."""
        return self.is_additive and (not self.is_rate or self.denominator is not None)

    @property
    def falls(self) -> bool:
        """Whether it is to go down, so that less is better."""
        return self.baseline is not None and Fraction(self.target_value) < Fraction(self.baseline)

    @property
    def decimals(self) -> int:
        """How many places to print: none for what is whole."""
        return 2 if self.is_rate or any(value % 1 for value in self._values()) else 0

    @property
    def unit_of_measure(self) -> str:
        return self.measured_in or ("%" if self.is_rate else "")

    @property
    def change(self):
        """The target against the year before: points for a rate."""
        exact = self.target_value
        if exact is None or self.baseline is None:
            return None
        return difference(exact, type(exact)(self.baseline))


class GoalPart(Aim):
    """The part of a goal that a child unit is to reach, or that the unit keeps for itself."""

    goal = models.ForeignKey(Goal, models.CASCADE, related_name="parts")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="đơn vị")

    class Meta:
        ordering = ["goal", "id"]
        verbose_name = "phần giao của mục tiêu"
        verbose_name_plural = "phần giao của mục tiêu"
        constraints = [
            models.UniqueConstraint(
                fields=["goal", "unit"],
                name="goalpart_once",
                violation_error_message="Đơn vị này đã được giao mục tiêu này.",
            ),
            _computed("goalpart_share_computed"),
        ]

    def __str__(self):
        return f"{self.goal}, {self.unit}"

    def clean(self):
        super().clean()
        if bool(self.denominator) != bool(self.goal.denominator):
            raise ValidationError("Ghi tử số và mẫu số như mục tiêu của cả đơn vị.")
        if self.target_value is None:
            raise ValidationError("Ghi đủ số của phần giao; với tỷ lệ, cả tử số và mẫu số.")
        _check_values([self.target_value], self.goal.kind)
