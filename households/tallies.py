"""Tallies: what the periodic rounds of a year found in each unit, in one grouped query.

Every count of reviewed households, of any class, group or lack, is a sum over a tally. A place
that was not reviewed in the year has none: not reviewed is unknown, not zero.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, F, Sum

from households.enums import RoundState
from households.models import Result, Round, Standard
from households.rules import StandardRules
from povertyplan.units.enums import Level
from povertyplan.units.models import Unit


@dataclass(frozen=True)
class Group:
    """Households with the same class, ethnic group and deprivations, and their persons."""

    household_class: str
    ethnicity: str
    is_minority: bool
    deprivations: int
    households: int
    persons: int


@dataclass(frozen=True)
class Tally:
    """The reviewed households of a place, group by group."""

    groups: tuple[Group, ...] = ()

    def of(self, **criteria) -> "Tally":
        """The groups that are as `criteria` say: household_class, ethnicity, is_minority."""
        return Tally(
            tuple(
                group
                for group in self.groups
                if all(getattr(group, name) == value for name, value in criteria.items())
            )
        )

    @property
    def households(self) -> int:
        return sum(group.households for group in self.groups)

    @property
    def persons(self) -> int:
        return sum(group.persons for group in self.groups)

    def deprived(self, rules: StandardRules) -> Counter:
        """How many households are deprived of each indicator, by its code."""
        found = Counter()
        for group in self.groups:
            for code in rules.unpack(group.deprivations):
                found[code] += group.households
        return found


def tally(
    units: Iterable[Unit], year: int, standard: Standard | None, **criteria
) -> dict[int, Tally | None]:
    """The tally of each unit under `standard`, None where it is not known. Units of one level.

    `criteria` narrow the results that are counted: household_class.
    """
    units = list(units)
    if not units or standard is None:
        return {unit.pk: None for unit in units}
    known = reviewed(units, year, standard)
    groups = defaultdict(list)
    for row in _grouped(units, year, standard, criteria):
        groups[row.pop("unit")].append(Group(**row))
    return {unit.pk: Tally(tuple(groups[unit.pk])) if unit.pk in known else None for unit in units}


def total_of(tallies: Iterable[Tally | None]) -> Tally | None:
    """All groups together; unknown as soon as one part is: a partial total misleads."""
    tallies = list(tallies)
    if not tallies or None in tallies:
        return None
    return Tally(tuple(group for part in tallies for group in part.groups))


def _grouped(units: list[Unit], year: int, standard: Standard, criteria: dict):
    column = area_column(units)
    return (
        Result.objects.official(year=year)
        .filter(standard=standard, **{f"{column}__in": units}, **criteria)
        .order_by()
        .values(
            "household_class",
            "deprivations",
            unit=F(column),
            ethnicity=F("review__ethnicity__code"),
            is_minority=F("review__ethnicity__is_minority"),
        )
        .annotate(households=Count("pk"), persons=Sum("review__person_count"))
    )


def area_column(units: list[Unit]) -> str:
    """The column of a result that names which of `units` its review lies in."""
    return f"review__{Level(units[0].level).column or 'village'}"


def reviewed(units: list[Unit], year: int, standard: Standard) -> set[int]:
    """The keys of the units in which every commune was reviewed under `standard` in `year`.

    A commune was reviewed once its round is closed, or when something in it is approved already.
    """
    rounds = Round.objects.periodic().filter(year=year, standard=standard)
    closed = set(rounds.filter(state=RoundState.CLOSED).values_list("unit", flat=True))
    opened = set(rounds.open().values_list("unit", flat=True))
    started = _started(units, year, standard) if opened else set()
    covered, missing = set(), set()
    for unit, place, ancestors in _places(units, year):
        done = closed & ancestors or (opened & ancestors and place in started)
        (covered if done else missing).add(unit)
    return covered - missing


def _started(units: list[Unit], year: int, standard: Standard) -> set[int]:
    """The communes (or the villages, when they are asked for) with an approved review."""
    results = Result.objects.official(year=year).filter(standard=standard)
    results = results.filter(**{f"{area_column(units)}__in": units}).order_by()
    place = "review__commune" if Level(units[0].level).column else "review__village"
    return set(results.values_list(place, flat=True).distinct())


def _places(units: list[Unit], year: int):
    """The communes under `units`, or the villages themselves: (unit, place, its ancestors)."""
    column = Level(units[0].level).column
    day = units[0].last_day_in(year)
    if column is None:
        places = Unit.objects.filter(pk__in=[unit.pk for unit in units])
    else:
        places = Unit.objects.communes().valid_on(day).filter(**{f"{column}__in": units})
    for place in places.order_by():
        ancestors = {place.pk, place.commune_id, place.district_id, place.province_id}
        yield (getattr(place, f"{column}_id") if column else place.pk), place.pk, ancestors
