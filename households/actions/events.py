"""What happens to a household between reviews: each in one transaction, each can be undone.

Every function takes the Occasion (day, reason, version seen) and returns the HouseholdEvent.
"""

from datetime import date

from django.db import transaction

from households.actions import households
from households.actions.event_reviews import take_along, withdraw
from households.actions.households import household_name, lock
from households.actions.ledger import Ledger, Occasion, place_of
from households.enums import EventKind, Leaving, Relation
from households.event_rules import check_successor
from households.identities import check_free
from households.models import Household, HouseholdEvent, Member
from povertyplan.accounts.decorators import check
from povertyplan.accounts.models import User
from povertyplan.accounts.roles import Permission
from povertyplan.errors import DomainError, InvalidData
from povertyplan.units.models import Unit

_KIND = {Leaving.DIED: EventKind.DEATH, Leaving.MOVED_OUT: EventKind.MEMBER_LEFT}
_HAPPENED = {Leaving.DIED: "chết", Leaving.MOVED_OUT: "chuyển khỏi hộ"}


@transaction.atomic
def leave(
    *,
    member: Member,
    because: Leaving,
    occasion: Occasion,
    by: User,
    successor: Member | None = None,
) -> HouseholdEvent:
    """A member dies or moves away. A head needs a `successor`; the last one ends the household."""
    check(by, Permission.HOUSEHOLD_EDIT)
    household = lock(member.household, occasion.version)
    ledger = Ledger(household, occasion, by)
    people = present(household)
    gone = _one_of(people, member)
    ledger.check_day([gone])
    others = [person for person in people if person != gone]
    is_head = gone.relation == Relation.HEAD
    check_successor(is_head=is_head, others=others, successor=successor)
    sentence = f"{gone} {_HAPPENED[because]}"
    if is_head and others:
        heir = _one_of(others, successor)
        ledger.change(gone, relation=Relation.OTHER)
        ledger.change(heir, relation=Relation.HEAD)
        sentence += f"; chủ hộ mới: {heir}"
    _go(ledger, [gone], because)
    if not others:
        _end(ledger, because)
        sentence += "; hộ không còn ai"
    return ledger.write(_KIND[because], sentence)


@transaction.atomic
def move_out(*, household: Household, occasion: Occasion, by: User) -> HouseholdEvent:
    """The whole household moves away; it is no longer managed here."""
    check(by, Permission.HOUSEHOLD_EDIT)
    household = lock(household, occasion.version)
    ledger = Ledger(household, occasion, by)
    people = present(household)
    ledger.check_day(people)
    end_as(ledger, people, Leaving.MOVED_OUT)
    return ledger.write(EventKind.MOVED_OUT, f"Cả {ledger.name()} chuyển đi nơi khác")


@transaction.atomic
def move_in(
    *, village: Unit, head: Member, occasion: Occasion, by: User, **entered
) -> HouseholdEvent:
    """A household comes from elsewhere, `entered` as a new one is. Its other members follow."""
    household = households.create(village=village, head=head, by=by, **entered)
    ledger = Ledger(household, occasion, by)
    ledger.check_day([head])
    _village(village, occasion.happened_on)
    ledger.has_created(household)
    return ledger.write(EventKind.MOVED_IN, f"{_title(household)} chuyển đến {village.full_name}")


@transaction.atomic
def come_back(
    *, household: Household, village: Unit, occasion: Occasion, by: User
) -> HouseholdEvent:
    """A household that had moved away returns, with those who had gone with it."""
    check(by, Permission.HOUSEHOLD_EDIT)
    household = lock(household, occasion.version, ended=True)
    ledger = Ledger(household, occasion, by)
    if household.ended_because != Leaving.MOVED_OUT:
        raise DomainError("Chỉ hộ đã chuyển đi mới ghi chuyển về được.")
    people = list(
        household.everybody().filter(
            left_on=household.ended_on, left_because=household.ended_because
        )
    )
    ledger.check_day(people)
    for person in people:
        check_free(person, by)
        ledger.change(person, left_on=None, left_because="")
    ledger.change(
        household,
        ended_on=None,
        ended_because="",
        **place_of(_village(village, occasion.happened_on)),
    )
    return ledger.write(EventKind.MOVED_IN, f"{_title(household)} trở về {village.full_name}")


@transaction.atomic
def move(*, household: Household, village: Unit, occasion: Occasion, by: User) -> HouseholdEvent:
    """The household moves to another village of the area, with the reviews that can follow."""
    check(by, Permission.HOUSEHOLD_EDIT)
    household = lock(household, occasion.version)
    ledger = Ledger(household, occasion, by)
    if village.pk == household.village_id:
        raise InvalidData("Hộ đang ở thôn này; hãy chọn thôn khác.")
    ledger.check_day(present(household))
    sentence = f"{_title(household)} chuyển từ {household.village.full_name} đến "
    take_along(ledger, village)
    ledger.change(household, **place_of(_village(village, occasion.happened_on)))
    return ledger.write(EventKind.MOVED, sentence + village.full_name)


@transaction.atomic
def split(
    *,
    household: Household,
    moving: dict[int, str],
    village: Unit,
    occasion: Occasion,
    by: User,
) -> HouseholdEvent:
    """Some members found a household of their own. `moving` gives their relations there, by key."""
    check(by, Permission.HOUSEHOLD_EDIT)
    household = lock(household, occasion.version)
    ledger = Ledger(household, occasion, by)
    people = [person for person in present(household) if person.pk in moving]
    _check_split(people, moving)
    ledger.check_day(people)
    head = next(person for person in people if moving[person.pk] == Relation.HEAD)
    ledger.other = Household(ethnicity=head.ethnicity, is_indigenous=household.is_indigenous)
    ledger.other.place_in(_village(village, occasion.happened_on))
    ledger.create(ledger.other)
    _go(ledger, people, Leaving.SPLIT)
    _arrive(ledger, people, moving)
    names = ", ".join(person.full_name for person in people)
    sentence = f"Tách từ {ledger.name()}, chủ hộ mới {head}: {names}"
    return ledger.write(EventKind.SPLIT, sentence[:300])


@transaction.atomic
def join(
    *,
    household: Household,
    into: Household,
    relations: dict[int, str],
    occasion: Occasion,
    by: User,
) -> HouseholdEvent:
    """The whole household joins another. `relations` are those to its head, by member's key."""
    check(by, Permission.HOUSEHOLD_EDIT)
    household, into = _lock_both(household, occasion.version, into)
    ledger = Ledger(household, occasion, by, into)
    people = present(household)
    if any(relations.get(person.pk, Relation.HEAD) == Relation.HEAD for person in people):
        raise InvalidData("Hãy chọn quan hệ của từng người với chủ hộ của hộ nhận.")
    ledger.check_day(people)
    end_as(ledger, people, Leaving.JOINED)
    _arrive(ledger, people, relations)
    sentence = f"{_title(household)} nhập vào {household_name(into)}"
    return ledger.write(EventKind.JOINED, sentence)


@transaction.atomic
def change_head(
    *,
    household: Household,
    successor: Member,
    old_relation: str,
    occasion: Occasion,
    by: User,
) -> HouseholdEvent:
    """Another member becomes the head; `old_relation` is the old head's to the new one."""
    check(by, Permission.HOUSEHOLD_EDIT)
    household = lock(household, occasion.version)
    ledger = Ledger(household, occasion, by)
    people = present(household)
    head = next(person for person in people if person.relation == Relation.HEAD)
    heir = _one_of([person for person in people if person != head], successor)
    if old_relation == Relation.HEAD:
        raise InvalidData("Hãy chọn quan hệ của chủ hộ cũ với chủ hộ mới.")
    ledger.check_day([heir])
    ledger.change(head, relation=old_relation)
    ledger.change(heir, relation=Relation.HEAD)
    return ledger.write(EventKind.NEW_HEAD, f"{heir} thay {head} làm chủ hộ")


def end_as(ledger: Ledger, people: list[Member], because: Leaving) -> None:
    """`people`, all who are present, go, and the household with them."""
    _go(ledger, people, because)
    _end(ledger, because)


def _go(ledger: Ledger, people: list[Member], because: Leaving) -> None:
    for person in people:
        ledger.change(person, left_on=ledger.occasion.happened_on, left_because=because)


def _end(ledger: Ledger, because: Leaving) -> None:
    withdraw(ledger, f"Hộ không còn: {because.label.lower()}.")
    day = ledger.occasion.happened_on
    ledger.change(ledger.household, ended_on=day, ended_because=because)


def _arrive(ledger: Ledger, people: list[Member], relations: dict[int, str]) -> None:
    """New rows for `people` in the other household; theirs in the old one stay as they are."""
    for person in people:
        values = {
            field.attname: getattr(person, field.attname)
            for field in Member._meta.concrete_fields
            if not field.primary_key
        }
        values |= {"household_id": ledger.other.pk, "relation": relations[person.pk]}
        values |= {"left_on": None, "left_because": ""}
        ledger.create(Member(**values | {"joined_on": ledger.occasion.happened_on}))


def _check_split(people: list[Member], moving: dict[int, str]) -> None:
    if len(people) != len(moving):
        raise InvalidData("Có người không còn trong hộ; hãy tải lại trang.")
    if any(person.relation == Relation.HEAD for person in people):
        raise InvalidData("Chủ hộ ở lại hộ cũ; nếu chủ hộ ra riêng, hãy đổi chủ hộ trước.")
    heads = sum(relation == Relation.HEAD for relation in moving.values())
    if heads != 1:
        raise InvalidData("Hãy chọn đúng một người làm chủ hộ mới trong những người tách ra.")


def present(household: Household) -> list[Member]:
    """The people of the household, locked."""
    return list(household.members.select_for_update(of=("self",)).order_by("pk"))


def _one_of(people: list[Member], member: Member | None) -> Member:
    """The stored row of `member` among `people`."""
    found = next((person for person in people if person == member), None)
    if found is None:
        raise InvalidData("Người này không còn trong hộ; hãy tải lại trang.")
    return found


def _lock_both(household: Household, version: int | None, other: Household):
    """Both, locked in one order whoever asks."""
    if household.pk == other.pk:
        raise InvalidData("Hãy chọn một hộ khác.")
    versions = {household.pk: version, other.pk: None}
    locked = {
        row.pk: lock(row, versions[row.pk])
        for row in sorted((household, other), key=lambda row: row.pk)
    }
    return locked[household.pk], locked[other.pk]


def _village(unit: Unit, day: date) -> Unit:
    """The village, if it exists on the day."""
    households.check_village(unit)
    if not unit.is_valid_on(day):
        raise InvalidData(f"Ngày {day:%d/%m/%Y} không có {unit.full_name}; hãy chọn thôn khác.")
    return unit


def _title(household: Household) -> str:
    name = household_name(household)
    return name[0].upper() + name[1:]
