"""Movements over a change of the map: a new unit opens with what became it, worked out by hand."""

from datetime import date

import pytest
from django.utils import timezone

from households import movements, succession
from households.actions import events, map_change
from households.actions.ledger import Occasion
from households.basis import Basis
from households.enums import HouseholdClass
from households.models import HouseholdEvent, Result
from households.movements import Flow, Origin
from povertyplan.units.enums import ChangeKind
from povertyplan.units.models import Unit, UnitChange
from reports.catalogue import CATALOGUE
from tests import factories

POOR, NEAR, AVERAGE = HouseholdClass.POOR, HouseholdClass.NEAR_POOR, HouseholdClass.AVERAGE
INCOMES = {POOR: 600_000, NEAR: 900_000, AVERAGE: 1_400_000}
LAST, FIRST = date(2025, 6, 30), date(2025, 7, 1)


class Years:
    """2024 on the old map and 2025 on the new one, written by one officer."""

    def __init__(self, land, standard, kinh):
        self.land, self.standard, self.kinh = land, standard, kinh
        self.officer = factories.user("can", "commune_officer", land.country)
        self.approver = factories.user("duyet", "district_officer", land.district, land.province)
        self.rounds = []

    def open(self, year, *units):
        self.rounds = [factories.round_in(unit, year, self.standard) for unit in units]

    def close(self):
        for round in self.rounds:
            factories.closed(round)

    def found(self, household, kind, persons):
        household.refresh_from_db()
        round = next(
            round
            for round in self.rounds
            if round.unit_id in (household.commune_id, household.province_id)
        )
        review = factories.review(
            round, household, self.officer, income_vnd=INCOMES[kind], person_count=persons
        )
        factories.approved(review, submit=self.officer, approve=self.approver)

    def home(self, village, kind, persons):
        """A household that the open round finds."""
        made = factories.household(village, "Lê Thử", self.kinh)
        self.found(made, kind, persons)
        return made

    def leave(self, household):
        occasion = Occasion(date(2025, 3, 1), "đi xa")
        events.move_out(household=household, occasion=occasion, by=self.officer)

    def load(self, *units):
        return movements.load(list(units), 2025, self.standard, self.standard)

    def poor(self, *units):
        return [self.load(*units).movements(POOR)[unit.pk].households for unit in units]


@pytest.fixture
def years(land, standard, kinh):
    return Years(land, standard, kinh)


def end(*units: Unit):
    for unit in units:
        unit.valid_to = LAST
        unit.save()


def begin(name: str, parent: Unit, make=factories.village) -> Unit:
    unit = make(name, parent)
    unit.valid_from = FIRST
    unit.save()
    return unit


def change(kind: ChangeKind, before: list[Unit], after: list[Unit]) -> UnitChange:
    made = UnitChange.objects.create(kind=kind, effective_on=FIRST, decision="Nghị quyết thử")
    made.predecessors.set(before)
    made.successors.set(after)
    end(*before)
    return made


@pytest.fixture
def merged(years, land, binh):
    """Bình An (Một, Hai) and Bình Hòa (Ba) became Bình Mới, its villages one to one.

    In March one moved from Ba to Một, and one of Hai went away. Of the poor of Một (of 4 and 2
    persons) one grew to 5 and one became near-poor; the near-poor of Hai (2) became poor; the
    other of Ba (1) escaped; in Ba one of 3 is new.
    """
    other = factories.commune("Bình Hòa", land.district)
    third = factories.village("Ba", other)
    years.open(2024, land.commune, other)
    grown, risen = (years.home(land.village, POOR, persons) for persons in (4, 2))
    gone = years.home(land.second_village, POOR, 3)
    fallen = years.home(land.second_village, NEAR, 2)
    moved, escaped = (years.home(third, POOR, persons) for persons in (2, 1))
    years.close()
    years.leave(gone)
    occasion = Occasion(date(2025, 3, 1), "về quê")
    events.move(household=moved, village=land.village, occasion=occasion, by=years.officer)

    old = [land.village, land.second_village, third]
    commune = begin("Bình Mới", land.province, factories.commune)
    new = [begin(village.name, commune) for village in old]
    end(*old)
    merger = change(ChangeKind.MERGE, [land.commune, other], [commune])
    map_change.move_all(change=merger, mapping=dict(zip(old, new, strict=True)), by=binh)
    years.open(2025, commune)
    for household, kind, persons in (
        (grown, POOR, 5),
        (risen, NEAR, 2),
        (fallen, POOR, 2),
        (moved, POOR, 2),
        (escaped, AVERAGE, 1),
    ):
        years.found(household, kind, persons)
    years.home(new[2], POOR, 3)
    years.close()
    return commune, new, old


def test_merged_commune_opens_with_both(years, merged, land):
    commune = merged[0]
    found = years.load(commune).movements(POOR)[commune.pk]

    assert found.households == Flow(
        opening=5,
        to_other_class=1,
        above=1,
        other_decrease=2,
        from_other_class=1,
        new=1,
        other_increase=1,
        closing=4,
    )
    # 12 - 2 risen - 1 escaped - (3 + 2) gone + 2 fallen + 3 new + (2 come + 1 born) = 12.
    assert found.persons == Flow(
        opening=12,
        to_other_class=2,
        above=1,
        other_decrease=5,
        from_other_class=2,
        new=3,
        other_increase=3,
        closing=12,
    )
    near = years.load(commune).movements(NEAR)[commune.pk].households
    assert near == Flow(opening=1, to_other_class=1, from_other_class=1, closing=1)


def test_its_villages_and_its_province_open_with_the_same(years, merged, land):
    """Each village goes on; the rest of the province was reviewed in neither year."""
    first, second, third = merged[1]

    assert years.poor(first, second, third) == [
        Flow(opening=2, to_other_class=1, other_increase=1, closing=2),
        Flow(opening=1, other_decrease=1, from_other_class=1, closing=1),
        Flow(opening=2, above=1, other_decrease=1, new=1, closing=1),
    ]
    found = years.load(first, second, third).movements(POOR)
    assert movements.sum_of(found.values()) == next(
        iter(years.load(merged[0]).movements(POOR).values())
    )
    assert years.poor(land.province)[0].opening is None


def test_the_old_units_open_as_they_did(years, merged, land):
    """Asked for on their own map: three poor in Bình An, nothing of 2025."""
    opening = [flow.opening for flow in years.poor(land.commune)]
    villages = [flow.opening for flow in years.poor(land.village, land.second_village)]

    assert (opening, villages) == ([3], [2, 1])


def test_new_unit_opens_under_the_standard_of_what_became_it(years, merged, standard):
    assert succession.opening_standard_of(merged[0], 2025) == standard
    assert succession.opening_standard_of(merged[0], 2026) == standard


def test_the_listed_know_where_they_come_from(years, merged):
    """Of four poor: two stood on the list of the poor, two did not."""
    found = years.load(merged[0]).origins(POOR)

    assert sorted(found.values()) == [Origin.NEW, Origin.NEW, Origin.OLD, Origin.OLD]


def test_one_old_commune_without_a_review_leaves_the_new_one_unknown(years, merged, land):
    change = UnitChange.objects.get()
    never = factories.commune("Bình Vắng", land.district)
    end(never)
    change.predecessors.add(never)

    (found,) = years.poor(merged[0])

    assert (found.opening, found.new, found.closing) == (None, None, 4)


def test_commune_of_which_nobody_wrote_what_it_came_of_is_unknown(years, merged):
    UnitChange.objects.all().delete()

    (found,) = years.poor(merged[0])

    assert (found.opening, found.closing) == (None, 4)


def test_divided_commune_opens_with_the_villages_that_were_carried(years, merged, land):
    """A part of Bình An became Bình Khác, but the households of all its villages went to Bình Mới.

    Where nobody says so of Hai, whoever lived there may have been in either.
    """
    other = begin("Bình Khác", land.province, factories.commune)
    change(ChangeKind.SPLIT, [land.commune], [other])
    assert [flow.opening for flow in years.poor(merged[0], other)] == [5, 0]

    carried = HouseholdEvent.objects.filter(village=land.second_village, kind="moved")
    carried.update(undone_at=timezone.now())

    assert [flow.opening for flow in years.poor(merged[0], other)] == [None, None]


def test_table_of_the_new_commune_balances_and_agrees_with_the_others(years, merged):
    """Three villages of two rows each; the total is that of the commune."""
    table = CATALOGUE["poor-movement"].make(merged[0], 2025)
    keys = [leaf.key for leaf in table.leaves]
    total = dict(zip(keys, table.rows[6].cells, strict=True))

    assert [total[key].value for key in ("opening", "other_decrease", "new", "closing")] == [
        5,
        2,
        1,
        4,
    ]
    assert table.checks
    assert all(check.is_ok for check in table.checks)
    assert "counted=opening" in total["opening"].link  # its reviews lie in other units
    assert total["closing"].link
    assert any("các đơn vị trước thay đổi địa giới: xã Bình Mới" in note for note in table.notes)


def test_table_says_why_the_opening_is_unknown(years, merged, land):
    """Not that 2024 was not reviewed: it was, but of Hai nobody knows what it became."""
    carried = HouseholdEvent.objects.filter(village=land.second_village, kind="moved")
    carried.update(undone_at=timezone.now())

    notes = " ".join(CATALOGUE["poor-movement"].make(merged[0], 2025).notes)

    assert "Chưa xác định được một số hộ nghèo, cận nghèo năm 2024 của các thôn cũ" in notes
    assert "Chưa có kết quả rà soát năm 2024" not in notes


def test_round_within_the_year_opens_with_them_too(years, merged):
    """Five poor and one near-poor of 2024 stay as they were; one of 4 persons is added in Ba."""
    august = {"opens_on": date(2025, 8, 15), "closes_on": date(2025, 8, 30)}
    round = factories.round_in(merged[0], 2025, years.standard, kind="in_year", **august)
    years.rounds = [round]
    years.home(merged[1][2], POOR, 4)
    asked = (2025, years.standard, years.standard, Basis(round=round))

    commune = movements.load_within([merged[0]], *asked).movements(POOR)[merged[0].pk]
    villages = movements.load_within(merged[1], *asked).movements(POOR)

    assert commune.households == Flow(opening=5, new=1, closing=6)
    assert commune.persons == Flow(opening=12, new=4, closing=16)
    assert [villages[village.pk].households.closing for village in merged[1]] == [2, 1, 3]


# Villages of a commune that goes on


def test_renamed_village_goes_on(years, land, binh):
    """One stays poor, one has gone away before: nobody has come or moved but for the name."""
    years.open(2024, land.commune)
    stays, gone = (years.home(land.village, POOR, 2) for _ in range(2))
    years.close()
    years.leave(gone)
    later = begin("Mốt", land.commune)
    renamed = change(ChangeKind.RENAME, [land.village], [later])
    map_change.move_all(change=renamed, mapping={land.village: later}, by=binh)
    years.open(2025, land.commune)
    years.found(stays, POOR, 2)
    years.close()

    expected = Flow(opening=2, other_decrease=1, closing=1)
    assert years.poor(later) == years.poor(land.commune) == [expected]
    assert years.poor(land.second_village) == [Flow()]


def test_two_villages_become_one(years, land, binh):
    """2 + 1 poor, of whom one escapes and one is never carried over, because it has left."""
    years.open(2024, land.commune)
    stays, escapes = (years.home(land.village, POOR, 2) for _ in range(2))
    gone = years.home(land.second_village, POOR, 3)
    years.close()
    years.leave(gone)
    later = begin("Một Hai", land.commune)
    both = [land.village, land.second_village]
    made = change(ChangeKind.MERGE, both, [later])
    map_change.move_all(change=made, mapping=dict.fromkeys(both, later), by=binh)
    years.open(2025, land.commune)
    years.found(stays, POOR, 2)
    years.found(escapes, AVERAGE, 2)
    years.close()

    assert years.poor(later) == [Flow(opening=3, above=1, other_decrease=1, closing=1)]


@pytest.fixture
def divided(years, land, binh):
    """Một became Một A and Một B; both poor households, of 2 and 3, were carried to Một A."""
    years.open(2024, land.commune)
    homes = [years.home(land.village, POOR, persons) for persons in (2, 3)]
    left = years.home(land.village, AVERAGE, 1)
    years.close()
    years.leave(left)
    parts = [begin(f"Một {name}", land.commune) for name in "AB"]
    made = change(ChangeKind.SPLIT, [land.village], parts)
    map_change.move_all(change=made, mapping={land.village: parts[0]}, by=binh)
    return parts, homes


def review_2025(years, land, homes):
    years.open(2025, land.commune)
    for home in homes:
        years.found(home, POOR, 2)
    years.close()


def test_divided_village_opens_with_those_who_were_carried(years, land, divided):
    """One then moves from the one part to the other, which is a move like any."""
    parts, homes = divided
    occasion = Occasion(date(2025, 8, 1), "ra ở riêng")
    homes[1].refresh_from_db()
    events.move(household=homes[1], village=parts[1], occasion=occasion, by=years.officer)
    review_2025(years, land, homes)

    assert years.poor(*parts) == [
        Flow(opening=2, other_decrease=1, closing=1),
        Flow(other_increase=1, closing=1),
    ]


def test_who_died_out_before_the_village_was_divided_leaves_both_parts_unknown(
    years, land, divided
):
    """Nobody knows in which part it lived; of the commune, where both lie, all is known."""
    parts, homes = divided
    found = Result.objects.filter(household_class=AVERAGE)
    found.update(household_class=POOR)
    gone = found.model.objects.get(review__person_count=1).review.household
    review_2025(years, land, homes)

    history = years.load(*parts)
    found = [history.movements(POOR)[part.pk].households for part in parts]

    assert [(flow.opening, flow.closing) for flow in found] == [(None, 2), (None, 0)]
    assert history.opening.unplaced == {part.pk: {gone.pk} for part in parts}
    assert years.poor(land.commune) == [Flow(opening=3, other_decrease=1, closing=2)]
    assert years.poor(land.second_village) == [Flow()]


def test_who_was_never_carried_and_is_reviewed_where_it_was_makes_the_new_village_unknown(
    years, land
):
    """Its review of 2025 lies in Một, which has ended: the figures of Mốt are not whole."""
    years.open(2024, land.commune)
    home = years.home(land.village, POOR, 2)
    years.close()
    later = begin("Mốt", land.commune)
    change(ChangeKind.RENAME, [land.village], [later])
    review_2025(years, land, [home])

    assert years.poor(later)[0].opening is None
    assert years.poor(land.commune) == [Flow(opening=1, closing=1)]


def test_one_query_more_where_nothing_has_changed(years, land, merged, django_assert_num_queries):
    with django_assert_num_queries(1):
        found = succession.since([land.far_commune], 2025)

    assert not found.after
