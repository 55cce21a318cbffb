"""A table as HTML: a fragment for a page of the site, and a document that stands alone."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain, groupby

from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from reports.renderers.headings import Heading, heading_rows
from reports.renderers.layout import (
    FIGURES,
    SERIF,
    Layout,
    balance,
    lay_out,
    provenance,
    row_groups,
)
from reports.table import Kind, Row, Table, text

HEADER_POINTS = 13
_CLASSES = {Kind.TEXT: "is-text", Kind.INDEX: "is-index"} | dict.fromkeys(FIGURES, "is-figure")


@dataclass(frozen=True)
class DrawnHeading:
    """A heading as the template writes it."""

    text: str
    colspan: str
    rowspan: str
    scope: str


@dataclass(frozen=True)
class DrawnCell:
    """A cell as the template writes it; a cell with a `scope` heads its row."""

    text: str
    class_name: str
    link: str
    rowspan: str
    scope: str


def fragment(table: Table, *, has_links: bool = True) -> SafeString:
    """The table alone, for a page; its figures lead to the households behind them."""
    return _fragment(table, lay_out(table), has_links=has_links)


def render(table: Table) -> str:
    """A complete document with its own style: the `html` file, and what PDF is made from."""
    layout = lay_out(table)
    context = {
        "table": table,
        "fragment": _fragment(table, layout, has_links=False),
        "paper": layout.paper,
        "title_width": f"{balance(table.title.upper(), HEADER_POINTS, layout.paper)}%",
        "annex_line_width": f"{balance(table.annex_line, HEADER_POINTS, layout.paper)}%",
        "serif": SERIF,
        "header_size": f"{HEADER_POINTS}pt",
        "font_size": f"{layout.font_size:.1f}pt",
        "provenance": provenance(table),
    }
    return render_to_string("reports/table_document.html", context)


def _fragment(table: Table, layout: Layout, *, has_links: bool) -> SafeString:
    total = sum(layout.widths)
    context = {
        "title": table.title,
        "widths": [f"{100 * width / total:.2f}%" for width in layout.widths],
        "headings": [[_heading(heading) for heading in row] for row in heading_rows(table)],
        "formulas": table.formulas,
        "bodies": list(_bodies(table, has_links=has_links)),
    }
    return render_to_string("reports/_table.html", context)


def _heading(heading: Heading) -> DrawnHeading:
    scope = "colgroup" if heading.colspan > 1 else "col"
    return DrawnHeading(heading.column.heading, str(heading.colspan), str(heading.rowspan), scope)


def _bodies(table: Table, *, has_links: bool) -> Iterator[dict]:
    """One table body for each group that stays together, and for each run of single rows."""
    for is_group, groups in groupby(row_groups(table), key=lambda group: len(group) > 1):
        for rows in groups if is_group else [chain.from_iterable(groups)]:
            drawn = [_row(table, row, has_links=has_links) for row in rows]
            yield {"is_group": is_group, "rows": drawn}


def _row(table: Table, row: Row, *, has_links: bool) -> dict:
    return {"is_total": row.is_total, "cells": list(_cells(table, row, has_links=has_links))}


def _cells(table: Table, row: Row, *, has_links: bool) -> Iterator[DrawnCell]:
    """The cells to draw: the first texts, down to one that spans no other row, head the row."""
    is_headed = False
    for column, cell in table.printed_cells(row):
        is_heading = column.kind == Kind.TEXT and not is_headed
        spans = cell.rowspan > 1 or cell.is_covered
        is_headed = is_headed or (is_heading and not spans)
        if not cell.is_covered:
            scope = ("rowgroup" if spans else "row") if is_heading else ""
            link = cell.link if has_links and cell.value is not None else ""
            yield DrawnCell(
                text(column, cell), _CLASSES[column.kind], link, str(cell.rowspan), scope
            )
