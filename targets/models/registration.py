"""The named households behind a target: registered to escape poverty, or unable to."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.urls import reverse

from households.enums import Sensitivity
from households.models import Household
from povertyplan.text import TextField
from povertyplan.units.models import Located
from targets.enums import Outcome, RegistrationKind, UnableReason
from targets.querysets import RegistrationQuerySet


class Registration(Located):
    """A poor or near-poor household on one of the village's two lists of a year.

    `causes` are codes of the list of causes of poverty, `addresses` those of the indicators whose
    lack the measures meet.
    """

    household = models.ForeignKey(
        Household, models.PROTECT, related_name="registrations", verbose_name="hộ"
    )
    year = models.PositiveSmallIntegerField("năm")
    kind = models.CharField("danh sách", max_length=6, choices=RegistrationKind.choices)
    causes = models.JSONField("nguyên nhân nghèo", default=list, blank=True)
    cause_note = TextField("nguyên nhân cụ thể", max_length=300, blank=True)
    measures = TextField("giải pháp hỗ trợ", max_length=500, blank=True)
    addresses = models.JSONField("chỉ số được giải quyết", default=list, blank=True)
    helper = TextField("người, đơn vị giúp đỡ", max_length=200, blank=True)
    resources = TextField("nguồn lực", max_length=200, blank=True)
    due_on = models.DateField("thời hạn", null=True, blank=True)
    unable_reason = models.CharField(
        "lý do không có khả năng", max_length=12, choices=UnableReason.choices, blank=True
    )
    unable_note = TextField("lý do cụ thể", max_length=300, blank=True)
    outcome = models.CharField(
        "kết quả", max_length=11, choices=Outcome.choices, blank=True, editable=False
    )
    outcome_note = TextField("ghi chú kết quả", max_length=300, blank=True, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    PERSONAL_DATA = {
        "causes": Sensitivity.SENSITIVE,
        "cause_note": Sensitivity.SENSITIVE,
        "measures": Sensitivity.BASIC,
        "addresses": Sensitivity.SENSITIVE,
        "helper": Sensitivity.BASIC,
        "resources": Sensitivity.BASIC,
        "unable_reason": Sensitivity.SENSITIVE,
        "unable_note": Sensitivity.SENSITIVE,
        "outcome": Sensitivity.BASIC,
        "outcome_note": Sensitivity.BASIC,
    }

    objects = RegistrationQuerySet.as_manager()

    class Meta:
        ordering = ["-year", "id"]
        verbose_name = "hộ đăng ký thoát nghèo"
        verbose_name_plural = "hộ đăng ký thoát nghèo"
        constraints = [
            models.UniqueConstraint(
                fields=["household", "year"],
                name="registration_once_a_year",
                violation_error_message="Hộ này đã có trong danh sách của năm.",
            ),
            models.CheckConstraint(
                condition=Q(kind=RegistrationKind.UNABLE) & ~Q(unable_reason="")
                | Q(kind=RegistrationKind.ABLE, unable_reason="", unable_note=""),
                name="registration_reason_when_unable",
                violation_error_message="Hãy chọn lý do khi hộ không có khả năng thoát nghèo, và "
                "chỉ khi đó.",
            ),
            models.CheckConstraint(
                condition=Q(kind=RegistrationKind.ABLE) | Q(outcome=""),
                name="registration_outcome_when_able",
                violation_error_message="Chỉ đánh giá kết quả của hộ đăng ký thoát nghèo.",
            ),
        ]
        indexes = [
            models.Index(fields=["year", "commune"], name="registration_commune"),
            models.Index(fields=["year", "district"], name="registration_district"),
        ]

    def __str__(self):
        return f"{self.household}, {self.get_kind_display().lower()} năm {self.year}"

    def get_absolute_url(self):
        return reverse("targets:registration-edit", args=[self.pk])

    def clean(self):
        super().clean()
        if self.due_on and self.due_on.year not in (self.year, self.year + 1):
            raise ValidationError({"due_on": f"Thời hạn phải trong năm {self.year}."})
        if self.kind == RegistrationKind.ABLE and not self.measures:
            raise ValidationError({"measures": "Hãy ghi giải pháp giúp hộ thoát nghèo."})
