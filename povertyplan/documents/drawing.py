"""Documents whose file is not stored but drawn, each time alike, from what was frozen."""

from django.urls import reverse

from povertyplan.documents.actions import Kind
from povertyplan.documents.models import IssuedDocument

_ADDRESSES: dict[str, str] = {}


def drawn(kind: Kind, *, at: str) -> Kind:
    """`kind`, whose documents are drawn by the address named `at`, which takes their key."""
    _ADDRESSES[kind.slug] = at
    return kind


def address_of(document: IssuedDocument) -> str:
    """Where the file of the document is drawn; empty for one that keeps its files."""
    name = _ADDRESSES.get(document.kind)
    return reverse(name, args=[document.pk]) if name else ""
