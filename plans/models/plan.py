"""Plans, and who helps whom under them."""

from django.db import models
from django.db.models import Q, Sum

from households.models import Household
from plans.enums import Source
from plans.money import STATE_SOURCES
from povertyplan.documents.letterhead import committee_of, date_in_words, reference
from povertyplan.text import TextField
from povertyplan.units.models import Agency, Unit
from povertyplan.units.querysets import ScopedQuerySet


class PlanQuerySet(ScopedQuerySet):
    area_prefix = "unit__"
    village_column = "id"

    def with_money(self):
        """Annotate `state_vnd` and `beside_vnd`: the planned đồng in and beside the state budget.

        None where nothing is planned.
        """
        amount, source = (f"budget_lines__amounts__{name}" for name in ("amount_vnd", "source"))
        beside = sorted(set(Source) - STATE_SOURCES)
        return self.annotate(
            state_vnd=Sum(amount, filter=Q(**{f"{source}__in": sorted(STATE_SOURCES)})),
            beside_vnd=Sum(amount, filter=Q(**{f"{source}__in": beside})),
        )


class Plan(models.Model):
    """The yearly poverty-reduction plan of a unit; number and date come with its issue."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="đơn vị")
    year = models.PositiveSmallIntegerField("năm")
    number = models.PositiveIntegerField("số", null=True, blank=True)
    symbol = TextField("ký hiệu", max_length=40, default="KH-UBND")
    issued_on = models.DateField("ngày ban hành", null=True, blank=True)
    abstract = TextField("trích yếu", max_length=300)
    budget_version = models.PositiveIntegerField(default=1, editable=False)

    objects = PlanQuerySet.as_manager()

    class Meta:
        ordering = ["-year", "unit"]
        verbose_name = "kế hoạch"
        verbose_name_plural = "kế hoạch"
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "year"],
                name="plan_once_a_year",
                violation_error_message="Đơn vị này đã có kế hoạch của năm.",
            )
        ]

    def __str__(self):
        return f"Kế hoạch {self.reference}"

    @property
    def reference(self) -> str:
        """Number and symbol as printed; a number below 10 has a leading zero (Decree 30/2020)."""
        return reference(self.number, self.symbol)

    @property
    def annex_line(self) -> str:
        """The line under an annex's title, which says what it belongs to (Decree 30/2020)."""
        day = date_in_words(self.issued_on, year=self.year)
        return f"(Kèm theo Kế hoạch số {self.reference} {day} của {committee_of(self.unit)})"


class AgencyAssignment(models.Model):
    """An agency answers for poverty reduction in a commune under a plan."""

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="agency_assignments")
    agency = models.ForeignKey(Agency, models.PROTECT, verbose_name="cơ quan, đơn vị")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="xã phụ trách")
    position = models.PositiveSmallIntegerField("thứ tự", default=0)
    note = TextField("ghi chú", max_length=200, blank=True)

    class Meta:
        ordering = ["plan", "position", "id"]
        verbose_name = "phân công phụ trách xã"
        verbose_name_plural = "phân công phụ trách xã"
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "agency", "unit"],
                name="agencyassignment_once",
                violation_error_message="Cơ quan đã được phân công xã này.",
            )
        ]

    def __str__(self):
        return f"{self.agency} → {self.unit}"


class HouseholdAssignment(models.Model):
    """Agencies that help a household out of poverty under a plan."""

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="household_assignments")
    household = models.ForeignKey(
        Household, models.PROTECT, related_name="assignments", verbose_name="hộ"
    )
    agencies = models.ManyToManyField(Agency, verbose_name="cơ quan phụ trách giúp hộ")
    position = models.PositiveSmallIntegerField("thứ tự", default=0)

    class Meta:
        ordering = ["plan", "position", "id"]
        verbose_name = "phân công giúp hộ"
        verbose_name_plural = "phân công giúp hộ"
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "household"],
                name="householdassignment_once",
                violation_error_message="Hộ này đã được phân công.",
            )
        ]

    def __str__(self):
        return f"{self.household}"
