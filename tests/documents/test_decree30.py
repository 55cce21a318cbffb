"""The layout of documents, measured in the finished PDF against Decree 30/2020, annex I."""

import io
from datetime import date

import pytest
from django.template import engines
from pypdf import PdfReader

from povertyplan.documents.letterhead import Letterhead, date_in_words, place_of, reference
from povertyplan.documents.pdf import write_pdf
from povertyplan.documents.signing import Signer, SignMode
from povertyplan.units.enums import Level
from tests import factories

MM = 72 / 25.4
BLANK = "\N{NO-BREAK SPACE}"
A4 = (210 * MM, 297 * MM)
SENTENCE = "Ủy ban nhân dân các xã căn cứ nhiệm vụ được giao tổ chức thực hiện kế hoạch này; "
PARAGRAPHS = f"<p>{SENTENCE * 4}</p>" * 8
PAGE = (
    '{% extends "documents/decree30.html" %}{% block content %}'
    f'{PARAGRAPHS}<section class="landscape"><p>Biểu nằm ngang</p></section>'
    "<p>Căn cứ kế hoạch này, các đơn vị báo cáo kết quả trước ngày 15 tháng 12</p>{% endblock %}"
    '{% block annexes %}<section class="annex"><h2 class="annex-number">Phụ lục I</h2>'
    f'<div class="body">{PARAGRAPHS}</div></section><section class="annex landscape">'
    f'<h2 class="annex-number">Phụ lục II</h2><div class="body">{PARAGRAPHS}</div></section>'
    "{% endblock %}"
)
LETTERHEAD = Letterhead(
    upper="UBND HUYỆN SUỐI BẠC",
    organ=("ỦY BAN NHÂN DÂN", "XÃ BÌNH AN"),
    reference="02/KH-UBND",
    place="Bình An",
    day="ngày 03 tháng 02 năm 2021",
)
CONTEXT = {
    "letterhead": LETTERHEAD,
    "heading": "Kế hoạch",
    "abstract": "Giảm nghèo bền vững năm 2021",
    "legal_bases": ["Căn cứ Luật Một", "Căn cứ Quyết định Hai"],
    "signer": Signer(
        "Rcom Thử", title="Phó Chủ tịch", mode=SignMode.DEPUTY, organ="Ủy ban nhân dân"
    ),
    "recipients": ["UBND huyện", "Các thôn"],
    "archive": "VT, LĐTBXH",
}


class Line:
    """A run of text on paper: where it begins, in points from the left and the top; its letters."""

    def __init__(self, text, height, matrices, font, size):
        matrix, position = matrices
        scale = matrix[0]
        self.text = text.strip()
        self.left = matrix[4] + scale * position[4]
        self.top = height - (matrix[5] + matrix[3] * position[5])
        self.size = round(scale * size, 1)
        self.font = str(font["/BaseFont"]).partition("+")[2]


@pytest.fixture(scope="module")
def reader():
    """The finished document."""
    html = engines["django"].from_string(PAGE).render(CONTEXT)
    return PdfReader(io.BytesIO(write_pdf(html)))


@pytest.fixture(scope="module")
def paper(reader):
    """The pages of the finished document."""
    return reader.pages


@pytest.fixture(scope="module")
def lines(paper):
    """The lines of each page."""
    return [list(lines_of(page)) for page in paper]


def lines_of(page):
    found = []

    def visit(text, matrix, position, font, size):
        if text.strip():
            height = float(page.mediabox.height)
            found.append(Line(text, height, (matrix, position), font, size))

    page.extract_text(visitor_text=visit)
    return found


def of(lines, beginning):
    return next(line for page in lines for line in page if line.text.startswith(beginning))


def test_paper_is_a4_and_turned_only_where_asked(paper):
    turned = [page.mediabox.width > page.mediabox.height for page in paper]

    assert [float(side) for side in paper[0].mediabox[2:]] == pytest.approx(A4, abs=0.1)
    assert [float(side) for side in paper[2].mediabox[2:]] == pytest.approx(A4[::-1], abs=0.1)
    assert turned == [False, False, True, False, False, False, True, True]


def test_margins(lines):
    body = [line for line in lines[1] if line.size == 14]

    assert min(line.left for line in body) == pytest.approx(30 * MM, abs=0.2)
    # The first line's letters stand right under the margin of 20 mm, the last ones above it.
    assert 20 * MM < min(line.top for line in body) < 20 * MM + 20
    assert max(line.top for line in body) < A4[1] - 20 * MM


def test_text_ends_20_mm_before_the_edge():
    """A row of equal letters shows how wide the text is: 160 mm."""
    page = '{% extends "documents/decree30.html" %}{% block content %}<div>DIV</div>{% endblock %}'
    html = engines["django"].from_string(page).render(CONTEXT)
    ruler = '<div style="text-align: right">|</div>'

    pages = PdfReader(io.BytesIO(write_pdf(html.replace("<div>DIV</div>", ruler)))).pages

    mark = next(line for line in lines_of(pages[0]) if line.text == "|")
    width_of_mark = 0.2 * 14  # the bar of Times New Roman is 0.2 em wide
    assert mark.left + width_of_mark == pytest.approx(A4[0] - 20 * MM, abs=0.2)


@pytest.mark.parametrize(
    ("beginning", "size", "font"),
    [
        ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", (12, 13), "Tinos-Bold"),
        ("Độc lập - Tự do - Hạnh phúc", (13, 14), "Tinos-Bold"),
        ("UBND HUYỆN SUỐI BẠC", (12, 13), "Tinos"),
        ("ỦY BAN NHÂN DÂN", (12, 13), "Tinos-Bold"),
        ("XÃ BÌNH AN", (12, 13), "Tinos-Bold"),
        ("Số: 02/KH-UBND", (13, 13), "Tinos"),
        ("Bình An, ngày 03 tháng 02 năm 2021", (13, 14), "Tinos-Italic"),
        ("KẾ HOẠCH", (13, 14), "Tinos-Bold"),
        ("Giảm nghèo bền vững năm 2021", (13, 14), "Tinos-Bold"),
        ("Căn cứ Luật Một;", (13, 14), "Tinos-Italic"),
        ("Căn cứ Quyết định Hai.", (13, 14), "Tinos-Italic"),
        ("Ủy ban nhân dân các xã", (13, 14), "Tinos"),
        ("TM. ỦY BAN NHÂN DÂN", (13, 14), "Tinos-Bold"),
        ("KT. CHỦ TỊCH", (13, 14), "Tinos-Bold"),
        ("PHÓ CHỦ TỊCH", (13, 14), "Tinos-Bold"),
        ("Rcom Thử", (13, 14), "Tinos-Bold"),
        ("Nơi nhận:", (12, 12), "Tinos-Bold-Italic"),
        ("- UBND huyện;", (11, 11), "Tinos"),
        ("- Lưu: VT, LĐTBXH.", (11, 11), "Tinos"),
        ("Phụ lục I", (14, 14), "Tinos-Bold"),
    ],
)
def test_letters(beginning, size, font, lines):
    line = of(lines, beginning)

    assert size[0] <= line.size <= size[1]
    assert line.font == font


def test_organ_stands_left_and_nation_right(lines):
    assert of(lines, "UBND HUYỆN").left < of(lines, "XÃ BÌNH AN").left < A4[0] / 2 - 20 * MM
    assert of(lines, "CỘNG HÒA").left > 90 * MM
    number, day = of(lines, "Số: 02"), of(lines, "Bình An, ngày")
    assert number.top == pytest.approx(day.top, abs=0.5)
    assert number.left < day.left


def test_paragraphs(lines):
    """First line indented 12.7 mm, at least 6 points more between paragraphs than in them."""
    body = [line for line in lines[1] if line.size == 14]
    steps = [after.top - before.top for before, after in zip(body, body[1:], strict=False)]
    first = [line for line in body if line.text.startswith("Ủy ban") and line.left > 31 * MM]

    assert first[0].left == pytest.approx((30 + 12.7) * MM, abs=0.2)
    assert max(steps) - min(steps) >= 5.9
    assert 14 <= min(steps) <= 14 * 1.5


def test_recipients_stand_left_and_signature_right(lines):
    assert of(lines, "Nơi nhận").left == pytest.approx(30 * MM, abs=0.2)
    assert of(lines, "PHÓ CHỦ TỊCH").left > A4[0] / 2
    assert of(lines, "Nơi nhận").top == pytest.approx(of(lines, "TM. ỦY BAN").top, abs=4)
    room = of(lines, "Rcom Thử").top - of(lines, "PHÓ CHỦ TỊCH").top
    assert room > 25 * MM


def test_text_ends_with_a_stroke(paper):
    texts = [page.extract_text() for page in paper]

    assert sum(text.count("./.") for text in texts) == 1
    assert "trước ngày 15 tháng 12./." in texts[3]


def test_pages_are_numbered_in_the_top_margin_from_the_second_on(lines):
    numbers = []
    for page in lines:
        top = [line for line in page if line.top < 20 * MM and line.size == 13]
        numbers.append(top[0].text if top else "")

    # The text has four pages; each annex begins again.
    assert numbers == ["", "2", "3", "4", "", "2", "", "2"]


def test_number_of_the_page_is_centred_over_the_text(lines):
    number = next(line for line in lines[1] if line.text == "2")

    # Half way between 30 and 190 mm; a digit is half an em wide.
    assert number.left + 13 / 4 == pytest.approx(110 * MM, abs=0.3)


def test_file_is_tagged_and_has_a_language(reader):
    root = reader.trailer["/Root"]

    assert root["/Lang"] == "vi"
    assert root["/MarkInfo"]["/Marked"]


def test_letter_has_its_subject_under_the_number():
    html = engines["django"].from_string(PAGE).render(CONTEXT | {"heading": ""})

    assert "V/v Giảm nghèo bền vững năm 2021" in html
    assert "<h1" not in html


@pytest.mark.parametrize(
    ("number", "printed"),
    [(1, "01/QĐ-UBND"), (9, "09/QĐ-UBND"), (10, "10/QĐ-UBND"), (None, f"{BLANK * 6}/QĐ-UBND")],
)
def test_number_below_ten_has_a_leading_zero(number, printed):
    assert reference(number, "QĐ-UBND") == printed


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (date(2021, 2, 9), "ngày 09 tháng 02 năm 2021"),
        (date(2021, 3, 10), "ngày 10 tháng 3 năm 2021"),
        (date(2021, 12, 31), "ngày 31 tháng 12 năm 2021"),
        (None, f"ngày{BLANK * 5}tháng{BLANK * 5}năm 2021"),
    ],
)
def test_day_in_words(day, words):
    assert date_in_words(day, year=2021) == words


def test_letterhead_of_each_level(land):
    def head(unit):
        made = Letterhead.of(unit, symbol="QĐ-UBND", year=2021)
        return made.upper, made.organ, made.place

    organ = "ỦY BAN NHÂN DÂN"
    assert head(land.commune) == ("UBND HUYỆN SUỐI BẠC", (organ, "XÃ BÌNH AN"), "Bình An")
    assert head(land.district) == ("UBND TỈNH NÚI XANH", (organ, "HUYỆN SUỐI BẠC"), "Suối Bạc")
    assert head(land.province) == ("", (organ, "TỈNH NÚI XANH"), "Núi Xanh")


def test_commune_right_under_the_province(land):
    """As all are since 1 July 2025."""
    ward = factories.unit("Hai Mươi", factories.kind("Phường", Level.COMMUNE), land.province)

    assert Letterhead.of(ward, symbol="QĐ-UBND", year=2026).upper == "UBND TỈNH NÚI XANH"


def test_place_that_is_a_number_is_named_with_its_kind(land):
    ward = factories.unit("5", factories.kind("Phường", Level.COMMUNE), land.province)

    assert place_of(ward) == "Phường 5"


@pytest.mark.parametrize(
    ("signer", "lines"),
    [
        (Signer("A"), ("CHỦ TỊCH",)),
        (Signer("A", organ="Ủy ban nhân dân"), ("TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH")),
        (Signer("A", mode=SignMode.ACTING), ("Q. CHỦ TỊCH",)),
        (Signer("A", "Phó Chủ tịch", SignMode.DEPUTY), ("KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH")),
        (Signer("A", "Chánh Văn phòng", SignMode.ORDER), ("TL. CHỦ TỊCH", "CHÁNH VĂN PHÒNG")),
        (Signer("A", "Trưởng phòng", SignMode.MANDATE), ("TUQ. CHỦ TỊCH", "TRƯỞNG PHÒNG")),
    ],
)
def test_authority_of_the_signer(signer, lines):
    assert signer.lines == lines
