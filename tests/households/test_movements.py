"""Movements: the step of each household, worked out by hand, and the balance for any village."""

from collections import Counter
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from households import counts, movements
from households.actions import events, holds, reviews
from households.actions.ledger import Occasion
from households.answers import UnderStandard
from households.enums import HouseholdClass
from households.models import Review, Standard
from households.movements import Flow, Found, Movement, Origin, Step
from tests import factories

POOR, NEAR, AVERAGE = HouseholdClass.POOR, HouseholdClass.NEAR_POOR, HouseholdClass.AVERAGE
HERE, THERE = 1, 2
LACKS = ["water", "toilet", "housing_area"]


def steps(before, now, earlier=(), followed=POOR):
    found = movements.moves(before, now, set(earlier), followed)
    return {(move.village, move.step) for move in found}


@pytest.mark.parametrize(
    ("before", "now", "earlier", "followed", "expected"),
    [
        pytest.param((HERE, POOR), (HERE, POOR), (), POOR, {(HERE, Step.STAYED)}, id="stays"),
        pytest.param(
            (HERE, POOR), (HERE, NEAR), (), POOR, {(HERE, Step.TO_OTHER_CLASS)}, id="rises-a-class"
        ),
        pytest.param((HERE, POOR), (HERE, AVERAGE), (), POOR, {(HERE, Step.ABOVE)}, id="escapes"),
        pytest.param((HERE, POOR), None, (), POOR, {(HERE, Step.OTHER_DECREASE)}, id="is-gone"),
        pytest.param(
            (HERE, POOR),
            (THERE, POOR),
            (),
            POOR,
            {(HERE, Step.OTHER_DECREASE), (THERE, Step.OTHER_INCREASE)},
            id="moves-and-stays-poor",
        ),
        pytest.param(
            (HERE, NEAR), (THERE, POOR), (), POOR, {(THERE, Step.OTHER_INCREASE)}, id="moves-falls"
        ),
        pytest.param(
            (HERE, NEAR), (HERE, POOR), {1}, POOR, {(HERE, Step.FROM_OTHER_CLASS)}, id="falls"
        ),
        pytest.param(None, (HERE, POOR), {1}, POOR, {(HERE, Step.RELAPSED)}, id="falls-back"),
        pytest.param(None, (HERE, POOR), (), POOR, {(HERE, Step.NEW)}, id="new"),
        pytest.param(
            (HERE, AVERAGE), (HERE, POOR), (), POOR, {(HERE, Step.NEW)}, id="new-among-reviewed"
        ),
        pytest.param(None, (HERE, NEAR), (), POOR, set(), id="near-poor-is-another-table"),
        pytest.param(
            (HERE, POOR), (HERE, NEAR), (), NEAR, {(HERE, Step.FROM_OTHER_CLASS)}, id="near-rises"
        ),
        pytest.param(
            (HERE, NEAR), (HERE, POOR), (), NEAR, {(HERE, Step.TO_OTHER_CLASS)}, id="near-falls"
        ),
        pytest.param(None, (HERE, NEAR), {1}, NEAR, {(HERE, Step.RELAPSED)}, id="near-again"),
    ],
)
def test_step_of_a_household(before, now, earlier, followed, expected):
    was = [Found(1, *before, 4)] if before else []
    found = [Found(1, *now, 4)] if now else []

    assert steps(was, found, earlier, followed) == expected


def test_persons_of_those_who_go_are_of_last_year_and_of_those_who_come_of_this():
    before = [Found(1, HERE, POOR, 5), Found(2, HERE, POOR, 4), Found(3, HERE, POOR, 3)]
    now = [
        Found(1, HERE, POOR, 7),
        Found(2, HERE, POOR, 3),
        Found(3, HERE, AVERAGE, 9),
        Found(4, HERE, POOR, 2),
    ]

    found = movements.movements(movements.moves(before, now, set(), POOR))[HERE]

    assert found.households == Flow(opening=3, above=1, new=1, closing=3)
    # 12 - 3 escaped - 1 left the second household + 2 new + 2 born into the first = 12.
    assert found.persons == Flow(
        opening=12, above=3, other_decrease=1, new=2, other_increase=2, closing=12
    )


def test_sum_with_an_unknown_part_is_unknown():
    known = Movement(Flow(opening=2, closing=2))
    unknown = Movement(Flow(opening=None, closing=3))

    found = movements.sum_of([known, unknown]).households

    assert (found.opening, found.closing, found.balance) == (None, 5, None)


# For any villages


@st.composite
def villages(draw):
    """Reviews of two years: each household once a year at most, in one of three villages."""
    classes = st.sampled_from(list(HouseholdClass))
    found = st.builds(
        lambda place, kind, persons: (place, kind, persons),
        st.integers(1, 3),
        classes,
        st.integers(1, 9),
    )
    years = draw(st.lists(st.tuples(st.none() | found, st.none() | found), max_size=30))
    before = [Found(i, *pair[0]) for i, pair in enumerate(years) if pair[0]]
    now = [Found(i, *pair[1]) for i, pair in enumerate(years) if pair[1]]
    earlier = draw(st.sets(st.integers(0, 30)))
    return before, now, earlier


def tables(before, now, earlier, followed):
    return movements.movements(movements.moves(before, now, earlier, followed))


@given(villages(), st.sampled_from([POOR, NEAR]))
def test_every_village_balances(reviews, followed):
    before, now, earlier = reviews
    found = tables(before, now, earlier, followed)

    for year, name in ((before, "opening"), (now, "closing")):
        of_class = [item for item in year if item.household_class == followed]
        households = Counter(item.village for item in of_class)
        persons = Counter()
        for item in of_class:
            persons[item.village] += item.persons
        for village in {item.village for item in of_class}:
            assert getattr(found[village].households, name) == households[village]
            assert getattr(found[village].persons, name) == persons[village]
    for movement in found.values():
        assert movement.households.balance == movement.households.closing
        assert movement.persons.balance == movement.persons.closing


@given(villages())
def test_what_leaves_one_table_enters_the_other(reviews):
    poor, near = tables(*reviews, POOR), tables(*reviews, NEAR)

    for village in poor.keys() | near.keys():
        first = poor.get(village, Movement()).households
        second = near.get(village, Movement()).households
        assert first.to_other_class == second.from_other_class
        assert first.from_other_class == second.to_other_class


@given(villages(), st.lists(st.sampled_from(list(HouseholdClass)), max_size=30))
def test_years_join_without_a_gap(reviews, classes):
    before, now, earlier = reviews
    later = [Found(i, 1, kind, 2) for i, kind in enumerate(classes)]
    first, second = tables(before, now, earlier, POOR), tables(now, later, earlier, POOR)

    for village in first.keys() | second.keys():
        closing = first.get(village, Movement()).households.closing
        assert closing == second.get(village, Movement()).households.opening


# Out of the database


@pytest.fixture
def years(land, standard, jrai, mai, duc):
    """2020 and 2021 in Bình An: stays, escapes to near-poor, is gone, moves, falls back, new."""
    rounds = {
        year: factories.round_in(land.district, year, standard) for year in (2018, 2020, 2021)
    }
    incomes = {POOR: 600_000, NEAR: 900_000, AVERAGE: 1_400_000}

    def story(*found):
        """A household's reviews: (year, village, class)."""
        household = factories.household(found[0][1], "Nay Thử", jrai)
        for year, village, kind in found:
            household.place_in(village)
            household.save()
            review = factories.review(
                rounds[year], household, mai, income_vnd=incomes[kind], person_count=2
            )
            factories.approved(review, submit=mai, approve=duc)

    first, second = land.village, land.second_village
    story((2020, first, POOR), (2021, first, POOR))
    story((2020, first, POOR), (2021, first, NEAR))
    story((2020, first, POOR))
    story((2020, first, POOR), (2021, second, POOR))
    story((2018, first, NEAR), (2021, first, POOR))
    story((2021, second, POOR))
    return {year: factories.closed(opened) for year, opened in rounds.items()}


def loaded(units, year, standard, followed=POOR):
    return movements.load(units, year, standard, standard).movements(followed)


def test_movements_of_villages_and_of_their_commune(land, years, standard):
    first, second = land.village, land.second_village

    found = loaded([first, second], 2021, standard)
    commune = loaded([land.commune], 2021, standard)[land.commune.pk]

    assert found[first.pk].households == Flow(
        opening=4, to_other_class=1, other_decrease=2, relapsed=1, closing=2
    )
    assert found[second.pk].households == Flow(opening=0, new=1, other_increase=1, closing=2)
    assert commune == movements.sum_of(found.values())
    assert commune.persons.closing == commune.persons.balance == 8
    near = loaded([first], 2021, standard, NEAR)[first.pk].households
    assert near == Flow(from_other_class=1, closing=1)


def test_closing_is_what_is_counted(land, years, standard):
    for year in (2020, 2021):
        closing = loaded([land.commune], year, standard)[land.commune.pk].households.closing
        assert (
            closing == counts.count_poor([land.commune], year, standard)[land.commune.pk].households
        )


def test_place_not_reviewed_the_year_before_has_no_opening(land, years, standard):
    found = loaded([land.commune], 2020, standard)[land.commune.pk].households

    assert found.closing == 4
    assert (found.opening, found.new, found.balance) == (None, None, None)


def test_origins_of_the_listed(land, years, standard):
    """Of four: one stayed, one was poor in another village, one fell back, one is new."""
    history = movements.load([land.commune], 2021, standard, standard)

    found = Counter(history.origins(POOR).values())

    assert found == {Origin.OLD: 2, Origin.RELAPSED: 1, Origin.NEW: 1}
    assert movements.load([land.commune], 2020, standard, standard).origins(POOR) == {}


def test_place_not_reviewed_this_year_has_no_closing(land, years, standard):
    found = movements.load([land.commune], 2022, None, standard).movements(POOR)

    flow = found[land.commune.pk].households
    assert (flow.opening, flow.closing, flow.other_decrease) == (4, None, None)


def test_loading_costs_the_same_for_one_unit_and_for_many(
    land, years, standard, django_assert_max_num_queries
):
    for units in ([land.village], [land.village, land.second_village], [land.commune]):
        with django_assert_max_num_queries(12):
            loaded(units, 2021, standard)


def test_the_held_are_counted_apart_among_the_other_decreases(land, years, standard, mai, duc):
    """Of four poor in Một in 2020 two are no longer found there; one of these is held back."""
    assert loaded([land.village], 2021, standard)[land.village.pk].households.held == 0
    opened = years[2021]
    opened.state = "open"
    opened.save()
    held = factories.review(opened, _gone().household, mai, income_vnd=600_000, person_count=2)
    reviews.move(reviews=[held], name="submit", by=mai)
    holds.hold(review=held, reason="Chờ xác minh", by=duc)

    found = loaded([land.village], 2021, standard)[land.village.pk]

    assert (found.households.other_decrease, found.households.held) == (2, 1)
    assert (found.persons.other_decrease, found.persons.held) == (4, 2)
    assert found.households.balance == found.households.closing == 2
    reviews.move(reviews=[holds.release(review=held, by=duc)], name="approve", by=duc)
    decided = loaded([land.village], 2021, standard)[land.village.pk].households
    assert (decided.other_decrease, decided.held, decided.closing) == (1, 0, 3)


def _gone() -> Review:
    """The review of the one household that was found in 2020 and not in 2021."""
    later = Review.objects.filter(round__year=2021).values("household")
    return Review.objects.filter(round__year=2020).exclude(household__in=later).get()


def test_who_was_on_the_list_by_the_next_standard_alone_falls_back(land, standard, kinh, mai, duc):
    """Above every line of 2021 (1,000,000 for the near-poor), poor by that of 2022 (1,500,000).

    So 2022 opens with the household, which escapes; on the list of 2023 it has fallen back.
    """
    decree, lacks = Standard.objects.get(code="ND07_2021"), frozenset(LACKS)
    household = factories.household(land.village, "Siu Thử", kinh)
    for year, income in ((2021, 1_400_000), (2022, 9_000_000), (2023, 1_400_000)):
        is_first = year == 2021
        round = factories.round_in(
            land.commune,
            year,
            standard if is_first else decree,
            next_standard=decree if is_first else None,
        )
        following = {"following": UnderStandard(None, lacks)} if is_first else {}
        review = factories.review(
            round, household, mai, income_vnd=income, deprived=" ".join(lacks), **following
        )
        factories.approved(review, submit=mai, approve=duc)
        factories.closed(round)

    found = {
        year: movements.load([land.commune], year, decree, decree).movements(POOR)[land.commune.pk]
        for year in (2022, 2023)
    }

    assert found[2022].households == Flow(opening=1, above=1)
    assert found[2023].households == Flow(relapsed=1, closing=1)


def test_who_was_on_the_list_within_a_year_alone_falls_back(land, standard, kinh, mai, duc):
    household = factories.household(land.village, "Siu Thử", kinh)
    march = {"kind": "in_year", "opens_on": date(2020, 3, 15), "closes_on": date(2020, 3, 30)}
    for income, year, days in (
        (700_000, 2020, march),
        (9_000_000, 2020, {}),
        (700_000, 2021, {}),
    ):
        round = factories.round_in(land.commune, year, standard, **days)
        review = factories.review(round, household, mai, income_vnd=income)
        factories.approved(review, submit=mai, approve=duc)
        factories.closed(round)

    found = movements.load([land.commune], 2021, standard, standard).movements(POOR)

    assert found[land.commune.pk].households == Flow(relapsed=1, closing=1)


def test_who_split_from_a_poor_household_is_another_increase(land, standard, kinh, mai, duc):
    """Four of a poor household become two and two, both poor: nobody has newly become poor.

    Of the one who split from a household above the lines somebody has.
    """
    rounds = [factories.round_in(land.commune, year, standard) for year in (2020, 2021)]
    homes = [factories.household(land.village, f"Lê {n}", kinh, persons=4) for n in "AB"]

    def found(round, household, income, persons):
        made = factories.review(round, household, mai, income_vnd=income, person_count=persons)
        factories.approved(made, submit=mai, approve=duc)

    for home, income in zip(homes, (700_000, 9_000_000), strict=True):
        found(rounds[0], home, income, 4)
    factories.closed(rounds[0])
    for home, income in zip(homes, (700_000, 9_000_000), strict=True):
        *_, son, daughter = home.members.order_by("pk")
        split = events.split(
            household=home,
            moving={son.pk: "head", daughter.pk: "sibling"},
            village=land.village,
            occasion=Occasion(date(2021, 3, 1), "ra ở riêng"),
            by=mai,
        )
        found(rounds[1], home, income, 2)
        found(rounds[1], split.other, 700_000, 2)
    factories.closed(rounds[1])

    history = movements.load([land.commune], 2021, standard, standard)
    found = history.movements(POOR)[land.commune.pk]

    assert found.households == Flow(opening=1, new=1, other_increase=1, closing=3)
    assert found.persons == Flow(opening=4, other_decrease=2, new=2, other_increase=2, closing=6)
    origins = sorted(history.origins(POOR).values())
    assert origins == [Origin.NEW, Origin.OLD, Origin.OLD]


def test_who_split_into_another_commune_is_so_in_the_tables_of_both(land, standard, kinh, mai, duc):
    """The commune that the son has gone to says what the district says of it."""
    rounds = [factories.round_in(land.district, year, standard) for year in (2020, 2021)]
    home = factories.household(land.village, "Lê Mẹ", kinh, persons=2)
    officer = factories.user("tam", "commune_officer", land.commune, land.town)
    made = factories.review(rounds[0], home, officer, income_vnd=700_000)
    factories.approved(made, submit=officer, approve=duc)
    factories.closed(rounds[0])
    son = home.members.order_by("pk").last()
    occasion = Occasion(date(2021, 3, 1), "lấy vợ")
    gone = {"moving": {son.pk: "head"}, "village": land.town_village, "occasion": occasion}
    split = events.split(household=home, by=officer, **gone)
    for household in (home, split.other):
        made = factories.review(rounds[1], household, officer, income_vnd=700_000)
        factories.approved(made, submit=officer, approve=duc)
    factories.closed(rounds[1])

    for units in ([land.town], [land.commune, land.town], [land.town_village]):
        found = movements.load(units, 2021, standard, standard).movements(POOR)
        assert found[units[-1].pk].households == Flow(other_increase=1, closing=1)
