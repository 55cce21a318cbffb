"""A round within the year that opens after the periodic one goes on into the next year."""

from datetime import date

import pytest

from households.actions import rounds
from households.basis import Basis
from households.models import Household, Standard
from households.recognition import classes_before
from reports.catalogue import CATALOGUE
from reports.definition import Choice
from tests import factories


@pytest.fixture
def december(land, standard):
    """The round that opens on the day after the periodic round of its year has ended."""
    days = {"opens_on": date(2021, 12, 15), "closes_on": date(2021, 12, 30)}
    return factories.round_in(land.commune, 2021, standard, kind="in_year", **days)


def test_what_december_finds_goes_on_into_the_next_year(
    december, round_2021, land, standard, jrai, mai, duc
):
    """One poor household is found in December alone, one that the periodic round found poor has
    left by then: the next year lists the first and not the second.
    """
    decree = Standard.objects.get(code="ND07_2021")
    came, left = (factories.household(land.village, f"Siu {name}", jrai) for name in ("Đến", "Đi"))
    for round, household, income in (
        (round_2021, left, 700_000),
        (december, came, 700_000),
        (december, left, 9_000_000),
    ):
        review = factories.review(round, household, mai, income_vnd=income)
        factories.approved(review, submit=mai, approve=duc)

    listed = factories.round_in(land.commune, 2022, decree)
    rounds.list_managed(round=listed, by=mai)

    assert [review.household for review in listed.reviews.all()] == [came]
    assert set(Household.objects.managed(year=2020)) == set()


def test_december_opens_with_what_the_periodic_round_of_its_year_left(
    december, round_2021, land, standard, jrai, mai, duc
):
    """Poor in 2020, not poor in 2021, poor again in December: that is no household that stayed."""
    household = factories.household(land.village, "Siu Thử", jrai)
    earlier = factories.round_in(land.commune, 2020, standard)
    for round, income in ((earlier, 700_000), (round_2021, 9_000_000), (december, 700_000)):
        review = factories.review(round, household, mai, income_vnd=income)
        factories.approved(review, submit=mai, approve=duc)
        factories.closed(round)

    table = CATALOGUE["poor-movement"].make(land.commune, 2021, Choice(Basis(round=december)))

    assert classes_before([review], december) == {household.pk: "non_poor"}
    # 1 opening, 2 and 3 escaped, 4 others, 5 from near-poor, 6 again, 7 new, 8 others, 9 closing.
    assert [cell.value for cell in table.rows[0].cells[3:]] == ["Hộ", 0, 0, 0, 0, 0, 1, 0, 0, 1]
