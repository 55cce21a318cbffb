"""Records that may be of one person: found, decided, merged and taken apart again."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from households import duplicates
from households.actions import duplicates as actions
from households.actions import events
from households.actions.ledger import Occasion
from households.actions.undo import undo
from households.enums import Relation
from households.models import DuplicateDecision, Household, HouseholdEvent, Member
from povertyplan.errors import DomainError, InvalidData
from tests import factories
from tests.households.test_events import rows

NUMBER = "999080012345"


def person(household, name, year=1990, relation=Relation.OTHER, **fields) -> Member:
    return Member.objects.create(
        household=household,
        full_name=name,
        relation=relation,
        sex="male",
        birth_year=year,
        ethnicity=household.ethnicity,
        **fields,
    )


@pytest.fixture
def one(land, kinh):
    return factories.household(land.village, "Lý Thị Đỗ", kinh, persons=2)


@pytest.fixture
def two(land, kinh):
    """The same family, entered again by somebody who writes i for y and forgets the tones."""
    return factories.household(land.second_village, "Li  Thi Do", kinh)


def found(user, **typed) -> list[str]:
    typed = {"name": "", "birth_year": None, "number": "", "place": None, "own": None} | typed
    return [str(member) for member in duplicates.like(user, **typed)]


@pytest.mark.parametrize("name", ["Lý Thị Đỗ", "li thi do", "LÍ THỊ DO", "LýThịĐỗ"])
def test_same_name_and_birth_year_are_found_while_typing(name, one, land, mai):
    assert found(mai, name=name, birth_year=1980, place=land.second_village) == ["Lý Thị Đỗ"]


@pytest.mark.parametrize(
    "typed",
    [
        {"name": "Lý Thị Đỗ", "birth_year": 1981},
        {"name": "Lý Thị Đô La", "birth_year": 1980},
        {"name": "Lý Thị Đỗ"},
        {"birth_year": 1980},
        {"number": "123"},
        {},
    ],
)
def test_others_are_not(typed, one, mai):
    assert found(mai, **typed) == []


def test_same_number_is_found_whatever_the_name(one, mai):
    head = one.members.get(relation="head")
    head.set_identity(NUMBER)
    head.save()

    assert found(mai, number="999080 012345") == ["Lý Thị Đỗ"]
    assert found(mai, number=NUMBER, own=head.pk) == []


def test_nobody_elsewhere_is_shown(one, chi):
    assert found(chi, name="Lý Thị Đỗ", birth_year=1980) == []


def test_who_moved_away_is_found_and_says_so(one, land, mai, login):
    events.move_out(household=one, occasion=Occasion(date(2021, 9, 1), "đi"), by=mai)
    data = {"full_name": "Ly Thi Do", "birth_year": "1980", "village": land.village.pk}

    page = login(mai).post(reverse("households:members-alike"), data).content.decode()

    assert "Lý Thị Đỗ" in page
    assert "chuyển đi nơi khác từ 01/09/2021" in page
    assert one.get_absolute_url() in page


@pytest.mark.parametrize("value", ["²", "x" * 300, "\x00", "-1"])
def test_whatever_is_typed_is_no_error(value, one, mai, login):
    names = ("full_name", "birth_year", "birth_date", "identity", "village", "household", "member")

    response = login(mai).post(reverse("households:members-alike"), dict.fromkeys(names, value))

    assert response.status_code == 200


def pairs(user, unit=None) -> list[tuple[str, str]]:
    return [(str(pair.first), str(pair.second)) for pair in duplicates.undecided(user, unit)]


def test_queue_holds_namesakes_of_one_commune_and_birth_year(one, two, land, kinh, mai, chi):
    factories.household(land.far_village, "Lý Thị Đỗ", kinh)
    person(two, "Lý Thị Đỗ", year=1979)

    assert pairs(mai) == [("Lý Thị Đỗ", "Li Thi Do")]
    assert pairs(mai, land.village) == []
    assert pairs(chi) == []


def test_queue_does_not_hold_those_who_left(one, two, mai):
    events.move_out(household=two, occasion=Occasion(date(2021, 9, 1), "đi"), by=mai)

    assert pairs(mai) == []


def test_two_numbers_are_two_persons(one, two, mai):
    first, second = heads(one, two)
    first.set_identity(NUMBER)
    first.save()
    assert len(pairs(mai)) == 1

    second.set_identity("999080054321")
    second.save()

    assert pairs(mai) == []


def test_queue_costs_the_same_for_few_and_many(one, two, land, kinh, mai, login):
    client, url = login(mai), reverse("households:duplicate-list")

    def cost() -> int:
        client.get(url)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(url).status_code == 200
        return len(queries)

    before = cost()
    for index in range(15):
        for village in (land.village, land.second_village):
            factories.household(village, f"Trần Trùng {index}", kinh)

    assert len(pairs(mai)) == 16
    assert cost() == before


def heads(*households) -> list[Member]:
    return [household.members.get(relation="head") for household in households]


def test_two_persons_are_not_asked_about_again(one, two, mai):
    first, second = heads(one, two)

    decision = actions.tell_apart(first=second, second=first, reason="hai cha khác", by=mai)

    assert (decision.first, decision.second) == (first, second)
    assert pairs(mai) == []
    actions.withdraw(decision=decision, by=mai)
    assert len(pairs(mai)) == 1


def test_decision_needs_a_reason(one, two, mai):
    first, second = heads(one, two)

    with pytest.raises(InvalidData, match="lý do"):
        actions.tell_apart(first=first, second=second, reason=" ", by=mai)
    with pytest.raises(InvalidData, match="lý do"):
        actions.merge(keep=first, drop=second, is_whole=True, reason=" ", by=mai)


def test_merged_household_ends_and_its_draft_is_withdrawn(one, two, round_2021, mai):
    review = factories.review(round_2021, two, mai)
    other = factories.review(round_2021, one, mai)
    first, second = heads(one, two)
    second.set_identity(NUMBER)
    second.save()

    actions.merge(keep=first, drop=second, is_whole=True, reason="một người", by=mai)

    two.refresh_from_db()
    assert two.ended_because == "duplicate"
    assert [m.left_because for m in two.everybody()] == ["duplicate"]
    review.refresh_from_db()
    other.refresh_from_db()
    assert "trùng với hồ sơ khác" in review.withdrawn_because
    assert other.withdrawn_because == ""
    first.refresh_from_db()
    assert first.identity_number == NUMBER
    assert pairs(mai) == []


def test_merge_is_undone_with_its_decision(one, two, round_2021, mai):
    factories.review(round_2021, two, mai)
    first, second = heads(one, two)
    second.set_identity(NUMBER)
    second.save()
    before = rows()
    decision = actions.merge(keep=first, drop=second, is_whole=True, reason="một", by=mai)
    assert rows() != before

    actions.withdraw(decision=decision, by=mai)

    assert rows() == before
    assert not DuplicateDecision.objects.exists()
    assert HouseholdEvent.objects.get().undone_by == mai
    assert len(pairs(mai)) == 1


def test_undoing_the_event_takes_the_decision_back(one, two, mai):
    first, second = heads(one, two)
    decision = actions.merge(keep=first, drop=second, is_whole=False, reason="một", by=mai)

    undo(event=decision.event, by=mai)

    assert not DuplicateDecision.objects.exists()


def test_head_of_others_is_not_dropped_alone(one, two, mai):
    first, second = heads(one, two)

    with pytest.raises(DomainError, match="là chủ hộ"):
        actions.merge(keep=second, drop=first, is_whole=False, reason="một", by=mai)

    assert one.members.filter(relation="head").count() == 1


def test_member_entered_twice_in_one_household(one, mai):
    child = one.members.get(relation="child")
    again = person(one, child.full_name, year=child.birth_year)
    before = rows()

    decision = actions.merge(keep=child, drop=again, is_whole=True, reason="nhập hai lần", by=mai)

    assert one.members.count() == 2
    assert Household.objects.get(pk=one.pk).ended_on is None
    actions.withdraw(decision=decision, by=mai)
    assert rows() == before


def test_pair_is_decided_on_its_page(one, two, mai, chi, login):
    first, second = heads(one, two)
    url = reverse("households:duplicate-decide", args=[first.pk, second.pk])
    data = {"verdict": "same", "keep": first.pk, "is_whole": "on", "reason": "một nhà"}

    page = login(mai).get(url).content.decode()
    assert "thôn Một" in page.lower() or "Thôn Một" in page
    incomplete = login(mai).post(url, data | {"keep": ""})
    assert "keep" in incomplete.context["form"].errors
    assert login(chi).post(url, data).status_code == 404
    response = login(mai).post(url, data)

    assert response.url == reverse("households:duplicate-list")
    two.refresh_from_db()
    assert two.ended_because == "duplicate"
    assert login(mai).get(url).status_code == 404
    assert "một nhà" in login(mai).get(response.url).content.decode()


@pytest.mark.parametrize(
    ("of_one", "of_two", "may_drop_two"),
    [
        # Poor up to 700.000 in the countryside, not poor from 1.000.001 (Decision 59/2015).
        (700_000, 700_000, True),
        (1_500_001, 700_000, False),
        (None, 700_000, False),
        (1_500_001, 1_500_001, True),
    ],
)
def test_merging_leaves_no_managed_household_without_its_class(
    of_one, of_two, may_drop_two, one, two, round_2021, mai, duc
):
    for household, income in ((one, of_one), (two, of_two)):
        if income:
            review = factories.review(round_2021, household, mai, income_vnd=income)
            factories.approved(review, submit=mai, approve=duc)
    factories.closed(round_2021)
    keep, drop = heads(one, two)
    said = {"keep": keep, "drop": drop, "is_whole": True, "reason": "một nhà", "by": mai}

    if may_drop_two:
        actions.merge(**said)
    else:
        with pytest.raises(DomainError, match="hãy giữ hồ sơ của hộ đang quản lý"):
            actions.merge(**said)
