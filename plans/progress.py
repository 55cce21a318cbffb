"""What a progress report says: how far every target and every budget line has come.

Counts come from the reviews, marks from the registered households, money from the movements until
the last day of the period; only what none of them tells is typed. Values are exact.
"""

from collections import defaultdict
from dataclasses import asdict, dataclass
from datetime import timedelta
from fractions import Fraction

from plans import budgets
from plans.budgets import Budget, Cell
from plans.models import BudgetLine, ProgressEntry, ProgressReport
from plans.money import Balance, disbursement_rate
from plans.typed import show_figure
from povertyplan.numbers import difference, rate, round_half_up, vietnamese
from targets import checks, figures, goals
from targets.enums import GoalKind, Measure, Outcome
from targets.figures import Period
from targets.models import Goal, Registration, TargetSheet

Exact = Fraction | None
REGISTERED = "registered"
_DAY = timedelta(days=1)
STATE, WHOLE = "state", "whole"
_RATED = frozenset({Measure.POOR, Measure.NEAR_POOR, Measure.MINORITY})


def shown(value: Exact, decimals: int = 2) -> str:
    """A value with no more decimals than it has, at most `decimals`."""
    return "" if value is None else show_figure(round_half_up(value, decimals))


def two_places(value: Exact) -> str:
    """A rate as documents print it; empty when it is not known."""
    return vietnamese(value, 2)


def share(value: Exact) -> str:
    """How much of something is reached, in per cent: 95, or 92,82; empty when it is not known."""
    return "" if value is None else vietnamese(value, 0 if value.denominator == 1 else 2)


@dataclass(frozen=True)
class TargetLine:
    """A target with its result. `name` is what live figures call it: poor, goal:viec-lam-moi.

    `is_counted` when the data tell the result, so that nobody types it. The rates are those of a
    measure that has one, in per cent; `is_base` stands for all households, which are no target;
    `may_be_share` may be typed as its two numbers.
    """

    key: str
    name: str
    label: str
    measured_in: str
    baseline: Exact = None
    planned: Exact = None
    result: Exact = None
    baseline_rate: Exact = None
    planned_rate: Exact = None
    result_rate: Exact = None
    is_counted: bool = False
    is_base: bool = False
    is_whole: bool = False
    may_be_share: bool = False
    explanation: str = ""

    @property
    def is_fall(self) -> bool:
        """Whether the target is to have less than before."""
        return None not in (self.baseline, self.planned) and self.planned < self.baseline

    @property
    def decrease(self) -> Exact:
        """By how much the count has fallen since the year began."""
        return difference(self.baseline, self.result)

    @property
    def rate_reduction(self) -> Exact:
        """By how many points the rate has fallen since the year began."""
        return difference(self.baseline_rate, self.result_rate)

    @property
    def percent(self) -> Exact:
        """How much of the target is reached, in per cent: of the planned fall, or of the plan."""
        if self.is_base or self.result is None or self.planned is None:
            return None
        if self.is_fall:
            return 100 * self.decrease / (self.baseline - self.planned)
        is_count_to_fall = self.key.startswith("measure:")
        return None if is_count_to_fall or not self.planned else 100 * self.result / self.planned

    @property
    def must_be_told(self) -> bool:
        """Whether a report on the whole year owes a result or a reason: a single lack does not."""
        return self.name in _RATED or not self.key.startswith("measure:")

    @property
    def is_missed(self) -> bool:
        """Whether less is reached than was planned."""
        return self.percent is not None and self.percent < 100

    @property
    def texts(self) -> dict[str, str]:
        """What pages and tables show."""
        names = ("baseline", "planned", "result", "decrease")
        rates = ("baseline_rate", "planned_rate", "result_rate")
        return {name: shown(getattr(self, name)) for name in names} | {
            **{name: two_places(getattr(self, name)) for name in rates},
            "percent": share(self.percent),
        }


@dataclass(frozen=True)
class MoneyLine:
    """Money of a budget line, a component or the whole, in đồng, with what was done for it.

    `moved` is what was paid within the period, `disbursed` all that was paid until its last day.
    """

    key: str
    name: str
    label: str
    planned: int = 0
    available: int = 0
    disbursed: int = 0
    moved: int = 0
    estimate: int | None = None
    depth: int = 0
    measured_in: str = ""
    quantity: Exact = None
    done: Exact = None
    explanation: str = ""

    @property
    def remaining(self) -> int:
        return self.available - self.disbursed

    @property
    def rate(self) -> Exact:
        """Per cent of the money at hand that was paid out."""
        return disbursement_rate(self.disbursed, self.available)

    @property
    def estimated_rate(self) -> Exact:
        return None if self.estimate is None else disbursement_rate(self.estimate, self.available)

    @property
    def done_percent(self) -> Exact:
        return 100 * self.done / self.quantity if self.quantity and self.done is not None else None

    @property
    def texts(self) -> dict[str, str]:
        """What pages and tables show of the quantities and rates."""
        rates = ("rate", "estimated_rate", "done_percent")
        return {name: shown(getattr(self, name), 3) for name in ("quantity", "done")} | {
            name: share(getattr(self, name)) for name in rates
        }


@dataclass(frozen=True)
class Progress:
    """All that a report says in figures."""

    targets: list[TargetLine]
    lines: list[MoneyLine]
    components: list[MoneyLine]
    totals: list[MoneyLine]

    @property
    def state(self) -> MoneyLine | None:
        """The money of the state budget as a whole."""
        return next((line for line in self.totals if line.key == STATE), None)

    @property
    def to_fill_in(self) -> list[TargetLine | MoneyLine]:
        """The lines in which something may be typed."""
        return [*(line for line in self.targets if line.key != REGISTERED), *self.lines]

    def target(self, name: str) -> TargetLine | None:
        return next((line for line in self.targets if line.name == name), None)

    def as_data(self) -> dict:
        """The figures as a sent report keeps them: exact, as texts and whole numbers."""
        return {
            name: [_packed(asdict(line)) for line in getattr(self, name)]
            for name in ("targets", "lines", "components", "totals")
        }


def _packed(fields: dict) -> dict:
    return {k: str(v) if isinstance(v, Fraction) else v for k, v in fields.items()}


_EXACT = frozenset(
    {"baseline", "planned", "result", "baseline_rate", "planned_rate", "result_rate"}
    | {"quantity", "done"}
)


def from_data(data: dict) -> Progress:
    """The figures of a sent report."""

    def lines(name: str, kind) -> list:
        return [kind(**_unpacked(fields)) for fields in data[name]]

    return Progress(
        lines("targets", TargetLine),
        *(lines(name, MoneyLine) for name in ("lines", "components", "totals")),
    )


def _unpacked(fields: dict) -> dict:
    return {k: Fraction(v) if k in _EXACT and isinstance(v, str) else v for k, v in fields.items()}


def stated(report: ProgressReport) -> Progress:
    """What the report says: as it was sent, else as the data are now."""
    return from_data(report.statement) if report.statement else read(report)


def read(report: ProgressReport) -> Progress:
    """The report as the data are now, with what was typed where they tell nothing."""
    entries = {entry.key: entry for entry in report.entries.all()}
    budget = budgets.read(report.plan)
    return Progress(_targets(report, entries), *_money(report, budget, entries))


def sheet_of(report: ProgressReport) -> TargetSheet | None:
    """The target sheet whose targets the plan promises."""
    plan = report.plan
    return TargetSheet.objects.with_rows().filter(unit=plan.unit_id, year=plan.year).first()


def _targets(report: ProgressReport, entries: dict[str, ProgressEntry]) -> list[TargetLine]:
    sheet = sheet_of(report)
    found = [*_measures(report, sheet, entries)] if sheet else []
    found += _registered(report)
    promised = goals.promised(sheet) if sheet else ()
    return found + [_goal(own.pk, goal, entries.get(f"goal:{own.pk}")) for own, goal in promised]


def _measures(report: ProgressReport, sheet: TargetSheet, entries) -> list[TargetLine]:
    lines = figures.lines(sheet.unit, sheet.year, sheet.standard, measures=sheet.measures)
    whole = figures.total_of(lines)
    counted = figures.results(sheet) if report.covers_year_end else Period(None, None, {})
    known = checks.of_period(counted)
    names = checks.baseline_labels(sheet)
    typed = {name: entries.get(f"measure:{name}") for name in checks.labels(sheet)}
    results = {
        name: known.get(name) if known.get(name) is not None else _typed_count(entry)
        for name, entry in typed.items()
    }
    periods = (whole.baseline, whole.planned, checks.to_period(results))
    lines = []
    for name, entry in typed.items():
        values = [_exact(checks.of_period(period).get(name)) for period in periods]
        rates = [period.rate(name) if name in _RATED else None for period in periods]
        lines.append(
            TargetLine(
                f"measure:{name}",
                str(name),
                names[name],
                "hộ",
                *values,
                *rates,
                is_counted=known.get(name) is not None,
                is_base=checks.is_projection(name),
                is_whole=True,
                explanation=entry.explanation if entry else "",
            )
        )
    return lines


def _typed_count(entry: ProgressEntry | None) -> int | None:
    return None if entry is None or entry.result is None else int(entry.result)


def _exact(value) -> Exact:
    return None if value is None else Fraction(value)


def _registered(report: ProgressReport) -> list[TargetLine]:
    """The households registered to escape, and how many of them are marked to have reached it."""
    plan = report.plan
    rows = Registration.objects.in_unit(plan.unit).able().filter(year=plan.year)
    count = rows.count()
    if not count:
        return []
    reached = rows.filter(outcome=Outcome.REACHED).count()
    return [
        TargetLine(
            REGISTERED,
            REGISTERED,
            "Hộ đăng ký thoát nghèo được đánh giá đạt",
            "hộ",
            planned=Fraction(count),
            result=Fraction(reached),
            is_counted=True,
        )
    ]


def _goal(key: int, goal: Goal, entry: ProgressEntry | None) -> TargetLine:
    return TargetLine(
        f"goal:{key}",
        f"goal:{goal.code}",
        goal.label,
        goal.unit_of_measure,
        baseline=_exact(goal.baseline),
        planned=_exact(goal.target_value),
        result=None if entry is None else _typed(entry),
        is_whole=goal.kind == GoalKind.COUNT,
        may_be_share=goal.is_rate,
        explanation=entry.explanation if entry else "",
    )


def _typed(entry: ProgressEntry) -> Exact:
    return rate(entry.numerator, entry.denominator) if entry.denominator else _exact(entry.result)


def _money(report: ProgressReport, budget: Budget, entries):
    """The lines, the components and the totals of the budget at the end of the period."""
    cells = budgets.cells(budget, until=report.last_day)
    before = _paid_before(report, budget)
    rows: dict[int, list[Cell]] = {line.pk: [] for line in budget.lines}
    by_component: dict[int, list[Cell]] = defaultdict(list)
    for cell in cells:
        rows[cell.line.pk].append(cell)
        for component in budget.paths[cell.line.component_id] if cell.column.is_state else ():
            by_component[component].append(cell)
    lines = [_line(line, rows[line.pk], before, entries) for line in budget.lines]
    components = [
        _sum(
            f"component:{component.code}",
            component.code,
            f"{component.number}. {component.name}",
            by_component[component.pk],
            before,
            depth=len(budget.paths[component.pk]) - 1,
        )
        for component in budget.components
        if component.pk in by_component
    ]
    return lines, components, _totals(cells, before)


def _paid_before(report: ProgressReport, budget: Budget) -> dict[str, int]:
    """What was paid before the period began, by cell."""
    day = report.first_day - _DAY
    return {cell.key: cell.balance.disbursed for cell in budgets.cells(budget, until=day)}


def _totals(cells: list[Cell], before: dict[str, int]) -> list[MoneyLine]:
    state = [cell for cell in cells if cell.column.is_state]
    found = [_sum(STATE, "", "Ngân sách nhà nước", state, before)] if cells else []
    if len(state) < len(cells):
        found.append(_sum(WHOLE, "", "Cả vốn ngoài ngân sách", cells, before))
    return found


def _line(line: BudgetLine, cells: list[Cell], before, entries) -> MoneyLine:
    key = f"line:{line.pk}"
    entry = entries.get(key)
    place = f", {line.place.title}" if line.place else ""
    return _sum(
        key,
        line.component.code,
        f"{line.content}{place}",
        cells,
        before,
        measured_in=line.measure,
        quantity=_exact(line.quantity),
        done=None if entry is None else _exact(entry.result),
        explanation=entry.explanation if entry else "",
    )


def _sum(key: str, name: str, label: str, cells: list[Cell], before, **more) -> MoneyLine:
    balance: Balance = budgets.balance_of(cells)
    return MoneyLine(
        key,
        name,
        label,
        planned=balance.planned,
        available=balance.available,
        disbursed=balance.disbursed,
        moved=balance.disbursed - sum(before.get(cell.key, 0) for cell in cells),
        estimate=balance.estimate,
        **more,
    )
