"""Issuing recognition decisions and certificates, and opening a review for correction."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import transaction

from households import certificates, decisions, past
from households.actions.rounds import lock_open
from households.enums import DecisionKind, HouseholdClass, StepKind
from households.models import (
    Certificate,
    PostingEntry,
    Recognition,
    RecognitionEntry,
    Review,
    Round,
)
from households.querysets import POOR_OR_NEAR_POOR
from households.recognition import Case, cases_of, fingerprint, readiness, what_it_says
from povertyplan.accounts.decorators import check
from povertyplan.accounts.models import User
from povertyplan.accounts.roles import Permission
from povertyplan.approval import ApprovalState
from povertyplan.audit import trail
from povertyplan.documents import actions as documents
from povertyplan.documents.actions import Draft, Kind
from povertyplan.documents.drawing import drawn
from povertyplan.documents.models import IssuedDocument
from povertyplan.documents.signing import Signer
from povertyplan.errors import Conflict, DomainError, InvalidData, NotPermitted
from povertyplan.units.models import Unit
from povertyplan.workflow import REASON_LENGTH

DECISION = Kind("recognition-decision", "Quyết định công nhận hộ nghèo, hộ cận nghèo")
CORRECTION = Kind("correction-decision", "Quyết định đính chính kết quả rà soát")
CERTIFICATE = drawn(
    Kind("certificate", "Giấy chứng nhận hộ nghèo, hộ cận nghèo"), at="households:certificate-pdf"
)
WITHDRAWAL = Kind("certificate-withdrawal", "Thông báo thu hồi giấy chứng nhận")


@dataclass(frozen=True)
class Signing:
    """When and by whom a decision is signed, and what it rests on, line by line."""

    signed_on: date
    signer: Signer
    legal_bases: tuple[str, ...] = ()
    archive: str = "VT"


@transaction.atomic
def recognise(
    *,
    round: Round,
    commune: Unit,
    signing: Signing,
    count: int,
    by: User,
    seen: str | None = None,
) -> Recognition:
    """Decide on every approved review of the commune that no decision has been about.

    Held and unapproved reviews stay out and can be decided on later (Decision 24/2021, art. 4).
    `count` is how many households the person saw on the list, `seen` its check sum: another list
    is a Conflict, even one of as many households.
    """
    round = _lock(round, commune)
    found = readiness(round, commune)
    cases = found.fresh()
    _check_seen(cases, count, seen)
    return _decide(cases, round, commune, signing, by=by)


@transaction.atomic
def correct(
    *,
    recognition: Recognition,
    signing: Signing,
    count: int,
    by: User,
    seen: str | None = None,
) -> Recognition:
    """Decide anew on the households of a decision that were opened for correction and approved.

    The old decision stays as it is and is named; certificates that no longer hold are replaced or
    withdrawn.
    """
    round = _lock(recognition.round, recognition.unit)
    cases = readiness(round, recognition.unit).corrections().get(recognition.pk, [])
    _check_seen(cases, count, seen)
    made = _decide(cases, round, recognition.unit, signing, by=by, corrects=recognition)
    _replace_certificates(made, cases, signing, by)
    return made


def _lock(round: Round, commune: Unit) -> Round:
    round = lock_open(round.pk)
    if not round.has_step(StepKind.RECOGNITION):
        raise DomainError("Quy trình của đợt này không có bước quyết định công nhận.")
    if not Round.objects.covering(commune).filter(pk=round.pk).exists():
        raise InvalidData("Đợt rà soát này không bao gồm xã đã chọn.")
    list(Review.objects.select_for_update(of=("self",)).filter(round=round).in_unit(commune))
    return round


def _check_seen(cases: list[Case], count: int, seen: str | None) -> None:
    if not cases:
        raise DomainError("Không có hộ nào đã duyệt mà chưa có quyết định.")
    if count != len(cases):
        raise Conflict(
            f"Danh sách vừa thay đổi: bạn đã xem {count} hộ, nay là {len(cases)} hộ. Hãy tải lại "
            "trang và xem lại danh sách trước khi ban hành."
        )
    if seen is not None and seen != fingerprint(cases):
        raise Conflict(
            "Danh sách vừa thay đổi: có hộ khác với danh sách bạn đã xem, hoặc kết quả đã được "
            "sửa. Hãy tải lại trang và xem lại danh sách trước khi ban hành."
        )


def _decide(
    cases: list[Case], round: Round, commune: Unit, signing: Signing, *, by, corrects=None
) -> Recognition:
    _check_day(cases, round, signing, corrects)
    past.recall([case.review for case in cases], by)
    draft = decision_draft(cases, round, commune, signing, corrects=corrects)
    document = documents.issue(draft=draft, render=decisions.files, by=by)
    made = Recognition.objects.create(
        round=round,
        unit=commune,
        kind=DecisionKind.CORRECTION if corrects else DecisionKind.RECOGNITION,
        corrects=corrects,
        document=document,
    )
    reviews = [case.review for case in cases]
    RecognitionEntry.objects.bulk_create(
        [RecognitionEntry(recognition=made, review=review) for review in reviews], batch_size=500
    )
    Review.objects.filter(pk__in=[review.pk for review in reviews]).update(recognition=made)
    trail.log_many("review.recognised", f"Công nhận theo {document}", records=reviews, by=by)
    return made


def _check_day(cases: list[Case], round: Round, signing: Signing, corrects) -> None:
    """A decision comes after the decision that it corrects, and after the lists have hung."""
    reviews = [case.review for case in cases]
    entries = PostingEntry.objects.filter(review__in=reviews, posting__withdrawn_because="")
    days = [day + timedelta(days=1) for day in entries.values_list("posting__ends_on", flat=True)]
    earliest = max([round.opens_on, *([corrects.document.signed_on] if corrects else []), *days])
    if signing.signed_on < earliest:
        raise InvalidData(
            f"Ngày ký phải từ {earliest:%d/%m/%Y} trở đi: sau khi mở đợt, sau khi hết niêm yết và "
            "không trước quyết định được đính chính."
        )


def decision_draft(
    cases: list[Case], round: Round, commune: Unit, signing: Signing, *, corrects=None
) -> Draft:
    """The decision as it would be issued; also what a preview shows."""
    year = round.year
    title = (
        f"Đính chính kết quả rà soát hộ nghèo, hộ cận nghèo năm {year}"
        if corrects
        else f"Công nhận danh sách hộ nghèo, hộ cận nghèo, hộ thoát nghèo, hộ thoát cận nghèo "
        f"năm {year}"
    )
    return Draft(
        unit=commune,
        kind=CORRECTION if corrects else DECISION,
        symbol="QĐ-UBND",
        title=title,
        signed_on=signing.signed_on,
        signer=signing.signer,
        data={
            "round": round.pk,
            "year": year,
            "standard": round.standard.name,
            "next_standard": round.next_standard.name if round.next_standard else "",
            "bases": list(signing.legal_bases),
            "archive": signing.archive,
            "corrects": _named(corrects.document) if corrects else "",
            "households": len(cases),
            "lists": what_it_says(cases),
        },
    )


def _named(document: IssuedDocument) -> str:
    return f"Quyết định số {document.reference} ngày {document.signed_on:%d/%m/%Y}"


@transaction.atomic
def certify(*, recognition: Recognition, signing: Signing, by: User) -> list[Certificate]:
    """Issue the certificates of the poor and near-poor households of a decision that lack one.

    Form 03 of Decision 24/2021: each has its own number, and a code by which it can be checked.
    """
    lock_open(recognition.round_id)
    locked = Recognition.objects.select_for_update().get(pk=recognition.pk)
    if signing.signed_on < locked.document.signed_on:
        raise InvalidData("Giấy chứng nhận không được ký trước quyết định công nhận.")
    cases = uncertified(locked)
    if not cases:
        raise DomainError(
            "Mọi hộ nghèo, hộ cận nghèo của quyết định này, trừ hộ không còn trên địa bàn, đã có "
            "giấy chứng nhận."
        )
    past.recall([case.review for case in cases], by)
    return [_certify(case.review, locked, signing, by) for case in cases]


def uncertified(recognition: Recognition) -> list[Case]:
    """The poor and near-poor households of a decision that have no certificate under it yet.

    Without those that are no longer there: nobody is left to be certified.
    """
    reviews = Review.objects.filter(recognition=recognition, household__ended_on=None)
    return [
        case
        for case in cases_of(
            reviews.exclude(certificates__recognition=recognition), recognition.round
        )
        if certificates.class_of(case.review) in POOR_OR_NEAR_POOR
    ]


def _certify(
    review: Review, recognition: Recognition, signing: Signing, by: User, replaces=None
) -> Certificate:
    draft = Draft(
        unit=recognition.unit,
        kind=CERTIFICATE,
        symbol="GCN-HN.HCN",
        title=f"Chứng nhận {HouseholdClass(certificates.class_of(review)).label.lower()}",
        signed_on=signing.signed_on,
        signer=signing.signer,
        data=certificates.what_it_says(review, recognition),
        replaces=replaces,
        has_code=True,
    )
    document = documents.issue(draft=draft, render=lambda made: (), by=by)
    return Certificate.objects.create(recognition=recognition, review=review, document=document)


def _replace_certificates(
    made: Recognition, cases: Iterable[Case], signing: Signing, by: User
) -> None:
    """A new certificate for who is still poor or near-poor, a withdrawal for who is not.

    Or who is no longer there.
    """
    for case in cases:
        old = case.review.certificates.exclude(recognition=made).order_by("-pk").first()
        is_there = case.review.household.ended_on is None
        if is_there and certificates.class_of(case.review) in POOR_OR_NEAR_POOR:
            _certify(case.review, made, signing, by, replaces=old and old.document)
        elif old:
            draft = Draft(
                unit=made.unit,
                kind=WITHDRAWAL,
                symbol="TB-UBND",
                title=f"Thu hồi giấy chứng nhận số {old.document.reference}",
                signed_on=signing.signed_on,
                signer=signing.signer,
                data={
                    "certificate": old.document.reference,
                    "decision": _named(made.document),
                    "head": old.document.data["head"],
                    "village": old.document.data["village"],
                },
                replaces=old.document,
            )
            documents.issue(draft=draft, render=decisions.withdrawal_files, by=by)


@transaction.atomic
def reopen(*, review: Review, reason: str, by: User) -> Review:
    """Open a recognised review again, so that it can be corrected by a new decision.

    Until that decision it counts nowhere. Only who may issue for the commune opens it.
    """
    check(by, Permission.DOCUMENT_ISSUE)
    lock_open(review.round_id)
    locked = Review.objects.select_for_update(of=("self",)).get(pk=review.pk)
    if not by.answers_for(locked.commune):
        raise NotPermitted(f"Việc đính chính do {locked.commune.full_name} thực hiện.")
    if locked.recognition_id is None:
        raise DomainError("Phiếu này chưa được công nhận nên không cần đính chính.")
    if not reason.strip() or len(reason) > REASON_LENGTH:
        raise InvalidData(f"Hãy ghi lý do đính chính, nhiều nhất {REASON_LENGTH} ký tự.")
    decided = locked.recognition
    locked.recognition = None
    locked.state, locked.return_reason = ApprovalState.RETURNED, reason
    locked.version += 1
    locked.save()
    sentence = f"Mở lại để đính chính {decided.document}"
    trail.log("review.reopened", sentence, record=locked, by=by, reason=reason)
    return locked


@transaction.atomic
def hand_out(*, decision: Recognition, certificates: list[Certificate], by: User) -> None:
    """Write to the trail that `by` takes copies of certificates: they name people."""
    check(by, Permission.DOCUMENT_READ)
    if not certificates:
        raise DomainError("Chưa có giấy chứng nhận nào để tải; hãy cấp giấy trước.")
    sentence = f"Tải về {len(certificates)} giấy chứng nhận theo {decision.document}"
    trail.log("certificates.downloaded", sentence, record=decision.document, by=by)


@transaction.atomic
def hand_out_one(*, certificate: Certificate, by: User) -> None:
    """Write to the trail of the certificate that `by` takes a copy of it."""
    check(by, Permission.DOCUMENT_READ)
    document = certificate.document
    trail.log("document.downloaded", f"Tải về {document}", record=document, by=by)
