"""How a rule says no: an exception whose text is for the person at the screen."""

from django.core.exceptions import ValidationError
from django.shortcuts import render


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
        template = "_error.html" if request.headers.get("HX-Request") else "error.html"
        return render(request, template, {"error": exception}, status=exception.status)
