"""Alkire-Foster against two worked examples, and the identities that hold for any population."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from households.multidimensional import Profile, equal_weights, measure, score

# Technical notes of the Human Development Report: four households, k = 1/3.
EDUCATION = ("no_one_six_years_schooling", "child_not_enrolled")
HEALTH = ("member_undernourished", "child_died")
LIVING = (
    "no_electricity",
    "no_improved_water",
    "no_improved_sanitation",
    "dirt_floor",
    "dirty_cooking_fuel",
    "no_assets",
)
HDR = equal_weights({"education": EDUCATION, "health": HEALTH, "living": LIVING})
HDR_HOUSEHOLDS = {  # size and deprivations, as printed
    1: (4, "0001000010"),
    2: (7, "1101101011"),
    3: (5, "0010111010"),
    4: (4, "1001100011"),
}

# The toy example: two dimensions of two indicators, four persons, k = 1/2.
TOY = equal_weights({"a": ("a1", "a2"), "b": ("b1", "b2")})
TOY_PERSONS = ["0000", "1001", "1111", "0100"]


def lacks(digits: str, codes) -> frozenset[str]:
    return frozenset(code for code, digit in zip(codes, digits, strict=True) if digit == "1")


def hdr(*, by_size: bool) -> list[Profile]:
    return [
        Profile(lacks(digits, HDR), size if by_size else 1)
        for size, digits in HDR_HOUSEHOLDS.values()
    ]


def test_equal_weights_of_dimensions_are_those_of_the_report():
    assert [HDR[code] for code in (*EDUCATION, *HEALTH)] == [Fraction(1, 6)] * 4
    assert [HDR[code] for code in LIVING] == [Fraction(1, 18)] * 6


@pytest.mark.parametrize(
    ("household", "per_cent"), [(1, "22.2"), (2, "72.2"), (3, "38.9"), (4, "50.0")]
)
def test_scores_of_the_report(household, per_cent):
    digits = HDR_HOUSEHOLDS[household][1]

    assert f"{float(100 * score(lacks(digits, HDR), HDR)):.1f}" == per_cent


def test_measures_of_the_report_weighted_by_household_size():
    found = measure(hdr(by_size=True), HDR, Fraction(1, 3))

    assert (found.population, found.poor) == (20, 16)
    assert found.headcount == Fraction("0.800")
    assert found.intensity == Fraction("0.5625")
    assert found.adjusted == Fraction("0.450")


def test_headcount_of_households_is_another_measure():
    found = measure(hdr(by_size=False), HDR, Fraction(1, 3))

    assert found.headcount == Fraction("0.75")


def test_toy_example():
    persons = [Profile(lacks(digits, TOY), 1) for digits in TOY_PERSONS]

    found = measure(persons, TOY, Fraction(1, 2))

    assert (found.population, found.headcount) == (4, Fraction("0.5"))
    assert (found.intensity, found.adjusted) == (Fraction("0.75"), Fraction("0.375"))
    # The poor are persons 2 (a1, b2) and 3 (all); the a2 of person 4 is censored.
    assert found.censored == {
        "a1": Fraction(1, 2),
        "a2": Fraction(1, 4),
        "b1": Fraction(1, 4),
        "b2": Fraction(1, 2),
    }


def test_nobody_poor_and_nobody_at_all():
    rich = measure([Profile(frozenset(), 3)], TOY, Fraction(1, 2))
    empty = measure([], TOY, Fraction(1, 2))

    assert (rich.headcount, rich.intensity, rich.adjusted) == (0, None, 0)
    assert rich.contributions == {}
    assert (empty.population, empty.headcount, empty.adjusted) == (0, None, None)


@pytest.mark.parametrize("cutoff", [Fraction(0), Fraction(11, 10)])
def test_cutoff_outside_its_range_is_refused(cutoff):
    with pytest.raises(ValueError, match="cutoff"):
        measure([], TOY, cutoff)


@given(
    st.lists(
        st.builds(Profile, st.frozensets(st.sampled_from(list(HDR))), st.integers(1, 1000)),
        min_size=1,
        max_size=30,
    ),
    st.integers(1, 18),
)
def test_identities_of_any_population(profiles, eighteenths):
    found = measure(profiles, HDR, Fraction(eighteenths, 18))

    assert found.adjusted == found.headcount * (found.intensity or 0)
    assert found.adjusted == sum(HDR[code] * share for code, share in found.censored.items())
    assert sum(found.contributions.values()) == (1 if found.adjusted else 0)
    assert 0 <= found.adjusted <= found.headcount <= 1
    assert found.intensity is None or found.intensity >= Fraction(eighteenths, 18)
