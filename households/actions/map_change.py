"""Moving households to the villages that came after theirs when the map changed."""

from dataclasses import dataclass

from django.db import transaction
from django.db.models import Count
from django.utils import timezone

from households.actions.event_reviews import take_along
from households.actions.households import lock
from households.actions.ledger import Ledger, Occasion, place_of
from households.actions.undo import take_back
from households.enums import EventKind
from households.models import Household, HouseholdEvent
from povertyplan.accounts.decorators import check
from povertyplan.accounts.models import User
from povertyplan.accounts.roles import Permission
from povertyplan.errors import DomainError, InvalidData
from povertyplan.units.enums import Level
from povertyplan.units.models import Unit, UnitChange


@dataclass(frozen=True)
class OldVillage:
    """A village of the old map with the households still in it, and its likely successor."""

    village: Unit
    household_count: int
    successor: Unit | None


def old_villages(change: UnitChange, user: User) -> list[OldVillage]:
    """The villages of the old communes that still hold households of the user's area."""
    left = Household.objects.visible_to(user).present()
    left = left.filter(commune__in=communes_before(change)).order_by()
    counts = dict(left.values_list("village").annotate(Count("pk")))
    later = {}
    for unit in new_villages(change, user):
        later.setdefault(unit.search_text, unit)
    villages = Unit.objects.filter(pk__in=counts).select_related("kind", "commune__kind")
    return [
        OldVillage(village, counts[village.pk], later.get(village.search_text))
        for village in villages.order_by("commune", "position", "sort_key")
    ]


def communes_before(change: UnitChange) -> list[Unit]:
    return list(change.predecessors.filter(level=Level.COMMUNE).select_related("kind"))


def commune_after(change: UnitChange) -> Unit | None:
    """The one commune that came of the change; None when there are several, or none."""
    after = list(change.successors.filter(level=Level.COMMUNE).select_related("kind")[:2])
    return after[0] if len(after) == 1 else None


def new_villages(change: UnitChange, user: User):
    """The villages of the new commune that exist today."""
    villages = Unit.objects.visible_to(user).villages().valid_on(timezone.localdate())
    villages = villages.filter(parent=commune_after(change), parent__isnull=False)
    return villages.select_related("kind").order_by("position", "sort_key")


@transaction.atomic
def move_all(*, change: UnitChange, mapping: dict[Unit, Unit], by: User) -> int:
    """Move the households of each old village to its successor; returns how many.

    Reviews in open rounds that reach the new village go with them, the others are withdrawn.
    Raises DomainError while one waits for approval or recognition. Undone as one.
    """
    check(by, Permission.ROUND_OPEN)
    if change.effective_on > timezone.localdate():
        raise InvalidData(f"Thay đổi có hiệu lực từ ngày {change.effective_on:%d/%m/%Y}.")
    if not mapping:
        raise InvalidData("Hãy chọn thôn mới cho ít nhất một thôn cũ.")
    count = 0
    for old, new in mapping.items():
        households = Household.objects.visible_to(by).present().filter(village=old)
        for household in households.order_by("pk"):
            _move(lock(household), new, change, by)
            count += 1
    return count


def _move(household: Household, village: Unit, change: UnitChange, by: User) -> None:
    occasion = Occasion(change.effective_on, f"{change}, {change.decision}"[:500])
    ledger = Ledger(household, occasion, by)
    sentence = (
        f"Chuyển từ {household.village.full_name} đến {village.full_name} theo thay đổi địa giới"
    )
    take_along(ledger, village)
    ledger.change(household, **place_of(village))
    event = ledger.write(EventKind.MOVED, sentence)
    event.before["map_change"] = change.pk
    event.save(update_fields=["before"])


def moved_by(change: UnitChange, user: User):
    """The moves that the user made for `change` and that stand."""
    events = HouseholdEvent.objects.filter(before__map_change=change.pk, undone_at=None)
    return events.filter(created_by=user)


@transaction.atomic
def undo_all(*, change: UnitChange, by: User) -> int:
    """Take back every move that the user made for `change`, or none; returns how many."""
    check(by, Permission.ROUND_OPEN)
    events = list(moved_by(change, by).select_for_update(of=("self",)).order_by("-pk"))
    if not events:
        raise DomainError("Không còn hộ nào đã chuyển để hoàn tác.")
    for event in events:
        take_back(event, by=by)
    return len(events)
