"""Do the summary tables of a review agree with each other? The identities of the official forms.

A check holds two figures that must agree in every child unit and in the total. What is not known
is not compared.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from operator import eq, le

from households import counts, movements, succession, tallies
from households.basis import OFFICIAL, OPENING, Basis
from households.counts import Totals
from households.enums import HouseholdClass
from households.models import Standard
from households.movements import Movement
from households.tallies import Tally
from povertyplan.errors import DomainError
from povertyplan.units.models import Unit
from reports.table import Check

POOR, NEAR_POOR = HouseholdClass.POOR, HouseholdClass.NEAR_POOR


@dataclass(frozen=True)
class Figures:
    """What the tables of a year say of one place; `next_…` stands in those of the next year.

    `left_…` are those of this year under the standard that opens the next; `own_…` those of the
    total counted as one place, not as a sum.
    """

    place: str
    totals: Totals
    poor: Tally | None
    near_poor: Tally | None
    poor_movement: Movement
    near_poor_movement: Movement
    next_poor: Movement
    next_near_poor: Movement
    poor_deprived: int | None
    left_poor: Tally | None
    left_near_poor: Tally | None
    own_poor: Tally | None = None
    own_near_poor: Tally | None = None


@dataclass(frozen=True)
class Identity:
    """What must hold between two figures of a place, and the table that has the left one."""

    name: str
    table: str
    left: Callable[[Figures], int | None]
    right: Callable[[Figures], int | None]
    relation: Callable[[int, int], bool] = eq
    years_later: int = 0


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
        "poor-movement",
        lambda figures: figures.poor_movement.households.balance,
        lambda figures: _households(figures.poor),
    ),
    Identity(
        "hộ nghèo đầu kỳ của năm sau = số hộ nghèo của biểu kết quả rà soát",
        "poor-movement",
        lambda figures: figures.next_poor.households.opening,
        lambda figures: _households(figures.left_poor),
        years_later=1,
    ),
    Identity(
        "hộ cận nghèo cuối kỳ của biểu diễn biến = số hộ cận nghèo của biểu kết quả rà soát",
        "near-poor-movement",
        lambda figures: figures.near_poor_movement.households.balance,
        lambda figures: _households(figures.near_poor),
    ),
    Identity(
        "hộ cận nghèo đầu kỳ của năm sau = số hộ cận nghèo của biểu kết quả rà soát",
        "near-poor-movement",
        lambda figures: figures.next_near_poor.households.opening,
        lambda figures: _households(figures.left_near_poor),
        years_later=1,
    ),
    Identity(
        "hộ thoát nghèo thành cận nghèo = hộ nghèo trở thành hộ cận nghèo",
        "poor-movement",
        lambda figures: figures.poor_movement.households.to_other_class,
        lambda figures: figures.near_poor_movement.households.from_other_class,
    ),
    Identity(
        "hộ cận nghèo trở thành hộ nghèo ở hai biểu diễn biến",
        "poor-movement",
        lambda figures: figures.poor_movement.households.from_other_class,
        lambda figures: figures.near_poor_movement.households.to_other_class,
    ),
    Identity(
        "số hộ nghèo thiếu hụt một chỉ số không quá số hộ nghèo",
        "poor-deprivations",
        lambda figures: figures.poor_deprived,
        lambda figures: _households(figures.poor),
        le,
    ),
    Identity(
        "số hộ nghèo, hộ cận nghèo không quá số nhân khẩu của các hộ ấy",
        "review-results",
        _poor_and_near_poor_households,
        _poor_and_near_poor_persons,
        le,
    ),
    Identity(
        "tổng số hộ dân cư không quá tổng số nhân khẩu",
        "review-results",
        lambda figures: figures.totals.households,
        lambda figures: figures.totals.persons,
        le,
    ),
    Identity(
        "tổng số hộ nghèo của các đơn vị = số hộ nghèo tính riêng cả địa bàn",
        "review-results",
        lambda figures: _households(figures.poor),
        lambda figures: _households(figures.own_poor),
    ),
    Identity(
        "tổng số hộ cận nghèo của các đơn vị = số hộ cận nghèo tính riêng cả địa bàn",
        "review-results",
        lambda figures: _households(figures.near_poor),
        lambda figures: _households(figures.own_near_poor),
    ),
)


def compare(identity: Identity, pairs: Iterable[tuple[str, int | None, int | None]]) -> list[Check]:
    """The check of an identity over places; of none when nothing in it is known."""
    known = [pair for pair in pairs if None not in pair]
    wrong = [pair for pair in known if not identity.relation(*pair[1:])]
    if not known:
        return []
    figures = (wrong or known)[-1]
    return [Check(identity.name, *figures, not wrong, identity.table, identity.years_later)]


def checks(figures: list[Figures]) -> list[Check]:
    """Every identity over `figures`; the last of them is the total."""
    return [
        check
        for identity in IDENTITIES
        for check in compare(
            identity, [(item.place, identity.left(item), identity.right(item)) for item in figures]
        )
    ]


def of(unit: Unit, children: list[Unit], year: int, basis: Basis = OFFICIAL) -> list[Check]:
    """All checks for the tables of `unit` and `year`, whose rows are `children`."""
    return checks(_figures(unit, children, year, basis))


def problems(found: Sequence[Check]) -> list[Check]:
    """The checks that fail."""
    return [check for check in found if not check.is_ok]


def refuse_if_disagreeing(found: Sequence[Check]) -> None:
    """Raise DomainError when a table does not agree with another: none of them may go out."""
    if wrong := problems(found):
        raise DomainError(
            "Chưa ban hành được: các biểu chưa khớp nhau. Hãy kiểm tra các phiếu của nơi được nêu "
            "rồi lập lại biểu.",
            tuple(check.words for check in wrong),
        )


def failures(found: Sequence[Check]) -> list[str]:
    """The checks that fail, in words for the foot of a table."""
    return [check.words for check in problems(found)]


def summary(found: Sequence[Check]) -> str:
    """How many checks agree, in a line."""
    agreeing = sum(check.is_ok for check in found)
    return f"Đối chiếu: {agreeing}/{len(found)} khớp" if found else ""


def _figures(unit: Unit, children: list[Unit], year: int, basis: Basis) -> list[Figures]:
    standard = counts.standard_of(unit, year, basis)
    found = tallies.tally(children, year, standard, basis=basis)
    totals = counts.household_totals(children, year)
    left = _left(unit, children, year, basis)
    moved = [
        *_moved(unit, children, year, standard, basis),
        *_moved_on(unit, children, year + 1, basis),
    ]
    whole = Figures(
        unit.full_name,
        counts.sum_of(list(totals.values())),
        *_by_class(tallies.total_of(found.values())),
        *[movements.sum_of(part.values()) for part in moved],
        _most_deprived(tallies.total_of(found.values()), standard),
        *_by_class(tallies.total_of(left.values())),
        *_by_class(tallies.tally([unit], year, standard, basis=basis)[unit.pk]),
    )
    rows = [
        Figures(
            child.full_name,
            totals[child.pk],
            *_by_class(found[child.pk]),
            *[part[child.pk] for part in moved],
            _most_deprived(found[child.pk], standard),
            *_by_class(left[child.pk]),
        )
        for child in children
    ]
    return [*rows, whole]


def _by_class(found: Tally | None) -> tuple[Tally | None, Tally | None]:
    """The poor and the near-poor."""
    return (
        found and found.of(household_class=POOR),
        found and found.of(household_class=NEAR_POOR),
    )


def _most_deprived(found: Tally | None, standard: Standard | None) -> int | None:
    """How many of the poor lack what most of them lack."""
    if found is None:
        return None
    lacks = found.of(household_class=POOR).deprived(standard.rules())
    return max(lacks.values(), default=0)


def _moved(unit: Unit, children: list[Unit], year: int, standard: Standard | None, basis: Basis):
    """The movements of the year, of the poor and of the near-poor."""
    before = succession.opening_standard_of(unit, year)
    history = movements.load(children, year, standard, before, basis)
    return [history.movements(kind) for kind in (POOR, NEAR_POOR)]


def _moved_on(unit: Unit, children: list[Unit], year: int, basis: Basis):
    """Those of the next year: it opens with what is official, so preliminary figures have none."""
    if basis.is_preliminary:
        return [dict.fromkeys((child.pk for child in children), movements.UNKNOWN)] * 2
    return _moved(unit, children, year, counts.standard_of(unit, year), OFFICIAL)


def _left(unit: Unit, children: list[Unit], year: int, basis: Basis) -> dict[int, Tally | None]:
    """What the year leaves to the next: its results under the standard that opens that one."""
    if basis.is_preliminary:
        return {child.pk: None for child in children}
    standard = counts.opening_standard_of(unit, year + 1)
    return tallies.tally(children, year, standard, basis=OPENING)
