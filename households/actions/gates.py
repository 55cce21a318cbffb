"""What a review must have behind it before it moves: the meeting, the posting, no objection."""

from collections.abc import Iterable

from django.db.models import Q
from django.utils import timezone

from households import standing
from households.actions.rounds import lock_open
from households.models import Review
from households.stages import Stage, Standing, Task
from povertyplan.approval import EDITABLE
from povertyplan.errors import DomainError
from povertyplan.workflow import Move

# Of a vote, or a line of a posted list: its review waits for approval, or a decision rests on it,
# for good, also where it is open for correction.
HAS_GONE_ON = ~Q(review__state__in=EDITABLE) | Q(review__recognition_entries__isnull=False)


def check_way(way: Move, reviews: Iterable[Review]) -> None:
    """Raise, naming every household, when the move `way` is not open to one of `reviews`."""
    reviews = list(reviews)
    found = standing.of(reviews, today=timezone.localdate())
    problems = tuple(
        f"{review.household}: {because}"
        for review in reviews
        if (because := _obstacle(way.name, found[review.pk]))
    )
    if len(problems) == 1:
        raise DomainError(f"Chưa thể «{way.label}». {problems[0]}")
    if problems:
        raise DomainError(f"Chưa thể «{way.label}» {len(problems)} phiếu:", problems)


def _obstacle(name: str, where: Standing) -> str:
    if where.stage in (Stage.WITHDRAWN, Stage.RECOGNISED):
        return where.because
    if name == "recall" and where.stage == Stage.HELD:
        return "Phiếu đang tạm giữ: hãy bỏ tạm giữ trước khi rút lại."
    if name == "submit":
        return "" if where.task == Task.SUBMIT else where.because
    return where.because if name == "approve" else ""


def check_not_decided(review: Review) -> None:
    """Raise when the review is open for correction: only a new decision ends the old one."""
    if review.recognition_entries.exists():
        raise DomainError(
            f"{review} đang mở lại để đính chính một quyết định: hãy duyệt lại và ban hành quyết "
            "định đính chính trước."
        )


def lock_review(review: Review) -> Review:
    """The stored review, locked after its round, which must be open."""
    lock_open(review.round_id)
    reviews = Review.objects.select_for_update(of=("self",)).select_related(
        "round__standard",
        "round__next_standard",
        "round__procedure",
        "round__unit__kind",
        "village__kind",
        "village__parent__kind",
        "commune__kind",
        "commune__parent",
        "edited_by",
        "ethnicity",
        "household",
    )
    locked = reviews.prefetch_related("results", "household__members").get(pk=review.pk)
    locked.share_standards()
    return locked
