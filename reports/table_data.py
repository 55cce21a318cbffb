"""A table as plain data and back again: what an issued plan freezes of its annexes."""

from dataclasses import fields, replace
from datetime import datetime
from fractions import Fraction

from reports.table import Cell, Column, Kind, Row, Table

_TEXTS = ("name", "title", "place", "year", "state", "number", "standard")


def to_data(table: Table) -> dict:
    """The table as texts, whole numbers, lists and dictionaries; exact rates stay exact."""
    return {
        **{name: getattr(table, name) for name in _TEXTS},
        "made_at": table.made_at.isoformat(),
        "notes": list(table.notes),
        "columns": [_column_data(column) for column in table.columns],
        "rows": [
            {"cells": [_cell_data(cell) for cell in row.cells], "is_total": row.is_total}
            for row in table.rows
        ],
    }


def from_data(data: dict) -> Table:
    """The table that `to_data` wrote down; links and the line of the plan are not part of it."""
    return Table(
        **{name: data[name] for name in _TEXTS},
        made_at=datetime.fromisoformat(data["made_at"]),
        notes=tuple(data["notes"]),
        columns=tuple(_column(column) for column in data["columns"]),
        rows=tuple(
            Row(tuple(_cell(cell) for cell in row["cells"]), row["is_total"])
            for row in data["rows"]
        ),
    )


def without_people(table: Table) -> Table:
    """The table as it is published: without the columns that name people."""
    return replace(table, columns=tuple(_published(column) for column in table.columns))


def names_people(table: Table) -> bool:
    return any(leaf.is_personal for leaf in table.printed_leaves)


def _published(column: Column) -> Column:
    return replace(
        column,
        is_printed=column.is_printed and not column.is_personal,
        children=tuple(_published(child) for child in column.children),
    )


def _column_data(column: Column) -> dict:
    """What differs from a plain column."""
    data = {
        field.name: getattr(column, field.name)
        for field in fields(Column)
        if field.name != "children" and getattr(column, field.name) != field.default
    }
    if column.children:
        data["children"] = [_column_data(child) for child in column.children]
    return data


def _column(data: dict) -> Column:
    data = dict(data)
    children = tuple(_column(child) for child in data.pop("children", ()))
    kind = Kind(data.pop("kind", Kind.TEXT))
    return Column(**data, kind=kind, children=children)


def _cell_data(cell: Cell) -> dict:
    value = cell.value
    data = {"value": value}
    if isinstance(value, Fraction):
        data = {"rate": f"{value.numerator}/{value.denominator}"}
    for name, usual in (("decimals", None), ("plain", None), ("rowspan", 1), ("is_covered", False)):
        if getattr(cell, name) != usual:
            data[name] = getattr(cell, name)
    return data


def _cell(data: dict) -> Cell:
    data = dict(data)
    rate = data.pop("rate", None)
    value = Fraction(rate) if rate else data.pop("value", None)
    return Cell(value, **data)
