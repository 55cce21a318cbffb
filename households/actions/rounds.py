"""Opening and closing review rounds."""

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.db.models import Count, F, Q
from django.utils import timezone

from households import calendar
from households.actions.elsewhere import check_round
from households.answers import DWELLING, FLAGS
from households.derivation import Dwelling, Home
from households.enums import RoundKind, RoundState, StandardStatus, StepKind
from households.judging import Catalogue
from households.models import Household, Procedure, Result, Review, Round, Standard, UploadRow
from povertyplan.accounts.decorators import check
from povertyplan.accounts.models import User
from povertyplan.accounts.roles import Permission
from povertyplan.audit import trail
from povertyplan.errors import DomainError, InvalidData, NotPermitted
from povertyplan.units.models import Unit


@dataclass(frozen=True)
class Opening:
    """What a round is opened with; `period` is its first and last day.

    What is copied from paper has been met about, posted and recognised already: such a round has
    no procedure.
    """

    unit: Unit
    year: int
    kind: str
    standard: Standard
    period: tuple[date, date]
    next_standard: Standard | None = None
    is_from_paper: bool = False


@transaction.atomic
def open_round(*, opening: Opening, by: User) -> Round:
    """Open a round under the procedure that is in force on its first day.

    Raises when the unit does not exist on that day, when a standard is a draft or does not hold in
    its year, when no procedure is in force, or when another periodic round of the year covers some
    of the same places: its households would be counted twice.
    """
    unit, year = opening.unit, opening.year
    _check_right(unit, by)
    _check_stands(unit, on=opening.period[0])
    _check_standard(opening.standard, year)
    if opening.next_standard:
        _check_standard(opening.next_standard, year + 1)
    # Two officers may open overlapping rounds at once: the province's row makes them queue.
    list(Unit.objects.select_for_update(of=("self",)).filter(pk=unit.province_id or unit.pk))
    if opening.kind == RoundKind.PERIODIC:
        other = Round.objects.periodic().filter(year=year).overlapping(unit).first()
        if other:
            raise DomainError(f"Địa bàn này đã có «{other}»; mỗi năm chỉ có một đợt định kỳ.")
    opened = Round(
        unit=unit,
        year=year,
        kind=opening.kind,
        standard=opening.standard,
        next_standard=opening.next_standard,
        procedure=_procedure(opening),
        opens_on=opening.period[0],
        closes_on=opening.period[1],
    )
    opened.full_clean()
    opened.save()
    trail.log("round.opened", f"Mở {opened}", record=opened, by=by)
    return opened


def _procedure(opening: Opening) -> Procedure | None:
    first, last = opening.period
    if opening.is_from_paper:
        if last >= timezone.localdate():
            raise InvalidData(
                "Chỉ đợt rà soát đã kết thúc mới nhập lại từ hồ sơ giấy được. Đợt đang diễn ra "
                "phải theo quy trình: hãy bỏ đánh dấu ô «Nhập lại từ hồ sơ giấy»."
            )
        return None
    found = Procedure.objects.in_force(opening.kind, on=first)
    if found is None:
        kind = RoundKind(opening.kind).label.lower()
        raise InvalidData(
            f"Không có quy trình rà soát {kind} nào có hiệu lực vào ngày {first:%d/%m/%Y}. Hãy xem "
            "lại ngày mở đợt, hoặc đề nghị người quản trị nhập quy trình."
        )
    if found.step(StepKind.RECOGNITION) is None:
        raise InvalidData(
            f"«{found}» không có bước «{StepKind.RECOGNITION.label}» nên kết quả sẽ không được "
            "tính: hãy đề nghị người quản trị sửa quy trình."
        )
    return found


def proposed_period(kind: str, year: int) -> tuple[date, date] | None:
    """The days that the procedures of `year` propose for a round of the kind; None without one."""
    procedures = Procedure.objects.filter(round_kind=kind).valid_in(year)
    found = procedures.order_by(F("valid_from").desc(nulls_last=True)).first()
    return found and calendar.proposed_period(
        kind,
        year,
        today=timezone.localdate(),
        opens=found.opens_on,
        closes=found.closes_on,
        days=found.days,
    )


def _check_right(unit: Unit, by: User) -> None:
    check(by, Permission.ROUND_OPEN)
    if not Unit.objects.visible_to(by).filter(pk=unit.pk).exists():
        raise NotPermitted(f"Đợt rà soát này do cấp trên mở cho {unit.full_name}.")


def _check_stands(unit: Unit, *, on: date) -> None:
    """A unit that was merged or renamed has no households of its own any more."""
    if unit.valid_to and unit.valid_to < on:
        raise InvalidData(
            f"{unit.title} chỉ có đến ngày {unit.valid_to:%d/%m/%Y}: hãy chọn đơn vị thay thế, "
            "hoặc xem lại năm và ngày mở đợt."
        )
    if unit.valid_from and unit.valid_from > on:
        raise InvalidData(
            f"{unit.title} chỉ có từ ngày {unit.valid_from:%d/%m/%Y}: hãy chọn đơn vị trước đó, "
            "hoặc xem lại năm và ngày mở đợt."
        )


def _check_standard(standard: Standard, year: int) -> None:
    if standard.status != StandardStatus.CONFIRMED:
        raise InvalidData(
            f"«{standard}» còn là dự thảo. Người quản trị phải xác nhận chuẩn trước khi dùng."
        )
    if not Standard.objects.valid_in(year).filter(pk=standard.pk).exists():
        raise InvalidData(f"«{standard}» không có hiệu lực trong năm {year}.")


@transaction.atomic
def list_managed(*, round: Round, by: User) -> int:
    """Start a review for every household managed as poor or near-poor that has none yet.

    Decision 24/2021, art. 4: they are reviewed without asking for it. The answers of last year
    are filled in beforehand, but the review has no class until somebody has looked at it and
    saved it. Returns how many reviews are new.
    """
    check(by, Permission.REVIEW_LIST)
    round = lock_open(round.pk)
    managed = unlisted(round, by)
    households = managed.annotate(
        person_count=Count("members", filter=Q(members__left_on=None), distinct=True)
    )
    households = households.select_related("village__kind", "village__parent__kind")
    households = list(households.prefetch_related("members"))
    before = _last_results(round, managed)
    reviews = [_listed(household, round, before.get(household.pk)) for household in households]
    Review.objects.bulk_create(reviews, batch_size=500)
    catalogue = Catalogue()
    results = [
        _prefilled(review, standard, before.get(review.household_id), catalogue)
        for review in reviews
        for standard in round.standards
    ]
    Result.objects.bulk_create(results, batch_size=500)
    trail.log_many("review.listed", "Lập phiếu cho hộ đang quản lý", records=reviews, by=by)
    return len(reviews)


def lock_open(key: int) -> Round:
    """The round with the key, locked; it must be open.

    So two people do not start the same review, and nobody closes the round while one is written.
    """
    locked = Round.objects.select_for_update(of=("self",)).select_related(
        "unit", "standard", "next_standard", "procedure"
    )
    round = locked.get(pk=key)
    if not round.is_open:
        raise DomainError(f"«{round}» đã khóa nên không thay đổi được phiếu.")
    return round


def unlisted(round: Round, by: User):
    """The managed households in the person's part of the round that have no review in it.

    Within the year nobody is reviewed without asking for it (Decision 24/2021, art. 5).
    """
    if round.kind == RoundKind.IN_YEAR:
        return Household.objects.none()
    present = Household.objects.visible_to(by).in_unit(round.unit).present()
    households = present.managed(year=round.year - 1)
    elsewhere = Household.objects.reviewed_in(round.year).values("pk")
    return households.exclude(reviews__round=round).exclude(pk__in=elsewhere)


def _last_results(round: Round, households) -> dict[int, Result]:
    """What each of the households is managed by, the latest result, wherever it was found."""
    results = Result.objects.managing(year=round.year - 1)
    results = results.filter(review__household__in=households.order_by().values("pk"))
    results = results.order_by("review__round__opens_on", "pk").select_related("review")
    return {result.review.household_id: result for result in results.prefetch_related("standard")}


# Answers of last year that the form shows again, for somebody to look at.
_REPEATED = ("income_vnd", *DWELLING, "causes", "needs", *FLAGS)


def _listed(household: Household, round: Round, before: Result | None) -> Review:
    repeated = {name: getattr(before.review, name) for name in _REPEATED} if before else {}
    review = Review(
        round=round,
        household=household,
        ethnicity_id=household.ethnicity_id,
        person_count=max(1, household.person_count),
        **repeated,
    )
    review.place_in(household.village)
    return review


def _prefilled(review, standard: Standard, before: Result | None, catalogue: Catalogue) -> Result:
    """The answers of last year; what was not asked then is ticked where it follows from members."""
    known = set(standard.rules().names)
    codes = known.intersection(before.deprived_codes) if before else set()
    if unasked := known.difference(before.standard.rules().names if before else ()):
        codes |= unasked & _derived(review, standard, catalogue)
    same = before is not None and before.standard_id == standard.pk
    return Result(
        review=review,
        standard=standard,
        area=review.village.effective_area,
        score_b1=before.score_b1 if same else None,
        deprivations=standard.rules().pack(codes),
    )


def _derived(review: Review, standard: Standard, catalogue: Catalogue) -> set[str]:
    people = tuple(member.facts() for member in review.household.members.all())
    home = Home(people, Dwelling(**{name: getattr(review, name) for name in DWELLING}))
    found = catalogue.derived(standard, home, on=review.round.closes_on)
    return {code for code, item in found.items() if item.is_deprived}


@transaction.atomic
def close_round(*, round: Round, by: User) -> Round:
    """Lock a round: none of its reviews can be changed any more."""
    return _set_state(round, RoundState.CLOSED, by=by)


@transaction.atomic
def reopen_round(*, round: Round, by: User) -> Round:
    """Unlock a round that was locked too early."""
    return _set_state(round, RoundState.OPEN, by=by)


def _check_corrected(round: Round) -> None:
    """Whoever was recognised and opened again counts nowhere until the correction is decided."""
    waiting = round.reviews.filter(recognition=None, recognition_entries__isnull=False)
    if count := waiting.distinct().count():
        raise DomainError(
            f"Còn {count} phiếu đang mở lại để đính chính: hãy ban hành quyết định đính chính "
            "trước khi khóa đợt."
        )


def _set_state(round: Round, state: RoundState, *, by: User) -> Round:
    _check_right(round.unit, by)
    locked = Round.objects.select_for_update().get(pk=round.pk)
    if locked.state == state:
        raise DomainError(f"Đợt rà soát đã ở tình trạng «{state.label}».")
    if state == RoundState.CLOSED:
        _check_corrected(locked)
    before = trail.snapshot(locked, ["state"])
    locked.state = state
    locked.save(update_fields=["state"])
    if state == RoundState.CLOSED:
        _forget_files(locked)
    else:
        check_round(locked)
    trail.log(
        f"round.{state}",
        f"{state.label}: {locked}",
        record=locked,
        by=by,
        changes=trail.diff(before, trail.snapshot(locked, ["state"])),
    )
    return locked


def _forget_files(round: Round) -> None:
    """Delete what uploaded files hold: nothing can be undone any more, and it is personal data."""
    UploadRow.objects.filter(upload__round=round).delete()
    round.uploads.update(content=b"")
