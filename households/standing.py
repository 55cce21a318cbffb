"""The facts behind the stage of many reviews at once: a handful of queries, however many."""

from collections import defaultdict
from datetime import date

from django.db.models import QuerySet
from django.utils import timezone

from households.enums import ObjectionState, RoundState
from households.models import MeetingVote, Objection, PostingEntry, Result, Review, Round, Step
from households.stages import Case, Posted, Standing, Task, Vote, fingerprint, standing
from povertyplan.approval import EDITABLE, ApprovalState
from povertyplan.units.models import Unit


def of(reviews, *, today: date) -> dict[int, Standing]:
    """Where each of `reviews` (a queryset or a list) stands, by key."""
    keys = _keys(reviews)
    says, votes, posted = _says(keys), _votes(keys), _posted(keys)
    open_, awaiting, rechecked = _objections(keys)
    steps = _steps()
    found = {}
    for row in Review.objects.filter(pk__in=keys).values(*_COLUMNS):
        key = row["pk"]
        said = says.get(key)
        case = Case(
            state=row["state"],
            says=fingerprint(said, row["person_count"]) if said else "",
            steps=steps[row["round__procedure"]],
            is_untouched=row["version"] == 1 and row["edited_by"] is None,
            is_withdrawn=bool(row["withdrawn_because"]),
            is_held=bool(row["held_because"]) and row["state"] == ApprovalState.SUBMITTED,
            is_recognised=row["recognition"] is not None,
            vote=votes.get(key),
            posted=posted.get(key),
            has_open_objection=key in open_,
            awaits_recheck=key in awaiting,
            rechecked=frozenset(rechecked[key]),
        )
        found[key] = standing(case, today=today)
    return found


_COLUMNS = (
    "pk",
    "state",
    "version",
    "edited_by",
    "person_count",
    "withdrawn_because",
    "held_because",
    "recognition",
    "round__procedure",
)


# What only a review that can be edited waits for.
_AT_HOME = {Task.COLLECT, Task.MEET, Task.POST, Task.WAIT, Task.SUBMIT}


def waiting_for(task: Task, *, round: Round, village: Unit):
    """The reviews of a village in a round that can be edited and wait for the task today."""
    reviews = Review.objects.filter(round=round, village=village).active().in_state(*EDITABLE)
    return narrowed(reviews, today=timezone.localdate(), task=task)


def narrowed(reviews, *, today: date, stages=(), task: Task | None = None):
    """Those of the queryset that are at one of `stages` and wait for `task`, where one is asked.

    Only a round that is open waits for anything.
    """
    if task:
        reviews = reviews.filter(round__state=RoundState.OPEN)
    if task in _AT_HOME:
        reviews = reviews.in_state(*EDITABLE)
    found = of(reviews, today=today)
    keys = [
        key
        for key, where in found.items()
        if (not stages or where.stage in stages) and (not task or where.task == task)
    ]
    # Thousands of keys as a query of their own: beside other conditions they mislead SQLite.
    return reviews.filter(pk__in=Review.objects.filter(pk__in=keys).values("pk"))


def _keys(reviews):
    if isinstance(reviews, QuerySet):
        return reviews.order_by().values("pk")
    return [review.pk for review in reviews]


def _says(keys) -> dict[int, list[tuple]]:
    """What each review says under its standards; reviews without a class under one are left out."""
    says, unknown = defaultdict(list), set()
    rows = Result.objects.filter(review__in=keys).order_by()
    names = ("review", "standard", "household_class", "score_b1", "deprivations")
    for review, *said in rows.values_list(*names):
        says[review].append(tuple(said))
        if not said[1]:
            unknown.add(review)
    return {key: said for key, said in says.items() if key not in unknown}


def _votes(keys) -> dict[int, Vote]:
    """The latest vote on each review."""
    rows = MeetingVote.objects.filter(review__in=keys).order_by("meeting__held_on", "meeting")
    names = ("agree_count", "meeting__attendee_count", "read_out", "kept_because")
    return {review: Vote(*vote) for review, *vote in rows.values_list("review", *names)}


def _posted(keys) -> dict[int, Posted]:
    """The latest posting of each review, those that were withdrawn left out."""
    rows = PostingEntry.objects.filter(review__in=keys, posting__withdrawn_because="")
    rows = rows.order_by("posting__starts_on", "posting")
    upheld = set(
        Objection.objects.filter(review__in=keys, state=ObjectionState.UPHELD)
        .order_by()
        .values_list("review", "posting")
    )
    names = ("review", "posting", "posted", "posting__ends_on")
    return {
        review: Posted(text, ends_on, (review, posting) in upheld)
        for review, posting, text, ends_on in rows.values_list(*names)
    }


def _objections(keys) -> tuple[set[int], set[int], dict[int, set[str]]]:
    """The reviews with an open objection, those to be re-checked, and what re-checks confirmed."""
    open_, awaiting, rechecked = set(), set(), defaultdict(set)
    rows = Objection.objects.filter(review__in=keys).order_by()
    for review, state, confirmed in rows.values_list("review", "state", "rechecked"):
        if state == ObjectionState.OPEN:
            open_.add(review)
        elif state == ObjectionState.UPHELD and confirmed:
            rechecked[review].add(confirmed)
        elif state == ObjectionState.UPHELD:
            awaiting.add(review)
    return open_, awaiting, rechecked


def _steps() -> dict[int | None, frozenset[str]]:
    steps = defaultdict(set)
    for procedure, kind in Step.objects.order_by().values_list("procedure", "kind"):
        steps[procedure].add(kind)
    return defaultdict(frozenset, {key: frozenset(kinds) for key, kinds in steps.items()})
