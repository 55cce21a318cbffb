"""What the actions on a plan share: the lock, and whose plan it is."""

from plans.models import Plan
from povertyplan.accounts.decorators import check
from povertyplan.accounts.models import User
from povertyplan.accounts.roles import Permission
from povertyplan.errors import DomainError, NotPermitted


def check_own(plan: Plan, by: User) -> None:
    """Raise NotPermitted unless the plan is one of the person's own units'."""
    if not by.answers_for(plan.unit):
        raise NotPermitted(f"Kế hoạch này do {plan.unit.full_name} lập.")


def lock(plan: Plan) -> Plan:
    """The plan as it stands now; who writes its budget or its money next must wait."""
    return Plan.objects.select_for_update(of=("self",)).select_related("unit__kind").get(pk=plan.pk)


def lock_to_edit(plan: Plan, version: int | None, by: User) -> Plan:
    """The plan, locked, when `by` may write its document now and has seen its `version`."""
    check(by, Permission.PLAN_EDIT)
    locked = lock(plan)
    check_own(locked, by)
    if locked.is_issued:
        raise DomainError(
            "Kế hoạch đã ban hành nên không sửa được; hãy lập kế hoạch sửa đổi hoặc thay thế."
        )
    locked.check_editable(version)
    return locked
