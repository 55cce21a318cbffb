"""An Hòa Thịnh 2022: the table of nineteen villages out of households, and the analysis."""

import pytest
from django.db.models import Sum

from households.models import Option, Result, Review, Round
from plans import checks
from povertyplan.accounts.models import User
from povertyplan.units.models import Unit
from targets.models import TargetSheet
from tests.demo.printed import built, misprints, plan_of, read, texts, wrong_cells

TABLE = "village-targets"
KEYS = [
    "households",
    *(
        f"{measure}_{part}{rate}"
        for measure in ("poor", "near_poor")
        for part in ("opening", "decrease", "closing")
        for rate in ("", "_rate")
    ),
]
# The columns of the fixture, in the names of the table.
OF_FIXTURE = {
    "poor_decrease_rate": "poor_decrease_rate",
    "poor_left_rate": "poor_closing_rate",
    "near_poor_decrease": "near_poor_decrease",
    "near_poor_decrease_rate": "near_poor_decrease_rate",
}

pytestmark = pytest.mark.django_db


@pytest.fixture
def commune():
    return Unit.objects.by_code("18163", year=2022)


@pytest.fixture
def plan(commune):
    return plan_of(commune, 2022)


def with_commas(cell: str) -> str:
    """The plan prints a point before decimals, and none between thousands."""
    return "2.047" if cell == "2047" else cell.replace(".", ",")


def test_every_printed_cell_is_computed_but_for_the_misprints(plan):
    printed = read("an_hoa_thinh_printed.json")[TABLE]
    printed = {
        row if row == "total" else f"Thôn {row}": [with_commas(cell) for cell in cells]
        for row, cells in printed.items()
    }
    known = {
        (row if row == "total" else f"Thôn {row}", OF_FIXTURE[column]): (with_commas(cell), value)
        for (row, column), (cell, value) in misprints("an_hoa_thinh", TABLE).items()
    }

    assert len(printed) == 19 + 1
    assert wrong_cells(built(TABLE, plan), printed, KEYS, row_key="unit") == known
    assert len(known) == 19


def test_analysis_of_the_text_is_what_the_reviews_say(commune):
    """Part II: 128 poor with 229 persons, 30 can work, 98 cannot, 68 of those are BTXH."""
    poor = reviews(commune, "poor")
    near_poor = reviews(commune, "near_poor")
    able = poor.filter(has_no_labour=False)

    assert (poor.count(), persons(poor)) == (128, 229)
    assert (near_poor.count(), persons(near_poor)) == (171, 504)
    assert (able.count(), poor.filter(has_no_labour=True).count()) == (30, 98)
    assert poor.filter(has_no_labour=True, is_social_protection=True).count() == 68
    assert not able.filter(is_social_protection=True).exists()
    assert not able.caused_by(illness_bit()).exists()


def reviews(commune, household_class):
    results = Result.objects.opening(year=2022).in_unit(commune)
    keys = results.filter(household_class=household_class).values("review")
    return Review.objects.filter(pk__in=keys)


def persons(rows) -> int:
    return rows.aggregate(persons=Sum("person_count"))["persons"]


def illness_bit() -> int:
    return Option.objects.get(kind="cause", code="illness").bit


def test_round_of_2021_closes_under_the_old_standard_and_opens_under_the_new(commune):
    round = Round.objects.get(unit=commune)

    assert (round.standard.code, round.next_standard.code) == ("QD59_2015", "ND07_2021")
    assert (round.state, round.procedure) == ("closed", None)
    assert Result.objects.filter(review__round=round).count() == 2 * (128 + 171)


def test_text_tells_the_printed_figures(plan):
    words = texts(plan)

    assert "128 hộ nghèo, chiếm 6,25% tổng số hộ, với 229 nhân khẩu" in words["phan-tich"]
    assert "171 hộ cận nghèo, chiếm 8,35% tổng số hộ, với 504 nhân khẩu" in words["phan-tich"]
    assert "30 hộ còn người có khả năng lao động, trong đó 0 hộ" in words["phan-tich-1"]
    assert "98 hộ không còn khả năng lao động, trong đó 68 hộ" in words["phan-tich-2"]
    assert "từ 128 hộ nghèo đầu năm (6,25%), toàn xã giảm 27 hộ" in words["chi-tieu-chung-1"]
    assert "còn 101 hộ, chiếm 4,93% tổng số hộ" in words["chi-tieu-chung-1"]
    # The plan prints a reduction of 50; its villages add up to 51.
    assert "từ 171 hộ (8,35%) giảm 51 hộ, còn 120 hộ, chiếm 5,86%" in words["chi-tieu-chung-2"]
    assert "[[" not in words[""]


def test_plan_is_a_draft_under_that_of_its_district_and_ready_to_issue(plan):
    assert (plan.number, plan.issued_on, plan.state) == (None, None, "draft")
    parent = plan.bases.get(text=plan.parent_text).text.citation
    assert "số 33/KH-UBND ngày 28 tháng 02 năm 2022 của UBND huyện Hương Sơn" in parent
    assert [finding for finding in checks.problems(plan) if finding.is_error] == []


def test_targets_were_approved_above_and_households_stay_as_many(commune):
    sheet = TargetSheet.objects.get(unit=commune)

    assert (sheet.state, sheet.projection, sheet.standard.code) == (
        "approved",
        "constant",
        "ND07_2021",
    )
    assert sheet.decided_by.username == "huyen.huongson"
    assert User.objects.get(username="huyen.huongson").has_usable_password()


def test_every_count_leads_to_exactly_its_households(plan, login):
    client = login(User.objects.get(username="xa.anhoathinh"))
    table = built(TABLE, plan)
    linked = [(cell.link, cell.value) for row in table.rows for cell in row.cells if cell.link]

    found = [client.get(link).context["page"].paginator.count for link, _ in linked]

    assert len(linked) == 2 * 20
    assert found == [value for _, value in linked]
