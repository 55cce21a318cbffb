"""Rounds: the households managed by themselves, and how far each place has come."""

from datetime import date

import pytest

from households import progress
from households.actions import events, reviews, rounds
from households.actions.ledger import Occasion
from households.enums import JobStatus
from households.models import Member, Review, Standard
from povertyplan.audit.models import Event
from povertyplan.errors import DomainError, InvalidData, NotPermitted
from tests import factories


@pytest.fixture
def managed(land, standard, jrai, mai, duc):
    """In 2020 thôn Một had a poor, a near-poor and a non-poor household, thôn Hai a poor one."""
    opened = factories.round_in(land.commune, 2020, standard)
    rows = [
        (land.village, 600_000, "water toilet"),
        (land.village, 900_000, "toilet"),
        (land.village, 9_000_000, ""),
        (land.second_village, 700_000, ""),
    ]
    for index, (village, income, deprived) in enumerate(rows):
        household = factories.household(village, f"Nay Thử {index}", jrai, persons=3)
        review = factories.review(opened, household, mai, income_vnd=income, deprived=deprived)
        factories.approved(review, submit=mai, approve=duc)
    return factories.closed(opened)


def test_managed_households_are_listed_with_last_years_answers(managed, round_2021, mai):
    count = rounds.list_managed(round=round_2021, by=mai)

    listed = Review.objects.filter(round=round_2021).order_by("pk")
    assert count == len(listed) == 3
    assert [review.income_vnd for review in listed] == [600_000, 900_000, 700_000]
    assert listed[0].result.deprived_codes == ["water", "toilet"]
    assert listed[0].person_count == 3


def test_what_nobody_has_looked_at_cannot_be_submitted(managed, round_2021, mai):
    rounds.list_managed(round=round_2021, by=mai)
    review = Review.objects.filter(round=round_2021).first()

    with pytest.raises(InvalidData, match="chưa có kết quả"):
        reviews.move(reviews=[review], name="submit", by=mai)


def test_listing_again_adds_only_what_is_missing(managed, round_2021, land, mai):
    household = Review.objects.filter(round=managed).first().household
    factories.review(round_2021, household, mai)

    assert rounds.list_managed(round=round_2021, by=mai) == 2
    assert rounds.list_managed(round=round_2021, by=mai) == 0


def test_another_standard_keeps_only_what_it_knows(managed, land, mai):
    new = Standard.objects.get(code="ND07_2021")
    opened = factories.round_in(land.commune, 2021, new)
    rounds.list_managed(round=opened, by=mai)

    result = Review.objects.filter(round=opened).order_by("pk").first().result
    assert result.deprived_codes == ["water", "toilet"]
    assert result.score_b1 is None


def test_what_last_year_did_not_ask_is_ticked_where_it_follows_from_members(managed, land, mai):
    """Decision 59 asks nothing about work, Decree 07 does; insurance was answered last year."""
    Member.objects.update(job_status=JobStatus.JOBLESS, has_insurance=False)
    new = Standard.objects.get(code="ND07_2021")
    opened = factories.round_in(land.commune, 2021, managed.standard, next_standard=new)
    rounds.list_managed(round=opened, by=mai)

    review = Review.objects.filter(round=opened).order_by("pk").first()
    assert review.result.deprived_codes == ["water", "toilet"]
    assert set(review.next_result.deprived_codes) == {"employment", "water", "toilet"}


def test_every_listed_review_is_in_the_trail(managed, round_2021, mai):
    rounds.list_managed(round=round_2021, by=mai)

    events = Event.objects.filter(action="review.listed")
    assert events.count() == 3
    assert all(event.commune_id == round_2021.unit_id for event in events)


def test_locked_round_lists_nothing(managed, round_2021, mai):
    factories.closed(round_2021)

    with pytest.raises(DomainError, match="đã khóa"):
        rounds.list_managed(round=round_2021, by=mai)


def test_people_list_only_their_own_area(managed, standard, land, chi, duc):
    opened = factories.round_in(land.province, 2021, standard)

    assert rounds.list_managed(round=opened, by=chi) == 0
    assert rounds.list_managed(round=opened, by=duc) == 3


def test_board_counts_every_state_by_village(managed, round_2021, land, mai, duc):
    households = [review.household for review in Review.objects.filter(round=managed)]
    submitted = factories.review(round_2021, households[0], mai, income_vnd=1)
    reviews.move(reviews=[submitted], name="submit", by=mai)
    factories.review(round_2021, households[3], mai)

    first, second = progress.board(round_2021, mai)
    whole = progress.whole([first, second], round_2021)
    assert (first.unit, first.unlisted, first.submitted, first.total) == (land.village, 1, 1, 2)
    assert first.waiting_since is not None
    assert (second.untouched, second.filled_in, second.total) == (1, 0, 1)
    assert (whole.total, whole.approved, whole.percent) == (3, 0, 0)


def test_board_of_an_enumerator_is_the_own_village(managed, round_2021, land, cast):
    rows = progress.board(round_2021, cast["hoa"])

    assert [row.unit for row in rows] == [land.village]


def test_board_of_a_district_is_by_commune(managed, standard, land, duc):
    opened = factories.round_in(land.district, 2021, standard)

    rows = {row.unit: row.unlisted for row in progress.board(opened, duc)}
    assert rows == {land.commune: 3, land.town: 0}


@pytest.mark.parametrize(
    ("today", "left"), [(date(2021, 12, 14), 0), (date(2021, 12, 1), 13), (date(2021, 12, 20), -6)]
)
def test_days_left(round_2021, today, left):
    assert progress.days_left(round_2021, today=today) == left


def test_commune_cannot_open_rounds(land, standard, mai):
    with pytest.raises(NotPermitted):
        rounds.open_round(
            opening=rounds.Opening(
                unit=land.commune,
                year=2021,
                kind="periodic",
                standard=standard,
                period=(date(2021, 9, 1), date(2021, 12, 14)),
            ),
            by=mai,
        )


def test_household_from_elsewhere_brings_its_answers_along(managed, standard, land, mai, chi):
    """Managed by the review of its old commune: that is what its new one starts from."""
    household = Review.objects.filter(round=managed).order_by("pk").first().household
    occasion = Occasion(date(2021, 3, 1), "chuyển đi")
    events.move(household=household, village=land.far_village, occasion=occasion, by=mai)
    opened = factories.round_in(land.far_commune, 2021, standard)

    assert rounds.list_managed(round=opened, by=chi) == 1

    review = Review.objects.get(round=opened)
    assert review.income_vnd == 600_000
    assert review.result.deprived_codes == ["water", "toilet"]
