"""What became of a plan: its targets and its money, as the unit has reported.

From the report on the whole year when there is one, else from the latest that was sent.
"""

from collections.abc import Iterator
from fractions import Fraction

from plans import progress
from plans.money import Scale
from plans.progress import MoneyLine, Progress, TargetLine
from plans.progress_standing import result_of
from povertyplan.accounts.roles import Permission
from povertyplan.numbers import round_half_up
from povertyplan.units.models import Unit
from reports.definition import Definition, frame
from reports.table import Cell, Column, Kind, Row, Table

_COLUMNS = (
    Column("TT", key="number", width=6),
    Column("Chỉ tiêu, nội dung", key="name", width=40),
    Column("Đơn vị tính", key="measure", width=12),
    Column("Kế hoạch", key="planned", kind=Kind.RATE, width=11),
    Column("Thực hiện", key="done", kind=Kind.RATE, width=11),
    Column("Đạt (%)", key="percent", kind=Kind.RATE, decimals=2, width=9),
    Column("Ghi chú", key="note", width=22),
)


def _build(definition: Definition, unit: Unit, year: int) -> Table:
    report = result_of(unit, year)
    state = f"Theo báo cáo {report.period_name}" if report else "Chưa có báo cáo"
    nothing = f"Chưa có báo cáo nào đã gửi về kết quả năm {year} của {unit.full_name}."
    return frame(
        definition,
        unit,
        year,
        state=state,
        columns=_COLUMNS,
        rows=tuple(_rows(progress.stated(report))) if report else (),
        notes=("Chỉ tiêu giảm: phần trăm của mức giảm đề ra.",) if report else (nothing,),
    )


def _rows(said: Progress) -> Iterator[Row]:
    targets = [line for line in said.targets if not line.is_base]
    if targets:
        yield _heading("I", "Chỉ tiêu")
    for number, line in enumerate(targets, 1):
        yield _target(number, line)
    if said.state:
        yield _heading("II", "Kinh phí (kế hoạch: vốn được giao; thực hiện: giải ngân)")
    for line in said.components:
        yield _money(line.name, line)
    for line in said.totals:
        yield _money("", line, is_total=True)


def _heading(number: str, words: str) -> Row:
    cells = (Cell(number), Cell(words), *(Cell() for _ in _COLUMNS[2:]))
    return Row(cells, is_total=True)


def _target(number: int, line: TargetLine) -> Row:
    figures = (_figure(line.planned, 2), _figure(line.result, 2), Cell(line.percent))
    head = (Cell(str(number)), Cell(line.label), Cell(line.measured_in))
    return Row((*head, *figures, Cell(line.explanation)))


def _money(number: str, line: MoneyLine, *, is_total: bool = False) -> Row:
    amounts = (Fraction(vnd, Scale.MILLION) for vnd in (line.available, line.disbursed))
    estimated = line.texts["estimated_rate"]
    note = f"ước cả năm {estimated}%" if estimated else ""
    head = (Cell(number), Cell(line.label), Cell("triệu đồng"))
    figures = (*(_figure(amount, 6) for amount in amounts), Cell(line.rate))
    return Row((*head, *figures, Cell(note)), is_total=is_total)


def _figure(value: Fraction | None, most: int) -> Cell:
    """A figure with the decimals that it has, at most `most`."""
    if value is None:
        return Cell()
    rounded = (round_half_up(value, places) for places in range(most))
    decimals = next((at for at, shown in enumerate(rounded) if shown == value), most)
    return Cell(value, decimals=decimals)


DEFINITION = Definition(
    name="progress",
    number="",
    title="Kết quả thực hiện kế hoạch giảm nghèo bền vững",
    description="Kết quả các chỉ tiêu và giải ngân theo báo cáo tiến độ đã gửi của năm.",
    build=_build,
    permission=Permission.PLAN_READ,
    is_annex=True,
)
