"""The page of a review: what it asks, what it repeats of last year, and what it warns of."""

import re
from decimal import Decimal

import pytest
from django.urls import reverse

from households.actions import reviews
from households.answers import Circumstances, Findings
from households.derivation import Dwelling
from households.models import Member, Option, QuickQuestion, Review, ReviewRequest, Standard
from tests import factories


@pytest.fixture
def decree(reference):
    return Standard.objects.get(code="ND07_2021")


@pytest.fixture
def household(land, jrai):
    made = factories.household(land.village, "Siu Thử", jrai)
    Member.objects.filter(household=made).update(merit_kind="sick_soldier")
    return made


@pytest.fixture
def review(land, decree, household, mai):
    opened = factories.round_in(land.commune, 2022, decree)
    return factories.review(opened, household, mai)


# Two of pillars, walls and roof must be weak.
ONE_WEAK = {"pillars": "durable", "walls": "not_durable", "roof": "durable"}


def typed(review, **answers) -> dict:
    data = {"version": review.version, "person_count": 1, "ethnicity": review.ethnicity_id}
    return data | answers


def test_every_answer_of_form_b_is_kept(review, mai, login):
    data = typed(
        review,
        income_vnd="1.200.000",
        score_b1="120",
        floor_area_m2="24,5",
        pillars="durable",
        walls="not_durable",
        roof="not_durable",
        water_source="other",
        toilet="septic",
        electricity="grid",
        monthly_kwh="45",
        deprived=["housing_quality", "water"],
        causes=["no_land", "illness"],
        needs=["housing"],
        supports=["credit"],
        has_no_labour="on",
        is_farming="on",
        owned_asked="on",
        **{"own-television": "1", "own-annual_crops": "1.500", "own-poultry": "0"},
    )

    response = login(mai).post(review.get_absolute_url(), data)

    assert response.status_code == 302
    found = reviews.findings_of(Review.objects.get(pk=review.pk))
    assert found.dwelling == Dwelling(
        floor_area_m2=Decimal("24.5"),
        pillars="durable",
        walls="not_durable",
        roof="not_durable",
        water_source="other",
        toilet="septic",
        electricity="grid",
        monthly_kwh=45,
        holdings={"television": 1, "annual_crops": 1500},
    )
    assert found.circumstances == Circumstances(
        causes=frozenset({"no_land", "illness"}),
        needs=frozenset({"housing"}),
        supports=frozenset({"credit"}),
        has_no_labour=True,
        is_farming=True,
    )
    assert (found.score_b1, found.income_vnd) == (120, 1_200_000)
    assert found.deprived == {"housing_quality", "water"}


@pytest.mark.parametrize(
    ("typed_of_things", "kept"),
    [
        ({}, None),
        ({"owned_asked": "on"}, {}),
        ({"owned_asked": "on", "own-radio": "0"}, {}),
        ({"owned_asked": "on", "own-radio": "2"}, {"radio": 2}),
    ],
)
def test_things_not_asked_about_are_unknown_not_none(review, mai, login, typed_of_things, kept):
    note = {"note": "hộ dùng nhờ"}

    login(mai).post(review.get_absolute_url(), typed(review, **typed_of_things, **note))

    assert Review.objects.get(pk=review.pk).holdings == kept


def test_list_that_is_begun_makes_nothing_of_the_rest(review, mai, login):
    """Who has typed two oxen has not said that there is no telephone."""
    client, data = login(mai), typed(review, **{"own-cattle": "2"})

    live = client.post(reverse("households:review-judge", args=[review.pk]), data)
    refused = client.post(review.get_absolute_url(), data)

    assert 'id="follows-deprived-info_devices" hx-swap-oob="true"></small>' in live.content.decode()
    assert refused.context["form"].errors.keys() == {"owned_asked"}
    assert Review.objects.get(pk=review.pk).holdings is None


def test_saved_form_shows_the_same_answers_and_saving_again_changes_nothing(review, mai, login):
    client = login(mai)
    data = typed(
        review,
        income_vnd="900.000",
        floor_area_m2="8,5",
        toilet="septic",
        owned_asked="on",
        deprived=["info_devices"],
        causes=["no_land"],
        is_farming="on",
        **{"own-cattle": "2"},
    )
    client.post(review.get_absolute_url(), data)
    page = client.get(review.get_absolute_url())
    version = Review.objects.get(pk=review.pk).version

    client.post(review.get_absolute_url(), data | {"version": version})

    text = page.content.decode()
    assert 'value="8,5"' in text
    assert re.search(r'name="causes" value="no_land" checked', text)
    assert re.search(r'name="is_farming" value="on" checked', text)
    assert Review.objects.get(pk=review.pk).version == version


def test_page_stays_light(review, mai, login):
    assert len(login(mai).get(review.get_absolute_url()).content) < 100_000


def test_overruling_without_a_note_returns_the_filled_in_form(review, mai, login):
    response = login(mai).post(review.get_absolute_url(), typed(review, toilet="other"))

    assert response.status_code == 200
    assert "Nhà tiêu hợp vệ sinh" in response.context["form"].errors["note"][0]
    assert response.context["form"]["toilet"].value() == "other"
    assert Review.objects.get(pk=review.pk).toilet == ""


@pytest.mark.parametrize(
    ("answers", "code", "is_deprived"),
    [
        ({"toilet": "other"}, "toilet", True),
        ({"toilet": "slab"}, "toilet", False),
        ({"water_source": "other"}, "water", True),
        ({"water_source": "rain"}, "water", False),
        ({"pillars": "durable", "walls": "not_durable", "roof": "durable"}, "housing_quality", 0),
        (
            {"pillars": "durable", "walls": "not_durable", "roof": "not_durable"},
            "housing_quality",
            1,
        ),
        ({"owned_asked": "on", "own-motorbike": "1"}, "info_devices", True),
        ({"owned_asked": "on", "own-smartphone": "1"}, "info_devices", False),
        # One person: 7.9 m² is under eight, 8 m² is not.
        ({"floor_area_m2": "7,9"}, "housing_area", True),
        ({"floor_area_m2": "8"}, "housing_area", False),
    ],
)
def test_live_answer_says_what_follows_from_the_dwelling(
    review, mai, login, no_writes, answers, code, is_deprived
):
    client = login(mai)
    url = reverse("households:review-judge", args=[review.pk])

    with no_writes():
        text = client.post(url, typed(review, **answers)).content.decode()

    reason = re.search(rf'id="follows-deprived-{code}"[^>]*data-follows="(\w+)"', text)
    assert reason.group(1) == ("yes" if is_deprived else "no")


def test_live_answer_warns_without_refusing(review, mai, login):
    client = login(mai)
    data = typed(review, person_count=4, income_vnd="900.000")

    warned = client.post(reverse("households:review-judge", args=[review.pk]), data)
    saved = client.post(review.get_absolute_url(), data)

    text = warned.content.decode()
    assert "khác số thành viên trong hồ sơ hộ (1 người)" in text
    assert "cần có ít nhất một nguyên nhân nghèo" in text
    assert saved.status_code == 302


def test_cause_and_the_right_count_leave_nothing_to_warn_of(review, mai, login):
    data = typed(review, income_vnd="900.000", causes=["no_land"])

    response = login(mai).post(reverse("households:review-judge", args=[review.pk]), data)

    assert response.context["cautions"] == []


def test_farming_household_of_average_living_standard_by_declared_income(review, mai, login):
    url = reverse("households:review-judge", args=[review.pk])
    client, data = login(mai), typed(review, score_b1="141", income_vnd="2.000.000")

    farming = client.post(url, data | {"is_farming": "on"})
    other = client.post(url, data)

    assert "Hộ nông, lâm, ngư, diêm nghiệp có mức sống trung bình" in farming.content.decode()
    assert farming.context["cautions"] == []
    assert "Mức sống trung bình xét cho hộ làm nông" in other.context["cautions"][0]


def test_groups_follow_from_the_members(review, mai, login):
    text = login(mai).get(review.get_absolute_url()).content.decode()

    assert "Theo thành viên: có người có công; chủ hộ là nữ; không phải hộ dân tộc tại chỗ" in text


def test_changed_answers_show_what_they_were(land, decree, household, mai, duc, login):
    before = factories.round_in(land.commune, 2022, decree)
    old = factories.review(before, household, mai)
    findings = Findings(
        person_count=3,
        ethnicity=household.ethnicity,
        income_vnd=900_000,
        dwelling=Dwelling(water_source="rain", monthly_kwh=30, holdings={"pigs": 2}),
        circumstances=Circumstances(causes=frozenset({"no_land"}), is_farming=True),
        deprived=frozenset({"info_devices"}),
    )
    old = reviews.fill_in(review=old, findings=findings, version=old.version, by=mai)
    factories.approved(old, submit=mai, approve=duc)
    factories.closed(before)
    new = factories.review(factories.round_in(land.commune, 2023, decree), household, mai)
    client, url = login(mai), new.get_absolute_url()
    data = typed(
        new,
        person_count=3,
        income_vnd="950.000",
        water_source="piped",
        monthly_kwh=30,
        owned_asked="on",
        deprived=["info_devices"],
        **{"own-pigs": "2"},
    )
    client.post(url, data)

    text = client.get(url).content.decode()

    shown = re.findall(r'<small class="app-before app-was">([^<]*)</small>', text)
    assert sorted(shown) == ["Năm 2022: 900.000", "Năm 2022: nước mưa"]
    assert re.search(r'was-deprived"><input[^>]*name="causes" value="no_land"', text)
    assert re.search(r'was-deprived"><input[^>]*name="is_farming"', text)


@pytest.fixture
def quick(decree):
    decree.form_a_minimum = 2
    decree.save()
    for position, code in enumerate(("job", "pension", "car"), 1):
        QuickQuestion.objects.create(
            standard=decree, code=code, text=f"Điều kiện {code}", position=position
        )


def asked_for(review, mai):
    return ReviewRequest.objects.create(
        household=review.household,
        village=review.village,
        commune=review.commune,
        district=review.district,
        province=review.province,
        kind="enter",
        applicant="Siu Thử",
        received_on="2022-10-01",
        reason="Thu nhập thấp",
        review=review,
        created_by=mai,
    )


def test_form_a_is_only_for_households_that_asked(quick, review, mai, login):
    client = login(mai)
    listed = client.get(review.get_absolute_url()).content.decode()
    asked_for(review, mai)

    text = client.get(review.get_absolute_url()).content.decode()

    assert "Phiếu A" not in listed
    assert text.count("Điều kiện ") == 3


@pytest.mark.parametrize(
    ("answers", "kept", "household_class"),
    [
        # Two conditions send a household to form B; one, once asked, does not.
        ({}, None, "near_poor"),
        ({"form_a_asked": "on"}, [], "non_poor"),
        ({"form_a_asked": "on", "form_a": ["car"]}, ["car"], "non_poor"),
        ({"form_a_asked": "on", "form_a": ["car", "job"]}, ["car", "job"], "near_poor"),
    ],
)
def test_form_a_decides_who_needs_form_b(quick, review, mai, login, answers, kept, household_class):
    asked_for(review, mai)

    login(mai).post(review.get_absolute_url(), typed(review, income_vnd="900.000", **answers))

    stored = Review.objects.get(pk=review.pk)
    assert (stored.form_a, stored.result.household_class) == (kept, household_class)


def test_form_a_that_is_begun_decides_nothing(quick, review, mai, login):
    asked_for(review, mai)
    data = typed(review, income_vnd="900.000", form_a=["car"])

    refused = login(mai).post(review.get_absolute_url(), data)

    assert refused.context["form"].errors.keys() == {"form_a_asked"}
    assert Review.objects.get(pk=review.pk).form_a is None


def test_line_that_ended_is_offered_only_where_it_was_chosen(review, mai, login):
    client = login(mai)
    client.post(review.get_absolute_url(), typed(review, causes=["illness"]))
    Option.objects.filter(kind="cause", code__in=["illness", "other"]).update(valid_to="2021-12-31")

    form = client.get(review.get_absolute_url()).context["form"]

    offered = dict(form.fields["causes"].choices)
    assert "illness" in offered
    assert "other" not in offered
