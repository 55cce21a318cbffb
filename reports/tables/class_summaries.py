"""R12 and R13: the population and its poor (near-poor) households: Kinh, minority, indigenous."""

from dataclasses import dataclass
from fractions import Fraction

from households.counts import Totals
from households.enums import HouseholdClass
from households.tallies import Tally
from povertyplan.numbers import difference, rate
from povertyplan.units.models import Unit
from reports.definition import ALL, Choice, Definition
from reports.summary import NAMES, Line, Scope, name_cells, table_of
from reports.table import Cell, Column, Kind, Row, Table

POOR, NEAR_POOR = HouseholdClass.POOR, HouseholdClass.NEAR_POOR
_WORDS = {POOR: "hộ nghèo", NEAR_POOR: "hộ cận nghèo"}
_BY = (
    "household_class",
    "is_minority",
    "is_indigenous",
    "has_merit_person",
    "has_no_labour",
    "is_female_headed",
)
# What the counted households of the columns 9 to 15 are, and how the list of reviews says it.
_INDIGENOUS = {"is_minority": True, "is_indigenous": True}
_PARTS = (
    ({}, {}),
    ({"is_minority": False}, {"minority": "no"}),
    ({"is_minority": True}, {"minority": "yes"}),
    (_INDIGENOUS, {"minority": "yes", "trait": "is_indigenous"}),
)
_GROUPS = tuple(
    ({name: True}, {"trait": name})
    for name in ("has_merit_person", "has_no_labour", "is_female_headed")
)


@dataclass(frozen=True)
class Figures:
    """The columns 1 to 22 of a row; None where a figure is not known."""

    population: tuple[int | None, ...]
    persons: tuple[int | None, ...]
    households: tuple[int | None, ...]
    groups: tuple[int | None, ...]
    household_persons: tuple[int | None, ...]

    @property
    def rates(self) -> tuple[Fraction | None, ...]:
        """20=9/1*100, 21=11/3*100, 22=12/4*100."""
        return tuple(rate(self.households[n], self.population[n]) for n in (0, 2, 3))


def figures_of(totals: Totals, found: Tally | None) -> Figures:
    """The row of a place with the `totals` and with `found`, the households of the class."""
    parts = [found and found.of(**wanted) for wanted, _ in _PARTS]
    groups = [found and found.of(**wanted) for wanted, _ in _GROUPS]
    return Figures(
        population=(
            totals.households,
            difference(totals.households, totals.minority),
            totals.minority,
            totals.indigenous,
        ),
        persons=(
            totals.persons,
            difference(totals.persons, totals.minority_persons),
            totals.minority_persons,
            totals.indigenous_persons,
        ),
        households=tuple(part and part.households for part in parts),
        groups=tuple(part and part.households for part in groups),
        household_persons=tuple(part and part.persons for part in parts),
    )


def _build(kind: HouseholdClass):
    def build(definition: Definition, unit: Unit, year: int, choice: Choice = ALL) -> Table:
        scope = Scope(unit, year, choice, by=_BY)
        rows = [_row(index, line, scope, kind) for index, line in enumerate(scope.lines, start=1)]
        return table_of(definition, scope, columns=_columns(kind), rows=rows, notes=_notes(scope))

    return build


def _row(index: int, line: Line, scope: Scope, kind: HouseholdClass) -> Row:
    found = figures_of(line.totals, line.tally and line.tally.of(household_class=kind))
    links = [scope.behind(line, household_class=kind, **query) for _, query in (*_PARTS, *_GROUPS)]
    counted = (*found.households, *found.groups)
    return Row(
        is_total=line.unit is None,
        cells=(
            *name_cells(index, line.unit),
            *map(Cell, (*found.population, *found.persons)),
            *(Cell(value, link=link) for value, link in zip(counted, links, strict=True)),
            *map(Cell, (*found.household_persons, *found.rates)),
        ),
    )


_FIRST = ("Tổng số", "Kinh", "DTTS", "Trong đó: DTTS tại chỗ")
_ENDINGS = ("", "_kinh", "_minority", "_indigenous")


def _columns(kind: HouseholdClass) -> tuple[Column, ...]:
    words = _WORDS[kind]
    groups = (
        ("Hộ CSCC", "merit", "13"),
        ("Hộ KCKNLĐ", "no_labour", "14"),
        ("Chủ hộ là nữ", "female_headed", "15"),
    )
    rates = (
        ("Chung", f"{kind}_rate", "20=9/1 *100"),
        ("DTTS", f"{kind}_minority_rate", "21=11/3 *100"),
        ("DTTS tại chỗ", f"{kind}_indigenous_rate", "22=12/4 *100"),
    )
    return (
        *NAMES,
        _four("Số hộ dân cư", "households", 1),
        _four("Số nhân khẩu", "persons", 5),
        Column(
            f"Số {words}",
            children=(
                *_leaves(kind, 9),
                *(_leaf(name, f"{kind}_{key}", number) for name, key, number in groups),
            ),
        ),
        _four(f"Nhân khẩu {words}", f"{kind}_persons", 16),
        Column(
            f"Tỷ lệ {words} (%)",
            children=tuple(
                Column(name, key=key, kind=Kind.RATE, decimals=2, width=7, formula=formula)
                for name, key, formula in rates
            ),
        ),
    )


def _four(heading: str, key: str, first: int) -> Column:
    return Column(heading, children=_leaves(key, first))


def _leaves(key: str, first: int) -> tuple[Column, ...]:
    """The whole, Kinh, minority, and the indigenous of these: 1=2+3, 2, 3, 4."""
    numbers = (f"{first}={first + 1}+{first + 2}", *map(str, range(first + 1, first + 4)))
    return tuple(
        _leaf(name, f"{key}{ending}", number)
        for name, ending, number in zip(_FIRST, _ENDINGS, numbers, strict=True)
    )


def _leaf(heading: str, key: str, formula: str) -> Column:
    return Column(heading, key=key, kind=Kind.COUNT, width=7, formula=formula)


def _notes(scope: Scope) -> list[str]:
    if not scope.lines:
        return []
    notes = [
        "CSCC: hộ có thành viên là người có công với cách mạng. KCKNLĐ: hộ không có khả năng lao "
        "động."
    ]
    totals = scope.lines[-1].totals
    if None in (totals.minority_persons, totals.indigenous, totals.indigenous_persons):
        notes.append(
            f"Ô trống ở cột 1 đến 8 và 20 đến 22: chưa có đủ số hộ, số nhân khẩu năm {scope.year} "
            "của dân cư, của DTTS hoặc DTTS tại chỗ."
        )
    return notes


def _definition(name: str, kind: HouseholdClass) -> Definition:
    return Definition(
        name=name,
        number="",
        title=f"Tổng hợp {_WORDS[kind]} theo dân tộc và nhóm đối tượng",
        description=f"Dân cư và {_WORDS[kind]}: Kinh, DTTS, DTTS tại chỗ; tỷ lệ từng đơn vị.",
        build=_build(kind),
    )


POOR_HOUSEHOLDS = _definition("poor-summary", POOR)
NEAR_POOR_HOUSEHOLDS = _definition("near-poor-summary", NEAR_POOR)
