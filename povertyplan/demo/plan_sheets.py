"""The target sheets of the other plans, as printed, filled in, submitted and approved.

Where the households stand here, the baseline is counted from them; where a plan tells of a whole
province or district, it is typed, with its source.
"""

from decimal import Decimal

from povertyplan.accounts.models import User
from povertyplan.demo import source
from povertyplan.demo.communes import Commune
from povertyplan.demo.shares import divide
from povertyplan.units.models import Unit
from targets import actions
from targets.actions import goals
from targets.enums import GoalKind, Measure, Projection
from targets.models import Goal, TargetSheet
from targets.rules import HOUSEHOLDS, PERSONS

_POOR, _NEAR, _SOCIAL = Measure.POOR, Measure.NEAR_POOR, Measure.SOCIAL_PROTECTION
# A plan of one column of targets, the poor, and households as the plan has them.
_PLAIN = {"has_minority": False, "has_near_poor": False, "has_indicators": False}
_POINTS = "điểm phần trăm"
_KINDS = {"%": GoalKind.RATE, _POINTS: GoalKind.NUMBER}


def of_villages(plan: str, commune: Commune, people: dict[str, User]) -> TargetSheet:
    """What a commune sets its villages: poor and near-poor households, as many households stay."""
    figures = source.figures_of(plan)
    setting = _PLAIN | {"has_near_poor": True, "projection": Projection.CONSTANT}
    left = {
        commune.villages[row["name"]].unit: {
            measure: row[measure.value] - row[f"planned_{measure.value}_decrease"]
            for measure in (_POOR, _NEAR)
        }
        for row in figures["villages"]
    }
    sheet = _begin(commune.unit, figures, setting, people)
    return _approve(_fill_in(sheet, left, people), figures, people)


def of_districts(province: Unit, people: dict[str, User]) -> TargetSheet:
    """What a province sets its districts, each with its own number of households to be."""
    figures = source.figures_of("thua_thien_hue")
    districts = {unit.code: unit for unit in _children(province, figures["plan_year"])}
    rows = [(districts[row["code"]], row) for row in figures["districts"]]
    baseline = {
        unit: {
            HOUSEHOLDS: row["households"],
            _POOR: row["poor"],
            PERSONS: row["poor_persons"],
            _SOCIAL: row["social_protection_poor"],
        }
        for unit, row in rows
    }
    planned = {
        unit: {
            HOUSEHOLDS: row["projected_households"],
            _POOR: row["poor"] - row["planned_decrease"],
        }
        for unit, row in rows
    }
    sheet = _begin(province, figures, _PLAIN, people)
    said = "Kết quả rà soát cuối năm 2020, phụ lục Kế hoạch số 129/KH-UBND ngày 02/4/2021"
    sheet = _type_baseline(sheet, baseline, said, people)
    return _approve(_fill_in(sheet, planned, people), figures, people)


def of_communes(district: Unit, people: dict[str, User]) -> None:
    """What a district set its communes in the year of its results, and what it proposes.

    The plan prints the whole district only; the division among the communes is invented, the same
    in every year.
    """
    figures = source.figures_of("ha_quang")
    poverty = figures["poverty"]
    communes = _children(district, figures["plan_year"])
    # From 16 to 31 parts each, in an order that means nothing.
    weights = [16 + 7 * place % 16 for place in range(len(communes))]
    households = dict(zip(communes, divide(poverty["households"], weights), strict=True))
    poor = {
        int(year): dict(zip(communes, divide(count, weights), strict=True))
        for year, count in poverty["poor"].items()
    }
    for year in (figures["result_year"], figures["plan_year"]):
        before = {
            unit: {HOUSEHOLDS: households[unit], _POOR: poor[year - 1][unit]} for unit in communes
        }
        setting = _PLAIN | {"projection": Projection.CONSTANT}
        sheet = _begin(district, figures, setting, people, year)
        said = "Số của toàn huyện trong kế hoạch đề xuất kinh phí năm 2023; phần mỗi xã là minh họa"
        sheet = _type_baseline(sheet, before, said, people)
        left = {unit: {_POOR: poor[year][unit]} for unit in communes}
        goals_of = figures if year == figures["plan_year"] else {"goals": []}
        _approve(_fill_in(sheet, left, people), goals_of, people)


def _children(unit: Unit, year: int) -> list[Unit]:
    return list(Unit.objects.children_of(unit, year=year))


def _begin(unit: Unit, figures: dict, setting: dict, people: dict, year: int = 0) -> TargetSheet:
    by, standard = people["officer"], source.standard(figures["standard"])
    year = year or figures["plan_year"]
    sheet = actions.start(unit=unit, year=year, by=by, standard=standard)
    return actions.set_up(sheet=sheet, version=sheet.version, by=by, **setting)


def _type_baseline(sheet: TargetSheet, rows: dict, said: str, people: dict) -> TargetSheet:
    return actions.type_baseline(
        sheet=sheet,
        entries=_entries(rows),
        source=said,
        version=sheet.version,
        by=people["officer"],
    )


def _fill_in(sheet: TargetSheet, rows: dict, people: dict) -> TargetSheet:
    return actions.fill_in(
        sheet=sheet, entries=_entries(rows), version=sheet.version, by=people["officer"]
    )


def _entries(rows: dict[Unit, dict]) -> list[actions.Entry]:
    return [
        actions.Entry(unit.pk, str(field), value)
        for unit, row in rows.items()
        for field, value in row.items()
    ]


def _approve(sheet: TargetSheet, figures: dict, people: dict[str, User]) -> TargetSheet:
    """Enter the goals, submit and approve."""
    for position, row in enumerate(figures["goals"], 1):
        goals.save(goal=goal_of(row, sheet, position), by=people["officer"])
    sheet = actions.move(sheet=sheet, name="submit", by=people["officer"])
    return actions.move(sheet=sheet, name="approve", by=people["above"])


def goal_of(row: dict, sheet: TargetSheet | None = None, position: int = 0) -> Goal:
    """A goal as the plan states it. A share has its per cent typed where nobody counted."""
    kind = GoalKind.SHARE if row["kind"] == "share" else _KINDS.get(row["unit"], GoalKind.NUMBER)
    before = row.get("before")
    return Goal(
        sheet=sheet,
        label=row["name"],
        kind=kind,
        measured_in=row["unit"],
        baseline=None if before is None else Decimal(before),
        target=Decimal(row["value"]),
        is_additive=row["unit"] != _POINTS and "mỗi" not in row["name"],
        position=position,
    )
