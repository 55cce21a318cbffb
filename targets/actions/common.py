"""What the actions on a target sheet share: the lock, and whose sheet it is."""

from povertyplan.accounts.decorators import check
from povertyplan.accounts.models import User
from povertyplan.accounts.roles import Permission
from povertyplan.errors import NotPermitted
from povertyplan.units.models import Unit
from targets.models import TargetSheet


def check_own(unit: Unit, by: User) -> None:
    """Raise NotPermitted unless the unit is one of the person's own."""
    if not by.answers_for(unit):
        raise NotPermitted(f"Chỉ tiêu này do {unit.full_name} lập.")


def lock(sheet: TargetSheet) -> TargetSheet:
    """The sheet as it stands now; who writes it next must wait."""
    return TargetSheet.objects.select_for_update(of=("self",)).with_rows().get(pk=sheet.pk)


def lock_to_edit(sheet: TargetSheet, version: int | None, by: User) -> TargetSheet:
    """The sheet, locked, when `by` may edit it now and has seen its `version`."""
    check(by, Permission.TARGET_EDIT)
    locked = lock(sheet)
    check_own(locked.unit, by)
    locked.check_editable(version)
    return locked
