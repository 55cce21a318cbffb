"""A household that lives elsewhere by now, as those knew it who once reviewed it.

Whoever reviewed it may read the review for good, and of the household only what it was then: who
lived in it, and nothing that its new place has found out since. Everybody who shows reviews asks
`recall`, which decides it by the scope of the household itself.
"""

from datetime import date, datetime

from django.db.models import Q
from django.utils import timezone

from households.enums import EventKind
from households.models import Household, HouseholdEvent, Member, Review
from povertyplan.text import fold
from povertyplan.units.models import Unit

# What stays of a person: all else may have been learnt since.
_KEPT = {
    "id",
    "household",
    "full_name",
    "relation",
    "sex",
    "birth_date",
    "birth_year",
    "ethnicity",
    "joined_on",
    "left_on",
    "left_because",
    "search_text",
    "sort_key",
    "same_name_key",
}


def recall(reviews: list[Review], user) -> None:
    """Give reviews whose household is out of the person's area by now the household of then.

    Each review says in `is_elsewhere` whether it is one of these.
    """
    keys = {review.household_id for review in reviews}
    here = set(Household.objects.visible_to(user).filter(pk__in=keys).values_list("pk", flat=True))
    for review in reviews:
        review.is_elsewhere = review.household_id not in here
        if review.is_elsewhere:
            review.household = _of_then(review)
            if hasattr(review, "head_name"):
                review.head_name = str(review.household.head or "")


def moved_away(reviews, unit: Unit) -> dict[int, list[Member]]:
    """By review: who lived then in the households that have moved out of `unit` since.

    Not where the unit itself was changed around them.
    """
    moves = HouseholdEvent.objects.filter(kind=EventKind.MOVED, undone_at=None)
    moves = moves.exclude(before__has_key="map_change")
    away = reviews.filter(household__in=moves.order_by().values("household"))
    away = away.exclude(household__in=Household.objects.in_unit(unit).values("pk"))
    away = away.select_related("round", "village")
    return {review.pk: list(_of_then(review).members.all()) for review in away}


def search(reviews, text: str, user):
    """The reviews in whose household a name is found; out of the area, among those of then."""
    found, words = reviews.search(text), fold(text).split()
    here = Household.objects.visible_to(user)
    away = found.exclude(household__in=here.values("pk")).select_related("round", "village")
    return found.exclude(pk__in=[row.pk for row in away.order_by() if not _has(row, words)])


def _has(review: Review, words: list[str]) -> bool:
    """Whether somebody who lived there then has all the words in the name."""
    names = [member.search_text for member in _of_then(review).members.all()]
    return any(all(word in name for word in words) for name in names)


def _of_then(review: Review) -> Household:
    household = Household.objects.get(pk=review.household_id)
    household.village = review.village
    household.ended_on, household.ended_because = None, ""
    household.address = household.phone = ""
    people = Member.everybody.filter(household=household).select_related("ethnicity")
    people._result_cache = _people(list(people.order_by("pk")), review)
    household._prefetched_objects_cache = {"members": people}
    return household


def _people(rows: list[Member], review: Review) -> list[Member]:
    """Who was there when the review was decided, at the latest on the last day of its round.

    Without those who were entered after the household had left.
    """
    moment = review.decided_at or review.submitted_at or review.edited_at
    day = min(timezone.localdate(moment), review.round.closes_on)
    left_at = _left_at(review, day)
    found = [row for row in rows if _was_known(row, day, left_at)]
    relations = _relations(review.household_id, day, left_at)
    for row in found:
        row.relation = relations.get(row.pk, row.relation)
        for field in Member._meta.concrete_fields:
            if field.name not in _KEPT:
                setattr(row, field.attname, field.get_default())
    return found


def _left_at(review: Review, day: date) -> datetime | None:
    """When the last event was written that still found the household in the review's commune."""
    events = HouseholdEvent.objects.filter(household=review.household_id, undone_at=None)
    is_later = Q(happened_on__gt=day) | Q(kind=EventKind.MOVED)
    last = events.filter(is_later, commune=review.commune_id)
    last = last.order_by("-created_at").first()
    return last and last.created_at


def _was_known(row: Member, day: date, left_at: datetime | None) -> bool:
    """Whether the person was there, and had been entered; of old rows nobody knows when."""
    is_later = row.entered_at and left_at and row.entered_at > left_at
    return row.was_there(day) and not is_later


def _relations(household: int, day: date, left_at: datetime | None) -> dict[int, str]:
    """The relations that later events have changed, by member, as they were on the day.

    Whatever was written after the household had left is later, whichever day it names.
    """
    events = HouseholdEvent.objects.filter(Q(household=household) | Q(other=household))
    is_later = Q(happened_on__gt=day)
    if left_at:
        is_later |= Q(created_at__gt=left_at)
    events = events.filter(is_later, undone_at=None).order_by("-created_at", "-pk")
    return {
        key: values["relation"]
        for event in events
        for model, key, values in reversed(event.before["rows"])
        if model == "member" and "relation" in values
    }
