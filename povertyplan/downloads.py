"""Files on their way to a person's screen or disk."""

from django.http import HttpResponse
from django.utils.http import content_disposition_header


def file_response(
    content: bytes | str, media_type: str, name: str, *, is_shown: bool = False
) -> HttpResponse:
    """A file to keep under `name`, or one that the browser shows at once."""
    header = content_disposition_header(not is_shown, name)
    return HttpResponse(content, content_type=media_type, headers={"Content-Disposition": header})
