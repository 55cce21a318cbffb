"""The checks of a plan before its issue, each with the place where it is mended."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils import timezone

from plans import (
    budgets,
    carried,
    content,
    helpers,
    live,
    live_results,
    overview,
    progress,
    text,
)
from plans.actions import parents
from plans.actions.budgets import capital_problem_of
from plans.content import Lookup, Part
from plans.enums import Amendment, TaskRole
from plans.models import Plan
from plans.money import state_total, under
from povertyplan.approval import ApprovalState
from povertyplan.numbers import vietnamese
from targets import checks as target_checks
from targets import figures
from targets.models import TargetSheet

# A count or a rate that somebody typed, with the noun that a live figure of the plan could have.
_TYPED = re.compile(
    r"(?<![\d.,/])(\d{1,3}(?:\.\d{3})+|\d+)(,\d+)?\s*(%|hộ cận nghèo|hộ nghèo|hộ)(?!\w)"
)
# What is missing when nothing goes by the name of a placeholder.
_MISSING = {
    "goal": "Bảng chỉ tiêu của năm kế hoạch chưa có mục tiêu cho",
    "fact:": "Phần «Số liệu khác» chưa có",
}
# How many of many are named.
_SHOWN = 3


@dataclass(frozen=True)
class Finding:
    """Something wrong (an error stops the issue) or remarkable, and where to mend it."""

    where: str
    text: str
    url: str
    is_error: bool = True


def problems(plan: Plan, *, on: date | None = None) -> list[Finding]:
    """Everything that stands against issuing the plan on the day `on` (today)."""
    day = on or plan.issued_on or timezone.localdate()
    parts = content.outline(plan)
    known = live.figures_of(plan)
    return [
        *_head(plan),
        *_targets(plan),
        *_budget(plan),
        *_results(plan),
        *_carried(plan, parts),
        *_helpers(plan),
        *_leads(plan),
        *_deadlines(plan),
        *_bases(plan, day),
        *_placeholders(plan, parts, Lookup(plan, parts, known)),
        *_insets(plan, parts),
        *_typed(plan, parts, known),
    ]


def _at(plan: Plan, fragment: str = "") -> str:
    return plan.get_absolute_url() + (f"#{fragment}" if fragment else "")


def _part(plan: Plan, name: str) -> str:
    return reverse("plans:plan-part", args=[plan.pk, name])


def _head(plan: Plan) -> Iterator[Finding]:
    if not plan.sections.exists():
        yield Finding("Nội dung", "Kế hoạch chưa có mục nào.", _at(plan, "sections"))
    if not plan.recipients.exists():
        url = _part(plan, "recipients")
        yield Finding("Nơi nhận", "Chưa ghi nơi nhận.", url, is_error=False)
    if not plan.bases.exists():
        yield Finding("Căn cứ", "Chưa ghi căn cứ nào.", _part(plan, "bases"), is_error=False)


def _targets(plan: Plan) -> Iterator[Finding]:
    sheet = TargetSheet.objects.with_rows().filter(unit=plan.unit, year=plan.year).first()
    if sheet is None:
        url = f"{reverse('targets:sheet-list')}?unit={plan.unit_id}&year={plan.year}"
        yield Finding("Chỉ tiêu", f"Chưa có bảng chỉ tiêu năm {plan.year}.", url, is_error=False)
        return
    url = sheet.get_absolute_url()
    if sheet.state != ApprovalState.APPROVED:
        state = sheet.get_state_display().lower()
        yield Finding("Chỉ tiêu", f"Bảng chỉ tiêu chưa được duyệt ({state}).", url)
    found = [p for p in target_checks.problems(figures.read(sheet)) if p.is_error]
    for problem in found if len(found) <= _SHOWN else ():
        yield Finding(f"Chỉ tiêu, {problem.where}", problem.text, url)
    if len(found) > _SHOWN:
        words = f"Bảng chỉ tiêu còn {len(found)} lỗi, ở {found[0].where} và các dòng sau."
        yield Finding("Chỉ tiêu", words, url)


def _budget(plan: Plan) -> Iterator[Finding]:
    """Money where its component may not have it; and more planned than was given."""
    budget = budgets.read(plan)
    url = reverse("plans:plan-budget", args=[plan.pk])
    for line in budget.lines:
        amounts = budgets.amounts_of(line)
        for column, amount in amounts.items():
            if problem := capital_problem_of(line.component, column, amount):
                yield Finding(f"Dự toán, {line}", problem, url)
        if not amounts:
            yield Finding(f"Dự toán, {line}", "Dòng chưa có số tiền.", url, is_error=False)
    if plan.parent_id:
        yield from _over_parent(plan, budget, url)


def _over_parent(plan: Plan, budget: budgets.Budget, url: str) -> Iterator[Finding]:
    """What the plan above sets for this very place, against what is planned here."""
    lines = budgets.read(plan.parent).lines
    given: dict[int, int] = {}
    for line in lines:
        if line.place_id == plan.unit_id:
            amounts = budgets.amounts_of(line)
            state = sum(amount for column, amount in amounts.items() if column.is_state)
            given[line.component_id] = given.get(line.component_id, 0) + state
    for component, amount in given.items():
        own = state_total(under(budget.sums, component))
        if own != amount:
            name = next(line.component for line in lines if line.component_id == component)
            words = "cao" if own > amount else "thấp"
            yield Finding(
                f"Dự toán, {name}",
                f"Vốn ngân sách {words} hơn số kế hoạch của cấp trên ghi cho {plan.unit.title}.",
                url,
            )


def _results(plan: Plan) -> Iterator[Finding]:
    """The year before has a plan: what became of it should be reported, and still be so."""
    report = live_results.report_before(plan)
    before = report.plan if report else Plan.objects.of(plan.unit, plan.year - 1)
    if before is None:
        return
    if report is None:
        words = f"Kế hoạch năm {before.year} chưa có báo cáo kết quả đã gửi."
        url = reverse("plans:plan-progress", args=[before.pk])
        yield Finding("Kết quả năm trước", words, url, is_error=False)
        return
    where, url = "Kết quả năm trước", report.get_absolute_url()
    if report.state != ApprovalState.APPROVED:
        yield Finding(where, f"{report} chưa được duyệt.", url, is_error=False)
    said, now = progress.stated(report), progress.read(report)
    for row in overview.progress_rows(said.targets, now.targets):
        if row.now:
            old, new = (line.texts["result"] or "trống" for line in (row.line, row.now))
            words = f"Báo cáo ghi kết quả {old}, số liệu hiện nay là {new}."
            yield Finding(f"{where}, {row.line.label}", words, url, is_error=False)


def _carried(plan: Plan, parts: list[Part]) -> Iterator[Finding]:
    """What was copied from the plan of the year before, and still tells of that year."""
    kept = carried.facts(plan)
    if kept:
        shown = "; ".join(str(fact) for fact in kept[:_SHOWN]) + ("…" if kept[_SHOWN:] else "")
        words = f"{len(kept)} số liệu còn giữ nguyên như kế hoạch năm {plan.year - 1}: {shown}"
        yield Finding("Số liệu khác", words, _part(plan, "facts"), is_error=False)
    for part, years in carried.sections(plan, parts):
        words = f"Câu chép từ kế hoạch năm {plan.year - 1} còn ghi năm {', '.join(years)}."
        yield Finding(f"Mục {part.heading}", words, _section(plan, part), is_error=False)


def _helpers(plan: Plan) -> Iterator[Finding]:
    """Help goes on being given under a plan while its replacement is written."""
    count = helpers.left_behind(plan).count() if plan.amendment == Amendment.REPLACE else 0
    if count:
        words = (
            f"{vietnamese(count)} hộ có người giúp theo kế hoạch bị thay thế, nhưng không còn ai "
            "giúp theo kế hoạch này."
        )
        url = reverse("plans:plan-helpers", args=[plan.pk])
        yield Finding("Người giúp hộ", words, url, is_error=False)


def _leads(plan: Plan) -> Iterator[Finding]:
    """One agency answers for a sub-project; others only cooperate."""
    leads: dict[int, dict[int, str]] = {}
    names = {}
    tasks = plan.tasks.filter(role=TaskRole.LEAD).select_related("agency")
    for task in tasks.prefetch_related("components"):
        for component in task.components.all():
            leads.setdefault(component.pk, {})[task.agency_id] = task.agency.name
            names[component.pk] = str(component)
    for component, agencies in leads.items():
        if len(agencies) > 1:
            listed = "; ".join(agencies.values())
            words = f"Có {len(agencies)} cơ quan cùng chủ trì: {listed}. Hãy giữ một."
            yield Finding(names[component], words, _part(plan, "tasks"))


def _deadlines(plan: Plan) -> Iterator[Finding]:
    """What is to be sent to the level above cannot be due here after it is due there."""
    if plan.parent_id is None:
        return
    upper = {}
    for duty in plan.parent.duties.exclude(due_on=None):
        latest = upper.get(duty.period)
        upper[duty.period] = min(duty.due_on, latest) if latest else duty.due_on
    for duty in plan.duties.exclude(due_on=None):
        limit = upper.get(duty.period)
        if duty.period != "other" and limit and duty.due_on > limit:
            words = (
                f"Hạn {duty.due_on:%d/%m/%Y} muộn hơn hạn {limit:%d/%m/%Y} của kế hoạch cấp trên."
            )
            yield Finding(f"Lịch báo cáo, {duty}", words, _part(plan, "duties"))


def _bases(plan: Plan, day: date) -> Iterator[Finding]:
    if not parents.is_cited(plan):
        words = "Kế hoạch của cấp trên chưa có trong các căn cứ."
        yield Finding("Căn cứ", words, _part(plan, "bases"), is_error=False)
    for basis in plan.bases.select_related("text"):
        if basis.text.lapsed_on(day):
            words = f"Văn bản hết hiệu lực từ sau ngày {basis.text.valid_to:%d/%m/%Y}."
            where = f"Căn cứ, {basis.text.kind} {basis.text.number}".rstrip()
            yield Finding(where, words, _part(plan, "bases"), is_error=False)


def _section(plan: Plan, part: Part) -> str:
    return reverse("plans:plan-section", args=[plan.pk, part.section.pk])


def _placeholders(plan: Plan, parts: list[Part], lookup: Lookup) -> Iterator[Finding]:
    around = "\n\n".join([plan.introduction, plan.closing, *_one_line_texts(plan)])
    for name in text.names(around):
        problem = _unfit(name, lookup)
        if name.startswith(text.TABLE):
            problem = f"Bảng [[{name}]] chỉ đặt được trong nội dung của mục."
        if problem:
            yield Finding("Lời mở đầu, lời kết, nơi nhận, nhiệm vụ", problem, _at(plan))
    for part in parts:
        names = dict.fromkeys(text.names(part.section.body))
        found = (_unfit(name, lookup) for name in names if name not in text.BLOCKS)
        for problem in _gathered(problem for problem in found if problem):
            yield Finding(f"Mục {part.heading}", problem, _section(plan, part))


def _gathered(sentences: Iterable[str]) -> Iterator[str]:
    """Sentences that differ only in the placeholder at their end, as one that names them all."""
    named: dict[str, list[str]] = {}
    for sentence in sentences:
        words, _, name = sentence.removesuffix("]].").partition(" [[")
        if sentence.endswith("]]."):
            named.setdefault(words, []).append(f"[[{name}]]")
        else:
            yield sentence
    for words, names in named.items():
        yield f"{words} {', '.join(names)}."


def _insets(plan: Plan, parts: list[Part]) -> Iterator[Finding]:
    """A table for the text that no section shows would be lost."""
    shown = {name for part in parts for name in text.names(part.section.body)}
    for row in plan.annexes.filter(is_inset=True):
        if f"{text.TABLE}{row.name}" not in shown:
            words = f"Bảng in trong lời văn, nhưng chưa mục nào đặt [[{text.TABLE}{row.name}]]."
            yield Finding(f"Phụ lục, {row}", words, _at(plan, "sections"))


def _one_line_texts(plan: Plan) -> list[str]:
    return [row.text for rows in (plan.recipients, plan.tasks) for row in rows.all()]


def _unfit(name: str, lookup: Lookup) -> str:
    """Why a placeholder cannot be printed; empty when it can."""
    words = lookup(name)
    if words == live.UNKNOWN:
        return f"Chưa có số liệu cho [[{name}]]."
    if words is not None:
        return ""
    if name.startswith("annex:"):
        return f"Nhắc đến phụ lục {name.partition(':')[2]} mà kế hoạch không có."
    if name.startswith(text.TABLE):
        return f"Kế hoạch không có bảng [[{name}]]; hãy chọn bảng ở trang phụ lục, hoặc sửa tên."
    if name.startswith("ref:"):
        return f"Dẫn chiếu đến mục không có: {name.partition(':')[2]}."
    for kind, words in _MISSING.items():
        if name.startswith(kind):
            return f"{words} [[{name}]]."
    return f"Không có số liệu nào tên là [[{name}]]."


def _typed(plan: Plan, parts: list[Part], known: dict[str, live.Figure]) -> Iterator[Finding]:
    """Figures that were typed, of a noun whose figure the data tells, and that it does not tell."""
    told = {figure.text for figure in known.values() if figure.is_known}
    for part in parts:
        for found in _TYPED.finditer(text.typed(part.section.body)):
            figure = f"{found[1]}{found[2] or ''}"
            if figure not in told:
                yield Finding(
                    f"Mục {part.heading}",
                    f"Số gõ tay «{found[0]}» không khớp số liệu nào của kế hoạch; hãy kiểm tra, "
                    "hoặc thay bằng số liệu tự động.",
                    _section(plan, part),
                    is_error=False,
                )
