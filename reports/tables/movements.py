"""R2 and R3: how the poor (the near-poor) households of last year became those of this one."""

from collections.abc import Iterator

from households import movements
from households.basis import OFFICIAL, OPENING
from households.enums import HouseholdClass
from households.movements import Flow, Movement
from povertyplan.units.models import Unit
from reports.definition import ALL, Choice, Definition
from reports.links import households_moved, reviews_behind
from reports.summary import NAMES, Scope, name_cells, table_of
from reports.table import Cell, Column, Kind, Row, Table

POOR, NEAR_POOR = HouseholdClass.POOR, HouseholdClass.NEAR_POOR
_OUT_OF_POVERTY = "Thoát nghèo"
_ADDED = "Bổ sung"
# Key and heading of the columns 1 to 9, those under one heading together.
_HEADINGS = {
    POOR: (
        ("opening", "Số hộ nghèo đầu kỳ"),
        (
            _OUT_OF_POVERTY,
            ("to_other_class", "Trở thành hộ cận nghèo"),
            ("above", "Vượt chuẩn cận nghèo"),
        ),
        ("other_decrease", "Giảm khác"),
        ("from_other_class", "Hộ cận nghèo trở thành hộ nghèo"),
        (_ADDED, ("relapsed", "Hộ tái nghèo"), ("new", "Hộ nghèo phát sinh mới")),
        ("other_increase", "Tăng khác"),
        ("closing", "Số hộ nghèo cuối kỳ"),
    ),
    NEAR_POOR: (
        ("opening", "Số hộ cận nghèo đầu kỳ"),
        ("to_other_class", "Trở thành hộ nghèo"),
        ("above", "Vượt chuẩn cận nghèo"),
        ("other_decrease", "Giảm khác"),
        ("from_other_class", "Hộ nghèo trở thành hộ cận nghèo"),
        (_ADDED, ("relapsed", "Hộ tái cận nghèo"), ("new", "Hộ cận nghèo phát sinh mới")),
        ("other_increase", "Tăng khác"),
        ("closing", "Số hộ cận nghèo cuối kỳ"),
    ),
}
_KEYS = (
    "opening",
    "to_other_class",
    "above",
    "other_decrease",
    "held",
    "from_other_class",
    "relapsed",
    "new",
    "other_increase",
    "closing",
)
_FORMULAS = dict(zip((key for key in _KEYS if key != "held"), "12345678", strict=False))
_FORMULAS |= {"closing": "9=1-2-3-4 +5+6+7+8"}
_HELD = Column("Trong đó đang tạm giữ", key="held", kind=Kind.COUNT, formula="4a")
_EXPLANATION = (
    "Giảm khác, tăng khác: hộ chuyển đi, chuyển đến, tách, nhập hộ, không còn. Nhân khẩu của hộ ra "
    "khỏi danh sách tính theo năm trước, của hộ vào danh sách tính theo năm nay; thay đổi số khẩu "
    "của hộ ở lại tính vào giảm khác, tăng khác."
)


def _build(followed: HouseholdClass):
    def build(definition: Definition, unit: Unit, year: int, choice: Choice = ALL) -> Table:
        scope = Scope(unit, year, choice)
        found = _load(scope, followed)
        has_held = any(movement.households.held for _, movement in found)
        rows = [
            row
            for index, (child, movement) in enumerate(found, start=1)
            for row in _pair(
                index, child, movement, _links(definition, child, scope, followed), has_held
            )
        ]
        columns = _columns(followed, has_held)
        return table_of(definition, scope, columns=columns, rows=rows, notes=_notes(found, scope))

    return build


def _load(scope: Scope, followed: HouseholdClass) -> list[tuple[Unit | None, Movement]]:
    """The movement of every child unit, and of all together at the end."""
    if not scope.lines:
        return []
    found = scope.history().movements(followed)
    rows = [(child, found[child.pk]) for child in scope.units]
    return [*rows, (None, movements.sum_of(found.values()))]


def _notes(found: list[tuple[Unit | None, Movement]], scope: Scope) -> list[str]:
    if not found:
        return []
    unknown = [child for child, part in found if child and part.households.opening is None]
    if not unknown:
        return [*_standards(scope), *_round(scope), _EXPLANATION]
    names = ", ".join(child.table_name for child in unknown)
    if len(unknown) == len(scope.units):
        names = scope.unit.full_name
    first = (
        f"Chưa có kết quả rà soát năm {scope.opening_year} nên chưa tính được diễn biến: {names}."
    )
    return [first, _EXPLANATION]


def _round(scope: Scope) -> list[str]:
    """What the two ends are in a round within the year."""
    if scope.basis.round is None:
        return []
    return [
        "Đầu kỳ là các hộ đang quản lý ngay trước đợt thường xuyên này, gồm kết quả định kỳ năm "
        "trước và các đợt thường xuyên đã xong; hộ không được rà soát "
        "trong đợt giữ nguyên kết quả nên vẫn tính ở cuối kỳ."
    ]


def _standards(scope: Scope) -> list[str]:
    """Which standards the two ends are judged by, where they differ."""
    if scope.opening_standard == scope.standard:
        return []
    return [f"Đầu kỳ theo {scope.opening_standard}; cuối kỳ theo {scope.standard}."]


def _columns(followed: HouseholdClass, has_held: bool) -> tuple[Column, ...]:
    """Those of the form; where households are held back, how many of the other decreases."""
    headings = [_column(*heading) for heading in _HEADINGS[followed]]
    if has_held:
        place = next(i for i, column in enumerate(headings) if column.key == "other_decrease")
        headings.insert(place + 1, _HELD)
    return (*NAMES, Column("Hộ / Nhân khẩu", key="row", width=10, formula="C"), *headings)


def _column(first: str, *rest) -> Column:
    if isinstance(rest[0], tuple):
        return Column(first, children=tuple(_column(*child) for child in rest))
    return Column(rest[0], key=first, kind=Kind.COUNT, formula=_FORMULAS[first])


def _links(
    definition: Definition, child: Unit | None, scope: Scope, followed: HouseholdClass
) -> dict[str, str]:
    """The addresses of those counted: at either end a list of reviews, between them of steps.

    The ends of a round within the year are no list of reviews: it did not review all of them.
    """
    links = {key: households_moved(definition.name, scope, child, key) for key in _KEYS}
    if scope.basis.round:
        return links
    place, before = child or scope.unit, OPENING if scope.opens_under_another else OFFICIAL
    return links | {
        "opening": reviews_behind(place, scope.year - 1, before, household_class=followed),
        "closing": reviews_behind(place, scope.year, scope.basis, household_class=followed),
    }


def _pair(
    index: int, unit: Unit | None, movement: Movement, links: dict, has_held: bool
) -> Iterator[Row]:
    """The rows of a unit: households, and the persons in them."""
    flows = (
        ("households", "Hộ", movement.households, links, {"rowspan": 2}),
        ("persons", "Nhân khẩu", movement.persons, {}, {"is_covered": True}),
    )
    for key, label, flow, addresses, span in flows:
        names = name_cells(index, unit, **span)
        yield Row(
            is_total=unit is None,
            cells=(*names, Cell(label, plain=key), *_figures(flow, addresses, has_held)),
        )


def _figures(flow: Flow, links: dict[str, str], has_held: bool) -> list[Cell]:
    keys = [key for key in _KEYS if has_held or key != _HELD.key]
    return [Cell(getattr(flow, key), link=links.get(key, "")) for key in keys]


POOR_HOUSEHOLDS = Definition(
    name="poor-movement",
    number="",
    title="Tổng hợp diễn biến hộ nghèo",
    description="Hộ nghèo đầu kỳ, thoát nghèo, tái nghèo, phát sinh mới và cuối kỳ, từng đơn vị.",
    build=_build(POOR),
)
NEAR_POOR_HOUSEHOLDS = Definition(
    name="near-poor-movement",
    number="",
    title="Tổng hợp diễn biến hộ cận nghèo",
    description="Hộ cận nghèo đầu kỳ, ra khỏi, vào danh sách và cuối kỳ, từng đơn vị.",
    build=_build(NEAR_POOR),
)
FOLLOWED = {POOR_HOUSEHOLDS.name: POOR, NEAR_POOR_HOUSEHOLDS.name: NEAR_POOR}


def heading(name: str, key: str) -> str:
    """The heading of a column of one of the tables; "" where there is none of the key."""
    if key == _HELD.key:
        return _HELD.heading
    columns = [_column(*each) for each in _HEADINGS[FOLLOWED[name]]]
    leaves = [leaf for column in columns for leaf in column.children or (column,)]
    return next((leaf.heading for leaf in leaves if leaf.key == key), "")
