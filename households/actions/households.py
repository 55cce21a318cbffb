"""Writing households and their members."""

from django.db import transaction

from households.enums import Relation
from households.models import EthnicGroup, Household, Member
from povertyplan.accounts.decorators import check
from povertyplan.accounts.models import User
from povertyplan.accounts.roles import Permission
from povertyplan.audit import trail
from povertyplan.errors import Conflict, InvalidData
from povertyplan.units.enums import Level
from povertyplan.units.models import Unit

_HOUSEHOLD_FIELDS = ["village", "ethnicity", "address"]
_MEMBER_FIELDS = [
    "full_name",
    "relation",
    "sex",
    "birth_date",
    "birth_year",
    "ethnicity",
    "merit_kind",
    "has_insurance",
    "has_allowance",
    "studies_at",
    "completed",
]


@transaction.atomic
def create(*, village: Unit, head: Member, address: str = "", by: User) -> Household:
    """Enter a new household with its head; the household takes the head's ethnic group."""
    check(by, Permission.HOUSEHOLD_EDIT)
    if village.level != Level.VILLAGE:
        raise InvalidData("Hộ phải thuộc một thôn, buôn, tổ dân phố.")
    household = Household(ethnicity=head.ethnicity, address=address)
    household.place_in(village)
    household.full_clean()
    household.save()
    head.household, head.relation = household, Relation.HEAD
    head.full_clean()
    head.save()
    trail.log(
        "household.created",
        f"Lập {household_name(household)}",
        record=household,
        by=by,
        changes=trail.diff({}, trail.snapshot(head, _MEMBER_FIELDS)),
    )
    return household


@transaction.atomic
def edit(
    *, household: Household, ethnicity: EthnicGroup, address: str, version: int, by: User
) -> Household:
    """Correct what is known of a household as a whole."""
    check(by, Permission.HOUSEHOLD_EDIT)
    locked = _lock(household, version)
    before = trail.snapshot(locked, _HOUSEHOLD_FIELDS)
    locked.ethnicity, locked.address = ethnicity, address
    locked.full_clean()
    locked.save()
    changes = trail.diff(before, trail.snapshot(locked, _HOUSEHOLD_FIELDS))
    if changes:
        _log(locked, "household.edited", f"Sửa {household_name(locked)}", by, changes)
    return locked


@transaction.atomic
def save_member(*, member: Member, version: int, by: User) -> Member:
    """Add or correct a member. `version` is the household's, as the person saw it.

    Who becomes the head takes the place of the old one, whose relation must then be stated anew.
    """
    check(by, Permission.HOUSEHOLD_EDIT)
    household = _lock(member.household, version)
    stored = Member.objects.filter(pk=member.pk).first()
    if stored and stored.relation == Relation.HEAD and member.relation != Relation.HEAD:
        raise InvalidData(
            "Hộ phải có một chủ hộ: hãy mở người sẽ làm chủ hộ và chọn «Chủ hộ» cho người đó."
        )
    before = trail.snapshot(stored, _MEMBER_FIELDS) if stored else {}
    if member.relation == Relation.HEAD:
        _step_down(household, member, by)
    member.full_clean()
    member.save()
    household.save(update_fields=["version"])
    sentence = f"{'Sửa' if stored else 'Thêm'} thành viên {member.full_name}"
    changes = trail.diff(before, trail.snapshot(member, _MEMBER_FIELDS))
    _log(household, "member.saved", sentence, by, changes)
    return member


def _step_down(household: Household, successor: Member, by: User) -> None:
    """Make room for a new head."""
    heads = household.members.filter(relation=Relation.HEAD).exclude(pk=successor.pk)
    for head in heads:
        before = trail.snapshot(head, _MEMBER_FIELDS)
        head.relation = Relation.OTHER
        head.save()
        changes = trail.diff(before, trail.snapshot(head, _MEMBER_FIELDS))
        _log(household, "head.changed", f"{head.full_name} thôi làm chủ hộ", by, changes)


@transaction.atomic
def remove_member(*, member: Member, version: int, reason: str, by: User) -> None:
    """Take a member who was entered by mistake off the household. The head cannot be removed."""
    check(by, Permission.HOUSEHOLD_EDIT)
    if not reason.strip():
        raise InvalidData("Hãy ghi lý do xóa thành viên.")
    household = _lock(member.household, version)
    if member.relation == Relation.HEAD:
        raise InvalidData("Không thể xóa chủ hộ. Hãy chọn chủ hộ mới trước.")
    changes = trail.diff(trail.snapshot(member, _MEMBER_FIELDS), {})
    member.delete()
    household.save(update_fields=["version"])
    sentence = f"Xóa thành viên {member.full_name}"
    _log(household, "member.removed", sentence, by, changes, reason=reason)


def household_name(household: Household) -> str:
    head = household.members.filter(relation=Relation.HEAD).first()
    return f"hộ {head.full_name}" if head else f"hộ số {household.pk}"


def _lock(household: Household, version: int) -> Household:
    """The stored row, locked, with its version moved on; Conflict if it is not the one seen."""
    locked = Household.objects.select_for_update(of=("self",)).get(pk=household.pk)
    if locked.version != version:
        raise Conflict(
            "Hộ này vừa được người khác sửa. Thay đổi của bạn chưa được lưu: "
            "hãy tải lại trang để xem bản mới rồi nhập lại."
        )
    locked.version += 1
    return locked


def _log(household, action, sentence, by, changes, reason=""):
    trail.log(
        action,
        sentence,
        record=household,
        by=by,
        reason=reason,
        changes=changes,
    )
