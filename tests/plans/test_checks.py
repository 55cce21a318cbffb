"""What stands against an issue, each with the place where it is mended."""

from datetime import date

import pytest
from django.urls import reverse

from plans import checks
from plans.actions import parts, sections
from plans.actions.budgets import set_lines
from plans.actions.sections import Words
from plans.models import Component, Duty, LegalText, Plan
from povertyplan.units.models import Agency
from tests.plans import written


@pytest.fixture
def plan(land, standard, mai, duc):
    written.sheet(land, standard, mai, duc)
    return written.plan(land, mai)


@pytest.fixture
def say(plan, mai):
    """What the checks say of a section with the text."""

    def found(body: str) -> list[tuple[str, bool]]:
        section = sections.add(plan=plan, words=Words("Thêm", body), version=None, by=mai)
        url = reverse("plans:plan-section", args=[plan.pk, section.pk])
        return [(p.text, p.is_error) for p in checks.problems(plan) if p.url == url]

    return found


def texts(plan, **kwargs) -> list[str]:
    return [problem.text for problem in checks.problems(plan, **kwargs)]


def test_whole_plan_has_no_problems(plan):
    assert checks.problems(plan) == []


def test_targets_that_are_not_approved(plan, land, duc):
    from_above = plan.unit
    sheet = checks.TargetSheet.objects.get(unit=from_above, year=2023)
    type(sheet).objects.filter(pk=sheet.pk).update(state="draft")

    found = checks.problems(plan)

    assert [problem.text for problem in found] == ["Bảng chỉ tiêu chưa được duyệt (đang nhập)."]
    assert found[0].url == sheet.get_absolute_url()
    assert found[0].is_error


def test_unknown_placeholder(say):
    assert say("Còn [[poor.plan]] hộ") == [("Không có số liệu nào tên là [[poor.plan]].", True)]


def test_figure_that_is_not_known(say):
    assert say("Còn [[near_poor.planned]] hộ") == [
        ("Chưa có số liệu cho [[near_poor.planned]].", True)
    ]


def test_missing_annex_and_reference(say):
    assert say("Xem [[annex:escape-list]], [[ref:khong-co]]") == [
        ("Nhắc đến phụ lục escape-list mà kế hoạch không có.", True),
        ("Dẫn chiếu đến mục không có: khong-co.", True),
    ]


@pytest.mark.parametrize(
    "body",
    ["Giảm 12 hộ nghèo.", "Tỷ lệ còn 8,48%.", "Còn 1.717 hộ nghèo.", "Giảm 11 hộ cận nghèo"],
)
def test_typed_figure_that_contradicts_its_table(body, say):
    found = say(body)

    assert len(found) == 1
    assert found[0][0].startswith("Số gõ tay «")
    assert not found[0][1]


@pytest.mark.parametrize(
    "body",
    ["Giảm 10 hộ nghèo, còn 13,33%.", "Trước ngày 12/6/2023 có 5 lớp.", "Còn [[poor.planned]] hộ"],
)
def test_figures_that_agree_or_are_none_of_these(body, say):
    assert say(body) == []


def test_two_leads_for_one_sub_project(plan, programmes, mai):
    component = Component.objects.get(programme__code="QD90_2022", code="4.3")
    rows = [
        {
            "agency": Agency.objects.create(unit=plan.unit, name=name),
            "text": "Việc làm",
            "role": r,
            "components": [component],
        }
        for name, r in (("A", "lead"), ("B", "lead"), ("C", "cooperate"))
    ]
    parts.set_rows(plan=plan, part="tasks", rows=rows, version=None, by=mai)

    assert texts(plan) == ["Có 2 cơ quan cùng chủ trì: A; B. Hãy giữ một."]


def test_deadline_later_than_that_of_the_plan_above(plan, land):
    upper = Plan.objects.create(unit=land.district, year=2023, abstract="Huyện")
    Plan.objects.filter(pk=plan.pk).update(parent=upper)
    plan.refresh_from_db()
    fields = {"sender": "Xã", "receiver": "Huyện", "what": "Báo cáo", "period": "half_year"}
    Duty.objects.create(plan=upper, due_on=date(2023, 6, 10), **fields)
    duty = Duty.objects.create(plan=plan, due_on=date(2023, 6, 10), **fields)
    assert texts(plan) == []

    Duty.objects.filter(pk=duty.pk).update(due_on=date(2023, 6, 11))

    assert texts(plan) == ["Hạn 11/06/2023 muộn hơn hạn 10/06/2023 của kế hoạch cấp trên."]


def test_lapsed_basis_on_the_day_of_the_plan(plan):
    LegalText.objects.update(valid_to=date(2023, 3, 31))

    assert texts(plan, on=date(2023, 3, 31)) == []
    assert texts(plan, on=date(2023, 4, 1)) == ["Văn bản hết hiệu lực từ sau ngày 31/03/2023."]


def test_budget_against_the_plan_above(plan, land, programmes, line, mai, duc):
    upper = Plan.objects.create(unit=land.district, year=2023, abstract="Huyện")
    given = [line("4.3", recurrent_central=900, place=land.commune)]
    set_lines(plan=upper, lines=given, version=1, by=duc)
    Plan.objects.filter(pk=plan.pk).update(parent=upper)
    plan.refresh_from_db()
    set_lines(plan=plan, lines=[line("4.3", recurrent_central=901)], version=1, by=mai)

    assert texts(plan) == ["Vốn ngân sách cao hơn số kế hoạch của cấp trên ghi cho Xã Bình An."]
