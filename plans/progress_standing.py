"""Who has reported on which plan, who is late, and whose turn it is."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Q
from django.utils.timezone import localdate

from plans.enums import Amendment, ReportPeriod
from plans.models import Duty, Plan, ProgressReport
from plans.rules import days_late
from povertyplan.approval import ApprovalState
from povertyplan.units.models import Unit

REGULAR = (ReportPeriod.HALF_YEAR, ReportPeriod.YEAR)


@dataclass(frozen=True)
class Standing:
    """A report that a unit has made or is to make; `plan` is None while there is nothing to report.

    `is_of_calendar` when the deadline stands in the plan's own report calendar.
    """

    unit: Unit
    period: str
    plan: Plan | None = None
    report: ProgressReport | None = None
    deadline: date | None = None
    is_of_calendar: bool = False

    @property
    def name(self) -> str:
        """6 tháng đầu năm 2023."""
        if self.report:
            return self.report.period_name
        return ReportPeriod(self.period).words(self.plan and self.plan.year)

    @property
    def is_sent(self) -> bool:
        return self.report is not None and self.report.is_sent

    @property
    def days_late(self) -> int:
        """By how many days it was sent late, or is late by today; 0 when it is not."""
        return days_late(self.deadline, self.report and self.report.sent_on)

    @property
    def is_overdue(self) -> bool:
        """Whether the day has passed and nothing was sent."""
        return not self.is_sent and self.days_late > 0

    @property
    def waits_for(self) -> str:
        """Whose turn it is and what for; empty when the report is approved."""
        if self.plan is None:
            return f"{self.unit.full_name} lập kế hoạch"
        if self.report is None:
            return f"{self.unit.full_name} lập báo cáo"
        turns = {
            ApprovalState.DRAFT: f"{self.unit.full_name} viết xong và gửi",
            ApprovalState.RETURNED: f"{self.unit.full_name} sửa và gửi lại",
            ApprovalState.SUBMITTED: f"{self.report.checking_unit.full_name} duyệt",
        }
        return turns.get(self.report.state, "")


def of_plan(plan: Plan) -> list[Standing]:
    """The reports of a plan: of both halves of its calendar, made or not, then the ad hoc ones."""
    reports = list(plan.progress_reports.with_plan().order_by("pk"))
    made = {report.period: report for report in reports}
    regular = [_standing(plan, period, made.get(period)) for period in REGULAR]
    others = [report for report in reports if report.period == ReportPeriod.AD_HOC]
    return regular + [_standing(plan, ReportPeriod.AD_HOC, report) for report in others]


def _standing(plan: Plan, period: str, report: ProgressReport | None) -> Standing:
    duty = None if report else duty_for(plan, period)
    day = report.deadline if report else duty.due_on if duty else deadline_above(plan, period)
    is_of_calendar = bool(duty or (report and report.duty_id))
    return Standing(plan.unit, period, plan, report, day, is_of_calendar)


def duty_for(plan: Plan, period: str) -> Duty | None:
    """The report of the calendar that closes the period: the last to be due."""
    return plan.duties.filter(period=period).exclude(due_on=None).order_by("due_on", "pk").last()


def deadline_above(plan: Plan, period: str) -> date | None:
    """When the plan of the unit above wants the reports of the period: the first of its days."""
    return _first_day(plan.parent.unit, plan.parent.year, period) if plan.parent_id else None


def _first_day(unit: Unit, year: int, period: str) -> date | None:
    """The first day on which the plans of the unit for a year want the reports of the period."""
    plans = Plan.objects.holding().filter(unit=unit, year=year)
    duties = Duty.objects.filter(plan__in=plans, period=period).exclude(due_on=None)
    return duties.order_by("due_on").values_list("due_on", flat=True).first()


def below(unit: Unit, year: int, period: str) -> list[Standing]:
    """How far the child units of `unit` have come with the report of a period of `year`.

    The plan of the unit says when they are due; where it does not, each by its own calendar.
    """
    children = list(Unit.objects.children_of(unit, year=year))
    plans: dict[int, Plan] = {}
    own = Plan.objects.filter(unit__in=children, year=year).exclude(amendment=Amendment.AMEND)
    own = own.select_related("unit__kind", "unit__parent__kind", "parent")
    for plan in own.order_by("-kind", "pk"):
        plans[plan.unit_id] = plan
    made = best_of(
        ProgressReport.objects.with_plan().filter(
            plan__unit__in=children, plan__year=year, period=period
        )
    )
    limit, days = _first_day(unit, year, period), _closing_days(plans.values(), period)
    found = []
    for child in children:
        plan, report = plans.get(child.pk), made.get(child.pk)
        day = limit or (report.deadline if report else days.get(child.pk))
        found.append(Standing(child, period, report.plan if report else plan, report, day))
    return found


def _closing_days(plans: Iterable[Plan], period: str) -> dict[int, date]:
    """When the own calendar of each plan closes the period, by unit."""
    duties = Duty.objects.filter(plan__in=plans, period=period).exclude(due_on=None)
    return dict(duties.order_by("due_on", "pk").values_list("plan__unit", "due_on"))


def best_of(reports: Iterable[ProgressReport]) -> dict[int, ProgressReport]:
    """The report of each unit that counts: approved before sent, then the latest period."""
    found: dict[int, ProgressReport] = {}
    for report in sorted(reports, key=_weight):
        found[report.plan.unit_id] = report
    return found


def _weight(report: ProgressReport):
    return (report.state == ApprovalState.APPROVED, report.is_sent, report.last_day, report.pk)


def result_of(unit: Unit, year: int) -> ProgressReport | None:
    """The report that tells what became of the unit's plan of `year`; only one that was sent."""
    sent = ProgressReport.objects.with_plan().sent().filter(plan__unit=unit, plan__year=year)
    return best_of(sent).get(unit.pk)


def unreported(units: Iterable[Unit], until: date) -> list[Standing]:
    """The reports of `units` that are due by `until`, not sent, and in no calendar of their own.

    Those that are in a calendar are its duties. Only plans in force are asked, of this year and the
    one before; what was begun under any plan is asked too.
    """
    in_force = (
        Plan.objects.holding()
        .filter(unit__in=units, year__gte=localdate().year - 1, issued_on__lte=until)
        .exclude(amendment=Amendment.AMEND)
    )
    begun = ProgressReport.objects.filter(plan__unit__in=units, due_on__lte=until)
    asked = Plan.objects.filter(Q(pk__in=in_force) | Q(pk__in=begun.values("plan")))
    asked = asked.select_related("unit__kind", "unit__parent__kind", "parent")
    found = [standing for plan in asked.order_by("pk") for standing in of_plan(plan)]
    late = [
        standing
        for standing in found
        if standing.deadline
        and standing.deadline <= until
        and not standing.is_sent
        and not standing.is_of_calendar
    ]
    return sorted(late, key=lambda standing: (standing.deadline, standing.plan.pk, standing.name))
