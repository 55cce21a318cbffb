"""A plan as a Word document that an office can go on editing, laid out like the PDF.

Decree 30/2020/NĐ-CP, annex I. Numbers are text, so that the file says what the PDF says.
"""

import io
from datetime import UTC, datetime

from docx import Document
from docx.document import Document as WordDocument
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.section import Section
from docx.shared import Mm, Pt
from docx.table import Table, _Cell
from docx.text.paragraph import Paragraph

from reports.renderers import word_table
from reports.renderers.layout import balance, measure

FONT = "Times New Roman"
SIZE = 14
FIRST_LINE = Mm(12.7)
LEFT, RIGHT = Mm(64), Mm(96)
# What Times New Roman takes for the motto in bold letters of 13 points.
MOTTO_WIDTH = Pt(159)
LINE_SPACING = 1.09  # of the font's own line, which is 1.15 of its size: 1.25 as in the PDF
TEXT = LEFT + RIGHT
RECIPIENTS, SIGNER = Mm(75), Mm(85)
_A4 = (Mm(210), Mm(297))


def render(plan) -> bytes:
    """The file of a `reports.plan_document.PlanDocument`."""
    word = Document()
    _describe(word, plan)
    _set_styles(word)
    _set_page(word.sections[0], is_turned=False)
    _letterhead(word, plan)
    _title(word, plan)
    _body(word, plan)
    _signature(word, plan)
    for annex in plan.annexes:
        _annex(word, annex)
    file = io.BytesIO()
    word.save(file)
    return file.getvalue()


def _describe(word: WordDocument, plan) -> None:
    """What Word says of the file; no name of a person or of the computer that made it."""
    properties = word.core_properties
    properties.title = f"{plan.heading} {plan.letterhead.reference.strip()}: {plan.abstract}"
    properties.author = properties.comments = ""
    properties.language = "vi-VN"
    properties.created = properties.modified = datetime(2000, 1, 1, tzinfo=UTC)


def _set_styles(word: WordDocument) -> None:
    names = ["Normal", *(f"Heading {level}" for level in range(1, 7)), "Header"]
    for name in names:
        style = word.styles[name]
        style.font.name, style.font.size = FONT, Pt(SIZE)
        style.font.color.rgb = None
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
            fonts.attrib.pop(qn(f"w:{theme}"), None)
        for script in ("ascii", "hAnsi", "eastAsia", "cs"):
            fonts.set(qn(f"w:{script}"), FONT)
        style.font.bold = name.startswith("Heading")
        style.font.italic = False
        layout = style.paragraph_format
        layout.space_before = layout.space_after = Pt(0)
        layout.line_spacing = 1.0
        colour = style.element.rPr.find(qn("w:color"))
        if colour is not None:
            style.element.rPr.remove(colour)
    language = OxmlElement("w:lang")
    language.set(qn("w:val"), "vi-VN")
    word.styles["Normal"].element.rPr.append(language)


def _set_page(section: Section, *, is_turned: bool, is_first: bool = True) -> None:
    """A4 with the margins of the decree; a turned page is bound at its top.

    The first page of the text, and of an annex, shows no number.
    """
    width, height = _A4[::-1] if is_turned else _A4
    section.orientation = WD_ORIENT.LANDSCAPE if is_turned else WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = width, height
    section.top_margin = Mm(30) if is_turned else Mm(20)
    section.right_margin = section.bottom_margin = Mm(20)
    section.left_margin = Mm(20) if is_turned else Mm(30)
    section.header_distance = section.footer_distance = Mm(10)
    section.different_first_page_header_footer = is_first
    section.header.is_linked_to_previous = section.first_page_header.is_linked_to_previous = False
    _page_number(section.header.paragraphs[0])


def _new_section(word: WordDocument) -> Section:
    """A section on a new page; the empty paragraph that ends the one before takes no room."""
    section = word.add_section(WD_SECTION.NEW_PAGE)
    word.paragraphs[-1].paragraph_format.line_spacing = Pt(1)
    return section


def _page_number(paragraph: Paragraph) -> None:
    paragraph.alignment = ALIGN.CENTER
    run = paragraph.add_run()
    run.font.size = Pt(13)
    for kind, words in (("begin", None), (None, "PAGE"), ("end", None)):
        if words:
            code = OxmlElement("w:instrText")
            code.set(qn("xml:space"), "preserve")
            code.text = words
        else:
            code = OxmlElement("w:fldChar")
            code.set(qn("w:fldCharType"), kind)
        run._element.append(code)


def _letterhead(word: WordDocument, plan) -> None:
    """Organ and nation, and below them number and day in a row of their own."""
    head = plan.letterhead
    table = _columns(word, LEFT, RIGHT, rows=2)
    (left, right), (number, day) = (row.cells for row in table.rows)
    if head.upper:
        _line(left, head.upper, 12)
    for line in head.organ:
        _line(left, line, 12, bold=True)
    _rule(left.add_paragraph(), LEFT, _part_of(max(head.organ, key=measure), 12))
    _line(right, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", 12, bold=True)
    _line(right, "Độc lập - Tự do - Hạnh phúc", 13, bold=True)
    _rule(right.add_paragraph(), RIGHT, MOTTO_WIDTH)
    _line(number, f"Số: {head.reference}", 13)
    _line(day, f"{head.place}, {head.day}", 13, italic=True)


def _columns(word: WordDocument, left: int, right: int, rows: int = 1) -> Table:
    """Two columns without borders; no row is torn apart at the end of a page."""
    table = word.add_table(rows=rows, cols=2)
    table.autofit = False
    word_table.set_layout(table._tbl, [left, right])
    for row in table.rows:
        row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
        for cell, width in zip(row.cells, (left, right), strict=True):
            cell.width = width
    return table


def _next(cell: _Cell) -> Paragraph:
    """The next paragraph of a cell; the one that a new cell has already is used first."""
    first = cell.paragraphs[0]
    return cell.add_paragraph() if first.alignment is not None else first


def _line(cell: _Cell, words: str, size: int, **look) -> Paragraph:
    return _centred(_next(cell), words, size, **look)


def _centred(paragraph: Paragraph, words: str, size: int = SIZE, **look) -> Paragraph:
    paragraph.alignment = ALIGN.CENTER
    run = paragraph.add_run(words)
    run.font.size = Pt(size)
    for name, value in look.items():
        setattr(run.font, name, value)
    return paragraph


def _part_of(words: str, size: int) -> int:
    """How long the line under bold words is: the decree asks for a third to a half of them."""
    return int(Pt(measure(words) * size / 2) * 0.4)


def _rule(paragraph: Paragraph, room: int, length: int) -> None:
    """A line of `length` in the middle of `room`, clear of the words before it."""
    layout = paragraph.paragraph_format
    layout.left_indent = layout.right_indent = (room - length) // 2
    layout.space_before = Pt(2)
    layout.line_spacing = Pt(4)
    layout.space_after = Pt(4)
    borders = OxmlElement("w:pBdr")
    top = OxmlElement("w:top")
    for name, value in (("val", "single"), ("sz", "6"), ("space", "1"), ("color", "000000")):
        top.set(qn(f"w:{name}"), value)
    borders.append(top)
    properties = paragraph._p.get_or_add_pPr()
    properties.insert_element_before(
        borders, "w:shd", "w:tabs", "w:suppressAutoHyphens", "w:spacing", "w:ind", "w:jc", "w:rPr"
    )


def _title(word: WordDocument, plan) -> None:
    kind = _centred(word.add_paragraph(), plan.heading.upper(), bold=True)
    kind.paragraph_format.space_before = Pt(14)
    abstract = _centred(word.add_paragraph(), plan.abstract, bold=True)
    # Bold letters take a tenth more.
    _narrow(abstract, TEXT, balance(plan.abstract, SIZE * 1.1, plan.paper))
    _rule(word.add_paragraph(), TEXT, min(_part_of(plan.abstract, SIZE), int(TEXT * 0.35)))


def _narrow(paragraph: Paragraph, room: int, percent: int) -> None:
    """Leave room on both sides, so that the lines of a heading are of about one length."""
    layout = paragraph.paragraph_format
    layout.left_indent = layout.right_indent = room * (100 - percent) // 200


def _body(word: WordDocument, plan) -> None:
    bases = plan.data["bases"]
    for index, basis in enumerate(bases, 1):
        paragraph = _justified(word.add_paragraph())
        paragraph.add_run(f"{basis}{'.' if index == len(bases) else ';'}").italic = True
    last = len(plan.paragraphs)
    for index, source in enumerate(plan.paragraphs, 1):
        if source.inset:
            _inset(word, source.inset)
            continue
        is_heading = source.look != "text"
        style = f"Heading {min(source.level - 1, 6)}" if is_heading else "Normal"
        paragraph = _justified(word.add_paragraph(style=style))
        paragraph.paragraph_format.keep_with_next = is_heading
        for words, is_bold in source.runs:
            shown = words.upper() if source.look in ("part", "chapter") else words
            paragraph.add_run(shown).bold = is_bold
        if index == last:
            # A signature does not stand alone on its page.
            paragraph.paragraph_format.keep_with_next = True
            if not is_heading:
                paragraph.add_run("./.")


def _inset(word: WordDocument, inset) -> None:
    """A table in the text; the paper is turned for a wide one, and back after it."""
    if inset.is_turned:
        _set_page(_new_section(word), is_turned=True, is_first=False)
    caption = _centred(word.add_paragraph(), f"{inset.number}. {inset.title}", bold=True)
    layout = caption.paragraph_format
    layout.keep_with_next, layout.space_before, layout.space_after = True, Pt(6), Pt(4)
    caption._p.addnext(word_table.build(inset.table, inset.layout))
    _notes(word, inset.table)
    word.paragraphs[-1].paragraph_format.space_after = Pt(8)
    if inset.is_turned:
        _set_page(_new_section(word), is_turned=False, is_first=False)


def _justified(paragraph: Paragraph) -> Paragraph:
    layout = paragraph.paragraph_format
    layout.alignment, layout.first_line_indent = ALIGN.JUSTIFY, FIRST_LINE
    layout.space_after, layout.line_spacing = Pt(6), LINE_SPACING
    return paragraph


def _signature(word: WordDocument, plan) -> None:
    gap = word.add_paragraph().paragraph_format
    gap.line_spacing, gap.keep_with_next = Pt(12), True
    left, right = _columns(word, RECIPIENTS, SIGNER).rows[0].cells
    head = left.paragraphs[0].add_run("Nơi nhận:")
    head.font.size, head.bold, head.italic = Pt(12), True, True
    recipients = [f"- {text.rstrip('.;')};" for text in plan.data["recipients"]]
    for line in (*recipients, f"- Lưu: {plan.data['archive'].rstrip('.')}."):
        left.add_paragraph().add_run(line).font.size = Pt(11)
    for line in plan.signature.lines:
        _line(right, line, SIZE, bold=True)
    name = _line(right, plan.signature.name, SIZE, bold=True)
    name.paragraph_format.space_before = Mm(28)


def _annex(word: WordDocument, annex) -> None:
    section = _new_section(word)
    _set_page(section, is_turned=annex.is_turned)
    # A section begins as a copy of the one before, which may count already.
    if section._sectPr.find(qn("w:pgNumType")) is None:
        pages = OxmlElement("w:pgNumType")
        pages.set(qn("w:start"), "1")
        section._sectPr.find(qn("w:pgMar")).addnext(pages)
    number = word.add_paragraph(style="Heading 1")
    _centred(number, annex.number, bold=True)
    number.paragraph_format.keep_with_next = True
    title = _centred(word.add_paragraph(), annex.title.upper(), bold=True)
    line = _centred(word.add_paragraph(), annex.line, italic=True)
    room = int(Pt(annex.layout.paper.text_width))
    _narrow(title, room, annex.title_width)
    _narrow(line, room, annex.line_width)
    title.paragraph_format.keep_with_next = line.paragraph_format.keep_with_next = True
    line.paragraph_format.space_after = Pt(12)
    table = word_table.build(annex.table, annex.layout)
    line._p.addnext(table)
    _notes(word, annex.table)


def _notes(word: WordDocument, table) -> None:
    """What stands under a table; Word wants a paragraph there, be it empty."""
    for note in table.notes:
        word.add_paragraph().add_run(note).font.size = Pt(11)
    if not table.notes:
        word.add_paragraph().paragraph_format.line_spacing = Pt(1)
