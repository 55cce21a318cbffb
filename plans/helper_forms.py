"""The forms of the page on which households are given their helpers."""

from django import forms
from django.db.models import Exists, OuterRef, Q, QuerySet

from households.models import Household
from plans import helpers
from plans.models import Plan
from povertyplan.forms import WholeNumberField, problems_of
from povertyplan.text import fold
from povertyplan.units.models import Agency, Unit
from targets.enums import RegistrationKind
from targets.models import Registration


class HelperFilter(forms.Form):
    """Which households of the plan's unit to show: those registered to escape come first."""

    which = forms.ChoiceField(label="Danh sách", required=False)
    q = forms.CharField(label="Tên người, thôn", required=False, max_length=100)

    def __init__(self, data, *, plan: Plan):
        super().__init__(data)
        self.plan = plan
        self.fields["which"].choices = [
            ("", "Đăng ký thoát nghèo"),
            ("alone", "Đăng ký, chưa có ai giúp"),
            ("unable", "Không có khả năng thoát"),
            ("managed", f"Mọi hộ nghèo, cận nghèo {plan.year - 1}"),
            ("helped", "Đã giao theo kế hoạch"),
        ]
        self.fields["unit"] = forms.ModelChoiceField(
            Unit.objects.children_of(plan.unit, year=plan.year),
            label="Địa bàn",
            required=False,
            empty_label="Cả địa bàn",
        )

    def households(self) -> QuerySet[Household]:
        """The households asked for; none when the filter makes no sense."""
        if not self.is_valid():
            return Household.objects.none()
        data = self.cleaned_data
        households = self._listed(data["which"])
        if data["unit"]:
            households = households.in_unit(data["unit"])
        if data["q"]:
            villages = Q(village__search_text__contains=fold(data["q"]))
            named = Household.objects.search(data["q"]).values("pk")
            households = households.filter(Q(pk__in=named) | villages)
        return households.with_head().order_by("-is_registered", "head_key", "pk")

    def _listed(self, which: str) -> QuerySet[Household]:
        plan = self.plan
        rows = Registration.objects.filter(household=OuterRef("pk"), year=plan.year)
        able = rows.filter(kind=RegistrationKind.ABLE)
        if which == "helped":
            # Also those that have moved away since: the plan still names them.
            return helpers.named(plan).annotate(is_registered=Exists(able))
        households = Household.objects.in_unit(plan.unit).present()
        households = households.annotate(is_registered=Exists(able))
        if which == "alone":
            return households.filter(pk__in=helpers.alone(plan).values("pk"))
        if which == "unable":
            return households.filter(Exists(rows.filter(kind=RegistrationKind.UNABLE)))
        if which == "managed":
            return households.managed(year=plan.year - 1)
        return households.filter(is_registered=True)

    def problems(self) -> list[str]:
        return problems_of(self)


class AssignForm(forms.Form):
    """Which households get which helpers."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, data=None, *, plan: Plan):
        super().__init__(data, initial={"version": plan.version})
        agencies = Agency.objects.filter(unit=plan.unit).valid_in(plan.year)
        self.fields["household"] = forms.ModelMultipleChoiceField(
            Household.objects.in_unit(plan.unit)
            .select_related("village__kind")
            .prefetch_related("members"),
            label="Hộ",
            error_messages={"required": "Hãy chọn ít nhất một hộ."},
        )
        self.fields["agencies"] = forms.ModelMultipleChoiceField(
            agencies, label="Cơ quan", required=False, widget=forms.CheckboxSelectMultiple
        )
        self.fields["official"] = forms.CharField(
            label="Cán bộ, chức danh", max_length=200, required=False
        )


class ReleaseForm(forms.Form):
    """Which helper to take off a household."""

    version = forms.IntegerField()
    agency = forms.IntegerField(required=False)
    official = forms.CharField(max_length=200, required=False)


class LimitsForm(forms.Form):
    """How much is too much for one agency or official under the plan."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    places_limit = WholeNumberField(label="Nhiều nhất, địa bàn", min_value=1, max_value=999)
    households_limit = WholeNumberField(label="Nhiều nhất, hộ", min_value=1, max_value=999)
