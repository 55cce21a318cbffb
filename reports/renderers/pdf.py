"""A table as PDF: the HTML document on A4."""

from povertyplan.documents.pdf import write_pdf
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
    return write_pdf(html.render(table))
