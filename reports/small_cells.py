"""Hiding cells of 1 to 4 households, so that a public table points at nobody.

A count that is hidden alone in its column follows from the total; the next smallest of the column
is hidden with it.
"""

from dataclasses import replace

from reports.table import Cell, Kind, Row, Table

HIDDEN = "*"
_LARGEST = 4
_NOTE = "Ô ghi * có từ 1 đến 4 hộ, hoặc để không suy ra được ô ấy; các ô này không công bố."


def hide_small(table: Table) -> Table:
    """`table` with the small counts of households hidden, and with a note that says so."""
    hidden = {
        (row, place)
        for place, leaf in enumerate(table.leaves)
        if leaf.kind == Kind.COUNT
        for row in _hidden(table.rows, place)
    }
    if not hidden:
        return table
    rows = tuple(
        replace(
            row,
            cells=tuple(
                Cell(HIDDEN) if (number, place) in hidden else cell
                for place, cell in enumerate(row.cells)
            ),
        )
        for number, row in enumerate(table.rows)
    )
    return replace(table, rows=rows, notes=(_NOTE, *table.notes))


def _hidden(rows: tuple[Row, ...], place: int) -> set[int]:
    """The numbers of the rows to hide in a column."""
    values = {
        number: row.cells[place].value
        for number, row in enumerate(rows)
        if isinstance(row.cells[place].value, int)
    }
    small = {number for number, value in values.items() if 1 <= value <= _LARGEST}
    parts = small - {number for number in small if rows[number].is_total}
    others = [n for n in values if values[n] and n not in small and not rows[n].is_total]
    if len(parts) == 1 and others:
        small.add(min(others, key=values.get))
    return small
