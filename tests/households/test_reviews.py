"""The life of a review: filling in, submitting, approving, returning."""

import pytest

from households.actions import reviews
from households.answers import Findings
from households.enums import HouseholdClass
from households.models import Review
from povertyplan.accounts.models import User
from povertyplan.approval import ApprovalState
from povertyplan.audit.models import Event
from povertyplan.errors import Conflict, DomainError, InvalidData, NotPermitted
from tests import factories


@pytest.fixture
def household(land, jrai):
    return factories.household(land.village, "Siu Thử", jrai)


@pytest.fixture
def draft(round_2021, household, mai):
    return factories.review(round_2021, household, mai, income_vnd=650_000)


@pytest.fixture
def submitted(draft, mai):
    return reviews.move(reviews=[draft], name="submit", by=mai)[0]


def findings(household, **fields) -> Findings:
    return Findings(**{"person_count": 3, "ethnicity": household.ethnicity} | fields)


def test_class_follows_from_the_findings(draft, household, mai):
    poor = Review.objects.get(pk=draft.pk).result

    filled = reviews.fill_in(
        review=draft,
        findings=findings(household, income_vnd=900_000, deprived=frozenset({"water"})),
        version=draft.version,
        by=mai,
    )

    assert poor.household_class == HouseholdClass.POOR
    assert filled.result.household_class == HouseholdClass.NEAR_POOR
    assert filled.result.deprived_codes == ["water"]
    assert "Nguồn nước sinh hoạt" in filled.result.explanation


def test_second_editor_is_told_and_nothing_is_overwritten(draft, household, mai, cast):
    seen = draft.version
    reviews.fill_in(review=draft, findings=findings(household, income_vnd=1), version=seen, by=mai)

    with pytest.raises(Conflict, match="Mai thay đổi lúc"):
        reviews.fill_in(
            review=draft, findings=findings(household, income_vnd=2), version=seen, by=cast["hoa"]
        )

    assert Review.objects.get(pk=draft.pk).income_vnd == 1


def test_commune_submits_and_district_approves(draft, mai, duc):
    reviews.move(reviews=[draft], name="submit", by=mai)
    approved = reviews.move(reviews=[draft], name="approve", by=duc)[0]

    assert approved.state == ApprovalState.APPROVED
    assert (approved.submitted_by, approved.decided_by) == (mai, duc)
    actions = Event.objects.of(draft).values_list("action", flat=True)
    assert list(actions) == [
        "review.approve",
        "review.submit",
        "review.filled_in",
        "review.started",
    ]


def test_incomplete_review_cannot_be_submitted(round_2021, household, mai):
    empty = factories.review(round_2021, household, mai)

    with pytest.raises(InvalidData, match="chưa có kết quả phân loại"):
        reviews.move(reviews=[empty], name="submit", by=mai)


def test_maker_is_never_checker(land, round_2021, household, mai):
    """Somebody may come to hold the upper level's role; what they wrote, they do not approve."""
    colleague = factories.user("tam", "district_officer", land.district)
    writer = factories.user("tu", "commune_officer", land.commune, land.district)
    draft = factories.review(round_2021, household, writer, income_vnd=650_000)
    reviews.move(reviews=[draft], name="submit", by=mai)
    User.objects.filter(pk=writer.pk).update(role_code="district_officer")
    promoted = User.objects.get(pk=writer.pk)

    with pytest.raises(NotPermitted, match="không được tự duyệt"):
        reviews.move(reviews=[draft], name="approve", by=promoted)
    assert reviews.move(reviews=[draft], name="approve", by=colleague)[0].state == "approved"


@pytest.mark.parametrize("name", ["mai", "binh", "hoa", "long", "dung", "an"])
def test_only_the_district_above_approves(submitted, cast, name):
    with pytest.raises(NotPermitted):
        reviews.move(reviews=[submitted], name="approve", by=cast[name])


def test_commune_under_a_province_is_approved_by_the_province(land, standard, binh, kinh):
    kind = land.commune.kind
    direct = factories.unit("Thẳng Tỉnh", kind, land.province)
    village = factories.unit("Năm", land.village.kind, direct)
    officer = factories.user("tam", "commune_officer", direct)
    opened = factories.round_in(direct, 2021, standard)
    household = factories.household(village, "Lê Thẳng", kinh)
    review = factories.review(opened, household, officer, income_vnd=650_000)

    approved = factories.approved(review, submit=officer, approve=binh)

    assert approved.state == ApprovalState.APPROVED


def test_returning_needs_a_reason(submitted, duc):
    with pytest.raises(InvalidData, match="lý do"):
        reviews.move(reviews=[submitted], name="return", by=duc, reason="  ")

    returned = reviews.move(reviews=[submitted], name="return", by=duc, reason="Thiếu điểm B1")[0]

    assert (returned.state, returned.return_reason) == (ApprovalState.RETURNED, "Thiếu điểm B1")


def test_returned_review_is_mended_and_sent_again(submitted, household, mai, duc):
    returned = reviews.move(reviews=[submitted], name="return", by=duc, reason="Sai thu nhập")[0]
    mended = reviews.fill_in(
        review=returned,
        findings=findings(household, income_vnd=700_000),
        version=returned.version,
        by=mai,
    )

    assert factories.approved(mended, submit=mai, approve=duc).state == ApprovalState.APPROVED


@pytest.mark.parametrize("state", ["submitted", "approved"])
def test_review_with_the_upper_level_cannot_be_edited(draft, household, mai, state):
    Review.objects.filter(pk=draft.pk).update(state=state)

    with pytest.raises(DomainError, match="không sửa được"):
        reviews.fill_in(review=draft, findings=findings(household), version=draft.version, by=mai)


def test_locked_round_lets_nothing_through(draft, household, mai):
    factories.closed(draft.round)

    with pytest.raises(DomainError, match="đã khóa"):
        reviews.fill_in(review=draft, findings=findings(household), version=draft.version, by=mai)
    with pytest.raises(DomainError, match="đã khóa"):
        reviews.move(reviews=[draft], name="submit", by=mai)


def test_one_bad_review_stops_the_whole_batch(round_2021, draft, land, mai):
    empty = factories.review(round_2021, factories.household(land.village, "Ksor Trống"), mai)

    with pytest.raises(InvalidData):
        reviews.move(reviews=[draft, empty], name="submit", by=mai)

    assert set(Review.objects.values_list("state", flat=True)) == {ApprovalState.DRAFT}


def test_household_is_reviewed_once_per_round(round_2021, draft, household, mai):
    with pytest.raises(DomainError, match="đã có phiếu"):
        reviews.start(household=household, round=round_2021, by=mai)


def test_household_elsewhere_is_not_in_the_round(round_2021, land, cast, kinh):
    far = factories.household(land.far_village, "Lê Xa", kinh)

    with pytest.raises(InvalidData, match="không bao gồm"):
        reviews.start(household=far, round=round_2021, by=cast["chi"])


def test_history_keeps_old_and_new_values_in_words(draft, household, mai):
    reviews.fill_in(
        review=draft,
        findings=findings(household, income_vnd=1_200_000, deprived=frozenset({"toilet"})),
        version=draft.version,
        by=mai,
    )

    changes = {row["label"]: (row["old"], row["new"]) for row in Event.objects.of(draft)[0].changes}
    assert changes["thu nhập bình quân đầu người một tháng (đồng)"] == ("650.000", "1.200.000")
    assert changes["kết quả phân loại"] == ("Hộ nghèo", "Hộ có mức sống trung bình")
    assert changes["chỉ số thiếu hụt"][0] == "(trống)"


def test_saving_without_a_change_leaves_no_trace(draft, household, cast, mai):
    same = findings(household, person_count=1, income_vnd=650_000)
    version, events = draft.version, Event.objects.of(draft).count()

    kept = reviews.fill_in(review=draft, findings=same, version=version, by=cast["hoa"])

    assert (kept.version, kept.edited_by) == (version, mai)
    assert Event.objects.of(draft).count() == events


def test_approval_of_a_version_that_was_not_seen_is_refused(submitted, household, mai, duc):
    seen = {submitted.pk: submitted.version}
    recalled = reviews.move(reviews=[submitted], name="recall", by=mai)[0]
    richer = findings(household, income_vnd=9_000_000)
    reviews.fill_in(review=recalled, findings=richer, version=recalled.version, by=mai)
    reviews.move(reviews=[recalled], name="submit", by=mai)

    with pytest.raises(Conflict):
        reviews.move(reviews=[submitted], name="approve", by=duc, seen=seen)


def test_history_cannot_be_changed(draft):
    event = Event.objects.of(draft).first()

    with pytest.raises(DomainError):
        event.save()
    with pytest.raises(DomainError):
        event.delete()
    with pytest.raises(DomainError):
        Event.objects.all().delete()
    with pytest.raises(DomainError):
        Event.objects.update(sentence="khác")
