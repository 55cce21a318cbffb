"""Do the summary tables of a review agree with each other? The identities of the official forms.

A check holds two figures that must agree in every child unit and in the total. What is not known
is not compared.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from operator import eq, le

from households import counts, movements, tallies
from households.counts import Totals
from households.enums import HouseholdClass
from households.models import Standard
from households.movements import Movement
from households.tallies import Tally
from povertyplan.numbers import vietnamese
from povertyplan.units.models import Unit

POOR, NEAR_POOR = HouseholdClass.POOR, HouseholdClass.NEAR_POOR


@dataclass(frozen=True)
class Figures:
    """What the tables of a year say of one place; `next_…` stands in those of the next year."""

    place: str
    totals: Totals
    poor: Tally | None
    near_poor: Tally | None
    poor_movement: Movement
    near_poor_movement: Movement
    next_poor: Movement
    next_near_poor: Movement
    poor_deprived: int | None


@dataclass(frozen=True)
class Check:
    """An identity in words, and the two figures: of the total, or of where they disagree."""

    name: str
    place: str
    left: int
    right: int
    is_ok: bool


@dataclass(frozen=True)
class Identity:
    """What must hold between two figures of a place."""

    name: str
    left: Callable[[Figures], int | None]
    right: Callable[[Figures], int | None]
    relation: Callable[[int, int], bool] = eq


def _households(tally: Tally | None) -> int | None:
    return tally.households if tally else None


def _poor_and_near_poor_persons(figures: Figures) -> int | None:
    if figures.poor is None or figures.near_poor is None:
        return None
    return figures.poor.persons + figures.near_poor.persons


def _poor_and_near_poor_households(figures: Figures) -> int | None:
    if figures.poor is None or figures.near_poor is None:
        return None
    return figures.poor.households + figures.near_poor.households


IDENTITIES = (
    Identity(
        "hộ nghèo cuối kỳ của biểu diễn biến = số hộ nghèo của biểu kết quả rà soát",
        lambda figures: figures.poor_movement.households.balance,
        lambda figures: _households(figures.poor),
    ),
    Identity(
        "hộ nghèo đầu kỳ của năm sau = số hộ nghèo của biểu kết quả rà soát",
        lambda figures: figures.next_poor.households.opening,
        lambda figures: _households(figures.poor),
    ),
    Identity(
        "hộ cận nghèo cuối kỳ của biểu diễn biến = số hộ cận nghèo của biểu kết quả rà soát",
        lambda figures: figures.near_poor_movement.households.balance,
        lambda figures: _households(figures.near_poor),
    ),
    Identity(
        "hộ cận nghèo đầu kỳ của năm sau = số hộ cận nghèo của biểu kết quả rà soát",
        lambda figures: figures.next_near_poor.households.opening,
        lambda figures: _households(figures.near_poor),
    ),
    Identity(
        "hộ thoát nghèo thành cận nghèo = hộ nghèo trở thành hộ cận nghèo",
        lambda figures: figures.poor_movement.households.to_other_class,
        lambda figures: figures.near_poor_movement.households.from_other_class,
    ),
    Identity(
        "hộ cận nghèo trở thành hộ nghèo ở hai biểu diễn biến",
        lambda figures: figures.poor_movement.households.from_other_class,
        lambda figures: figures.near_poor_movement.households.to_other_class,
    ),
    Identity(
        "số hộ nghèo thiếu hụt một chỉ số không quá số hộ nghèo",
        lambda figures: figures.poor_deprived,
        lambda figures: _households(figures.poor),
        le,
    ),
    Identity(
        "số hộ nghèo, hộ cận nghèo không quá số nhân khẩu của các hộ ấy",
        _poor_and_near_poor_households,
        _poor_and_near_poor_persons,
        le,
    ),
    Identity(
        "tổng số hộ dân cư không quá tổng số nhân khẩu",
        lambda figures: figures.totals.households,
        lambda figures: figures.totals.persons,
        le,
    ),
)
_SUMS = (
    ("tổng số hộ nghèo của các đơn vị = số hộ nghèo tính riêng cả địa bàn", POOR),
    ("tổng số hộ cận nghèo của các đơn vị = số hộ cận nghèo tính riêng cả địa bàn", NEAR_POOR),
)


def compare(name: str, relation, pairs: Iterable[tuple[str, int | None, int | None]]):
    """The check of an identity over places; of none when nothing in it is known."""
    known = [pair for pair in pairs if None not in pair]
    wrong = [pair for pair in known if not relation(*pair[1:])]
    return [Check(name, *(wrong or known)[-1], is_ok=not wrong)] if known else []


def checks(figures: list[Figures]) -> list[Check]:
    """Every identity over `figures`; the last of them is the total."""
    return [
        check
        for identity in IDENTITIES
        for check in compare(
            identity.name,
            identity.relation,
            [(item.place, identity.left(item), identity.right(item)) for item in figures],
        )
    ]


def of(unit: Unit, children: list[Unit], year: int) -> list[Check]:
    """All checks for the tables of `unit` and `year`, whose rows are `children`."""
    standard = counts.standard_of(unit, year)
    found = tallies.tally(children, year, standard)
    figures = _figures(children, year, standard, found, unit)
    own = tallies.tally([unit], year, standard)[unit.pk]
    return checks(figures) + [
        check for name, kind in _SUMS for check in compare(name, eq, [_sum(unit, found, own, kind)])
    ]


def failures(found: list[Check]) -> list[str]:
    """The checks that fail, in words for the foot of a table."""
    return [
        f"Không khớp: {check.name}; {check.place}: {vietnamese(check.left)} và "
        f"{vietnamese(check.right)}."
        for check in found
        if not check.is_ok
    ]


def summary(found: list[Check]) -> str:
    """How many checks agree, in a line."""
    agreeing = sum(check.is_ok for check in found)
    return f"Đối chiếu: {agreeing}/{len(found)} khớp" if found else ""


def _sum(unit: Unit, found: dict[int, Tally | None], own: Tally | None, kind: HouseholdClass):
    whole = tallies.total_of(found.values())
    return (
        unit.full_name,
        _households(whole and whole.of(household_class=kind)),
        _households(own and own.of(household_class=kind)),
    )


def _figures(children, year: int, standard: Standard | None, found, unit: Unit) -> list[Figures]:
    totals = counts.household_totals(children, year)
    before = counts.standard_of(unit, year - 1)
    after = counts.standard_of(unit, year + 1)
    history = movements.load(children, year, standard, before)
    later = movements.load(children, year + 1, after, standard)
    moved = [part.movements(kind) for part in (history, later) for kind in (POOR, NEAR_POOR)]
    rows = [
        (child.full_name, totals[child.pk], found[child.pk], [part[child.pk] for part in moved])
        for child in children
    ]
    whole = (
        unit.full_name,
        counts.sum_of(list(totals.values())),
        tallies.total_of(found.values()),
        [movements.sum_of(part.values()) for part in moved],
    )
    return [_figures_of(*row, standard=standard) for row in (*rows, whole)]


def _figures_of(place, totals, tally: Tally | None, moved, *, standard) -> Figures:
    poor = tally and tally.of(household_class=POOR)
    deprived = poor.deprived(standard.rules()).values() if poor else None
    return Figures(
        place,
        totals,
        poor,
        tally and tally.of(household_class=NEAR_POOR),
        *moved,
        poor_deprived=None if deprived is None else max(deprived, default=0),
    )
