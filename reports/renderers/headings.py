"""The heading tree of a table laid out in rows, as HTML and Excel draw it."""

from dataclasses import dataclass

from reports.table import Column, Table


@dataclass(frozen=True)
class Heading:
    """A heading cell: `start` is the first of the printed columns it stands over."""

    column: Column
    start: int
    colspan: int
    rowspan: int


def heading_rows(table: Table) -> list[list[Heading]]:
    """The printed headings from top to bottom; a leaf reaches down to the last row."""
    rows: list[list[Heading]] = [[] for _ in range(max(map(_depth, table.printed_columns)))]
    start = 0
    for column in table.printed_columns:
        _place(column, rows, level=0, start=start)
        start += _breadth(column)
    return rows


def _place(column: Column, rows: list[list[Heading]], *, level: int, start: int) -> None:
    children = _printed_children(column)
    rowspan = 1 if children else len(rows) - level
    rows[level].append(Heading(column, start, _breadth(column), rowspan))
    for child in children:
        _place(child, rows, level=level + 1, start=start)
        start += _breadth(child)


def _breadth(column: Column) -> int:
    return sum(leaf.is_printed for leaf in column.leaves())


def _depth(column: Column) -> int:
    return 1 + max(map(_depth, _printed_children(column)), default=0)


def _printed_children(column: Column) -> list[Column]:
    return [child for child in column.children if _breadth(child)]
