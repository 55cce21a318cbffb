"""Papers of the village's part: minutes, the posted list, forms 01 and 04, the letter of refusal.

Each is a PDF in the look of Decree 30/2020. None shows identity numbers.
"""

from datetime import date

from django.template.loader import render_to_string
from django.utils import timezone

from households import past
from households.enums import RequestKind, RoundKind
from households.models import Household, Posting, Procedure, ReviewRequest, VillageMeeting
from households.stages import agrees
from povertyplan.accounts.models import User
from povertyplan.documents.letterhead import Letterhead, committee_of, date_in_words, place_of
from povertyplan.documents.models import IssuedDocument
from povertyplan.documents.pdf import write_pdf
from povertyplan.documents.signing import Signer


def minutes(meeting: VillageMeeting, by: User) -> bytes:
    """The minutes of a meeting, for three to sign in two copies (Decision 24/2021, art. 4)."""
    village = meeting.village
    rows = votes_of(meeting, by)
    context = {
        "letterhead": Letterhead(
            upper=f"UBND {village.commune.title}".upper(),
            organ=(village.title.upper(),),
            reference="      /BB",
            place=place_of(village.commune),
            day=date_in_words(meeting.held_on, year=meeting.held_on.year),
        ),
        "heading": "Biên bản",
        "abstract": f"Họp dân thống nhất kết quả rà soát hộ nghèo, hộ cận nghèo năm "
        f"{meeting.round.year}, {village.full_name}",
        "meeting": meeting,
        "rows": rows,
        "agreed": [row for row in rows if row.is_agreed],
        "rejected": [row for row in rows if not row.is_agreed],
    }
    return write_pdf(render_to_string("households/papers/minutes.html", context))


def votes_of(meeting: VillageMeeting, user: User):
    """The votes in the order of the heads' names, each saying whether it was agreed."""
    votes = meeting.votes.select_related("review__household__village", "review__round")
    rows = list(votes.prefetch_related("review__household__members"))
    past.recall([vote.review for vote in rows], user)
    for vote in rows:
        head = vote.review.household.head
        vote.head_name, vote.head_key = (head.full_name, head.sort_key) if head else ("", "")
        vote.is_agreed = agrees(vote.agree_count, meeting.attendee_count)
    return sorted(rows, key=lambda vote: (vote.head_key, vote.review_id))


def notice(posting: Posting) -> bytes:
    """The list that is posted: heads, classes and numbers of persons, and nothing else."""
    village = posting.village
    context = {
        "letterhead": Letterhead.of(village.commune, symbol="TB-UBND", year=posting.starts_on.year),
        "heading": "Thông báo",
        "abstract": f"Niêm yết công khai kết quả rà soát hộ nghèo, hộ cận nghèo năm "
        f"{posting.round.year}, {village.full_name}",
        "posting": posting,
        "committee": committee_of(village.commune),
        "entries": posting.entries.all(),
        "signer": Signer(""),
        "recipients": ["Trưởng thôn (để niêm yết)"],
    }
    return write_pdf(render_to_string("households/papers/notice.html", context))


def request_form(household: Household, kind: RequestKind) -> bytes:
    """Form 01 or 04 of Decision 24/2021, filled in as far as is known, for the head to sign."""
    context = {
        "household": household,
        "head": household.head,
        "members": household.members.all(),
        "is_entry": kind == RequestKind.ENTER,
        "year": timezone.localdate().year,
    }
    return write_pdf(render_to_string("households/papers/request.html", context))


def refusal_data(request: ReviewRequest, signed_on: date) -> dict:
    """What the letter of refusal says, and on which procedure it rests.

    That is the one of the review that answered it, else the one in force on the day of signing.
    """
    procedure = request.review.round.procedure if request.review else None
    procedure = procedure or Procedure.objects.in_force(RoundKind.IN_YEAR, on=signed_on)
    return {
        "basis": procedure.legal_basis if procedure else "",
        "applicant": request.applicant,
        "village": request.village.full_name,
        "kind": request.kind,
        "received_on": request.received_on,
        "reason": request.answer,
    }


def refusal_files(document: IssuedDocument):
    """The file of the numbered letter."""
    received_on = date.fromisoformat(document.data["received_on"])
    context = {
        "letterhead": document.letterhead,
        "abstract": document.title,
        "letter": document.data,
        "received_on": received_on,
        "committee": committee_of(document.unit),
        "is_entry": document.data["kind"] == RequestKind.ENTER,
        "signer": document.signature,
        "recipients": ["Như trên"],
    }
    html = render_to_string("households/papers/refusal.html", context)
    return [("cong-van-tra-loi.pdf", "application/pdf", write_pdf(html))]
