"""The grid of a sheet as its page draws it: cells to fill in, and what is computed from them."""

from dataclasses import dataclass
from fractions import Fraction

from povertyplan.numbers import difference
from targets import checks, figures
from targets.enums import Measure
from targets.forms import cell_name
from targets.models import TargetSheet


@dataclass(frozen=True)
class GridCell:
    """A figure to fill in, with the baseline beside it and, for a rate, what it comes to."""

    name: str
    value: int | None
    baseline: int | None
    rate: Fraction | None
    reduction: Fraction | None
    label: str
    is_rated: bool


@dataclass(frozen=True)
class GridRow:
    title: str
    cells: list[GridCell]


@dataclass(frozen=True)
class GridSum:
    """The foot of a column: the sum of the children against the figure handed down."""

    field: str
    total: int | None
    so_far: int
    empty_count: int
    baseline: int | None
    handed_down: int | None
    rate: Fraction | None
    reduction: Fraction | None

    @property
    def gap(self) -> int | None:
        """What has been typed so far against the figure handed down."""
        return difference(self.so_far, self.handed_down)

    @property
    def misses(self) -> bool:
        """Whether more households would be left than the unit above allows."""
        return self.gap is not None and self.gap > 0 and not checks.is_projection(self.field)


@dataclass(frozen=True)
class Grid:
    headings: list[str]
    rows: list[GridRow]
    sums: list[GridSum]
    has_handed_down: bool


def build(sheet: TargetSheet, typed: dict[int, figures.Period] | None = None) -> Grid:
    """The grid with the stored figures, or with those `typed` on a screen."""
    names = checks.labels(sheet.standard)
    shown = figures.stored(sheet) if typed is None else typed
    lines = figures.lines(sheet.unit, sheet.year, sheet.standard, shown)
    given = figures.handed_down(sheet)
    handed = checks.of_period(given) if given else {}
    planned = [checks.of_period(line.planned) for line in lines]
    whole = figures.total_of(lines)
    return Grid(
        headings=list(names.values()),
        rows=[GridRow(line.unit.table_name, _cells(line, names)) for line in lines],
        sums=[
            _sum([row[field] for row in planned], whole, field, handed.get(field))
            for field in names
        ],
        has_handed_down=given is not None,
    )


def _cells(line: figures.Line, names: dict[str, str]) -> list[GridCell]:
    planned = checks.of_period(line.planned)
    baseline = checks.of_period(line.baseline)
    return [
        GridCell(
            name=cell_name(line.unit.pk, field),
            value=planned[field],
            baseline=baseline[field],
            rate=line.planned.rate(field) if field in _RATED else None,
            reduction=line.planned_reduction(field) if field in _RATED else None,
            label=f"{line.unit.table_name}, {names[field]}",
            is_rated=field in _RATED,
        )
        for field in names
    ]


def _sum(
    typed: list[int | None], whole: figures.Line, field: str, handed_down: int | None
) -> GridSum:
    known = [value for value in typed if value is not None]
    return GridSum(
        field=field,
        so_far=sum(known),
        empty_count=len(typed) - len(known),
        total=checks.of_period(whole.planned).get(field),
        baseline=checks.of_period(whole.baseline).get(field),
        handed_down=handed_down,
        rate=whole.planned.rate(field) if field in _RATED else None,
        reduction=whole.planned_reduction(field) if field in _RATED else None,
    )


_RATED = frozenset(Measure.values)
