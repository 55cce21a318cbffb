"""The budgets of Hà Quảng: what it was given in 2022 and expects to spend, and what it proposes."""

from datetime import date
from decimal import Decimal

from plans.actions import budgets, movements
from plans.actions.budgets import LineEntry
from plans.actions.movements import Movement
from plans.actions.parts import set_rows
from plans.actions.plan import start
from plans.enums import MovementKind
from plans.models import BudgetLine, Component, Plan, Programme
from plans.money import STATE_SOURCES, Column
from povertyplan.accounts.models import User
from povertyplan.demo import source
from povertyplan.units.models import Agency, Unit

Lines = dict[str, BudgetLine]


def create(district: Unit, *, by: User) -> dict[int, Lines]:
    """The plans of both years with their budgets; the lines by year and by key."""
    figures = source.figures_of("ha_quang")
    found = {}
    for year in (figures["result_year"], figures["plan_year"]):
        is_plan = year == figures["plan_year"]
        plan = start(
            unit=district,
            year=year,
            kind="proposal" if is_plan else "implementation",
            abstract=f"Thực hiện Chương trình mục tiêu quốc gia giảm nghèo bền vững năm {year}",
            by=by,
        )
        rows = figures["budget"][str(year)]
        found[year] = _set_lines(plan, rows, by)
        if not is_plan:
            _move(plan, rows, found[year], by)
            _set_leads(plan, rows, by)
    return found


def _set_lines(plan: Plan, rows: list[dict], by: User) -> Lines:
    """One line for what several sources pay."""
    components = _components(plan.year)
    entries: dict[tuple[str, str, str], LineEntry] = {}
    for row in rows:
        entry = entries.setdefault(
            _line(row), LineEntry(components[row["component"]], row["activity"], {})
        )
        entry.amounts[_column(row)] = row["amount_vnd"]
        if "quantity" in row:
            said = {"measure": row["unit_of_measure"], "quantity": Decimal(row["quantity"])}
            entries[_line(row)] = LineEntry(
                entry.component, entry.content, entry.amounts, note=row.get("place", ""), **said
            )
    budgets.set_lines(plan=plan, lines=list(entries.values()), version=plan.budget_version, by=by)
    stored = dict(zip(entries, plan.budget_lines.order_by("position"), strict=True))
    return {row["key"]: stored[_line(row)] for row in rows}


def _line(row: dict) -> tuple[str, str, str]:
    """What makes a line: mobilised money stands in the line that it adds to."""
    return row["component"], row["activity"], row["capital_kind"]


def _column(row: dict) -> Column:
    return Column(row["capital_kind"] if row["source"] in STATE_SOURCES else "", row["source"])


def _components(year: int) -> dict[str, Component]:
    programme = Programme.objects.of_year(year)
    return {row.code: row for row in Component.objects.filter(programme=programme)}


def _set_leads(plan: Plan, rows: list[dict], by: User) -> None:
    """Who led what in the year of the results; the proposal says it in its own tasks."""
    components = _components(plan.year)
    led = {(row["lead"], row["component"]) for row in rows}
    tasks = [
        {
            "agency": _agency(plan, name),
            "text": f"Chủ trì dự án {code}: {components[code].name}",
            "components": [components[code]],
        }
        for name, code in sorted(led, key=lambda pair: pair[::-1])
    ]
    set_rows(plan=plan, part="tasks", rows=tasks, version=None, by=by)


def _agency(plan: Plan, name: str) -> Agency:
    fields = {"unit": plan.unit, "name": name}
    return Agency.objects.get_or_create(**fields, defaults={"valid_to": plan.unit.valid_to})[0]


def _move(plan: Plan, rows: list[dict], lines: Lines, by: User) -> None:
    """All of it was allocated; by August the district says what it will have paid."""
    given = {(lines[row["key"]].pk, _column(row)): row["amount_vnd"] for row in rows}
    expected = {
        (lines[row["key"]].pk, _column(row)): row["amount_vnd"]
        * row["expected_disbursement_percent"]
        // 100
        for row in rows
    }
    for kind, day, amounts in (
        (MovementKind.ALLOCATION, date(plan.year, 6, 30), given),
        (MovementKind.ESTIMATE, date(plan.year, 8, 15), expected),
    ):
        note = "Theo phần kết quả của kế hoạch đề xuất năm sau"
        movements.record(plan=plan, movement=Movement(kind, day, amounts, note=note), by=by)
