"""A budget as plain rows for printing: the tree of components with their lines, money by column.

What is printed adds up: each column from the top of the tree down, and each row across.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal

from plans.budgets import Budget, amounts_of
from plans.models import BudgetLine, Component
from plans.money import Column, Scale, rounded, rounded_parts


@dataclass(frozen=True)
class BudgetRow:
    """A component, a line, or (at depth 0) the total.

    `amounts` are đồng, `printed` the same in units of the table's scale. A row's printed total is
    the sum of its printed columns.
    """

    depth: int
    number: str
    name: str
    amounts: dict[Column, int]
    printed: dict[Column, int] = field(default_factory=dict)
    measure: str = ""
    quantity: Decimal | None = None
    place: str = ""
    lead: str = ""
    note: str = ""
    is_line: bool = False

    def amount_vnd(self, *, state: bool | None = None) -> int:
        """All of the row in đồng; only what is in (or beside) the state budget, if asked."""
        return _sum(self.amounts, state)

    def printed_total(self, *, state: bool | None = None) -> int:
        return _sum(self.printed, state)


def _sum(amounts: dict[Column, int], state: bool | None) -> int:
    return sum(vnd for column, vnd in amounts.items() if state in (None, column.is_state))


@dataclass(frozen=True)
class BudgetTable:
    """The rows in printed order, the total last; none without lines."""

    scale: Scale
    columns: list[Column]
    rows: list[BudgetRow]


@dataclass(frozen=True)
class _Node:
    row: BudgetRow
    below: list["_Node"]


def build(
    budget: Budget, *, scale: Scale = Scale.MILLION, leads: Mapping[int, str] | None = None
) -> BudgetTable:
    """The table of a budget. `leads` names the agency that leads a component, by its key."""
    if not budget.lines:
        return BudgetTable(scale, [], [])
    tops = _nodes(budget, None, 1, leads or {})
    row = BudgetRow(0, "", "Tổng cộng", _added(tops, budget.columns))
    columns = budget.columns
    whole = rounded(row.amount_vnd(), scale)
    printed = rounded_parts([row.amounts[column] for column in columns], scale, whole)
    total = _Node(replace(row, printed=dict(zip(columns, printed, strict=True))), tops)
    rows = _printed(total, scale)
    return BudgetTable(scale, columns, [*rows[1:], rows[0]])


def _nodes(budget: Budget, parent: int | None, depth: int, leads: Mapping[int, str]) -> list[_Node]:
    """The components right under `parent` that hold lines somewhere, each with what is below."""
    found = []
    for component in budget.components:
        if component.parent_id != parent:
            continue
        own = [_line(line, depth + 1) for line in budget.lines if line.component_id == component.pk]
        below = own + _nodes(budget, component.pk, depth + 1, leads)
        if below:
            found.append(_component(component, depth, below, budget.columns, leads))
    return found


def _component(
    component: Component,
    depth: int,
    below: list[_Node],
    columns: list[Column],
    leads: Mapping[int, str],
) -> _Node:
    """A component; its only line stands in its own row when it says nothing more."""
    row = BudgetRow(
        depth=depth,
        number=component.code,
        name=f"{component.number}: {component.name}",
        amounts=_added(below, columns),
        lead=leads.get(component.pk, ""),
    )
    only = below[0].row if len(below) == 1 and below[0].row.is_line else None
    if only and only.name == component.name:
        said = {name: getattr(only, name) for name in ("measure", "quantity", "place", "note")}
        return _Node(replace(row, **said), [])
    return _Node(row, below)


def _line(line: BudgetLine, depth: int) -> _Node:
    row = BudgetRow(
        depth=depth,
        number="",
        name=line.content,
        amounts=amounts_of(line),
        measure=line.measure,
        quantity=line.quantity,
        place=line.place.table_name if line.place else "",
        note=line.note,
        is_line=True,
    )
    return _Node(row, [])


def _added(nodes: list[_Node], columns: list[Column]) -> dict[Column, int]:
    return {column: sum(node.row.amounts.get(column, 0) for node in nodes) for column in columns}


def _printed(node: _Node, scale: Scale) -> list[BudgetRow]:
    """The node's row, which is rounded already, and the rows below it rounded to add up to it."""
    shares = {
        column: rounded_parts(
            [child.row.amounts.get(column, 0) for child in node.below], scale, whole
        )
        for column, whole in node.row.printed.items()
        if node.below
    }
    rows = [node.row]
    for index, child in enumerate(node.below):
        printed = {column: parts[index] for column, parts in shares.items()}
        rows += _printed(_Node(replace(child.row, printed=printed), child.below), scale)
    return rows
