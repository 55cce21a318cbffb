"""A table as PDF: the HTML document on A4, tagged for screen readers (PDF/UA-1)."""

from reports.renderers import html
from reports.table import Table


def render(table: Table) -> bytes:
    # Loading Pango takes a second, and a computer without it must still run the rest of the site.
    from weasyprint import HTML  # noqa: PLC0415
    from weasyprint.urls import URLFetcher  # noqa: PLC0415

    nothing = URLFetcher(allowed_protocols=())
    document = HTML(string=html.render(table), url_fetcher=nothing)
    # PDF/UA and not PDF/A: there WeasyPrint 70 leaves a file open at every call.
    return document.write_pdf(pdf_variant="pdf/ua-1")
