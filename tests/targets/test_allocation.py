"""Handing a reduction down: the parts add up, nobody loses more than it has, rates fall alike."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from povertyplan.errors import InvalidData
from povertyplan.numbers import vietnamese
from targets.allocation import Share, allocate, check_by_hand, cut_rate, quotas
from targets.enums import Method

# Thừa Thiên Huế, review of 2020: all households, poor households, the rate printed for 2021.
DISTRICTS = [
    ("Thành phố Huế", 88_215, 1_203, "1,21"),
    ("TX Hương Trà", 31_198, 827, "2,34"),
    ("TX Hương Thủy", 28_828, 607, "1,86"),
    ("Huyện Phong Điền", 29_216, 1_120, "3,39"),
    ("Huyện Quảng Điền", 26_121, 1_156, "3,91"),
    ("Huyện Phú Vang", 51_043, 2_075, "3,59"),
    ("Huyện Phú Lộc", 39_429, 1_509, "3,38"),
    ("Huyện Nam Đông", 7_067, 325, "4,07"),
    ("Huyện A Lưới", 13_830, 2_049, "13,10"),
]
COMPUTED = [Method.PROPORTIONAL, Method.BY_COUNT, Method.BY_ABILITY]


@st.composite
def shares(draw):
    """Units with some poor households; a part of them registered; households that may grow."""
    found = []
    for _ in range(draw(st.integers(1, 12))):
        count = draw(st.integers(0, 300))
        households = count + draw(st.integers(0, 3000))
        projected = draw(st.none() | st.integers(households // 2, 2 * households + 1))
        registered = draw(st.integers(0, count))
        found.append(Share(count, households, projected, registered))
    return found


@st.composite
def questions(draw):
    units = draw(shares())
    total = draw(st.integers(0, sum(unit.count for unit in units)))
    method = draw(st.sampled_from(COMPUTED))
    if method == Method.BY_ABILITY and not any(unit.registered for unit in units):
        method = Method.BY_COUNT
    return total, units, method, draw(st.sampled_from([1, 5]))


@given(questions())
def test_parts_add_up_and_no_unit_loses_more_than_it_has(question):
    total, units, method, step = question

    cuts = allocate(total, units, method, step)

    assert sum(cuts) == total
    assert all(0 <= cut <= unit.count for cut, unit in zip(cuts, units, strict=True))


@given(questions())
def test_each_part_is_the_exact_share_within_the_rounding(question):
    total, units, method, step = question

    cuts = allocate(total, units, method, step)

    exact = quotas(total, units, method)
    assert sum(exact) == total
    assert all(abs(cut - share) < step for cut, share in zip(cuts, exact, strict=True))


@given(shares(), st.data())
def test_without_growth_every_rate_falls_by_the_same_factor(units, data):
    still = [Share(unit.count, unit.households, unit.households) for unit in units]
    whole = sum(unit.count for unit in still)
    total = data.draw(st.integers(0, whole))

    exact = quotas(total, still, Method.PROPORTIONAL)

    assert all(
        share == Fraction(total * unit.count, whole or 1)
        for share, unit in zip(exact, still, strict=True)
    )


def test_printed_rates_of_2021_are_those_of_2020_times_one_factor():
    factor = Fraction(305, 345)

    computed = [cut_rate(poor, households, factor) for _, households, poor, _ in DISTRICTS]

    assert [vietnamese(rate, 2) for rate in computed] == [row[3] for row in DISTRICTS]


def test_province_divided_in_fives():
    """1.220 of 10.871 by count: Huế's exact share is 135,006, Nam Đông's 36,47."""
    units = [Share(poor, households) for _, households, poor, _ in DISTRICTS]

    cuts = allocate(1220, units, Method.BY_COUNT, 5)

    assert sum(cuts) == 1220
    assert all(cut % 5 == 0 for cut in cuts)
    assert (cuts[0], cuts[7]) == (135, 35)


def test_residue_of_fives_goes_in_ones_to_the_largest_remainders():
    """12 among 30, 20 and 10: exact 6, 4 and 2, so 5, 0 and 0 at first, and 7 are left over."""
    units = [Share(30), Share(20), Share(10)]

    # Remainders 1, 4 and 2: five go to the second. Then 1 and 2: one goes to the third, and of the
    # two with 1 the first comes first.
    assert allocate(12, units, Method.BY_COUNT, 5) == [6, 5, 1]


def test_growing_unit_gives_more_up_for_the_same_rate():
    """100 and 100 poor of 1.000 each; one will have 1.100 households. Left 160 = f·(110 + 100)."""
    units = [Share(100, 1000, 1100), Share(100, 1000, 1000)]

    exact = quotas(40, units, Method.PROPORTIONAL)

    factor = Fraction(160, 210)
    assert exact == [100 - 110 * factor, 100 - 100 * factor]
    rates = [(100 - exact[0]) / 1100, (100 - exact[1]) / 1000]
    assert rates[0] == rates[1] == factor / 10


def test_ability_follows_the_registered_and_overflows_to_those_who_have_poor_left():
    units = [Share(10, registered=4), Share(10, registered=2), Share(10)]

    assert allocate(6, units, Method.BY_ABILITY) == [4, 2, 0]
    # 24 is more than the first two have: they give all, the third the rest.
    assert allocate(24, units, Method.BY_ABILITY) == [10, 10, 4]


def test_unit_without_poor_gets_nothing():
    units = [Share(0), Share(7)]

    assert [allocate(5, units, method) for method in COMPUTED[:2]] == [[0, 5], [0, 5]]


def test_more_than_there_is_is_refused():
    with pytest.raises(InvalidData, match="chỉ có 10 hộ"):
        allocate(11, [Share(4), Share(6)], Method.BY_COUNT)


def test_ability_without_anybody_registered_is_refused():
    with pytest.raises(InvalidData, match="Chưa có hộ nào đăng ký"):
        allocate(3, [Share(4), Share(6)], Method.BY_ABILITY)


def test_cuts_by_hand_add_up_and_stay_within_what_there_is():
    units = [Share(4), Share(6)]

    check_by_hand(7, [3, 4], units)
    with pytest.raises(InvalidData, match="cộng lại 6 hộ, khác tổng 7 hộ"):
        check_by_hand(7, [3, 3], units)
    with pytest.raises(InvalidData, match="nhiều hơn số hộ hiện có"):
        check_by_hand(7, [5, 2], units)
