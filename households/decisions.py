"""Recognition decisions (form 02) and withdrawals as files, drawn from what was frozen."""

from django.template.loader import render_to_string

from povertyplan.documents.actions import Draft
from povertyplan.documents.letterhead import Letterhead, date_in_words
from povertyplan.documents.models import IssuedDocument
from povertyplan.documents.pdf import write_pdf

PDF = "application/pdf"
_HEADINGS = {"decision": "Quyết định", "withdrawal": "Thông báo"}


def files(document: IssuedDocument) -> list[tuple[str, str, bytes]]:
    """The decision with its lists, as one PDF."""
    name = f"quyet-dinh-{document.number:02d}-{document.year}.pdf"
    return [(name, PDF, write_pdf(_html("decision", document)))]


def withdrawal_files(document: IssuedDocument) -> list[tuple[str, str, bytes]]:
    name = f"thu-hoi-{document.number:02d}-{document.year}.pdf"
    return [(name, PDF, write_pdf(_html("withdrawal", document)))]


def preview(draft: Draft) -> bytes:
    """The decision before its issue: number and date are blank."""
    return write_pdf(_html("decision", draft))


def _html(template: str, document: IssuedDocument | Draft) -> str:
    """`document` is issued, or a draft that has no number yet."""
    is_issued, is_decision = isinstance(document, IssuedDocument), template == "decision"
    day = document.signed_on if is_issued else None
    head = Letterhead.of(
        document.unit,
        symbol=document.symbol,
        year=document.signed_on.year,
        number=document.number if is_issued else None,
        signed_on=day,
    )
    context = {
        **document.data,
        "letterhead": head,
        "heading": _HEADINGS[template],
        "abstract": f"Về việc {document.title[0].lower()}{document.title[1:]}",
        "issuer": f"Chủ tịch Ủy ban nhân dân {document.unit.title}" if is_decision else "",
        "legal_bases": document.data.get("bases"),
        "unit": document.unit,
        "recipients": ["Như Điều 4", f"UBND {document.unit.parent.full_name}"]
        if is_decision
        else [],
        "signer": _signer(document) if is_issued else document.signer,
        "annex_line": (
            f"(Kèm theo Quyết định số {head.reference} "
            f"{date_in_words(day, year=document.signed_on.year)} "
            f"của Chủ tịch Ủy ban nhân dân {document.unit.full_name})"
        ),
    }
    return render_to_string(f"households/documents/{template}.html", context)


def _signer(document: IssuedDocument) -> dict:
    return {"lines": document.signer_title.split(" / "), "name": document.signer_name}
