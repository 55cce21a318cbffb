"""Copying what a plan says into another: next year's, or the one that replaces it."""

import re
from functools import partial

from plans.models import Plan, PlanAnnex, Section

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


def document(origin: Plan, plan: Plan) -> None:
    """Everything that the document of `origin` says; in another year without its days.

    What its titles, annexes and live figures name of the plan's year and the one before moves on
    with the plan; the sentences are the officer's, and the checks tell which still name a year.
    Which household is helped by whom is told anew every year.
    """
    is_same_year = plan.year == origin.year
    sections = _sections(origin, plan)
    for task in origin.tasks.prefetch_related("components"):
        components = list(task.components.all())
        task.section = sections.get(task.section_id)
        task.due_on = task.due_on if is_same_year else None
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


def _sections(origin: Plan, plan: Plan) -> dict[int, Section]:
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
