"""What waits for a person: counted by the moves that are theirs to make."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse

from households import next_steps, stages
from households.enums import RequestState, RoundState, StepKind
from households.models import Review, ReviewRequest
from plans.models import Plan, ProgressReport
from plans.reminders import reminders
from povertyplan.accounts.roles import Permission
from povertyplan.approval import ApprovalState as State
from targets.models import TargetSheet


@dataclass(frozen=True)
class Task:
    """Something to do: how many, what, and where."""

    count: int
    label: str
    hint: str
    url: str


def worklist(user) -> list[Task]:
    """The tasks of `user`, those with nothing in them left out."""
    tasks = [
        *_requests(user),
        *_reviews(user),
        *_decisions(user),
        *_sheets(user),
        *_plans(user),
        *_progress(user),
        *_duties(user),
    ]
    return [task for task in tasks if task.count]


def _requests(user):
    """Requests that the commune has not answered, and refusals without their letter."""
    asked = ReviewRequest.objects.visible_to(user)
    if user.can(Permission.REVIEW_LIST) and user.can(Permission.REVIEW_SUBMIT):
        yield Task(
            asked.filter(state=RequestState.RECEIVED).count(),
            "giấy đề nghị chờ trả lời",
            "Đưa vào rà soát, hoặc từ chối và nêu lý do.",
            _address("households:request-list", RequestState.RECEIVED),
        )
    if user.can(Permission.DOCUMENT_ISSUE):
        refused = asked.filter(state=RequestState.REFUSED, document=None, commune__in=user.area())
        yield Task(
            refused.count(),
            "giấy đề nghị bị từ chối, chưa có văn bản trả lời",
            "Ký văn bản trả lời có nêu lý do.",
            _address("households:request-list", RequestState.REFUSED),
        )


_REVIEW_TASKS = (
    (
        State.RETURNED,
        Permission.REVIEW_EDIT,
        "phiếu bị trả lại",
        "Xem lý do, sửa rồi gửi lại.",
    ),
    (
        State.SUBMITTED,
        Permission.REVIEW_APPROVE,
        "phiếu chờ duyệt",
        "Kiểm tra rồi duyệt hoặc trả lại.",
    ),
)


def _reviews(user):
    for step in next_steps.waiting(user):
        yield Task(step.count, step.sentence, f"{step.label}.", step.url)
    open_reviews = Review.objects.visible_to(user).active().filter(round__state=RoundState.OPEN)
    for state, permission, label, hint in _REVIEW_TASKS:
        if user.can(permission):
            reviews = open_reviews.in_state(state)
            if permission == Permission.REVIEW_APPROVE:
                reviews = reviews.decided_by(user.area()).filter(held_because="")
            yield Task(reviews.count(), label, hint, _address("households:review-list", state))
    if user.can(Permission.REVIEW_APPROVE):
        held = open_reviews.decided_by(user.area()).exclude(held_because="")
        url = f"{reverse('households:review-list')}?{urlencode({'task': stages.Task.RELEASE})}"
        yield Task(held.count(), "hộ đang tạm giữ", "Xem lý do; bỏ tạm giữ khi đã rõ.", url)


def _decisions(user):
    """Households that the commune's own decision is to recognise."""
    if user.can(Permission.DOCUMENT_ISSUE):
        approved = (
            Review.objects.active()
            .in_state(State.APPROVED)
            .filter(
                commune__in=user.area(),
                recognition=None,
                round__state=RoundState.OPEN,
                round__procedure__steps__kind=StepKind.RECOGNITION,
            )
        )
        hint = "Xem danh sách rồi ban hành quyết định."
        url = reverse("households:recognition-list")
        yield Task(approved.count(), "hộ chờ quyết định công nhận", hint, url)


_SHEET_TASKS = (
    (
        State.RETURNED,
        Permission.TARGET_EDIT,
        "bảng chỉ tiêu bị trả lại",
        "Sửa rồi trình lại.",
    ),
    (State.DRAFT, Permission.TARGET_EDIT, "bảng chỉ tiêu đang lập", "Nhập xong rồi trình."),
    (
        State.SUBMITTED,
        Permission.TARGET_APPROVE,
        "bảng chỉ tiêu chờ duyệt",
        "So với chỉ tiêu đã giao rồi duyệt hoặc trả lại.",
    ),
)


def _sheets(user):
    for state, permission, label, hint in _SHEET_TASKS:
        if user.can(permission):
            column = "unit" if permission == Permission.TARGET_EDIT else "unit__parent"
            sheets = TargetSheet.objects.filter(state=state, **{f"{column}__in": user.area()})
            yield Task(sheets.count(), label, hint, _address("targets:sheet-list", state))


_PLAN_TASKS = (
    (State.RETURNED, Permission.PLAN_EDIT, "kế hoạch bị trả lại", "Sửa rồi trình lại."),
    (State.DRAFT, Permission.PLAN_EDIT, "kế hoạch đang lập", "Viết xong rồi trình."),
    (State.SUBMITTED, Permission.PLAN_APPROVE, "kế hoạch chờ duyệt", "Duyệt hoặc trả lại."),
    (State.APPROVED, Permission.DOCUMENT_ISSUE, "kế hoạch chờ ban hành", "Xem lại rồi ban hành."),
)


def _plans(user):
    drafts = Plan.objects.filter(issued_on=None)
    for state, permission, label, hint in _PLAN_TASKS:
        if user.can(permission):
            column = "unit__parent" if permission == Permission.PLAN_APPROVE else "unit"
            plans = drafts.filter(state=state, **{f"{column}__in": user.area()})
            yield Task(plans.count(), label, hint, _address("plans:plan-list", state))


_PROGRESS_TASKS = (
    (State.RETURNED, Permission.PLAN_EDIT, "báo cáo tiến độ bị trả lại", "Sửa rồi gửi lại."),
    (State.DRAFT, Permission.PLAN_EDIT, "báo cáo tiến độ đang lập", "Viết xong rồi gửi."),
    (State.SUBMITTED, Permission.PLAN_APPROVE, "báo cáo tiến độ chờ duyệt", "Duyệt hoặc trả lại."),
)


def _progress(user):
    """Reports to finish or to approve; the one that was sent first is opened."""
    for state, permission, label, hint in _PROGRESS_TASKS:
        if user.can(permission):
            column = "plan__unit" if permission == Permission.PLAN_EDIT else "plan__unit__parent"
            reports = ProgressReport.objects.filter(state=state, **{f"{column}__in": user.area()})
            first = reports.order_by("submitted_at", "pk").first()
            yield Task(reports.count(), label, hint, first.get_absolute_url() if first else "")


def _duties(user):
    if user.can(Permission.PLAN_EDIT):
        count = len(reminders(user.area()))
        hint = "Đôn đốc, ghi ngày hoàn thành."
        yield Task(count, "báo cáo sắp đến hạn hoặc quá hạn", hint, reverse("plans:plan-duties"))


def _address(name: str, state: str) -> str:
    return f"{reverse(name)}?{urlencode({'state': state})}"
