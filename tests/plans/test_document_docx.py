"""A plan as Word document: the same words, and the measures of Decree 30/2020, annex I."""

import io
import re

import pytest
from docx import Document
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from openpyxl import load_workbook
from pypdf import PdfReader

from plans.actions import parts
from reports import plan_document
from tests.plans import written

# A blank that no end of a line swallows.
BLANK = "\N{NO-BREAK SPACE}"


@pytest.fixture
def document(land, standard, mai, duc):
    written.sheet(land, standard, mai, duc)
    made = written.plan(land, mai)
    rows = [{"table": "reduction-targets"}, {"table": "village-targets"}]
    parts.set_rows(plan=made, part="annexes", rows=rows, version=None, by=mai)
    made.refresh_from_db()
    return plan_document.of_plan(made)


@pytest.fixture
def word(document):
    return Document(io.BytesIO(plan_document.docx(document)))


def near(measure, expected) -> bool:
    """Within a tenth of a millimetre: Word counts in twentieths of a point."""
    return abs(measure - expected) < Mm(1) / 10


def test_paper_and_margins(word):
    text, upright, turned = word.sections

    assert near(text.page_width, Mm(210))
    assert near(text.page_height, Mm(297))
    margins = (text.top_margin, text.bottom_margin, text.left_margin, text.right_margin)
    assert all(map(near, margins, (Mm(20), Mm(20), Mm(30), Mm(20))))
    assert upright.page_width < upright.page_height
    assert near(turned.page_width, Mm(297))
    # Bound at the top, which is the left of the page upright.
    assert near(turned.top_margin, Mm(30))


def test_page_number_stands_on_top_from_the_second_page_on(word):
    for section in word.sections:
        header = section.header.paragraphs[0]
        assert section.different_first_page_header_footer
        assert "PAGE" in header._p.xml
        assert header.alignment == 1
        assert header.runs[0].font.size == Pt(13)
        assert section.first_page_header.paragraphs[0].text == ""


def test_annexes_count_for_themselves(word):
    starts = [section._sectPr.find(qn("w:pgNumType")) for section in word.sections]

    assert starts[0] is None
    assert [start.get(qn("w:start")) for start in starts[1:]] == ["1", "1"]


def test_letters(word):
    assert (word.styles["Normal"].font.name, word.styles["Normal"].font.size) == (
        "Times New Roman",
        Pt(14),
    )
    head = [
        (p.text, p.runs[0].font.size.pt, p.runs[0].bold, p.runs[0].italic)
        for row in word.tables[0].rows
        for cell in row.cells
        for p in cell.paragraphs
        if p.text
    ]
    assert head == [
        ("UBND HUYỆN SUỐI BẠC", 12, None, None),
        ("ỦY BAN NHÂN DÂN", 12, True, None),
        ("XÃ BÌNH AN", 12, True, None),
        ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", 12, True, None),
        ("Độc lập - Tự do - Hạnh phúc", 13, True, None),
        (f"Số: {BLANK * 6}/KH-UBND", 13, None, None),
        (f"Bình An, ngày{BLANK * 5}tháng{BLANK * 5}năm 2023", 13, None, True),
    ]


def rules(cell):
    """The lines of a cell: how long each is, when the cell is so wide."""
    found = []
    for p in cell.paragraphs:
        if p._p.find(f"{qn('w:pPr')}/{qn('w:pBdr')}") is not None:
            layout = p.paragraph_format
            found.append(cell.width - layout.left_indent - layout.right_indent)
    return found


def test_lines_under_organ_and_motto(word):
    """A third to a half of the organ's words, and all of the motto's.

    By the widths of Times New Roman Bold, ỦY BAN NHÂN DÂN takes 9.416 ems (113 points of 12), the
    motto 12.242 (159 points of 13).
    """
    left, right = word.tables[0].rows[0].cells

    [organ] = rules(left)
    [motto] = rules(right)
    assert Pt(113) / 3 <= organ <= Pt(113) / 2
    assert abs(motto - Pt(159)) < Pt(1)


def test_number_and_day_stand_in_one_row(word):
    number, day = word.tables[0].rows[1].cells

    assert number.text.startswith("Số:")
    assert day.text.startswith("Bình An, ngày")


def test_annex_names_the_plan_with_room_for_its_number(word, document):
    line = (
        f"(Kèm theo Kế hoạch số {BLANK * 6}/KH-UBND ngày{BLANK * 5}tháng{BLANK * 5}năm 2023 "
        "của Ủy ban nhân dân xã Bình An)"
    )

    assert [p.text for p in word.paragraphs].count(line) == 2
    assert plan_document.page(document).count(line) == 2
    text = PdfReader(io.BytesIO(plan_document.pdf(document))).pages[-1].extract_text()
    assert re.search(r"số\s{7}/KH-UBND\s+ngày\s{5}tháng\s{5}năm 2023", text)


def test_signature_has_the_last_paragraph_on_its_page(word):
    """Held by the paragraph before, and its row is not torn apart."""
    table = word.tables[1]
    last = next(p for p in word.paragraphs if p.text.endswith("./."))

    assert last.paragraph_format.keep_with_next
    assert table._tbl.getprevious().find(f"{qn('w:pPr')}/{qn('w:keepNext')}") is not None
    assert table.rows[0]._tr.find(f"{qn('w:trPr')}/{qn('w:cantSplit')}") is not None


def test_text_is_the_same_as_in_the_pdf(word, document):
    texts = [p.text for p in word.paragraphs if p.text]

    assert texts[:3] == [
        "KẾ HOẠCH",
        "Giảm nghèo bền vững năm 2023",
        "Căn cứ Quyết định số 90/QĐ-TTg ngày 18 tháng 01 năm 2022 của Thủ tướng.",
    ]
    assert "Cuối năm còn 13,33%, giảm 10 hộ (Phụ lục II)." in texts
    assert "- Báo cáo xã./." in texts


def test_paragraphs(word):
    body = next(p for p in word.paragraphs if p.text.startswith("Cuối năm"))
    layout = body.paragraph_format

    assert near(layout.first_line_indent, Mm(12.7))
    assert layout.space_after >= Pt(6)
    assert 1 <= layout.line_spacing <= 1.5
    assert layout.alignment == 3


def test_headings_can_be_navigated(word):
    styles = {p.text: p.style.name for p in word.paragraphs}

    assert styles["I. MỤC TIÊU"] == "Heading 1"
    assert styles["Phụ lục II"] == "Heading 1"


def test_bold_words_and_signature(word):
    run = next(r for p in word.paragraphs for r in p.runs if r.text == "nghiêm túc")
    left, right = word.tables[1].rows[0].cells

    assert run.bold
    assert [p.text for p in left.paragraphs] == ["Nơi nhận:", "- Các thôn;", "- Lưu: VT."]
    assert [p.runs[0].font.size.pt for p in left.paragraphs] == [12, 11, 11]
    assert [p.text for p in right.paragraphs][:2] == ["TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH"]


def test_annex_repeats_its_headings_and_says_what_the_table_says(word, document):
    table = word.tables[2]
    repeated = [row._tr.find(f"{qn('w:trPr')}/{qn('w:tblHeader')}") for row in table.rows]
    headings = sum(mark is not None for mark in repeated)

    assert 0 < headings < len(repeated)
    assert all(mark is not None for mark in repeated[:headings])
    last = [cell.text for cell in table.rows[-1].cells]
    assert "13,33" in last
    assert "20" in last


def test_last_rows_of_an_annex_stay_together(word):
    """Two villages and their total: the headings hold the first, and each row the next."""
    table = word.tables[2]

    held = [row._tr.find(f".//{qn('w:keepNext')}") is not None for row in table.rows]
    assert held == [True] * (len(held) - 1) + [False]


def test_excel_has_a_sheet_for_each_annex(document):
    book = load_workbook(io.BytesIO(plan_document.excel(document)))

    assert book.sheetnames == ["Phụ lục I", "Phụ lục II"]
