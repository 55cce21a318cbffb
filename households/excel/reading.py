"""From a file to rows of values: its sheets, their columns, and every cell converted."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from openpyxl.utils import get_column_letter
from openpyxl.utils.cell import range_boundaries

from households.excel import encodings, values
from households.excel.layout import HOUSEHOLDS, LISTS, MARK, VERSION, Heading
from households.excel.package import Package, SheetParts
from povertyplan.errors import InvalidData

_NOT_OURS = (
    "Tệp này không phải bảng rà soát tải từ phần mềm. Hãy tải mẫu ở trang đợt rà soát, "
    "chép số liệu vào đó rồi tải lên."
)


@dataclass
class Row:
    """A row of a sheet: what it says by the codes of the columns, and what is wrong with it."""

    sheet: str
    number: int
    values: dict[str, object]
    problems: list[dict[str, str]]


@dataclass
class Notes:
    """What the preview tells about the file as a whole."""

    hidden_rows: int = 0
    hidden_columns: int = 0
    converted: dict[str, str] = field(default_factory=dict)
    renamed: dict[str, str] = field(default_factory=dict)


class Sheet:
    """One sheet of a file, read by the columns that it ought to have."""

    def __init__(self, package: Package, name: str, headings: list[Heading], notes: Notes):
        self.name, self._package, self._notes = name, package, notes
        self._path = dict(package.sheets)[name]
        self._headings = {heading.code: heading for heading in headings}
        self._columns: dict[str, values.Column] = {
            heading.code: (values.Tick if heading.is_tick else values.Column)(
                heading.convert, package.texts.plain
            )
            for heading in headings
        }
        self._is_mixed = package.texts.look_old

    def slices(self) -> Iterator[list[Row]]:
        """The rows with something in them, a band at a time."""
        parts, places = SheetParts(), None
        for band in self._package.bands(self._path, parts):
            lines = band.rows
            if places is None:
                places, lines = self._find_columns(lines)
                self._note_hidden(parts, places)
            self._notes.hidden_rows += sum(number > self._codes_row for number in band.hidden)
            if lines:
                yield self._convert(lines, places, band.odd)
        if places is None:
            raise InvalidData(_NOT_OURS)
        for ref in parts.merged:
            if range_boundaries(ref)[3] > self._codes_row:
                raise InvalidData(
                    f"Trang «{self.name}» có ô gộp {ref} trong phần số liệu nên không biết số liệu "
                    "thuộc hộ nào. Hãy bỏ gộp ô rồi tải lên lại."
                )

    def note(self, row: Row, code: str, why: str) -> None:
        """Note what is wrong with a cell: its column, the heading above it, and why."""
        heading = self._headings[code].text
        row.problems.append({"column": self._letters[code], "heading": heading, "why": why})

    def require(self, row: Row, codes: tuple[str, ...]) -> None:
        """Note the empty cells among some columns; one that could not be read is noted already."""
        noted = {problem["heading"] for problem in row.problems} if row.problems else ()
        for code in codes:
            if row.values[code] is None and self._headings[code].text not in noted:
                self.note(row, code, "chưa ghi")

    def _find_columns(self, lines):
        """The places of the columns by code, from the hidden row; and the rows below it."""
        for at, (number, named) in enumerate(lines[:40]):
            cells = list(map(self._package.texts.plain, named))
            if MARK in cells and set(self._headings) & set(map(str, cells)):
                places = {code: cells.index(code) for code in self._headings if code in cells}
                missing = [h.text for c, h in self._headings.items() if c not in places]
                if missing:
                    raise InvalidData(
                        f"Trang «{self.name}» thiếu cột «{missing[0]}». Hãy tải mẫu mới của đợt."
                    )
                self._letters = {c: get_column_letter(i + 1) for c, i in places.items()}
                self._codes_row = number
                return places, lines[at + 1 :]
        raise InvalidData(_NOT_OURS)

    def _note_hidden(self, parts: SheetParts, places: dict[str, int]) -> None:
        own = {place + 1 for code, place in places.items() if code != "key"}
        self._notes.hidden_columns += len(parts.hidden_columns & own)

    def _convert(self, lines, places: dict[str, int], odd: dict) -> list[Row]:
        """Column by column, each different value once; then the rows again."""
        width = max(places.values()) + 1
        blank = [""] * width
        cells = (cells if len(cells) == width else (cells + blank)[:width] for _, cells in lines)
        across = list(zip(*cells, strict=True))
        read = {}
        for code, place in places.items():
            column = self._columns[code]
            read[code] = column.read(across[place])
            if column.converted:
                self._notes.converted.update(column.converted)
        codes = list(read)
        rows = [
            Row(self.name, number, dict(zip(codes, row, strict=True)), [])
            for (number, _), row in zip(lines, zip(*read.values(), strict=True), strict=True)
        ]
        self._name_wrong(rows, odd)
        self._mark_ambiguous(rows)
        return [row for row in rows if self._says_something(row)]

    def _name_wrong(self, rows: list[Row], odd: dict) -> None:
        for code, column in self._columns.items():
            if column.has_wrong:
                for row in rows:
                    if isinstance(row.values[code], values.Wrong):
                        self._wrong(row, code, str(row.values[code]))
        by_letter = {letter: code for code, letter in self._letters.items()}
        by_number = {row.number: row for row in rows} if odd else {}
        for (number, letter), why in odd.items():
            if number in by_number and letter in by_letter:
                self._wrong(by_number[number], by_letter[letter], why)

    def _mark_ambiguous(self, rows: list[Row]) -> None:
        """In a file with text in an old encoding, names that may be in it too are not sure."""
        self._is_mixed |= any(column.converted for column in self._columns.values())
        for row in rows if self._is_mixed else ():
            name = row.values["name"]
            if isinstance(name, str) and encodings.is_ambiguous(name):
                row.values["ambiguous"] = True

    def _wrong(self, row: Row, code: str, why: str) -> None:
        row.values[code] = None
        self.note(row, code, why)

    def _says_something(self, row: Row) -> bool:
        """A row in which only the number stands is a blank one."""
        said = row.values
        return bool(row.problems) or any(
            value for code, value in said.items() if code not in ("index", "household")
        )


def identity_of(package: Package) -> tuple[int, int]:
    """The keys of the round and the unit that the workbook was made for."""
    if LISTS not in dict(package.sheets) or HOUSEHOLDS not in dict(package.sheets):
        raise InvalidData(_NOT_OURS)
    band = next(iter(package.bands(dict(package.sheets)[LISTS], SheetParts())), None)
    first = [str(package.texts.plain(cells[0])) for _, cells in (band.rows if band else [])[:4]]
    if len(first) < 4 or first[0] != MARK or not all(text.isdecimal() for text in first[2:]):
        raise InvalidData(_NOT_OURS)
    if first[1] != VERSION:
        raise InvalidData("Mẫu này đã cũ. Hãy tải mẫu mới ở trang đợt rà soát.")
    return int(first[2]), int(first[3])
