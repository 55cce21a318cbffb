"""Whether what was issued is still what it was: check sums, computed again."""

from povertyplan.documents.models import IssuedDocument


def check(document: IssuedDocument) -> list[str]:
    """What no longer has its check sum: the document's own words, or files by name.

    A change made through the application is not possible; this finds one made in the database.
    """
    changed = [] if document.seal() == document.sha256 else ["nội dung văn bản"]
    for stored in (document.files, document.scans):
        # One file at a time in memory.
        changed += [file.name for file in stored.iterator(chunk_size=1) if not file.is_intact]
    return changed
