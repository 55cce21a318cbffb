"""Writing the goals of a sheet that are not in its grid, and their parts by child unit."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction

from povertyplan.accounts.models import User
from povertyplan.approval import touch
from povertyplan.audit import trail
from povertyplan.errors import DomainError, InvalidData
from povertyplan.units.models import Unit
from targets import goals
from targets.actions.common import lock_to_edit
from targets.enums import GoalKind
from targets.models import Goal, GoalPart, TargetSheet

FIELDS = [
    "label",
    "kind",
    "measured_in",
    "baseline",
    "target",
    "numerator",
    "denominator",
    "is_additive",
    "position",
    "note",
]
_PART = ["target", "numerator", "denominator"]


@dataclass(frozen=True)
class Part:
    """What a unit is to reach of a goal; without any figure it is given no part."""

    unit_id: int
    target: Decimal | None = None
    numerator: int | None = None
    denominator: int | None = None

    @property
    def is_empty(self) -> bool:
        return self.target is None and self.numerator is None and self.denominator is None


@transaction.atomic
def save(*, goal: Goal, by: User, version: int | None = None) -> Goal:
    """Add or change a goal of a sheet that is being written."""
    sheet = lock_to_edit(goal.sheet, version, by)
    _check_current(goal)
    touch(sheet, by)
    stored = Goal.objects.filter(pk=goal.pk).first()
    if stored and stored.parts.exists() and _form_of(stored) != _form_of(goal):
        raise InvalidData(
            "Mục tiêu đã giao cho cấp dưới: hãy bỏ các phần đã giao trước khi đổi loại của nó."
        )
    before = trail.snapshot(stored, FIELDS) if stored else {}
    goal.full_clean()
    goal.save()
    changes = trail.diff(before, trail.snapshot(goal, FIELDS))
    if changes:
        verb = "Sửa" if stored else "Thêm"
        trail.log("goal.saved", f"{verb} mục tiêu: {goal}", record=sheet, by=by, changes=changes)
    return goal


@transaction.atomic
def remove(*, goal: Goal, by: User, version: int | None = None) -> None:
    """Take a goal off its sheet; the trail keeps what it said."""
    sheet = lock_to_edit(goal.sheet, version, by)
    _check_current(goal)
    touch(sheet, by)
    changes = trail.diff(trail.snapshot(goal, FIELDS), {})
    trail.log("goal.removed", f"Xóa mục tiêu: {goal}", record=sheet, by=by, changes=changes)
    goal.delete()


@transaction.atomic
def divide(*, goal: Goal, parts: Iterable[Part], version: int | None, by: User) -> Goal:
    """Make `parts` the parts of the goal, all or none: one for each unit that is given any."""
    sheet = lock_to_edit(goal.sheet, version, by)
    _check_current(goal)
    units = {unit.pk: unit for unit in goals.division(goal).units}
    before = _in_words(goal, units)
    goal.parts.all().delete()
    for part in parts:
        if part.unit_id not in units:
            raise InvalidData("Mục tiêu không giao được cho đơn vị này; hãy tải lại trang.")
        if not part.is_empty:
            values = {name: getattr(part, name) for name in _PART}
            row = GoalPart(goal=goal, unit=units[part.unit_id], **values)
            row.full_clean()
            row.save()
    changes = trail.diff(before, _in_words(goal, units))
    if changes:
        touch(sheet, by)
        sentence = f"Giao mục tiêu cho cấp dưới: {goal}"
        trail.log("goal.divided", sentence, record=sheet, by=by, changes=changes)
    return goal


def keep(sheet: TargetSheet, revision) -> None:
    """Keep the goals with their parts as they stand before the `revision`."""
    for goal in goals.current(sheet):
        parts = list(goal.parts.all())
        goal.goes_on_as_id, goal.pk, goal.revision, goal._state.adding = (
            goal.pk,
            None,
            revision,
            True,
        )
        goal.save()
        for part in parts:
            part.pk, part.goal, part._state.adding = None, goal, True
        GoalPart.objects.bulk_create(parts)


def _check_current(goal: Goal) -> None:
    if goal.revision_id:
        raise DomainError("Mục tiêu trước lần điều chỉnh được giữ nguyên, không sửa được.")


def _form_of(goal: Goal) -> tuple:
    """What its parts must have in common with it."""
    return goal.is_rate, goal.kind == GoalKind.COUNT, bool(goal.denominator)


def _in_words(goal: Goal, units: dict[int, Unit]) -> dict[str, str]:
    return {
        str(units[part.unit_id]): f"{part.numerator}/{part.denominator}"
        if part.denominator
        else goals.shown(part.target)
        for part in GoalPart.objects.filter(goal=goal, unit__in=units)
    }
