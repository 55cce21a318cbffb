"""The checks of a whole sheet, with the words for its fields."""

from targets import figures, goals, rules
from targets.enums import GROUPS, Measure, ProposalState
from targets.models import Proposal, TargetRow, TargetSheet
from targets.rules import HOUSEHOLDS, MINORITY_HOUSEHOLDS, PERSONS, Problem


def labels(sheet: TargetSheet) -> dict[str, str]:
    """The fields of a row that people fill in, in the order of the grid, with their names."""
    indicators = {
        item.code: f"Thiếu hụt {item.name[0].lower()}{item.name[1:]}"
        for item in sheet.standard.rules().indicators
    }
    names = dict(Measure.choices) | indicators
    minority = {MINORITY_HOUSEHOLDS: "Hộ DTTS dự kiến"} if sheet.has_minority else {}
    return {
        HOUSEHOLDS: "Tổng số hộ dự kiến",
        **minority,
        **{measure: names[measure] for measure in sheet.measures},
    }


def baseline_labels(sheet: TargetSheet) -> dict[str, str]:
    """The fields of the year before that may be typed where they cannot be counted."""
    return {
        **labels(sheet),
        HOUSEHOLDS: "Tổng số hộ",
        **({MINORITY_HOUSEHOLDS: "Hộ DTTS"} if sheet.has_minority else {}),
        Measure.NEAR_POOR.value: Measure.NEAR_POOR.label,
        PERSONS: "Khẩu nghèo",
        **{group.value: group.label for group in GROUPS},
    }


def values(row: TargetRow, sheet: TargetSheet) -> dict[str, int | None]:
    """The figures of a row by field, as they were typed."""
    return of_period(figures.period_of(row, sheet.measures))


def of_period(period: figures.Period) -> dict[str, int | None]:
    """A period as the fields of a row."""
    return {
        HOUSEHOLDS: period.households,
        MINORITY_HOUSEHOLDS: period.minority,
        **period.counts,
    }


def problems(reading: figures.Reading) -> list[Problem]:
    """Everything wrong or remarkable about the sheet as it was read."""
    sheet = reading.sheet
    names = labels(sheet)
    found = []
    for line in reading.lines:
        found += rules.check_row(
            line.unit.table_name,
            planned=of_period(line.planned),
            baseline=line.baseline.counts,
            labels=names,
        )
    if given := reading.handed_down:
        found += rules.check_against_parent(
            planned=reading.whole.planned.counts,
            handed_down=given.counts,
            labels={field: names[field] for field in given.counts},
            has_reason=bool(sheet.gap_reason),
        )
    return [*found, *_open_proposals(sheet), *goals.problems(sheet)]


def _open_proposals(sheet: TargetSheet) -> list[Problem]:
    waiting = Proposal.objects.filter(row__sheet=sheet, state=ProposalState.OPEN)
    return [
        Problem(proposal.row.unit.table_name, "Còn đề xuất chưa trả lời.", True)
        for proposal in waiting.select_related("row__unit__kind")
    ]


def to_period(values: dict[str, int | None]) -> figures.Period:
    """The fields of a row as a period."""
    measures = {field: value for field, value in values.items() if not is_projection(field)}
    return figures.Period(values[HOUSEHOLDS], values.get(MINORITY_HOUSEHOLDS), measures)


def is_projection(field: str) -> bool:
    """Whether `field` projects all households, rather than setting a target."""
    return field in (HOUSEHOLDS, MINORITY_HOUSEHOLDS)
