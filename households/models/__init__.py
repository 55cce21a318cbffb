"""What is: standards, households and their members, review rounds, reviews and their results."""

from households.models.household import EthnicGroup, Household, Member
from households.models.review import Result, Review, Round
from households.models.standard import (
    ClassificationRule,
    Dimension,
    IncomePoint,
    Indicator,
    Standard,
    StandardLine,
)
from households.models.unit_year import UnitYear

__all__ = [
    "ClassificationRule",
    "Dimension",
    "EthnicGroup",
    "Household",
    "IncomePoint",
    "Indicator",
    "Member",
    "Result",
    "Review",
    "Round",
    "Standard",
    "StandardLine",
    "UnitYear",
]
