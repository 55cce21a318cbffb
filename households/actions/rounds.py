"""Opening and closing review rounds."""

from datetime import date

from django.db import transaction

from households.enums import RoundKind, RoundState, StandardStatus
from households.models import Round, Standard
from povertyplan.accounts.decorators import check
from povertyplan.accounts.models import User
from povertyplan.accounts.roles import Permission
from povertyplan.audit import trail
from povertyplan.errors import DomainError, InvalidData, NotPermitted
from povertyplan.units.models import Unit


@transaction.atomic
def open_round(
    *, unit: Unit, year: int, kind: str, standard: Standard, period: tuple[date, date], by: User
) -> Round:
    """Open a round of `unit` from the first to the last day of `period`.

    Raises when the standard is a draft, or does not hold in `year`, or when another periodic
    round of the year covers some of the same places: its households would be counted twice.
    """
    _check_right(unit, by)
    _check_standard(standard, year)
    if kind == RoundKind.PERIODIC:
        other = Round.objects.periodic().filter(year=year).overlapping(unit).first()
        if other:
            raise DomainError(f"Địa bàn này đã có «{other}»; mỗi năm chỉ có một đợt định kỳ.")
    opened = Round(
        unit=unit,
        year=year,
        kind=kind,
        standard=standard,
        opens_on=period[0],
        closes_on=period[1],
    )
    opened.full_clean()
    opened.save()
    trail.log("round.opened", f"Mở {opened}", record=opened, by=by)
    return opened


def _check_right(unit: Unit, by: User) -> None:
    check(by, Permission.ROUND_OPEN)
    if not Unit.objects.visible_to(by).filter(pk=unit.pk).exists():
        raise NotPermitted(f"Đợt rà soát này do cấp trên mở cho {unit.full_name}.")


def _check_standard(standard: Standard, year: int) -> None:
    if standard.status != StandardStatus.CONFIRMED:
        raise InvalidData(
            f"«{standard}» còn là dự thảo. Người quản trị phải xác nhận chuẩn trước khi dùng."
        )
    if not Standard.objects.valid_in(year).filter(pk=standard.pk).exists():
        raise InvalidData(f"«{standard}» không có hiệu lực trong năm {year}.")


@transaction.atomic
def close_round(*, round: Round, by: User) -> Round:
    """Lock a round: none of its reviews can be changed any more."""
    return _set_state(round, RoundState.CLOSED, by=by)


@transaction.atomic
def reopen_round(*, round: Round, by: User) -> Round:
    """Unlock a round that was locked too early."""
    return _set_state(round, RoundState.OPEN, by=by)


def _set_state(round: Round, state: RoundState, *, by: User) -> Round:
    _check_right(round.unit, by)
    locked = Round.objects.select_for_update().get(pk=round.pk)
    if locked.state == state:
        raise DomainError(f"Đợt rà soát đã ở tình trạng «{state.label}».")
    before = trail.snapshot(locked, ["state"])
    locked.state = state
    locked.save(update_fields=["state"])
    trail.log(
        f"round.{state}",
        f"{state.label}: {locked}",
        record=locked,
        by=by,
        changes=trail.diff(before, trail.snapshot(locked, ["state"])),
    )
    return locked
