"""The public holidays that follow from the law: those of the sun and those of the moon.

Labour Code 2019, art. 111 and 112, as the package `holidays` computes them without a network. The
Government's plan for a year may differ by a day: what an administrator has entered for a day wins.
"""

from datetime import date
from functools import cache

from holidays import country_holidays


@cache
def in_year(year: int) -> dict[date, str]:
    """The days off of a year with their names, those in place of a weekend included."""
    found = country_holidays("VN", years=year, language="vi")
    return {day: name for day, name in sorted(found.items()) if day.year == year}
