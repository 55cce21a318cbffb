"""What we aim at: target sheets, their negotiation, other goals, and the households behind them."""

from targets.models.goal import Goal, GoalPart
from targets.models.negotiation import Proposal, RevisionFigure, SheetRevision
from targets.models.registration import Registration
from targets.models.sheet import TargetFigure, TargetRow, TargetSheet, TypedBaseline

__all__ = [
    "Goal",
    "GoalPart",
    "Proposal",
    "Registration",
    "RevisionFigure",
    "SheetRevision",
    "TargetFigure",
    "TargetRow",
    "TargetSheet",
    "TypedBaseline",
]
