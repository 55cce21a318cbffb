"""The map of Thừa Thiên Huế until the end of 2024, which the official files no longer hold.

Resolution 175/2024/QH15 made the province the city of Huế, run by the central government, and
Resolution 1314/NQ-UBTVQH15 rearranged its districts, both from 1 January 2025. What the files list
under the city began on that day; its nine districts of before are entered as they were, without
their communes.
"""

from datetime import date

from povertyplan.demo import source
from povertyplan.units.enums import ChangeKind, Level
from povertyplan.units.models import Unit, UnitChange, UnitCode, UnitKind

_LAST_DAY, _FIRST_DAY = date(2024, 12, 31), date(2025, 1, 1)
_OF_PROVINCE = "Nghị quyết số 175/2024/QH15"
_OF_DISTRICTS = "Nghị quyết số 1314/NQ-UBTVQH15"
# The codes of the districts that something else came of, with the codes of what came.
_BECAME = {
    ("474",): (ChangeKind.SPLIT, ("474", "475")),
    ("476",): (ChangeKind.RECLASSIFY, ("476",)),
    ("482", "483"): (ChangeKind.MERGE, ("482",)),
}


def create() -> Unit:
    """The province as it was; what is there already is left alone."""
    row = source.figures_of("thua_thien_hue")["province"]
    last_day = date.fromisoformat(row["valid_to"])
    known = Unit.objects.filter(level=Level.PROVINCE, name=row["name"], valid_to=last_day).first()
    if known:
        return known
    now = Unit.objects.get(level=Level.PROVINCE, codes__code=row["code"], valid_to=None)
    _begin(now)
    province = _create(Level.PROVINCE, row, now.parent)
    districts = source.figures_of("thua_thien_hue")["districts"]
    before = {
        district["code"]: _create(Level.DISTRICT, district, province, position)
        for position, district in enumerate(districts, 1)
    }
    _note_changes(province, now, before)
    return province


def _begin(city: Unit) -> None:
    """Say of everything the old files list in the city that it began with the city."""
    units = Unit.objects.filter(province=city, valid_from=None)
    UnitCode.objects.filter(unit__in=units, valid_from=None).update(valid_from=_FIRST_DAY)
    units.update(valid_from=_FIRST_DAY)


def _create(level: Level, row: dict, parent: Unit, position: int = 0) -> Unit:
    unit = Unit.objects.create(
        level=level,
        kind=UnitKind.objects.get(level=level, name=row["kind"]),
        name=row["name"],
        parent=parent,
        position=position,
        valid_to=_LAST_DAY,
    )
    UnitCode.objects.create(unit=unit, code=row["code"], valid_to=_LAST_DAY)
    return unit


def _note_changes(province: Unit, city: Unit, before: dict[str, Unit]) -> None:
    _note(ChangeKind.RECLASSIFY, _OF_PROVINCE, [province], [city])
    codes = UnitCode.objects.filter(unit__province=city, unit__level=Level.DISTRICT)
    after = {code.code: code.unit for code in codes.select_related("unit")}
    changes = _BECAME | {
        (code,): (ChangeKind.MOVE, (code,))
        for code in before
        if not any(code in old for old in _BECAME)
    }
    for old, (kind, new) in changes.items():
        _note(kind, _OF_DISTRICTS, [before[code] for code in old], [after[code] for code in new])


def _note(kind: ChangeKind, decision: str, old: list[Unit], new: list[Unit]) -> None:
    change = UnitChange.objects.create(kind=kind, effective_on=_FIRST_DAY, decision=decision)
    change.predecessors.set(old)
    change.successors.set(new)
