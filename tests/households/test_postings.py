"""Posting a redacted list, objections, re-checks, and posting again."""

from datetime import date

import pytest
from django.urls import reverse

from households import papers, standing
from households.actions import postings, reviews
from households.answers import Findings
from households.models import PostingEntry, PublicHoliday, Review
from households.recognition import readiness
from households.stages import Stage, Task
from povertyplan.errors import DomainError, InvalidData
from tests import factories
from tests.households import village

TODAY = date(2021, 11, 1)


@pytest.fixture
def round(land, standard, duc):
    return village.round_by_procedure(land.commune, standard)


@pytest.fixture
def review(round, land, jrai, mai):
    """A poor household that the meeting of 1 October agreed on."""
    household = factories.household(land.village, "Siu Thử", jrai, persons=4)
    made = factories.review(round, household, mai, income_vnd=500_000)
    village.meet(round, {made: 40}, mai)
    return made


def task(review):
    return standing.of([review], today=TODAY)[review.pk].task


def test_posting_ends_after_three_working_days(round, review, land, mai):
    """Friday 8 October 2021: Monday, Tuesday and Wednesday follow."""
    assert village.post(round, land.village, mai, date(2021, 10, 8)).ends_on == date(2021, 10, 13)


def test_holidays_make_a_posting_longer(round, review, land, mai):
    PublicHoliday.objects.create(day=date(2021, 10, 12), name="Nghỉ")

    assert village.post(round, land.village, mai, date(2021, 10, 8)).ends_on == date(2021, 10, 14)


def test_posted_review_is_sent(round, review, land, mai):
    village.post(round, land.village, mai)

    assert task(review) == Task.SUBMIT
    assert reviews.move(reviews=[review], name="submit", by=mai)[0].state == "submitted"


def test_running_posting_keeps_the_review(round, review, land, mai):
    village.post(round, land.village, mai)

    found = standing.of([review], today=date(2021, 10, 7))[review.pk]
    assert (found.stage, found.task, found.ends_on) == (
        Stage.POSTED,
        Task.WAIT,
        date(2021, 10, 7),
    )


def test_posting_does_not_begin_before_the_meeting(round, review, land, mai):
    with pytest.raises(InvalidData, match="01/10/2021"):
        village.post(round, land.village, mai, date(2021, 9, 30))


def test_posting_does_not_begin_at_the_end_of_all_days(round, review, land, mai):
    with pytest.raises(InvalidData, match="hết đợt"):
        village.post(round, land.village, mai, date(9999, 12, 31))


def test_only_agreed_results_are_posted(round, review, land, jrai, mai):
    household = factories.household(land.village, "Siu Khác", jrai)
    factories.review(round, household, mai, income_vnd=500_000)

    posting = village.post(round, land.village, mai)

    assert [entry.review for entry in posting.entries.all()] == [review]
    with pytest.raises(DomainError, match="chưa có hộ nào"):
        village.post(round, land.village, mai)


def test_list_says_head_class_and_persons_and_nothing_else(round, review, land, mai, login):
    review.household.members.update(birth_date=date(1987, 6, 5), birth_year=1987)
    type(review.household).objects.update(phone="0905123456")
    posting = village.post(round, land.village, mai)

    page = login(mai).get(posting.get_absolute_url()).content.decode()
    fields = {field.name for field in PostingEntry._meta.fields}

    assert "Siu Thử" in page
    assert not any(secret in page for secret in ("05/06/1987", "1987", "0905123456", "500.000"))
    assert fields == {
        "id",
        "posting",
        "review",
        "posted",
        "household_class",
        "next_class",
        "head_name",
        "person_count",
    }
    assert papers.notice(posting).startswith(b"%PDF")


def test_changed_review_is_not_covered_by_the_old_list(round, review, land, mai):
    village.post(round, land.village, mai)
    findings = Findings(person_count=3, ethnicity=review.ethnicity, income_vnd=900_000)
    reviews.fill_in(review=review, findings=findings, version=review.version, by=mai)

    with pytest.raises(DomainError, match="thay đổi sau khi họp"):
        reviews.move(reviews=[review], name="submit", by=mai)


def test_list_taken_down_does_not_count(round, review, land, mai):
    posting = village.post(round, land.village, mai)
    with pytest.raises(InvalidData, match="lý do"):
        postings.take_down(posting=posting, reason="", by=mai)

    postings.take_down(posting=posting, reason="In nhầm thôn", by=mai)

    assert task(review) == Task.POST


@pytest.fixture
def objection(round, review, land, mai):
    village.post(round, land.village, mai)
    return postings.object_to(review=review, complaint=village.complaint(), by=mai)


def test_open_objection_stops_the_review(objection, review, mai):
    assert task(review) == Task.RECHECK
    with pytest.raises(DomainError, match="khiếu nại chưa trả lời"):
        reviews.move(reviews=[review], name="submit", by=mai)


def test_dismissed_objection_lets_it_go_on(objection, review, mai):
    with pytest.raises(InvalidData, match="nội dung"):
        postings.answer(objection=objection, is_upheld=False, text=" ", by=mai)

    postings.answer(objection=objection, is_upheld=False, text="Nhà xây là của con trai", by=mai)

    assert task(review) == Task.SUBMIT


def test_upheld_objection_means_recheck_and_posting_again(objection, review, round, land, mai):
    postings.answer(objection=objection, is_upheld=True, text="Sẽ rà soát lại", by=mai)
    assert task(review) == Task.RECHECK
    findings = Findings(person_count=4, ethnicity=review.ethnicity, income_vnd=900_000)
    changed = reviews.fill_in(review=review, findings=findings, version=review.version, by=mai)
    assert task(changed) == Task.RECHECK

    postings.recheck(objection=objection, note="Thu nhập cao hơn đã khai", by=mai)
    assert task(changed) == Task.POST
    village.post(round, land.village, mai, date(2021, 10, 11))

    assert task(changed) == Task.SUBMIT


def test_recheck_may_confirm_the_same_result(objection, review, round, land, mai):
    postings.answer(objection=objection, is_upheld=True, text="Sẽ rà soát lại", by=mai)
    postings.recheck(objection=objection, note="Kết quả không đổi", by=mai)

    assert task(review) == Task.POST
    village.post(round, land.village, mai, date(2021, 10, 6))
    assert task(review) == Task.SUBMIT


def test_objection_during_approval_stops_approval(round, review, land, mai, duc):
    village.post(round, land.village, mai)
    reviews.move(reviews=[review], name="submit", by=mai)
    postings.object_to(review=review, complaint=village.complaint(), by=mai)

    with pytest.raises(DomainError, match="khiếu nại"):
        reviews.move(reviews=[review], name="approve", by=duc)


def test_disputed_result_is_not_recognised(round, review, land, mai, duc):
    village.post(round, land.village, mai)
    factories.approved(review, submit=mai, approve=duc)
    assert len(readiness(round, land.commune).cases) == 1

    objection = postings.object_to(review=review, complaint=village.complaint(), by=mai)
    assert readiness(round, land.commune).cases == []
    postings.answer(objection=objection, is_upheld=False, text="Không có cơ sở", by=mai)
    assert len(readiness(round, land.commune).cases) == 1


def test_nobody_objects_to_what_was_not_posted(review, mai):
    with pytest.raises(DomainError, match="chưa được niêm yết"):
        postings.object_to(review=review, complaint=village.complaint(), by=mai)


def test_bulk_sending_names_every_obstacle(round, review, land, jrai, mai):
    household = factories.household(land.village, "Siu Khác", jrai)
    other = factories.review(round, household, mai, income_vnd=500_000)

    with pytest.raises(DomainError) as refused:
        reviews.move(reviews=[review, other], name="submit", by=mai)

    assert len(refused.value.problems) == 2
    assert not Review.objects.in_state("submitted").exists()


def test_objection_is_answered_on_the_page(objection, mai, login):
    url = reverse("households:objection-answer", args=[objection.pk])

    login(mai).post(url, {"is_upheld": "yes", "text": "Sẽ rà soát lại"})

    objection.refresh_from_db()
    assert (objection.state, objection.answered_by) == ("upheld", mai)
