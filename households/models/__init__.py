"""What is: standards, households and their members, review rounds, reviews and their results."""

from households.models.duplicate import DuplicateDecision
from households.models.event import HouseholdEvent
from households.models.household import EthnicGroup, Household, Member
from households.models.meeting import (
    MeetingVote,
    Objection,
    Posting,
    PostingEntry,
    VillageMeeting,
)
from households.models.option import Option, QuickQuestion
from households.models.procedure import Procedure, PublicHoliday, Step
from households.models.recognition import Certificate, Recognition, RecognitionEntry
from households.models.request import ReviewRequest
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
from households.models.upload import Upload, UploadRow

__all__ = [
    "Certificate",
    "ClassificationRule",
    "Dimension",
    "DuplicateDecision",
    "EthnicGroup",
    "Household",
    "HouseholdEvent",
    "IncomePoint",
    "Indicator",
    "MeetingVote",
    "Member",
    "Objection",
    "Option",
    "Posting",
    "PostingEntry",
    "Procedure",
    "PublicHoliday",
    "QuickQuestion",
    "Recognition",
    "RecognitionEntry",
    "Result",
    "Review",
    "ReviewRequest",
    "Round",
    "Standard",
    "StandardLine",
    "Step",
    "UnitYear",
    "Upload",
    "UploadRow",
    "VillageMeeting",
]
