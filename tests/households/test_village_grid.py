"""The grid of a village: a row for each review, saved one by one with its version."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from households.actions import reviews
from households.answers import Circumstances, Findings
from households.derivation import Dwelling
from households.models import Member, Review, Standard
from tests import factories


@pytest.fixture
def address(round_2021, land):
    return reverse("households:village-grid", args=[round_2021.pk, land.village.pk])


@pytest.fixture
def review(round_2021, land, jrai, mai):
    household = factories.household(land.village, "Siu Thử", jrai)
    made = factories.review(round_2021, household, mai)
    findings = Findings(
        person_count=2,
        ethnicity=jrai,
        income_vnd=650_000,
        deprived=frozenset({"water"}),
        dwelling=Dwelling(toilet="septic", holdings={"pigs": 3}),
        circumstances=Circumstances(causes=frozenset({"no_land"}), is_farming=True),
    )
    return reviews.fill_in(review=made, findings=findings, version=1, by=mai)


def row(review, **changes) -> dict:
    data = {"version": review.version, "person_count": "2", "income_vnd": "650.000"}
    return data | {"score_b1": "", "deprived": ["water"], "note": ""} | changes


def opened(client, address, review) -> str:
    text = client.get(address).content.decode()
    return re.search(rf'data-row="{review.pk}"[^>]*data-opened="([^"]+)"', text).group(1)


def url_of(review) -> str:
    return reverse("households:review-row", args=[review.pk])


def test_village_stands_on_one_page_in_the_order_of_names(
    address, round_2021, land, jrai, mai, login
):
    for village, name in ((land.village, "Siu Hai"), (land.second_village, "Siu Xa")):
        factories.review(round_2021, factories.household(village, name, jrai), mai)
    factories.review(round_2021, factories.household(land.village, "Ksor An", jrai), mai)

    page = login(mai).get(address)

    assert [row.review.head_name for row in page.context["grid"].rows] == ["Ksor An", "Siu Hai"]
    assert [column.code for column in page.context["grid"].columns][:2] == [
        "adult_education",
        "child_schooling",
    ]
    assert len(page.context["grid"].columns) == 10


def test_row_saves_what_it_shows_and_keeps_the_rest(review, mai, login):
    changes = {"income_vnd": "900.000", "deprived": ["toilet", "water", "telecom"]}

    answer = login(mai).post(url_of(review), row(review, **changes))

    stored = Review.objects.get(pk=review.pk)
    found = reviews.findings_of(stored)
    assert answer.status_code == 200
    assert "Hộ nghèo" in answer.json()["classes"]
    assert answer.json()["version"] == stored.version == review.version + 1
    assert (found.income_vnd, found.deprived) == (900_000, {"toilet", "water", "telecom"})
    assert found.dwelling == Dwelling(toilet="septic", holdings={"pigs": 3})
    assert found.circumstances == Circumstances(causes=frozenset({"no_land"}), is_farming=True)


def test_row_may_be_saved_again_with_what_the_answer_said(review, mai, login):
    client = login(mai)
    first = client.post(url_of(review), row(review, income_vnd="1.200.000")).json()
    again = row(review, income_vnd="1.600.000", version=first["version"], opened=first["opened"])

    second = client.post(url_of(review), again)

    assert "Không nghèo" in second.json()["classes"]
    assert Review.objects.get(pk=review.pk).income_vnd == 1_600_000


@pytest.mark.parametrize("income", ["850.5", "abc", "9" * 30])
def test_what_makes_no_sense_is_refused_in_words(review, mai, login, income):
    answer = login(mai).post(url_of(review), row(review, income_vnd=income))

    assert answer.status_code == 422
    assert "Thu nhập bình quân đầu người một tháng (đồng):" in answer.json()["problem"]
    assert Review.objects.get(pk=review.pk).income_vnd == 650_000


def test_overruling_asks_for_the_note_in_the_row(review, mai, login):
    Member.objects.filter(household=review.household).update(has_insurance=False)
    client = login(mai)

    asked = client.post(url_of(review), row(review))
    given = client.post(url_of(review), row(review, note="Thẻ vừa cấp"))

    assert (asked.status_code, asked.json()["needs_note"]) == (422, True)
    assert "Bảo hiểm y tế" in asked.json()["problem"]
    assert given.status_code == 200
    assert Review.objects.get(pk=review.pk).note == "Thẻ vừa cấp"


def test_second_person_is_told_and_chooses_on_a_page(address, review, mai, cast, login):
    client = login(mai)
    seal = opened(client, address, review)
    login(cast["hoa"]).post(url_of(review), row(review, deprived=["water", "toilet"]))
    mine = row(review, income_vnd="900.000", opened=seal)

    told = client.post(url_of(review), mine)
    page = client.post(url_of(review), mine | {"page": "1"})

    assert (told.status_code, told.json()["is_conflict"]) == (409, True)
    assert Review.objects.get(pk=review.pk).income_vnd == 650_000
    assert [item.picked for item in page.context["differences"]] == ["mine", "theirs"]
    assert [item.opened for item in page.context["differences"]] == ["650.000", "không"]


def test_row_that_is_sent_twice_is_no_conflict(review, mai, login):
    """The first answer may be lost on a dropped line."""
    client, typed = login(mai), row(review, income_vnd="900.000")
    first = client.post(url_of(review), typed)

    second = client.post(url_of(review), typed)

    assert second.status_code == 200
    assert second.json()["version"] == first.json()["version"]


def test_rows_out_of_hand_are_only_read(address, review, mai, login):
    reviews.move(reviews=[review], name="submit", by=mai)
    client = login(mai)

    text = client.get(address).content.decode()
    refused = client.post(url_of(review), row(review, version=review.version + 1))

    assert "data-url" not in text
    assert "650.000" in text
    assert refused.status_code == 409
    assert "không sửa được" in refused.content.decode()


def test_reader_sees_the_grid_without_boxes(address, review, cast, login):
    text = login(cast["dung"]).get(address).content.decode()

    assert "Siu Thử" in text
    assert "data-url" not in text


def test_stranger_finds_no_grid(address, review, chi, login):
    assert login(chi).get(address).status_code == 404


def test_village_elsewhere_is_not_found(round_2021, land, mai, login):
    address = reverse("households:village-grid", args=[round_2021.pk, land.far_village.pk])

    assert login(mai).get(address).status_code == 404


def test_two_hundred_households_cost_what_one_costs(
    address, review, round_2021, land, jrai, mai, login
):
    client = login(mai)
    client.get(address)
    with CaptureQueriesContext(connection) as few:
        client.get(address)
    for index in range(20):
        household = factories.household(land.village, f"Siu {index}", jrai)
        factories.review(round_2021, household, mai)

    with CaptureQueriesContext(connection) as many:
        page = client.get(address)

    assert len(page.context["grid"].rows) == 21
    assert len(many) == len(few)


def test_round_under_two_standards_has_the_columns_of_both(land, standard, jrai, mai, login):
    decree = Standard.objects.get(code="ND07_2021")
    two = factories.round_in(land.commune, 2021, standard, next_standard=decree)
    made = factories.review(two, factories.household(land.village, "Siu Thử", jrai), mai)
    client = login(mai)
    address = reverse("households:village-grid", args=[two.pk, land.village.pk])
    data = row(made, deprived=[], following_deprived=["employment"], person_count="1")

    grid = client.get(address).context["grid"]
    client.post(url_of(made), data | {"score_b1": "121", "following_score_b1": "130"})

    names = [column.name for column in grid.columns]
    # Insurance and floor area are defined alike; ten of the twelve are asked for Decree 07 alone.
    assert (names.count("deprived"), names.count("following_deprived")) == (10, 10)
    assert grid.points == ["score_b1", "following_score_b1"]
    stored = Review.objects.get(pk=made.pk)
    assert stored.next_result.deprived_codes == ["employment"]
    assert [stored.result.score_b1, stored.next_result.score_b1] == [121, 130]
