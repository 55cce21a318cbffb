"""From a file to rows of values: its sheets, their columns, and every cell converted."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import chain

from openpyxl.utils import column_index_from_string
from openpyxl.utils.cell import range_boundaries

from households.excel import encodings, values
from households.excel.layout import HOUSEHOLDS, LISTS, MARK, VERSION, Heading
from households.excel.package import Package, SheetParts
from povertyplan.errors import InvalidData

_NOT_OURS = (
    "Tệp này không phải bảng rà soát tải từ phần mềm. Hãy tải mẫu ở trang đợt rà soát, "
    "chép số liệu vào đó rồi tải lên."
)
_OF_OTHERS = ""  # the code of columns that are not ours
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
        # What the pieces of XML say that the rows consist of: (code, value).
        self._known: dict[bytes, tuple[str, object]] = {}
        self._wrong: set[bytes] = set()

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
            letters = {
                str(code): letter for _, letter, code in reversed(self._package.cells(pieces))
            }
            if MARK in letters and letters.keys() & self._headings.keys():
                missing = [h.text for code, h in self._headings.items() if code not in letters]
                if missing:
                    raise InvalidData(
                        f"Trang «{self.name}» thiếu cột «{missing[0]}». Hãy tải mẫu mới của đợt."
                    )
                self._letters = {code: letters[code] for code in self._headings}
                self._codes_row = number
                return lines[at + 1 :]
        raise InvalidData(_NOT_OURS)

    def _note_hidden(self, parts: SheetParts) -> None:
        own = {column_index_from_string(self._letters[c]) for c in self._headings if c != "key"}
        self._notes.hidden_columns += len(parts.hidden_columns & own)

    def _rows(self, lines: list[tuple[int, list[bytes]]]) -> list[Row]:
        self._understand(chain.from_iterable(pieces for _, pieces in lines))
        said, blank = self._known.__getitem__, self._blank
        rows = []
        for number, pieces in lines:
            row = Row(self.name, number, blank | dict(map(said, pieces)), [])
            row.values.pop(_OF_OTHERS, None)
            if self._wrong and not self._wrong.isdisjoint(pieces):
                self._name_wrong(row)
            rows.append(row)
        self._mark_ambiguous(rows)
        return [row for row in rows if row.values["name"] or self._says_something(row)]

    def _understand(self, pieces: Iterable[bytes]) -> None:
        """Find out what pieces say that no row had before."""
        if len(self._known) > _MOST_KNOWN:
            self._known.clear()
            self._wrong.clear()
        codes = {letter: code for code, letter in self._letters.items()}
        known, columns, wrong = self._known, self._columns, values.Wrong
        new = dict.fromkeys([piece for piece in pieces if piece not in known])
        for piece, letter, value in self._package.cells(new):
            code = codes.get(letter, _OF_OTHERS)
            if code in columns and not isinstance(value, wrong):
                value = columns[code].understand(value)
            if isinstance(value, wrong):
                self._wrong.add(piece)
            known[piece] = code, value
        for column in self._columns.values():
            if column.converted:
                self._notes.converted.update(column.converted)

    def _name_wrong(self, row: Row) -> None:
        for code, value in row.values.items():
            if isinstance(value, values.Wrong):
                row.values[code] = None
                self.note(row, code, str(value))

    def _mark_ambiguous(self, rows: list[Row]) -> None:
        """In a file with text in an old encoding, names that may be in it too are not sure."""
        self._is_mixed |= any(column.converted for column in self._columns.values())
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
    first = [str(package.cells(pieces[:1])[0][2]) for pieces in rows]
    if len(first) < 4 or first[0] != MARK or not all(text.isdecimal() for text in first[2:]):
        raise InvalidData(_NOT_OURS)
    if first[1] != VERSION:
        raise InvalidData("Mẫu này đã cũ. Hãy tải mẫu mới ở trang đợt rà soát.")
    return int(first[2]), int(first[3])
