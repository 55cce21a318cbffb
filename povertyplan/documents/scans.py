"""Scans of signed papers: what may be filed, told by the content and not by the name."""

from django.core.files.uploadedfile import UploadedFile
from django.utils.text import slugify

from povertyplan.errors import InvalidData
from povertyplan.text import fold

MOST_MEGABYTES = 20
# How a file of each kind begins, and how its name ends.
_KINDS = {
    "application/pdf": (b"%PDF-", "pdf"),
    "image/png": (b"\x89PNG\r\n\x1a\n", "png"),
    "image/jpeg": (b"\xff\xd8\xff", "jpg"),
}
MEDIA_TYPES = tuple(_KINDS)


def read(upload: UploadedFile) -> tuple[str, bytes]:
    """The media type and the content. Raises InvalidData for what is no scan, or too large."""
    if upload.size > MOST_MEGABYTES * 1024 * 1024:
        raise InvalidData(
            f"Tệp quá lớn: nhiều nhất {MOST_MEGABYTES} MB. Hãy quét lại với độ phân giải thấp hơn."
        )
    content = upload.read()
    for media_type, (beginning, _) in _KINDS.items():
        if content.startswith(beginning):
            return media_type, content
    raise InvalidData("Chỉ nhận bản quét là tệp PDF, PNG hoặc JPEG. Hãy chọn tệp khác.")


def name_of(document, media_type: str) -> str:
    """A name in letters that every system takes: 02-qd-ubnd-2021-ban-ky.pdf."""
    reference = slugify(fold(document.reference.replace("/", "-")))
    return f"{reference}-{document.year}-ban-ky.{_KINDS[media_type][1]}"
