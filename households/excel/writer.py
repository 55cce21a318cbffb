"""Many rows at once into the database: one door, through which PostgreSQL takes them by COPY."""

import csv
import io
import json

from django.db import connection, models

_BATCH = 500
# What stands for NULL on the way to PostgreSQL: no text that is stored can hold it.
_NULL = "\x1e"


def insert(rows: list[models.Model]) -> None:
    """Store new rows of one model and give them their keys."""
    if not rows:
        return
    if connection.vendor == "postgresql":
        _copy(rows)
    else:
        type(rows[0])._base_manager.bulk_create(rows, batch_size=_BATCH)


def update(rows: list[models.Model], names: list[str]) -> None:
    """Store some fields of rows that are there already, and nothing else of them."""
    if not rows:
        return
    options, quoted = rows[0]._meta, connection.ops.quote_name
    fields = [options.get_field(name) for name in names]
    said = ", ".join(f"{quoted(field.column)} = %s" for field in fields)
    with connection.cursor() as cursor:
        cursor.executemany(
            f"UPDATE {quoted(options.db_table)} SET {said} WHERE id = %s",
            [
                [
                    *(
                        field.get_db_prep_save(field.pre_save(row, False), connection)
                        for field in fields
                    ),
                    row.pk,
                ]
                for row in rows
            ],
        )


def _copy(rows: list[models.Model]) -> None:
    """COPY leaves no keys behind, so they are taken from the sequence beforehand."""
    options = type(rows[0])._meta
    fields = options.concrete_fields
    table = connection.ops.quote_name(options.db_table)
    names = ", ".join(connection.ops.quote_name(field.column) for field in fields)
    with connection.cursor() as cursor:
        sequence = "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)"
        cursor.execute(sequence, [options.db_table, len(rows)])
        for row, (key,) in zip(rows, cursor.fetchall(), strict=True):
            row.pk = key
        text = io.StringIO()
        writer = csv.writer(text)
        for row in rows:
            writer.writerow([_cell(field, row) for field in fields])
            row._state.adding, row._state.db = False, connection.alias
        text.seek(0)
        cursor.cursor.copy_expert(
            f"COPY {table} ({names}) FROM STDIN WITH (FORMAT csv, NULL '{_NULL}')", text
        )


def _cell(field: models.Field, row: models.Model):
    value = field.pre_save(row, True)
    if value is None:
        return _NULL
    if isinstance(field, models.JSONField):
        return json.dumps(value)
    return value
