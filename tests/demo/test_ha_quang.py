"""Hà Quảng 2023: results of 2022 and the proposal for 2023, to the last amount, and who leads."""

from fractions import Fraction

import pytest

from plans import budgets, checks, live, progress
from plans.models import Plan
from plans.money import state_total, total, under
from povertyplan.numbers import vietnamese
from povertyplan.units.models import Unit
from targets.models import TargetSheet
from tests.demo.printed import built, misprints, plan_of, read, texts

FIGURES = read("ha_quang_figures.json")
PRINTED = read("ha_quang_printed.json")["budget-proposal"]

pytestmark = pytest.mark.django_db


@pytest.fixture
def district():
    return Unit.objects.by_code("045", year=2023)


@pytest.fixture
def plan(district):
    return plan_of(district, 2023)


def amount(key: str, budget) -> int:
    """đồng that a key of the printed figures stands for; of the state unless it says otherwise."""
    name, _, argument = key.partition(":")
    components = {component.code: component.pk for component in budget.components}
    sums = under(budget.sums, components[argument]) if argument in components else budget.sums
    lines = {line.content: line for line in budget.lines}
    match name:
        case "state" | "total" | "component":
            return state_total(sums)
        case "development" | "recurrent":
            return total(item for item in sums if item.column.capital_kind == name)
        case "mobilised":
            return total(item for item in sums if item.column.source == name)
        case "construction-total":
            return sum(budgets.amounts_of(lines["Xây dựng công trình hạ tầng thiết yếu"]).values())
    rows = FIGURES["budget"][str(budget.plan.year)]
    content = next(row["activity"] for row in rows if row["key"] == argument)
    amounts = budgets.amounts_of(lines[content])
    return sum(vnd for column, vnd in amounts.items() if column.is_state)


@pytest.mark.parametrize("year", ["2022", "2023"])
def test_every_printed_amount_comes_out_of_the_budget(district, year):
    budget = budgets.read(Plan.objects.get(unit=district, year=int(year)))
    found = {key: amount(key, budget) for key in PRINTED[year]}

    assert {key: vietnamese(Fraction(vnd, 10**6)) for key, vnd in found.items()} == PRINTED[year]


def test_table_prints_the_budget_with_who_leads(plan):
    table = built("budget-proposal", plan)
    rows = {table.cell(row, "number").value: row for row in table.rows}
    total_row = table.rows[-1]
    keys = ["state_vnd", "development_central_vnd", "recurrent_central_vnd", "mobilised_vnd"]

    assert [table.cell(total_row, key).value for key in keys] == [133_086, 73_913, 59_173, 375]
    assert table.cell(total_row, "total_vnd").value == 133_461
    leads = {line["component"]: line["lead"] for line in FIGURES["budget"]["2023"]}
    assert {code: table.cell(rows[code], "lead").value for code in leads} == leads
    before = built("budget-proposal", plan, 2022)
    assert before.cell(before.rows[-1], "state_vnd").value == 84_249


def test_text_tells_the_printed_figures(plan):
    words = texts(plan)[""]

    for printed in (
        "chiếm 39,60%; phấn đấu giảm trên 7 điểm phần trăm, đến cuối năm 2022 còn 4.564 hộ",
        "từ 4.564 hộ (32,59%) cuối năm 2022 còn 3.584 hộ (25,59%) cuối năm 2023",
        "lên 48,8% (tăng 1,2 điểm phần trăm so với cuối năm 2022), trong đó đào tạo nghề đạt 29,5%",
        "lên 47,6% (tăng 1,2 điểm phần trăm so với cuối năm 2021)",
        "Tạo việc làm mới cho 1.000 lao động trở lên",
        "đạt 91.123 triệu đồng với 1.933 lượt vay, trong đó 1.005 lượt",
        "chiếm 52% số lượt vay",
        "6.296 người từ 60 tuổi trở lên (2.350 nam, 3.946 nữ)",
        "84.249 triệu đồng, gồm vốn đầu tư phát triển 71.283 triệu đồng và vốn sự nghiệp 12.966",
        "nhu cầu khoảng 73.863 triệu đồng, trong đó ngân sách nhà nước 73.488 triệu đồng",
        "Nhu cầu vốn ngân sách nhà nước 133.086 triệu đồng, gồm đầu tư phát triển 73.913 triệu",
        "Kể cả 375 triệu đồng huy động khác, tổng nhu cầu là 133.461 triệu đồng",
        "Ước giải ngân cả năm 95% kế hoạch",
        "Ước đạt 90%",
    ):
        assert printed in words
    assert "[[" not in words
    assert "…" not in words


def test_printed_mistakes_stay_listed(plan):
    """5.546 of 14.006 households are 39,60 %, printed as 39,59; 25,59 is a rate, not households."""
    words, known = texts(plan)[""], misprints("ha_quang", "text")

    assert known["poor.rate.2021", "rate"] == ("39,59", "39,60")
    assert known["ket-qua-chu-yeu", "poor_left"][1].startswith("3.584 hộ")
    assert known["tong-nhu-cau", "total_need"] == ("133.086", "133.461")
    assert "39,59" not in words
    assert "25,59 hộ" not in words


def test_targets_of_both_years_follow_each_other(district):
    sheets = {sheet.year: sheet for sheet in TargetSheet.objects.filter(unit=district)}

    assert {year: sheet.state for year, sheet in sheets.items()} == {
        2022: "approved",
        2023: "approved",
    }
    assert all("minh họa" in sheet.baseline_source for sheet in sheets.values())
    for sheet in sheets.values():
        assert sheet.rows.count() == len(FIGURES["communes"]) == 21


def test_what_was_given_in_2022_is_expected_to_be_spent(district):
    plan = Plan.objects.get(unit=district, year=2022)
    balance = budgets.balance_of(budgets.cells(budgets.read(plan)))

    assert balance.available == 84_249_000_000
    # 95 % of 73,359 million, 90 % of 1,607 million, all of the rest.
    assert balance.estimate == 84_249_000_000 - 3_667_950_000 - 160_700_000


def test_proposal_is_a_draft_and_ready_to_issue(plan):
    assert (plan.kind, plan.number, plan.state) == ("proposal", None, "draft")
    assert [finding for finding in checks.problems(plan) if finding.is_error] == []


def test_report_on_2022_says_what_part_a_prints(plan, district):
    """4.564 left of 5.546, 32,59 %; 84.249 million given, 95 % of project 1 expected to be paid."""
    report = Plan.objects.get(unit=district, year=2022).progress_reports.get()
    said = progress.stated(report)
    poor, texts_of = said.target("poor"), {n: f.text for n, f in live.figures_of(plan).items()}

    assert report.state == "approved"
    assert (poor.baseline, poor.planned, poor.result) == (5_546, 4_564, 4_564)
    assert texts_of["result:poor"] == texts_of["poor.now"] == "4.564"
    assert texts_of["result.rate:poor"] == texts_of["poor.rate.now"] == "32,59"
    assert texts_of["result.available"] == texts_of["budget.state.before"] == "84.249"
    assert texts_of["result.estimate.percent:1"] == "95"
    assert texts_of["result.estimate.percent:4.1"] == "90"
    assert [row.where for row in checks.problems(plan) if "năm trước" in row.where] == []
