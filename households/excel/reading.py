"""From a file to rows of values: its sheets, their columns, and every cell converted."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from openpyxl.utils import column_index_from_string
from openpyxl.utils.cell import range_boundaries

from households.excel import encodings, values
from households.excel.cells import Cells
from households.excel.layout import HOUSEHOLDS, LISTS, MARK, VERSION, Heading
from households.excel.package import Package, SheetParts
from povertyplan.errors import InvalidData

_NOT_OURS = (
    "Tệp này không phải bảng rà soát tải từ phần mềm. Hãy tải mẫu ở trang đợt rà soát, "
    "chép số liệu vào đó rồi tải lên."
)
_OF_OTHERS = ""  # the code of columns that are not ours
_NO_COLUMN = _OF_OTHERS, None
_NEVER_TWICE = "index"
_MOST_KNOWN = 40_000


@dataclass(slots=True)
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


class _Said(dict):
    """What the pieces of XML say that rows consist of, (code, value), found where first met.

    What only calamine can read waits in `odd`, so that it is asked once for all of a band.
    """

    def __init__(self, cells: Cells, columns: dict[str, tuple[str, values.Column]]):
        super().__init__()
        self._cells, self._columns = cells, columns
        self.odd: dict[bytes, None] = {}
        self.wrong: set[bytes] = set()

    def __missing__(self, piece: bytes) -> tuple[str, object]:
        cell = self._cells.plain(piece)
        if cell is None:
            self.odd[piece] = None
            return _OF_OTHERS, None
        code, value = said = self._understood(piece, *cell)
        if code != _NEVER_TWICE:
            self[piece] = said
        return said

    def clear(self) -> None:
        super().clear()
        self.wrong.clear()

    def read_odd(self) -> None:
        """Read what waits."""
        for piece, cell in zip(self.odd, self._cells.odd(self.odd), strict=True):
            self[piece] = self._understood(piece, *cell)
        self.odd.clear()

    def _understood(self, piece: bytes, letter: str, value) -> tuple[str, object]:
        code, column = self._columns.get(letter, _NO_COLUMN)
        if column is not None and not isinstance(value, values.Wrong):
            value = column.understand(value)
        if isinstance(value, values.Wrong):
            self.wrong.add(piece)
        return code, value


class Sheet:
    """One sheet of a file, read by the columns that it ought to have."""

    def __init__(self, package: Package, name: str, headings: list[Heading], notes: Notes):
        self.name, self._package, self._notes = name, package, notes
        self._path = dict(package.sheets)[name]
        self._headings = {heading.code: heading for heading in headings}
        self._columns: dict[str, values.Column] = {
            heading.code: (values.Tick if heading.is_tick else values.Column)(heading.convert)
            for heading in headings
        }
        self._blank = {code: column.blank for code, column in self._columns.items()}
        self._is_mixed = package.texts.look_old

    def slices(self) -> Iterator[list[Row]]:
        """The rows with something in them, a band at a time."""
        parts, is_found = SheetParts(), False
        for band in self._package.bands(self._path, parts):
            lines = band.rows
            if not is_found:
                is_found, lines = True, self._find_columns(lines)
                self._note_hidden(parts)
            self._notes.hidden_rows += sum(number > self._codes_row for number in band.hidden)
            if lines:
                yield self._rows(lines)
        if not is_found:
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
        said = row.values
        if missing := [code for code in codes if said[code] is None]:
            noted = {problem["heading"] for problem in row.problems}
            for code in missing:
                if self._headings[code].text not in noted:
                    self.note(row, code, "chưa ghi")

    def _find_columns(self, lines: list[tuple[int, list[bytes]]]) -> list[tuple[int, list[bytes]]]:
        """Find the columns by the hidden row of codes; returns the rows below it."""
        for at, (number, pieces) in enumerate(lines[:40]):
            cells = self._package.cells.read(pieces)
            letters = {str(code): letter for letter, code in reversed(cells)}
            if MARK in letters and letters.keys() & self._headings.keys():
                missing = [h.text for code, h in self._headings.items() if code not in letters]
                if missing:
                    raise InvalidData(
                        f"Trang «{self.name}» thiếu cột «{missing[0]}». Hãy tải mẫu mới của đợt."
                    )
                self._letters = {code: letters[code] for code in self._headings}
                self._codes_row = number
                columns = {
                    self._letters[code]: (code, self._columns[code]) for code in self._columns
                }
                self._said = _Said(self._package.cells, columns)
                return lines[at + 1 :]
        raise InvalidData(_NOT_OURS)

    def _note_hidden(self, parts: SheetParts) -> None:
        own = {column_index_from_string(self._letters[c]) for c in self._headings if c != "key"}
        self._notes.hidden_columns += len(parts.hidden_columns & own)

    def _rows(self, lines: list[tuple[int, list[bytes]]]) -> list[Row]:
        said, rows = self._said, []
        if len(said) > _MOST_KNOWN:
            said.clear()
        found = self._values(lines)
        if said.odd:
            said.read_odd()
            found = self._values(lines)
        for (number, pieces), values_ in zip(lines, found, strict=True):
            row = Row(self.name, number, values_, [])
            if said.wrong and not said.wrong.isdisjoint(pieces):
                self._name_wrong(row)
            rows.append(row)
        self._note_converted(rows)
        return [row for row in rows if row.values["name"] or self._says_something(row)]

    def _values(self, lines: list[tuple[int, list[bytes]]]) -> list[dict[str, object]]:
        said, blank = self._said.__getitem__, self._blank
        rows = [blank | dict(map(said, pieces)) for _, pieces in lines]
        for row in rows:
            row.pop(_OF_OTHERS, None)
        return rows

    def _name_wrong(self, row: Row) -> None:
        for code, value in row.values.items():
            if isinstance(value, values.Wrong):
                row.values[code] = None
                self.note(row, code, str(value))

    def _note_converted(self, rows: list[Row]) -> None:
        """In a file with text in an old encoding, names that may be in it too are not sure."""
        for column in self._columns.values():
            if column.converted:
                self._is_mixed = True
                self._notes.converted.update(column.converted)
        for row in rows if self._is_mixed else ():
            name = row.values["name"]
            if isinstance(name, str) and encodings.is_ambiguous(name):
                row.values["ambiguous"] = True

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
    rows = [pieces for _, pieces in (band.rows if band else [])[:4]]
    first = [str(package.cells.read(pieces[:1])[0][1]) for pieces in rows]
    if len(first) < 4 or first[0] != MARK or not all(text.isdecimal() for text in first[2:]):
        raise InvalidData(_NOT_OURS)
    if first[1] != VERSION:
        raise InvalidData("Mẫu này đã cũ. Hãy tải mẫu mới ở trang đợt rà soát.")
    return int(first[2]), int(first[3])
