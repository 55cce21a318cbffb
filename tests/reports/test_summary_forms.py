"""What summary tables add to the four forms: the row of formulas, and tables of many rows."""

import dataclasses
from fractions import Fraction

import pytest

from povertyplan.errors import DomainError
from reports.renderers import csv, html, pdf
from reports.renderers.layout import first_rows
from reports.table import Cell, Column, Kind, Row
from tests.reports.test_renderers import ROWS, Grid, cell_of, long, make, pages_of, sheet_of, wide

# Formulas


def with_formulas():
    columns = (
        Column("TT", kind=Kind.INDEX, width=4, formula="A"),
        Column("Tên xã", key="unit", width=16, formula="B"),
        Column("", key="code", is_printed=False, formula="không in"),
        Column(
            "Hộ nghèo",
            children=(
                Column("Số hộ", key="poor", kind=Kind.COUNT, formula="3"),
                Column("Tỷ lệ (%)", key="rate", kind=Kind.RATE, decimals=2, formula="4=3/1*100"),
            ),
        ),
    )
    rows = [
        Row((Cell(n), Cell(f"Xã Số {n}"), Cell(""), Cell(n), Cell(Fraction(n, 7))))
        for n in range(1, 91)
    ]
    return make(columns, rows)


def test_formulas_stand_under_the_headings_of_the_page():
    grid = Grid(html.fragment(with_formulas()))

    assert grid.texts[2] == ["A", "B", "3", "4=3/1*100"]
    assert [attrs["tag"] for _, attrs in grid.rows[2]] == ["td"] * 4
    assert html.fragment(with_formulas()).index("4=3/1*100") < html.fragment(with_formulas()).index(
        "</thead>"
    )


def test_formulas_are_repeated_on_every_page_of_the_pdf():
    pages = pages_of(with_formulas())

    assert len(pages) >= 2
    assert all("4=3/1*100" in page for page in pages)


def test_formulas_are_text_in_excel_and_repeated_in_print():
    sheet = sheet_of(with_formulas())
    formula = cell_of(sheet, "4=3/1*100")

    assert (formula.data_type, formula.font.italic, formula.font.size) == ("s", True, 9)
    assert sheet.print_title_rows == f"$5:${formula.row}"
    assert sheet.freeze_panes == f"C{formula.row + 1}"
    assert sheet.cell(formula.row + 1, 2).value == "Xã Số 1"


def test_formulas_are_not_in_csv_and_no_row_without_them():
    assert "4=3/1*100" not in csv.render(with_formulas())
    assert make().formulas == []
    assert len(Grid(html.fragment(make())).texts) == 3 + len(ROWS)


# Long tables


def test_page_shows_the_beginning_of_a_long_table():
    table = long(250)

    shown = first_rows(table)

    assert shown.rows == table.rows[:200]
    assert shown.notes[0] == (
        "Trang này chỉ hiện 200 dòng đầu trong 250 dòng; tệp Excel và CSV có đủ."
    )
    assert first_rows(long(200)).rows == long(200).rows
    assert first_rows(make()) == make()


def test_page_does_not_cut_a_group():
    """Groups of three rows: 66 of them are 198 rows."""
    table = dataclasses.replace(wide(), rows=wide().rows * 5)

    assert len(first_rows(table).rows) == 198


def test_pdf_of_a_very_long_table_is_refused_in_words():
    with pytest.raises(DomainError, match="2.001 dòng, quá dài .* Hãy tải tệp Excel"):
        pdf.render(long(2_001))


def test_table_without_a_number_has_no_empty_line():
    table = dataclasses.replace(make(), number="")

    assert sheet_of(table)["A1"].value == "CHỈ TIÊU GIẢM TỶ LỆ HỘ NGHÈO NĂM 2021"
    assert 'class="number"' not in html.render(table)
    assert "<title>Chỉ tiêu giảm" in html.render(table)
