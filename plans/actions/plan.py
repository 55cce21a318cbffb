"""Writing a plan: beginning it, its head, its moves, and the plan that changes it."""

from django.db import transaction

from plans.actions import copies, parents, part_a
from plans.actions.common import check_own, lock, lock_to_edit
from plans.enums import Amendment, Numbering, PlanKind
from plans.live_results import report_before
from plans.models import Clause, Plan, Section
from plans.workflow import MOVES
from povertyplan import approval, workflow
from povertyplan.accounts.decorators import check
from povertyplan.accounts.models import User
from povertyplan.accounts.roles import Permission
from povertyplan.approval import ApprovalState, touch
from povertyplan.audit import trail
from povertyplan.errors import DomainError, InvalidData
from povertyplan.units.models import Unit

# What a plan takes over from the one that it begins from.
_HEAD = (
    "heading",
    "introduction",
    "closing",
    "sign_mode",
    "sign_organ",
    "sign_title",
    "archive",
    "places_limit",
    "households_limit",
)


@transaction.atomic
def start(
    *,
    unit: Unit,
    year: int,
    by: User,
    kind: str = PlanKind.IMPLEMENTATION,
    abstract: str = "",
    origin: Plan | str | None = None,
) -> Plan:
    """Begin the plan of a unit for a year: empty, from another plan, or from the clause library.

    `origin` is a plan, whose text is taken over with days of the new year left blank, or "clauses".
    The results of the year before begin a proposal that takes over no text, and are written anew in
    a plan that takes over a text with them.
    """
    check(by, Permission.PLAN_EDIT)
    abstract = abstract or f"Giảm nghèo bền vững năm {year}"
    plan = Plan(unit=unit, year=year, kind=kind, abstract=abstract, edited_by=by)
    check_own(plan, by)
    _queue(unit)
    if Plan.objects.filter(unit=unit, year=year, kind=kind, amends=None).exists():
        raise DomainError(
            f"Đã có {plan.get_kind_display().lower()} năm {year} của {unit.full_name}. Để thay "
            "đổi kế hoạch đã ban hành, hãy lập kế hoạch sửa đổi hoặc thay thế."
        )
    plan.parent = Plan.objects.of(unit.parent, year) if unit.parent_id else None
    if isinstance(origin, Plan):
        _take_head(origin, plan)
    plan.full_clean()
    plan.save()
    _write_text(plan, origin)
    parents.cite(plan)
    trail.log("plan.started", f"Lập {plan.name}", record=plan, by=by)
    return plan


def _write_text(plan: Plan, origin: Plan | str | None) -> None:
    """The text that a plan begins with, and the results of the year before in it."""
    report = report_before(plan)
    if isinstance(origin, Plan):
        copies.document(origin, plan)
        if origin.year != plan.year:
            part_a.renew(plan, report)
        return
    if origin == "clauses":
        _from_clauses(plan)
    if plan.kind == PlanKind.PROPOSAL and report:
        part_a.write(plan, report)


def _queue(unit: Unit) -> None:
    """Two officers may begin the same plan at once: the unit's row makes them queue."""
    list(Unit.objects.select_for_update(of=("self",)).filter(pk=unit.pk))


def _take_head(origin: Plan, plan: Plan) -> None:
    for name in _HEAD:
        setattr(plan, name, getattr(origin, name))


def _from_clauses(plan: Plan) -> None:
    """The usual skeleton, with the library's clauses under the tasks."""
    skeleton = (
        ("muc-dich", "Mục đích, yêu cầu"),
        ("muc-tieu", "Mục tiêu, chỉ tiêu"),
        ("nhiem-vu", "Nhiệm vụ và giải pháp"),
        ("kinh-phi", "Kinh phí thực hiện"),
        ("to-chuc", "Tổ chức thực hiện"),
    )
    made = {}
    for position, (key, title) in enumerate(skeleton, 1):
        made[key] = Section.objects.create(
            plan=plan, key=key, title=title, numbering=Numbering.ROMAN, position=position
        )
    for position, clause in enumerate(Clause.objects.all(), 1):
        Section.objects.create(
            plan=plan,
            parent=made["nhiem-vu"],
            key=f"{clause.area}-{clause.pk}",
            title=clause.title,
            body=clause.body,
            area=clause.area,
            position=position,
        )


@transaction.atomic
def set_head(*, plan: Plan, version: int | None, by: User, **fields) -> Plan:
    """Write what stands around the sections: abstract, symbol, parent, signature."""
    locked = lock_to_edit(plan, version, by)
    before = trail.snapshot(locked, list(fields))
    for name, value in fields.items():
        setattr(locked, name, value)
    if locked.parent_id and locked.parent_id == locked.pk:
        raise InvalidData("Kế hoạch không thể là cấp trên của chính nó.")
    changes = trail.diff(before, trail.snapshot(locked, list(fields)))
    if changes:
        locked.full_clean()
        touch(locked, by)
        parents.cite(locked)
        trail.log("plan.edited", f"Sửa {locked.name}", record=locked, by=by, changes=changes)
    return locked


@transaction.atomic
def move(*, plan: Plan, name: str, by: User, reason: str = "", version: int | None = None) -> Plan:
    """Make the move `name`; none is left once the plan is issued."""
    way = MOVES[name]
    locked = lock(plan)
    locked.check_seen(version)
    if locked.is_issued:
        raise DomainError("Kế hoạch đã ban hành; hãy lập kế hoạch sửa đổi hoặc thay thế.")
    workflow.check(way, locked, by=by, reason=reason)
    if way.target == ApprovalState.SUBMITTED and not locked.sections.exists():
        raise InvalidData("Kế hoạch chưa có mục nào nên chưa trình được.")
    sentence = f"{way.label} {locked.name}"
    approval.apply(way, locked, by=by, reason=reason, sentence=sentence)
    return locked


@transaction.atomic
def amend(*, plan: Plan, amendment: str, note: str, by: User) -> Plan:
    """Begin a plan that changes or replaces an issued one; `note` says what it changes.

    A replacement takes over the whole text; an amendment begins empty.
    """
    check(by, Permission.PLAN_EDIT)
    old = lock(plan)
    check_own(old, by)
    if not old.is_issued:
        raise DomainError("Kế hoạch chưa ban hành: hãy sửa chính kế hoạch này.")
    if not note.strip():
        raise InvalidData("Hãy ghi nội dung được sửa đổi, thay thế.")
    if old.amendments.filter(issued_on=None).exists():
        raise DomainError("Đã có kế hoạch sửa đổi, thay thế đang lập cho kế hoạch này.")
    is_replacement = amendment == Amendment.REPLACE
    made = Plan(
        unit=old.unit,
        year=old.year,
        kind=old.kind,
        symbol=old.symbol,
        parent=old.parent,
        parent_text=old.parent_text,
        abstract=old.abstract if is_replacement else _amending(old),
        amends=old,
        amendment=amendment,
        amendment_note=note,
        edited_by=by,
    )
    _take_head(old, made)
    if not is_replacement:
        made.introduction = made.closing = ""
    made.full_clean()
    made.save()
    if is_replacement:
        copies.budget(old, made)
        copies.document(old, made)
    words = made.get_amendment_display().lower()
    trail.log("plan.started", f"Lập kế hoạch {words} {old}", record=made, by=by, reason=note)
    return made


def _amending(old: Plan) -> str:
    day = f" ngày {old.issued_on:%d/%m/%Y}" if old.issued_on else ""
    return f"Sửa đổi, bổ sung {old.heading} số {old.reference}{day}"


@transaction.atomic
def discard(*, plan: Plan, version: int | None, by: User) -> None:
    """Delete a plan that was begun by mistake: never submitted, and no money moved in it."""
    locked = lock_to_edit(plan, version, by)
    kept = (locked.movements, locked.children, locked.progress_reports)
    if locked.submitted_at or any(rows.exists() for rows in kept):
        raise DomainError(
            "Kế hoạch đã từng được trình, đã ghi vốn, có báo cáo tiến độ hoặc có kế hoạch cấp dưới "
            "nên không xóa được."
        )
    trail.log("plan.discarded", f"Xóa {locked.name}", record=locked, by=by)
    locked.delete()
