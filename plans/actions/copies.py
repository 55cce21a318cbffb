"""Copying what a plan says into another: next year's, or the one that replaces it."""

from plans.models import Plan, Section

_ROWS = (
    "bases",
    "recipients",
    "annexes",
    "duties",
    "facts",
    "agency_assignments",
    "official_assignments",
)


def document(origin: Plan, plan: Plan) -> None:
    """Everything that the document of `origin` says; in another year without its days.

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
        copies[old] = _copied(section, plan)
    return copies


def budget(origin: Plan, plan: Plan) -> None:
    """The lines with what is planned for them; money that moved stays where it was recorded."""
    for line in origin.budget_lines.prefetch_related("amounts"):
        amounts = list(line.amounts.all())
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
