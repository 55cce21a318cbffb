"""Writing the two lists of households of a village and year."""

from django.db import transaction

from households.enums import OptionKind
from households.models import Household, Option
from povertyplan.accounts.decorators import check
from povertyplan.accounts.models import User
from povertyplan.accounts.roles import Permission
from povertyplan.audit import trail
from povertyplan.errors import Conflict, InvalidData
from targets.enums import Outcome, RegistrationKind
from targets.models import Registration

_FIELDS = [
    "kind",
    "cause_note",
    "measures",
    "helper",
    "resources",
    "due_on",
    "unable_reason",
    "unable_note",
]
_OUTCOME = ["outcome", "outcome_note"]


@transaction.atomic
def save(*, registration: Registration, version: int | None, by: User) -> Registration:
    """Put a household on a list of its year, or change what the list says of it.

    Raises when the household was neither poor nor near-poor in the year before.
    """
    check(by, Permission.HOUSEHOLD_EDIT)
    stored = Registration.objects.select_for_update(of=("self",)).filter(pk=registration.pk).first()
    household = registration.household
    if stored:
        _check_seen(stored, version)
        registration.version = stored.version + 1
    else:
        managed = Household.objects.managed(year=registration.year - 1)
        if not managed.filter(pk=household.pk).exists():
            raise InvalidData(
                f"{household} không phải hộ nghèo, hộ cận nghèo theo kết quả rà soát năm "
                f"{registration.year - 1} nên không đưa vào danh sách được."
            )
        registration.place_in(household.village)
    if registration.kind == RegistrationKind.UNABLE:
        registration.outcome = registration.outcome_note = ""
    before = _words(stored) if stored else {}
    registration.full_clean()
    registration.save()
    changes = trail.diff(before, _words(registration))
    verb = "Sửa" if stored else "Thêm"
    _log("saved", f"{verb} danh sách: {registration}", registration, by, changes)
    return registration


@transaction.atomic
def remove(*, registration: Registration, version: int | None, by: User) -> None:
    """Take a household off the list; the trail keeps what it said."""
    check(by, Permission.HOUSEHOLD_EDIT)
    stored = _lock(registration)
    _check_seen(stored, version)
    changes = trail.diff(_words(stored), {})
    _log("removed", f"Xóa khỏi danh sách: {stored}", stored, by, changes)
    stored.delete()


@transaction.atomic
def mark(*, registration: Registration, outcome: str, note: str, by: User) -> Registration:
    """Say whether a registered household reached its aim; "" takes the mark back."""
    check(by, Permission.HOUSEHOLD_EDIT)
    stored = _lock(registration)
    if stored.kind != RegistrationKind.ABLE:
        raise InvalidData("Chỉ đánh giá kết quả của hộ đăng ký thoát nghèo.")
    if outcome not in ("", *Outcome.values):
        raise InvalidData("Hãy chọn đạt hoặc không đạt.")
    before = trail.snapshot(stored, _OUTCOME)
    stored.outcome, stored.outcome_note = outcome, note
    changes = trail.diff(before, trail.snapshot(stored, _OUTCOME))
    if changes:
        stored.version += 1
        stored.full_clean()
        stored.save()
        _log("marked", f"Đánh giá kết quả: {stored}", stored, by, changes)
    return stored


def _words(registration: Registration) -> dict[str, str]:
    causes = Option.objects.of_kind(OptionKind.CAUSE).filter(code__in=registration.causes)
    names = causes.values_list("name", flat=True)
    return trail.snapshot(registration, _FIELDS) | {
        "nguyên nhân nghèo": trail.in_words("; ".join(names)),
        "chỉ số được giải quyết": trail.in_words(", ".join(registration.addresses)),
    }


def _lock(registration: Registration) -> Registration:
    return Registration.objects.select_for_update(of=("self",)).get(pk=registration.pk)


def _check_seen(stored: Registration, version: int | None) -> None:
    if version is not None and version != stored.version:
        raise Conflict(
            "Danh sách vừa được người khác sửa. Việc bạn vừa làm chưa được thực hiện: hãy tải lại "
            "trang để xem bản mới."
        )


def _log(action: str, sentence: str, registration: Registration, by: User, changes) -> None:
    trail.log(f"registration.{action}", sentence, record=registration, by=by, changes=changes)
