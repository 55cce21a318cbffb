"""The rest of form B for the demonstration: invented, but never against who lives in a household.

Drawn apart from everything else, so that it changes nobody's class, name or family.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

from households.enums import OptionKind, Relation, Sex
from households.models import Member, Option, Review, Round
from povertyplan.demo import names
from povertyplan.demo.stories import AVERAGE, POOR, Story

_SEED = "form B"
_INDIGENOUS = (names.JRAI, names.BANA)  # who have always lived here
_CHILD, _PUPIL, _ELDERLY = 16, range(6, 15), 60
# Causes with their weights; those without labour or with somebody ill name these first.
_CAUSES = {
    "no_land": 4,
    "no_capital": 9,
    "no_tools": 4,
    "no_knowledge": 5,
    "no_skill": 4,
    "illness": 2,
    "other": 1,
}
_NEEDS_OF_CAUSES = {
    "no_land": "production",
    "no_capital": "credit",
    "no_tools": "production",
    "no_knowledge": "production",
    "no_skill": "training",
    "illness": "health",
}
_FIELDS = (
    "causes",
    "needs",
    "supports",
    "has_no_labour",
    "is_social_protection",
    "is_farming",
    "is_indigenous",
    "has_merit_person",
    "is_female_headed",
    "child_count",
    "uninsured_child_count",
    "malnourished_child_count",
    "unschooled_child_count",
)


@dataclass(frozen=True)
class _Lists:
    """The causes and supports that an administrator keeps, by code."""

    causes: dict[str, Option]
    supports: dict[str, Option]

    @classmethod
    def load(cls) -> "_Lists":
        causes, supports = (
            {option.code: option for option in Option.objects.of_kind(kind)}
            for kind in (OptionKind.CAUSE, OptionKind.SUPPORT)
        )
        return cls(causes, supports)


def answers(stories: list[Story], round: Round) -> dict[int, dict]:
    """What the reviews of a round say besides income and deprivations, by key of the household."""
    year = round.year
    lists, people = _Lists.load(), _people(round)
    return {
        story.household.pk: _answers(
            Random(f"{_SEED} {place}"), story, people[story.household.pk], year, lists
        )
        for place, story in enumerate(stories)
        if year in story.classes
    }


def as_last_year(review: Review) -> None:
    """Note in a new review what the last one said."""
    known = Review.objects.filter(household=review.household, round__year=review.round.year - 1)
    Review.objects.filter(pk=review.pk).update(**known.values(*_FIELDS).get())


def is_indigenous(code: str) -> bool:
    """Whether the ethnic group with the code is one that has always lived here."""
    return code in _INDIGENOUS


def _people(round: Round) -> dict[int, list[Member]]:
    """Who lived in each household in the year of the round."""
    people = {}
    born = Member.objects.in_unit(round.unit).filter(birth_year__lte=round.year)
    for member in born.order_by("pk"):
        people.setdefault(member.household_id, []).append(member)
    return people


def _answers(rng: Random, story: Story, people: list[Member], year: int, lists: _Lists) -> dict:
    ages = [year - member.birth_year for member in people]
    workers = sum(_CHILD <= age < _ELDERLY for age in ages)
    causes = story.causes or _causes(rng, story, year, workers, len(people))
    is_protected = workers == 0 and any(age >= _ELDERLY for age in ages)
    if story.is_social_protection is not None:
        is_protected = story.is_social_protection
    needs = set(_needs(story, year, causes, lists))
    return {
        "causes": _bits(lists.causes, causes),
        "needs": _bits(lists.supports, needs),
        "supports": _bits(lists.supports, _received(rng, story, year, needs)),
        "has_no_labour": workers == 0,
        "is_social_protection": is_protected,
        "is_farming": rng.random()
        < (0.55 if story.village.unit.effective_area == "urban" else 0.95),
        "is_indigenous": is_indigenous(story.household.ethnicity.code),
        "has_merit_person": any(member.merit_kind for member in people),
        "is_female_headed": any(
            member.relation == Relation.HEAD and member.sex == Sex.FEMALE for member in people
        ),
        **_children(rng, [age for age in ages if age < _CHILD], story.deprived[year]),
    }


def _causes(rng: Random, story: Story, year: int, workers: int, size: int) -> set[str]:
    """One to three causes of whoever is poor or near-poor."""
    if story.classes[year] == AVERAGE:
        return set()
    found = {"no_labour"} if workers * 3 < size else set()
    if "health_access" in story.deprived[year]:
        found.add("illness")
    weights = list(_CAUSES.values())
    wanted = rng.choice((1, 1, 2, 2, 3))
    while len(found) < wanted:
        found.update(rng.choices(list(_CAUSES), weights))
    return found


def _needs(story: Story, year: int, causes: set[str], lists: _Lists) -> Iterator[str]:
    """What would help against the causes and the deprivations."""
    for cause in causes:
        if cause in _NEEDS_OF_CAUSES:
            yield _NEEDS_OF_CAUSES[cause]
    for code, option in lists.supports.items():
        if story.deprived[year].intersection(option.indicators):
            yield code


def _received(rng: Random, story: Story, year: int, needs: set[str]) -> set[str]:
    """Poor households have their insurance and electricity paid, and some of what they need."""
    always = {"health", "electricity"} if story.classes[year] == POOR else set()
    return always | {code for code in sorted(needs) if rng.random() < 0.3}


def _children(rng: Random, ages: list[int], deprived: set[str]) -> dict[str, int]:
    pupils = sum(age in _PUPIL for age in ages)
    uninsured = rng.randint(0, pupils) if "health_insurance" in deprived else 0
    unschooled = rng.randint(1, pupils) if pupils and "child_schooling" in deprived else 0
    return {
        "child_count": len(ages),
        "uninsured_child_count": uninsured,
        "malnourished_child_count": sum(rng.random() < 0.12 for _ in ages),
        "unschooled_child_count": unschooled,
    }


def _bits(options: dict[str, Option], codes: set[str]) -> int:
    return sum(1 << options[code].bit for code in codes)
