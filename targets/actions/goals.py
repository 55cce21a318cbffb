"""Writing the goals of a sheet that are not in its grid."""

from django.db import transaction

from povertyplan.accounts.models import User
from povertyplan.audit import trail
from targets.actions.common import lock_to_edit, touch
from targets.models import Goal

FIELDS = [
    "label",
    "kind",
    "measured_in",
    "baseline",
    "target",
    "numerator",
    "denominator",
    "position",
    "note",
]


@transaction.atomic
def save(*, goal: Goal, by: User) -> Goal:
    """Add or change a goal of a sheet that is being written."""
    sheet = lock_to_edit(goal.sheet, None, by)
    touch(sheet, by)
    stored = Goal.objects.filter(pk=goal.pk).first()
    before = trail.snapshot(stored, FIELDS) if stored else {}
    goal.full_clean()
    goal.save()
    changes = trail.diff(before, trail.snapshot(goal, FIELDS))
    if changes:
        verb = "Sửa" if stored else "Thêm"
        trail.log("goal.saved", f"{verb} mục tiêu: {goal}", record=sheet, by=by, changes=changes)
    return goal


@transaction.atomic
def remove(*, goal: Goal, by: User) -> None:
    """Take a goal off its sheet; the trail keeps what it said."""
    sheet = lock_to_edit(goal.sheet, None, by)
    touch(sheet, by)
    changes = trail.diff(trail.snapshot(goal, FIELDS), {})
    trail.log("goal.removed", f"Xóa mục tiêu: {goal}", record=sheet, by=by, changes=changes)
    goal.delete()
