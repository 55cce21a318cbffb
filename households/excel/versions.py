"""Whether a household is still as it was when a workbook was made."""

from households.excel.asked import Asked
from households.models import Household, Review

_RAISED_BY = 2


class Versions:
    """Versions that say the same: a file that was written and taken back has raised them twice."""

    def __init__(self, asked: Asked):
        self._asked = asked
        self._reviews: set[tuple[int, int]] = set()
        self._homes: set[tuple[int, int]] = set()

    def look_up(self, households: list[int]) -> None:
        """Ask at once which files that named some households were taken back."""
        if not households:
            return
        rows = self._asked.taken_back().filter(household__in=households).order_by()
        names = ("household", "values__version", "values__people__version")
        for household, review, home in rows.values_list(*names):
            self._reviews.add((household, review))
            self._homes.add((household, home))

    def review_is_as(self, review: Review, version: int) -> bool:
        """Whether the review says what it said in the version."""
        return _is_same(review.household_id, version, review.version, self._reviews)

    def home_is_as(self, home: Household, version: int) -> bool:
        """The same of the people of a household."""
        return _is_same(home.pk, version, home.version, self._homes)


def _is_same(key: int, seen: int, present: int, taken_back: set[tuple[int, int]]) -> bool:
    while (key, seen) in taken_back:
        seen += _RAISED_BY
    return seen == present
