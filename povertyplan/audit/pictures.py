"""A record in words, before and after a change in the admin: itself and the rows on its page."""

from dataclasses import dataclass, field
from typing import Any

from django.db import models

from povertyplan.audit import trail


@dataclass(frozen=True)
class Picture:
    """The values of a record under their names, and those of its rows, each row with its name."""

    record: dict[str, str] = field(default_factory=dict)
    rows: dict[Any, tuple[str, dict[str, str]]] = field(default_factory=dict)

    def changes_to(self, after: "Picture") -> list[dict[str, str]]:
        """What differs in `after`; rows are matched by key and keep the name that they had."""
        changes = trail.diff(self.record, after.record)
        for key in {**after.rows, **self.rows}:
            old, new = self.rows.get(key), after.rows.get(key)
            name = (old or new)[0]
            changes += [
                {**change, "label": f"{name}: {change['label']}"}
                for change in trail.diff(old[1] if old else {}, new[1] if new else {})
            ]
        return changes


def words(stored: models.Model, names: list[str] | None = None) -> dict[str, str]:
    """The fields of a stored record, its lists of other records included."""
    lists = {
        str(many.verbose_name): ", ".join(map(str, getattr(stored, many.name).all()))
        for many in stored._meta.many_to_many
    }
    return trail.snapshot(stored, names or editable(type(stored))) | lists


def rows_of(stored: models.Model, links: list[models.ForeignKey]) -> dict:
    """The rows that point to `stored` through `links`."""
    found = {}
    for link in links:
        names = [name for name in editable(link.model) if name != link.name]
        for row in link.model._base_manager.filter(**{link.name: stored}):
            name = f"{row._meta.verbose_name} {row}"
            found[link.model, row.pk] = (name, trail.snapshot(row, names))
    return found


def editable(model: type[models.Model]) -> list[str]:
    """The fields that people fill in, in their order."""
    fields = model._meta.fields
    return [item.name for item in fields if item.editable and not item.primary_key]
