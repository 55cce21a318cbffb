"""The figures of a target sheet, computed: counts of three years, rates, reductions, totals.

The page and the checks before submission `read` a sheet, the printed tables its `lines`.
A target starts from who was poor when its year began: under the standard with which it opened.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from fractions import Fraction

from households import counts, tallies
from households.basis import OFFICIAL, OPENING
from households.enums import HouseholdClass
from households.models import Round, Standard
from povertyplan.approval import ApprovalState
from povertyplan.numbers import difference, rate, total
from povertyplan.units.models import Unit
from targets.enums import GROUPS, Measure, Projection
from targets.models import TargetRow, TargetSheet
from targets.rules import HOUSEHOLDS, MINORITY_HOUSEHOLDS, PERSONS, projected

# What a review says of a household, by the group that it then belongs to.
_OF_GROUP = {
    Measure.SOCIAL_PROTECTION: "is_social_protection",
    Measure.NO_LABOUR: "has_no_labour",
}


@dataclass(frozen=True)
class Period:
    """One unit in one year: households, minority households, and the count of every measure."""

    households: int | None
    minority: int | None
    counts: dict[str, int | None]

    def rate(self, measure: str) -> Fraction | None:
        """The measure in per cent: of all households, of minority ones, or of the poor.

        A deprivation or a group is a rate of the poor households of the same year.
        """
        bases = {
            Measure.POOR: self.households,
            Measure.NEAR_POOR: self.households,
            Measure.MINORITY: self.minority,
        }
        base = bases[measure] if measure in bases else self.counts.get(Measure.POOR)
        return rate(self.counts.get(measure), base)


@dataclass(frozen=True)
class Line:
    """A child unit (None for the total) in the year before, the baseline and the plan year."""

    unit: Unit | None
    previous: Period
    baseline: Period
    planned: Period

    def baseline_reduction(self, measure: str) -> Fraction | None:
        """By how many points the rate fell in the baseline year, from unrounded rates."""
        return difference(self.previous.rate(measure), self.baseline.rate(measure))

    def planned_reduction(self, measure: str) -> Fraction | None:
        """By how many points the rate is to fall in the plan year, from unrounded rates."""
        return difference(self.baseline.rate(measure), self.planned.rate(measure))

    def decrease(self, measure: str) -> int | None:
        """By how many households the count is to fall in the plan year."""
        return difference(self.baseline.counts.get(measure), self.planned.counts.get(measure))


@dataclass(frozen=True)
class Reading:
    """A sheet read once: its lines and their total, what was handed down, what is offered.

    `typed` are the figures as they were filled in, by child unit.
    """

    sheet: TargetSheet
    typed: dict[int, Period]
    lines: list[Line]
    whole: Line
    handed_down: Period | None
    offered: Period | None


def read(sheet: TargetSheet, typed: dict[int, Period] | None = None) -> Reading:
    """The sheet with its stored figures, or with those `typed` on a screen."""
    typed = stored(sheet) if typed is None else typed
    children = list(Unit.objects.children_of(sheet.unit, year=sheet.year))
    rows = _lines(children, sheet.year, sheet.standard, sheet.measures, sheet, typed)
    return Reading(sheet, typed, rows, total_of(rows), handed_down(sheet), offered(sheet))


def standard_for(unit: Unit, year: int) -> Standard | None:
    """The standard with which `year` opened: of the reviews before it, else of the unit's sheet."""
    if counted := counts.opening_standard_of(unit, year):
        return counted
    sheets = TargetSheet.objects.filter(unit=unit, year=year).select_related("standard")
    sheet = sheets.first()
    return sheet.standard if sheet else None


def lines(
    unit: Unit, year: int, standard: Standard, *, measures: list[str] | None = None
) -> list[Line]:
    """The child units of `unit` in the printed order, as far as their figures are known.

    `measures` is what is counted, by default what every sheet has.
    """
    children = list(Unit.objects.children_of(unit, year=year))
    names = _printed_measures(standard) if measures is None else measures
    sheet = TargetSheet.objects.with_rows().filter(unit=unit, year=year).first()
    planned = _planned(sheet, children, year, names)
    return _lines(children, year, standard, names, sheet, planned)


def _lines(children, year, standard, names, sheet, planned) -> list[Line]:
    """The lines of `children` with their `planned` figures; `sheet` is their parent's, if any."""
    rows = {row.unit_id: row for row in sheet.rows.all()} if sheet else {}
    previous = _counted(children, year - 2, standard, names)
    counted = _counted(children, year - 1, standard, names)
    baseline = {pk: _completed(period, rows.get(pk)) for pk, period in counted.items()}
    empty = period_of(None, names)
    return [
        Line(
            child,
            previous[child.pk],
            baseline[child.pk],
            _projected(sheet, planned.get(child.pk, empty), baseline[child.pk]),
        )
        for child in children
    ]


def total_of(rows: Iterable[Line]) -> Line:
    """The sums of the counts; its rates follow from the sums."""
    rows = list(rows)
    return Line(
        None,
        _sum([row.previous for row in rows]),
        _sum([row.baseline for row in rows]),
        _sum([row.planned for row in rows]),
    )


def handed_down(sheet: TargetSheet) -> Period | None:
    """What the sheet of the unit above that is in force sets for the unit of `sheet`.

    While the unit above revises its sheet, its figures of before the revision stay in force.
    None when there is nothing.
    """
    above = TargetSheet.objects.in_force().with_rows()
    parent = above.filter(unit=sheet.unit.parent, year=sheet.year).first()
    if parent is None:
        return None
    return _in_force([parent], sheet.measures)[parent.pk].get(sheet.unit_id)


def offered(sheet: TargetSheet) -> Period | None:
    """What the unit above means to hand down; it is not final, and another may be proposed."""
    row = offered_row(sheet)
    return period_of(row, sheet.measures) if row else None


def offered_row(sheet: TargetSheet) -> TargetRow | None:
    """The row of the unit of `sheet` on the sheet above, as long as that is not approved."""
    rows = TargetRow.objects.filter(
        unit=sheet.unit, sheet__year=sheet.year, sheet__unit=sheet.unit.parent
    ).exclude(sheet__state=ApprovalState.APPROVED)
    return rows.select_related("sheet__unit__kind").prefetch_related("figures").first()


def period_of(row: TargetRow | None, names: list[str]) -> Period:
    """A row of a sheet as a period; unknown where nothing is filled in."""
    if row is None:
        return Period(None, None, dict.fromkeys(names))
    figures = {figure.measure: figure.planned for figure in row.figures.all()}
    return Period(
        row.projected_households,
        row.projected_minority_households,
        {name: figures.get(name) for name in names},
    )


def stored(sheet: TargetSheet) -> dict[int, Period]:
    """The rows of a sheet as they were typed, by child unit."""
    return {row.unit_id: period_of(row, sheet.measures) for row in sheet.rows.all()}


def counted_baseline(sheet: TargetSheet, names: list[str]) -> dict[int, Period]:
    """What the reviews and the yearly figures of the year before tell, without what was typed."""
    children = list(Unit.objects.children_of(sheet.unit, year=sheet.year))
    return _counted(children, sheet.baseline_year, sheet.standard, names)


def results(sheet: TargetSheet) -> Period:
    """What became of the targets at the end of the sheet's year, as far as it is known.

    Counted from the official results of the year under the sheet's standard, once its rounds are
    closed: those of a round that goes on are a part of the whole. What cannot be counted is the
    baseline that was typed for the year after, under the same standard.
    """
    children = list(Unit.objects.children_of(sheet.unit, year=sheet.year))
    counted = _counted(children, sheet.year, sheet.standard, sheet.measures, OFFICIAL)
    rounds = Round.objects.periodic().open().filter(year=sheet.year)
    if rounds.overlapping(sheet.unit).exists():
        unknown = dict.fromkeys(sheet.measures)
        counted = {pk: replace(period, counts=unknown) for pk, period in counted.items()}
    after = TargetSheet.objects.filter(
        unit=sheet.unit, year=sheet.year + 1, standard=sheet.standard_id
    ).with_rows()
    rows = {row.unit_id: row for found in after for row in found.rows.all()}
    return _sum([_completed(period, rows.get(pk)) for pk, period in counted.items()])


def _group_counts(units, year, standard, basis) -> dict[int, dict[str, int]]:
    """The poor households of each group by unit, as the reviews of `year` tell them."""
    found = tallies.tally(
        units,
        year,
        standard,
        basis=basis,
        by=_OF_GROUP.values(),
        household_class=HouseholdClass.POOR,
    )
    return {
        pk: {group: part.of(**{column: True}).households for group, column in _OF_GROUP.items()}
        for pk, part in found.items()
        if part
    }


def _printed_measures(standard: Standard) -> list[str]:
    """What the appendices print of every sheet under `standard`."""
    codes = [item.code for item in standard.rules().indicators]
    return [Measure.POOR.value, Measure.MINORITY.value, *codes]


def _counted(children, year, standard, names, basis=OPENING) -> dict[int, Period]:
    poor = counts.count_poor(children, year, standard, basis)
    near_poor = _near_poor(children, year, standard, basis) if Measure.NEAR_POOR in names else {}
    groups = _group_counts(children, year, standard, basis) if set(GROUPS) & set(names) else {}
    totals = counts.household_totals(children, year)
    return {
        child.pk: Period(
            totals[child.pk].households,
            totals[child.pk].minority,
            {
                name: {**near_poor.get(child.pk, {}), **groups.get(child.pk, {})}.get(name, value)
                for name, value in _by_measure(poor[child.pk], names).items()
            },
        )
        for child in children
    }


def _near_poor(children, year, standard, basis) -> dict[int, dict[str, int]]:
    near_poor = HouseholdClass.NEAR_POOR
    found = tallies.tally(children, year, standard, basis=basis, household_class=near_poor)
    return {pk: {Measure.NEAR_POOR: part.households} for pk, part in found.items() if part}


def _by_measure(count: counts.PoorCount | None, names: list[str]) -> dict[str, int | None]:
    if count is None:
        return dict.fromkeys(names)
    known = {
        Measure.POOR: count.households,
        Measure.MINORITY: count.minority,
        PERSONS: count.persons,
    }
    unknown = {Measure.NEAR_POOR, *GROUPS}
    return {
        name: None if name in unknown else known.get(name, count.deprived[name]) for name in names
    }


def _completed(period: Period, row: TargetRow | None) -> Period:
    """A counted period with typed figures where nothing could be counted."""
    typed = {item.field: item.count for item in row.baselines.all()} if row else {}
    if not typed:
        return period
    return Period(
        _known(period.households, typed.get(HOUSEHOLDS)),
        _known(period.minority, typed.get(MINORITY_HOUSEHOLDS)),
        {name: _known(value, typed.get(name)) for name, value in period.counts.items()},
    )


def _known(counted: int | None, typed: int | None) -> int | None:
    return typed if counted is None else counted


def _planned(sheet, children, year, names) -> dict[int, Period]:
    """The unit's own sheet; where it is empty, the sums of the children's sheets in force.

    While the sheet is revised, its figures of before the revision stay in force.
    """
    empty = period_of(None, names)
    if sheet and sheet.is_under_revision:
        rows = before_revision(sheet, names)
    else:
        rows = {row.unit_id: period_of(row, names) for row in sheet.rows.all()} if sheet else {}
    own = {pk: period for pk, period in rows.items() if period != empty}
    missing = [child for child in children if child.pk not in own]
    below = list(TargetSheet.objects.in_force().with_rows().filter(unit__in=missing, year=year))
    in_force = _in_force(below, names)
    sums = {sheet.unit_id: _sum(list(in_force[sheet.pk].values())) for sheet in below}
    return {child.pk: own.get(child.pk) or sums.get(child.pk) or empty for child in children}


def _in_force(sheets: list[TargetSheet], names: list[str]) -> dict[int, dict[int, Period]]:
    """What sheets in force set for their child units: approved now, or before their revision."""
    approved = [sheet for sheet in sheets if sheet.state == ApprovalState.APPROVED]
    before = _baseline_households(approved)
    found = {
        sheet.pk: {
            row.unit_id: _projected(
                sheet,
                period_of(row, names),
                _completed(before.get(row.unit_id, period_of(None, [])), row),
            )
            for row in sheet.rows.all()
        }
        for sheet in approved
    }
    revised = {s.pk: before_revision(s, names) for s in sheets if s.pk not in found}
    return found | revised


def before_revision(sheet: TargetSheet, names: list[str], number: int | None = None):
    """The figures by child unit as they stood before the revision `number`, or the latest one."""
    revisions = sheet.revisions.prefetch_related("figures")
    revision = (revisions.filter(number=number) if number else revisions).last()
    values = defaultdict(dict)
    for figure in revision.figures.all():
        values[figure.unit_id][figure.field] = figure.value
    return {
        unit: Period(
            row.get(HOUSEHOLDS), row.get(MINORITY_HOUSEHOLDS), {n: row.get(n) for n in names}
        )
        for unit, row in values.items()
    }


def _baseline_households(sheets: list[TargetSheet]) -> dict[int, Period]:
    """All households of the year before, of the child units of sheets that project from them."""
    by_level = defaultdict(list)
    for sheet in sheets:
        if sheet.projection != Projection.PER_UNIT:
            for row in sheet.rows.all():
                by_level[row.unit.level].append(row.unit)
    year = sheets[0].baseline_year if by_level else 0
    return {
        pk: Period(totals.households, totals.minority, {})
        for units in by_level.values()
        for pk, totals in counts.household_totals(units, year).items()
    }


def _projected(sheet: TargetSheet | None, planned: Period, baseline: Period) -> Period:
    """The plan with its households foreseen where no figure was typed for the unit."""
    if sheet is None or sheet.projection == Projection.PER_UNIT:
        return planned
    mode, growth = sheet.projection, sheet.growth_percent
    return replace(
        planned,
        households=_known(planned.households, projected(mode, growth, baseline.households)),
        minority=_known(planned.minority, projected(mode, growth, baseline.minority)),
    )


def _sum(periods: list[Period]) -> Period:
    names = periods[0].counts if periods else ()
    return Period(
        total(period.households for period in periods),
        total(period.minority for period in periods),
        {name: total(period.counts[name] for period in periods) for name in names},
    )
