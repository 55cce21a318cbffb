"""Live figures of money: the budget of a plan, and that of the year before it, in million đồng.

A name ends in ".before" for the year before: budget.state.before, budget.component.before:1. A line
goes by its own number, which stays when lines are added or moved.
"""

from collections.abc import Iterator
from itertools import groupby

from plans import budgets
from plans.budgets import Budget
from plans.enums import CapitalKind, Source
from plans.models import BudgetLine, Plan
from plans.money import Balance, Scale, Sum, state_total, total, under
from plans.typed import show_amount, show_figure
from povertyplan.numbers import vietnamese

# Name, label and text of a figure; None where it is not known.
Row = tuple[str, str, str | None]


def rows(plan: Plan) -> Iterator[Row]:
    """Every figure of the plan's budget, and of the budget of the unit a year earlier."""
    yield from _named(plan, "", "")
    if before := Plan.objects.of(plan.unit, plan.year - 1):
        yield from _named(before, ".before", f", năm {before.year}")


def _named(plan: Plan, suffix: str, when: str) -> Iterator[Row]:
    for stem, argument, label, text in _figures(budgets.read(plan)):
        name = f"budget.{stem}{suffix}" + (f":{argument}" if argument else "")
        yield name, f"{label}{when}", text


def _figures(budget: Budget) -> Iterator[tuple[str, str, str, str | None]]:
    """Stem and argument of the name, label, text."""
    sums = budget.sums
    yield "total", "", "tổng kinh phí (triệu đồng)", _money(sums, total(sums))
    yield "state", "", "ngân sách nhà nước (triệu đồng)", _money(sums, state_total(sums))
    for kind in CapitalKind:
        amount = total(_of_kind(sums, kind))
        yield kind.value, "", f"vốn {kind.label.lower()} (triệu đồng)", _money(sums, amount)
    for source in Source:
        amount = total(item for item in sums if item.column.source == source)
        yield source.value, "", f"{source.label.lower()} (triệu đồng)", _money(sums, amount)
    yield from _of_components(budget)
    balances = _balances(budget)
    for line in budget.lines:
        yield from _of_line(line, balances.get(line.pk, Balance()))


def _money(sums: list[Sum], amount: int) -> str | None:
    return show_amount(amount, Scale.MILLION) if sums else None


def _of_kind(sums: list[Sum], kind: str) -> list[Sum]:
    return [item for item in sums if item.column.capital_kind == kind]


def _of_components(budget: Budget) -> Iterator[tuple[str, str, str, str | None]]:
    """The state budget of each component that has money, whole and by kind of capital."""
    for component in budget.components:
        sums = [item for item in under(budget.sums, component.pk) if item.column.is_state]
        if not sums:
            continue
        name = f"dự án {component.code}"
        shown = show_amount(total(sums), Scale.MILLION)
        yield "component", component.code, f"{name} (triệu đồng)", shown
        for kind in CapitalKind:
            shown = show_amount(total(_of_kind(sums, kind)), Scale.MILLION)
            label = f"{name}, vốn {kind.label.lower()} (triệu đồng)"
            yield kind.value, component.code, label, shown


def _balances(budget: Budget) -> dict[int, Balance]:
    grouped = groupby(budgets.cells(budget), key=lambda cell: cell.line.pk)
    return {line: budgets.balance_of(cells) for line, cells in grouped}


def _of_line(line: BudgetLine, balance: Balance) -> Iterator[tuple[str, str, str, str | None]]:
    amounts = budgets.amounts_of(line)
    state = sum(amount for column, amount in amounts.items() if column.is_state)
    whole, key = sum(amounts.values()), str(line.pk)
    yield "line", key, f"{line} (triệu đồng)", show_amount(whole, Scale.MILLION)
    if 0 < state < whole:
        label = f"{line}, ngân sách nhà nước (triệu đồng)"
        yield "line.state", key, label, show_amount(state, Scale.MILLION)
        label = f"{line}, ngoài ngân sách (triệu đồng)"
        yield "line.beside", key, label, show_amount(whole - state, Scale.MILLION)
    if line.quantity is not None:
        measure = line.measure or "số lượng"
        yield "quantity", key, f"{line} ({measure})", show_figure(line.quantity)
    if balance.estimated_rate is not None:
        exact = balance.estimated_rate
        shown = vietnamese(exact, 0 if exact.denominator == 1 else 2)
        yield "disbursement", key, f"{line}, ước giải ngân (%)", shown
