"""What all summary tables of a review share: places, their tallies, state, notes and checks."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from households import counts, tallies
from households.counts import Totals
from households.models import Standard
from households.tallies import Tally
from povertyplan.units.models import Unit
from reports import crosschecks, state
from reports.definition import Definition, frame
from reports.table import Cell, Column, Kind, Row, Table

# What begins every row: the code (in CSV only), the place in the list, the name.
NAMES = (
    Column("", key="code", is_printed=False),
    Column("TT", kind=Kind.INDEX, width=5, formula="A"),
    Column("Địa bàn", key="unit", width=22, formula="B"),
)


@dataclass(frozen=True)
class Line:
    """A child unit (None for the total): what was found in it, and how many live there."""

    unit: Unit | None
    tally: Tally | None
    totals: Totals


@dataclass(frozen=True)
class Scope:
    """The unit and the review year that a table is about."""

    unit: Unit
    year: int

    @cached_property
    def units(self) -> list[Unit]:
        """The child units in the printed order."""
        return list(Unit.objects.children_of(self.unit, year=self.year))

    @cached_property
    def standard(self) -> Standard | None:
        return counts.standard_of(self.unit, self.year)

    @cached_property
    def lines(self) -> list[Line]:
        """The child units and their total; nothing where nothing was reviewed."""
        if self.standard is None or not self.units:
            return []
        found = tallies.tally(self.units, self.year, self.standard)
        totals = counts.household_totals(self.units, self.year)
        lines = [Line(unit, found[unit.pk], totals[unit.pk]) for unit in self.units]
        total = Line(
            None,
            tallies.total_of(line.tally for line in lines),
            counts.sum_of([line.totals for line in lines]),
        )
        return [*lines, total]

    @cached_property
    def unknown(self) -> list[Unit]:
        """The child units that no round of the year covers."""
        return [line.unit for line in self.lines if line.unit and line.tally is None]

    def place(self, line: Line) -> Unit:
        """Where the households of `line` live."""
        return line.unit or self.unit


def name_cells(index: int, unit: Unit | None, **span) -> tuple[Cell, Cell, Cell]:
    """The cells of NAMES; the total (no unit) has no number."""
    if unit is None:
        return Cell(""), Cell(None, **span), Cell("Tổng cộng", **span)
    return Cell(unit.code or ""), Cell(index, **span), Cell(unit.table_name, **span)


def table_of(
    definition: Definition,
    scope: Scope,
    *,
    columns: tuple[Column, ...],
    rows: Iterable[Row],
    notes: Iterable[str] = (),
) -> Table:
    """A summary table with the state of its figures, what to know of them, and the checks."""
    checks = crosschecks.of(scope.unit, scope.units, scope.year) if scope.lines else []
    return frame(
        definition,
        scope.unit,
        scope.year,
        standard=scope.standard.name if scope.standard else "",
        state=state.of_review(scope.unit, scope.year, scope.standard, scope.unknown),
        columns=columns,
        rows=tuple(rows),
        notes=(
            *state.review_notes(scope.unit, scope.year, scope.standard, scope.unknown),
            *notes,
            *crosschecks.failures(checks),
        ),
        agreement=crosschecks.summary(checks),
    )
