"""HTML as PDF for paper: tagged for screen readers (PDF/UA-1), and nothing from the network."""


def write_pdf(html: str) -> bytes:
    """The file. Styles and pictures must stand in `html` itself."""
    # Loading Pango takes a second, and a computer without it must still run the rest of the site.
    from weasyprint import HTML  # noqa: PLC0415
    from weasyprint.urls import URLFetcher  # noqa: PLC0415

    nothing = URLFetcher(allowed_protocols=())
    # PDF/UA and not PDF/A: there WeasyPrint 70 leaves a file open at every call.
    return HTML(string=html, url_fetcher=nothing).write_pdf(pdf_variant="pdf/ua-1")
