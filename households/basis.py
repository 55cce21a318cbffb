"""Which results a figure is counted from: final or preliminary, closing or opening, which round."""

from dataclasses import dataclass

from django.db.models import F
from django.db.models.functions import Coalesce

from households.enums import RoundKind, RoundState
from households.models import Result, Round
from households.querysets import OPENING_STANDARD


@dataclass(frozen=True)
class Basis:
    """The results of the periodic rounds of a year, or of one in-year round alone.

    Preliminary are those of every review that is still part of its round and has a class already,
    whatever its state; else only those that are final. A round judged by two standards closes its
    year under the first; `is_opening` asks for those under which the next year opens.
    """

    is_preliminary: bool = False
    is_opening: bool = False
    round: Round | None = None

    def results(self, year: int):
        """The results of `year`."""
        found = Result.objects.filter(**self._round(year, "review__round"))
        if self.is_preliminary:
            found = found.exclude(household_class="").filter(review__withdrawn_because="")
        else:
            found = found.final()
        return found.filter(
            standard=OPENING_STANDARD if self.is_opening else F("review__round__standard")
        )

    def rounds(self, year: int, standard):
        """The rounds of `year` that `standard` judges."""
        column = Coalesce("next_standard", "standard") if self.is_opening else F("standard")
        rounds = Round.objects.filter(**self._round(year))
        return rounds.alias(judging=column).filter(judging=standard.pk)

    def is_done(self, state: str) -> bool:
        """Whether a round in `state` says that what is not in it was not found."""
        return state == RoundState.CLOSED or self.round is not None

    def _round(self, year: int, column: str = "") -> dict:
        if self.round:
            return {column or "pk": self.round.pk}
        prefix = f"{column}__" if column else ""
        return {f"{prefix}kind": RoundKind.PERIODIC, f"{prefix}year": year}


OFFICIAL = Basis()
OPENING = Basis(is_opening=True)
