"""Working days: Saturdays, Sundays and holidays do not count, make-up days do.

Pure: the holidays of the law are computed; whoever asks brings the days off and the days worked
that are entered, and these win.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from households import legal_holidays
from households.enums import RoundKind

_SATURDAY = 5
_DAY = timedelta(days=1)


@dataclass(frozen=True)
class DaysOff:
    """Days off besides those of the law, and days that are worked although they would be off."""

    holidays: frozenset[date] = frozenset()
    made_up: frozenset[date] = frozenset()

    def is_working(self, day: date) -> bool:
        if day in self.made_up:
            return True
        is_off = day.weekday() >= _SATURDAY or day in self.holidays
        return not is_off and day not in legal_holidays.in_year(day.year)


def after_working_days(start: date, count: int, off: DaysOff) -> date:
    """The last of `count` working days after `start`; it runs to the end of that day.

    The day on which a period begins does not count, the next one is the first (Civil Code 2015,
    art. 147 and 148). A list put up on a Friday for three working days hangs until the end of
    Wednesday.
    """
    return _step(start, count, off, _DAY)


def before_working_days(end: date, count: int, off: DaysOff) -> date:
    """The latest day after which `count` working days still end on `end` or before."""
    last = end
    while not off.is_working(last):
        last -= _DAY
    return _step(last, count, off, -_DAY)


def _step(day: date, count: int, off: DaysOff, way: timedelta) -> date:
    while count > 0:
        day += way
        if off.is_working(day):
            count -= 1
    return day


def deadlines(days: Iterable[int | None], closes_on: date, off: DaysOff) -> list[date]:
    """By when each step of a round must be done, so that those after it still have their days.

    `days` are the working days of the steps in their order, None where a step has no fixed time.
    """
    last, found = closes_on, []
    for count in reversed(list(days)):
        found.append(last)
        last = before_working_days(last, count, off) if count else last
    return found[::-1]


def proposed_period(
    kind: str, year: int, *, today: date, opens: str, closes: str, days: int | None
) -> tuple[date, date]:
    """The period that a procedure proposes for a round of `kind` in `year`.

    `opens` and `closes` are day/month of a fixed calendar. A round within the year begins on the
    15th (Decision 24/2021, art. 3 and 5), of this month in the current year, else of January, and
    its `days` count from the day after.
    """
    if kind == RoundKind.PERIODIC and opens and closes:
        return _on(opens, year), _on(closes, year)
    start = date(year, today.month if year == today.year else 1, 15)
    return start, start + timedelta(days=days or 0)


def _on(day_and_month: str, year: int) -> date:
    day, month = (int(part) for part in day_and_month.split("/"))
    return date(year, month, day)


def is_day_and_month(text: str) -> bool:
    """Whether `text` is a day of every year, as 01/09."""
    try:
        _on(text, 2001)
    except ValueError:
        return False
    return True


def days_off(rows: Collection[tuple[date, bool]]) -> DaysOff:
    """From rows of a day and whether it is worked instead of another."""
    return DaysOff(
        holidays=frozenset(day for day, is_worked in rows if not is_worked),
        made_up=frozenset(day for day, is_worked in rows if is_worked),
    )


@dataclass(frozen=True)
class Day:
    """A day that the law or an administrator says something of; entered ones say so."""

    day: date
    name: str
    is_entered: bool
    is_working: bool = False


def days_of_year(year: int, entered: Iterable[tuple[date, str, bool]]) -> list[Day]:
    """The days off of a year and the days worked instead, in their order, with their source."""
    days = {day: Day(day, name, False) for day, name in legal_holidays.in_year(year).items()}
    days |= {day: Day(day, name, True, works) for day, name, works in entered}
    return [days[day] for day in sorted(days)]
