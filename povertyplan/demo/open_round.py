"""An open review round with reviews in every state, made by the people who would make them."""

from dataclasses import dataclass
from datetime import date
from random import Random

from households.actions import meetings, postings, recognition, reviews, rounds
from households.actions.meetings import MeetingFacts
from households.actions.recognition import Signing
from households.actions.rounds import Opening
from households.answers import Findings
from households.enums import RoundKind
from households.models import Review, Round, Standard
from povertyplan.accounts.models import User
from povertyplan.approval import ApprovalState
from povertyplan.demo import form_b, source
from povertyplan.demo.answers import income, later_class, to_answers
from povertyplan.demo.stories import NEAR, POOR, Story
from povertyplan.documents.signing import Signer

_LAST_YEAR = source.YEARS[-1]
_EMPTY = "empty"  # a draft in which nothing is filled in yet
# Who enters how many reviews, and how far they get. Half lie in the village of the enumerator.
_BY_ENUMERATOR = (
    [_EMPTY] * 3
    + [ApprovalState.DRAFT] * 3
    + [ApprovalState.SUBMITTED] * 2
    + [ApprovalState.RETURNED]
    + [ApprovalState.APPROVED] * 3
)
_BY_OFFICER = (
    [ApprovalState.DRAFT] * 2
    + [ApprovalState.SUBMITTED] * 5
    + [ApprovalState.RETURNED] * 2
    + [ApprovalState.APPROVED] * 3
)
_REASONS = [
    "Biên bản họp dân kèm theo chưa có chữ ký của trưởng thôn; đề nghị bổ sung rồi gửi lại.",
    "Số nhân khẩu trên phiếu khác với sổ hộ khẩu; đề nghị đối chiếu với chủ hộ rồi gửi lại.",
    "Thu nhập khai chưa tính tiền công làm thuê trong năm; đề nghị hỏi lại chủ hộ.",
]


@dataclass(frozen=True)
class People:
    enumerator: User
    officer: User
    leader: User
    district: User


def create(rng: Random, stories: list[Story], standard: Standard, people: People) -> None:
    """Open the round of the commune of `stories` and bring its reviews to their states."""
    commune = people.officer.area()[0]
    opening = Opening(
        unit=commune,
        year=source.PLAN_YEAR,
        kind=RoundKind.PERIODIC,
        standard=standard,
        period=(date(source.PLAN_YEAR, 9, 1), date(source.PLAN_YEAR, 12, 14)),
    )
    opened = rounds.open_round(opening=opening, by=people.district)
    village = people.enumerator.area()[0]
    own = [story for story in stories if story.village.unit == village]
    others = [story for story in stories if story.village.unit != village]
    entered = _enter(rng, own, _BY_ENUMERATOR, opened, people.enumerator)
    entered += _enter(rng, others, _BY_OFFICER, opened, people.officer)
    _decide(entered, people)


def _enter(rng, stories, goals, round: Round, by: User) -> list[tuple[str, Review]]:
    """Start and fill in a review for each goal, of poor and near-poor households in turn."""
    kinds = [
        rng.sample([story for story in stories if story.path[1] == found], len(goals) // 2)
        for found in (POOR, NEAR)
    ]
    chosen = [story for pair in zip(*kinds, strict=True) for story in pair]
    entered = []
    for goal, story in zip(goals, chosen, strict=True):
        review = reviews.start(household=story.household, round=round, by=by)
        if goal != _EMPTY:
            findings = _findings(rng, story, review)
            review = reviews.fill_in(
                review=review, findings=findings, version=review.version, by=by
            )
            form_b.as_last_year(review)
        entered.append((goal, review))
    return entered


def _findings(rng: Random, story: Story, review: Review) -> Findings:
    """What is found a year later: one thing less is lacking, and some have risen by a class."""
    rules = review.round.standard.rules()
    lacking = sorted(story.deprived[_LAST_YEAR])
    kept = set(rng.sample(lacking, max(0, len(lacking) - 1)))
    wanted = later_class(rng, story.path[1])
    is_deprived = len(kept) >= rules.minimum_deprivations
    if is_deprived and wanted != POOR:
        kept = set(sorted(kept)[: rules.minimum_deprivations - 1])
    area = review.village.effective_area
    earned = income(rng, wanted, rules.income[area], is_deprived=is_deprived)
    answers = to_answers(rng, area, earned, kept, rules)
    return Findings(
        person_count=review.person_count,
        ethnicity=review.ethnicity,
        income_vnd=answers.income_vnd,
        score_b1=answers.score_b1,
        deprived=answers.deprived,
    )


def _decide(entered: list[tuple[str, Review]], people: People) -> None:
    def reaching(*states):
        return [review for goal, review in entered if goal in states]

    decided = (ApprovalState.RETURNED, ApprovalState.APPROVED)
    sent = reaching(ApprovalState.SUBMITTED, *decided)
    _meet_and_post(sent, people)
    reviews.move(reviews=sent, name="submit", by=people.officer)
    reviews.move(reviews=reaching(ApprovalState.APPROVED), name="approve", by=people.district)
    for review, reason in zip(reaching(ApprovalState.RETURNED), _REASONS, strict=True):
        reviews.move(reviews=[review], name="return", by=people.district, reason=reason)
    _recognise(reaching(ApprovalState.APPROVED), people)


def _recognise(approved: list[Review], people: People) -> None:
    """The first decision: on what is approved so far; the others wait for theirs."""
    round = approved[0].round
    signing = Signing(
        signed_on=date(source.PLAN_YEAR, 11, 30),
        signer=Signer("Siu Thơm"),
        legal_bases=round.legal_bases(),
    )
    decision = recognition.recognise(
        round=round,
        commune=people.leader.area()[0],
        signing=signing,
        count=len(approved),
        by=people.leader,
    )
    recognition.certify(recognition=decision, signing=signing, by=people.leader)


def _meet_and_post(sent: list[Review], people: People) -> None:
    """Each village meets about what is to be sent, agrees, and posts it."""
    villages = {review.village_id: review.village for review in sent}
    for key in sorted(villages):
        village, round = villages[key], sent[0].round
        facts = MeetingFacts(
            held_on=date(source.PLAN_YEAR, 10, 20),
            place=f"Nhà sinh hoạt cộng đồng {village.full_name}",
            chair="Rah Lan Thơ",
            secretary="Ksor Hiền",
            attendee_count=42,
        )
        votes = {review.pk: 42 for review in sent if review.village_id == key}
        meetings.hold_meeting(
            round=round, village=village, facts=facts, votes=votes, by=people.officer
        )
        postings.post(
            round=round,
            village=village,
            starts_on=date(source.PLAN_YEAR, 10, 21),
            places=f"Nhà sinh hoạt cộng đồng {village.full_name}",
            by=people.officer,
        )
