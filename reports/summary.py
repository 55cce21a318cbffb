"""What all summary tables of a review share: places, their tallies, state, notes and checks."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from households import counts, movements, succession, tallies
from households.basis import Basis
from households.counts import Totals
from households.models import Standard
from households.movements import History
from households.tallies import Tally
from povertyplan.units.models import Unit
from reports import crosschecks, state
from reports.definition import ALL, Choice, Definition, frame
from reports.links import reviews_behind
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
    """The unit, the review year and the results that a table is about.

    `by` says what the tallies of its lines are grouped by.
    """

    unit: Unit
    year: int
    choice: Choice = ALL
    by: tuple[str, ...] = tallies.PLAIN

    @property
    def basis(self) -> Basis:
        return self.choice.basis

    @cached_property
    def units(self) -> list[Unit]:
        """The child units in the printed order."""
        return list(Unit.objects.children_of(self.unit, year=self.year))

    @cached_property
    def standard(self) -> Standard | None:
        return counts.standard_of(self.unit, self.year, self.basis)

    @property
    def opening_year(self) -> int:
        """The year whose end these results began with."""
        return self.basis.round.follows_year if self.basis.round else self.year - 1

    @cached_property
    def opening_standard(self) -> Standard | None:
        """The standard under which the year began, in the unit or in what became it."""
        return succession.opening_standard_of(self.unit, self.opening_year + 1)

    @cached_property
    def opens_under_another(self) -> bool:
        """Whether last year was closed by another standard than the one this year began with."""
        return self.opening_standard != counts.standard_of(self.unit, self.year - 1)

    @cached_property
    def lines(self) -> list[Line]:
        """The child units and their total; nothing where nothing was reviewed."""
        if self.standard is None or not self.units:
            return []
        found = tallies.tally(self.units, self.year, self.standard, basis=self.basis, by=self.by)
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

    def history(self) -> History:
        """How this year's households came from those with which it, or its round, opened."""
        load = movements.load_within if self.basis.round else movements.load
        year = self.opening_year + 1
        return load(self.units, year, self.standard, self.opening_standard, self.basis)

    def place(self, line: Line) -> Unit:
        """Where the households of `line` live."""
        return line.unit or self.unit

    def behind(self, line: Line, **criteria: str) -> str:
        """The address of the households of `line` that `criteria` describe."""
        return reviews_behind(self.place(line), self.year, self.basis, **criteria)

    @cached_property
    def checks(self) -> list[crosschecks.Check]:
        """Whether the tables of these results agree with each other."""
        if not self.lines or self.basis.round:
            return []
        return crosschecks.of(self.unit, self.units, self.year, self.basis)


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
    found = state.of_scope(scope)
    rows = tuple(rows)
    has_total = any(row.is_total for row in rows)
    return frame(
        definition,
        scope.unit,
        scope.year,
        ending=found.ending,
        standard=scope.standard.name if scope.standard else "",
        state=found.name,
        is_official=found.is_official,
        columns=columns,
        rows=rows,
        notes=(
            *state.review_notes(scope, has_total=has_total),
            *notes,
            *crosschecks.failures(scope.checks),
        ),
        checks=tuple(scope.checks),
        agreement=crosschecks.summary(scope.checks),
    )
