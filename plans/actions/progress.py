"""Writing progress reports: beginning, saving, sending, and what the unit above answers."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from django.db import transaction
from django.utils import timezone

from plans import progress
from plans.actions.common import check_own, lock
from plans.enums import Amendment, ReportPeriod
from plans.models import Duty, Plan, ProgressEntry, ProgressReport
from plans.progress import TargetLine
from plans.rules import entry_problem
from plans.workflow import PROGRESS_MOVES
from povertyplan import approval, workflow
from povertyplan.accounts.decorators import check
from povertyplan.accounts.models import User
from povertyplan.accounts.roles import Permission
from povertyplan.approval import touch
from povertyplan.audit import trail
from povertyplan.errors import DomainError, InvalidData

TEXTS = ("assessment", "difficulties", "proposals")
_HEAD = ["duty", "due_on", *TEXTS]
_TYPED = ["result", "numerator", "denominator", "explanation"]


@dataclass(frozen=True)
class Deadline:
    """When a report is due: by a duty of the plan's calendar, else by a day."""

    duty: Duty | None = None
    due_on: date | None = None


@dataclass(frozen=True)
class When:
    """Which period a report covers, an ad hoc one with its days, and when it is due."""

    period: str
    starts_on: date | None = None
    ends_on: date | None = None
    deadline: Deadline = Deadline()


@dataclass(frozen=True)
class Typed:
    """What was typed in a line: a result, or numerator and denominator of a share, and why."""

    result: Decimal | None = None
    numerator: int | None = None
    denominator: int | None = None
    explanation: str = ""

    @property
    def is_blank(self) -> bool:
        return self == Typed()

    @property
    def words(self) -> str:
        share = f"{self.numerator}/{self.denominator}" if self.denominator else ""
        return "; ".join(part for part in (share or _number(self.result), self.explanation) if part)


def _number(value: Decimal | None) -> str:
    return "" if value is None else progress.shown(Fraction(value), 3)


@transaction.atomic
def start(*, plan: Plan, when: When, by: User) -> ProgressReport:
    """Begin the report of a plan on a period; the data fill it."""
    check(by, Permission.PLAN_EDIT)
    locked = lock(plan)
    check_own(locked, by)
    if locked.amendment == Amendment.AMEND:
        raise DomainError("Hãy báo cáo theo kế hoạch được sửa đổi, không theo bản sửa đổi.")
    report = ProgressReport(plan=locked, period=when.period, edited_by=by)
    report.starts_on, report.ends_on = when.starts_on, when.ends_on
    if when.period == ReportPeriod.AD_HOC and None in (when.starts_on, when.ends_on):
        raise InvalidData("Báo cáo đột xuất phải ghi từ ngày nào đến ngày nào.")
    _check_days(report)
    _check_new(report)
    _set_deadline(report, when.deadline)
    report.full_clean()
    report.save()
    trail.log("progressreport.started", f"Lập {_name(report)}", record=report, by=by)
    return report


def _check_days(report: ProgressReport) -> None:
    year = report.plan.year
    if not date(year, 1, 1) <= report.first_day <= report.last_day <= date(year + 1, 12, 31):
        raise InvalidData(
            f"Kỳ báo cáo phải bắt đầu từ năm {year}, kết thúc chậm nhất hết năm {year + 1}, và "
            "ngày cuối không được trước ngày đầu."
        )


def _check_new(report: ProgressReport) -> None:
    same = report.plan.progress_reports.filter(
        period=report.period, starts_on=report.starts_on, ends_on=report.ends_on
    )
    if same.exists():
        raise DomainError(f"Kế hoạch đã có báo cáo {report.period_name}; hãy mở báo cáo đó.")


def _set_deadline(report: ProgressReport, deadline: Deadline) -> None:
    duty = deadline.duty
    if duty and duty.plan_id != report.plan_id:
        raise InvalidData("Lịch báo cáo của kế hoạch không có việc này; hãy tải lại trang.")
    report.duty, report.due_on = duty, None if duty else deadline.due_on


@transaction.atomic
def save(
    *,
    report: ProgressReport,
    entries: Mapping[str, Typed],
    texts: Mapping[str, str],
    version: int | None,
    by: User,
    deadline: Deadline | None = None,
) -> ProgressReport:
    """Write what was typed, all of it or nothing: by line (as `plans.progress` names them), texts.

    A line that is not among `entries` stays as it is, and so does what is not given; a line that is
    blank is removed.
    """
    locked = _lock_to_edit(report, version, by)
    lines = _lines(locked)
    if not set(entries) <= lines.keys():
        raise InvalidData("Báo cáo không có dòng này; hãy tải lại trang.")
    problems = [
        f"{_label(lines[key])}: {problem}"
        for key, typed in entries.items()
        if (problem := _problem(lines[key], typed))
    ]
    if problems:
        raise InvalidData("Có ô chưa đúng nên chưa lưu gì:", tuple(problems))
    before = _words(locked, lines)
    for name in TEXTS:
        setattr(locked, name, texts.get(name, getattr(locked, name)))
    if deadline is not None:
        _set_deadline(locked, deadline)
    _write(locked, entries)
    changes = trail.diff(before, _words(locked, lines))
    if changes:
        locked.full_clean()
        touch(locked, by)
        sentence = f"Sửa {_name(locked)}"
        trail.log("progressreport.saved", sentence, record=locked, by=by, changes=changes)
    return locked


@transaction.atomic
def move(
    *, report: ProgressReport, name: str, by: User, reason: str = "", version: int | None = None
) -> ProgressReport:
    """Make the move `name`. What is sent becomes a statement; what comes back is computed again."""
    way = PROGRESS_MOVES[name]
    locked = _lock(report)
    locked.check_seen(version)
    workflow.check(way, locked, by=by, reason=reason)
    if name == "submit":
        _state(locked, by)
    elif name in ("recall", "return"):
        locked.statement = None
    approval.apply(way, locked, by=by, reason=reason, sentence=f"{way.label}: {_name(locked)}")
    return locked


def _state(report: ProgressReport, by: User) -> None:
    """Make what the report says now its statement; the trail keeps every one that was made."""
    if report.first_day > timezone.localdate():
        raise DomainError("Kỳ báo cáo chưa bắt đầu nên chưa gửi được báo cáo.")
    found = progress.read(report)
    if not found.targets and not found.lines and not report.assessment:
        raise InvalidData(
            "Báo cáo chưa có gì để gửi: kế hoạch chưa có chỉ tiêu, chưa có dự toán, và phần đánh "
            "giá chung còn trống."
        )
    if report.period == ReportPeriod.YEAR:
        _check_complete(found)
    report.statement = found.as_data()
    said = {line.label: line.texts["result"] for line in found.targets if line.texts["result"]}
    said |= {
        f"{line.name} {line.label}: giải ngân (đồng)": trail.in_words(line.disbursed)
        for line in found.lines
        if line.disbursed
    }
    sentence = f"Số liệu của {_name(report)}"
    changes = trail.diff({}, said)
    trail.log("progressreport.stated", sentence, record=report, by=by, changes=changes)


def _check_complete(found: progress.Progress) -> None:
    """A report on the whole year has a result for every goal and for the poor, or says why not."""
    missing = tuple(
        line.label
        for line in found.targets
        if line.must_be_told and line.result is None and not line.explanation
    )
    if missing:
        raise InvalidData(
            "Báo cáo cả năm còn chỉ tiêu chưa có kết quả; hãy nhập kết quả, hoặc ghi giải trình:",
            missing,
        )


@transaction.atomic
def discard(*, report: ProgressReport, version: int | None, by: User) -> None:
    """Delete a report that was begun by mistake and never sent."""
    locked = _lock_to_edit(report, version, by)
    if locked.submitted_at:
        raise DomainError("Báo cáo đã từng được gửi nên không xóa được.")
    trail.log("progressreport.discarded", f"Xóa {_name(locked)}", record=locked, by=by)
    locked.delete()


def _lock(report: ProgressReport) -> ProgressReport:
    rows = ProgressReport.objects.select_for_update(of=("self",)).with_plan()
    return rows.get(pk=report.pk)


def _lock_to_edit(report: ProgressReport, version: int | None, by: User) -> ProgressReport:
    check(by, Permission.PLAN_EDIT)
    locked = _lock(report)
    check_own(locked.plan, by)
    locked.check_editable(version)
    return locked


def _lines(report: ProgressReport) -> dict[str, progress.TargetLine | progress.MoneyLine]:
    """The lines of the report in which something may be typed, by key."""
    return {line.key: line for line in progress.read(report).to_fill_in}


def _label(line) -> str:
    return line.label if isinstance(line, TargetLine) else f"{line.name} {line.label}"


def _problem(line, typed: Typed) -> str:
    is_target = isinstance(line, TargetLine)
    return entry_problem(
        result=typed.result,
        numerator=typed.numerator,
        denominator=typed.denominator,
        is_count=is_target and line.is_whole,
        is_rate=is_target and line.may_be_share,
    )


def _write(report: ProgressReport, entries: Mapping[str, Typed]) -> None:
    """Store what was typed, in a few statements however many lines there are."""
    stored = {entry.key: entry for entry in report.entries.all()}
    before = {key: _typed(entry) for key, entry in stored.items()}
    changed = {key: typed for key, typed in entries.items() if typed != before.get(key, Typed())}
    blank = [stored[key].pk for key, typed in changed.items() if typed.is_blank]
    report.entries.filter(pk__in=blank).delete()
    kept = [
        _filled(stored.get(key) or _new_entry(report, key), typed)
        for key, typed in changed.items()
        if not typed.is_blank
    ]
    ProgressEntry.objects.bulk_update([entry for entry in kept if entry.pk], _TYPED)
    ProgressEntry.objects.bulk_create([entry for entry in kept if not entry.pk])


def _filled(entry: ProgressEntry, typed: Typed) -> ProgressEntry:
    """The entry with what was typed. Its line is known to be one of the report's."""
    for name in _TYPED:
        setattr(entry, name, getattr(typed, name))
    entry.clean_fields(exclude={"report", "goal", "line"})
    return entry


def _typed(entry: ProgressEntry) -> Typed:
    return Typed(*(getattr(entry, name) for name in _TYPED))


def _new_entry(report: ProgressReport, key: str) -> ProgressEntry:
    kind, _, name = key.partition(":")
    if kind == "measure":
        return ProgressEntry(report=report, measure=name)
    return ProgressEntry(report=report, **{f"{kind}_id": int(name)})


def _words(report: ProgressReport, lines: Mapping) -> dict[str, str]:
    """What the trail keeps of a report: its texts, and every line in which something was typed."""
    typed = {
        _label(lines[entry.key]): _typed(entry).words
        for entry in report.entries.all()
        if entry.key in lines
    }
    return trail.snapshot(report, _HEAD) | typed


def _name(report: ProgressReport) -> str:
    return f"báo cáo {report.period_name} của {report.plan.unit.full_name}"
