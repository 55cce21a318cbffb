"""The targets of a commune for its villages: poor and near-poor households over one year.

Its rates are of all households of the plan year.
"""

from povertyplan.numbers import rate
from povertyplan.units.models import Unit
from reports import state
from reports.definition import Definition, children_heading, frame
from reports.links import households_behind
from reports.table import Cell, Column, Kind, Row, Table
from targets import figures
from targets.enums import Measure
from targets.figures import Line

_MEASURES = [Measure.POOR.value, Measure.NEAR_POOR.value]


def _build(definition: Definition, unit: Unit, year: int) -> Table:
    standard = figures.standard_for(unit, year)
    lines = figures.lines(unit, year, standard, measures=_MEASURES) if standard else []
    rows = [_row(index, line, line.unit, year) for index, line in enumerate(lines, start=1)]
    if lines:
        rows.append(_row(None, figures.total_of(lines), unit, year))
    return frame(
        definition,
        unit,
        year,
        standard=standard.name if standard else "",
        state=state.of_sheet(unit, year),
        notes=state.notes(unit, year, standard, lines),
        columns=_columns(year, lines),
        rows=tuple(rows),
    )


def _columns(year: int, lines: list[Line]) -> tuple[Column, ...]:
    return (
        Column("", key="code", is_printed=False),
        Column("TT", kind=Kind.INDEX, width=4),
        Column(children_heading(lines), key="unit", width=18),
        Column("Tổng số hộ gia đình", key="households", kind=Kind.COUNT, width=8),
        *(
            column
            for measure, words in zip(_MEASURES, ("Hộ nghèo", "Hộ cận nghèo"), strict=True)
            for column in _parts(measure, words, year)
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


def _row(index: int | None, line: Line, place: Unit, year: int) -> Row:
    households = line.planned.households
    cells = []
    for measure in _MEASURES:
        opening, decrease = line.baseline.counts[measure], line.decrease(measure)
        closing = line.planned.counts[measure]
        cells += [
            Cell(opening, link=households_behind(place, year - 1, measure)),
            Cell(rate(opening, households)),
            Cell(decrease),
            Cell(rate(decrease, households)),
            Cell(closing),
            Cell(rate(closing, households)),
        ]
    return Row(
        is_total=index is None,
        cells=(
            Cell((line.unit.code or "") if line.unit else ""),
            Cell(index),
            Cell(line.unit.table_name if line.unit else "Tổng cộng"),
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
