"""Writing target sheets: starting, filling in, and moving them from state to state."""

from dataclasses import dataclass
from itertools import groupby

from django.db import transaction

from households import counts
from households.models import Standard
from povertyplan import approval, workflow
from povertyplan.accounts.decorators import check
from povertyplan.accounts.models import User
from povertyplan.accounts.roles import Permission
from povertyplan.approval import ApprovalState, touch
from povertyplan.audit import trail
from povertyplan.errors import DomainError, InvalidData
from povertyplan.units.enums import Level
from povertyplan.units.models import Unit
from targets import checks, figures
from targets.actions.common import check_own, lock, lock_to_edit
from targets.models import TargetFigure, TargetRow, TargetSheet, TypedBaseline
from targets.workflow import MOVES


@dataclass(frozen=True)
class Entry:
    """One cell of the grid: the figure of `field` for a child unit; None empties it."""

    unit_id: int
    field: str
    value: int | None


@transaction.atomic
def start(*, unit: Unit, year: int, by: User, standard: Standard | None = None) -> TargetSheet:
    """Begin the sheet of `unit` for `year`, with a row for every child unit of that year.

    The baseline comes from the reviews of the year before; where there are none here, `standard`
    says under which standard the baseline is typed. Raises when there is a sheet already, or
    neither reviews nor a standard: without a baseline there is nothing to reduce.
    """
    check(by, Permission.TARGET_EDIT)
    check_own(unit, by)
    if unit.level == Level.VILLAGE:
        raise InvalidData("Chỉ tiêu của thôn nằm trong bảng chỉ tiêu của xã.")
    # Two officers may begin the same sheet at once: the unit's row makes them queue.
    list(Unit.objects.select_for_update(of=("self",)).filter(pk=unit.pk))
    if TargetSheet.objects.filter(unit=unit, year=year).exists():
        raise DomainError(f"Đã có bảng chỉ tiêu năm {year} của {unit.full_name}.")
    standard = counts.opening_standard_of(unit, year) or standard
    if standard is None:
        raise InvalidData(
            f"Chưa có phiếu rà soát năm {year - 1} nào được duyệt ở {unit.full_name}, "
            "nên chưa lập được chỉ tiêu. Nếu có số liệu trên giấy, hãy chọn chuẩn nghèo của số "
            "liệu đó rồi nhập tay số đầu kỳ."
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
def fill_in(
    *, sheet: TargetSheet, entries: list[Entry], version: int, by: User, sentence: str = "Sửa"
) -> TargetSheet:
    """Write cells of the grid, all or none. Conflict when somebody else wrote in the meantime."""
    add_missing_rows(sheet)
    locked = lock_to_edit(sheet, version, by)
    changes = _write(locked, entries)
    if changes:
        touch(locked, by)
        _log(locked, "sheet.filled_in", f"{sentence} {_name(locked)}", by, changes=changes)
    return locked


@transaction.atomic
def hand_down(
    *, sheet: TargetSheet, measure: str, cuts: dict[int, int], version: int, by: User
) -> TargetSheet:
    """Write what is left of `measure` in each child unit after its cut, as one edit."""
    lines = {line.unit.pk: line for line in figures.read(sheet).lines}
    entries = []
    for unit_id, cut in cuts.items():
        before = lines[unit_id].baseline.counts[measure] if unit_id in lines else None
        if before is None or not 0 <= cut <= before:
            raise InvalidData("Không phân bổ được: số đầu kỳ đã đổi. Hãy xem trước lại.")
        entries.append(Entry(unit_id, measure, before - cut))
    label = checks.labels(sheet)[measure].lower()
    sentence = f"Phân bổ mức giảm {label} vào"
    return fill_in(sheet=sheet, entries=entries, version=version, by=by, sentence=sentence)


@transaction.atomic
def set_up(*, sheet: TargetSheet, version: int, by: User, **settings) -> TargetSheet:
    """Say what the sheet holds, how households are projected, and why it aims lower."""
    locked = lock_to_edit(sheet, version, by)
    before = trail.snapshot(locked, list(settings))
    for name, value in settings.items():
        setattr(locked, name, value)
    changes = trail.diff(before, trail.snapshot(locked, list(settings)))
    if changes:
        locked.full_clean()
        touch(locked, by)
        _log(locked, "sheet.set_up", f"Thiết lập {_name(locked)}", by, changes=changes)
    return locked


@transaction.atomic
def type_baseline(
    *, sheet: TargetSheet, entries: list[Entry], source: str, version: int, by: User
) -> TargetSheet:
    """Write figures of the year before that cannot be counted here, with their `source`."""
    add_missing_rows(sheet)
    locked = lock_to_edit(sheet, version, by)
    if not source and any(entry.value is not None for entry in entries):
        raise InvalidData("Hãy ghi nguồn của số đầu kỳ nhập tay.")
    before = trail.snapshot(locked, ["baseline_source"])
    locked.baseline_source = source
    changes = trail.diff(before, trail.snapshot(locked, ["baseline_source"]))
    changes += _write_baselines(locked, entries)
    if changes:
        locked.full_clean()
        touch(locked, by)
        sentence = f"Nhập số đầu kỳ của {_name(locked)}"
        _log(locked, "sheet.baseline_typed", sentence, by, changes=changes)
    return locked


@transaction.atomic
def discard(*, sheet: TargetSheet, version: int | None, by: User) -> None:
    """Delete a sheet that was begun by mistake: a draft that was never submitted."""
    locked = lock_to_edit(sheet, version, by)
    if locked.submitted_at:
        raise DomainError("Bảng đã từng được trình nên không xóa được; hãy sửa bảng này.")
    _log(locked, "sheet.discarded", f"Xóa {_name(locked)}", by)
    locked.delete()


def _write_baselines(sheet: TargetSheet, entries: list[Entry]) -> list[dict]:
    rows = {row.unit_id: row for row in sheet.rows.all()}
    names = checks.baseline_labels(sheet)
    old, new, kept = {}, {}, []
    for entry in entries:
        if entry.unit_id not in rows or entry.field not in names:
            raise InvalidData("Bảng chỉ tiêu không có ô này; hãy tải lại trang.")
        row = rows[entry.unit_id]
        stored = {item.field: item.count for item in row.baselines.all()}
        if stored.get(entry.field) == entry.value:
            continue
        label = f"{row.unit}: {names[entry.field]} năm {sheet.baseline_year}"
        old[label] = trail.in_words(stored.get(entry.field))
        new[label] = trail.in_words(entry.value)
        row.baselines.filter(field=entry.field).delete()
        if entry.value is not None:
            kept.append(TypedBaseline(row=row, field=entry.field, count=entry.value))
    TypedBaseline.objects.bulk_create(kept)
    return trail.diff(old, new)


def _write(sheet: TargetSheet, entries: list[Entry]) -> list[dict]:
    """Write the cells row by row; returns what changed. A row is checked as a whole."""
    rows = {row.unit_id: row for row in sheet.rows.all()}
    labels = checks.labels(sheet)
    changes = []
    for unit_id, cells in groupby(sorted(entries, key=lambda e: e.unit_id), lambda e: e.unit_id):
        typed = {cell.field: cell.value for cell in cells}
        if unit_id not in rows or not typed.keys() <= labels.keys():
            raise InvalidData("Bảng chỉ tiêu không có ô này; hãy tải lại trang.")
        row = rows[unit_id]
        before = checks.values(row, sheet)
        changed = {field: value for field, value in typed.items() if before[field] != value}
        if changed:
            _write_row(row, changed)
            old = {f"{row.unit}: {labels[f]}": trail.in_words(before[f]) for f in changed}
            new = {f"{row.unit}: {labels[f]}": trail.in_words(changed[f]) for f in changed}
            changes += trail.diff(old, new)
    return changes


def _write_row(row: TargetRow, changed: dict[str, int | None]) -> None:
    measures = {}
    for field, value in changed.items():
        if checks.is_projection(field):
            setattr(row, field, value)
        else:
            measures[field] = value
    row.full_clean()
    row.save()
    row.figures.filter(measure__in=measures).delete()
    TargetFigure.objects.bulk_create(
        TargetFigure(row=row, measure=field, planned=value)
        for field, value in measures.items()
        if value is not None
    )


@transaction.atomic
def move(
    *, sheet: TargetSheet, name: str, by: User, reason: str = "", version: int | None = None
) -> TargetSheet:
    """Make the move `name` on a sheet. A sheet with errors cannot be submitted."""
    way = MOVES[name]
    locked = lock(sheet)
    locked.check_seen(version)
    workflow.check(way, locked, by=by, reason=reason)
    if way.target == ApprovalState.SUBMITTED:
        _check_complete(locked)
    sentence = f"{way.label} {_name(locked)}"
    approval.apply(way, locked, by=by, reason=reason, sentence=sentence)
    return locked


def _check_complete(sheet: TargetSheet) -> None:
    errors = [problem for problem in checks.problems(figures.read(sheet)) if problem.is_error]
    if errors:
        raise InvalidData(
            "Bảng chỉ tiêu còn lỗi nên chưa trình được:",
            tuple(f"{problem.where}: {problem.text}" for problem in errors),
        )


def _name(sheet: TargetSheet) -> str:
    return f"bảng chỉ tiêu {sheet.year} của {sheet.unit.full_name}"


def _log(sheet, action, sentence, by, changes=()):
    trail.log(action, sentence, record=sheet, by=by, changes=changes)
