"""R4 to R7: what poor and near-poor households are deprived of, as counts and as rates."""

from itertools import count

from households.enums import HouseholdClass
from households.models import Standard
from povertyplan.numbers import rate
from povertyplan.units.models import Unit
from reports.definition import Definition
from reports.links import reviews_behind
from reports.summary import NAMES, Line, Scope, name_cells, table_of
from reports.table import Cell, Column, Kind, Row, Table

POOR, NEAR_POOR = HouseholdClass.POOR, HouseholdClass.NEAR_POOR
_WORDS = {POOR: "hộ nghèo", NEAR_POOR: "hộ cận nghèo"}


def _build(kind: HouseholdClass, *, is_rate: bool):
    def build(definition: Definition, unit: Unit, year: int) -> Table:
        scope = Scope(unit, year)
        row = _rates if is_rate else _counts
        rows = [
            row(index, line, scope, kind) if line.tally else _empty(index, line, scope, is_rate)
            for index, line in enumerate(scope.lines, start=1)
        ]
        columns = _rate_columns(scope.standard, kind) if is_rate else _columns(scope.standard, kind)
        notes = [_NOTE.format(_WORDS[kind])] if is_rate and rows else []
        return table_of(definition, scope, columns=columns, rows=rows, notes=notes)

    return build


_NOTE = "Tỷ lệ thiếu hụt: số {0} thiếu hụt chỉ số chia cho tổng số {0}, nhân 100."


def _counts(index: int, line: Line, scope: Scope, kind: HouseholdClass) -> Row:
    place, found = scope.place(line), line.tally.of(household_class=kind)
    deprived = found.deprived(scope.standard.rules())
    link = reviews_behind(place, scope.year, household_class=kind)
    cells = [Cell(found.households, link=link), Cell(deprived.total())]
    for code in _codes(scope.standard):
        link = reviews_behind(place, scope.year, household_class=kind, deprived=code)
        cells.append(Cell(deprived[code], link=link))
    return _row(index, line, cells)


def _rates(index: int, line: Line, scope: Scope, kind: HouseholdClass) -> Row:
    place, found = scope.place(line), line.tally.of(household_class=kind)
    deprived = found.deprived(scope.standard.rules())
    link = reviews_behind(place, scope.year, household_class=kind)
    rates = [Cell(rate(deprived[code], found.households)) for code in _codes(scope.standard)]
    return _row(index, line, [Cell(found.households, link=link), *rates])


def _empty(index: int, line: Line, scope: Scope, is_rate: bool) -> Row:
    leading = 1 if is_rate else 2
    return _row(index, line, [Cell(None)] * (leading + len(_codes(scope.standard))))


def _row(index: int, line: Line, cells: list[Cell]) -> Row:
    names = name_cells(index, line.unit)
    return Row(is_total=line.unit is None, cells=(*names, *cells))


def _codes(standard: Standard) -> list[str]:
    """The indicators in the order of their columns."""
    by_dimension = sorted(
        standard.indicators.all(), key=lambda item: (item.dimension.position, item.position)
    )
    return [item.code for item in by_dimension]


def _columns(standard: Standard | None, kind: HouseholdClass) -> tuple[Column, ...]:
    indicators = len(_codes(standard)) if standard else 0
    return (
        *NAMES,
        Column(f"Tổng số {_WORDS[kind]}", key="households", kind=Kind.COUNT, width=8, formula="1"),
        Column(
            "Tổng số thiếu hụt",
            key="deprivations",
            kind=Kind.COUNT,
            width=8,
            formula=f"2=3+…+{indicators + 2}",
        ),
        *_indicators(standard, f"Số {_WORDS[kind]} thiếu hụt", "", 3, kind=Kind.COUNT),
    )


def _rate_columns(standard: Standard | None, kind: HouseholdClass) -> tuple[Column, ...]:
    return (
        *NAMES,
        Column(f"Tổng số {_WORDS[kind]}", key="households", kind=Kind.COUNT, width=8, formula="1"),
        *_indicators(
            standard,
            f"Tỷ lệ {_WORDS[kind]} thiếu hụt (%)",
            "_rate",
            2,
            kind=Kind.RATE,
            decimals=2,
        ),
    )


def _indicators(standard: Standard | None, heading: str, ending: str, first: int, **style):
    """The columns of the indicators under their dimensions, numbered from `first`."""
    if standard is None:
        return []
    numbers = count(first)
    dimensions = []
    for dimension in standard.dimensions.all():
        columns = tuple(
            Column(
                item.name,
                key=f"{item.code}{ending}",
                width=8,
                formula=str(next(numbers)),
                **style,
            )
            for item in standard.indicators.all()
            if item.dimension_id == dimension.pk
        )
        if columns:
            dimensions.append(Column(dimension.name, children=columns))
    return [Column(heading, children=tuple(dimensions))]


def _definition(name: str, title: str, description: str, kind: HouseholdClass, *, is_rate: bool):
    return Definition(
        name=name,
        number="",
        title=title,
        description=description,
        build=_build(kind, is_rate=is_rate),
    )


_TITLE = "Mức độ thiếu hụt các dịch vụ xã hội cơ bản của {}"
_RATE_TITLE = "Tỷ lệ thiếu hụt các dịch vụ xã hội cơ bản của {}"
DEFINITIONS = (
    _definition(
        "poor-deprivations",
        _TITLE.format("hộ nghèo"),
        "Số hộ nghèo thiếu hụt từng chỉ số, từng đơn vị.",
        POOR,
        is_rate=False,
    ),
    _definition(
        "poor-deprivation-rates",
        _RATE_TITLE.format("hộ nghèo"),
        "Tỷ lệ hộ nghèo thiếu hụt từng chỉ số so với tổng số hộ nghèo.",
        POOR,
        is_rate=True,
    ),
    _definition(
        "near-poor-deprivations",
        _TITLE.format("hộ cận nghèo"),
        "Số hộ cận nghèo thiếu hụt từng chỉ số, từng đơn vị.",
        NEAR_POOR,
        is_rate=False,
    ),
    _definition(
        "near-poor-deprivation-rates",
        _RATE_TITLE.format("hộ cận nghèo"),
        "Tỷ lệ hộ cận nghèo thiếu hụt từng chỉ số so với tổng số hộ cận nghèo.",
        NEAR_POOR,
        is_rate=True,
    ),
)
