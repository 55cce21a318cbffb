"""The communes of two plans: their villages, and every poor and near-poor household in them.

How many of each class live in a village is what the plan's table says; the people are invented.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from random import Random

from households.enums import HouseholdClass
from households.models import Standard, UnitYear
from povertyplan.accounts.models import User
from povertyplan.demo import households, names, source
from povertyplan.demo.answers import between
from povertyplan.demo.commune_families import Case, compose
from povertyplan.demo.shares import divide
from povertyplan.demo.stories import NEAR, POOR
from povertyplan.demo.villages import Village, create_village, village_kinds
from povertyplan.units.enums import Level
from povertyplan.units.models import Unit

# Where the serials begin that make identity numbers; those of Krông Pa begin at 1.
_FIRST_SERIAL = {"an_hoa_thinh": 800_001, "chu_pong": 900_001}
_DEPRIVED = 3  # of so many services a poor household is deprived (Decree 07/2021, art. 3)
_COMMON = ("toilet", "housing_quality", "info_devices", "water", "telecom", "housing_area")
_CAUSES = ("no_land", "no_capital", "no_tools", "no_knowledge", "no_skill")


@dataclass(frozen=True)
class Commune:
    """A commune of the demonstration with its households in the order of its villages."""

    unit: Unit
    year: int
    villages: dict[str, Village]
    cases: list[Case]


def create(plan: str, *, people: dict[str, User]) -> Commune:
    """The commune of a plan with the reviews of its baseline year, approved and closed."""
    figures = source.figures_of(plan)
    year, row = figures["baseline_year"], figures["commune"]
    unit = source.unit(Level.COMMUNE, row["code"], figures["plan_year"])
    unit.name = row["name"]
    unit.save()
    villages = _villages(unit, figures)
    rng = Random(plan)
    cases = _tell(rng, figures, villages)
    commune = Commune(unit, year, villages, cases)
    _store(rng, commune, serial=_FIRST_SERIAL[plan])
    _review(rng, commune, figures["standard"], people)
    return commune


def _villages(unit: Unit, figures: dict) -> dict[str, Village]:
    kinds, year = village_kinds(), figures["baseline_year"]
    villages = {
        row["name"]: create_village(unit, number, f"{row['kind']} {row['name']}", kinds)
        for number, row in enumerate(figures["villages"], 1)
    }
    UnitYear.objects.bulk_create(
        UnitYear(
            unit=villages[row["name"]].unit,
            year=year,
            household_count=row["households"],
            source=f"Số liệu minh họa theo kế hoạch năm {figures['plan_year']} của xã",
        )
        for row in figures["villages"]
    )
    return villages


def _tell(rng: Random, figures: dict, villages: dict[str, Village]) -> list[Case]:
    """Every poor and near-poor household: those that lists name first, the rest to fill up."""
    listed = [*figures.get("registered", ()), *figures.get("unable", ())]
    cases = []
    for row in figures["villages"]:
        for household_class, key in ((POOR, "poor"), (NEAR, "near_poor")):
            place = (villages[row["name"]], household_class, figures["baseline_year"])
            named = [
                _named(place, item)
                for item in listed
                if (item["village"], item["class"]) == (row["name"], key)
            ]
            cases += named + [_case(place) for _ in range(row[key] - len(named))]
    if analysis := figures.get("analysis"):
        _divide(rng, cases, analysis)
    _fill_up(rng, cases)
    return cases


def _case(place: tuple[Village, HouseholdClass, int], **said) -> Case:
    village, household_class, year = place
    is_minority = village.unit.kind.name == "Làng"
    group = said.pop("group", names.JRAI if is_minority else names.KINH)
    path, years = (household_class,), (year,)
    lacks = said.pop("deprived", set())
    made = Case(village, group != names.KINH, path, years=years, group=group, **said)
    made.deprived[year] = lacks
    return made


def _named(place: tuple[Village, HouseholdClass, int], row: dict) -> Case:
    return _case(
        place,
        group=row["ethnicity"],
        deprived=set(row["deprived"]),
        causes=frozenset(row["causes"]),
        size=row["persons"],
        has_labour=row.get("has_labour_capacity", True),
        head=row["head"],
        note=row.get("reason", ""),
    )


def _divide(rng: Random, cases: list[Case], analysis: dict) -> None:
    """Who can work, who is under social protection, and how many live in each household."""
    poor = [case for case in cases if case.path == (POOR,)]
    rng.shuffle(poor)
    unable = poor[: analysis["without_labour_capacity"]]
    for place, case in enumerate(unable):
        case.has_labour = False
        case.is_social_protection = place < analysis["social_protection_without_labour"]
        case.size = 1
    # Every fourth of the old lives with somebody; the rest of the people are in working families.
    for case in unable[::4]:
        case.size = 2
    able = poor[analysis["without_labour_capacity"] :]
    near = [case for case in cases if case.path == (NEAR,)]
    persons = analysis["poor_persons"] - sum(case.size for case in unable)
    for group, count in ((able, persons), (near, analysis["near_poor_persons"])):
        weights = [rng.randint(3, 6) for _ in group]
        for case, size in zip(group, divide(count, weights), strict=True):
            case.size = size


def _fill_up(rng: Random, cases: list[Case]) -> None:
    """Sizes, causes, deprivations and incomes that nobody has given yet."""
    sizes = {True: (3, 4, 4, 5, 5, 6), False: (1, 1, 2)}
    for case in cases:
        case.size = case.size or rng.choice(sizes[case.has_labour])
        if not case.lacks:
            case.lacks.update(_lacks(rng, case))
        if not case.causes:
            usual = rng.sample(_CAUSES, rng.choice((1, 1, 2)))
            case.causes = frozenset(usual if case.has_labour else ["no_labour"])
        case.income[case.year] = 0


def _lacks(rng: Random, case: Case) -> list[str]:
    if case.path == (NEAR,):
        return rng.sample(_COMMON, rng.choice((1, 1, 2)))
    if not case.has_labour:
        return ["dependency", *rng.sample(_COMMON, _DEPRIVED - 1)]
    return ["employment", *rng.sample(_COMMON, rng.choice((_DEPRIVED - 1, _DEPRIVED)))]


def _store(rng: Random, commune: Commune, *, serial: int) -> None:
    taken = {case.head for case in commune.cases}
    families = [(case.group, compose(rng, case, taken)) for case in commune.cases]
    entered_at = datetime(commune.year, 9, 1, 1, 0, tzinfo=UTC)
    households.store(commune.cases, families, entered_at=entered_at, first_serial=serial)


def _review(rng: Random, commune: Commune, code: str, people: dict[str, User]) -> None:
    """The periodic round of the baseline year, judged by the standard of the plan's year.

    Where that standard holds from the next year on, the round closes its own year under the one
    before, and opens the next under this one.
    """
    standard = source.standard(code)
    closing = Standard.objects.valid_in(commune.year).filter(status="confirmed").first()
    following = None if closing == standard else standard
    lines = standard.rules().income
    for case in commune.cases:
        line = lines[case.village.unit.effective_area].poor
        case.income[case.year] = between(rng, line * 2 // 5, line)
    by = people["above"]
    opened = households.open_round(commune.unit, commune.year, closing, following, by=by)
    officers = {commune.unit.pk: people["officer"]}
    households.write_reviews(rng, commune.cases, opened, officers=officers, by=by)
