"""What stands behind the targets of a year: registered households, and what reviews say so far."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, F, Q
from django.db.models.functions import Coalesce

from households.enums import HouseholdClass, RoundKind
from households.models import Review
from households.tallies import area_column
from povertyplan.units.models import Unit
from targets import figures, rules
from targets.enums import Measure
from targets.models import Registration
from targets.rules import Progress


@dataclass(frozen=True)
class Place:
    """A child unit with its progress, and why it may miss its target."""

    unit: Unit
    progress: Progress
    risks: list[str]


def registered(units: Iterable[Unit], year: int) -> dict[int, Counter]:
    """The households registered to escape in `year`, by unit and measure. Units of one level.

    A poor household stands behind the targets of poor and, if it is one, of minority households,
    a near-poor one behind that of the near-poor; and behind every indicator that its planned
    measures meet.
    """
    units = list(units)
    found = {unit.pk: Counter() for unit in units}
    if not units:
        return found
    column = _column(units)
    rows = Registration.objects.able().filter(year=year, **{f"{column}__in": units})
    rows = rows.with_classes().values_list(
        column, "class_before", "household__ethnicity__is_minority", "addresses"
    )
    for unit, class_before, is_minority, addresses in rows.order_by():
        found[unit].update(_measures(class_before, is_minority, addresses))
    return found


def _measures(class_before: str | None, is_minority: bool, addresses: list[str]) -> list[str]:
    if class_before == HouseholdClass.NEAR_POOR:
        return [Measure.NEAR_POOR.value]
    minority = [Measure.MINORITY.value] if is_minority else []
    return [Measure.POOR.value, *minority, *addresses]


def places(unit: Unit, year: int, day) -> list[Place]:
    """The child units of `unit` with their progress towards the targets of poor households."""
    standard = figures.standard_for(unit, year)
    if standard is None:
        return []
    lines = figures.lines(unit, year, standard, measures=[Measure.POOR])
    units = [line.unit for line in lines]
    behind, late = registered(units, year), _overdue(units, year, day)
    found = _found(units, year)
    made = []
    for line in lines:
        pk = line.unit.pk
        reviewed, escaped = found.get(pk, (0, 0))
        progress = Progress(
            planned=line.decrease(Measure.POOR),
            registered=behind[pk][Measure.POOR],
            overdue=late[pk],
            reviewed=reviewed,
            escaped=escaped,
        )
        made.append(Place(line.unit, progress, rules.risks(progress)))
    return made


def _overdue(units: list[Unit], year: int, day) -> Counter:
    if not units:
        return Counter()
    column = _column(units)
    rows = Registration.objects.overdue(day).filter(year=year, **{f"{column}__in": units})
    return Counter(rows.order_by().values_list(column, flat=True))


def _found(units: list[Unit], year: int) -> dict[int, tuple[int, int]]:
    """Of the poor of the year before: how many are reviewed so far, how many poor no more.

    Reviews count from the moment they have a class, approved or not.
    """
    if not units:
        return {}
    column = _column(units)
    reviews = Review.objects.active().filter(
        round__kind=RoundKind.PERIODIC, **{f"{column}__in": units}
    )
    before = reviews.filter(
        round__year=year - 1,
        results__standard=Coalesce("round__next_standard", "round__standard"),
        results__household_class=HouseholdClass.POOR,
    )
    now = reviews.filter(round__year=year, household__in=before.values("household")).with_result()
    rows = now.exclude(household_class="").order_by().values(unit=F(column))
    return {
        row["unit"]: (row["reviewed"], row["escaped"])
        for row in rows.annotate(
            reviewed=Count("pk"), escaped=Count("pk", filter=~Q(household_class="poor"))
        )
    }


def _column(units: list[Unit]) -> str:
    """The column of a registration or a review that names which of `units` it lies in."""
    return area_column(units).removeprefix("review__")
