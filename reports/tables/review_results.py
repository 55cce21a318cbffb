"""R1: what the review of a year found, class by class, in households and in persons."""

from households.enums import HouseholdClass
from povertyplan.numbers import rate
from povertyplan.units.models import Unit
from reports.definition import ALL, Choice, Definition
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


def _build(definition: Definition, unit: Unit, year: int, choice: Choice = ALL) -> Table:
    scope = Scope(unit, year, choice, by=("household_class", "is_farming"))
    rows = [_row(index, line, scope) for index, line in enumerate(scope.lines, start=1)]
    return table_of(definition, scope, columns=_columns(scope), rows=rows, notes=_notes(scope))


def _of_farmers(scope: Scope) -> bool:
    """Whether the standard knows the average living standard of farming households only."""
    return scope.standard is not None and scope.standard.average_is_farming


def _notes(scope: Scope) -> list[str]:
    notes = [_NOTE] if scope.lines and _of_farmers(scope) else []
    if not scope.lines or scope.lines[-1].totals.persons is not None:
        return notes
    return [
        *notes,
        f"Chưa có đủ tổng số nhân khẩu năm {scope.year} của địa bàn: tỷ lệ theo nhân khẩu để "
        "trống.",
    ]


_NOTE = (
    "Hộ NLNN có MSTB: hộ làm nông, lâm, ngư, diêm nghiệp có mức sống trung bình; hộ có mức sống "
    "trung bình khác không tính vào cột này."
)


def _columns(scope: Scope) -> tuple[Column, ...]:
    classes = _CLASSES
    if _of_farmers(scope):
        classes = (
            *_CLASSES[:2],
            (*_CLASSES[2][:2], "Hộ NLNN có MSTB", "Nhân khẩu hộ NLNN có MSTB"),
        )
    pairs = [
        *((key, "", heading, "Số hộ", "1") for _, key, heading, _ in classes),
        *((key, "_persons", heading, "Số khẩu", "2") for _, key, _, heading in classes),
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
        is_narrow = kind == HouseholdClass.AVERAGE and _of_farmers(scope)
        farming = {"is_farming": True} if is_narrow else {}
        found = line.tally and line.tally.of(household_class=kind, **farming)
        count, heads = (found.households, found.persons) if found else (None, None)
        trait = {"trait": "is_farming"} if is_narrow else {}
        link = scope.behind(line, household_class=kind, **trait)
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
