"""R8: poor and near-poor households by group, each counted in exactly one."""

from collections.abc import Iterator

from households import groups
from households.enums import HouseholdClass
from households.models import Option
from households.tallies import Tally
from povertyplan.units.models import Unit
from reports.definition import ALL, Choice, Definition
from reports.summary import NAMES, Line, Scope, name_cells, table_of
from reports.table import Cell, Column, Kind, Row, Table

_BLOCKS = (
    (HouseholdClass.POOR, "poor", "Hộ nghèo"),
    (HouseholdClass.NEAR_POOR, "near_poor", "Hộ cận nghèo"),
)
_BY = ("household_class", *groups.FLAGS.values())


def _build(definition: Definition, unit: Unit, year: int, choice: Choice = ALL) -> Table:
    scope = Scope(unit, year, choice, by=_BY)
    listed = groups.in_order(year)
    rows = [
        row
        for index, line in enumerate(scope.lines, start=1)
        for row in _pair(index, line, scope, [option.code for option in listed])
    ]
    notes = [_note(listed)] if rows else []
    return table_of(definition, scope, columns=_columns(listed), rows=rows, notes=notes)


def _note(listed: list[Option]) -> str:
    order = "; ".join(option.name[:1].lower() + option.name[1:] for option in listed)
    return (
        "Mỗi hộ chỉ tính vào một nhóm, là nhóm đứng trước theo thứ tự: "
        f"{order}; hộ khác. Ở các biểu khác, hộ thuộc nhiều nhóm được tính ở từng nhóm."
    )


def _columns(listed: list[Option]) -> tuple[Column, ...]:
    columns, number = [], 1
    for _, key, heading in _BLOCKS:
        names = [(option.code, option.table_heading or option.name) for option in listed]
        last = number + len(names) + 1
        rest = "".join(f"-{n}" for n in range(number + 1, last))
        leaves = [
            ("Tổng số", key, str(number)),
            *(
                (name, f"{key}_{code}", str(place))
                for place, (code, name) in enumerate(names, start=number + 1)
            ),
            ("Hộ khác", f"{key}_{groups.OTHER}", f"{last}={number}{rest}"),
        ]
        columns.append(Column(heading, children=tuple(_leaf(*leaf) for leaf in leaves)))
        number = last + 1
    return (*NAMES, Column("Hộ / Nhân khẩu", key="row", width=10, formula="C"), *columns)


def _leaf(heading: str, key: str, formula: str) -> Column:
    return Column(heading, key=key, kind=Kind.COUNT, width=8, formula=formula)


def _pair(index: int, line: Line, scope: Scope, codes: list[str]) -> Iterator[Row]:
    """The rows of a unit: households, and the persons in them."""
    found = [(kind, code, part) for kind, *_ in _BLOCKS for code, part in _parts(line, kind, codes)]
    households = [
        Cell(part and part.households, link=_link(line, scope, kind, code))
        for kind, code, part in found
    ]
    persons = [Cell(part and part.persons) for _, _, part in found]
    for key, label, cells, span in (
        ("households", "Hộ", households, {"rowspan": 2}),
        ("persons", "Nhân khẩu", persons, {"is_covered": True}),
    ):
        names = name_cells(index, line.unit, **span)
        yield Row((*names, Cell(label, plain=key), *cells), is_total=line.unit is None)


def _parts(line: Line, kind: str, codes: list[str]) -> Iterator[tuple[str, Tally | None]]:
    """All households of the class, then each group's; None where they are not known."""
    found = line.tally and line.tally.of(household_class=kind)
    yield "", found
    for code in (*codes, groups.OTHER):
        yield code, found and _in_group(found, code, codes)


def _in_group(found: Tally, code: str, codes: list[str]) -> Tally:
    return found.where(lambda group: groups.group_of(group.__getitem__, codes) == code)


def _link(line: Line, scope: Scope, kind: str, code: str) -> str:
    return scope.behind(line, household_class=kind, **({"group": code} if code else {}))


DEFINITION = Definition(
    name="groups",
    number="",
    title="Tổng hợp hộ nghèo, hộ cận nghèo theo nhóm đối tượng",
    description="Hộ và nhân khẩu của từng nhóm đối tượng; mỗi hộ tính ở đúng một nhóm.",
    build=_build,
)
