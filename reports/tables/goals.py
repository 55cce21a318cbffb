"""The other goals of a sheet: jobs, trained workers, health insurance; a small table for the text.

They are goals of the unit as a whole; the counts of poor households have tables of their own.
"""

from fractions import Fraction

from povertyplan.numbers import round_half_up
from povertyplan.units.models import Unit
from reports import state
from reports.definition import Definition, frame
from reports.table import Cell, Column, Kind, Row, Table, exact
from targets import goals
from targets.models import Goal, TargetSheet


def _build(definition: Definition, unit: Unit, year: int) -> Table:
    sheet = TargetSheet.objects.filter(unit=unit, year=year).first()
    found = list(goals.read(sheet)) if sheet else []
    notes = (f"Bảng chỉ tiêu năm {year} của {unit.full_name} chưa có mục tiêu khác.",)
    return frame(
        definition,
        unit,
        year,
        state=state.of_sheet(unit, year),
        columns=(
            Column("TT", kind=Kind.INDEX, width=5),
            Column("Mục tiêu", key="goal", width=40),
            Column("Đơn vị tính", key="measure", width=12),
            Column(f"Thực hiện năm {year - 1}", key="baseline", kind=Kind.RATE, width=12),
            Column(f"Kế hoạch năm {year}", key="target", kind=Kind.RATE, width=12),
            Column("Tăng, giảm", key="change", kind=Kind.RATE, width=10),
        ),
        rows=tuple(_row(index, goal) for index, goal in enumerate(found, start=1)),
        notes=() if found else notes,
    )


def _row(index: int, goal: Goal) -> Row:
    values = (goal.baseline, goal.target_value, goal.change)
    return Row(
        (
            Cell(index),
            Cell(goal.label),
            Cell(goal.unit_of_measure),
            *(_figure(goal, value) for value in values),
        )
    )


def _figure(goal: Goal, value) -> Cell:
    """A typed figure with the decimals it has; a computed share with two."""
    if isinstance(value, Fraction) and value.denominator != 1:
        return Cell(value, decimals=goal.decimals)
    return exact(None if value is None else round_half_up(value, 2))


DEFINITION = Definition(
    name="goals",
    number="",
    title="Các mục tiêu khác của kế hoạch giảm nghèo",
    description="Việc làm, đào tạo, bảo hiểm y tế và các mục tiêu khác của bảng chỉ tiêu.",
    build=_build,
    is_annex=True,
)
