"""The printed budget: the tree with its lines, every column and every row adding up."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plans import budget_table, budgets
from plans.actions.budgets import set_lines
from plans.models import BudgetAmount, BudgetLine, Component
from plans.money import Scale, rounded
from plans.programmes import paths
from reports.catalogue import CATALOGUE
from reports.table import Kind, plain, text
from tests.plans.conftest import COLUMN, MILLION
from tests.plans.test_money import FOR_2023

DEVELOPMENT, RECURRENT = COLUMN["development-central"], COLUMN["recurrent-central"]
MOBILISED = COLUMN["mobilised"]
KEYS = [DEVELOPMENT, RECURRENT, MOBILISED]


@pytest.fixture
def proposal(plan, line, duc):
    """The proposal of Hà Quảng for 2023."""
    lines = [line(code, **{key.replace("-", "_"): vnd}) for code, key, vnd in FOR_2023]
    set_lines(plan=plan, lines=lines, version=1, by=duc)
    return plan


def test_tree_holds_the_lines_of_each_component(budget):
    table = budget_table.build(budgets.read(budget), leads={})

    # The works stand above the jobs, as the tree has it; the order of typing does not matter.
    assert [(row.depth, row.number, row.is_line) for row in table.rows] == [
        (1, "1", False),
        (2, "", True),
        (1, "4", False),
        (2, "4.3", False),
        (3, "", True),
        (0, "", False),
    ]
    assert table.rows[3].amounts == {DEVELOPMENT: 425 * MILLION, RECURRENT: 900 * MILLION} | {
        MOBILISED: 0
    }
    total = table.rows[-1]
    assert total.printed_total(state=True) == 425 + 900 + 1_000
    assert (total.printed_total(state=False), total.printed_total()) == (75, 2_400)


def test_line_that_says_no_more_than_its_component_stands_in_its_row(plan, line, duc):
    name = Component.objects.get(programme__code="QD90_2022", code="5").name
    entry = line("5", name, measure="hộ", quantity=400, recurrent_central=20_000)
    set_lines(plan=plan, lines=[entry], version=1, by=duc)

    row, total = budget_table.build(budgets.read(plan)).rows

    assert (row.number, row.measure, row.quantity, row.depth) == ("5", "hộ", 400, 1)
    assert row.printed == total.printed == {RECURRENT: 20_000}


def test_lead_of_a_component(budget):
    pk = Component.objects.get(programme__code="QD90_2022", code="4.3").pk

    table = budget_table.build(budgets.read(budget), leads={pk: "Phòng LĐ-TB&XH"})

    assert [row.lead for row in table.rows if row.lead] == ["Phòng LĐ-TB&XH"]


def test_budget_without_lines_has_no_rows(plan):
    assert budget_table.build(budgets.read(plan)).rows == []


@given(st.lists(st.tuples(st.integers(1, 9), st.integers(0, 2), st.integers(0, 10**10))))
def test_columns_and_rows_add_up_in_any_scale(amounts):
    """Three projects with two sub-projects each, and lines at both depths."""
    tree = [Component(pk=n, code=str(n), kind="project", name="", number="") for n in (1, 2, 3)]
    tree += [
        Component(pk=n, parent_id=(n - 2) // 2, code=str(n), name="", number="")
        for n in range(4, 10)
    ]
    lines = []
    for key, column, vnd in amounts:
        line = BudgetLine(pk=len(lines) + 1, component=tree[key - 1], content="Việc")
        money = BudgetAmount(
            line=line,
            capital_kind=KEYS[column].capital_kind,
            source=KEYS[column].source,
            amount_vnd=vnd,
        )
        line._prefetched_objects_cache = {"amounts": [money]}
        lines.append(line)
    budget = budgets.Budget(plan=None, programme=None, components=tree, lines=lines)
    assert len(paths(tree)) == 9

    table = budget_table.build(budget, scale=Scale.MILLION)

    if not table.rows:
        return
    *rows, total = table.rows
    assert total.printed_total() == rounded(sum(vnd for _, _, vnd in amounts), Scale.MILLION)
    for column in table.columns:
        tops = [row.printed[column] for row in rows if row.depth == 1]
        assert sum(tops) == total.printed[column]
        for index, row in enumerate(rows):
            below = under(rows, index)
            if below:
                assert sum(child.printed[column] for child in below) == row.printed[column]
            assert abs(row.printed[column] * MILLION - row.amounts.get(column, 0)) < MILLION


def under(rows, index: int) -> list:
    """The rows right under the one at `index`."""
    depth, found = rows[index].depth, []
    for row in rows[index + 1 :]:
        if row.depth <= depth:
            break
        if row.depth == depth + 1:
            found.append(row)
    return found


def test_proposal_prints_the_figures_of_ha_quang(proposal):
    definition = CATALOGUE["budget-proposal"]

    table = definition.build(definition, proposal.unit, 2023)

    def printed(row, key) -> str:
        keys = [leaf.key for leaf in table.leaves]
        return text(table.leaves[keys.index(key)], table.cell(row, key))

    total = table.rows[-1]
    assert {
        key: printed(total, key)
        for key in ("total_vnd", "state_vnd", "development_central_vnd", "recurrent_central_vnd")
    } == {
        "total_vnd": "133.461",
        "state_vnd": "133.086",
        "development_central_vnd": "73.913",
        "recurrent_central_vnd": "59.173",
    }
    assert printed(total, "mobilised_vnd") == "375"
    by_number = {table.cell(row, "number").value: row for row in table.rows}
    assert printed(by_number["6"], "state_vnd") == "750"  # 330 + 420
    assert printed(by_number["5"], "development_central_vnd") == ""
    exact = table.leaves[[leaf.key for leaf in table.leaves].index("total_vnd")]
    assert plain(exact, table.cell(total, "total_vnd")) == "133461000000"


def test_plan_without_a_budget_says_so(plan, land):
    definition = CATALOGUE["budget-proposal"]

    for unit in (land.district, land.commune):
        table = definition.build(definition, unit, 2023)
        assert (table.rows, table.state) == ((), "Chưa lập dự toán")


def test_quantities_stand_on_the_right_with_the_decimals_they_have(plan, line, duc):
    lines = [
        line("5", "Nhà ở", quantity="400", recurrent_central=1),
        line("1", "Đường", quantity="12.50", recurrent_central=1),
    ]
    set_lines(plan=plan, lines=lines, version=1, by=duc)
    table = CATALOGUE["budget-proposal"].build(CATALOGUE["budget-proposal"], plan.unit, 2023)

    leaf = next(leaf for leaf in table.leaves if leaf.key == "quantity")
    found = {text(leaf, table.cell(row, "quantity")) for row in table.rows}
    assert leaf.kind == Kind.COUNT
    assert found == {"", "400", "12,5"}
