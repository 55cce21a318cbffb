"""The targets of a province for its districts, with the poor of the year before by their group.

Differences of rates are taken from unrounded rates.
"""

from povertyplan.numbers import difference, rate
from povertyplan.units.models import Unit
from reports.definition import Definition
from reports.summary import name_cells
from reports.table import Cell, Column, Kind, Row, Table
from reports.target_tables import Targets, table_of
from targets.enums import Measure
from targets.figures import Line
from targets.rules import PERSONS

_MEASURES = [Measure.POOR.value, Measure.SOCIAL_PROTECTION.value, PERSONS]
_POOR, _SOCIAL = Measure.POOR, Measure.SOCIAL_PROTECTION


def _build(definition: Definition, unit: Unit, year: int) -> Table:
    targets = Targets(unit, year, _MEASURES)
    return table_of(
        definition,
        targets,
        columns=_columns(targets),
        rows=[_row(index, line, targets) for index, line in enumerate(targets.lines, start=1)],
        notes=_unknown_groups(targets.children),
    )


def _unknown_groups(lines: list[Line]) -> list[str]:
    """The units whose poor are known and not yet divided into the two groups."""
    names = [
        line.unit.table_name
        for line in lines
        if line.baseline.counts[_SOCIAL] is None and line.baseline.counts[_POOR] is not None
    ]
    return [f"Chưa có số hộ nghèo theo nhóm: {', '.join(names)}."] if names else []


def _columns(targets: Targets) -> tuple[Column, ...]:
    return (
        *targets.names(4, 18),
        Column(
            f"Kết quả rà soát năm {targets.year - 1}",
            children=(
                _count("Tổng số hộ dân", "households"),
                Column(
                    "Số hộ nghèo",
                    children=(
                        _count("Số hộ", "poor"),
                        _count("Khẩu nghèo", "poor_persons"),
                        _rate("Tỷ lệ (%)", "poor_rate"),
                    ),
                ),
                Column(
                    "Trong đó",
                    children=(
                        _count("Hộ nghèo thuộc chính sách bảo trợ xã hội", "social_protection"),
                        _rate("Tỷ lệ (%)", "social_protection_share"),
                        _count("Hộ nghèo thuộc chính sách giảm nghèo", "policy_reduction"),
                        _rate("Tỷ lệ (%)", "policy_reduction_share"),
                    ),
                ),
            ),
        ),
        Column(
            f"Phấn đấu giảm nghèo năm {targets.year}",
            children=(
                _count("Tổng số hộ dân dự kiến", "planned_households"),
                _count("Số hộ nghèo phấn đấu giảm", "poor_decrease"),
                _count("Số hộ nghèo dự kiến còn lại", "planned_poor"),
                _rate("Tỷ lệ (%)", "planned_rate"),
                _rate("Tỷ lệ nghèo giảm (%)", "planned_reduction"),
            ),
        ),
    )


def _count(heading: str, key: str) -> Column:
    return Column(heading, key=key, kind=Kind.COUNT, width=8)


def _rate(heading: str, key: str) -> Column:
    return Column(heading, key=key, kind=Kind.RATE, decimals=2, width=7)


def _row(index: int, line: Line, targets: Targets) -> Row:
    poor, social = line.baseline.counts[_POOR], line.baseline.counts[_SOCIAL]
    # The two groups are all the poor: the second is what the first leaves.
    policy = difference(poor, social)
    return Row(
        is_total=line.unit is None,
        cells=(
            *name_cells(index, line.unit),
            Cell(line.baseline.households),
            Cell(poor, link=targets.behind(line, _POOR)),
            Cell(line.baseline.counts[PERSONS]),
            Cell(line.baseline.rate(_POOR)),
            Cell(social),
            Cell(rate(social, poor)),
            Cell(policy),
            Cell(rate(policy, poor)),
            Cell(line.planned.households),
            Cell(line.decrease(_POOR)),
            Cell(line.planned.counts[_POOR]),
            Cell(line.planned.rate(_POOR)),
            Cell(line.planned_reduction(_POOR)),
        ),
    )


DEFINITION = Definition(
    name="district-reduction-targets",
    number="",
    title="Chỉ tiêu phấn đấu giảm tỷ lệ hộ nghèo",
    description="Hộ nghèo theo nhóm bảo trợ xã hội và giảm nghèo; số hộ phấn đấu giảm từng đơn vị.",
    build=_build,
    is_annex=True,
)
