"""Writing households."""

from uuid import UUID

from django.db import transaction

from households.enums import Relation
from households.identities import check_free, in_words
from households.models import EthnicGroup, Household, Member
from povertyplan.accounts.decorators import check
from povertyplan.accounts.models import User
from povertyplan.accounts.roles import Permission
from povertyplan.audit import trail
from povertyplan.errors import Conflict, DomainError, InvalidData
from povertyplan.once import check_first, key_of
from povertyplan.text import fold
from povertyplan.units.enums import Level
from povertyplan.units.models import Unit

_HOUSEHOLD_FIELDS = ["village", "ethnicity", "is_indigenous", "address", "phone"]
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
    "job_status",
    "job_kind",
    "contract",
    "pension",
    "is_disabled",
    "is_gravely_ill",
    "is_malnourished",
    "uses_internet",
]


@transaction.atomic
def create(
    *,
    village: Unit,
    head: Member,
    address: str = "",
    phone: str = "",
    form_key: UUID | None = None,
    by: User,
) -> Household:
    """Enter a new household with its head; the household takes the head's ethnic group.

    Raises AlreadyDone when the same form has entered this head before.
    """
    check(by, Permission.HOUSEHOLD_EDIT)
    check_village(village)
    form_key = head_key(form_key, village, head.full_name)
    household = Household(ethnicity=head.ethnicity, address=address, phone=phone, form_key=form_key)
    Unit.objects.select_for_update(no_key=True).get(pk=village.pk)
    sentence = "đã được lập ở lần gửi trước, không lập thêm. Cần sửa thì sửa ở trang này."
    check_first(household, f"Hộ {head.full_name} {sentence}")
    household.place_in(village)
    household.full_clean()
    household.save()
    head.household, head.relation = household, Relation.HEAD
    check_free(head, by)
    head.full_clean()
    head.save()
    changes = trail.diff({}, words_of(head))
    log(household, "household.created", f"Lập {household_name(household)}", by, changes)
    return household


def head_key(form_key: UUID | None, village: Unit, name: str) -> UUID | None:
    """The key of a form that enters the household of `name` in `village`."""
    return key_of(form_key, village.pk, fold(name))


@transaction.atomic
def edit(
    *, household: Household, values: dict[str, str | bool | EthnicGroup], version: int, by: User
) -> Household:
    """Correct what is known of a household as a whole: `values` by name of the field."""
    check(by, Permission.HOUSEHOLD_EDIT)
    locked = lock(household, version)
    before = trail.snapshot(locked, _HOUSEHOLD_FIELDS)
    for name, value in values.items():
        setattr(locked, name, value)
    locked.full_clean()
    locked.save()
    changes = trail.diff(before, trail.snapshot(locked, _HOUSEHOLD_FIELDS))
    if changes:
        log(locked, "household.edited", f"Sửa {household_name(locked)}", by, changes)
    return locked


def check_village(unit: Unit) -> None:
    """Raise InvalidData unless households can live right in `unit`."""
    if unit.level != Level.VILLAGE:
        raise InvalidData("Hộ phải thuộc một thôn, buôn, tổ dân phố.")


def words_of(member: Member | None, before: Member | None = None) -> dict[str, str]:
    """A member in the words of the trail, the identity number masked.

    A number that differs from that of `before` only where it is masked says that it changed.
    """
    if member is None:
        return {}
    return {**trail.snapshot(member, _MEMBER_FIELDS), **in_words(member, before)}


def household_name(household: Household) -> str:
    """The household in a sentence, by its head; of one that is gone, by its last."""
    head = household.everybody().filter(relation=Relation.HEAD).first()
    return f"hộ {head.full_name}" if head else f"hộ số {household.pk}"


def lock(household: Household, version: int | None = None, *, ended: bool = False) -> Household:
    """The stored row, locked, with its version moved on; Conflict if it is not the one seen.

    Raises DomainError for a household that is gone, unless `ended` ones are meant.
    """
    locked = Household.objects.select_for_update(of=("self",)).select_related("village__kind")
    locked = locked.get(pk=household.pk)
    if version is not None and locked.version != version:
        raise Conflict(
            "Hộ này vừa được người khác sửa. Thay đổi của bạn chưa được lưu: "
            "hãy tải lại trang để xem bản mới rồi nhập lại."
        )
    if locked.ended_on and not ended:
        raise DomainError(
            f"Hộ này không còn từ ngày {locked.ended_on:%d/%m/%Y} nên không sửa được."
        )
    locked.version += 1
    return locked


def log(household, action, sentence, by, changes=(), reason=""):
    """Write what was done to a household to the trail."""
    trail.log(action, sentence, record=household, by=by, reason=reason, changes=changes)
