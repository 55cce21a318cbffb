"""Issuing a table: frozen with its files under a number, and refused while anything disagrees."""

import io
from datetime import date

import openpyxl
import pytest
from django.urls import reverse

from households.models import Review
from povertyplan.documents.models import IssuedDocument
from povertyplan.documents.signing import Signer
from povertyplan.errors import DomainError, InvalidData, NotPermitted
from reports.actions import issue_table
from reports.catalogue import CATALOGUE
from reports.definition import Choice
from tests import factories

SIGNER = Signer("Rơ Chăm Thử", organ="Ủy ban nhân dân")
DAY = date(2022, 1, 10)


@pytest.fixture
def closed_2021(land, standard, jrai, mai, duc):
    """Bình An in 2021: two poor households in Một, one near-poor in Hai; the round is closed."""
    opened = factories.round_in(land.commune, 2021, standard)
    for village, income in (
        (land.village, 600_000),
        (land.village, 650_000),
        (land.second_village, 900_000),
    ):
        household = factories.household(village, "Nay Thử", jrai)
        review = factories.review(opened, household, mai, income_vnd=income)
        factories.approved(review, submit=mai, approve=duc)
    return factories.closed(opened)


def issue(land, by, name="review-results", unit=None, **changes):
    return issue_table(
        definition=CATALOGUE[name],
        unit=unit or land.commune,
        year=2021,
        choice=changes.get("choice", Choice()),
        signature=(SIGNER, DAY),
        by=by,
    )


def test_table_is_frozen_with_its_figures_and_files(land, closed_2021, cast):
    document = issue(land, cast["long"])

    assert document.reference == "01/BC-UBND"
    assert document.title.endswith("năm 2021 (chính thức)")
    keys = [column["key"] for column in document.data["columns"]]
    poor = [row[keys.index("poor")] for row in document.data["rows"]]
    assert poor == ["2", "0", "2"]
    files = {file.name.rpartition(".")[2]: bytes(file.content) for file in document.files.all()}
    assert files.keys() == {"pdf", "xlsx"}
    assert files["pdf"].startswith(b"%PDF")
    sheet = openpyxl.load_workbook(io.BytesIO(files["xlsx"])).active
    words = [str(cell) for row in sheet.iter_rows(values_only=True) for cell in row if cell]
    assert any("Kèm theo Báo cáo số 01/BC-UBND ngày 10 tháng 01 năm 2022" in word for word in words)


def test_what_is_issued_stays_when_the_figures_change(land, closed_2021, cast):
    document = issue(land, cast["long"])
    Review.objects.first().results.update(household_class="average")

    document.refresh_from_db()
    assert document.seal() == document.sha256
    second = issue(land, cast["long"])
    assert (second.number, second.data["rows"] == document.data["rows"]) == (2, False)


def test_open_round_is_not_issued(land, closed_2021, cast):
    closed_2021.state = "open"
    closed_2021.save()

    with pytest.raises(DomainError, match="chưa chính thức. Hãy duyệt"):
        issue(land, cast["long"])
    assert not IssuedDocument.objects.exists()


def test_tables_that_disagree_are_not_issued(land, closed_2021, cast):
    """A poor household whose review has lost its commune: its village has it, the whole not."""
    poor = Review.objects.filter(village=land.village).first()
    Review.objects.filter(pk=poor.pk).update(commune=land.town)

    with pytest.raises(DomainError, match="các biểu chưa khớp nhau") as refusal:
        issue(land, cast["long"])

    assert refusal.value.problems == (
        "Không khớp: tổng số hộ nghèo của các đơn vị = số hộ nghèo tính riêng cả địa bàn; xã "
        "Bình An: 2 và 1.",
    )
    assert not IssuedDocument.objects.exists()


def test_page_names_the_disagreement_and_leads_to_its_table(land, closed_2021, cast, login):
    url = reverse("reports:report-detail", args=["groups"])
    client = login(cast["long"])
    assert "Ban hành biểu…" in client.get(url, {"year": 2021}).content.decode()
    poor = Review.objects.filter(village=land.village).first()
    Review.objects.filter(pk=poor.pk).update(commune=land.town)

    page = client.get(url, {"year": 2021})

    assert "Ban hành biểu…" not in page.content.decode()
    ((words, link),) = page.context["disagreements"]
    assert "2 và 1" in words
    assert link == f"/reports/review-results/?unit={land.commune.pk}&year=2021"
    assert client.get(link).status_code == 200


def test_only_who_issues_for_the_unit_may(land, closed_2021, cast):
    for name, unit in (("mai", land.commune), ("lan", land.commune)):
        with pytest.raises(NotPermitted):
            issue(land, cast[name], unit=unit)
    with pytest.raises(InvalidData, match="cùng kế hoạch"):
        issue(land, cast["long"], name="reduction-targets")


def test_button_issues_and_the_document_is_listed(land, closed_2021, cast, login):
    client = login(cast["long"])
    url = reverse("reports:report-issue", args=["poor-summary"]) + "?year=2021"
    given = {"signed_on": "10/01/2022", "signer_name": "Rơ Chăm Thử", "signer_title": "Chủ tịch"}

    wrong = client.post(url, given)
    sent = client.post(url, given | {"mode": "own"}, follow=True)

    assert (wrong.status_code, sent.status_code) == (422, 200)
    assert "Đã ban hành Biểu tổng hợp số 01/BC-UBND" in sent.content.decode()
    listed = client.get(reverse("documents:document-list")).content.decode()
    assert "01/BC-UBND" in listed


def test_those_who_may_not_issue_see_no_button(land, closed_2021, cast, login):
    url = reverse("reports:report-detail", args=["groups"])
    for name in ("mai", "lan"):
        page = login(cast[name]).get(url, {"year": 2021, "unit": land.commune.pk})
        assert "Ban hành biểu" not in page.content.decode()
