"""Issuing a plan: number, frozen text, files; and that nothing of it changes afterwards."""

import io
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date

import pytest
from django.db import connection
from pypdf import PdfReader

from plans import live
from plans.actions import issue, parts, sections
from plans.actions import plan as actions
from plans.actions.sections import Words
from plans.models import Plan
from povertyplan.audit.models import Event
from povertyplan.documents import integrity
from povertyplan.documents.models import IssuedDocument, NumberSeries
from povertyplan.documents.signing import Signer
from povertyplan.errors import Conflict, DomainError, InvalidData, NotPermitted
from reports import plan_document
from targets.models import TargetFigure
from tests import factories
from tests.plans import written

SIGNING = issue.Signing(date(2023, 3, 2), Signer("Rcom Thử"))


@pytest.fixture
def plan(land, standard, mai, duc):
    written.sheet(land, standard, mai, duc)
    return written.approved(written.plan(land, mai), mai, duc)


@pytest.fixture
def long(cast):
    """The commune's leader, who issues."""
    return cast["long"]


def light(plan) -> issue.Printer:
    """Files that cost nothing."""
    return issue.Printer(plan_document.annexes_of, lambda issued: [("a.txt", "text/plain", b"a")])


def put_out(plan, by, *, printer=None, **changes) -> IssuedDocument:
    given = {"signing": SIGNING, "version": plan.version} | changes
    return issue.issue(plan=plan, printer=printer or light(plan), by=by, **given)


def test_plan_gets_its_number_and_says_what_it_said(plan, long):
    document = put_out(plan, long)

    stored = Plan.objects.get()
    assert (stored.reference, stored.issued_on) == ("01/KH-UBND", date(2023, 3, 2))
    assert (stored.document, stored.life) == (document, "Đã ban hành")
    assert document.signer_title == "TM. ỦY BAN NHÂN DÂN / CHỦ TỊCH"
    first, second = document.data["sections"]
    words = "".join(run["text"] for run in first["blocks"][0]["runs"])
    assert words == "Cuối năm còn 13,33%, giảm 10 hộ (Phụ lục)."
    words = "".join(run["text"] for run in second["blocks"][0]["runs"])
    assert words == "Các thôn thực hiện nghiêm túc mục I."
    assert document.data["bases"] == [
        "Căn cứ Quyết định số 90/QĐ-TTg ngày 18 tháng 01 năm 2022 của Thủ tướng"
    ]
    assert integrity.check(document) == []


def test_all_files_are_kept(plan, long):
    document = put_out(plan, long, printer=plan_document.PRINTER)

    files = {file.name: bytes(file.content) for file in document.files.all()}
    assert list(files) == [
        "ke-hoach-01-kh-ubnd-binh-an.pdf",
        "ke-hoach-01-kh-ubnd-binh-an.docx",
        "phu-luc-01-kh-ubnd-binh-an.xlsx",
    ]
    text = PdfReader(io.BytesIO(files["ke-hoach-01-kh-ubnd-binh-an.pdf"])).pages[0].extract_text()
    assert "Số: 01/KH-UBND" in text
    assert "13,33%" in text


def test_plan_that_is_not_approved_is_not_issued(land, mai, long):
    draft = written.plan(land, mai)

    with pytest.raises(DomainError, match="chưa được duyệt"):
        put_out(draft, long)


def test_error_of_a_check_stops_the_issue(plan, long):
    plan.sections.filter(key="muc-tieu").update(body="Còn [[poor.plan]] hộ")

    with pytest.raises(InvalidData) as refused:
        put_out(plan, long)

    assert refused.value.problems == (
        "Mục I. Mục tiêu: Không có số liệu nào tên là [[poor.plan]].",
    )
    assert not NumberSeries.objects.exists()


@pytest.mark.parametrize("who", ["mai", "duc", "lan", "binh", "dung", "hoa", "an"])
def test_only_the_leader_of_the_unit_issues(who, plan, cast):
    with pytest.raises(NotPermitted):
        put_out(plan, cast[who])


def test_nobody_issues_a_version_that_they_have_not_seen(plan, long):
    with pytest.raises(Conflict):
        put_out(plan, long, version=plan.version - 1)


def test_crash_in_the_middle_leaves_nothing_behind(plan, long):
    def crash(document):
        yield "a.pdf", "application/pdf", b"%PDF-"
        raise OSError("no paper")

    before = Event.objects.count()
    with pytest.raises(OSError, match="no paper"):
        put_out(plan, long, printer=replace(light(plan), render=crash))

    stored = Plan.objects.get()
    assert (stored.number, stored.issued_on, stored.document) == (None, None, None)
    assert not IssuedDocument.objects.exists()
    assert Event.objects.count() == before
    assert put_out(plan, long).number == 1


def test_plan_is_issued_once(plan, long):
    put_out(plan, long)

    with pytest.raises(DomainError, match="đã ban hành: số 01/KH-UBND"):
        put_out(plan, long, version=None)
    assert NumberSeries.objects.get().last == 1


def test_nothing_of_an_issued_plan_is_written(plan, mai, duc, long):
    put_out(plan, long)

    for change in (
        lambda: sections.add(plan=plan, words=Words("Thêm"), version=None, by=mai),
        lambda: actions.set_head(plan=plan, version=None, by=mai, abstract="Khác"),
        lambda: parts.set_rows(plan=plan, part="annexes", rows=[], version=None, by=mai),
        lambda: actions.move(plan=plan, name="return", by=duc, reason="Sai"),
    ):
        with pytest.raises(DomainError, match="đã ban hành"):
            change()


def test_changed_figures_move_live_ones_and_not_the_issued(plan, land, long):
    document = put_out(plan, long, printer=plan_document.PRINTER)
    files = {file.name: file.sha256 for file in document.files.all()}
    frozen = plan_document.page(plan_document.of_issued(document))

    figures = TargetFigure.objects.filter(row__unit=land.village, measure="poor")
    assert figures.update(planned=14) == 1

    stored = IssuedDocument.objects.get()
    assert live.figures_of(plan)["poor.decrease"].text == "11"
    assert {file.name: file.sha256 for file in stored.files.all()} == files
    assert integrity.check(stored) == []
    assert plan_document.page(plan_document.of_issued(stored)) == frozen
    assert "giảm 10 hộ" in frozen
    assert "giảm 11 hộ" in plan_document.page(plan_document.of_plan(plan))


def test_replacement_names_the_document_that_it_replaces(plan, mai, duc, long):
    old = put_out(plan, long)
    made = actions.amend(plan=Plan.objects.get(), amendment="replace", note="Chỉ tiêu", by=mai)
    made = written.approved(made, mai, duc)

    new = put_out(made, long)

    assert (new.reference, new.replaces) == ("02/KH-UBND", old)
    assert Plan.objects.get(pk=plan.pk).life == "Đã bị thay thế"


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif("connection.vendor == 'sqlite'", reason="SQLite in memory has no locks")
def test_simultaneous_issues_give_one_number_to_one_plan(plan, long):
    def attempt(_):
        try:
            return put_out(plan, long, version=None).number
        except DomainError:
            return None
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        numbers = list(pool.map(attempt, range(4)))

    assert sorted(number for number in numbers if number) == [1]
    assert NumberSeries.objects.get().last == IssuedDocument.objects.count() == 1
    assert (
        factories.issued(plan.unit, long, symbol="KH-UBND", signed_on=date(2023, 3, 2)).number == 2
    )
