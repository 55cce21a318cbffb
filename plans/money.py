"""Adding up money by any axis, and printing it so that the printed parts add up.

Pure functions over plain values. Amounts are whole đồng.
"""

from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from enum import IntEnum
from fractions import Fraction

from plans.enums import CapitalKind, Source
from povertyplan.numbers import rate, round_half_up

# Credit, mobilised money and the households' own share stand beside the state budget.
STATE_SOURCES = frozenset({Source.CENTRAL, Source.PROVINCE, Source.DISTRICT, Source.COMMUNE})


class Scale(IntEnum):
    """The unit in which amounts are printed and typed, in đồng."""

    DONG = 1
    THOUSAND = 1_000
    MILLION = 1_000_000
    BILLION = 1_000_000_000

    @property
    def label(self) -> str:
        return _SCALES[self]

    @classmethod
    def choices(cls) -> list[tuple[str, str]]:
        return [(str(scale.value), scale.label) for scale in cls]


_SCALES = {
    Scale.DONG: "đồng",
    Scale.THOUSAND: "nghìn đồng",
    Scale.MILLION: "triệu đồng",
    Scale.BILLION: "tỷ đồng",
}


@dataclass(frozen=True)
class Column:
    """Money of one source, and for the state budget of one kind of capital."""

    capital_kind: str
    source: str

    @property
    def key(self) -> str:
        return f"{self.capital_kind}-{self.source}" if self.capital_kind else self.source

    @property
    def label(self) -> str:
        source = Source(self.source).label
        return f"{CapitalKind(self.capital_kind).label}, {source}" if self.capital_kind else source

    @property
    def is_state(self) -> bool:
        return self.source in STATE_SOURCES


# In the order of printed tables: the kinds of capital, each by source, then what stands beside.
COLUMNS = (
    *(Column(kind, source) for kind in CapitalKind for source in Source if source in STATE_SOURCES),
    *(Column("", source) for source in Source if source not in STATE_SOURCES),
)


@dataclass(frozen=True)
class Sum:
    """An amount with everything it can be added up by.

    `path` names its components from the project down, so that it counts in each of them.
    """

    path: tuple[Hashable, ...]
    column: Column
    place: Hashable
    amount_vnd: int


def total(sums: Iterable[Sum]) -> int:
    """All of it, with the money that stands beside the state budget."""
    return sum(item.amount_vnd for item in sums)


def state_total(sums: Iterable[Sum]) -> int:
    """The money of the state budget only."""
    return total(item for item in sums if item.column.is_state)


def under(sums: Iterable[Sum], component: Hashable) -> list[Sum]:
    """What lies in a component or anywhere below it."""
    return [item for item in sums if component in item.path]


def by_axis(sums: Iterable[Sum], axis: Callable[[Sum], Hashable]) -> dict[Hashable, int]:
    """The totals by whatever `axis` says of each: its source, its place, its project…"""
    totals: dict[Hashable, int] = {}
    for item in sums:
        key = axis(item)
        totals[key] = totals.get(key, 0) + item.amount_vnd
    return totals


def by_component(sums: Iterable[Sum]) -> dict[Hashable, int]:
    """The totals of components at every depth; a project holds its sub-projects."""
    totals: dict[Hashable, int] = {}
    for item in sums:
        for component in item.path:
            totals[component] = totals.get(component, 0) + item.amount_vnd
    return totals


def disbursement_rate(disbursed_vnd: int, available_vnd: int) -> Fraction | None:
    """Per cent of the money at hand that has been paid out; None when there is none."""
    return rate(disbursed_vnd, available_vnd)


def rounded(amount_vnd: int, scale: int) -> int:
    """An amount in units of `scale`, half away from zero."""
    return int(round_half_up(Fraction(amount_vnd, scale), 0))


def rounded_parts(parts: list[int], scale: int, whole: int | None = None) -> list[int]:
    """The parts in units of `scale`, so that they add up to the printed whole.

    `whole` is the printed total, if it is not simply the rounded one; it must be the exact total
    rounded up or down. The largest remainders are rounded up (method of Hamilton), and every part
    stays within one unit of its exact value; a part that is exact stays as it is.
    """
    target = rounded(sum(parts), scale) if whole is None else whole
    floors = [part // scale for part in parts]
    missing = target - sum(floors)
    if not 0 <= missing <= sum(part % scale > 0 for part in parts):
        raise ValueError(f"{target} is not the total of the parts, rounded up or down")
    by_remainder = sorted(range(len(parts)), key=lambda i: (-(parts[i] % scale), i))
    raised = set(by_remainder[:missing])
    return [floor + (index in raised) for index, floor in enumerate(floors)]


@dataclass(frozen=True)
class Balance:
    """The money of a cell, of a line or of a whole budget: what was decided, and what was paid.

    An estimate is what will have been paid by the end of the year; None when nobody gave one.
    """

    planned: int = 0
    allocated: int = 0
    adjusted: int = 0
    carried_in: int = 0
    carried_out: int = 0
    disbursed: int = 0
    estimate: int | None = None

    @property
    def available(self) -> int:
        """What may be paid out: allocated, adjusted, and carried over from or to another year."""
        return self.allocated + self.adjusted + self.carried_in - self.carried_out

    @property
    def carried(self) -> int:
        """What came from the year before, less what goes to the year after."""
        return self.carried_in - self.carried_out

    @property
    def remaining(self) -> int:
        return self.available - self.disbursed

    @property
    def rate(self) -> Fraction | None:
        return disbursement_rate(self.disbursed, self.available)

    @property
    def estimated_rate(self) -> Fraction | None:
        return None if self.estimate is None else disbursement_rate(self.estimate, self.available)


def add_up(balances: Iterable[Balance]) -> Balance:
    """The balance of several together; the estimate is known when every one that has money is."""
    balances = list(balances)
    moved = ("planned", "allocated", "adjusted", "carried_in", "carried_out", "disbursed")
    estimates = [b.estimate for b in balances if b.estimate is not None or b.available]
    return Balance(
        **{name: sum(getattr(balance, name) for balance in balances) for name in moved},
        estimate=None if not estimates or None in estimates else sum(estimates),
    )
