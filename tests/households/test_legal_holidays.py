"""The days off of the law (Labour Code 2019, art. 111 and 112), and what is entered beside them."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from households import calendar, legal_holidays
from households.actions.postings import calendar as stored
from households.calendar import DaysOff
from households.models import PublicHoliday


def days(first: date, last: date) -> set[date]:
    return {first + timedelta(days=n) for n in range((last - first).days + 1)}


def test_days_of_2025():
    """New Year; Tết, the first day of the lunar year being 29 January: five days, and Monday 27
    in place of Saturday 1 February; Giỗ Tổ on the tenth of the third lunar month, 7 April;
    30 April and 1 May; the national day and the one before it. Friday 2 May was exchanged for a
    Saturday by the Government.
    """
    assert set(legal_holidays.in_year(2025)) == {
        date(2025, 1, 1),
        *days(date(2025, 1, 27), date(2025, 2, 1)),
        date(2025, 4, 7),
        date(2025, 4, 30),
        date(2025, 5, 1),
        date(2025, 5, 2),
        date(2025, 9, 1),
        date(2025, 9, 2),
    }


@pytest.mark.parametrize(
    ("year", "first_of_lunar_year", "tenth_of_third_month"),
    [
        (2022, date(2022, 2, 1), date(2022, 4, 10)),
        (2023, date(2023, 1, 22), date(2023, 4, 29)),
        (2024, date(2024, 2, 10), date(2024, 4, 18)),
        (2026, date(2026, 2, 17), date(2026, 4, 26)),
    ],
)
def test_days_of_the_moon(year, first_of_lunar_year, tenth_of_third_month):
    """Tết is the eve and the first four days at least, whatever the Government exchanges."""
    found = set(legal_holidays.in_year(year))
    eve = first_of_lunar_year - timedelta(days=1)

    assert days(eve, first_of_lunar_year + timedelta(days=3)) <= found
    assert tenth_of_third_month in found


def test_a_posting_over_tet_hangs_three_working_days():
    """From Thursday 23 January 2025: Friday 24, then Monday 3 and Tuesday 4 February."""
    assert calendar.after_working_days(date(2025, 1, 23), 3, DaysOff()) == date(2025, 2, 4)


def test_a_posting_over_gio_to():
    """From Friday 4 April 2025: Tuesday to Thursday; Monday is Giỗ Tổ."""
    assert calendar.after_working_days(date(2025, 4, 4), 3, DaysOff()) == date(2025, 4, 10)


def test_what_an_administrator_entered_wins(db):
    PublicHoliday.objects.create(day=date(2025, 2, 3), name="Nghỉ bù Tết")
    PublicHoliday.objects.create(day=date(2025, 1, 27), name="29 Tết", is_working_day=True)

    off = stored()

    assert not off.is_working(date(2025, 2, 3))
    assert off.is_working(date(2025, 1, 27))
    assert not off.is_working(date(2025, 1, 28))


def test_admin_sees_where_the_days_of_a_year_come_from(cast, login):
    this_year = date.today().year
    new_year = date(this_year, 1, 1)
    PublicHoliday.objects.create(day=new_year, name="Trực cả ngày", is_working_day=True)
    page = login(cast["an"]).get(reverse("admin:households_publicholiday_changelist"))

    (year, found), (following, _) = page.context["days_off"]
    assert (year, following) == (this_year, this_year + 1)
    assert (found[0].day, found[0].is_entered, found[0].is_working) == (new_year, True, True)
    assert "Tính sẵn theo luật" in page.content.decode()
