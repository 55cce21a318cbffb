"""What became of a budget: planned, given, paid, and expected to be paid by the end of the year."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from plans import budgets
from plans.budgets import Budget
from plans.models import Component, Plan
from plans.money import Balance, Scale, rounded, rounded_parts
from povertyplan.accounts.roles import Permission
from povertyplan.units.models import Unit
from reports.definition import Definition, frame, of_plans
from reports.table import Cell, Column, Kind, Row, Table

# The columns of money, by the name that a balance has for them.
_AMOUNTS = ("planned", "available", "disbursed", "estimate")
_COLUMNS = (
    Column("TT", key="number", width=6),
    Column("Dự án, tiểu dự án", key="name", width=38),
    Column("Dự toán (triệu đồng)", key="planned_vnd", kind=Kind.COUNT, width=11),
    Column("Vốn được sử dụng (triệu đồng)", key="available_vnd", kind=Kind.COUNT, width=11),
    Column(
        "Đã giải ngân",
        children=(
            Column("Triệu đồng", key="disbursed_vnd", kind=Kind.COUNT, width=11),
            Column("%", key="disbursed_rate", kind=Kind.RATE, decimals=1, width=7),
        ),
    ),
    Column(
        "Ước thực hiện cả năm",
        children=(
            Column("Triệu đồng", key="estimate_vnd", kind=Kind.COUNT, width=11),
            Column("%", key="estimate_rate", kind=Kind.RATE, decimals=1, width=7),
        ),
    ),
)


@dataclass(frozen=True)
class _Node:
    """A component with its money, and the components below it; none for the total."""

    component: Component | None
    balance: Balance
    below: list["_Node"]


def _table(definition: Definition, unit: Unit, year: int, plan: Plan | None) -> Table:
    budget = budgets.read(plan) if plan else None
    cells = budgets.cells(budget) if budget else []
    notes = (f"Kế hoạch năm {year} của {unit.full_name} chưa có dự toán.",)
    return frame(
        definition,
        unit,
        year,
        standard=str(budget.programme) if budget and budget.programme else "",
        state="Theo sổ cấp vốn và giải ngân của kế hoạch" if cells else "Chưa lập dự toán",
        columns=_COLUMNS,
        rows=tuple(_of_budget(budget, cells)) if cells else (),
        notes=() if cells else notes,
    )


def _of_budget(budget: Budget, cells: list[budgets.Cell]) -> list[Row]:
    """Each component above its own, and the total last."""
    total = _Node(None, budgets.balance_of(cells), list(_nodes(budget, cells, None)))
    amounts = [getattr(total.balance, name) for name in _AMOUNTS]
    first, *rest = _rows(total, [None if vnd is None else _millions(vnd) for vnd in amounts])
    rows = [*rest, first]
    return rows if total.balance.disbursed else [_without_payments(row) for row in rows]


def _without_payments(row: Row) -> Row:
    """A budget of which nobody wrote down a payment has unknown payments, not none."""
    keys = [leaf.key for column in _COLUMNS for leaf in column.leaves()]
    return replace(
        row,
        cells=tuple(
            Cell() if key.startswith("disbursed") else cell
            for key, cell in zip(keys, row.cells, strict=True)
        ),
    )


def _nodes(budget: Budget, cells: list[budgets.Cell], parent: int | None) -> Iterator[_Node]:
    for component in budget.components:
        own = [cell for cell in cells if component.pk in budget.paths[cell.line.component_id]]
        if component.parent_id == parent and own:
            below = list(_nodes(budget, own, component.pk))
            yield _Node(component, budgets.balance_of(own), below)


def _rows(node: _Node, printed: list[int | None]) -> Iterator[Row]:
    """The row of a node, whose amounts are rounded already, and those below it."""
    yield _row(node, printed)
    shares = [_shares(node, name, whole) for name, whole in zip(_AMOUNTS, printed, strict=True)]
    for child, *amounts in zip(node.below, *shares, strict=True):
        yield from _rows(child, amounts)


def _shares(node: _Node, name: str, whole: int | None) -> list[int | None]:
    """The amounts below a node in million đồng, so that they add up to what the node prints.

    Beside an unknown total each is rounded by itself; an estimate nobody gave stays unknown.
    """
    parts = [getattr(child.balance, name) for child in node.below]
    if whole is None:
        return [None if part is None else _millions(part) for part in parts]
    known = [part or 0 for part in parts]
    beside = getattr(node.balance, name) - sum(known)
    printed = rounded_parts([beside, *known], Scale.MILLION, whole)[1:]
    return [None if part is None else shown for part, shown in zip(parts, printed, strict=True)]


def _millions(amount_vnd: int) -> int:
    return rounded(amount_vnd, Scale.MILLION)


def _row(node: _Node, printed: list[int | None]) -> Row:
    component, balance = node.component, node.balance
    exact = [getattr(balance, name) for name in _AMOUNTS]
    planned, available, disbursed, estimate = (
        Cell(shown, plain="" if vnd is None else str(vnd))
        for shown, vnd in zip(printed, exact, strict=True)
    )
    return Row(
        is_total=component is None or component.parent_id is None,
        cells=(
            Cell(component.code if component else ""),
            Cell(f"{component.number}: {component.name}" if component else "Tổng cộng"),
            planned,
            available,
            disbursed,
            Cell(balance.rate),
            estimate,
            Cell(balance.estimated_rate),
        ),
    )


DEFINITION = Definition(
    name="budget-results",
    number="",
    title="Kết quả thực hiện kinh phí Chương trình mục tiêu quốc gia giảm nghèo bền vững",
    description="Dự toán, vốn được sử dụng, số đã giải ngân và ước thực hiện cả năm theo dự án.",
    **of_plans(_table),
    permission=Permission.PLAN_READ,
    is_annex=True,
)
