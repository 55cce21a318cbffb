"""The plan of the commune Bình An for 2023 with money that moves, and reports on it."""

from datetime import date

from plans.actions import movements
from plans.actions import progress as actions
from plans.actions.movements import Movement
from plans.actions.progress import Typed, When
from plans.models import Plan, ProgressReport
from targets import actions as targets
from targets.actions import Entry
from targets.models import Goal, TargetSheet
from tests import factories
from tests.plans import written

MILLION = 1_000_000


def plan(land, standard, mai, duc) -> Plan:
    """30 poor of 150 are to be 20; 100 million for one line, 30 paid in May and 20 in August.

    Two goals beside: 1,000 new jobs, and health insurance for 150 of 150 children.
    """
    sheet = written.sheet(land, standard, mai, duc)
    jobs = {"label": "Việc làm mới", "kind": "number", "measured_in": "lao động", "target": 1000}
    Goal.objects.create(sheet=sheet, code="viec-lam-moi", position=1, baseline=900, **jobs)
    share = {"label": "Trẻ em có thẻ", "kind": "share", "numerator": 150, "denominator": 150}
    Goal.objects.create(sheet=sheet, code="tre-em-co-the", position=2, **share)
    made = factories.plan(land.commune, 2023, mai)
    factories.allocation(made, mai)
    pay(made, mai, 30, date(2023, 5, 15))
    pay(made, mai, 20, date(2023, 8, 15))
    return made


def pay(plan: Plan, by, million: int, day: date):
    amounts = {(plan.budget_lines.get().pk, factories.CENTRAL_RECURRENT): million * MILLION}
    movement = Movement(kind="disbursement", day=day, amounts=amounts)
    return movements.record(plan=plan, movement=movement, by=by)


def start(plan: Plan, by, period: str = "year", **fields) -> ProgressReport:
    return actions.start(plan=plan, when=When(period, **fields), by=by)


def fill(report: ProgressReport, by, **typed: Typed) -> ProgressReport:
    """Type into lines by short names: poor, households, jobs, cards, line."""
    keys = {
        "poor": "measure:poor",
        "households": "measure:projected_households",
        "jobs": _goal(report, "viec-lam-moi"),
        "cards": _goal(report, "tre-em-co-the"),
        "line": f"line:{report.plan.budget_lines.get().pk}",
    }
    entries = {keys[name]: value for name, value in typed.items()}
    return actions.save(report=report, entries=entries, texts={}, version=None, by=by)


def _goal(report: ProgressReport, code: str) -> str:
    goals = Goal.objects.filter(sheet__unit=report.plan.unit, code=code)
    return f"goal:{goals.get().pk}"


def complete(report: ProgressReport, by) -> ProgressReport:
    """22 poor of 150 left, 800 jobs, 140 of 150 children insured."""
    return fill(
        report,
        by,
        poor=Typed(result=22),
        households=Typed(result=150),
        jobs=Typed(result=800),
        cards=Typed(numerator=140, denominator=150),
    )


def walk(report: ProgressReport, *names_and_people) -> ProgressReport:
    for name, person in names_and_people:
        report = actions.move(report=report, name=name, by=person, reason="Xem lại số hộ")
    return report


def next_sheet(land, standard, mai) -> TargetSheet:
    """The sheet of 2024 begins with 13 and 9 poor households of 100 and 50, typed."""
    made = targets.start(unit=land.commune, year=2024, standard=standard, by=mai)
    first, second = land.village.pk, land.second_village.pk
    entries = [
        Entry(first, "projected_households", 100),
        Entry(first, "poor", 13),
        Entry(second, "projected_households", 50),
        Entry(second, "poor", 9),
    ]
    given = {"source": "Báo cáo của xã", "version": made.version, "by": mai}
    return targets.type_baseline(sheet=made, entries=entries, **given)
