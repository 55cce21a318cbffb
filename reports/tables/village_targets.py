"""The targets of a commune for its villages: poor and near-poor households over one year.

Its rates are of all households of the plan year.
"""

from povertyplan.numbers import rate
from povertyplan.units.models import Unit
from reports.definition import Definition
from reports.summary import name_cells
from reports.table import Cell, Column, Kind, Row, Table
from reports.target_tables import Targets, table_of
from targets.enums import Measure
from targets.figures import Line

_MEASURES = [Measure.POOR.value, Measure.NEAR_POOR.value]


def _build(definition: Definition, unit: Unit, year: int) -> Table:
    targets = Targets(unit, year, _MEASURES)
    return table_of(
        definition,
        targets,
        columns=_columns(targets),
        rows=[_row(index, line, targets) for index, line in enumerate(targets.lines, start=1)],
    )


def _columns(targets: Targets) -> tuple[Column, ...]:
    return (
        *targets.names(4, 18),
        Column("Tổng số hộ gia đình", key="households", kind=Kind.COUNT, width=8),
        *(
            column
            for measure, words in zip(_MEASURES, ("Hộ nghèo", "Hộ cận nghèo"), strict=True)
            for column in _parts(measure, words, targets.year)
        ),
    )


def _parts(measure: str, words: str, year: int) -> list[Column]:
    headings = {
        "opening": f"{words} đầu năm {year}",
        "decrease": f"Giảm {words[0].lower()}{words[1:]} trong năm {year}",
        "closing": f"{words} cuối năm {year}",
    }
    return [
        Column(
            heading,
            children=(
                Column("TS", key=f"{measure}_{part}", kind=Kind.COUNT, width=6),
                Column("%", key=f"{measure}_{part}_rate", kind=Kind.RATE, decimals=2, width=6),
            ),
        )
        for part, heading in headings.items()
    ]


def _row(index: int, line: Line, targets: Targets) -> Row:
    households = line.planned.households
    cells = []
    for measure in _MEASURES:
        opening, decrease = line.baseline.counts[measure], line.decrease(measure)
        closing = line.planned.counts[measure]
        cells += [
            Cell(opening, link=targets.behind(line, measure)),
            Cell(rate(opening, households)),
            Cell(decrease),
            Cell(rate(decrease, households)),
            Cell(closing),
            Cell(rate(closing, households)),
        ]
    return Row(
        is_total=line.unit is None,
        cells=(
            *name_cells(index, line.unit),
            Cell(households),
            *cells,
        ),
    )


DEFINITION = Definition(
    name="village-targets",
    number="",
    title="Chỉ tiêu giảm hộ nghèo, hộ cận nghèo từng địa bàn",
    description="Hộ nghèo và hộ cận nghèo: đầu năm, giảm trong năm, cuối năm, từng đơn vị.",
    build=_build,
    is_annex=True,
)
