"""The life of a target sheet. docs/workflow.md is generated from MOVES."""

from povertyplan.accounts.roles import Permission
from povertyplan.approval import moves
from povertyplan.workflow import Who

MOVES = moves(
    submit=("Trình duyệt", "đã trình duyệt"),
    maker=Who.OWN,
    makes=Permission.TARGET_SUBMIT,
    approves=Permission.TARGET_APPROVE,
)
