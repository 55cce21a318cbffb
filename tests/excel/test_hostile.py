"""Files made to harm, and files of other kinds, are refused in a sentence before they are read."""

import io
import zipfile

import pytest

from households.actions import uploads
from households.excel import cells, package
from households.models import Upload
from povertyplan.errors import InvalidData
from tests import factories
from tests.excel.files import NEW, Book, checked, repacked

SHEET = "xl/worksheets/sheet1.xml"


@pytest.fixture
def book(round_2021, land):
    return Book(round_2021, land.village)


@pytest.fixture
def refused(round_2021, mai):
    """What the person is told when a file is not taken in, or cannot be read."""

    def sentence(content: bytes) -> str:
        try:
            upload = checked(round_2021, content, mai)
        except InvalidData as error:
            assert not Upload.objects.exists()
            return error.message
        assert upload.state == "failed"
        assert not upload.rows.exists()
        return upload.failure

    return sentence


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "Excel đời cũ (.xls)"),
        (b"ho,ten\nA,B\n", "không phải tệp Excel"),
        (b"%PDF-1.7", "không phải tệp Excel"),
        (b"PK\x03\x04 and no more", "bị hỏng"),
    ],
)
def test_other_kinds_of_files(content, words, refused):
    assert words in refused(content)


@pytest.mark.parametrize(
    ("part", "words"),
    [
        ("xl/vbaProject.bin", "macro"),
        ("xl/externalLinks/externalLink1.xml", "liên kết đến tệp khác"),
        ("xl/embeddings/oleObject1.bin", "đối tượng nhúng"),
        ("xl/connections.xml", "kết nối dữ liệu"),
        ("xl/workbook.bin", ".xlsb"),
    ],
)
def test_dangerous_parts(part, words, book, refused):
    assert words in refused(repacked(book.content(), {part: b"x"}))


def test_zip_bomb_is_refused_by_its_list_of_contents(book, refused):
    bomb = repacked(book.content(), {"xl/media/image1.png": b"\0" * (21 * 1024**2)})

    assert len(bomb) < 100_000
    assert "giải nén ra quá lớn" in refused(bomb)


def test_part_that_is_larger_than_it_claims_is_refused(book, refused):
    content = bytearray(book.content())
    with zipfile.ZipFile(io.BytesIO(bytes(content))) as opened:
        info = opened.getinfo(SHEET)
    size = info.file_size.to_bytes(4, "little")
    content[:] = bytes(content).replace(size, (100).to_bytes(4, "little"))

    assert "bị hỏng" in refused(bytes(content))


def test_file_that_is_too_large(refused, monkeypatch):
    monkeypatch.setattr(package, "MAX_BYTES", 1024**2)

    assert "lớn hơn 1 MB" in refused(b"PK\x03\x04" + b"0" * 1024**2)


def test_too_many_sheets(book, refused):
    for number in range(61):
        book.workbook.create_sheet(f"S{number}")

    assert "quá nhiều trang tính" in refused(book.content())


def test_entities_are_refused(book, refused):
    evil = b'<!DOCTYPE x [<!ENTITY a "b">]><worksheet'

    assert "bị hỏng" in refused(book.changed(SHEET, b"<worksheet", evil))


def test_a_million_empty_rows_are_passed_over(book, round_2021, mai, land):
    book.fill(1, name="Lê Một", village=land.village.title, **NEW)
    empty = b"".join(b'<row r="%d"><c r="A%d" s="1"/></row>' % (n, n) for n in range(2000, 120_000))

    upload = checked(round_2021, book.changed(SHEET, b"</sheetData>", empty + b"</sheetData>"), mai)

    assert (upload.state, upload.rows.count()) == ("checked", 1)


def test_more_rows_than_excel_has_are_refused(book, refused):
    far = b'<row r="9000000"><c r="A9000000"><v>1</v></c></row></sheetData>'

    assert "bị hỏng" in refused(book.changed(SHEET, b"</sheetData>", far))


@pytest.mark.parametrize("ref", [b"A999999", b"XFD2001", b"ZZ2001"])
def test_cell_that_lies_about_its_place_makes_no_room(ref, book, refused):
    row = b'<row r="2001"><c r="%s"><v>1</v></c></row></sheetData>' % ref

    assert "quá xa" in refused(book.changed(SHEET, b"</sheetData>", row))


def test_too_many_rows(book, refused, monkeypatch):
    monkeypatch.setattr(package, "MAX_ROWS", 3)

    assert "quá nhiều dòng" in refused(book.content())


def test_workbook_of_somebody_else(refused):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as made:
        for name, text in cells.SKELETON.items():
            made.writestr(name, text)
        made.writestr("xl/workbook.xml", cells.WORKBOOK.format(""))
        made.writestr("xl/worksheets/sheet1.xml", b"<worksheet/>")

    assert "không phải bảng rà soát" in refused(file.getvalue())


def test_template_of_another_round(book, land, standard, mai):
    other = factories.round_in(land.commune, 2020, standard)

    with pytest.raises(InvalidData, match="đợt rà soát khác"):
        uploads.receive(round=other, name="a.xlsx", content=book.content(), by=mai)


def test_template_of_another_place(round_2021, land, cast):
    content = Book(round_2021, land.second_village).content()

    with pytest.raises(InvalidData, match="địa bàn khác"):
        uploads.receive(round=round_2021, name="a.xlsx", content=content, by=cast["hoa"])
