"""What waits for a person: counted by the moves that are theirs to make."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse

from households.enums import RoundState
from households.models import Review
from plans.models import Plan
from plans.reminders import waiting
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
    tasks = [*_reviews(user), *_sheets(user), *_plans(user), *_duties(user)]
    return [task for task in tasks if task.count]


_REVIEW_TASKS = (
    (
        State.RETURNED,
        Permission.REVIEW_EDIT,
        "phiếu bị trả lại",
        "Xem lý do, sửa rồi gửi lại.",
    ),
    (
        State.DRAFT,
        Permission.REVIEW_EDIT,
        "phiếu đang nhập",
        "Nhập cho xong.",
    ),
    (
        State.DRAFT,
        Permission.REVIEW_SUBMIT,
        "phiếu đã nhập xong, chưa gửi",
        "Xem lại rồi gửi duyệt.",
    ),
    (
        State.SUBMITTED,
        Permission.REVIEW_APPROVE,
        "phiếu chờ duyệt",
        "Kiểm tra rồi duyệt hoặc trả lại.",
    ),
)


def _reviews(user):
    open_reviews = Review.objects.visible_to(user).active().filter(round__state=RoundState.OPEN)
    for state, permission, label, hint in _REVIEW_TASKS:
        if user.can(permission):
            reviews = open_reviews.in_state(state)
            if permission == Permission.REVIEW_APPROVE:
                reviews = reviews.decided_by(user.area()).filter(held_because="")
            if permission == Permission.REVIEW_SUBMIT:
                reviews = reviews.exclude(results__household_class="")
            yield Task(reviews.count(), label, hint, _address("households:review-list", state))


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


def _duties(user):
    if user.can(Permission.PLAN_EDIT):
        count = waiting(user.area()).count()
        hint = "Đôn đốc, ghi ngày hoàn thành."
        yield Task(count, "báo cáo sắp đến hạn hoặc quá hạn", hint, reverse("plans:plan-duties"))


def _address(name: str, state: str) -> str:
    return f"{reverse(name)}?{urlencode({'state': state})}"
