"""Writing the goals of a sheet that are not in its grid."""

from django.db import transaction

from povertyplan.accounts.decorators import check
from povertyplan.accounts.models import User
from povertyplan.accounts.roles import Permission
from povertyplan.audit import trail
from povertyplan.errors import DomainError, NotPermitted
from targets.models import Goal, TargetSheet

_FIELDS = [
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
    sheet = _editable(goal.sheet, by)
    stored = Goal.objects.filter(pk=goal.pk).first()
    before = trail.snapshot(stored, _FIELDS) if stored else {}
    goal.full_clean()
    goal.save()
    changes = trail.diff(before, trail.snapshot(goal, _FIELDS))
    if changes:
        verb = "Sửa" if stored else "Thêm"
        trail.log("goal.saved", f"{verb} mục tiêu: {goal}", record=sheet, by=by, changes=changes)
    return goal


@transaction.atomic
def remove(*, goal: Goal, by: User) -> None:
    """Take a goal off its sheet; the trail keeps what it said."""
    sheet = _editable(goal.sheet, by)
    changes = trail.diff(trail.snapshot(goal, _FIELDS), {})
    trail.log("goal.removed", f"Xóa mục tiêu: {goal}", record=sheet, by=by, changes=changes)
    goal.delete()


def _editable(sheet: TargetSheet, by: User) -> TargetSheet:
    check(by, Permission.TARGET_EDIT)
    locked = TargetSheet.objects.select_for_update(of=("self",)).get(pk=sheet.pk)
    if not by.answers_for(locked.unit):
        raise NotPermitted(f"Chỉ tiêu này do {locked.unit.full_name} lập.")
    if not locked.is_editable:
        raise DomainError(
            f"Bảng chỉ tiêu đang ở trạng thái «{locked.get_state_display()}» nên không sửa được."
        )
    locked.version += 1
    locked.edited_by = by
    locked.save()
    return locked
