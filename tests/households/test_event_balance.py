"""Whatever happens to households between two rounds, the movements of every village balance."""

from datetime import date

from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from households import movements
from households.actions import events
from households.actions.ledger import Occasion
from households.actions.undo import refusal, undo
from households.enums import HouseholdClass, Leaving, Relation, RoundKind, RoundState
from households.models import Household, Member, Result, Review, Round
from tests import factories

CLASSES = [HouseholdClass.POOR, HouseholdClass.NEAR_POOR, HouseholdClass.NON_POOR]
DAY = date(2021, 5, 1)


def leave(draw, world, household):
    people = list(household.members.order_by("pk"))
    member = draw(st.sampled_from(people))
    others = [person for person in people if person != member]
    heir = draw(st.sampled_from(others)) if others else None
    because = draw(st.sampled_from([Leaving.DIED, Leaving.MOVED_OUT]))
    return events.leave(member=member, because=because, successor=heir, **world)


def move(draw, world, household):
    villages = [unit for unit in draw.villages if unit.pk != household.village_id]
    return events.move(household=household, village=draw(st.sampled_from(villages)), **world)


def split(draw, world, household):
    members = list(household.members.exclude(relation=Relation.HEAD).order_by("pk"))
    if not members:
        return None
    size = draw(st.integers(1, len(members)))
    first, *others = members[:size]
    moving = {first.pk: "head"} | {person.pk: "other" for person in others}
    village = draw(st.sampled_from(draw.villages))
    return events.split(household=household, moving=moving, village=village, **world)


def join(draw, world, household):
    others = list(Household.objects.present().exclude(pk=household.pk).order_by("pk"))
    if not others:
        return None
    relations = {person.pk: "other" for person in household.members.all()}
    into = draw(st.sampled_from(others))
    return events.join(household=household, into=into, relations=relations, **world)


def move_out(draw, world, household):
    return events.move_out(household=household, **world)


HAPPENINGS = [leave, move, split, join, move_out]


class Draw:
    """Draws from the data of the example; knows the villages there are."""

    def __init__(self, data, villages):
        self.data, self.villages = data, villages

    def __call__(self, strategy):
        return self.data.draw(strategy)


def review_all(year, standard, village_of_round, draw, by) -> dict:
    """Approved reviews of all who are present; what they found, as (village, class): persons."""
    round = Round.objects.create(
        unit=village_of_round,
        year=year,
        kind=RoundKind.PERIODIC,
        standard=standard,
        opens_on=date(year, 9, 1),
        closes_on=date(year, 12, 14),
        state=RoundState.CLOSED,
    )
    now, found = timezone.now(), {}
    for household in Household.objects.present().order_by("pk"):
        size, klass = household.members.count(), draw(st.sampled_from(CLASSES))
        review = Review(
            round=round,
            household=household,
            ethnicity=household.ethnicity,
            person_count=size,
            state="approved",
            submitted_at=now,
            submitted_by=by,
            decided_at=now,
            decided_by=by,
        )
        review.place_in(household.village)
        review.save()
        Result.objects.create(review=review, standard=standard, area="rural", household_class=klass)
        found.setdefault((household.village_id, klass), []).append(size)
    return found


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.data())
def test_movements_balance_whatever_happens(data, land, standard, kinh, mai):
    villages = [land.village, land.second_village, land.town_village]
    draw = Draw(data, villages)
    with transaction.atomic():
        for index in range(draw(st.integers(2, 5))):
            village = draw(st.sampled_from(villages))
            size = draw(st.integers(1, 4))
            factories.household(village, f"Lê Số {index}", kinh, persons=size)
        before = review_all(2020, standard, land.district, draw, mai)

        world = {"occasion": Occasion(DAY, "theo giấy tờ"), "by": mai}
        for happen in draw(st.lists(st.sampled_from(HAPPENINGS), max_size=6)):
            present = list(Household.objects.present().order_by("pk"))
            if not present:
                break
            event = happen(draw, world, draw(st.sampled_from(present)))
            if event and draw(st.integers(0, 3)) == 0 and not refusal(event, mai):
                undo(event=event, by=mai)

        check_people()
        now = review_all(2021, standard, land.district, draw, mai)
        check_movements(villages, standard, before, now)
        transaction.set_rollback(True)


def check_people() -> None:
    """One head in each household that is there, nobody in those that are gone."""
    for household in Household.objects.all():
        heads = household.members.filter(relation=Relation.HEAD).count()
        assert heads == (household.ended_on is None)
    gone = Member.objects.filter(household__ended_on__isnull=False)
    assert not gone.exists()


def check_movements(villages, standard, before, now) -> None:
    history = movements.load(villages, 2021, standard, standard)
    for followed in (HouseholdClass.POOR, HouseholdClass.NEAR_POOR):
        found = history.movements(followed)
        for village in villages:
            movement = found[village.pk]
            was, closing = before.get((village.pk, followed)), now.get((village.pk, followed))
            households, persons = movement.households, movement.persons
            if households.opening is not None:
                assert (households.opening, persons.opening) == (len(was or []), sum(was or []))
            if households.closing is not None:
                assert households.closing == len(closing or [])
                assert persons.closing == sum(closing or [])
            assert households.balance in (None, households.closing)
            assert persons.balance in (None, persons.closing)
