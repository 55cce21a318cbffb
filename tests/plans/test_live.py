"""Live figures: what the text says is what the tables say."""

import pytest

from plans import live
from plans.actions.budgets import set_lines
from plans.models import Duty, Fact, Plan
from tests.plans import written


@pytest.fixture
def plan(land, standard, mai, duc):
    written.sheet(land, standard, mai, duc)
    return written.plan(land, mai)


def texts(plan) -> dict[str, str]:
    return {name: figure.text for name, figure in live.figures_of(plan).items()}


def test_figures_of_targets(plan):
    """30 of 150 is 20.00 %, 20 of 150 is 13.33 %; the fall of 6.67 comes from unrounded rates."""
    found = texts(plan)

    assert {name: found[name] for name in found if name.startswith("poor.")} == {
        "poor.now": "30",
        "poor.rate.now": "20,00",
        "poor.planned": "20",
        "poor.rate.planned": "13,33",
        "poor.decrease": "10",
        "poor.rate.reduction": "6,67",
        # Nobody says how the year before began.
        "poor.at:2021": live.UNKNOWN,
        "poor.rate.at:2021": live.UNKNOWN,
    }
    assert (found["households.now"], found["households.planned"]) == ("150", "150")


def test_unknown_figures_are_dots_and_never_zero(plan):
    found = texts(plan)

    assert found["near_poor.now"] == found["minority.rate.now"] == "…"
    assert found["budget.state"] == "…"
    assert not live.figures_of(plan)["persons.now"].is_known


def test_without_targets_and_reviews_everything_is_unknown(land, mai):
    found = texts(written.plan(land, mai))

    assert found["poor.now"] == found["poor.rate.reduction"] == "…"


def test_money_in_million(plan, programmes, line, mai):
    """425 and 900 of the state budget in 4.3, 75 mobilised beside it."""
    lines = [
        line("4.3", development_central=425, recurrent_central=900),
        line("1", mobilised=75),
    ]
    set_lines(plan=plan, lines=lines, version=1, by=mai)

    found = texts(plan)

    assert found["budget.state"] == "1.325"
    assert found["budget.development"] == "425"
    assert found["budget.recurrent"] == "900"
    assert found["budget.mobilised"] == "75"
    assert found["budget.total"] == "1.400"
    assert found["budget.component:4"] == found["budget.component:4.3"] == "1.325"
    assert found["budget.credit"] == "0"
    assert found["budget.development:4"] == "425"


def test_money_of_the_year_before(plan, land, programmes, line, mai):
    before = Plan.objects.create(unit=land.commune, year=2022, abstract="Năm trước")
    set_lines(plan=before, lines=[line("7.2", recurrent_central=63)], version=1, by=mai)

    found = texts(plan)

    assert found["budget.state.before"] == found["budget.component.before:7.2"] == "63"
    assert found["budget.state"] == "…"


def test_facts_days_and_years(plan):
    Fact.objects.create(plan=plan, key="thon", label="Số thôn", value="2")
    Duty.objects.create(
        plan=plan, key="nam", sender="Thôn", receiver="Xã", what="Báo cáo", due_on="2023-02-05"
    )
    found = texts(plan)

    assert (found["year"], found["year.before"]) == ("2023", "2022")
    assert found["fact:thon"] == "2"
    assert found["due:nam"] == "05 tháng 02 năm 2023"
