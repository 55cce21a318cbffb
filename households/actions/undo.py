"""Taking back what was written about a household: the latest first, and only one's own."""

from django.db import transaction
from django.db.models import ProtectedError, Q
from django.utils import timezone

from households.actions.elsewhere import check_counted_once
from households.actions.households import log
from households.actions.ledger import MODELS, key_of, of_households
from households.enums import RoundState
from households.identities import check_free
from households.models import (
    DuplicateDecision,
    Household,
    HouseholdEvent,
    Member,
    RecognitionEntry,
    Review,
    Round,
)
from povertyplan.accounts.decorators import check
from povertyplan.accounts.models import User
from povertyplan.accounts.roles import Permission
from povertyplan.errors import Conflict, DomainError, NotPermitted


def refusal(event: HouseholdEvent, user: User) -> str:
    """Why `user` cannot take `event` back; empty when they can."""
    if event.undone_at:
        return "Biến động này đã được hoàn tác."
    if event.created_by_id != user.pk:
        return "Chỉ người đã ghi biến động mới hoàn tác được."
    if _recognised_since(event):
        return "Hộ đã được công nhận kết quả rà soát sau biến động này nên không hoàn tác được nữa."
    if closed := _closed_round(event):
        return f"Biến động này đã đổi phiếu trong «{closed}», đợt đã khóa: hãy mở lại đợt trước."
    return _moved_on(event, _rows(event.before["versions"]))


@transaction.atomic
def undo(*, event: HouseholdEvent, by: User) -> None:
    """Put every row back as it was before the event; the versions alone move on.

    Raises DomainError when a recognition, a later event or an edit stands in the way.
    """
    check(by, Permission.HOUSEHOLD_EDIT)
    event = HouseholdEvent.objects.select_for_update(of=("self",)).get(pk=event.pk)
    if event.created_by_id != by.pk:
        raise NotPermitted("Chỉ người đã ghi biến động mới hoàn tác được.")
    take_back(event, by=by)


def take_back(event: HouseholdEvent, *, by: User) -> None:
    """What `undo` does once the right is known. `event` is locked."""
    rows = _rows(event.before["versions"], is_locked=True)
    if why := refusal(event, by):
        raise Conflict(f"{why} ({event.sentence})" if event.before.get("map_change") else why)
    _put_back(event, rows, by)


def _put_back(event: HouseholdEvent, rows: dict, by: User) -> None:
    DuplicateDecision.objects.filter(event=event).delete()
    created = {tuple(row) for row in event.before["created"]}
    event.undone_at, event.undone_by = timezone.now(), by
    for household in filter(None, (event.household, event.other)):
        log(household, "event.undone", f"Hoàn tác: {event.sentence}", by)
    if ("household", event.household_id) in created:
        # The household comes and goes with this event; the trail keeps what happened.
        event.delete()
    else:
        if ("household", event.other_id) in created:
            event.other = None
        event.save()
    _take_away(event.before["created"])
    for name, pk, values in reversed(event.before["rows"]):
        _restore(MODELS[name]._base_manager.get(pk=pk), values, by)
    for household in filter(None, (event.household, event.other)):
        check_counted_once(household)
    _move_versions_on(event, rows, created)


def _recognised_since(event: HouseholdEvent) -> bool:
    """Opened again for correction or not: the decision stands."""
    entries = RecognitionEntry.objects.filter(
        Q(review__household=event.household_id) | Q(review__household=event.other_id),
        recognition__document__issued_at__gt=event.created_at,
    )
    return entries.exists()


def _closed_round(event: HouseholdEvent) -> Round | None:
    """A locked round in which the event changed a review."""
    keys = [pk for name, pk, _ in event.before["rows"] if name == "review"]
    closed = Round.objects.filter(reviews__in=keys, state=RoundState.CLOSED)
    return closed.select_related("unit__kind").first()


def _rows(versions: dict, *, is_locked: bool = False) -> dict:
    """The rows whose versions the event moved, by key; households before reviews."""
    found = {}
    for name in ("household", "review"):
        keys = [int(key.partition(":")[2]) for key in versions if key.startswith(f"{name}:")]
        rows = MODELS[name].objects.order_by("pk").filter(pk__in=keys)
        if is_locked:
            rows = rows.select_for_update(of=("self",))
        found |= {key_of(row): row for row in rows}
    return found


def _moved_on(event: HouseholdEvent, rows: dict) -> str:
    """What stands in the way: a later event, or an edit."""
    for key, (_, after) in event.before["versions"].items():
        row = rows.get(key)
        if row is not None and row.version == after:
            continue
        if isinstance(row, Review):
            return f"{row} đã được sửa sau biến động này nên không hoàn tác được nữa."
        later = of_households([int(key.partition(":")[2])]).filter(undone_at=None)
        if newer := later.filter(pk__gt=event.pk).first():
            return f"Hãy hoàn tác biến động sau trước: {newer.sentence}."
        return "Hộ đã được sửa sau biến động này nên không hoàn tác được nữa."
    return ""


def _take_away(created: list) -> None:
    for name, pk in reversed(created):
        row = MODELS[name]._base_manager.filter(pk=pk).first()
        if name == "household":
            # What happened to it meanwhile has been taken back already.
            HouseholdEvent.objects.filter(household=pk, undone_at__isnull=False).delete()
            HouseholdEvent.objects.filter(other=pk, undone_at__isnull=False).update(other=None)
        try:
            if row:
                row.delete()
        except ProtectedError as error:
            raise DomainError(
                f"{row} đã có phiếu rà soát hoặc giấy đề nghị nên không hoàn tác được."
            ) from error


def _restore(row, values: dict, by: User) -> None:
    for name, value in values.items():
        setattr(row, name, row._meta.get_field(name).to_python(value))
    if isinstance(row, Member) and row.left_on is None:
        check_free(row, by)
    row.save(update_fields=[*values])


def _move_versions_on(event: HouseholdEvent, rows: dict, created: set) -> None:
    """No version comes twice: a page that shows the event must not be saved after it is gone."""
    earlier = of_households([event.household_id, event.other_id]).filter(undone_at=None)
    earlier = list(earlier.filter(created_at__lte=event.created_at).exclude(pk=event.pk))
    for key, row in rows.items():
        if isinstance(row, Household) and ("household", row.pk) in created:
            continue
        before, after = event.before["versions"][key]
        MODELS[row._meta.model_name].objects.filter(pk=row.pk).update(version=after + 1)
        _rebase(earlier, key, before, after + 1)


def _rebase(events: list[HouseholdEvent], key: str, old: int, new: int) -> None:
    """The event that left version `old` behind can be undone now that it is `new`."""
    for event in events:
        versions = event.before["versions"]
        if key in versions and versions[key][1] == old:
            versions[key][1] = new
            event.save(update_fields=["before"])
