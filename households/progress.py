"""How far a round has come, place by place: who is done, whose turn it is, and since when."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date, datetime

from django.utils import timezone

from households import standing
from households.actions.rounds import unlisted
from households.enums import StepKind
from households.models import Review, Round
from households.stages import Stage, Standing, Task
from povertyplan.units.enums import Level
from povertyplan.units.models import Unit

# Whose step each task belongs to, in the order in which a place goes through them.
_STEPS = {
    Task.COLLECT: StepKind.COLLECTING,
    Task.RECHECK: StepKind.POSTING,
    Task.MEET: StepKind.MEETING,
    Task.POST: StepKind.POSTING,
    Task.SUBMIT: StepKind.LISTING,
    Task.DECIDE: StepKind.OPINION,
    Task.RELEASE: StepKind.OPINION,
    Task.RECOGNISE: StepKind.RECOGNITION,
}
_VILLAGE_TASKS = {Task.COLLECT, Task.MEET}
_UNSEEN = {Stage.LISTED, Stage.COLLECTING}
_AT_HOME = {Stage.SCORED, Stage.REJECTED, Stage.AGREED, Stage.POSTED, Stage.OBJECTED}
_LATER = {Stage.REPORTED, Stage.HELD, Stage.APPROVED, Stage.RECOGNISED}
_POSTED = {Stage.POSTED, Stage.OBJECTED} | _LATER

# The columns of the board that count more than one stage; the list of reviews knows them too.
COLUMNS = {
    "collected": frozenset(Stage) - _UNSEEN - {Stage.WITHDRAWN},
    "agreed_on": frozenset(_POSTED | {Stage.AGREED}),
    "posted_once": frozenset(_POSTED),
    "approved_so_far": frozenset({Stage.APPROVED, Stage.RECOGNISED}),
}


@dataclass
class Waiting:
    """Reviews that wait for the same task: how many, and the moment the longest has waited from."""

    count: int = 0
    since: datetime | None = None

    def add(self, count: int, since: datetime | None) -> None:
        self.count += count
        self.since = min(filter(None, (self.since, since)), default=None)


@dataclass
class Progress:
    """One place in a round: the managed households without a review, and the reviews by stage.

    Withdrawn reviews do not count.
    """

    unit: Unit
    unlisted: int = 0
    stages: Counter = field(default_factory=Counter)
    tasks: dict[Task, Waiting] = field(default_factory=dict)

    def add(self, where: Standing, since: datetime | None) -> None:
        self.stages[where.stage] += 1
        self.tasks.setdefault(where.task, Waiting()).add(1, since)

    def _sum(self, stages) -> int:
        return sum(self.stages[stage] for stage in stages)

    @property
    def total(self) -> int:
        """Every household that is to be reviewed, as far as is known."""
        return self.unlisted + sum(self.stages.values())

    @property
    def untouched(self) -> int:
        """Reviews without a class."""
        return self._sum(_UNSEEN)

    @property
    def filled_in(self) -> int:
        """Drafts that have a class."""
        return self._sum(_AT_HOME)

    @property
    def collected(self) -> int:
        """Reviews that have a class, wherever they are by now."""
        return self._sum(COLUMNS["collected"])

    @property
    def agreed(self) -> int:
        """Reviews that a meeting has agreed to and that have gone no further back since."""
        return self._sum(COLUMNS["agreed_on"])

    @property
    def posted(self) -> int:
        return self._sum(COLUMNS["posted_once"])

    @property
    def returned(self) -> int:
        return self.stages[Stage.RETURNED]

    @property
    def submitted(self) -> int:
        """Reviews that wait for approval; held ones are counted apart."""
        return self.stages[Stage.REPORTED]

    @property
    def held(self) -> int:
        return self.stages[Stage.HELD]

    @property
    def approved(self) -> int:
        return self._sum(COLUMNS["approved_so_far"])

    @property
    def recognised(self) -> int:
        return self.stages[Stage.RECOGNISED]

    @property
    def waiting_since(self) -> datetime | None:
        """Since when a review waits for approval."""
        return self.tasks.get(Task.DECIDE, Waiting()).since

    @property
    def percent(self) -> int:
        """Approved reviews of all, in whole per cent, rounded down: 100 means done."""
        return 100 * self.approved // self.total if self.total else 0


@dataclass(frozen=True)
class Turn:
    """The earliest thing that a place waits for: what, for how many, whose turn, since when."""

    label: str
    count: int
    who: str
    since: date | datetime | None
    task: Task | None = None


def turn(row: Progress, round: Round) -> Turn | None:
    """Who is blocking in the place; None when nothing is left to do."""
    if row.unlisted:
        label = "Lập phiếu cho hộ đang quản lý"
        return Turn(label, row.unlisted, Level.COMMUNE.label, round.opens_on)
    for task in (*_STEPS, Task.WAIT):
        if waiting := row.tasks.get(task):
            return Turn(task.label, waiting.count, whose(task, round), waiting.since, task)
    return None


def whose(task: Task, round: Round) -> str:
    """The level whose turn a task is, as the procedure of the round has it; waiting is nobody's."""
    if task == Task.WAIT:
        return ""
    if round.procedure is None:
        upper = task in (Task.DECIDE, Task.RELEASE)
        return "cấp trên" if upper else Level.COMMUNE.label
    step = round.procedure.step(_STEPS[task])
    if step and step.level is not None:
        return Level(step.level).label
    return (Level.VILLAGE if task in _VILLAGE_TASKS else Level.COMMUNE).label


def board(round: Round, user) -> list[Progress]:
    """The places right under the round's unit that the person may see, in the printed order.

    A person of a smaller area sees the villages of that area.
    """
    children = Unit.objects.children_of(round.unit, year=round.year).visible_to(user)
    if not children:
        villages = Unit.objects.visible_to(user).in_unit(round.unit).villages()
        day = round.unit.last_day_in(round.year)
        children = villages.valid_on(day).select_related("kind")
    return _filled(round, user, children)


def board_of(round: Round, user, place: Unit) -> list[Progress]:
    """The places right under `place`, or the village itself."""
    if place.level == Level.VILLAGE:
        return _filled(round, user, [place])
    return _filled(round, user, Unit.objects.children_of(place, year=round.year).visible_to(user))


def _filled(round: Round, user, units) -> list[Progress]:
    places = {unit.pk: Progress(unit) for unit in units}
    column = Level(units[0].level).column or "village" if places else "village"
    here = {f"{column}__in": places}
    households = unlisted(round, user).filter(**here).order_by()
    for pk in households.values_list(column, flat=True):
        places[pk].unlisted += 1
    reviews = Review.objects.visible_to(user).active().filter(round=round, **here)
    _add_reviews(places, reviews, column)
    return list(places.values())


def _add_reviews(places: dict[int, Progress], reviews, column: str) -> None:
    found = standing.of(reviews, today=timezone.localdate())
    moments = ("edited_at", "submitted_at", "decided_at")
    for key, place, *since in reviews.order_by().values_list("pk", column, *moments):
        places[place].add(found[key], _since(found[key], *since))


def _since(where: Standing, edited: datetime, submitted, decided) -> datetime | None:
    """The last move of the review to the one whose turn it is."""
    if where.task in (Task.DECIDE, Task.RELEASE):
        return submitted
    if where.task == Task.RECOGNISE or where.stage == Stage.RETURNED:
        return decided
    return edited


def whole(rows: list[Progress], round: Round) -> Progress:
    """All places of the board together."""
    total = Progress(unit=round.unit, unlisted=sum(row.unlisted for row in rows))
    for row in rows:
        total.stages += row.stages
        for task, waiting in row.tasks.items():
            total.tasks.setdefault(task, Waiting()).add(waiting.count, waiting.since)
    return total


def days_left(round: Round, *, today: date) -> int:
    """Days until the round ends, the last one included; negative when it is over."""
    return (round.closes_on - today).days
