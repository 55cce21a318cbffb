"""R10: the causes of poverty of poor and near-poor households."""

from collections.abc import Iterator
from datetime import date

from households.enums import HouseholdClass, OptionKind
from households.models import Option
from povertyplan.numbers import vietnamese
from povertyplan.units.models import Unit
from reports.definition import ALL, Choice, Definition
from reports.summary import NAMES, Line, Scope, name_cells, table_of
from reports.table import Cell, Column, Kind, Row, Table

_BLOCKS = (
    (HouseholdClass.POOR, "poor", "Hộ nghèo", "hộ nghèo"),
    (HouseholdClass.NEAR_POOR, "near_poor", "Hộ cận nghèo", "hộ cận nghèo"),
)


def _build(definition: Definition, unit: Unit, year: int, choice: Choice = ALL) -> Table:
    scope = Scope(unit, year, choice, by=("household_class", "causes"))
    causes = list(
        Option.objects.of_kind(OptionKind.CAUSE).valid_on(date(year, 12, 31)).order_by("position")
    )
    rows = [
        Row(
            is_total=line.unit is None,
            cells=(*name_cells(index, line.unit), *_cells(line, scope, causes)),
        )
        for index, line in enumerate(scope.lines, start=1)
    ]
    return table_of(definition, scope, columns=_columns(causes), rows=rows, notes=_notes(scope))


def _columns(causes: list[Option]) -> tuple[Column, ...]:
    columns, number = [], 1
    for _, key, heading, _ in _BLOCKS:
        leaves = [("Tổng số hộ", key)]
        leaves += [(item.table_heading or item.name, f"{key}_{item.code}") for item in causes]
        columns.append(
            Column(
                heading,
                children=tuple(
                    Column(name, key=code, kind=Kind.COUNT, width=8, formula=str(place))
                    for place, (name, code) in enumerate(leaves, start=number)
                ),
            )
        )
        number += len(leaves)
    return (*NAMES, *columns)


def _cells(line: Line, scope: Scope, causes: list[Option]) -> Iterator[Cell]:
    for kind, *_ in _BLOCKS:
        found = line.tally and line.tally.of(household_class=kind)
        yield Cell(found and found.households, link=scope.behind(line, household_class=kind))
        for cause in causes:
            link = scope.behind(line, household_class=kind, cause=cause.code)
            yield Cell(found and found.caused_by(cause.bit).households, link=link)


def _notes(scope: Scope) -> list[str]:
    if not scope.lines:
        return []
    notes = ["Một hộ có thể có nhiều nguyên nhân, nên tổng các cột có thể lớn hơn tổng số hộ."]
    whole = scope.lines[-1].tally
    for kind, _, _, words in _BLOCKS:
        without = whole.of(household_class=kind, causes=0).households if whole else 0
        if without:
            notes.append(f"Có {vietnamese(without)} {words} chưa ghi nguyên nhân.")
    return notes


DEFINITION = Definition(
    name="causes",
    number="",
    title="Tổng hợp hộ nghèo, hộ cận nghèo theo nguyên nhân nghèo",
    description="Số hộ nghèo, hộ cận nghèo nêu từng nguyên nhân, từng đơn vị.",
    build=_build,
    has_small_cells=True,
)
