"""How far the figures of a table can be trusted: what is approved, and what is still open."""

from households.enums import RoundKind
from households.models import Review, Standard
from povertyplan.approval import ApprovalState
from povertyplan.numbers import vietnamese
from povertyplan.units.models import Unit
from targets.figures import Line
from targets.models import TargetSheet


def of_sheet(unit: Unit, year: int) -> str:
    """The state of the targets, in a word for the foot of the table."""
    sheet = TargetSheet.objects.filter(unit=unit, year=year).first()
    return f"Chỉ tiêu: {sheet.get_state_display().lower()}" if sheet else "Chưa lập chỉ tiêu"


def notes(unit: Unit, year: int, standard: Standard | None, lines: list[Line]) -> tuple[str, ...]:
    """What a reader must know about the figures before trusting them."""
    if standard is None:
        return (f"Chưa có kết quả rà soát năm {year - 1} của {unit.full_name}.",)
    return (*_unapproved(unit, year - 1), *_unknown(lines, year - 1))


def _unapproved(unit: Unit, year: int) -> list[str]:
    reviews = Review.objects.in_unit(unit).filter(round__year=year, round__kind=RoundKind.PERIODIC)
    waiting = reviews.exclude(state=ApprovalState.APPROVED).count()
    if not waiting:
        return []
    return [
        f"Số liệu năm {year} là sơ bộ: còn {vietnamese(waiting)} phiếu rà soát chưa được duyệt "
        "và chưa được tính."
    ]


def _unknown(lines: list[Line], year: int) -> list[str]:
    names = [line.unit.table_name for line in lines if None in line.baseline.counts.values()]
    if not names:
        return []
    return [f"Chưa có kết quả rà soát năm {year}: {', '.join(names)}. Dòng tổng để trống."]
