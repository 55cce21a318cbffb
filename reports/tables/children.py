"""R11: the children in poor and near-poor households, and what they lack."""

from households import children
from households.children import Children
from households.enums import HouseholdClass
from povertyplan.numbers import vietnamese
from povertyplan.units.models import Unit
from reports.definition import ALL, Choice, Definition
from reports.summary import NAMES, Line, Scope, name_cells, table_of
from reports.table import Cell, Column, Kind, Row, Table

_BLOCKS = (
    (HouseholdClass.POOR, "poor", "Hộ nghèo"),
    (HouseholdClass.NEAR_POOR, "near_poor", "Hộ cận nghèo"),
)
_LACKS = (
    ("Y tế", (("uninsured", "Chưa có bảo hiểm y tế"), ("malnourished", "Thiếu dinh dưỡng"))),
    ("Giáo dục", (("unschooled", "Không đi học đúng cấp"),)),
)
_KEYS = ("children", "uninsured", "malnourished", "unschooled")


def _build(definition: Definition, unit: Unit, year: int, choice: Choice = ALL) -> Table:
    scope = Scope(unit, year, choice, by=("household_class",))
    found = {kind: _found(scope, kind) for kind, *_ in _BLOCKS}
    rows = [
        Row(
            is_total=line.unit is None,
            cells=(*name_cells(place + 1, line.unit), *_cells(line, place, scope, found)),
        )
        for place, line in enumerate(scope.lines)
    ]
    return table_of(
        definition, scope, columns=_columns(), rows=rows, notes=_notes(found) if rows else []
    )


def _found(scope: Scope, kind: HouseholdClass) -> list[Children | None]:
    """The children of every line, the total last."""
    if not scope.lines:
        return []
    counted = children.count(scope.units, scope.year, scope.standard, kind, scope.basis)
    parts = [counted[unit.pk] for unit in scope.units]
    return [*parts, children.sum_of(parts)]


def _cells(line: Line, place: int, scope: Scope, found: dict) -> list[Cell]:
    cells = []
    for kind, *_ in _BLOCKS:
        figures = found[kind][place]
        link = scope.behind(line, household_class=kind, trait="has_children")
        cells.append(Cell(figures and figures.households, link=link))
        cells += [Cell(figures and getattr(figures, key)) for key in _KEYS]
    return cells


def _columns() -> tuple[Column, ...]:
    columns, number = [], 1
    for _, key, heading in _BLOCKS:
        first = (
            _leaf("Số hộ có trẻ em", f"{key}_households", number),
            _leaf("Tổng số trẻ em", f"{key}_children", number + 1),
        )
        number += 2
        groups = []
        for name, leaves in _LACKS:
            drawn = [_leaf(words, f"{key}_{code}", number + n) for n, (code, words) in _at(leaves)]
            groups.append(Column(name, children=tuple(drawn)))
            number += len(leaves)
        lacks = Column("Số trẻ em thiếu hụt", children=tuple(groups))
        columns.append(Column(heading, children=(*first, lacks)))
    return (*NAMES, *columns)


def _at(leaves):
    return enumerate(leaves)


def _leaf(heading: str, key: str, number: int) -> Column:
    return Column(heading, key=key, kind=Kind.COUNT, width=8, formula=str(number))


def _notes(found: dict) -> list[str]:
    wholes = [parts[-1] for parts in found.values() if parts[-1]]
    missing = sum(whole.incomplete for whole in wholes)
    notes = ["Trẻ em: người dưới 16 tuổi, theo phiếu rà soát."]
    if missing:
        notes.append(
            f"Còn {vietnamese(missing)} hộ chưa rõ đủ thông tin về trẻ em; nơi có các hộ ấy để "
            "trống ô chưa rõ."
        )
    return notes


DEFINITION = Definition(
    name="children",
    number="",
    title="Tổng hợp trẻ em trong hộ nghèo, hộ cận nghèo",
    description="Trẻ em trong hộ nghèo, hộ cận nghèo; thiếu hụt bảo hiểm, dinh dưỡng, giáo dục.",
    build=_build,
)
