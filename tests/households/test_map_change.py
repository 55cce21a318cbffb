"""Households follow a change of the map, village by village, and can be taken back as one."""

from datetime import date

import pytest
from django.urls import reverse

from households.actions import events, map_change, reviews
from households.actions.ledger import Occasion
from households.enums import RoundKind
from households.models import Household, HouseholdEvent, Review
from povertyplan.errors import Conflict, DomainError, NotPermitted
from tests import factories
from tests.households.test_events import rows


@pytest.fixture
def new(land):
    """The commune that came of Bình An, with a village of an old name and one that is new."""
    commune = factories.commune("Bình An Mới", land.province)
    return commune, factories.village("Một", commune), factories.village("Năm", commune)


@pytest.fixture
def change(land, new):
    return factories.merger([land.commune], new[0])


@pytest.fixture
def households(land, kinh):
    places = [land.village, land.village, land.second_village, land.town_village]
    return [factories.household(place, f"Lê Hộ {n}", kinh) for n, place in enumerate(places)]


def test_villages_are_matched_by_name_and_counted(change, land, new, households, binh):
    old = map_change.old_villages(change, binh)

    assert [(row.village, row.household_count, row.successor) for row in old] == [
        (land.second_village, 1, None),
        (land.village, 2, new[1]),
    ]


def test_households_and_their_drafts_move(change, land, new, households, standard, mai, binh):
    """The province's round reaches the new village, the old commune's does not."""
    for unit, kind in ((land.province, RoundKind.PERIODIC), (land.commune, RoundKind.IN_YEAR)):
        round = factories.round_in(unit, 2021, standard, kind=kind)
        factories.review(round, households[0], mai)
    mapping = {land.village: new[1], land.second_village: new[2]}

    assert map_change.move_all(change=change, mapping=mapping, by=binh) == 3

    places = [household.village for household in Household.objects.order_by("pk")]
    assert places == [new[1], new[1], new[2], land.town_village]
    assert Household.objects.get(pk=households[0].pk).commune == new[0]
    reviewed = Review.objects.order_by("pk").values_list("village", "withdrawn_because")
    assert list(reviewed) == [
        (new[1].pk, ""),
        (land.village.pk, "Hộ chuyển đến thôn Một, ngoài địa bàn của đợt."),
    ]


def test_one_waiting_review_holds_all_back(change, land, new, households, round_2021, mai, binh):
    review = factories.review(round_2021, households[1], mai, income_vnd=1)
    reviews.move(reviews=[review], name="submit", by=mai)

    with pytest.raises(DomainError, match="hãy rút lại"):
        map_change.move_all(change=change, mapping={land.village: new[1]}, by=binh)

    assert not HouseholdEvent.objects.exists()
    assert not Household.objects.filter(commune=new[0]).exists()


def test_the_move_is_taken_back_as_one(change, land, new, households, standard, mai, binh):
    factories.review(factories.round_in(land.province, 2021, standard), households[0], mai)
    before = rows()
    map_change.move_all(
        change=change, mapping={land.village: new[1], land.second_village: new[2]}, by=binh
    )
    assert rows() != before

    assert map_change.undo_all(change=change, by=binh) == 3

    assert rows() == before
    with pytest.raises(DomainError, match="Không còn hộ nào"):
        map_change.undo_all(change=change, by=binh)


def test_nothing_is_taken_back_when_one_household_changed(
    change, land, new, households, cast, binh
):
    map_change.move_all(change=change, mapping={land.village: new[1]}, by=binh)
    officer = factories.user("moi", "commune_officer", new[0])
    occasion = Occasion(date(2025, 8, 1), "đi")
    events.move_out(household=households[1], occasion=occasion, by=officer)

    with pytest.raises(Conflict, match="hoàn tác biến động sau trước"):
        map_change.undo_all(change=change, by=binh)

    assert Household.objects.filter(commune=new[0]).count() == 2


def test_commune_officer_does_not_move_the_map(change, land, new, households, mai):
    with pytest.raises(NotPermitted):
        map_change.move_all(change=change, mapping={land.village: new[1]}, by=mai)


def test_page_moves_and_takes_back(change, land, new, households, binh, duc, login):
    client, url = login(binh), reverse("households:map-change-detail", args=[change.pk])
    assert change in client.get(reverse("households:map-change-list")).context["page"].object_list
    page = client.get(url)
    field = f"village_{land.village.pk}"
    assert page.context["form"].fields[field].initial == new[1]

    client.post(url, {field: new[1].pk})
    assert Household.objects.filter(village=new[1]).count() == 2
    assert "Bạn đã chuyển 2 hộ" in client.get(url).content.decode()
    assert login(duc).get(url).status_code == 404

    client.post(reverse("households:map-change-undo", args=[change.pk]))
    assert Household.objects.filter(village=land.village).count() == 2


def test_change_that_leads_to_two_communes_is_not_offered(change, land, binh, login):
    change.successors.add(land.town)

    response = login(binh).get(reverse("households:map-change-detail", args=[change.pk]))

    assert response.status_code == 404
