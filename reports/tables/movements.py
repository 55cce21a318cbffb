"""R2 and R3: how the poor (the near-poor) households of last year became those of this one."""

from collections.abc import Iterator

from households import movements
from households.basis import OFFICIAL, OPENING
from households.enums import HouseholdClass
from households.movements import Flow, History, Movement
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
        history = scope.history() if scope.lines else None
        found = _rows_of(scope, history.movements(followed)) if history else []
        gathered = history.opening.gathered if history else frozenset()
        has_held = any(movement.households.held for _, movement in found)
        rows = [
            row
            for index, (child, movement) in enumerate(found, start=1)
            for row in _pair(
                index,
                child,
                movement,
                _links(definition, child, scope, followed, gathered),
                has_held,
            )
        ]
        columns = _columns(followed, has_held)
        return table_of(
            definition, scope, columns=columns, rows=rows, notes=_notes(found, scope, history)
        )

    return build


def _rows_of(scope: Scope, found: dict[int, Movement]) -> list[tuple[Unit | None, Movement]]:
    """The movement of every child unit, and of all together at the end."""
    rows = [(child, found[child.pk]) for child in scope.units]
    return [*rows, (None, movements.sum_of(found.values()))]


def _notes(
    found: list[tuple[Unit | None, Movement]], scope: Scope, history: History | None
) -> list[str]:
    if history is None:
        return []
    unknown = [child for child, part in found if child and part.households.opening is None]
    why = _why_unknown(unknown, scope, history)
    if why:
        return [*why, *_gathered(scope, history), _EXPLANATION]
    return [*_standards(scope), *_round(scope), *_gathered(scope, history), _EXPLANATION]


def _why_unknown(unknown: list[Unit], scope: Scope, history: History) -> list[str]:
    """What is missing for the units without an opening, those of one reason in one sentence."""
    year, opening = scope.opening_year, history.opening
    reasons = {}
    for child in unknown:
        began = child.valid_from if child.valid_from and child.valid_from.year > year else None
        if opening.unplaced.get(child.pk):
            why = (
                f"Chưa xác định được một số hộ nghèo, cận nghèo năm {year} của các thôn cũ thuộc "
                "thôn nào sau thay đổi địa giới nên chưa tính được diễn biến"
            )
        elif child.pk in opening.split:
            why = (
                f"Còn phiếu rà soát năm {year + 1} nằm ở thôn cũ đã chấm dứt nên chưa tính được "
                "diễn biến (hãy chuyển hộ sang thôn mới)"
            )
        elif began:
            why = (
                f"Chưa có đủ kết quả rà soát năm {year} của các đơn vị trước thay đổi địa giới, "
                "hoặc danh mục chưa ghi các đơn vị đó, nên chưa tính được diễn biến"
            )
        else:
            why = f"Chưa có kết quả rà soát năm {year} nên chưa tính được diễn biến"
        reasons.setdefault(why, []).append(child)
    return [f"{why}: {_names(units, scope)}." for why, units in reasons.items()]


def _names(units: list[Unit], scope: Scope) -> str:
    if len(units) == len(scope.units):
        return scope.unit.full_name
    return ", ".join(unit.table_name for unit in units)


def _gathered(scope: Scope, history: History) -> list[str]:
    """Which units open with what was found in the units that became them."""
    units = [unit for unit in scope.units if unit.pk in history.opening.gathered]
    known = [unit for unit in units if unit.pk in history.known_before]
    if not known:
        return []
    return [
        f"Đầu kỳ tính từ kết quả rà soát năm {scope.opening_year} của các đơn vị trước thay đổi "
        f"địa giới: {_names(known, scope)}."
    ]


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
    definition: Definition,
    child: Unit | None,
    scope: Scope,
    followed: HouseholdClass,
    gathered: frozenset[int],
) -> dict[str, str]:
    """The addresses of those counted: at either end a list of reviews, between them of steps.

    The ends of a round within the year are no list of reviews, which did not review all of them,
    nor is an opening with reviews of other units.
    """
    links = {key: households_moved(definition.name, scope, child, key) for key in _KEYS}
    if scope.basis.round:
        return links
    place, before = child or scope.unit, OPENING if scope.opens_under_another else OFFICIAL
    links["closing"] = reviews_behind(place, scope.year, scope.basis, household_class=followed)
    if not ((child.pk in gathered) if child else gathered):
        last = scope.year - 1
        links["opening"] = reviews_behind(place, last, before, household_class=followed)
    return links


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
