"""Rights at the door of a view: `@requires(Permission.REPORT_READ)`."""

from functools import wraps

from povertyplan.accounts.roles import Permission
from povertyplan.errors import NotPermitted


def requires(permission: Permission):
    """Let through only people whose role has `permission`; the others are told, with 403."""

    def decorate(view):
        @wraps(view)
        def guarded(request, *args, **kwargs):
            check(request.user, permission)
            return view(request, *args, **kwargs)

        return guarded

    return decorate


def check(user, permission: Permission):
    """Raise NotPermitted unless the user's role has `permission`."""
    if not user.can(permission):
        raise NotPermitted(
            "Tài khoản của bạn không có quyền thực hiện việc này. "
            "Nếu cần, hãy liên hệ người quản trị hệ thống."
        )
