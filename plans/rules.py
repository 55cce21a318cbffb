"""What a budget line and a movement of money must keep: pure functions over plain values."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from django.utils.timezone import localdate

from plans.enums import CapitalKind, MovementKind
from plans.money import Balance, Column
from plans.typed import show_amount
from povertyplan.numbers import vietnamese

# Decisions on a year's money are made from the year before; payments and settlement run after it.
YEARS_BEFORE, YEARS_AFTER = 1, 3


def days_late(due_on: date | None, made_on: date | None = None) -> int:
    """By how many days a thing was made late, or is late by today; 0 when it is not."""
    return max(0, ((made_on or localdate()) - due_on).days) if due_on else 0


def capital_problem(
    *, code: str, column: Column, allowed: Mapping[str, bool], amount_vnd: int
) -> str:
    """Why money of this kind cannot stand in a component; empty when it can."""
    if not amount_vnd or allowed.get(column.capital_kind, True):
        return ""
    kind = CapitalKind(column.capital_kind).label.lower()
    return (
        f"Dự án {code} không có vốn {kind}. Hãy chuyển số tiền sang loại vốn khác, hoặc nhờ "
        "quản trị viên sửa danh mục dự án nếu văn bản cho phép."
    )


def movement_problems(
    *, kind: str, day: date, today: date, year: int, amounts: Mapping[str, int]
) -> list[str]:
    """What is wrong with a movement; `amounts` are its đồng by the name of their cell."""
    found = []
    if not amounts:
        found.append("Chưa nhập số tiền nào.")
    if day > today:
        found.append("Ngày ghi không được sau hôm nay.")
    if not year - YEARS_BEFORE <= day.year <= year + YEARS_AFTER:
        found.append(
            f"Ngày phải từ năm {year - YEARS_BEFORE} đến năm {year + YEARS_AFTER} "
            f"vì đây là vốn năm {year}."
        )
    if kind == MovementKind.ADJUSTMENT:
        return found + _unbalanced(amounts)
    return found + [
        f"{name}: số tiền {'không được nhỏ hơn 0' if _may_be_zero(kind) else 'phải lớn hơn 0'}."
        for name, amount in amounts.items()
        if amount < 0 or (amount == 0 and not _may_be_zero(kind))
    ]


def _may_be_zero(kind: str) -> bool:
    return kind == MovementKind.ESTIMATE


def _unbalanced(amounts: Mapping[str, int]) -> list[str]:
    """An adjustment moves money between cells: what is added is taken elsewhere."""
    difference = sum(amounts.values())
    zeros = [f"{name}: số tiền phải khác 0." for name, amount in amounts.items() if amount == 0]
    if not difference:
        return zeros
    word = "thừa" if difference > 0 else "thiếu"
    return [
        *zeros,
        f"Tổng các số điều chỉnh phải bằng 0; đang {word} {vietnamese(abs(difference))} đồng.",
    ]


def balance_problem(name: str, balance: Balance) -> str:
    """Why a cell cannot stand like this: nothing is paid that was not given first."""
    if balance.disbursed < 0:
        return f"{name}: giải ngân lũy kế không được nhỏ hơn 0."
    if balance.available < 0:
        return f"{name}: vốn được giao sau điều chỉnh nhỏ hơn 0 ({_n(balance.available)} đồng)."
    if balance.disbursed > balance.available:
        return (
            f"{name}: giải ngân {_n(balance.disbursed)} đồng vượt vốn được giao sau điều chỉnh "
            f"{_n(balance.available)} đồng. Hãy ghi phân bổ hoặc điều chỉnh trước."
        )
    return ""


def _n(vnd: int) -> str:
    return show_amount(vnd, 1)


def entry_problem(
    *,
    result: Decimal | None,
    numerator: int | None,
    denominator: int | None,
    is_count: bool,
    is_rate: bool,
) -> str:
    """Why a typed result of a report cannot be one; empty when it can.

    `is_count` is a whole number; only what `is_rate` is in per cent, and may be typed as
    its two numbers.
    """
    if numerator is not None or denominator is not None:
        if not is_rate:
            return "Chỉ tỷ lệ mới nhập dạng tử số/mẫu số, ví dụ 140/150."
        return _share_problem(result, numerator, denominator)
    if result is None:
        return ""
    if result < 0:
        return "Kết quả không được nhỏ hơn 0."
    if is_count and result % 1:
        return "Số đếm phải là số nguyên."
    if is_rate and result > 100:
        return "Tỷ lệ phải từ 0 đến 100%."
    return ""


def _share_problem(result: Decimal | None, numerator: int | None, denominator: int | None) -> str:
    if not denominator or numerator is None or numerator > denominator:
        return "Tử số không được lớn hơn mẫu số, và mẫu số phải lớn hơn 0."
    if result is not None:
        return "Tỷ lệ được tính từ tử số và mẫu số, không nhập thêm."
    return ""
