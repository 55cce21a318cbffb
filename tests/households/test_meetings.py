"""Village meetings: who must agree, what goes back, and the minutes."""

from datetime import date

import pytest
from django.urls import reverse

from households import papers
from households.actions import meetings, reviews
from households.answers import Findings
from households.models import MeetingVote, Review, VillageMeeting
from households.stages import Task
from povertyplan.approval import ApprovalState
from povertyplan.errors import Conflict, DomainError, InvalidData
from tests import factories
from tests.households import village


@pytest.fixture
def round(land, standard, duc):
    return village.round_by_procedure(land.commune, standard)


@pytest.fixture
def pair(round, land, jrai, mai):
    """Two classified reviews of thôn Một."""
    people = [factories.household(land.village, name, jrai) for name in ("Siu An", "Siu Bình")]
    return [factories.review(round, household, mai, income_vnd=500_000) for household in people]


def waiting(round, land):
    return set(meetings.candidates(round, land.village).values_list("pk", flat=True))


def change(review, by, income):
    findings = Findings(person_count=1, ethnicity=review.household.ethnicity, income_vnd=income)
    current = Review.objects.get(pk=review.pk)
    return reviews.fill_in(review=current, findings=findings, version=current.version, by=by)


def test_classified_reviews_wait_for_the_meeting(round, pair, land, jrai, mai):
    empty = factories.review(round, factories.household(land.village, "Siu Cao", jrai), mai)

    assert waiting(round, land) == {review.pk for review in pair}
    assert empty.pk not in waiting(round, land)


def test_half_is_enough_and_less_goes_back(round, pair, land, mai):
    village.meet(round, {pair[0]: 20, pair[1]: 19}, mai)

    assert waiting(round, land) == set()
    with pytest.raises(DomainError, match="niêm yết"):
        reviews.move(reviews=[pair[0]], name="submit", by=mai)
    with pytest.raises(DomainError, match="dưới 50%"):
        reviews.move(reviews=[pair[1]], name="submit", by=mai)


def test_changed_result_must_be_agreed_on_again(round, pair, land, mai):
    village.meet(round, {pair[0]: 40, pair[1]: 40}, mai)
    change(pair[0], mai, 9_000_000)

    assert waiting(round, land) == {pair[0].pk}


def test_rejected_result_kept_for_a_reason_goes_to_the_next_meeting(round, pair, land, mai):
    village.meet(round, {pair[0]: 0}, mai)
    vote = MeetingVote.objects.get()

    with pytest.raises(InvalidData, match="lý do"):
        meetings.keep_result(vote=vote, reason=" ", by=mai)
    meetings.keep_result(vote=vote, reason="Đã hỏi lại từng khoản thu", by=mai)

    assert pair[0].pk in waiting(round, land)


def test_agreed_result_cannot_be_kept(round, pair, mai):
    village.meet(round, {pair[0]: 40}, mai)

    with pytest.raises(DomainError, match="không bác"):
        meetings.keep_result(vote=MeetingVote.objects.get(), reason="x", by=mai)


@pytest.mark.parametrize("day", [date(2021, 8, 31), date(2999, 1, 1)])
def test_meeting_lies_in_the_round_and_not_in_the_future(round, pair, mai, day):
    with pytest.raises(InvalidData, match="Ngày họp"):
        village.meet(round, {pair[0]: 40}, mai, held_on=day)


def test_more_cannot_agree_than_came(round, pair, mai):
    with pytest.raises(InvalidData, match="lớn hơn"):
        village.meet(round, {pair[0]: 41}, mai)


def test_review_of_another_village_is_refused(round, pair, land, jrai, mai):
    household = factories.household(land.second_village, "Siu Xa", jrai)
    elsewhere = factories.review(round, household, mai, income_vnd=500_000)

    with pytest.raises(Conflict):
        village.meet(round, {pair[0]: 40, elsewhere: 40}, mai)
    assert not VillageMeeting.objects.exists()


def test_votes_are_corrected_until_something_was_sent(round, pair, mai):
    meeting = village.meet(round, {pair[0]: 40, pair[1]: 40}, mai)

    amended = meetings.amend(
        meeting=meeting, facts=village.facts(), votes={pair[0].pk: 10}, version=1, by=mai
    )

    assert [vote.agree_count for vote in amended.votes.all()] == [10]
    with pytest.raises(Conflict):
        meetings.amend(
            meeting=meeting, facts=village.facts(), votes={pair[0].pk: 40}, version=1, by=mai
        )
    Review.objects.filter(pk=pair[0].pk).update(state=ApprovalState.SUBMITTED)
    with pytest.raises(DomainError, match="không sửa"):
        meetings.amend(
            meeting=meeting, facts=village.facts(), votes={pair[0].pk: 40}, version=2, by=mai
        )


def test_correcting_a_vote_does_not_agree_to_what_was_not_read_out(round, pair, land, mai):
    meeting = village.meet(round, {pair[0]: 10}, mai)
    change(pair[0], mai, 9_000_000)

    meetings.amend(
        meeting=meeting, facts=village.facts(), votes={pair[0].pk: 40}, version=1, by=mai
    )

    assert pair[0].pk in waiting(round, land)


def test_page_records_exceptions_only(round, pair, land, mai, login):
    url = reverse("households:meeting-create", args=[round.pk, land.village.pk])
    data = {
        "held_on": "01/10/2021",
        "attendee_count": "40",
        "place": "Nhà rông",
        "chair": "Rcom Thử",
        "secretary": "Ksor Thử",
        "note": "",
        f"in_{pair[0].pk}": "on",
        f"agree_{pair[0].pk}": "",
        f"in_{pair[1].pk}": "on",
        f"agree_{pair[1].pk}": "12",
    }

    response = login(mai).post(url, data)

    votes = dict(MeetingVote.objects.values_list("review", "agree_count"))
    assert votes == {pair[0].pk: 40, pair[1].pk: 12}
    assert response.url == VillageMeeting.objects.get().get_absolute_url()


def test_minutes_name_households_and_no_numbers_of_persons(round, pair, mai):
    pair[0].household.members.update(birth_date=date(1980, 5, 6))
    meeting = village.meet(round, {pair[0]: 40, pair[1]: 3}, mai)

    assert papers.minutes(meeting, mai).startswith(b"%PDF")
    rows = papers.votes_of(meeting, mai)
    assert [(row.head_name, row.is_agreed) for row in rows] == [
        ("Siu An", True),
        ("Siu Bình", False),
    ]


def test_round_without_the_step_has_no_meetings(round_2021, land, jrai, mai):
    household = factories.household(land.village, "Siu Thử", jrai)
    review = factories.review(round_2021, household, mai, income_vnd=500_000)

    with pytest.raises(DomainError, match="không có bước"):
        village.meet(round_2021, {review: 40}, mai)
    assert reviews.move(reviews=[review], name="submit", by=mai)[0].state == "submitted"


def test_list_of_stages_costs_the_same_for_few_and_many(
    round, pair, land, jrai, mai, login, django_assert_max_num_queries
):
    village.meet(round, {pair[0]: 40}, mai)
    for index in range(8):
        household = factories.household(land.village, f"Siu {index}", jrai)
        factories.review(round, household, mai, income_vnd=500_000)
    url = reverse("households:round-place", args=[round.pk, land.village.pk])
    client = login(mai)

    with django_assert_max_num_queries(40):
        page = client.get(url)

    tasks = [case.where.task for case in page.context["cases"]]
    assert tasks.count(Task.MEET) == 9
    assert tasks.count(Task.POST) == 1
