"""The village's part of the URL × role table: requests, meetings, postings, what is done around."""

from django.utils import timezone

from households.actions import postings, requests
from households.actions.requests import Paper
from tests import factories
from tests.households import village

READERS = {"hoa", "mai", "long", "duc", "lan", "binh", "dung"}
COLLECTORS = {"hoa", "mai"}
SENDERS = {"mai", "long"}
LISTERS = {"mai", "duc"}
HOLDERS = {"mai", "long", "duc", "lan", "binh"}

PAGES = {
    "households:request-list": ("get", READERS),
    "households:request-start": ("get", COLLECTORS),
    "households:request-create": ("get", COLLECTORS),
    "households:request-form": ("get", READERS),
    "households:request-detail": ("get", READERS),
    "households:request-accept": ("post", LISTERS),
    "households:request-refuse": ("post", LISTERS),
    "households:request-letter": ("post", {"long"}),
    "households:round-place": ("get", READERS),
    "households:meeting-create": ("get", COLLECTORS),
    "households:meeting-detail": ("get", READERS),
    "households:meeting-edit": ("get", COLLECTORS),
    "households:meeting-minutes": ("get", READERS),
    "households:vote-keep": ("post", COLLECTORS),
    "households:posting-create": ("get", SENDERS),
    "households:posting-detail": ("get", READERS),
    "households:posting-notice": ("get", READERS),
    "households:posting-take-down": ("post", SENDERS),
    "households:objection-create": ("get", COLLECTORS),
    "households:objection-answer": ("post", SENDERS),
    "households:objection-recheck": ("post", SENDERS),
    "households:review-hold": ("post", HOLDERS),
    "households:review-release": ("post", HOLDERS),
    "households:review-withdraw": ("post", LISTERS),
    "households:review-restore": ("post", LISTERS),
}
# Who may not issue anywhere is told so before any record is looked for.
OF_A_RECORD = set(PAGES) - {
    "households:request-list",
    "households:request-start",
    "households:request-letter",
}


def _in_village(records):
    round = records["meeting"].round
    return {"pk": round.pk, "unit": records["meeting"].village_id}


def _household(records):
    return {"pk": records["household"].pk}


MORE_KEYS = {
    "households:request-create": _household,
    "households:request-form": lambda records: _household(records) | {"kind": "enter"},
    "households:request-letter": lambda records: {"pk": records["request"].pk},
    "households:round-place": _in_village,
    "households:meeting-create": _in_village,
    "households:posting-create": _in_village,
    "households:objection-create": lambda records: {"pk": records["objection"].review_id},
}


def records(land, standard, household, mai) -> dict:
    """A meeting, its vote, a posting, an objection and a refused request of thôn Một."""
    round = village.round_by_procedure(land.commune, standard, kind="in_year")
    review = factories.review(round, household, mai, income_vnd=500_000)
    meeting = village.meet(round, {review: 40}, mai)
    posting = village.post(round, land.village, mai)
    objection = postings.object_to(review=review, complaint=village.complaint(), by=mai)
    paper = Paper("enter", "Lê Mới", village.MET_ON, "Mất mùa")
    asked = requests.receive(household=household, paper=paper, by=mai)
    return {
        "meeting": meeting,
        "vote": meeting.votes.get(),
        "posting": posting,
        "objection": objection,
        "request": requests.refuse(request=asked, reason="Không đủ điều kiện", by=mai),
    }


def body(name: str) -> dict:
    """What a person would send from the page."""
    if name == "households:request-letter":
        today = f"{timezone.localdate():%d/%m/%Y}"
        return {"signed_on": today, "signer": "Rcom Thử", "office": "head"}
    return {"is_upheld": "no", "text": "Đã xem xét"}
