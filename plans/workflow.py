"""The life of a plan before its issue, and of its reports. docs/workflow.md is made of it."""

from plans.models import Plan, ProgressReport
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

PROGRESS_MOVES = moves(
    submit=("Gửi báo cáo", "đã gửi"),
    maker=Who.OWN,
    makes=Permission.PLAN_SUBMIT,
    approves=Permission.PLAN_APPROVE,
)


def open_moves(plan: Plan, *, by) -> list[Move]:
    """The moves that `by` may make now; none once the plan is issued."""
    return [] if plan.is_issued else workflow.open_moves(MOVES, plan, by=by)


def open_progress_moves(report: ProgressReport, *, by) -> list[Move]:
    """The moves that `by` may make on a progress report now."""
    return workflow.open_moves(PROGRESS_MOVES, report, by=by)
