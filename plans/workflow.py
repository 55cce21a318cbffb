"""The life of a plan before its issue. docs/workflow.md is generated from MOVES."""

from plans.models import Plan
from povertyplan import workflow
from povertyplan.accounts.roles import Permission
from povertyplan.approval import moves
from povertyplan.workflow import Move, Who

MOVES = moves(
    submit=("Trình duyệt", "đã trình duyệt"),
    maker=Who.OWN,
    makes=Permission.PLAN_SUBMIT,
    approves=Permission.PLAN_APPROVE,
)


def open_moves(plan: Plan, *, by) -> list[Move]:
    """The moves that `by` may make now; none once the plan is issued."""
    return [] if plan.is_issued else workflow.open_moves(MOVES, plan, by=by)
