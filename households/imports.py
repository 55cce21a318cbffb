"""Loading the catalogues of every installation: ethnic groups, standards, procedures, lists."""

import json

from django.conf import settings
from django.db import transaction

from households.models import (
    ClassificationRule,
    Dimension,
    EthnicGroup,
    Indicator,
    Option,
    Procedure,
    Standard,
    StandardLine,
    Step,
)

REFERENCE = settings.BASE_DIR / "fixtures" / "reference"


@transaction.atomic
def load_catalogues() -> tuple[int, int]:
    """Create what is missing and leave what exists; returns how many groups and standards are new.

    A standard that is there already is left alone as a whole, with its lines, indicators and
    table: an administrator may have corrected, confirmed or deleted any of it on purpose.
    """
    groups = sum(_create_group(row) for row in _read("ethnic_groups.json"))
    standards = sum(_create_standard(row) for row in _read("standards.json"))
    for row in _read("procedures.json"):
        _create_procedure(row)
    for kind, rows in _read("options.json").items():
        _create_options(kind, rows)
    return groups, standards


def _read(name: str):
    return json.loads((REFERENCE / name).read_text(encoding="utf-8"))


def _create_group(row: dict) -> bool:
    _, is_new = EthnicGroup.objects.get_or_create(code=row["code"], defaults=row)
    return is_new


def _create_procedure(row: dict) -> None:
    """Create a procedure with its steps in their order, unless its code is there already."""
    steps = row.pop("steps")
    procedure, is_new = Procedure.objects.get_or_create(code=row["code"], defaults=row)
    if is_new:
        Step.objects.bulk_create(
            Step(procedure=procedure, position=position, **step)
            for position, step in enumerate(steps, 1)
        )


def _create_options(kind: str, rows: list[dict]) -> None:
    """Create a list as a whole, its bits and positions in order, unless it has lines already."""
    if not Option.objects.filter(kind=kind).exists():
        Option.objects.bulk_create(
            Option(kind=kind, bit=place, position=place + 1, **row)
            for place, row in enumerate(rows)
        )


def _create_standard(row: dict) -> bool:
    """Create a standard with everything that belongs to it, unless its code is there already."""
    lines, dimensions, rules = (
        row.pop(key) for key in ("lines", "dimensions", "classification_rules")
    )
    standard, is_new = Standard.objects.get_or_create(code=row["code"], defaults=row)
    if is_new:
        StandardLine.objects.bulk_create(StandardLine(standard=standard, **line) for line in lines)
        ClassificationRule.objects.bulk_create(
            ClassificationRule(standard=standard, **rule) for rule in rules
        )
        _create_indicators(standard, dimensions)
    return is_new


def _create_indicators(standard: Standard, dimensions: list[dict]) -> None:
    """Dimensions and indicators in their order; the bit of an indicator is its place."""
    place = 0
    for position, row in enumerate(dimensions, 1):
        indicators = row.pop("indicators")
        dimension = Dimension.objects.create(standard=standard, position=position, **row)
        for indicator in indicators:
            Indicator.objects.create(
                standard=standard,
                dimension=dimension,
                bit=place,
                position=place + 1,
                **indicator,
            )
            place += 1
