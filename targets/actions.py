"""Writing target sheets: starting, filling in, and moving them from state to state."""

from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from households import counts
from povertyplan import approval, workflow
from povertyplan.accounts.decorators import check
from povertyplan.accounts.models import User
from povertyplan.accounts.roles import Permission
from povertyplan.approval import ApprovalState
from povertyplan.audit import trail
from povertyplan.errors import Conflict, DomainError, InvalidData, NotPermitted
from povertyplan.units.enums import Level
from povertyplan.units.models import Unit
from targets import checks
from targets.models import TargetFigure, TargetRow, TargetSheet
from targets.rules import HOUSEHOLDS, MINORITY_HOUSEHOLDS
from targets.workflow import MOVES


@dataclass(frozen=True)
class Entry:
    """One cell of the grid: the figure of `field` for a child unit; None empties it."""

    unit_id: int
    field: str
    value: int | None


@transaction.atomic
def start(*, unit: Unit, year: int, by: User) -> TargetSheet:
    """Begin the sheet of `unit` for `year`, with a row for every child unit of that year.

    Raises when there is one already, or when the reviews of the year before are missing: without
    a baseline there is nothing to reduce.
    """
    check(by, Permission.TARGET_EDIT)
    _check_own(unit, by)
    if unit.level == Level.VILLAGE:
        raise InvalidData("Chỉ tiêu của thôn nằm trong bảng chỉ tiêu của xã.")
    # Two officers may begin the same sheet at once: the unit's row makes them queue.
    list(Unit.objects.select_for_update(of=("self",)).filter(pk=unit.pk))
    if TargetSheet.objects.filter(unit=unit, year=year).exists():
        raise DomainError(f"Đã có bảng chỉ tiêu năm {year} của {unit.full_name}.")
    standard = counts.standard_of(unit, year - 1)
    if standard is None:
        raise InvalidData(
            f"Chưa có phiếu rà soát năm {year - 1} nào được duyệt ở {unit.full_name}, "
            "nên chưa lập được chỉ tiêu."
        )
    sheet = TargetSheet.objects.create(unit=unit, year=year, standard=standard, edited_by=by)
    children = Unit.objects.children_of(unit, year=year)
    TargetRow.objects.bulk_create(TargetRow(sheet=sheet, unit=child) for child in children)
    _log(sheet, "sheet.started", f"Lập {_name(sheet)}", by)
    return sheet


@transaction.atomic
def fill_in(*, sheet: TargetSheet, entries: list[Entry], version: int, by: User) -> TargetSheet:
    """Write cells of the grid, all or none. Conflict when somebody else wrote in the meantime."""
    check(by, Permission.TARGET_EDIT)
    locked = _lock(sheet)
    _check_own(locked.unit, by)
    if not locked.is_editable:
        raise DomainError(
            f"Bảng chỉ tiêu đang ở trạng thái «{locked.get_state_display()}» nên không sửa được."
        )
    if locked.version != version:
        raise Conflict(
            f"Bảng vừa được {locked.edited_by} sửa lúc "
            f"{timezone.localtime(locked.edited_at):%H:%M ngày %d/%m/%Y}. Số bạn nhập chưa được "
            "lưu: hãy tải lại trang để xem bản mới rồi nhập lại."
        )
    changes = _write(locked, entries)
    if changes:
        locked.version += 1
        locked.edited_by = by
        locked.save()
        _log(locked, "sheet.filled_in", f"Sửa {_name(locked)}", by, changes=changes)
    return locked


def _write(sheet: TargetSheet, entries: list[Entry]) -> list[dict]:
    rows = {row.unit_id: row for row in sheet.rows.all()}
    labels = checks.labels(sheet.standard)
    changes = []
    for entry in entries:
        row = rows.get(entry.unit_id)
        if row is None or entry.field not in labels:
            raise InvalidData("Bảng chỉ tiêu không có ô này; hãy tải lại trang.")
        old = checks.values(row, sheet.standard)[entry.field]
        if old != entry.value:
            _write_cell(row, entry)
            label = f"{row.unit}: {labels[entry.field]}"
            changes += trail.diff(
                {label: trail.in_words(old)}, {label: trail.in_words(entry.value)}
            )
    return changes


def _write_cell(row: TargetRow, entry: Entry) -> None:
    if entry.field in (HOUSEHOLDS, MINORITY_HOUSEHOLDS):
        setattr(row, entry.field, entry.value)
        row.save(update_fields=[entry.field])
    elif entry.value is None:
        TargetFigure.objects.filter(row=row, measure=entry.field).delete()
    else:
        TargetFigure.objects.update_or_create(
            row=row, measure=entry.field, defaults={"planned": entry.value}
        )


@transaction.atomic
def move(*, sheet: TargetSheet, name: str, by: User, reason: str = "") -> TargetSheet:
    """Make the move `name` on a sheet. A sheet with errors cannot be submitted."""
    way = MOVES[name]
    locked = _lock(sheet)
    workflow.check(way, locked, by=by, reason=reason)
    if way.target == ApprovalState.SUBMITTED:
        _check_complete(locked)
    sentence = f"{way.label} {_name(locked)}"
    approval.apply(way, locked, by=by, reason=reason, sentence=sentence)
    return locked


def _check_complete(sheet: TargetSheet) -> None:
    errors = [problem for problem in checks.problems(sheet) if problem.is_error]
    if errors:
        raise InvalidData(
            "Bảng chỉ tiêu còn lỗi nên chưa trình được:",
            tuple(f"{problem.where}: {problem.text}" for problem in errors),
        )


def _check_own(unit: Unit, by: User) -> None:
    if not by.answers_for(unit):
        raise NotPermitted(f"Chỉ tiêu này do {unit.full_name} lập.")


def _lock(sheet: TargetSheet) -> TargetSheet:
    return TargetSheet.objects.select_for_update(of=("self",)).with_rows().get(pk=sheet.pk)


def _name(sheet: TargetSheet) -> str:
    return f"bảng chỉ tiêu {sheet.year} của {sheet.unit.full_name}"


def _log(sheet, action, sentence, by, changes=()):
    trail.log(action, sentence, record=sheet, by=by, changes=changes)
