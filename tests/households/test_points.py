"""B1 from the table of a region: points by facts, what is missing, which table is in force."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from households.actions import reviews
from households.answers import Findings
from households.derivation import Dwelling, Person
from households.facts import facts_of
from households.models import IncomePoint, Member, Review, Standard
from households.points import PointLine, score_b1
from povertyplan.units.models import UnitClass
from tests import factories

# A small invented table: persons, floor area, kWh, cattle, toilet.
TABLE = [
    ("one_person", 70, "persons", None, 1, ""),
    ("two_or_more", 50, "persons", 2, None, ""),
    ("small_house", 0, "floor_area_m2", None, Decimal("19.99"), ""),
    ("large_house", 20, "floor_area_m2", 20, None, ""),
    ("some_power", 10, "monthly_kwh", 25, 49, ""),
    ("much_power", 30, "monthly_kwh", 50, None, ""),
    ("cattle", 15, "cattle", 1, None, ""),
    ("septic", 5, "toilet", None, None, "septic"),
]


@pytest.fixture
def decree(reference):
    return Standard.objects.get(code="ND07_2021")


@pytest.fixture
def load(decree):
    """Load the invented table for a region, with `more` points on each line."""

    def load(region: str, *, more: int = 0, **dates):
        for code, points, fact, minimum, maximum, value in TABLE:
            IncomePoint.objects.create(
                standard=decree,
                region=region,
                code=code,
                content=f"Mục {code}",
                points=points + more,
                fact=fact,
                minimum=minimum,
                maximum=maximum,
                value=value,
                **dates,
            )

    return load


@pytest.fixture
def highland(land):
    UnitClass.objects.create(unit=land.province, kind="income_region", value="highland")
    return "highland"


@pytest.fixture
def review(land, decree, kinh, mai):
    opened = factories.round_in(land.district, 2022, decree)
    household = factories.household(land.village, "Lê Thử", kinh, persons=2)
    return factories.review(opened, household, mai)


def found(review, **dwelling) -> Findings:
    answers = {"floor_area_m2": Decimal(20), "monthly_kwh": 49, "toilet": "septic", "holdings": {}}
    return Findings(
        person_count=2,
        ethnicity=review.ethnicity,
        score_b1=999,
        note="Đã hỏi lại",
        dwelling=Dwelling(**answers | dwelling),
    )


def saved(review, by, **dwelling):
    findings = found(review, **dwelling)
    return reviews.fill_in(review=review, findings=findings, version=review.version, by=by).result


def test_points_are_those_of_every_line_that_applies(load, highland, review, mai):
    load(highland)

    result = saved(review, mai, holdings={"cattle": 2})

    # 50 (two persons) + 20 (20 m²) + 10 (49 kWh) + 15 (cattle) + 5 (septic) = 100.
    assert result.score_b1 == 100
    assert dict(result.b1_lines) == {
        "two_or_more": 50,
        "large_house": 20,
        "some_power": 10,
        "cattle": 15,
        "septic": 5,
    }


@pytest.mark.parametrize(
    ("answers", "points"),
    [
        # Without cattle 85; each limit belongs to the line that names it.
        ({}, 85),
        ({"monthly_kwh": 50}, 105),
        ({"monthly_kwh": 24}, 75),
        ({"floor_area_m2": Decimal("19.9")}, 65),
        ({"toilet": "other"}, 80),
    ],
)
def test_limits_of_the_lines(load, highland, review, mai, answers, points):
    load(highland)

    assert saved(review, mai, **answers).score_b1 == points


@pytest.mark.parametrize(
    ("answers", "missing"),
    [
        ({"monthly_kwh": None}, ("monthly_kwh",)),
        ({"toilet": ""}, ("toilet",)),
        ({"holdings": None}, ("cattle",)),
        ({"floor_area_m2": None, "toilet": ""}, ("floor_area_m2", "toilet")),
    ],
)
def test_unknown_answer_leaves_b1_unknown(load, highland, review, mai, answers, missing):
    load(highland)

    result = saved(review, mai, **answers)

    assert (result.score_b1, result.household_class) == (None, "")
    table = [PointLine("x", "x", points, *rest) for _, points, *rest in TABLE]
    facts = facts_of(found(review, **answers), (), on=date(2022, 12, 14))
    assert score_b1(table, facts).missing == missing


def test_typed_points_stand_until_the_table_is_loaded(review, mai):
    assert saved(review, mai).score_b1 == 999


def test_town_has_the_urban_table(load, highland, land, review, kinh, mai):
    load(highland)
    load("urban", more=1)
    officer = factories.user("tam", "commune_officer", land.town)
    household = factories.household(land.town_village, "Lê Phố", kinh)
    urban = factories.review(review.round, household, officer)

    # Four lines apply, each with one point more.
    assert (saved(review, mai).score_b1, saved(urban, officer).score_b1) == (85, 89)


def test_nearest_unit_with_a_region_decides(load, highland, land, review, mai):
    UnitClass.objects.create(unit=land.commune, kind="income_region", value="delta")
    load(highland)
    load("delta", more=2)

    assert saved(review, mai).score_b1 == 93


@pytest.mark.parametrize(("starts", "points"), [("2022-12-14", 125), ("2022-12-15", 85)])
def test_table_in_force_on_the_last_day_of_the_round_decides(
    load, highland, review, mai, starts, points
):
    day = date.fromisoformat(starts)
    load(highland, valid_to=date(day.year, day.month, day.day - 1))
    load(highland, more=10, valid_from=day)

    assert saved(review, mai).score_b1 == points


def test_page_explains_the_points_and_asks_for_none(load, highland, review, mai, login):
    load(highland)
    client = login(mai)
    page = client.get(review.get_absolute_url())
    url = reverse("households:review-judge", args=[review.pk])
    typed = {"version": 1, "person_count": 2, "ethnicity": review.ethnicity_id}
    typed |= {"floor_area_m2": "30", "owned_asked": "on", "toilet": "septic"}

    missing = client.post(url, typed).content.decode()
    computed = client.post(url, typed | {"monthly_kwh": "60"}).content.decode()

    assert 'name="score_b1"' not in page.content.decode()
    assert "Chưa biết: điện dùng một tháng." in missing
    # 50 + 20 + 30 + 5 = 105, and without deprivations that is near-poor (at most 140).
    assert "Điểm B1: <strong>105</strong>" in computed
    assert "Mục much_power" in computed
    assert "Hộ cận nghèo" in computed


def test_page_says_that_b1_is_typed_from_paper(review, mai, login):
    text = login(mai).get(review.get_absolute_url()).content.decode()

    assert "bảng điểm của vùng chưa được nhập" in text


@pytest.mark.parametrize(
    ("people", "fact", "expected"),
    [
        ([{"birth_year": 1990}], "pensions", None),
        ([{"birth_year": 1990, "pension": "none"}], "pensions", 0),
        ([{"birth_year": 1950, "pension": "pension"}, {"birth_year": 2015}], "pensions", 1),
        ([{"birth_year": 1990}], "best_job", ""),
        ([{"birth_year": 1990, "job_status": "jobless"}, {"birth_year": 2015}], "best_job", "none"),
        (
            [{"birth_year": 1990, "job_status": "working", "job_kind": "hired"}],
            "best_job",
            "other",
        ),
        (
            [
                {"birth_year": 1990, "job_status": "working", "job_kind": "official"},
                {"birth_year": 1991},
            ],
            "best_job",
            "official",
        ),
        ([{"birth_year": 1990, "completed": "primary"}, {"birth_year": 1991}], "top_education", ""),
        (
            [{"birth_year": 1990, "completed": "primary"}, {"birth_year": 2015}],
            "top_education",
            "primary",
        ),
    ],
)
def test_what_is_unknown_of_an_adult_is_no_fact(review, people, fact, expected):
    members = tuple(Person("Lê Thử", **facts) for facts in people)

    assert facts_of(found(review), members, on=date(2022, 12, 14))[fact] == expected


def test_table_asks_only_what_can_be_known(decree):
    line = IncomePoint(standard=decree, region="urban", code="x", content="x", points=1)
    for fact in ("persons", "cattle"):
        line.fact = fact
        line.full_clean()

    line.fact = "catle"
    with pytest.raises(ValidationError, match="catle"):
        line.full_clean()


def test_form_of_a_household_with_unknown_members_computes_nothing(
    load, highland, review, mai, decree
):
    """A line about pensions asks every adult."""
    load(highland)
    IncomePoint.objects.create(
        standard=decree,
        region=highland,
        code="pension",
        content="Lương hưu",
        points=25,
        fact="pensions",
        minimum=1,
    )
    unknown = saved(review, mai).score_b1
    Member.objects.filter(household=review.household).update(pension="pension")

    known = saved(Review.objects.get(pk=review.pk), mai, monthly_kwh=48)

    assert (unknown, known.score_b1) == (None, 110)
