"""One household held back does not block the rest; a review may leave its round and come back."""

import pytest
from django.urls import reverse

from households import progress
from households.actions import holds, reviews
from households.models import Review
from povertyplan.errors import DomainError, InvalidData, NotPermitted
from tests import factories


@pytest.fixture
def drafts(round_2021, land, jrai, mai):
    people = [factories.household(land.village, f"Siu {index}", jrai) for index in range(3)]
    return [
        factories.review(round_2021, household, mai, income_vnd=500_000) for household in people
    ]


@pytest.fixture
def sent(drafts, mai):
    return reviews.move(reviews=drafts, name="submit", by=mai)


def test_held_review_is_not_approved_until_released(sent, duc):
    holds.hold(review=sent[0], reason="Chờ xác minh đất đai", by=duc)

    with pytest.raises(DomainError, match="tạm giữ"):
        reviews.move(reviews=[sent[0]], name="approve", by=duc)
    holds.release(review=sent[0], by=duc)

    assert reviews.move(reviews=[sent[0]], name="approve", by=duc)[0].state == "approved"


def test_holding_back_is_not_writing(sent, duc):
    """Who held a review back may still be the one to approve it."""
    held = holds.hold(review=sent[0], reason="Chờ xác minh", by=duc)

    assert duc.pk not in held.maker_ids()


def test_others_go_on_past_a_held_one(sent, round_2021, duc, login):
    holds.hold(review=sent[0], reason="Chờ xác minh", by=duc)
    url = reverse("households:reviews-move", args=["approve"])
    client = login(duc)

    response = client.post(url, {"review": [review.pk for review in sent]}, follow=True)

    assert "1 phiếu đang tạm giữ nên được bỏ qua" in response.content.decode()
    assert Review.objects.in_state("approved").count() == 2
    row = progress.whole(progress.board(round_2021, duc), round_2021)
    assert (row.total, row.approved, row.held, row.submitted) == (3, 2, 1, 0)


def test_what_the_district_holds_the_commune_does_not_release(sent, mai, duc, cast):
    held = holds.hold(review=sent[0], reason="Chờ xác minh", by=duc)

    with pytest.raises(NotPermitted, match="Duc tạm giữ"):
        holds.release(review=held, by=mai)

    assert holds.release(review=held, by=cast["binh"]).held_because == ""


def test_returned_review_is_no_longer_held(sent, duc):
    holds.hold(review=sent[0], reason="Chờ xác minh", by=duc)

    returned = reviews.move(reviews=[sent[0]], name="return", by=duc, reason="Thiếu giấy tờ")[0]

    assert returned.held_because == ""


def test_hold_needs_a_reason_a_right_and_a_submitted_review(drafts, mai, duc, cast):
    with pytest.raises(InvalidData, match="lý do"):
        holds.hold(review=drafts[0], reason="  ", by=duc)
    with pytest.raises(DomainError, match="đang chờ duyệt"):
        holds.hold(review=drafts[0], reason="x", by=duc)
    with pytest.raises(NotPermitted):
        holds.hold(review=drafts[0], reason="x", by=cast["hoa"])


def test_withdrawn_review_does_not_count_and_comes_back(drafts, round_2021, mai):
    holds.withdraw(review=drafts[0], reason="Lập nhầm", by=mai)

    def total():
        return progress.whole(progress.board(round_2021, mai), round_2021).total

    assert total() == 2
    with pytest.raises(DomainError, match="rút khỏi đợt"):
        reviews.move(reviews=[drafts[0]], name="submit", by=mai)
    holds.restore(review=drafts[0], by=mai)
    assert total() == 3
    assert reviews.move(reviews=[drafts[0]], name="submit", by=mai)[0].state == "submitted"


def test_withdrawn_review_cannot_be_edited(drafts, mai):
    withdrawn = holds.withdraw(review=drafts[0], reason="Lập nhầm", by=mai)

    assert not withdrawn.is_editable


def test_sent_review_is_not_withdrawn(sent, mai):
    with pytest.raises(DomainError, match="rút lại"):
        holds.withdraw(review=sent[0], reason="Lập nhầm", by=mai)


def test_enumerator_does_not_withdraw(drafts, cast):
    with pytest.raises(NotPermitted):
        holds.withdraw(review=drafts[0], reason="Lập nhầm", by=cast["hoa"])


def test_board_says_whose_turn_it_is(sent, round_2021, mai):
    row = progress.board(round_2021, mai)[0]
    turn = progress.turn(row, round_2021)

    assert (turn.label, turn.count, turn.who) == ("Duyệt", 3, "cấp trên")
    assert turn.since == min(review.submitted_at for review in sent)
