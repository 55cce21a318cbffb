"""A table as CSV: stable English names, plain figures, for other programs."""

import csv
import io
import re

from reports.table import Table, plain

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
_NUMBER = re.compile(r"-?\d+(\.\d+)?")


def render(table: Table) -> str:
    """The columns that have a key, those that only CSV has too; unknown is empty."""
    places = [index for index, leaf in enumerate(table.leaves) if leaf.key]
    file = io.StringIO(newline="")
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(table.leaves[index].key for index in places)
    for row in table.rows:
        writer.writerow(_safe(plain(table.leaves[i], row.cells[i])) for i in places)
    return file.getvalue()


def _safe(value: str) -> str:
    """`value`, with an apostrophe before what a spreadsheet would take for a formula."""
    is_formula = value.startswith(FORMULA_STARTS) and not _NUMBER.fullmatch(value)
    # Python before 3.13 does not quote a lone carriage return: it would end the row.
    lines = value.replace("\r\n", "\n").replace("\r", "\n")
    return f"'{lines}" if is_formula else lines
