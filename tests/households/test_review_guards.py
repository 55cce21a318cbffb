"""Nobody is counted twice, lost, or decided on by what was taken back, whatever comes together."""

from datetime import date

import pytest

from households import standing
from households.actions import (
    duplicates,
    events,
    holds,
    meetings,
    members,
    postings,
    recognition,
    reviews,
)
from households.actions import rounds as round_actions
from households.actions.recognition import Signing
from households.actions.undo import refusal, undo
from households.answers import Findings
from households.enums import Leaving, Relation, RoundKind, RoundState, StepKind
from households.models import Household, Member, Procedure, Result, Review, Round, Standard
from households.recognition import classes_before
from households.stages import Task
from povertyplan.documents.signing import Signer
from povertyplan.errors import DomainError, InvalidData, NotPermitted
from tests import factories
from tests.households.test_events import on
from tests.households.village import complaint, facts, meet, post, round_by_procedure

SIGNING = Signing(date(2021, 12, 14), Signer("Rcom Thử"))
NUMBER = "999080012345"


@pytest.fixture
def long(cast):
    """Chairman of the commune."""
    return cast["long"]


@pytest.fixture
def far_officer(cast):
    """The commune officer of the town."""
    return cast["binh"]


@pytest.fixture
def by_commune(land, standard):
    """A round that the commune decides itself."""
    steps = factories.procedure(StepKind.RECOGNITION)
    return factories.round_in(land.commune, 2021, standard, procedure=steps)


def fill(review, by, income):
    seen = Review.objects.get(pk=review.pk)
    findings = Findings(person_count=1, ethnicity=seen.ethnicity, income_vnd=income)
    return reviews.fill_in(review=seen, findings=findings, version=seen.version, by=by)


def recognised(round, household, mai, long, income=650_000):
    review = factories.review(round, household, mai, income_vnd=income)
    factories.approved(review, submit=mai, approve=long)
    recognition.recognise(round=round, commune=household.commune, signing=SIGNING, count=1, by=long)
    return Review.objects.get(pk=review.pk)


def official(year=2021) -> int:
    return Result.objects.official(year=year).count()


# A decision stands until another replaces it


@pytest.fixture
def reopened(by_commune, land, mai, long):
    review = recognised(by_commune, factories.household(land.village), mai, long)
    return recognition.reopen(review=review, reason="Nhập nhầm thu nhập", by=long)


def test_leader_who_opened_a_review_for_correction_decides_on_it_again(reopened, mai, long):
    """A commune that decides itself may have one leader."""
    old = reopened.recognition_entries.get().recognition
    fill(reopened, mai, 900_000)
    factories.approved(reopened, submit=mai, approve=long)

    made = recognition.correct(recognition=old, signing=SIGNING, count=1, by=long)

    assert (made.corrects, official()) == (old, 1)


def test_leader_who_sent_a_review_decides_once_the_officer_has_sent_it_anew(
    by_commune, land, mai, long
):
    review = factories.review(by_commune, factories.household(land.village), mai, income_vnd=1)
    reviews.move(reviews=[review], name="submit", by=long)
    with pytest.raises(NotPermitted, match="tự duyệt"):
        reviews.move(reviews=[review], name="approve", by=long)

    reviews.move(reviews=[review], name="recall", by=mai)
    reviews.move(reviews=[review], name="submit", by=mai)

    assert reviews.move(reviews=[review], name="approve", by=long)[0].state == "approved"


def test_leader_who_wrote_a_review_never_decides_on_it(by_commune, land, mai, long):
    review = factories.review(by_commune, factories.household(land.village), mai, income_vnd=1)
    reviews.move(reviews=[review], name="submit", by=mai)
    Review.objects.filter(pk=review.pk).update(edited_by=long)

    with pytest.raises(NotPermitted, match="tự duyệt"):
        reviews.move(reviews=[review], name="approve", by=long)


def test_recognised_household_does_not_leave_the_round_while_it_is_corrected(reopened, mai):
    with pytest.raises(DomainError, match="đính chính"):
        holds.withdraw(review=reopened, reason="Lập nhầm", by=mai)
    with pytest.raises(DomainError, match="đính chính"):
        events.move_out(household=reopened.household, occasion=on(), by=mai)

    assert Review.objects.active().filter(pk=reopened.pk).exists()


def test_round_is_not_locked_while_a_correction_waits(reopened, duc, land):
    """Locked, the round would say that the household was not found."""
    with pytest.raises(DomainError, match="1 phiếu đang mở lại"):
        round_actions.close_round(round=reopened.round, by=duc)


def test_event_before_a_recognition_stays_even_when_the_review_is_opened_again(
    by_commune, land, mai, long
):
    household = factories.household(land.village, persons=2)
    child = household.members.get(relation=Relation.CHILD)
    event = events.leave(member=child, because=Leaving.DIED, occasion=on(), by=mai)
    review = recognised(by_commune, household, mai, long)
    recognition.reopen(review=review, reason="Nhập nhầm", by=long)

    assert "đã được công nhận" in refusal(event, mai)


def test_reason_for_a_correction_has_a_length(by_commune, land, mai, long):
    review = recognised(by_commune, factories.household(land.village), mai, long)

    with pytest.raises(InvalidData, match="500"):
        recognition.reopen(review=review, reason="x" * 501, by=long)


def test_certificates_are_not_issued_in_a_locked_round(by_commune, land, mai, long, duc):
    review = recognised(by_commune, factories.household(land.village), mai, long)
    round_actions.close_round(round=by_commune, by=duc)

    with pytest.raises(DomainError, match="đã khóa"):
        recognition.certify(recognition=review.recognition, signing=SIGNING, by=long)


def test_decision_under_two_standards_names_who_is_poor_by_the_new_one(
    land, standard, mai, long, duc
):
    """1.2 million: above the lines of 2016 (1 million), below that of 2022 (1.5 million)."""
    steps = factories.procedure(StepKind.RECOGNITION)
    new = Standard.objects.get(code="ND07_2021")
    round = factories.round_in(land.commune, 2021, standard, next_standard=new, procedure=steps)
    review = recognised(round, factories.household(land.village, "Siu Mới"), mai, long, 1_200_000)

    lists = review.recognition.document.data["lists"]

    assert [(row["code"], [line["head"] for line in row["households"]]) for row in lists] == [
        ("opening_near_poor", ["Siu Mới"])
    ]


def test_decision_is_signed_after_the_list_has_hung(land, standard, mai, long, duc):
    """Put up on Monday, 4 October, for three working days: until the end of Thursday."""
    round = round_by_procedure(land.commune, standard)
    review = factories.review(round, factories.household(land.village), mai, income_vnd=1)
    meet(round, {review: 40}, mai)
    post(round, land.village, mai, date(2021, 10, 4))
    factories.approved(review, submit=mai, approve=duc)

    def decide(day):
        signing = Signing(day, Signer("Rcom Thử"))
        return recognition.recognise(
            round=round, commune=land.commune, signing=signing, count=1, by=long
        )

    with pytest.raises(InvalidData, match="từ 08/10/2021"):
        decide(date(2021, 10, 7))
    assert decide(date(2021, 10, 8)).document.number == 1


def test_correction_is_not_signed_before_what_it_corrects(reopened, mai, long):
    old = reopened.recognition_entries.get().recognition
    fill(reopened, mai, 900_000)
    factories.approved(reopened, submit=mai, approve=long)

    with pytest.raises(InvalidData, match="từ 14/12/2021"):
        recognition.correct(
            recognition=old,
            signing=Signing(date(2021, 12, 13), Signer("Rcom Thử")),
            count=1,
            by=long,
        )


def test_year_stands_once_on_a_certificate(land, standard, mai, long, duc):
    """Recognised in spring, reviewed again in autumn: the year has one line, the later one."""
    household = factories.household(land.village)
    steps = factories.procedure(StepKind.RECOGNITION)
    spring = {"opens_on": date(2021, 3, 15), "closes_on": date(2021, 3, 30)}
    kind = {"kind": RoundKind.IN_YEAR, "procedure": steps}
    recognised(
        factories.round_in(land.commune, 2021, standard, **kind, **spring), household, mai, long
    )
    recognised(
        factories.round_in(land.commune, 2021, standard, procedure=steps),
        household,
        mai,
        long,
        900_000,
    )
    autumn = factories.round_in(land.commune, 2022, standard, procedure=steps)
    review = factories.review(autumn, household, mai, income_vnd=650_000)
    factories.approved(review, submit=mai, approve=long)
    signing = Signing(date(2022, 12, 14), Signer("Rcom Thử"))
    made = recognition.recognise(
        round=autumn, commune=land.commune, signing=signing, count=1, by=long
    )
    [issued] = recognition.certify(recognition=made, signing=signing, by=long)

    years = [(row["year"], row["class"]) for row in issued.document.data["years"]]
    assert years == [(2021, "CN"), (2022, "N")]


# Counted once a year, wherever the household goes


@pytest.fixture
def town_round(land, standard, duc):
    return factories.round_in(land.town, 2021, standard)


@pytest.fixture
def moved(round_2021, land, mai, duc):
    """Reviewed and approved in the commune, then moved to the town."""
    household = factories.household(land.village)
    review = factories.review(round_2021, household, mai, income_vnd=500_000)
    factories.approved(review, submit=mai, approve=duc)
    factories.closed(round_2021)
    events.move(household=household, village=land.town_village, occasion=on(), by=mai)
    return Household.objects.get(pk=household.pk)


def test_who_moved_after_the_review_is_not_reviewed_again_in_the_year(moved, town_round, mai):
    with pytest.raises(DomainError, match="hai lần"):
        reviews.start(household=moved, round=town_round, by=mai)

    assert official() == 1


def test_who_moved_after_the_review_is_not_listed_again_in_the_year(
    moved, town_round, land, standard, mai, duc
):
    last_year = factories.round_in(land.commune, 2020, standard)
    review = Review.objects.get(household=moved)
    old = Review(round=last_year, household=moved, ethnicity=moved.ethnicity, person_count=1)
    old.state = "approved"
    old.place_in(land.village)
    old.save()
    Result.objects.create(
        review=old, standard=standard, area="rural", household_class=review.result.household_class
    )

    assert round_actions.list_managed(round=town_round, by=duc) == 0


def test_move_is_not_undone_once_the_new_place_reviews_the_household(
    round_2021, town_round, land, mai
):
    household = factories.household(land.village)
    factories.review(round_2021, household, mai, income_vnd=500_000)
    event = events.move(household=household, village=land.town_village, occasion=on(), by=mai)
    reviews.start(household=Household.objects.get(pk=household.pk), round=town_round, by=mai)

    with pytest.raises(DomainError, match="hai lần"):
        undo(event=event, by=mai)

    assert Review.objects.active().get(household=household).round == town_round


def test_review_of_a_household_that_is_gone_does_not_come_back(round_2021, land, mai):
    household = factories.household(land.village)
    review = factories.review(round_2021, household, mai, income_vnd=500_000)
    events.move_out(household=household, occasion=on(), by=mai)

    with pytest.raises(DomainError, match="không còn"):
        holds.restore(review=review, by=mai)


def test_review_comes_back_to_where_the_household_lives_now(round_2021, land, mai):
    household = factories.household(land.village)
    review = factories.review(round_2021, household, mai, income_vnd=500_000)
    holds.withdraw(review=review, reason="Lập nhầm", by=mai)
    events.move(household=household, village=land.second_village, occasion=on(), by=mai)

    restored = holds.restore(review=review, by=mai)

    assert Review.objects.get(pk=restored.pk).village == land.second_village
    assert Review.objects.get(pk=restored.pk).result.household_class == "poor"


def test_review_does_not_come_back_from_beyond_its_round(round_2021, land, mai):
    household = factories.household(land.village)
    review = factories.review(round_2021, household, mai, income_vnd=500_000)
    events.move(household=household, village=land.town_village, occasion=on(), by=mai)

    with pytest.raises(DomainError, match="ngoài địa bàn"):
        holds.restore(review=review, by=mai)


def test_review_that_comes_back_in_a_town_is_classified_anew(land, standard, mai, duc):
    """The lines of a town are higher: what was found by those of the countryside does not hold."""
    round = factories.round_in(land.district, 2021, standard)
    household = factories.household(land.village)
    review = factories.review(round, household, mai, income_vnd=800_000)
    holds.withdraw(review=review, reason="Lập nhầm", by=mai)
    events.move(household=household, village=land.town_village, occasion=on(), by=mai)

    holds.restore(review=review, by=mai)

    result = Result.objects.get(review=review)
    assert (result.area, result.household_class) == ("urban", "")


def test_event_is_not_undone_into_a_locked_round(round_2021, land, mai):
    household = factories.household(land.village)
    factories.review(round_2021, household, mai, income_vnd=500_000)
    event = events.move_out(household=household, occasion=on(), by=mai)
    factories.closed(round_2021)

    assert "đã khóa" in refusal(event, mai)
    with pytest.raises(DomainError, match="mở lại đợt"):
        undo(event=event, by=mai)
    Round.objects.update(state=RoundState.OPEN)
    undo(event=event, by=mai)
    assert Review.objects.active().count() == 1


def test_undo_is_refused_in_words_when_the_number_is_somebody_elses_by_now(land, mai):
    gone = factories.household(land.village, "Siu Một")
    person = gone.members.get()
    person.set_identity(NUMBER)
    members.save_member(member=person, version=1, by=mai)
    event = events.move_out(household=gone, occasion=on(), by=mai)
    newcomer = factories.household(land.second_village, "Siu Hai").members.get()
    newcomer.set_identity(NUMBER)
    members.save_member(member=newcomer, version=1, by=mai)

    with pytest.raises(InvalidData, match="đã ghi cho chủ hộ Siu Hai") as refused:
        undo(event=event, by=mai)

    assert NUMBER not in refused.value.message
    assert Member.everybody.get(pk=person.pk).left_because == Leaving.MOVED_OUT


def test_merging_keeps_the_household_that_is_on_the_list(round_2021, land, mai, duc):
    """The other has no review: next year nobody would be listed."""
    managed = factories.household(land.village, "Lý Thị Đỗ")
    entered_again = factories.household(land.second_village, "Li Thi Do")
    review = factories.review(round_2021, managed, mai, income_vnd=500_000)
    factories.approved(review, submit=mai, approve=duc)
    factories.closed(round_2021)
    one, two = managed.members.get(), entered_again.members.get()

    with pytest.raises(DomainError, match="giữ hồ sơ của hộ đang quản lý"):
        duplicates.merge(keep=two, drop=one, is_whole=True, reason="Nhập hai lần", by=mai)
    duplicates.merge(keep=one, drop=two, is_whole=True, reason="Nhập hai lần", by=mai)

    assert list(Household.objects.present().managed(year=2021)) == [managed]


# The village's part


def test_list_put_up_again_hangs_after_the_objection(land, standard, mai, cast):
    round = round_by_procedure(land.commune, standard)
    review = factories.review(round, factories.household(land.village), mai, income_vnd=1)
    meet(round, {review: 40}, mai)
    post(round, land.village, mai, date(2021, 10, 4))
    objection = postings.object_to(
        review=review, complaint=complaint(received_on=date(2021, 10, 6)), by=mai
    )
    postings.answer(objection=objection, is_upheld=True, text="Có cơ sở", by=mai)
    postings.recheck(objection=objection, note="Đúng như trước", by=mai)

    with pytest.raises(InvalidData, match="06/10/2021"):
        post(round, land.village, mai, date(2021, 10, 5))
    post(round, land.village, mai, date(2021, 10, 6))

    found = standing.of([review], today=date(2021, 10, 12))[review.pk]
    assert found.task == Task.SUBMIT


def test_objection_that_is_sent_twice_is_written_once(land, standard, mai):
    round = round_by_procedure(land.commune, standard)
    review = factories.review(round, factories.household(land.village), mai, income_vnd=1)
    meet(round, {review: 40}, mai)
    post(round, land.village, mai)
    postings.object_to(review=review, complaint=complaint(), by=mai)

    with pytest.raises(DomainError, match="đã được ghi"):
        postings.object_to(review=review, complaint=complaint(), by=mai)
    postings.object_to(review=review, complaint=complaint(content="Chuyện khác"), by=mai)

    assert review.objections.count() == 2


def test_points_of_the_countryside_do_not_classify_in_the_town(land, standard, mai):
    """Typed points stay; those computed from the table of the old place are computed anew."""
    round = factories.round_in(land.district, 2021, standard)
    typed, computed = (
        factories.review(round, factories.household(land.village, name), mai, score_b1=100)
        for name in ("Siu Gõ", "Siu Tính")
    )
    Result.objects.filter(review=computed).update(b1_lines=[["A1", 100]])
    for review in (typed, computed):
        events.move(household=review.household, village=land.town_village, occasion=on(), by=mai)

    classes = [Result.objects.get(review=review).household_class for review in (typed, computed)]
    assert classes == ["poor", ""]


def test_decision_of_an_earlier_month_does_not_know_the_later_one(land, standard, mai, long):
    """Corrected in June, the decision of March still says that the household was not poor."""
    steps = factories.procedure(StepKind.RECOGNITION)
    household = factories.household(land.village)
    march, june = (
        factories.round_in(
            land.commune,
            2021,
            standard,
            kind=RoundKind.IN_YEAR,
            procedure=steps,
            opens_on=date(2021, month, 15),
            closes_on=date(2021, month, 30),
        )
        for month in (3, 6)
    )
    recognised(march, household, mai, long)
    recognised(june, household, mai, long, 900_000)

    assert classes_before(Review.objects.filter(round=march), march) == {}
    assert classes_before(Review.objects.filter(round=june), june) == {household.pk: "poor"}


def test_held_review_is_not_freed_by_recalling_it(round_2021, land, mai, duc):
    review = factories.review(round_2021, factories.household(land.village), mai, income_vnd=1)
    reviews.move(reviews=[review], name="submit", by=mai)
    holds.hold(review=review, reason="Chờ xác minh", by=duc)

    with pytest.raises(DomainError, match="tạm giữ"):
        reviews.move(reviews=[review], name="recall", by=mai)

    assert Review.objects.get(pk=review.pk).held_because == "Chờ xác minh"


# Procedures


def test_round_whose_results_could_never_count_is_not_opened(land, standard, duc):
    Procedure.objects.get(code="qd24-2021-periodic").steps.filter(
        kind=StepKind.RECOGNITION
    ).delete()
    opening = round_actions.Opening(
        unit=land.commune,
        year=2021,
        kind=RoundKind.PERIODIC,
        standard=standard,
        period=(date(2021, 9, 1), date(2021, 12, 14)),
    )

    with pytest.raises(InvalidData, match="không có bước «Quyết định công nhận»"):
        round_actions.open_round(opening=opening, by=duc)


def test_what_a_decision_rests_on_stays_while_it_is_corrected(land, standard, mai, duc, long):
    round = round_by_procedure(land.commune, standard)
    review = factories.review(round, factories.household(land.village), mai, income_vnd=500_000)
    meeting, posting = meet(round, {review: 30}, mai), post(round, land.village, mai)
    factories.approved(review, submit=mai, approve=duc)
    recognition.recognise(round=round, commune=land.commune, signing=SIGNING, count=1, by=long)
    recognition.reopen(review=review, reason="Nhập nhầm", by=long)

    with pytest.raises(DomainError, match="không sửa biên bản được nữa"):
        meetings.amend(meeting=meeting, facts=facts(), votes={review.pk: 5}, version=1, by=mai)
    with pytest.raises(DomainError, match="không gỡ được nữa"):
        postings.take_down(posting=posting, reason="Nhầm", by=mai)
