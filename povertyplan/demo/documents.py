"""The documents of the five plans: their text as in the files, and what the files call by keys.

The files name goals, budget lines and figures by short keys. A stored plan names a goal by what it
says and a line by its number, and states every other figure as one of its own facts.
"""

import re
from fractions import Fraction

from plans.imports import load_plan
from plans.models import Plan
from plans.money import Scale
from plans.typed import show_amount
from povertyplan.accounts.models import User
from povertyplan.demo import source
from povertyplan.demo.money import Lines
from povertyplan.demo.plan_sheets import goal_of
from povertyplan.numbers import rate, vietnamese
from povertyplan.units.models import Unit

_PLACEHOLDER = re.compile(r"\[\[([a-z.]+):([^\]]+)\]\]")
_ABOUT_LINES = ("line", "quantity", "disbursement", "sum")


def create(plan: str, unit: Unit, *, by: User, lines: dict[int, Lines] | None = None) -> Plan:
    """Load the document of the plan. `lines` are its budget's, by year and key."""
    content, figures = source.document_of(plan), source.figures_of(plan)
    names = _Names(figures, lines or {})
    content = names.translate(content)
    return load_plan(content | {"facts": names.facts()}, unit=unit, by=by)


class _Names:
    """The names that a stored plan uses, by those of its file."""

    def __init__(self, figures: dict, lines: dict[int, Lines]):
        self.figures, self.lines = figures, lines
        self.goals = {row["key"]: row for row in figures["goals"]}
        self.rows = {row["key"]: row for row in figures["facts"]}
        self.made: dict[str, dict] = {}

    def translate(self, content):
        """The content with every placeholder under its stored name."""
        if isinstance(content, dict):
            return {key: self.translate(value) for key, value in content.items()}
        if isinstance(content, list):
            return [self.translate(value) for value in content]
        if isinstance(content, str):
            return _PLACEHOLDER.sub(lambda found: f"[[{self._name(*found.groups())}]]", content)
        return content

    def facts(self) -> list[dict]:
        """The facts of the file, and those that its placeholders ask for in another form."""
        return [
            {**row, "source": row.get("period", "")}
            for row in [*self.figures["facts"], *self.made.values()]
        ]

    def _name(self, kind: str, key: str) -> str:
        if kind == "goal.increase.before":
            row = self.goals[key]
            return self._fact(f"{key}-truoc", f"{row['name']}, mức tăng năm trước", _shown(row))
        if kind.startswith("goal"):
            return f"{kind}:{_code(self.goals[key])}"
        if kind == "fact.million":
            row = self.rows[key]
            shown = show_amount(row["value"], Scale.MILLION)
            return self._fact(f"{key}-trieu-dong", f"{row['name']} (triệu đồng)", shown)
        if kind == "fact.share":
            part, whole = (self.rows[name] for name in key.split("/"))
            label = f"{part['name']} so với {whole['name'].lower()} (%)"
            shown = vietnamese(rate(part["value"], whole["value"]))
            return self._fact(key.replace("/", "-"), label, shown)
        if kind.startswith("budget."):
            return self._money(kind, key)
        return f"{kind}:{key}"

    def _fact(self, key: str, label: str, value: str) -> str:
        self.made[key] = {"key": key, "label": label, "value": value}
        return f"fact:{key}"

    def _money(self, kind: str, key: str) -> str:
        stem = kind.removeprefix("budget.").removesuffix(".before")
        if stem not in _ABOUT_LINES:
            return f"{kind}:{key}"
        year = self.figures["result_year" if kind.endswith(".before") else "plan_year"]
        lines = self.lines[year]
        line = lines[key.split("+")[0]]
        suffix = ".before" if kind.endswith(".before") else ""
        if stem == "line" and list(lines.values()).count(line) > 1:
            stem = "line.beside" if key.endswith("-mobilised") else "line.state"
        return f"budget.{'line' if stem == 'sum' else stem}{suffix}:{line.pk}"


def _code(row: dict) -> str:
    goal = goal_of(row)
    goal.clean()
    return goal.code


def _shown(row: dict) -> str:
    exact = Fraction(row["before_increase"])
    return vietnamese(exact, 0 if exact.denominator == 1 else 1)
