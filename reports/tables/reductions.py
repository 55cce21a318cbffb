"""Appendices 1 and 2: targets for reducing the rate of poor, and of poor minority, households."""

from povertyplan.units.models import Unit
from reports.definition import Definition
from reports.summary import name_cells
from reports.table import Cell, Column, Kind, Row, Table
from reports.target_tables import Targets, table_of
from targets.enums import Measure
from targets.figures import Line

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
        targets = Targets(unit, year)
        rows = [
            _row(index, line, measure, targets) for index, line in enumerate(targets.lines, start=1)
        ]
        return table_of(definition, targets, columns=_columns(measure, targets), rows=rows)

    return build


def _columns(measure: Measure, targets: Targets) -> tuple[Column, ...]:
    count, rate, reduction = _WORDS[measure]
    return (
        *targets.names(5, 24),
        Column(
            f"Thực hiện năm {targets.year - 1}",
            children=(
                Column(count, key="baseline_poor", kind=Kind.COUNT),
                Column(rate, key="baseline_rate", kind=Kind.RATE, decimals=2),
                Column(reduction, key="baseline_reduction", kind=Kind.RATE, decimals=2),
            ),
        ),
        Column(
            f"Kế hoạch năm {targets.year}",
            children=(
                Column(count, key="planned_poor", kind=Kind.COUNT),
                Column(rate, key="planned_rate", kind=Kind.RATE, decimals=2),
                Column(reduction, key="planned_reduction", kind=Kind.RATE, decimals=2),
                Column(f"{count} giảm", key="poor_decrease", kind=Kind.COUNT),
            ),
        ),
    )


def _row(index: int, line: Line, measure: Measure, targets: Targets) -> Row:
    return Row(
        is_total=line.unit is None,
        cells=(
            *name_cells(index, line.unit),
            Cell(line.baseline.counts[measure], link=targets.behind(line, measure)),
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
