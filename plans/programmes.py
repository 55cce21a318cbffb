"""Programme trees: in the order of print, and those that every installation starts with."""

import json

from django.conf import settings
from django.db import transaction

from plans.models import Component, Programme

FIXTURE = settings.BASE_DIR / "fixtures" / "reference" / "programmes.json"


def tree(programme: Programme | None) -> list[Component]:
    """The components of a programme, each followed by what lies below it."""
    if programme is None:
        return []
    below: dict[int | None, list[Component]] = {}
    for component in programme.components.order_by("position", "pk"):
        below.setdefault(component.parent_id, []).append(component)
    return _walk(below, None)


def _walk(below: dict, parent: int | None) -> list[Component]:
    return [found for child in below.get(parent, ()) for found in (child, *_walk(below, child.pk))]


def paths(components: list[Component]) -> dict[int, tuple[int, ...]]:
    """For every component its ancestors and itself, from the project down. Parents come first."""
    found: dict[int, tuple[int, ...]] = {}
    for component in components:
        found[component.pk] = (*found.get(component.parent_id, ()), component.pk)
    return found


@transaction.atomic
def load_programmes() -> int:
    """Create the programmes that are missing; returns how many.

    One that is there is left alone as a whole: an administrator may have corrected it.
    """
    rows = json.loads(FIXTURE.read_text(encoding="utf-8"))
    return sum(_create(row, row.pop("components")) for row in rows)


def _create(row: dict, components: list[dict]) -> bool:
    programme, is_new = Programme.objects.get_or_create(code=row["code"], defaults=row)
    if is_new:
        by_code = {}
        for position, fields in enumerate(components, 1):
            code = fields["code"]
            by_code[code] = Component.objects.create(
                programme=programme,
                parent=by_code.get(code.rpartition(".")[0]),
                position=position,
                **fields,
            )
    return is_new
