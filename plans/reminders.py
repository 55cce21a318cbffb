"""Reports that are due: who is reminded of what, on screen and by mail."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.core.mail import send_mail
from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils import timezone

from plans import progress_standing
from plans.models import Duty, Plan, ProgressReport
from plans.rules import days_late
from povertyplan.accounts.models import User
from povertyplan.accounts.roles import Permission
from povertyplan.units.models import Unit
from povertyplan.workflow import above

DAYS_BEFORE = 7


@dataclass(frozen=True)
class Reminder:
    """A report that is due: under which plan, by when, from whom to whom, and where it is made."""

    plan: Plan
    due_on: date
    sender: str
    receiver: str
    what: str
    url: str

    @property
    def is_late(self) -> bool:
        return self.due_on < timezone.localdate()

    @property
    def days_late(self) -> int:
        return days_late(self.due_on)


def waiting(units: Iterable[Unit]):
    """The reports under the plans of `units` that are due within a week, or late; oldest first.

    Only plans that are in force remind: those issued and not replaced. A report of the plan that
    was sent for one is made.
    """
    plans = Plan.objects.holding().filter(unit__in=units).exclude(issued_on=None)
    due = Duty.objects.filter(plan__in=plans, done_on=None, due_on__lte=_until())
    sent = ProgressReport.objects.sent().filter(duty=OuterRef("pk"))
    return due.exclude(Exists(sent)).select_related("plan__unit__kind").order_by("due_on", "pk")


def _until() -> date:
    return timezone.localdate() + timedelta(days=DAYS_BEFORE)


def reminders(units: Iterable[Unit]) -> list[Reminder]:
    """All that `units` are to report within a week, or late; oldest first.

    The duties of their plans, and their reports on plans whose deadline stands in no calendar of
    theirs: the one that the unit above has set, or an ad hoc one.
    """
    units = list(units)
    found = [_of_duty(duty) for duty in waiting(units)]
    found += [_of_report(row) for row in progress_standing.unreported(units, _until())]
    return sorted(found, key=lambda reminder: reminder.due_on)


def _of_duty(duty: Duty) -> Reminder:
    url = f"{duty.plan.get_absolute_url()}#duties"
    return Reminder(duty.plan, duty.due_on, duty.sender, duty.receiver, duty.what, url)


def _of_report(row: progress_standing.Standing) -> Reminder:
    start = reverse("plans:plan-progress", args=[row.plan.pk])
    url = row.report.get_absolute_url() if row.report else start
    receiver = above(row.unit).full_name
    return Reminder(
        row.plan, row.deadline, row.unit.full_name, receiver, f"báo cáo {row.name}", url
    )


def send() -> int:
    """Mail everybody who writes a plan what is due under it; returns how many letters went out."""
    people = User.objects.filter(is_active=True).exclude(email="").prefetch_related("units")
    letters = 0
    for person in people:
        due = reminders(person.area()) if person.can(Permission.PLAN_EDIT) else []
        if due:
            send_mail(_subject(due), _letter(due), None, [person.email])
            letters += 1
    return letters


def _subject(due: list[Reminder]) -> str:
    late = sum(reminder.is_late for reminder in due)
    return f"Nhắc việc: {len(due)} báo cáo đến hạn" + (f", {late} quá hạn" if late else "")


def _letter(due: list[Reminder]) -> str:
    """The reports by plan, without names of people."""
    by_plan = defaultdict(list)
    for reminder in due:
        by_plan[reminder.plan].append(reminder)
    lines = []
    for plan, rows in by_plan.items():
        lines.append(f"{plan}, {plan.unit.full_name}:")
        for row in rows:
            late = " (QUÁ HẠN)" if row.is_late else ""
            lines.append(f"- {row.due_on:%d/%m/%Y}{late}: {row.sender}: {row.what}")
        lines.append("")
    return "\n".join(lines)
