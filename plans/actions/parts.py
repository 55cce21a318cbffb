"""Writing the lists of a plan as wholes: bases, tasks, annexes, duties, recipients, people."""

from collections.abc import Mapping

from django.db import models, transaction

from plans.actions.common import check_own, lock, lock_to_edit
from plans.models import Duty, LegalText, Plan, PlanBasis
from povertyplan.accounts.decorators import check
from povertyplan.accounts.models import User
from povertyplan.accounts.roles import Permission
from povertyplan.approval import touch
from povertyplan.audit import trail
from povertyplan.errors import InvalidData

# The lists by the name that addresses use: where they stand on the plan.
PARTS = {
    "bases": "bases",
    "tasks": "tasks",
    "annexes": "annexes",
    "duties": "duties",
    "recipients": "recipients",
    "facts": "facts",
    "agencies": "agency_assignments",
    "officials": "official_assignments",
}


def rows_of(plan: Plan, part: str) -> models.QuerySet:
    """The rows of a list; officials are those of places, households have a page of their own."""
    rows = getattr(plan, PARTS[part]).all()
    return rows.filter(household=None) if part == "officials" else rows


@transaction.atomic
def set_rows(*, plan: Plan, part: str, rows: list[Mapping], version: int | None, by: User) -> Plan:
    """Make `rows` the list `part` of the plan, in their order: all of them or none.

    A row is a mapping of field to value; "pk" names the stored row that it replaces. A stored row
    that is not named is removed.
    """
    locked = lock_to_edit(plan, version, by)
    listed = rows_of(locked, part)
    stored = {row.pk: row for row in listed}
    old = _in_words(stored.values())
    named = [row["pk"] for row in rows if row.get("pk")]
    if len(named) != len(set(named)) or not set(named) <= stored.keys():
        raise InvalidData("Kế hoạch không có dòng này; hãy tải lại trang.")
    listed.exclude(pk__in=named).delete()
    for position, row in enumerate(rows, 1):
        _write(stored.get(row.get("pk")) or listed.model(plan=locked), row, position)
    changes = trail.diff(old, _in_words(listed.all()))
    if changes:
        name = listed.model._meta.verbose_name
        touch(locked, by)
        trail.log(
            "plan.part", f"Sửa {name} của {locked.name}", record=locked, by=by, changes=changes
        )
    return locked


def _write(record: models.Model, row: Mapping, position: int) -> None:
    many = {}
    for name, value in row.items():
        field = record._meta.get_field(name) if name != "pk" else None
        if field is None:
            continue
        if field.many_to_many:
            many[name] = value
        else:
            setattr(record, name, value)
    if getattr(record, "position", None) is not None:
        record.position = position
    record.full_clean()
    record.save()
    for name, value in many.items():
        getattr(record, name).set(value)


def _in_words(rows) -> dict[str, str]:
    """What the trail keeps of a list: every field of every row, under its number."""
    words = {}
    for number, row in enumerate(rows, 1):
        for field in row._meta.fields:
            if field.name not in ("id", "plan", "position"):
                value = trail.snapshot(row, [field.name])[str(field.verbose_name)]
                if value != trail.EMPTY:
                    words[f"dòng {number}, {field.verbose_name}"] = value[:200]
    return words


@transaction.atomic
def mark_done(*, duty: Duty, done_on, by: User) -> Duty:
    """Write when a report was made; this goes on after the plan is issued."""
    check(by, Permission.PLAN_EDIT)
    locked = lock(duty.plan)
    check_own(locked, by)
    stored = Duty.objects.get(pk=duty.pk)
    before = trail.snapshot(stored, ["done_on"])
    stored.done_on = done_on
    stored.save(update_fields=["done_on"])
    changes = trail.diff(before, trail.snapshot(stored, ["done_on"]))
    if changes:
        trail.log("plan.duty", f"Báo cáo «{stored}»", record=locked, by=by, changes=changes)
    return stored


@transaction.atomic
def add_parent(*, plan: Plan, text: LegalText, by: User) -> PlanBasis:
    """Enter the plan of the unit above, which is not here, as a text, a basis and the parent."""
    basis = add_text(plan=plan, text=text, by=by)
    locked = lock(plan)
    before = trail.snapshot(locked, ["parent", "parent_text"])
    locked.parent, locked.parent_text = None, text
    locked.full_clean()
    locked.save()
    changes = trail.diff(before, trail.snapshot(locked, ["parent", "parent_text"]))
    sentence = f"Ghi kế hoạch của cấp trên vào {locked.name}"
    trail.log("plan.edited", sentence, record=locked, by=by, changes=changes)
    return basis


@transaction.atomic
def add_text(*, plan: Plan, text: LegalText, by: User) -> PlanBasis:
    """Enter a text in the catalogue, and as the last basis of the plan."""
    locked = lock_to_edit(plan, None, by)
    text.full_clean()
    text.save()
    last = locked.bases.last()
    basis = PlanBasis(plan=locked, text=text, position=last.position + 1 if last else 1)
    basis.full_clean()
    basis.save()
    touch(locked, by)
    sentence = f"Thêm căn cứ vào {locked.name}: {text}"
    trail.log("plan.part", sentence[:500], record=locked, by=by)
    return basis
