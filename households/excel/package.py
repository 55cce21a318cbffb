"""What may be read of an uploaded file: the zip is inspected first, then bands of rows.

A sheet never stands in memory as a whole, and nothing is allocated by what a file claims: the XML
is cut at its rows, empty rows fall away, and each band of rows is read by calamine on its own.
"""

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.etree import ElementTree

from python_calamine import CalamineError, CalamineWorkbook

from households.excel.texts import SIGN, Texts
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
_ROW = re.compile(rb'<row (?:[^>]*? )?r="([0-9]{1,7})"')
_SHARED = re.compile(rb'(<c [^>]*?) t="s"([^>]*)><v>')
_SIGN = SIGN.encode()
_MERGED = re.compile(rb'<mergeCell [^>]*?ref="([A-Z]{1,3}[0-9]{1,7}:[A-Z]{1,3}[0-9]{1,7})"')
_HIDDEN_COLUMNS = re.compile(rb'<col (?=[^>]*hidden="(?:1|true)")[^>]*>')
_COLUMN_SPAN = re.compile(rb'\b(min|max)="([0-9]{1,5})"')
# calamine reads a formula as its last result, and an error value as an empty cell.
_ODD = re.compile(
    rb'<c r="([A-Z]+)([0-9]+)"(?:[^>]*? t="(e)")?[^>]*>(?:<f[ >/]|(?:<v>([^<]*)</v>))'
)


@dataclass
class Band:
    """Some rows of a sheet, each with its number and its values from column A on.

    A text may be named only: `Package.texts` has it.

    `odd` names cells that may not count as values: formulas, and Excel's error values.
    """

    rows: list[tuple[int, list]]
    hidden: set[int] = field(default_factory=set)
    odd: dict[tuple[int, str], str] = field(default_factory=dict)


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
            self.sheets, self._is_1904 = self._read_workbook()
        except (KeyError, ElementTree.ParseError, zipfile.BadZipFile, zlib.error) as error:
            raise InvalidData(_DAMAGED) from error
        if len(self.sheets) > MAX_SHEETS:
            raise InvalidData(f"Tệp có quá nhiều trang tính (nhiều nhất {MAX_SHEETS} trang).")
        shared, self._styles = (
            self._part(name, limit=limit) if name in self._zip.NameToInfo else None
            for name, limit in (
                ("xl/sharedStrings.xml", MAX_UNPACKED // 6),
                ("xl/styles.xml", _SMALL_PART),
            )
        )
        self.texts = Texts(shared, _DAMAGED)

    def bands(self, path: str, parts: SheetParts) -> Iterator[Band]:
        """The rows of a sheet that are not empty, from the first to the last."""
        try:
            yield from self._bands(path, parts)
        except (zipfile.BadZipFile, zlib.error, CalamineError, EOFError, ValueError) as error:
            raise InvalidData(_DAMAGED) from error

    def _bands(self, path: str, parts: SheetParts) -> Iterator[Band]:
        rows, current, last, count = [], 0, 0, 0
        for number, piece in self._rows(path, parts):
            if not last < number <= _LAST_ROW:
                raise InvalidData(_DAMAGED)
            last = number
            if b"<v" not in piece and b"<is" not in piece and b"<f" not in piece:
                continue
            count += 1
            if count > MAX_ROWS:
                raise InvalidData(_TOO_MANY)
            if rows and number // _BAND != current:
                yield self._band(current, rows)
                rows = []
            current = number // _BAND
            rows.append(piece)
        if rows:
            yield self._band(current, rows)

    def _rows(self, path: str, parts: SheetParts) -> Iterator[tuple[int, bytes]]:
        """Each row of the sheet's XML with its number; notes what stands before and after them."""
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
                rows, end, rest = left.rpartition(b"</row>")
                if len(rest) > _SMALL_PART:
                    raise InvalidData(_DAMAGED)
                left = rest
                yield from _cut(rows + end)
        if b"<sheetData" not in left and not is_inside:
            raise InvalidData(_DAMAGED)
        parts.merged += [ref.decode() for ref in _MERGED.findall(left)]

    def _band(self, number: int, rows: list[bytes]) -> Band:
        text = b"".join(rows)
        _check_band(text, number)
        sheet = self._calamine(_without_shared(text))
        values = sheet.to_python()
        if not values:
            return Band([])
        first, left = sheet.start
        if b't="b"' in text:
            values = [[_as_text(value) for value in line] for line in values]
        lines = enumerate(values, first + 1)
        blank = [""] * left
        return Band(
            rows=[(at, blank + line) for at, line in lines if any(line)],
            hidden=_hidden_rows(rows) if b" hidden=" in text else set(),
            odd=_odd(text) if b"<f" in text or b't="e"' in text else {},
        )

    def _calamine(self, rows: bytes):
        """The rows as calamine sees them, in a workbook of their own."""
        file = io.BytesIO()
        with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as copy:
            for name, text in _SKELETON.items():
                copy.writestr(name, text)
            date_mode = ' date1904="1"' if self._is_1904 else ""
            copy.writestr("xl/workbook.xml", _WORKBOOK.format(date_mode))
            sheet = b"".join((_SHEET_START, rows, b"</sheetData></worksheet>"))
            copy.writestr("xl/worksheets/sheet1.xml", sheet)
            if self._styles:
                copy.writestr("xl/styles.xml", self._styles)
        file.seek(0)
        return CalamineWorkbook.from_filelike(file).get_sheet_by_index(0)

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


def _cut(rows: bytes) -> Iterator[tuple[int, bytes]]:
    """Rows one by one with their numbers. What stands between them must be nothing but rows."""
    found = list(_ROW.finditer(rows))
    if len(found) != rows.count(b"<row"):
        raise InvalidData(_DAMAGED)
    end = len(rows)
    cut = []
    for row in reversed(found):
        cut.append((int(row[1]), rows[row.start() : end]))
        end = row.start()
    return reversed(cut)


def _without_shared(text: bytes) -> bytes:
    """Rows in which a cell with a shared text holds its number behind a sign, as a text.

    So nobody reads all the texts of the file for every band.
    """
    if _SIGN in text:
        raise InvalidData(_DAMAGED)
    plain = text.replace(b' t="s"><v>', b' t="str"><v>' + _SIGN)
    if b't="s"' in plain:
        plain = _SHARED.sub(rb'\1 t="str"\2><v>' + _SIGN, plain)
    if b't="s"' in plain:
        raise InvalidData(_DAMAGED)
    return plain


def _check_band(text: bytes, number: int) -> None:
    """Every cell must lie in the band of its row and in a column that can be of use.

    Otherwise a single cell far away would make room for millions of empty ones.
    """
    rows = rb"[0-9]{1,3}" if number == 0 else rb"%d[0-9]{3}" % number
    stray = re.search(rb'<c(?! r="(?:[A-Z]|[A-D][A-Z])' + rows + rb'")', text)
    if (
        b"<!" in text
        or b"</sheet" in text
        or (stray and text[stray.start() : stray.start() + 6] != b'<c r="')
    ):
        raise InvalidData(_DAMAGED)
    if stray:
        raise InvalidData(
            "Tệp có dữ liệu ở quá xa bên phải bảng, hoặc bị hỏng. Hãy xóa phần ngoài bảng rồi lưu."
        )


def _hidden_columns(head: bytes) -> set[int]:
    hidden = set()
    for tag in _HIDDEN_COLUMNS.findall(head):
        span = {name: int(value) for name, value in _COLUMN_SPAN.findall(tag)}
        first, last = span.get(b"min", 1), span.get(b"max", 1)
        hidden |= set(range(first, min(last, MAX_COLUMN) + 1))
    return hidden


def _as_text(value):
    """TRUE and FALSE as texts: as numbers they would be 1 and 0."""
    return str(value).upper() if isinstance(value, bool) else value


def _hidden_rows(rows: list[bytes]) -> set[int]:
    tags = (row[: row.find(b">")] for row in rows)
    return {
        int(_ROW.match(tag)[1]) for tag in tags if b' hidden="1"' in tag or b' hidden="true"' in tag
    }


def _odd(text: bytes) -> dict[tuple[int, str], str]:
    odd = {}
    for column, row, is_error, value in _ODD.findall(text):
        if is_error:
            odd[int(row), column.decode()] = f"ô có giá trị lỗi {value.decode()} của Excel"
        elif not value:
            odd[int(row), column.decode()] = (
                "ô là công thức: hãy thay bằng giá trị (Sao chép → Dán đặc biệt → Giá trị)"
            )
    return odd


def _path(target: str) -> str:
    return target.lstrip("/") if target.startswith("/") else f"xl/{target}"


_NS = "http://schemas.openxmlformats.org/"
_SHEET_START = f'<worksheet xmlns="{_NS}spreadsheetml/2006/main"><sheetData>'.encode()
_WORKBOOK = (
    f'<workbook xmlns="{_NS}spreadsheetml/2006/main" '
    f'xmlns:r="{_NS}officeDocument/2006/relationships"><workbookPr{{}}/>'
    '<sheets><sheet name="A" sheetId="1" r:id="rId1"/></sheets></workbook>'
)
_TYPE = f"{_NS}officeDocument/2006/relationships"
_RELATIONS = f'<Relationships xmlns="{_NS}package/2006/relationships">'
_SKELETON = {
    "[Content_Types].xml": f'<Types xmlns="{_NS}package/2006/content-types">'
    '<Default Extension="xml" ContentType="application/xml"/></Types>',
    "_rels/.rels": f'{_RELATIONS}<Relationship Id="rId1" Type="{_TYPE}/officeDocument" '
    'Target="xl/workbook.xml"/></Relationships>',
    "xl/_rels/workbook.xml.rels": f'{_RELATIONS}<Relationship Id="rId1" Type="{_TYPE}/worksheet" '
    f'Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="{_TYPE}/sharedStrings" '
    f'Target="sharedStrings.xml"/><Relationship Id="rId3" Type="{_TYPE}/styles" '
    'Target="styles.xml"/></Relationships>',
}
