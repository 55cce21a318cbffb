"""Lists and forms through the browser's eyes: searching, sorting, costs, refusals in words."""

import pytest
from django.contrib.messages import get_messages
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from households.models import Household, Member, Review
from povertyplan.audit.models import Event
from targets.actions import start
from tests import factories

LISTS = [
    "households:household-list",
    "households:review-list",
    "households:round-list",
    "targets:sheet-list",
]


def cost(client, url) -> int:
    client.get(url)
    with CaptureQueriesContext(connection) as queries:
        assert client.get(url).status_code == 200
    return len(queries)


@pytest.fixture
def one_of_each(land, standard, kinh, mai, duc):
    opened = factories.round_in(land.district, 2020, standard)
    review = factories.review(
        opened, factories.household(land.village, "Lê Một", kinh), mai, income_vnd=1
    )
    factories.approved(review, submit=mai, approve=duc)
    start(unit=land.district, year=2021, by=duc)
    return opened


@pytest.mark.parametrize("name", LISTS)
def test_list_costs_the_same_for_one_row_and_for_fifty(
    name, one_of_each, land, standard, kinh, mai, duc, login
):
    client = login(duc)
    before = cost(client, reverse(name))
    for index in range(49):
        household = factories.household(land.village, f"Lê Thử {index}", kinh)
        factories.review(one_of_each, household, mai, income_vnd=1)
        factories.round_in(land.district, 1970 + index, standard)
    for village in (land.village, land.second_village):
        factories.totals(village, 2019, 1)
    start(unit=land.commune, year=2021, by=mai)

    assert cost(client, reverse(name)) == before


def test_search_finds_names_without_tones_in_order(land, jrai, mai, login):
    for name in ("Nguyễn Văn Đất", "Nguyễn Thị Ân", "Trần Nguyên An", "Lê Bình"):
        factories.household(land.village, name, jrai)

    page = login(mai).get(reverse("households:household-list"), {"q": "nguyen"}).context["page"]

    assert [row.head_name for row in page] == ["Trần Nguyên An", "Nguyễn Thị Ân", "Nguyễn Văn Đất"]


def test_search_finds_a_household_by_any_member(land, kinh, mai, login):
    household = factories.household(land.village, "Lê Chủ", kinh)
    Member.objects.create(
        household=household,
        full_name="Đỗ Thị Đào",
        relation="child",
        sex="female",
        birth_year=2010,
        ethnicity=kinh,
    )

    page = login(mai).get(reverse("households:household-list"), {"q": "do dao"}).context["page"]

    assert [row.head_name for row in page] == ["Lê Chủ"]


def test_new_household_is_kept_in_composed_letters_and_logged(land, jrai, mai, login):
    data = {
        "village": land.village.pk,
        "full_name": "  Nguye\u0302\u0303n   Thi\u0323 Thử ",
        "sex": "female",
        "birth_date": "05/09/1985",
        "ethnicity": jrai.pk,
    }

    login(mai).post(reverse("households:household-create"), data)

    head = Household.objects.get().head
    assert (head.full_name, head.birth_year) == ("Nguyễn Thị Thử", 1985)
    assert Event.objects.get().sentence == "Lập hộ Nguyễn Thị Thử"


def test_household_cannot_be_put_into_a_village_elsewhere(land, jrai, mai, login):
    data = {
        "village": land.far_village.pk,
        "full_name": "Lê Lạc",
        "sex": "male",
        "birth_year": "1980",
        "ethnicity": jrai.pk,
    }

    response = login(mai).post(reverse("households:household-create"), data)

    assert response.context["form"].errors.keys() == {"village"}
    assert not Household.objects.exists()


def test_two_editors_of_one_household(land, kinh, mai, login):
    household = factories.household(land.village, "Lê Chủ", kinh)
    client = login(mai)
    url = reverse("households:household-edit", args=[household.pk])
    data = {"ethnicity": kinh.pk, "address": "Xóm trên", "version": household.version}
    client.post(url, data)

    response = client.post(url, data | {"address": "Xóm dưới"})

    assert response.status_code == 409
    assert "vừa được người khác sửa" in response.content.decode()
    assert Household.objects.get().address == "Xóm trên"


def test_head_cannot_be_removed_or_demoted(land, kinh, mai, login):
    household = factories.household(land.village, "Lê Chủ", kinh, persons=2)
    client = login(mai)
    head = household.head
    removed = client.post(
        reverse("households:member-remove", args=[head.pk]),
        {"version": household.version, "reason": "nhầm"},
    )
    demoted = client.post(
        reverse("households:member-edit", args=[head.pk]),
        {
            "version": household.version,
            "full_name": head.full_name,
            "relation": "child",
            "sex": head.sex,
            "birth_year": head.birth_year,
            "ethnicity": kinh.pk,
        },
    )

    assert (removed.status_code, demoted.status_code) == (422, 422)
    assert household.members.filter(relation="head").count() == 1


def test_member_entered_by_mistake_is_removed_with_a_reason(land, kinh, mai, login):
    household = factories.household(land.village, "Lê Chủ", kinh, persons=2)
    member = household.members.exclude(relation="head").get()

    login(mai).post(
        reverse("households:member-remove", args=[member.pk]),
        {"version": household.version, "reason": "nhập nhầm hộ"},
    )

    event = Event.objects.of(household)[0]
    assert household.members.count() == 1
    assert (event.sentence, event.reason) == ("Xóa thành viên Lê Chủ 1", "nhập nhầm hộ")


def test_live_verdict_writes_nothing(round_2021, land, jrai, mai, login, no_writes):
    household = factories.household(land.village, "Siu Thử", jrai)
    review = factories.review(round_2021, household, mai)
    url = reverse("households:review-judge", args=[review.pk])
    data = {
        "version": 1,
        "person_count": 4,
        "ethnicity": jrai.pk,
        "income_vnd": "850.000",
        "deprived": ["water", "toilet"],
    }
    client = login(mai)

    with no_writes():
        text = client.post(url, data).content.decode()

    assert "Hộ cận nghèo" in text
    assert "thiếu hụt 2/10 chỉ số (dưới 3)" in text
    assert "1.000.000" in text


def test_decimal_income_is_refused_not_misread(round_2021, land, jrai, mai, login):
    household = factories.household(land.village, "Siu Thử", jrai)
    review = factories.review(round_2021, household, mai)
    data = {"version": 1, "person_count": 4, "ethnicity": jrai.pk, "income_vnd": "850.5"}

    response = login(mai).post(review.get_absolute_url(), data)

    assert "Hãy nhập một số nguyên" in response.content.decode()
    assert Review.objects.get().income_vnd is None


def test_batch_from_the_list(round_2021, land, jrai, mai, login):
    reviews = [
        factories.review(
            round_2021, factories.household(land.village, f"Siu {n}", jrai), mai, income_vnd=1
        )
        for n in ("Một", "Hai")
    ]
    url = reverse("households:reviews-move", args=["submit"])
    back = f"{reverse('households:review-list')}?state=draft"

    response = login(mai).post(url, {"review": [r.pk for r in reviews], "back": back})

    assert response.url == back
    assert [str(m) for m in get_messages(response.wsgi_request)] == ["2 phiếu đã gửi duyệt."]
    assert Review.objects.in_state("submitted").count() == 2


def test_batch_does_not_lead_off_the_site(round_2021, land, jrai, mai, login):
    household = factories.household(land.village, "Siu Thử", jrai)
    review = factories.review(round_2021, household, mai, income_vnd=1)
    url = reverse("households:reviews-move", args=["submit"])

    response = login(mai).post(url, {"review": review.pk, "back": "https://elsewhere.example/"})

    assert response.url == reverse("households:review-list")


def test_periodic_rounds_of_a_year_do_not_overlap(round_2021, land, standard, duc, login):
    data = {
        "unit": land.district.pk,
        "year": 2021,
        "kind": "periodic",
        "standard": standard.pk,
        "opens_on": "01/09/2021",
        "closes_on": "14/12/2021",
    }

    response = login(duc).post(reverse("households:round-open"), data)

    assert response.status_code == 409
    assert "mỗi năm chỉ có một đợt định kỳ" in response.content.decode()


def test_draft_standard_is_not_offered(land, duc, login):
    form = login(duc).get(reverse("households:round-open")).context["form"]

    codes = set(form.fields["standard"].queryset.values_list("code", flat=True))
    assert codes == {"QD59_2015", "ND07_2021"}


def test_standard_must_hold_in_the_year(land, standard, duc, login):
    data = {
        "unit": land.district.pk,
        "year": 2023,
        "kind": "periodic",
        "standard": standard.pk,
        "opens_on": "01/09/2023",
        "closes_on": "14/12/2023",
    }

    response = login(duc).post(reverse("households:round-open"), data)

    assert response.status_code == 422
    assert "không có hiệu lực trong năm 2023" in response.content.decode()


def test_wrong_password_is_told_in_vietnamese(mai, client):
    response = client.post(reverse("login"), {"username": "mai", "password": "sai"})

    assert "Tên đăng nhập hoặc mật khẩu không đúng" in response.content.decode()


def test_pages_load_nothing_from_elsewhere(mai, login):
    response = login(mai).get("/")

    text = response.content.decode()
    assert "//cdn" not in text
    assert 'src="http' not in text
    assert "default-src 'self'" in response["Content-Security-Policy"]


def test_entry_form_is_light(round_2021, land, jrai, mai, login):
    household = factories.household(land.village, "Siu Thử", jrai)
    review = factories.review(round_2021, household, mai)

    assert len(login(mai).get(review.get_absolute_url()).content) < 40_000


def test_form_shows_what_was_found_last_year(land, standard, jrai, mai, duc, login):
    household = factories.household(land.village, "Siu Thử", jrai)
    old = factories.round_in(land.commune, 2020, standard)
    review = factories.review(old, household, mai, income_vnd=650_000, deprived="water")
    factories.approved(review, submit=mai, approve=duc)
    factories.closed(old)
    new = factories.review(factories.round_in(land.commune, 2021, standard), household, mai)

    text = login(mai).get(new.get_absolute_url()).content.decode()

    assert "Năm 2020: hộ nghèo, thu nhập 650.000 đồng, 1 khẩu." in text
    assert text.count("Năm 2020: thiếu hụt") == 1
    assert text.count("Năm 2020: không thiếu hụt") == 9
