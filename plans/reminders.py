"""Reports that are due: who is reminded of what, on screen and by mail."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import timedelta

from django.core.mail import send_mail
from django.utils import timezone

from plans.models import Duty
from povertyplan.accounts.models import User
from povertyplan.accounts.roles import Permission
from povertyplan.units.models import Unit

DAYS_BEFORE = 7


def waiting(units: Iterable[Unit]):
    """The reports under the plans of `units` that are due within a week, or late; oldest first.

    Only plans that are in force remind: those issued and not replaced.
    """
    until = timezone.localdate() + timedelta(days=DAYS_BEFORE)
    due = Duty.objects.filter(plan__unit__in=units, done_on=None, due_on__lte=until)
    due = due.exclude(plan__issued_on=None).exclude(
        plan__amendments__amendment="replace", plan__amendments__issued_on__isnull=False
    )
    return due.select_related("plan__unit__kind").order_by("due_on", "pk")


def send() -> int:
    """Mail everybody who writes a plan what is due under it; returns how many letters went out."""
    people = User.objects.filter(is_active=True).exclude(email="").prefetch_related("units")
    letters = 0
    for person in people:
        duties = list(waiting(person.area())) if person.can(Permission.PLAN_EDIT) else []
        if duties:
            send_mail(_subject(duties), _letter(duties), None, [person.email])
            letters += 1
    return letters


def _subject(duties: list[Duty]) -> str:
    late = sum(duty.is_late for duty in duties)
    return f"Nhắc việc: {len(duties)} báo cáo đến hạn" + (f", {late} quá hạn" if late else "")


def _letter(duties: list[Duty]) -> str:
    """The reports by plan, without names of people."""
    by_plan = defaultdict(list)
    for duty in duties:
        by_plan[duty.plan].append(duty)
    lines = []
    for plan, rows in by_plan.items():
        lines.append(f"{plan}, {plan.unit.full_name}:")
        for duty in rows:
            late = " (QUÁ HẠN)" if duty.is_late else ""
            lines.append(f"- {duty.due_on:%d/%m/%Y}{late}: {duty.sender}: {duty.what}")
        lines.append("")
    return "\n".join(lines)
