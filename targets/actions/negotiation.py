"""Proposals from below and their answers; revisions of an approved sheet by a decision."""

from datetime import date

from django.db import transaction
from django.utils import timezone

from povertyplan.accounts.decorators import check
from povertyplan.accounts.models import User
from povertyplan.accounts.roles import Permission
from povertyplan.approval import ApprovalState, touch
from povertyplan.audit import trail
from povertyplan.errors import DomainError, InvalidData, NotPermitted
from povertyplan.numbers import vietnamese
from targets import checks, figures
from targets.actions import goals
from targets.actions.common import check_own, lock
from targets.actions.sheets import Entry, fill_in
from targets.enums import ProposalState
from targets.models import Proposal, RevisionFigure, SheetRevision, TargetSheet


@transaction.atomic
def propose(*, sheet: TargetSheet, measure: str, value: int, reason: str, by: User) -> Proposal:
    """Propose to the unit above another figure for the unit of `sheet`, while its is not final."""
    check(by, Permission.TARGET_EDIT)
    if not by.answers_for(sheet.unit):
        raise NotPermitted(f"Chỉ {sheet.unit.full_name} được đề xuất chỉ tiêu của mình.")
    row = figures.offered_row(sheet)
    offered = figures.period_of(row, [measure]).counts[measure]
    if offered is None:
        raise InvalidData("Cấp trên chưa dự kiến giao chỉ tiêu này, hoặc đã duyệt xong.")
    if value == offered:
        raise InvalidData("Số đề xuất bằng số cấp trên dự kiến giao, nên không cần đề xuất.")
    parent = TargetSheet.objects.select_for_update(of=("self",)).get(pk=row.sheet_id)
    if parent.state == ApprovalState.APPROVED:
        raise DomainError("Cấp trên vừa duyệt bảng chỉ tiêu; không đề xuất được nữa.")
    proposal = Proposal(
        row=row, measure=measure, offered=offered, proposed=value, reason=reason, made_by=by
    )
    proposal.full_clean()
    proposal.save()
    label = _label(sheet, measure)
    sentence = f"{sheet.unit.title} đề xuất {label}: {vietnamese(value)}"
    for record in (row.sheet, sheet):
        trail.log("sheet.proposed", sentence, record=record, by=by, reason=reason)
    return proposal


@transaction.atomic
def answer(*, proposal: Proposal, accepts: bool, note: str, by: User) -> Proposal:
    """Take the proposed figure into the row, or insist on the one offered, with a reason."""
    check(by, Permission.TARGET_EDIT)
    locked = (
        Proposal.objects.select_for_update(of=("self",))
        .select_related("row__sheet__unit__kind", "row__sheet__standard", "row__unit__kind")
        .get(pk=proposal.pk)
    )
    sheet = locked.row.sheet
    if not by.answers_for(sheet.unit):
        raise NotPermitted(f"Đề xuất này do {sheet.unit.full_name} trả lời.")
    if locked.state != ProposalState.OPEN:
        raise DomainError("Đề xuất này đã được trả lời.")
    if not accepts and not note.strip():
        raise InvalidData("Hãy ghi lý do khi giữ số đã giao.")
    if accepts:
        entry = Entry(locked.row.unit_id, locked.measure, locked.proposed)
        fill_in(sheet=sheet, entries=[entry], version=sheet.version, by=by)
    locked.state = ProposalState.ACCEPTED if accepts else ProposalState.INSISTED
    locked.answer, locked.answered_at, locked.answered_by = note, timezone.now(), by
    locked.full_clean()
    locked.save()
    verb = "Nhận đề xuất" if accepts else "Không nhận đề xuất"
    sentence = f"{verb} của {locked.row.unit.full_name}, {_label(sheet, locked.measure)}"
    trail.log("sheet.answered", sentence, record=sheet, by=by, reason=note)
    return locked


@transaction.atomic
def revise(
    *, sheet: TargetSheet, decision: str, decided_on: date, reason: str, by: User
) -> SheetRevision:
    """Open an approved sheet again by a decision; its figures until now are kept and in force."""
    check(by, Permission.TARGET_EDIT)
    locked = lock(sheet)
    check_own(locked.unit, by)
    if locked.state != ApprovalState.APPROVED:
        raise DomainError("Chỉ bảng đã duyệt mới cần quyết định điều chỉnh; hãy sửa thẳng bảng.")
    revision = SheetRevision(
        sheet=locked,
        number=locked.revisions.count() + 1,
        decision=decision,
        decided_on=decided_on,
        reason=reason,
        created_by=by,
    )
    revision.full_clean()
    revision.save()
    _keep_figures(revision)
    goals.keep(locked, revision)
    before = trail.snapshot(locked, ["state"])
    locked.state = ApprovalState.DRAFT
    touch(locked, by)
    trail.log(
        "sheet.revised",
        f"Mở lại bảng chỉ tiêu {locked.year} của {locked.unit.full_name} để điều chỉnh lần "
        f"{revision.number} theo {decision} ngày {decided_on:%d/%m/%Y}",
        record=locked,
        by=by,
        reason=reason,
        changes=trail.diff(before, trail.snapshot(locked, ["state"])),
    )
    return revision


def _keep_figures(revision: SheetRevision) -> None:
    RevisionFigure.objects.bulk_create(
        RevisionFigure(revision=revision, unit=line.unit, field=field, value=value)
        for line in figures.read(revision.sheet).lines
        for field, value in checks.of_period(line.planned).items()
        if value is not None
    )


def _label(sheet: TargetSheet, measure: str) -> str:
    return checks.labels(sheet).get(measure, measure).lower()
