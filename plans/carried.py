"""What a plan still says in the words and figures of the plan of the year before."""

import re
from collections.abc import Iterator

from plans import text
from plans.content import Part
from plans.models import Fact, Plan, Section

# A year in a sentence, the days of other documents aside: they stay what they were.
_YEAR = re.compile(r"\bngày \d+ tháng \d+ năm \d{4}|\bnăm (\d{4})\b", re.IGNORECASE)


def facts(plan: Plan) -> list[Fact]:
    """The typed figures that have the same value in the unit's plan of the year before."""
    before = dict(_before(Fact, plan).values_list("key", "value"))
    return [fact for fact in plan.facts.all() if before.get(fact.key) == fact.value]


def sections(plan: Plan, parts: list[Part]) -> Iterator[tuple[Part, list[str]]]:
    """The sections whose sentences are those of the year before, with the years they name.

    The plan's own year, and years to come, are no mistake.
    """
    bodies = set(_before(Section, plan).values_list("body", flat=True))
    for part in parts:
        body = part.section.body
        named = filter(None, _YEAR.findall(text.typed(body)))
        years = {year for year in named if int(year) < plan.year}
        if years and body in bodies:
            yield part, sorted(years)


def _before(model, plan: Plan):
    return model.objects.filter(plan__unit=plan.unit_id, plan__year=plan.year - 1)
