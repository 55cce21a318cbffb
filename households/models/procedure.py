"""How a review goes, as dated data: the steps of the decision in force, and public holidays."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F

from households.calendar import is_day_and_month
from households.enums import RoundKind, StepKind
from povertyplan.periods import Dated, DatedQuerySet
from povertyplan.text import TextField
from povertyplan.units.enums import Level


class ProcedureQuerySet(DatedQuerySet):
    def in_force(self, round_kind: str, *, on: date):
        """The procedure for rounds of the kind that open on the day, None when there is none."""
        valid = self.filter(round_kind=round_kind).valid_on(on)
        return valid.order_by(F("valid_from").desc(nulls_last=True)).first()


def check_day_and_month(text: str) -> None:
    """A validator: ngày/tháng, as 01/09."""
    if not is_day_and_month(text):
        raise ValidationError("Hãy nhập ngày/tháng, ví dụ 01/09.")


class Procedure(Dated):
    """The step list for rounds of a kind that open while it is in force."""

    code = models.SlugField("mã", max_length=40, unique=True)
    name = TextField("tên quy trình", max_length=200)
    round_kind = models.CharField("loại đợt", max_length=10, choices=RoundKind.choices)
    legal_basis = TextField("căn cứ", max_length=300)
    # Month and day, as a calendar repeats them.
    opens_on = models.CharField(
        "mở từ (ngày/tháng)", max_length=5, blank=True, validators=[check_day_and_month]
    )
    closes_on = models.CharField(
        "đến (ngày/tháng)", max_length=5, blank=True, validators=[check_day_and_month]
    )
    days = models.PositiveSmallIntegerField(
        "số ngày", null=True, blank=True, help_text="Thời hạn của đợt, nếu không theo lịch cố định."
    )
    note = TextField("ghi chú", max_length=500, blank=True)

    objects = ProcedureQuerySet.as_manager()

    class Meta(Dated.Meta):
        ordering = ["round_kind", "valid_from"]
        verbose_name = "quy trình rà soát"
        verbose_name_plural = "quy trình rà soát"

    def __str__(self):
        return self.name

    def step(self, kind: StepKind) -> "Step | None":
        """The step of the kind, None where this procedure has none."""
        return next((step for step in self.steps.all() if step.kind == kind), None)


class Step(models.Model):
    """One step of a procedure, with the working days it takes and whose it is."""

    procedure = models.ForeignKey(
        Procedure, models.CASCADE, related_name="steps", verbose_name="quy trình"
    )
    kind = models.CharField("bước", max_length=15, choices=StepKind.choices)
    position = models.PositiveSmallIntegerField("thứ tự")
    working_days = models.PositiveSmallIntegerField("số ngày làm việc", null=True, blank=True)
    level = models.PositiveSmallIntegerField(
        "cấp thực hiện", choices=Level.choices, null=True, blank=True
    )
    note = TextField("ghi chú", max_length=300, blank=True)

    class Meta:
        ordering = ["procedure", "position"]
        verbose_name = "bước rà soát"
        verbose_name_plural = "các bước rà soát"
        constraints = [
            models.UniqueConstraint(
                fields=["procedure", "kind"],
                name="step_once",
                violation_error_message="Quy trình đã có bước này.",
            )
        ]

    def __str__(self):
        return self.get_kind_display()


class PublicHoliday(models.Model):
    """A day off besides weekends and the holidays of the law; or one of those that is worked."""

    day = models.DateField("ngày", unique=True)
    name = TextField("tên ngày", max_length=100)
    is_working_day = models.BooleanField(
        "vẫn làm việc",
        default=False,
        help_text="Đánh dấu khi thứ bảy, chủ nhật phải làm bù, hoặc để bỏ một ngày nghỉ tính sẵn.",
    )

    class Meta:
        ordering = ["-day"]
        verbose_name = "ngày nghỉ, làm bù"
        verbose_name_plural = "ngày nghỉ, làm bù"

    def __str__(self):
        return f"{self.day:%d/%m/%Y} {self.name}"
