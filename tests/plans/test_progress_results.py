"""The next plan's part A: what the report on the year before says, as live figures and a draft."""

import pytest

from plans import checks, content, live
from plans.actions import part_a, sections
from plans.actions import plan as plan_actions
from plans.actions.progress import Typed, save
from plans.actions.sections import Words
from plans.models import Plan
from povertyplan.errors import DomainError, NotPermitted
from reports.catalogue import CATALOGUE
from tests.plans import reported

WHERE = "Kết quả năm trước"


@pytest.fixture
def before(land, standard, mai, duc):
    return reported.plan(land, standard, mai, duc)


@pytest.fixture
def report(before, mai, duc):
    """Approved: 22 poor left, 800 jobs, 140 of 150 children insured, half of the money paid."""
    report = reported.complete(reported.start(before, mai), mai)
    texts = {"assessment": "Các thôn làm tốt.", "difficulties": "Vốn về muộn."}
    report = save(report=report, entries={}, texts=texts, version=None, by=mai)
    return reported.walk(report, ("submit", mai), ("approve", duc))


@pytest.fixture
def plan(land, mai):
    """The implementation plan of 2024, with one section."""
    made = plan_actions.start(unit=land.commune, year=2024, by=mai)
    words = Words("Mục tiêu", "Giảm nghèo.", numbering="I.")
    sections.add(plan=made, words=words, version=1, by=mai)
    return Plan.objects.get(pk=made.pk)


def printed(plan) -> str:
    data = content.assemble(plan)
    blocks = (block for section in data["sections"] for block in section["blocks"])
    return "\n".join("".join(run["text"] for run in block["runs"]) for block in blocks)


def headings(plan) -> list[str]:
    return [part.heading for part in content.outline(plan)]


def findings(plan) -> list[str]:
    found = checks.problems(plan)
    assert not [row for row in found if row.where.startswith(WHERE) and row.is_error]
    return [f"{row.where}: {row.text}" for row in found if row.where.startswith(WHERE)]


def test_live_figures_are_those_of_the_report(plan, report):
    found = {name: figure.text for name, figure in live.figures_of(plan).items()}

    assert found["result:poor"] == "22"
    assert found["result.planned:poor"] == "20"
    assert found["result.decrease:poor"] == "8"
    assert found["result.percent:poor"] == "80"
    assert found["result.rate:poor"] == "14,67"
    assert found["result.rate.reduction:poor"] == "5,33"
    assert found["result:goal:viec-lam-moi"] == "800"
    assert found["result.percent:goal:tre-em-co-the"] == "93,33"
    assert found["result.available"] == "100"
    assert found["result.disbursed"] == found["result.disbursed:1"] == "50"
    assert found["result.disbursed.percent"] == "50"
    assert found["result.report"] == "báo cáo cả năm 2023"
    assert found["result.until"] == "31 tháng 12 năm 2023"


def test_draft_says_what_was_reported(plan, report, mai):
    part_a.fill(plan=plan, version=plan.version, by=mai)

    assert headings(plan) == [
        "I. Kết quả thực hiện năm 2023",
        "1. Kết quả thực hiện chỉ tiêu",
        "2. Kết quả sử dụng kinh phí",
        "3. Đánh giá chung",
        "II. Mục tiêu",
    ]
    words = printed(plan)
    for sentence in (
        "Theo báo cáo cả năm 2023, kết quả tính đến ngày 31 tháng 12 năm 2023 như sau:",
        "Hộ nghèo: còn 22 hộ, chiếm 14,67%, giảm 8 hộ so với đầu năm (kế hoạch còn 20 hộ).",
        "Việc làm mới: đạt 800 lao động, kế hoạch 1.000 lao động.",
        "Trẻ em có thẻ: đạt 93,33%, kế hoạch 100%.",
        "được giao 100 triệu đồng, đã giải ngân 50 triệu đồng (50%).",
        "Các thôn làm tốt.",
        "Khó khăn, vướng mắc: Vốn về muộn.",
    ):
        assert sentence in words
    assert "Tổng số hộ" not in words
    assert "[[" not in words
    assert findings(plan) == []


def test_draft_is_put_in_once(plan, report, mai):
    part_a.fill(plan=plan, version=plan.version, by=mai)

    with pytest.raises(DomainError, match="đã có trong kế hoạch"):
        part_a.fill(plan=plan, version=None, by=mai)


@pytest.mark.parametrize("who", ["long", "duc", "chi"])
def test_only_officers_of_the_unit_put_it_in(who, plan, report, cast):
    with pytest.raises(NotPermitted):
        part_a.fill(plan=plan, version=None, by=cast[who])


def test_proposal_begins_with_part_a(land, report, mai):
    proposal = plan_actions.start(unit=land.commune, year=2024, kind="proposal", by=mai)

    assert headings(proposal)[:2] == [
        "A. Kết quả thực hiện năm 2023",
        "I. Kết quả thực hiện chỉ tiêu",
    ]


def test_part_a_that_was_copied_takes_the_results_in(land, plan, report, mai):
    proposal = plan_actions.start(
        unit=land.commune, year=2024, kind="proposal", origin=plan, by=mai
    )
    assert headings(proposal) == ["I. Mục tiêu"]
    proposal.sections.update(numbering="A.", title="Kết quả năm trước")

    part_a.fill(plan=proposal, version=None, by=mai)

    assert headings(proposal)[:2] == ["A. Kết quả năm trước", "I. Kết quả thực hiện chỉ tiêu"]


def test_without_a_report_nothing_is_put_in(plan, before, land, mai):
    reported.start(before, mai)

    with pytest.raises(DomainError, match="chưa có báo cáo"):
        part_a.fill(plan=plan, version=None, by=mai)
    proposal = plan_actions.start(unit=land.commune, year=2024, kind="proposal", by=mai)
    assert headings(proposal) == []
    words = Words("Kết quả", "Còn [[result:poor]] hộ.")
    sections.add(plan=plan, words=words, version=None, by=mai)
    assert "Còn … hộ" in printed(plan)


def test_reason_stands_for_a_result(plan, before, mai):
    report = reported.complete(reported.start(before, mai), mai)
    reason = Typed(explanation="Chưa điều tra.")
    reported.walk(reported.fill(report, mai, jobs=reason), ("submit", mai))

    part_a.fill(plan=plan, version=None, by=mai)

    assert "Việc làm mới: chưa có kết quả (Chưa điều tra)." in printed(plan)


def test_issue_is_warned_of_a_year_without_a_report(plan, before):
    assert findings(plan) == [f"{WHERE}: Kế hoạch năm 2023 chưa có báo cáo kết quả đã gửi."]


def test_plan_without_a_year_before_is_not_warned(before):
    assert findings(before) == []


def test_issue_is_warned_of_a_report_that_waits(plan, before, mai):
    report = reported.complete(reported.start(before, mai), mai)
    reported.walk(report, ("submit", mai))

    assert findings(plan) == [f"{WHERE}: Báo cáo cả năm 2023, xã Bình An chưa được duyệt."]


def test_issue_is_warned_of_figures_that_have_changed_since(plan, report, land, standard, mai):
    """The report said 22; the sheet of 2024 begins with 13 + 9, and then with 12 + 9."""
    sheet = reported.next_sheet(land, standard, mai)
    assert findings(plan) == []
    row = sheet.rows.get(unit=land.village)
    row.baselines.filter(field="poor").update(count=12)

    assert findings(plan) == [f"{WHERE}, Hộ nghèo: Báo cáo ghi kết quả 22, số liệu hiện nay là 21."]


def test_approved_report_of_the_year_counts_before_a_later_one(before, report, plan, mai):
    later = reported.start(before, mai, "half_year")
    reported.walk(later, ("submit", mai))

    assert live.figures_of(plan)["result.report"].text == "báo cáo cả năm 2023"


def test_table_of_results(land, report):
    definition = CATALOGUE["progress"]
    table = definition.build(definition, land.commune, 2023)
    keys = ("name", "planned", "done", "percent")
    rows = [tuple(table.cell(row, key).value for key in keys) for row in table.rows]

    assert ("Hộ nghèo", 20, 22, 80) in rows
    assert ("Việc làm mới", 1000, 800, 80) in rows
    assert rows[-1] == ("Ngân sách nhà nước", 100, 50, 50)
    assert definition.build(definition, land.town, 2023).rows == ()
