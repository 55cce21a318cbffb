"""A file and the form judge the same answers alike: the class, and what needs a note."""

import random
from decimal import Decimal

from households.actions import reviews
from households.answers import Findings
from households.derivation import Dwelling, Home, Person, derive
from households.enums import Durability, Toilet, WaterSource
from households.models import Member
from povertyplan.errors import InvalidData
from povertyplan.numbers import vietnamese
from tests import factories
from tests.excel.files import NEW, Book, checked

ROWS = 60


def answers(round, kinh) -> tuple[int, Findings]:
    """A year of birth and random findings; in half of them what is ticked is what follows."""
    pick = random.choice
    year = pick([1950, 1985, 2000, 2004])
    dwelling = Dwelling(
        floor_area_m2=pick([None, Decimal("7.9"), Decimal(8), Decimal("60.5")]),
        pillars=pick(["", *Durability]),
        walls=pick(["", *Durability]),
        roof=pick(["", *Durability]),
        water_source=pick(["", *WaterSource]),
        toilet=pick(["", *Toilet]),
    )
    indicators = list(round.standard.indicators.all())
    ticked = {item.code for item in indicators if random.random() < 0.3}
    if random.random() < 0.6:
        home = Home((Person("", year),), dwelling)
        for item in indicators:
            found = derive(item.derivation, home, on=round.closes_on)
            if found:
                ticked = ticked | {item.code} if found.is_deprived else ticked - {item.code}
    return year, Findings(
        person_count=1,
        ethnicity=kinh,
        income_vnd=pick([None, 400_000, 1_400_000, 2_100_000, 9_000_000]),
        score_b1=pick([None, 90, 130, 145, 180]),
        deprived=frozenset(ticked),
        dwelling=dwelling,
        note=pick(["", "", "Đã xem tại nhà"]),
    )


def by_form(round, village, by, year: int, findings: Findings) -> tuple[str, str]:
    """The class that the form gives, and what it asks for instead of writing it."""
    household = factories.household(village, "Siu Khác", findings.ethnicity)
    Member.objects.filter(household=household).update(birth_year=year)
    review = reviews.start(household=household, round=round, by=by)
    try:
        written = reviews.fill_in(review=review, findings=findings, version=1, by=by)
    except InvalidData as error:
        return "", error.message
    return written.result.get_household_class_display(), ""


def cells(year: int, findings: Findings) -> dict[str, object]:
    """The answers as somebody types them into a row of the template."""
    dwelling = findings.dwelling
    area = dwelling.floor_area_m2
    return {
        **NEW,
        "birth_year": year,
        "income_vnd": findings.income_vnd,
        "score_b1": findings.score_b1,
        "floor_area_m2": None if area is None else vietnamese(area, 1),
        "pillars": dwelling.pillars and dwelling.pillars.label,
        "walls": dwelling.walls and dwelling.walls.label,
        "roof": dwelling.roof and dwelling.roof.label,
        "water_source": dwelling.water_source and dwelling.water_source.label,
        "toilet": dwelling.toilet and dwelling.toilet.label,
        "note": findings.note,
        **{f"is__{code}": "x" for code in findings.deprived},
    }


def test_random_rows_are_judged_as_by_the_form(round_2021, land, kinh, mai):
    random.seed(59)
    said = [answers(round_2021, kinh) for _ in range(ROWS)]
    book = Book(round_2021, land.village)
    for row, (year, findings) in enumerate(said, 1):
        book.fill(row, name=f"Siu Hộ {row}", village=land.village.title, **cells(year, findings))

    upload = checked(round_2021, book.content(), mai)

    found = [
        (
            "".join(change["new"] for change in row.changes),
            "".join(problem["why"] for problem in row.problems),
        )
        for row in upload.rows.order_by("row")
    ]
    expected = [by_form(round_2021, land.village, mai, *each) for each in said]
    assert found == expected
    # The sample holds every class, households without one, and rows that lack a note.
    assert len({household_class for household_class, _ in expected}) == 5
    assert sum(bool(why) for _, why in expected) > 5
