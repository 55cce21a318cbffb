"""Two people in one review: both see both versions, and nobody overwrites in silence."""

import re

import pytest

from households.models import Review
from tests import factories


@pytest.fixture
def review(round_2021, land, jrai, mai):
    household = factories.household(land.village, "Siu Thử", jrai)
    return factories.review(round_2021, household, mai, income_vnd=650_000, deprived="water")


@pytest.fixture
def opened(review, mai, login):
    """What Mai's browser holds after she has opened the form."""
    text = login(mai).get(review.get_absolute_url()).content.decode()
    seal = re.search(r'name="opened" value="([^"]+)"', text).group(1)
    return answers(review, opened=seal)


def answers(review, **changes) -> dict:
    data = {
        "version": review.version,
        "person_count": "1",
        "ethnicity": str(review.ethnicity_id),
        "income_vnd": "650.000",
        "deprived": ["water"],
    }
    return data | changes


def as_sent(response, **choices) -> dict:
    """The form of the page as the browser would send it, with the choices that were made."""
    text = response.content.decode()
    data = {}
    for name, value in re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', text):
        data.setdefault(name, []).append(value)
    data.pop("csrfmiddlewaretoken", None)
    for group in re.findall(r'<input type="radio"[^>]*>', text):
        if "checked" in group:
            name, value = re.search(r'name="([^"]+)" value="([^"]+)"', group).groups()
            data[name] = value
    return data | {f"choose-{key}": value for key, value in choices.items()}


def shown(response) -> dict:
    return {row.label: row for row in response.context["differences"]}


def test_second_person_sees_both_versions_of_what_differs(review, opened, mai, cast, login):
    login(cast["hoa"]).post(review.get_absolute_url(), answers(review, income_vnd="700.000"))

    response = login(mai).post(review.get_absolute_url(), opened | {"income_vnd": "800.000"})

    assert response.status_code == 409
    (row,) = response.context["differences"]
    assert row.label.startswith("Thu nhập")
    assert (row.opened, row.theirs, row.mine, row.picked) == ("650.000", "700.000", "800.000", "")
    assert Review.objects.get(pk=review.pk).income_vnd == 700_000


@pytest.mark.parametrize(("choice", "income"), [("mine", 800_000), ("theirs", 700_000)])
def test_choice_decides_the_same_field(review, opened, mai, cast, login, choice, income):
    login(cast["hoa"]).post(review.get_absolute_url(), answers(review, income_vnd="700.000"))
    client = login(mai)
    page = client.post(review.get_absolute_url(), opened | {"income_vnd": "800.000"})

    saved = client.post(review.get_absolute_url(), as_sent(page, income_vnd=choice))

    assert saved.status_code == 302
    assert Review.objects.get(pk=review.pk).income_vnd == income


def test_without_a_choice_nothing_is_saved(review, opened, mai, cast, login):
    login(cast["hoa"]).post(review.get_absolute_url(), answers(review, income_vnd="700.000"))
    client = login(mai)
    page = client.post(review.get_absolute_url(), opened | {"income_vnd": "800.000"})

    refused = client.post(review.get_absolute_url(), as_sent(page))

    assert refused.status_code == 422
    assert Review.objects.get(pk=review.pk).income_vnd == 700_000


def test_changes_to_different_fields_both_survive(review, opened, mai, cast, login):
    theirs = answers(review, person_count="4", deprived=["water", "toilet"])
    login(cast["hoa"]).post(review.get_absolute_url(), theirs)
    client = login(mai)

    mine = opened | {"income_vnd": "800.000", "deprived": ["water", "telecom"]}
    page = client.post(review.get_absolute_url(), mine)
    picked = {label: row.picked for label, row in shown(page).items()}
    client.post(review.get_absolute_url(), as_sent(page))

    assert sorted(picked.values()) == ["mine", "mine", "theirs", "theirs"]
    stored = Review.objects.get(pk=review.pk)
    assert (stored.person_count, stored.income_vnd) == (4, 800_000)
    assert set(stored.result.deprived_codes) == {"water", "toilet", "telecom"}


def test_answer_taken_away_is_a_change_too(review, opened, mai, cast, login):
    login(cast["hoa"]).post(review.get_absolute_url(), answers(review, deprived=[]))
    client = login(mai)

    page = client.post(review.get_absolute_url(), opened | {"person_count": "2"})
    client.post(review.get_absolute_url(), as_sent(page))

    stored = Review.objects.get(pk=review.pk)
    assert (stored.person_count, stored.result.deprived_codes) == (2, [])


def test_third_change_in_between_asks_again(review, opened, mai, cast, login):
    hoa, client = login(cast["hoa"]), login(mai)
    hoa.post(review.get_absolute_url(), answers(review, income_vnd="700.000"))
    page = client.post(review.get_absolute_url(), opened | {"income_vnd": "800.000"})
    now = Review.objects.get(pk=review.pk)
    hoa.post(review.get_absolute_url(), answers(now, income_vnd="710.000"))

    again = client.post(review.get_absolute_url(), as_sent(page, income_vnd="mine"))

    (row,) = again.context["differences"]
    assert (again.status_code, row.theirs, row.mine) == (409, "710.000", "800.000")
    assert Review.objects.get(pk=review.pk).income_vnd == 710_000


def test_same_answers_are_no_conflict(review, opened, mai, cast, login):
    same = {"income_vnd": "700.000"}
    login(cast["hoa"]).post(review.get_absolute_url(), answers(review, **same))

    response = login(mai).post(review.get_absolute_url(), opened | same)

    assert response.url == review.get_absolute_url()


def test_forged_beginning_preselects_nothing(review, opened, mai, cast, login):
    login(cast["hoa"]).post(review.get_absolute_url(), answers(review, person_count="4"))

    page = login(mai).post(review.get_absolute_url(), opened | {"opened": "abc:def"})

    assert [row.picked for row in page.context["differences"]] == [""]


def test_review_sent_on_meanwhile_is_refused_not_merged(review, opened, mai, cast, login):
    Review.objects.filter(pk=review.pk).update(state="submitted", version=9)

    response = login(mai).post(review.get_absolute_url(), opened | {"income_vnd": "800.000"})

    assert response.status_code == 409
    assert "không sửa được" in response.content.decode()
