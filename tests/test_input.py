"""Whatever is typed is understood or refused with a sentence, never answered with an error page."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import timezone

from households.models import Household, Round, UnitYear
from povertyplan.forms import WholeNumberField
from povertyplan.numbers import as_key
from povertyplan.units.models import Unit
from tests import factories

HUGE = "9" * 30
LONG = "9" * 5000
PLACES = [
    "households:household-list",
    "households:review-list",
    "targets:sheet-list",
    "plans:plan-list",
    "reports:report-list",
    "documents:document-list",
]
TYPED = [
    *(("unit", value) for value in ("²", "abc", HUGE, LONG, "-1", "１")),
    *(("year", value) for value in ("²", "0", "1", "9999", "10000", HUGE, LONG, "-5")),
    *(("page", value) for value in ("²", "abc", LONG)),
    *(("q", value) for value in ("\x00", "a " * 1200)),
    ("state", "x"),
    ("deprived", "\x00"),
]


@pytest.fixture
def review(round_2021, land, jrai, mai):
    household = factories.household(land.village, "Siu Thử", jrai)
    return factories.review(round_2021, household, mai, income_vnd=650_000)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("12", 12), (" 12 ", 12), ("0", 0), ("1500000", 1_500_000), ("1.500.000", 1_500_000)],
)
def test_whole_number_as_people_write_it(typed, meant):
    assert WholeNumberField().clean(typed) == meant


@pytest.mark.parametrize(
    "typed",
    [
        "850.00",
        "12.00",
        "1.5",
        "1.500.00",
        "1_000",
        "１２",
        "٣",
        "²",
        "1e9",
        "0x10",
        "1,0",
        "-5",
        LONG,
    ],
)
def test_anything_else_is_refused_not_misread(typed):
    with pytest.raises(ValidationError, match="Hãy nhập một số nguyên"):
        WholeNumberField().clean(typed)


@pytest.mark.parametrize("text", [None, "", "²", "１", "-1", "1.0", "abc", HUGE, LONG])
def test_text_that_cannot_be_a_key(text):
    assert as_key(text) is None


@pytest.mark.parametrize(("parameter", "value"), TYPED, ids=lambda value: ascii(value)[:20])
@pytest.mark.parametrize("name", PLACES)
def test_address_of_a_list(name, parameter, value, review, mai, login):
    assert login(mai).get(reverse(name), {parameter: value}).status_code == 200


@pytest.mark.parametrize("value", ["²", "0", "9999", "10000", HUGE])
def test_year_of_a_table(value, land, standard, mai, login):
    url = reverse("reports:report-file", args=["reduction-targets", "csv"])

    assert login(mai).get(url, {"year": value}).status_code == 404


@pytest.mark.parametrize("value", ["abc", "", "²", HUGE, LONG])
def test_review_of_a_round_that_is_not_there(value, round_2021, land, jrai, mai, login):
    household = factories.household(land.village, "Siu Thử", jrai)
    url = reverse("households:review-start", args=[household.pk])

    assert login(mai).post(url, {"round": value}).status_code == 404


@pytest.mark.parametrize("value", ["²", "abc", HUGE, LONG])
def test_batch_with_a_key_that_cannot_be(value, review, mai, login):
    url = reverse("households:reviews-move", args=["submit"])

    assert login(mai).post(url, {"review": value}).status_code == 422


@pytest.mark.parametrize("back", ["abc", "//evil.example", "javascript:alert(1)", "/" * 3000])
def test_batch_leads_back_to_the_list(back, review, mai, login):
    url = reverse("households:reviews-move", args=["submit"])

    response = login(mai).post(url, {"review": review.pk, "back": back})

    assert response.url == reverse("households:review-list")


@pytest.mark.parametrize("year", ["0", "2015", "2101", "10000", "65535", HUGE, "２０２１", "²"])
def test_year_of_a_round(year, land, standard, duc, login):
    data = {
        "unit": land.district.pk,
        "year": year,
        "kind": "periodic",
        "standard": standard.pk,
        "opens_on": "01/09/2021",
        "closes_on": "14/12/2021",
    }

    response = login(duc).post(reverse("households:round-open"), data)

    assert response.context["form"].errors["year"] == ["Hãy nhập một năm từ 2016 đến 2100."]


@pytest.mark.parametrize("year", ["0", "2015", "2101", HUGE, "２０２１"])
def test_year_of_a_sheet(year, land, standard, mai, login):
    data = {"unit": land.commune.pk, "year": year}

    response = login(mai).post(reverse("targets:sheet-start"), data)

    assert response.context["form"].errors["year"] == ["Hãy nhập một năm từ 2016 đến 2100."]


@pytest.mark.parametrize(
    ("opens_on", "closes_on", "field"),
    [("01/09/2020", "14/12/2020", "opens_on"), ("01/09/2021", "01/10/2022", "closes_on")],
)
def test_days_of_a_round_lie_by_its_year(opens_on, closes_on, field, land, standard, duc, login):
    data = {
        "unit": land.district.pk,
        "year": 2021,
        "kind": "periodic",
        "standard": standard.pk,
        "opens_on": opens_on,
        "closes_on": closes_on,
    }

    response = login(duc).post(reverse("households:round-open"), data)

    assert response.context["form"].errors.keys() == {field}
    assert not Round.objects.exists()


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("households:household-list", {"q": "a " * 1200}),
        ("households:household-list", {"unit": "²"}),
        ("households:review-list", {"household_class": "poor", "year": "2020"}),
        ("households:review-list", {"state": "x"}),
        ("targets:sheet-list", {"state": "x"}),
    ],
)
def test_one_bad_filter_shows_nothing_and_says_why(name, typed, review, mai, login):
    response = login(mai).get(reverse(name), typed)

    assert response.context["page"].paginator.count == 0
    assert "Bộ lọc chưa đúng: " in response.content.decode()


@pytest.mark.parametrize(
    ("born", "field"),
    [
        ({"birth_year": "1899"}, "birth_year"),
        ({"birth_year": str(timezone.localdate().year + 1)}, "birth_year"),
        ({"birth_year": "1_985"}, "birth_year"),
        ({"birth_date": "31/12/1899"}, "birth_year"),
        ({"birth_date": f"{timezone.localdate() + timedelta(days=1):%d/%m/%Y}"}, "birth_"),
    ],
)
def test_nobody_is_born_in_the_future_or_too_long_ago(born, field, land, jrai, mai, login):
    data = {
        "village": land.village.pk,
        "full_name": "Siu Thử",
        "sex": "male",
        "ethnicity": jrai.pk,
        **born,
    }

    response = login(mai).post(reverse("households:household-create"), data)

    assert [name[: len(field)] for name in response.context["form"].errors] == [field]
    assert not Household.objects.exists()


def test_figure_of_a_year_stands_at_one_level(land):
    factories.totals(land.village, 2020, 100)
    factories.totals(land.town, 2020, 300)
    refused = [land.commune, land.town_village, land.district, land.country]
    accepted = [land.second_village, land.far_commune]

    for unit in refused:
        with pytest.raises(ValidationError):
            UnitYear(unit=unit, year=2020, household_count=1).full_clean()
    for unit in accepted:
        UnitYear(unit=unit, year=2020, household_count=1).full_clean()
    UnitYear(unit=land.commune, year=2021, household_count=1).full_clean()


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"unit": "901", "year": 99999}, "between 2000 and 2100"),
        ({"unit": "02", "year": 2021}, "No unit had the code 02"),
    ],
)
def test_command_refuses_with_a_sentence(options, sentence, land, standard):
    with pytest.raises(CommandError, match=sentence):
        call_command("report", "reduction-targets", **options)


def test_code_of_a_village_leads_nowhere(land):
    assert Unit.objects.by_code("02", year=2021) is None
    assert Unit.objects.by_code("90001", year=2021) == land.commune


def test_command_says_what_the_table_notes(land, standard, mai, duc, jrai, capsys):
    opened = factories.round_in(land.commune, 2021, standard)
    for index in range(2):
        household = factories.household(land.village, f"Siu {index}", jrai)
        review = factories.review(opened, household, mai, income_vnd=1)
        if index == 0:
            factories.approved(review, submit=mai, approve=duc)

    call_command("report", "reduction-targets", unit="90001", year=2022, output="/dev/null")

    assert "năm 2021 là sơ bộ" in capsys.readouterr().err


def test_back_from_a_refusal_leads_to_the_form(review, duc, login):
    url = reverse("households:review-move", args=[review.pk, "approve"])
    page = f"http://testserver{review.get_absolute_url()}"

    known = login(duc).post(url, headers={"referer": page})
    foreign = login(duc).post(url, headers={"referer": "https://elsewhere.example/"})

    assert (known.status_code, known.context["back"]) == (409, page)
    assert foreign.context["back"] == reverse("home")
