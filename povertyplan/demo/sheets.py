"""The target sheets of 2021: the district's as printed, and two of communes."""

from collections.abc import Sequence

from households.counts import PoorCount, count_poor
from households.models import Standard
from povertyplan.accounts.models import User
from povertyplan.demo import source
from povertyplan.demo.shares import divide
from povertyplan.demo.villages import Village
from povertyplan.units.models import Unit
from targets import actions
from targets.enums import Measure
from targets.models import TargetSheet
from targets.rules import HOUSEHOLDS, MINORITY_HOUSEHOLDS

_YEAR = str(source.PLAN_YEAR)


def hand_down(district: Unit, communes: dict[str, Unit], *, by: User, approved_by: User) -> None:
    """The district's sheet: the printed targets of the communes, approved by the province."""
    figures = {communes[row["code"]].pk: _printed(row) for row in source.figures()["communes"]}
    sheet = _fill_in(district, figures, by=by)
    sheet = actions.move(sheet=sheet, name="submit", by=by)
    actions.move(sheet=sheet, name="approve", by=approved_by)


def begin_province(district: Unit, *, by: User) -> None:
    """The province's sheet, just begun: it holds what this district has been given."""
    rows = [_printed(row) for row in source.figures()["communes"]]
    figures = {field: sum(row[field] for row in rows) for field in rows[0]}
    _fill_in(district.parent, {district.pk: figures}, by=by)


def _printed(row: dict) -> dict[str, int]:
    return {
        HOUSEHOLDS: row["households"][_YEAR],
        MINORITY_HOUSEHOLDS: row["minority_households"][_YEAR],
        Measure.POOR: row["poor"][_YEAR],
        Measure.MINORITY: row["minority_poor"][_YEAR],
        **dict(zip(source.figures()["indicators"], row["deprived"][_YEAR], strict=True)),
    }


def submit(code: str, villages: list[Village], standard: Standard, *, by: User) -> None:
    """The sheet of a commune that divides exactly what it was given, waiting for approval."""
    sheet = _fill_in(villages[0].unit.parent, _by_village(code, villages, standard), by=by)
    actions.move(sheet=sheet, name="submit", by=by)


def begin(code: str, villages: list[Village], standard: Standard, *, by: User) -> None:
    """The sheet of a commune that is still being filled in: the last village has no targets."""
    figures = _by_village(code, villages, standard)
    last = figures[villages[-1].unit.pk]
    projections = (HOUSEHOLDS, MINORITY_HOUSEHOLDS)
    figures[villages[-1].unit.pk] = {field: last[field] for field in projections}
    _fill_in(villages[0].unit.parent, figures, by=by)


def _fill_in(unit: Unit, figures: dict[int, dict[str, int]], *, by: User) -> TargetSheet:
    sheet = actions.start(unit=unit, year=source.PLAN_YEAR, by=by)
    entries = [
        actions.Entry(unit_id, field, value)
        for unit_id, row in figures.items()
        for field, value in row.items()
    ]
    return actions.fill_in(sheet=sheet, entries=entries, version=sheet.version, by=by)


def _by_village(code: str, villages: list[Village], standard: Standard) -> dict[int, dict]:
    """What the commune was given, divided so that nothing rises in any village."""
    given = next(_printed(row) for row in source.figures()["communes"] if row["code"] == code)
    counts = count_poor([village.unit for village in villages], source.YEARS[-1], standard)
    baselines = [counts[village.unit.pk] for village in villages]
    columns = _divide_measures(given, baselines)
    for is_minority, field in ((True, MINORITY_HOUSEHOLDS), (None, HOUSEHOLDS)):
        columns[field] = [_projected(village, is_minority) for village in villages]
    return {
        village.unit.pk: {field: values[place] for field, values in columns.items()}
        for place, village in enumerate(villages)
    }


def _projected(village: Village, is_minority: bool | None) -> int:
    households = village.households[source.PLAN_YEAR]
    return sum(households.values()) if is_minority is None else households[is_minority]


def _divide_measures(given: dict, baselines: Sequence[PoorCount]) -> dict[str, list[int]]:
    """Each measure by village: no more than now, and no deprivation beyond the poor households."""
    minority = _divide(given[Measure.MINORITY], [now.minority for now in baselines])
    others = _divide(
        given[Measure.POOR] - given[Measure.MINORITY],
        [now.households - now.minority for now in baselines],
    )
    poor = [sum(pair) for pair in zip(minority, others, strict=True)]
    columns = {Measure.POOR: poor, Measure.MINORITY: minority}
    for code in source.figures()["indicators"]:
        now = [baseline.deprived[code] for baseline in baselines]
        caps = [min(pair) for pair in zip(now, poor, strict=True)]
        columns[code] = divide(given[code], now, caps)
    return columns


def _divide(total: int, now: list[int]) -> list[int]:
    return divide(total, now, now)
