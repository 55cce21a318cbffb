"""Thừa Thiên Huế 2021: the table of nine districts cell by cell, the figures of the text."""

from datetime import date

import pytest

from plans import checks
from povertyplan.units.enums import Level
from povertyplan.units.models import Unit, UnitChange
from targets.models import TargetSheet
from tests.demo.printed import built, misprints, plan_of, read, texts, wrong_cells

TABLE = "district-reduction-targets"
# The columns of the fixture, in the names of the table.
KEYS = [
    *("households", "poor", "poor_persons", "poor_rate", "social_protection"),
    *("social_protection_share", "policy_reduction", "policy_reduction_share"),
    *("planned_households", "poor_decrease", "planned_poor", "planned_rate", "planned_reduction"),
]
OF_FIXTURE = {
    "programme_rate": "policy_reduction_share",
    "poor_left_rate": "planned_rate",
    "poor_reduction": "planned_reduction",
    "projected_households": "planned_households",
}

pytestmark = pytest.mark.django_db


@pytest.fixture
def province():
    return Unit.objects.by_code("46", year=2021)


@pytest.fixture
def plan(province):
    return plan_of(province, 2021)


def test_every_printed_cell_is_computed_but_for_the_misprints(plan):
    printed = read("thua_thien_hue_printed.json")[TABLE]
    known = misprints("thua_thien_hue", TABLE)
    known = {(row, OF_FIXTURE[column]): values for (row, column), values in known.items()}

    assert sum(len(cells) for cells in printed.values()) == 10 * 13
    assert wrong_cells(built(TABLE, plan), printed, KEYS) == known
    assert len(known) == 18


def test_text_tells_the_printed_figures(plan):
    """Part I: from 10.871 (3,45) by 1.220 to 9.651 households (3,05), by 0,40 points."""
    words = texts(plan)[""]

    assert (
        "từ 10.871 hộ (3,45%) giảm 1.220 hộ, còn 9.651 hộ (3,05%), mức giảm 0,40 điểm phần trăm"
    ) in words
    assert "hỗ trợ 95% mức đóng" in words
    assert "gồm ngân sách Trung ương 70% và ngân sách tỉnh 25%, người cận nghèo đóng 5%" in words
    assert "trước ngày 10 tháng 4 năm 2021" in words
    assert "nêu tại mục IV" in words  # the source says V
    assert "[[" not in words


def test_plan_was_issued_on_paper_and_a_deputy_signs(plan):
    assert (plan.reference, plan.issued_on) == ("129/KH-UBND", date(2021, 4, 2))
    assert plan.document is None
    assert plan.signer.lines == ("TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH")
    assert [annex.table for annex in plan.annexes.all()] == [TABLE]
    assert checks.problems(plan) == []


def test_sheet_has_typed_baselines_with_their_source_and_was_checked_by_a_colleague(province):
    sheet = TargetSheet.objects.get(unit=province, year=2021)

    assert sheet.state == "approved"
    assert sheet.submitted_by != sheet.decided_by
    assert "129/KH-UBND" in sheet.baseline_source
    assert sheet.projection == "per_unit"
    assert sheet.goals.count() == 13


def test_province_of_2021_had_nine_districts_and_led_to_those_of_2025(province):
    old = Unit.objects.children_of(province, year=2021)
    city = Unit.objects.by_code("46", year=2025)
    new = Unit.objects.filter(parent=city, level=Level.DISTRICT)

    assert province.title == "Tỉnh Thừa Thiên Huế"
    assert [unit.title for unit in old][:4] == [
        "Thành phố Huế",
        "Thị xã Hương Trà",
        "Thị xã Hương Thủy",
        "Huyện Phong Điền",
    ]
    assert len(old) == new.count() == 9
    assert {unit.valid_to for unit in old} == {date(2024, 12, 31)}
    assert {unit.valid_from for unit in (city, *new)} == {date(2025, 1, 1)}
    changes = UnitChange.objects.filter(predecessors__in=old).distinct()
    assert {unit.pk for change in changes for unit in change.successors.all()} == {
        unit.pk for unit in new
    }
    merged = changes.get(kind="merge")
    assert {unit.name for unit in merged.predecessors.all()} == {"Phú Lộc", "Nam Đông"}


def test_codes_lead_to_the_province_of_their_year():
    names = [Unit.objects.by_code("46", year=year).title for year in (2021, 2024, 2025)]

    assert names == ["Tỉnh Thừa Thiên Huế", "Tỉnh Thừa Thiên Huế", "Thành phố Huế"]
    assert Unit.objects.by_code("483", year=2025) is None
