"""A form that is sent twice makes one household, one arrival, one request."""

import re
from datetime import date

import pytest
from django.urls import reverse

from households.models import Household, HouseholdEvent, ReviewRequest
from tests import factories


@pytest.fixture
def client(mai, login):
    return login(mai)


def opened(client, url) -> dict:
    """The key that the form of a page brings."""
    page = client.get(url).content.decode()
    return {"form_key": re.search(r'name="form_key" value="([0-9a-f-]{36})"', page)[1]}


@pytest.fixture
def typed(land, kinh):
    return {
        "village": land.village.pk,
        "full_name": "Lê Hai Lần",
        "sex": "male",
        "birth_year": 1980,
        "ethnicity": kinh.pk,
    }


NEW = reverse("households:household-create")
ARRIVAL = reverse("households:household-move-in")


def test_household_sent_twice_is_one_and_the_second_leads_to_it(client, typed):
    data = typed | opened(client, NEW)

    first = client.post(NEW, data)
    second = client.post(NEW, data, follow=True)

    made = Household.objects.get()
    assert first.url == second.redirect_chain[-1][0] == made.get_absolute_url()
    assert "Hộ Lê Hai Lần đã được lập ở lần gửi trước" in second.content.decode()


def test_form_gone_back_to_and_mended_does_not_make_another(client, typed):
    data = typed | opened(client, NEW)
    client.post(NEW, data)
    client.post(NEW, data | {"phone": "0912 345 678", "full_name": "lê hai lần"})

    assert Household.objects.count() == 1


def test_form_gone_back_to_for_the_next_family_makes_its_household(client, typed):
    data = typed | opened(client, NEW)
    client.post(NEW, data)
    client.post(NEW, data | {"full_name": "Lê Khác"})

    assert Household.objects.count() == 2


def test_two_pages_are_two_forms(client, typed):
    """Two families may have heads of one name."""
    for _ in range(2):
        client.post(NEW, typed | opened(client, NEW))

    assert Household.objects.count() == 2


def test_arrival_sent_twice_is_one_event(client, typed):
    day = {"happened_on": "01/09/2021", "reason": "Chuyển đến"}
    data = typed | day | opened(client, ARRIVAL)
    for _ in range(2):
        client.post(ARRIVAL, data)

    assert (Household.objects.count(), HouseholdEvent.objects.count()) == (1, 1)


def test_request_sent_again_after_its_answer_is_not_a_second_one(client, land):
    home = factories.household(land.village)
    url = reverse("households:request-create", args=[home.pk])
    asked = {"kind": "enter", "applicant": "Lê Xin", "received_on": "10/09/2021", "reason": "Ốm"}
    data = asked | opened(client, url)

    client.post(url, data)
    made = ReviewRequest.objects.get()
    assert made.received_on == date(2021, 9, 10)
    ReviewRequest.objects.update(state="refused", answer="Không đủ điều kiện")
    again = client.post(url, data, follow=True)

    assert ReviewRequest.objects.count() == 1
    assert again.redirect_chain[-1][0] == made.get_absolute_url()
    assert "đã được ghi ở lần gửi trước" in again.content.decode()


def test_a_key_that_is_none_is_refused_on_the_page(client, typed):
    page = client.post(NEW, typed | {"form_key": "x"})

    assert page.status_code == 200
    assert "Hãy mở lại trang này" in page.content.decode()
    assert not Household.objects.exists()
