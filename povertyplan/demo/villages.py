"""The villages of the demonstration, and how many households live in each."""

from dataclasses import dataclass, field
from random import Random

from households.models import UnitYear
from povertyplan.demo import source
from povertyplan.demo.shares import divide
from povertyplan.units.enums import Level
from povertyplan.units.models import Unit, UnitCode, UnitKind

_SOURCE = (
    "Số liệu minh họa: suy từ tỷ lệ in trong Kế hoạch số 40/KH-UBND năm 2021 "
    "của UBND huyện Krông Pa, chia cho thôn, buôn"
)
# How likely a minority and another household is to live in a village of the kind.
_LEANING = {"Buôn": ((60, 140), (1, 5))}
_MIXED = ((4, 14), (70, 130))


@dataclass
class Village:
    """A village with its households by year: of minority groups (True) and others (False)."""

    unit: Unit
    households: dict[int, dict[bool, int]] = field(default_factory=dict)

    @property
    def is_minority(self) -> bool:
        return self.unit.kind.name in _LEANING

    def room(self, is_minority: bool) -> int:
        """How many households of the group lived here in each of the years of the reviews."""
        return min(self.households[year][is_minority] for year in source.YEARS)


def create(rng: Random) -> dict[str, list[Village]]:
    """Create the villages, by code of their commune, with the totals of their households."""
    kinds, villages = village_kinds(), {}
    for position, row in enumerate(source.figures()["communes"], 1):
        commune = source.unit(Level.COMMUNE, row["code"])
        commune.name, commune.position = row["name"], position
        commune.save()
        titles = source.places()["villages"][row["code"]]
        villages[row["code"]] = [
            create_village(commune, number, title, kinds) for number, title in enumerate(titles, 1)
        ]
        _settle(rng, villages[row["code"]], row)
    _write_totals([village for commune in villages.values() for village in commune])
    return villages


def village_kinds() -> dict[str, UnitKind]:
    return {kind.name: kind for kind in UnitKind.objects.filter(level=Level.VILLAGE)}


def create_village(commune: Unit, number: int, title: str, kinds: dict[str, UnitKind]) -> Village:
    """A village of the commune by its title: Buôn Ia Sóa."""
    kind = next(kinds[name] for name in kinds if title.startswith(f"{name} "))
    unit = Unit.objects.create(
        level=Level.VILLAGE,
        kind=kind,
        name=title.removeprefix(f"{kind.name} "),
        parent=commune,
        position=number,
        valid_to=commune.valid_to,
    )
    UnitCode.objects.create(unit=unit, code=f"{number:02d}", valid_to=commune.valid_to)
    return Village(unit)


def _settle(rng: Random, villages: list[Village], row: dict) -> None:
    """Divide the households of the commune among its villages, in the same way every year."""
    leanings = [_LEANING.get(village.unit.kind.name, _MIXED) for village in villages]
    weights = [[rng.randint(*bounds) for bounds in leaning] for leaning in leanings]
    for year, total in row["households"].items():
        minority = row["minority_households"][year]
        parts = zip(
            divide(minority, [own for own, _ in weights]),
            divide(total - minority, [other for _, other in weights]),
            strict=True,
        )
        for village, (own, other) in zip(villages, parts, strict=True):
            village.households[int(year)] = {True: own, False: other}


def _write_totals(villages: list[Village]) -> None:
    last = source.YEARS[-1]
    totals = [sum(village.households[last].values()) for village in villages]
    persons = divide(source.figures()[f"persons_{last}"], totals)
    UnitYear.objects.bulk_create(
        UnitYear(
            unit=village.unit,
            year=year,
            household_count=sum(village.households[year].values()),
            minority_household_count=village.households[year][True],
            person_count=count if year == last else None,
            source=_SOURCE,
        )
        for village, count in zip(villages, persons, strict=True)
        for year in source.YEARS
    )
