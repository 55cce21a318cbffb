"""Live figures: what a placeholder in a plan's text stands for, computed and never typed.

"now" is the year before the plan's, "planned" the end of its year; amounts are in million đồng.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from households import counts, tallies
from households.basis import OPENING
from households.models import Standard
from households.querysets import POOR_OR_NEAR_POOR
from plans import live_budget, live_results
from plans.models import Plan
from plans.typed import show_figure
from povertyplan.documents.letterhead import date_in_words
from povertyplan.numbers import rate, round_half_up, total, vietnamese
from povertyplan.units.models import Unit
from targets import figures, goals
from targets.enums import Measure, RegistrationKind
from targets.models import Goal, Registration, TargetSheet

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
        *_of_results(plan),
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
    standard = figures.standard_for(plan.unit, plan.year)
    line = _line(plan.unit, plan.year, standard)
    now, planned = line.baseline, line.planned
    yield from _of_shares(plan, now, standard)
    yield from _of_last_year(plan)
    yield _count("households.now", "tổng số hộ năm trước", now.households)
    yield _count("households.planned", "tổng số hộ dự kiến", planned.households)
    yield _count("minority_households.now", "hộ DTTS năm trước", now.minority)
    yield _count("minority_households.planned", "hộ DTTS dự kiến", planned.minority)
    totals = counts.household_totals([plan.unit], plan.year - 1)[plan.unit_id]
    yield _count("persons.now", "nhân khẩu năm trước", totals.persons)
    yield _count("both.now", "hộ nghèo và hộ cận nghèo năm trước", _both(now))
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


def _of_shares(plan: Plan, now: figures.Period, standard: Standard | None) -> Iterator[Figure]:
    """How many of the poor are of minorities; and what share all households in need are."""
    share = rate(now.counts.get(Measure.MINORITY), now.counts.get(Measure.POOR))
    yield _rate("minority.share.now", "tỷ lệ hộ DTTS trong hộ nghèo năm trước (%)", share)
    label = "tỷ lệ hộ nghèo và hộ cận nghèo năm trước (%)"
    yield _rate("both.rate.now", label, rate(_both(now), now.households))
    label = "hộ DTTS trong số hộ nghèo, hộ cận nghèo năm trước (%)"
    yield _rate("both.minority_share.now", label, _minority_of_both(plan, standard))


def _both(now: figures.Period) -> int | None:
    return total(now.counts.get(measure) for measure in (Measure.POOR, Measure.NEAR_POOR))


def _minority_of_both(plan: Plan, standard: Standard | None) -> Fraction | None:
    unit, year = plan.unit, plan.year - 1
    tally = tallies.tally([unit], year, standard, basis=OPENING)[unit.pk]
    if tally is None:
        return None
    both = tally.where(lambda group: group["household_class"] in POOR_OR_NEAR_POOR)
    return rate(both.of(is_minority=True).households, both.households)


def _of_last_year(plan: Plan) -> Iterator[Figure]:
    """The poor households with which the year before the plan's began."""
    year = plan.year - 2
    standard = figures.standard_for(plan.unit, plan.year - 1)
    before = _line(plan.unit, plan.year - 1, standard).baseline
    poor = before.counts.get(Measure.POOR)
    yield _count(f"poor.at:{year}", f"hộ nghèo cuối năm {year}", poor)
    share = before.rate(Measure.POOR)
    yield _rate(f"poor.rate.at:{year}", f"tỷ lệ hộ nghèo cuối năm {year} (%)", share)


def _line(unit: Unit, year: int, standard: Standard | None) -> figures.Line:
    """The unit as a whole: the total line of its table of targets."""
    empty = figures.Period(None, None, {})
    if standard is None:
        return figures.Line(None, empty, empty, empty)
    names = [measure.value for measure in _GROUPS.values()]
    return figures.total_of(figures.lines(unit, year, standard, measures=names))


def _of_goals(plan: Plan) -> Iterator[Figure]:
    sheet = TargetSheet.objects.filter(unit=plan.unit, year=plan.year).first()
    for goal in goals.read(sheet) if sheet else ():
        yield Figure(f"goal:{goal.code}", goal.label, _goal(goal, goal.target_value))
        if goal.baseline is not None:
            before = f"{goal.label}, năm trước"
            yield Figure(f"goal.before:{goal.code}", before, _goal(goal, goal.baseline))
            rise = f"{goal.label}, so với năm trước"
            yield Figure(f"goal.increase:{goal.code}", rise, _goal(goal, goal.change))


def _goal(goal: Goal, value) -> str:
    """A typed figure with the decimals it has; a computed share with two."""
    if goal.denominator and value.denominator != 1:
        return vietnamese(value, goal.decimals)
    return show_figure(round_half_up(value, 2))


def _of_budget(plan: Plan) -> Iterator[Figure]:
    for name, label, text in live_budget.rows(plan):
        yield Figure(name, label, UNKNOWN if text is None else text)


def _of_results(plan: Plan) -> Iterator[Figure]:
    for name, label, text in live_results.rows(plan):
        yield Figure(name, label, UNKNOWN if text is None else text)


def _of_lists(plan: Plan) -> Iterator[Figure]:
    rows = Registration.objects.in_unit(plan.unit).filter(year=plan.year)
    able = rows.filter(kind=RegistrationKind.ABLE).count()
    unable = rows.filter(kind=RegistrationKind.UNABLE).count()
    yield _count("registered.able", "hộ đăng ký thoát nghèo", able)
    yield _count("registered.unable", "hộ không có khả năng thoát nghèo", unable)
