"""The plan of the unit above: here or elsewhere, it is cited among the legal bases."""

from datetime import date

import pytest
from django.urls import reverse

from plans import checks, content
from plans.actions import parts
from plans.actions import plan as actions
from plans.models import LegalText, Plan
from tests import factories


@pytest.fixture
def district(land, duc):
    """The district's plan for 2023, issued on paper."""
    made = factories.plan(land.district, 2023, duc)
    fields = {"number": 33, "issued_on": date(2023, 2, 28), "abstract": "Giảm nghèo năm 2023"}
    Plan.objects.filter(pk=made.pk).update(**fields)
    return made


def cited(plan) -> list[str]:
    return content.assemble(plan)["bases"]


def test_issued_plan_of_the_unit_above_is_a_basis_from_the_beginning(district, land, mai):
    plan = actions.start(unit=land.commune, year=2023, by=mai)

    assert plan.parent == district
    (basis,) = cited(plan)
    head = "Căn cứ Kế hoạch số 33/KH-UBND ngày 28 tháng 02 năm 2023 của UBND huyện Suối Bạc"
    assert basis.startswith(head)


def test_plan_above_that_is_not_issued_is_no_basis(land, mai, duc):
    factories.plan(land.district, 2023, duc)

    plan = actions.start(unit=land.commune, year=2023, by=mai)

    assert plan.parent
    assert cited(plan) == []


def test_parent_is_cited_once_however_often_the_head_is_saved(district, land, mai):
    plan = actions.start(unit=land.commune, year=2023, by=mai)
    for abstract in ("Lần một", "Lần hai"):
        plan = actions.set_head(plan=plan, version=None, by=mai, abstract=abstract)

    assert len(cited(plan)) == 1


def test_officer_names_a_parent_that_is_not_in_the_system(land, mai, login):
    plan = actions.start(unit=land.commune, year=2023, by=mai)
    page = reverse("plans:plan-head", args=[plan.pk])
    typed = {"kind": "Kế hoạch", "number": "40/KH-UBND", "issued_on": "24/02/2023"}
    typed |= {"issuer": "UBND huyện Chư Sê", "abstract": "Giảm nghèo năm 2023"}
    data = {f"text-{name}": value for name, value in typed.items()} | {"add-text": "1"}

    login(mai).post(page, data)

    plan.refresh_from_db()
    assert plan.parent_text == LegalText.objects.get(number="40/KH-UBND")
    assert cited(plan)[0].startswith(
        "Căn cứ Kế hoạch số 40/KH-UBND ngày 24 tháng 02 năm 2023 của UBND huyện Chư Sê"
    )
    shown = login(mai).get(plan.get_absolute_url()).content.decode()
    assert "ngoài hệ thống: Kế hoạch số 40/KH-UBND" in shown


def test_parent_is_either_here_or_elsewhere(district, land, mai, login):
    plan = actions.start(unit=land.commune, year=2023, by=mai)
    text = LegalText.objects.create(kind="Kế hoạch", number="1/KH-UBND")
    page = reverse("plans:plan-head", args=[plan.pk])
    form = login(mai).get(page).context["form"]
    data = {name: form[name].value() or "" for name in form.fields}

    answer = login(mai).post(page, data | {"parent": district.pk, "parent_text": text.pk})

    assert "Hãy chọn một" in answer.content.decode()


def test_parent_that_was_taken_off_the_bases_is_remarked(district, land, mai):
    plan = actions.start(unit=land.commune, year=2023, by=mai)
    parts.set_rows(plan=plan, part="bases", rows=[], version=None, by=mai)

    found = [finding.text for finding in checks.problems(Plan.objects.get(pk=plan.pk))]

    assert "Kế hoạch của cấp trên chưa có trong các căn cứ." in found


def test_plan_of_another_year_with_the_same_number_is_not_the_parent(district, land, mai):
    """Numbers begin anew every year: number 33 of 2022 is another plan than number 33 of 2023."""
    fields = {"kind": "Kế hoạch", "number": "33/KH-UBND", "issuer": "UBND huyện Suối Bạc"}
    old = LegalText.objects.create(issued_on=date(2022, 2, 1), abstract="Năm 2022", **fields)
    before = actions.start(unit=land.commune, year=2022, by=mai)
    parts.set_rows(plan=before, part="bases", rows=[{"text": old}], version=None, by=mai)

    plan = actions.start(unit=land.commune, year=2023, by=mai, origin=before)

    assert any("28 tháng 02 năm 2023" in words for words in cited(plan))


def test_text_of_another_day_is_not_cited_for_the_parent(district, land, mai):
    """The catalogue keeps one text of a number and an abstract; the officer enters the other."""
    fields = {"kind": "Kế hoạch", "number": "33/KH-UBND", "issuer": "UBND huyện Suối Bạc"}
    fields |= {"abstract": "Giảm nghèo năm 2023"}
    LegalText.objects.create(issued_on=date(2022, 2, 1), **fields)

    plan = actions.start(unit=land.commune, year=2023, by=mai)

    assert cited(plan) == []
    found = [finding.text for finding in checks.problems(plan)]
    assert "Kế hoạch của cấp trên chưa có trong các căn cứ." in found


def test_amendment_of_the_plan_above_is_not_the_parent(district, land, mai, duc):
    """It changes a part of the plan, which stays the one that is carried out."""
    district.refresh_from_db()
    made = actions.amend(plan=district, amendment="amend", note="Thời hạn", by=duc)
    Plan.objects.filter(pk=made.pk).update(number=44, issued_on=date(2023, 6, 28))

    plan = actions.start(unit=land.commune, year=2023, by=mai)

    assert plan.parent == district
    assert Plan.objects.of(land.district, 2023) == district
