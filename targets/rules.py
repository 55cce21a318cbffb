"""What is wrong or remarkable about the figures of a sheet: pure functions over plain values."""

from dataclasses import dataclass

from povertyplan.numbers import vietnamese
from targets.enums import Measure

HOUSEHOLDS = "projected_households"
MINORITY_HOUSEHOLDS = "projected_minority_households"


@dataclass(frozen=True)
class Problem:
    """Something to mend (`is_error`) or to know before a sheet is submitted."""

    where: str
    text: str
    is_error: bool


def check_row(
    name: str, *, planned: dict[str, int | None], baseline: dict[str, int | None], labels: dict
) -> list[Problem]:
    """The problems of one child unit. `planned` holds projections and figures by field."""
    missing = [labels[field] for field in labels if planned.get(field) is None]
    if missing:
        return [Problem(name, f"Còn thiếu: {', '.join(missing)}.", True)]
    errors = [
        Problem(
            name,
            f"{labels[part]} ({_n(planned[part])}) lớn hơn {_lower(labels[whole])} "
            f"({_n(planned[whole])}).",
            True,
        )
        for part, whole in _parts(labels)
        if planned[part] > planned[whole]
    ]
    risen = [
        Problem(
            name, f"{labels[field]} tăng từ {_n(baseline[field])} lên {_n(planned[field])}.", False
        )
        for field in labels
        if field in baseline and baseline[field] is not None and planned[field] > baseline[field]
    ]
    return errors + risen


def _parts(labels: dict) -> list[tuple[str, str]]:
    """Which figure cannot exceed which other."""
    fixed = {HOUSEHOLDS, MINORITY_HOUSEHOLDS, Measure.POOR}
    within_poor = [(field, Measure.POOR) for field in labels if field not in fixed]
    return [
        (MINORITY_HOUSEHOLDS, HOUSEHOLDS),
        (Measure.POOR, HOUSEHOLDS),
        (Measure.MINORITY, MINORITY_HOUSEHOLDS),
        *within_poor,
    ]


def check_against_parent(
    *, planned: dict[str, int | None], handed_down: dict[str, int | None], labels: dict
) -> list[Problem]:
    """Where the sum of the children leaves more households than the unit above allows.

    A lower unit aims at least as high as what it was given (the plans' own rule).
    """
    return [
        Problem(
            "Toàn đơn vị",
            f"{labels[field]}: tổng {_n(planned[field])} vượt chỉ tiêu cấp trên giao "
            f"{_n(handed_down[field])}.",
            False,
        )
        for field in labels
        if None not in (planned.get(field), handed_down.get(field))
        and planned[field] > handed_down[field]
    ]


def _n(value: int) -> str:
    return vietnamese(value)


def _lower(label: str) -> str:
    return label[0].lower() + label[1:]
