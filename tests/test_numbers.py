"""Figures: half up from exact values, printed the Vietnamese way."""

from decimal import Decimal
from fractions import Fraction

import pytest

from povertyplan.numbers import difference, rate, round_half_up, total, vietnamese


@pytest.mark.parametrize(
    ("value", "decimals", "expected"),
    [
        (Fraction(1, 200), 2, "0.01"),
        (Fraction(3, 200), 2, "0.02"),
        (Fraction(-1, 200), 2, "-0.01"),
        (Fraction(-1, 300), 2, "0.00"),
        (Fraction(2, 3), 2, "0.67"),
        (Decimal("2.675"), 2, "2.68"),
        (5, 0, "5"),
    ],
)
def test_halves_are_rounded_away_from_zero(value, decimals, expected):
    assert str(round_half_up(value, decimals)) == expected


@pytest.mark.parametrize(
    ("value", "decimals", "expected"),
    [
        (2342, 0, "2.342"),
        (Fraction(234200, 19886), 2, "11,78"),
        (1_234_567, 0, "1.234.567"),
        (Fraction(-31, 10), 1, "-3,1"),
        (0, 1, "0,0"),
        (None, 2, ""),
    ],
)
def test_printed_the_vietnamese_way(value, decimals, expected):
    assert vietnamese(value, decimals) == expected


def test_rate_of_nothing_is_unknown():
    assert rate(5, 0) is None
    assert rate(None, 10) is None
    assert rate(5, None) is None
    assert rate(0, 10) == 0


def test_unknown_parts_make_the_whole_unknown():
    assert total([1, None]) is None
    assert total([]) is None
    assert total([1, 2]) == 3
    assert difference(None, 2) is None
    assert difference(5, 2) == 3
