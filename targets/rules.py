"""What is wrong or remarkable about the figures of a sheet: pure functions over plain values."""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from households.enums import HouseholdClass
from povertyplan.numbers import round_half_up, vietnamese
from targets.enums import Measure, Outcome, Projection

HOUSEHOLDS = "projected_households"
MINORITY_HOUSEHOLDS = "projected_minority_households"
PERSONS = "poor_persons"


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
    fixed = {HOUSEHOLDS, MINORITY_HOUSEHOLDS, Measure.POOR, Measure.NEAR_POOR}
    within_poor = [(field, Measure.POOR) for field in labels if field not in fixed]
    pairs = [
        (MINORITY_HOUSEHOLDS, HOUSEHOLDS),
        (Measure.POOR, HOUSEHOLDS),
        (Measure.NEAR_POOR, HOUSEHOLDS),
        (Measure.MINORITY, MINORITY_HOUSEHOLDS),
        *within_poor,
    ]
    return [(part, whole) for part, whole in pairs if part in labels and whole in labels]


def projected(mode: str, growth_percent: Decimal | None, households: int | None) -> int | None:
    """The households of the plan year, foreseen from those of the year before; whole, half up.

    None where the mode asks for a figure per unit, or the year before is unknown.
    """
    if mode == Projection.PER_UNIT or households is None:
        return None
    growth = Fraction(growth_percent or 0)
    return int(round_half_up(households * (100 + growth) / 100, 0))


def suggested_outcome(before: str | None, after: str | None) -> str:
    """Whether a registered household reached its aim, by its classes of two years; "" if unknown.

    A poor household reaches it when it is poor no more, a near-poor one when it is neither.
    """
    if not (before and after):
        return ""
    still = {HouseholdClass.POOR, before}
    return Outcome.NOT_REACHED if after in still else Outcome.REACHED


@dataclass(frozen=True)
class Progress:
    """How a place stands in the year: what is planned, who is behind it, what is found so far."""

    planned: int | None
    registered: int
    overdue: int
    reviewed: int
    escaped: int


def risks(progress: Progress) -> list[str]:
    """Why the place may miss its target; empty when nothing says so."""
    found = []
    planned = progress.planned or 0
    if planned > progress.registered:
        found.append(
            f"Phải giảm {_n(planned)} hộ nhưng {_only(progress.registered, 'chỉ')} đăng ký."
        )
    if progress.overdue:
        found.append(f"{_n(progress.overdue)} hộ đăng ký đã quá hạn mà chưa đánh giá kết quả.")
    if progress.reviewed and progress.escaped < planned:
        found.append(
            f"Rà soát sơ bộ {_only(progress.escaped, 'mới')} thoát nghèo, "
            f"phải giảm {_n(planned)} hộ."
        )
    return found


def _only(count: int, word: str) -> str:
    return f"{word} có {_n(count)} hộ" if count else "chưa có hộ nào"


def check_against_parent(
    *,
    planned: dict[str, int | None],
    handed_down: dict[str, int | None],
    labels: dict,
    has_reason: bool = False,
) -> list[Problem]:
    """Where the sum of the children leaves more households than the unit above allows.

    A lower unit aims at least as high as what it was given (the plans' own rule), unless it
    `has_reason` on record.
    """
    return [
        Problem(
            "Toàn đơn vị",
            f"{labels[field]}: tổng {_n(planned[field])} vượt chỉ tiêu cấp trên giao "
            f"{_n(handed_down[field])}"
            f"{'.' if has_reason else '; hãy giảm thêm, hoặc ghi lý do ở «Thiết lập bảng».'}",
            not has_reason,
        )
        for field in labels
        if None not in (planned.get(field), handed_down.get(field))
        and planned[field] > handed_down[field]
    ]


def _n(value: int) -> str:
    return vietnamese(value)


def _lower(label: str) -> str:
    return label[0].lower() + label[1:]
