"""Judging many households at once says of each what judging it alone says."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from households.derivation import Dwelling, Home, Person, derive
from households.enums import Durability, Education, HouseholdClass, IncomeBand, Toilet, WaterSource
from households.judging import Catalogue
from households.models import Standard
from households.rules import (
    Answers,
    IndicatorRule,
    Lines,
    Outcome,
    StandardRules,
    class_of,
    classify,
)

ON = date(2021, 12, 15)
WHETHER = st.none() | st.booleans()
PEOPLE = st.builds(
    Person,
    name=st.sampled_from(["Siu Một", "Siu Hai"]),
    birth_year=st.none() | st.sampled_from([1950, 1990, 2003, 2012, 2018]),
    has_insurance=WHETHER,
    has_allowance=WHETHER,
    studies_at=st.sampled_from(["", *Education]),
    completed=st.sampled_from(["", *Education]),
    uses_internet=WHETHER,
)
DWELLINGS = st.builds(
    Dwelling,
    floor_area_m2=st.none() | st.decimals(0, 60, places=1),
    pillars=st.sampled_from(["", *Durability]),
    walls=st.sampled_from(["", *Durability]),
    roof=st.sampled_from(["", *Durability]),
    water_source=st.sampled_from(["", *WaterSource]),
    toilet=st.sampled_from(["", *Toilet]),
    holdings=st.none() | st.dictionaries(st.sampled_from(["radio", "buffalo"]), st.integers(0, 2)),
)
HOMES = st.builds(Home, people=st.lists(PEOPLE, max_size=3).map(tuple), dwelling=DWELLINGS)
RULES = StandardRules(
    name="A standard",
    income={"rural": Lines(700_000, 1_000_000, 1_300_000)},
    points={"rural": Lines(120, 150)},
    table={
        (IncomeBand.POOR, True): Outcome(HouseholdClass.POOR, "a"),
        (IncomeBand.POOR, False): Outcome(HouseholdClass.NEAR_POOR, "b"),
        **{
            (IncomeBand.NEAR_POOR, enough): Outcome(HouseholdClass.NEAR_POOR, "c")
            for enough in (0, 1)
        },
        **{(IncomeBand.AVERAGE, enough): Outcome(HouseholdClass.AVERAGE, "d") for enough in (0, 1)},
        **{(IncomeBand.ABOVE, enough): Outcome(HouseholdClass.NON_POOR, "e") for enough in (0, 1)},
    },
    indicators=tuple(IndicatorRule(code, code, bit) for bit, code in enumerate("abcd")),
)


@pytest.fixture
def kept(reference):
    """What one catalogue derived, from the first household to the last, by standard."""
    catalogue = Catalogue()
    standards = list(Standard.objects.filter(code__in=["QD59_2015", "ND07_2021"]))
    for standard in standards:
        assert catalogue.indicators(standard)
    return catalogue, standards


def test_what_was_derived_of_one_household_is_not_taken_for_another(kept):
    catalogue, standards = kept

    @given(HOMES)
    def same(home):
        for standard in standards:
            alone = {
                item.code: derive(item.derivation, home, on=ON)
                for item in catalogue.indicators(standard)
                if item.derivation
            }
            known = {code: result for code, result in alone.items() if result is not None}
            assert catalogue.derived(standard, home, on=ON) == known

    same()


def test_what_is_handed_out_is_not_what_is_kept(kept):
    catalogue, (standard, *_) = kept
    home = Home((Person("Siu Một", 1990, has_insurance=False),), Dwelling(Decimal(4)))

    catalogue.derived(standard, home, on=ON).clear()

    larger = home._replace(dwelling=Dwelling(Decimal(8)))
    found = [catalogue.derived(standard, each, on=ON) for each in (home, larger)]
    assert [each["housing_area"].is_deprived for each in found] == [True, False]
    assert all(each["health_insurance"].is_deprived for each in found)


@given(
    st.builds(
        Answers,
        area=st.just("rural"),
        income_vnd=st.none() | st.sampled_from([700_000, 700_001, 1_000_000, 1_300_000, 1_300_001]),
        score_b1=st.none() | st.sampled_from([120, 121, 150, 151]),
        deprived=st.frozensets(st.sampled_from("abcd")),
    )
)
def test_class_alone_is_the_class_with_its_reason(answers):
    whole = classify(answers, RULES)

    assert class_of(answers, RULES) == (whole and whole.household_class)
