"""The admin: Vietnamese, and whatever is saved there leaves a row in the trail."""

from datetime import date

import pytest
import tablib
from django.contrib import admin
from django.urls import reverse

from households.admin import UnitYearResource
from households.models import EthnicGroup, Standard, StandardLine, UnitYear
from povertyplan.accounts.models import User
from povertyplan.accounts.roles import ROLES
from povertyplan.accounts.rules import fits
from povertyplan.audit.models import Event
from povertyplan.units.enums import Level
from povertyplan.units.models import Unit
from tests import factories

PASSWORD = "mot-mat-khau-rat-dai"

PAGES = [model._meta for model in admin.site._registry]


@pytest.fixture
def an(cast, login):
    return login(cast["an"])


def as_shown(client, url) -> dict:
    """What the page would send back unchanged."""
    page = client.get(url)
    data = dict(page.context["adminform"].form.initial)
    for inline in page.context["inline_admin_formsets"]:
        rows = inline.formset
        for name, value in rows.management_form.initial.items():
            data[f"{rows.prefix}-{name}"] = value
        for form in rows.initial_forms:
            data |= {field.html_name: field.value() for field in form}
            data[f"{form.prefix}-id"] = form.instance.pk
            data[f"{form.prefix}-{rows.fk.name}"] = rows.instance.pk
    return {name: "" if value is None else value for name, value in data.items()}


@pytest.mark.parametrize("meta", PAGES, ids=lambda meta: meta.label_lower)
def test_every_catalogue_opens(meta, an):
    name = f"admin:{meta.app_label}_{meta.model_name}"

    assert an.get(reverse(f"{name}_changelist")).status_code == 200
    assert an.get(reverse(f"{name}_add")).status_code in (200, 403)


def test_confirming_a_draft_standard_is_logged(an, reference):
    standard = Standard.objects.get(code="ND351_2025")
    url = reverse("admin:households_standard_change", args=[standard.pk])

    response = an.post(url, as_shown(an, url) | {"status": "confirmed"})

    assert response.status_code == 302, response.context["adminform"].form.errors
    event = Event.objects.get()
    assert {
        "label": "tình trạng",
        "old": "Dự thảo, chờ xác nhận",
        "new": "Đã xác nhận",
    } in event.changes
    assert event.actor_name == "An (Quản trị hệ thống)"


def test_new_account_signs_in(an, land, client):
    data = {
        "username": "moi",
        "full_name": "Lê Mới",
        "role_code": "commune_officer",
        "units": [land.commune.pk],
        "password1": PASSWORD,
        "password2": PASSWORD,
    }

    assert an.post(reverse("admin:accounts_user_add"), data).status_code == 302
    assert User.objects.get(username="moi").area() == [land.commune]
    signed_in = client.post(reverse("login"), {"username": "moi", "password": PASSWORD})
    assert signed_in.status_code == 302


def test_accounts_are_closed_not_deleted(an, cast):
    url = reverse("admin:accounts_user_delete", args=[cast["mai"].pk])

    assert an.get(url).status_code == 403


def test_trail_is_read_only(an):
    assert an.get(reverse("admin:audit_event_add")).status_code == 403


def test_ethnic_group_edit_is_logged(an, reference):
    group = EthnicGroup.objects.get(code="01")
    url = reverse("admin:households_ethnicgroup_change", args=[group.pk])

    an.post(url, {"code": "01", "name": "Kinh (Việt)"})

    assert Event.objects.get().changes == [
        {"label": "dân tộc", "old": "Kinh", "new": "Kinh (Việt)"}
    ]


def test_changed_poverty_line_is_logged_with_both_values(an, reference):
    standard = Standard.objects.get(code="ND07_2021")
    url = reverse("admin:households_standard_change", args=[standard.pk])
    data = as_shown(an, url)
    name = next(key for key, value in data.items() if value == 1_500_000 and "-poor_vnd" in key)

    response = an.post(url, data | {name: 1_600_000})

    assert response.status_code == 302
    assert Event.objects.get().changes == [
        {"label": "mức chuẩn nông thôn: chuẩn nghèo (đồng)", "old": "1.500.000", "new": "1.600.000"}
    ]


def test_rows_that_come_and_go_are_logged(an, land):
    url = reverse("admin:units_unit_change", args=[land.commune.pk])
    data = as_shown(an, url) | {"codes-TOTAL_FORMS": 2, "codes-1-unit": land.commune.pk}

    an.post(url, data | {"codes-0-DELETE": "on", "codes-1-code": "90009"})

    assert sorted(Event.objects.get().changes, key=lambda change: change["label"]) == [
        {"label": "mã đơn vị 90001: mã", "old": "90001", "new": "(trống)"},
        {"label": "mã đơn vị 90009: mã", "old": "(trống)", "new": "90009"},
    ]


def test_standard_that_judged_households_is_only_read(an, round_2021, land, jrai, mai, standard):
    household = factories.household(land.village, "Siu Thử", jrai)
    factories.review(round_2021, household, mai, income_vnd=690_000)
    url = reverse("admin:households_standard_change", args=[standard.pk])
    page = an.get(url)
    typed = {"note": "Hết hiệu lực", "valid_to": "31/01/2022", "lines-0-poor_vnd": 1}

    response = an.post(url, as_shown(an, url) | typed)

    assert page.context["adminform"].form.fields.keys() == {
        "extended_from",
        "extension_basis",
        "form_a_minimum",
        "note",
        "valid_to",
    }
    assert "chỉ sửa được ngày hết hiệu lực" in page.content.decode()
    assert response.status_code == 302
    standard.refresh_from_db()
    assert (standard.note, standard.valid_to) == ("Hết hiệu lực", date(2022, 1, 31))
    assert not StandardLine.objects.filter(poor_vnd=1).exists()


def test_import_is_logged_with_old_and_new_values(cast, land):
    row = factories.totals(land.village, 2020, 100)
    data = tablib.Dataset(headers=["id", "unit", "year", "household_count"])
    data.append([row.pk, land.village.pk, 2020, 50])
    data.append(["", land.second_village.pk, 2020, 80])

    UnitYearResource().import_data(data, user=cast["an"], raise_errors=True)

    added, changed = Event.objects.all()
    assert changed.changes == [{"label": "tổng số hộ", "old": "100", "new": "50"}]
    assert {"label": "tổng số hộ", "old": "(trống)", "new": "80"} in added.changes


def test_import_keeps_the_rules_of_the_catalogue(cast, land):
    factories.totals(land.village, 2020, 100)
    data = tablib.Dataset(headers=["id", "unit", "year", "household_count"])
    data.append(["", land.commune.pk, 2020, 50])

    result = UnitYearResource().import_data(data, user=cast["an"])

    assert result.has_validation_errors()
    assert UnitYear.objects.count() == 1


def test_administrator_of_one_commune_stays_out(land, cast, login):
    small = factories.user("nho", "administrator", land.far_commune)

    assert login(small).get(reverse("admin:index")).status_code == 302


def test_trail_shows_no_answers_of_households(an, round_2021, land, jrai, mai):
    household = factories.household(land.village, "Siu Thử", jrai)
    factories.review(round_2021, household, mai, income_vnd=650_000)
    event = Event.objects.filter(record_type="households.review").first()

    page = an.get(reverse("admin:audit_event_changelist"))

    assert "Siu Thử" not in page.content.decode()
    assert "Phiếu rà soát" not in page.content.decode()
    assert an.get(reverse("admin:audit_event_change", args=[event.pk])).status_code == 302


@pytest.mark.parametrize(
    ("role", "level", "is_right"),
    [
        ("enumerator", Level.VILLAGE, True),
        ("enumerator", Level.COUNTRY, False),
        ("commune_officer", Level.PROVINCE, False),
        ("district_officer", Level.VILLAGE, False),
        ("auditor", Level.PROVINCE, True),
        ("auditor", Level.COMMUNE, True),
        ("auditor", Level.COUNTRY, False),
        ("administrator", Level.COUNTRY, True),
        ("administrator", Level.PROVINCE, False),
    ],
)
def test_role_and_level_agree(role, level, is_right):
    assert fits(ROLES[role], level) is is_right


def test_commune_officer_of_a_province_is_refused(an, land, mai):
    new = {"username": "moi", "full_name": "Lê Mới", "role_code": "commune_officer"}
    new |= {"units": [land.province.pk], "password1": PASSWORD, "password2": PASSWORD}
    edited = {"username": "mai", "full_name": "Mai", "role_code": "administrator"}
    edited |= {"units": [land.commune.pk], "is_active": "on"}

    added = an.post(reverse("admin:accounts_user_add"), new)
    changed = an.post(reverse("admin:accounts_user_change", args=[mai.pk]), edited)

    sentence = (
        "Vai trò «Công chức giảm nghèo xã» chỉ nhận địa bàn cấp xã; không nhận tỉnh Núi Xanh."
    )
    assert added.context["adminform"].form.errors["units"] == [sentence]
    assert changed.context["adminform"].form.errors.keys() == {"units"}


def test_unit_keeps_its_place_on_the_map(an, land):
    url = reverse("admin:units_unit_change", args=[land.commune.pk])

    an.post(url, as_shown(an, url) | {"parent": land.far_district.pk, "name": "Bình Yên"})

    commune = Unit.objects.get(pk=land.commune.pk)
    assert (commune.parent, commune.name) == (land.district, "Bình Yên")


def test_password_of_another_is_not_shown_while_typed(an, mai):
    page = an.get(reverse("admin:accounts_user_change", args=[mai.pk]))

    assert page.context["adminform"].form.fields["new_password"].widget.input_type == "password"
