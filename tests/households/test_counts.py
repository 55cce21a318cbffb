"""Counting: approved poor households of the periodic round, by unit; and what is unknown."""

import pytest

from households import counts, tallies
from households.models import Review
from tests import factories


@pytest.fixture
def reviewed(land, standard, jrai, kinh, mai, duc):
    """Commune Bình An in 2021: three poor (two minority), one near-poor, one poor unapproved."""
    opened = factories.round_in(land.commune, 2021, standard)
    rows = [
        (land.village, jrai, 600_000, "water toilet"),
        (land.village, kinh, 700_000, "toilet"),
        (land.second_village, jrai, 900_000, "water toilet telecom"),
        (land.second_village, jrai, 900_000, "toilet"),
    ]
    for index, (village, ethnicity, income, deprived) in enumerate(rows):
        household = factories.household(village, f"Nay Thử {index}", ethnicity, persons=2)
        review = factories.review(
            opened, household, mai, income_vnd=income, deprived=deprived, person_count=2
        )
        factories.approved(review, submit=mai, approve=duc)
    waiting = factories.household(land.village, "Nay Chờ", jrai)
    factories.review(opened, waiting, mai, income_vnd=1)
    return opened


def test_poor_are_counted_by_village(land, reviewed, standard):
    found = counts.count_poor([land.village, land.second_village], 2021, standard)

    first, second = found[land.village.pk], found[land.second_village.pk]
    assert (first.households, first.minority, first.persons) == (2, 1, 4)
    assert (second.households, second.minority, second.persons) == (1, 1, 2)
    assert dict(first.deprived) == {"water": 1, "toilet": 2}
    assert dict(second.deprived) == {"water": 1, "toilet": 1, "telecom": 1}


def test_commune_is_the_sum_of_its_villages(land, reviewed, standard):
    count = counts.count_poor([land.commune], 2021, standard)[land.commune.pk]

    assert (count.households, count.minority) == (3, 2)
    assert dict(count.deprived) == {"water": 2, "toilet": 3, "telecom": 1}


def test_place_without_a_round_is_unknown_not_zero(land, reviewed, standard):
    found = counts.count_poor([land.commune, land.town], 2021, standard)

    assert found[land.town.pk] is None
    assert counts.count_poor([land.district], 2021, standard)[land.district.pk] is None


def test_reviewed_place_without_poor_is_zero(land, reviewed, standard):
    opened = factories.round_in(land.town, 2021, standard)
    assert counts.count_poor([land.town], 2021, standard)[land.town.pk] is None
    factories.closed(opened)

    assert counts.count_poor([land.town], 2021, standard)[land.town.pk].households == 0
    assert counts.count_poor([land.district], 2021, standard)[land.district.pk].households == 3


def test_in_year_rounds_do_not_count_twice(land, reviewed, standard, kinh, mai, duc):
    extra = factories.round_in(land.commune, 2021, standard, kind="in_year")
    household = factories.household(land.village, "Lê Thêm", kinh)
    review = factories.review(extra, household, mai, income_vnd=1)
    factories.approved(review, submit=mai, approve=duc)

    count = counts.count_poor([land.commune], 2021, standard)[land.commune.pk]
    assert count.households == 3


def test_counting_costs_the_same_for_one_unit_and_for_many(
    land, reviewed, standard, django_assert_num_queries
):
    standard.rules()
    with django_assert_num_queries(4):
        counts.count_poor([land.village], 2021, standard)
    with django_assert_num_queries(4):
        counts.count_poor([land.village, land.second_village], 2021, standard)


def test_totals_are_sums_of_what_is_known_below(land):
    factories.totals(land.village, 2020, 100, 40)
    factories.totals(land.second_village, 2020, 50, 10)
    factories.totals(land.town, 2020, 300, 30)

    communes = counts.household_totals([land.commune, land.town], 2020)
    district = counts.household_totals([land.district], 2020)[land.district.pk]
    assert communes[land.commune.pk] == counts.Totals(150, 50)
    assert communes[land.town.pk] == counts.Totals(300, 30)
    assert district == counts.Totals(450, 80)


def test_persons_are_summed_where_all_are_known(land):
    for village, persons in ((land.village, 410), (land.second_village, 190)):
        totals = factories.totals(village, 2020, 100, 40)
        totals.person_count = persons
        totals.save()
    factories.totals(land.town, 2020, 300, 30)

    communes = counts.household_totals([land.commune, land.town], 2020)
    assert communes[land.commune.pk] == counts.Totals(200, 80, 600)
    assert communes[land.town.pk] == counts.Totals(300, 30, None)
    assert counts.sum_of(list(communes.values())) == counts.Totals(500, 110, None)


def test_tally_holds_every_class_and_group(land, reviewed, standard, jrai):
    """Three poor (a Kinh one) and one near-poor, two persons each."""
    found = tallies.tally([land.commune], 2021, standard)[land.commune.pk]
    poor = found.of(household_class="poor")

    assert (found.households, found.persons) == (4, 8)
    assert (poor.households, poor.persons) == (3, 6)
    assert poor.of(ethnicity=jrai.code).households == poor.of(is_minority=True).households == 2
    assert found.of(household_class="near_poor").households == 1
    assert dict(found.deprived(standard.rules())) == {"water": 2, "toilet": 4, "telecom": 1}


def test_total_of_tallies_is_unknown_with_an_unknown_part(land, reviewed, standard):
    found = tallies.tally([land.commune, land.town], 2021, standard)

    assert tallies.total_of(found.values()) is None
    assert tallies.total_of([found[land.commune.pk]] * 2).households == 8
    assert tallies.total_of([]) is None


def test_total_with_a_missing_part_is_unknown(land):
    factories.totals(land.village, 2020, 100, 40)
    factories.totals(land.town, 2020, 300)

    assert counts.household_totals([land.commune], 2020)[land.commune.pk].households is None
    assert counts.household_totals([land.district], 2020)[land.district.pk].households is None
    assert counts.household_totals([land.town], 2020)[land.town.pk] == counts.Totals(300, None)


def test_review_stays_in_the_village_of_its_day(land, reviewed, standard):
    household = Review.objects.filter(village=land.village).first().household
    household.place_in(land.town_village)
    household.save()

    assert counts.count_poor([land.village], 2021, standard)[land.village.pk].households == 2
