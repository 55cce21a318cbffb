"""Issuing: numbers without gap or double, and rows that nobody changes afterwards."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from povertyplan.audit.models import Event
from povertyplan.documents import actions, canonical, codes, integrity, scans
from povertyplan.documents.models import FiledScan, IssuedDocument, IssuedFile, NumberSeries
from povertyplan.errors import DomainError, InvalidData, NotPermitted
from tests import factories

PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 20


@pytest.fixture
def long(cast):
    """The commune's leader, who issues."""
    return cast["long"]


@pytest.fixture
def document(land, long):
    return factories.issued(land.commune, long)


def spoil(document, column: str, value) -> None:
    """Change a row behind the application's back."""
    table = document._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE {table} SET {column} = %s WHERE id = %s", [value, document.pk])


def test_numbers_start_at_one_and_follow_each_other(land, long):
    numbers = [factories.issued(land.commune, long).reference for _ in range(11)]

    assert numbers[0] == "01/QĐ-UBND"
    assert numbers[8:] == ["09/QĐ-UBND", "10/QĐ-UBND", "11/QĐ-UBND"]


def test_every_unit_symbol_and_year_has_its_own_numbers(land, cast, long):
    factories.issued(land.commune, long)

    others = [
        factories.issued(land.commune, long, symbol="KH-UBND"),
        factories.issued(land.commune, long, signed_on=date(2022, 1, 4)),
        factories.issued(land.district, cast["lan"]),
    ]

    assert [other.number for other in others] == [1, 1, 1]


def test_what_was_said_is_kept_with_its_check_sums(document):
    stored = IssuedDocument.objects.get()
    file = stored.files.get()

    assert stored.data == {"households": [{"head": "Siu Thử", "class": "poor"}]}
    assert stored.sha256 == stored.seal()
    # printf '%%PDF-1.7 Siu' | sha256sum
    assert file.sha256 == "0e88491bce05dd93ebf6972bd6a0684ce8a0d2b2abc790f5fa2f96a45e55450f"
    assert Event.objects.of(stored).get().sentence == (
        "Ban hành Quyết định công nhận số 01/QĐ-UBND"
    )


def test_render_sees_the_number(land, long):
    seen = []

    actions.issue(
        draft=factories.draft(land.commune),
        render=lambda document: seen.append(document.reference) or [],
        by=long,
    )

    assert seen == ["01/QĐ-UBND"]


def test_failed_render_gives_the_number_back(land, long):
    def fail(document):
        yield "a.pdf", "application/pdf", b"%PDF-"
        raise OSError("no paper")

    with pytest.raises(OSError, match="no paper"):
        actions.issue(draft=factories.draft(land.commune), render=fail, by=long)

    tables = (NumberSeries, IssuedDocument, IssuedFile, Event)
    assert [table.objects.count() for table in tables] == [0, 0, 0, 0]
    assert factories.issued(land.commune, long).number == 1


@pytest.mark.django_db(transaction=True)
def test_number_is_not_taken_outside_a_transaction(land):
    with pytest.raises(transaction.TransactionManagementError):
        actions.take_number(unit=land.commune, symbol="QĐ-UBND", year=2021)


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif("connection.vendor == 'sqlite'", reason="SQLite in memory has no locks")
def test_simultaneous_issues_have_no_gap_and_no_double(land, long):
    def attempt(index):
        try:
            with transaction.atomic():
                number = factories.issued(land.commune, long).number
                if index % 5 == 4:
                    raise InterruptedError
                return number
        except InterruptedError:
            return None
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        numbers = [number for number in pool.map(attempt, range(40)) if number]

    assert sorted(numbers) == list(range(1, 33))


def test_date_in_the_future_is_refused(land, long):
    tomorrow = timezone.localdate() + timedelta(days=1)

    with pytest.raises(InvalidData, match="tương lai"):
        factories.issued(land.commune, long, signed_on=tomorrow)

    assert not NumberSeries.objects.exists()


def test_numbers_follow_dates(land, long):
    factories.issued(land.commune, long, signed_on=date(2021, 12, 15))

    with pytest.raises(InvalidData, match=r"01/QĐ-UBND đã ký ngày 15/12/2021"):
        factories.issued(land.commune, long, signed_on=date(2021, 12, 14))
    same_day = factories.issued(land.commune, long, signed_on=date(2021, 12, 15))

    assert same_day.number == 2


@pytest.mark.parametrize("who", ["mai", "duc", "lan", "an", "hoa", "dung"])
def test_only_the_leader_of_the_unit_issues(who, land, cast):
    with pytest.raises(NotPermitted):
        factories.issued(land.commune, cast[who])


def test_rows_are_frozen(document, mai):
    scan = actions.file_scan(document=document, upload=factories.scan(), by=mai)
    for row in (document, document.files.get(), scan):
        rows = type(row).objects
        for change in (
            row.save,
            row.delete,
            lambda rows=rows: rows.update(pk=7),
            lambda rows=rows: rows.all().delete(),
            lambda rows=rows, row=row: rows.bulk_update([row], [row._meta.fields[1].name]),
        ):
            with pytest.raises(DomainError, match="không sửa, không xóa được"):
                change()


def test_unit_with_documents_is_not_removed(document, land):
    with pytest.raises(IntegrityError):
        land.commune.delete()


def test_floats_are_no_figures_of_a_document(land, long):
    with pytest.raises(TypeError, match="float"):
        factories.issued(land.commune, long, data={"rates": [0.5]})


def test_figures_and_dates_come_back_as_they_were_sealed(land, long):
    data = {"rate": Decimal("11.80"), "on": date(2021, 12, 1), "note": "a\u0323"}

    document = factories.issued(land.commune, long, data=data)

    stored = IssuedDocument.objects.get(pk=document.pk)
    assert stored.data == {"rate": "11.80", "on": "2021-12-01", "note": "a\u0323"}
    assert integrity.check(stored) == []


def test_canonical_text_does_not_depend_on_order():
    assert canonical.text({"b": 1, "a": ["ộ", None]}) == '{"a":["ộ",null],"b":1}'


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("data", '{"households": []}'),
        ("number", 7),
        ("signed_on", "2021-12-16"),
        ("title", "Khác"),
        ("signer_name", "Khác"),
        ("code", "A" * 16),
    ],
)
def test_changed_row_is_found(column, value, document, capsys):
    call_command("verify_documents")
    assert capsys.readouterr().out == "1 văn bản còn nguyên vẹn.\n"
    spoil(document, column, value)

    with pytest.raises(CommandError, match="1 văn bản đã bị thay đổi"):
        call_command("verify_documents")

    assert "nội dung văn bản" in capsys.readouterr().err


def test_check_sum_covers_every_field():
    fields = {field.attname for field in IssuedDocument._meta.concrete_fields}

    assert fields - set(IssuedDocument.SEALED) == {"id", "sha256"}


def test_changed_file_is_found(document, mai):
    scan = actions.file_scan(document=document, upload=factories.scan(), by=mai)
    spoil(document.files.get(), "content", b"%PDF-1.7 Kso")
    assert integrity.check(document) == ["quyet-dinh.pdf"]

    spoil(scan, "content", b"%PDF-")
    assert integrity.check(document) == ["quyet-dinh.pdf", "01-qd-ubnd-2021-ban-ky.pdf"]


def test_replacement_names_what_it_replaces(document, land, long):
    newer = factories.issued(land.commune, long, replaces=document)

    listed = {row.pk: row.has_replacement for row in IssuedDocument.objects.with_replaced()}
    assert newer.replaces == document
    assert listed == {document.pk: True, newer.pk: False}


def test_codes_are_of_letters_that_nobody_mistakes(land, long):
    document = factories.issued(land.commune, long, has_code=True)

    assert len(document.code) == 16
    assert not set(document.code) & set("01ILO")
    assert codes.typed(document.printed_code.lower().replace("-", " ")) == document.code


@pytest.mark.parametrize(
    ("content", "media_type", "ending"),
    [
        (b"%PDF-1.4 x", "application/pdf", "pdf"),
        (PNG, "image/png", "png"),
        (b"\xff\xd8\xff\xe0 x", "image/jpeg", "jpg"),
    ],
)
def test_scan_is_known_by_its_content(content, media_type, ending, document, mai):
    scan = actions.file_scan(document=document, upload=factories.scan(content, "x.exe"), by=mai)

    assert (scan.media_type, scan.name) == (media_type, f"01-qd-ubnd-2021-ban-ky.{ending}")
    assert scan.is_intact


@pytest.mark.parametrize("content", [b"<html>%PDF-", b"MZ\x90", b"GIF89a"])
def test_other_files_are_no_scans(content, document, mai):
    with pytest.raises(InvalidData, match="PDF, PNG hoặc JPEG"):
        actions.file_scan(document=document, upload=factories.scan(content, "a.pdf"), by=mai)


def test_scan_has_at_most_20_megabytes(document, mai):
    most = b"%PDF-" + b"0" * (20 * 1024 * 1024 - 5)
    assert scans.read(factories.scan(most)) == ("application/pdf", most)

    with pytest.raises(InvalidData, match="20 MB"):
        scans.read(factories.scan(most + b"0"))


@pytest.mark.parametrize("who", ["duc", "lan", "binh", "dung", "hoa", "an"])
def test_only_the_unit_itself_files_its_scans(who, document, cast):
    with pytest.raises(NotPermitted):
        actions.file_scan(document=document, upload=factories.scan(), by=cast[who])

    assert not FiledScan.objects.exists()
