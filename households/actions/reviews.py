"""Writing reviews: starting, filling in, and moving them from state to state."""

from collections.abc import Iterable

from django.db import transaction

from households.actions import gates
from households.actions.elsewhere import check_counted_once, lock_households
from households.actions.rounds import lock_open
from households.answers import DWELLING, FLAGS, LISTS, Circumstances, Findings, UnderStandard
from households.derivation import Dwelling, completed
from households.enums import RoundKind
from households.facts import children_of, groups_of
from households.judging import Catalogue, Judgement, judge
from households.models import Household, Result, Review, Round
from households.rules import StandardRules
from households.workflow import MOVES
from povertyplan import approval, workflow
from povertyplan.accounts.decorators import check
from povertyplan.accounts.models import User
from povertyplan.accounts.roles import Permission
from povertyplan.approval import ApprovalState
from povertyplan.audit import trail
from povertyplan.errors import DomainError, InvalidData

_REVIEW_FIELDS = [
    "person_count",
    "ethnicity",
    "income_vnd",
    *(name for name in DWELLING if name != "holdings"),
    *FLAGS,
    "note",
]


def findings_of(review: Review, catalogue: Catalogue | None = None) -> Findings:
    """What is stored of a review, as the form would say it."""
    catalogue = catalogue or Catalogue()
    result, following = review.result, review.next_result
    return Findings(
        person_count=review.person_count,
        ethnicity=review.ethnicity,
        income_vnd=review.income_vnd,
        score_b1=result.score_b1,
        deprived=frozenset(result.deprived_codes),
        following=following
        and UnderStandard(following.score_b1, frozenset(following.deprived_codes)),
        dwelling=Dwelling(**{name: getattr(review, name) for name in DWELLING}),
        circumstances=Circumstances(
            **{name: catalogue.unpack(kind, getattr(review, name)) for name, kind in LISTS.items()},
            **{name: getattr(review, name) for name in FLAGS},
        ),
        form_a=None if review.form_a is None else frozenset(review.form_a),
        note=review.note,
    )


def check_overruled(judgements: list[Judgement], note: str) -> None:
    """Raise unless a note explains why the officer overrules what was derived."""
    if note.strip():
        return
    names = dict.fromkeys(name for item in judgements for name in item.overruled)
    if names:
        raise InvalidData(
            f"Khác với thông tin thành viên, nhà ở: {'; '.join(names)}. "
            "Hãy sửa thông tin đó, hoặc ghi lý do vào ô Ghi chú."
        )


@transaction.atomic
def start(*, household: Household, round: Round, by: User) -> Review:
    """Begin the review of a household in an open round that covers its village."""
    check(by, Permission.REVIEW_EDIT)
    round = lock_open(round.pk)
    lock_households([household.pk])
    if household.ended_on:
        raise DomainError(f"Hộ này không còn từ ngày {household.ended_on:%d/%m/%Y}.")
    if not Round.objects.covering(household.village).filter(pk=round.pk).exists():
        raise InvalidData("Đợt rà soát này không bao gồm địa bàn của hộ.")
    if Review.objects.filter(round=round, household=household).exists():
        raise DomainError("Hộ này đã có phiếu trong đợt rà soát.")
    _check_not_elsewhere(household, round)
    review = Review(
        round=round,
        household=household,
        ethnicity=household.ethnicity,
        person_count=household.members.count(),
        edited_by=by,
    )
    review.place_in(household.village)
    review.save()
    check_counted_once(household)
    Result.objects.bulk_create(_first_results(review))
    _log(review, "review.started", "Lập phiếu rà soát", by)
    return review


def _check_not_elsewhere(household: Household, round: Round) -> None:
    """Who came from elsewhere within the year and was reviewed there counts there."""
    there = Household.objects.filter(pk=household.pk).reviewed_in(round.year)
    if round.kind == RoundKind.PERIODIC and there.exists():
        raise DomainError(
            f"Hộ này đã có phiếu rà soát định kỳ năm {round.year} ở nơi khác nên sẽ bị đếm hai "
            "lần; nếu chưa được duyệt ở đó thì đề nghị nơi đó rút phiếu."
        )


def _first_results(review: Review) -> list[Result]:
    """Results without a class yet, in which what follows from the members is ticked already."""
    blank = Findings(person_count=review.person_count, ethnicity=review.ethnicity)
    return [
        Result(
            review=review,
            standard=item.standard,
            area=item.area,
            deprivations=item.standard.rules().pack(
                code for code, found in item.derived.items() if found.is_deprived
            ),
        )
        for item in judge(blank, review=review)
    ]


@transaction.atomic
def fill_in(
    *, review: Review, findings: Findings, version: int, by: User, then: str | None = None
) -> Review:
    """Write the findings and the classes that follow from them, and make the move `then`.

    Raises Conflict when somebody else wrote since `version` was read, and DomainError when the
    review is with the upper level or its round is locked.
    """
    check(by, Permission.REVIEW_EDIT)
    locked = gates.lock_review(review)
    locked.check_editable(version)
    catalogue = Catalogue()
    judgements = judge(findings, review=locked, catalogue=catalogue)
    check_overruled(judgements, findings.note)
    before = words_of(locked, catalogue)
    put(locked, findings, judgements, catalogue)
    changes = trail.diff(before, words_of(locked, catalogue))
    if changes:
        _store(locked, by)
        _log(locked, "review.filled_in", "Nhập phiếu rà soát", by, changes=changes)
    return move(reviews=[locked], name=then, by=by)[0] if then else locked


def put(
    review: Review, findings: Findings, judgements: list[Judgement], catalogue: Catalogue
) -> None:
    """Set the findings, and what follows from them, on the review and its results; store nothing.

    What follows from the members is noted as it is on this day.
    """
    review.person_count = findings.person_count
    review.ethnicity = findings.ethnicity
    review.income_vnd = findings.income_vnd
    review.note = findings.note
    review.form_a = None if findings.form_a is None else sorted(findings.form_a)
    for name in DWELLING:
        setattr(review, name, getattr(findings.dwelling, name))
    for name, kind in LISTS.items():
        setattr(review, name, catalogue.pack(kind, getattr(findings.circumstances, name)))
    for name in FLAGS:
        setattr(review, name, getattr(findings.circumstances, name))
    _note_members(review)
    for item in judgements:
        _put_result(review.result_under(item.standard.pk), item)


def _note_members(review: Review) -> None:
    groups = groups_of(review.household)
    review.is_indigenous = groups.is_indigenous
    review.has_merit_person = groups.has_merit_person
    review.is_female_headed = groups.is_female_headed
    on = review.round.closes_on
    people = [person.facts() for person in review.household.members.all()]
    children = children_of(completed(people, review.person_count, on=on), on=on)
    review.child_count = children.count
    review.uninsured_child_count = children.uninsured
    review.malnourished_child_count = children.malnourished
    review.unschooled_child_count = children.unschooled


def _put_result(result: Result, item: Judgement) -> None:
    result.area = item.area
    result.score_b1 = item.score_b1
    result.b1_lines = item.b1 and [[line.code, line.points] for line in item.b1.lines]
    result.deprivations = _pack(item.standard.rules(), item.deprived)
    result.household_class = item.found.household_class if item.found else ""
    result.explanation = item.found.explanation if item.found else ""


def _store(review: Review, by: User) -> None:
    review.edited_by = by
    review.version += 1
    review.full_clean()
    review.save()
    for result in review.results.all():
        result.save()


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
    locked = [gates.lock_review(review) for review in sorted(reviews, key=lambda review: review.pk)]
    for review in locked:
        review.check_seen((seen or {}).get(review.pk))
        workflow.check(way, review, by=by, reason=reason)
        _check_not_recognised(review)
        if way.target == ApprovalState.SUBMITTED:
            _check_complete(review)
    gates.check_way(way, locked)
    for review in locked:
        review.held_because = ""  # what goes on is held back no more
        sentence = f"{way.label} phiếu rà soát"
        approval.apply(way, review, by=by, reason=reason, sentence=sentence)
    return locked


def _check_not_recognised(review: Review) -> None:
    if review.recognition_id:
        raise DomainError(
            f"{review} đã được công nhận bằng quyết định nên không trả lại được; lãnh đạo UBND xã "
            "mở lại phiếu để đính chính ở trang của quyết định."
        )


def _check_complete(review: Review) -> None:
    if not review.is_classified:
        raise InvalidData(
            f"{review} chưa có kết quả phân loại: hãy nhập điểm B1 hoặc thu nhập trước khi gửi."
        )


def words_of(review: Review, catalogue: Catalogue) -> dict[str, str]:
    """What the review says, in words, for the trail."""
    words = trail.snapshot(review, _REVIEW_FIELDS)
    for name, kind in LISTS.items():
        label = str(review._meta.get_field(name).verbose_name)
        words[label] = "; ".join(catalogue.names(kind, getattr(review, name))) or trail.EMPTY
    words["tài sản, đất đai, chăn nuôi"] = catalogue.owned(review.holdings) or trail.EMPTY
    for result in sorted(review.results.all(), key=lambda row: row.standard_id):
        own = result.standard_id == review.round.standard_id
        suffix = "" if own else " (chuẩn của năm sau)"
        names = result.standard.rules().names
        lacking = "; ".join(names[code] for code in result.deprived_codes)
        said = trail.snapshot(result, ["score_b1", "household_class"])
        said["chỉ số thiếu hụt"] = lacking or trail.EMPTY
        words |= {f"{label}{suffix}": value for label, value in said.items()}
    return words


def _log(review, action, sentence, by, changes=()):
    trail.log(action, sentence, record=review, by=by, changes=changes)
