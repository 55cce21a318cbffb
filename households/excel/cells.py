"""The cells of a sheet, cut out of its XML and read by calamine, each different one once.

A row of XML is cut behind every cell that holds something; the number of the row is taken out, so
that equal cells of different rows are equal pieces of bytes. What a piece says is found once for
the whole file: most rows consist of pieces that stood in an earlier one.
"""

import io
import re
import zipfile
from collections.abc import Iterable

from python_calamine import CalamineError, CalamineWorkbook

from households.excel.texts import Texts
from households.excel.values import Wrong
from povertyplan.errors import InvalidData

# A cell that is not empty, behind the empty ones before it: its column, attributes and content.
_PIECE = re.compile(
    rb'\s*(?:<c r="[A-Z]{1,3}"[^<>]*/>\s*)*'
    rb'<c r="([A-Z]{1,3})"((?: [A-Za-z:]+="[^"<>]*")*) ?>(?:<v>([0-9.]{1,17})</v>|(.*))',
    re.DOTALL,
)
_ELSEWHERE = re.compile(rb'<c r="[A-Z]{1,3}[0-9]')
_LAST_COLUMN = b"DZ"
_FORMULA = re.compile(rb"<(?:\w+:)?f[\s>/]")
_NO_CONTENT = re.compile(rb"<(?:c[\s/>]|row|/sheet|!)")
_FORMULA_GIVEN = Wrong("ô là công thức: hãy thay bằng giá trị (Sao chép → Dán đặc biệt → Giá trị)")
_MOST_STYLES = 500
_MOST_STARTS = 5000
_TOO_FAR = "Tệp có dữ liệu ở quá xa bên phải bảng, hoặc bị hỏng. Hãy xóa phần ngoài bảng rồi lưu."


def cut(cells: bytes, number: int) -> list[bytes]:
    """The cells of the row `number` that hold something; empty ones fall away.

    Raises ValueError where the XML breaks off within a cell.
    """
    name = b"%d" % number
    same = cells.replace(name + b'"', b'"')
    if len(cells) - len(same) != len(name) * cells.count(b"<c "):
        # Something else ends like the row's number: only the names of the cells lose it.
        parts = [cell.replace(name + b'"', b'"', 1) for cell in cells.split(b"<c ")]
        same = b"<c ".join(parts)
    *pieces, rest = same.split(b"</c>")
    if b"<v" in rest or b"<is" in rest:
        raise ValueError("a cell without an end")
    return pieces


class Cells:
    """What pieces say. `damaged` is the refusal of XML that no program writes.

    A cell that lies in another row, or in a column that cannot be of use, is refused: somebody
    made it to take up room.
    """

    def __init__(self, texts: Texts, styles: bytes | None, damaged: str, *, is_1904: bool):
        self._texts, self._styles, self._damaged = texts, styles, damaged
        self._is_1904 = is_1904
        self._plain: dict[bytes, bool] = {}
        # The beginnings of pieces that were cells of whole numbers or texts: the rest is digits.
        self._starts: dict[bytes, tuple[str, bool]] = {}

    def plain(self, piece: bytes) -> tuple[str, object] | None:
        """The column of a cell, as a letter, and its value; None where only calamine knows it.

        The value is Wrong with the reason where there is none.
        """
        start, _, rest = piece.partition(b"<v>")
        number = rest[:-4]
        known = self._starts.get(start)
        if known and number.isdigit() and len(number) < 18 and rest.endswith(b"</v>"):
            letter, is_text = known
            return letter, self._texts.text(int(number)) if is_text else float(number)
        try:
            return self._matched(piece, start)
        except ValueError as error:
            raise InvalidData(self._damaged) from error

    def odd(self, pieces: Iterable[bytes]) -> list[tuple[str, object]]:
        """The same of cells that only calamine can read, all at once."""
        letters, rows = [], []
        for number, piece in enumerate(pieces, 1):
            letter, attributes, digits, content = self._parts(piece)
            letters.append(letter.decode())
            rows.append(self._row(number, attributes, content or b"<v>%b</v>" % digits))
        try:
            return list(zip(letters, self._calamine(rows), strict=True))
        except (CalamineError, ValueError) as error:
            raise InvalidData(self._damaged) from error

    def read(self, pieces: list[bytes]) -> list[tuple[str, object]]:
        """The same of any cells."""
        found = {piece: self.plain(piece) for piece in pieces}
        odd = [piece for piece, said in found.items() if said is None]
        found |= zip(odd, self.odd(odd), strict=True)
        return [found[piece] for piece in pieces]

    def _matched(self, piece: bytes, start: bytes) -> tuple[str, object] | None:
        name, attributes, number, content = self._parts(piece)
        letter = name.decode()
        if number is None:
            value = self._odd(attributes, content)
        else:
            value = self._numbered(attributes, number)
            if value is not None and len(self._starts) < _MOST_STARTS:
                self._starts[start] = letter, b' t="s"' in attributes
        return None if value is None else (letter, value)

    def _parts(self, piece: bytes) -> tuple[bytes, bytes, bytes | None, bytes | None]:
        """The column of a piece, its attributes, and its number or other content."""
        found = _PIECE.fullmatch(piece)
        if found is None:
            raise InvalidData(_TOO_FAR if _ELSEWHERE.search(piece) else self._damaged)
        letter = found[1]
        if len(letter) > 1 and (len(letter) > 2 or letter > _LAST_COLUMN):
            raise InvalidData(_TOO_FAR)
        return found.groups()

    def _numbered(self, attributes: bytes, number: bytes) -> str | float | None:
        """The shared text that a number names, or the number itself; None where it is a date."""
        if b' t="s"' in attributes:
            return self._texts.text(int(number))
        if attributes not in self._plain and len(self._plain) < _MOST_STYLES:
            one = self._row(1, attributes, b"<v>1</v>")
            self._plain[attributes] = isinstance(self._calamine([one])[0], float)
        return float(number) if self._plain.get(attributes) else None

    def _odd(self, attributes: bytes, content: bytes) -> str | None:
        """What calamine would misread: a formula as its last result, an error as an empty cell."""
        if not content:
            return ""
        if b' t="e"' in attributes:
            error = re.sub(rb"<f.*</f>|<[^>]*>", b"", content).decode()
            return Wrong(f"ô có giá trị lỗi {error} của Excel")
        if b' t="s"' in attributes:
            raise InvalidData(self._damaged)
        return _FORMULA_GIVEN if _FORMULA.search(content) else None

    def _row(self, number: int, attributes: bytes, content: bytes) -> bytes:
        """A cell as the only one of a row."""
        if _NO_CONTENT.search(content) or b' r="' in attributes:
            raise InvalidData(self._damaged)
        return b'<row r="%d"><c r="A%d"%b>%b</c></row>' % (number, number, attributes, content)

    def _calamine(self, rows: list[bytes]) -> list:
        """The values of the only cells of some rows."""
        if not rows:
            return []
        file = self._workbook(b"".join(rows))
        sheet = CalamineWorkbook.from_filelike(file).get_sheet_by_index(0)
        values = [_as_text(value) for (value,) in sheet.to_python()]
        before = [""] * (sheet.start[0] if values else 0)
        return before + values + [""] * (len(rows) - len(before) - len(values))

    def _workbook(self, rows: bytes) -> io.BytesIO:
        file = io.BytesIO()
        with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as book:
            for name, text in SKELETON.items():
                book.writestr(name, text)
            date_mode = ' date1904="1"' if self._is_1904 else ""
            book.writestr("xl/workbook.xml", WORKBOOK.format(date_mode))
            sheet = b"".join((_SHEET_START, rows, b"</sheetData></worksheet>"))
            book.writestr("xl/worksheets/sheet1.xml", sheet)
            if self._styles:
                book.writestr("xl/styles.xml", self._styles)
        file.seek(0)
        return file


def _as_text(value):
    """TRUE and FALSE as texts: as numbers they would be 1 and 0."""
    return str(value).upper() if isinstance(value, bool) else value


_NS = "http://schemas.openxmlformats.org/"
_SHEET_START = f'<worksheet xmlns="{_NS}spreadsheetml/2006/main"><sheetData>'.encode()
WORKBOOK = (
    f'<workbook xmlns="{_NS}spreadsheetml/2006/main" '
    f'xmlns:r="{_NS}officeDocument/2006/relationships"><workbookPr{{}}/>'
    '<sheets><sheet name="A" sheetId="1" r:id="rId1"/></sheets></workbook>'
)
_TYPE = f"{_NS}officeDocument/2006/relationships"
_RELATIONS = f'<Relationships xmlns="{_NS}package/2006/relationships">'
SKELETON = {
    "[Content_Types].xml": f'<Types xmlns="{_NS}package/2006/content-types">'
    '<Default Extension="xml" ContentType="application/xml"/></Types>',
    "_rels/.rels": f'{_RELATIONS}<Relationship Id="rId1" Type="{_TYPE}/officeDocument" '
    'Target="xl/workbook.xml"/></Relationships>',
    "xl/_rels/workbook.xml.rels": f'{_RELATIONS}<Relationship Id="rId1" Type="{_TYPE}/worksheet" '
    f'Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="{_TYPE}/sharedStrings" '
    f'Target="sharedStrings.xml"/><Relationship Id="rId3" Type="{_TYPE}/styles" '
    'Target="styles.xml"/></Relationships>',
}
