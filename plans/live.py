"""Live figures: what a placeholder in a plan's text stands for, computed and never typed.

"now" is the year before the plan's, "planned" the end of its year; amounts are in million đồng.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from households import counts
from plans import budgets
from plans.enums import CapitalKind, Source
from plans.models import Plan
from plans.money import Scale, Sum, total, under
from plans.typed import show_amount
from povertyplan.documents.letterhead import date_in_words
from povertyplan.numbers import rate, vietnamese
from targets import figures
from targets.enums import Measure, RegistrationKind
from targets.models import Registration, TargetSheet

UNKNOWN = "…"
RATE_DECIMALS = 2
_GROUPS = {"poor": Measure.POOR, "near_poor": Measure.NEAR_POOR, "minority": Measure.MINORITY}
_WORDS = {"poor": "hộ nghèo", "near_poor": "hộ cận nghèo", "minority": "hộ nghèo DTTS"}


@dataclass(frozen=True)
class Figure:
    """A figure by the name that placeholders use; its text is UNKNOWN where it is not known."""

    name: str
    label: str
    text: str

    @property
    def is_known(self) -> bool:
        return self.text != UNKNOWN


def figures_of(plan: Plan) -> dict[str, Figure]:
    """Every live figure of the plan, by name."""
    found = [
        *_of_year(plan),
        *_of_targets(plan),
        *_of_goals(plan),
        *_of_budget(plan),
        *_of_lists(plan),
        *_of_plan(plan),
    ]
    return {figure.name: figure for figure in found}


def _count(name: str, label: str, value: int | None) -> Figure:
    return Figure(name, label, UNKNOWN if value is None else vietnamese(value))


def _rate(name: str, label: str, value) -> Figure:
    return Figure(name, label, UNKNOWN if value is None else vietnamese(value, RATE_DECIMALS))


def _of_year(plan: Plan) -> Iterator[Figure]:
    yield Figure("year", "năm kế hoạch", str(plan.year))
    yield Figure("year.before", "năm trước", str(plan.year - 1))


def _of_plan(plan: Plan) -> Iterator[Figure]:
    """What the plan itself states once: figures from elsewhere, and the days reports are due."""
    for fact in plan.facts.all():
        yield Figure(f"fact:{fact.key}", fact.label, fact.value)
    for duty in plan.duties.exclude(key=""):
        day = UNKNOWN if duty.due_on is None else _day(duty.due_on)
        yield Figure(f"due:{duty.key}", f"hạn: {duty.what}", day)


def _day(day: date) -> str:
    """10 tháng 6 năm 2021, after the word ngày that stands in the text."""
    return date_in_words(day, year=day.year).removeprefix("ngày ")


def _of_targets(plan: Plan) -> Iterator[Figure]:
    line = _line(plan)
    now, planned = line.baseline, line.planned
    yield _count("households.now", "tổng số hộ năm trước", now.households)
    yield _count("households.planned", "tổng số hộ dự kiến", planned.households)
    yield _count("minority_households.now", "hộ DTTS năm trước", now.minority)
    yield _count("minority_households.planned", "hộ DTTS dự kiến", planned.minority)
    totals = counts.household_totals([plan.unit], plan.year - 1)[plan.unit_id]
    yield _count("persons.now", "nhân khẩu năm trước", totals.persons)
    poor, minority = now.counts.get(Measure.POOR), now.counts.get(Measure.MINORITY)
    label = "tỷ lệ hộ DTTS trong hộ nghèo năm trước (%)"
    yield _rate("minority.share.now", label, rate(minority, poor))
    near_poor = now.counts.get(Measure.NEAR_POOR)
    both = None if poor is None or near_poor is None else poor + near_poor
    yield _count("both.now", "hộ nghèo và hộ cận nghèo năm trước", both)
    label = "tỷ lệ hộ nghèo và hộ cận nghèo năm trước (%)"
    yield _rate("both.rate.now", label, rate(both, now.households))
    for name, measure in _GROUPS.items():
        words = _WORDS[name]
        yield _count(f"{name}.now", f"{words} năm trước", now.counts.get(measure))
        yield _rate(f"{name}.rate.now", f"tỷ lệ {words} năm trước (%)", now.rate(measure))
        yield _count(f"{name}.planned", f"{words} cuối năm kế hoạch", planned.counts.get(measure))
        planned_rate = planned.rate(measure)
        yield _rate(f"{name}.rate.planned", f"tỷ lệ {words} cuối năm kế hoạch (%)", planned_rate)
        yield _count(f"{name}.decrease", f"số {words} giảm", line.decrease(measure))
        fall = line.planned_reduction(measure)
        yield _rate(f"{name}.rate.reduction", f"mức giảm tỷ lệ {words} (%)", fall)


def _line(plan: Plan) -> figures.Line:
    """The unit as a whole: the total line of its table of targets."""
    standard = figures.standard_for(plan.unit, plan.year)
    empty = figures.Period(None, None, {})
    if standard is None:
        return figures.Line(None, empty, empty, empty)
    names = [measure.value for measure in _GROUPS.values()]
    return figures.total_of(figures.lines(plan.unit, plan.year, standard, measures=names))


def _of_goals(plan: Plan) -> Iterator[Figure]:
    sheet = TargetSheet.objects.filter(unit=plan.unit, year=plan.year).first()
    for goal in sheet.goals.all() if sheet else ():
        text = vietnamese(goal.target_value, goal.decimals)
        yield Figure(f"goal:{goal.code}", goal.label, text)


def _of_budget(plan: Plan) -> Iterator[Figure]:
    """The plan's own money, and under the same names with .before that of the year before."""
    yield from _money(plan, "", "")
    before = Plan.objects.of(plan.unit, plan.year - 1)
    if before:
        yield from _money(before, ".before", f" năm {before.year}")


def _money(plan: Plan, suffix: str, year: str) -> Iterator[Figure]:
    budget = budgets.read(plan)

    def figure(name: str, label: str, items: list[Sum]) -> Figure:
        shown = show_amount(total(items), Scale.MILLION) if budget.sums else UNKNOWN
        return Figure(f"budget.{name}", f"{label}{year} (triệu đồng)", shown)

    def of_kind(items: list[Sum], kind: str) -> list[Sum]:
        return [item for item in items if item.column.capital_kind == kind]

    state = [item for item in budget.sums if item.column.is_state]
    yield figure(f"total{suffix}", "tổng kinh phí", budget.sums)
    yield figure(f"state{suffix}", "ngân sách nhà nước", state)
    for kind in CapitalKind:
        label = f"vốn {kind.label.lower()}"
        yield figure(f"{kind.value}{suffix}", label, of_kind(state, kind))
    for source in Source:
        chosen = [item for item in budget.sums if item.column.source == source]
        yield figure(f"{source.value}{suffix}", source.label.lower(), chosen)
    for component in budget.components:
        if inside := under(state, component.pk):
            code, label = component.code, f"dự án {component.code}"
            yield figure(f"component{suffix}:{code}", label, inside)
            for kind in CapitalKind:
                name = f"{kind.value}{suffix}:{code}"
                yield figure(name, f"{label}, vốn {kind.label.lower()}", of_kind(inside, kind))


def _of_lists(plan: Plan) -> Iterator[Figure]:
    rows = Registration.objects.in_unit(plan.unit).filter(year=plan.year)
    able = rows.filter(kind=RegistrationKind.ABLE).count()
    unable = rows.filter(kind=RegistrationKind.UNABLE).count()
    yield _count("registered.able", "hộ đăng ký thoát nghèo", able)
    yield _count("registered.unable", "hộ không có khả năng thoát nghèo", unable)
