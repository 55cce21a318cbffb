"""A table as PDF: the HTML document on A4, tagged for screen readers (PDF/UA-1)."""

from povertyplan.errors import DomainError
from povertyplan.numbers import vietnamese
from reports.renderers import html
from reports.table import Table

# WeasyPrint lays out about a hundred rows a second and keeps them all in memory.
MOST_ROWS = 2_000


def render(table: Table) -> bytes:
    """The file; raises when the table is too long for one."""
    if len(table.rows) > MOST_ROWS:
        raise DomainError(
            f"Biểu này có {vietnamese(len(table.rows))} dòng, quá dài để lập tệp PDF (nhiều nhất "
            f"{vietnamese(MOST_ROWS)} dòng). Hãy tải tệp Excel, hoặc chọn từng xã."
        )
    # Loading Pango takes a second, and a computer without it must still run the rest of the site.
    from weasyprint import HTML  # noqa: PLC0415
    from weasyprint.urls import URLFetcher  # noqa: PLC0415

    nothing = URLFetcher(allowed_protocols=())
    document = HTML(string=html.render(table), url_fetcher=nothing)
    # PDF/UA and not PDF/A: there WeasyPrint 70 leaves a file open at every call.
    return document.write_pdf(pdf_variant="pdf/ua-1")
