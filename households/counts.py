"""Counting: from approved reviews to the figures of a table, in one grouped query.

Everything printed comes from `count_poor` and `household_totals`; a stored count would have to be
kept true, and grouping the results of a province costs a fraction of a second.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Count, F, Sum

from households.models import Result, Round, Standard, UnitYear
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
    """All households of a unit at the end of a year; None where they are not known."""

    households: int | None = None
    minority: int | None = None


def standard_of(unit: Unit, year: int) -> Standard | None:
    """The standard under which `unit` was reviewed in `year`."""
    results = Result.objects.official(year=year).in_unit(unit).order_by()
    ids = results.values_list("standard", flat=True).distinct()
    return Standard.objects.filter(pk__in=ids).order_by("valid_from").last()


def count_poor(
    units: Iterable[Unit], year: int, standard: Standard | None
) -> dict[int, PoorCount | None]:
    """Poor households by unit, from the approved reviews of `year`. All units of one level.

    None for a unit with a commune that no periodic round of the year covers: not reviewed is
    unknown, not zero.
    """
    units = list(units)
    if not units or standard is None:
        return {unit.pk: None for unit in units}
    counts = {pk: PoorCount() for pk in _reviewed(units, year)}
    rules = standard.rules()
    for row in _grouped(units, year, standard):
        if (count := counts.get(row["unit"])) is None:
            continue
        count.households += row["households"]
        count.persons += row["persons"]
        count.minority += row["households"] * row["review__ethnicity__is_minority"]
        for code in rules.unpack(row["deprivations"]):
            count.deprived[code] += row["households"]
    return {unit.pk: counts.get(unit.pk) for unit in units}


def _grouped(units: list[Unit], year: int, standard: Standard):
    column = f"review__{Level(units[0].level).column or 'village'}"
    return (
        Result.objects.official(year=year)
        .poor()
        .filter(standard=standard, **{f"{column}__in": units})
        .order_by()
        .values("review__ethnicity__is_minority", "deprivations", unit=F(column))
        .annotate(households=Count("pk"), persons=Sum("review__person_count"))
    )


def _reviewed(units: list[Unit], year: int) -> set[int]:
    """The keys of the units in which every commune lies in a periodic round of `year`."""
    rounds = set(Round.objects.periodic().filter(year=year).values_list("unit", flat=True))
    covered, missing = set(), set()
    for place, ancestors in _places(units, year):
        (covered if rounds & ancestors else missing).add(place)
    return covered - missing


def _places(units: list[Unit], year: int):
    """The communes under `units` (or the villages themselves): (unit, the place's ancestors)."""
    column = Level(units[0].level).column
    if column is None:
        places = Unit.objects.filter(pk__in=[unit.pk for unit in units])
    else:
        places = Unit.objects.communes().valid_in(year).filter(**{f"{column}__in": units})
    for place in places.order_by():
        ancestors = {place.pk, place.commune_id, place.district_id, place.province_id}
        yield (getattr(place, f"{column}_id") if column else place.pk), ancestors


def household_totals(units: Iterable[Unit], year: int) -> dict[int, Totals]:
    """All households by unit, as sums of the official figures below it. All units of one level.

    A unit with a commune (or a commune with a village) whose figure is missing is unknown:
    a partial sum would make every rate too high.
    """
    units = list(units)
    if not units:
        return {}
    column = Level(units[0].level).column
    places = Unit.objects.valid_in(year).filter(level__gte=Level.COMMUNE)
    within = {f"{column}__in": units} if column else {"pk__in": [unit.pk for unit in units]}
    figures = _figures_by_place(places.filter(**within), year)
    parts = defaultdict(list)
    for place, figure in figures.items():
        parts[getattr(place, f"{column}_id") if column else place.pk].append(figure)
    return {unit.pk: _sum(parts[unit.pk]) for unit in units}


def _figures_by_place(places, year: int) -> dict[Unit, Totals]:
    """The figures of communes, or of single villages when only villages are asked for."""
    known = {
        row.unit_id: Totals(row.household_count, row.minority_household_count)
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
        commune: known[commune.pk] if commune.pk in known else _sum(villages[commune.pk])
        for commune in communes
    }


def _sum(parts: list[Totals]) -> Totals:
    return Totals(total(p.households for p in parts), total(p.minority for p in parts))
