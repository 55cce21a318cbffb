"""Recognition decisions (form 02) and withdrawals as files, drawn from what was frozen."""

from django.template.loader import render_to_string

from povertyplan.documents.actions import Draft
from povertyplan.documents.models import IssuedDocument
from povertyplan.documents.pdf import write_pdf

PDF = "application/pdf"
DECISION = "households/documents/decision.html"
WITHDRAWAL = "households/documents/withdrawal.html"
_HEADINGS = {DECISION: "Quyết định", WITHDRAWAL: "Thông báo"}


def files(document: IssuedDocument) -> list[tuple[str, str, bytes]]:
    """The decision with its lists, as one PDF."""
    name = f"quyet-dinh-{document.number:02d}-{document.year}.pdf"
    return [(name, PDF, write_pdf(_html(DECISION, document)))]


def withdrawal_files(document: IssuedDocument) -> list[tuple[str, str, bytes]]:
    name = f"thu-hoi-{document.number:02d}-{document.year}.pdf"
    return [(name, PDF, write_pdf(_html(WITHDRAWAL, document)))]


def preview(draft: Draft) -> bytes:
    """The decision before its issue: number and date are blank."""
    return write_pdf(_html(DECISION, draft))


def _html(template: str, document: IssuedDocument | Draft) -> str:
    """`document` is issued, or a draft that has no number yet."""
    is_decision, head = template == DECISION, document.letterhead
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
        "signer": document.signature,
        "annex_line": (
            f"(Kèm theo Quyết định số {head.reference} {head.day} "
            f"của Chủ tịch Ủy ban nhân dân {document.unit.full_name})"
        ),
    }
    return render_to_string(template, context)
