"""What is to be done next in a place of a round, with the page where it is done."""

from collections import defaultdict
from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse
from django.utils import timezone

from households import standing
from households.actions.rounds import unlisted
from households.enums import RoundState
from households.models import Review, Round
from households.progress import Progress, whose
from households.stages import Task
from povertyplan.accounts.roles import Permission
from povertyplan.units.enums import Level
from povertyplan.units.models import Unit


@dataclass(frozen=True)
class NextStep:
    """A sentence on what waits, and the address and words of the button, where it is one's own."""

    count: int
    sentence: str
    who: str
    url: str = ""
    label: str = ""


# What each task says after the number of households, its button, and who may press it.
_TASKS = {
    Task.COLLECT: ("hộ chờ rà soát hoặc rà soát lại", "Chọn phiếu", Permission.REVIEW_EDIT),
    Task.RECHECK: (
        "hộ có khiếu nại phải trả lời, phúc tra",
        "Chọn phiếu",
        Permission.REVIEW_SUBMIT,
    ),
    Task.MEET: ("hộ chờ họp dân", "Ghi biên bản họp", Permission.REVIEW_EDIT),
    Task.POST: ("hộ chờ niêm yết", "Lập danh sách niêm yết", Permission.REVIEW_SUBMIT),
    Task.WAIT: ("hộ đang niêm yết, chờ hết hạn", "", None),
    Task.SUBMIT: ("hộ đủ điều kiện gửi duyệt", "Chọn và gửi duyệt", Permission.REVIEW_SUBMIT),
    Task.DECIDE: ("hộ chờ duyệt", "Xem và duyệt", Permission.REVIEW_APPROVE),
    Task.RELEASE: ("hộ đang tạm giữ", "Xem phiếu", Permission.REVIEW_APPROVE),
    Task.RECOGNISE: ("hộ chờ quyết định công nhận", "Lập quyết định", Permission.DOCUMENT_ISSUE),
}


# What those do who collect: a first page says it.
_AT_HOME = (Task.COLLECT, Task.RECHECK, Task.MEET, Task.POST, Task.SUBMIT)
_UNLISTED, _LIST = "hộ nghèo, cận nghèo đang quản lý chưa có phiếu", "Lập phiếu"


def waiting(user) -> list[NextStep]:
    """What waits in all open rounds for the person who collects, as `next_steps` says it."""
    mine = [task for task in _AT_HOME if user.can(_TASKS[task][2])]
    if not mine:
        return []
    reviews = Review.objects.visible_to(user).active().filter(round__state=RoundState.OPEN)
    reviews = reviews.at_home()
    found, places = standing.of(reviews, today=timezone.localdate()), defaultdict(list)
    for key, round, village in reviews.values_list("pk", "round", "village"):
        places[found[key].task].append((round, village))
    return [*_to_list(user), *(_everywhere(task, places[task]) for task in mine if task in places)]


def _to_list(user) -> list[NextStep]:
    """The first step of an open round, for the commune: its managed households are listed."""
    if not (user.can(Permission.REVIEW_LIST) and user.can(Permission.REVIEW_SUBMIT)):
        return []
    rounds = Round.objects.visible_to(user).open().select_related("unit")
    counted = {round: unlisted(round, user).count() for round in rounds}
    return [
        NextStep(count, _UNLISTED, "", round.get_absolute_url(), _LIST)
        for round, count in counted.items()
        if count
    ]


def _everywhere(task: Task, places: list[tuple[int, int]]) -> NextStep:
    """One step for reviews in these rounds and villages; one village is gone to at once."""
    words, label, _permission = _TASKS[task]
    rounds = {round for round, _village in places}
    if len(set(places)) == 1:
        url = _in_village(task, *places[0])
    elif task in (Task.MEET, Task.POST) and len(rounds) == 1:
        url = reverse("households:round-detail", args=rounds)
    else:
        url = _listed(task=task.value)
    return NextStep(len(places), words, "", url, label)


def next_steps(row: Progress, round: Round, place: Unit, user) -> list[NextStep]:
    """What waits in the place, in the order of the procedure."""
    if not round.is_open:
        return []
    return [
        *_unlisted(row, round, place, user),
        *(
            _step(task, row.tasks[task].count, round, place, user)
            for task in _TASKS
            if task in row.tasks
        ),
    ]


def _unlisted(row: Progress, round: Round, place: Unit, user) -> list[NextStep]:
    """Households without a review; the page of the round itself has its own button for them."""
    if not row.unlisted or place == round.unit:
        return []
    url = round.get_absolute_url() if user.can(Permission.REVIEW_LIST) else ""
    return [NextStep(row.unlisted, _UNLISTED, Level.COMMUNE.label, url, _LIST)]


def _step(task: Task, count: int, round: Round, place: Unit, user) -> NextStep:
    words, label, permission = _TASKS[task]
    url = _address(task, round, place) if permission and user.can(permission) else ""
    return NextStep(count, words, whose(task, round), url, label)


def _address(task: Task, round: Round, place: Unit) -> str:
    if task == Task.RECOGNISE:
        is_commune = place.level == Level.COMMUNE
        name = "households:recognition-prepare"
        return reverse(name, args=[round.pk, place.pk]) if is_commune else ""
    at_home = task not in (Task.DECIDE, Task.RELEASE)
    if at_home and place.level != Level.VILLAGE:
        return ""
    if at_home:
        return _in_village(task, round.pk, place.pk)
    return _listed(unit=place.pk, round=round.pk, task=task.value)


def _in_village(task: Task, *place: int) -> str:
    """Where the task is done for a round and one of its villages."""
    if task in (Task.MEET, Task.POST):
        name = "meeting-create" if task == Task.MEET else "posting-create"
        return reverse(f"households:{name}", args=place)
    here = reverse("households:round-place", args=place)
    return f"{here}?{urlencode({'task': task.value})}#reviews"


def _listed(**asked) -> str:
    return f"{reverse('households:review-list')}?{urlencode(asked)}"
