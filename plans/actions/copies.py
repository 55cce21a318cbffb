"""Copying what a plan says into another: next year's, or the one that replaces it."""

import re
from collections import Counter
from collections.abc import Iterable
from functools import partial

from plans import budgets
from plans.models import BudgetLine, Plan, PlanAnnex, Section

_ROWS = (
    "bases",
    "recipients",
    "annexes",
    "duties",
    "facts",
    "agency_assignments",
    "official_assignments",
)
# A year that a title names, the days of other documents aside; and one that a placeholder names.
_NAMED = re.compile(r"\b(?:ngày \d+ tháng \d+ )?năm \d{4}\b", re.IGNORECASE)
_ASKED = re.compile(r"(?:\.at|\[table:[a-z-]+):\d{4}(?=\s*\]\])")
# A budget line that a placeholder names by its key, of the plan or of the year before.
_LINE = re.compile(
    r"(\[\[\s*budget\.(?:line|line\.state|line\.beside|quantity|disbursement)(\.before)?:)"
    r"(\d{1,18})(?=\s*\]\])"
)


def document(origin: Plan, plan: Plan) -> None:
    """Everything that the document of `origin` says; in another year without its days.

    What its titles, annexes and live figures name of the plan's year and the one before moves on
    with the plan, and what they name of a budget line with its money, where the new budget, which
    comes first, has it too. The sentences are the officer's: the checks tell which still name a
    year. Which household is helped by whom is told anew every year.
    """
    is_same_year = plan.year == origin.year
    lines = _lines(origin, plan)
    sections = _sections(origin, plan, lines)
    for task in origin.tasks.prefetch_related("components"):
        components = list(task.components.all())
        task.section = sections.get(task.section_id)
        task.due_on = task.due_on if is_same_year else None
        task.text = _of_lines(task.text, lines)
        _copied(task, plan).components.set(components)
    for name in _ROWS:
        for row in getattr(origin, name).all():
            if name == "annexes":
                _move_on(row, origin.year, plan.year)
            if name == "duties":
                row.done_on, row.due_on = None, row.due_on if is_same_year else None
            if name != "official_assignments" or row.unit_id or is_same_year:
                _copied(row, plan)
    helped = origin.household_assignments.filter(plan__year=plan.year)
    for row in helped.prefetch_related("agencies"):
        agencies = list(row.agencies.all())
        _copied(row, plan).agencies.set(agencies)


def _sections(origin: Plan, plan: Plan, lines: dict) -> dict[int, Section]:
    """The copies by the key of what they were copied from; a section comes after its parent."""
    copies: dict[int, Section] = {}
    waiting = list(origin.sections.all())
    while waiting:
        section = waiting.pop(0)
        if section.parent_id and section.parent_id not in copies:
            waiting.append(section)
            continue
        old = section.pk
        section.parent = copies.get(section.parent_id)
        section.title = _later(_NAMED, section.title, origin.year, plan.year)
        section.body = _later(_ASKED, section.body, origin.year, plan.year)
        section.body = _of_lines(section.body, lines)
        copies[old] = _copied(section, plan)
    return copies


def _move_on(annex: PlanAnnex, old: int, new: int) -> None:
    annex.title = _later(_NAMED, annex.title, old, new)
    if annex.year:
        annex.year += new - old


def _later(years: re.Pattern, words: str, old: int, new: int) -> str:
    """The words with the plan's year, and the two before it, as much later as the new plan is."""
    return years.sub(partial(_moved, old=old, new=new), words)


def _moved(found: re.Match, *, old: int, new: int) -> str:
    words, year = found[0][:-4], int(found[0][-4:])
    is_ours = old - 2 <= year <= old and not words.lower().startswith("ngày")
    return f"{words}{year + new - old}" if is_ours else found[0]


def _lines(origin: Plan, plan: Plan) -> dict[tuple[str, int], int]:
    """The budget lines by what the text of `origin` calls them, of its year and of that before."""
    before = Plan.objects.of(plan.unit, plan.year - 1)
    found = {("", key): line for key, line in _same(origin.year, plan).items()}
    if before:
        same = _same(origin.year - 1, before)
        found |= {(".before", key): line for key, line in same.items()}
    return found


def _same(year: int, plan: Plan) -> dict[int, int]:
    """The lines of `plan` by the keys of the unit's lines of `year` that they are the same as.

    A line is the same as those that it replaces, and as one that is for the same.
    """
    own = list(plan.budget_lines.all())
    alike = {_purpose(line): line.pk for line in _alone(own)}
    older = _alone(BudgetLine.objects.filter(plan__unit=plan.unit_id, plan__year=year))
    found = {line.pk: alike[_purpose(line)] for line in older if _purpose(line) in alike}
    return found | budgets.standing_for(own)


def _alone(lines: Iterable[BudgetLine]) -> list[BudgetLine]:
    """The lines that are for something that no other line of their plan is for."""
    lines = list(lines)
    times = Counter((line.plan_id, _purpose(line)) for line in lines)
    return [line for line in lines if times[line.plan_id, _purpose(line)] == 1]


def _purpose(line: BudgetLine) -> tuple:
    return line.component_id, line.content, line.measure, line.place_id


def _of_lines(words: str, lines: dict[tuple[str, int], int]) -> str:
    """The words with the lines of the new plan; one that it does not have stays, for the checks."""

    def named(found: re.Match) -> str:
        return f"{found[1]}{lines.get((found[2] or '', int(found[3])), found[3])}"

    return _LINE.sub(named, words)


def budget(origin: Plan, plan: Plan) -> None:
    """The lines with what is planned for them; money that moved stays where it was recorded."""
    for line in origin.budget_lines.prefetch_related("amounts"):
        amounts = list(line.amounts.all())
        line.replaces_id = line.pk
        stored = _copied(line, plan)
        for amount in amounts:
            amount.pk, amount.line, amount._state.adding = None, stored, True
            amount.save()


def _copied(row, plan: Plan):
    row.pk, row.plan, row._state.adding = None, plan, True
    # What was read of the origin's agencies and components is not the copy's yet.
    row._prefetched_objects_cache = {}
    row.save()
    return row
