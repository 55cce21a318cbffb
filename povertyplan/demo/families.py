"""Who lives in a household: a family that fits its size, its deprivations and its merit."""

from dataclasses import dataclass
from random import Random

from households.enums import MeritKind, Relation, Sex
from povertyplan.demo import names
from povertyplan.demo.stories import Story

# Of a hundred households: how many have one person, two, three... (4.5 on average).
_SIZES = [
    size for size, share in enumerate((5, 9, 14, 22, 22, 14, 8, 4, 1, 1), 1) for _ in range(share)
]
_WIDOWS = (MeritKind.SICK_SOLDIER_SURVIVOR, MeritKind.MARTYR_RELATIVE)
_LAST_YEAR = 2020
# Who counts for the education indicators of Decision 59/2015, in 2019 as well as in 2020.
_PUPIL = (2007, 2014)
_YOUNG_ADULT = (1986, 2004)


@dataclass
class Person:
    relation: Relation
    sex: Sex
    birth_year: int
    merit_kind: str = ""
    name: str = ""


@dataclass
class _Needs:
    """What the rest of the record asks of the family."""

    size: int
    pupil: bool
    young_adult: bool
    merit_kind: str = ""
    merit_member: str = ""


def compose(rng: Random, story: Story, group: str, taken: set[str]) -> list[Person]:
    """The people of a household, its head first, with a name for the head not in `taken`."""
    needs = _needs(rng, story)
    head = _head(rng, needs)
    people = [head, *_spouse(rng, head, needs), *_parent(rng, head, needs)]
    people += _children(rng, people, needs)
    for person in people:
        if person.relation == needs.merit_member:
            person.merit_kind = needs.merit_kind
    give_names(rng, people, group, taken)
    return people


def _needs(rng: Random, story: Story) -> _Needs:
    lacks = set().union(*story.deprived.values())
    pupil, young_adult = "child_schooling" in lacks, "adult_education" in lacks
    if story.merit:
        row = story.merit
        return _Needs(row["persons"], pupil, young_adult, row["merit_kind"], row["merit_member"])
    return _Needs(max(rng.choice(_SIZES), 1 + pupil), pupil, young_adult)


def _head(rng: Random, needs: _Needs) -> Person:
    sex = Sex.MALE if rng.random() < 0.68 else Sex.FEMALE
    if needs.merit_member == Relation.HEAD:
        sex = Sex.FEMALE if needs.merit_kind in _WIDOWS else Sex.MALE
    return Person(Relation.HEAD, sex, rng.randint(*_head_years(needs)))


def _head_years(needs: _Needs) -> tuple[int, int]:
    if needs.merit_member in (Relation.HEAD, Relation.SPOUSE):
        return 1942, 1955
    if needs.merit_member == Relation.PARENT:
        return 1966, 1978
    is_large = needs.size >= 5
    if needs.young_adult:
        return 1986, 1990 if needs.pupil or is_large else 1996
    if needs.pupil:
        return 1968, 1988
    if needs.size == 1:
        return 1938, 1970
    return 1952, 1986 if is_large else 1994


def _spouse(rng: Random, head: Person, needs: _Needs) -> list[Person]:
    is_widow = head.sex == Sex.FEMALE and needs.merit_member == Relation.HEAD
    has_room = needs.size >= (3 if needs.pupil else 2)
    wanted = needs.merit_member == Relation.SPOUSE or rng.random() < 0.85
    if is_widow or not has_room or not wanted:
        return []
    sex = Sex.FEMALE if head.sex == Sex.MALE else Sex.MALE
    return [Person(Relation.SPOUSE, sex, min(head.birth_year + rng.randint(-4, 4), 1998))]


def _parent(rng: Random, head: Person, needs: _Needs) -> list[Person]:
    is_merit = needs.merit_member == Relation.PARENT
    has_room = needs.size >= 5 and head.birth_year >= 1962
    if not is_merit and not (has_room and rng.random() < 0.18):
        return []
    sex = Sex.FEMALE if is_merit or rng.random() < 0.7 else Sex.MALE
    return [Person(Relation.PARENT, sex, head.birth_year - rng.randint(20, 30))]


def _children(rng: Random, people: list[Person], needs: _Needs) -> list[Person]:
    """Children, and grandchildren of an old head, until the household has its size."""
    head = people[0]
    couple = [person.birth_year for person in people if person.relation != Relation.PARENT]
    first = max(couple) + 19
    last = max(first, min(min(couple) + 41, _LAST_YEAR))
    children = []
    for place in range(needs.size - len(people)):
        year, relation = rng.randint(first, last), Relation.CHILD
        if place and head.birth_year < 1962:
            year, relation = rng.randint(2002, 2018), Relation.GRANDCHILD
        if needs.pupil and place == 0:
            year, relation = rng.randint(max(first, _PUPIL[0]), _PUPIL[1]), Relation.CHILD
        sex = rng.choice((Sex.MALE, Sex.FEMALE))
        children.append(Person(relation, sex, year))
    return sorted(children, key=lambda child: (child.relation, child.birth_year))


def give_names(rng: Random, people: list[Person], group: str, taken: set[str]) -> None:
    """Name a family; a head who has a name keeps it, and children of the head the clan."""
    known = people[0].name
    clans = _clans(rng, people, group)
    if known:
        _keep_clan(clans, people[0], names.clan_of(known, group), group)
    used = {known}
    for person in people:
        clan = clans.get(person.relation) or names.clan(rng, group)
        avoid = taken | used if person.relation == Relation.HEAD else used
        person.name = _unused(rng, group, person.sex, clan, avoid)
        used.add(person.name)
    people[0].name = known or people[0].name
    taken.add(people[0].name)


def _keep_clan(clans: dict[Relation, str], head: Person, clan: str, group: str) -> None:
    heir = Sex.FEMALE if names.takes_clan_of_mother(group) else Sex.MALE
    clans[Relation.HEAD] = clan
    if head.sex == heir:
        clans[Relation.CHILD] = clan


def _clans(rng: Random, people: list[Person], group: str) -> dict[Relation, str]:
    """The clan by place in the family: children take the mother's or the father's."""
    heir = Sex.FEMALE if names.takes_clan_of_mother(group) else Sex.MALE
    clans = {person.relation: names.clan(rng, group) for person in people}
    for person in people:
        if person.sex == heir and person.relation in (Relation.HEAD, Relation.SPOUSE):
            clans[Relation.CHILD] = clans[person.relation]
        if person.sex == heir and person.relation == Relation.PARENT:
            clans[Relation.PARENT] = clans[Relation.HEAD]
    return clans


def _unused(rng: Random, group: str, sex: str, clan: str, avoid: set[str]) -> str:
    """A name not in `avoid`, or at last any: namesakes do live in one commune."""
    for _ in range(30):
        name = names.full_name(rng, group, sex, clan)
        if name not in avoid:
            break
    return name
