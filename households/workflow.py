"""The life of a review. docs/workflow.md is generated from MOVES."""

from households.enums import ReviewState as State
from povertyplan.accounts.roles import Permission
from povertyplan.workflow import Move, Who

MOVES = {
    move.name: move
    for move in (
        Move(
            "submit",
            "Gửi duyệt",
            "đã gửi duyệt",
            frozenset({State.DRAFT, State.RETURNED}),
            State.SUBMITTED,
            Permission.REVIEW_SUBMIT,
            Who.AREA,
        ),
        Move(
            "recall",
            "Rút lại để sửa",
            "đã rút lại",
            frozenset({State.SUBMITTED}),
            State.DRAFT,
            Permission.REVIEW_SUBMIT,
            Who.AREA,
            style="outline-secondary",
        ),
        Move(
            "approve",
            "Duyệt",
            "đã duyệt",
            frozenset({State.SUBMITTED}),
            State.APPROVED,
            Permission.REVIEW_APPROVE,
            Who.ABOVE,
        ),
        Move(
            "return",
            "Trả lại",
            "đã trả lại",
            frozenset({State.SUBMITTED, State.APPROVED}),
            State.RETURNED,
            Permission.REVIEW_APPROVE,
            Who.ABOVE,
            needs_reason=True,
            style="outline-danger",
        ),
    )
}

EDITABLE = frozenset({State.DRAFT, State.RETURNED})
