"""What we promise: plans, who helps whom under them, the programmes, and the money."""

from plans.models.budget import BudgetAmount, BudgetLine, MoneyMovement, MovementAmount
from plans.models.plan import AgencyAssignment, HouseholdAssignment, Plan
from plans.models.programme import Component, Programme

__all__ = [
    "AgencyAssignment",
    "BudgetAmount",
    "BudgetLine",
    "Component",
    "HouseholdAssignment",
    "MoneyMovement",
    "MovementAmount",
    "Plan",
    "Programme",
]
