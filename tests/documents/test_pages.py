"""Pages of issued documents: who sees what, and how little the public one says."""

from datetime import date

import pytest
from django.urls import reverse

from povertyplan.audit.models import Event
from povertyplan.documents.actions import Kind
from povertyplan.documents.models import FiledScan
from tests import factories


@pytest.fixture
def long(cast):
    return cast["long"]


@pytest.fixture
def document(land, long):
    return factories.issued(land.commune, long, has_code=True)


def test_list_is_narrowed_by_kind_and_year(land, long, document, login):
    kind = Kind("plan", "Kế hoạch")
    plan = factories.issued(
        land.commune, long, kind=kind, symbol="KH-UBND", signed_on=date(2022, 2, 1)
    )
    client = login(long)

    def found(**query):
        return list(client.get(reverse("documents:document-list"), query).context["page"])

    assert found() == [plan, document]
    assert found(kind="plan") == [plan]
    assert found(year="2021") == [document]
    assert found(year="2021", kind="plan") == []


def test_list_holds_only_the_own_area(document, chi, duc, login):
    url = reverse("documents:document-list")

    assert list(login(duc).get(url).context["page"]) == [document]
    assert list(login(chi).get(url).context["page"]) == []


def test_list_does_not_ask_more_for_more_rows(
    land, long, login, django_assert_max_num_queries, document
):
    for _ in range(10):
        factories.issued(land.commune, long, replaces=document)
    client = login(long)

    with django_assert_max_num_queries(8):
        client.get(reverse("documents:document-list"))


def test_page_says_what_was_issued(document, mai, login):
    page = login(mai).get(document.get_absolute_url()).content.decode()

    for words in ("01/QĐ-UBND", "15/12/2021", document.sha256, "Rcom Thử", "quyet-dinh.pdf"):
        assert words in page


def test_file_comes_as_it_was_made_and_is_logged(document, mai, login):
    file = document.files.get()
    url = reverse("documents:document-file", args=[document.pk, file.pk])

    response = login(mai).post(url)

    assert response.content == b"%PDF-1.7 Siu"
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"] == 'attachment; filename="quyet-dinh.pdf"'
    last = Event.objects.of(document).first()
    assert (last.action, last.actor, last.sentence) == (
        "document.downloaded",
        mai,
        "Tải về quyet-dinh.pdf",
    )


def test_file_of_another_document_is_not_found(document, land, long, login):
    other = factories.issued(land.commune, long)
    url = reverse("documents:document-file", args=[other.pk, document.files.get().pk])

    assert login(long).post(url).status_code == 404


def test_scan_is_filed_from_the_page(document, mai, login):
    client = login(mai)
    url = reverse("documents:document-scan-add", args=[document.pk])

    client.post(url, {"scan": factories.scan(b"%PDF-1.4 ky")})

    filed = FiledScan.objects.get()
    url = reverse("documents:document-scan", args=[document.pk, filed.pk])
    assert client.post(url).content == b"%PDF-1.4 ky"
    assert "Mai" in client.get(document.get_absolute_url()).content.decode()


@pytest.mark.parametrize("upload", [None, factories.scan(b""), factories.scan(b"MZ")])
def test_what_is_no_scan_is_refused_in_words(upload, document, mai, login):
    url = reverse("documents:document-scan-add", args=[document.pk])

    response = login(mai).post(url, {"scan": upload} if upload else {})

    assert response.status_code == 422
    assert not FiledScan.objects.exists()


def test_anybody_may_check_a_code(document, client):
    typed = {"code": document.printed_code.lower()}

    response = client.get(reverse("documents:verify"), typed, follow=True)

    assert response.status_code == 200
    page = response.content.decode()
    for words in ("Quyết định công nhận", "01/QĐ-UBND", "15/12/2021", "xã Bình An"):
        assert words in page


def test_public_answer_names_nobody(document, client):
    page = client.get(reverse("documents:verify-code", args=[document.code])).content.decode()

    secrets = ("Siu", "Rcom", "Long", "danh sách", document.sha256, "quyet-dinh", "/documents/")
    assert [word for word in secrets if word in page] == []


def test_public_answer_says_when_a_document_was_replaced(document, land, long, client):
    url = reverse("documents:verify-code", args=[document.code])
    assert "thay thế" not in client.get(url).content.decode()

    factories.issued(land.commune, long, replaces=document)

    page = client.get(url).content.decode()
    assert "đã bị thay thế" in page
    assert "02/QĐ-UBND" not in page


@pytest.mark.parametrize("code", ["AAAA-AAAA-AAAA-AAAA", "1", "%27", "²", "A" * 3000])
def test_unknown_code_is_answered_in_words(code, land, long, client):
    factories.issued(land.commune, long)  # without a code, so that no code may find it

    response = client.get(reverse("documents:verify-code", args=[code]))

    assert response.status_code == 404
    assert "Không có văn bản nào mang mã" in response.content.decode()


def test_page_to_type_a_code_needs_no_account(client):
    assert client.get(reverse("documents:verify")).status_code == 200
