"""For any small villages over three years: the tables hold their formulas and agree."""

from collections import Counter
from dataclasses import dataclass

from hypothesis import given
from hypothesis import strategies as st

from households import counts, groups, movements, tallies
from households.enums import HouseholdClass
from households.movements import Found, Movement
from households.rules import IndicatorRule, StandardRules
from households.tallies import Group, Tally
from reports import crosschecks
from reports.crosschecks import Figures
from reports.tables.class_summaries import figures_of

POOR, NEAR = HouseholdClass.POOR, HouseholdClass.NEAR_POOR
YEARS = (1, 2, 3)
VILLAGES = (1, 2, 3)
RULES = StandardRules(
    "", {}, {}, {}, tuple(IndicatorRule(f"lack_{bit}", "", bit) for bit in range(4))
)
FLAGS = tuple(groups.FLAGS.values())


@dataclass(frozen=True)
class Judged:
    """A household in a village and a year, as its review says."""

    household: int
    village: int
    group: Group

    @property
    def found(self) -> Found:
        return Found(self.household, self.village, self.group.household_class, self.group.persons)


@st.composite
def judged(draw, household):
    is_minority = draw(st.booleans())
    flags = {name: draw(st.booleans()) for name in FLAGS if name != "is_minority"}
    flags["is_indigenous"] = flags["is_indigenous"] and is_minority
    group = Group(
        household_class=draw(st.sampled_from(list(HouseholdClass))),
        ethnicity=draw(st.sampled_from(("10", "12"))) if is_minority else "01",
        is_minority=is_minority,
        deprivations=draw(st.integers(0, 15)),
        households=1,
        persons=draw(st.integers(1, 9)),
        causes=draw(st.integers(0, 255)),
        **flags,
    )
    return Judged(household, draw(st.sampled_from(VILLAGES)), group)


@st.composite
def histories(draw):
    """Up to twenty households; each is reviewed once a year at most, somewhere."""
    years = {year: [] for year in YEARS}
    for household in range(draw(st.integers(0, 20))):
        for year in YEARS:
            if draw(st.booleans()):
                years[year].append(draw(judged(household)))
    return years


def tally_of(found, village=None):
    """What was found in a village, or everywhere."""
    return Tally(tuple(item.group for item in found if village in (None, item.village)))


def moved(years, year, followed):
    before, now = ([item.found for item in years.get(y, [])] for y in (year - 1, year))
    earlier = {item.household for y in range(1, year - 1) for item in years[y]}
    found = movements.movements(movements.moves(before, now, earlier, followed))
    return {village: found.get(village, Movement()) for village in VILLAGES}


def figures(years, year):
    """The tables of a year: a row for every village, then the whole."""
    moves = [moved(years, y, kind) for y in (year, year + 1) for kind in (POOR, NEAR)]
    rows = []
    for village in (*VILLAGES, None):
        found = tally_of(years[year], village)
        poor, near = found.of(household_class=POOR), found.of(household_class=NEAR)
        parts = [
            movements.sum_of(part.values()) if village is None else part[village] for part in moves
        ]
        deprived = max(poor.deprived(RULES).values(), default=0)
        totals = counts.Totals(found.households, None, found.persons)
        own = (poor, near) if village is None else ()
        rows.append(Figures(str(village), totals, poor, near, *parts, deprived, poor, near, *own))
    return rows


@given(histories())
def test_every_identity_holds_in_every_village_and_in_the_whole(years):
    for year in (2, 3):
        found = crosschecks.checks(figures({**years, 4: []}, year))
        assert len(found) == len(crosschecks.IDENTITIES)
        assert crosschecks.failures(found) == []


@given(histories())
def test_movements_balance_always_in_households_and_persons(years):
    for year in (2, 3):
        for kind in (POOR, NEAR):
            rows = moved(years, year, kind)
            whole = movements.sum_of(rows.values())
            for movement in (*rows.values(), whole):
                for flow in (movement.households, movement.persons):
                    assert flow.balance == flow.closing
                    assert flow.opening >= 0


@given(histories())
def test_villages_make_up_the_whole(years):
    for found in years.values():
        parts = [tally_of(found, village) for village in VILLAGES]
        whole = tallies.total_of(parts)
        for criteria in ({}, {"household_class": POOR}, {"is_minority": True}):
            every = tally_of(found).of(**criteria)
            summed = whole.of(**criteria)
            assert (summed.households, summed.persons) == (every.households, every.persons)
            assert sum(part.of(**criteria).households for part in parts) == every.households


@given(histories(), st.permutations(list(groups.FLAGS)), st.integers(0, len(FLAGS)))
def test_every_household_is_in_exactly_one_group(years, order, count):
    """In any order of any groups; the parts make up the whole, of households and of persons."""
    codes = order[:count]
    found = tally_of(years[1])
    in_groups = Counter()
    persons = Counter()
    for group in found.groups:
        code = groups.group_of(group.__getitem__, codes)
        in_groups[code] += group.households
        persons[code] += group.persons
        assert code == groups.OTHER or group[groups.FLAGS[code]]
        before = codes if code == groups.OTHER else codes[: codes.index(code)]
        assert not any(group[groups.FLAGS[earlier]] for earlier in before)
    assert in_groups.total() == found.households
    assert persons.total() == found.persons


@given(histories(), st.sampled_from([POOR, NEAR]))
def test_summary_of_a_class_holds_its_formulas(years, kind):
    found = tally_of(years[1])
    population = counts.Totals(
        households=found.households,
        minority=found.of(is_minority=True).households,
        persons=found.persons,
        minority_persons=found.of(is_minority=True).persons,
        indigenous=found.of(is_indigenous=True).households,
        indigenous_persons=found.of(is_indigenous=True).persons,
    )

    row = figures_of(population, found.of(household_class=kind))

    for whole, kinh, minority, indigenous in (
        row.population,
        row.persons,
        row.households,
        row.household_persons,
    ):
        assert whole == kinh + minority
        assert indigenous <= minority
    for part, whole in zip(row.households, row.population, strict=True):
        assert part <= whole
    assert all(group <= row.households[0] for group in row.groups)
    assert all(h <= p for h, p in zip(row.households, row.household_persons, strict=True))
    for rate, part, whole in zip(
        row.rates,
        (row.households[0], row.households[2], row.households[3]),
        (row.population[0], row.population[2], row.population[3]),
        strict=True,
    ):
        assert rate is None if whole == 0 else rate * whole == 100 * part


@given(histories())
def test_nobody_is_deprived_or_has_a_cause_without_being_counted(years):
    poor = tally_of(years[1]).of(household_class=POOR)

    assert all(count <= poor.households for count in poor.deprived(RULES).values())
    assert all(poor.caused_by(bit).households <= poor.households for bit in range(8))
    assert poor.households <= poor.persons
