"""R14 and R15: the poor (the near-poor) households of a year, with one row for every member."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.urls import reverse

from households import counts, movements
from households.enums import HouseholdClass, Relation, Sex
from households.models import EthnicGroup, Member, Result
from households.movements import Origin
from povertyplan.accounts.roles import Permission
from povertyplan.numbers import vietnamese
from povertyplan.units.enums import Level
from povertyplan.units.models import Unit
from reports.definition import Definition
from reports.summary import Scope, table_of
from reports.table import Cell, Column, Kind, Row, Table

_ORIGINS = {
    HouseholdClass.POOR: {
        Origin.OLD: "Nghèo cũ",
        Origin.NEW: "Nghèo mới",
        Origin.RELAPSED: "Tái nghèo",
    },
    HouseholdClass.NEAR_POOR: {
        Origin.OLD: "Cận nghèo cũ",
        Origin.NEW: "Cận nghèo mới",
        Origin.RELAPSED: "Tái cận nghèo",
    },
}


@dataclass(frozen=True)
class Listed:
    """A household of the list: where it was reviewed, its members, how it came on the list."""

    key: int
    village: Unit
    commune: Unit
    members: list[Member]
    origin: str | None

    @property
    def has_merit(self) -> bool:
        return any(member.merit_kind for member in self.members)


def _build(kind: HouseholdClass):
    def build(definition: Definition, unit: Unit, year: int) -> Table:
        scope = Scope(unit, year)
        is_above_commune = unit.level < Level.COMMUNE
        households = _households(scope, kind)
        groups = dict(EthnicGroup.objects.values_list("pk", "name"))
        rows = [
            row
            for index, household in enumerate(households, start=1)
            for row in _rows(index, household, groups, is_above_commune)
        ]
        return table_of(
            definition,
            scope,
            columns=_columns(is_above_commune),
            rows=rows,
            notes=_notes(households, scope),
        )

    return build


def _households(scope: Scope, kind: HouseholdClass) -> list[Listed]:
    """The households in the printed order of communes and villages, then by the head's name."""
    found = dict(_reviewed(scope, kind).values_list("review__household", "review__village"))
    places = _places(scope, kind)
    members = _members(scope, kind)
    origins = _origins(scope, kind)
    listed = [
        Listed(
            key=household,
            village=places[village],
            commune=places[places[village].commune_id],
            members=members[household],
            origin=origins.get(household),
        )
        for household, village in found.items()
    ]
    return sorted(listed, key=_order)


def _reviewed(scope: Scope, kind: HouseholdClass):
    results = Result.objects.official(year=scope.year).in_unit(scope.unit).order_by()
    return results.filter(standard=scope.standard, household_class=kind)


def _places(scope: Scope, kind: HouseholdClass) -> dict[int, Unit]:
    """The villages of the households and their communes, with their codes."""
    found = _reviewed(scope, kind)
    places = Unit.objects.with_code(date(scope.year, 12, 31)).select_related("kind").order_by()
    villages = places.filter(pk__in=found.values("review__village")).in_bulk()
    return villages | places.filter(pk__in=found.values("review__commune")).in_bulk()


def _members(scope: Scope, kind: HouseholdClass) -> dict[int, list[Member]]:
    """The members of each household, its head first."""
    households = _reviewed(scope, kind).values("review__household")
    members = defaultdict(list)
    for member in Member.objects.filter(household__in=households).order_by("pk"):
        members[member.household_id].append(member)
    for group in members.values():
        group.sort(key=lambda member: member.relation != Relation.HEAD)
    return members


def _origins(scope: Scope, kind: HouseholdClass) -> dict[int, str]:
    before = counts.standard_of(scope.unit, scope.year - 1)
    history = movements.load(scope.units, scope.year, scope.standard, before)
    return {key: _ORIGINS[kind][origin] for key, origin in history.origins(kind).items()}


def _order(listed: Listed) -> tuple:
    places = [
        (place.position, place.code or "", place.sort_key, place.pk)
        for place in (listed.commune, listed.village)
    ]
    head = listed.members[0].sort_key if listed.members else ""
    return (*places, head, listed.key)


def _rows(index: int, household: Listed, groups: dict, is_above_commune: bool) -> Iterator[Row]:
    """A row for every member; what is said of the household stands in the first."""
    link = reverse("households:household-detail", args=[household.key])
    merit = "x" if household.has_merit else None
    commune = [Cell(household.commune.table_name)] if is_above_commune else []
    for number, member in enumerate(household.members, start=1):
        is_first = number == 1
        year = str(member.birth_year) if member.birth_year else None
        is_male = member.sex == Sex.MALE
        yield Row(
            (
                Cell(index if is_first else None, plain=str(index)),
                Cell(number),
                Cell(member.full_name, link=link if is_first else ""),
                *commune,
                Cell(household.village.title),
                Cell(year if is_male else None),
                Cell(None if is_male else year),
                Cell(groups[member.ethnicity_id]),
                Cell(member.get_relation_display()),
                Cell(household.origin if is_first else None, plain=household.origin or ""),
                Cell(merit if is_first else None, plain=merit or ""),
            )
        )


def _columns(is_above_commune: bool) -> tuple[Column, ...]:
    commune = [Column("Xã, thị trấn", key="commune", width=13)] if is_above_commune else []
    return (
        Column("STT hộ", key="household", kind=Kind.INDEX, width=6),
        Column("STT thành viên", key="member", kind=Kind.INDEX, width=6),
        Column("Họ và tên", key="name", width=20, is_personal=True),
        *commune,
        Column("Thôn, buôn, tổ dân phố", key="village", width=15),
        Column(
            "Năm sinh",
            children=(
                Column("Nam", key="birth_year_male", kind=Kind.INDEX, width=6),
                Column("Nữ", key="birth_year_female", kind=Kind.INDEX, width=6),
            ),
        ),
        Column("Dân tộc", key="ethnicity", width=8),
        Column("Quan hệ với chủ hộ", key="relation", width=11),
        Column("Loại hộ", key="origin", width=12),
        Column("Hộ có người có công", key="merit", kind=Kind.INDEX, width=7),
    )


def _notes(households: list[Listed], scope: Scope) -> list[str]:
    if not scope.lines:
        return []
    persons = sum(len(household.members) for household in households)
    notes = [
        f"Tổng cộng: {vietnamese(len(households))} hộ, {vietnamese(persons)} thành viên ghi trong "
        "hồ sơ hộ hiện nay."
    ]
    if any(household.origin is None for household in households):
        notes.append(
            f"Loại hộ để trống ở nơi chưa có kết quả rà soát năm {scope.year - 1} để so sánh."
        )
    return notes


POOR_HOUSEHOLDS = Definition(
    name="poor-list",
    number="",
    title="Danh sách chi tiết hộ nghèo",
    description="Từng hộ nghèo với các thành viên: nghèo cũ, nghèo mới, tái nghèo.",
    build=_build(HouseholdClass.POOR),
    permission=Permission.HOUSEHOLD_READ,
)
NEAR_POOR_HOUSEHOLDS = Definition(
    name="near-poor-list",
    number="",
    title="Danh sách chi tiết hộ cận nghèo",
    description="Từng hộ cận nghèo với các thành viên: cũ, mới, tái cận nghèo.",
    build=_build(HouseholdClass.NEAR_POOR),
    permission=Permission.HOUSEHOLD_READ,
)
