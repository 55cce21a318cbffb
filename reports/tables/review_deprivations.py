"""R4 to R7: what poor and near-poor households are deprived of, as counts and as rates."""

from itertools import count

from households.enums import HouseholdClass
from households.models import Dimension, Indicator, Standard
from povertyplan.numbers import rate
from povertyplan.units.models import Unit
from reports.definition import ALL, Choice, Definition
from reports.summary import NAMES, Line, Scope, name_cells, table_of
from reports.table import Cell, Column, Kind, Row, Table

POOR, NEAR_POOR = HouseholdClass.POOR, HouseholdClass.NEAR_POOR
_WORDS = {POOR: "hộ nghèo", NEAR_POOR: "hộ cận nghèo"}


def _build(kind: HouseholdClass, *, is_rate: bool):
    def build(definition: Definition, unit: Unit, year: int, choice: Choice = ALL) -> Table:
        scope = Scope(unit, year, choice)
        dimensions = _dimensions(scope.standard)
        codes = [item.code for _, indicators in dimensions for item in indicators]
        figures = _rates if is_rate else _counts
        rows = [
            Row(
                is_total=line.unit is None,
                cells=(*name_cells(index, line.unit), *figures(line, scope, kind, codes)),
            )
            for index, line in enumerate(scope.lines, start=1)
        ]
        columns = (_rate_columns if is_rate else _count_columns)(kind, dimensions)
        notes = [_NOTE.format(_WORDS[kind])] if is_rate and rows else []
        return table_of(definition, scope, columns=columns, rows=rows, notes=notes)

    return build


_NOTE = "Tỷ lệ thiếu hụt: số {0} thiếu hụt chỉ số chia cho tổng số {0}, nhân 100."


def _dimensions(standard: Standard | None) -> list[tuple[Dimension, list[Indicator]]]:
    """The indicators under their dimensions, in the order of the columns."""
    if standard is None:
        return []
    indicators = list(standard.indicators.all())
    groups = [
        (dimension, [item for item in indicators if item.dimension_id == dimension.pk])
        for dimension in standard.dimensions.all()
    ]
    return [group for group in groups if group[1]]


def _counts(line: Line, scope: Scope, kind: HouseholdClass, codes: list[str]) -> list[Cell]:
    if line.tally is None:
        return [Cell(None)] * (2 + len(codes))
    found = line.tally.of(household_class=kind)
    deprived = found.deprived(scope.standard.rules())
    return [
        Cell(found.households, link=_link(line, scope, kind)),
        Cell(deprived.total()),
        *(Cell(deprived[code], link=_link(line, scope, kind, deprived=code)) for code in codes),
    ]


def _rates(line: Line, scope: Scope, kind: HouseholdClass, codes: list[str]) -> list[Cell]:
    if line.tally is None:
        return [Cell(None)] * (1 + len(codes))
    found = line.tally.of(household_class=kind)
    deprived = found.deprived(scope.standard.rules())
    return [
        Cell(found.households, link=_link(line, scope, kind)),
        *(Cell(rate(deprived[code], found.households)) for code in codes),
    ]


def _link(line: Line, scope: Scope, kind: HouseholdClass, **criteria) -> str:
    return scope.behind(line, household_class=kind, **criteria)


def _count_columns(kind: HouseholdClass, dimensions) -> tuple[Column, ...]:
    last = 2 + sum(len(indicators) for _, indicators in dimensions)
    return (
        *NAMES,
        _total_column(kind),
        Column(
            "Tổng số thiếu hụt",
            key="deprivations",
            kind=Kind.COUNT,
            width=8,
            formula=f"2=3+…+{last}",
        ),
        *_indicator_columns(f"Số {_WORDS[kind]} thiếu hụt", dimensions, 3, "", kind=Kind.COUNT),
    )


def _rate_columns(kind: HouseholdClass, dimensions) -> tuple[Column, ...]:
    heading = f"Tỷ lệ {_WORDS[kind]} thiếu hụt (%)"
    style = {"kind": Kind.RATE, "decimals": 2}
    return (
        *NAMES,
        _total_column(kind),
        *_indicator_columns(heading, dimensions, 2, "_rate", **style),
    )


def _total_column(kind: HouseholdClass) -> Column:
    heading = f"Tổng số {_WORDS[kind]}"
    return Column(heading, key="households", kind=Kind.COUNT, width=8, formula="1")


def _indicator_columns(heading: str, dimensions, first: int, ending: str, **style):
    """The columns of the indicators under their dimensions, numbered from `first`."""
    numbers = count(first)
    columns = tuple(
        Column(
            dimension.name,
            children=tuple(
                Column(
                    item.name,
                    key=f"{item.code}{ending}",
                    width=8,
                    formula=str(next(numbers)),
                    **style,
                )
                for item in indicators
            ),
        )
        for dimension, indicators in dimensions
    )
    return [Column(heading, children=columns)] if columns else []


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
