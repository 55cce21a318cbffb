"""Putting the results of the year before into a plan: a draft of sections with live figures."""

from dataclasses import dataclass

from django.db import transaction
from django.db.models import F

from plans import progress
from plans.actions.common import lock_to_edit
from plans.enums import Numbering, PlanKind
from plans.live_results import report_before
from plans.models import Plan, ProgressReport, Section
from plans.progress import MoneyLine, Progress, TargetLine
from povertyplan.accounts.models import User
from povertyplan.approval import touch
from povertyplan.audit import trail
from povertyplan.errors import DomainError

PART = "ket-qua-nam-truoc"
_CHILDREN = ("ket-qua-chi-tieu", "ket-qua-kinh-phi", "ket-qua-danh-gia")


@dataclass(frozen=True)
class Paragraph:
    """A section to be: its key, its title, its text."""

    key: str
    title: str
    body: str


def is_filled(plan: Plan) -> bool:
    """Whether the draft was put into the plan already."""
    return plan.sections.filter(key__in=_CHILDREN).exists()


@transaction.atomic
def fill(*, plan: Plan, version: int | None, by: User) -> Section:
    """Put a draft of the results of the year before in front of the plan, or into its part A.

    The text has live figures of the report, so that it follows it until the plan is issued; the
    officer edits it like any other. Returns the section that it begins with.
    """
    locked = lock_to_edit(plan, version, by)
    report = report_before(locked)
    if report is None:
        raise DomainError(
            f"Kế hoạch năm {locked.year - 1} chưa có báo cáo kết quả đã gửi; hãy lập và gửi báo "
            "cáo trước."
        )
    if is_filled(locked):
        raise DomainError(
            "Kết quả năm trước đã có trong kế hoạch. Số liệu trong đó tự cập nhật theo báo cáo; "
            "muốn làm lại từ đầu thì xóa mục đó rồi bấm lại."
        )
    first = write(locked, report)
    touch(locked, by)
    sentence = f"Đưa kết quả năm {locked.year - 1} vào {locked.name}"
    trail.log("plan.section", sentence, record=locked, by=by)
    return first


def renew(plan: Plan, report: ProgressReport | None) -> None:
    """In a plan copied from an earlier year: the draft anew, or out while nothing is reported.

    What the officer has put beside the draft stays.
    """
    if not is_filled(plan):
        return
    plan.sections.filter(key__in=_CHILDREN).delete()
    plan.sections.filter(key=PART).update(title=_title(plan))
    if report:
        write(plan, report)


def write(plan: Plan, report: ProgressReport) -> Section:
    """Create the sections; the caller has locked the plan and logs."""
    parent, style = _place(plan)
    paragraphs = draft(progress.stated(report), report)
    below = plan.sections.filter(parent=parent)
    if parent.key == PART:
        below.update(position=F("position") + len(paragraphs))
        first = 1
    else:
        last = below.order_by("position").last()
        first = last.position + 1 if last else 1
    made = [
        Section.objects.create(
            plan=plan,
            parent=parent,
            position=position,
            key=paragraph.key,
            title=paragraph.title,
            body=paragraph.body,
            numbering=style,
        )
        for position, paragraph in enumerate(paragraphs, first)
    ]
    return made[0]


def _place(plan: Plan) -> tuple[Section, Numbering]:
    """The section that the draft lies in, and how it is numbered there."""
    is_proposal = plan.kind == PlanKind.PROPOSAL
    style = Numbering.ROMAN if is_proposal else Numbering.NUMBER
    if part := plan.sections.filter(key=PART).first():
        return part, style
    top = list(plan.sections.filter(parent=None).order_by("position", "pk"))
    if top and top[0].numbering == Numbering.PART:
        return top[0], Numbering.ROMAN
    for position, section in enumerate(top, 2):
        Section.objects.filter(pk=section.pk).update(position=position)
    part = Section.objects.create(
        plan=plan,
        key=PART,
        title=_title(plan),
        numbering=Numbering.PART if is_proposal else Numbering.ROMAN,
        position=1,
    )
    return part, style


def _title(plan: Plan) -> str:
    return f"Kết quả thực hiện năm {plan.year - 1}"


def draft(said: Progress, report: ProgressReport) -> list[Paragraph]:
    """The sections in words, with a placeholder for every figure that the report states."""
    items = [words for line in said.targets if (words := _of_target(line))]
    lead = "Theo [[result.report]], kết quả tính đến ngày [[result.until]] như sau:"
    nothing = "Báo cáo chưa có kết quả của chỉ tiêu nào."
    body = "\n".join([lead, "", *items]) if items else nothing
    found = [Paragraph(_CHILDREN[0], "Kết quả thực hiện chỉ tiêu", body)]
    if said.state:
        found.append(Paragraph(_CHILDREN[1], "Kết quả sử dụng kinh phí", _of_money(said)))
    if assessment := _assessment(report):
        found.append(Paragraph(_CHILDREN[2], "Đánh giá chung", assessment))
    return found


def _of_target(line: TargetLine) -> str:
    """One item of the list; empty for what is no target, or has neither result nor reason."""
    if line.is_base:
        return ""
    name, label = line.name, line.label
    if line.result is None:
        reason = line.explanation.rstrip(".")
        return f"- {label}: chưa có kết quả ({reason})." if reason else ""
    if name == progress.REGISTERED:
        return f"- {label}: [[result:{name}]] trong tổng số [[result.planned:{name}]] hộ đăng ký."
    words = _count(line) if line.key.startswith("measure:") else _goal(line)
    return f"- {label}: {words}."


def _count(line: TargetLine) -> str:
    """còn … hộ, chiếm …%, giảm … hộ so với đầu năm (kế hoạch còn … hộ)"""
    name = line.name
    parts = [f"còn [[result:{name}]] hộ"]
    if line.result_rate is not None:
        parts.append(f"chiếm [[result.rate:{name}]]%")
    if line.decrease is not None and line.decrease >= 0:
        parts.append(f"giảm [[result.decrease:{name}]] hộ so với đầu năm")
    plan = f" (kế hoạch còn [[result.planned:{name}]] hộ)" if line.planned is not None else ""
    return ", ".join(parts) + plan


def _goal(line: TargetLine) -> str:
    unit = "%" if line.measured_in == "%" else f" {line.measured_in}" if line.measured_in else ""
    name = line.name
    return f"đạt [[result:{name}]]{unit}, kế hoạch [[result.planned:{name}]]{unit}"


def _of_money(said: Progress) -> str:
    whole = f"Ngân sách nhà nước được giao {_sentence(said.state, '')}."
    projects = [line for line in said.components if line.depth == 0 and line.available]
    items = [f"- {line.label}: {_sentence(line, f':{line.name}')}." for line in projects]
    return "\n".join([whole, "", *items])


def _sentence(line: MoneyLine, argument: str) -> str:
    """… triệu đồng, giải ngân … triệu đồng (…%), ước cả năm đạt …%"""
    parts = [f"[[result.available{argument}]] triệu đồng"]
    if line.disbursed or line.estimate is None:
        paid = f"đã giải ngân [[result.disbursed{argument}]] triệu đồng"
        share = f" ([[result.disbursed.percent{argument}]]%)" if line.rate is not None else ""
        parts.append(paid + share)
    if line.estimated_rate is not None:
        parts.append(f"ước cả năm giải ngân [[result.estimate.percent{argument}]]%")
    return ", ".join(parts)


def _assessment(report: ProgressReport) -> str:
    parts = (
        ("", report.assessment),
        ("**Khó khăn, vướng mắc:** ", report.difficulties),
        ("**Đề xuất, kiến nghị:** ", report.proposals),
    )
    return "\n\n".join(f"{lead}{words.strip()}" for lead, words in parts if words.strip())
