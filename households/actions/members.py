"""Writing the members of a household."""

from django.db import transaction

from households.actions.households import lock, log, words_of
from households.enums import Relation
from households.identities import check_free
from households.models import Household, Member
from povertyplan.accounts.decorators import check
from povertyplan.accounts.models import User
from povertyplan.accounts.roles import Permission
from povertyplan.audit import trail
from povertyplan.errors import InvalidData


@transaction.atomic
def save_member(*, member: Member, version: int, by: User) -> Member:
    """Add or correct a member. `version` is the household's, as the person saw it.

    Who becomes the head takes the place of the old one, whose relation must then be stated anew.
    Raises InvalidData when the identity number is somebody else's.
    """
    check(by, Permission.HOUSEHOLD_EDIT)
    household = lock(member.household, version)
    stored = Member.objects.filter(pk=member.pk).first()
    if stored and stored.relation == Relation.HEAD and member.relation != Relation.HEAD:
        raise InvalidData(
            "Hộ phải có một chủ hộ: hãy mở người sẽ làm chủ hộ và chọn «Chủ hộ» cho người đó."
        )
    if member.relation == Relation.HEAD:
        _step_down(household, member, by)
    check_free(member, by)
    before, after = words_of(stored), words_of(member, stored)
    member.full_clean()
    member.save()
    household.save(update_fields=["version"])
    sentence = f"{'Sửa' if stored else 'Thêm'} thành viên {member.full_name}"
    log(household, "member.saved", sentence, by, trail.diff(before, after))
    return member


def _step_down(household: Household, successor: Member, by: User) -> None:
    """Make room for a new head."""
    heads = household.members.filter(relation=Relation.HEAD).exclude(pk=successor.pk)
    for head in heads:
        before = words_of(head)
        head.relation = Relation.OTHER
        head.save()
        sentence = f"{head.full_name} thôi làm chủ hộ"
        log(household, "head.changed", sentence, by, trail.diff(before, words_of(head)))


@transaction.atomic
def remove_member(*, member: Member, version: int, reason: str, by: User) -> None:
    """Take a member who was entered by mistake off the household. The head cannot be removed."""
    check(by, Permission.HOUSEHOLD_EDIT)
    if not reason.strip():
        raise InvalidData("Hãy ghi lý do xóa thành viên.")
    household = lock(member.household, version)
    if member.relation == Relation.HEAD:
        raise InvalidData("Không thể xóa chủ hộ. Hãy chọn chủ hộ mới trước.")
    changes = trail.diff(words_of(member), {})
    member.delete()
    household.save(update_fields=["version"])
    log(household, "member.removed", f"Xóa thành viên {member.full_name}", by, changes, reason)


@transaction.atomic
def show_identity(*, member: Member, by: User) -> str:
    """The identity number in full; that it was read is written to the trail."""
    check(by, Permission.HOUSEHOLD_EDIT)
    sentence = f"Xem số định danh đầy đủ của {member.full_name}"
    log(member.household, "identity.shown", sentence, by)
    return member.identity_number
