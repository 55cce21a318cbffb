"""The grid of a sheet as its page draws it: cells to fill in, and what is computed from them."""

from dataclasses import dataclass
from fractions import Fraction

from povertyplan.numbers import difference
from targets import checks, figures, standing
from targets.enums import GROUPS, Measure
from targets.forms import cell_name


@dataclass(frozen=True)
class GridCell:
    """A figure to fill in, with the baseline beside it and what it comes to.

    `projected` stands where no figure was typed for the unit; `registered` is how many named
    households stand behind the planned `decrease`.
    """

    name: str
    value: int | None
    projected: int | None
    baseline: int | None
    rate: Fraction | None
    reduction: Fraction | None
    decrease: int | None
    registered: int | None
    label: str
    is_computed: bool
    lacks_households: bool


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
    offered: int | None
    rate: Fraction | None
    reduction: Fraction | None
    decrease: int | None
    registered: int | None
    lacks_households: bool

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
    has_offered: bool


def build(reading: figures.Reading) -> Grid:
    """The grid of a sheet that was read, with the figures that were typed in its cells."""
    sheet = reading.sheet
    names = checks.labels(sheet)
    empty = figures.period_of(None, sheet.measures)
    behind = standing.registered([line.unit for line in reading.lines], sheet.year)
    rows = []
    for line in reading.lines:
        fields = checks.of_period(reading.typed.get(line.unit.pk, empty))
        rows.append(GridRow(line.unit.table_name, _cells(line, names, fields, behind)))
    columns = zip(*(row.cells for row in rows), strict=True) if rows else [()] * len(names)
    return Grid(
        headings=list(names.values()),
        rows=rows,
        sums=[
            _sum(list(column), reading, field) for field, column in zip(names, columns, strict=True)
        ],
        has_handed_down=reading.handed_down is not None,
        has_offered=reading.offered is not None,
    )


def _cells(line: figures.Line, names: dict, typed: dict, behind: dict) -> list[GridCell]:
    planned = checks.of_period(line.planned)
    baseline = checks.of_period(line.baseline)
    return [
        GridCell(
            name=cell_name(line.unit.pk, field),
            value=typed[field],
            projected=planned[field] if typed[field] is None else None,
            baseline=baseline[field],
            rate=line.planned.rate(field) if field in _RATED else None,
            reduction=line.planned_reduction(field) if field in _RATED else None,
            decrease=line.decrease(field),
            registered=_behind(behind[line.unit.pk], field),
            label=f"{line.unit.table_name}, {names[field]}",
            is_computed=not checks.is_projection(field),
            lacks_households=_lacks(field, line, behind[line.unit.pk][field]),
        )
        for field in names
    ]


def _behind(registered: dict[str, int], field: str) -> int | None:
    """How many named households stand behind a figure; None for what nobody registers for."""
    return None if checks.is_projection(field) or field in GROUPS else registered[field]


def _sum(cells: list[GridCell], reading: figures.Reading, field: str) -> GridSum:
    whole = reading.whole
    figures_of = [cell.projected if cell.value is None else cell.value for cell in cells]
    known = [value for value in figures_of if value is not None]
    above = [reading.handed_down, reading.offered]
    given, offered = (checks.of_period(period).get(field) if period else None for period in above)
    behind = [cell.registered for cell in cells]
    registered = None if None in behind else sum(behind)
    return GridSum(
        field=field,
        so_far=sum(known),
        empty_count=len(figures_of) - len(known),
        total=checks.of_period(whole.planned).get(field),
        baseline=checks.of_period(whole.baseline).get(field),
        handed_down=given,
        offered=offered,
        rate=whole.planned.rate(field) if field in _RATED else None,
        reduction=whole.planned_reduction(field) if field in _RATED else None,
        decrease=whole.decrease(field),
        registered=registered,
        lacks_households=_lacks(field, whole, registered or 0),
    )


def _lacks(field: str, line: figures.Line, registered: int) -> bool:
    """Whether more households are to leave a list than have registered to."""
    return field in _NAMED and (line.decrease(field) or 0) > registered


_NAMED = frozenset({Measure.POOR, Measure.NEAR_POOR})
_RATED = frozenset({Measure.POOR, Measure.MINORITY, Measure.NEAR_POOR})
