"""Requests to be reviewed or to leave the list, and their written answers."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from households import papers
from households.actions import events, requests
from households.actions.ledger import Occasion
from households.actions.requests import Paper
from households.answers import UnderStandard
from households.enums import RequestKind, RequestState
from households.models import Procedure, Standard
from povertyplan.documents.signing import Signer
from povertyplan.errors import DomainError, InvalidData, NotPermitted
from tests import factories


@pytest.fixture
def household(land, jrai):
    return factories.household(land.village, "Siu Thử", jrai, persons=3)


def paper(**changes) -> Paper:
    values = {
        "kind": "enter",
        "applicant": "Siu Thử",
        "received_on": date(2021, 9, 10),
        "reason": "Mất mùa, có người ốm dài ngày",
    }
    return Paper(**values | changes)


@pytest.fixture
def asked(household, mai):
    return requests.receive(household=household, paper=paper(), by=mai)


def test_accepted_request_starts_the_review(asked, round_2021, mai):
    accepted = requests.accept(request=asked, round=round_2021, by=mai)

    assert accepted.state == RequestState.ACCEPTED
    assert (accepted.review.round, accepted.review.household) == (round_2021, asked.household)
    assert (accepted.answered_by, accepted.answered_on) == (mai, timezone.localdate())


def test_request_to_leave_uses_the_review_that_is_there(household, round_2021, mai):
    review = factories.review(round_2021, household, mai, income_vnd=500_000)
    asked = requests.receive(household=household, paper=paper(kind="leave"), by=mai)

    assert requests.accept(request=asked, round=round_2021, by=mai).review == review


def test_one_open_request_a_household(asked, household, mai):
    with pytest.raises(ValidationError, match="chưa trả lời"):
        requests.receive(household=household, paper=paper(kind="leave"), by=mai)


def test_future_request_is_refused(household, mai):
    with pytest.raises(InvalidData, match="tương lai"):
        requests.receive(household=household, paper=paper(received_on=date(2999, 1, 1)), by=mai)


def test_refusal_needs_a_reason(asked, mai, cast):
    with pytest.raises(InvalidData, match="lý do"):
        requests.refuse(request=asked, reason=" ", by=mai)
    with pytest.raises(NotPermitted):
        requests.refuse(request=asked, reason="Không đủ điều kiện", by=cast["hoa"])

    refused = requests.refuse(request=asked, reason="Thu nhập cao hơn chuẩn", by=mai)

    assert (refused.state, refused.answer) == (RequestState.REFUSED, "Thu nhập cao hơn chuẩn")


def test_answered_request_is_not_answered_again(asked, round_2021, mai):
    requests.refuse(request=asked, reason="Thu nhập cao hơn chuẩn", by=mai)

    with pytest.raises(DomainError):
        requests.refuse(request=asked, reason="Lần nữa", by=mai)
    with pytest.raises(DomainError):
        requests.accept(request=asked, round=round_2021, by=mai)


@pytest.mark.parametrize(("income", "may_refuse"), [(500_000, False), (9_000_000, True)])
def test_review_decides_whether_it_may_still_be_refused(
    asked, round_2021, mai, household, income, may_refuse
):
    """Rural poor line of 2021: 700,000; a household far above it is not poor."""
    review = factories.review(round_2021, household, mai, income_vnd=income)
    accepted = requests.accept(request=asked, round=round_2021, by=mai)

    assert accepted.review == review
    assert requests.may_refuse(accepted) is may_refuse


def test_near_poor_household_that_stays_so_may_be_refused(
    household, round_2021, land, standard, mai, duc
):
    """Near-poor in the countryside: above 700,000 up to 1,000,000; it asks to leave the list."""
    earlier = factories.round_in(land.commune, 2020, standard)
    for round in (earlier, round_2021):
        review = factories.review(round, household, mai, income_vnd=1_000_000)
        if round == earlier:
            factories.approved(review, submit=mai, approve=duc)
    asked = requests.receive(household=household, paper=paper(kind="leave"), by=mai)
    accepted = requests.accept(request=asked, round=round_2021, by=mai)

    refused = requests.refuse(request=accepted, reason="Thu nhập chưa vượt chuẩn", by=mai)

    assert refused.state == RequestState.REFUSED


def test_who_is_poor_by_the_standard_of_the_next_year_is_not_refused(
    asked, household, land, standard, mai
):
    """1,400,000 is above all lines of Decision 59/2015 for the poor, below that of Decree 07."""
    decree = Standard.objects.get(code="ND07_2021")
    round = factories.round_in(land.commune, 2021, standard, next_standard=decree)
    lacks = frozenset({"water", "toilet", "housing_area"})
    following = UnderStandard(None, lacks)
    factories.review(round, household, mai, income_vnd=1_400_000, following=following)

    accepted = requests.accept(request=asked, round=round, by=mai)

    assert [row.household_class for row in accepted.review.results.all()] == ["average", "poor"]
    assert not requests.may_refuse(accepted)


@pytest.fixture
def refused(asked, mai):
    return requests.refuse(request=asked, reason="Thu nhập cao hơn chuẩn cận nghèo", by=mai)


def issue(request, by, signed_on=None):
    day = signed_on or timezone.localdate()
    return requests.issue_letter(request=request, signer=Signer("Rcom Thử"), signed_on=day, by=by)


def test_refusal_is_written_numbered_and_frozen(refused, cast):
    letter = issue(refused, cast["long"])

    refused.refresh_from_db()
    assert refused.document == letter
    assert letter.reference == "01/UBND"
    assert letter.data["reason"] == "Thu nhập cao hơn chuẩn cận nghèo"
    assert bytes(letter.files.get().content).startswith(b"%PDF")


def leave_together(household, into, by):
    """The household joins another and is gone."""
    relations = {person.pk: "other" for person in household.members.all()}
    occasion = Occasion(date(2021, 9, 20), "về ở chung")
    events.join(household=household, into=into, relations=relations, occasion=occasion, by=by)


@pytest.mark.parametrize("was_accepted", [False, True])
def test_request_of_a_household_that_is_gone_can_be_answered(
    asked, household, was_accepted, round_2021, land, mai, cast, login
):
    if was_accepted:
        requests.accept(request=asked, round=round_2021, by=mai)
    leave_together(household, factories.household(land.village, "Siu Kia"), mai)
    asked.refresh_from_db()
    client = login(mai)
    address = reverse("households:request-accept", args=[asked.pk])

    page = client.get(asked.get_absolute_url()).content.decode()
    for words in ("không còn từ ngày 20/09/2021", "Hãy từ chối giấy này", "Từ chối đề nghị"):
        assert words in page
    assert "Đưa vào rà soát</button>" not in page
    if not was_accepted:
        refusal = client.post(address, {"round": round_2021.pk}).content.decode()
        assert "Hãy từ chối giấy này" in refusal

    client.post(
        reverse("households:request-refuse", args=[asked.pk]), {"reason": "Đã nhập vào hộ khác"}
    )
    asked.refresh_from_db()
    assert (asked.state, asked.answer) == (RequestState.REFUSED, "Đã nhập vào hộ khác")
    assert "Hãy từ chối" not in client.get(asked.get_absolute_url()).content.decode()
    assert issue(asked, cast["long"]).data["reason"] == "Đã nhập vào hộ khác"


def test_accepted_request_of_a_household_that_is_there_waits_for_its_review(
    asked, round_2021, mai, login
):
    accepted = requests.accept(request=asked, round=round_2021, by=mai)

    assert not requests.may_refuse(accepted)
    assert requests.what_if_gone(accepted) == ""


def basis_of(request, day) -> str:
    return papers.refusal_data(request, day)["basis"]


def test_letter_cites_the_procedure_in_force_on_its_day(refused):
    """Decision 24/2021 is in force since 01/9/2021; before, no procedure of in-year rounds is."""
    assert "Điều 5 Quyết định số 24/2021/QĐ-TTg" in basis_of(refused, date(2021, 9, 20))
    assert basis_of(refused, date(2021, 8, 31)) == ""
    Procedure.objects.filter(round_kind="in_year").update(valid_to=date(2026, 6, 30))
    Procedure.objects.create(
        code="later",
        name="Mới",
        round_kind="in_year",
        legal_basis="Quyết định mới",
        valid_from=date(2026, 7, 1),
    )
    assert basis_of(refused, date(2026, 7, 1)) == "Quyết định mới"
    assert basis_of(refused, date(2026, 6, 30)).startswith("Điều 5 Quyết định số 24/2021")


def test_letter_is_issued_once_by_the_commune(refused, cast, mai):
    for who in ("mai", "lan", "binh"):
        with pytest.raises(NotPermitted):
            issue(refused, cast[who])
    issue(refused, cast["long"])

    with pytest.raises(DomainError, match="Đã có văn bản"):
        issue(refused, cast["long"])


def test_only_a_refused_request_gets_a_letter(asked, cast):
    with pytest.raises(DomainError, match="bị từ chối"):
        issue(asked, cast["long"])


@pytest.mark.parametrize("kind", RequestKind)
def test_forms_01_and_04_are_printed(household, kind):
    assert papers.request_form(household, kind).startswith(b"%PDF")


def test_unknown_form_is_not_found(household, mai, login):
    assert login(mai).get(f"/households/{household.pk}/requests/x.pdf").status_code == 404


def test_request_is_entered_and_found_by_state(household, mai, login):
    client = login(mai)
    data = {
        "kind": "enter",
        "applicant": "Siu Thử",
        "received_on": "10/09/2021",
        "reason": "Mất mùa",
    }
    client.post(reverse("households:request-create", args=[household.pk]), data)

    def count(**query):
        return client.get(reverse("households:request-list"), query).context["page"].paginator.count

    assert (count(), count(state="received"), count(state="refused")) == (1, 1, 0)
    assert (count(kind="enter"), count(kind="leave")) == (1, 0)
