"""What stands where on paper: the page, the size of the letters, the columns and the lines.

Decree 30/2020/NĐ-CP, annex I, sets the paper, the margins and the order of an annex's heading.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import accumulate, takewhile

from django.utils import timezone

from povertyplan.numbers import vietnamese
from reports.table import Cell, Column, Kind, Row, Table, text

# Tinos has the widths of Times New Roman, which the decree asks for and no server may ship.
SERIF = "Tinos, 'Liberation Serif', 'Times New Roman', serif"
FIGURES = (Kind.COUNT, Kind.RATE)

_POINTS_PER_MM = 72 / 25.4
_EM_PER_CHARACTER = 0.5  # a digit of Times New Roman, the unit of all widths here
_CAPITAL = 1.45
_SLIM = frozenset("fijlrtíìỉĩị \N{NO-BREAK SPACE}.,;:'()-/")
_SLIM_WIDTH = 0.6
_PADDING = 1.5  # both sides of a cell together
_NARROWEST = 3.0
_SMALL = 0.8  # the letters of formulas, of those of figures
_LONGEST_WORD = 12  # a longer one is broken
# Points for tables of up to so many columns, and for wider ones.
_SIZES = ((5, 13.0), (7, 12.0), (10, 11.0), (14, 10.0), (18, 9.0), (22, 8.0))
_SMALLEST = 7.5
_MOST_ROWS_ON_PAGE = 200
_SMALLEST_UPRIGHT = 9.0


@dataclass(frozen=True)
class Paper:
    """A4 as it lies, with its margins in millimetres."""

    orientation: str
    width: int
    top: int = 20
    right: int = 15
    bottom: int = 20
    left: int = 30

    @property
    def text_width(self) -> float:
        """The room between the margins, in points."""
        return (self.width - self.left - self.right) * _POINTS_PER_MM


PORTRAIT = Paper("portrait", 210)
# The decree speaks of upright pages; a turned annex is bound at the top and needs the breadth.
LANDSCAPE = Paper("landscape", 297, right=15, bottom=15, left=15)


@dataclass(frozen=True)
class Layout:
    """The page, the size of the letters in points, and each printed column's characters."""

    paper: Paper
    font_size: float
    widths: list[float]


def lay_out(table: Table, upright: Paper = PORTRAIT, turned: Paper = LANDSCAPE) -> Layout:
    """The page is turned for many columns, or for figures that would be too small upright.

    The letters have the size for so many columns, or less where long figures would not fit.
    """
    least = _least_widths(table)
    columns = len(least)
    is_upright = not table.is_wide and _largest_size(least, upright) >= _SMALLEST_UPRIGHT
    page = upright if is_upright else turned
    usual = next((points for limit, points in _SIZES if columns <= limit), _SMALLEST)
    size = min(usual, _largest_size(least, page))
    total = page.text_width / (size * _EM_PER_CHARACTER)
    return Layout(page, size, _share(total, least, [leaf.width for leaf in table.printed_leaves]))


def _largest_size(least: list[float], page: Paper) -> float:
    return page.text_width / (sum(least) * _EM_PER_CHARACTER)


def _share(total: float, least: list[float], wishes: list[int]) -> list[float]:
    """`total` shared out in the ratio of the wishes, nobody getting less than the least."""
    wanted = [max(low, total * wish / sum(wishes)) for low, wish in zip(least, wishes, strict=True)]
    surplus = sum(wanted) - sum(least)
    part = (total - sum(least)) / surplus if surplus else 0
    return [low + (want - low) * part for low, want in zip(least, wanted, strict=True)]


def _least_widths(table: Table) -> list[float]:
    """What each printed column needs: its longest word or figure; half its texts at best."""
    needs = [
        max(_longest_word(leaf.heading), _SMALL * _longest_word(leaf.formula))
        for leaf in table.printed_leaves
    ]
    for row in table.rows:
        for index, (column, cell) in enumerate(table.printed_cells(row)):
            needs[index] = max(needs[index], _need(column, cell))
    return [max(need + _PADDING, _NARROWEST) for need in needs]


def _need(column: Column, cell: Cell) -> float:
    words = text(column, cell)
    if not isinstance(cell.value, str):
        return measure(words)
    return max(_longest_word(words), min(column.width, measure(words)) / 2)


def _longest_word(words: str) -> float:
    return min(max(map(measure, words.split()), default=0), _LONGEST_WORD)


@lru_cache(maxsize=10_000)  # a long list repeats its names and places
def measure(words: str) -> float:
    """The width of `words` in characters, rather more than less."""
    return sum(map(_letter_width, words))


def _letter_width(letter: str) -> float:
    if letter.isupper():
        return _CAPITAL
    return _SLIM_WIDTH if letter in _SLIM else 1


def line_count(words: str, width: float) -> int:
    """The lines that `words` fill in a cell so many characters wide."""
    lines, used = 1, 0.0
    for length in map(measure, filter(None, words.replace("\n", " ").split(" "))):
        if used and used + length > width:
            lines, used = lines + 1, 0.0
        lines += int(length // width) if length > width else 0
        used += length % width + _SLIM_WIDTH
    return lines


def balance(words: str, size: float, page: Paper) -> int:
    """The part of the page, in per cent, where `words` break into lines of about one length."""
    room = page.text_width / (size * _EM_PER_CHARACTER)
    lines = line_count(words, room)
    if lines == 1:
        return 100
    narrowest = next(
        part for part in range(5, 101) if line_count(words, room * part / 100) <= lines
    )
    return min(narrowest + 2, 100)


def row_groups(table: Table) -> Iterator[list[Row]]:
    """The rows that stay together on a page: those that one cell spans, else each by itself."""
    group: list[Row] = []
    remaining = 0
    for row in table.rows:
        group.append(row)
        spans = [cell.rowspan for _, cell in table.printed_cells(row) if not cell.is_covered]
        remaining = max([remaining, *spans]) - 1
        if remaining <= 0:
            yield group
            group, remaining = [], 0
    if group:
        yield group


def first_rows(table: Table) -> Table:
    """As much of a long table as a page of the site shows, with a note that says so."""
    if len(table.rows) <= _MOST_ROWS_ON_PAGE:
        return table
    ends = accumulate(len(group) for group in row_groups(table))
    shown = max(takewhile(lambda end: end <= _MOST_ROWS_ON_PAGE, ends), default=0)
    note = (
        f"Trang này chỉ hiện {vietnamese(shown)} dòng đầu trong {vietnamese(len(table.rows))} "
        "dòng; tệp Excel và CSV có đủ."
    )
    return replace(table, rows=table.rows[:shown], notes=(note, *table.notes))


def figure_columns(table: Table) -> list[int]:
    """The places of the printed columns that hold figures."""
    return [i for i, leaf in enumerate(table.printed_leaves) if leaf.kind in FIGURES]


def provenance(table: Table) -> str:
    """Whose figures these are, under which standard, in what state, and when they were drawn."""
    made_at = timezone.localtime(table.made_at)
    parts = (
        f"{table.place}, năm {table.year}",
        table.standard,
        table.state,
        f"Lập lúc {made_at:%H:%M %d/%m/%Y}",
    )
    return " · ".join(part for part in parts if part)
