"""What waits for whom on the first page."""

import pytest
from django.urls import reverse

from households.actions import holds, postings, reviews, rounds
from households.models import ReviewRequest
from povertyplan.worklist import worklist
from tests import factories
from tests.households import village


def waits(user) -> dict[str, int]:
    return {task.label: task.count for task in worklist(user)}


@pytest.fixture
def asked(land, cast, kinh):
    household = factories.household(land.village, "Siu An", kinh)
    request = ReviewRequest(
        household=household,
        kind="enter",
        applicant="Siu An",
        received_on="2021-09-06",
        reason="Mất mùa",
        created_by=cast["hoa"],
    )
    request.place_in(land.village)
    request.save()
    return request


def test_a_request_waits_for_the_officer_of_its_commune(asked, cast):
    assert waits(cast["mai"]) == {"giấy đề nghị chờ trả lời": 1}
    assert waits(cast["hoa"]) == {}
    assert waits(cast["chi"]) == {}
    assert waits(cast["duc"]) == {}


def test_households_to_list_wait_for_the_officer_of_an_open_round(land, cast, standard, mai, duc):
    before = factories.round_in(land.commune, 2020, standard)
    household = factories.household(land.village)
    review = factories.review(before, household, mai, income_vnd=500_000)
    factories.approved(review, submit=mai, approve=duc)
    factories.closed(before)
    assert waits(mai) == {}
    opened = factories.round_in(land.commune, 2021, standard)

    assert waits(mai) == {"hộ nghèo, cận nghèo đang quản lý chưa có phiếu": 1}
    assert [task.url for task in worklist(mai)] == [opened.get_absolute_url()]
    assert waits(cast["hoa"]) == {}
    assert waits(duc) == {}
    rounds.list_managed(round=opened, by=mai)
    assert waits(mai) == {"hộ chờ rà soát hoặc rà soát lại": 1}


def test_a_refusal_waits_for_the_letter_of_the_leader(asked, cast):
    ReviewRequest.objects.update(state="refused", answer="Không đủ điều kiện")

    assert waits(cast["long"]) == {"giấy đề nghị bị từ chối, chưa có văn bản trả lời": 1}
    assert waits(cast["mai"]) == {}
    assert waits(cast["lan"]) == {}


def test_approved_households_wait_for_the_decision_of_their_commune(land, cast, standard, mai, duc):
    steps = factories.procedure("collecting", "opinion", "recognition")
    opened = factories.round_in(land.commune, 2021, standard, procedure=steps)
    household = factories.household(land.village)
    review = factories.review(opened, household, mai, income_vnd=500_000)
    factories.approved(review, submit=mai, approve=duc)

    assert waits(cast["long"]) == {"hộ chờ quyết định công nhận": 1}
    assert waits(mai) == {}

    factories.recognised(review, cast["long"])
    assert waits(cast["long"]) == {}


def test_who_decides_is_reminded_of_held_households(land, round_2021, cast, mai, duc, login):
    made = factories.review(round_2021, factories.household(land.village), mai, income_vnd=500_000)
    held = reviews.move(reviews=[made], name="submit", by=mai)[0]
    assert waits(duc) == {"phiếu chờ duyệt": 1}
    holds.hold(review=held, reason="Chờ xác minh", by=duc)

    assert waits(duc) == {"hộ đang tạm giữ": 1}
    [task] = worklist(duc)
    assert [row.pk for row in login(duc).get(task.url).context["page"]] == [held.pk]
    assert waits(mai) == waits(cast["long"]) == {}


@pytest.fixture
def by_the_book(land, cast, standard):
    """A round with meeting and posting, and a household of each village that has a class."""
    opened = village.round_by_procedure(land.commune, standard)
    homes = [factories.household(place) for place in (land.village, land.second_village)]
    made = [factories.review(opened, home, cast["mai"], income_vnd=500_000) for home in homes]
    return opened, *made


def steps(user):
    return {task.label: (task.count, task.url) for task in worklist(user)}


def test_a_household_with_a_class_waits_for_what_the_procedure_asks_next(by_the_book, land, mai):
    opened, first, second = by_the_book
    board = reverse("households:round-detail", args=[opened.pk])
    posting = reverse("households:posting-create", args=[opened.pk, land.village.pk])
    place = reverse("households:round-place", args=[opened.pk, land.village.pk])

    assert steps(mai) == {"hộ chờ họp dân": (2, board)}

    village.meet(opened, {first: 40}, mai)
    meeting = reverse("households:meeting-create", args=[opened.pk, land.second_village.pk])
    assert steps(mai) == {"hộ chờ họp dân": (1, meeting), "hộ chờ niêm yết": (1, posting)}

    village.post(opened, land.village, mai)
    ready = (1, f"{place}?task=submit#reviews")
    assert steps(mai) == {"hộ chờ họp dân": (1, meeting), "hộ đủ điều kiện gửi duyệt": ready}

    postings.object_to(review=first, complaint=village.complaint(), by=mai)
    assert "hộ có khiếu nại phải trả lời, phúc tra" in steps(mai)


def test_first_page_says_to_each_only_what_is_theirs_to_do(by_the_book, cast):
    assert waits(cast["hoa"]) == {"hộ chờ họp dân": 1}
    assert waits(cast["long"]) == waits(cast["duc"]) == waits(cast["chi"]) == {}


def test_steps_in_several_villages_lead_to_just_these_reviews(land, mai, standard, login):
    opened = factories.round_in(land.commune, 2021, standard)
    for place in (land.village, land.second_village):
        factories.review(opened, factories.household(place), mai, income_vnd=500_000)
    factories.review(opened, factories.household(land.village, "Siu Trống"), mai)

    found = steps(mai)
    assert {label: count for label, (count, _url) in found.items()} == {
        "hộ chờ rà soát hoặc rà soát lại": 1,
        "hộ đủ điều kiện gửi duyệt": 2,
    }
    page = login(mai).get(found["hộ đủ điều kiện gửi duyệt"][1])
    assert {row.village for row in page.context["page"]} == {land.village, land.second_village}


def test_a_closed_round_waits_for_nothing(by_the_book, mai):
    factories.closed(by_the_book[0])

    assert waits(mai) == {}
