"""The review before a change of standard: the same answers, two results."""

import pytest
from django.urls import reverse

from households.actions import rounds
from households.models import Household, Indicator, Review, Standard
from tests import factories
from tests.households import village


@pytest.fixture
def decree(reference):
    return Standard.objects.get(code="ND07_2021")


@pytest.fixture
def household(land, jrai):
    return factories.household(land.village, "Siu Thử", jrai)


@pytest.fixture
def review(land, standard, decree, household, mai):
    """The review of 2021 closes the year under Decision 59 and opens 2022 under Decree 07."""
    opened = factories.round_in(land.commune, 2021, standard, next_standard=decree)
    return factories.review(opened, household, mai)


def typed(review, **answers) -> dict:
    data = {"version": review.version, "person_count": 1, "ethnicity": review.ethnicity_id}
    return data | {"causes": ["no_land"]} | answers


# Income, deprivations asked with Decision 59, those asked for Decree 07 alone, and both classes.
# Rural lines: 700.000 and 1.000.000 under Decision 59; 1.500.000 under Decree 07, poor from three.
CASES = [
    ("700.000", [], [], "poor", "near_poor"),
    ("900.000", ["health_insurance"], ["water", "toilet"], "near_poor", "poor"),
    ("900.000", ["health_insurance", "water", "toilet"], [], "poor", "near_poor"),
    ("1.500.000", [], ["water", "toilet", "telecom"], "average", "poor"),
    ("1.500.001", [], [], "non_poor", "average"),
]


@pytest.mark.parametrize(("income", "deprived", "following", "closing", "opening"), CASES)
def test_same_answers_give_two_results(
    review, mai, login, income, deprived, following, closing, opening
):
    answers = typed(
        review, income_vnd=income, deprived=deprived, following_deprived=following, note="đã hỏi"
    )
    client = login(mai)

    live = client.post(reverse("households:review-judge", args=[review.pk]), answers)
    client.post(review.get_absolute_url(), answers)

    stored = Review.objects.get(pk=review.pk)
    classes = [stored.result.household_class, stored.next_result.household_class]
    assert classes == [closing, opening]
    assert [item.household_class for item in live.context["verdicts"]] == [closing, opening]


def test_what_both_define_alike_is_asked_once_and_counts_twice(review, mai, login):
    """Insurance from six years and eight square metres stand in both with the same words."""
    client = login(mai)
    form = client.get(review.get_absolute_url()).context["form"]
    answers = typed(
        review,
        income_vnd="900.000",
        deprived=["health_insurance", "housing_area", "water"],
        following_deprived=["toilet"],
    )

    client.post(review.get_absolute_url(), answers)

    closing = set(dict(form.fields["deprived"].choices))
    following = set(dict(form.fields["following_deprived"].choices))
    assert {"health_insurance", "housing_area"} <= closing - following
    assert {"water", "toilet"} <= closing & following
    assert len(closing) == 10
    stored = Review.objects.get(pk=review.pk)
    assert set(stored.result.deprived_codes) == {"health_insurance", "housing_area", "water"}
    assert set(stored.next_result.deprived_codes) == {
        "health_insurance",
        "housing_area",
        "toilet",
    }


def test_one_word_of_difference_asks_twice(review, mai, login):
    row = Indicator.objects.get(standard__code="ND07_2021", code="housing_area")
    row.definition += " (kể cả bếp)"
    row.save()

    form = login(mai).get(review.get_absolute_url()).context["form"]

    assert "housing_area" in dict(form.fields["following_deprived"].choices)


def test_page_shows_both_verdicts_and_a_block_for_the_next_standard(review, mai, login, decree):
    client = login(mai)
    client.post(
        review.get_absolute_url(), typed(review, income_vnd="700.000", following_score_b1="130")
    )

    page = client.get(review.get_absolute_url())

    text = page.content.decode()
    assert [item.title for item in page.context["verdicts"]] == [
        "Kết quả năm 2021",
        "Mở đầu năm 2022",
    ]
    assert f"{decree.name}: những chỉ số hỏi riêng" in text
    stored = Review.objects.get(pk=review.pk)
    assert (stored.result.score_b1, stored.next_result.score_b1) == (None, 130)
    assert len(page.content) < 100_000


def test_points_of_each_standard_are_their_own(review, mai, login):
    answers = typed(review, score_b1="121", following_score_b1="141")

    login(mai).post(review.get_absolute_url(), answers)

    # 121 lies between 120 and 150 points of Decision 59; 141 is above the 140 of Decree 07.
    stored = Review.objects.get(pk=review.pk)
    classes = [stored.result.household_class, stored.next_result.household_class]
    assert classes == ["near_poor", "non_poor"]


@pytest.mark.parametrize(
    ("income", "following", "listed"),
    [
        # Not poor under the closing standard, near-poor under the one that opens the new year.
        ("1.500.000", [], 1),
        # Above the lines of both.
        ("2.300.000", [], 0),
    ],
)
def test_next_year_lists_by_the_class_of_its_own_standard(
    land, review, decree, mai, duc, login, income, following, listed
):
    login(mai).post(review.get_absolute_url(), typed(review, income_vnd=income))
    done = Review.objects.get(pk=review.pk)
    factories.approved(done, submit=mai, approve=duc)
    factories.closed(review.round)
    following_round = factories.round_in(land.commune, 2022, decree)

    count = rounds.list_managed(round=following_round, by=mai)

    assert count == listed
    assert Household.objects.managed(year=2021).count() == listed


def test_next_year_shows_what_was_found_under_its_standard(land, review, decree, mai, duc, login):
    answers = typed(review, income_vnd="900.000", deprived=["water"], following_deprived=["toilet"])
    client = login(mai)
    client.post(review.get_absolute_url(), answers)
    factories.approved(Review.objects.get(pk=review.pk), submit=mai, approve=duc)
    factories.closed(review.round)
    new = factories.review(factories.round_in(land.commune, 2022, decree), review.household, mai)

    page = client.get(new.get_absolute_url())

    text = page.content.decode()
    assert page.context["before"].standard == decree
    assert text.count("Năm 2021: thiếu hụt") == 1
    assert text.count("Năm 2021: không thiếu hụt") == 11


def test_incomplete_under_one_standard_cannot_be_sent(review, mai, login):
    """Points of the closing standard alone do not say the class of the next year."""
    client = login(mai)
    client.post(review.get_absolute_url(), typed(review, score_b1="100"))

    response = client.post(
        reverse("households:review-move", args=[review.pk, "submit"]), {"version": 2}
    )

    assert response.status_code == 422
    assert Review.objects.get(pk=review.pk).state == "draft"


def test_meeting_and_posted_list_show_both_results(land, standard, decree, household, mai, login):
    """1.2 million: above the line of 2016 (1 million), below that of 2022 (1.5 million)."""
    opened = village.round_by_procedure(land.commune, standard, next_standard=decree)
    review = factories.review(opened, household, mai, income_vnd=1_200_000)
    client, both = login(mai), ("Mức sống trung bình</span>", "Hộ cận nghèo</span>")
    to_vote = reverse("households:meeting-create", args=[opened.pk, land.village.pk])
    assert all(words in client.get(to_vote).content.decode() for words in both)

    meeting = village.meet(opened, {review: 40}, mai)
    to_post = reverse("households:posting-create", args=[opened.pk, land.village.pk])
    assert all(words in client.get(to_post).content.decode() for words in both)
    posting = village.post(opened, land.village, mai)

    for record, said in ((meeting, meeting.votes.get()), (posting, posting.entries.get())):
        assert (said.household_class, said.next_class) == ("average", "near_poor")
        page = client.get(record.get_absolute_url()).content.decode()
        assert all(words in page for words in both)
