"""No household counts twice: in two periodic rounds of a year, or in two others at once."""

from django.db.models import Count, Exists, OuterRef, Q

from households.enums import RoundKind, RoundState
from households.models import Household, Review, Round
from povertyplan.approval import ApprovalState
from povertyplan.errors import DomainError

_DECIDED = Q(recognition__isnull=False) | Q(round__procedure=None, state=ApprovalState.APPROVED)


def check_counted_once(household: Household) -> None:
    """Raise DomainError when the household, as it is written by now, would count twice."""
    reviews = Review.objects.active().filter(household=household.pk)
    periodic = reviews.filter(round__kind=RoundKind.PERIODIC)
    years = periodic.values("round__year").annotate(times=Count("pk")).filter(times__gt=1)
    if twice := years.order_by("round__year").first():
        raise DomainError(
            f"Hộ đang có phiếu ở hai đợt rà soát định kỳ năm {twice['round__year']} nên sẽ bị đếm "
            "hai lần: hãy rút phiếu ở một đợt trước."
        )
    _refuse(reviews)


def check_round(round: Round) -> None:
    """Raise DomainError when a household of the round would count twice once it is open."""
    reviews = Review.objects.active().filter(round=round)
    if round.kind == RoundKind.IN_YEAR:
        lock_households(reviews.order_by().values("household"))
    _refuse(reviews)


def lock_households(keys) -> None:
    """Until the end of the transaction nobody else takes these households into a round.

    Whoever locks their round too does that first, and their reviews last.
    """
    households = Household.objects.select_for_update(of=("self",), no_key=True)
    list(households.filter(pk__in=keys).order_by("pk").values_list("pk"))


def _refuse(reviews) -> None:
    """Two open rounds within the year are one too many for a household, over the same days.

    Also one after the other, while neither has decided on it.
    """
    within = Q(round__kind=RoundKind.IN_YEAR, round__state=RoundState.OPEN)
    others = Review.objects.active().filter(within, household=OuterRef("household"))
    same_days = others.filter(
        round__opens_on__lte=OuterRef("round__closes_on"),
        round__closes_on__gte=OuterRef("round__opens_on"),
    )
    waiting = Exists(others.exclude(_DECIDED).exclude(pk=OuterRef("pk")))
    twice = reviews.filter(within).filter(
        Exists(same_days.exclude(pk=OuterRef("pk"))) | ~_DECIDED & waiting
    )
    found = twice.select_related("household", "round__unit__kind").first()
    if found:
        rounds = Round.objects.filter(
            Q(reviews__in=Review.objects.active().filter(within, household=found.household_id))
        )
        names = " và ".join(f"«{round}»" for round in rounds.select_related("unit__kind"))
        raise DomainError(
            f"{found.household} đang có phiếu ở {names}, các đợt rà soát trong năm cùng đang mở, "
            "nên sẽ bị đếm hai lần: hãy làm xong hoặc rút phiếu ở một đợt trước."
        )
