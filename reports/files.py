"""Names of the files that tables are saved under."""

from django.utils.text import slugify

from povertyplan.text import fold
from reports.table import Table


def name_of(table: Table, renderer) -> str:
    """A name that says what is in the file, in letters that every system takes."""
    return f"{table.name}-{slugify(fold(table.place))}-{table.year}.{renderer.extension}"
