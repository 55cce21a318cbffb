"""Figures as official documents print them: rounded half up, 2.342 and 11,78."""

import re
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

UNKNOWN = ""
_SIGNS = str.maketrans(",.", ".,")
# 18 digits fit into the integers of both databases.
_KEY = re.compile(r"[0-9]{1,18}")


def as_key(text: str | None) -> int | None:
    """`text` from an address or a form as a record's key or version; None when it cannot be one."""
    return int(text) if _KEY.fullmatch(text or "") else None


def rate(part: int | None, whole: int | None) -> Fraction | None:
    """`part` of `whole` in per cent, exact; None when either is unknown or the whole is zero."""
    if part is None or not whole:
        return None
    return Fraction(100 * part, whole)


def difference(minuend, subtrahend):
    """`minuend` minus `subtrahend`, None when either is unknown."""
    if minuend is None or subtrahend is None:
        return None
    return minuend - subtrahend


def total(values) -> int | None:
    """The sum, None as soon as one part is unknown: a partial total misleads."""
    values = list(values)
    return None if not values or None in values else sum(values)


def round_half_up(value: Fraction | Decimal | int, decimals: int) -> Decimal:
    """`value` to `decimals` places, halves away from zero, from the exact value."""
    if isinstance(value, Decimal) and value.is_finite() and value >= 0:
        return value.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
    exact = Fraction(value) * 10**decimals
    magnitude = (abs(exact.numerator) * 2 + exact.denominator) // (2 * exact.denominator)
    sign = -1 if exact < 0 and magnitude else 1
    return Decimal(sign * magnitude).scaleb(-decimals)


def vietnamese(value: Fraction | Decimal | int | None, decimals: int = 0) -> str:
    """`value` in Vietnamese figures: a point between thousands, a comma before decimals."""
    if value is None:
        return UNKNOWN
    if isinstance(value, int) and not decimals:
        return f"{value:,}".replace(",", ".")
    text = f"{round_half_up(value, decimals):,.{decimals}f}"
    return text.translate(_SIGNS)


_ROMAN = (
    (100, "C"),
    (90, "XC"),
    (50, "L"),
    (40, "XL"),
    (10, "X"),
    (9, "IX"),
    (5, "V"),
    (4, "IV"),
    (1, "I"),
)


def roman(number: int) -> str:
    """A number below 400 in Roman numerals, as parts, sections and annexes are numbered."""
    numeral = ""
    for value, letters in _ROMAN:
        count, number = divmod(number, value)
        numeral += letters * count
    return numeral
