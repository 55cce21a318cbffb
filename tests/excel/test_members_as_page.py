"""Members edited in a file and on their pages: the same comes out, or the same refusal."""

import random

import pytest

from households.actions import members, reviews, uploads
from households.answers import Findings
from households.derivation import Home, derive
from households.enums import Education
from households.excel.roster import EDITABLE
from households.models import Household, Member, Review, Standard
from povertyplan.errors import InvalidData
from tests import factories
from tests.excel.files import Book, checked

FAMILIES = 20
INCOME, NOTE = 1_400_000, "Đã xem tại nhà"
FACTS = ("child_count", "uninsured_child_count", "unschooled_child_count")
CELLS = {True: "có", False: "không", None: None, "": None} | {i: i.label for i in Education}


@pytest.fixture
def round_2022(land, duc):
    return factories.round_in(land.commune, 2022, Standard.objects.get(code="ND07_2021"))


def answers() -> dict:
    """What may be said of a person, each of it unknown at times."""
    yes, level = random.choice, ["", *Education]
    return {
        "has_insurance": yes([True, True, False, None]),
        "has_allowance": yes([True, False, False, None]),
        "studies_at": yes(level),
        "completed": yes(level),
    }


def home_of(village, kinh, name: str, people: list[tuple[int, dict]]) -> Household:
    home = factories.household(village, name, kinh, persons=len(people))
    for member, (year, said) in zip(home.members.order_by("pk"), people, strict=True):
        Member.objects.filter(pk=member.pk).update(birth_year=year, **said)
    return home


def edit_on_pages(home: Household, edits: list[dict], by) -> None:
    for pk, said in zip(
        home.members.order_by("pk").values_list("pk", flat=True), edits, strict=True
    ):
        member = Member.objects.select_related("household").get(pk=pk)
        for name, value in said.items():
            setattr(member, name, value)
        members.save_member(member=member, version=member.household.version, by=by)


def following(home: Household, round) -> set[str]:
    """What follows from the members as they are now."""
    people = tuple(member.facts() for member in home.members.order_by("pk"))
    found = {
        item.code: derive(item.derivation, Home(people), on=round.closes_on)
        for item in round.standard.indicators.all()
    }
    return {code for code, result in found.items() if result and result.is_deprived}


def fill_in(review: Review, deprived: set[str], by, note: str = "") -> str:
    """Fill in the form; returns the refusal."""
    persons = review.household.members.count()
    said = Findings(persons, review.ethnicity, INCOME, None, frozenset(deprived), note=note)
    try:
        reviews.fill_in(review=review, findings=said, version=1, by=by)
    except InvalidData as error:
        return error.message
    return ""


def type_in(book: Book, name: str, edits: list[dict], deprived: set[str]) -> int:
    """The same in the workbook; returns the row of the household."""
    rows = {book.cell(n, "name").value: n for n in range(1, FAMILIES + 1)}
    book.fill(rows[name], income_vnd=INCOME)
    for cell in book.sheet[8]:
        if str(cell.value).startswith("is:"):
            is_ticked = cell.value.removeprefix("is:") in deprived
            book.sheet.cell(8 + rows[name], cell.column).value = "x" if is_ticked else None
    places = {book.cell(n, "name", book.people).value: n for n in range(1, 4 * FAMILIES + 1)}
    for index, said in enumerate(edits):
        place = places[f"{name} {index}" if index else name]
        book.fill(place, sheet=book.people, **{key: CELLS[value] for key, value in said.items()})
    return rows[name]


def state(review: Review) -> list:
    review = Review.objects.get(pk=review.pk)
    result, people = review.result, review.household.members.order_by("pk")
    said = [result.household_class, result.deprivations, result.explanation, review.note]
    said += [getattr(review, name) for name in FACTS]
    return said + list(people.values_list(*EDITABLE))


def test_random_edits_come_out_as_on_the_pages(round_2022, land, kinh, mai):
    random.seed(7)
    cases = []
    for number in range(FAMILIES):
        years = random.sample([1950, 1985, 1990, 2004, 2008, 2014, 2018], random.randint(2, 4))
        people = [(year, answers()) for year in years]
        by_page = home_of(land.second_village, kinh, f"Lê Trang {number}", people)
        by_file = home_of(land.village, kinh, f"Lê Tệp {number}", people)
        made = [factories.review(round_2022, home, mai) for home in (by_page, by_file)]
        cases.append((by_page, by_file, [answers() for _ in people], *made))
    said = []
    for by_page, _, edits, *_ in cases:
        before = following(by_page, round_2022)
        edit_on_pages(by_page, edits, mai)
        # In some families somebody ticks as before, and forgets what has changed.
        said.append(before if random.random() < 0.3 else following(by_page, round_2022))
    refused = [fill_in(case[3], ticks, mai) for case, ticks in zip(cases, said, strict=True)]
    book, rows = Book(round_2022, land.village), []
    for (_, by_file, edits, *_), ticks in zip(cases, said, strict=True):
        rows.append(type_in(book, by_file.head.full_name, edits, ticks))

    upload = checked(round_2022, book.content(), mai)

    found = {row.row - 8: "".join(p["why"] for p in row.problems) for row in upload.rows.all()}
    assert [found[row] for row in rows] == refused
    assert 2 <= sum(map(bool, refused)) <= FAMILIES - 5
    for row, why, case, ticks in zip(rows, refused, cases, said, strict=True):
        if why:
            book.fill(row, note=NOTE)
            assert fill_in(case[3], ticks, mai, NOTE) == ""
    uploads.confirm(upload=checked(round_2022, book.content(), mai), by=mai)
    assert [state(case[4]) for case in cases] == [state(case[3]) for case in cases]
