"""A table as an Excel file: real numbers, drawn and set up for A4 like the PDF."""

import io
import re
from collections.abc import Iterable, Iterator
from copy import copy
from datetime import UTC
from decimal import Decimal

from openpyxl import Workbook
from openpyxl.cell import Cell as SheetCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.styles.cell_style import StyleArray
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from povertyplan.numbers import round_half_up
from reports.renderers.csv import FORMULA_STARTS
from reports.renderers.headings import heading_rows
from reports.renderers.layout import Layout, Paper, figure_columns, lay_out, line_count, provenance
from reports.table import Cell, Column, Kind, Table, decimals_of

FONT_NAME = "Times New Roman"  # the reader's own; Excel does not carry fonts
SIZE = 11
PLAIN = Font(name=FONT_NAME, size=SIZE)
BOLD = Font(name=FONT_NAME, size=SIZE, bold=True)
SMALL = Font(name=FONT_NAME, size=SIZE - 2, italic=True)
_HAIRLINE = Side(style="thin", color="000000")
BOX = Border(left=_HAIRLINE, right=_HAIRLINE, top=_HAIRLINE, bottom=_HAIRLINE)
CENTRED = Alignment(horizontal="center", vertical="center", wrap_text=True)
LEFT = Alignment(horizontal="left", vertical="center", wrap_text=True)
RIGHT = Alignment(horizontal="right", vertical="center")
ALIGNMENTS = {Kind.TEXT: LEFT, Kind.INDEX: CENTRED, Kind.COUNT: RIGHT, Kind.RATE: RIGHT}

_A4 = "9"
_MM_PER_INCH = 25.4
_FOOTER_MM = 8
_SHEET_TITLE_LENGTH = 31
_LINE_HEIGHT = 1.25  # of the size of the letters
_ROW_PADDING = 4.0  # points

# A text's row, how many rows it spans, how many lines it needs.
Need = tuple[int, int, int]


def render(table: Table) -> bytes:
    return render_all([table])


def render_all(tables: list[Table]) -> bytes:
    """Several tables as one file, a sheet for each; what Excel says of it comes from the first."""
    workbook = Workbook()
    workbook.remove(workbook.active)
    for table in tables:
        _draw(workbook.create_sheet(_sheet_title(table)), table)
    _describe(workbook, tables[0])
    file = io.BytesIO()
    workbook.save(file)
    return file.getvalue()


def _draw(sheet: Worksheet, table: Table) -> None:
    layout = lay_out(table)
    for index, width in enumerate(layout.widths, start=1):
        sheet.column_dimensions[get_column_letter(index)].width = width
    first_heading = _write_lines(sheet, _title_lines(table, layout), CENTRED, row=1) + 1
    first_formula = _write_headings(sheet, table, layout, row=first_heading)
    first_row = _write_formulas(sheet, table, layout, row=first_formula)
    next_row = _write_rows(sheet, table, layout, row=first_row)
    _write_lines(sheet, _closing_lines(table, layout), LEFT, row=next_row + 1)
    _set_up_page(sheet, layout.paper)
    sheet.print_title_rows = f"{first_heading}:{first_row - 1}"
    sheet.freeze_panes = sheet.cell(first_row, min(figure_columns(table), default=0) + 1)


def _sheet_title(table: Table) -> str:
    """A name that Excel accepts for a sheet: short, without its forbidden signs."""
    name = re.sub(r"[\[\]:*?/\\]", " ", table.number or table.title)
    return " ".join(name.split())[:_SHEET_TITLE_LENGTH].strip(" '")


def _title_lines(table: Table, layout: Layout) -> list[tuple[str, Font]]:
    lines = [
        (table.number, _font(layout, 14, bold=True)),
        (table.title.upper(), _font(layout, 13, bold=True)),
        (table.annex_line, _font(layout, 13, italic=True)),
    ]
    return [(words, font) for words, font in lines if words]


def _closing_lines(table: Table, layout: Layout) -> list[tuple[str, Font]]:
    notes = [(note, _font(layout, 10)) for note in table.notes]
    return [*notes, (provenance(table), _font(layout, 9, color="555555"))]


def _font(layout: Layout, size: float, **style) -> Font:
    """A font that has `size` on paper, where a wide sheet is made smaller to fit."""
    return Font(name=FONT_NAME, size=round(size * SIZE / layout.font_size), **style)


def _write_lines(
    sheet: Worksheet, lines: list[tuple[str, Font]], alignment: Alignment, *, row: int
) -> int:
    """Write each line across the whole table, high enough for its text; the next free row."""
    columns = len(sheet.column_dimensions)
    width = sum(dimension.width for dimension in sheet.column_dimensions.values())
    for row_number, (words, font) in enumerate(lines, start=row):
        cell = sheet.cell(row_number, 1)
        _write_text(cell, words)
        cell.font, cell.alignment = font, alignment
        _merge(cell, 1, columns)
        count = line_count(words, width * SIZE / font.size)
        sheet.row_dimensions[row_number].height = count * font.size * _LINE_HEIGHT
    return row + len(lines)


def _write_headings(sheet: Worksheet, table: Table, layout: Layout, *, row: int) -> int:
    rows = heading_rows(table)
    for level, headings in enumerate(rows, start=row):
        for heading in headings:
            cell = sheet.cell(level, heading.start + 1)
            _write_text(cell, heading.column.heading)
            cell.font, cell.alignment, cell.border = BOLD, CENTRED, BOX
            _merge(cell, heading.rowspan, heading.colspan)
    _set_heights(sheet, _heading_needs(table, layout.widths), count=len(rows), row=row)
    return row + len(rows)


def _write_formulas(sheet: Worksheet, table: Table, layout: Layout, *, row: int) -> int:
    """The row of formulas under the headings, as text, if the table has one."""
    if not table.formulas:
        return row
    for place, words in enumerate(table.formulas, start=1):
        cell = sheet.cell(row, place)
        _write_text(cell, words)
        cell.font, cell.alignment, cell.border = SMALL, CENTRED, BOX
    wider = SIZE / SMALL.size
    lines = [
        line_count(words, width * wider)
        for words, width in zip(table.formulas, layout.widths, strict=True)
    ]
    _set_heights(sheet, [(0, 1, max(lines))], count=1, row=row)
    return row + 1


def _write_rows(sheet: Worksheet, table: Table, layout: Layout, *, row: int) -> int:
    styles: dict[tuple[int, int], StyleArray] = {}
    for row_number, table_row in enumerate(table.rows, start=row):
        font = BOLD if table_row.is_total else PLAIN
        for place, (column, cell) in enumerate(table.printed_cells(table_row), start=1):
            if not cell.is_covered:
                target = sheet.cell(row_number, place)
                _dress(target, font, ALIGNMENTS[column.kind], styles)
                _write_cell(target, column, cell)
                _merge(target, cell.rowspan, 1)
    _set_heights(sheet, _row_needs(table, layout.widths), count=len(table.rows), row=row)
    return row + len(table.rows)


def _dress(target: SheetCell, font: Font, alignment: Alignment, styles: dict) -> None:
    """Give a cell its font, box and alignment; cells alike share those of the first one.

    openpyxl compares every style with all it has: that takes longer than to write the cell.
    """
    key = id(font), id(alignment)
    if key not in styles:
        target.font, target.border, target.alignment = font, BOX, alignment
        styles[key] = target._style
    target._style = copy(styles[key])


def _heading_needs(table: Table, widths: list[float]) -> Iterator[Need]:
    for level, headings in enumerate(heading_rows(table)):
        for heading in headings:
            width = sum(widths[heading.start : heading.start + heading.colspan])
            yield level, heading.rowspan, line_count(heading.column.heading, width)


def _row_needs(table: Table, widths: list[float]) -> Iterator[Need]:
    for index, row in enumerate(table.rows):
        for width, (_, cell) in zip(widths, table.printed_cells(row), strict=True):
            if isinstance(cell.value, str) and not cell.is_covered:
                yield index, cell.rowspan, line_count(cell.value, width)


def _set_heights(sheet: Worksheet, needs: Iterable[Need], *, count: int, row: int) -> None:
    """Make `count` rows high enough: no program fits merged cells, and some fit no cell."""
    lines = [1] * count
    for start, rowspan, need in sorted(needs, key=lambda need: need[1]):
        end = start + rowspan
        lines[end - 1] += max(need - sum(lines[start:end]), 0)
    for row_number, line in enumerate(lines, start=row):
        height = line * SIZE * _LINE_HEIGHT + _ROW_PADDING
        sheet.row_dimensions[row_number].height = height


def _write_cell(target: SheetCell, column: Column, cell: Cell) -> None:
    if isinstance(cell.value, str):
        _write_text(target, cell.value)
    elif cell.value is not None:
        decimals = decimals_of(column, cell)
        target.value = _as_printed(cell.value, decimals)
        target.number_format = "#,##0" + ("." + "0" * decimals if decimals else "")


def _as_printed(value, decimals: int) -> int | Decimal:
    """The rounded figure itself: what the page shows is what a formula adds up."""
    rounded = round_half_up(value, decimals)
    return rounded if decimals else int(rounded)


def _write_text(target: SheetCell, words: str) -> None:
    """Write `words` as text whatever they begin with: nobody's name becomes a formula."""
    target.value = ILLEGAL_CHARACTERS_RE.sub("", words).replace("\r", "\n")
    target.data_type = "s"
    target.quotePrefix = words.startswith(FORMULA_STARTS)


def _merge(cell: SheetCell, rowspan: int, colspan: int) -> None:
    if rowspan > 1 or colspan > 1:
        cell.parent.merge_cells(
            start_row=cell.row,
            end_row=cell.row + rowspan - 1,
            start_column=cell.column,
            end_column=cell.column + colspan - 1,
        )


def _set_up_page(sheet: Worksheet, page: Paper) -> None:
    sheet.page_setup.paperSize = _A4
    sheet.page_setup.orientation = page.orientation
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    for side in ("top", "right", "bottom", "left"):
        setattr(sheet.page_margins, side, getattr(page, side) / _MM_PER_INCH)
    sheet.page_margins.header = sheet.page_margins.footer = _FOOTER_MM / _MM_PER_INCH
    sheet.print_options.horizontalCentered = True
    sheet.oddFooter.center.text = f'&"{FONT_NAME}"&P/&N'


def _describe(workbook: Workbook, table: Table) -> None:
    """What Excel says of the file; no name of a person or of the computer that made it."""
    properties = workbook.properties
    properties.title = ". ".join(part for part in (table.number, table.title) if part)
    properties.description = provenance(table)
    properties.language = "vi"
    properties.creator = None
    properties.created = table.made_at.astimezone(UTC).replace(tzinfo=None)
