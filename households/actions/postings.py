"""Posting results in the village, and the objections to them (Decision 24/2021, art. 4)."""

from dataclasses import asdict, dataclass
from datetime import date

from django.db import transaction
from django.utils import timezone

from households import standing
from households.actions.gates import HAS_GONE_ON, lock_review
from households.actions.meetings import check_step
from households.actions.rounds import lock_open
from households.calendar import DaysOff, after_working_days, days_off
from households.enums import ObjectionState, StepKind
from households.models import (
    MeetingVote,
    Objection,
    Posting,
    PostingEntry,
    PublicHoliday,
    Review,
    Round,
)
from households.stages import Task
from povertyplan.accounts.decorators import check
from povertyplan.accounts.models import User
from povertyplan.accounts.roles import Permission
from povertyplan.audit import trail
from povertyplan.errors import DomainError, InvalidData
from povertyplan.units.models import Unit


def calendar() -> DaysOff:
    """The holidays and make-up days that are entered."""
    return days_off(PublicHoliday.objects.values_list("day", "is_working_day"))


def candidates(round: Round, village: Unit):
    """The reviews of the village that are to be posted now."""
    return standing.waiting_for(Task.POST, round=round, village=village)


@transaction.atomic
def post(*, round: Round, village: Unit, starts_on: date, places: str, by: User) -> Posting:
    """Post all results of the village that are ready, for the working days of the procedure."""
    check(by, Permission.REVIEW_SUBMIT)
    round = lock_open(round.pk)
    check_step(round, village, StepKind.POSTING)
    reviews = candidates(round, village).with_head().prefetch_related("results")
    reviews = list(reviews.select_related("round").order_by("head_key", "pk"))
    if not reviews:
        raise DomainError(
            "Thôn này chưa có hộ nào đủ điều kiện niêm yết: kết quả phải qua họp dân."
        )
    posting = Posting(
        round=round,
        starts_on=starts_on,
        places=places,
        created_by=by,
    )
    posting.place_in(village)
    _check_start(posting, reviews)
    posting.ends_on = end_of(round, starts_on)
    posting.full_clean()
    posting.save()
    PostingEntry.objects.bulk_create(_entry(posting, review) for review in reviews)
    sentence = f"Niêm yết kết quả của {len(reviews)} hộ"
    trail.log("posting.started", sentence, record=posting, by=by)
    return posting


def end_of(round: Round, starts_on: date) -> date:
    """The last day of a posting that starts on the day."""
    days = round.procedure.step(StepKind.POSTING).working_days
    if not days:
        raise DomainError(
            "Quy trình chưa ghi số ngày làm việc của bước niêm yết: hãy báo người quản trị nhập."
        )
    return after_working_days(starts_on, days, calendar())


def _check_start(posting: Posting, reviews: list[Review]) -> None:
    """After the meeting, the list before this one, and the objections that it mends."""
    earlier = PostingEntry.objects.filter(review__in=reviews, posting__withdrawn_because="")
    upheld = Objection.objects.filter(review__in=reviews, state=ObjectionState.UPHELD)
    days = [
        posting.round.opens_on,
        *MeetingVote.objects.filter(review__in=reviews).values_list("meeting__held_on", flat=True),
        *earlier.values_list("posting__starts_on", flat=True),
        *upheld.values_list("received_on", flat=True),
    ]
    earliest = max(days)
    if not earliest <= posting.starts_on <= posting.round.closes_on:
        raise InvalidData(
            f"Ngày bắt đầu niêm yết phải từ {earliest:%d/%m/%Y} (sau khi họp, sau lần niêm yết và "
            f"khiếu nại trước) đến {posting.round.closes_on:%d/%m/%Y} (hết đợt)."
        )


def _entry(posting: Posting, review: Review) -> PostingEntry:
    return PostingEntry(
        posting=posting,
        review=review,
        posted=review.fingerprint(),
        household_class=review.result.household_class,
        next_class=review.next_class,
        head_name=review.head_name,
        person_count=review.person_count,
    )


@transaction.atomic
def take_down(*, posting: Posting, reason: str, by: User) -> Posting:
    """Take a list down before its time; what was on it has to be posted again."""
    check(by, Permission.REVIEW_SUBMIT)
    lock_open(posting.round_id)
    locked = Posting.objects.select_for_update(of=("self",)).select_related("village__kind")
    locked = locked.get(pk=posting.pk)
    if locked.withdrawn_because:
        raise DomainError("Danh sách này đã được gỡ.")
    if locked.entries.filter(HAS_GONE_ON).exists():
        raise DomainError("Đã có phiếu trong danh sách gửi duyệt nên không gỡ được nữa.")
    if not reason.strip():
        raise InvalidData("Hãy ghi lý do gỡ danh sách.")
    locked.withdrawn_because = reason.strip()
    locked.full_clean()
    locked.save(update_fields=["withdrawn_because"])
    trail.log("posting.taken_down", "Gỡ niêm yết", record=locked, by=by, reason=reason.strip())
    return locked


@dataclass(frozen=True)
class Complaint:
    """What somebody objects to; who it was may stay unnamed."""

    received_on: date
    content: str
    by_whom: str = ""


@transaction.atomic
def object_to(*, review: Review, complaint: Complaint, by: User) -> Objection:
    """Record an objection to a posted result; the review goes no further until it is answered."""
    check(by, Permission.REVIEW_EDIT)
    locked = lock_review(review)
    if locked.recognition_id:
        raise DomainError(
            "Hộ đã được công nhận; khiếu nại này thuộc về việc đính chính quyết định."
        )
    entries = locked.postings.filter(posting__withdrawn_because="")
    entry = entries.order_by("posting__starts_on", "posting").select_related("posting").last()
    if entry is None:
        raise DomainError("Kết quả của hộ này chưa được niêm yết.")
    if not entry.posting.starts_on <= complaint.received_on <= timezone.localdate():
        raise InvalidData("Ngày nhận khiếu nại phải từ ngày niêm yết đến hôm nay.")
    said = asdict(complaint)
    if locked.objections.filter(state=ObjectionState.OPEN, **said).exists():
        raise DomainError("Khiếu nại này đã được ghi.")
    objection = Objection(review=locked, posting=entry.posting, created_by=by, **said)
    objection.full_clean()
    objection.save()
    trail.log(
        "case.objected", "Ghi khiếu nại", record=locked, by=by, reason=objection.content[:500]
    )
    return objection


@transaction.atomic
def answer(*, objection: Objection, is_upheld: bool, text: str, by: User) -> Objection:
    """Answer an objection: upheld, the household is re-checked; dismissed, the review goes on."""
    check(by, Permission.REVIEW_SUBMIT)
    locked = _lock(objection)
    if locked.state != ObjectionState.OPEN:
        raise DomainError("Khiếu nại này đã được trả lời.")
    if not text.strip():
        raise InvalidData("Hãy ghi nội dung trả lời khiếu nại.")
    locked.state = ObjectionState.UPHELD if is_upheld else ObjectionState.DISMISSED
    locked.answer = text.strip()
    locked.answered_on, locked.answered_by = timezone.localdate(), by
    locked.full_clean()
    locked.save()
    sentence = f"Trả lời khiếu nại: {locked.get_state_display()}"
    trail.log("case.answered", sentence, record=locked.review, by=by, reason=locked.answer[:500])
    return locked


@transaction.atomic
def recheck(*, objection: Objection, note: str, by: User) -> Objection:
    """Confirm what the review says now as the result of the re-check, changed or not.

    The village need not meet again about it, but it is posted again.
    """
    check(by, Permission.REVIEW_SUBMIT)
    locked = _lock(objection)
    if locked.state != ObjectionState.UPHELD or locked.rechecked:
        raise DomainError("Khiếu nại này không chờ kết quả phúc tra.")
    if not locked.review.is_editable:
        raise DomainError("Phiếu đang chờ duyệt hoặc đã duyệt: hãy rút lại hoặc trả lại trước.")
    if not locked.review.is_classified:
        raise InvalidData("Phiếu chưa có kết quả phân loại: hãy nhập phiếu trước.")
    if not note.strip():
        raise InvalidData("Hãy ghi kết quả phúc tra.")
    locked.rechecked = locked.review.fingerprint()
    locked.save(update_fields=["rechecked"])
    sentence = "Ghi kết quả phúc tra"
    trail.log("case.rechecked", sentence, record=locked.review, by=by, reason=note.strip()[:500])
    return locked


def _lock(objection: Objection) -> Objection:
    review = lock_review(objection.review)
    locked = Objection.objects.select_for_update(of=("self",)).get(pk=objection.pk)
    locked.review = review
    return locked
