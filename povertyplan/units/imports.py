"""The official map of Viet Nam before and after 1 July 2025, from the package vietnamadminunits.

The package holds the map of 30 June 2025 (63 provinces, 696 districts, 10,035 communes), the map
of 1 July 2025 (34 provinces, 3,321 communes), and which units of the first became which of the
second. Its files are read and its code is not, so what it depends on is not installed.

What the two maps mean for a unit:

- When a unit of the old map began is unknown, so `valid_from` is empty. Units that had ended
  before 30 June 2025 are not in the package.
- A province that was not merged (11 of them) is one row that lasts. One that was merged ends,
  and the one that came of it begins, even where it kept name and code.
- Every district ends (Resolution 203/2025/QH15).
- Every commune ends and another begins, even where name and border stayed: it lay in a district
  and now lies in the province, under a code that may have belonged to a neighbour.
- Each new unit has one change, which leads to all the units it was made of. An old unit that was
  divided has a change for each unit that got a part of it.
"""

import csv
import json
import sqlite3
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import date
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from typing import NamedTuple

from django.conf import settings
from django.db import connection, transaction
from django.db.models import F

from povertyplan.text import fold, nfc
from povertyplan.units.enums import ChangeKind, Level
from povertyplan.units.models import Agency, Unit, UnitChange, UnitCode, UnitKind

PACKAGE = "vietnamadminunits"
REFERENCE = settings.BASE_DIR / "fixtures" / "reference"

LAST_OLD_DAY = date(2025, 6, 30)
FIRST_NEW_DAY = date(2025, 7, 1)

BATCH = 1000
LEVELS = (Level.PROVINCE, Level.DISTRICT, Level.COMMUNE)
DECISIONS = {
    Level.PROVINCE: "Nghị quyết số 202/2025/QH15",
    Level.DISTRICT: "Nghị quyết số 203/2025/QH15",
    Level.COMMUNE: (
        "Nghị quyết của Ủy ban Thường vụ Quốc hội về sắp xếp đơn vị hành chính cấp xã năm 2025"
    ),
}

# One row per commune, and one per district of islands that has none. The last column is the name
# under which the package's links know the unit.
OLD_UNITS = """
    SELECT provinceCode, province, districtCode, district, wardCode, ward,
           provinceKey, provinceKey || '_' || districtKey || '_' || coalesce(wardKey, '')
    FROM admin_units_legacy
"""
NEW_UNITS = """
    SELECT provinceCode, province, NULL, NULL, wardCode, ward,
           provinceKey, provinceKey || '_' || wardKey
    FROM admin_units
"""


class SourceMissing(Exception):
    """The package with the units is not installed."""


class Key(NamedTuple):
    """What names a unit on one of the two maps. Across the maps codes are used again."""

    level: Level
    code: str


Kinds = dict[tuple[Level, str], UnitKind]
Units = dict[Key | None, Unit]


@dataclass(frozen=True)
class Entry:
    """A unit as a map lists it. Without a parent it lies right under the country."""

    key: Key
    kind: str
    name: str
    parent: Key | None
    valid_from: date | None = None
    valid_to: date | None = None


@dataclass(frozen=True)
class Change:
    """Old units that ended, and the new ones that came of them."""

    kind: ChangeKind
    decision: str
    old: list[Key]
    new: list[Key]


@dataclass(frozen=True)
class Source:
    """Both maps and what happened between them."""

    before: dict[Key, Entry]
    after: dict[Key, Entry]
    changes: list[Change]


# Reading


def read() -> Source:
    """The two maps and the changes between them, from the files of the package."""
    data = _package_data()
    with closing(sqlite3.connect(f"{(data / 'dataset.db').as_uri()}?mode=ro", uri=True)) as maps:
        old_rows = maps.execute(OLD_UNITS).fetchall()
        new_rows = maps.execute(NEW_UNITS).fetchall()
    before = _entries(old_rows, valid_to=LAST_OLD_DAY)
    after = _entries(new_rows, valid_from=FIRST_NEW_DAY)
    conversion = json.loads((data / "converter_2025.json").read_text(encoding="utf-8"))
    links = _links(conversion, old=_keys_by_name(old_rows), new=_keys_by_name(new_rows))
    origins = _origins(links - false_links())

    lasting = {key for key, old in origins.items() if key.level == Level.PROVINCE and old == [key]}
    for key in lasting:
        before[key] = after[key] = replace(before[key], valid_to=None)
        del origins[key]
    return Source(before, after, _changes(before, after, origins))


def _package_data() -> Path:
    try:
        return Path(distribution(PACKAGE).locate_file(f"{PACKAGE}/data"))
    except PackageNotFoundError as error:
        raise SourceMissing(f"{PACKAGE} is not installed: run script/setup.") from error


def _entries(rows: list[tuple], **period: date) -> dict[Key, Entry]:
    """Every unit that the rows name, each after the one it lies in."""
    kinds = kind_names()
    entries = {}
    for row in rows:
        parent = None
        for key, title in _chain(row):
            if key not in entries:
                kind, name = split_title(title, kinds[key.level])
                entries[key] = Entry(key, kind, name, parent, **period)
            parent = key
    return entries


def _chain(row: tuple) -> list[tuple[Key, str]]:
    """The province, the district and the commune of a row, those that it has."""
    pairs = zip(LEVELS, row[0:6:2], row[1:6:2], strict=True)
    return [(Key(level, code), title) for level, code, title in pairs if code]


def split_title(title: str, kinds: Iterable[str]) -> tuple[str, str]:
    """The kind and the name in `title`. The package writes `Thị Xã Buôn Hồ` as well.

    >>> split_title("Thị Xã Buôn Hồ", ["Huyện", "Thị xã"])
    ('Thị xã', 'Buôn Hồ')
    """
    title = nfc(title)
    for kind in kinds:
        if title.lower().startswith(f"{kind.lower()} "):
            return kind, title[len(kind) + 1 :]
    raise ValueError(f"No kind of unit in {title!r}")


def kind_names() -> dict[Level, list[str]]:
    """The kinds of units of each level, as unit_kinds.json names them."""
    names = defaultdict(list)
    for kind in _kinds():
        names[kind.level].append(kind.name)
    return names


def _kinds() -> list[UnitKind]:
    rows = json.loads((REFERENCE / "unit_kinds.json").read_text(encoding="utf-8"))
    return [UnitKind(**row | {"level": Level[row["level"].upper()]}) for row in rows]


def _keys_by_name(rows: list[tuple]) -> dict[str, Key]:
    """The unit that each of the package's own names means."""
    names = {}
    for row in rows:
        chain = _chain(row)
        names[row[6]], names[row[7]] = chain[0][0], chain[-1][0]
    return names


def _links(conversion: dict, *, old: dict[str, Key], new: dict[str, Key]) -> set[tuple[Key, Key]]:
    """Each pair of an old unit and a new one that got all or a part of it."""
    links = set()
    for province, old_provinces in conversion["DICT_PROVINCE"].items():
        links |= {(old[name], new[province]) for name in old_provinces}
    for province, communes in conversion["DICT_PROVINCE_WARD_NO_DIVIDED"].items():
        for commune, old_communes in communes.items():
            links |= {(old[name], new[f"{province}_{commune}"]) for name in old_communes}
    for province, divided in conversion["DICT_PROVINCE_WARD_DIVIDED"].items():
        for name, parts in divided.items():
            links |= {(old[name], new[f"{province}_{part['newWardKey']}"]) for part in parts}
    return links


def false_links() -> set[tuple[Key, Key]]:
    """Links of the package that are wrong, because communes of one new province share a name.

    In each the two lie far apart: Phường 4 of Mỹ Tho did not become a part of Cao Lãnh.
    """
    with (REFERENCE / "false_unit_links.csv").open(encoding="utf-8", newline="") as file:
        return {
            (Key(Level.COMMUNE, row["old_code"]), Key(Level.COMMUNE, row["new_code"]))
            for row in csv.DictReader(file)
        }


def _origins(links: set[tuple[Key, Key]]) -> dict[Key, list[Key]]:
    """For each new unit the old ones that it was made of."""
    origins = defaultdict(list)
    for old, new in sorted(links):
        origins[new].append(old)
    return origins


def _changes(before: dict, after: dict, origins: dict[Key, list[Key]]) -> list[Change]:
    """One change for each new unit, and one for the districts that nothing came of."""
    parts = Counter(key for old in origins.values() for key in old)
    changes = [
        Change(
            change_kind([before[key] for key in old], after[new], divided=parts[old[0]] > 1),
            DECISIONS[new.level],
            old,
            [new],
        )
        for new, old in origins.items()
    ]
    ended = [key for key in before if key.level == Level.DISTRICT and key not in parts]
    return [*changes, Change(ChangeKind.ABOLISH, DECISIONS[Level.DISTRICT], ended, [])]


def change_kind(old: list[Entry], new: Entry, *, divided: bool) -> ChangeKind:
    """How `new` came of `old`; `divided` says whether the first of them went to others as well.

    Names that differ only in their marks are one name spelt in two ways, Đắk Long and Đăk Long.
    """
    if len(old) > 1:
        return ChangeKind.MERGE
    if divided:
        return ChangeKind.SPLIT
    if old[0].kind != new.kind:
        return ChangeKind.RECLASSIFY
    return ChangeKind.MOVE if fold(old[0].name) == fold(new.name) else ChangeKind.RENAME


# Writing


@transaction.atomic
def import_units(*, report: Callable[[str], object]) -> None:
    """Store what is not stored yet of the kinds, the units, their codes and the changes."""
    source = read()
    report(f"Read {len(source.before)} units before 1 July 2025 and {len(source.after)} after")
    kinds = store_kinds()
    country = _store_country(kinds)
    before = _store_map(source.before, country, kinds, day=LAST_OLD_DAY)
    report(f"Stored the map of {LAST_OLD_DAY}")
    after = _store_map(source.after, country, kinds, day=FIRST_NEW_DAY)
    report(f"Stored the map of {FIRST_NEW_DAY}")
    count = _store_changes(source.changes, before, after)
    report(f"Stored {count} changes; {UnitChange.objects.count()} in all")
    _store_agencies(country)
    _let_planner_count()


def _let_planner_count() -> None:
    """PostgreSQL plans badly for tables that were filled since it last counted their rows."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE units_unit, units_unitcode")


def store_kinds() -> Kinds:
    """Every kind of unit by level and name. What an administrator changed stays changed."""
    UnitKind.objects.bulk_create(_kinds(), ignore_conflicts=True)
    return {(Level(kind.level), kind.name): kind for kind in UnitKind.objects.all()}


def _store_country(kinds: Kinds) -> Unit:
    kind = kinds[Level.COUNTRY, "Quốc gia"]
    return Unit.objects.get_or_create(
        level=Level.COUNTRY, defaults={"kind": kind, "name": "Việt Nam"}
    )[0]


def _store_agencies(country: Unit) -> None:
    """The ministries in charge, the later one first: the field moved in 2025."""
    for position, row in enumerate(
        json.loads((REFERENCE / "agencies.json").read_text(encoding="utf-8")), 1
    ):
        later = Agency.objects.filter(unit=country, name=row.pop("successor")).first()
        fields = row | {"successor": later, "position": position}
        Agency.objects.get_or_create(unit=country, name=row["name"], defaults=fields)


def _store_map(entries: dict[Key, Entry], country: Unit, kinds: Kinds, *, day: date) -> Units:
    """The units of a map, those stored before and those stored now.

    A unit is known by the code that it holds on `day`, so what people enter about its other days
    (when it began, what it became) does not make it a stranger.
    """
    units = {None: country} | _held(day)
    for level in LEVELS:
        listed = [entry for key, entry in entries.items() if key.level == level]
        missing = [entry for entry in listed if entry.key not in units]
        units |= _create(level, missing, units, kinds)
    return units


def _held(day: date) -> Units:
    codes = UnitCode.objects.valid_on(day).filter(unit__level__in=LEVELS).select_related("unit")
    return {Key(Level(code.unit.level), code.code): code.unit for code in codes}


def _create(level: Level, entries: list[Entry], parents: Units, kinds: Kinds) -> Units:
    """New units of one level with their codes, in batches."""
    units = {entry.key: _build(entry, parents[entry.parent], kinds) for entry in entries}
    Unit.objects.bulk_create(units.values(), batch_size=BATCH)
    _become_own_ancestors(level, units.values())
    codes = [
        UnitCode(unit_id=unit.pk, code=key.code, valid_from=unit.valid_from, valid_to=unit.valid_to)
        for key, unit in units.items()
    ]
    UnitCode.objects.bulk_create(codes, batch_size=BATCH)
    return units


def _build(entry: Entry, parent: Unit, kinds: Kinds) -> Unit:
    """The unit as Unit.save() would store it, but for its own key among the ancestors."""
    unit = Unit(
        level=entry.key.level,
        kind=kinds[entry.key.level, entry.kind],
        name=entry.name,
        parent=parent,
        valid_from=entry.valid_from,
        valid_to=entry.valid_to,
    )
    unit.set_keys()
    unit.set_ancestors()
    setattr(unit, entry.key.level.column, None)
    return unit


def _become_own_ancestors(level: Level, units: Iterable[Unit]) -> None:
    """Enter each unit at its own level, now that it has a key."""
    Unit.objects.filter(level=level, **{level.column: None}).update(**{level.column: F("pk")})
    for unit in units:
        setattr(unit, f"{level.column}_id", unit.pk)


def _store_changes(changes: list[Change], before: Units, after: Units) -> int:
    """Store the changes whose first old unit does not lead to the new one yet, and count them."""
    known = UnitChange.objects.filter(effective_on=FIRST_NEW_DAY)
    known = set(known.values_list("predecessors", "successors"))
    missing = [change for change in changes if _first_link(change, before, after) not in known]
    rows = UnitChange.objects.bulk_create(
        [
            UnitChange(kind=change.kind, effective_on=FIRST_NEW_DAY, decision=change.decision)
            for change in missing
        ],
        batch_size=BATCH,
    )
    stored = list(zip(rows, missing, strict=True))
    _link("predecessors", [(row, before[key]) for row, change in stored for key in change.old])
    _link("successors", [(row, after[key]) for row, change in stored for key in change.new])
    return len(missing)


def _first_link(change: Change, before: Units, after: Units) -> tuple[int, int | None]:
    return before[change.old[0]].pk, after[change.new[0]].pk if change.new else None


def _link(name: str, pairs: list[tuple[UnitChange, Unit]]) -> None:
    through = getattr(UnitChange, name).through
    through.objects.bulk_create(
        [through(unitchange_id=change.pk, unit_id=unit.pk) for change, unit in pairs],
        batch_size=BATCH,
    )
