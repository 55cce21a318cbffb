"""What a review form says about a household, as plain values, whoever types or imports it."""

from typing import NamedTuple

from households.derivation import Dwelling
from households.enums import OptionKind
from households.models import EthnicGroup

# The names of the answers, the same on the form and in the stored review.
DWELLING = Dwelling._fields
LISTS = {
    "causes": OptionKind.CAUSE,
    "needs": OptionKind.SUPPORT,
    "supports": OptionKind.SUPPORT,
}
FLAGS = ("has_no_labour", "is_social_protection", "is_farming")


class Circumstances(NamedTuple):
    """Causes, needs and supports by the codes of their options, and the groups of the household."""

    causes: frozenset[str] = frozenset()
    needs: frozenset[str] = frozenset()
    supports: frozenset[str] = frozenset()
    has_no_labour: bool = False
    is_social_protection: bool = False
    is_farming: bool = False


class UnderStandard(NamedTuple):
    """The answers that a standard asks for in its own terms: typed B1 points, deprivations."""

    score_b1: int | None = None
    deprived: frozenset[str] = frozenset()


class Findings(NamedTuple):
    """What the form says about a household.

    `score_b1` and `deprived` answer the standard of the round, `following` that of the next year
    in a round under two. `score_b1` is what stands on the paper form: where the table of points
    is loaded, it is computed instead. `form_a` are the conditions of form A that hold, None
    where form A was not used.
    """

    person_count: int
    ethnicity: EthnicGroup
    income_vnd: int | None = None
    score_b1: int | None = None
    deprived: frozenset[str] = frozenset()
    following: UnderStandard | None = None
    dwelling: Dwelling = Dwelling()
    circumstances: Circumstances = Circumstances()
    form_a: frozenset[str] | None = None
    note: str = ""

    def under(self, *, is_following: bool) -> UnderStandard:
        """The answers in the terms of one of the round's standards."""
        if is_following:
            return self.following or UnderStandard()
        return UnderStandard(self.score_b1, self.deprived)
