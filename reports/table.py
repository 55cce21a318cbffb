"""A table, as one truth for the page, the PDF, the Excel file and the CSV.

A table knows headings, typed cells, rows and totals, and nothing about how it is drawn. Every
renderer prints what `text` says, so that no two forms of a table can disagree.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from povertyplan.numbers import round_half_up, vietnamese


class Kind(StrEnum):
    TEXT = "text"
    INDEX = "index"
    COUNT = "count"
    RATE = "rate"


@dataclass(frozen=True)
class Column:
    """A heading with its own columns below it, or a leaf that holds cells.

    `key` is the stable English name in CSV (a leaf without one is left out there); a leaf with
    `is_printed` false stands in CSV only. `width` is relative to the other leaves. `formula` is
    what the official form prints under the heading of a leaf: "A", "1", "4=3/1*100". A leaf that
    `is_personal` names people and is left out of what is published.
    """

    heading: str
    key: str = ""
    kind: Kind = Kind.TEXT
    decimals: int = 0
    width: int = 10
    is_printed: bool = True
    formula: str = ""
    is_personal: bool = False
    children: tuple["Column", ...] = ()

    def leaves(self) -> Iterator["Column"]:
        if not self.children:
            yield self
        for child in self.children:
            yield from child.leaves()

    @property
    def depth(self) -> int:
        return 1 + max((child.depth for child in self.children), default=0)


@dataclass(frozen=True)
class Cell:
    """A value; for a count, the address of the households behind it.

    Rates are exact fractions and are rounded half up when printed; None is unknown and prints
    empty. `plain` stands for the value in CSV. A cell of `rowspan` 3 covers the two below it,
    which repeat its value and are `is_covered`.
    """

    value: str | int | Fraction | None = None
    link: str = ""
    decimals: int | None = None
    plain: str | None = None
    rowspan: int = 1
    is_covered: bool = False


def exact(value: Decimal | None) -> Cell:
    """A typed figure with no more decimals than it has: 400, 12,5."""
    if value is None:
        return Cell()
    return Cell(Fraction(value), decimals=max(0, -value.normalize().as_tuple().exponent))


@dataclass(frozen=True)
class Row:
    cells: tuple[Cell, ...]
    is_total: bool = False


@dataclass(frozen=True)
class Check:
    """An identity in words, and the two figures: of the total, or of where they disagree.

    `table` is where to look first, in the tables `years_later` than this one.
    """

    name: str
    place: str
    left: int
    right: int
    is_ok: bool
    table: str = ""
    years_later: int = 0

    @property
    def words(self) -> str:
        return (
            f"Không khớp: {self.name}; {self.place}: {vietnamese(self.left)} và "
            f"{vietnamese(self.right)}."
        )


@dataclass(frozen=True)
class Table:
    """A whole table with what must stand on every copy: place, year, standard, state and time.

    `checks` compare its figures with those of other tables, and `agreement` says on the page how
    many agree; `is_official` when nothing in its figures is open any more.
    """

    name: str
    title: str
    place: str
    year: int
    state: str
    made_at: datetime
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    number: str = ""
    annex_line: str = ""
    standard: str = ""
    notes: tuple[str, ...] = field(default=())
    is_official: bool = False
    checks: tuple[Check, ...] = ()
    agreement: str = ""

    @property
    def leaves(self) -> list[Column]:
        return [leaf for column in self.columns for leaf in column.leaves()]

    @property
    def printed_leaves(self) -> list[Column]:
        return [leaf for leaf in self.leaves if leaf.is_printed]

    @property
    def printed_columns(self) -> list[Column]:
        return [c for c in self.columns if any(leaf.is_printed for leaf in c.leaves())]

    @property
    def heading_depth(self) -> int:
        return max(column.depth for column in self.columns)

    @property
    def formulas(self) -> list[str]:
        """The row of formulas under the headings; empty when no printed column has one."""
        found = [leaf.formula for leaf in self.printed_leaves]
        return found if any(found) else []

    @property
    def is_wide(self) -> bool:
        """Whether the paper is turned: more columns, or more words, than fit an upright page."""
        return (
            len(self.printed_leaves) > 10 or sum(leaf.width for leaf in self.printed_leaves) > 120
        )

    def printed_cells(self, row: Row) -> Iterator[tuple[Column, Cell]]:
        """The cells of a row as drawn: without those that only CSV has."""
        for leaf, cell in zip(self.leaves, row.cells, strict=True):
            if leaf.is_printed:
                yield leaf, cell

    def cell(self, row: Row, key: str) -> Cell:
        """The cell of `row` in the column `key`."""
        keys = [leaf.key for leaf in self.leaves]
        return row.cells[keys.index(key)]


def decimals_of(column: Column, cell: Cell) -> int:
    return column.decimals if cell.decimals is None else cell.decimals


def text(column: Column, cell: Cell) -> str:
    """What page, PDF and Excel show in a cell: 2.342, 11,78, or the text itself."""
    if cell.value is None or isinstance(cell.value, str):
        return cell.value or ""
    return vietnamese(cell.value, decimals_of(column, cell))


def plain(column: Column, cell: Cell) -> str:
    """What CSV holds: the figure of `text` with a point as decimal mark and no thousands."""
    if cell.plain is not None:
        return cell.plain
    if cell.value is None or isinstance(cell.value, str):
        return cell.value or ""
    return f"{round_half_up(cell.value, decimals_of(column, cell)):f}"
