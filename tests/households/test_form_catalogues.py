"""What an administrator keeps of the forms: form A, the lists of form B, the B1 table."""

import pytest
import tablib
from django.urls import reverse

from households.actions import reviews
from households.admin import IncomePointResource
from households.answers import Circumstances, Findings
from households.derivation import Dwelling
from households.models import IncomePoint, Option, QuickQuestion, Review, Standard
from tests import factories

COLUMNS = [
    "id",
    "standard",
    "region",
    "code",
    "content",
    "points",
    "fact",
    "minimum",
    "maximum",
    "value",
    "valid_from",
]


@pytest.fixture
def an(cast, login):
    return login(cast["an"])


@pytest.fixture
def review(round_2021, land, jrai, mai):
    made = factories.review(round_2021, factories.household(land.village, "Siu Thử", jrai), mai)
    findings = Findings(
        person_count=1,
        ethnicity=jrai,
        circumstances=Circumstances(
            causes=frozenset({"illness"}), needs=frozenset({"water"}), supports=frozenset({"job"})
        ),
        dwelling=Dwelling(holdings={"pigs": 2}),
        form_a=None,
    )
    return reviews.fill_in(review=made, findings=findings, version=1, by=mai)


def change_page(an, record):
    name = f"admin:households_{record._meta.model_name}_change"
    return an.get(reverse(name, args=[record.pk]))


@pytest.mark.parametrize(
    ("kind", "code", "is_fixed"),
    [
        ("cause", "illness", True),
        ("cause", "no_land", False),
        ("support", "water", True),
        ("support", "job", True),
        ("support", "credit", False),
        ("animal", "pigs", True),
        ("asset", "radio", False),
        # The priority of groups is not kept in reviews.
        ("group", "minority", False),
    ],
)
def test_line_that_a_review_names_keeps_its_code_and_bit(an, review, kind, code, is_fixed):
    option = Option.objects.get(kind=kind, code=code)

    page = change_page(an, option)
    deleted = an.post(reverse("admin:households_option_delete", args=[option.pk]), {"post": "yes"})

    fields = page.context["adminform"].form.fields.keys()
    assert ({"kind", "code", "bit"} & fields == set()) is is_fixed
    assert {"name", "valid_to"} <= fields
    assert (deleted.status_code == 403) is is_fixed
    assert Option.objects.filter(pk=option.pk).exists() is is_fixed


def test_conditions_of_form_a_are_fixed_once_a_household_was_asked(an, standard, review):
    QuickQuestion.objects.create(standard=standard, code="job", text="Có lương", position=1)

    def form_a(page):
        inline = page.context["inline_admin_formsets"][-1]
        assert inline.opts.model is QuickQuestion
        return "form_a_minimum" in page.context["adminform"].form.fields, inline.has_add_permission

    before = form_a(change_page(an, standard))
    Review.objects.filter(pk=review.pk).update(form_a=[])

    assert before == (True, True)
    assert form_a(change_page(an, standard)) == (False, False)


def test_table_of_points_comes_from_excel(cast, reference):
    data = tablib.Dataset(headers=COLUMNS)
    line = ["", "ND07_2021", "highland", "area", "Diện tích từ 8 đến dưới 20 m²", 5]
    data.append([*line, "floor_area_m2", "8", "19.99", "", "2022-01-01"])

    result = IncomePointResource().import_data(data, user=cast["an"], raise_errors=True)

    point = IncomePoint.objects.get()
    assert not result.has_validation_errors()
    assert (point.standard, point.fact) == (Standard.objects.get(code="ND07_2021"), "floor_area_m2")
    assert (point.points, float(point.minimum), float(point.maximum)) == (5, 8, 19.99)


def test_row_about_an_unknown_fact_is_refused(cast, reference):
    data = tablib.Dataset(headers=COLUMNS)
    line = ["", "ND07_2021", "urban", "x", "Xe", 5]
    data.append([*line, "bicycle", "1", "", "", ""])

    result = IncomePointResource().import_data(data, user=cast["an"])

    assert result.has_validation_errors()
    assert not IncomePoint.objects.exists()


def test_import_page_names_the_facts(an, reference):
    text = an.get(reverse("admin:households_incomepoint_import")).content.decode()

    assert "monthly_kwh: điện dùng một tháng" in text
