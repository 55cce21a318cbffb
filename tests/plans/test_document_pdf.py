"""A plan as PDF, measured against Decree 30/2020, annex I."""

import io
import re
from dataclasses import replace

import pytest
from pypdf import PdfReader

from plans.actions import parts
from plans.content import annex_number
from reports import plan_document
from reports.table import Cell, Column, Kind, Row
from reports.table_data import from_data, to_data, without_people
from tests.documents.test_decree30 import MM, lines_of, of
from tests.plans import written


@pytest.fixture
def plan(land, standard, mai, duc):
    written.sheet(land, standard, mai, duc)
    made = written.plan(land, mai)
    rows = [{"table": "village-targets"}, {"table": "escape-list"}, {"table": "reduction-targets"}]
    parts.set_rows(plan=made, part="annexes", rows=rows, version=None, by=mai)
    made.refresh_from_db()
    return made


@pytest.fixture
def reader(plan):
    return PdfReader(io.BytesIO(plan_document.pdf(plan_document.of_plan(plan))))


@pytest.fixture
def lines(reader):
    return [list(lines_of(page)) for page in reader.pages]


def test_margins_and_letters(lines):
    body = [line for line in lines[0] if line.size == 14]

    assert min(line.left for line in body) == pytest.approx(30 * MM, abs=0.2)
    assert of(lines, "I. MỤC TIÊU").font == "Tinos-Bold"
    assert of(lines, "Cuối năm còn").left == pytest.approx((30 + 12.7) * MM, abs=0.2)
    assert of(lines, "Căn cứ Quyết định").font == "Tinos-Italic"
    assert of(lines, "KẾ HOẠCH").size == 14
    assert of(lines, "TM. ỦY BAN NHÂN DÂN").font == "Tinos-Bold"
    assert of(lines, "- Các thôn;").size == 11


def test_draft_has_room_for_its_number(reader):
    text = reader.pages[0].extract_text()

    assert re.search(r"Số:\s+/KH-UBND", text)
    assert "Báo cáo xã./." in text


def test_annexes_turn_the_page_and_count_for_themselves(reader):
    """The list of households has ten columns with many words; the two tables stand upright."""
    heads = {}
    for index, page in enumerate(reader.pages):
        for line in lines_of(page):
            if line.text.startswith("Phụ lục ") and line.font == "Tinos-Bold":
                heads[line.text] = index
    turned = [reader.pages[i].mediabox.width > 700 for i in heads.values()]

    assert list(heads) == ["Phụ lục I", "Phụ lục II", "Phụ lục III"]
    assert turned[1:] == [True, False]
    for index in heads.values():
        top = [line.text for line in lines_of(reader.pages[index]) if line.top < 18 * MM]
        assert top == []


def test_annex_names_its_plan(lines):
    line = of(lines, "(Kèm theo Kế hoạch số")

    assert line.font == "Tinos-Italic"
    assert line.size == 14


def test_bookmarks_follow_the_sections(reader):
    titles = []

    def walk(items):
        for item in items:
            if isinstance(item, list):
                walk(item)
            else:
                titles.append(item.title)

    walk(reader.outline)
    assert "I. Mục tiêu" in titles
    assert "Phụ lục III" in titles


def test_file_is_tagged(reader):
    root = reader.trailer["/Root"]

    assert (root["/Lang"], bool(root["/MarkInfo"]["/Marked"])) == ("vi", True)


def test_one_annex_has_no_number():
    assert annex_number(1, 1) == "Phụ lục"
    assert [annex_number(n, 4) for n in (1, 4)] == ["Phụ lục I", "Phụ lục IV"]


def test_table_comes_back_from_its_data(plan):
    for annex in plan_document.of_plan(plan).annexes:
        table = replace(annex.table, annex_line="")
        again = from_data(to_data(table))
        assert again == table


def test_published_edition_names_nobody(plan):
    table = replace(
        plan_document.of_plan(plan).annexes[0].table,
        columns=(
            Column("TT", kind=Kind.INDEX),
            Column("Địa chỉ", children=(Column("Chủ hộ", is_personal=True), Column("Thôn"))),
        ),
        rows=(Row((Cell(1), Cell("Siu Thử"), Cell("Một"))),),
    )
    printed = [cell.value for _, cell in without_people(table).printed_cells(table.rows[0])]
    published = without_people(table)

    assert [cell.value for _, cell in published.printed_cells(published.rows[0])] == [1, "Một"]
    assert printed == [1, "Một"]
