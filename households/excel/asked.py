"""What is asked of a file, and what the system has stored of the households that it is about."""

from dataclasses import dataclass

from households.enums import Relation, RowOutcome, UploadState
from households.excel.layout import Context
from households.excel.places import Villages
from households.models import Member, Review, UploadRow
from povertyplan.accounts.models import User
from povertyplan.units.models import Unit
from povertyplan.units.querysets import within

_OF_JSON = (str, int, float, list, dict, type(None))


@dataclass
class Asked:
    """Who asks for what: a round, a unit in it, and the person whose rights count."""

    context: Context
    villages: Villages
    unit: Unit
    by: User

    @property
    def round(self):
        return self.context.round

    def heads(self):
        """The heads of the households in the unit."""
        heads = Member.objects.filter(relation=Relation.HEAD, household__ended_on=None)
        return heads.filter(within(self.unit, prefix="household__"))

    def imported(self):
        """The rows of files of this round from which households were made."""
        confirmed = UploadRow.objects.filter(upload__state=UploadState.CONFIRMED)
        return confirmed.filter(upload__round=self.round, outcome=RowOutcome.NEW)

    def taken_back(self):
        """The rows that files of this round changed before somebody undid them."""
        undone = UploadRow.objects.filter(upload__state=UploadState.UNDONE)
        return undone.filter(upload__round=self.round, outcome=RowOutcome.CHANGED)


def plain(value):
    """A value as JSON keeps it."""
    return value if isinstance(value, _OF_JSON) else str(value)


def stored_reviews(asked: Asked, households: list[int], *, lock: bool = False) -> dict[int, Review]:
    """The reviews of some households in the round and the unit, in the person's area."""
    reviews = Review.objects.active().visible_to(asked.by).in_unit(asked.unit)
    reviews = reviews.filter(round=asked.round, household__in=households)
    if lock:
        reviews = reviews.select_for_update(of=("self",)).order_by("pk")
    reviews = reviews.select_related(
        "village__kind", "village__parent__kind", "ethnicity", "household"
    ).prefetch_related("results", "household__members")
    # The round and its standards are loaded once, for all reviews.
    for review in reviews:
        review.round = asked.round
        review.share_standards()
    return {review.household_id: review for review in reviews}


def known_heads(asked: Asked) -> dict[tuple[int, int], list[tuple[int, str]]]:
    """The heads of the unit's households, by village and year of birth."""
    found: dict = {}
    rows = asked.heads().values_list(
        "household__village", "birth_year", "household", "same_name_key"
    )
    for village, year, household, name in rows.iterator():
        found.setdefault((village, year), []).append((household, name))
    return found
