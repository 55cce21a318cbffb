"""The facts that a B1 table may ask for, by the codes that its column «fact» uses."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from households.answers import Findings
from households.derivation import LEVELS, Person, misses_school
from households.enums import Education, JobKind, JobStatus, Pension, Relation, Sex
from households.models import Household
from households.points import Fact

_CHILD_BELOW = 16
# The school of a child by age (Decree 07/2021), whatever standard its household is judged by.
_SCHOOL = [
    {"from": 3, "below": 6, "level": Education.PRESCHOOL},
    {"from": 6, "below": 12, "level": Education.PRIMARY},
    {"from": 12, "below": _CHILD_BELOW, "level": Education.LOWER_SECONDARY},
]


def facts_of(findings: Findings, people: tuple[Person, ...], *, on: date) -> dict[str, Fact]:
    """Every fact that is known.

    Where the household was asked what it owns, what it did not name is none.
    """
    dwelling = findings.dwelling
    area = dwelling.floor_area_m2
    owned = {} if dwelling.holdings is None else _Holdings(dwelling.holdings)
    return owned | {
        "persons": findings.person_count,
        "children_under_15": _count(people, lambda person: person.age(on) < 15, on),
        "children_under_16": _count(people, lambda person: person.age(on) < 16, on),
        "over_60": _count(people, lambda person: person.age(on) > 60, on),
        "dependants": _count(people, lambda person: _depends(person, on), on),
        "top_education": _top_education(_adults(people, on)),
        "best_job": _best_job(_adults(people, on)),
        "pensions": _pensions(_adults(people, on)),
        "floor_area_m2": area,
        "area_per_person": None if area is None else area / findings.person_count,
        "pillars": dwelling.pillars,
        "walls": dwelling.walls,
        "roof": dwelling.roof,
        "water_source": dwelling.water_source,
        "toilet": dwelling.toilet,
        "electricity": dwelling.electricity,
        "monthly_kwh": dwelling.monthly_kwh,
    }


@dataclass(frozen=True)
class Groups:
    """What follows from the members for the groups that a household is counted in."""

    is_indigenous: bool
    has_merit_person: bool
    is_female_headed: bool


def groups_of(household: Household) -> Groups:
    """The groups of a household as its members are now."""
    people = list(household.members.all())
    head = next((person for person in people if person.relation == Relation.HEAD), None)
    return Groups(
        is_indigenous=household.is_indigenous,
        has_merit_person=any(person.merit_kind for person in people),
        is_female_headed=head is not None and head.sex == Sex.FEMALE,
    )


class _Holdings(dict):
    """Quantities by code, 0 for what is not named."""

    def get(self, code, default=None):
        return super().get(code, default if default is not None else 0)

    def __or__(self, other):
        return _Holdings({**self, **other})


@dataclass(frozen=True)
class Children:
    """The children of a household as the yearly tables count them: under 16 years."""

    count: int | None
    uninsured: int | None
    malnourished: int | None
    unschooled: int | None


def children_of(people: Iterable[Person], *, on: date) -> Children:
    """How many children there are on the day, and what they lack; None where an age is unknown.

    An answer that nobody gave is not counted as a lack.
    """
    people = list(people)
    if any(person.age(on) is None for person in people):
        return Children(None, None, None, None)
    children = [person for person in people if person.age(on) < _CHILD_BELOW]
    return Children(
        count=len(children),
        uninsured=sum(person.has_insurance is False for person in children),
        malnourished=sum(person.is_malnourished is True for person in children),
        unschooled=sum(misses_school(person, _SCHOOL, on) is True for person in children),
    )


def _count(people, holds: Callable[[Person], bool], on: date) -> int | None:
    if not people or any(person.age(on) is None for person in people):
        return None
    return sum(holds(person) for person in people)


def _depends(person: Person, on: date) -> bool:
    """Too young, too old, disabled or gravely ill to provide (Circular 17/2016, annex 3b)."""
    age = person.age(on)
    return age < 15 or age > 60 or bool(person.is_disabled) or bool(person.is_gravely_ill)


def _adults(people, on: date) -> list[Person]:
    """Who may have a job, a pension, a certificate: from 15 years, or of unknown age."""
    return [person for person in people if person.age(on) is None or person.age(on) >= 15]


def _top_education(adults: list[Person]) -> str:
    levels = [person.completed for person in adults]
    return "" if "" in levels else max(levels, key=LEVELS.get, default=Education.NONE)


def _pensions(adults: list[Person]) -> int | None:
    kinds = [person.pension for person in adults]
    return None if "" in kinds else len(kinds) - kinds.count(Pension.NONE)


def _best_job(adults: list[Person]) -> str:
    """`official`, `other` for any other job outside the household's own farm, or `none`."""
    kinds = {person.job_kind for person in adults if person.job_status == JobStatus.WORKING}
    if JobKind.OFFICIAL in kinds:
        return "official"
    if "" in kinds or any(not person.job_status for person in adults):
        return ""
    return "other" if kinds & {JobKind.ENTERPRISE, JobKind.HIRED} else "none"
