"""How far a round has come, place by place: who is done, who is blocking, and since when."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db.models import Count, F, Min, Q

from households.actions.rounds import unlisted
from households.models import Review, Round
from povertyplan.approval import ApprovalState
from povertyplan.units.enums import Level
from povertyplan.units.models import Unit


@dataclass
class Progress:
    """One place in a round: the managed households without a review, and the reviews by state."""

    unit: Unit
    unlisted: int = 0
    untouched: int = 0
    states: Counter = field(default_factory=Counter)
    waiting_since: datetime | None = None

    @property
    def total(self) -> int:
        """Every household that is to be reviewed, as far as is known."""
        return self.unlisted + sum(self.states.values())

    @property
    def filled_in(self) -> int:
        """Drafts that somebody has looked at."""
        return self.states[ApprovalState.DRAFT] - self.untouched

    @property
    def returned(self) -> int:
        return self.states[ApprovalState.RETURNED]

    @property
    def submitted(self) -> int:
        return self.states[ApprovalState.SUBMITTED]

    @property
    def approved(self) -> int:
        return self.states[ApprovalState.APPROVED]

    @property
    def percent(self) -> int:
        """Approved reviews of all, in whole per cent, rounded down: 100 means done."""
        return 100 * self.approved // self.total if self.total else 0


def board(round: Round, user) -> list[Progress]:
    """The places right under the round's unit that the person may see, in the printed order.

    A person of a smaller area sees the villages of that area.
    """
    children = Unit.objects.children_of(round.unit, year=round.year).visible_to(user)
    if not children:
        villages = Unit.objects.visible_to(user).in_unit(round.unit).villages()
        children = villages.valid_in(round.year).select_related("kind")
    places = {child.pk: Progress(child) for child in children}
    column = Level(children[0].level).column or "village" if places else "village"
    for pk, count in _unlisted(round, user, column).items():
        if pk in places:
            places[pk].unlisted = count
    _add_reviews(places, round, user, column)
    return list(places.values())


def _unlisted(round: Round, user, column: str) -> dict[int, int]:
    return Counter(unlisted(round, user).order_by().values_list(column, flat=True))


def _add_reviews(places: dict[int, Progress], round: Round, user, column: str) -> None:
    rows = (
        Review.objects.visible_to(user)
        .filter(round=round)
        .order_by()
        .values("state", place=F(column))
        .annotate(
            count=Count("pk", distinct=True),
            untouched=Count("pk", filter=Q(results__household_class=""), distinct=True),
            since=Min("submitted_at"),
        )
    )
    for row in rows:
        if progress := places.get(row["place"]):
            progress.states[row["state"]] = row["count"]
            if row["state"] == ApprovalState.DRAFT:
                progress.untouched = row["untouched"]
            if row["state"] == ApprovalState.SUBMITTED:
                progress.waiting_since = row["since"]


def whole(rows: list[Progress], round: Round) -> Progress:
    """All places of the board together."""
    since = [row.waiting_since for row in rows if row.waiting_since]
    return Progress(
        unit=round.unit,
        unlisted=sum(row.unlisted for row in rows),
        untouched=sum(row.untouched for row in rows),
        states=sum((row.states for row in rows), Counter()),
        waiting_since=min(since, default=None),
    )


def days_left(round: Round, *, today: date) -> int:
    """Days until the round ends, the last one included; negative when it is over."""
    return (round.closes_on - today).days
