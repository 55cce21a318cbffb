"""Programmes, and the budget of a plan: what is kept, what is refused, who may write it."""

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db.models import ProtectedError

from plans import budgets
from plans.actions.budgets import set_lines
from plans.models import BudgetAmount, BudgetLine, Component, Plan, Programme
from plans.money import state_total, total, under
from plans.programmes import load_programmes, paths, tree
from povertyplan.audit.models import Event
from povertyplan.errors import Conflict, DomainError, InvalidData, NotPermitted
from tests.plans.conftest import COLUMN, MILLION
from tests.plans.test_money import FOR_2023, IN_2022


@pytest.mark.parametrize(
    ("year", "code"),
    [(2015, None), (2016, "QD1722_2016"), (2021, "QD1722_2016"), (2022, "QD90_2022")]
    + [(2025, "QD90_2022"), (2026, "QD417_2026"), (2030, "QD417_2026"), (2031, None)],
)
def test_programme_of_a_year(year, code, db, programmes):
    found = Programme.objects.of_year(year)

    assert (found.code if found else None) == code


def test_tree_of_decision_90(programme):
    components = tree(programme)
    codes = [component.code for component in components]

    assert [code for code in codes if "." not in code] == list("1234567")
    assert codes[codes.index("4") :][:4] == ["4", "4.1", "4.2", "4.3"]
    assert components[codes.index("4.3")].number == "Tiểu dự án 3"
    by_code = {component.code: component.pk for component in components}
    assert paths(components)[by_code["4.3"]] == (by_code["4"], by_code["4.3"])


def test_programme_of_2026_waits_for_the_administrator(programmes):
    assert tree(Programme.objects.of_year(2026)) == []


def test_loading_again_leaves_what_was_corrected(programme):
    Component.objects.filter(programme=programme, code="2").update(name="Đã sửa")
    Component.objects.filter(programme=programme, code="7.2").delete()

    assert load_programmes() == 0
    assert Component.objects.get(programme=programme, code="2").name == "Đã sửa"
    assert not Component.objects.filter(programme=programme, code="7.2").exists()


def test_component_lies_under_one_of_its_own_programme_and_above_it(programme):
    other = Component.objects.get(programme__code="QD1722_2016", code="1")
    below = Component.objects.get(programme=programme, code="4.1")

    for parent in (other, below, None):
        new = Component(
            programme=programme,
            parent=parent,
            kind="sub_project",
            code="9.1",
            number="Tiểu dự án 1",
            name="Mới",
        )
        with pytest.raises(ValidationError):
            new.full_clean()


def test_proposal_of_ha_quang_from_its_lines(plan, line, duc):
    """133.086 million state budget = 73.913 + 59.173, and 375 mobilised beside it."""
    lines = [line(code, **{key.replace("-", "_"): vnd}) for code, key, vnd in FOR_2023]

    set_lines(plan=plan, lines=lines, version=1, by=duc)

    stored = Plan.objects.with_money().get(pk=plan.pk)
    assert (stored.state_vnd, stored.beside_vnd) == (133_086 * MILLION, 375 * MILLION)
    sums = budgets.read(plan).sums
    assert total(s for s in sums if s.column.capital_kind == "development") == 73_913 * MILLION
    assert total(s for s in sums if s.column.capital_kind == "recurrent") == 59_173 * MILLION
    project_6 = Component.objects.get(programme__code="QD90_2022", code="6")
    assert total(under(sums, project_6.pk)) == 750 * MILLION


def test_result_of_ha_quang_in_2022_from_its_lines(land, programme, line, duc):
    plan = Plan.objects.create(unit=land.district, year=2022, abstract="Kết quả")
    lines = [line(code, **{key.replace("-", "_"): vnd}) for code, key, vnd in IN_2022]

    set_lines(plan=plan, lines=lines, version=1, by=duc)

    assert state_total(budgets.read(plan).sums) == 84_249 * MILLION


def test_budget_is_written_as_a_whole(budget, line, duc, land):
    jobs, works = budget.budget_lines.all()
    lines = [
        line("5", "Nhà ở", recurrent_central=20_000, quantity="12.5", place=land.commune),
        line("4.3", "Việc làm bền vững", pk=jobs.pk, recurrent_central=950),
    ]

    set_lines(plan=budget, lines=lines, version=2, by=duc)

    houses, kept = budget.budget_lines.all()
    assert (houses.content, houses.quantity, houses.place) == (
        "Nhà ở",
        Decimal("12.5"),
        land.commune,
    )
    assert (kept.pk, kept.content) == (jobs.pk, "Việc làm bền vững")
    assert budgets.amounts_of(kept) == {COLUMN["recurrent-central"]: 950 * MILLION}
    assert not BudgetLine.objects.filter(pk=works.pk).exists()
    budget.refresh_from_db()
    assert budget.budget_version == 3


def test_trail_keeps_old_and_new_amounts(budget, line, duc):
    jobs, works = budget.budget_lines.all()
    lines = [
        line("4.3", "Việc làm", pk=jobs.pk, development_central=425, recurrent_central=800),
        line("1", "Xây dựng", pk=works.pk, development_central=1_000, mobilised=75),
    ]

    set_lines(plan=budget, lines=lines, version=2, by=duc)

    assert Event.objects.of(budget).first().changes == [
        {
            "label": "4.3 Việc làm: Sự nghiệp, Ngân sách trung ương (đồng)",
            "old": "900.000.000",
            "new": "800.000.000",
        }
    ]


def test_same_budget_again_changes_nothing(budget, line, duc):
    jobs, works = budget.budget_lines.all()
    lines = [
        line("4.3", "Việc làm", pk=jobs.pk, development_central=425, recurrent_central=900),
        line("1", "Xây dựng", pk=works.pk, development_central=1_000, mobilised=75),
    ]

    again = set_lines(plan=budget, lines=lines, version=2, by=duc)

    assert again.budget_version == 2
    assert Event.objects.of(budget).count() == 1


def test_second_writer_is_told_who_was_first(budget, line, duc):
    with pytest.raises(Conflict, match=r"Duc \(Chuyên viên giảm nghèo huyện\) thay đổi lúc"):
        set_lines(plan=budget, lines=[line("5", recurrent_central=1)], version=1, by=duc)

    assert budget.budget_lines.count() == 2


def test_nothing_is_kept_when_one_line_is_wrong(plan, line, land, duc):
    lines = [
        line("4.3", "Việc làm", recurrent_central=900),
        line("5", "Nhà ở", development_central=1),
        line("2", "Mô hình", recurrent_central=1, place=land.far_commune),
    ]

    with pytest.raises(InvalidData) as refusal:
        set_lines(plan=plan, lines=lines, version=1, by=duc)

    capital, place = refusal.value.problems
    column = "Đầu tư phát triển, Ngân sách trung ương"
    assert capital.startswith(f"Dòng 2, cột «{column}»: Dự án 5 không có vốn đầu tư phát triển.")
    assert place == "Dòng 3, cột «Địa điểm»: Xã Xa Lắm không thuộc huyện Suối Bạc."
    assert not BudgetLine.objects.exists()


def test_lines_belong_to_one_programme(plan, line, programme, duc):
    foreign = Component.objects.get(programme__code="QD1722_2016", code="3")
    mixed = [line("2", recurrent_central=1), line("3", recurrent_central=1)]
    mixed[1] = type(mixed[1])(component=foreign, content="Lạc", amounts={})

    with pytest.raises(InvalidData, match="một chương trình"):
        set_lines(plan=plan, lines=mixed, version=1, by=duc)


def test_line_of_another_plan_is_not_taken(budget, land, line, duc):
    other = Plan.objects.create(unit=land.district, year=2024, abstract="Khác")
    stranger = budget.budget_lines.first()

    with pytest.raises(InvalidData, match="tải lại trang"):
        set_lines(plan=other, lines=[line("5", pk=stranger.pk)], version=1, by=duc)


def test_issued_plan_keeps_its_budget(budget, line, duc):
    Plan.objects.filter(pk=budget.pk).update(issued_on="2023-01-05")

    with pytest.raises(DomainError, match="đã ban hành"):
        set_lines(plan=budget, lines=[], version=2, by=duc)


@pytest.mark.parametrize("who", ["mai", "lan", "binh", "dung", "chi", "an"])
def test_only_officers_of_the_unit_write_its_budget(who, budget, cast):
    with pytest.raises(NotPermitted):
        set_lines(plan=budget, lines=[], version=2, by=cast[who])


@pytest.mark.parametrize(
    ("capital_kind", "source", "amount"),
    [("", "central", 1), ("recurrent", "mobilised", 1), ("recurrent", "central", -1)],
)
def test_state_money_has_a_kind_and_other_money_none(capital_kind, source, amount, budget):
    line = budget.budget_lines.last()

    with pytest.raises(ValidationError):
        BudgetAmount(
            line=line, capital_kind=capital_kind, source=source, amount_vnd=amount
        ).full_clean()


def test_component_in_use_is_not_deleted(budget):
    with pytest.raises(ProtectedError):
        Component.objects.get(programme__code="QD90_2022", code="4.3").delete()


def test_commune_plan_names_its_villages(land, programme, line, mai):
    plan = Plan.objects.create(unit=land.commune, year=2023, abstract="Xã")

    set_lines(plan=plan, lines=[line("2", place=land.village)], version=1, by=mai)

    assert plan.budget_lines.get().place == land.village
