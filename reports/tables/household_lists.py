"""R14 and R15: the poor (the near-poor) households of a year, with one row for every member."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from households import past
from households.enums import HouseholdClass, OptionKind, Relation, Sex
from households.models import EthnicGroup, Member, Option, Review
from households.movements import Origin
from povertyplan.accounts.roles import Permission
from povertyplan.numbers import vietnamese
from povertyplan.units.enums import Level
from povertyplan.units.models import Unit
from reports.definition import ALL, Choice, Definition
from reports.links import households_in
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
    """A household of the list: its review, its members, how it came on the list.

    `link` leads to the household, or to its review where it has moved away since.
    """

    review: Review
    village: Unit
    commune: Unit
    members: list[Member]
    origin: str | None
    link: str


def _build(kind: HouseholdClass):
    def build(definition: Definition, unit: Unit, year: int, choice: Choice = ALL) -> Table:
        scope = Scope(unit, year, choice)
        is_above_commune = unit.level < Level.COMMUNE
        households = _households(scope, kind)
        words = _Words(
            groups=dict(EthnicGroup.objects.values_list("pk", "name")),
            supports=list(Option.objects.of_kind(OptionKind.SUPPORT)),
            is_above_commune=is_above_commune,
        )
        rows = [
            row
            for index, household in enumerate(households, start=1)
            for row in _rows(index, household, words)
        ]
        return table_of(
            definition,
            scope,
            columns=_columns(is_above_commune),
            rows=rows,
            notes=_notes(households, scope),
        )

    return build


@dataclass(frozen=True)
class _Words:
    """What every row needs beside its household."""

    groups: dict[int, str]
    supports: list[Option]
    is_above_commune: bool

    def of(self, bits: int) -> str:
        """The supports in a bit set, in words."""
        return "; ".join(option.name for option in self.supports if bits >> option.bit & 1)


def _households(scope: Scope, kind: HouseholdClass) -> list[Listed]:
    """The households in the printed order of communes and villages, then by the head's name."""
    reviews = Review.objects.filter(pk__in=_reviewed(scope, kind).values("review")).order_by()
    places = _places(scope, kind)
    members = _members(scope, kind)
    origins = _origins(scope, kind)
    of_then = past.moved_away(reviews, scope.unit)
    links = households_in(scope.unit, reviews.values("household"))
    listed = [
        Listed(
            review=review,
            village=places[review.village_id],
            commune=places[review.commune_id],
            members=_head_first(of_then.get(review.pk, members[review.household_id])),
            origin=origins.get(review.household_id),
            link=links.get(review.household_id) or review.get_absolute_url(),
        )
        for review in reviews.defer("form_a", "holdings", "note")
    ]
    return sorted(listed, key=_order)


def _reviewed(scope: Scope, kind: HouseholdClass):
    results = scope.basis.results(scope.year).in_unit(scope.unit).order_by()
    return results.filter(standard=scope.standard, household_class=kind)


def _places(scope: Scope, kind: HouseholdClass) -> dict[int, Unit]:
    """The villages of the households and their communes, with their codes."""
    found = _reviewed(scope, kind)
    places = Unit.objects.with_code(date(scope.year, 12, 31)).select_related("kind").order_by()
    villages = places.filter(pk__in=found.values("review__village")).in_bulk()
    return villages | places.filter(pk__in=found.values("review__commune")).in_bulk()


def _members(scope: Scope, kind: HouseholdClass) -> dict[int, list[Member]]:
    """The members of each household at the end of the year.

    Of a household that was gone by then, all who ever belonged to it.
    """
    households = _reviewed(scope, kind).values("review__household")
    ever, there = defaultdict(list), defaultdict(list)
    last_day = date(scope.year, 12, 31)
    for member in Member.everybody.filter(household__in=households).order_by("pk"):
        ever[member.household_id].append(member)
        if member.was_there(last_day):
            there[member.household_id].append(member)
    return ever | there


def _head_first(members: list[Member]) -> list[Member]:
    return sorted(members, key=lambda member: member.relation != Relation.HEAD)


def _origins(scope: Scope, kind: HouseholdClass) -> dict[int, str]:
    if not scope.lines:
        return {}
    found = scope.history().origins(kind)
    return {key: _ORIGINS[kind][origin] for key, origin in found.items()}


def _order(listed: Listed) -> tuple:
    places = [
        (place.position, place.code or "", place.sort_key, place.pk)
        for place in (listed.commune, listed.village)
    ]
    head = listed.members[0].sort_key if listed.members else ""
    return (*places, head, listed.review.household_id)


def _rows(index: int, household: Listed, words: _Words) -> Iterator[Row]:
    """A row for every member; what is said of the household stands in the first."""
    commune = [Cell(household.commune.table_name)] if words.is_above_commune else []
    said = _said(household, words)
    for number, member in enumerate(household.members, start=1):
        is_first = number == 1
        year = str(member.birth_year) if member.birth_year else None
        is_male = member.sex == Sex.MALE
        yield Row(
            (
                Cell(index if is_first else None, plain=str(index)),
                Cell(number),
                Cell(member.full_name, link=household.link if is_first else ""),
                *commune,
                Cell(household.village.title),
                Cell(year if is_male else None),
                Cell(None if is_male else year),
                Cell(words.groups[member.ethnicity_id]),
                Cell(member.get_relation_display()),
                *(Cell(text if is_first else None, plain=text) for text in said),
            )
        )


def _said(household: Listed, words: _Words) -> tuple[str, ...]:
    """What the review says of the household: where it comes from, its groups, its supports."""
    review = household.review
    flags = (review.has_merit_person, review.is_indigenous, review.has_no_labour)
    return (
        household.origin or "",
        *("x" if flag else "" for flag in flags),
        words.of(review.needs),
        words.of(review.supports),
    )


def _columns(is_above_commune: bool) -> tuple[Column, ...]:
    commune = [Column("Xã, thị trấn", key="commune", width=11)] if is_above_commune else []
    return (
        Column("STT hộ", key="household", kind=Kind.INDEX, width=5),
        Column("STT thành viên", key="member", kind=Kind.INDEX, width=5),
        Column("Họ và tên", key="name", width=18, is_personal=True),
        *commune,
        Column("Thôn, buôn, tổ dân phố", key="village", width=13),
        Column(
            "Năm sinh",
            children=(
                Column("Nam", key="birth_year_male", kind=Kind.INDEX, width=6),
                Column("Nữ", key="birth_year_female", kind=Kind.INDEX, width=6),
            ),
        ),
        Column("Dân tộc", key="ethnicity", width=8),
        Column("Quan hệ với chủ hộ", key="relation", width=9),
        Column("Loại hộ", key="origin", width=9),
        Column("Hộ CSCC", key="merit", kind=Kind.INDEX, width=5),
        Column("Hộ DTTC", key="indigenous", kind=Kind.INDEX, width=5),
        Column("Hộ KCKNLĐ", key="no_labour", kind=Kind.INDEX, width=6),
        Column("Nhu cầu hỗ trợ", key="needs", width=16),
        Column("Hỗ trợ đã nhận", key="supports", width=16),
    )


def _notes(households: list[Listed], scope: Scope) -> list[str]:
    if not scope.lines:
        return []
    persons = sum(len(household.members) for household in households)
    notes = [
        f"Tổng cộng: {vietnamese(len(households))} hộ, {vietnamese(persons)} thành viên ghi trong "
        "hồ sơ hộ hiện nay.",
        "CSCC: hộ có thành viên là người có công với cách mạng. DTTC: hộ dân tộc tại chỗ. KCKNLĐ: "
        "hộ không có khả năng lao động.",
    ]
    if any(household.origin is None for household in households):
        notes.append(
            f"Loại hộ để trống ở nơi chưa đủ kết quả rà soát năm {scope.opening_year} để so sánh."
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
