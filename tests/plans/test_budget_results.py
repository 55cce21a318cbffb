"""What became of a budget: amounts that add up, payments and estimates that nobody gave."""

from datetime import date

import pytest

from plans.actions.movements import Movement, record
from plans.enums import MovementKind as Kind
from reports.catalogue import CATALOGUE
from reports.table import plain, text
from tests.plans.conftest import COLUMN, MILLION

DEFINITION = CATALOGUE["budget-results"]
MONEY = ("planned_vnd", "available_vnd", "disbursed_vnd", "estimate_vnd")


@pytest.fixture
def move(budget, duc):
    """`move(Kind.ALLOCATION, jobs=900)` records for the money of a line, in million."""
    jobs, works = budget.budget_lines.all()
    cells = {
        "jobs": (jobs.pk, COLUMN["recurrent-central"]),
        "works": (works.pk, COLUMN["development-central"]),
    }

    def make(kind, **amounts):
        given = {cells[name]: amount * MILLION for name, amount in amounts.items()}
        movement = Movement(kind=kind, day=date(2023, 3, 1), decision="12/QĐ-UBND", amounts=given)
        return record(plan=budget, movement=movement, by=duc, seen=None)

    return make


def printed(plan, *keys, form=text) -> dict[str, list[str]]:
    """What the table of the plan prints in the columns, by the number of its rows."""
    table = DEFINITION.of_plan(DEFINITION, plan)
    leaves = {leaf.key: leaf for leaf in table.leaves}
    return {
        table.cell(row, "number").value: [form(leaves[key], table.cell(row, key)) for key in keys]
        for row in table.rows
    }


def test_money_stands_by_project_and_below_it(budget, move):
    """Planned: 4.3 with 425 + 900, works with 1,000 + 75. Paid: 600 of 900 + 1,000 given."""
    move(Kind.ALLOCATION, jobs=900, works=1_000)
    move(Kind.DISBURSEMENT, jobs=600)
    move(Kind.ESTIMATE, jobs=855, works=1_000)

    assert printed(budget, *MONEY) == {
        "1": ["1.075", "1.000", "0", "1.000"],
        "4": ["1.325", "900", "600", "855"],
        "4.3": ["1.325", "900", "600", "855"],
        "": ["2.400", "1.900", "600", "1.855"],
    }
    # 600 of 900, 855 of 900; 600 of 1,900 (31.58), 1,855 of 1,900 (97.63).
    assert printed(budget, "disbursed_rate", "estimate_rate") == {
        "1": ["0,0", "100,0"],
        "4": ["66,7", "95,0"],
        "4.3": ["66,7", "95,0"],
        "": ["31,6", "97,6"],
    }
    assert printed(budget, "estimate_vnd", form=plain)[""] == ["1855000000"]


def test_estimate_of_a_part_leaves_the_total_unknown(budget, move):
    move(Kind.ALLOCATION, jobs=900, works=1_000)
    move(Kind.ESTIMATE, jobs=855)

    found = printed(budget, "estimate_vnd", "estimate_rate")
    assert (found["4.3"], found["1"], found[""]) == (["855", "95,0"], ["", ""], ["", ""])


def test_payments_that_nobody_wrote_down_are_unknown(budget, move):
    move(Kind.ALLOCATION, jobs=900, works=1_000)

    assert set(map(tuple, printed(budget, "disbursed_vnd", "disbursed_rate").values())) == {
        ("", "")
    }


def test_printed_parts_add_up(budget):
    """1.4 and 1.4 million are 2.8: printed 3, of which the first row takes 2."""
    for line in budget.budget_lines.all():
        first, *rest = line.amounts.all()
        first.amount_vnd = 1_400_000
        first.save()
        line.amounts.exclude(pk=first.pk).delete()

    found = printed(budget, "planned_vnd")
    assert {code: found[code] for code in ("1", "4", "4.3", "")} == {
        "1": ["2"],
        "4": ["1"],
        "4.3": ["1"],
        "": ["3"],
    }


def test_plan_without_a_budget_says_so(plan, land):
    for unit in (land.district, land.commune):
        table = DEFINITION.build(DEFINITION, unit, 2023)
        assert (table.rows, table.state) == ((), "Chưa lập dự toán")
        assert "chưa có dự toán" in table.notes[0]
