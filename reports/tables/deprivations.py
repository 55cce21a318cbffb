"""Appendix 3: targets for reducing the deprivations of poor households."""

from households.models import Standard
from povertyplan.units.models import Unit
from reports.definition import Definition
from reports.summary import name_cells
from reports.table import Cell, Column, Kind, Row, Table
from reports.target_tables import Targets, table_of
from targets.enums import Measure
from targets.figures import Line


def _build(definition: Definition, unit: Unit, year: int) -> Table:
    targets = Targets(unit, year)
    rows = [
        row
        for index, line in enumerate(targets.lines, start=1)
        for row in _group(index, line, targets)
    ]
    return table_of(definition, targets, columns=_columns(targets), rows=rows)


def _columns(targets: Targets) -> tuple[Column, ...]:
    return (
        *targets.names(4, 13),
        Column("Năm", key="row", width=17),
        Column("Số hộ nghèo", key="poor", kind=Kind.COUNT, width=7),
        Column("Tỷ lệ hộ nghèo (%)", key="poor_rate", kind=Kind.RATE, decimals=2, width=7),
        *([_indicator_columns(targets.standard)] if targets.standard else []),
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


def _group(index: int, line: Line, targets: Targets):
    """The three rows of a unit: what was, what is planned, and the difference."""
    codes = [item.code for item in targets.standard.rules().indicators]
    baseline, planned, decrease = [], [], []
    for measure in (Measure.POOR.value, *codes):
        baseline += [
            Cell(line.baseline.counts[measure], link=targets.behind(line, measure)),
            Cell(line.baseline.rate(measure)),
        ]
        planned += [Cell(line.planned.counts[measure]), Cell(line.planned.rate(measure))]
        decrease += [
            Cell(line.decrease(measure)),
            Cell(line.planned_reduction(measure), decimals=2),
        ]
    named = (
        ("baseline", f"Thực hiện năm {targets.year - 1}", baseline),
        ("planned", f"Kế hoạch năm {targets.year}", planned),
        ("decrease", "Số hộ và tỷ lệ giảm", decrease),
    )
    for position, (key, label, cells) in enumerate(named):
        span = {"rowspan": 3} if position == 0 else {"is_covered": True}
        yield Row(
            is_total=line.unit is None,
            cells=(
                *name_cells(index, line.unit, **span),
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
