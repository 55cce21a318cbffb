"""What waits for whom on the first page."""

import pytest

from households.models import ReviewRequest
from povertyplan.worklist import worklist
from tests import factories


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
