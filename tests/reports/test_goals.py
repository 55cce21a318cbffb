"""The table of other goals, with the figures of Hà Quảng 2023."""

from datetime import date
from decimal import Decimal

import pytest

from plans.actions import parts
from reports import plan_document
from reports.catalogue import CATALOGUE
from reports.table import text
from targets.actions import goals, negotiation
from targets.enums import GoalKind
from targets.models import Goal, TargetSheet
from tests.plans import written

DEFINITION = CATALOGUE["goals"]


@pytest.fixture
def sheet(land, standard, mai):
    return TargetSheet.objects.create(unit=land.commune, year=2023, standard=standard)


def printed(table) -> list[list[str]]:
    return [[text(leaf, cell) for leaf, cell in table.printed_cells(row)] for row in table.rows]


def test_goals_stand_with_the_decimals_they_have(sheet, land, mai):
    """1,000 jobs; trained workers from 47.6 to 48.8 %; 1,005 of 1,933 loans (51.99 %)."""
    for goal in (
        Goal(label="Việc làm mới", kind=GoalKind.COUNT, target=Decimal(1000), measured_in="người"),
        Goal(
            label="Lao động qua đào tạo",
            kind=GoalKind.RATE,
            baseline=Decimal("47.60"),
            target=Decimal("48.80"),
        ),
        Goal(label="Có bảo hiểm y tế", kind=GoalKind.SHARE, numerator=4564, denominator=4564),
        Goal(label="Được vay vốn", kind=GoalKind.SHARE, numerator=1005, denominator=1933),
    ):
        goal.sheet = sheet
        goals.save(goal=goal, by=mai)

    assert printed(DEFINITION.build(DEFINITION, land.commune, 2023)) == [
        ["1", "Việc làm mới", "người", "", "1.000", ""],
        ["2", "Lao động qua đào tạo", "%", "47,6", "48,8", "1,2"],
        ["3", "Có bảo hiểm y tế", "%", "", "100", ""],
        ["4", "Được vay vốn", "%", "", "51,99", ""],
    ]


def test_goals_under_revision_stand_once_as_before_it(land, standard, mai, duc):
    """1,000 jobs until the decision that makes them 2,000 is approved."""
    sheet = written.sheet(land, standard, mai, duc)
    goal = Goal(sheet=sheet, label="Việc làm mới", code="viec", kind=GoalKind.COUNT, target=1000)
    goal.save()
    decided = {"decision": "12/QĐ", "decided_on": date(2023, 7, 1), "reason": "Mưa lũ"}
    negotiation.revise(sheet=sheet, by=mai, **decided)
    goal = Goal.objects.get(revision=None)
    goal.target = Decimal(2000)
    goals.save(goal=goal, by=mai)

    table = DEFINITION.build(DEFINITION, land.commune, 2023)

    assert printed(table) == [["1", "Việc làm mới", "", "", "1.000", ""]]
    TargetSheet.objects.filter(pk=sheet.pk).update(state="approved")
    table = DEFINITION.build(DEFINITION, land.commune, 2023)
    assert printed(table) == [["1", "Việc làm mới", "", "", "2.000", ""]]


def test_place_without_goals_says_so(land, sheet):
    for unit in (land.commune, land.district):
        table = DEFINITION.build(DEFINITION, unit, 2023)
        assert table.rows == ()
        assert "chưa có mục tiêu khác" in table.notes[0]


def test_it_stands_upright_in_the_text(land, sheet, mai):
    plan = written.plan(land, mai)
    rows = [{"table": "goals", "is_inset": True}]
    parts.set_rows(plan=plan, part="annexes", rows=rows, version=None, by=mai)
    section = plan.sections.first()
    section.body = "[[table:goals]]"
    section.save()
    plan.refresh_from_db()

    [inset] = plan_document.of_plan(plan).insets
    assert (inset.number, inset.is_turned) == ("Bảng 1", False)
