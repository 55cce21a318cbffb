"""What happens to households between reviews, and that undoing restores exactly what was."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from households.actions import events, members, reviews
from households.actions.ledger import Occasion
from households.actions.undo import undo
from households.enums import Leaving, Relation, RoundKind, Sex
from households.models import (
    Household,
    HouseholdEvent,
    Member,
    Recognition,
    RecognitionEntry,
    Result,
    Review,
)
from povertyplan.audit.models import Event
from povertyplan.documents.models import IssuedDocument
from povertyplan.errors import Conflict, DomainError, InvalidData, NotPermitted
from tests import factories

DAY = date(2021, 10, 5)


def rows() -> dict:
    """Every row that an event may touch; the versions, which only go up, left out."""
    return {
        model.__name__: [
            {name: value for name, value in row.items() if name != "version"}
            for row in model._base_manager.order_by("pk").values()
        ]
        for model in (Household, Member, Review, Result)
    }


def on(day=DAY, household=None) -> Occasion:
    return Occasion(day, "có giấy báo", household.version if household else None)


@pytest.fixture
def family(land, kinh):
    return factories.household(land.village, "Lê Cha", kinh, persons=3)


@pytest.fixture
def other(land, kinh):
    return factories.household(land.second_village, "Trần Ông", kinh, persons=2)


@pytest.fixture
def people(family):
    return list(family.members.order_by("pk"))


def head_of(household) -> str:
    heads = Household.objects.get(pk=household.pk).members.filter(relation=Relation.HEAD)
    return heads.get().full_name


def test_death_of_a_head_leaves_exactly_one_head(family, people, mai):
    event = events.leave(
        member=people[0], because=Leaving.DIED, occasion=on(), by=mai, successor=people[1]
    )

    assert event.sentence == "Lê Cha chết; chủ hộ mới: Lê Cha 1"
    assert head_of(family) == "Lê Cha 1"
    assert family.members.count() == 2
    dead = family.everybody().get(pk=people[0].pk)
    assert (dead.left_on, dead.left_because) == (DAY, "died")
    assert Household.objects.get(pk=family.pk).ended_on is None


def test_death_of_a_head_asks_for_the_successor(family, people, other, mai):
    for successor in (None, people[0], other.members.first()):
        with pytest.raises(InvalidData, match="Hãy chọn chủ hộ mới"):
            events.leave(
                member=people[0], because=Leaving.DIED, occasion=on(), by=mai, successor=successor
            )

    assert head_of(family) == "Lê Cha"
    assert not HouseholdEvent.objects.exists()


def test_household_ends_with_its_last_member(land, kinh, round_2021, mai):
    alone = factories.household(land.village, "Bà Một Mình", kinh)
    review = factories.review(round_2021, alone, mai)

    events.leave(member=alone.members.get(), because=Leaving.DIED, occasion=on(), by=mai)

    alone.refresh_from_db()
    assert (alone.ended_on, alone.ended_because) == (DAY, "died")
    assert str(alone) == "Hộ Bà Một Mình"
    review.refresh_from_db()
    assert review.withdrawn_because == "Hộ không còn: đã chết."


@pytest.mark.parametrize(
    ("day", "sentence"),
    [
        (timezone.localdate() + timedelta(days=1), "sau hôm nay"),
        (date(1980, 12, 31), "trước ngày sinh"),
        (DAY - timedelta(days=1), "Biến động trước của hộ là ngày 05/10/2021"),
    ],
)
def test_day_fits_the_person_and_what_was_before(day, sentence, family, people, mai):
    events.leave(member=people[2], because=Leaving.MOVED_OUT, occasion=on(), by=mai)

    with pytest.raises(InvalidData, match=sentence):
        events.leave(member=people[1], because=Leaving.DIED, occasion=on(day), by=mai)


def test_reason_is_asked_for(family, people, mai):
    with pytest.raises(InvalidData, match="lý do"):
        events.move_out(household=family, occasion=Occasion(DAY, "  "), by=mai)


def test_stale_page_writes_nothing(family, people, mai):
    events.leave(member=people[2], because=Leaving.DIED, occasion=on(household=family), by=mai)

    with pytest.raises(Conflict, match="vừa được người khác sửa"):
        events.leave(member=people[1], because=Leaving.DIED, occasion=on(household=family), by=mai)


def test_district_officer_records_nothing(family, duc):
    with pytest.raises(NotPermitted):
        events.move_out(household=family, occasion=on(), by=duc)


def test_split_founds_a_household_with_its_own_head(family, people, land, mai):
    moving = {people[1].pk: Relation.HEAD, people[2].pk: Relation.SIBLING}

    event = events.split(
        household=family, moving=moving, village=land.second_village, occasion=on(), by=mai
    )

    assert [m.full_name for m in family.members.all()] == ["Lê Cha"]
    assert event.other.village == land.second_village
    assert head_of(event.other) == "Lê Cha 1"
    assert {m.relation for m in event.other.members.all()} == {"head", "sibling"}
    assert {m.joined_on for m in event.other.members.all()} == {DAY}
    assert {m.left_because for m in family.everybody() if m.left_on} == {"split"}


@pytest.mark.parametrize(
    ("moving", "sentence"),
    [
        ({0: "head"}, "Chủ hộ ở lại"),
        ({1: "child"}, "đúng một người làm chủ hộ"),
        ({1: "head", 2: "head"}, "đúng một người làm chủ hộ"),
        ({}, "đúng một người làm chủ hộ"),
    ],
)
def test_split_needs_one_new_head_and_leaves_the_old_one(
    moving, sentence, family, people, land, mai
):
    moving = {people[index].pk: relation for index, relation in moving.items()}

    with pytest.raises(InvalidData, match=sentence):
        events.split(household=family, moving=moving, village=land.village, occasion=on(), by=mai)

    assert Household.objects.count() == 1


def test_join_gives_all_members_a_place_in_the_other_household(family, people, other, mai):
    people[1].set_identity("999301000123")
    people[1].save()
    relations = {person.pk: Relation.OTHER for person in people}

    events.join(household=family, into=other, relations=relations, occasion=on(), by=mai)

    family.refresh_from_db()
    assert (family.ended_because, family.members.count()) == ("joined", 0)
    assert other.members.count() == 5
    assert head_of(other) == "Trần Ông"
    assert other.members.get(full_name="Lê Cha 1").identity_number == "999301000123"


def test_household_does_not_join_itself(family, people, mai):
    relations = {person.pk: Relation.OTHER for person in people}

    with pytest.raises(InvalidData, match="một hộ khác"):
        events.join(household=family, into=family, relations=relations, occasion=on(), by=mai)


def test_review_follows_to_a_village_that_its_round_covers(family, land, round_2021, mai):
    review = factories.review(round_2021, family, mai, income_vnd=650_000)

    events.move(household=family, village=land.second_village, occasion=on(), by=mai)

    review.refresh_from_db()
    assert (review.village, review.withdrawn_because) == (land.second_village, "")
    assert Household.objects.get(pk=family.pk).village == land.second_village


def test_review_is_withdrawn_where_its_round_does_not_reach(family, land, round_2021, mai):
    review = factories.review(round_2021, family, mai, income_vnd=650_000)

    events.move(household=family, village=land.town_village, occasion=on(), by=mai)

    review.refresh_from_db()
    assert review.village == land.village
    assert review.withdrawn_because == "Hộ chuyển đến thôn Ba, ngoài địa bàn của đợt."


def test_review_is_judged_by_the_lines_of_the_town(family, land, standard, mai):
    """850,000 đồng is above the rural line of the poor (700,000), and below the urban (900,000)."""
    review = factories.review(
        factories.round_in(land.district, 2021, standard), family, mai, income_vnd=850_000
    )
    assert review.result.household_class == "near_poor"

    event = events.move(household=family, village=land.town_village, occasion=on(), by=mai)

    result = Result.objects.get(review=review)
    assert (result.area, result.household_class) == ("urban", "poor")
    undo(event=event, by=mai)
    assert Result.objects.get(review=review).area == "rural"


def test_submitted_review_holds_its_household_back(family, land, round_2021, mai):
    review = factories.review(round_2021, family, mai, income_vnd=650_000)
    reviews.move(reviews=[review], name="submit", by=mai)

    for happen in (
        lambda: events.move(household=family, village=land.second_village, occasion=on(), by=mai),
        lambda: events.move_out(household=family, occasion=on(), by=mai),
    ):
        with pytest.raises(DomainError, match="hãy rút lại"):
            happen()

    assert Household.objects.get(pk=family.pk).village == land.village


def test_head_changes_with_both_relations(family, people, mai):
    events.change_head(
        household=family,
        successor=people[1],
        old_relation=Relation.PARENT,
        occasion=on(),
        by=mai,
    )

    assert head_of(family) == "Lê Cha 1"
    assert family.members.get(pk=people[0].pk).relation == "parent"


def test_household_that_moved_away_returns_with_those_who_went(family, people, land, mai):
    events.leave(member=people[2], because=Leaving.DIED, occasion=on(), by=mai)
    events.move_out(household=family, occasion=on(), by=mai)

    events.come_back(household=family, village=land.second_village, occasion=on(), by=mai)

    family.refresh_from_db()
    assert (family.ended_on, family.village) == (None, land.second_village)
    assert {m.full_name for m in family.members.all()} == {"Lê Cha", "Lê Cha 1"}


def test_household_that_is_gone_is_not_edited(family, people, mai):
    events.move_out(household=family, occasion=on(), by=mai)
    family.refresh_from_db()

    with pytest.raises(DomainError, match="Hộ này không còn"):
        members.save_member(member=people[0], version=family.version, by=mai)


def test_household_that_is_gone_is_not_reviewed(family, round_2021, mai):
    events.move_out(household=family, occasion=on(), by=mai)
    family.refresh_from_db()

    with pytest.raises(DomainError, match="Hộ này không còn từ ngày 05/10/2021"):
        reviews.start(household=family, round=round_2021, by=mai)


def new_head(kinh, **fields) -> Member:
    fields = {"full_name": "Phạm Mới", "sex": Sex.MALE, "birth_year": 1990} | fields
    return Member(ethnicity=kinh, **fields)


HAPPENINGS = {
    "death of a head": lambda w: events.leave(
        member=w.people[0], because=Leaving.DIED, occasion=on(), by=w.mai, successor=w.people[1]
    ),
    "member left": lambda w: events.leave(
        member=w.people[2], because=Leaving.MOVED_OUT, occasion=on(), by=w.mai
    ),
    "moved out": lambda w: events.move_out(household=w.family, occasion=on(), by=w.mai),
    "moved": lambda w: events.move(
        household=w.family, village=w.land.second_village, occasion=on(), by=w.mai
    ),
    "moved to the town": lambda w: events.move(
        household=w.family, village=w.land.town_village, occasion=on(), by=w.mai
    ),
    "moved in": lambda w: events.move_in(
        village=w.land.village,
        head=new_head(w.kinh),
        address="",
        phone="",
        occasion=on(),
        by=w.mai,
    ),
    "split": lambda w: events.split(
        household=w.family,
        moving={w.people[1].pk: "head", w.people[2].pk: "sibling"},
        village=w.land.village,
        occasion=on(),
        by=w.mai,
    ),
    "join": lambda w: events.join(
        household=w.family,
        into=w.other,
        relations={person.pk: "other" for person in w.people},
        occasion=on(),
        by=w.mai,
    ),
    "new head": lambda w: events.change_head(
        household=w.family,
        successor=w.people[2],
        old_relation="parent",
        occasion=on(),
        by=w.mai,
    ),
}


@pytest.fixture
def world(family, people, other, land, kinh, standard, mai):
    """What the happenings need; the family has reviews of two rounds and an identity number."""

    class World:
        pass

    people[0].set_identity("999080000001")
    people[0].save()
    for unit, kind in ((land.commune, RoundKind.PERIODIC), (land.district, RoundKind.IN_YEAR)):
        round = factories.round_in(unit, 2021, standard, kind=kind)
        factories.review(round, family, mai, income_vnd=850_000)
    made = World()
    for name in ("family", "people", "other", "land", "kinh", "mai"):
        setattr(made, name, locals()[name])
    return made


@pytest.mark.parametrize("name", HAPPENINGS)
def test_undo_restores_every_row(name, world):
    before = rows()
    event = HAPPENINGS[name](world)
    assert rows() != before

    undo(event=event, by=world.mai)

    assert rows() == before


@pytest.mark.parametrize("name", sorted(HAPPENINGS.keys() - {"moved in"}))
def test_undo_works_its_way_back_latest_first(name, world):
    before = rows()
    first = events.leave(
        member=world.other.members.last(), because=Leaving.DIED, occasion=on(), by=world.mai
    )
    second = events.change_head(
        household=world.family,
        successor=world.people[1],
        old_relation="parent",
        occasion=on(),
        by=world.mai,
    )
    undo(event=second, by=world.mai)
    again = events.move(
        household=world.family, village=world.land.second_village, occasion=on(), by=world.mai
    )
    undo(event=again, by=world.mai)
    third = HAPPENINGS[name](world)
    undo(event=third, by=world.mai)
    undo(event=first, by=world.mai)

    assert rows() == before


def test_undo_refuses_while_a_later_event_stands(family, people, mai):
    first = events.leave(member=people[2], because=Leaving.DIED, occasion=on(), by=mai)
    second = events.leave(member=people[1], because=Leaving.MOVED_OUT, occasion=on(), by=mai)

    with pytest.raises(Conflict, match="hoàn tác biến động sau trước: Lê Cha 1 chuyển khỏi hộ"):
        undo(event=first, by=mai)

    undo(event=second, by=mai)
    undo(event=first, by=mai)
    assert family.members.count() == 3


def test_undo_of_a_split_waits_for_what_happened_to_the_new_household(family, people, land, mai):
    moving = {people[1].pk: "head", people[2].pk: "sibling"}
    before = rows()
    first = events.split(
        household=family, moving=moving, village=land.village, occasion=on(), by=mai
    )
    member = first.other.members.get(relation="sibling")
    second = events.leave(member=member, because=Leaving.DIED, occasion=on(), by=mai)

    with pytest.raises(Conflict, match="hoàn tác biến động sau trước"):
        undo(event=first, by=mai)

    undo(event=second, by=mai)
    undo(event=first, by=mai)
    assert rows() == before


def test_undo_refuses_after_an_edit(family, people, mai):
    event = events.leave(member=people[2], because=Leaving.DIED, occasion=on(), by=mai)
    family.refresh_from_db()
    members.save_member(member=people[1], version=family.version, by=mai)

    with pytest.raises(Conflict, match="Hộ đã được sửa sau biến động này"):
        undo(event=event, by=mai)


def test_undo_refuses_once_a_moved_review_was_edited(family, land, round_2021, mai):
    review = factories.review(round_2021, family, mai, income_vnd=650_000)
    event = events.move(household=family, village=land.second_village, occasion=on(), by=mai)
    review.refresh_from_db()
    findings = reviews.Findings(person_count=3, ethnicity=family.ethnicity, income_vnd=1)
    reviews.fill_in(review=review, findings=findings, version=review.version, by=mai)

    with pytest.raises(Conflict, match="đã được sửa sau biến động"):
        undo(event=event, by=mai)


def test_new_household_with_a_review_stays(family, people, land, round_2021, mai):
    moving = {people[1].pk: "head"}
    event = events.split(
        household=family, moving=moving, village=land.village, occasion=on(), by=mai
    )
    factories.review(round_2021, event.other, mai)

    with pytest.raises(DomainError, match="đã có phiếu rà soát"):
        undo(event=event, by=mai)


def test_only_who_recorded_it_takes_it_back(family, people, land, mai):
    event = events.leave(member=people[2], because=Leaving.DIED, occasion=on(), by=mai)

    with pytest.raises(NotPermitted, match="Chỉ người đã ghi"):
        undo(event=event, by=factories.user("tam", "commune_officer", land.commune))


def test_recognition_ends_undoing(family, people, land, round_2021, mai):
    review = factories.review(round_2021, family, mai, income_vnd=650_000)
    event = events.leave(member=people[2], because=Leaving.DIED, occasion=on(), by=mai)
    document = IssuedDocument.objects.create(
        kind="recognition",
        kind_name="Quyết định",
        number=1,
        symbol="QĐ-UBND",
        year=2021,
        signed_on=DAY,
        title="Công nhận",
        signer_name="Long",
        signer_title="Chủ tịch",
        sha256="0" * 64,
        unit=land.commune,
        issued_by=mai,
    )
    decision = Recognition.objects.create(round=round_2021, unit=land.commune, document=document)
    RecognitionEntry.objects.create(recognition=decision, review=review)
    Review.objects.filter(pk=review.pk).update(recognition=decision)

    with pytest.raises(Conflict, match="đã được công nhận"):
        undo(event=event, by=mai)


def test_versions_only_go_up(family, people, mai):
    """A page that shows the dead must not be saved once the death is undone and edited over."""
    event = events.leave(member=people[2], because=Leaving.DIED, occasion=on(), by=mai)
    shown = Household.objects.get(pk=family.pk).version
    undo(event=event, by=mai)

    assert Household.objects.get(pk=family.pk).version > shown


def test_events_and_undoing_are_in_the_history(family, people, mai):
    event = events.leave(member=people[2], because=Leaving.DIED, occasion=on(), by=mai)
    undo(event=event, by=mai)

    done = Event.objects.of(family).values_list("sentence", "reason")
    assert list(done) == [
        ("Hoàn tác: Lê Cha 2 chết", ""),
        ("Lê Cha 2 chết", "có giấy báo"),
    ]
