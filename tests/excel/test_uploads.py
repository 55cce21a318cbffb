"""From the filled-in template to reviews: preview, confirmation, undoing, and who was first."""

import io
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from households.actions import reviews, rounds, uploads
from households.excel import worker
from households.models import Household, Member, Review, Upload
from povertyplan.audit.models import Event
from povertyplan.errors import Conflict, DomainError, InvalidData, NotPermitted
from povertyplan.units.models import Unit, UnitChange
from tests import factories
from tests.excel.files import HOUSEHOLDS, NEW, Book, checked, outcomes, problems


@pytest.fixture
def reviewed(round_2021, land, jrai, mai):
    """A household whose review has a class, and one whose review nobody has looked at."""
    done = factories.household(land.village, "Siu Một", jrai)
    fresh = factories.household(land.village, "Siu Hai", jrai)
    return {
        "done": factories.review(round_2021, done, mai, score_b1=100, deprived="water toilet"),
        "fresh": factories.review(round_2021, fresh, mai),
    }


@pytest.fixture
def book(reviewed, round_2021, land):
    return Book(round_2021, land.village)


def row_of(book, name: str) -> int:
    return next(row for row in range(1, 10) if book.cell(row, "name").value == name)


def test_template_as_it_was_changes_nothing(book, round_2021, mai):
    upload = checked(round_2021, book.content(), mai)

    assert outcomes(upload) == {"Siu Một": "unchanged", "Siu Hai": "unchanged"}
    with pytest.raises(DomainError, match="không có gì khác"):
        uploads.confirm(upload=upload, by=mai)


def test_template_is_locked_where_it_must_be(book, land):
    assert book.sheet.protection.sheet
    assert book.cell(1, "name").protection.locked
    assert not book.cell(1, "score_b1").protection.locked
    assert not book.cell(3, "name").protection.locked  # a blank row, for a new household
    assert book.sheet.column_dimensions["A"].hidden


def test_text_of_a_template_never_starts_a_formula(round_2021, land, kinh, mai):
    home = factories.household(land.village, "=HYPERLINK(1)", kinh)
    factories.review(round_2021, home, mai, score_b1=100, note="+1+1")
    book = Book(round_2021, land.village)

    cells = [book.cell(1, "name"), book.cell(1, "note")]

    assert [(cell.value, cell.data_type) for cell in cells] == [
        ("=HYPERLINK(1)", "s"),
        ("+1+1", "s"),
    ]
    assert all(cell.quotePrefix for cell in cells)


def test_changed_answers_are_shown_with_what_they_were(book, round_2021, mai, reviewed):
    row = row_of(book, "Siu Một")
    book.fill(row, score_b1=130, is__water=None, floor_area_m2="32,5", cause__no_land="x")

    upload = checked(round_2021, book.content(), mai)

    changes = {c["label"]: (c["old"], c["new"]) for c in upload.rows.get(label="Siu Một").changes}
    # Rural: 130 points lie between 120 and 150, one deprivation is fewer than three.
    assert changes == {
        "diện tích nhà ở (m²)": ("(trống)", "32,5"),
        "nguyên nhân nghèo": ("(trống)", "Không có đất sản xuất hoặc thiếu đất"),
        "điểm B1": ("100", "130"),
        "kết quả phân loại": ("Hộ nghèo", changes["kết quả phân loại"][1]),
        "chỉ số thiếu hụt": (
            "Nguồn nước sinh hoạt; Hố xí/nhà tiêu hợp vệ sinh",
            "Hố xí/nhà tiêu hợp vệ sinh",
        ),
    }
    review = Review.objects.get(pk=reviewed["done"].pk)
    assert (review.result.score_b1, review.floor_area_m2) == (100, None)


def test_confirmed_file_is_written_as_the_form_would(book, round_2021, mai, reviewed):
    book.fill(row_of(book, "Siu Hai"), score_b1=100, floor_area_m2=40, note="Đã hỏi")
    upload = uploads.confirm(upload=checked(round_2021, book.content(), mai), by=mai)

    review = Review.objects.get(pk=reviewed["fresh"].pk)

    assert upload.state == "confirmed"
    assert review.result.score_b1 == 100
    assert review.result.household_class == "poor"
    assert (review.floor_area_m2, review.note) == (Decimal(40), "Đã hỏi")
    assert (review.version, review.edited_by) == (reviewed["fresh"].version + 1, mai)
    event = Event.objects.of(review).first()
    assert {item["label"] for item in event.changes} >= {"điểm B1", "ghi chú", "kết quả phân loại"}


def test_review_nobody_looked_at_gets_no_class_by_itself(book, round_2021, mai, reviewed):
    row = row_of(book, "Siu Hai")
    book.fill(row, seen="x")

    upload = checked(round_2021, book.content(), mai)

    # Looked at, but without income and points there is no class to give.
    assert outcomes(upload)["Siu Hai"] == "unchanged"


def test_new_household_with_its_people(book, round_2021, mai, land):
    book.fill(5, name="Lê Ba", village="Thôn Một", **NEW)
    stt = book.cell(5, "index").value
    person = {"relation": "Con", "sex": "Nữ", "ethnicity": "Kinh", "identity": "012345678901"}
    book.fill(3, sheet=book.people, household=stt, name="Lê Tư", birth="5/9/2010", **person)

    upload = checked(round_2021, book.content(), mai)
    stored = str(upload.rows.get(label="Lê Ba").values)
    uploads.confirm(upload=upload, by=mai)

    home = Household.objects.get(members__full_name="Lê Ba")
    child = home.members.get(full_name="Lê Tư")
    assert "012345678901" not in stored
    assert (child.identity_number, f"{child.birth_date:%d/%m/%Y}") == ("012345678901", "05/09/2010")
    assert (home.head.full_name, home.head.birth_year, home.village) == (
        "Lê Ba",
        1980,
        land.village,
    )
    assert home.reviews.get().result.household_class == "poor"
    assert Member.objects.search("le ba").exists()


def test_same_file_twice_changes_nothing(book, round_2021, mai):
    book.fill(row_of(book, "Siu Hai"), score_b1=100).fill(5, name="Lê Ba", **NEW)
    content = book.content()
    uploads.confirm(upload=checked(round_2021, content, mai), by=mai)
    before = list(Review.objects.values_list("pk", "version").order_by("pk"))

    again = checked(round_2021, content, mai)

    assert set(outcomes(again).values()) == {"unchanged"}
    assert "same_as" in again.notes
    with pytest.raises(DomainError):
        uploads.confirm(upload=again, by=mai)
    assert list(Review.objects.values_list("pk", "version").order_by("pk")) == before


def test_member_added_to_a_household_of_an_earlier_file_is_not_lost_unsaid(book, round_2021, mai):
    child = {"relation": "Con", "sex": "Nữ", "ethnicity": "Kinh", "birth": 2010}
    book.fill(5, name="Lê Ba", **NEW | {"person_count": 3})
    number = book.cell(5, "index").value
    book.fill(
        3, sheet=book.people, household=number, name="Lê Tư", identity="012345678901", **child
    )
    uploads.confirm(upload=checked(round_2021, book.content(), mai), by=mai)
    assert outcomes(checked(round_2021, book.content(), mai))["Lê Ba"] == "unchanged"

    book.fill(4, sheet=book.people, household=number, name="Lê Năm", **child)

    assert "đã có hộ cùng tên" in problems(checked(round_2021, book.content(), mai))[0]


def test_new_households_of_an_earlier_file_are_asked_for_at_once(round_2021, land, mai):
    def asked_again(book: Book, names: list[str]) -> int:
        for row, name in enumerate(names, 1):
            book.fill(row, name=name, **NEW)
        content = book.content()
        uploads.confirm(upload=checked(round_2021, content, mai), by=mai)
        again = uploads.receive(round=round_2021, name="a.xlsx", content=content, by=mai)
        with CaptureQueriesContext(connection) as queries:
            uploads.read(again)
        assert list(again.rows.values_list("outcome", flat=True)) == ["unchanged"] * len(names)
        return len(queries)

    one, four = Book(round_2021, land.village), Book(round_2021, land.village)
    asked = asked_again(one, ["Lê Ba"])
    assert asked_again(four, ["Lê Hai", "Lê Bốn", "Lê Năm", "Lê Sáu"]) == asked


def test_one_wrong_row_holds_back_the_whole_file(book, round_2021, mai, reviewed):
    book.fill(row_of(book, "Siu Hai"), score_b1=100)
    book.fill(row_of(book, "Siu Một"), score_b1="nhiều")

    upload = checked(round_2021, book.content(), mai)

    letter = book.cell(1, "score_b1").column_letter
    assert problems(upload) == [
        f"{letter}{8 + row_of(book, 'Siu Một')} Điểm B1: «nhiều» không phải số nguyên; "
        "hãy ghi như 120"
    ]
    with pytest.raises(DomainError, match="dòng có lỗi"):
        uploads.confirm(upload=upload, by=mai)
    assert Review.objects.get(pk=reviewed["fresh"].pk).result.score_b1 is None


@pytest.mark.parametrize(
    ("code", "value", "why"),
    [
        ("score_b1", "=1+1", "công thức"),
        ("person_count", 0, "phải từ 1 đến 60"),
        ("person_count", None, "chưa ghi"),
        ("toilet", "Nhà xí", "không có trong danh sách"),
        ("is:water", "?", "hãy ghi «x» hoặc để trống"),
        ("name", "Siu Khác", "hồ sơ hộ ghi «Siu Một»"),
        ("birth_year", 1999, "hồ sơ hộ ghi «1980»"),
        ("village", "Thôn Hai", "không có trong địa bàn"),
        ("key", "1.1.abc", "Mã khóa của dòng đã bị sửa"),
        ("income_vnd", "1,500", "không phải số nguyên"),
    ],
)
def test_wrong_cell_is_named(code, value, why, book, round_2021, mai):
    row = row_of(book, "Siu Một")
    book.fill(row, **{code: value})

    [problem] = problems(checked(round_2021, book.content(), mai))

    assert problem.startswith(f"{book.cell(row, code).column_letter}{8 + row} ")
    assert why in problem


def test_key_of_another_household_is_found_out(book, round_2021, mai):
    first, second = row_of(book, "Siu Một"), row_of(book, "Siu Hai")
    book.fill(second, key=book.cell(first, "key").value)

    found = " ".join(problems(checked(round_2021, book.content(), mai)))

    assert "Hộ này đã có ở dòng" in found or "hồ sơ hộ ghi" in found


def test_error_of_excel_is_not_an_empty_cell(book, round_2021, mai):
    cell = book.cell(row_of(book, "Siu Một"), "score_b1")
    cell.value, cell.data_type = "#N/A", "e"

    assert "giá trị lỗi #N/A" in problems(checked(round_2021, book.content(), mai))[0]


def test_merged_cells_are_named(book, round_2021, mai):
    book.sheet.merge_cells("J9:J10")

    upload = checked(round_2021, book.content(), mai)

    assert (upload.state, "ô gộp J9:J10" in upload.failure) == ("failed", True)


def test_hidden_rows_are_read_and_counted(book, round_2021, mai):
    row = row_of(book, "Siu Hai")
    book.fill(row, score_b1=100)
    book.sheet.row_dimensions[8 + row].hidden = True

    upload = checked(round_2021, book.content(), mai)

    assert upload.notes["hidden_rows"] == 1
    assert outcomes(upload)["Siu Hai"] == "changed"


def test_name_in_an_old_encoding_is_converted_and_shown(book, round_2021, mai):
    book.fill(5, name="NguyÔn V¨n An", **NEW)

    upload = checked(round_2021, book.content(), mai)

    assert outcomes(upload)["Nguyễn Văn An"] == "new"
    assert upload.notes["converted"] == {"Nguyễn Văn An": "TCVN3"}


def test_name_that_could_be_another_is_named_in_such_a_file(book, round_2021, mai):
    book.fill(5, name="NguyÔn V¨n An", **NEW).fill(6, name="Bé", **NEW)

    assert "không rõ tên này" in problems(checked(round_2021, book.content(), mai))[0]


def test_old_name_of_a_village_leads_to_the_new_one(reviewed, round_2021, land, mai):
    former = factories.unit("Cũ", land.village.kind, land.commune, valid_to="2019-12-31")
    change = UnitChange.objects.create(kind="rename", effective_on="2020-01-01", decision="QĐ 1")
    change.predecessors.set([former])
    change.successors.set([land.village])
    book = Book(round_2021, land.commune).fill(5, name="Lê Ba", village="Thôn Cũ", **NEW)

    upload = checked(round_2021, book.content(), mai)
    uploads.confirm(upload=upload, by=mai)

    assert upload.notes["renamed"] == {"Thôn Cũ": "Thôn Một"}
    assert Household.objects.get(members__full_name="Lê Ba").village == land.village
    assert Unit.objects.get(pk=former.pk).valid_to is not None


def test_household_that_is_there_already_is_not_made_twice(book, round_2021, mai):
    book.fill(5, name="SIU  Một", **NEW)
    book.fill(6, name="Lê Ba", **NEW).fill(7, name="Lê Ba", **NEW)

    found = problems(checked(round_2021, book.content(), mai))

    assert [("đã có hộ cùng tên" in text, "trùng tên" in text) for text in found] == [
        (True, False),
        (False, True),
    ]


def test_same_rules_as_the_form(book, round_2021, mai, reviewed):
    """28 m² for one person are not too few: the tick needs a reason."""
    row = row_of(book, "Siu Một")
    book.fill(row, floor_area_m2=28, is__housing_area="x")

    assert "Khác với thông tin thành viên" in problems(checked(round_2021, book.content(), mai))[0]

    book.fill(row, note="Đang ở nhờ")
    assert problems(checked(round_2021, book.content(), mai)) == []


def test_who_may_not_list_households_brings_no_new_ones(round_2021, land, cast):
    book = Book(round_2021, land.village).fill(1, name="Lê Ba", **NEW)

    upload = checked(round_2021, book.content(), cast["hoa"])

    assert "không được lập phiếu cho hộ mới" in problems(upload)[0]


def test_file_read_before_somebody_else_wrote(book, round_2021, mai, cast, reviewed, jrai):
    book.fill(row_of(book, "Siu Một"), score_b1=130).fill(row_of(book, "Siu Hai"), score_b1=140)
    upload = checked(round_2021, book.content(), mai)
    findings = reviews.findings_of(reviewed["done"])
    changed = findings._replace(score_b1=70)
    reviews.fill_in(review=reviewed["done"], findings=changed, version=2, by=cast["hoa"])

    with pytest.raises(Conflict) as refusal:
        uploads.confirm(upload=upload, by=mai)

    assert [text.partition(": ")[2] for text in refusal.value.problems] == ["Siu Một"]
    assert Review.objects.get(pk=reviewed["fresh"].pk).result.score_b1 is None
    upload.refresh_from_db()
    assert upload.state == "checked"


def test_of_two_files_the_second_finds_the_first(book, round_2021, mai, reviewed):
    book.fill(row_of(book, "Siu Một"), score_b1=130).fill(5, name="Lê Ba", **NEW)
    first = checked(round_2021, book.content(), mai)
    book.fill(row_of(book, "Siu Một"), score_b1=140)
    second = checked(round_2021, book.content(), mai)
    uploads.confirm(upload=first, by=mai)

    with pytest.raises(Conflict) as refusal:
        uploads.confirm(upload=second, by=mai)

    assert len(refusal.value.problems) == 2
    assert Household.objects.filter(members__full_name="Lê Ba").count() == 1


def test_undoing_brings_back_what_was(book, round_2021, mai, reviewed):
    before = Review.objects.get(pk=reviewed["done"].pk)
    row = row_of(book, "Siu Một")
    book.fill(row, score_b1=140, floor_area_m2=50, note="Mới").fill(5, name="Lê Ba", **NEW)
    upload = uploads.confirm(upload=checked(round_2021, book.content(), mai), by=mai)

    uploads.undo(upload=upload, by=mai)

    after = Review.objects.get(pk=before.pk)
    names = ("floor_area_m2", "note", "edited_by", "person_count", "child_count")
    assert [getattr(after, name) for name in names] == [getattr(before, name) for name in names]
    said = [
        (r.score_b1, r.deprivations, r.household_class, r.explanation)
        for r in (before.result, after.result)
    ]
    assert said[0] == said[1]
    assert after.version == before.version + 2
    assert not Household.objects.filter(members__full_name="Lê Ba").exists()
    upload.refresh_from_db()
    assert upload.state == "undone"


def test_file_that_was_taken_back_may_be_corrected_and_come_again(book, round_2021, mai, reviewed):
    row = row_of(book, "Siu Một")
    for score in (140, 150, 160):
        book.fill(row, score_b1=score)
        upload = checked(round_2021, book.content(), mai)
        assert outcomes(upload)["Siu Một"] == "changed"
        uploads.undo(upload=uploads.confirm(upload=upload, by=mai), by=mai)

    uploads.confirm(upload=checked(round_2021, book.content(), mai), by=mai)
    assert Review.objects.get(pk=reviewed["done"].pk).result.score_b1 == 160

    book.fill(row, score_b1=170)
    assert "đã được sửa sau khi tải mẫu" in problems(checked(round_2021, book.content(), mai))[0]


def test_nothing_is_undone_once_a_review_went_on(book, round_2021, mai, reviewed):
    book.fill(row_of(book, "Siu Một"), score_b1=140).fill(row_of(book, "Siu Hai"), score_b1=100)
    upload = uploads.confirm(upload=checked(round_2021, book.content(), mai), by=mai)
    reviews.move(reviews=[reviewed["fresh"]], name="submit", by=mai)

    with pytest.raises(Conflict) as refusal:
        uploads.undo(upload=upload, by=mai)

    assert [text.partition(": ")[2] for text in refusal.value.problems] == ["Siu Hai"]
    assert Review.objects.get(pk=reviewed["done"].pk).result.score_b1 == 140


def test_submitted_review_is_not_changed(book, round_2021, mai, reviewed):
    reviews.move(reviews=[reviewed["done"]], name="submit", by=mai)
    book = Book(round_2021, reviewed["done"].village)
    book.fill(row_of(book, "Siu Một"), score_b1=130)

    assert "Chờ duyệt" in problems(checked(round_2021, book.content(), mai))[0]


def test_cancelled_file_is_gone(book, round_2021, mai):
    upload = uploads.cancel(upload=checked(round_2021, book.content(), mai), by=mai)

    assert (upload.state, upload.content, upload.rows.count()) == ("cancelled", b"", 0)
    assert uploads.read(upload).state == "cancelled"


def test_reader_that_died_is_started_again(book, round_2021, mai, settings):
    upload = uploads.receive(round=round_2021, name="a.xlsx", content=book.content(), by=mai)
    with pytest.raises(DomainError):
        uploads.retry(upload=upload, by=mai)
    Upload.objects.update(worked_at="2021-01-01T00:00:00Z")
    upload.refresh_from_db()

    assert uploads.is_stalled(upload)
    assert uploads.read(uploads.retry(upload=upload, by=mai)).state == "checked"


def test_person_who_only_reads_brings_no_file(book, round_2021, cast):
    with pytest.raises(NotPermitted):
        uploads.receive(round=round_2021, name="a.xlsx", content=book.content(), by=cast["dung"])


def test_closed_round_takes_no_file(book, round_2021, mai):
    factories.closed(round_2021)

    with pytest.raises((DomainError, InvalidData), match="đã khóa"):
        uploads.receive(round=round_2021, name="a.xlsx", content=book.content(), by=mai)


def test_closed_round_forgets_what_files_held(book, round_2021, mai, duc):
    upload = checked(round_2021, book.content(), mai)

    rounds.close_round(round=round_2021, by=duc)

    upload.refresh_from_db()
    assert (bytes(upload.content), upload.rows.count()) == (b"", 0)


def test_pages_from_file_to_undo(book, round_2021, mai, login, monkeypatch):
    monkeypatch.setattr(worker, "start", uploads.read)
    book.fill(row_of(book, "Siu Một"), score_b1=130)
    client, url = login(mai), reverse("households:upload-list", args=[round_2021.pk])

    file = SimpleUploadedFile("bang.xlsx", book.content())
    page = client.post(url, {"file": file}, follow=True)
    assert "Có thay đổi: <strong>1</strong>" in page.content.decode()
    upload = Upload.objects.get()
    for step, words in (("confirm", "Đã ghi số liệu"), ("undo", "Đã hoàn tác")):
        address = reverse(f"households:upload-{step}", args=[upload.pk])
        assert words in client.post(address, follow=True).content.decode()


def test_errors_are_marked_in_the_same_file(book, round_2021, mai, login):
    row = row_of(book, "Siu Một")
    book.fill(row, score_b1="nhiều")
    upload = checked(round_2021, book.content(), mai)

    response = login(mai).get(reverse("households:upload-marked", args=[upload.pk]))

    sheet = load_workbook(io.BytesIO(response.content))[HOUSEHOLDS]
    cell = sheet.cell(8 + row, book.place("score_b1"))
    assert "không phải số nguyên" in cell.comment.text
    assert cell.fill.fgColor.rgb == "00F8B4B4"


def test_file_of_a_place_that_the_round_does_not_reach_is_refused(land, standard, mai):
    """An officer of two communes, and a file that names the round of one and a village of the
    other: its households would count in a round that never went there.
    """
    mai.units.add(land.town)
    officer = type(mai).objects.get(pk=mai.pk)
    opened = factories.round_in(land.commune, 2021, standard)
    book = Book(opened, land.town_village)

    with pytest.raises(InvalidData, match="địa bàn khác"):
        checked(opened, book.content(), officer)


def test_head_alone_does_not_speak_for_the_others(book, round_2021, mai):
    """Four persons, one of them on record: what the other three lack may well be ticked."""
    of_four = NEW | {"person_count": 4, "is__adult_education": "x"}
    book.fill(5, name="Lê Ba", village="Thôn Một", **of_four)

    assert outcomes(checked(round_2021, book.content(), mai))["Lê Ba"] == "new"


def test_number_that_somebody_was_given_meanwhile_is_named(book, round_2021, mai, reviewed):
    book.fill(5, name="Lê Ba", village="Thôn Một", **NEW | {"person_count": 2})
    child = {"relation": "Con", "sex": "Nữ", "ethnicity": "Kinh", "identity": "012345678901"}
    number = book.cell(5, "index").value
    book.fill(3, sheet=book.people, household=number, name="Lê Bốn", birth=2010, **child)
    upload = checked(round_2021, book.content(), mai)
    other = reviewed["done"].household.head
    other.set_identity("012345678901")
    other.save()

    with pytest.raises(Conflict) as refused:
        uploads.confirm(upload=upload, by=mai)

    assert "Lê Ba có số định danh vừa được ghi cho người khác" in refused.value.problems[0]


@pytest.mark.parametrize(("copied", "why"), [(True, "trùng số thứ tự với dòng 13"), (False, "")])
def test_number_that_stands_twice_leaves_open_whose_the_members_are(
    copied, why, book, round_2021, mai
):
    """A row copied with its number; the numbers are typed as texts besides."""
    for row, name in ((5, "Lê Ba"), (6, "Lê Bốn")):
        book.fill(row, name=name, village="Thôn Một", **NEW)
        book.cell(row, "index").value = "5" if copied else str(row)
    child = {"relation": "Con", "sex": "Nữ", "ethnicity": "Kinh"}
    book.fill(3, sheet=book.people, household="5", name="Lê Tư", birth=2010, **child)

    upload = checked(round_2021, book.content(), mai)

    assert why in "".join(problems(upload))
    second = {"Lê Bốn": "wrong" if copied else "new"}
    assert outcomes(upload) | second == outcomes(upload)
    assert [person["name"] for person in upload.rows.get(label="Lê Ba").values["members"]] == [
        "Lê Tư"
    ]


def test_text_that_a_database_might_take_for_nothing_is_a_text(book, round_2021, mai):
    book.fill(5, name="\\N", village="Thôn Một", note="NULL", **NEW)

    uploads.confirm(upload=checked(round_2021, book.content(), mai), by=mai)

    head = Member.objects.get(full_name="\\N")
    assert head.household.reviews.get().note == "NULL"
