"""The admin: Vietnamese, and whatever is saved there leaves a row in the trail."""

import pytest
from django.contrib import admin
from django.urls import reverse

from households.models import EthnicGroup, Standard
from povertyplan.accounts.models import User
from povertyplan.audit.models import Event

PAGES = [model._meta for model in admin.site._registry]


@pytest.fixture
def an(cast, login):
    return login(cast["an"])


@pytest.mark.parametrize("meta", PAGES, ids=lambda meta: meta.label_lower)
def test_every_catalogue_opens(meta, an):
    name = f"admin:{meta.app_label}_{meta.model_name}"

    assert an.get(reverse(f"{name}_changelist")).status_code == 200
    assert an.get(reverse(f"{name}_add")).status_code in (200, 403)


def test_confirming_a_draft_standard_is_logged(an, reference):
    standard = Standard.objects.get(code="ND351_2025")
    url = reverse("admin:households_standard_change", args=[standard.pk])
    page = an.get(url)
    data = page.context["adminform"].form.initial | {"status": "confirmed"}
    for formset in page.context["inline_admin_formsets"]:
        for name, value in formset.formset.management_form.initial.items():
            data[f"{formset.formset.prefix}-{name}"] = value
        for form in formset.formset.initial_forms:
            for field, value in form.initial.items():
                data[f"{form.prefix}-{field}"] = "" if value is None else value
            data[f"{form.prefix}-id"] = form.instance.pk
            data[f"{form.prefix}-standard"] = standard.pk
    data = {name: "" if value is None else value for name, value in data.items()}

    response = an.post(url, data)

    assert response.status_code == 302, response.context["adminform"].form.errors
    event = Event.objects.get()
    assert {
        "label": "tình trạng",
        "old": "Dự thảo, chờ xác nhận",
        "new": "Đã xác nhận",
    } in event.changes
    assert event.actor_name == "An (Quản trị hệ thống)"


def test_new_account_signs_in(an, land, client):
    password = "mot-mat-khau-rat-dai"
    data = {
        "username": "moi",
        "full_name": "Lê Mới",
        "role_code": "commune_officer",
        "units": [land.commune.pk],
        "password1": password,
        "password2": password,
    }

    assert an.post(reverse("admin:accounts_user_add"), data).status_code == 302
    assert User.objects.get(username="moi").area() == [land.commune]
    signed_in = client.post(reverse("login"), {"username": "moi", "password": password})
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
