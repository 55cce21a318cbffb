"""How a rule says no: an exception whose text is for the person at the screen."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme


class DomainError(Exception):
    """A rule refuses what was asked. The message is Vietnamese and says what to do."""

    status = 409

    def __init__(self, message: str, problems: tuple[str, ...] = ()):
        super().__init__(message)
        self.message = message
        self.problems = problems


class NotPermitted(DomainError):
    """Inside the person's area, but not the person's right."""

    status = 403


class InvalidData(DomainError):
    """What was typed or imported cannot be kept."""

    status = 422


class Conflict(DomainError):
    """Somebody else changed the record in the meantime."""


class AlreadyDone(DomainError):
    """What was asked was done before; the person is led to the record that it made."""

    def __init__(self, message: str, record):
        super().__init__(message)
        self.record = record


class DomainErrorMiddleware:
    """Turns a DomainError raised by a view into a page (or a fragment for htmx)."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_exception(self, request, exception):
        if isinstance(exception, ValidationError):
            exception = InvalidData("Dữ liệu chưa hợp lệ:", tuple(exception.messages))
        if not isinstance(exception, DomainError):
            return None
        if isinstance(exception, AlreadyDone):
            messages.info(request, exception.message)
            return redirect(exception.record)
        template = "_error.html" if request.headers.get("HX-Request") else "error.html"
        context = {"error": exception, "back": _back(request)}
        return render(request, template, context, status=exception.status)


def _back(request) -> str:
    """The page with the form that was sent: the address itself may take forms only."""
    page = request.headers.get("Referer", "") if request.method == "POST" else ""
    own = url_has_allowed_host_and_scheme(page, allowed_hosts={request.get_host()})
    return page if own else reverse("home")
