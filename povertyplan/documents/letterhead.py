"""The head of an administrative document (Decree 30/2020, annex I): organ, number, place, date."""

from dataclasses import dataclass
from datetime import date

from povertyplan.units.enums import Level
from povertyplan.units.models import Unit

COMMITTEE = "Ủy ban nhân dân"
# Blanks that no page makes fewer, and no end of a line swallows.
_NUMBER_BLANK = "\N{NO-BREAK SPACE}" * 6
_DAY_BLANK = "\N{NO-BREAK SPACE}" * 5


def reference(number: int | None, symbol: str) -> str:
    """Number and symbol as printed: below 10 a leading zero, and room for it before the issue."""
    return f"{_NUMBER_BLANK if number is None else f'{number:02d}'}/{symbol}"


def date_in_words(day: date | None, *, year: int) -> str:
    """ngày 02 tháng 3 năm 2021: days below 10, January and February have a leading zero.

    Before the issue day and month are left blank in `year`.
    """
    if day is None:
        return f"ngày{_DAY_BLANK}tháng{_DAY_BLANK}năm {year}"
    month = f"{day.month:02d}" if day.month < 3 else str(day.month)
    return f"ngày {day.day:02d} tháng {month} năm {day.year}"


def committee_of(unit: Unit) -> str:
    """The People's Committee of `unit` in a sentence: Ủy ban nhân dân huyện Krông Pa."""
    return f"{COMMITTEE} {unit.full_name}"


def place_of(unit: Unit) -> str:
    """The place before the date: the bare name, but with its kind when that is a number."""
    return unit.title if unit.name.isdigit() else unit.name


@dataclass(frozen=True)
class Letterhead:
    """What stands over the text: organs and number on the left, place and day on the right."""

    upper: str
    organ: tuple[str, ...]
    reference: str
    place: str
    day: str

    @classmethod
    def of(
        cls,
        unit: Unit,
        *,
        symbol: str,
        year: int,
        number: int | None = None,
        signed_on: date | None = None,
    ) -> "Letterhead":
        """The head of a document of the People's Committee of `unit`, blank before the issue.

        Over a district stands the province, over a commune the unit it lies in: the district, or
        the province where there are no districts (everywhere from 1 July 2025 on).
        """
        above = unit.parent if unit.level > Level.PROVINCE else None
        return cls(
            upper=f"UBND {above.title}".upper() if above else "",
            organ=(COMMITTEE.upper(), unit.title.upper()),
            reference=reference(number, symbol),
            place=place_of(unit),
            day=date_in_words(signed_on, year=year),
        )
