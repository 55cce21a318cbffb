"""What the pages of a plan show around its lines: totals, subtotals, balances."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from urllib.parse import urlencode

from plans.budgets import Budget, Cell, balance_of
from plans.enums import CapitalKind, MovementKind
from plans.forms import BudgetForm
from plans.models import BudgetLine, Component, Plan
from plans.money import Balance, Column, Sum, state_total, total, under
from plans.progress import MoneyLine, TargetLine, stated
from plans.progress_standing import Standing
from povertyplan.accounts.models import User
from povertyplan.accounts.roles import Permission
from targets.enums import Measure


def may_edit(plan: Plan, user: User) -> bool:
    """Whether the person writes this plan's budget and records its money."""
    return user.can(Permission.PLAN_EDIT) and user.answers_for(plan.unit)


def query(form: BudgetForm) -> str:
    """The address part that shows the grid again as it was."""
    show = [("show", column.key) for column in form.columns]
    return urlencode([("scale", int(form.scale)), *show])


@dataclass(frozen=True)
class Totals:
    """An amount in its parts: the two kinds of the state budget, and what stands beside it."""

    development: int
    recurrent: int
    state: int
    beside: int

    @property
    def whole(self) -> int:
        return self.state + self.beside


@dataclass(frozen=True)
class Summary:
    """The totals under the grid: by column, by component, and of all."""

    columns: list[tuple[Column, int]]
    components: list[tuple[Component, Totals]]
    whole: Totals


def of_form(form: BudgetForm) -> Summary:
    sums = form.sums()
    components = [(component, under(sums, component.pk)) for component in form.budget.components]
    return Summary(
        columns=[
            (column, total(item for item in sums if item.column == column))
            for column in form.columns
        ],
        components=[(component, totals(found)) for component, found in components if found],
        whole=totals(sums),
    )


def totals(sums: list[Sum]) -> Totals:
    def kind(name: str) -> int:
        return total(item for item in sums if item.column.capital_kind == name)

    state = state_total(sums)
    return Totals(
        development=kind(CapitalKind.DEVELOPMENT),
        recurrent=kind(CapitalKind.RECURRENT),
        state=state,
        beside=total(sums) - state,
    )


@dataclass(frozen=True)
class MoneyGroup:
    """A line with its cells."""

    line: BudgetLine
    cells: list[Cell]


def money_groups(budget: Budget, cells: list[Cell]) -> list[MoneyGroup]:
    """The cells by line, in the order of the lines."""
    grouped = groupby(cells, key=lambda cell: cell.line)
    return [MoneyGroup(line, list(found)) for line, found in grouped]


def money_totals(cells: Iterable[Cell]) -> list[tuple[str, Balance]]:
    """The balances of the state budget, by kind and together, and of all with what is beside."""
    cells = list(cells)
    found = [
        (f"Vốn {kind.label.lower()}", [c for c in cells if c.column.capital_kind == kind])
        for kind in CapitalKind
    ]
    state = [cell for cell in cells if cell.column.is_state]
    found.append(("Ngân sách nhà nước", state))
    if len(state) < len(cells):
        found.append(("Cả vốn ngoài ngân sách", cells))
    return [(name, balance_of(chosen)) for name, chosen in found if chosen]


_HELP = {
    MovementKind.ALLOCATION: "Nhập số vốn được giao theo quyết định cho từng dòng.",
    MovementKind.ADJUSTMENT: "Nhập số tăng, và số giảm có dấu trừ (-500); cộng lại phải bằng 0.",
    MovementKind.CARRIED_IN: "Nhập số vốn năm trước chưa dùng hết, được chuyển sang dùng tiếp.",
    MovementKind.CARRIED_OUT: "Nhập số vốn năm nay chưa dùng hết, chuyển sang năm sau.",
    MovementKind.DISBURSEMENT: "Nhập số tiền giải ngân của lần này, không phải lũy kế.",
    MovementKind.ESTIMATE: "Nhập số ước giải ngân đến hết năm; số ước mới thay số ước cũ.",
}


def words_of(kind: MovementKind) -> dict[str, str]:
    """What the page of a kind of movement is called, and what to type there."""
    return {"heading": f"Ghi {kind.label.lower()}", "help": _HELP[kind]}


@dataclass(frozen=True)
class ProgressRow:
    """A line as a report states it; `now` is the same line today, where its figures differ."""

    line: TargetLine | MoneyLine
    now: TargetLine | MoneyLine | None


def progress_rows(said: Iterable, now: Iterable) -> list[ProgressRow]:
    """The lines of a report, each with what it would say today if that is something else."""
    today = {line.key: line for line in now}
    return [ProgressRow(line, _changed(line, today.get(line.key))) for line in said]


def _changed(line, today):
    names = ("result", "planned", "result_rate")
    if isinstance(line, MoneyLine):
        names = ("available", "disbursed", "done")
    is_same = today is None or all(getattr(line, n) == getattr(today, n) for n in names)
    return None if is_same else today


@dataclass(frozen=True)
class StandingRow:
    """How far a unit has come with its report, and what that says of the poor and of the money."""

    standing: Standing
    poor: TargetLine | None = None
    money: MoneyLine | None = None


def standing_rows(standings: Iterable[Standing]) -> list[StandingRow]:
    """The units with what their reports say, as far as they were sent."""
    return [_standing_row(standing) for standing in standings]


def _standing_row(standing: Standing) -> StandingRow:
    if not standing.is_sent:
        return StandingRow(standing)
    said = stated(standing.report)
    return StandingRow(standing, said.target(Measure.POOR), said.state)
