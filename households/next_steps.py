"""What is to be done next in a place of a round, with the page where it is done."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse

from households.models import Round
from households.progress import Progress, whose
from households.stages import Task
from povertyplan.accounts.roles import Permission
from povertyplan.approval import ApprovalState
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
    words = "hộ nghèo, cận nghèo đang quản lý chưa có phiếu"
    return [NextStep(row.unlisted, words, Level.COMMUNE.label, url, "Lập phiếu")]


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
    if task in (Task.MEET, Task.POST):
        name = "meeting-create" if task == Task.MEET else "posting-create"
        return reverse(f"households:{name}", args=[round.pk, place.pk])
    if at_home:
        here = reverse("households:round-place", args=[round.pk, place.pk])
        return f"{here}?{urlencode({'task': task.value})}#reviews"
    asked = {"unit": place.pk, "year": round.year, "kind": round.kind}
    query = urlencode(asked | {"state": ApprovalState.SUBMITTED.value})
    return f"{reverse('households:review-list')}?{query}"
