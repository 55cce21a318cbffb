"""Finding records that may be of one person: the same number, or the same name and birth year.

Names are compared without tones, spaces, đ and y for i. Only what lies in the user's area is shown.
"""

from dataclasses import dataclass
from itertools import combinations

from django.db.models import Exists, F, OuterRef, Q

from households.enums import Leaving
from households.models import DuplicateDecision, Household, Member
from povertyplan import identity
from povertyplan.errors import InvalidData
from povertyplan.text import same_name_key
from povertyplan.units.models import Unit

SHOWN = 8
LIMIT = 2000
_ELSEWHERE = (Leaving.SPLIT, Leaving.JOINED, Leaving.DUPLICATE)
PLACE = ("household__village__kind", "household__commune__kind", "ethnicity")


@dataclass(frozen=True)
class Pair:
    """Two records that may be one person; `first` was entered first."""

    first: Member
    second: Member


def like(
    user, *, name: str, birth_year: int | None, number: str, place: Unit | None, own: int | None
) -> list[Member]:
    """Who in the user's area may be the person being typed in; also people who have left.

    The same number anywhere in the area, or the same name and birth year in the commune of
    `place`. `own` is the key of the record being edited.
    """
    same = Q(pk__in=[])
    if fingerprint := _fingerprint(number):
        same |= Q(identity_hash=fingerprint)
    if name.strip() and birth_year:
        namesakes = Q(same_name_key=same_name_key(name), birth_year=birth_year)
        same |= namesakes & Q(household__commune=place.commune_id) if place else namesakes
    found = Member.everybody.visible_to(user).filter(same).exclude(pk=own)
    # Who went to another household of ours is found there.
    found = found.exclude(left_because__in=_ELSEWHERE)
    return list(found.select_related(*PLACE).order_by("pk")[:SHOWN])


def _fingerprint(number: str) -> str:
    try:
        return identity.fingerprint(identity.check(number)) if number.strip() else ""
    except InvalidData:
        return ""


def undecided(user, unit: Unit | None = None) -> list[Pair]:
    """Pairs in the area, or in `unit` of it, that nobody has decided; at most LIMIT persons.

    Namesakes of one birth year in one commune, whether in one household or in two, unless both
    have identity numbers: those differ. The number of queries does not grow with the pairs.
    """
    people = Member.objects.visible_to(user)
    people = people.in_unit(unit) if unit else people
    twins = Member.objects.filter(
        same_name_key=OuterRef("same_name_key"),
        birth_year=OuterRef("birth_year"),
        household__commune=OuterRef("household__commune"),
    ).exclude(pk=OuterRef("pk"))
    unnumbered = Q(identity_hash=None) | Exists(twins.filter(identity_hash=None))
    people = people.exclude(birth_year=None).filter(Exists(twins), unnumbered)
    people = people.select_related(*PLACE)
    people = people.annotate(commune=F("household__commune"))
    people = people.order_by("commune", "same_name_key", "birth_year", "pk")[:LIMIT]
    groups = {}
    for person in people:
        key = (person.commune, person.same_name_key, person.birth_year)
        groups.setdefault(key, []).append(person)
    decided = set(
        DuplicateDecision.objects.filter(
            first__in=[person.pk for group in groups.values() for person in group]
        ).values_list("first", "second")
    )
    return [
        Pair(first, second)
        for group in groups.values()
        for first, second in combinations(group, 2)
        if (first.pk, second.pk) not in decided
        and not (first.identity_hash and second.identity_hash)
    ]


def decided(user, unit: Unit | None = None):
    """The decisions about records in the area, or in `unit` of it, the latest first."""
    households = Household.objects.visible_to(user)
    households = households.in_unit(unit) if unit else households
    rows = DuplicateDecision.objects.filter(first__household__in=households)
    return rows.select_related(
        "first__household__village__kind", "second__household__village__kind", "decided_by", "event"
    )
