"""What may be read of an uploaded file: the zip is inspected first, then bands of rows.

A sheet never stands in memory as a whole, and nothing is allocated by what a file claims: the XML
is cut at its rows, and empty rows fall away. `cells.py` reads what is in them.
"""

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.etree import ElementTree

from households.excel.cells import Cells, cut
from households.excel.texts import Texts
from povertyplan.errors import InvalidData
from povertyplan.numbers import vietnamese

MAX_BYTES = 25 * 1024**2
MAX_UNPACKED = 400 * 1024**2
MAX_RATIO = 150
MAX_SHEETS = 60
MAX_ROWS = 250_000
MAX_COLUMN = 130  # DZ
_RATIO_FROM = 20 * 1024**2
_SMALL_PART = 5 * 1024**2
_LAST_ROW = 1_048_576
_BAND = 1000
_BLOCK = 1024**2

_RESAVE = "Hãy mở tệp bằng Excel, chọn «Lưu thành» → «Excel Workbook (.xlsx)», rồi tải lên lại."
_DAMAGED = f"Tệp bị hỏng hoặc không đúng định dạng Excel. {_RESAVE}"
_TOO_BIG = "Tệp giải nén ra quá lớn so với một bảng rà soát nên không được đọc."
_TOO_MANY = (
    f"Tệp có quá nhiều dòng (nhiều nhất {vietnamese(MAX_ROWS)} dòng). Hãy tách thành nhiều tệp."
)
_FORBIDDEN = {
    "vbaproject": "Tệp có chứa macro",
    "xl/macrosheets": "Tệp có chứa macro",
    "xl/externallinks": "Tệp có liên kết đến tệp khác",
    "xl/connections": "Tệp có kết nối dữ liệu bên ngoài",
    "xl/querytables": "Tệp có kết nối dữ liệu bên ngoài",
    "xl/embeddings": "Tệp có đối tượng nhúng",
    "xl/activex": "Tệp có đối tượng nhúng",
    "xl/ctrlprops": "Tệp có đối tượng nhúng",
}
_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_OFFICE = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_ROW = re.compile(rb'<row (?:[^<>]*? )??r="([0-9]{1,7})"(?:[^<>]*[^<>/])?>')
_HIDDEN = re.compile(rb' hidden="(?:1|true)"')
_MERGED = re.compile(rb'<mergeCell [^>]*?ref="([A-Z]{1,3}[0-9]{1,7}:[A-Z]{1,3}[0-9]{1,7})"')
_HIDDEN_COLUMNS = re.compile(rb'<col (?=[^>]*hidden="(?:1|true)")[^>]*>')
_COLUMN_SPAN = re.compile(rb'\b(min|max)="([0-9]{1,5})"')


@dataclass
class Band:
    """Some rows of a sheet, each with its number and the pieces that its cells were cut into.

    `Package.cells` reads them.
    """

    rows: list[tuple[int, list[bytes]]] = field(default_factory=list)
    hidden: set[int] = field(default_factory=set)


@dataclass
class SheetParts:
    """What stands around the rows of a sheet. `merged` is known after its last row."""

    hidden_columns: set[int] = field(default_factory=set)
    merged: list[str] = field(default_factory=list)


class Package:
    """An .xlsx file that may be read. Raises InvalidData, with a sentence, for any other."""

    def __init__(self, content: bytes):
        self._zip = _opened(content)
        try:
            self.sheets, self.is_1904 = self._read_workbook()
        except (KeyError, ElementTree.ParseError, zipfile.BadZipFile, zlib.error) as error:
            raise InvalidData(_DAMAGED) from error
        if len(self.sheets) > MAX_SHEETS:
            raise InvalidData(f"Tệp có quá nhiều trang tính (nhiều nhất {MAX_SHEETS} trang).")
        shared, styles = (
            self._part(name, limit=limit) if name in self._zip.NameToInfo else None
            for name, limit in (
                ("xl/sharedStrings.xml", MAX_UNPACKED // 6),
                ("xl/styles.xml", _SMALL_PART),
            )
        )
        self.texts = Texts(shared, _DAMAGED)
        self.cells = Cells(self.texts, styles, _DAMAGED, is_1904=self.is_1904)

    def bands(self, path: str, parts: SheetParts) -> Iterator[Band]:
        """The rows of a sheet that are not empty, from the first to the last."""
        try:
            yield from self._bands(path, parts)
        except (zipfile.BadZipFile, zlib.error, EOFError, ValueError) as error:
            raise InvalidData(_DAMAGED) from error

    def _bands(self, path: str, parts: SheetParts) -> Iterator[Band]:
        band, last, count = Band(), 0, 0
        for row in self._rows(path, parts):
            found = _ROW.match(row) or _behind_blank_rows(row)
            number = int(found[1])
            if not last < number <= _LAST_ROW:
                raise InvalidData(_DAMAGED)
            last = number
            pieces = cut(row[found.end() :], number)
            if not pieces:
                continue
            count += 1
            if count > MAX_ROWS:
                raise InvalidData(_TOO_MANY)
            band.rows.append((number, pieces))
            if b" hidden" in found[0] and _HIDDEN.search(found[0]):
                band.hidden.add(number)
            if len(band.rows) == _BAND:
                yield band
                band = Band()
        if band.rows:
            yield band

    def _rows(self, path: str, parts: SheetParts) -> Iterator[bytes]:
        """The XML of each row; notes what stands before and after them."""
        left, is_inside = b"", False
        with self._zip.open(path) as stream:
            while block := stream.read(_BLOCK):
                left += block
                if not is_inside:
                    head, found, left = left.partition(b"<sheetData>")
                    is_inside = bool(found)
                    if not found:
                        left = head
                        _check_head(left)
                        continue
                    _check_plain(head)
                    parts.hidden_columns |= _hidden_columns(head)
                *rows, left = left.split(b"</row>")
                if len(left) > _SMALL_PART:
                    raise InvalidData(_DAMAGED)
                yield from rows
        if b"<sheetData" not in left and not is_inside:
            raise InvalidData(_DAMAGED)
        parts.merged += [ref.decode() for ref in _MERGED.findall(left)]

    def _read_workbook(self) -> tuple[list[tuple[str, str]], bool]:
        book = ElementTree.fromstring(self._part("xl/workbook.xml", limit=_SMALL_PART))
        links = ElementTree.fromstring(self._part("xl/_rels/workbook.xml.rels", limit=_SMALL_PART))
        targets = {link.get("Id"): link.get("Target", "") for link in links}
        sheets = [
            (sheet.get("name", ""), _path(targets[sheet.get(f"{_OFFICE}id")]))
            for sheet in book.iter(f"{_MAIN}sheet")
        ]
        properties = book.find(f"{_MAIN}workbookPr")
        is_1904 = properties is not None and properties.get("date1904") in ("1", "true")
        return [pair for pair in sheets if pair[1] in self._zip.NameToInfo], is_1904

    def _part(self, name: str, *, limit: int) -> bytes:
        if self._zip.getinfo(name).file_size > limit:
            raise InvalidData(_TOO_BIG)
        try:
            text = self._zip.read(name)
        except (zipfile.BadZipFile, zlib.error, EOFError) as error:
            raise InvalidData(_DAMAGED) from error
        _check_plain(text)
        return text


def _opened(content: bytes) -> zipfile.ZipFile:
    """The file as a zip, after a look at its first bytes and at its list of contents."""
    if len(content) > MAX_BYTES:
        raise InvalidData(f"Tệp lớn hơn {MAX_BYTES // 1024**2} MB. Hãy tách thành nhiều tệp.")
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        raise InvalidData(f"Đây là tệp Excel đời cũ (.xls) hoặc tệp đặt mật khẩu. {_RESAVE}")
    if not content.startswith(b"PK\x03\x04"):
        raise InvalidData(f"Đây không phải tệp Excel (.xlsx). {_RESAVE}")
    try:
        opened = zipfile.ZipFile(io.BytesIO(content))
    except (zipfile.BadZipFile, ValueError) as error:
        raise InvalidData(_DAMAGED) from error
    _check_contents(opened.infolist())
    return opened


def _check_contents(parts: list[zipfile.ZipInfo]) -> None:
    names = [part.filename.lower() for part in parts]
    for sign, words in _FORBIDDEN.items():
        if any(sign in name for name in names):
            raise InvalidData(f"{words} nên không được nhận. {_RESAVE}")
    if "xl/workbook.bin" in names:
        raise InvalidData(f"Đây là tệp Excel nhị phân (.xlsb). {_RESAVE}")
    if len(set(names)) < len(names) or any(part.flag_bits & 1 for part in parts):
        raise InvalidData(_DAMAGED)
    unpacked = sum(part.file_size for part in parts)
    packed = sum(part.compress_size for part in parts) or 1
    is_bomb = unpacked > _RATIO_FROM and unpacked / packed > MAX_RATIO
    if unpacked > MAX_UNPACKED or is_bomb or len(parts) > 2000:
        raise InvalidData(_TOO_BIG)


def _check_plain(text: bytes) -> None:
    """Excel writes neither document types, nor comments, nor other encodings than UTF-8."""
    if b"<!" in text or text.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise InvalidData(_DAMAGED)


def _check_head(head: bytes) -> None:
    if len(head) > _SMALL_PART:
        raise InvalidData(_DAMAGED)


def _behind_blank_rows(text: bytes) -> re.Match:
    """The beginning of a row before which rows without cells may stand."""
    found = _ROW.match(text, text.rfind(b"<row "))
    before = text[: found.start()] if found else b""
    if found is None or before.count(b"<") != before.count(b"<row "):
        raise InvalidData(_DAMAGED)
    return found


def _hidden_columns(head: bytes) -> set[int]:
    hidden = set()
    for tag in _HIDDEN_COLUMNS.findall(head):
        span = {name: int(value) for name, value in _COLUMN_SPAN.findall(tag)}
        first, last = span.get(b"min", 1), span.get(b"max", 1)
        hidden |= set(range(first, min(last, MAX_COLUMN) + 1))
    return hidden


def _path(target: str) -> str:
    return target.lstrip("/") if target.startswith("/") else f"xl/{target}"
