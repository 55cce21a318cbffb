"""The checks of a whole sheet, with the words for its fields."""

from households.models import Standard
from targets import figures, rules
from targets.enums import Measure
from targets.models import TargetRow, TargetSheet
from targets.rules import HOUSEHOLDS, MINORITY_HOUSEHOLDS, Problem


def labels(standard: Standard) -> dict[str, str]:
    """The fields of a row that people fill in, in the order of the grid, with their names."""
    indicators = {
        item.code: f"Thiếu hụt {item.name[0].lower()}{item.name[1:]}"
        for item in standard.rules().indicators
    }
    return {
        HOUSEHOLDS: "Tổng số hộ dự kiến",
        MINORITY_HOUSEHOLDS: "Hộ DTTS dự kiến",
        Measure.POOR.value: Measure.POOR.label,
        Measure.MINORITY.value: Measure.MINORITY.label,
        **indicators,
    }


def values(row: TargetRow, standard: Standard) -> dict[str, int | None]:
    """The figures of a row by field."""
    return of_period(figures.period_of(row, figures.measures(standard)))


def of_period(period: figures.Period) -> dict[str, int | None]:
    """A period as the fields of a row."""
    return {
        HOUSEHOLDS: period.households,
        MINORITY_HOUSEHOLDS: period.minority,
        **period.counts,
    }


def problems(sheet: TargetSheet) -> list[Problem]:
    """Everything wrong or remarkable about the sheet as it is stored."""
    rows = figures.lines(sheet.unit, sheet.year, sheet.standard, figures.stored(sheet))
    names = labels(sheet.standard)
    found = []
    for line in rows:
        found += rules.check_row(
            line.unit.table_name,
            planned=of_period(line.planned),
            baseline=line.baseline.counts,
            labels=names,
        )
    given = figures.handed_down(sheet)
    if given:
        found += rules.check_against_parent(
            planned=figures.total_of(rows).planned.counts,
            handed_down=given.counts,
            labels={field: names[field] for field in given.counts},
        )
    return found


def to_period(values: dict[str, int | None]) -> figures.Period:
    """The fields of a row as a period."""
    measures = {field: value for field, value in values.items() if not is_projection(field)}
    return figures.Period(values[HOUSEHOLDS], values[MINORITY_HOUSEHOLDS], measures)


def is_projection(field: str) -> bool:
    """Whether `field` projects all households, rather than setting a target."""
    return field in (HOUSEHOLDS, MINORITY_HOUSEHOLDS)
