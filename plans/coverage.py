"""Who is helped by nobody, and who has too much: a plan's assignments from both sides."""

from collections import Counter
from dataclasses import dataclass

from plans import helpers
from plans.models import Plan
from povertyplan.units.models import Unit


@dataclass(frozen=True)
class Load:
    """An agency or an official with what it answers for; too much is over the plan's limits."""

    name: str
    places: int
    households: int
    is_over: bool


@dataclass(frozen=True)
class Coverage:
    """The places with those who answer for them, the helpers with their load.

    `alone` is how many households registered to escape poverty have nobody to help them.
    """

    places: list[tuple[Unit, list[str]]]
    loads: list[Load]
    alone: int

    @property
    def uncovered(self) -> list[Unit]:
        return [unit for unit, names in self.places if not names]


def of(plan: Plan) -> Coverage:
    """Everything from the plan's assignments, against the limits that it sets."""
    by_place: dict[int, list[str]] = {}
    places, households = Counter(), Counter()
    for row in plan.agency_assignments.select_related("agency"):
        by_place.setdefault(row.unit_id, []).append(row.agency.name)
        places[row.agency.name] += 1
    for row in plan.official_assignments.all():
        if row.unit_id:
            by_place.setdefault(row.unit_id, []).append(row.official)
            places[row.official] += 1
        else:
            households[row.official] += 1
    for row in plan.household_assignments.prefetch_related("agencies"):
        households.update(agency.name for agency in row.agencies.all())
    children = Unit.objects.children_of(plan.unit, year=plan.year)
    return Coverage(
        places=[(unit, by_place.get(unit.pk, [])) for unit in children],
        loads=[
            _load(plan, name, places[name], households[name])
            for name in sorted({*places, *households})
        ],
        alone=helpers.alone(plan).count(),
    )


def _load(plan: Plan, name: str, places: int, households: int) -> Load:
    is_over = places > plan.places_limit or households > plan.households_limit
    return Load(name, places, households, is_over)
