"""Recording village meetings and their votes (Decision 24/2021, art. 4)."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date

from django.db import transaction
from django.utils import timezone

from households import standing
from households.actions.gates import HAS_GONE_ON, lock_review
from households.actions.rounds import lock_open
from households.enums import StepKind
from households.models import MeetingVote, Round, VillageMeeting
from households.stages import Task, agrees
from povertyplan.accounts.decorators import check
from povertyplan.accounts.models import User
from povertyplan.accounts.roles import Permission
from povertyplan.audit import trail
from povertyplan.errors import Conflict, DomainError, InvalidData
from povertyplan.units.models import Unit

_FIELDS = ["held_on", "place", "chair", "secretary", "attendee_count", "note"]


@dataclass(frozen=True)
class MeetingFacts:
    """When and where the meeting was, who led it, and how many came."""

    held_on: date
    place: str
    chair: str
    secretary: str
    attendee_count: int
    note: str = ""


def candidates(round: Round, village: Unit):
    """The classified reviews of the village whose result no meeting has agreed to yet."""
    return standing.waiting_for(Task.MEET, round=round, village=village)


@transaction.atomic
def hold_meeting(
    *, round: Round, village: Unit, facts: MeetingFacts, votes: Mapping[int, int], by: User
) -> VillageMeeting:
    """Record a meeting. `votes` gives how many agreed, by the key of each review read out."""
    check(by, Permission.REVIEW_EDIT)
    round = lock_open(round.pk)
    check_step(round, village, StepKind.MEETING)
    meeting = VillageMeeting(round=round, created_by=by, **asdict(facts))
    meeting.place_in(village)
    _check(meeting, votes)
    meeting.save()
    _add_votes(meeting, votes)
    trail.log("meeting.held", f"Ghi {_name(meeting)}", record=meeting, by=by)
    return meeting


@transaction.atomic
def amend(
    *,
    meeting: VillageMeeting,
    facts: MeetingFacts,
    votes: Mapping[int, int],
    version: int,
    by: User,
) -> VillageMeeting:
    """Correct a meeting and its votes, until one of its reviews has been sent.

    A vote that stays is about what was read out then, whatever the review says by now.
    """
    check(by, Permission.REVIEW_EDIT)
    lock_open(meeting.round_id)
    locked = VillageMeeting.objects.select_for_update(of=("self",)).select_related("village__kind")
    locked = locked.select_related("round__procedure").get(pk=meeting.pk)
    if locked.version != version:
        raise Conflict("Biên bản họp vừa được người khác sửa: hãy tải lại trang để xem bản mới.")
    if is_frozen(locked):
        raise DomainError("Đã có phiếu của cuộc họp này gửi duyệt nên không sửa biên bản được nữa.")
    before = _words(locked)
    for name, value in asdict(facts).items():
        setattr(locked, name, value)
    _check(locked, votes)
    locked.version += 1
    locked.save()
    locked.votes.exclude(review__in=votes).delete()
    kept = {vote.review_id: vote for vote in locked.votes.all()}
    for key, vote in kept.items():
        vote.agree_count = votes[key]
    MeetingVote.objects.bulk_update(kept.values(), ["agree_count"])
    _add_votes(locked, {key: count for key, count in votes.items() if key not in kept})
    changes = trail.diff(before, _words(locked))
    trail.log("meeting.amended", f"Sửa {_name(locked)}", record=locked, by=by, changes=changes)
    return locked


def is_frozen(meeting: VillageMeeting) -> bool:
    """Whether a review that the meeting voted on has gone on to be approved.

    A decision rests on the minutes for good, also where it is corrected.
    """
    return meeting.votes.filter(HAS_GONE_ON).exists()


@transaction.atomic
def keep_result(*, vote: MeetingVote, reason: str, by: User) -> MeetingVote:
    """Keep a result that a meeting rejected, after a re-check that found nothing to change.

    The reason is read to the next meeting.
    """
    check(by, Permission.REVIEW_EDIT)
    review = lock_review(vote.review)
    latest = review.votes.order_by("meeting__held_on", "meeting").select_related("meeting").last()
    if latest.pk != vote.pk or agrees(latest.agree_count, latest.meeting.attendee_count):
        raise DomainError("Cuộc họp gần nhất không bác kết quả của hộ này.")
    if latest.read_out != review.fingerprint():
        raise DomainError("Phiếu đã được sửa sau cuộc họp: kết quả mới sẽ được đưa ra họp lại.")
    if not reason.strip():
        raise InvalidData("Hãy ghi lý do giữ nguyên kết quả; lý do được đọc tại cuộc họp sau.")
    latest.kept_because = reason.strip()
    latest.full_clean()
    latest.save(update_fields=["kept_because"])
    trail.log("case.kept", "Giữ nguyên kết quả", record=review, by=by, reason=latest.kept_because)
    return latest


def check_step(round: Round, village: Unit, kind: StepKind) -> None:
    """Raise unless the round reaches the village and its procedure has the step."""
    if not Round.objects.covering(village).filter(pk=round.pk).exists():
        raise InvalidData("Đợt rà soát này không bao gồm thôn đã chọn.")
    if not round.has_step(kind):
        raise DomainError(f"Quy trình của đợt rà soát này không có bước «{kind.label}».")


def _check(meeting: VillageMeeting, votes: Mapping[int, int]) -> None:
    if not meeting.round.opens_on <= meeting.held_on <= timezone.localdate():
        raise InvalidData(
            f"Ngày họp phải từ ngày mở đợt ({meeting.round.opens_on:%d/%m/%Y}) đến hôm nay."
        )
    meeting.full_clean()
    if not votes:
        raise InvalidData("Hãy đưa ít nhất một hộ ra họp.")
    if any(count > meeting.attendee_count for count in votes.values()):
        raise InvalidData("Số người đồng ý không được lớn hơn số người dự họp.")


def _add_votes(meeting: VillageMeeting, votes: Mapping[int, int]) -> None:
    reviews = candidates(meeting.round, meeting.village).filter(pk__in=votes)
    reviews = reviews.select_related("round").prefetch_related("results")
    if len(reviews) < len(votes):
        raise Conflict(
            "Có hộ vừa được sửa, rút hoặc đã được họp đồng ý: hãy tải lại trang rồi ghi lại."
        )
    MeetingVote.objects.bulk_create(
        MeetingVote(
            meeting=meeting,
            review=review,
            agree_count=votes[review.pk],
            read_out=review.fingerprint(),
            household_class=review.result.household_class,
            next_class=review.next_class,
        )
        for review in reviews
    )


def _words(meeting: VillageMeeting) -> dict[str, str]:
    votes = meeting.votes.select_related("review__household").order_by("review")
    counts = {f"đồng ý: {vote.review.household}": str(vote.agree_count) for vote in votes}
    return {**trail.snapshot(meeting, _FIELDS), **counts}


def _name(meeting: VillageMeeting) -> str:
    return f"biên bản họp {meeting.village.full_name} ngày {meeting.held_on:%d/%m/%Y}"
