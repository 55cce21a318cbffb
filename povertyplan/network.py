"""Where a request comes from, for the throttling of logins."""

from django.conf import settings


def client_address(request) -> str:
    """The address of the browser: behind our proxy, the last one in X-Forwarded-For.

    The proxy appends the address that it saw; those before it are whatever the browser claims.
    """
    forwarded = request.headers.get("X-Forwarded-For", "") if settings.BEHIND_HTTPS_PROXY else ""
    return forwarded.rpartition(",")[2].strip() or request.META["REMOTE_ADDR"]
