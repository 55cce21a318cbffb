"""Tallies: what the periodic rounds of a year found in each unit, in one grouped query.

Every count of reviewed households, of any class, group, lack or cause, is a sum over a tally. A
place that was not reviewed in the year has none: not reviewed is unknown, not zero. A tally holds
only what it was grouped by; to ask it for anything else is an error, not a zero.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.db.models import Count, F, Sum

from households.basis import OFFICIAL, Basis
from households.models import Standard
from households.rules import StandardRules
from povertyplan.units.enums import Level
from povertyplan.units.models import Unit

COLUMNS = {
    "household_class": F("household_class"),
    "ethnicity": F("review__ethnicity__code"),
    "is_minority": F("review__ethnicity__is_minority"),
    "deprivations": F("deprivations"),
    "causes": F("review__causes"),
    "is_indigenous": F("review__is_indigenous"),
    "is_social_protection": F("review__is_social_protection"),
    "is_farming": F("review__is_farming"),
    "is_female_headed": F("review__is_female_headed"),
    "has_no_labour": F("review__has_no_labour"),
    "has_merit_person": F("review__has_merit_person"),
}
PLAIN = ("household_class", "ethnicity", "is_minority", "deprivations")


@dataclass(frozen=True)
class Group:
    """Households that are alike in what the tally is grouped by, and their persons."""

    household_class: str | None = None
    ethnicity: str | None = None
    is_minority: bool | None = None
    deprivations: int | None = None
    households: int = 0
    persons: int = 0
    causes: int | None = None
    is_indigenous: bool | None = None
    is_social_protection: bool | None = None
    is_farming: bool | None = None
    is_female_headed: bool | None = None
    has_no_labour: bool | None = None
    has_merit_person: bool | None = None

    def __getitem__(self, name: str):
        value = getattr(self, name)
        if value is None:
            raise LookupError(f"This tally is not grouped by {name}.")
        return value


@dataclass(frozen=True)
class Tally:
    """The reviewed households of a place, group by group."""

    groups: tuple[Group, ...] = ()

    def of(self, **criteria) -> "Tally":
        """The groups that are as `criteria` say, by the names of COLUMNS."""
        return self.where(
            lambda group: all(group[name] == value for name, value in criteria.items())
        )

    def where(self, condition: Callable[[Group], bool]) -> "Tally":
        """The groups that `condition` holds for."""
        return Tally(tuple(group for group in self.groups if condition(group)))

    def caused_by(self, bit: int) -> "Tally":
        """The groups that name the cause of poverty with the bit."""
        return self.where(lambda group: group["causes"] >> bit & 1)

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
            for code in rules.unpack(group["deprivations"]):
                found[code] += group.households
        return found


def tally(
    units: Iterable[Unit],
    year: int,
    standard: Standard | None,
    *,
    basis: Basis = OFFICIAL,
    by: Iterable[str] = PLAIN,
    **criteria,
) -> dict[int, Tally | None]:
    """The tally of each unit under `standard`, None where it is not known. Units of one level.

    `by` says what the households are grouped by, of COLUMNS; `criteria` narrow the results that
    are counted: household_class.
    """
    units = list(units)
    if not units or standard is None:
        return {unit.pk: None for unit in units}
    known = reviewed(units, year, standard, basis)
    column = area_column(units)
    results = basis.results(year).filter(standard=standard, **{f"{column}__in": units}, **criteria)
    rows = (
        results.order_by()
        .values(place=F(column), **{f"by_{name}": COLUMNS[name] for name in by})
        .annotate(households=Count("pk"), persons=Sum("review__person_count"))
    )
    groups = defaultdict(list)
    for row in rows:
        place = row.pop("place")
        groups[place].append(Group(**{name.removeprefix("by_"): row[name] for name in row}))
    return {unit.pk: Tally(tuple(groups[unit.pk])) if unit.pk in known else None for unit in units}


def total_of(tallies: Iterable[Tally | None]) -> Tally | None:
    """All groups together; unknown as soon as one part is: a partial total misleads."""
    tallies = list(tallies)
    if not tallies or None in tallies:
        return None
    return Tally(tuple(group for part in tallies for group in part.groups))


def area_column(units: list[Unit]) -> str:
    """The column of a result that names which of `units` its review lies in."""
    return f"review__{Level(units[0].level).column or 'village'}"


def reviewed(units: list[Unit], year: int, standard: Standard, basis: Basis = OFFICIAL) -> set[int]:
    """The keys of the units in which every commune was reviewed under `standard` in `year`.

    A commune was reviewed once its round is closed, or when something in it is counted already.
    """
    closed, opened = set(), set()
    for unit, state in basis.rounds(year, standard).values_list("unit", "state"):
        (closed if basis.is_done(state) else opened).add(unit)
    started = _started(units, year, standard, basis) if opened else set()
    covered, missing = set(), set()
    for unit, place, ancestors in _places(units, year):
        done = closed & ancestors or (opened & ancestors and place in started)
        (covered if done else missing).add(unit)
    return covered - missing


def _started(units: list[Unit], year: int, standard: Standard, basis: Basis) -> set[int]:
    """The communes (or the villages, when they are asked for) with a review that counts."""
    results = basis.results(year).filter(standard=standard)
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
