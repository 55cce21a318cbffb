"""Appendices 1 and 2: targets for reducing the rate of poor, and of poor minority, households."""

from povertyplan.units.models import Unit
from reports import state
from reports.definition import Definition, children_heading, frame
from reports.links import households_behind
from reports.table import Cell, Column, Kind, Row, Table
from targets import figures
from targets.enums import Measure

_WORDS = {
    Measure.POOR: ("Số hộ nghèo", "Tỷ lệ hộ nghèo (%)", "Mức giảm tỷ lệ hộ nghèo (%)"),
    Measure.MINORITY: (
        "Số hộ nghèo DTTS",
        "Tỷ lệ hộ nghèo DTTS so với dân cư DTTS (%)",
        "Mức giảm tỷ lệ hộ nghèo trong đồng bào DTTS (%)",
    ),
}


def _build(measure: Measure):
    def build(definition: Definition, unit: Unit, year: int) -> Table:
        standard = figures.standard_for(unit, year)
        lines = figures.lines(unit, year, standard) if standard else []
        rows = [
            _row(index, line, line.unit, measure, year) for index, line in enumerate(lines, start=1)
        ]
        if lines:
            rows.append(_row(None, figures.total_of(lines), unit, measure, year))
        return frame(
            definition,
            unit,
            year,
            standard=standard.name if standard else "",
            state=state.of_sheet(unit, year),
            notes=state.notes(unit, year, standard, lines),
            columns=_columns(measure, year, lines),
            rows=tuple(rows),
        )

    return build


def _columns(measure: Measure, year: int, lines: list[figures.Line]) -> tuple[Column, ...]:
    count, rate, reduction = _WORDS[measure]
    return (
        Column("", key="code", is_printed=False),
        Column("TT", kind=Kind.INDEX, width=5),
        Column(children_heading(lines), key="unit", width=24),
        Column(
            f"Thực hiện năm {year - 1}",
            children=(
                Column(count, key="baseline_poor", kind=Kind.COUNT),
                Column(rate, key="baseline_rate", kind=Kind.RATE, decimals=2),
                Column(reduction, key="baseline_reduction", kind=Kind.RATE, decimals=2),
            ),
        ),
        Column(
            f"Kế hoạch năm {year}",
            children=(
                Column(count, key="planned_poor", kind=Kind.COUNT),
                Column(rate, key="planned_rate", kind=Kind.RATE, decimals=2),
                Column(reduction, key="planned_reduction", kind=Kind.RATE, decimals=2),
                Column(f"{count} giảm", key="poor_decrease", kind=Kind.COUNT),
            ),
        ),
    )


def _row(index: int | None, line: figures.Line, place: Unit, measure: Measure, year: int) -> Row:
    behind = households_behind(place, year - 1, measure)
    return Row(
        is_total=index is None,
        cells=(
            Cell((line.unit.code or "") if line.unit else ""),
            Cell(index),
            Cell(line.unit.table_name if line.unit else "Tổng cộng"),
            Cell(line.baseline.counts[measure], link=behind),
            Cell(line.baseline.rate(measure)),
            Cell(line.baseline_reduction(measure)),
            Cell(line.planned.counts[measure]),
            Cell(line.planned.rate(measure)),
            Cell(line.planned_reduction(measure)),
            Cell(line.decrease(measure)),
        ),
    )


POOR = Definition(
    name="reduction-targets",
    number="Phụ lục 1",
    title="Chỉ tiêu giảm tỷ lệ hộ nghèo",
    description="Hộ nghèo, tỷ lệ và mức giảm: thực hiện năm trước, kế hoạch năm nay, từng đơn vị.",
    build=_build(Measure.POOR),
    is_annex=True,
)
MINORITY = Definition(
    name="minority-reduction-targets",
    number="Phụ lục 2",
    title="Chỉ tiêu giảm tỷ lệ hộ nghèo đồng bào dân tộc thiểu số",
    description="Hộ nghèo dân tộc thiểu số so với dân cư dân tộc thiểu số, từng đơn vị.",
    build=_build(Measure.MINORITY),
    is_annex=True,
)
