"""R1: what the review of a year found, class by class, in households and in persons."""

from households.enums import HouseholdClass
from povertyplan.numbers import rate
from povertyplan.units.models import Unit
from reports.definition import Definition
from reports.links import reviews_behind
from reports.summary import NAMES, Line, Scope, name_cells, table_of
from reports.table import Cell, Column, Kind, Row, Table

# The class, the beginning of its keys, and its words for households and for persons.
_CLASSES = (
    (HouseholdClass.POOR, "poor", "Hộ nghèo", "Nhân khẩu hộ nghèo"),
    (HouseholdClass.NEAR_POOR, "near_poor", "Hộ cận nghèo", "Nhân khẩu hộ cận nghèo"),
    (
        HouseholdClass.AVERAGE,
        "average",
        "Hộ có mức sống trung bình",
        "Nhân khẩu hộ có mức sống trung bình",
    ),
)


def _build(definition: Definition, unit: Unit, year: int) -> Table:
    scope = Scope(unit, year)
    rows = [_row(index, line, scope) for index, line in enumerate(scope.lines, start=1)]
    return table_of(definition, scope, columns=_columns(), rows=rows, notes=_notes(scope))


def _notes(scope: Scope) -> list[str]:
    if not scope.lines or scope.lines[-1].totals.persons is not None:
        return []
    return [
        f"Chưa có đủ tổng số nhân khẩu năm {scope.year} của địa bàn: tỷ lệ theo nhân khẩu để trống."
    ]


def _columns() -> tuple[Column, ...]:
    pairs = [
        *((key, "", heading, "Số hộ", "1") for _, key, heading, _ in _CLASSES),
        *((key, "_persons", heading, "Số khẩu", "2") for _, key, _, heading in _CLASSES),
    ]
    return (
        *NAMES,
        Column("Tổng số hộ dân cư", key="households", kind=Kind.COUNT, width=8, formula="1"),
        Column("Tổng số nhân khẩu", key="persons", kind=Kind.COUNT, width=8, formula="2"),
        *(
            _pair(3 + 2 * place, f"{key}{ending}", heading, count, whole)
            for place, (key, ending, heading, count, whole) in enumerate(pairs)
        ),
    )


def _pair(number: int, key: str, heading: str, count: str, whole: str) -> Column:
    return Column(
        heading,
        children=(
            Column(count, key=key, kind=Kind.COUNT, width=7, formula=str(number)),
            Column(
                "Tỷ lệ (%)",
                key=f"{key}_rate",
                kind=Kind.RATE,
                decimals=2,
                width=7,
                formula=f"{number + 1}={number}/{whole}*100",
            ),
        ),
    )


def _row(index: int, line: Line, scope: Scope) -> Row:
    households, persons = [], []
    for kind, *_ in _CLASSES:
        found = line.tally and line.tally.of(household_class=kind)
        count, heads = (found.households, found.persons) if found else (None, None)
        link = reviews_behind(scope.place(line), scope.year, household_class=kind)
        households += [Cell(count, link=link), Cell(rate(count, line.totals.households))]
        persons += [Cell(heads), Cell(rate(heads, line.totals.persons))]
    totals = (Cell(line.totals.households), Cell(line.totals.persons))
    return Row(
        is_total=line.unit is None,
        cells=(*name_cells(index, line.unit), *totals, *households, *persons),
    )


DEFINITION = Definition(
    name="review-results",
    number="",
    title="Tổng hợp kết quả rà soát hộ nghèo, hộ cận nghèo",
    description="Hộ và nhân khẩu nghèo, cận nghèo, có mức sống trung bình; tỷ lệ từng đơn vị.",
    build=_build,
)
