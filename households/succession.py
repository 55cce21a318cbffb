"""Where the households of the year before belong on the map of this year, where it has changed.

Reviews lie where households lived then. A household that was carried over opens the year where it
was carried, any other where the whole of its old village has gone. Where a village was divided and
nobody knows where the household belongs, it is not placed, and what may have got it is unknown.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from itertools import groupby
from operator import itemgetter

from django.db.models import Q

from households import counts, tallies
from households.basis import OPENING
from households.models import HouseholdEvent, Standard
from povertyplan.units.enums import Level
from povertyplan.units.models import Unit, UnitChange

# A result as rows of both years: household, village, class, persons, the unit asked for, commune.
COLUMNS = ("review__household", "review__village", "household_class", "review__person_count")


def rows_of(units: list[Unit], results) -> list[tuple]:
    """COLUMNS of the results, with which of `units` they lie in, and the commune."""
    if not units:
        return []
    return list(results.values_list(*COLUMNS, tallies.area_column(units), "review__commune"))


@dataclass(frozen=True)
class Links:
    """The changes of the map of `year`, until `day`, that led to villages or communes of `units`.

    `after` names what came after each of the old ones, `commune_of` in which commune they lay.
    """

    units: list[Unit]
    year: int
    day: date
    after: dict[int, set[int]] = field(default_factory=dict)
    commune_of: dict[int, int] = field(default_factory=dict)

    def here(self) -> Q:
        """The condition that a result lies in one of the units."""
        if not self.units:
            return Q(pk__in=[])
        return Q(**{f"{tallies.area_column(self.units)}__in": self.units})

    def here_before(self) -> Q:
        """That it lies in one of them, or in what came before them."""
        return self.here() | self.before() if self.after else self.here()

    def before(self) -> Q:
        """That it lies in an old commune or village."""
        communes = self.after.keys() & {*self.commune_of.values()}
        return Q(review__commune__in=communes) | Q(review__village__in=self.after.keys())

    def touch(self, village: int, commune: int) -> bool:
        return village in self.after or commune in self.after


def since(units: list[Unit], year: int, until: date | None = None) -> Links:
    """The changes within `year` that led to `units`, all of one level, and what else came of them.

    Until the day of the map that they are on: whoever asks for a unit that has ended means the
    old map. One query where nothing has changed.
    """
    if not units:
        return Links([], year, date(year, 12, 31))
    day = min([unit.last_day_in(year) for unit in units] + ([until] if until else []))
    links = Links(units, year, day)
    column = Level(units[0].level).column or "commune"
    asked = {getattr(unit, f"{column}_id") for unit in units}
    _follow(links, f"unit__{column}__in", asked, _OLD)
    if links.after:
        communes = {*links.commune_of.values()}
        _follow(links, "unitchange__predecessors__commune__in", communes, _NEW)
    return links


_OLD, _NEW = 1, 3  # where a row of _steps names the commune of either end


def _follow(links: Links, column: str, asked: set[int], side: int) -> None:
    """Add the changes at `column`, and from there on those of the communes on the side."""
    seen = set()
    while asked:
        seen |= asked
        rows = _steps(links, {column: asked})
        for old, commune, new, _ in rows:
            links.after.setdefault(old, set()).add(new)
            links.commune_of[old] = commune
        if side == _OLD:
            column = "unit__commune__in"
        asked = {row[side] for row in rows} - seen


def _steps(links: Links, where: dict) -> list[tuple]:
    """(old, its commune, new, its commune) of the villages and communes that `where` says."""
    period = (date(links.year, 1, 1), links.day)
    found = UnitChange.successors.through.objects.filter(
        **where, unit__level__gte=Level.COMMUNE, unitchange__effective_on__range=period
    )
    old = "unitchange__predecessors"
    names = (old, f"{old}__commune", "unit", "unit__commune", f"{old}__level", "unit__level")
    return [row[:4] for row in found.values_list(*names) if row[4] == row[5]]


@dataclass(frozen=True)
class Succession:
    """What may have come of each old place. `places` holds every unit that is named.

    `carried` says to which village each household was carried from which.
    """

    links: Links
    places: dict[int, Unit]
    carried: dict[tuple[int, int], int] = field(default_factory=dict)

    @cached_property
    def declared(self) -> dict[int, set[int]]:
        """Where the households of each village were carried."""
        found = defaultdict(set)
        for (_, village), later in self.carried.items():
            found[village].add(later)
        return dict(found)

    def possible(self, place: int, household: int = 0, seen: frozenset = frozenset()) -> set[int]:
        """The villages that a place may have become, or communes where no more is known.

        Of the place where `household` lived: where that was carried.
        """
        seen |= {place}
        carried = self.carried.get((household, place))
        if carried and carried not in seen:
            return self.possible(carried, household, seen)
        found = {place} if self._lasts(place) else set()
        for later in self._next(self.places[place]) - seen:
            found |= self.possible(later, household, seen)
        return found or {place}

    def _next(self, unit: Unit) -> set[int]:
        """What came next. Of a village of which nobody wrote it: where its households went, or
        what came of its commune.
        """
        if unit.pk in self.links.after:
            return self.links.after[unit.pk]
        if unit.level == Level.COMMUNE or self._lasts(unit.pk):
            return set()
        declared = self.declared.get(unit.pk, set())
        if len(declared) == 1:
            return declared
        communes = self.links.after.get(unit.commune_id, set())
        return declared | communes | ({unit.commune_id} if communes else set())

    def _lasts(self, place: int) -> bool:
        units = (self.places[place], self.places.get(self.places[place].commune_id))
        return all(unit is None or unit.is_valid_on(self.links.day) for unit in units)

    def units(self, options: Iterable[int]) -> set[int | None]:
        """Which units of the level asked for `options` lie in; with None where it is open."""
        asked = self.links.units
        column = Level(asked[0].level).column
        if column:
            return {getattr(self.places[option], f"{column}_id") for option in options}
        found = set()
        for option in options:
            if self.places[option].level == Level.VILLAGE:
                found.add(option)
            else:
                found |= {None, *(unit.pk for unit in asked if unit.commune_id == option)}
        return found


@dataclass(frozen=True)
class Opening:
    """The rows with which a year opens, each in its place on the map of the year.

    Rows that lie in no unit have None there. `unplaced` names the households that may have been in
    a unit; `gathered` the units that hold rows found elsewhere; `split` those with results of this
    year that still lie in old villages. `succession` is None where nothing has changed.
    """

    rows: list[tuple]
    unplaced: dict[int, set[int]] = field(default_factory=dict)
    gathered: frozenset[int] = frozenset()
    split: frozenset[int] = frozenset()
    succession: Succession | None = None


def opening(links: Links, results, rows: list[tuple], now, now_rows: list[tuple]) -> Opening:
    """`rows` of the year before, of those of `results`, on the map of this one.

    `now` are all results of this year, `now_rows` those of the units: who is still reviewed in the
    old village has not gone from it.
    """
    if not links.after:
        return Opening(rows)
    left = now.filter(links.before()).order_by()
    left = set(left.values_list("review__village", tallies.area_column(links.units)))
    villages = {row[1] for row in rows if links.touch(row[1], row[5])} | {row[0] for row in left}
    carried = _carried(results.filter(links.before()), links.day)
    named = {*villages, *carried.values(), *links.after, *links.commune_of.values()}
    places = _places(links, named.union(*links.after.values()))
    return _placed(Succession(links, places, carried), rows, now_rows, left)


def _carried(results, day: date) -> dict[tuple[int, int], int]:
    """Where changes of the map carried the households of `results`, from which village.

    An event names the village before it: the one after is that of the next event, or today's.
    """
    events = HouseholdEvent.objects.filter(
        undone_at=None, household__in=results.order_by().values("review__household")
    )
    names = ("household", "village", "before__map_change", "happened_on", "household__village")
    found = {}
    rows = events.order_by("household", "pk").values_list(*names)
    for household, group in groupby(rows, itemgetter(0)):
        steps = list(group)
        later = [*(step[1] for step in steps[1:]), steps[-1][4]]
        for step, village in zip(steps, later, strict=True):
            if step[2] and step[3] <= day:
                found.setdefault((household, step[1]), village)
    return found


def _places(links: Links, named: set[int]) -> dict[int, Unit]:
    """The units that are named; of villages all those of the old communes."""
    wanted = Q(pk__in=named)
    if links.units[0].level == Level.VILLAGE:
        wanted |= Q(level=Level.VILLAGE, commune__in=links.after.keys())
    return Unit.objects.filter(wanted).order_by().in_bulk()


def _placed(found: Succession, rows: list[tuple], now_rows, left) -> Opening:
    keys = {unit.pk for unit in found.links.units}
    now = defaultdict(dict)
    for row in now_rows:
        now[row[0]][row[1]] = row[5]
    placed, gathered, unplaced = [], set(), defaultdict(set)
    for row in rows:
        where, units = _place(found, row, now[row[0]])
        unit = next(iter(units)) if len(units) == 1 else None
        placed.append((row[0], where, *row[2:4], unit if unit in keys else None))
        if unit in keys and unit != row[4]:
            gathered.add(unit)
        for doubtful in (units & keys) if len(units) > 1 else ():
            unplaced[doubtful].add(row[0])
    split = set()
    for village, own in left:
        split |= (found.units(found.possible(village)) - {own}) & keys
    return Opening(placed, dict(unplaced), frozenset(gathered), frozenset(split), found)


def _place(found: Succession, row: tuple, now: dict[int, int]) -> tuple[int, set[int | None]]:
    """The place of a row and its unit, or all the units that it may lie in.

    The place is a village, or the unit itself where no more is known of it.
    """
    household, village, _, _, own, commune = row
    if village in now or not found.links.touch(village, commune):
        return village, {own}
    options = found.possible(village, household)
    units = found.units(options)
    if len(units) > 1:
        return village, units
    option = next(iter(options))
    if len(options) == 1 and found.places[option].level == Level.VILLAGE:
        return option, units
    here = [place for place, its in now.items() if place in options or its in options]
    return here[0] if here else next(iter(units)), units


def known(opening: Opening, standard: Standard | None, found: set[int]) -> set[int]:
    """In which units the opening is known, of which `found` were reviewed the year before.

    One that came of others: where all of these were, under the standard of then, and everyone they
    had is placed.
    """
    succession = opening.succession
    if succession is None or standard is None:
        return found
    links = succession.links
    parts = _parts(succession)
    before = [succession.places[part] for part in set().union(*parts.values())]
    reviewed = tallies.reviewed(before, links.year - 1, standard, OPENING) if before else set()
    new = {unit.pk for unit in links.units if _began(unit, links.year)}
    new = {key for key in new if parts[key]} - _without_origin(links, new)
    whole = {key for key in found | new if parts[key] <= reviewed}
    return whole - opening.unplaced.keys() - opening.split


def _began(unit: Unit, year: int) -> bool:
    return unit.valid_from is not None and unit.valid_from >= date(year, 1, 1)


def _parts(found: Succession) -> dict[int | None, set[int]]:
    """The old communes (the old villages, for villages) that may be a part of each unit."""
    links, parts = found.links, defaultdict(set)
    later = set().union(*links.after.values())
    is_village = links.units[0].level == Level.VILLAGE
    for key, place in found.places.items():
        is_between = _began(place, links.year) and {key, place.commune_id} & later
        if is_between or not links.touch(key, place.commune_id):
            continue
        if is_village and place.level != Level.VILLAGE:
            continue
        for unit in found.units(found.possible(key)):
            parts[unit].add(key if is_village else place.commune_id)
    return parts


def _without_origin(links: Links, units: set[int]) -> set[int]:
    """Those of the new units with a commune of which nobody wrote what it came of."""
    column = Level(links.units[0].level).column
    if column is None or not units:
        return set()
    communes = Unit.objects.communes().valid_on(links.day).filter(**{f"{column}__in": units})
    communes = communes.exclude(pk__in=set().union(*links.after.values()))
    return set(communes.order_by().values_list(column, flat=True))


def opening_standard_of(unit: Unit, year: int) -> Standard | None:
    """The standard with which `year` opened in `unit`, or in what became it within the year."""
    if (found := counts.opening_standard_of(unit, year)) or not _began(unit, year):
        return found
    links = since([unit], year)
    results = OPENING.results(year - 1).filter(links.before()).order_by()
    return Standard.objects.filter(pk__in=results.values("standard")).order_by("valid_from").last()
