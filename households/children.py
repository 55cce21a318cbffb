"""The children of reviewed households: how many, and how many lack insurance, food or school."""

from collections.abc import Iterable
from dataclasses import dataclass, fields

from django.db.models import Count, F, Q, Sum

from households.basis import OFFICIAL, Basis
from households.models import Standard
from households.tallies import area_column, reviewed
from povertyplan.numbers import total
from povertyplan.units.models import Unit

_COLUMNS = {
    "children": "child_count",
    "uninsured": "uninsured_child_count",
    "malnourished": "malnourished_child_count",
    "unschooled": "unschooled_child_count",
}


@dataclass(frozen=True)
class Children:
    """The children of some households; a figure is None when it is not known of one of them.

    `households` are those with children; `incomplete` those of which a figure is missing.
    """

    households: int | None = 0
    children: int | None = 0
    uninsured: int | None = 0
    malnourished: int | None = 0
    unschooled: int | None = 0
    incomplete: int | None = 0


def count(
    units: Iterable[Unit],
    year: int,
    standard: Standard | None,
    household_class: str,
    basis: Basis = OFFICIAL,
) -> dict[int, Children | None]:
    """The children in the households of a class by unit; None where it was not reviewed.

    All units of one level.
    """
    units = list(units)
    if not units or standard is None:
        return {unit.pk: None for unit in units}
    known = reviewed(units, year, standard, basis)
    column = area_column(units)
    results = basis.results(year).filter(standard=standard, household_class=household_class)
    results = results.filter(**{f"{column}__in": units}).order_by()
    rows = results.values(place=F(column)).annotate(**_figures())
    found = {row["place"]: _children(row) for row in rows}
    return {unit.pk: found.get(unit.pk, Children()) if unit.pk in known else None for unit in units}


def sum_of(parts: Iterable[Children | None]) -> Children | None:
    """The sums, each unknown as soon as one of its parts is."""
    parts = list(parts)
    if not parts or None in parts:
        return None
    names = [field.name for field in fields(Children)]
    return Children(**{name: total(getattr(part, name) for part in parts) for name in names})


def _figures() -> dict:
    missing = Q()
    for column in _COLUMNS.values():
        missing |= Q(**{f"review__{column}": None})
    return {
        "with_children": Count("pk", filter=Q(review__child_count__gt=0)),
        "incomplete": Count("pk", filter=missing),
        **{name: Sum(f"review__{column}") for name, column in _COLUMNS.items()},
        **{
            f"{name}_unknown": Count("pk", filter=Q(**{f"review__{column}": None}))
            for name, column in _COLUMNS.items()
        },
    }


def _children(row: dict) -> Children:
    figures = {name: None if row[f"{name}_unknown"] else row[name] for name in _COLUMNS}
    households = None if row["children_unknown"] else row["with_children"]
    return Children(households=households, incomplete=row["incomplete"], **figures)
