"""The groups of a household, and the one it is counted in where groups must not overlap.

A household can be of an ethnic minority and without labour at once. The form on groups counts it
once: in the first of its groups by the order that an administrator keeps. Everywhere else all of
its groups count.
"""

from collections.abc import Callable, Iterable
from datetime import date

from django.db.models import Q

from households.enums import OptionKind
from households.models import Option

# The columns of a review behind each group: the code of the list, and what the review notes.
FLAGS = {
    "minority": "is_minority",
    "no_labour": "has_no_labour",
    "merit": "has_merit_person",
    "indigenous": "is_indigenous",
    "social_protection": "is_social_protection",
    "farming": "is_farming",
    "female_headed": "is_female_headed",
}
OTHER = "other"


def in_order(year: int) -> list[Option]:
    """The groups of `year` by priority; one that no answer of a review stands for is left out."""
    options = Option.objects.of_kind(OptionKind.GROUP).valid_on(date(year, 12, 31))
    return [option for option in options.order_by("position", "pk") if option.code in FLAGS]


def group_of(flags: Callable[[str], bool], codes: Iterable[str]) -> str:
    """The first of `codes` that holds, OTHER where none does. `flags` answers by column."""
    return next((code for code in codes if flags(FLAGS[code])), OTHER)


def of_group(code: str, year: int) -> Q:
    """The reviews of `year` that are counted in the group `code`, and in no group before it."""
    before = [option.code for option in in_order(year)]
    if code in before:
        before = before[: before.index(code)]
    condition = ~Q(pk=None) if code == OTHER else _has(code)
    for earlier in before:
        condition &= ~_has(earlier)
    return condition


def _has(code: str) -> Q:
    column = FLAGS[code]
    return Q(**{"ethnicity__is_minority" if column == "is_minority" else column: True})
