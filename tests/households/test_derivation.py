"""Deprivations that follow from members and dwelling, at every age and limit of two decrees."""

from datetime import date
from decimal import Decimal

import pytest

from households.actions import reviews
from households.answers import Findings
from households.derivation import Derivations, Derived, Dwelling, Home, Person, derive
from households.judging import judge
from households.models import Indicator, Member, Review
from povertyplan.errors import InvalidData
from tests import factories

ON = date(2021, 12, 14)


@pytest.fixture
def found(reference):
    """The answer for one indicator of a standard: True, False, or None while it is unknown."""

    def answer(standard: str, code: str, *people: Person, area: str | None = None):
        rule = Indicator.objects.get(standard__code=standard, code=code).derivation
        home = Home(people, Dwelling(floor_area_m2=Decimal(area) if area else None))
        result = derive(rule, home, on=ON)
        return result.is_deprived if result else None

    return answer


def born(year: int, **facts) -> Person:
    return Person(name="Siu Thử", birth_year=year, **facts)


@pytest.mark.parametrize(
    ("year", "insured", "expected"),
    [
        (2015, False, True),
        (2016, False, False),
        (2016, None, False),
        (2015, None, None),
        (2015, True, False),
        (None, False, None),
    ],
)
def test_insurance_counts_from_six_years(found, year, insured, expected):
    person = Person(name="Siu Thử", birth_year=year, has_insurance=insured)

    assert found("QD59_2015", "health_insurance", person) is expected


def test_one_uninsured_is_enough_even_when_others_are_unknown(found):
    people = [born(1990), born(1991, has_insurance=False)]

    assert found("ND07_2021", "health_insurance", *people) is True


def test_age_is_counted_to_the_day_when_the_day_is_known(found):
    day_after = Person("Siu Thử", birth_date=date(2015, 12, 15), has_insurance=False)
    same_day = Person("Siu Thử", birth_date=date(2015, 12, 14), has_insurance=False)

    assert found("QD59_2015", "health_insurance", day_after) is False
    assert found("QD59_2015", "health_insurance", same_day) is True


@pytest.mark.parametrize(
    ("standard", "year", "studies_at", "expected"),
    [
        # Decision 59: 5 to under 15, at any school.
        ("QD59_2015", 2016, "none", True),
        ("QD59_2015", 2017, "none", False),
        ("QD59_2015", 2007, "none", True),
        ("QD59_2015", 2006, "none", False),
        ("QD59_2015", 2010, "preschool", False),
        ("QD59_2015", 2010, "", None),
        # Decree 07: 3 to under 16, at the level of the age or above.
        ("ND07_2021", 2018, "none", True),
        ("ND07_2021", 2019, "none", False),
        ("ND07_2021", 2015, "preschool", True),
        ("ND07_2021", 2015, "primary", False),
        ("ND07_2021", 2009, "primary", True),
        ("ND07_2021", 2009, "lower_secondary", False),
        ("ND07_2021", 2006, "upper_secondary", False),
        ("ND07_2021", 2005, "none", False),
    ],
)
def test_children_at_school(found, standard, year, studies_at, expected):
    assert found(standard, "child_schooling", born(year, studies_at=studies_at)) is expected


@pytest.mark.parametrize(
    ("standard", "year", "facts", "expected"),
    [
        # Decision 59: 15 and older, born in 1986 or later, lower secondary school.
        ("QD59_2015", 1986, {"completed": "primary", "studies_at": "none"}, True),
        ("QD59_2015", 1985, {"completed": "none", "studies_at": "none"}, False),
        ("QD59_2015", 1990, {"completed": "lower_secondary"}, False),
        ("QD59_2015", 1990, {"completed": "primary"}, None),
        ("QD59_2015", 2006, {"completed": "primary", "studies_at": "lower_secondary"}, False),
        # Decree 07: 16 and 17 lower secondary, 18 to 30 upper secondary or a trade.
        ("ND07_2021", 2004, {"completed": "lower_secondary", "studies_at": "none"}, False),
        ("ND07_2021", 2003, {"completed": "lower_secondary", "studies_at": "none"}, True),
        ("ND07_2021", 1991, {"completed": "vocational", "studies_at": "none"}, False),
        ("ND07_2021", 1991, {"completed": "primary", "studies_at": "none"}, True),
        ("ND07_2021", 1990, {"completed": "primary", "studies_at": "none"}, False),
    ],
)
def test_education_of_adults(found, standard, year, facts, expected):
    assert found(standard, "adult_education", born(year, **facts)) is expected


@pytest.mark.parametrize(
    ("years", "allowances", "expected"),
    [
        # 2 of 4 are half, not more than half; 3 of 5 are more.
        ([2010, 2012, 1980, 1982], {}, False),
        ([2010, 2012, 2014, 1980, 1982], {}, True),
        ([2010, 1940, 1980], {1940: True}, True),
        ([2010, 1940, 1980], {1940: False}, False),
        ([2006, 1980], {}, False),
        ([2005, 1980], {}, False),
    ],
)
def test_dependants_are_more_than_half(found, years, allowances, expected):
    people = [born(year, has_allowance=allowances.get(year, False)) for year in years]

    assert found("ND07_2021", "dependency", *people) is expected


def test_dependants_are_unknown_while_an_allowance_is(found):
    assert found("ND07_2021", "dependency", born(1940), born(1980, has_allowance=False)) is None


@pytest.mark.parametrize(
    ("area", "people", "expected"), [("32", 4, False), ("31,9", 4, True), (None, 4, None)]
)
def test_less_than_eight_square_metres_each(found, area, people, expected):
    area = area and area.replace(",", ".")

    assert found("ND07_2021", "housing_area", *[born(1990)] * people, area=area) is expected


def test_the_reason_is_given_in_words(reference):
    rule = Indicator.objects.get(standard__code="QD59_2015", code="housing_area").derivation

    found = derive(rule, Home((born(1990),) * 4, Dwelling(floor_area_m2=Decimal("31"))), on=ON)

    assert found.why == "31,0 m² cho 4 người, bình quân 7,8 m² (chuẩn: dưới 8 m²)."


def test_what_must_be_asked_derives_nothing():
    assert derive({}, Home((born(1990),)), on=ON) is None


def test_contradictions_go_both_ways():
    derived = {"a": Derived(True, ""), "b": Derived(False, ""), "c": Derived(True, "")}

    assert Derivations.of(derived).contradicted(frozenset({"b", "c", "d"})) == {"a", "b"}


@pytest.fixture
def review(round_2021, land, jrai, mai) -> Review:
    """A household of one, born 1985, without insurance."""
    household = factories.household(land.village, "Siu Thử", jrai)
    Member.objects.update(birth_year=1985, has_insurance=False)
    return factories.review(round_2021, household, mai)


def test_new_review_begins_with_what_follows(review):
    assert review.result.deprived_codes == ["health_insurance"]


def test_overruling_needs_a_note(review, mai):
    findings = {"person_count": 1, "ethnicity": review.ethnicity, "income_vnd": 600_000}

    with pytest.raises(InvalidData, match="Bảo hiểm y tế"):
        reviews.fill_in(review=review, findings=Findings(**findings), version=1, by=mai)

    kept = reviews.fill_in(
        review=review,
        findings=Findings(**findings, note="Đã mua thẻ ngày hôm qua"),
        version=1,
        by=mai,
    )
    assert kept.result.deprived_codes == []


def test_form_shows_the_reason_and_the_live_warning(review, mai, login):
    client = login(mai)
    data = {"version": 1, "person_count": 1, "ethnicity": review.ethnicity_id, "income_vnd": "1"}

    page = client.get(review.get_absolute_url()).content.decode()
    verdict = client.post(f"{review.get_absolute_url()}judge/", data).content.decode()

    assert "Siu Thử: chưa có bảo hiểm y tế." in page
    assert "Khác với thông tin thành viên, nhà ở: Bảo hiểm y tế" in verdict


def test_those_nobody_has_recorded_are_unknown(round_2021, land, jrai, mai):
    """Five live on 30 m², 6 m² for each; only the head is on record, with insurance."""
    household = factories.household(land.village, "Siu Thử", jrai)
    household.members.update(has_insurance=True)
    review = factories.review(round_2021, household, mai)
    dwelling = Dwelling(floor_area_m2=Decimal(30))

    def derived(persons):
        findings = Findings(person_count=persons, ethnicity=jrai, dwelling=dwelling)
        [judgement] = judge(findings, review=Review.objects.get(pk=review.pk))
        return {code: found.is_deprived for code, found in judgement.derived.items()}

    assert derived(5) == {"housing_area": True}
    assert derived(1)["housing_area"] is False
    assert derived(1)["health_insurance"] is False


@pytest.mark.parametrize(
    ("persons", "born", "count"),
    [
        (2, date(2021, 12, 14), 1),  # the last day of the round
        (1, date(2021, 12, 15), 0),
        (1, date(2023, 5, 1), 0),
        (4, date(2015, 5, 1), None),  # two more, of whom nothing is on record
    ],
)
def test_children_are_those_of_the_round(persons, born, count, round_2021, land, jrai, mai):
    household = factories.household(land.village, "Siu Thử", jrai)
    child = {"full_name": "Siu Bé", "relation": "child", "sex": "male", "ethnicity": jrai}
    Member.objects.create(household=household, birth_date=born, birth_year=born.year, **child)

    review = factories.review(round_2021, household, mai, income_vnd=1, person_count=persons)

    assert Review.objects.get(pk=review.pk).child_count == count
