"""Writing target sheets: starting, filling in, and moving them from state to state."""

from dataclasses import dataclass
from itertools import groupby

from django.db import transaction

from households import counts
from povertyplan import approval, workflow
from povertyplan.accounts.decorators import check
from povertyplan.accounts.models import User
from povertyplan.accounts.roles import Permission
from povertyplan.approval import ApprovalState
from povertyplan.audit import trail
from povertyplan.errors import DomainError, InvalidData, NotPermitted
from povertyplan.units.enums import Level
from povertyplan.units.models import Unit
from targets import checks
from targets.models import TargetFigure, TargetRow, TargetSheet
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
    add_missing_rows(sheet)
    _log(sheet, "sheet.started", f"Lập {_name(sheet)}", by)
    return sheet


def add_missing_rows(sheet: TargetSheet) -> None:
    """A row for every child unit, also for those that came after the sheet was begun."""
    children = Unit.objects.children_of(sheet.unit, year=sheet.year)
    known = set(sheet.rows.values_list("unit", flat=True))
    TargetRow.objects.bulk_create(
        TargetRow(sheet=sheet, unit=child) for child in children if child.pk not in known
    )


@transaction.atomic
def fill_in(*, sheet: TargetSheet, entries: list[Entry], version: int, by: User) -> TargetSheet:
    """Write cells of the grid, all or none. Conflict when somebody else wrote in the meantime."""
    check(by, Permission.TARGET_EDIT)
    add_missing_rows(sheet)
    locked = _lock(sheet)
    _check_own(locked.unit, by)
    if not locked.is_editable:
        raise DomainError(
            f"Bảng chỉ tiêu đang ở trạng thái «{locked.get_state_display()}» nên không sửa được."
        )
    locked.check_seen(version)
    changes = _write(locked, entries)
    if changes:
        locked.version += 1
        locked.edited_by = by
        locked.save()
        _log(locked, "sheet.filled_in", f"Sửa {_name(locked)}", by, changes=changes)
    return locked


def _write(sheet: TargetSheet, entries: list[Entry]) -> list[dict]:
    """Write the cells row by row; returns what changed. A row is checked as a whole."""
    rows = {row.unit_id: row for row in sheet.rows.all()}
    labels = checks.labels(sheet.standard)
    changes = []
    for unit_id, cells in groupby(sorted(entries, key=lambda e: e.unit_id), lambda e: e.unit_id):
        typed = {cell.field: cell.value for cell in cells}
        if unit_id not in rows or not typed.keys() <= labels.keys():
            raise InvalidData("Bảng chỉ tiêu không có ô này; hãy tải lại trang.")
        row = rows[unit_id]
        before = checks.values(row, sheet.standard)
        changed = {field: value for field, value in typed.items() if before[field] != value}
        if changed:
            _write_row(row, changed)
            old = {f"{row.unit}: {labels[f]}": trail.in_words(before[f]) for f in changed}
            new = {f"{row.unit}: {labels[f]}": trail.in_words(changed[f]) for f in changed}
            changes += trail.diff(old, new)
    return changes


def _write_row(row: TargetRow, changed: dict[str, int | None]) -> None:
    figures = {}
    for field, value in changed.items():
        if checks.is_projection(field):
            setattr(row, field, value)
        else:
            figures[field] = value
    row.full_clean()
    row.save()
    row.figures.filter(measure__in=figures).delete()
    TargetFigure.objects.bulk_create(
        TargetFigure(row=row, measure=field, planned=value)
        for field, value in figures.items()
        if value is not None
    )


@transaction.atomic
def move(
    *, sheet: TargetSheet, name: str, by: User, reason: str = "", version: int | None = None
) -> TargetSheet:
    """Make the move `name` on a sheet. A sheet with errors cannot be submitted."""
    way = MOVES[name]
    locked = _lock(sheet)
    locked.check_seen(version)
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
