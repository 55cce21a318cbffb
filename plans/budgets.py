"""Reading a budget: its lines with their amounts, what they add up to, and where the money is."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from django.db.models import Sum as SqlSum

from plans import programmes
from plans.enums import MovementKind
from plans.models import BudgetLine, Component, MovementAmount, Plan, Programme
from plans.money import COLUMNS, Balance, Column, Sum, add_up


def programme_of(plan: Plan) -> Programme | None:
    """The programme whose money the plan plans: that of its lines, else the one of its year."""
    used = Programme.objects.filter(pk__in=plan.budget_lines.values("component__programme"))
    return used.first() or Programme.objects.of_year(plan.year)


@dataclass(frozen=True)
class Budget:
    """The lines of a plan, in their order, with the tree they stand in."""

    plan: Plan
    programme: Programme | None
    components: list[Component]
    lines: list[BudgetLine]

    @cached_property
    def paths(self) -> dict[int, tuple[int, ...]]:
        return programmes.paths(self.components)

    @cached_property
    def columns(self) -> list[Column]:
        """The columns that hold an amount, in printed order."""
        used = {column for line in self.lines for column in amounts_of(line)}
        return [column for column in COLUMNS if column in used]

    @cached_property
    def sums(self) -> list[Sum]:
        """Every planned amount with what it can be added up by."""
        return [
            Sum(self.paths[line.component_id], column, line.place_id, amount)
            for line in self.lines
            for column, amount in amounts_of(line).items()
        ]


def read(plan: Plan) -> Budget:
    programme = programme_of(plan)
    lines = plan.budget_lines.select_related("component", "place__kind", "place__parent__kind")
    return Budget(
        plan=plan,
        programme=programme,
        components=programmes.tree(programme),
        lines=list(lines.prefetch_related("amounts")),
    )


def amounts_of(line: BudgetLine) -> dict[Column, int]:
    """The planned đồng of a line by column."""
    return {Column(a.capital_kind, a.source): a.amount_vnd for a in line.amounts.all()}


_FIELD_OF = {
    MovementKind.ALLOCATION: "allocated",
    MovementKind.ADJUSTMENT: "adjusted",
    MovementKind.CARRIED_IN: "carried_in",
    MovementKind.CARRIED_OUT: "carried_out",
    MovementKind.DISBURSEMENT: "disbursed",
}


@dataclass(frozen=True)
class Cell:
    """A line and a column, with the money planned for it and moved in it."""

    line: BudgetLine
    column: Column
    balance: Balance

    @property
    def name(self) -> str:
        return f"{self.line} ({self.column.label})"

    @property
    def key(self) -> str:
        return f"{self.line.pk}.{self.column.key}"


def cells(budget: Budget, also: Iterable[Column] = (), *, until: date | None = None) -> list[Cell]:
    """Every cell that has planned or moved money, in the order of the lines and columns.

    The columns `also` get a cell in every line that may have such money: a source that pays may
    not have been planned. With `until`, only what moved until that day counts.
    """
    found = {
        (line.pk, column): Balance(planned=amount)
        for line in budget.lines
        for column, amount in amounts_of(line).items()
    }
    for key, fields in _moved(budget, until).items():
        found[key] = replace(found.get(key, Balance()), **fields)
    return [
        Cell(line, column, found.get((line.pk, column), Balance()))
        for line in budget.lines
        for column in COLUMNS
        if (line.pk, column) in found
        or (column in also and line.component.allows(column.capital_kind))
    ]


def balance_of(cells: Iterable[Cell]) -> Balance:
    return add_up(cell.balance for cell in cells)


def standing_for(lines: Iterable[BudgetLine]) -> dict[int, int]:
    """The line of a plan by its own key, and by those of the lines that it replaces.

    What was given and paid under a replaced plan was given and paid for what replaces it.
    """
    lines = list(lines)
    found = {line.pk: line.pk for line in lines}
    replaced = {line.replaces_id: line.pk for line in lines if line.replaces_id}
    while replaced:
        found |= replaced
        older = BudgetLine.objects.filter(pk__in=replaced).exclude(replaces=None)
        replaced = {old: replaced[line] for line, old in older.values_list("pk", "replaces")}
    return found


def _moved(budget: Budget, until: date | None) -> dict[tuple[int, Column], dict[str, int]]:
    """The sums of movements by cell and by field of a balance, and the latest estimates."""
    lines = standing_for(budget.lines)
    rows = MovementAmount.objects.filter(line__in=lines)
    if until is not None:
        # What was undone never happened, on whatever day somebody noticed.
        rows = rows.filter(
            movement__day__lte=until, movement__reverses=None, movement__reversed_by=None
        )
    cell = ("line", "capital_kind", "source")
    moved: dict[tuple[int, Column], dict[str, int]] = {}
    sums = rows.exclude(movement__kind=MovementKind.ESTIMATE).order_by()
    for line, capital_kind, source, kind, amount in sums.values_list(
        *cell, "movement__kind"
    ).annotate(amount=SqlSum("amount_vnd")):
        fields = moved.setdefault((lines[line], Column(capital_kind, source)), {})
        name = _FIELD_OF[kind]
        fields[name] = fields.get(name, 0) + int(amount)
    estimates = rows.filter(
        movement__kind=MovementKind.ESTIMATE,
        movement__reverses=None,
        movement__reversed_by=None,
    ).order_by("movement__day", "movement")
    for line, capital_kind, source, amount in estimates.values_list(*cell, "amount_vnd"):
        moved.setdefault((lines[line], Column(capital_kind, source)), {})["estimate"] = amount
    return moved
