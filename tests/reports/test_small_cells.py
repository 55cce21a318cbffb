"""Small cells: 1 to 4 are hidden, and whatever would give a hidden one away."""

from reports.small_cells import hide_small
from reports.table import Cell, Column, Kind, Row
from tests.reports.test_renderers import make

COLUMNS = (Column("Xã", key="unit"), Column("Hộ", key="poor", kind=Kind.COUNT))


def shown(*values):
    rows = [Row((Cell("Xã"), Cell(value, link="/x"))) for value in values]
    rows.append(Row((Cell("Tổng"), Cell(sum(values))), is_total=True))
    table = hide_small(make(COLUMNS, rows))
    return [row.cells[1].value for row in table.rows], table


def test_one_to_four_are_hidden_and_lead_nowhere():
    values, table = shown(0, 1, 4, 5, 90)

    assert values == [0, "*", "*", 5, 90, 100]
    assert not table.rows[1].cells[1].link
    assert table.notes[0].startswith("Ô ghi *")


def test_single_small_cell_takes_the_next_smallest_with_it():
    assert shown(0, 3, 20, 7)[0] == [0, "*", 20, "*", 30]


def test_small_total_is_hidden_too():
    assert shown(0, 3)[0] == [0, "*", "*"]


def test_table_without_small_cells_is_as_it_was():
    values, table = shown(0, 5, 6)

    assert values == [0, 5, 6, 11]
    assert not any(note.startswith("Ô ghi *") for note in table.notes)
