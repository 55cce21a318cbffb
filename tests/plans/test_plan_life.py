"""The life of a plan: who begins, sends, approves and changes it, and what is refused."""

from datetime import date

import pytest

from plans import content, coverage
from plans.actions import parts, sections
from plans.actions import plan as actions
from plans.actions.budgets import set_lines
from plans.actions.sections import Words
from plans.models import (
    AgencyAssignment,
    Clause,
    Component,
    LegalText,
    OfficialAssignment,
    Plan,
    PlanTask,
    Section,
)
from povertyplan.audit.models import Event
from povertyplan.errors import Conflict, DomainError, InvalidData, NotPermitted
from povertyplan.units.models import Agency
from reports import plan_document


@pytest.fixture
def plan(land, mai):
    """The commune's plan of 2023, with two sections."""
    made = actions.start(unit=land.commune, year=2023, by=mai)
    words = Words("Mục tiêu", "Giảm nghèo.", numbering="I.")
    first = sections.add(plan=made, words=words, version=1, by=mai)
    words = Words("Tổ chức", "Như [[ref:muc-tieu]].", numbering="I.")
    sections.add(plan=made, words=words, version=2, by=mai)
    sections.add(plan=made, words=Words("Y tế", "Cấp thẻ."), parent=first, version=3, by=mai)
    return Plan.objects.get(pk=made.pk)


def headings(plan) -> list[str]:
    return [part.heading for part in content.outline(plan)]


def walk(plan, *names_and_people):
    for name, person in names_and_people:
        plan = actions.move(plan=plan, name=name, by=person, reason="Sửa mục I")
    return plan


def test_one_writes_and_the_unit_above_approves(plan, mai, duc):
    approved = walk(plan, ("submit", mai), ("approve", duc))

    assert approved.state == "approved"
    assert approved.decided_by == duc
    assert Event.objects.of(plan).first().sentence == ("Duyệt kế hoạch năm 2023 của xã Bình An")


def test_returned_plan_says_why_and_is_written_again(plan, mai, duc):
    returned = walk(plan, ("submit", mai), ("return", duc))

    assert (returned.state, returned.return_reason) == ("returned", "Sửa mục I")
    words = Words("Mục đích", "Giảm nghèo bền vững.", numbering="I.")
    first = plan.sections.get(key="muc-tieu")
    sections.edit(section=first, words=words, version=returned.version, by=mai)
    assert headings(plan)[0] == "I. Mục đích"


def test_submitted_plan_is_not_written(plan, mai):
    sent = walk(plan, ("submit", mai))

    with pytest.raises(DomainError, match="Chờ duyệt"):
        sections.add(plan=sent, words=Words("Thêm"), version=sent.version, by=mai)


@pytest.mark.parametrize("who", ["hoa", "long", "duc", "lan", "binh", "dung", "an", "chi"])
def test_only_officers_of_the_unit_write(who, plan, cast):
    with pytest.raises(NotPermitted):
        sections.add(plan=plan, words=Words("Thêm"), version=plan.version, by=cast[who])


def test_maker_does_not_approve(land, binh):
    """Nobody sits above the province: a colleague approves, never who wrote."""
    made = actions.start(unit=land.province, year=2023, by=binh)
    sections.add(plan=made, words=Words("Mục tiêu"), version=1, by=binh)
    walk(made, ("submit", binh))

    with pytest.raises(NotPermitted, match="tự duyệt"):
        walk(made, ("approve", binh))


def test_empty_plan_is_not_submitted(land, mai):
    made = actions.start(unit=land.commune, year=2023, by=mai)

    with pytest.raises(InvalidData, match="chưa có mục nào"):
        walk(made, ("submit", mai))


def test_one_plan_of_a_kind_a_year(plan, land, mai):
    with pytest.raises(DomainError, match="Đã có kế hoạch thực hiện năm 2023"):
        actions.start(unit=land.commune, year=2023, by=mai)

    assert actions.start(unit=land.commune, year=2023, kind="proposal", by=mai).pk


def test_second_person_to_save_is_told(plan, mai):
    section = plan.sections.get(key="y-te")
    words = Words("Y tế", "Khám bệnh.")
    sections.edit(section=section, words=words, version=plan.version, by=mai)

    with pytest.raises(Conflict, match="Mai"):
        sections.edit(section=section, words=Words("Khác"), version=plan.version, by=mai)


def test_sections_are_shifted(plan, mai):
    assert headings(plan) == ["I. Mục tiêu", "1. Y tế", "II. Tổ chức"]

    sections.shift(section=plan.sections.get(key="to-chuc"), way="up", version=None, by=mai)
    assert headings(plan) == ["I. Tổ chức", "II. Mục tiêu", "1. Y tế"]
    sections.shift(section=plan.sections.get(key="y-te"), way="out", version=None, by=mai)
    assert headings(plan) == ["I. Tổ chức", "II. Mục tiêu", "1. Y tế"]
    assert plan.sections.get(key="y-te").parent is None
    sections.shift(section=plan.sections.get(key="y-te"), way="in", version=None, by=mai)
    assert plan.sections.get(key="y-te").parent.key == "muc-tieu"
    with pytest.raises(InvalidData, match="ở đầu hoặc cuối"):
        sections.shift(section=plan.sections.get(key="to-chuc"), way="up", version=None, by=mai)


def test_removing_a_section_takes_what_lies_in_it(plan, mai):
    sections.remove(section=plan.sections.get(key="muc-tieu"), version=plan.version, by=mai)

    assert headings(plan) == ["I. Tổ chức"]


def test_keys_are_free(plan, mai):
    again = sections.add(plan=plan, words=Words("Y  tế"), version=None, by=mai)

    assert again.key == "y-te-1"


def test_next_year_begins_from_this_one(plan, land, mai):
    text = LegalText.objects.create(kind="Luật", number="1/2020/QH14", issuer="Quốc hội")
    parts.set_rows(plan=plan, part="bases", rows=[{"text": text}], version=None, by=mai)
    duty = {"sender": "Thôn", "receiver": "Xã", "what": "Báo cáo", "due_on": date(2023, 5, 15)}
    parts.set_rows(plan=plan, part="duties", rows=[duty], version=None, by=mai)
    agency = Agency.objects.create(unit=land.commune, name="Công an")
    task = {"agency": agency, "text": "Giữ yên", "section": plan.sections.get(key="y-te")}
    parts.set_rows(plan=plan, part="tasks", rows=[task], version=None, by=mai)

    made = actions.start(unit=land.commune, year=2024, by=mai, origin=plan)

    assert headings(made) == headings(plan) == ["I. Mục tiêu", "1. Y tế", "II. Tổ chức"]
    assert made.tasks.get().section.plan == made
    assert made.bases.get().text == text
    assert made.duties.get().due_on is None
    assert Section.objects.filter(plan=plan).count() == 3


def test_plan_from_the_library(land, mai):
    Clause.objects.create(area="housing", title="Nhà ở", body="Xóa nhà tạm.")

    made = actions.start(unit=land.commune, year=2023, by=mai, origin="clauses")

    assert headings(made)[2:4] == ["III. Nhiệm vụ và giải pháp", "1. Nhà ở"]


def test_list_is_written_as_a_whole(plan, mai):
    rows = [{"text": "Huyện ủy"}, {"text": "Các thôn"}]
    parts.set_rows(plan=plan, part="recipients", rows=rows, version=plan.version, by=mai)
    first, second = plan.recipients.all()
    rows = [{"pk": second.pk, "text": "Các thôn, làng"}, {"text": "Lưu"}]
    parts.set_rows(plan=plan, part="recipients", rows=rows, version=None, by=mai)

    assert [row.text for row in plan.recipients.all()] == ["Các thôn, làng", "Lưu"]
    with pytest.raises(InvalidData, match="không có dòng này"):
        parts.set_rows(plan=plan, part="recipients", rows=[{"pk": first.pk}], version=None, by=mai)


def test_issued_plan_is_changed_by_another_only(plan, mai):
    Plan.objects.filter(pk=plan.pk).update(number=4, issued_on=date(2023, 2, 1))
    issued = Plan.objects.get(pk=plan.pk)

    for change in (
        lambda: sections.add(plan=issued, words=Words("Thêm"), version=None, by=mai),
        lambda: actions.set_head(plan=issued, version=None, by=mai, abstract="Khác"),
        lambda: parts.set_rows(plan=issued, part="tasks", rows=[], version=None, by=mai),
        lambda: walk(issued, ("submit", mai)),
        lambda: actions.discard(plan=issued, version=None, by=mai),
    ):
        with pytest.raises(DomainError, match="sửa đổi hoặc thay thế"):
            change()
    made = actions.amend(plan=issued, amendment="replace", note="Chỉ tiêu", by=mai)
    assert headings(made) == headings(issued)
    assert issued.life == "Đã ban hành"

    Plan.objects.filter(pk=made.pk).update(number=9, issued_on=date(2023, 5, 1))
    assert Plan.objects.get(pk=plan.pk).life == "Đã bị thay thế"
    assert Plan.objects.of(plan.unit, 2023) == made


def test_amendment_begins_empty_and_names_what_it_changes(plan, mai):
    Plan.objects.filter(pk=plan.pk).update(number=4, issued_on=date(2023, 2, 1))

    made = actions.amend(plan=plan, amendment="amend", note="Thời hạn", by=mai)

    assert made.abstract == "Sửa đổi, bổ sung Kế hoạch số 04/KH-UBND ngày 01/02/2023"
    assert headings(made) == []
    with pytest.raises(DomainError, match="đang lập"):
        actions.amend(plan=plan, amendment="amend", note="Nữa", by=mai)


def test_draft_is_not_amended(plan, mai):
    with pytest.raises(DomainError, match="chưa ban hành"):
        actions.amend(plan=plan, amendment="amend", note="Thời hạn", by=mai)


def test_uncovered_villages_and_overloaded_officials(plan, land, mai):
    OfficialAssignment.objects.create(plan=plan, official="Công chức", unit=land.village)

    found = coverage.of(plan)

    assert found.uncovered == [land.second_village]
    assert [(load.name, load.places, load.is_over) for load in found.loads] == [
        ("Công chức", 1, False)
    ]


def test_replacement_has_its_own_budget_and_assignments(plan, land, mai, duc, programmes, line):
    """Each plan's annexes tell of that plan; the tables of the year tell of the one in force."""
    set_lines(plan=plan, lines=[line("4.3", recurrent_central=900)], version=1, by=mai)
    agency = Agency.objects.create(unit=land.commune, name="Công an")
    AgencyAssignment.objects.create(plan=plan, agency=agency, unit=land.village)
    component = Component.objects.get(programme__code="QD90_2022", code="4.3")
    named = "[[budget.line:%d]] triệu đồng"
    text = f"Mở sàn: {named % plan.budget_lines.get().pk}"
    task = PlanTask.objects.create(plan=plan, agency=agency, text=text)
    task.components.add(component)
    Plan.objects.filter(pk=plan.pk).update(number=4, issued_on=date(2023, 2, 1))
    made = actions.amend(plan=plan, amendment="replace", note="Vốn", by=mai)
    own = made.budget_lines.get()
    assert made.tasks.get().text == f"Mở sàn: {named % own.pk}"
    lines = [line("4.3", pk=own.pk, recurrent_central=800)]
    set_lines(plan=made, lines=lines, version=made.budget_version, by=mai)
    rows = [{"table": "budget-proposal"}, {"table": "agency-assignments"}]
    parts.set_rows(plan=made, part="annexes", rows=rows, version=None, by=mai)

    budget, people = plan_document.annexes_of(made)

    assert "800" in str(budget["rows"])
    assert "900" not in str(budget["rows"])
    assert len(people["rows"]) == 1
    assert [list(row.components.all()) for row in made.tasks.all()] == [[component]]
    assert plan.budget_lines.get().amounts.get().amount_vnd == 900_000_000
