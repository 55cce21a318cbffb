"""The pages on which officers record what happens to households, and take it back."""

from datetime import date

import pytest
from django.urls import reverse

from households.actions import events
from households.actions.ledger import Occasion
from households.models import Household, HouseholdEvent
from tests import factories

DAY = {"happened_on": "05/10/2021", "reason": "giấy báo tử"}


@pytest.fixture
def family(land, kinh):
    return factories.household(land.village, "Lê Cha", kinh, persons=3)


@pytest.fixture
def people(family):
    return list(family.members.order_by("pk"))


def record(client, household, kind, **data):
    url = reverse("households:event-create", args=[household.pk, kind])
    version = Household.objects.get(pk=household.pk).version
    return client.post(url, {"version": version, **DAY, **data}, follow=True)


def test_death_is_recorded_listed_and_taken_back(family, people, mai, login):
    client = login(mai)

    page = record(client, family, "death", member=people[0].pk, successor=people[1].pk)

    text = page.content.decode()
    assert "Lê Cha chết; chủ hộ mới: Lê Cha 1" in text
    assert "Không còn trong hộ" in text
    event = HouseholdEvent.objects.get()
    undo = reverse("households:event-undo", args=[event.pk])
    assert undo in text
    assert "trở lại đúng như trước" in client.get(undo).content.decode()
    after = client.post(undo, follow=True).content.decode()
    assert "Đã hoàn tác" in after
    assert "Không còn trong hộ" not in after
    assert family.members.count() == 3


@pytest.mark.parametrize("kind", ["death", "member_left"])
def test_head_who_goes_needs_a_new_head_named_in_the_form(kind, family, people, mai, login):
    client = login(mai)

    page = record(client, family, kind, member=people[0].pk, successor="")

    form = page.context["form"]
    assert form.errors["successor"] == ["Hãy chọn chủ hộ mới trong các thành viên còn lại."]
    assert form["reason"].value() == "giấy báo tử"
    assert not HouseholdEvent.objects.exists()
    record(client, family, kind, member=people[2].pk)
    assert HouseholdEvent.objects.get().kind == kind


def test_last_of_a_household_goes_without_a_new_head(land, kinh, mai, login):
    alone = factories.household(land.village, "Lê Đơn", kinh)

    record(login(mai), alone, "death", member=alone.members.get().pk)

    assert Household.objects.get(pk=alone.pk).ended_on == date(2021, 10, 5)


@pytest.mark.parametrize(
    ("kind", "fields"),
    [
        ("member_left", lambda w: {"member": w["people"][2].pk}),
        ("new_head", lambda w: {"successor": w["people"][1].pk, "old_relation": "parent"}),
        (
            "split",
            lambda w: {
                "village": w["land"].second_village.pk,
                f"relation_{w['people'][1].pk}": "head",
            },
        ),
        (
            "joined",
            lambda w: {
                "into": w["other"].pk,
                **{f"relation_{person.pk}": "other" for person in w["people"]},
            },
        ),
        ("moved", lambda w: {"village": w["land"].second_village.pk}),
        ("moved_out", lambda w: {}),
    ],
)
def test_every_kind_has_a_page(kind, fields, family, people, land, kinh, mai, login):
    other = factories.household(land.second_village, "Trần Kia", kinh)
    client = login(mai)
    assert client.get(reverse("households:event-create", args=[family.pk, kind])).status_code == 200

    page = record(client, family, kind, **fields({"people": people, "land": land, "other": other}))

    assert page.status_code == 200
    assert HouseholdEvent.objects.get().kind == kind
    assert "Đã ghi:" in page.content.decode()


def test_household_moves_in_and_returns(land, kinh, mai, login):
    client = login(mai)
    head = {
        "village": land.village.pk,
        "full_name": "Phạm Mới",
        "sex": "male",
        "birth_year": "1990",
        "ethnicity": kinh.pk,
    }
    client.post(reverse("households:household-move-in"), head | DAY)
    household = Household.objects.get()
    record(client, household, "moved_out")

    page = record(client, household, "moved_in", village=land.village.pk)

    assert "trở về thôn Một" in page.content.decode()
    kinds = list(HouseholdEvent.objects.order_by("pk").values_list("kind", flat=True))
    assert kinds == ["moved_in", "moved_out", "moved_in"]
    household.refresh_from_db()
    assert household.ended_on is None


def test_taking_back_an_arrival_leaves_nothing(land, kinh, mai, login):
    client = login(mai)
    head = {
        "village": land.village.pk,
        "full_name": "Phạm Mới",
        "sex": "male",
        "birth_year": "1990",
        "ethnicity": kinh.pk,
    }
    client.post(reverse("households:household-move-in"), head | DAY)
    event = HouseholdEvent.objects.get()

    response = client.post(reverse("households:event-undo", args=[event.pk]))

    assert response.url == reverse("households:household-list")
    assert not Household.objects.exists()


@pytest.mark.parametrize("kind", ["moved_in", "merged", "xyz"])
def test_kind_that_does_not_fit_is_not_there(kind, family, mai, login):
    url = reverse("households:event-create", args=[family.pk, kind])

    assert login(mai).get(url).status_code == 404


def test_lonely_person_has_nobody_to_split_from(land, kinh, mai, login):
    alone = factories.household(land.village, "Bà Một Mình", kinh)

    kinds = dict(login(mai).get(alone.get_absolute_url()).context["kinds"])

    assert set(kinds) == {"death", "member_left", "joined", "moved", "moved_out"}


def test_village_and_household_elsewhere_are_not_taken(family, people, land, kinh, mai, login):
    far = factories.household(land.far_village, "Trần Xa", kinh)
    client = login(mai)

    record(client, family, "moved", village=land.far_village.pk)
    relations = {f"relation_{person.pk}": "other" for person in people}
    record(client, family, "joined", into=far.pk, **relations)

    assert not HouseholdEvent.objects.exists()


def test_village_that_has_ended_takes_nobody(family, land, mai, login):
    land.second_village.valid_to = date(2021, 10, 4)
    land.second_village.save()

    page = record(login(mai), family, "moved", village=land.second_village.pk)

    assert page.status_code == 422
    assert "Ngày 05/10/2021 không có thôn Hai" in page.content.decode()


def test_others_see_what_happened_but_no_menu(family, people, mai, duc, login):
    record(login(mai), family, "member_left", member=people[2].pk)

    page = login(duc).get(family.get_absolute_url())

    text = page.content.decode()
    assert "Lê Cha 2 chuyển khỏi hộ" in text
    assert page.context["kinds"] == []
    assert "Ghi biến động" not in text
    assert not any(getattr(event, "can_undo", False) for event in page.context["events"])


def test_page_of_a_household_that_is_gone_offers_only_its_return(family, mai, login):
    client = login(mai)
    page = record(client, family, "moved_out")

    text = page.content.decode()
    assert "Hộ không còn từ ngày 05/10/2021" in text
    assert "Thêm thành viên" not in text
    assert dict(page.context["kinds"]).keys() == {"moved_in"}
    url = reverse("households:member-create", args=[family.pk])
    assert client.get(url).status_code == 404


def test_household_page_costs_the_same_with_many_events(
    family, people, land, mai, login, django_assert_max_num_queries
):
    for village in (land.second_village, land.village) * 6:
        occasion = Occasion(date(2021, 10, 5), "chuyển")
        events.move(household=family, village=village, occasion=occasion, by=mai)

    with django_assert_max_num_queries(31):
        assert login(mai).get(family.get_absolute_url()).status_code == 200
