"""Writing the budget of a plan as a whole."""

from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from plans import budgets
from plans.actions.common import check_own, lock
from plans.enums import CapitalKind
from plans.models import BudgetAmount, BudgetLine, Component, MovementAmount, Plan
from plans.money import Column
from plans.rules import capital_problem
from plans.typed import show_figure
from povertyplan.accounts.decorators import check
from povertyplan.accounts.models import User
from povertyplan.accounts.roles import Permission
from povertyplan.audit import trail
from povertyplan.audit.models import Event
from povertyplan.errors import Conflict, DomainError, InvalidData
from povertyplan.units.models import Unit
from povertyplan.units.querysets import within


@dataclass(frozen=True)
class LineEntry:
    """A line as it was typed. `pk` names the stored line that it replaces; None makes a new one."""

    component: Component
    content: str
    amounts: dict[Column, int]
    measure: str = ""
    quantity: Decimal | None = None
    place: Unit | None = None
    note: str = ""
    pk: int | None = None


@transaction.atomic
def set_lines(*, plan: Plan, lines: list[LineEntry], version: int, by: User) -> Plan:
    """Make `lines` the budget of the plan, in their order: all of them or none.

    A stored line that is not named is removed, unless money has already moved in it. Conflict
    when somebody else wrote the budget after `version`.
    """
    check(by, Permission.PLAN_EDIT)
    locked = lock(plan)
    check_own(locked, by)
    _check_open(locked)
    _check_seen(locked, version)
    before = budgets.read(locked)
    stored = {line.pk: line for line in before.lines}
    _check_lines(locked, lines, set(stored))
    old = _in_words(before.lines)
    kept = {entry.pk for entry in lines}
    _remove([line for pk, line in stored.items() if pk not in kept])
    for position, entry in enumerate(lines, 1):
        _write(stored.get(entry.pk) or BudgetLine(plan=locked), entry, position)
    changes = trail.diff(old, _in_words(budgets.read(locked).lines))
    if changes:
        locked.budget_version += 1
        locked.save(update_fields=["budget_version"])
        trail.log(
            "plan.budget", f"Sửa dự toán {_name(locked)}", record=locked, by=by, changes=changes
        )
    return locked


def _check_open(plan: Plan) -> None:
    if plan.issued_on is not None:
        raise DomainError(
            "Kế hoạch đã ban hành nên dự toán không sửa được; thay đổi về vốn ghi ở trang "
            "Theo dõi vốn."
        )
    if not plan.is_editable:
        raise DomainError(
            f"Kế hoạch đang ở trạng thái «{plan.get_state_display()}» nên dự toán không sửa được; "
            "hãy rút lại kế hoạch để sửa."
        )


def _check_seen(plan: Plan, version: int) -> None:
    if version == plan.budget_version:
        return
    last = Event.objects.of(plan).filter(action="plan.budget").first()
    moment = f" lúc {timezone.localtime(last.at):%H:%M ngày %d/%m/%Y}" if last else ""
    raise Conflict(
        f"Dự toán vừa được {last.actor_name if last else 'người khác'} thay đổi{moment}. Việc bạn "
        "vừa làm chưa được thực hiện: hãy tải lại trang để xem bản mới."
    )


def _check_lines(plan: Plan, lines: list[LineEntry], stored: set[int]) -> None:
    named = [entry.pk for entry in lines if entry.pk is not None]
    if len(named) != len(set(named)) or not set(named) <= stored:
        raise InvalidData("Dự toán không có dòng này; hãy tải lại trang.")
    if len({entry.component.programme_id for entry in lines}) > 1:
        raise InvalidData("Một dự toán chỉ gồm dự án của một chương trình.")
    inside = set(
        Unit.objects.filter(
            within(plan.unit, village="id"), pk__in={e.place.pk for e in lines if e.place}
        ).values_list("pk", flat=True)
    )
    problems = [
        f"Dòng {number}, {problem}"
        for number, entry in enumerate(lines, 1)
        for problem in _line_problems(plan, entry, inside)
    ]
    if problems:
        raise InvalidData("Có ô chưa đúng nên chưa lưu gì:", tuple(problems))


def _line_problems(plan: Plan, entry: LineEntry, inside: set[int]) -> list[str]:
    found = [
        f"cột «{column.label}»: {problem}"
        for column, amount in entry.amounts.items()
        if (problem := capital_problem_of(entry.component, column, amount))
    ]
    if not entry.content:
        found.append("cột «Nội dung»: Chưa ghi nội dung.")
    if entry.place and entry.place.pk not in inside:
        found.append(f"cột «Địa điểm»: {entry.place.title} không thuộc {plan.unit.full_name}.")
    return found


def capital_problem_of(component: Component, column: Column, amount_vnd: int) -> str:
    """Why the amount cannot stand in the component; empty when it can."""
    return capital_problem(
        code=component.code,
        column=column,
        allowed={kind: component.allows(kind) for kind in CapitalKind},
        amount_vnd=amount_vnd,
    )


def _remove(gone: list[BudgetLine]) -> None:
    of = budgets.standing_for(gone)
    moved_in = MovementAmount.objects.filter(line__in=of).values_list("line", flat=True)
    keys = {of[line] for line in moved_in}
    if moved := [str(line) for line in gone if line.pk in keys]:
        raise InvalidData("Dòng đã có bút toán vốn thì không xóa được; hãy giữ lại:", tuple(moved))
    BudgetLine.objects.filter(pk__in=[line.pk for line in gone]).delete()


def _write(line: BudgetLine, entry: LineEntry, position: int) -> None:
    for name in ("component", "content", "measure", "quantity", "place", "note"):
        setattr(line, name, getattr(entry, name))
    line.position = position
    line.full_clean()
    line.save()
    line.amounts.all().delete()
    amounts = [
        BudgetAmount(
            line=line, capital_kind=column.capital_kind, source=column.source, amount_vnd=amount
        )
        for column, amount in entry.amounts.items()
    ]
    for amount in amounts:
        amount.full_clean()
    BudgetAmount.objects.bulk_create(amounts)


def _in_words(lines: list[BudgetLine]) -> dict[str, str]:
    """What the trail keeps of a budget: every filled cell under the name of its line."""
    words = {"thứ tự các dòng": "; ".join(line.component.code for line in lines)}
    for line in lines:
        name = f"{line.component.code} {line.content}"[:120]
        name = f"{name} (dòng {line.position})" if f"{name}: nội dung" in words else name
        words[f"{name}: nội dung"] = line.content
        words |= {f"{name}: {label}": text for label, text in _details(line).items() if text}
    return words


def _details(line: BudgetLine) -> dict[str, str]:
    return {
        "số lượng": f"{show_figure(line.quantity)} {line.measure}".strip(),
        "địa điểm": line.place.title if line.place else "",
        "ghi chú": line.note,
        **{
            f"{column.label} (đồng)": show_figure(amount)
            for column, amount in budgets.amounts_of(line).items()
        },
    }


def _name(plan: Plan) -> str:
    return f"kế hoạch {plan.year} của {plan.unit.full_name}"
