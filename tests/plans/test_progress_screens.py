"""The pages of progress reports: typed, refused with the name of the cell, sent, read."""

from decimal import Decimal

import pytest
from django.urls import reverse

from plans import progress
from plans.models import Plan, ProgressReport
from tests.plans import reported


@pytest.fixture
def plan(land, standard, mai, duc):
    return reported.plan(land, standard, mai, duc)


@pytest.fixture
def report(plan, mai):
    return reported.start(plan, mai)


@pytest.fixture
def client(mai, login):
    return login(mai)


def shown(client, report) -> dict:
    """What the page would send back unchanged."""
    form = client.get(reverse("plans:progress-edit", args=[report.pk])).context["form"]
    return {field.html_name: "" if field.value() is None else field.value() for field in form}


def goals(report) -> list[str]:
    return [line.key.replace(":", "-") for line in progress.read(report).targets[-2:]]


def test_report_is_begun_typed_sent_and_approved(plan, client, duc, login):
    begun = client.post(
        reverse("plans:plan-progress-start", args=[plan.pk]), {"period": "year", "due_on": ""}
    )
    report = ProgressReport.objects.get()
    assert begun.url == reverse("plans:progress-edit", args=[report.pk])
    jobs, cards = goals(report)
    typed = {"measure-poor": "22", "measure-projected_households": "150"}
    typed |= {jobs: "1.200", cards: "140/150", f"why-{jobs}": "Có nhà máy"}
    edit = reverse("plans:progress-edit", args=[report.pk])

    assert client.post(edit, shown(client, report) | typed).url == report.get_absolute_url()

    assert shown(client, report) | {"version": 1} == (
        shown(client, report) | typed | {"version": 1}
    )
    move = reverse("plans:progress-move", args=[report.pk, "submit"])
    assert client.post(move, {"version": 2}).status_code == 302
    approve = reverse("plans:progress-move", args=[report.pk, "approve"])
    assert login(duc).post(approve, {"version": 3}).status_code == 302
    page = client.get(report.get_absolute_url()).content.decode()
    for words in ("Đã duyệt", "1.200", "93,33", "Có nhà máy", "14,67%"):
        assert words in page


def test_wrong_cells_are_named_and_nothing_is_kept(report, client):
    jobs, cards = goals(report)
    typed = {"measure-poor": "22", jobs: "nhiều", cards: "160/x"}

    page = client.post(
        reverse("plans:progress-edit", args=[report.pk]), shown(client, report) | typed
    )

    assert set(page.context["form"].errors) == {jobs, cards}
    assert "Chưa lưu được" in page.content.decode()
    assert report.entries.count() == 0


def test_page_that_came_in_part_is_refused(report, client):
    url = reverse("plans:progress-edit", args=[report.pk])

    assert client.post(url, {"version": 1}).status_code == 422


def test_known_result_is_not_asked_and_what_was_typed_stays(report, client, land, standard, mai):
    reported.fill(report, mai, poor=reported.Typed(result=25))
    reported.next_sheet(land, standard, mai)
    data = shown(client, report)
    assert "measure-poor" not in data

    client.post(reverse("plans:progress-edit", args=[report.pk]), data | {"why-measure-poor": "Đủ"})

    entry = report.entries.get()
    assert (entry.result, entry.explanation) == (Decimal(25), "Đủ")


def test_sent_report_shows_what_has_changed_since(report, plan, client, mai):
    reported.complete(report, mai)
    reported.walk(report, ("submit", mai))
    page = client.get(report.get_absolute_url()).content.decode()
    assert "nay:" not in page

    reported.pay(plan, mai, 5, reported.date(2023, 12, 1))

    assert "nay: 55" in client.get(report.get_absolute_url()).content.decode()
    edit = reverse("plans:progress-edit", args=[report.pk])
    assert client.get(edit).url == report.get_absolute_url()


@pytest.mark.parametrize(
    "typed",
    [
        {"period": "ad_hoc"},
        {"period": "year", "starts_on": "01/01/2023"},
        {"period": "year", "due_on": "hôm qua"},
        {"period": "century"},
        {"period": "year", "duty": "²"},
    ],
)
def test_period_that_makes_no_sense_is_explained(typed, plan, client):
    page = client.post(reverse("plans:plan-progress-start", args=[plan.pk]), typed)

    assert page.status_code == 200
    assert page.context["form"].errors
    assert not ProgressReport.objects.exists()


def test_plan_offers_the_results_of_the_year_before(report, land, client, mai):
    plan = Plan.objects.create(unit=land.commune, year=2024, abstract="B")
    button = reverse("plans:plan-results", args=[plan.pk])
    assert button not in client.get(plan.get_absolute_url()).content.decode()
    reported.walk(reported.complete(report, mai), ("submit", mai))
    assert button in client.get(plan.get_absolute_url()).content.decode()

    assert client.post(button, {"version": 1}).status_code == 302

    assert button not in client.get(plan.get_absolute_url()).content.decode()
    assert plan.sections.count() == 3


def test_plan_that_only_amends_is_not_offered_the_results(report, land, client, mai):
    issued = Plan.objects.create(unit=land.commune, year=2024, abstract="B")
    fields = {"amends": issued, "amendment": "amend", "amendment_note": "Vốn"}
    plan = Plan.objects.create(unit=land.commune, year=2024, abstract="C", **fields)
    reported.walk(reported.complete(report, mai), ("submit", mai))
    button = reverse("plans:plan-results", args=[plan.pk])

    assert button not in client.get(plan.get_absolute_url()).content.decode()
