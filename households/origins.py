"""Where those on a list come from: who stood on one earlier, and who split from whom."""

from django.db.models import Exists, OuterRef, Q

from households.enums import EventKind, RoundKind
from households.models import HouseholdEvent, Result, Round
from households.querysets import season_end


def earlier(year: int, listed) -> set[int]:
    """Who of the poor and near-poor of `year` was so at any time before.

    Last year too, by either standard and within the year: whoever has been taken off the list and
    is on it again has fallen back. Who still stood on it when the year opened is known by that.
    """
    periodic = Q(review__round__kind=RoundKind.PERIODIC, review__round__year__lt=year)
    within = Q(review__round__kind=RoundKind.IN_YEAR)
    within &= Q(review__round__opens_on__lte=season_end(year - 1))
    results = Result.objects.final().poor_or_near_poor()
    results = results.filter(periodic | within, review__household__in=listed)
    return set(results.order_by().values_list("review__household", flat=True))


def before(round: Round) -> Q:
    """The results of rounds that opened before this one, the earlier entered first on one day."""
    same_day = Q(review__round__opens_on=round.opens_on, review__round__lt=round.pk)
    return Q(review__round__opens_on__lt=round.opens_on) | same_day


def earlier_than(round: Round, households: set[int]) -> set[int]:
    """Who of them was poor or near-poor at any time before the round."""
    results = Result.objects.final().poor_or_near_poor().filter(before(round))
    results = results.filter(review__household__in=households).order_by()
    return set(results.values_list("review__household", flat=True))


def parents(listed, earlier: Q) -> dict[int, int]:
    """From whom the listed split of whom nothing was found before: where they were counted."""
    found = Result.objects.final().filter(earlier, review__household=OuterRef("other"))
    splits = HouseholdEvent.objects.filter(kind=EventKind.SPLIT, undone_at=None, other__in=listed)
    return dict(splits.exclude(Exists(found)).order_by().values_list("other", "household"))
