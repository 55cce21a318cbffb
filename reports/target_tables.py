"""What all tables of targets share: places, their figures, the state of the sheet and notes."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from households.models import Standard
from povertyplan.units.enums import Level
from povertyplan.units.models import Unit
from reports import state
from reports.definition import Definition, frame
from reports.links import households_behind
from reports.table import Column, Kind, Row, Table
from targets import figures
from targets.figures import Line

_CHILDREN = {
    Level.DISTRICT: "Tên huyện, thị xã, thành phố",
    Level.COMMUNE: "Tên xã, thị trấn",
    Level.VILLAGE: "Tên thôn, buôn, tổ dân phố",
}


@dataclass(frozen=True)
class Targets:
    """The unit and the plan year that a table is about.

    `measures` is what it counts, by default what every sheet has.
    """

    unit: Unit
    year: int
    measures: list[str] | None = None

    @cached_property
    def standard(self) -> Standard | None:
        return figures.standard_for(self.unit, self.year)

    @cached_property
    def children(self) -> list[Line]:
        """The child units in the printed order; nothing where nothing was reviewed."""
        if self.standard is None:
            return []
        return figures.lines(self.unit, self.year, self.standard, measures=self.measures)

    @property
    def lines(self) -> list[Line]:
        """The child units and their total."""
        return [*self.children, figures.total_of(self.children)] if self.children else []

    def behind(self, line: Line, measure: str) -> str:
        """The address of the households that the baseline of `line` counts."""
        return households_behind(line.unit or self.unit, self.year - 1, measure)

    def names(self, index_width: int, name_width: int) -> tuple[Column, ...]:
        """What begins every row: the code (in CSV only), the place in the list, the name."""
        level = self.children[0].unit.level if self.children else None
        heading = _CHILDREN.get(level, "Tên đơn vị")
        return (
            Column("", key="code", is_printed=False),
            Column("TT", kind=Kind.INDEX, width=index_width),
            Column(heading, key="unit", width=name_width),
        )


def table_of(
    definition: Definition,
    targets: Targets,
    *,
    columns: tuple[Column, ...],
    rows: Iterable[Row],
    notes: Iterable[str] = (),
) -> Table:
    """A table of targets with the state of their sheet, and what to know of the figures."""
    unit, year, standard = targets.unit, targets.year, targets.standard
    return frame(
        definition,
        unit,
        year,
        standard=standard.name if standard else "",
        state=state.of_sheet(unit, year),
        notes=(*state.notes(unit, year, standard, targets.children), *notes),
        columns=columns,
        rows=tuple(rows),
    )
