"""Moves of a record from state to state: one table a noun, checked in one place."""

from dataclasses import dataclass
from enum import Enum

from povertyplan.accounts.roles import Permission
from povertyplan.errors import DomainError, InvalidData, NotPermitted
from povertyplan.units.enums import Level

REASON_LENGTH = 500


class Who(Enum):
    """Whose turn it is, besides having the permission."""

    AREA = "anybody whose area holds the record"
    OWN = "people of the unit that is responsible for the record"
    ABOVE = "people of the unit that checks it, as a rule the one right above, never the maker"


@dataclass(frozen=True)
class Move:
    """A way from some states to another: what it is called, who may go it, what it asks for."""

    name: str
    label: str
    done: str
    sources: frozenset
    target: str
    permission: Permission
    who: Who
    needs_reason: bool = False
    style: str = "primary"


def refusal(move: Move, record, *, by) -> DomainError | None:
    """Why `by` may not make `move` on `record`, None when they may."""
    if not by.can(move.permission):
        return NotPermitted(f"Tài khoản của bạn không có quyền «{move.label}».")
    if move.who is not Who.AREA and not _in_turn(move, record, by):
        return NotPermitted(f"Việc «{move.label}» thuộc về {_whose(move, record)}.")
    if move.who is Who.ABOVE and by.pk in record.maker_ids():
        return NotPermitted("Người lập hoặc người gửi không được tự duyệt.")
    if record.state not in move.sources:
        return DomainError(
            f"Không thể «{move.label}» khi đang ở trạng thái «{record.get_state_display()}». "
            "Hãy tải lại trang để xem trạng thái mới nhất."
        )
    return None


def check(move: Move, record, *, by, reason: str = "") -> None:
    """Raise unless `by` may make `move` on `record`, with a reason where one is needed."""
    if problem := refusal(move, record, by=by):
        raise problem
    if move.needs_reason and not reason.strip():
        raise InvalidData(f"Hãy ghi lý do khi «{move.label}».")
    if len(reason) > REASON_LENGTH:
        raise InvalidData(f"Lý do dài quá {REASON_LENGTH} ký tự; hãy viết ngắn lại.")


def open_moves(moves: dict[str, Move], record, *, by) -> list[Move]:
    """The moves that `by` may make on `record` now."""
    return [move for move in moves.values() if refusal(move, record, by=by) is None]


def _responsible(move: Move, record):
    """Whose turn it is. Nobody sits above a province here: a colleague checks its papers."""
    return record.checking_unit if move.who is Who.ABOVE else record.responsible_unit


def above(unit):
    """The unit that checks what `unit` writes."""
    return unit.parent if unit.parent and unit.parent.level > Level.COUNTRY else unit


def _in_turn(move: Move, record, by) -> bool:
    units = record.checking_units if move.who is Who.ABOVE else (record.responsible_unit,)
    return any(by.answers_for(unit) for unit in units)


def _whose(move: Move, record) -> str:
    unit = _responsible(move, record)
    return unit.full_name if unit else "cấp trên"


class MoveConverter:
    """The name of a move in an address."""

    regex = "submit|recall|approve|return"

    def to_python(self, value: str) -> str:
        return value

    to_url = to_python
