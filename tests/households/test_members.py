"""Members: identity numbers kept secret and unique, forms that fit the age, who left apart."""

from uuid import uuid4

import pytest
from django.core import mail
from django.urls import reverse

from households.enums import Relation, Sex
from households.identities import contradictions
from households.models import Household, Member
from povertyplan.audit.models import Event
from tests import factories

NUMBER = "999180012345"
MASK = "999••••••345"


@pytest.fixture
def family(land, kinh):
    return factories.household(land.village, "Lê Mẹ", kinh, persons=2)


@pytest.fixture
def child(family):
    return family.members.get(relation=Relation.CHILD)


def typed(member: Member, **fields) -> dict:
    data = {
        "version": Household.objects.get(pk=member.household_id).version,
        "full_name": member.full_name,
        "relation": member.relation,
        "sex": member.sex,
        "birth_year": member.birth_year,
        "ethnicity": member.ethnicity_id,
        "identity": member.identity_masked,
    }
    return data | fields


def save(client, member, **fields):
    url = reverse("households:member-edit", args=[member.pk])
    return client.post(url, typed(member, **fields), follow=True)


def with_number(member, number=NUMBER) -> Member:
    member.set_identity(number)
    member.save()
    return member


def test_number_is_stored_encrypted_and_shown_masked(child, mai, login):
    page = save(login(mai), child, identity="9991 8001 2345").content.decode()

    child.refresh_from_db()
    assert child.identity_number == NUMBER
    assert NUMBER not in child.identity_cipher
    assert MASK in page
    assert NUMBER not in page


def test_number_never_reaches_the_trail(child, mai, login):
    client = login(mai)
    save(client, child, identity=NUMBER)
    child.refresh_from_db()
    save(client, child, identity="999180099345")
    client.post(reverse("households:member-identity", args=[child.pk]))

    told = str(list(Event.objects.values("sentence", "reason", "changes")))
    assert NUMBER not in told
    assert "999180099345" not in told
    assert {"label": "số định danh cá nhân", "old": "(trống)", "new": MASK} in (
        Event.objects.filter(action="member.saved").last().changes
    )
    assert f"{MASK} (số khác)" in told


def test_mask_that_comes_back_leaves_the_number(child, mai, login):
    with_number(child)

    save(login(mai), child, full_name="Lê Tên Mới")

    child.refresh_from_db()
    assert (child.full_name, child.identity_number) == ("Lê Tên Mới", NUMBER)


def test_emptied_field_takes_the_number_away(child, mai, login):
    with_number(child)

    save(login(mai), child, identity="")

    child.refresh_from_db()
    assert (child.identity_cipher, child.identity_hash) == ("", None)


@pytest.mark.parametrize(
    "number", ["123", "99918001234x", "9991800123456", "９９９１８００１２３４５"]
)
def test_number_has_twelve_digits(number, child, mai, login):
    response = save(login(mai), child, identity=number)

    assert "đúng 12 chữ số" in response.content.decode()
    child.refresh_from_db()
    assert child.identity_hash is None


def test_number_of_a_neighbour_is_named(child, land, kinh, mai, login):
    other = factories.household(land.second_village, "Trần Kia", kinh)
    with_number(other.members.get())

    response = save(login(mai), child, identity=NUMBER, full_name="Lê Đang Sửa")

    form, page = response.context["form"], response.content.decode()
    assert "đã ghi cho chủ hộ Trần Kia (thôn Hai, xã Bình An)" in form.errors["identity"][0]
    assert (form["identity"].value(), form["full_name"].value()) == (NUMBER, "Lê Đang Sửa")
    assert page.count(NUMBER) == 1
    assert MASK not in page
    child.refresh_from_db()
    assert (child.identity_hash, child.full_name) == (None, "Lê Mẹ 1")


def test_number_elsewhere_is_refused_without_saying_whose(child, land, kinh, mai, login):
    with_number(factories.household(land.far_village, "Trần Kia", kinh).members.get())

    response = save(login(mai), child, identity=NUMBER)

    page = response.content.decode()
    assert "một người ở địa bàn khác" in response.context["form"].errors["identity"][0]
    assert "Trần Kia" not in page
    assert "Bốn" not in page


def test_new_household_checks_the_number_too(child, land, kinh, mai, login):
    with_number(child)
    data = {
        "village": land.village.pk,
        "full_name": "Phạm Mới",
        "sex": "male",
        "birth_year": 1990,
        "ethnicity": kinh.pk,
        "identity": NUMBER,
    }

    client = login(mai)
    response = client.post(reverse("households:household-create"), data)

    assert "đã ghi cho Lê Mẹ 1" in response.context["form"].errors["identity"][0]
    arrival = {**data, "happened_on": "05/10/2021", "reason": "nhập khẩu"}
    response = client.post(reverse("households:household-move-in"), arrival)
    assert "đã ghi cho Lê Mẹ 1" in response.context["form"].errors["identity"][0]
    assert Household.objects.count() == 1


def test_new_member_keeps_what_was_typed_while_the_number_is_not_free(family, child, mai, login):
    with_number(child)
    url = reverse("households:member-create", args=[family.pk])
    new = typed(child, full_name="Lê Mới", identity=NUMBER)

    response = login(mai).post(url, new)

    assert "đã ghi cho Lê Mẹ 1" in response.context["form"].errors["identity"][0]
    assert response.context["form"]["full_name"].value() == "Lê Mới"
    assert "Hiện số" not in response.content.decode()
    assert not family.members.filter(full_name="Lê Mới").exists()


def test_household_with_a_number_sent_twice_is_made_once(land, kinh, mai, login):
    data = {
        "form_key": str(uuid4()),
        "village": land.village.pk,
        "full_name": "Phạm Mới",
        "sex": "male",
        "birth_year": 1990,
        "ethnicity": kinh.pk,
        "identity": NUMBER,
    }
    client = login(mai)
    first, second = (client.post(reverse("households:household-create"), data) for _ in range(2))

    assert (first.status_code, second.status_code) == (302, 302)
    assert first.url == second.url
    assert Household.objects.count() == 1


def test_number_is_shown_to_collectors_and_that_is_logged(child, family, mai, duc, login):
    with_number(child)
    url = reverse("households:member-identity", args=[child.pk])

    response = login(mai).post(url, headers={"HX-Request": "true"})

    assert NUMBER in response.content.decode()
    assert "no-store" in response["Cache-Control"]
    event = Event.objects.of(family).get()
    assert (event.action, event.actor) == ("identity.shown", mai)
    assert login(duc).post(url).status_code == 403
    assert login(mai).get(url).status_code == 405


def test_number_is_hidden_from_error_reports(child, mai, login, settings, monkeypatch):
    """What Django mails to administrators about a crash holds no number."""
    settings.ADMINS = [("An", "an@example.org")]
    settings.LOGGING_CONFIG = None

    def crash(*args, **kwargs):
        raise RuntimeError("hỏng")

    monkeypatch.setattr("households.actions.members.save_member", crash)
    client = login(mai)
    client.raise_request_exception = False

    response = save(client, child, identity=NUMBER)

    assert response.status_code == 500
    assert NUMBER not in response.content.decode()
    assert all(NUMBER not in message.body for message in mail.outbox)


@pytest.mark.parametrize(
    ("number", "sex", "year", "expected"),
    [
        ("999080000001", Sex.MALE, 1980, []),
        ("999180000001", Sex.FEMALE, 1980, []),
        ("999210000001", Sex.MALE, 2010, []),
        ("999310000001", Sex.FEMALE, 2010, []),
        ("999080000001", Sex.FEMALE, 1980, ["số định danh là của nam"]),
        ("999180000001", Sex.FEMALE, 1981, ["số định danh là của người sinh năm 1980"]),
        (
            "999310000001",
            Sex.MALE,
            1910,
            ["số định danh là của nữ", "số định danh là của người sinh năm 2010"],
        ),
        ("999180000001", Sex.FEMALE, None, []),
        ("", Sex.FEMALE, 1980, []),
    ],
)
def test_number_tells_sex_and_birth_year(number, sex, year, expected):
    assert contradictions(number, sex=sex, birth_year=year) == expected


def test_contradiction_warns_but_saves(child, mai, login):
    page = save(login(mai), child, identity="999080000001").content.decode()

    assert "số định danh là của nam" in page
    child.refresh_from_db()
    assert child.identity_number == "999080000001"


def fields_for(client, member) -> set[str]:
    page = client.get(reverse("households:member-edit", args=[member.pk]))
    return set(page.context["form"].fields)


def test_form_asks_what_fits_the_age(child, mai, login):
    client = login(mai)
    work = {"job_status", "job_kind", "contract", "pension"}

    assert work <= fields_for(client, child)
    assert "is_malnourished" not in fields_for(client, child)

    Member.objects.filter(pk=child.pk).update(birth_year=2020)
    assert not work & fields_for(client, child)
    assert "is_malnourished" in fields_for(client, child)


def test_what_is_known_is_asked_whatever_the_age(child, mai, login):
    Member.objects.filter(pk=child.pk).update(is_malnourished=False, birth_year=1985)

    assert "is_malnourished" in fields_for(login(mai), child)


def test_new_member_is_asked_everything(family, mai, login):
    page = login(mai).get(reverse("households:member-create", args=[family.pk]))

    assert {"job_status", "is_malnourished"} <= set(page.context["form"].fields)
    titles = [title for title, _ in page.context["form"].sections()]
    assert titles == ["Nhân thân", "Học tập", "Việc làm", "Sức khỏe và chế độ"]


def test_health_and_work_are_kept(child, mai, login):
    save(
        login(mai),
        child,
        job_status="working",
        job_kind="hired",
        contract="without",
        pension="none",
        is_disabled="true",
        is_gravely_ill="false",
        uses_internet="unknown",
    )

    child.refresh_from_db()
    assert (child.job_status, child.job_kind, child.contract) == ("working", "hired", "without")
    assert (child.is_disabled, child.is_gravely_ill, child.uses_internet) == (True, False, None)


def test_household_keeps_phone_and_group(family, kinh, mai, login):
    data = {"version": 1, "ethnicity": kinh.pk, "is_indigenous": "on", "phone": "0912 345 678"}

    page = login(mai).post(
        reverse("households:household-edit", args=[family.pk]), data, follow=True
    )

    family.refresh_from_db()
    assert (family.is_indigenous, family.phone) == (True, "0912 345 678")
    assert "dân tộc tại chỗ" in page.content.decode()


@pytest.mark.parametrize("phone", ["abc", "1", "0912 345 678 901 234"])
def test_phone_is_a_phone(phone, family, kinh, mai, login):
    data = {"version": 1, "ethnicity": kinh.pk, "phone": phone}

    page = login(mai).post(reverse("households:household-edit", args=[family.pk]), data)

    assert "phone" in page.context["form"].errors
