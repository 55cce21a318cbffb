"""The life of a target sheet. docs/workflow.md is generated from MOVES."""

from povertyplan.accounts.roles import Permission
from povertyplan.workflow import Move, Who
from targets.enums import SheetState as State

MOVES = {
    move.name: move
    for move in (
        Move(
            "submit",
            "Trình duyệt",
            "đã trình duyệt",
            frozenset({State.DRAFT, State.RETURNED}),
            State.SUBMITTED,
            Permission.TARGET_SUBMIT,
            Who.OWN,
        ),
        Move(
            "recall",
            "Rút lại để sửa",
            "đã rút lại",
            frozenset({State.SUBMITTED}),
            State.DRAFT,
            Permission.TARGET_SUBMIT,
            Who.OWN,
            style="outline-secondary",
        ),
        Move(
            "approve",
            "Duyệt",
            "đã duyệt",
            frozenset({State.SUBMITTED}),
            State.APPROVED,
            Permission.TARGET_APPROVE,
            Who.ABOVE,
        ),
        Move(
            "return",
            "Trả lại",
            "đã trả lại",
            frozenset({State.SUBMITTED, State.APPROVED}),
            State.RETURNED,
            Permission.TARGET_APPROVE,
            Who.ABOVE,
            needs_reason=True,
            style="outline-danger",
        ),
    )
}

EDITABLE = frozenset({State.DRAFT, State.RETURNED})
