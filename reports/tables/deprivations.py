"""Appendix 3: targets for reducing the deprivations of poor households."""

from households.models import Standard
from povertyplan.units.models import Unit
from reports import state
from reports.definition import Definition, children_heading, frame
from reports.links import households_behind
from reports.table import Cell, Column, Kind, Row, Table
from targets import figures
from targets.enums import Measure


def _build(definition: Definition, unit: Unit, year: int) -> Table:
    standard = figures.standard_for(unit, year)
    lines = figures.lines(unit, year, standard) if standard else []
    codes = [item.code for item in standard.rules().indicators] if standard else []
    rows = [
        row
        for index, line in enumerate(lines, start=1)
        for row in _group(index, line, line.unit, codes, year)
    ]
    if lines:
        rows += _group(None, figures.total_of(lines), unit, codes, year)
    return frame(
        definition,
        unit,
        year,
        standard=standard.name if standard else "",
        state=state.of_sheet(unit, year),
        notes=state.notes(unit, year, standard, lines),
        columns=_columns(standard, lines),
        rows=tuple(rows),
    )


def _columns(standard: Standard | None, lines: list[figures.Line]) -> tuple[Column, ...]:
    return (
        Column("", key="code", is_printed=False),
        Column("TT", kind=Kind.INDEX, width=4),
        Column(children_heading(lines), key="unit", width=13),
        Column("Năm", key="row", width=17),
        Column("Số hộ nghèo", key="poor", kind=Kind.COUNT, width=7),
        Column("Tỷ lệ hộ nghèo (%)", key="poor_rate", kind=Kind.RATE, decimals=2, width=7),
        *([_indicator_columns(standard)] if standard else []),
    )


def _indicator_columns(standard: Standard) -> Column:
    by_dimension = {dimension.pk: [] for dimension in standard.dimensions.all()}
    for item in standard.indicators.all():
        heading = item.table_heading or f"Số hộ thiếu hụt {item.name}"
        by_dimension[item.dimension_id] += [
            Column(heading, key=item.code, kind=Kind.COUNT, width=7),
            Column(
                "Tỷ lệ thiếu hụt (%)", key=f"{item.code}_rate", kind=Kind.RATE, decimals=1, width=6
            ),
        ]
    return Column(
        "Phân loại số hộ thiếu hụt các dịch vụ xã hội cơ bản",
        children=tuple(
            Column(dimension.table_heading or dimension.name, children=tuple(columns))
            for dimension in standard.dimensions.all()
            if (columns := by_dimension[dimension.pk])
        ),
    )


def _group(index: int | None, line: figures.Line, place: Unit, codes: list[str], year: int):
    """The three rows of a unit: what was, what is planned, and the difference."""
    total = index is None
    poor = Measure.POOR.value
    measures = [poor, *codes]
    baseline, planned = [], []
    decrease = []
    for measure in measures:
        behind = households_behind(place, year - 1, measure)
        baseline += [
            Cell(line.baseline.counts[measure], link=behind),
            Cell(line.baseline.rate(measure)),
        ]
        planned += [Cell(line.planned.counts[measure]), Cell(line.planned.rate(measure))]
        decrease += [
            Cell(line.decrease(measure)),
            Cell(line.planned_reduction(measure), decimals=2),
        ]
    named = (
        ("baseline", f"Thực hiện năm {year - 1}", baseline),
        ("planned", f"Kế hoạch năm {year}", planned),
        ("decrease", "Số hộ và tỷ lệ giảm", decrease),
    )
    for position, (key, label, cells) in enumerate(named):
        span = {"rowspan": 3} if position == 0 else {"is_covered": True}
        yield Row(
            is_total=total,
            cells=(
                Cell((line.unit.code or "") if line.unit else ""),
                Cell(index, **span),
                Cell(line.unit.table_name if line.unit else "Tổng cộng", **span),
                Cell(label, plain=key),
                *cells,
            ),
        )


DEFINITION = Definition(
    name="deprivation-targets",
    number="Phụ lục 3",
    title="Kế hoạch giảm các chỉ số thiếu hụt của hộ nghèo trong tiếp cận dịch vụ xã hội cơ bản",
    description="Số hộ nghèo thiếu hụt từng chỉ số: thực hiện, kế hoạch và mức giảm.",
    build=_build,
    is_annex=True,
)
