"""Counting: from approved reviews to the figures of a table.

Everything printed comes from the tallies of the reviews and from `household_totals`; a stored count
would have to be kept true, and grouping the results of a province costs a fraction of a second.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field, fields

from households import tallies
from households.basis import OFFICIAL, OPENING, Basis
from households.enums import HouseholdClass
from households.models import Standard, UnitYear
from households.rules import StandardRules
from povertyplan.numbers import total
from povertyplan.units.enums import Level
from povertyplan.units.models import Unit


@dataclass
class PoorCount:
    """The poor households of one unit: how many, of them minority, and deprived of what."""

    households: int = 0
    minority: int = 0
    persons: int = 0
    deprived: Counter = field(default_factory=Counter)


@dataclass(frozen=True)
class Totals:
    """All households and persons of a unit at the end of a year; None where not known."""

    households: int | None = None
    minority: int | None = None
    persons: int | None = None
    minority_persons: int | None = None
    indigenous: int | None = None
    indigenous_persons: int | None = None


def standard_of(unit: Unit, year: int, basis: Basis = OFFICIAL) -> Standard | None:
    """The standard under which `unit` was reviewed in `year`."""
    results = basis.results(year).in_unit(unit).order_by()
    ids = results.values_list("standard", flat=True).distinct()
    return Standard.objects.filter(pk__in=ids).order_by("valid_from").last()


def opening_standard_of(unit: Unit, year: int) -> Standard | None:
    """The standard with which `year` opened in `unit`: the next one where the last round had two.

    Who was poor when the year began was so under this standard.
    """
    return standard_of(unit, year - 1, OPENING)


def count_poor(
    units: Iterable[Unit], year: int, standard: Standard | None, basis: Basis = OFFICIAL
) -> dict[int, PoorCount | None]:
    """Poor households by unit, from the approved reviews of `year`. All units of one level.

    None for a unit with a commune that was not reviewed under `standard` in the year: not reviewed
    is unknown, not zero.
    """
    poor = HouseholdClass.POOR
    found = tallies.tally(units, year, standard, basis=basis, household_class=poor)
    return {pk: _poor_count(part, standard.rules()) if part else None for pk, part in found.items()}


def _poor_count(poor: tallies.Tally, rules: StandardRules) -> PoorCount:
    return PoorCount(
        households=poor.households,
        minority=poor.of(is_minority=True).households,
        persons=poor.persons,
        deprived=poor.deprived(rules),
    )


def household_totals(units: Iterable[Unit], year: int) -> dict[int, Totals]:
    """All households by unit, as sums of the official figures below it. All units of one level.

    A unit with a commune (or a commune with a village) whose figure is missing is unknown:
    a partial sum would make every rate too high.
    """
    units = list(units)
    if not units:
        return {}
    column = Level(units[0].level).column
    places = Unit.objects.valid_on(units[0].last_day_in(year)).filter(level__gte=Level.COMMUNE)
    within = {f"{column}__in": units} if column else {"pk__in": [unit.pk for unit in units]}
    figures = _figures_by_place(places.filter(**within), year)
    parts = defaultdict(list)
    for place, figure in figures.items():
        parts[getattr(place, f"{column}_id") if column else place.pk].append(figure)
    return {unit.pk: sum_of(parts[unit.pk]) for unit in units}


def _figures_by_place(places, year: int) -> dict[Unit, Totals]:
    """The figures of communes, or of single villages when only villages are asked for."""
    known = {
        row.unit_id: Totals(
            row.household_count,
            row.minority_household_count,
            row.person_count,
            row.minority_person_count,
            row.indigenous_household_count,
            row.indigenous_person_count,
        )
        for row in UnitYear.objects.filter(year=year, unit__in=places)
    }
    places = list(places.order_by())
    villages = defaultdict(list)
    for place in places:
        if place.level == Level.VILLAGE:
            villages[place.commune_id].append(known.get(place.pk, Totals()))
    communes = [place for place in places if place.level == Level.COMMUNE]
    if not communes:
        return {place: known.get(place.pk, Totals()) for place in places}
    return {
        commune: known[commune.pk] if commune.pk in known else sum_of(villages[commune.pk])
        for commune in communes
    }


def sum_of(parts: list[Totals]) -> Totals:
    """The sums, each unknown as soon as one of its parts is."""
    names = [part.name for part in fields(Totals)]
    return Totals(**{name: total(getattr(part, name) for part in parts) for name in names})
