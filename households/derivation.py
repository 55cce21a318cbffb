"""Deprivations that follow from the members and the dwelling.

An indicator carries its rule as data: the name of one of RULES, with the ages, levels and limits of
its decree. Pure functions over plain values; what is not known derives nothing.
"""

from collections.abc import Callable, Hashable, Iterable
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from households.enums import Contract, Durability, Education, JobStatus, Toilet, WaterSource
from povertyplan.numbers import vietnamese

LEVELS = {level: index for index, level in enumerate(Education)}


class Person(NamedTuple):
    """What the rules look at. None, or an empty text, is unknown."""

    name: str
    birth_year: int | None = None
    birth_date: date | None = None
    has_insurance: bool | None = None
    has_allowance: bool | None = None
    studies_at: str = ""
    completed: str = ""
    job_status: str = ""
    job_kind: str = ""
    contract: str = ""
    pension: str = ""
    is_disabled: bool | None = None
    is_gravely_ill: bool | None = None
    is_malnourished: bool | None = None
    uses_internet: bool | None = None

    def age(self, on: date) -> int | None:
        """Full years on the day; with the year of birth alone, the age at the end of that year."""
        if self.birth_date is None:
            return None if self.birth_year is None else on.year - self.birth_year
        had_birthday = (on.month, on.day) >= (self.birth_date.month, self.birth_date.day)
        return on.year - self.birth_date.year - (not had_birthday)


_NOT_RECORDED = Person("")


def completed(people: Iterable[Person], persons: int, *, on: date) -> tuple[Person, ...]:
    """Those born by the day, and somebody unknown for each of `persons` who is not recorded."""
    born = tuple([person for person in people if (person.age(on) or 0) >= 0])
    return born + (_NOT_RECORDED,) * (persons - len(born))


class Dwelling(NamedTuple):
    """Form B on the house and what the household owns. Empty or None is unknown.

    `holdings` gives quantities by code of an option (asset, land, animal); None while nobody asked,
    and what it lacks otherwise is none.
    """

    floor_area_m2: Decimal | None = None
    pillars: str = ""
    walls: str = ""
    roof: str = ""
    water_source: str = ""
    toilet: str = ""
    electricity: str = ""
    monthly_kwh: int | None = None
    holdings: dict[str, int] | None = None


class Home(NamedTuple):
    people: tuple[Person, ...]
    dwelling: Dwelling = Dwelling()


class Derived(NamedTuple):
    """Whether the household is deprived, and why, in words for the officer."""

    is_deprived: bool
    why: str


def derive(rule: dict, home: Home, *, on: date) -> Derived | None:
    """What `rule` makes of the household on the day; None while it cannot be told."""
    if not rule:
        return None
    options = {key: value for key, value in rule.items() if key != "rule"}
    return RULES[rule["rule"]](home, on, **options)


class Derivations(NamedTuple):
    """What was derived together, by code of the indicator."""

    found: dict[str, Derived]
    codes: frozenset[str]
    deprived: frozenset[str]

    @classmethod
    def of(cls, found: dict[str, Derived]) -> "Derivations":
        deprived = frozenset(code for code, result in found.items() if result.is_deprived)
        return cls(found, frozenset(found), deprived)

    def contradicted(self, deprived: frozenset[str]) -> frozenset[str]:
        """The codes in which an officer's answers differ from what was derived."""
        return (deprived & self.codes) ^ self.deprived


def _any_of(people: Iterable[tuple[Person, bool | None]], *, lacks: str, fine: str):
    """Deprived as soon as one person is; unknown while one of the others is unknown."""
    people = list(people)
    guilty = [person.name for person, fails in people if fails]
    if guilty:
        return Derived(True, f"{', '.join(guilty)}: {lacks}.")
    if any(fails is None for _, fails in people):
        return None
    return Derived(False, f"{fine}.")


def _uninsured(home: Home, on: date, *, from_age: int) -> Derived | None:
    def fails(person: Person) -> bool | None:
        age = person.age(on)
        if age is None or person.has_insurance is None:
            return None if age is None or age >= from_age else False
        return age >= from_age and not person.has_insurance

    return _any_of(
        ((person, fails(person)) for person in home.people),
        lacks="chưa có bảo hiểm y tế",
        fine=f"mọi người từ {from_age} tuổi có bảo hiểm y tế",
    )


def misses_school(person: Person, bands: list[dict], on: date) -> bool | None:
    """Whether a person in the age of one of `bands` is not at its level of school, or above."""
    band = _band(bands, person.age(on))
    if band is None:
        return None if person.age(on) is None else False
    if not person.studies_at:
        return None
    return LEVELS[person.studies_at] < LEVELS[band["level"]]


def _child_out_of_school(home: Home, on: date, *, bands: list[dict]) -> Derived | None:
    return _any_of(
        ((person, misses_school(person, bands, on)) for person in home.people),
        lacks="trong tuổi đi học nhưng không học đúng cấp",
        fine="mọi trẻ em trong tuổi đều đi học đúng cấp",
    )


def _adult_without_education(home: Home, on: date, *, bands: list[dict]) -> Derived | None:
    def fails(person: Person) -> bool | None:
        band = _band(bands, person.age(on))
        if band is None or _born_before(person, band):
            return None if person.age(on) is None else False
        if person.studies_at and person.studies_at != Education.NONE:
            return False
        if not person.completed:
            return None
        lower = LEVELS[person.completed] < LEVELS[band["level"]]
        return (None if not person.studies_at else True) if lower else False

    return _any_of(
        ((person, fails(person)) for person in home.people),
        lacks="chưa đạt trình độ theo tuổi và không đang học",
        fine="mọi người trong tuổi đạt trình độ hoặc đang học",
    )


def _dependants_above(home: Home, on: date, *, percent: int, child_below: int) -> Derived | None:
    """Children, and others on a monthly social allowance, against all members."""
    ages = [person.age(on) for person in home.people]
    if not home.people or None in ages:
        return None
    children = sum(age < child_below for age in ages)
    others = [person for person, age in zip(home.people, ages, strict=True) if age >= child_below]
    if any(person.has_allowance is None for person in others):
        return None
    dependants = children + sum(bool(person.has_allowance) for person in others)
    size = len(home.people)
    why = f"{dependants} người phụ thuộc trong {size} thành viên (chuẩn: trên {percent}%)."
    return Derived(dependants * 100 > percent * size, why)


def _area_below(home: Home, on: date, *, square_metres: int) -> Derived | None:
    area = home.dwelling.floor_area_m2
    if area is None or not home.people:
        return None
    each = area / len(home.people)
    why = (
        f"{vietnamese(area, 1)} m² cho {len(home.people)} người, bình quân "
        f"{vietnamese(each, 1)} m² (chuẩn: dưới {square_metres} m²)."
    )
    return Derived(each < square_metres, why)


def _jobless(home: Home, on: date, *, from_age: int, below_age: int) -> Derived | None:
    """Of working age and without a job, or working for wages without a contract."""

    def fails(person: Person) -> bool | None:
        age = person.age(on)
        if age is None or not from_age <= age < below_age:
            return None if age is None else False
        if person.job_status != JobStatus.WORKING:
            return person.job_status == JobStatus.JOBLESS if person.job_status else None
        return person.contract == Contract.WITHOUT if person.contract else None

    return _any_of(
        ((person, fails(person)) for person in home.people),
        lacks="không có việc làm, hoặc làm công không có hợp đồng lao động",
        fine="người trong tuổi lao động có việc làm phù hợp quy định",
    )


def _malnourished(home: Home, on: date, *, below_age: int) -> Derived | None:
    def fails(person: Person) -> bool | None:
        age = person.age(on)
        if age is None or age >= below_age:
            return None if age is None else False
        return person.is_malnourished

    return _any_of(
        ((person, fails(person)) for person in home.people),
        lacks="trẻ em suy dinh dưỡng",
        fine=f"không có trẻ em dưới {below_age} tuổi suy dinh dưỡng",
    )


def _nobody_online(home: Home, on: date) -> Derived | None:
    """No member uses the internet."""
    answers = [person.uses_internet for person in home.people]
    if True in answers:
        return Derived(False, "có người dùng internet.")
    if not answers or None in answers:
        return None
    return Derived(True, "không ai dùng internet.")


def _not_durable(home: Home, on: date, *, parts: int) -> Derived | None:
    """At least `parts` of pillars, walls and roof are of material that does not last."""
    dwelling = home.dwelling
    built = {"cột": dwelling.pillars, "tường": dwelling.walls, "mái": dwelling.roof}
    if "" in built.values():
        return None
    weak = [name for name, material in built.items() if material == Durability.NOT_DURABLE]
    why = f"không bền chắc: {', '.join(weak)}." if weak else "cột, tường, mái đều bền chắc."
    return Derived(len(weak) >= parts, why)


def _water_not_among(home: Home, on: date, *, sources: list[str]) -> Derived | None:
    source = home.dwelling.water_source
    return _chosen(source, sources, WaterSource(source).label if source else "")


def _toilet_not_among(home: Home, on: date, *, kinds: list[str]) -> Derived | None:
    kind = home.dwelling.toilet
    return _chosen(kind, kinds, Toilet(kind).label if kind else "")


def _chosen(value: str, fine: list[str], label: str) -> Derived | None:
    return Derived(value not in fine, f"{label.lower()}.") if value else None


def _none_owned(home: Home, on: date, *, items: list[str]) -> Derived | None:
    """None of the things is in the house."""
    holdings = home.dwelling.holdings
    if holdings is None:
        return None
    owned = any(holdings.get(item) for item in items)
    return Derived(not owned, "có phương tiện." if owned else "không có phương tiện nào.")


def _band(bands: list[dict], age: int | None) -> dict | None:
    return next(
        (band for band in bands if age is not None and band["from"] <= age < band["below"]), None
    )


def _born_before(person: Person, band: dict) -> bool:
    year = person.birth_date.year if person.birth_date else person.birth_year
    return year < band.get("born_from", year)


RULES: dict[str, Callable[..., Derived | None]] = {
    "uninsured": _uninsured,
    "child_out_of_school": _child_out_of_school,
    "adult_without_education": _adult_without_education,
    "dependants_above": _dependants_above,
    "area_below": _area_below,
    "jobless": _jobless,
    "malnourished": _malnourished,
    "nobody_online": _nobody_online,
    "not_durable": _not_durable,
    "water_not_among": _water_not_among,
    "toilet_not_among": _toilet_not_among,
    "none_owned": _none_owned,
}


def _area_and_size(home: Home) -> Hashable:
    return home.dwelling.floor_area_m2, len(home.people)


def _without_area(home: Home) -> Hashable:
    it = home.dwelling
    owned = None if it.holdings is None else frozenset(it.holdings.items())
    return it.pillars, it.walls, it.roof, it.water_source, it.toilet, owned


def _members(home: Home) -> Hashable:
    return home.people


# What the rules look at: where that is the same, the same follows.
LOOKED_AT: dict[str, Callable[[Home], Hashable]] = dict.fromkeys(RULES, _members) | {
    "area_below": _area_and_size,
    "not_durable": _without_area,
    "water_not_among": _without_area,
    "toilet_not_among": _without_area,
    "none_owned": _without_area,
}
