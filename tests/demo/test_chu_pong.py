"""Chư Pong 2023: 1,82 points out of invented villages, two lists of households, three deadlines."""

from datetime import date

import pytest

from households.models import Result, Round
from plans import checks
from povertyplan.accounts.models import User
from povertyplan.units.models import Unit
from targets import figures
from targets.enums import Measure
from targets.models import Registration, TargetSheet
from targets.standing import registered
from tests.demo.printed import built, plan_of, read, texts

FIGURES = read("chu_pong_figures.json")

pytestmark = pytest.mark.django_db


@pytest.fixture
def commune():
    return Unit.objects.by_code("23945", year=2023)


@pytest.fixture
def plan(commune):
    return plan_of(commune, 2023)


def test_villages_fall_by_the_printed_points_together(plan):
    table = built("village-targets", plan)
    total = table.rows[-1]
    counts = ["poor_opening", "poor_decrease", "poor_closing"]
    near = ["near_poor_opening", "near_poor_decrease", "near_poor_closing"]

    assert table.cell(total, "households").value == 1264
    assert [table.cell(total, key).value for key in counts] == [178, 23, 155]
    assert [table.cell(total, key).value for key in near] == [142, 18, 124]
    line = figures.total_of(figures.lines(plan.unit, 2023, figures.standard_for(plan.unit, 2023)))
    assert round(float(line.planned_reduction("poor")), 2) == 1.82


def test_every_village_has_the_households_of_its_row(plan):
    table = built("village-targets", plan)
    keys = ["households", "poor_opening", "poor_decrease", "near_poor_opening"]
    found = [[table.cell(row, key).value for key in keys] for row in table.rows[:-1]]

    assert found == [
        [row["households"], row["poor"], row["planned_poor_decrease"], row["near_poor"]]
        for row in FIGURES["villages"]
    ]


def test_text_tells_the_printed_figures(plan):
    words = texts(plan)[""]

    assert "giảm 1,82 điểm phần trăm: từ 178 hộ (14,08%) còn 155 hộ (12,26%)" in words
    assert "từ 142 hộ (11,23%) còn 124 hộ (9,81%)" in words
    for day in ("10 tháng 3", "15 tháng 5", "25 tháng 10"):
        assert f"trước ngày {day} năm 2023" in words
    assert "[[" not in words


def test_round_was_judged_by_the_standard_of_its_year(commune):
    round = Round.objects.get(unit=commune)

    assert (round.year, round.standard.code, round.next_standard) == (2022, "ND07_2021", None)
    assert Result.objects.official(year=2022).in_unit(commune).count() == 178 + 142


def test_named_households_stand_behind_every_target(commune):
    villages = list(Unit.objects.children_of(commune, year=2023))
    behind = registered(villages, 2023)

    for village, row in zip(villages, FIGURES["villages"], strict=True):
        assert behind[village.pk][Measure.POOR] >= row["planned_poor_decrease"]
        assert behind[village.pk][Measure.NEAR_POOR] >= row["planned_near_poor_decrease"]


def test_lists_hold_the_households_of_the_file(plan):
    able, unable = built("escape-list", plan), built("unable-list", plan)

    for table, rows in ((able, FIGURES["registered"]), (unable, FIGURES["unable"])):
        found = {
            (table.cell(row, "head").value, table.cell(row, "persons").value) for row in table.rows
        }
        assert found == {(row["head"], row["persons"]) for row in rows}
    rows = Registration.objects.in_unit(plan.unit).with_head()
    measures = {row.head_name: row.measures for row in rows.filter(kind="able")}
    assert measures == {row["head"]: row["measures"] for row in FIGURES["registered"]}


def test_unable_households_cannot_work(commune):
    rows = Registration.objects.in_unit(commune).filter(kind="unable")
    reviews = [row.household.reviews.get(round__year=2022) for row in rows]

    assert len(reviews) == 14
    assert all(review.has_no_labour for review in reviews)
    assert set(rows.values_list("unable_reason", flat=True)) == {"illness", "old_alone", "other"}


def test_each_official_has_tasks_and_reports_have_their_days(plan):
    agencies = set(plan.tasks.values_list("agency__name", flat=True))
    days = plan.duties.exclude(due_on=None).order_by("due_on").values_list("due_on", flat=True)

    assert list(days) == [date(2023, 3, 10), date(2023, 5, 15), date(2023, 10, 25)]
    assert {
        "Công chức Địa chính - Nông nghiệp",
        "Công chức Lao động - Thương binh và Xã hội",
        "Công chức Tư pháp - Hộ tịch",
        "Công chức Văn hóa - Thông tin",
        "Công chức phụ trách lĩnh vực y tế",
        "Công chức phụ trách công tác dân tộc",
    } <= agencies


def test_plan_is_a_draft_with_three_annexes_and_ready_to_issue(plan):
    names = [annex.table for annex in plan.annexes.all()]

    assert names == ["village-targets", "escape-list", "unable-list"]
    parent = plan.bases.get(text=plan.parent_text).text.citation
    assert "số 40/KH-UBND ngày 24 tháng 02 năm 2023 của UBND huyện Chư Sê" in parent
    assert [finding for finding in checks.problems(plan) if finding.is_error] == []
    assert TargetSheet.objects.get(unit=plan.unit).decided_by.username == "huyen.chuse"


def test_commune_bears_the_name_that_the_plan_prints(commune, login):
    client = login(User.objects.get(username="xa.chupong"))

    assert commune.title == "Xã Chư Pong"
    assert client.get("/").status_code == 200
