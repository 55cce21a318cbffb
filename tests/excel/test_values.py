"""Odd cells: each is understood in one way, or named."""

from datetime import date, datetime
from decimal import Decimal

import pytest

from households.excel import values
from households.excel.values import Column, Tick, Wrong

TODAY = date(2021, 12, 1)


def read(convert, raw, kind=Column):
    return kind(convert).understand(raw)


@pytest.mark.parametrize(
    ("raw", "meant"),
    [
        (1500000.0, 1_500_000),
        ("1500000", 1_500_000),
        ("1.500.000", 1_500_000),
        ("1 500 000", 1_500_000),
        ("1\u00a0500\u00a0000", 1_500_000),
        ("'1500000", 1_500_000),
        ("  1500000  ", 1_500_000),
        ("1.500", 1500),
        ("", None),
        ("   ", None),
    ],
)
def test_whole_number(raw, meant):
    assert read(values.whole(0, 10**9), raw) == meant


@pytest.mark.parametrize(
    "raw", [1.5, "1,5", "1,500", "1.5", "abc", "-5", -5.0, "TRUE", "1e6", "１２", 2e9, float("nan")]
)
def test_what_is_no_whole_number_is_named(raw):
    assert isinstance(read(values.whole(0, 10**9), raw), Wrong)


@pytest.mark.parametrize(
    ("raw", "meant"),
    [
        (32.5, Decimal("32.5")),
        (32.0, Decimal(32)),
        ("32,5", Decimal("32.5")),
        ("32.5", Decimal("32.5")),
        ("1.200,5", Decimal("1200.5")),
        ("30", Decimal(30)),
        (0.1 + 0.2, Decimal("0.3")),
    ],
)
def test_number_with_decimals(raw, meant):
    assert read(values.decimal(999_999), raw) == meant


def test_number_that_could_be_two_names_both():
    assert read(values.decimal(999_999), "1.500") == (
        "«1.500» có thể hiểu hai cách; hãy ghi 1500 hoặc 1,500"
    )


@pytest.mark.parametrize("raw", ["32,55", 32.55, -1.0, "1,5,0", float("inf"), "một"])
def test_what_is_no_area_is_named(raw):
    assert isinstance(read(values.decimal(999_999), raw), Wrong)


@pytest.mark.parametrize(
    ("raw", "meant"),
    [
        ("5/9/1984", date(1984, 9, 5)),
        ("05-09-1984", date(1984, 9, 5)),
        ("1984-09-05", date(1984, 9, 5)),
        (date(1984, 9, 5), date(1984, 9, 5)),
        (datetime(1984, 9, 5), date(1984, 9, 5)),
        (30930.0, date(1984, 9, 5)),  # days since 30 December 1899
        (1984.0, 1984),
        ("1984", 1984),
    ],
)
def test_birth(raw, meant):
    assert read(values.birth(TODAY), raw) == meant


def test_workbook_that_counts_from_1904():
    # 80 years, 20 of them leap years, and 248 days: the 5th of September of a leap year.
    read_number = values.birth(TODAY, is_1904=True)

    assert read(read_number, float(80 * 365 + 20 + 248)) == date(1984, 9, 5)
    assert read(read_number, 1984.0) == 1984


@pytest.mark.parametrize("raw", ["31/2/1984", "9/1984", "1899", 1850.0, "2/12/2021", 1984.5, "x"])
def test_what_is_no_birth_is_named(raw):
    assert isinstance(read(values.birth(TODAY), raw), Wrong)


@pytest.mark.parametrize(
    ("raw", "meant"),
    [
        ("x", True),
        ("X", True),
        ("có", True),
        (1.0, True),
        ("", False),
        ("không", False),
        (0.0, False),
    ],
)
def test_box(raw, meant):
    assert read(values.tick, raw, Tick) is meant


@pytest.mark.parametrize("raw", ["y", 2.0, "xx", "?"])
def test_what_is_no_tick_is_named(raw):
    assert isinstance(read(values.tick, raw, Tick), Wrong)


def test_choice_with_and_without_tones():
    convert = values.choice({"Nước máy": "piped", "Nước mưa": "rain"}, "nguồn nước")

    assert read(convert, "NƯỚC MÁY ") == "piped"
    assert read(convert, "nuoc mua") == "rain"
    assert read(convert, "sông") == "«sông» không có trong danh sách nguồn nước"


def test_choice_without_tones_that_could_be_two_is_named():
    convert = values.choice({"Má": 1, "Mà": 2}, "x")

    assert read(convert, "Mà") == 2
    assert isinstance(read(convert, "ma"), Wrong)
