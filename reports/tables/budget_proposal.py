"""The budget that a plan proposes: by project and sub-project, by kind of capital and source.

Who leads a project stands beside it, from the tasks of the plan.
"""

from plans import budget_table, budgets
from plans.budget_table import BudgetRow, BudgetTable
from plans.enums import CapitalKind, Source, TaskRole
from plans.models import Plan
from plans.money import Column as Money
from povertyplan.accounts.roles import Permission
from povertyplan.units.models import Unit
from reports.definition import Definition, frame, of_plans
from reports.table import Cell, Column, Kind, Row, Table, exact


def _table(definition: Definition, unit: Unit, year: int, plan: Plan | None) -> Table:
    budget = budgets.read(plan) if plan else None
    found = budget_table.build(budget, leads=_leads(plan)) if budget else None
    is_empty = found is None or not found.rows
    notes = (f"Kế hoạch năm {year} của {unit.full_name} chưa có dự toán.",)
    return frame(
        definition,
        unit,
        year,
        standard=str(budget.programme) if budget and budget.programme else "",
        state="Chưa lập dự toán" if is_empty else "Theo dự toán của kế hoạch",
        columns=_columns(found.columns if found else []),
        rows=() if is_empty else tuple(_row(row, found) for row in found.rows),
        notes=notes if is_empty else (),
    )


def _leads(plan: Plan) -> dict[int, str]:
    """The agency that leads each component, by the component's key."""
    tasks = plan.tasks.filter(role=TaskRole.LEAD).select_related("agency")
    return {
        component.pk: task.agency.name
        for task in tasks.prefetch_related("components")
        for component in task.components.all()
    }


def _columns(columns: list[Money]) -> tuple[Column, ...]:
    state = [column for column in columns if column.is_state]
    beside = [column for column in columns if not column.is_state]
    kinds = [_kind(kind, [c for c in state if c.capital_kind == kind]) for kind in CapitalKind]
    parts = (
        Column(
            "Ngân sách nhà nước",
            children=(
                Column("Cộng", key="state_vnd", kind=Kind.COUNT, width=11),
                *(kind for kind in kinds if kind.children),
            ),
        ),
    )
    if beside:
        parts += (Column("Ngoài ngân sách", children=tuple(_money(c) for c in beside)),)
    return (
        Column("TT", key="number", width=6),
        Column("Dự án, tiểu dự án, nội dung", key="name", width=40),
        Column("Đơn vị tính", key="measure", width=9),
        Column("Số lượng", key="quantity", kind=Kind.COUNT, width=8),
        Column("Tổng nhu cầu vốn (triệu đồng)", key="total_vnd", kind=Kind.COUNT, width=11),
        *parts,
        Column("Cơ quan chủ trì", key="lead", width=20),
        Column("Địa điểm", key="place", width=12),
        Column("Ghi chú", key="note", width=12),
    )


def _kind(kind: CapitalKind, columns: list[Money]) -> Column:
    return Column(kind.label, children=tuple(_money(column) for column in columns))


def _money(column: Money) -> Column:
    key = f"{column.key.replace('-', '_')}_vnd"
    return Column(Source(column.source).label, key=key, kind=Kind.COUNT, width=11)


def _row(row: BudgetRow, table: BudgetTable) -> Row:
    """Printed amounts add up; CSV holds the exact đồng."""
    state = [column for column in table.columns if column.is_state]
    beside = [column for column in table.columns if not column.is_state]
    return Row(
        is_total=row.depth <= 1,
        cells=(
            Cell(row.number),
            Cell(row.name),
            Cell(row.measure),
            exact(row.quantity),
            _amount(row.amount_vnd(), row.printed_total()),
            _amount(row.amount_vnd(state=True), row.printed_total(state=True)),
            *(_amount(row.amounts.get(c, 0), row.printed[c]) for c in state + beside),
            Cell(row.lead),
            Cell(row.place),
            Cell(row.note),
        ),
    )


def _amount(vnd: int, printed: int) -> Cell:
    """An amount; a cell without money stays empty on paper."""
    return Cell(printed if vnd else None, plain=str(vnd))


DEFINITION = Definition(
    name="budget-proposal",
    number="",
    title="Nhu cầu kinh phí thực hiện Chương trình mục tiêu quốc gia giảm nghèo bền vững",
    description="Dự toán theo dự án, tiểu dự án, loại vốn và nguồn vốn của kế hoạch năm.",
    **of_plans(_table),
    permission=Permission.PLAN_READ,
    is_annex=True,
)
