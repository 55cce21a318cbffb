"""A village on its way through a round: met about, posted, sent."""

from datetime import date

from households.actions import meetings, postings
from households.actions.meetings import MeetingFacts
from households.actions.postings import Complaint
from households.models import Procedure
from tests import factories

MET_ON, POSTED_ON = date(2021, 10, 1), date(2021, 10, 4)


def facts(**changes) -> MeetingFacts:
    values = {
        "held_on": MET_ON,
        "place": "Nhà sinh hoạt cộng đồng",
        "chair": "Rcom Thử",
        "secretary": "Ksor Thử",
        "attendee_count": 40,
    }
    return MeetingFacts(**values | changes)


def round_by_procedure(unit, standard, **fields):
    """A round of 2021 with meeting, posting and the district's opinion."""
    procedure = Procedure.objects.get(code="qd24-2021-periodic")
    return factories.round_in(unit, 2021, standard, procedure=procedure, **fields)


def meet(round, votes, by, **changes):
    """A meeting; `votes` gives how many agreed, by review."""
    village = next(iter(votes)).village
    counts = {review.pk: count for review, count in votes.items()}
    return meetings.hold_meeting(
        round=round, village=village, facts=facts(**changes), votes=counts, by=by
    )


def post(round, village, by, starts_on=POSTED_ON):
    return postings.post(
        round=round, village=village, starts_on=starts_on, places="Nhà văn hóa", by=by
    )


def complaint(**changes) -> Complaint:
    values = {"received_on": date(2021, 10, 5), "content": "Hộ này có nhà xây"}
    return Complaint(**values | changes)
