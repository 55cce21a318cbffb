"""Members of stored households in the workbook: what may change there, how it is judged, undone."""

import io
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from households.actions import events, members, reviews, uploads
from households.actions.ledger import Occasion
from households.enums import Leaving
from households.excel.layout import MEMBERS
from households.models import Household, Member, Review
from povertyplan.accounts.models import User
from povertyplan.accounts.roles import Permission
from povertyplan.audit.models import Event
from povertyplan.errors import Conflict, DomainError, NotPermitted
from tests import factories
from tests.excel.files import NEW, Book, checked, outcomes, problems

NUMBER = "999180012345"
OCCASION = Occasion(date(2021, 10, 1), "báo")


@pytest.fixture
def family(land, kinh):
    """A mother of 41 years and a child of 11, both insured; the child is at primary school."""
    home = factories.household(land.village, "Lê Mẹ", kinh, persons=2)
    mother, child = home.members.order_by("pk")
    mother.set_identity(NUMBER)
    mother.has_insurance, mother.has_allowance, mother.completed = True, False, "upper_secondary"
    mother.studies_at = "none"
    mother.save()
    child.birth_date = date(2010, 9, 5)
    child.birth_year, child.full_name = 2010, "Lê Con"
    child.has_insurance, child.has_allowance, child.studies_at = True, False, "primary"
    child.save()
    return home


@pytest.fixture
def child(family):
    return family.members.get(full_name="Lê Con")


@pytest.fixture
def review(family, round_2021, mai):
    """Poor by 100 points, without a deprivation."""
    return factories.review(round_2021, family, mai, person_count=2, score_b1=100)


@pytest.fixture
def book(review, round_2021, land):
    return Book(round_2021, land.village)


def row_of(book, name: str, sheet=None) -> int:
    sheet = sheet or book.people
    return next(row for row in range(1, 20) if book.cell(row, "name", sheet).value == name)


def edit(book, name: str, /, **said):
    return book.fill(row_of(book, name), sheet=book.people, **said)


def on_page(member: Member, by, **said) -> Member:
    """The same edit as on the page of the member."""
    member = Member.objects.select_related("household").get(pk=member.pk)
    for name, value in said.items():
        setattr(member, name, value)
    version = Household.objects.get(pk=member.household_id).version
    return members.save_member(member=member, version=version, by=by)


def of_sheet(upload) -> list[str]:
    """The wrong cells of the members' sheet: where, and why."""
    return [
        f"{problem['column']}{problem.get('row', row.row)} {problem['heading']}: {problem['why']}"
        for row in upload.rows.all()
        for problem in row.problems
        if problem.get("sheet", row.sheet) == MEMBERS
    ]


def test_template_lists_the_people_without_their_numbers(book, family):
    says = ("household", "name", "relation", "birth", "identity", "has_insurance", "studies_at")
    rows = [[book.cell(row, code, book.people).value for code in says] for row in (1, 2, 3)]
    parts = book.content()

    assert rows == [
        [1, "Lê Mẹ", "Chủ hộ", "1980", "đã có", "có", "Không"],
        [1, "Lê Con", "Con", "05/09/2010", None, "có", "Tiểu học"],
        [None] * 7,
    ]
    cells = [
        cell.value for sheet in load_workbook(io.BytesIO(parts)) for row in sheet for cell in row
    ]
    assert not any("999" in str(value) or "345" in str(value) for value in cells if value)


def test_only_the_answers_can_be_typed_over(book):
    columns = {cell.value: cell.column for cell in book.people[8] if cell.value}
    locked = {
        code: [book.people.cell(8 + row, place).protection.locked for row in (1, 3)]
        for code, place in columns.items()
        if code not in ("povertyplan", "key")
    }

    answers = {"has_insurance", "has_allowance", "studies_at", "completed"}
    assert {code for code, (known, _) in locked.items() if not known} == answers
    assert not any(blank for _, blank in locked.values())
    assert book.people.protection.sheet
    assert book.people.column_dimensions["A"].hidden


def test_template_as_it_was_changes_nothing(book, round_2021, mai):
    upload = checked(round_2021, book.content(), mai)

    assert outcomes(upload) == {"Lê Mẹ": "unchanged"}
    assert (upload.notes["hidden_rows"], upload.notes["hidden_columns"]) == (0, 0)


def test_changed_answers_are_shown_with_what_they_were(book, round_2021, mai, child):
    edit(book, "Lê Con", has_insurance="không", studies_at=None)
    book.fill(1, is__health_insurance="x")

    upload = checked(round_2021, book.content(), mai)

    row = upload.rows.get()
    changes = [(item["label"], item["old"], item["new"]) for item in row.changes]
    assert row.outcome == "changed"
    assert changes == [
        ("Lê Con: có bảo hiểm y tế", "có", "không"),
        ("Lê Con: đang học", "Tiểu học", "(trống)"),
        ("chỉ số thiếu hụt", "(trống)", "Bảo hiểm y tế"),
    ]
    child.refresh_from_db()
    assert (child.has_insurance, child.studies_at) == (True, "primary")


def test_child_that_left_school_needs_the_tick_or_a_note(book, round_2021, mai):
    """By Decision 59/2015 a child of 5 to under 15 must be at school."""
    edit(book, "Lê Con", studies_at="Không")
    assert "Khác với thông tin thành viên" in problems(checked(round_2021, book.content(), mai))[0]

    book.fill(1, note="Sẽ đi học lại")
    assert problems(checked(round_2021, book.content(), mai)) == []

    book.fill(1, note=None, is__child_schooling="x")
    assert problems(checked(round_2021, book.content(), mai)) == []


def test_confirmed_file_says_what_the_pages_would(book, round_2021, mai, family, child, review):
    other = factories.household(family.village, "Lê Mẹ Hai", family.ethnicity, persons=2)
    twin = other.members.get(relation="child")
    Member.objects.filter(pk=twin.pk).update(
        birth_date=date(2010, 9, 5), birth_year=2010, has_insurance=True, studies_at="primary"
    )
    by_hand = factories.review(round_2021, other, mai, person_count=2, score_b1=100)
    on_page(twin, mai, has_insurance=False, studies_at="none", completed="preschool")
    said = reviews.findings_of(by_hand)._replace(
        deprived=frozenset(["health_insurance", "child_schooling"])
    )
    by_hand = reviews.fill_in(review=by_hand, findings=said, version=by_hand.version, by=mai)

    edit(book, "Lê Con", has_insurance="không", studies_at="Không", completed="Mầm non")
    book.fill(1, is__health_insurance="x", is__child_schooling="x")
    uploads.confirm(upload=checked(round_2021, book.content(), mai), by=mai)

    child.refresh_from_db()
    by_file, by_hand = Review.objects.get(pk=review.pk), Review.objects.get(pk=by_hand.pk)
    assert (child.has_insurance, child.studies_at, child.completed) == (False, "none", "preschool")
    facts = ("child_count", "uninsured_child_count", "unschooled_child_count", "person_count")
    assert [getattr(by_file, name) for name in facts] == [1, 1, 1, 2]
    assert [getattr(by_hand, name) for name in facts] == [1, 1, 1, 2]
    for name in ("household_class", "deprivations", "explanation", "score_b1"):
        assert getattr(by_file.result, name) == getattr(by_hand.result, name)
    assert Household.objects.get(pk=family.pk).version == family.version + 1
    assert by_file.version == review.version + 1
    told = Event.objects.get(action="member.saved", record_id=family.pk)
    assert told.sentence == "Sửa thành viên Lê Con từ tệp Excel"
    assert (told.actor, told.place) == (mai, family.village)
    same = Event.objects.filter(action="member.saved", record_id=other.pk).latest("pk")
    assert told.changes == same.changes


def test_numbers_and_names_stay_as_they_were(book, round_2021, mai, family):
    before = Member.objects.values().get(full_name="Lê Mẹ")
    edit(book, "Lê Mẹ", has_allowance="có")

    uploads.confirm(upload=checked(round_2021, book.content(), mai), by=mai)

    assert Member.objects.values().get(full_name="Lê Mẹ") == before | {"has_allowance": True}


def test_same_file_twice_changes_nothing(book, round_2021, mai, family):
    edit(book, "Lê Con", has_allowance="có")
    content = book.content()
    uploads.confirm(upload=checked(round_2021, content, mai), by=mai)
    version = Household.objects.get(pk=family.pk).version

    again = checked(round_2021, content, mai)

    assert outcomes(again) == {"Lê Mẹ": "unchanged"}
    with pytest.raises(DomainError, match="không có gì khác"):
        uploads.confirm(upload=again, by=mai)
    assert Household.objects.get(pk=family.pk).version == version


def test_only_the_changed_one_of_two_households_changes(round_2021, land, kinh, mai, review, child):
    other = factories.household(land.village, "Siu Mẹ", kinh, persons=2)
    factories.review(round_2021, other, mai, person_count=2, score_b1=100)
    book = edit(Book(round_2021, land.village), "Lê Con", has_allowance="có")

    upload = uploads.confirm(upload=checked(round_2021, book.content(), mai), by=mai)

    assert outcomes(upload) == {"Lê Mẹ": "changed", "Siu Mẹ": "unchanged"}
    assert list(Member.objects.filter(has_allowance=True)) == [child]
    assert Household.objects.get(pk=other.pk).version == other.version


@pytest.mark.parametrize(
    ("code", "value", "why"),
    [
        ("household", 2, "người này thuộc hộ số 1; tách hộ, nhập hộ làm ở trang của hộ"),
        ("name", "Lê Khác", "hồ sơ ghi «Lê Con»"),
        ("relation", "Anh/chị/em", "hồ sơ ghi «Con»; đổi chủ hộ, quan hệ ở trang của hộ"),
        ("sex", "Nam", "hồ sơ ghi «Nữ»"),
        ("birth", "2010", "hồ sơ ghi «05/09/2010»"),
        ("birth", "6/9/2010", "hồ sơ ghi «05/09/2010»"),
        ("ethnicity", "Gia-rai", "hồ sơ ghi «Kinh»"),
        ("identity", "012345678901", "số định danh chỉ ghi, sửa ở trang của người này"),
        ("has_insurance", "=1=1", "công thức"),
        ("studies_at", "Lớp năm", "không có trong danh sách"),
        ("key", "1.1.1.abc", "Mã khóa của dòng đã bị sửa"),
    ],
)
def test_wrong_cell_is_named(code, value, why, book, round_2021, mai):
    edit(book, "Lê Con", **{code: value})

    upload = checked(round_2021, book.content(), mai)

    place = book.cell(2, code, book.people)
    [problem] = of_sheet(upload)
    assert problem.startswith(f"{place.column_letter}10 ")
    assert why in problem
    assert "012345678901" not in str(list(upload.rows.values()))


def test_person_in_another_row_of_a_stored_household_is_entered_on_its_page(
    book, round_2021, mai, family
):
    person = {"relation": "Con", "sex": "Nữ", "ethnicity": "Kinh", "birth": "2015"}
    book.fill(3, sheet=book.people, household=1, name="Lê Út", **person)

    [problem] = of_sheet(checked(round_2021, book.content(), mai))

    assert problem.startswith("B11 STT của hộ: hộ này đã có hồ sơ: hãy thêm người ở trang của hộ")
    assert family.members.count() == 2


def test_number_of_a_birth_in_a_workbook_that_counts_from_1904(book, round_2021, mai):
    book.workbook.epoch = CALENDAR_MAC_1904
    book.fill(3, name="Trần Ba", **NEW | {"person_count": 2})
    number = book.cell(3, "index").value
    child = {"relation": "Con", "sex": "Nữ", "ethnicity": "Kinh"}
    book.fill(5, sheet=book.people, household=number, name="Trần Tư", **child)
    # 1904 to 2009 are 106 years, 27 of them leap years; 5 September is 247 days after New Year.
    birth = book.cell(5, "birth", book.people)
    birth.value, birth.number_format = 106 * 365 + 27 + 247, "General"

    uploads.confirm(upload=checked(round_2021, book.content(), mai), by=mai)

    assert Member.objects.get(full_name="Trần Tư").birth_date == date(2010, 9, 5)


def test_head_of_a_new_household_is_not_entered_twice(book, round_2021, mai):
    book.fill(3, name="Lê Ba", **NEW)
    person = {"relation": "Chủ hộ", "sex": "Nam", "ethnicity": "Kinh", "birth": "1980"}
    book.fill(3, sheet=book.people, household=3, name="Lê Ba", **person)

    [problem] = of_sheet(checked(round_2021, book.content(), mai))

    assert "chủ hộ của hộ mới ghi ở trang «Hộ»" in problem


def test_copied_row_is_no_new_person(book, round_2021, mai):
    book.fill(3, name="Lê Ba", **NEW)
    copied = {code: book.cell(2, code, book.people).value for code in ("key", "name", "birth")}
    book.fill(3, sheet=book.people, household=3, **copied)

    [problem] = of_sheet(checked(round_2021, book.content(), mai))

    assert "Người này đã có ở dòng 10" in problem


@pytest.mark.parametrize("is_emptied", [True, False])
def test_missing_row_changes_nothing(is_emptied, book, round_2021, mai, family):
    if is_emptied:
        for cell in book.people[10][1:12]:
            cell.value = None
    else:
        book.people.delete_rows(10)

    assert outcomes(checked(round_2021, book.content(), mai)) == {"Lê Mẹ": "unchanged"}
    assert family.members.count() == 2


def test_changed_person_without_the_row_of_the_household_is_named(book, round_2021, mai):
    book.sheet.delete_rows(9)
    assert problems(checked(round_2021, book.content(), mai)) == []

    edit(book, "Lê Con", has_allowance="có")
    [problem] = of_sheet(checked(round_2021, book.content(), mai))
    assert problem.startswith("B10 STT của hộ: hộ của người này không có ở trang «Hộ»")


def test_people_edited_since_the_template_are_named(book, round_2021, mai, child):
    edit(book, "Lê Con", has_allowance="có")
    on_page(child, mai, studies_at="lower_secondary")

    [problem] = of_sheet(checked(round_2021, book.content(), mai))

    assert "Hồ sơ hộ đã được sửa sau khi tải mẫu này; hãy tải mẫu mới" in problem


def test_new_head_since_the_template_is_named(book, round_2021, mai, family, child):
    home = Household.objects.get(pk=family.pk)
    events.change_head(
        household=home, successor=child, old_relation="parent", occasion=OCCASION, by=mai
    )

    found = of_sheet(checked(round_2021, book.content(), mai))

    assert [text.partition(" ")[0] for text in found] == ["D9", "D10"]
    assert all("hãy tải mẫu mới" in text for text in found)


def test_person_who_died_since_the_template_is_named(book, round_2021, mai, child):
    events.leave(member=child, because=Leaving.DIED, occasion=OCCASION, by=mai)

    [problem] = of_sheet(checked(round_2021, book.content(), mai))

    assert problem.startswith("C10 Họ và tên: người này không còn trong hộ")


def test_people_edited_after_the_check_hold_the_file_back(book, round_2021, mai, child):
    edit(book, "Lê Con", has_allowance="có")
    upload = checked(round_2021, book.content(), mai)
    on_page(child, mai, studies_at="lower_secondary")

    with pytest.raises(Conflict) as refusal:
        uploads.confirm(upload=upload, by=mai)

    assert [text.partition(": ")[2] for text in refusal.value.problems] == ["Lê Mẹ"]
    child.refresh_from_db()
    assert (child.has_allowance, child.studies_at) == (False, "lower_secondary")


def test_key_of_another_commune_opens_nothing(land, standard, kinh, mai, duc):
    """One round for the district: the key is sealed alike, but its household lies elsewhere."""
    round_ = factories.round_in(land.district, 2021, standard)
    home = factories.household(land.village, "Lê Mẹ", kinh)
    away = factories.household(land.town_village, "Lê Xa", kinh)
    factories.review(round_, home, mai, score_b1=100)
    clerk = factories.user("town", "commune_officer", land.town)
    factories.review(round_, away, clerk, score_b1=100)
    foreign = Book(round_, land.town)
    book = Book(round_, land.commune)
    key = foreign.cell(1, "key", foreign.people).value
    book.fill(1, sheet=book.people, key=key, name="Lê Xa", has_insurance="có")

    [problem] = of_sheet(checked(round_, book.content(), mai))

    assert "không còn trong đợt, địa bàn này" in problem
    assert away.head.has_insurance is None


def test_key_of_another_household_of_the_village_is_found_out(round_2021, land, kinh, mai, book):
    other = factories.household(land.village, "Siu Mẹ", kinh)
    factories.review(round_2021, other, mai, score_b1=100)
    book = Book(round_2021, land.village)
    key = book.cell(row_of(book, "Siu Mẹ"), "key", book.people).value
    book.people.delete_rows(8 + row_of(book, "Siu Mẹ"))
    edit(book, "Lê Con", key=key)

    found = of_sheet(checked(round_2021, book.content(), mai))

    assert any("hồ sơ ghi «Siu Mẹ»" in text for text in found)
    assert any("người này thuộc hộ số 2" in text for text in found)


def test_who_may_not_edit_members_brings_no_changes(book, round_2021, mai, monkeypatch):
    edit(book, "Lê Con", has_allowance="có")
    upload = checked(round_2021, book.content(), mai)
    can = User.can
    monkeypatch.setattr(
        User, "can", lambda self, right: right != Permission.HOUSEHOLD_EDIT and can(self, right)
    )

    with pytest.raises(NotPermitted):
        uploads.confirm(upload=upload, by=mai)
    [problem] = of_sheet(checked(round_2021, book.content(), mai))
    assert "không được sửa thành viên" in problem


def test_people_of_a_submitted_review_are_not_changed(review, round_2021, land, mai):
    reviews.move(reviews=[review], name="submit", by=mai)
    book = edit(Book(round_2021, land.village), "Lê Con", has_allowance="có")

    assert "Chờ duyệt" in problems(checked(round_2021, book.content(), mai))[0]


def test_undoing_brings_the_people_back(book, round_2021, mai, family, child, review):
    edit(book, "Lê Con", has_insurance="không", studies_at="Trung học cơ sở", completed="Tiểu học")
    book.fill(1, is__health_insurance="x")
    before = list(Member.objects.order_by("pk").values())
    upload = uploads.confirm(upload=checked(round_2021, book.content(), mai), by=mai)
    assert list(Member.objects.order_by("pk").values()) != before

    uploads.undo(upload=upload, by=mai)

    assert list(Member.objects.order_by("pk").values()) == before
    assert Household.objects.get(pk=family.pk).version == family.version + 2
    after = Review.objects.get(pk=review.pk)
    assert (after.uninsured_child_count, after.result.deprivations) == (0, 0)
    told = Event.objects.get(action="member.import_undone")
    assert {"label": "có bảo hiểm y tế", "old": "không", "new": "có"} in told.changes


def test_people_taken_back_may_be_corrected_and_come_again(book, round_2021, mai, child):
    edit(book, "Lê Con", has_allowance="có")
    upload = uploads.confirm(upload=checked(round_2021, book.content(), mai), by=mai)
    uploads.undo(upload=upload, by=mai)

    edit(book, "Lê Con", studies_at="Trung học cơ sở")
    uploads.confirm(upload=checked(round_2021, book.content(), mai), by=mai)
    child.refresh_from_db()
    assert (child.has_allowance, child.studies_at) == (True, "lower_secondary")

    edit(book, "Lê Con", has_allowance="không")
    assert "hãy tải mẫu mới" in problems(checked(round_2021, book.content(), mai))[0]


def test_people_that_changed_since_are_not_taken_back(book, round_2021, mai, child):
    edit(book, "Lê Con", has_allowance="có")
    upload = uploads.confirm(upload=checked(round_2021, book.content(), mai), by=mai)
    on_page(child, mai, studies_at="lower_secondary")

    with pytest.raises(Conflict) as refusal:
        uploads.undo(upload=upload, by=mai)

    assert [text.partition(": ")[2] for text in refusal.value.problems] == ["Lê Mẹ"]
    child.refresh_from_db()
    assert (child.has_allowance, child.studies_at) == (True, "lower_secondary")


def test_people_are_not_taken_back_once_the_review_went_on(book, round_2021, mai, child, review):
    edit(book, "Lê Con", has_allowance="có")
    upload = uploads.confirm(upload=checked(round_2021, book.content(), mai), by=mai)
    reviews.move(reviews=[review], name="submit", by=mai)

    with pytest.raises(Conflict):
        uploads.undo(upload=upload, by=mai)

    child.refresh_from_db()
    assert child.has_allowance is True


def test_old_template_is_told_to_be_old(book, round_2021, mai):
    for sheet in book.workbook:
        if sheet.sheet_state == "hidden":
            sheet.cell(2, 1).value = "1"

    with pytest.raises(DomainError, match="Mẫu này đã cũ"):
        checked(round_2021, book.content(), mai)


def test_errors_are_marked_in_the_sheet_of_members(book, round_2021, mai, login):
    edit(book, "Lê Con", has_insurance="chưa rõ", key="1.1.1.abc")
    upload = checked(round_2021, book.content(), mai)

    response = login(mai).get(reverse("households:upload-marked", args=[upload.pk]))

    people = load_workbook(io.BytesIO(response.content))[MEMBERS]
    marked = people.cell(10, book.place("has_insurance", book.people))
    assert "hãy ghi «có», «không»" in marked.comment.text
    assert marked.fill.fgColor.rgb == "00F8B4B4"
    assert "Mã khóa" in people["B10"].comment.text


def test_preview_names_the_person(book, round_2021, mai, login):
    edit(book, "Lê Con", has_allowance="có")
    upload = checked(round_2021, book.content(), mai)

    page = login(mai).get(upload.get_absolute_url()).content.decode()

    assert "Lê Con: hưởng trợ cấp xã hội hằng tháng: <del" in page


def test_more_households_take_no_more_queries(round_2021, land, kinh, mai):
    def asked() -> int:
        book = Book(round_2021, land.village)
        for row in range(1, Review.objects.count() * 2 + 1):
            book.fill(row, sheet=book.people, has_allowance="có")
        upload = uploads.receive(round=round_2021, name="a.xlsx", content=book.content(), by=mai)
        with CaptureQueriesContext(connection) as queries:
            uploads.read(upload)
        assert set(upload.rows.values_list("outcome", flat=True)) == {"changed"}
        return len(queries)

    def more(names):
        for name in names:
            home = factories.household(land.village, f"Lê {name}", kinh, persons=2)
            factories.review(round_2021, home, mai, person_count=2, score_b1=100)

    more(["Một"])
    one = asked()
    more(["Hai", "Ba", "Bốn", "Năm"])
    assert asked() == one
