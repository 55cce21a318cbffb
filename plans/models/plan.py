"""Plans, and who helps whom under them."""

from django.db import models
from django.db.models import Q, Sum
from django.urls import reverse

from households.models import Household
from plans.enums import Amendment, PlanKind, Source
from plans.models.catalogue import LegalText
from plans.money import STATE_SOURCES
from povertyplan.approval import Approvable
from povertyplan.documents.letterhead import COMMITTEE, committee_of, date_in_words, reference
from povertyplan.documents.models import IssuedDocument
from povertyplan.documents.signing import Signer, SignMode
from povertyplan.text import ProseField, TextField
from povertyplan.units.models import Agency, Unit
from povertyplan.units.querysets import ScopedQuerySet


class PlanQuerySet(ScopedQuerySet):
    area_prefix = "unit__"
    village_column = "id"

    def holding(self):
        """Plans whose assignments hold: neither replaced, nor begun to replace or change one."""
        replaced = Q(amendments__amendment=Amendment.REPLACE, amendments__issued_on__isnull=False)
        begun = Q(issued_on=None, amends__isnull=False)
        return self.exclude(pk__in=self.model.objects.filter(replaced | begun).values("pk"))

    def of(self, unit: Unit, year: int) -> "Plan | None":
        """The plan of a unit for a year: to be carried out before a proposal, the latest issued.

        One that changes a part of another stands beside it, not in its place.
        """
        plans = self.filter(unit=unit, year=year).exclude(amendment=Amendment.AMEND)
        plans = plans.order_by("kind", "issued_on", "pk")
        found = list(plans.select_related("unit__kind"))
        of_kind = [plan for plan in found if plan.kind == found[0].kind]
        issued = [plan for plan in of_kind if plan.is_issued]
        return issued[-1] if issued else next(iter(of_kind), None)

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


class Plan(Approvable):
    """A plan of a unit for a year, and its document; number and date come with its issue.

    A plan that was issued on paper has its number and date typed, and no `document`. A plan that
    `amends` another changes or replaces it once it is issued itself.
    """

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="đơn vị")
    year = models.PositiveSmallIntegerField("năm")
    kind = models.CharField(
        "loại kế hoạch", max_length=14, choices=PlanKind.choices, default=PlanKind.IMPLEMENTATION
    )
    number = models.PositiveIntegerField("số", null=True, blank=True)
    symbol = TextField("ký hiệu", max_length=40, default="KH-UBND")
    issued_on = models.DateField("ngày ban hành", null=True, blank=True)
    heading = TextField("tên loại văn bản", max_length=60, default="Kế hoạch")
    abstract = TextField("trích yếu", max_length=300)
    introduction = ProseField("lời mở đầu", blank=True)
    closing = ProseField("lời kết", blank=True)
    parent = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
        verbose_name="kế hoạch của cấp trên",
    )
    parent_text = models.ForeignKey(
        LegalText,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="kế hoạch của cấp trên, ngoài hệ thống",
    )
    amends = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="amendments",
        verbose_name="kế hoạch được sửa đổi, thay thế",
    )
    amendment = models.CharField(
        "hình thức", max_length=8, choices=Amendment.choices, blank=True, editable=False
    )
    amendment_note = TextField("nội dung sửa đổi", max_length=500, blank=True)
    sign_mode = models.CharField(
        "thẩm quyền ký", max_length=8, choices=SignMode.choices, default=SignMode.OWN
    )
    sign_organ = TextField("thay mặt (TM.)", max_length=120, default=COMMITTEE, blank=True)
    sign_title = TextField("chức vụ người ký", max_length=120, default="Chủ tịch")
    signer_name = TextField("người ký", max_length=120, blank=True)
    archive = TextField("lưu", max_length=60, default="VT")
    places_limit = models.PositiveSmallIntegerField(
        "số địa bàn một cơ quan nhận nhiều nhất", default=3
    )
    households_limit = models.PositiveSmallIntegerField(
        "số hộ một cơ quan nhận nhiều nhất", default=5
    )
    document = models.OneToOneField(
        IssuedDocument,
        models.PROTECT,
        null=True,
        editable=False,
        related_name="plan",
        verbose_name="văn bản",
    )
    budget_version = models.PositiveIntegerField(default=1, editable=False)

    objects = PlanQuerySet.as_manager()

    class Meta:
        ordering = ["-year", "unit", "pk"]
        verbose_name = "kế hoạch"
        verbose_name_plural = "kế hoạch"
        constraints = [
            *Approvable.Meta.constraints,
            models.UniqueConstraint(
                fields=["unit", "year", "kind"],
                condition=Q(amends=None),
                name="plan_once_by_kind",
                violation_error_message="Đơn vị này đã có kế hoạch loại này của năm; để thay đổi, "
                "hãy lập kế hoạch sửa đổi hoặc thay thế.",
            ),
            models.CheckConstraint(
                condition=Q(amends=None, amendment="")
                | Q(amends__isnull=False, amendment__in=Amendment.values),
                name="plan_amendment_of_a_plan",
                violation_error_message="Kế hoạch sửa đổi, thay thế phải ghi kế hoạch nào và hình "
                "thức.",
            ),
        ]

    def __str__(self):
        return f"{self.heading} {self.reference}"

    def get_absolute_url(self):
        return reverse("plans:plan-detail", args=[self.pk])

    @property
    def successor(self) -> "Plan | None":
        """The plan that has replaced this one, as soon as that is issued."""
        issued = self.amendments.filter(amendment=Amendment.REPLACE, issued_on__isnull=False)
        return issued.first()

    @property
    def responsible_unit(self):
        return self.unit

    @property
    def is_issued(self) -> bool:
        return self.issued_on is not None

    @property
    def is_editable(self) -> bool:
        return super().is_editable and not self.is_issued

    @property
    def name(self) -> str:
        """The plan in a sentence: kế hoạch năm 2021 của huyện Krông Pa."""
        heading = f"{self.heading[0].lower()}{self.heading[1:]}"
        return f"{heading} năm {self.year} của {self.unit.full_name}"

    @property
    def reference(self) -> str:
        """Number and symbol as printed; a number below 10 has a leading zero (Decree 30/2020)."""
        return reference(self.number, self.symbol)

    @property
    def annex_line(self) -> str:
        """The line under an annex's title, which says what it belongs to (Decree 30/2020)."""
        day = date_in_words(self.issued_on, year=self.year)
        head = f"{self.heading} số {self.reference}"
        return f"(Kèm theo {head} {day} của {committee_of(self.unit)})"

    @property
    def signer(self) -> Signer:
        """Who is to sign, by what authority."""
        return Signer(
            self.signer_name, self.sign_title, SignMode(self.sign_mode), organ=self.sign_organ
        )

    @property
    def life(self) -> str:
        """Where the plan stands, in words: its state, or what became of it after its issue."""
        if not self.is_issued:
            return self.get_state_display()
        later = [row.amendment for row in self.amendments.all() if row.is_issued]
        if Amendment.REPLACE in later:
            return "Đã bị thay thế"
        return "Đã được sửa đổi, bổ sung" if later else "Đã ban hành"


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


class OfficialAssignment(models.Model):
    """An official, by name or post, answers for a village or for a household under a plan."""

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="official_assignments")
    official = TextField("cán bộ, chức danh", max_length=200)
    unit = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="thôn phụ trách"
    )
    household = models.ForeignKey(
        Household,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="official_assignments",
        verbose_name="hộ được giúp",
    )
    position = models.PositiveSmallIntegerField("thứ tự", default=0)
    note = TextField("ghi chú", max_length=200, blank=True)

    class Meta:
        ordering = ["plan", "position", "id"]
        verbose_name = "phân công cán bộ"
        verbose_name_plural = "phân công cán bộ"
        constraints = [
            models.CheckConstraint(
                condition=Q(unit=None, household__isnull=False)
                | Q(unit__isnull=False, household=None),
                name="officialassignment_unit_or_household",
                violation_error_message="Hãy chọn hoặc thôn, hoặc hộ.",
            ),
            models.UniqueConstraint(
                fields=["plan", "official", "unit"],
                name="officialassignment_unit_once",
                violation_error_message="Cán bộ đã được phân công thôn này.",
            ),
            models.UniqueConstraint(
                fields=["plan", "official", "household"],
                name="officialassignment_household_once",
                violation_error_message="Cán bộ đã được phân công hộ này.",
            ),
        ]

    def __str__(self):
        return f"{self.official} → {self.unit or self.household}"
