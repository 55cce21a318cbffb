"""How far the figures of a table can be trusted: what is approved, and what is still open."""

from households.enums import RoundKind
from households.models import Household, Review, Round, Standard
from povertyplan.approval import ApprovalState
from povertyplan.numbers import vietnamese
from povertyplan.units.models import Unit
from targets.enums import Measure
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
    return (*_unapproved(unit, year - 1), *_unknown(lines, year - 1), *_typed(unit, year))


def of_review(unit: Unit, year: int, standard: Standard | None, unknown: list[Unit]) -> str:
    """The state of the figures of a review year: official once all is approved and closed."""
    if standard is None:
        return "Chưa rà soát"
    is_open = unknown or _waiting(unit, year) or _open_rounds(unit, year).exists()
    return "Sơ bộ" if is_open else "Chính thức"


def review_notes(
    unit: Unit, year: int, standard: Standard | None, unknown: list[Unit]
) -> tuple[str, ...]:
    """What a reader of the figures of a review year must know."""
    if standard is None:
        return (f"Chưa có kết quả rà soát năm {year} của {unit.full_name}.",)
    notes = _unapproved(unit, year)
    if _open_rounds(unit, year).exists():
        notes.append(f"Số liệu năm {year} là sơ bộ: đợt rà soát định kỳ chưa khóa.")
    return (*notes, *_not_reviewed(unknown, year))


def _waiting(unit: Unit, year: int) -> int:
    reviews = Review.objects.in_unit(unit).filter(round__year=year, round__kind=RoundKind.PERIODIC)
    return reviews.exclude(state=ApprovalState.APPROVED).count()


def _open_rounds(unit: Unit, year: int):
    return Round.objects.periodic().open().filter(year=year).overlapping(unit)


def _unapproved(unit: Unit, year: int) -> list[str]:
    waiting = _waiting(unit, year)
    missing = Household.objects.in_unit(unit).left_out(year=year).count()
    notes = []
    if waiting:
        notes.append(
            f"Số liệu năm {year} là sơ bộ: còn {vietnamese(waiting)} phiếu rà soát chưa được duyệt "
            "và chưa được tính."
        )
    if missing:
        notes.append(
            f"Còn {vietnamese(missing)} hộ nghèo, cận nghèo năm {year - 1} chưa có phiếu rà soát "
            f"được duyệt năm {year}; các hộ này chưa được tính."
        )
    return notes


def _unknown(lines: list[Line], year: int) -> list[str]:
    return _not_reviewed(
        [line.unit for line in lines if line.baseline.counts[Measure.POOR] is None], year
    )


def _typed(unit: Unit, year: int) -> list[str]:
    """Where figures of the year before come from that were typed and not counted."""
    sheets = TargetSheet.objects.filter(unit=unit, year=year).exclude(baseline_source="")
    return [f"Số năm {year - 1} nhập tay theo: {sheet.baseline_source}." for sheet in sheets]


def _not_reviewed(units: list[Unit], year: int) -> list[str]:
    if not units:
        return []
    names = ", ".join(unit.table_name for unit in units)
    return [f"Chưa có kết quả rà soát năm {year}: {names}. Dòng tổng để trống."]
