"""A table as Word markup: built as one piece, because cell by cell takes minutes for long lists."""

from collections.abc import Iterable, Iterator
from xml.sax.saxutils import escape

from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn

from reports.renderers.headings import Heading, heading_rows
from reports.renderers.layout import FIGURES, Layout, row_groups
from reports.table import Kind, Row, Table, text

_ALIGN = {Kind.TEXT: "left", Kind.INDEX: "center"} | dict.fromkeys(FIGURES, "right")
_KEEP = "<w:keepNext/>"
_PADDING = 0.2  # of the size of the letters, over and under the words of a cell
_BORDERS = "".join(
    f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="000000"/>'
    for side in ("top", "left", "bottom", "right", "insideH", "insideV")
)


def build(table: Table, layout: Layout):
    """The element of a table; its heading rows are repeated on every page."""
    total = layout.paper.text_width * 20  # twentieths of a point
    share = total / sum(layout.widths)
    widths = [round(width * share) for width in layout.widths]
    drawing = _Drawing(widths, round(layout.font_size * 2))
    held = _held(table)
    body = (drawing.row(table, row, is_held=place in held) for place, row in enumerate(table.rows))
    rows = [*drawing.headings(table), *body]
    above = round(layout.font_size * 20 * _PADDING)
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    return parse_xml(
        f"<w:tbl {nsdecls('w')}><w:tblPr>"
        f'<w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:tblBorders>{_BORDERS}</w:tblBorders>'
        f'<w:tblLayout w:type="fixed"/><w:tblCellMar><w:top w:w="{above}" w:type="dxa"/>'
        f'<w:left w:w="60" w:type="dxa"/><w:bottom w:w="{above}" w:type="dxa"/>'
        '<w:right w:w="60" w:type="dxa"/></w:tblCellMar></w:tblPr>'
        f"<w:tblGrid>{grid}</w:tblGrid>{''.join(rows)}</w:tbl>"
    )


def _held(table: Table) -> set[int]:
    """Rows on the page of the next one: of a group, before a total, and the last three."""
    held, start = set(), 0
    for group in row_groups(table):
        held.update(range(start, start + len(group) - 1))
        start += len(group)
    held |= {place - 1 for place, row in enumerate(table.rows) if row.is_total and place}
    return held | set(range(max(start - 3, 0), start - 1))


class _Drawing:
    """Rows of one table: the widths of its columns, the size of its letters in half points."""

    def __init__(self, widths: list[int], size: int):
        self.widths, self.size = widths, size

    def headings(self, table: Table) -> Iterator[str]:
        above: dict[int, Heading] = {}
        for headings in heading_rows(table):
            here = {heading.start: heading for heading in headings}
            cells, start = [], 0
            while start < len(self.widths):
                heading = here.get(start) or above[start]
                merge = ""
                if heading.rowspan > 1:
                    merge = "restart" if start in here else "continue"
                words = heading.column.heading if start in here else ""
                looks = {"merge": merge, "look": "<w:b/>", "held": _KEEP}
                cells.append(self.cell(words, start, heading.colspan, **looks))
                start += heading.colspan
            above |= here
            yield self._row(cells, is_heading=True)
        if table.formulas:
            cells = [
                self.cell(words, place, look="<w:i/>", held=_KEEP)
                for place, words in enumerate(table.formulas)
            ]
            yield self._row(cells, is_heading=True)

    def row(self, table: Table, row: Row, *, is_held: bool) -> str:
        held = _KEEP if is_held else ""
        look = "<w:b/>" if row.is_total else ""
        cells = []
        for place, (column, cell) in enumerate(table.printed_cells(row)):
            merge = "continue" if cell.is_covered else "restart" if cell.rowspan > 1 else ""
            words = "" if cell.is_covered else text(column, cell)
            align = _ALIGN[column.kind]
            looks = {"merge": merge, "look": look, "align": align, "held": held}
            cells.append(self.cell(words, place, **looks))
        return self._row(cells)

    def cell(self, words: str, start: int, span: int = 1, **looks: str) -> str:
        """A cell with its `merge` (restart, continue), its `look`, its `align`, and `held`."""
        merge, look = looks.get("merge", ""), looks.get("look", "")
        align, held = looks.get("align", "center"), looks.get("held", "")
        width = sum(self.widths[start : start + span])
        merged = f'<w:vMerge w:val="{merge}"/>' if merge else ""
        spanned = f'<w:gridSpan w:val="{span}"/>' if span > 1 else ""
        size = f'<w:sz w:val="{self.size}"/><w:szCs w:val="{self.size}"/>'
        return (
            f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{spanned}{merged}'
            f'<w:vAlign w:val="center"/></w:tcPr><w:p><w:pPr>{held}<w:jc w:val="{align}"/></w:pPr>'
            f'<w:r><w:rPr>{look}{size}</w:rPr><w:t xml:space="preserve">{_clean(words)}</w:t>'
            "</w:r></w:p></w:tc>"
        )

    def _row(self, cells: Iterable[str], *, is_heading: bool = False) -> str:
        heading = "<w:tblHeader/>" if is_heading else ""
        return f"<w:tr><w:trPr><w:cantSplit/>{heading}</w:trPr>{''.join(cells)}</w:tr>"


def _clean(words: str) -> str:
    """The words as markup takes them: control signs are none of any language."""
    return escape("".join(char for char in words if char >= " " or char in "\n\t"))


def set_layout(table, widths: list[int]) -> None:
    """Fixed widths, no borders, and no room beside the text, so that margins are the page's."""
    properties = table.tblPr
    margins = OxmlElement("w:tblCellMar")
    for side in ("left", "right"):
        margin = OxmlElement(f"w:{side}")
        margin.set(qn("w:w"), "0")
        margin.set(qn("w:type"), "dxa")
        margins.append(margin)
    look = properties.find(qn("w:tblLook"))
    properties.append(margins) if look is None else look.addprevious(margins)
    for column, width in zip(table.tblGrid.gridCol_lst, widths, strict=True):
        column.w = width
