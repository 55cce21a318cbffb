"""Writing reviews: starting, filling in, and moving them from state to state."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction

from households.actions import gates
from households.actions.rounds import lock_open
from households.derivation import Derived, Home, contradicted, derive
from households.models import EthnicGroup, Household, Result, Review, Round
from households.rules import Answers, Classification, StandardRules, classify
from households.workflow import MOVES
from povertyplan import approval, workflow
from povertyplan.accounts.decorators import check
from povertyplan.accounts.models import User
from povertyplan.accounts.roles import Permission
from povertyplan.approval import ApprovalState
from povertyplan.audit import trail
from povertyplan.errors import DomainError, InvalidData

_REVIEW_FIELDS = ["person_count", "ethnicity", "income_vnd", "floor_area_m2", "note"]


@dataclass(frozen=True)
class Findings:
    """What the form says about a household: its answers under the standard of the round."""

    person_count: int
    ethnicity: EthnicGroup
    income_vnd: int | None = None
    score_b1: int | None = None
    deprived: frozenset[str] = frozenset()
    floor_area_m2: Decimal | None = None
    note: str = ""

    def answers(self, area: str) -> Answers:
        return Answers(area, self.income_vnd, self.score_b1, self.deprived)


def judge(findings: Findings, *, review: Review) -> Classification | None:
    """The class that `findings` would give, without writing anything."""
    rules = review.round.standard.rules()
    return classify(findings.answers(review.village.effective_area), rules)


def derived(review: Review, *, floor_area_m2: Decimal | None) -> dict[str, Derived]:
    """What follows from the members and the dwelling, by code of the indicator."""
    people = tuple(member.facts() for member in review.household.members.all())
    home = Home(people, floor_area_m2)
    found = {
        item.code: derive(item.derivation, home, on=review.round.closes_on)
        for item in review.round.standard.indicators.all()
    }
    return {code: result for code, result in found.items() if result is not None}


def overruled(findings: Findings, *, review: Review) -> list[str]:
    """The names of the indicators in which the findings differ from what was derived."""
    known = derived(review, floor_area_m2=findings.floor_area_m2)
    names = review.round.standard.rules().names
    return [names[code] for code in contradicted(known, findings.deprived)]


def check_overruled(findings: Findings, *, review: Review) -> None:
    """Raise unless a note explains why the officer overrules what was derived."""
    names = overruled(findings, review=review)
    if names and not findings.note.strip():
        raise InvalidData(
            f"Khác với thông tin thành viên, nhà ở: {'; '.join(names)}. "
            "Hãy sửa thông tin đó, hoặc ghi lý do vào ô Ghi chú."
        )


@transaction.atomic
def start(*, household: Household, round: Round, by: User) -> Review:
    """Begin the review of a household in an open round that covers its village."""
    check(by, Permission.REVIEW_EDIT)
    round = lock_open(round.pk)
    if not Round.objects.covering(household.village).filter(pk=round.pk).exists():
        raise InvalidData("Đợt rà soát này không bao gồm địa bàn của hộ.")
    if Review.objects.filter(round=round, household=household).exists():
        raise DomainError("Hộ này đã có phiếu trong đợt rà soát.")
    review = Review(
        round=round,
        household=household,
        ethnicity=household.ethnicity,
        person_count=household.members.count(),
        edited_by=by,
    )
    review.place_in(household.village)
    review.save()
    follows = derived(review, floor_area_m2=None)
    Result.objects.create(
        review=review,
        standard=round.standard,
        area=household.village.effective_area,
        deprivations=round.standard.rules().pack(
            code for code, found in follows.items() if found.is_deprived
        ),
    )
    _log(review, "review.started", "Lập phiếu rà soát", by)
    return review


@transaction.atomic
def fill_in(
    *, review: Review, findings: Findings, version: int, by: User, then: str | None = None
) -> Review:
    """Write the findings and the class that follows from them, and make the move `then`.

    Raises Conflict when somebody else wrote since `version` was read, and DomainError when the
    review is with the upper level or its round is locked.
    """
    check(by, Permission.REVIEW_EDIT)
    locked = _lock(review)
    if not locked.is_editable:
        raise DomainError(
            f"Phiếu đang ở trạng thái «{locked.get_state_display()}» nên không sửa được."
        )
    locked.check_seen(version)
    check_overruled(findings, review=locked)
    before = _words(locked)
    _set(locked, findings)
    changes = trail.diff(before, _words(locked))
    if changes:
        _store(locked, by)
        _log(locked, "review.filled_in", "Nhập phiếu rà soát", by, changes=changes)
    return move(reviews=[locked], name=then, by=by)[0] if then else locked


def _set(review: Review, findings: Findings) -> None:
    """Put the findings, and the class that follows from them, on the review and its result."""
    rules = review.round.standard.rules()
    area = review.village.effective_area
    review.person_count = findings.person_count
    review.ethnicity = findings.ethnicity
    review.income_vnd = findings.income_vnd
    review.floor_area_m2 = findings.floor_area_m2
    review.note = findings.note
    result = review.result
    result.area = area
    result.score_b1 = findings.score_b1
    result.deprivations = _pack(rules, findings.deprived)
    found = classify(findings.answers(area), rules)
    result.household_class = found.household_class if found else ""
    result.explanation = found.explanation if found else ""


def _store(review: Review, by: User) -> None:
    review.edited_by = by
    review.version += 1
    review.full_clean()
    review.save()
    review.result.save()


def _pack(rules: StandardRules, codes: frozenset[str]) -> int:
    try:
        return rules.pack(codes)
    except KeyError as error:
        raise InvalidData(f"Chuẩn này không có chỉ số «{error.args[0]}».") from error


@transaction.atomic
def move(
    *, reviews: Iterable[Review], name: str, by: User, reason: str = "", seen: dict | None = None
) -> list[Review]:
    """Make the move `name` on all of `reviews`, or on none of them.

    `seen` gives the version of each review that the person saw, by key.
    """
    way = MOVES[name]
    locked = [_lock(review) for review in sorted(reviews, key=lambda review: review.pk)]
    for review in locked:
        review.check_seen((seen or {}).get(review.pk))
        workflow.check(way, review, by=by, reason=reason)
        if way.target == ApprovalState.SUBMITTED:
            _check_complete(review)
    gates.check_way(way, locked)
    for review in locked:
        review.held_because = ""  # what goes on is held back no more
        sentence = f"{way.label} phiếu rà soát"
        approval.apply(way, review, by=by, reason=reason, sentence=sentence)
    return locked


def _check_complete(review: Review) -> None:
    if not review.result.household_class:
        raise InvalidData(
            f"{review} chưa có kết quả phân loại: hãy nhập điểm B1 hoặc thu nhập trước khi gửi."
        )


def _lock(review: Review) -> Review:
    """The stored review, locked after its round, which must be open."""
    lock_open(review.round_id)
    return (
        Review.objects.select_for_update(of=("self",))
        .select_related("round__standard", "round__unit", "village__kind", "commune__parent")
        .select_related("edited_by", "ethnicity", "household")
        .prefetch_related("results", "household__members")
        .get(pk=review.pk)
    )


def _words(review: Review) -> dict[str, str]:
    result = review.result
    names = review.round.standard.rules().names
    return {
        **trail.snapshot(review, _REVIEW_FIELDS),
        **trail.snapshot(result, ["score_b1", "household_class"]),
        "chỉ số thiếu hụt": "; ".join(names[code] for code in result.deprived_codes) or trail.EMPTY,
    }


def _log(review, action, sentence, by, changes=()):
    trail.log(action, sentence, record=review, by=by, changes=changes)
