"""What a recognition decision says: who is poor or near-poor now, and who is no longer.

Decision 24/2021, art. 4 and form 02. Reads only; households/actions/recognition.py issues.
"""

import hashlib
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum

from households.enums import HouseholdClass, RoundKind
from households.models import Objection, RecognitionEntry, Result, Review, Round
from households.rules import score_b2
from povertyplan.approval import ApprovalState
from povertyplan.units.models import Unit

POOR, NEAR_POOR = HouseholdClass.POOR, HouseholdClass.NEAR_POOR


class Roll(Enum):
    """The lists of form 02, in their order. A household may stand on two of them."""

    POOR = "Danh sách hộ nghèo"
    NEAR_POOR = "Danh sách hộ cận nghèo"
    ESCAPED_POOR = "Danh sách hộ thoát nghèo"
    ESCAPED_NEAR_POOR = "Danh sách hộ thoát cận nghèo"
    AVERAGE = "Danh sách hộ làm nông, lâm, ngư, diêm nghiệp có mức sống trung bình"
    OPENING_POOR = "Danh sách hộ nghèo theo chuẩn mới"
    OPENING_NEAR_POOR = "Danh sách hộ cận nghèo theo chuẩn mới"

    @property
    def code(self) -> str:
        return self.name.lower()


def rolls_of(before: str, now: str, *, is_farming: bool = False, following: str = "") -> list[Roll]:
    """The lists on which a household stands, by its class at the opening and now.

    Who was poor and is near-poor has left poverty and is near-poor: two lists. `following` is the
    class under the standard of the next year, in a round under two: certificates rest on it.
    """
    rolls = {POOR: [Roll.POOR], NEAR_POOR: [Roll.NEAR_POOR]}.get(now, [])
    if before == POOR and now != POOR:
        rolls = [*rolls, Roll.ESCAPED_POOR]
    if before == NEAR_POOR and now not in (POOR, NEAR_POOR):
        rolls = [*rolls, Roll.ESCAPED_NEAR_POOR]
    if now == HouseholdClass.AVERAGE and is_farming:
        rolls = [*rolls, Roll.AVERAGE]
    opening = {POOR: [Roll.OPENING_POOR], NEAR_POOR: [Roll.OPENING_NEAR_POOR]}
    return rolls + opening.get(following, [])


@dataclass(frozen=True)
class Case:
    """An approved review, the class of its household at the opening, and its lists."""

    review: Review
    before: str
    rolls: list[Roll]
    corrects: int | None = None

    @property
    def result(self) -> Result:
        return self.review.result


@dataclass(frozen=True)
class Readiness:
    """Who can be recognised in a commune now, and how many others the decision leaves out."""

    cases: list[Case]
    held: int
    waiting: int

    def fresh(self) -> list[Case]:
        """Cases that no decision has been about."""
        return [case for case in self.cases if case.corrects is None]

    def corrections(self) -> dict[int, list[Case]]:
        """Cases reopened after a decision, by the key of that decision."""
        found = defaultdict(list)
        for case in self.cases:
            if case.corrects is not None:
                found[case.corrects].append(case)
        return dict(found)


def readiness(round: Round, commune: Unit) -> Readiness:
    """What can be recognised in `commune`: approved reviews that no decision in force covers."""
    reviews = Review.objects.active().filter(round=round).in_unit(commune)
    approved = reviews.in_state(ApprovalState.APPROVED)
    open_ = reviews.exclude(state=ApprovalState.APPROVED)
    held = open_.exclude(held_because="").count()
    disputed = Objection.objects.unsettled().values("review")
    return Readiness(
        cases=cases_of(approved.filter(recognition=None).exclude(pk__in=disputed), round),
        held=held,
        waiting=open_.count() - held,
    )


def fingerprint(cases: Iterable[Case]) -> str:
    """The check sum of a list of cases: whose they are, at which version, from which class."""
    said = [(case.review.pk, case.review.version, case.before) for case in cases]
    return hashlib.sha256(repr(said).encode()).hexdigest()


def cases_of(reviews, round: Round) -> list[Case]:
    """The cases in the order of villages and names, with what they were at the opening."""
    reviews = list(
        reviews.select_related("round__standard", "round__next_standard", "ethnicity")
        .select_related("village__kind", "household")
        .prefetch_related("results__standard", "household__members")
        .with_head()
        .order_by("village__position", "village__sort_key", "village", "head_key", "pk")
    )
    before = classes_before(reviews, round)
    corrected = _corrected(reviews)
    return [
        Case(
            review=review,
            before=before.get(review.household_id, ""),
            rolls=rolls_of(
                before.get(review.household_id, ""),
                review.result.household_class,
                is_farming=review.is_farming,
                following=review.next_class,
            ),
            corrects=corrected.get(review.pk),
        )
        for review in reviews
    ]


def classes_before(reviews: Iterable[Review], round: Round) -> dict[int, str]:
    """By household: as what it was managed when the round opened."""
    households = [review.household_id for review in reviews]
    results = Result.objects.managing(year=round.follows_year).exclude(review__round=round)
    if round.kind == RoundKind.IN_YEAR:  # rounds after this one say nothing of what was before
        results = results.filter(review__round__opens_on__lte=round.opens_on)
    results = results.filter(review__household__in=households).order_by(
        "review__round__opens_on", "pk"
    )
    return dict(results.values_list("review__household", "household_class"))


def _corrected(reviews: list[Review]) -> dict[int, int]:
    """By review: the last decision that was about it."""
    entries = RecognitionEntry.objects.filter(review__in=reviews).order_by("pk")
    return dict(entries.values_list("review", "recognition"))


def by_roll(cases: Iterable[Case]) -> dict[Roll, list[Case]]:
    """The lists of the decision; those nobody stands on are empty."""
    lists = {roll: [] for roll in Roll}
    for case in cases:
        for roll in case.rolls:
            lists[roll].append(case)
    return lists


def what_it_says(cases: Iterable[Case]) -> list[dict]:
    """The lists as plain values, complete enough to print the decision again."""
    return [
        {
            "code": roll.code,
            "title": roll.value,
            "households": [_line(index, case, roll) for index, case in enumerate(found, 1)],
        }
        for roll, found in by_roll(cases).items()
        if found
    ]


def _line(index: int, case: Case, roll: Roll) -> dict:
    """A household on a list, with the class and points that put it there."""
    review, is_opening = case.review, roll in (Roll.OPENING_POOR, Roll.OPENING_NEAR_POOR)
    result = review.next_result if is_opening else case.result
    head = review.household.head
    return {
        "index": index,
        "review": review.pk,
        "head": review.head_name,
        "birth_year": head.birth_year if head else None,
        "ethnicity": review.ethnicity.name,
        "village": review.village.title,
        "persons": review.person_count,
        "class": result.household_class,
        "before": case.before,
        "score_b1": result.score_b1,
        "score_b2": score_b2(result.deprived_codes, result.standard.rules()),
        "under_next_standard": str(review.next_result or ""),
    }
