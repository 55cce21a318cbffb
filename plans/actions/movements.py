"""Recording how money moves: allocation, adjustment, carry-over, payment, estimate. Append-only."""

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils import timezone

from plans import budgets
from plans.actions.common import check_own, lock
from plans.enums import MovementKind
from plans.models import MoneyMovement, MovementAmount, Plan
from plans.money import Column
from plans.rules import balance_problem, movement_problems
from plans.typed import show_figure
from povertyplan.accounts.decorators import check
from povertyplan.accounts.models import User
from povertyplan.accounts.roles import Permission
from povertyplan.audit import trail
from povertyplan.errors import Conflict, DomainError, InvalidData


@dataclass(frozen=True)
class Movement:
    """A movement to record: đồng by (key of the line, column), with its day and its decision."""

    kind: MovementKind
    day: date
    amounts: dict[tuple[int, Column], int]
    decision: str = ""
    note: str = ""


@transaction.atomic
def record(*, plan: Plan, movement: Movement, by: User, seen: int | None = None) -> MoneyMovement:
    """Write a movement with all its rows.

    Raises InvalidData when an adjustment does not add up to 0 or more would be paid than was
    given; Conflict when something was recorded after the movement with the key `seen`, so that
    what is sent twice is kept once.
    """
    locked = _open(plan, by)
    if locked.successor:
        raise DomainError("Kế hoạch đã bị thay thế: hãy ghi vốn ở kế hoạch thay thế.")
    _check_seen(locked, seen)
    names = _names(locked, movement)
    _refuse(
        movement_problems(
            kind=movement.kind,
            day=movement.day,
            today=timezone.localdate(),
            year=locked.year,
            amounts={names[key]: amount for key, amount in movement.amounts.items()},
        )
    )
    return _write(locked, movement, by=by)


@transaction.atomic
def reverse(*, movement: MoneyMovement, reason: str, by: User) -> MoneyMovement:
    """Undo a movement by one of today with the opposite amounts; the wrong one stays in sight."""
    plan = _open(movement.plan, by)
    old = MoneyMovement.objects.get(pk=movement.pk)
    if old.is_reversed or old.reverses_id:
        raise DomainError("Bút toán này đã được đảo, hoặc chính là bút toán đảo.")
    if not reason.strip():
        raise InvalidData("Hãy ghi lý do đảo bút toán.")
    opposite = Movement(
        kind=MovementKind(old.kind),
        day=timezone.localdate(),
        decision=old.decision,
        note=reason,
        amounts={
            (row.line_id, Column(row.capital_kind, row.source)): -row.amount_vnd
            for row in old.amounts.all()
        },
    )
    return _write(plan, opposite, by=by, reverses=old)


def _open(plan: Plan, by: User) -> Plan:
    check(by, Permission.PLAN_EDIT)
    locked = lock(plan)
    check_own(locked, by)
    return locked


def _check_seen(plan: Plan, seen: int | None) -> None:
    last = plan.movements.order_by("-pk").first()
    if seen is not None and last is not None and last.pk != seen:
        raise Conflict(
            f"{last.recorded_by} vừa ghi «{last}». Bút toán của bạn chưa được ghi: hãy tải lại "
            "trang để xem số liệu mới."
        )


def _names(plan: Plan, movement: Movement) -> dict[tuple[int, Column], str]:
    lines = {line.pk: line for line in plan.budget_lines.select_related("component")}
    if not {line for line, _ in movement.amounts} <= lines.keys():
        raise InvalidData("Dự toán không có dòng này; hãy tải lại trang.")
    return {(pk, column): f"{lines[pk]} ({column.label})" for pk, column in movement.amounts}


def _write(
    plan: Plan, movement: Movement, *, by: User, reverses: MoneyMovement | None = None
) -> MoneyMovement:
    written = MoneyMovement(
        plan=plan,
        kind=movement.kind,
        day=movement.day,
        decision=movement.decision,
        note=movement.note,
        reverses=reverses,
        recorded_by=by,
    )
    written.full_clean()
    written.save()
    for (line, column), amount in movement.amounts.items():
        row = MovementAmount(
            movement=written,
            line_id=line,
            capital_kind=column.capital_kind,
            source=column.source,
            amount_vnd=amount,
        )
        row.full_clean()
        row.save()
    _check_balances(plan)
    _log(written, _names(plan, movement), by)
    return written


def _check_balances(plan: Plan) -> None:
    """Neither here nor in a plan that has replaced this one may more be paid than was given."""
    while plan:
        cells = budgets.cells(budgets.read(plan))
        _refuse([found for cell in cells if (found := balance_problem(cell.name, cell.balance))])
        plan = plan.successor


def _refuse(problems: list[str]) -> None:
    if problems:
        raise InvalidData("Bút toán chưa đúng nên chưa ghi gì:", tuple(problems))


def _log(written: MoneyMovement, names: dict[tuple[int, Column], str], by: User) -> None:
    plan = written.plan
    verb = "Đảo" if written.reverses_id else "Ghi"
    amounts = {
        names[row.line_id, Column(row.capital_kind, row.source)]: show_figure(row.amount_vnd)
        for row in written.amounts.all()
    }
    trail.log(
        "plan.money",
        f"{verb} {written} của kế hoạch {plan.year}, {plan.unit.full_name}",
        record=plan,
        by=by,
        reason=written.note,
        changes=trail.diff({}, amounts),
    )
