"""A household stands in one round within the year at a time."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from households.actions import holds, requests, reviews, rounds
from households.actions.requests import Paper
from households.models import Review
from povertyplan.errors import DomainError
from tests import factories

OCTOBER = {"kind": "in_year", "opens_on": date(2021, 10, 15), "closes_on": date(2021, 10, 30)}
LATER = {"kind": "in_year", "opens_on": date(2021, 10, 20), "closes_on": date(2021, 11, 4)}
NOVEMBER = {"kind": "in_year", "opens_on": date(2021, 11, 15), "closes_on": date(2021, 11, 30)}
TWICE = "các đợt rà soát trong năm cùng đang mở"


@pytest.fixture
def october(land, standard):
    return factories.round_in(land.commune, 2021, standard, **OCTOBER)


@pytest.fixture
def review(october, land, mai):
    return factories.review(october, factories.household(land.village), mai, income_vnd=500_000)


@pytest.fixture
def later(land, standard):
    """A round of the whole district that begins before the other has ended."""
    return factories.round_in(land.district, 2021, standard, **LATER)


def start(review, round, by):
    return reviews.start(household=review.household, round=round, by=by)


def test_household_is_not_taken_into_a_second_round(review, later, mai):
    with pytest.raises(DomainError, match=TWICE) as refused:
        start(review, later, mai)

    assert str(review.round) in refused.value.message
    assert str(later) in refused.value.message
    assert Review.objects.count() == 1


def test_nor_by_a_request(review, later, mai):
    paper = Paper("enter", "Siu Thử", date(2021, 10, 21), "Mất mùa")
    asked = requests.receive(household=review.household, paper=paper, by=mai)

    with pytest.raises(DomainError, match=TWICE):
        requests.accept(request=asked, round=later, by=mai)
    asked.refresh_from_db()
    assert asked.state == "received"


def test_decided_over_the_same_days_is_decided(review, later, mai, duc):
    factories.approved(review, submit=mai, approve=duc)

    with pytest.raises(DomainError, match=TWICE):
        start(review, later, mai)


def test_a_later_month_waits_until_the_earlier_one_has_decided(review, land, standard, mai, duc):
    november = factories.round_in(land.commune, 2021, standard, **NOVEMBER)
    with pytest.raises(DomainError, match=TWICE):
        start(review, november, mai)

    factories.approved(review, submit=mai, approve=duc)
    assert start(review, november, mai).round == november


def test_a_review_taken_out_leaves_the_way_free_and_does_not_come_back(review, later, mai):
    withdrawn = holds.withdraw(review=review, reason="Ghi nhầm đợt", by=mai)
    start(review, later, mai)

    with pytest.raises(DomainError, match=TWICE):
        holds.restore(review=withdrawn, by=mai)


def test_a_closed_round_is_not_opened_again_over_another(review, october, later, mai, duc):
    factories.closed(october)
    start(review, later, mai)

    with pytest.raises(DomainError, match=TWICE):
        rounds.reopen_round(round=october, by=duc)


def test_the_periodic_round_goes_on_beside(review, round_2021, mai):
    assert start(review, round_2021, mai).round == round_2021


@pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite writes one at a time anyway")
def test_nobody_else_takes_the_household_in_meanwhile(review, october, later, mai, duc):
    """What another transaction would wait for, in this order: the round, then the household."""
    withdrawn = holds.withdraw(review=review, reason="Ghi nhầm đợt", by=mai)
    with CaptureQueriesContext(connection) as restoring:
        holds.restore(review=withdrawn, by=mai)
    factories.closed(october)
    with CaptureQueriesContext(connection) as opening:
        rounds.reopen_round(round=october, by=duc)

    for queries in (restoring, opening):
        locked = [sql["sql"] for sql in queries if "FOR NO KEY UPDATE" in sql["sql"]]
        assert any('FROM "households_household"' in sql for sql in locked)
