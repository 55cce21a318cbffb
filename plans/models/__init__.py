"""What we promise: plans and their documents, who helps whom, the programmes, and the money."""

from plans.models.budget import BudgetAmount, BudgetLine, MoneyMovement, MovementAmount
from plans.models.catalogue import Clause, LegalText
from plans.models.document import (
    Duty,
    Fact,
    PlanAnnex,
    PlanBasis,
    PlanTask,
    Recipient,
    Section,
)
from plans.models.plan import AgencyAssignment, HouseholdAssignment, OfficialAssignment, Plan
from plans.models.programme import Component, Programme
from plans.models.progress import ProgressEntry, ProgressReport

__all__ = [
    "AgencyAssignment",
    "BudgetAmount",
    "BudgetLine",
    "Clause",
    "Component",
    "Duty",
    "Fact",
    "HouseholdAssignment",
    "LegalText",
    "MoneyMovement",
    "MovementAmount",
    "OfficialAssignment",
    "Plan",
    "PlanAnnex",
    "PlanBasis",
    "PlanTask",
    "Programme",
    "ProgressEntry",
    "ProgressReport",
    "Recipient",
    "Section",
]
