"""The forms a table comes in. All draw the same `Table`, so their figures agree."""

from collections.abc import Callable
from dataclasses import dataclass

from reports.renderers import csv, html, pdf, xlsx
from reports.table import Table


@dataclass(frozen=True)
class Renderer:
    """A form of a file: how to make it, and what to call it."""

    function: Callable[[Table], str | bytes]
    content_type: str
    extension: str
    label: str

    def render(self, table: Table) -> bytes:
        content = self.function(table)
        return content.encode() if isinstance(content, str) else content


RENDERERS = {
    "html": Renderer(html.render, "text/html; charset=utf-8", "html", "HTML"),
    "pdf": Renderer(pdf.render, "application/pdf", "pdf", "PDF"),
    "xlsx": Renderer(
        xlsx.render,
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "xlsx",
        "Excel",
    ),
    "csv": Renderer(csv.render, "text/csv; charset=utf-8", "csv", "CSV"),
}
