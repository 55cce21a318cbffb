"""What the actions on a plan share: the lock, and whose plan it is."""

from plans.models import Plan
from povertyplan.accounts.models import User
from povertyplan.errors import NotPermitted


def check_own(plan: Plan, by: User) -> None:
    """Raise NotPermitted unless the plan is one of the person's own units'."""
    if not by.answers_for(plan.unit):
        raise NotPermitted(f"Kế hoạch này do {plan.unit.full_name} lập.")


def lock(plan: Plan) -> Plan:
    """The plan as it stands now; who writes its budget or its money next must wait."""
    return Plan.objects.select_for_update(of=("self",)).select_related("unit__kind").get(pk=plan.pk)
