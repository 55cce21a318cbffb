"""The life of a review. docs/workflow.md is generated from MOVES."""

from povertyplan.accounts.roles import Permission
from povertyplan.approval import moves
from povertyplan.workflow import Who

MOVES = moves(
    submit=("Gửi duyệt", "đã gửi duyệt"),
    maker=Who.AREA,
    makes=Permission.REVIEW_SUBMIT,
    approves=Permission.REVIEW_APPROVE,
)
