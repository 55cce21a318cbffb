"""Comparing the tables and texts of the demonstration with what the five plans print."""

import json

from django.conf import settings

from plans import content
from plans.models import Plan
from povertyplan.numbers import vietnamese
from povertyplan.units.models import Unit
from reports.catalogue import CATALOGUE
from reports.table import Table

FIXTURES = settings.BASE_DIR / "fixtures" / "demo"
Place = tuple[str, str]


def read(name: str):
    return json.loads((FIXTURES / name).read_text(encoding="utf-8"))


def plan_of(unit: Unit, year: int) -> Plan:
    return Plan.objects.exclude(sections=None).distinct().get(unit=unit, year=year)


def built(name: str, plan: Plan, year: int | None = None) -> Table:
    return CATALOGUE[name].build(CATALOGUE[name], plan.unit, year or plan.year)


def wrong_cells(table: Table, printed: dict, keys: list[str], row_key: str = "code") -> dict:
    """(row, column) → (printed, computed) wherever they differ; rows by `row_key`, or "total".

    A computed figure is rounded to the decimals of the printed one.
    """
    rows = {table.cell(row, row_key).value: row for row in table.rows[:-1]}
    rows["total"] = table.rows[-1]
    assert rows.keys() == printed.keys()
    wrong = {}
    for name, cells in printed.items():
        for key, cell in zip(keys, cells, strict=True):
            exact = table.cell(rows[name], key).value
            computed = vietnamese(exact, len(cell.partition(",")[2]))
            if computed != cell:
                wrong[name, key] = (cell, computed)
    return wrong


def misprints(plan: str, table: str) -> dict[Place, tuple[str, str]]:
    """(row, column) → (printed, computed) as the fixture lists them."""
    rows = [row for row in read(f"{plan}_misprints.json") if row["table"] == table]
    return {(row["row"], row["column"]): (row["printed"], row["computed"]) for row in rows}


def texts(plan: Plan) -> dict[str, str]:
    """The text of each section by its key, with its live figures; "" holds all of it."""
    sections = content.assemble(plan)["sections"]
    found = {section["key"]: _words(section) for section in sections}
    return found | {"": "\n".join(found.values())}


def _words(section: dict) -> str:
    blocks = ["".join(run["text"] for run in block["runs"]) for block in section["blocks"]]
    return "\n".join([section["title"], *blocks])
