"""One table in four forms: each is read back, and all must say the same."""

import csv as csv_module
import dataclasses
import io
import unicodedata
import zipfile
from datetime import datetime
from fractions import Fraction
from functools import cache
from html.parser import HTMLParser
from zoneinfo import ZoneInfo

import openpyxl
import pytest
from pypdf import PdfReader

from reports.renderers import RENDERERS, csv, html, pdf, xlsx
from reports.renderers.headings import heading_rows
from reports.renderers.layout import balance, lay_out, row_groups
from reports.table import Cell, Column, Kind, Row, Table

A4_UPRIGHT = (595, 842)
A4_TURNED = (842, 595)

COLUMNS = (
    Column("", key="code", is_printed=False),
    Column("TT", kind=Kind.INDEX, width=4),
    Column("Tên xã", key="unit", width=16),
    Column("Năm", key="row", width=14),
    Column(
        "Hộ nghèo",
        children=(
            Column("Số hộ", key="poor", kind=Kind.COUNT),
            Column(
                "Thiếu hụt",
                children=(
                    Column("Người lớn", key="adults", kind=Kind.COUNT),
                    Column("Tỷ lệ (%)", key="adults_rate", kind=Kind.RATE, decimals=2),
                ),
            ),
        ),
    ),
)


def row(names, *figures, is_total=False, **span):
    """Code, index, name and year, then figures; the index and the name may span rows."""
    code, index, name, year = names
    cells = (Cell(code), Cell(index, **span), Cell(name, **span), Cell(year))
    return Row(cells + figures, is_total=is_total)


ROWS = (
    row(
        ("24088", 1, "Xã Đất Bằng", "Thực hiện"),
        *(Cell(2342, link="/ho/?xa=24088"), Cell(168), Cell(Fraction(17, 8))),
        rowspan=2,
    ),
    row(
        ("24088", 1, "Xã Đất Bằng", "Kế hoạch"),
        *(Cell(202), Cell(None), Cell(None)),
        is_covered=True,
    ),
    row(("24109", 2, "Xã Uar", "Thực hiện"), Cell(76), Cell(0), Cell(Fraction(-17, 8))),
    row(
        ("", None, "Tổng cộng", ""),
        *(Cell(2418), Cell(168), Cell(Fraction(25, 2), decimals=1)),
        is_total=True,
    ),
)


def make(columns=COLUMNS, rows=ROWS, **changes):
    values = {
        "name": "reduction-targets",
        "number": "Phụ lục 1",
        "title": "Chỉ tiêu giảm tỷ lệ hộ nghèo năm 2021",
        "annex_line": "(Kèm theo Kế hoạch số 40/KH-UBND ngày 02 tháng 3 năm 2021)",
        "place": "Krông Pa",
        "year": 2021,
        "standard": "Chuẩn nghèo 2016-2020",
        "state": "Đã duyệt",
        "made_at": datetime(2026, 11, 22, 9, 30, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh")),
        "notes": ("Ô trống: chưa có số liệu.",),
    }
    return Table(columns=columns, rows=tuple(rows), **values | changes)


def wide():
    """Like appendix 3: 25 columns, 15 groups of three rows."""
    figures = [
        column
        for number in range(1, 12)
        for column in (
            Column(f"Chỉ số {number}", key=f"n{number}", kind=Kind.COUNT, width=7),
            Column("Tỷ lệ thiếu hụt", key=f"r{number}", kind=Kind.RATE, decimals=1, width=7),
        )
    ]
    columns = (
        Column("TT", kind=Kind.INDEX, width=4),
        Column("Tên xã", key="unit", width=16),
        Column("Năm", key="row", width=16),
        Column("Phân loại thiếu hụt", children=tuple(figures)),
    )
    rows = []
    for number in range(1, 16):
        for line, name in enumerate(("Năm trước", "Năm nay", "Mức giảm")):
            spanning = {"rowspan": 3} if line == 0 else {"is_covered": True}
            named = (Cell(number, **spanning), Cell(f"Phường {number:02}", **spanning), Cell(name))
            rows.append(Row(named + (Cell(1133), Cell(Fraction(100))) * 11))
    return make(columns, rows)


def long(count=120):
    return make(
        rows=[
            row((f"{n:05}", n, f"Xã Số {n}", "Thực hiện"), Cell(n), Cell(n), Cell(Fraction(n)))
            for n in range(1, count + 1)
        ]
    )


class Grid(HTMLParser):
    """The cells of the table in an HTML text, row by row: (text, attributes)."""

    def __init__(self, text):
        super().__init__()
        self.rows, self.bodies, self.is_in_cell = [], 0, False
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.bodies += tag == "tbody"
        if tag == "tr":
            self.rows.append([])
        if tag in ("td", "th"):
            self.rows[-1].append(["", {"tag": tag, **dict(attrs)}])
            self.is_in_cell = True

    def handle_endtag(self, tag):
        if tag in ("td", "th"):
            self.is_in_cell = False

    def handle_data(self, data):
        if self.is_in_cell:
            self.rows[-1][-1][0] += data

    @property
    def texts(self):
        return [[text for text, _ in row] for row in self.rows]


def sheet_of(table):
    return openpyxl.load_workbook(io.BytesIO(xlsx.render(table))).active


def cell_of(sheet, value):
    return next(cell for row in sheet.iter_rows() for cell in row if cell.value == value)


@cache
def pdf_of(table):
    return pdf.render(table)


def read_pdf(content):
    return PdfReader(io.BytesIO(content))


def texts_of(content):
    pages = read_pdf(content).pages
    return [unicodedata.normalize("NFC", page.extract_text()) for page in pages]


def pages_of(table):
    return texts_of(pdf_of(table))


def csv_rows_of(table):
    return list(csv_module.reader(io.StringIO(csv.render(table), newline="")))


# Headings and groups


def test_heading_tree_becomes_rows_whose_leaves_reach_down():
    rows = heading_rows(make())

    spans = [[(h.column.heading, h.start, h.colspan, h.rowspan) for h in row] for row in rows]
    assert spans == [
        [("TT", 0, 1, 3), ("Tên xã", 1, 1, 3), ("Năm", 2, 1, 3), ("Hộ nghèo", 3, 3, 1)],
        [("Số hộ", 3, 1, 2), ("Thiếu hụt", 4, 2, 1)],
        [("Người lớn", 4, 1, 1), ("Tỷ lệ (%)", 5, 1, 1)],
    ]


def test_headings_that_only_csv_has_take_no_room():
    hidden = Column("Ẩn", children=(Column("Mã", key="code", is_printed=False),))
    mixed = Column(
        "Hộ", children=(Column("Số", key="count"), Column("Mã", key="id", is_printed=False))
    )

    rows = heading_rows(make(columns=(hidden, mixed), rows=()))

    assert [[(h.column.heading, h.colspan, h.rowspan) for h in row] for row in rows] == [
        [("Hộ", 1, 1)],
        [("Số", 1, 1)],
    ]


def test_rows_under_one_spanning_cell_form_a_group():
    assert [len(group) for group in row_groups(make())] == [2, 1, 1]
    assert [len(group) for group in row_groups(wide())] == [3] * 15


# Paper


def test_paper_is_turned_for_many_columns_and_letters_become_small():
    layout = lay_out(wide())

    assert layout.paper.orientation == "landscape"
    assert 7 <= layout.font_size <= 8


def test_narrow_table_stands_upright_in_letters_of_eleven_points_or_more():
    layout = lay_out(make())

    assert layout.paper.orientation == "portrait"
    assert 11 <= layout.font_size <= 13


def test_paper_is_turned_for_long_amounts_of_money():
    columns = tuple(Column(f"Vốn {n}", key=f"v{n}", kind=Kind.COUNT) for n in range(8))
    rows = [Row((Cell(123_456_789_000),) * 8)]

    layout = lay_out(make(columns, rows))

    assert layout.paper.orientation == "landscape"
    # Fifteen signs with their padding in every column.
    assert min(layout.widths) >= len("123.456.789.000")


@pytest.mark.parametrize(("words", "per_cent"), [(20, 100), (21, 57)], ids=["one-line", "two"])
def test_title_too_long_for_a_line_breaks_in_the_middle(words, per_cent):
    assert balance("chữ " * words, 13, lay_out(make()).paper) == per_cent


# HTML


def test_html_fragment_draws_headings_and_cells_once():
    grid = Grid(html.fragment(make()))

    assert grid.texts == [
        ["TT", "Tên xã", "Năm", "Hộ nghèo"],
        ["Số hộ", "Thiếu hụt"],
        ["Người lớn", "Tỷ lệ (%)"],
        ["1", "Xã Đất Bằng", "Thực hiện", "2.342", "168", "2,13"],
        ["Kế hoạch", "202", "", ""],
        ["2", "Xã Uar", "Thực hiện", "76", "0", "-2,13"],
        ["", "Tổng cộng", "", "2.418", "168", "12,5"],
    ]


def test_html_spans_and_scopes_tell_screen_readers_what_heads_what():
    rows = Grid(html.fragment(make())).rows

    assert rows[0][3][1] == {"tag": "th", "scope": "colgroup", "colspan": "3"}
    assert rows[1][0][1] == {"tag": "th", "scope": "col", "rowspan": "2"}
    assert rows[3][0][1] == {"tag": "td", "class": "is-index", "rowspan": "2"}
    assert rows[3][1][1] == {"tag": "th", "scope": "rowgroup", "class": "is-text", "rowspan": "2"}
    assert rows[3][2][1] == {"tag": "th", "scope": "row", "class": "is-text"}
    assert rows[3][3][1] == {"tag": "td", "class": "is-figure"}
    assert rows[4][0][1] == {"tag": "th", "scope": "row", "class": "is-text"}
    assert rows[5][1][1] == {"tag": "th", "scope": "row", "class": "is-text"}
    assert rows[5][2][1] == {"tag": "td", "class": "is-text"}


def test_html_of_a_wide_table_leaves_no_hole():
    grid = Grid(html.fragment(wide()))
    headings, rows = grid.rows[:2], grid.rows[2:]

    assert sum(int(attrs.get("colspan", 1)) for _, attrs in headings[0]) == 25
    assert [len(row) for row in rows] == [25, 23, 23] * 15
    assert grid.bodies == 15


def test_page_links_figures_and_the_document_does_not():
    link = '<a href="/ho/?xa=24088">2.342</a>'

    assert link in html.fragment(make())
    assert "href" not in html.fragment(make(), has_links=False)
    assert "href" not in html.render(make())


def test_html_widths_fill_the_table():
    text = html.fragment(wide())

    widths = [float(part.split("%")[0]) for part in text.split("width: ")[1:]]
    assert len(widths) == 25
    assert sum(widths) == pytest.approx(100, abs=0.1)


def test_document_names_the_table_and_its_source():
    text = html.render(make())

    assert '<html lang="vi">' in text
    assert "<title>Phụ lục 1. Chỉ tiêu giảm tỷ lệ hộ nghèo năm 2021</title>" in text
    assert (
        "Krông Pa, năm 2021 · Chuẩn nghèo 2016-2020 · Đã duyệt · Lập lúc 09:30 22/11/2026" in text
    )
    assert "Ô trống: chưa có số liệu." in text


def test_names_are_never_markup():
    text = html.render(make(rows=[row(("", 1, "<script>x</script>", ""), *[Cell(1)] * 3)]))

    assert "<script>" not in text
    assert "&lt;script&gt;" in text


# PDF


def test_pdf_holds_figures_and_headings():
    (page,) = pages_of(make())

    for words in ("Phụ lục 1", "CHỈ TIÊU GIẢM TỶ LỆ HỘ NGHÈO NĂM 2021", "Xã Đất Bằng",
                  "Thiếu hụt", "2.342", "2,13", "12,5", "Lập lúc 09:30 22/11/2026"):  # fmt: skip
        assert words in page


def test_pdf_repeats_headings_and_numbers_pages_from_the_second():
    pages = pages_of(long())

    assert len(pages) >= 3
    for number, page in enumerate(pages, start=1):
        assert "Người lớn" in page
        lines = page.splitlines()
        assert (str(number) in (lines[0], lines[-1])) is (number > 1)


def test_pdf_keeps_groups_and_the_last_rows_together():
    pages = pages_of(wide())

    assert len(pages) == 2
    for page in pages:
        assert page.count("Phường") == page.count("Mức giảm") > 0
        assert "Chỉ số 11" in " ".join(page.split())


@pytest.mark.parametrize("count", [27, 29])
def test_total_never_stands_alone_on_a_page(count):
    total = row(("", None, "Tổng cộng", ""), *[Cell(1)] * 3, is_total=True)
    rows = (*long(count).rows, total)

    last = pages_of(make(rows=rows))[-1]

    assert "Tổng cộng" in last
    assert f"Xã Số {count}" in last


@pytest.mark.parametrize(
    ("table", "size"), [(make(), A4_UPRIGHT), (wide(), A4_TURNED)], ids=["narrow", "wide"]
)
def test_pdf_lies_on_a4(table, size):
    page = read_pdf(pdf_of(table)).pages[0]

    assert (round(page.mediabox.width), round(page.mediabox.height)) == size


def test_pdf_embeds_its_fonts():
    page = read_pdf(pdf_of(make())).pages[0]
    fonts = [font.get_object() for font in page["/Resources"]["/Font"].values()]

    assert len(fonts) == 3
    for font in fonts:
        descriptor = font["/DescendantFonts"][0].get_object()["/FontDescriptor"].get_object()
        assert {"/FontFile2", "/FontFile3"} & set(descriptor)


def test_pdf_is_tagged_and_says_its_language_and_title():
    reader = read_pdf(pdf_of(make()))

    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert reader.trailer["/Root"]["/Lang"] == "vi"
    assert reader.metadata.title == "Phụ lục 1. Chỉ tiêu giảm tỷ lệ hộ nghèo năm 2021"
    assert reader.metadata.author is None


def test_pdf_of_the_same_table_is_the_same_file():
    assert pdf.render(make()) == pdf.render(make())


def test_pdf_reads_no_file_of_this_computer(tmp_path, monkeypatch):
    style = tmp_path / "style.css"
    style.write_text("p::before { content: 'LEAKED' }")
    document = f'<html><link rel="stylesheet" href="{style.as_uri()}"><p>Bảng</p></html>'
    monkeypatch.setattr(html, "render", lambda table: document)

    (page,) = texts_of(pdf.render(make()))

    assert page.strip() == "Bảng"


# Excel


def test_xlsx_figures_are_numbers_as_printed():
    sheet = sheet_of(make())
    first = cell_of(sheet, "Xã Đất Bằng").row

    rows = [
        [(cell.value, cell.number_format) for cell in row[3:]]
        for row in sheet.iter_rows(min_row=first, max_row=first + 3)
    ]
    count, rate = "#,##0", "#,##0.00"
    assert rows[0] == [(2342, count), (168, count), (2.13, rate)]
    assert rows[1] == [(202, count), (None, "General"), (None, "General")]
    assert rows[2] == [(76, count), (0, count), (-2.13, rate)]
    assert rows[3] == [(2418, count), (168, count), (12.5, "#,##0.0")]


def test_xlsx_merges_titles_headings_and_groups():
    merged = {str(area) for area in sheet_of(make()).merged_cells.ranges}

    assert merged == {
        "A1:F1", "A2:F2", "A3:F3",  # number, title, annex line
        "A5:A7", "B5:B7", "C5:C7", "D5:F5", "D6:D7", "E6:F6",
        "A8:A9", "B8:B9",
        "A13:F13", "A14:F14",  # note, source
    }  # fmt: skip


def test_xlsx_writes_title_above_and_source_below():
    sheet = sheet_of(make())

    assert sheet["A1"].value == "Phụ lục 1"
    assert sheet["A2"].value == "CHỈ TIÊU GIẢM TỶ LỆ HỘ NGHÈO NĂM 2021"
    assert sheet["A13"].value == "Ô trống: chưa có số liệu."
    assert sheet["A14"].value.startswith("Krông Pa, năm 2021 · Chuẩn nghèo 2016-2020 · Đã duyệt")


def test_xlsx_is_set_up_for_printing():
    sheet, wide_sheet = sheet_of(make()), sheet_of(wide())

    assert sheet.freeze_panes == "D8"
    assert sheet.print_title_rows == "$5:$7"
    assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("portrait", 9)
    assert wide_sheet.page_setup.orientation == "landscape"
    assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (1, 0)
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert "&P" in sheet.oddFooter.center.text
    assert sheet.page_margins.left == pytest.approx(30 / 25.4)


def test_xlsx_cells_look_like_an_official_table():
    sheet = sheet_of(make())
    name, total = cell_of(sheet, "Xã Uar"), cell_of(sheet, "Tổng cộng")

    assert (name.font.name, name.font.size) == ("Times New Roman", 11)
    assert name.border.left.style == name.border.bottom.style == "thin"
    assert name.alignment.wrap_text
    assert (name.font.bold, total.font.bold) == (False, True)
    assert sheet["D10"].alignment.horizontal == "right"
    assert sheet["A9"].border.bottom.style == "thin"


def test_xlsx_columns_hold_their_longest_figure():
    columns = (Column("Vốn", kind=Kind.COUNT, width=1), Column("Nội dung", width=30))

    sheet = sheet_of(make(columns, [Row((Cell(123_456_789_000), Cell("Đường")))]))

    assert sheet.column_dimensions["A"].width >= len("123.456.789.000") - 1


def test_xlsx_rows_are_high_enough_for_their_text():
    columns = (Column("TT", kind=Kind.INDEX, width=4), Column("Tên", width=8)) + tuple(
        Column(f"Số {n}", kind=Kind.COUNT) for n in range(6)
    )
    rows = [Row((Cell(1), Cell("Hỗ trợ phát triển sản xuất " * 4)) + (Cell(1),) * 6)]

    sheet = sheet_of(make(columns, rows))

    target = cell_of(sheet, rows[0].cells[1].value)
    assert sheet.row_dimensions[target.row].height > 6 * 11


def test_xlsx_names_no_person_and_no_computer():
    content = io.BytesIO(xlsx.render(make()))
    properties = openpyxl.load_workbook(content).properties
    written = zipfile.ZipFile(content).read("docProps/core.xml").decode()

    assert properties.title == "Phụ lục 1. Chỉ tiêu giảm tỷ lệ hộ nghèo năm 2021"
    assert properties.created == datetime(2026, 11, 22, 2, 30)
    assert "creator" not in written
    assert "lastModifiedBy" not in written


@pytest.mark.parametrize(
    ("number", "title", "expected"),
    [
        ("Phụ lục 1", "Chỉ tiêu", "Phụ lục 1"),
        ("", "Chỉ tiêu giảm tỷ lệ hộ nghèo năm 2021", "Chỉ tiêu giảm tỷ lệ hộ nghèo nă"),
        ("Mẫu 1/2: [A]*?", "Chỉ tiêu", "Mẫu 1 2 A"),
    ],
    ids=["number", "cut", "forbidden-signs"],
)
def test_sheet_has_a_name_that_excel_accepts(number, title, expected):
    assert sheet_of(make(number=number, title=title)).title == expected


# CSV


def test_csv_holds_keys_and_plain_figures():
    assert csv.render(make()).splitlines() == [
        "code,unit,row,poor,adults,adults_rate",
        "24088,Xã Đất Bằng,Thực hiện,2342,168,2.13",
        "24088,Xã Đất Bằng,Kế hoạch,202,,",
        "24109,Xã Uar,Thực hiện,76,0,-2.13",
        ",Tổng cộng,,2418,168,12.5",
    ]


def test_csv_takes_the_plain_name_and_quotes_what_it_must():
    columns = (Column("Năm", key="row"), Column("Tên", key="name"))
    rows = [Row((Cell("Thực hiện năm 2020", plain="baseline"), Cell('Xã "A", B\nC')))]

    assert csv_rows_of(make(columns, rows)) == [["row", "name"], ["baseline", 'Xã "A", B\nC']]


# All forms


FORMULAS = ["=1+1", "+84905", "-A1", "@SUM(A1)", "\t=1", "\r=1"]


@pytest.mark.parametrize("words", FORMULAS)
def test_text_never_becomes_a_formula(words):
    table = make((Column("Tên", key="name"),), [Row((Cell(words),))])

    cell = cell_of(sheet_of(table), words.replace("\r", "\n"))
    assert cell.data_type == "s"
    assert cell.quotePrefix
    assert csv_rows_of(table)[1] == ["'" + words.replace("\r", "\n")]


@pytest.mark.parametrize(
    ("value", "decimals", "printed", "plain"),
    [
        pytest.param(Fraction(17, 8), 2, "2,13", "2.13", id="half-goes-up"),
        pytest.param(Fraction(-17, 8), 2, "-2,13", "-2.13", id="half-goes-away-from-zero"),
        pytest.param(Fraction(9, 2), 0, "5", "5", id="whole-number"),
        pytest.param(Fraction(100, 3), 1, "33,3", "33.3", id="third"),
        pytest.param(Fraction(-1, 1000), 2, "0,00", "0.00", id="no-minus-before-nothing"),
        pytest.param(1234567, 0, "1.234.567", "1234567", id="thousands"),
    ],
)
def test_all_four_forms_round_alike(value, decimals, printed, plain):
    column = Column("Mức", key="level", kind=Kind.RATE, decimals=decimals)
    table = make((column,), [Row((Cell(value),))], number="", title="Bảng", notes=())

    assert Grid(html.render(table)).texts == [["Mức"], [printed]]
    assert printed in pages_of(table)[0].split()
    assert cell_of(sheet_of(table), "Mức").offset(1, 0).value == float(plain)
    assert csv_rows_of(table) == [["level"], [plain]]


def test_unknown_is_empty_in_all_four_forms():
    column = Column("Mức", key="level", kind=Kind.COUNT)
    table = make((column,), [Row((Cell(None),))])

    assert Grid(html.render(table)).texts == [["Mức"], [""]]
    assert "None" not in pages_of(table)[0]
    assert cell_of(sheet_of(table), "Mức").offset(1, 0).value is None
    assert csv.render(table) == 'level\n""\n'


@pytest.mark.parametrize("name", RENDERERS)
def test_every_form_makes_a_file_of_any_table(name):
    renderer = RENDERERS[name]

    for table in (make(), make(rows=()), dataclasses.replace(make(), number="", annex_line="")):
        assert isinstance(renderer.render(table), bytes)


def test_forms_have_their_names():
    assert {name: (r.label, r.extension) for name, r in RENDERERS.items()} == {
        "html": ("HTML", "html"),
        "pdf": ("PDF", "pdf"),
        "xlsx": ("Excel", "xlsx"),
        "csv": ("CSV", "csv"),
    }
