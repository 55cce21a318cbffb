"""Who lives in a household of a demo commune: a family that can, or cannot, live by its labour."""

from dataclasses import dataclass
from random import Random

from households.enums import Relation, Sex
from povertyplan.demo import names
from povertyplan.demo.families import Person, give_names
from povertyplan.demo.stories import Story

# What a household lacks only when somebody is of the age, under Decree 07/2021.
_OF_CHILDREN = {"child_schooling", "nutrition"}
_OF_YOUNG_ADULTS = {"adult_education"}


@dataclass
class Case(Story):
    """A household of one review: its ethnic group, its size, whether anybody in it can work.

    A size of 0 is not known yet.
    `head` is the name of a head whom the plan's lists name; `note` is what they say of them.
    """

    group: str = names.KINH
    size: int = 0
    has_labour: bool = True
    head: str = ""
    note: str = ""

    @property
    def year(self) -> int:
        return self.years[0]

    @property
    def lacks(self) -> set[str]:
        return self.deprived[self.year]


def compose(rng: Random, case: Case, taken: set[str]) -> list[Person]:
    """The people of a household, its head first, with a name for the head not in `taken`."""
    people = _able(rng, case) if case.has_labour else _unable(rng, case)
    give_names(rng, people, case.group, taken)
    return people


def _person(rng: Random, relation: Relation, ages: tuple[int, int], case: Case) -> Person:
    sex = rng.choice((Sex.MALE, Sex.FEMALE))
    return Person(relation, sex, case.year - rng.randint(*ages))


def _head(rng: Random, ages: tuple[int, int], case: Case) -> Person:
    head = _person(rng, Relation.HEAD, ages, case)
    if case.head:
        head.name, head.sex = case.head, names.sex_of(case.head)
    return head


def _spouse(rng: Random, head: Person) -> Person:
    sex = Sex.FEMALE if head.sex == Sex.MALE else Sex.MALE
    return Person(Relation.SPOUSE, sex, head.birth_year + rng.randint(-2, 3))


def _unable(rng: Random, case: Case) -> list[Person]:
    """Old people, with a grandchild where there is room for one."""
    head = _head(rng, (70, 86), case)
    people = [head]
    if case.size > 2 or (case.size == 2 and "cháu" not in case.note):
        people.append(_spouse(rng, head))
    while len(people) < case.size:
        people.append(_person(rng, Relation.GRANDCHILD, (5, 14), case))
    return people


def _able(rng: Random, case: Case) -> list[Person]:
    """A couple, or one parent, with children whom their parents could have."""
    has_pupil = bool(case.lacks & _OF_CHILDREN)
    ages = (24, 28) if case.lacks & _OF_YOUNG_ADULTS else (30, 54)
    head = _head(rng, (30, 44) if has_pupil else ages, case)
    people = [head]
    if case.size > 1 + has_pupil and rng.random() < 0.9:
        people.append(_spouse(rng, head))
    youngest_parent = min(case.year - person.birth_year for person in people)
    ages_of_children = (max(2, youngest_parent - 42), max(3, youngest_parent - 19))
    while len(people) < case.size:
        is_pupil = has_pupil and people[-1].relation != Relation.CHILD
        ages = (4, 10) if is_pupil else ages_of_children
        people.append(_person(rng, Relation.CHILD, ages, case))
    adults = [person for person in people if person.relation != Relation.CHILD]
    children = [person for person in people if person.relation == Relation.CHILD]
    return adults + sorted(children, key=lambda child: child.birth_year)
