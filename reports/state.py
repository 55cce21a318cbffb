"""How far the figures of a table can be trusted: what is approved, and what is still open."""

from dataclasses import dataclass

from households.basis import Basis
from households.enums import RoundKind
from households.models import Household, Review, Round, Standard
from povertyplan.numbers import vietnamese
from povertyplan.units.models import Unit
from targets.enums import Measure
from targets.figures import Line
from targets.models import TargetSheet


def of_sheet(unit: Unit, year: int) -> str:
    """The state of the targets, in a word for the foot of the table."""
    sheet = TargetSheet.objects.filter(unit=unit, year=year).first()
    if sheet and sheet.is_under_revision:
        return "Chỉ tiêu: đã duyệt, đang điều chỉnh"
    return f"Chỉ tiêu: {sheet.get_state_display().lower()}" if sheet else "Chưa lập chỉ tiêu"


def notes(unit: Unit, year: int, standard: Standard | None, lines: list[Line]) -> tuple[str, ...]:
    """What a reader must know about the figures before trusting them."""
    if standard is None:
        return (f"Chưa có kết quả rà soát năm {year - 1} của {unit.full_name}.",)
    return (*_unapproved(unit, year - 1), *_unknown(lines, year - 1), *_typed(unit, year))


@dataclass(frozen=True)
class State:
    """How far figures of a review can be trusted, in words; `ending` closes the title."""

    name: str
    ending: str = ""
    is_official: bool = False


def of_scope(scope) -> State:
    """The state of the figures of a review: official once all is approved and closed."""
    if scope.standard is None:
        return State("Chưa rà soát")
    words = (*_round_words(scope), *_standard_words(scope))
    if scope.basis.is_preliminary:
        return State("; ".join(("Sơ bộ, tính mọi phiếu đã phân loại", *words)), "(sơ bộ)")
    if _is_unfinished(scope):
        return State("; ".join(("Sơ bộ", *words)), "(sơ bộ)")
    return State("; ".join(("Chính thức", *words)), "(chính thức)", is_official=True)


def _is_unfinished(scope) -> bool:
    if scope.basis.round:
        return scope.basis.round.is_open
    unit, year = scope.unit, scope.year
    return bool(scope.unknown or _waiting(unit, year) or _open_rounds(unit, year).exists())


def _round_words(scope) -> list[str]:
    found = scope.basis.round
    return [f"Đợt thường xuyên mở ngày {found.opens_on:%d/%m/%Y}"] if found else []


def _standard_words(scope) -> list[str]:
    return ["Theo chuẩn của năm sau"] if scope.basis.is_opening else []


def review_notes(scope, *, has_total: bool) -> tuple[str, ...]:
    """What a reader of the figures of a review year must know."""
    unit, year, basis = scope.unit, scope.year, scope.basis
    if scope.standard is None:
        return (f"Chưa có kết quả rà soát năm {year} của {unit.full_name}.",)
    if basis.round:
        words = f"Chỉ tính đợt rà soát thường xuyên mở ngày {basis.round.opens_on:%d/%m/%Y}"
        return (f"{words}, không gồm kết quả định kỳ.", *_preliminary(basis))
    notes = [*_preliminary(basis)] if basis.is_preliminary else _unapproved(unit, year)
    if _open_rounds(unit, year).exists():
        notes.append(f"Số liệu năm {year} là sơ bộ: đợt rà soát định kỳ chưa khóa.")
    return (*notes, *_not_reviewed(scope.unknown, year, has_total=has_total))


def _preliminary(basis: Basis) -> tuple[str, ...]:
    if not basis.is_preliminary:
        return ()
    return ("Số liệu sơ bộ: tính mọi phiếu đã phân loại, kể cả phiếu chưa duyệt, chưa công nhận.",)


def _waiting(unit: Unit, year: int) -> int:
    """Reviews that somebody still has to approve, or to recognise by decision."""
    reviews = _periodic(unit, year).filter(held_because="")
    return reviews.count() - reviews.final().count()


def _held(unit: Unit, year: int) -> int:
    """Reviews that are held back with a reason: they keep nobody waiting, and are counted apart."""
    return _periodic(unit, year).exclude(held_because="").count()


def _periodic(unit: Unit, year: int):
    reviews = Review.objects.in_unit(unit).active()
    return reviews.filter(round__year=year, round__kind=RoundKind.PERIODIC)


def _open_rounds(unit: Unit, year: int):
    return Round.objects.periodic().open().filter(year=year).overlapping(unit)


def _unapproved(unit: Unit, year: int) -> list[str]:
    waiting = _waiting(unit, year)
    missing = Household.objects.in_unit(unit).left_out(year=year).count()
    notes = []
    if waiting:
        notes.append(
            f"Số liệu năm {year} là sơ bộ: còn {vietnamese(waiting)} phiếu rà soát chưa được duyệt "
            "hoặc chưa được công nhận, chưa được tính."
        )
    if held := _held(unit, year):
        notes.append(
            f"Có {vietnamese(held)} hộ đang tạm giữ, chưa công nhận và chưa được tính; biểu diễn "
            "biến để các hộ này ở cột «giảm khác» cho đến khi có quyết định."
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


def _not_reviewed(units: list[Unit], year: int, *, has_total: bool = True) -> list[str]:
    if not units:
        return []
    names = ", ".join(unit.table_name for unit in units)
    rest = "Dòng tổng để trống." if has_total else "Danh sách chưa có hộ của các nơi này."
    return [f"Chưa có kết quả rà soát năm {year}: {names}. {rest}"]
