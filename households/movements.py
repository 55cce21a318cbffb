"""Movements: how the poor (or near-poor) households of a year became those of the next.

Pure functions over what was found, and one loader. Who is poor in a village in year t and was not
in t-1 came from somewhere, who was and is not went somewhere; each household takes exactly one
step in a village, so opening - out + in = closing holds in every village and in every sum of them.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field, fields, replace
from enum import StrEnum

from django.db.models import Q

from households import origins, succession, tallies
from households.basis import OFFICIAL, OPENING, Basis
from households.enums import HouseholdClass, RoundKind
from households.models import Result, Review, Round, Standard
from households.succession import Links
from povertyplan.numbers import total
from povertyplan.units.models import Unit

POOR, NEAR_POOR = HouseholdClass.POOR, HouseholdClass.NEAR_POOR
_OTHER = {POOR: NEAR_POOR, NEAR_POOR: POOR}


@dataclass(frozen=True)
class Found:
    """What the review of a year found: which household, in which village, its class, its size."""

    household: int
    village: int
    household_class: str
    persons: int


class Step(StrEnum):
    """What a household did between the two years, seen from the class that is followed."""

    STAYED = "stayed"
    TO_OTHER_CLASS = "to_other_class"  # poor to near-poor, or near-poor to poor
    ABOVE = "above"  # above the near-poor line
    OTHER_DECREASE = "other_decrease"  # not reviewed here any more: moved, split, died out
    FROM_OTHER_CLASS = "from_other_class"
    RELAPSED = "relapsed"  # was poor or near-poor in an earlier year, but not in the last
    NEW = "new"
    OTHER_INCREASE = "other_increase"  # was poor or near-poor elsewhere, or split from who was


class Origin(StrEnum):
    """Whether a household on this year's list stood on last year's."""

    OLD = "old"
    NEW = "new"
    RELAPSED = "relapsed"


@dataclass(frozen=True)
class Flow:
    """One row of the table, in households or in persons; None where it is not known."""

    opening: int | None = 0
    to_other_class: int | None = 0
    above: int | None = 0
    other_decrease: int | None = 0
    from_other_class: int | None = 0
    relapsed: int | None = 0
    new: int | None = 0
    other_increase: int | None = 0
    closing: int | None = 0
    held: int | None = 0  # of the other decreases: held back, nobody has decided on them yet

    @property
    def balance(self) -> int | None:
        """The closing figure as the form computes it: 9 = 1-2-3-4+5+6+7+8."""
        out = total((self.to_other_class, self.above, self.other_decrease))
        into = total((self.from_other_class, self.relapsed, self.new, self.other_increase))
        if None in (self.opening, out, into):
            return None
        return self.opening - out + into


@dataclass(frozen=True)
class Movement:
    households: Flow = Flow()
    persons: Flow = Flow()


_NOTHING = Flow(**dict.fromkeys(field.name for field in fields(Flow)))
UNKNOWN = Movement(_NOTHING, _NOTHING)


@dataclass(frozen=True)
class Move:
    """The step of one household in one village, with its persons of either year."""

    household: int
    village: int
    step: Step
    before: int | None = None
    now: int | None = None
    is_held: bool = False


def moves(
    before: Iterable[Found],
    now: Iterable[Found],
    earlier: Collection[int],
    followed: HouseholdClass,
    held: Collection[int] = (),
    founded: Collection[int] = (),
) -> Iterator[Move]:
    """The step of every household that was or is of the class `followed`.

    `before` needs the poor and near-poor of the last year, those elsewhere too; `now` needs
    everyone reviewed; `earlier` names the households poor or near-poor in any year before (in the
    last one too, under a standard that has been left behind since). `held` names those whose
    review is held back: until it is decided they are neither here nor there. `founded` names those
    that split from the poor or near-poor of the last year since.
    """
    before = list(before)
    was, found = _by_place(before), _by_place(now)
    managed = {item.household for item in before if item.household_class in _OTHER} | {*founded}
    for place in was.keys() | found.keys():
        opening = [item.persons for item in was[place] if item.household_class == followed]
        closing = [item.persons for item in found[place] if item.household_class == followed]
        both = min(len(opening), len(closing))
        for persons_before, persons_now in zip(opening, closing, strict=False):
            yield Move(*place, Step.STAYED, persons_before, persons_now)
        for persons in opening[both:]:
            classes = {item.household_class for item in found[place]}
            is_held = not classes and place[0] in held
            yield Move(*place, _leaving(classes, followed), before=persons, is_held=is_held)
        for persons in closing[both:]:
            classes = {item.household_class for item in was[place]}
            came = _coming(classes, place[0], managed, earlier, followed)
            yield Move(*place, came, now=persons)


def _by_place(items: Iterable[Found]) -> dict[tuple[int, int], list[Found]]:
    places = defaultdict(list)
    for item in items:
        places[item.household, item.village].append(item)
    return places


def _leaving(classes_now: set[str], followed: HouseholdClass) -> Step:
    if not classes_now or followed in classes_now:
        return Step.OTHER_DECREASE
    return Step.TO_OTHER_CLASS if _OTHER[followed] in classes_now else Step.ABOVE


def _coming(classes_before, household, managed, earlier, followed) -> Step:
    if _OTHER[followed] in classes_before and followed not in classes_before:
        return Step.FROM_OTHER_CLASS
    if household in managed:
        return Step.OTHER_INCREASE
    return Step.RELAPSED if household in earlier else Step.NEW


def movements(steps: Iterable[Move]) -> dict[int, Movement]:
    """The movement of each village. Whoever goes counts the persons of the last year, whoever
    comes those of this; a household that stays and grew or shrank moves the difference.
    """
    households = defaultdict(lambda: defaultdict(int))
    persons = defaultdict(lambda: defaultdict(int))
    for move in steps:
        before, now = move.before or 0, move.now or 0
        _add(households[move.village], move.step, int(before > 0), int(now > 0))
        _add(persons[move.village], move.step, before, now)
        _count_held(households[move.village], move, 1)
        _count_held(persons[move.village], move, before)
    return {
        village: Movement(Flow(**households[village]), Flow(**persons[village]))
        for village in households
    }


def _add(flow: dict[str, int], step: Step, before: int, now: int) -> None:
    flow["opening"] += before
    flow["closing"] += now
    if step == Step.STAYED:
        flow[Step.OTHER_INCREASE] += max(now - before, 0)
        flow[Step.OTHER_DECREASE] += max(before - now, 0)
    else:
        flow[step] += before + now


def _count_held(flow: dict[str, int], move: Move, count: int) -> None:
    flow["held"] += count if move.is_held else 0


def sum_of(parts: Iterable[Movement]) -> Movement:
    """The sums, each figure unknown as soon as one of its parts is."""
    parts = list(parts)
    return Movement(_sum([p.households for p in parts]), _sum([p.persons for p in parts]))


def _sum(flows: list[Flow]) -> Flow:
    names = [field.name for field in fields(Flow)]
    return Flow(**{name: total(getattr(flow, name) for flow in flows) for name in names})


_ORIGINS = {Step.RELAPSED: Origin.RELAPSED}


@dataclass(frozen=True)
class History:
    """What two years in a row found in `units`, and in which of them either year is known."""

    units: list[Unit]
    before: list[Found]
    now: list[Found]
    earlier: set[int]
    unit_of: dict[int, int]
    known_before: set[int]
    known_now: set[int]
    held: frozenset[int] = frozenset()
    parents: dict[int, int] = field(default_factory=dict)
    opening: succession.Opening = succession.Opening([])

    def moves(self, followed: HouseholdClass) -> list[Move]:
        """The steps in these units alone: what lies elsewhere is not known in full."""
        founded = self._split_from(item.household for item in self.before)
        steps = moves(self.before, self.now, self.earlier, followed, self.held, founded)
        return [step for step in steps if step.village in self.unit_of]

    def movements(self, followed: HouseholdClass) -> dict[int, Movement]:
        """The movement of each unit; what needs a year that is not known is None."""
        parts = defaultdict(list)
        for village, movement in movements(self.moves(followed)).items():
            parts[self.unit_of[village]].append(movement)
        return {
            unit.pk: self._as_known(unit, sum_of(parts[unit.pk] or [Movement()]))
            for unit in self.units
        }

    def origins(self, followed: HouseholdClass) -> dict[int, Origin]:
        """For every household of the class now; without those of whom last year is not known."""
        old = {item.household for item in self.before if item.household_class == followed}
        old |= self._split_from(old)
        steps = {
            move.household: move.step
            for move in self.moves(followed)
            if move.now and self.unit_of[move.village] in self.known_before
        }
        return {
            household: Origin.OLD if household in old else _ORIGINS.get(step, Origin.NEW)
            for household, step in steps.items()
        }

    def _split_from(self, households: Iterable[int]) -> set[int]:
        """Who split from one of `households`, or from who did."""
        found, left = set(), set(households)
        while left:
            left = {child for child, parent in self.parents.items() if parent in left} - found
            found |= left
        return found

    def _as_known(self, unit: Unit, movement: Movement) -> Movement:
        was, found = unit.pk in self.known_before, unit.pk in self.known_now
        if was and found:
            return movement

        def strip(flow: Flow) -> Flow:
            opening = flow.opening if was else None
            return replace(
                UNKNOWN.households, opening=opening, closing=flow.closing if found else None
            )

        return Movement(strip(movement.households), strip(movement.persons))


def load(
    units: Iterable[Unit],
    year: int,
    standard: Standard | None,
    before: Standard | None,
    basis: Basis = OFFICIAL,
) -> History:
    """The reviews of `year` under `standard`, and those with which it opened under `before`.

    All units of one level. Always the same number of queries.
    """
    units = list(units)
    links = succession.since(units, year)
    now = _found(links.here(), year, standard, basis)
    now_rows = succession.rows_of(units, now)
    was = _found(links.here_before(), year - 1, before, OPENING).poor_or_near_poor()
    rows = succession.rows_of(units, was)
    opening = succession.opening(links, was, rows, basis.results(year), now_rows)
    listed = now.poor_or_near_poor().values("review__household")
    parents = origins.parents(listed, Q(review__round__year__lt=year))
    return History(
        units=units,
        before=_as_found(opening.rows) + _elsewhere(links, listed, parents),
        now=_as_found(now_rows),
        earlier=origins.earlier(year, listed),
        unit_of=_unit_of(units, (*opening.rows, *now_rows)),
        known_before=_known_before(opening, units, year, before),
        known_now=_known(units, year, standard, basis),
        held=_held(year, opening.rows),
        parents=parents,
        opening=opening,
    )


def _as_found(rows: list[tuple]) -> list[Found]:
    return [Found(*row[:4]) for row in rows]


def _unit_of(units: list[Unit], rows: Iterable[tuple]) -> dict[int, int]:
    keys = {unit.pk for unit in units}
    return {row[1]: row[4] for row in rows if row[4] in keys}


def _held(year: int, before: list[tuple]) -> frozenset[int]:
    """Whose periodic review of the year is held back, of those with which it opened."""
    reviews = Review.objects.active().filter(round__kind=RoundKind.PERIODIC, round__year=year)
    found = reviews.exclude(held_because="").order_by().values_list("household", flat=True)
    return frozenset(found) & {row[0] for row in before}


def load_within(
    units: Iterable[Unit],
    year: int,
    standard: Standard | None,
    before: Standard | None,
    basis: Basis,
) -> History:
    """The households managed before the in-year round of `basis`, and as the round left them.

    Whom it did not review stays as before (Decision 24/2021, art. 5: only who asks is reviewed).
    """
    units = list(units)
    results = basis.results(year).filter(standard=standard).order_by()
    found = succession.rows_of(units, results) if standard else []
    reviewed = {row[0] for row in found}
    parents = origins.parents(reviewed, origins.before(basis.round))
    asked = {*reviewed, *parents.values()}
    links = succession.since(units, year, basis.round.opens_on)
    was = _managed_before(basis.round, links, asked)
    latest = {row[0]: row for row in succession.rows_of(units, was)}
    managed = [row for row in latest.values() if row[2] in _OTHER]
    opening = succession.opening(links, was, managed, results, found)
    managed = opening.rows
    now = found + [row for row in managed if row[0] not in reviewed]
    known = _known_before(opening, units, year, before)
    return History(
        units=units,
        before=_as_found(managed),
        now=_as_found(now),
        earlier=origins.earlier_than(basis.round, reviewed),
        parents=parents,
        unit_of=_unit_of(units, (*managed, *now)),
        known_before=known,
        known_now=known,
        opening=opening,
    )


def _managed_before(round: Round, links: Links, households: set[int]):
    """What says of the households of the units, and of some more, who was managed, latest last."""
    managing = Result.objects.managing(year=round.follows_year).filter(origins.before(round))
    here = managing.filter(links.here_before()).order_by()
    asked = Q(review__household__in=here.values("review__household"))
    asked |= Q(review__household__in=households)
    return managing.filter(asked).order_by("review__round__opens_on", "review__round", "pk")


def _known(units: list[Unit], year: int, standard: Standard | None, basis: Basis) -> set[int]:
    return tallies.reviewed(units, year, standard, basis) if units and standard else set()


def _known_before(
    opening: succession.Opening, units: list[Unit], year: int, before: Standard | None
) -> set[int]:
    return succession.known(opening, before, _known(units, year - 1, before, OPENING))


def _found(where: Q, year: int, standard: Standard | None, basis: Basis):
    if standard is None:
        return Result.objects.none()
    return basis.results(year).filter(where, standard=standard).order_by()


def _elsewhere(links: Links, listed, parents: dict[int, int]) -> list[Found]:
    """Where else the listed, or from whom they split, were poor or near-poor when it opened."""
    if not links.units:
        return []
    results = OPENING.results(links.year - 1).poor_or_near_poor()
    asked = Q(review__household__in=listed) | Q(review__household__in=parents.values())
    results = results.filter(asked).order_by().exclude(links.here_before())
    return [Found(*row) for row in results.values_list(*succession.COLUMNS)]
