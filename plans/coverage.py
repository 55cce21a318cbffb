"""Who is helped by nobody, and who has too much: a plan's assignments from both sides."""

from collections import Counter
from dataclasses import dataclass

from plans.models import Plan
from povertyplan.units.models import Unit
from targets.enums import RegistrationKind
from targets.models import Registration

# More places or households than this are too many for one agency or official.
MOST_PLACES, MOST_HOUSEHOLDS = 3, 5


@dataclass(frozen=True)
class Load:
    """An agency or an official with what it answers for."""

    name: str
    places: int
    households: int

    @property
    def is_over(self) -> bool:
        return self.places > MOST_PLACES or self.households > MOST_HOUSEHOLDS


@dataclass(frozen=True)
class Coverage:
    """The places with those who answer for them, the helpers with their load, the households."""

    places: list[tuple[Unit, list[str]]]
    loads: list[Load]
    alone: list[Registration]

    @property
    def uncovered(self) -> list[Unit]:
        return [unit for unit, names in self.places if not names]


def of(plan: Plan) -> Coverage:
    """Everything from the plan's assignments; households are those registered to escape."""
    helpers: dict[int, list[str]] = {}
    places, households = Counter(), Counter()
    for row in plan.agency_assignments.select_related("agency"):
        helpers.setdefault(row.unit_id, []).append(row.agency.name)
        places[row.agency.name] += 1
    helped = set()
    for row in plan.official_assignments.all():
        if row.unit_id:
            helpers.setdefault(row.unit_id, []).append(row.official)
            places[row.official] += 1
        else:
            helped.add(row.household_id)
            households[row.official] += 1
    for row in plan.household_assignments.prefetch_related("agencies"):
        helped.add(row.household_id)
        households.update(agency.name for agency in row.agencies.all())
    children = Unit.objects.children_of(plan.unit, year=plan.year)
    return Coverage(
        places=[(unit, helpers.get(unit.pk, [])) for unit in children],
        loads=[
            Load(name, places[name], households[name]) for name in sorted({*places, *households})
        ],
        alone=list(_alone(plan, helped)),
    )


def _alone(plan: Plan, helped: set[int]):
    rows = Registration.objects.in_unit(plan.unit).filter(
        year=plan.year, kind=RegistrationKind.ABLE, helper=""
    )
    rows = rows.exclude(household__in=helped).with_head().select_related("village__kind")
    return rows.order_by("village", "head_key", "pk")[:200]
