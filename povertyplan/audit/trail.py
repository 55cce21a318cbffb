"""Writing the trail. Only actions call this, inside their own transaction."""

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import models

from povertyplan.audit.models import Event
from povertyplan.numbers import vietnamese
from povertyplan.units.enums import Level

EMPTY = "(trống)"


def log(
    action: str, sentence: str, *, record: models.Model, by, reason: str = "", changes=()
) -> Event:
    """Write one row: `by` (None for the system) did `action` to `record`."""
    event = _event(action, sentence, record=record, by=by)
    event.reason, event.changes = reason, list(changes)
    event.save()
    return event


def log_many(action: str, sentence: str, *, records, by, changes: dict | None = None) -> None:
    """Write one row for each of `records`, to all of which `by` did the same.

    `changes` gives what changed in each record, by its key.
    """
    changes = changes or {}
    told = ((sentence, record, changes.get(record.pk, [])) for record in records)
    log_each(action, told, by=by)


def log_each(action: str, told: Iterable[tuple], *, by) -> None:
    """Write one row for each of `told`: the sentence, the record, and what changed in it."""
    events = []
    for sentence, record, changes in told:
        events.append(_event(action, sentence, record=record, by=by))
        events[-1].changes = changes
    Event.objects.bulk_create(events, batch_size=500)


def _event(action: str, sentence: str, *, record: models.Model, by) -> Event:
    """The row lies where the record lies: in its village or its unit, or nowhere."""
    place = getattr(record, "village", None) or getattr(record, "unit", None)
    ancestors = {f"{column}_id": getattr(place, f"{column}_id", None) for column in Level.columns()}
    return Event(
        action=action,
        sentence=sentence,
        record_type=record._meta.label_lower,
        record_id=record.pk,
        actor=by,
        actor_name=f"{by} ({by.role.name})" if by and by.role else str(by or "Hệ thống"),
        place=place,
        **ancestors,
    )


def snapshot(instance: models.Model, fields: list[str]) -> dict[str, str]:
    """The values of `fields` in words, under the names that the screens use."""
    words = {}
    for name in fields:
        field = instance._meta.get_field(name)
        words[str(field.verbose_name)] = in_words(_shown(instance, field))
    return words


def _shown(instance, field):
    if field.choices:
        return getattr(instance, f"get_{field.name}_display")()
    value = getattr(instance, field.name)
    is_year = field.name.endswith("year") and value is not None
    return str(value) if is_year else value


def in_words(value: Any) -> str:
    """A value as the trail keeps it."""
    if value is None or value == "":
        return EMPTY
    if isinstance(value, bool):
        return "có" if value else "không"
    if isinstance(value, datetime | date):
        return f"{value:%d/%m/%Y}"
    if isinstance(value, int):
        return vietnamese(value)
    if isinstance(value, Decimal):
        return vietnamese(value, max(0, -value.as_tuple().exponent))
    return str(value)


def diff(before: dict[str, str], after: dict[str, str]) -> list[dict[str, str]]:
    """What differs between two snapshots: name, old and new value."""
    return [
        {"label": label, "old": before.get(label, EMPTY), "new": after.get(label, EMPTY)}
        for label in {**before, **after}
        if before.get(label, EMPTY) != after.get(label, EMPTY)
    ]
