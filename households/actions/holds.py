"""Holding one review back while the others go on, and taking one out of its round."""

from collections.abc import Iterable

from django.db import transaction

from households.actions.elsewhere import check_counted_once, lock_households
from households.actions.gates import check_not_decided, lock_review
from households.actions.rounds import lock_open
from households.models import Review, Round
from povertyplan.accounts.decorators import check
from povertyplan.accounts.models import User
from povertyplan.accounts.roles import Permission
from povertyplan.approval import ApprovalState
from povertyplan.audit import trail
from povertyplan.audit.models import Event
from povertyplan.errors import DomainError, InvalidData, NotPermitted
from povertyplan.units.enums import Level
from povertyplan.units.models import Unit
from povertyplan.workflow import REASON_LENGTH

_HELD = "case.held"


@transaction.atomic
def hold(*, review: Review, reason: str, by: User) -> Review:
    """Hold a submitted review back: it is not approved until it is released; others go on."""
    _check_may_hold(by)
    reason = _reason(reason, "tạm giữ")
    locked = lock_review(review)
    if locked.state != ApprovalState.SUBMITTED:
        raise DomainError("Chỉ tạm giữ được phiếu đang chờ duyệt. Hãy tải lại trang.")
    if locked.held_because:
        raise DomainError("Phiếu này đang được tạm giữ rồi.")
    return _write(locked, "held_because", reason, (_HELD, "Tạm giữ phiếu"), by)


@transaction.atomic
def release(*, review: Review, by: User) -> Review:
    """Let a held review go on. What an upper level holds, no lower level releases."""
    _check_may_hold(by)
    locked = lock_review(review)
    if not locked.held_because:
        raise DomainError("Phiếu này không còn tạm giữ.")
    held = Event.objects.of(locked).filter(action=_HELD).first()
    if held and held.actor and _level(by) > _level(held.actor):
        raise NotPermitted(f"Phiếu do {held.actor} tạm giữ; cấp trên bỏ tạm giữ khi đã rõ.")
    return _write(locked, "held_because", "", ("case.released", "Bỏ tạm giữ phiếu"), by)


@transaction.atomic
def withdraw(*, review: Review, reason: str, by: User) -> Review:
    """Take a review out of its round, for example of a household listed by mistake."""
    check(by, Permission.REVIEW_LIST)
    reason = _reason(reason, "rút phiếu khỏi đợt")
    locked = lock_review(review)
    if not locked.is_editable:
        raise DomainError(
            "Chỉ rút được phiếu chưa gửi duyệt và chưa rút. Phiếu đã gửi phải được rút lại hoặc "
            "trả lại trước."
        )
    check_not_decided(locked)
    return _write(locked, "withdrawn_because", reason, ("case.withdrawn", "Rút khỏi đợt"), by)


@transaction.atomic
def restore(*, review: Review, by: User) -> Review:
    """Bring a withdrawn review back into its round, to the village where its household is by now.

    Raises DomainError when the household is gone, or lives where the round does not reach, or
    stands in another round of the year.
    """
    check(by, Permission.REVIEW_LIST)
    lock_open(review.round_id)
    lock_households([review.household_id])
    locked = lock_review(review)
    if not locked.withdrawn_because:
        raise DomainError("Phiếu này không bị rút khỏi đợt.")
    household = locked.household
    if household.ended_on:
        raise DomainError(f"Hộ này không còn từ ngày {household.ended_on:%d/%m/%Y}.")
    if household.village_id != locked.village_id:
        _follow(locked, household.village)
    restored = _write(locked, "withdrawn_because", "", ("case.restored", "Đưa lại vào đợt"), by)
    check_counted_once(household)
    return restored


def _follow(review: Review, village: Unit) -> None:
    """Move the review to `village`; where other lines hold it has to be classified anew."""
    if not Round.objects.covering(village).filter(pk=review.round_id).exists():
        raise DomainError(
            f"Hộ nay ở {village.full_name}, ngoài địa bàn của đợt, nên không đưa lại phiếu được."
        )
    review.place_in(village)
    review.save()
    elsewhere = review.results.exclude(area=village.effective_area)
    elsewhere.update(area=village.effective_area, household_class="", explanation="")


def unheld(reviews: Iterable[Review]) -> tuple[list[Review], int]:
    """The reviews that are not held back, and how many are: approving many leaves those out."""
    reviews = list(reviews)
    free = [review for review in reviews if not review.held_because]
    return free, len(reviews) - len(free)


def may_hold(by: User) -> bool:
    """Who decides may hold back, and the commune's officer, who knows why."""
    return by.can(Permission.REVIEW_APPROVE) or by.can(Permission.REVIEW_LIST)


def _level(user: User) -> int:
    return min((unit.level for unit in user.area()), default=Level.VILLAGE)


def _check_may_hold(by: User) -> None:
    if not may_hold(by):
        raise NotPermitted("Tài khoản của bạn không có quyền tạm giữ phiếu.")


def _reason(text: str, what: str) -> str:
    reason = text.strip()
    if not reason:
        raise InvalidData(f"Hãy ghi lý do {what}.")
    if len(reason) > REASON_LENGTH:
        raise InvalidData(f"Lý do dài quá {REASON_LENGTH} ký tự; hãy viết ngắn lại.")
    return reason


def _write(review: Review, field: str, value: str, event: tuple[str, str], by: User) -> Review:
    setattr(review, field, value)
    review.version += 1
    review.save(update_fields=[field, "version"])
    trail.log(*event, record=review, by=by, reason=value)
    return review
