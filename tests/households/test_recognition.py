"""Decisions on a round: the lists, what is left out, numbers, certificates, corrections."""

from datetime import date
from io import BytesIO

import pytest
from django.urls import reverse
from pypdf import PdfReader

from households import certificates
from households.actions import events, recognition, reviews
from households.actions.ledger import Occasion
from households.actions.recognition import Signing
from households.answers import Findings, UnderStandard
from households.enums import Leaving, StepKind
from households.models import Certificate, Result, Review, Round, Standard
from households.recognition import Roll, readiness, rolls_of
from povertyplan.audit.models import Event
from povertyplan.documents.models import IssuedDocument
from povertyplan.documents.signing import Signer
from povertyplan.errors import Conflict, DomainError, NotPermitted
from tests import factories
from tests.documents import archival

SIGNING = Signing(date(2021, 12, 14), Signer("Rcom Thử"), ("Căn cứ Quyết định 24/2021/QĐ-TTg",))


@pytest.fixture
def long(cast):
    """Chairman of the commune."""
    return cast["long"]


@pytest.fixture
def round(land, standard):
    steps = factories.procedure(StepKind.OPINION, StepKind.RECOGNITION)
    return factories.round_in(land.commune, 2021, standard, procedure=steps)


@pytest.fixture
def before(land, standard, mai, duc):
    """Last year: one poor household and one near-poor."""
    opened = factories.round_in(land.commune, 2020, standard)
    made = {}
    for name, income in (("Siu Nghèo", 650_000), ("Siu Cận", 900_000)):
        household = factories.household(land.village, name)
        review = factories.review(opened, household, mai, income_vnd=income)
        factories.approved(review, submit=mai, approve=duc)
        made[name] = household
    return made


def found(round, household, income, mai, duc=None):
    """This year's review, approved when somebody approves it."""
    review = factories.review(round, household, mai, income_vnd=income)
    return factories.approved(review, submit=mai, approve=duc) if duc else review


def decide(round, land, long, count):
    return recognition.recognise(
        round=round, commune=land.commune, signing=SIGNING, count=count, by=long
    )


@pytest.mark.parametrize(
    ("before", "now", "rolls"),
    [
        ("", "poor", [Roll.POOR]),
        ("poor", "poor", [Roll.POOR]),
        ("poor", "near_poor", [Roll.NEAR_POOR, Roll.ESCAPED_POOR]),
        ("poor", "non_poor", [Roll.ESCAPED_POOR]),
        ("near_poor", "poor", [Roll.POOR]),
        ("near_poor", "near_poor", [Roll.NEAR_POOR]),
        ("near_poor", "average", [Roll.ESCAPED_NEAR_POOR]),
        ("", "non_poor", []),
        ("", "average", []),
    ],
)
def test_lists_of_the_decision(before, now, rolls):
    assert rolls_of(before, now) == rolls


def test_farming_households_of_average_standard_have_a_list_of_their_own():
    assert rolls_of("", "average", is_farming=True) == [Roll.AVERAGE]


def test_decision_names_each_household_and_counts_from_then_on(round, before, land, mai, duc, long):
    escaped = found(round, before["Siu Nghèo"], 1_600_000, mai, duc)
    poorer = found(round, before["Siu Cận"], 700_000, mai, duc)
    assert Result.objects.official(year=2021).count() == 0

    made = decide(round, land, long, 2)

    lists = {row["code"]: row["households"] for row in made.document.data["lists"]}
    assert [row["head"] for row in lists["poor"]] == ["Siu Cận"]
    assert [row["head"] for row in lists["escaped_poor"]] == ["Siu Nghèo"]
    assert lists.keys() == {"poor", "escaped_poor"}
    assert made.document.reference == "01/QĐ-UBND"
    assert Result.objects.official(year=2021).count() == 2
    assert {review.recognition for review in Review.objects.filter(round=round)} == {made}
    assert {entry.review for entry in made.entries.all()} == {escaped, poorer}


def test_held_and_unapproved_households_wait_for_another_decision(
    round, before, land, mai, duc, long
):
    found(round, before["Siu Nghèo"], 650_000, mai, duc)
    held = found(round, before["Siu Cận"], 650_000, mai)
    reviews.move(reviews=[held], name="submit", by=mai)
    Review.objects.filter(pk=held.pk).update(held_because="Chờ xác minh thu nhập")

    ready = readiness(round, land.commune)
    first = decide(round, land, long, 1)
    Review.objects.filter(pk=held.pk).update(held_because="")
    reviews.move(reviews=[held], name="approve", by=duc)
    second = decide(round, land, long, 1)

    assert (len(ready.cases), ready.held, ready.waiting) == (1, 1, 0)
    assert (first.document.number, second.document.number) == (1, 2)


def test_list_that_changed_since_it_was_seen_is_not_decided(round, before, land, mai, duc, long):
    found(round, before["Siu Nghèo"], 650_000, mai, duc)

    with pytest.raises(Conflict, match="đã xem 2 hộ, nay là 1 hộ"):
        decide(round, land, long, 2)

    assert IssuedDocument.objects.count() == 0


@pytest.mark.parametrize("is_swapped", [True, False])
def test_other_households_of_the_same_number_are_not_decided_unseen(
    is_swapped, round, before, land, mai, duc, long, login
):
    """One was seen; until the decision it is returned, and another one, or another class, comes."""
    review = found(round, before["Siu Nghèo"], 650_000, mai, duc)
    other = found(round, before["Siu Cận"], 650_000, mai)
    client = login(long)
    url = reverse("households:recognition-prepare", args=[round.pk, land.commune.pk])
    seen = client.get(url).context["seen"]
    reviews.move(reviews=[review], name="return", by=duc, reason="Xem lại")
    if not is_swapped:
        found_anew = Findings(person_count=1, ethnicity=review.ethnicity, income_vnd=900_000)
        version = Review.objects.get(pk=review.pk).version
        reviews.fill_in(review=review, findings=found_anew, version=version, by=mai)
    factories.approved(other if is_swapped else review, submit=mai, approve=duc)
    form = {"signed_on": "14/12/2021", "signer": "Rcom Thử", "office": "deputy", "count": 1}

    answer = client.post(url, form | {"seen": seen})
    assert "có hộ khác với danh sách" in answer.content.decode()

    assert IssuedDocument.objects.count() == 0


def test_only_the_communes_leader_decides(round, before, land, mai, duc, cast):
    found(round, before["Siu Nghèo"], 650_000, mai, duc)

    for person in (mai, duc, cast["lan"], cast["binh"]):
        with pytest.raises(NotPermitted):
            decide(round, land, person, 1)


def test_nothing_is_decided_twice(round, before, land, mai, duc, long):
    found(round, before["Siu Nghèo"], 650_000, mai, duc)
    decide(round, land, long, 1)

    with pytest.raises(DomainError, match="Không có hộ nào"):
        decide(round, land, long, 1)


def test_recognised_review_is_not_returned(round, before, land, mai, duc, long):
    review = found(round, before["Siu Nghèo"], 650_000, mai, duc)
    decide(round, land, long, 1)

    with pytest.raises(DomainError, match="đã được công nhận"):
        reviews.move(reviews=[review], name="return", by=duc, reason="Sai")


def test_certificates_of_poor_and_near_poor_only(round, before, land, mai, duc, long):
    found(round, before["Siu Nghèo"], 900_000, mai, duc)
    found(round, before["Siu Cận"], 1_600_000, mai, duc)
    made = decide(round, land, long, 2)

    issued = recognition.certify(recognition=made, signing=SIGNING, by=long)

    assert [item.document.data["head"] for item in issued] == ["Siu Nghèo"]
    assert issued[0].document.data["class"] == "Hộ cận nghèo"
    assert issued[0].document.reference == "01/GCN-HN.HCN"
    assert [row["year"] for row in issued[0].document.data["years"]] == [2020, 2021]
    assert [row["class"] for row in issued[0].document.data["years"]] == ["N", "CN"]
    with pytest.raises(DomainError, match="đã có giấy chứng nhận"):
        recognition.certify(recognition=made, signing=SIGNING, by=long)


def test_certificate_on_paper_can_be_checked_by_its_code(
    round, before, land, mai, duc, long, client
):
    found(round, before["Siu Nghèo"], 650_000, mai, duc)
    made = decide(round, land, long, 1)
    [issued] = recognition.certify(recognition=made, signing=SIGNING, by=long)

    content = certificates.pdf([issued], address_of=lambda code: f"https://example.vn/{code}/")

    reader = PdfReader(BytesIO(content))
    text = reader.pages[0].extract_text()
    assert len(reader.pages) == 1
    assert archival.problems(content) == []
    assert "Siu Nghèo" in text
    assert issued.document.printed_code in text
    page = client.get(reverse("documents:verify-code", args=[issued.document.code]))
    assert "01/GCN-HN.HCN" in page.content.decode()
    assert "Siu Nghèo" not in page.content.decode()


def corrected(review, income, mai, duc, long):
    """The review, reopened, filled in anew and approved."""
    recognition.reopen(review=review, reason="Nhập nhầm thu nhập", by=long)
    seen = Review.objects.get(pk=review.pk)
    findings = Findings(person_count=1, ethnicity=seen.ethnicity, income_vnd=income)
    reviews.fill_in(review=seen, findings=findings, version=seen.version, by=mai)
    factories.approved(seen, submit=mai, approve=duc)


def test_correction_is_a_new_decision_that_names_the_old_one(round, before, land, mai, duc, long):
    review = found(round, before["Siu Nghèo"], 650_000, mai, duc)
    found(round, before["Siu Cận"], 650_000, mai, duc)
    old = decide(round, land, long, 2)
    recognition.certify(recognition=old, signing=SIGNING, by=long)
    old_certificate = Certificate.objects.get(review=review)

    corrected(review, 900_000, mai, duc, long)
    assert Result.objects.official(year=2021).count() == 1
    new = recognition.correct(recognition=old, signing=SIGNING, count=1, by=long)

    assert new.corrects == old
    assert new.document.data["corrects"] == "Quyết định số 01/QĐ-UBND ngày 14/12/2021"
    assert old.entries.count() == 2
    assert Result.objects.official(year=2021).count() == 2
    certificate = Certificate.objects.get(recognition=new)
    assert certificate.document.data["class"] == "Hộ cận nghèo"
    assert certificate.document.replaces == old_certificate.document


def test_certificate_of_who_is_no_longer_poor_is_withdrawn(round, before, land, mai, duc, long):
    review = found(round, before["Siu Nghèo"], 650_000, mai, duc)
    old = decide(round, land, long, 1)
    recognition.certify(recognition=old, signing=SIGNING, by=long)

    corrected(review, 5_000_000, mai, duc, long)
    recognition.correct(recognition=old, signing=SIGNING, count=1, by=long)

    certificate = Certificate.objects.get()
    [withdrawal] = certificate.document.replacements.all()
    assert withdrawal.reference == "01/TB-UBND"
    assert certificate.document.is_replaced


def test_only_the_leader_opens_a_recognised_review(round, before, land, mai, duc, long):
    review = found(round, before["Siu Nghèo"], 650_000, mai, duc)
    decide(round, land, long, 1)

    with pytest.raises(NotPermitted):
        recognition.reopen(review=review, reason="Sai", by=mai)
    with pytest.raises(DomainError, match="lý do"):
        recognition.reopen(review=review, reason=" ", by=long)


def test_certificate_rests_on_the_standard_of_the_next_year(land, mai, duc, long, standard):
    steps = factories.procedure(StepKind.OPINION, StepKind.RECOGNITION)
    new = Standard.objects.get(code="ND07_2021")
    round = factories.round_in(land.commune, 2021, standard, next_standard=new, procedure=steps)
    household = factories.household(land.village)
    # 1.2 million: above the lines of 2016 (1 million), below that of 2022 (1.5 million).
    found(round, household, 1_200_000, mai, duc)
    made = decide(round, land, long, 1)

    [issued] = recognition.certify(recognition=made, signing=SIGNING, by=long)

    assert issued.review.result.household_class == "average"
    assert issued.document.data["class"] == "Hộ cận nghèo"


def test_list_by_the_next_standard_shows_its_points(land, mai, duc, long, standard, login):
    """130 points are near-poor under both standards; each list shows the points of its own."""
    steps = factories.procedure(StepKind.OPINION, StepKind.RECOGNITION)
    new = Standard.objects.get(code="ND07_2021")
    round = factories.round_in(land.commune, 2021, standard, next_standard=new, procedure=steps)
    following = UnderStandard(score_b1=135, deprived=frozenset({"employment"}))
    review = factories.review(
        round, factories.household(land.village), mai, score_b1=130, following=following
    )
    factories.approved(review, submit=mai, approve=duc)

    made = decide(round, land, long, 1)

    lists = {item["code"]: item["households"][0] for item in made.document.data["lists"]}
    points = {code: (row["score_b1"], row["score_b2"]) for code, row in lists.items()}
    assert points == {"near_poor": (130, 0), "opening_near_poor": (135, 10)}
    page = login(long).get(made.get_absolute_url()).content.decode()
    assert page.count("Hộ cận nghèo</span>") == 2


def test_certificate_is_fetched_from_its_own_page(round, before, land, mai, duc, long, login, chi):
    found(round, before["Siu Nghèo"], 650_000, mai, duc)
    made = decide(round, land, long, 1)
    [issued] = recognition.certify(recognition=made, signing=SIGNING, by=long)
    url = reverse("households:certificate-pdf", args=[issued.document.pk])
    client = login(mai)

    assert url in client.get(issued.document.get_absolute_url()).content.decode()
    text = PdfReader(BytesIO(client.post(url).content)).pages[0].extract_text()
    assert "Siu Nghèo" in text
    assert issued.document.printed_code in text
    taken = Event.objects.get(action="document.downloaded")
    assert (taken.actor, taken.record_id) == (mai, issued.document.pk)
    assert login(chi).post(url).status_code == 404
    other = reverse("households:certificate-pdf", args=[made.document.pk])
    assert client.post(other).status_code == 404
    assert other not in client.get(made.document.get_absolute_url()).content.decode()


def test_pages_lead_from_the_list_to_the_certificates(round, before, land, mai, duc, long, login):
    found(round, before["Siu Nghèo"], 650_000, mai, duc)
    client = login(long)
    url = reverse("households:recognition-prepare", args=[round.pk, land.commune.pk])
    form = {"signed_on": "14/12/2021", "signer": "Rcom Thử", "office": "deputy", "count": 1}
    form["seen"] = client.get(url).context["seen"]

    preview = client.post(url, form | {"preview": 1})
    assert preview["Content-Type"] == "application/pdf"
    assert IssuedDocument.objects.count() == 0
    decision = client.post(url, form).url
    document = IssuedDocument.objects.get()
    assert document.signer_title == "KT. CHỦ TỊCH / PHÓ CHỦ TỊCH"
    assert "Siu Nghèo" in client.get(decision).content.decode()
    client.post(decision, form)
    download = client.post(
        reverse("households:certificates-pdf", args=[Certificate.objects.get().recognition_id])
    )
    assert download.content.startswith(b"%PDF")


def test_nobody_is_certified_who_is_gone(round, before, land, mai, duc, long):
    found(round, before["Siu Nghèo"], 650_000, mai, duc)
    found(round, before["Siu Cận"], 900_000, mai, duc)
    decision = decide(round, land, long, 2)
    factories.closed(Round.objects.get(year=2020))
    occasion = Occasion(date(2021, 12, 20), "già yếu")
    gone = before["Siu Nghèo"].head
    events.leave(member=gone, because=Leaving.DIED, occasion=occasion, by=mai)

    made = recognition.certify(recognition=decision, signing=SIGNING, by=long)

    assert [certificate.document.data["head"] for certificate in made] == ["Siu Cận"]
    assert recognition.uncertified(decision) == []


def test_correction_withdraws_the_certificate_of_who_is_gone(round, before, land, mai, duc, long):
    review = found(round, before["Siu Nghèo"], 650_000, mai, duc)
    decision = decide(round, land, long, 1)
    recognition.certify(recognition=decision, signing=SIGNING, by=long)
    factories.closed(Round.objects.get(year=2020))
    occasion = Occasion(date(2021, 12, 20), "chuyển đi")
    events.move_out(household=before["Siu Nghèo"], occasion=occasion, by=mai)
    corrected(review, 900_000, mai, duc, long)

    recognition.correct(recognition=decision, signing=SIGNING, count=1, by=long)

    assert Certificate.objects.count() == 1
    assert IssuedDocument.objects.filter(kind="certificate-withdrawal").count() == 1
