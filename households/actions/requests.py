"""Requests to be reviewed or to leave the list, and their answers (Decision 24/2021, art. 4, 5)."""

from dataclasses import asdict, dataclass
from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from households import papers
from households.actions import reviews
from households.enums import Leaving, RequestKind, RequestState
from households.models import Household, Review, ReviewRequest, Round
from households.recognition import classes_before
from households.stages import grants
from povertyplan.accounts.decorators import check
from povertyplan.accounts.models import User
from povertyplan.accounts.roles import Permission
from povertyplan.audit import trail
from povertyplan.documents.actions import Draft, Kind, issue
from povertyplan.documents.models import IssuedDocument
from povertyplan.documents.signing import Signer
from povertyplan.errors import DomainError, InvalidData, NotPermitted
from povertyplan.once import check_first, key_of

LETTER = Kind("request-refusal", "Công văn")
_SYMBOL = "UBND"


@dataclass(frozen=True)
class Paper:
    """What the paper says: which form, who signed it, when it came and why."""

    kind: str
    applicant: str
    received_on: date
    reason: str


@transaction.atomic
def receive(
    *, household: Household, paper: Paper, form_key: UUID | None = None, by: User
) -> ReviewRequest:
    """Enter a request of a household; one at a time.

    Raises AlreadyDone when the same form has entered it before.
    """
    check(by, Permission.REVIEW_EDIT)
    if paper.received_on > timezone.localdate():
        raise InvalidData("Ngày nhận giấy đề nghị không được ở tương lai.")
    if household.ended_on:
        raise DomainError("Hộ này không còn trên địa bàn nên không nhận giấy đề nghị được.")
    form_key = key_of(form_key, household.pk, paper.kind)
    request = ReviewRequest(household=household, created_by=by, form_key=form_key, **asdict(paper))
    Household.objects.select_for_update(of=("self",), no_key=True).get(pk=household.pk)
    check_first(request, "Giấy đề nghị này đã được ghi ở lần gửi trước, không ghi thêm.")
    request.place_in(household.village)
    request.full_clean()
    request.save()
    sentence = f"Nhận giấy: {request.get_kind_display()}"
    trail.log("request.received", sentence, record=request, by=by)
    return request


@transaction.atomic
def accept(*, request: ReviewRequest, round: Round, by: User) -> ReviewRequest:
    """Take the household into the review: start its review in the round, or use the one it has."""
    check(by, Permission.REVIEW_LIST)
    locked = _lock(request)
    if locked.state != RequestState.RECEIVED:
        raise DomainError("Giấy đề nghị này đã được trả lời.")
    if gone := what_if_gone(locked):
        raise DomainError(gone)
    review = Review.objects.filter(round=round, household=locked.household).first()
    if review is None:
        review = reviews.start(household=locked.household, round=round, by=by)
    elif review.withdrawn_because:
        raise DomainError("Phiếu của hộ đã rút khỏi đợt này: hãy đưa phiếu lại vào đợt trước.")
    locked.review, locked.state = review, RequestState.ACCEPTED
    _answer(locked, by)
    trail.log("request.accepted", f"Đưa vào {review.round}", record=locked, by=by)
    return locked


@transaction.atomic
def refuse(*, request: ReviewRequest, reason: str, by: User) -> ReviewRequest:
    """Refuse a request, at once or after the review found that the household is not eligible."""
    check(by, Permission.REVIEW_LIST)
    locked = _lock(request)
    if not may_refuse(locked):
        raise DomainError(
            "Không từ chối được: giấy đã bị từ chối, hoặc hộ đang được rà soát, hoặc kết quả rà "
            "soát đúng như đề nghị."
        )
    if not reason.strip():
        raise InvalidData("Hãy ghi lý do từ chối; lý do được ghi vào văn bản trả lời.")
    locked.state, locked.answer = RequestState.REFUSED, reason.strip()
    _answer(locked, by)
    trail.log("request.refused", "Từ chối đề nghị", record=locked, by=by, reason=locked.answer)
    return locked


def what_if_gone(request: ReviewRequest) -> str:
    """What to do with a request whose household is there no more; empty while it is."""
    household = request.household
    if not household.ended_on:
        return ""
    since = ""
    if household.commune_id == request.commune_id:  # what became of it elsewhere is told there
        because = Leaving(household.ended_because).label.lower()
        since = f" từ ngày {household.ended_on:%d/%m/%Y} ({because})"
    return (
        f"Hộ này không còn{since} nên không đưa vào rà soát được. Hãy từ chối giấy này và ghi lý "
        "do đó; nếu người đề nghị nay ở trong hộ khác và vẫn có nguyện vọng, hãy nhận giấy đề nghị "
        "mới cho hộ ấy."
    )


def may_refuse(request: ReviewRequest) -> bool:
    """Whether the request is unanswered, or its review found what speaks against it.

    A review that was withdrawn with its household finds nothing any more.
    """
    if request.state == RequestState.ACCEPTED:
        review = request.review
        if review.withdrawn_because and request.household.ended_on:
            return True
        found = review.results.exclude(household_class="")
        if request.kind == RequestKind.LEAVE:
            found = found.filter(standard=review.round.standard_id)
        before = classes_before([review], review.round).get(review.household_id, "")
        granted = [grants(request.kind, row.household_class, before) for row in found]
        return bool(granted) and not any(granted)
    return request.state == RequestState.RECEIVED


@transaction.atomic
def issue_letter(
    *, request: ReviewRequest, signer: Signer, signed_on: date, by: User
) -> IssuedDocument:
    """Issue the written answer to a refused request, with its reasons.

    Decision 24/2021, art. 5. The number is given here; the letter never changes afterwards.
    """
    check(by, Permission.DOCUMENT_ISSUE)
    locked = _lock(request)
    if not by.answers_for(locked.commune):
        raise NotPermitted(f"Văn bản trả lời do {locked.commune.full_name} ban hành.")
    if locked.state != RequestState.REFUSED:
        raise DomainError("Chỉ giấy đề nghị bị từ chối mới có văn bản trả lời.")
    if locked.document_id:
        raise DomainError("Đã có văn bản trả lời giấy đề nghị này.")
    if signed_on < locked.answered_on:
        raise InvalidData(f"Ngày ký phải từ ngày trả lời ({locked.answered_on:%d/%m/%Y}) trở đi.")
    draft = Draft(
        unit=locked.commune,
        kind=LETTER,
        symbol=_SYMBOL,
        title=_title(locked),
        signed_on=signed_on,
        signer=signer,
        data=papers.refusal_data(locked, signed_on),
    )
    document = issue(draft=draft, render=papers.refusal_files, by=by)
    locked.document = document
    locked.save(update_fields=["document"])
    trail.log("request.letter", f"Ban hành {document}", record=locked, by=by)
    return document


def _title(request: ReviewRequest) -> str:
    wish = {
        RequestKind.ENTER: "rà soát hộ nghèo, hộ cận nghèo",
        RequestKind.LEAVE: "công nhận hộ thoát nghèo, hộ thoát cận nghèo",
    }[RequestKind(request.kind)]
    return f"trả lời giấy đề nghị {wish} của {request.applicant}"


def _answer(request: ReviewRequest, by: User) -> None:
    request.answered_on, request.answered_by = timezone.localdate(), by
    request.full_clean()
    request.save()


def _lock(request: ReviewRequest) -> ReviewRequest:
    locked = ReviewRequest.objects.select_for_update(of=("self",)).select_related(
        "household",
        "review__round__procedure",
        "village__kind",
        "commune__kind",
        "commune__parent__kind",
    )
    return locked.get(pk=request.pk)
