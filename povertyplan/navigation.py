"""The menu, as data: an entry shows when the person has its permission."""

from django.urls import reverse

from povertyplan.accounts.roles import Permission

MENU = [
    ("home", "Việc cần làm", None),
    ("households:household-list", "Hộ gia đình", Permission.HOUSEHOLD_READ),
    ("households:review-list", "Phiếu rà soát", Permission.HOUSEHOLD_READ),
    ("households:round-list", "Đợt rà soát", Permission.HOUSEHOLD_READ),
    ("households:request-list", "Giấy đề nghị", Permission.HOUSEHOLD_READ),
    ("targets:sheet-list", "Chỉ tiêu", Permission.TARGET_READ),
    ("targets:registration-list", "Hộ đăng ký", Permission.HOUSEHOLD_READ),
    ("plans:plan-list", "Kế hoạch", Permission.PLAN_READ),
    ("reports:report-list", "Biểu và báo cáo", Permission.REPORT_READ),
    ("households:recognition-list", "Công nhận", Permission.DOCUMENT_READ),
    ("documents:document-list", "Văn bản", Permission.DOCUMENT_READ),
    ("admin:index", "Quản trị", Permission.ADMIN),
]

# The pages of an entry that are not named after it: how their names begin.
_ALSO = {
    "households:household-list": (
        "households:member",
        "households:event-",
        "households:duplicate-",
        "households:map-change-",
    ),
    "households:round-list": (
        "households:village-grid",
        "households:meeting-",
        "households:posting-",
        "households:objection-",
        "households:upload-",
    ),
    "targets:sheet-list": ("targets:goal-", "targets:proposal-", "targets:risk"),
    "plans:plan-list": ("plans:progress-", "reports:plan-"),
}


def navigation(request):
    """Context processor: the menu of the person who is signed in."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {"menu": []}
    match = request.resolver_match
    here = match.view_name if match else ""
    return {
        "menu": [
            {"url": reverse(name), "label": label, "is_current": _belongs(here, name)}
            for name, label, permission in MENU
            if permission is None or user.can(permission)
        ]
    }


def _belongs(here: str, name: str) -> bool:
    """Whether the page `here` is one of the entry that leads to `name`."""
    subject = name.removesuffix("list")
    return here.startswith((subject, *_ALSO.get(name, ())))
