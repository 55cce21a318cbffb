"""R9: poor and near-poor households by ethnic group."""

from collections.abc import Iterator

from households.enums import HouseholdClass
from households.models import EthnicGroup
from households.tallies import Tally
from povertyplan.units.models import Unit
from reports.definition import ALL, Choice, Definition
from reports.summary import NAMES, Line, Scope, name_cells, table_of
from reports.table import Cell, Column, Kind, Row, Table

_BLOCKS = (
    (HouseholdClass.POOR, "poor", "Hộ nghèo"),
    (HouseholdClass.NEAR_POOR, "near_poor", "Hộ cận nghèo"),
)
# More columns do not fit the paper; the smaller groups stand together as others.
_MOST_GROUPS = 10


def _build(definition: Definition, unit: Unit, year: int, choice: Choice = ALL) -> Table:
    scope = Scope(unit, year, choice, by=("household_class", "ethnicity", "is_minority"))
    shown, others = _groups(scope)
    rows = [
        Row(
            is_total=line.unit is None,
            cells=(*name_cells(index, line.unit), *_cells(line, scope, shown, others)),
        )
        for index, line in enumerate(scope.lines, start=1)
    ]
    names = ", ".join(group.name for group in others)
    notes = [f"Dân tộc khác: {names}."] if others else []
    return table_of(definition, scope, columns=_columns(shown, others), rows=rows, notes=notes)


def _groups(scope: Scope) -> tuple[list[EthnicGroup], list[EthnicGroup]]:
    """The minority groups with a column of their own, in the official order, and the others."""
    found = {}
    for line in scope.lines:
        for group in line.tally.groups if line.unit and line.tally else ():
            if group.is_minority and group.household_class in {kind for kind, *_ in _BLOCKS}:
                found[group.ethnicity] = found.get(group.ethnicity, 0) + group.households
    largest = sorted(found, key=lambda code: (-found[code], code))[:_MOST_GROUPS]
    groups = list(EthnicGroup.objects.filter(code__in=found))
    shown = [group for group in groups if group.code in largest]
    return shown, [group for group in groups if group.code not in largest]


def _columns(shown: list[EthnicGroup], others: list[EthnicGroup]) -> tuple[Column, ...]:
    columns, number = [], 1
    for _, key, heading in _BLOCKS:
        leaves = list(_leaves(key, number, shown, others))
        columns.append(Column(heading, children=tuple(leaves)))
        number += len(leaves)
    return (*NAMES, *columns)


def _leaves(key: str, first: int, shown, others) -> Iterator[Column]:
    named = [
        ("Tổng số", key, f"{first}={first + 1}+{first + 2}"),
        ("Kinh", f"{key}_kinh", str(first + 1)),
    ]
    groups = [(group.name, f"{key}_{group.code}", "") for group in shown]
    if others:
        groups.append(("Dân tộc khác", f"{key}_other", ""))
    start, end = first + 3, first + 2 + len(groups)
    parts = f"={start}" + (f"+…+{end}" if end > start else "") if groups else ""
    named.append(("Tổng số DTTS", f"{key}_minority", f"{first + 2}{parts}"))
    for place, (heading, name, formula) in enumerate(named + groups):
        number = formula or str(first + place)
        yield Column(heading, key=name, kind=Kind.COUNT, width=7, formula=number)


def _cells(line: Line, scope: Scope, shown, others) -> Iterator[Cell]:
    for kind, *_ in _BLOCKS:
        found = line.tally and line.tally.of(household_class=kind)
        criteria = [
            {},
            {"is_minority": False},
            {"is_minority": True},
            *({"ethnicity": group.code} for group in shown),
        ]
        for wanted in criteria:
            link = scope.behind(line, household_class=kind, **_filter(wanted))
            yield Cell(found.of(**wanted).households if found else None, link=link)
        if others:
            yield Cell(_sum(found, [group.code for group in others]))


def _filter(criteria: dict) -> dict[str, str]:
    """The criteria in the words of the list of reviews."""
    if "is_minority" in criteria:
        return {"minority": "yes" if criteria["is_minority"] else "no"}
    return criteria


def _sum(found: Tally | None, codes: list[str]) -> int | None:
    return sum(found.of(ethnicity=code).households for code in codes) if found else None


DEFINITION = Definition(
    name="ethnicity",
    number="",
    title="Tổng hợp hộ nghèo, hộ cận nghèo theo dân tộc",
    description="Hộ nghèo, hộ cận nghèo của từng dân tộc, từng đơn vị.",
    build=_build,
    has_small_cells=True,
)
