"""The figures of a target sheet, computed: counts of three years, rates, reductions, totals.

The page, the printed tables and the checks before submission all read a sheet through `lines`.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from households import counts
from households.models import Standard
from povertyplan.approval import ApprovalState
from povertyplan.numbers import difference, rate, total
from povertyplan.units.models import Unit
from targets.enums import Measure
from targets.models import TargetRow, TargetSheet


@dataclass(frozen=True)
class Period:
    """One unit in one year: households, minority households, and the count of every measure."""

    households: int | None
    minority: int | None
    counts: dict[str, int | None]

    def rate(self, measure: str) -> Fraction | None:
        """The measure in per cent: of all households, of minority ones, or of the poor.

        A deprivation is a rate of the poor households of the same year.
        """
        bases = {Measure.POOR: self.households, Measure.MINORITY: self.minority}
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


def measures(standard: Standard) -> list[str]:
    """What a sheet sets targets for under `standard`."""
    return [*Measure.values, *(item.code for item in standard.rules().indicators)]


def lines(
    unit: Unit, year: int, standard: Standard, typed: dict[int, Period] | None = None
) -> list[Line]:
    """The child units of `unit` in the printed order, as far as their figures are known.

    `typed` gives the plan of each child as it stands on a screen, in place of the stored one.
    """
    children = list(Unit.objects.children_of(unit, year=year))
    names = measures(standard)
    previous = _counted(children, year - 2, standard, names)
    baseline = _counted(children, year - 1, standard, names)
    empty = period_of(None, names)
    planned = _planned(unit, children, year, names) if typed is None else typed
    return [
        Line(child, previous[child.pk], baseline[child.pk], planned.get(child.pk, empty))
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
    """What the approved sheet of the unit above sets for the unit of `sheet`; None if nothing."""
    row = (
        TargetRow.objects.filter(
            unit=sheet.unit,
            sheet__year=sheet.year,
            sheet__unit=sheet.unit.parent,
            sheet__state=ApprovalState.APPROVED,
        )
        .prefetch_related("figures")
        .first()
    )
    return period_of(row, measures(sheet.standard)) if row else None


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


def _counted(children, year, standard, names) -> dict[int, Period]:
    poor = counts.count_poor(children, year, standard)
    totals = counts.household_totals(children, year)
    return {
        child.pk: Period(
            totals[child.pk].households,
            totals[child.pk].minority,
            _by_measure(poor[child.pk], names),
        )
        for child in children
    }


def _by_measure(count: counts.PoorCount | None, names: list[str]) -> dict[str, int | None]:
    if count is None:
        return dict.fromkeys(names)
    known = {Measure.POOR: count.households, Measure.MINORITY: count.minority}
    return {name: known.get(name, count.deprived[name]) for name in names}


def _planned(unit, children, year, names) -> dict[int, Period]:
    """The unit's own sheet; where it is empty, the sums of the children's approved sheets."""
    sheet = TargetSheet.objects.with_rows().filter(unit=unit, year=year).first()
    empty = period_of(None, names)
    own = {pk: row for pk, row in stored(sheet).items() if row != empty} if sheet else {}
    below = TargetSheet.objects.approved().with_rows().filter(unit__in=children, year=year)
    sums = {
        child_sheet.unit_id: _sum([period_of(row, names) for row in child_sheet.rows.all()])
        for child_sheet in below
    }
    return {child.pk: own.get(child.pk) or sums.get(child.pk) or empty for child in children}


def stored(sheet: TargetSheet) -> dict[int, Period]:
    """The rows of a sheet as they stand, by child unit."""
    names = measures(sheet.standard)
    return {row.unit_id: period_of(row, names) for row in sheet.rows.all()}


def _sum(periods: list[Period]) -> Period:
    names = periods[0].counts if periods else ()
    return Period(
        total(period.households for period in periods),
        total(period.minority for period in periods),
        {name: total(period.counts[name] for period in periods) for name in names},
    )
