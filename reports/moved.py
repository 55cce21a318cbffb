"""The households behind the steps of a movement table: who went, who came, from which class."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import models

from households.enums import HouseholdClass, RoundKind
from households.models import Review
from households.movements import Found, Move
from reports.summary import Scope


@dataclass(frozen=True)
class Moved:
    """The households that a column counts: what they did, and their reviews."""

    steps: dict[int, Move]
    reviews: models.QuerySet
    _was: dict[int, str]
    _now: dict[int, str]

    def describe(self, reviews: Iterable[Review]) -> None:
        """Tell reviews what their household was at either end, and how many they were."""
        for review in reviews:
            key = review.household_id
            review.step = self.steps[key]
            review.was, review.now = self._was.get(key, ""), self._now.get(key, "")


def moved(
    scope: Scope, followed: HouseholdClass, counted: str, *, place: int | None, user
) -> Moved:
    """The households that a column counts, each with its latest review; `counted` is its key.

    In the row of the child unit with the key `place`; without it, in the row of all together.
    """
    history = scope.history()
    steps = {
        move.household: move
        for move in _counted(history.moves(followed), counted)
        if place is None or history.unit_of[move.village] == place
    }
    places = {key: move.village for key, move in steps.items()}
    return Moved(
        steps,
        _latest(scope, steps, user),
        _classes(history.before, places),
        _classes(history.now, places),
    )


def _counted(steps: list[Move], counted: str) -> list[Move]:
    if counted == "opening":
        return [move for move in steps if move.before is not None]
    if counted == "closing":
        return [move for move in steps if move.now is not None]
    if counted == "held":
        return [move for move in steps if move.is_held]
    return [move for move in steps if move.step == counted]


def _classes(found: Iterable[Found], places: dict[int, int]) -> dict[int, str]:
    return {
        item.household: item.household_class
        for item in found
        if item.village == places.get(item.household)
    }


def _latest(scope: Scope, households: Iterable[int], user) -> models.QuerySet:
    """The latest review of each household that the table knows, where the person may see it."""
    reviews = Review.objects.visible_to(user).active().filter(household__in=households)
    reviews = reviews.filter(round__year__in=(scope.opening_year, scope.year))
    if scope.basis.round:
        reviews = reviews.filter(round__opens_on__lte=scope.basis.round.opens_on)
    else:
        reviews = reviews.filter(round__kind=RoundKind.PERIODIC)
    found = reviews.order_by("round__opens_on", "pk").values_list("household", "pk")
    latest = Review.objects.filter(pk__in=dict(found).values()).with_head()
    return latest.select_related("village__kind", "round").order_by("head_key", "pk")
