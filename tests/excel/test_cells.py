"""Cells cut out of XML say what calamine reads of the whole sheet, or are refused."""

import io
import zipfile
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.utils import get_column_letter
from python_calamine import CalamineWorkbook

from households.excel.cells import SKELETON, WORKBOOK, Cells, cut
from households.excel.texts import Texts
from households.excel.values import Wrong
from povertyplan.errors import InvalidData

TEXTS = ["Nguyễn Văn An", "x", "12"]
SHARED = "".join(f"<si><t>{text}</t></si>" for text in TEXTS)
MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
# Style 1 is a date.
STYLES = f'<styleSheet {MAIN}><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs></styleSheet>'


@pytest.fixture
def cells():
    return Cells(
        Texts(f"<sst>{SHARED}</sst>".encode(), "hỏng"), STYLES.encode(), "hỏng", is_1904=False
    )


def read(cells, text: str, number: int = 9) -> list:
    return cells.read(cut(text.encode(), number))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('<c r="A9"><v>7</v></c>', ("A", 7.0)),
        ('<c r="A9" s="9"><v>7</v></c>', ("A", 7.0)),
        ('<c r="A9" s="0" t="s"><v>0</v></c>', ("A", "Nguyễn Văn An")),
        ('<c r="A9" t="s" s="0"><v>1</v></c>', ("A", "x")),
        ('<c r="A9" s="1"/><c r="AB9" s="0" /><c r="DZ9"><v>1.5</v></c>', ("DZ", 1.5)),
        ('\n <c r="A9" s="1"/>\n <c r="B9"><v>7</v></c>', ("B", 7.0)),
        ('<c r="A9" s="1"><v>44535</v></c>', ("A", date(2021, 12, 5))),
        ('<c r="A9" t="b"><v>1</v></c>', ("A", "TRUE")),
        ('<c r="A9" t="str"><v>12</v></c>', ("A", "12")),
        ('<c r="A9"><v>-1.5E3</v></c>', ("A", -1500.0)),
        ('<c r="A9" t="inlineStr"><is><t>9" a &amp; b</t></is></c>', ("A", '9" a & b')),
        ('<c r="A9" s="1"></c>', ("A", "")),
        (
            '<c r="A9" t="inlineStr"><is><r><rPr><color theme="1"/></rPr><t>x</t></r></is></c>',
            ("A", "x"),
        ),
    ],
)
def test_cell_that_says_something(cells, text, said):
    assert read(cells, text) == [said]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('<c r="A9"><f>1+1</f><v>2</v></c>', "công thức"),
        ('<c r="A9" t="str"><f>A1</f><v>x</v></c>', "công thức"),
        ('<c r="A9"><x:f>1+1</x:f><v>2</v></c>', "công thức"),
        ('<c r="A9"><f\n>1+1</f><v>2</v></c>', "công thức"),
        ('<c r="A9" t="e"><v>#N/A</v></c>', "giá trị lỗi #N/A của Excel"),
        ('<c r="A9" t="e"><f>1/0</f><v>#DIV/0!</v></c>', "giá trị lỗi #DIV/0! của Excel"),
    ],
)
def test_cell_without_a_value_of_its_own_is_named(cells, text, words):
    ((letter, value),) = read(cells, text)

    assert letter == "A"
    assert isinstance(value, Wrong)
    assert words in value


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('<c r="A8"><v>7</v></c>', "quá xa"),
        ('<c r="A19"><v>7</v></c>', "quá xa"),
        ('<c r="A90"><v>7</v></c>', "quá xa"),
        ('<c r="EA9"><v>7</v></c>', "quá xa"),
        ('<c r="AAA9"><v>7</v></c>', "quá xa"),
        ('<c r="A9" r="XFD1"><v>7E1</v></c>', "hỏng"),
        ('<c s="1" r="A9"><v>7</v></c>', "hỏng"),
        ("<c r=\"A9\" t='e'><v>#N/A</v></c>", "hỏng"),
        ('<c r="A9"\tt="e"><v>#N/A</v></c>', "hỏng"),
        ("<c><v>7</v></c>", "hỏng"),
        ('<c r="A9"><v>7</v></c ><c r="B9"><v>7</v></c>', "hỏng"),
        ('<c r="A9"><is><c r="B1"><v>7</v></is></c>', "hỏng"),
        ('<c r="A9"><v>7</v><row r="10"></row></c>', "hỏng"),
        ('<c r="A9"><v>7</v></sheetData></c>', "hỏng"),
        ('<c r="A9"><!-- --><v>7</v></c>', "hỏng"),
        ('<c r="A9" t="s"><v >0</v></c>', "hỏng"),
        ('<c r="A9" t="s"><v>3</v></c>', "hỏng"),
    ],
)
def test_cell_that_lies_or_could_be_misread_is_refused(cells, text, words):
    with pytest.raises(InvalidData, match=words):
        read(cells, text)


@pytest.mark.parametrize("text", ['<c r="A9"><v>7</v>', '<c r="A9"><is><t>x</t></is>'])
def test_cell_without_an_end_is_refused(text):
    with pytest.raises(ValueError, match="without an end"):
        cut(text.encode(), 9)


def test_equal_cells_of_different_rows_are_equal_pieces():
    row = '<c r="A{0}" s="{1}"/><c r="B{0}" s="5" t="s"><v>0</v></c><c r="C{0}"/>'

    # Where the row has the number of a style, the style keeps it.
    assert cut(row.format(5, 2).encode(), 5) == cut(row.format(15, 2).encode(), 15)
    assert cut(row.format(5, 2).encode(), 5) == cut(row.format(100_000, 2).encode(), 100_000)
    assert cut(row.format(5, 2).encode(), 5) != cut(row.format(5, 15).encode(), 5)


CONTENTS = st.one_of(
    st.none(),
    st.sampled_from([' t="s"><v>0</v>', ' t="s"><v>2</v>', ' t="str"><v>1</v>']),
    st.integers(0, 99_999).map(lambda number: f"><v>{number}</v>"),
    st.decimals(-999, 999, places=2).map(lambda number: f"><v>{number}</v>"),
)
STYLE = st.sampled_from(["", ' s="0"', ' s="1"'])


@given(
    st.lists(
        st.lists(st.tuples(st.integers(1, 130), STYLE, CONTENTS), unique_by=lambda cell: cell[0]),
        max_size=12,
    )
)
def test_every_sheet_says_what_calamine_reads(rows):
    lines = [
        "".join(
            f'<c r="{get_column_letter(place)}{number}"{style}'
            + ("/>" if content is None else f"{content}</c>")
            for place, style, content in sorted(row, key=lambda cell: cell[0])
        )
        for number, row in enumerate(rows, 1)
    ]
    made = Cells(
        Texts(f"<sst>{SHARED}</sst>".encode(), "hỏng"), STYLES.encode(), "hỏng", is_1904=False
    )

    found = {
        (number, letter): value
        for number, line in enumerate(lines, 1)
        for letter, value in read(made, line, number)
    }

    assert found == by_calamine(lines)


def by_calamine(lines: list[str]) -> dict[tuple[int, str], object]:
    file = io.BytesIO()
    data = "".join(f'<row r="{number}">{line}</row>' for number, line in enumerate(lines, 1))
    parts = SKELETON | {
        "xl/workbook.xml": WORKBOOK.format(""),
        "xl/styles.xml": STYLES,
        "xl/sharedStrings.xml": f"<sst {MAIN}>{SHARED}</sst>",
        "xl/worksheets/sheet1.xml": f"<worksheet {MAIN}><sheetData>{data}</sheetData></worksheet>",
    }
    with zipfile.ZipFile(file, "w") as book:
        for name, text in parts.items():
            book.writestr(name, text)
    file.seek(0)
    sheet = CalamineWorkbook.from_filelike(file).get_sheet_by_index(0)
    values = sheet.to_python(skip_empty_area=False)
    return {
        (number, get_column_letter(place)): value
        for number, line in enumerate(values, 1)
        for place, value in enumerate(line, 1)
        if value != ""
    }
