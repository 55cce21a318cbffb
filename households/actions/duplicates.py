"""Deciding whether two records are one person, and merging those that are."""

from django.db import transaction
from django.utils import timezone

from households.actions.events import end_as, present
from households.actions.households import household_name, lock, log
from households.actions.ledger import Ledger, Occasion
from households.actions.undo import undo
from households.enums import EventKind, Leaving, Relation, Verdict
from households.models import DuplicateDecision, HouseholdEvent, Member, Result
from households.querysets import POOR_OR_NEAR_POOR
from povertyplan.accounts.decorators import check
from povertyplan.accounts.models import User
from povertyplan.accounts.roles import Permission
from povertyplan.errors import DomainError, InvalidData


@transaction.atomic
def tell_apart(*, first: Member, second: Member, reason: str, by: User) -> DuplicateDecision:
    """The two records are two persons; they are not asked about again."""
    check(by, Permission.HOUSEHOLD_EDIT)
    decision = _decide(first, second, Verdict.DIFFERENT, reason, by)
    sentence = f"{first} và {second}: kết luận là hai người khác nhau"
    for household in {first.household, second.household}:
        log(household, "duplicate.different", sentence, by, reason=reason)
    return decision


@transaction.atomic
def merge(
    *, keep: Member, drop: Member, is_whole: bool, reason: str, by: User
) -> DuplicateDecision:
    """The two records are one person: `keep` stays, `drop` ends as a duplicate.

    `is_whole` ends the whole household of `drop`, which is the same as that of `keep`. A number
    that only `drop` has goes over. Raises DomainError when a household would lose its head.
    """
    check(by, Permission.HOUSEHOLD_EDIT)
    event = _merge(keep, drop, is_whole, Occasion(timezone.localdate(), reason), by)
    decision = _decide(keep, drop, Verdict.SAME, reason, by)
    decision.event = event
    decision.save()
    return decision


@transaction.atomic
def withdraw(*, decision: DuplicateDecision, by: User) -> None:
    """Take a decision back; a merge is undone with it."""
    check(by, Permission.HOUSEHOLD_EDIT)
    if decision.event_id:
        undo(event=decision.event, by=by)
        return
    sentence = f"Bỏ kết luận: {decision}"
    for household in {decision.first.household, decision.second.household}:
        log(household, "duplicate.withdrawn", sentence, by)
    decision.delete()


def _decide(one: Member, two: Member, verdict: Verdict, reason: str, by: User):
    if not reason.strip():
        raise InvalidData("Hãy ghi lý do kết luận.")
    first, second = sorted((one, two), key=lambda member: member.pk)
    decision = DuplicateDecision(
        first=first, second=second, verdict=verdict, reason=reason, decided_by=by
    )
    decision.full_clean()
    decision.save()
    return decision


def _merge(keep, drop, is_whole, occasion: Occasion, by: User) -> HouseholdEvent:
    households = {row.pk: row for row in (keep.household, drop.household)}
    locked = {pk: lock(row) for pk, row in sorted(households.items())}
    same = len(locked) == 1
    household = locked[drop.household_id]
    other = None if same else locked[keep.household_id]
    ledger = Ledger(household, occasion, by, other)
    stay, go = _stored(keep), _stored(drop)
    sentence = f"Gộp hồ sơ trùng: {drop} ({household_name(household)})"
    if other:
        sentence += f" là {keep} ({household_name(other)})"
    number = {"identity_cipher": go.identity_cipher, "identity_hash": go.identity_hash}
    ledger.check_day([go])
    _drop(ledger, go, is_whole and not same)
    if number["identity_hash"] and not stay.identity_hash:
        ledger.change(stay, **number)
    return ledger.write(EventKind.MERGED, sentence[:300])


def _drop(ledger: Ledger, member: Member, is_whole: bool) -> None:
    household = ledger.household
    is_alone = household.members.count() == 1
    if is_whole or is_alone:
        _check_keeps_managed(ledger)
        end_as(ledger, present(household), Leaving.DUPLICATE)
    elif member.relation == Relation.HEAD:
        raise DomainError(
            f"{member} là chủ hộ: hãy giữ hồ sơ này, gộp cả hộ, hoặc đổi chủ hộ trước."
        )
    else:
        day = ledger.occasion.happened_on
        ledger.change(member, left_on=day, left_because=Leaving.DUPLICATE)


def _check_keeps_managed(ledger: Ledger) -> None:
    """Raise when the household that ends is on the list and the one that stays would not be."""
    final = Result.objects.final().order_by("review__round__opens_on", "standard__valid_from")
    ends, stays = (
        final.filter(review__household=row).select_related("review__round").last()
        for row in (ledger.household, ledger.other)
    )
    if ends is None or ends.household_class not in POOR_OR_NEAR_POOR:
        return
    if stays is None or _tells_less(stays, ends):
        raise DomainError(
            f"{household_name(ledger.household)} là hộ đang quản lý theo kết quả năm "
            f"{ends.review.round.year}, hộ kia thì chưa: hãy giữ hồ sơ của hộ đang quản lý."
        )


def _tells_less(stays: Result, ends: Result) -> bool:
    """Whether what stays was found earlier, or at the same time but not on the list."""
    on, until = stays.review.round.opens_on, ends.review.round.opens_on
    return stays.review.round.year < ends.review.round.year or (
        on <= until and stays.household_class not in POOR_OR_NEAR_POOR
    )


def _stored(member: Member) -> Member:
    found = Member.objects.select_for_update(of=("self",)).filter(pk=member.pk).first()
    if found is None:
        raise InvalidData("Người này không còn trong hộ; hãy tải lại trang.")
    return found
