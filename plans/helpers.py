"""Who helps which household: under a plan, and for one household over the years."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, QuerySet

from households.models import Household
from plans.models import HouseholdAssignment, OfficialAssignment, Plan
from targets.enums import RegistrationKind
from targets.models import Registration


@dataclass(frozen=True)
class Helper:
    """An agency, by its key, or an official by name or post."""

    name: str
    agency: int | None = None


@dataclass(frozen=True)
class Help:
    """Those who help a household in a year, as a plan or the village's list says."""

    year: int
    names: list[str]
    plan: Plan | None


def under(plan: Plan, households: Iterable[Household]) -> dict[int, list[Helper]]:
    """The helpers of each household under the plan, agencies first."""
    found: dict[int, list[Helper]] = {household.pk: [] for household in households}
    rows = plan.household_assignments.filter(household__in=found)
    for row in rows.prefetch_related("agencies"):
        found[row.household_id] += [Helper(item.name, item.pk) for item in row.agencies.all()]
    for row in plan.official_assignments.filter(household__in=found):
        found[row.household_id].append(Helper(row.official))
    return found


def named(plan: Plan) -> QuerySet[Household]:
    """The households that have a helper under the plan, wherever they live now."""
    return Household.objects.filter(_helped_under(Plan.objects.filter(pk=plan.pk)))


def listed(plan: Plan, households: Iterable[Household]) -> dict[int, str]:
    """The helper that the village's list of the plan's year names for each household."""
    rows = Registration.objects.filter(
        year=plan.year, household__in=[item.pk for item in households]
    )
    return dict(rows.exclude(helper="").values_list("household", "helper"))


def officials_of(plan: Plan) -> list[str]:
    """The officials that the plan names so far, to choose from."""
    names = plan.official_assignments.order_by("official").values_list("official", flat=True)
    return list(names.distinct())


def helped(plan: Plan) -> Q:
    """The condition that a household has a helper: under the plan, or another of its year."""
    plans = Plan.objects.filter(Q(pk=plan.pk) | Q(pk__in=Plan.objects.holding().values("pk")))
    return _helped_under(plans.filter(year=plan.year))


def _helped_under(plans: QuerySet[Plan]) -> Q:
    given = {"household": OuterRef("pk"), "plan__in": plans.values("pk")}
    return Q(
        Exists(HouseholdAssignment.objects.filter(agencies__isnull=False, **given))
        | Exists(OfficialAssignment.objects.filter(**given))
    )


def left_behind(plan: Plan) -> QuerySet[Household]:
    """Households that the plan to be replaced by `plan` gives a helper, and `plan` does not."""
    old, new = (Plan.objects.filter(pk=key) for key in (plan.amends_id, plan.pk))
    return Household.objects.filter(_helped_under(old)).exclude(_helped_under(new))


def alone(plan: Plan) -> QuerySet[Household]:
    """Households of the plan's unit that are registered to escape poverty, with nobody to help."""
    rows = Registration.objects.filter(year=plan.year, kind=RegistrationKind.ABLE, helper="")
    households = Household.objects.in_unit(plan.unit).present()
    return households.filter(Exists(rows.filter(household=OuterRef("pk")))).exclude(helped(plan))


def of_household(household: Household) -> list[Help]:
    """Who helps the household, the latest year first."""
    plans = Plan.objects.holding().values("pk")
    by_plan: dict[Plan, list[str]] = {}
    rows = household.assignments.filter(plan__in=plans)
    for row in rows.select_related("plan__unit__kind").prefetch_related("agencies"):
        by_plan.setdefault(row.plan, []).extend(agency.name for agency in row.agencies.all())
    officials = household.official_assignments.filter(plan__in=plans)
    for row in officials.select_related("plan__unit__kind"):
        by_plan.setdefault(row.plan, []).append(row.official)
    listed = household.registrations.exclude(helper="")
    found = [
        *(Help(plan.year, names, plan) for plan, names in by_plan.items() if names),
        *(Help(row.year, [row.helper], None) for row in listed),
    ]
    return sorted(found, key=lambda item: item.year, reverse=True)
