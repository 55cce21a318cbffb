"""Who reviewed a household that has moved away sees it as it was then, and nothing since."""

from dataclasses import asdict
from datetime import date

import pytest
from django.urls import reverse

from households import papers, past
from households.actions import events, members, recognition
from households.actions.ledger import Occasion
from households.actions.recognition import Signing
from households.actions.requests import Paper
from households.enums import Leaving, Relation, RequestKind, Sex, StepKind
from households.models import Household, HouseholdEvent, Member, Review, ReviewRequest
from povertyplan.documents.signing import Signer
from reports.catalogue import CATALOGUE
from targets.enums import RegistrationKind
from targets.models import Registration
from tests import factories
from tests.households import village


@pytest.fixture
def moved(round_2021, land, cast, kinh):
    """Three people, approved in 2021, who moved to another district in January 2022.

    There one of them died, one came into the world, and the son is the head by now.
    """
    mai, duc, chi = cast["mai"], cast["duc"], cast["chi"]
    home = factories.household(land.village, "Lê Mẹ", kinh, persons=3)
    review = factories.review(round_2021, home, mai, income_vnd=500_000)
    factories.approved(review, submit=mai, approve=duc)
    factories.closed(round_2021)

    def on(month, day, reason="báo"):
        return Occasion(date(2022, month, day), reason)

    mover = factories.user("mover", "commune_officer", land.commune, land.far_commune)
    events.move(household=home, village=land.far_village, occasion=on(1, 10), by=mover)
    head, son, daughter = Member.objects.filter(household=home).order_by("pk")
    events.leave(member=daughter, because=Leaving.DIED, occasion=on(2, 1), by=chi)
    events.change_head(
        household=Household.objects.get(pk=home.pk),
        successor=son,
        old_relation="parent",
        occasion=on(3, 1),
        by=chi,
    )
    baby = Member(
        household=home,
        full_name="Lê Mới Sinh",
        relation=Relation.CHILD,
        sex=Sex.MALE,
        birth_year=2021,
        ethnicity=kinh,
    )
    version = Household.objects.get(pk=home.pk).version
    members.save_member(member=baby, version=version, by=chi)
    Member.objects.filter(pk=son.pk).update(has_insurance=False)
    return review


def page(client, review):
    return client.get(review.get_absolute_url())


def test_old_commune_sees_the_people_of_then(moved, mai, login):
    found = page(login(mai), moved)
    body = found.content.decode()
    people = found.context["review"].household.members.all()

    assert [(row.full_name, row.relation) for row in people] == [
        ("Lê Mẹ", "head"),
        ("Lê Mẹ 1", "child"),
        ("Lê Mẹ 2", "child"),
    ]
    assert "của hộ Lê Mẹ<" in body
    assert "Lê Mới Sinh" not in body
    assert reverse("households:household-detail", args=[moved.household_id]) not in body


def test_what_was_found_out_since_is_not_told(moved, mai, login):
    """The son has no insurance by now: that would be derived, with his name."""
    found = page(login(mai), moved)
    people = found.context["review"].household.members.all()

    assert {row.has_insurance for row in people} == {None}
    assert found.context["review"].result.household_class == "poor"


def test_lists_of_the_old_commune_name_the_head_of_then(moved, mai, login):
    client = login(mai)
    village = reverse("households:round-place", args=[moved.round_id, moved.village_id])

    listed = client.get(reverse("households:review-list")).context["page"]
    assert [row.head_name for row in listed] == ["Lê Mẹ"]
    assert [row.head_name for row in client.get(village).context["cases"]] == ["Lê Mẹ"]


def test_those_who_look_after_both_see_the_people_of_today(moved, binh, login):
    found = page(login(binh), moved)
    people = found.context["review"].household.members.all()

    assert [row.full_name for row in people] == ["Lê Mẹ", "Lê Mẹ 1", "Lê Mới Sinh"]
    assert reverse("households:household-detail", args=[moved.household_id]) in (
        found.content.decode()
    )


def test_the_new_commune_does_not_see_the_old_review(moved, chi, login):
    assert page(login(chi), moved).status_code == 404


def test_households_that_stayed_are_shown_as_ever(moved, land, standard, mai, login):
    client, opened = login(mai), factories.round_in(land.commune, 2022, standard)
    for number in range(4):
        factories.review(opened, factories.household(land.village, f"Siu {number}"), mai)
    rows = client.get(reverse("households:review-list")).context["page"]

    assert [row.is_elsewhere for row in rows].count(True) == 1


@pytest.mark.parametrize(("name", "count"), [("Lê Mẹ 2", 1), ("Lê Mới Sinh", 0), ("mẹ mới", 0)])
def test_who_came_later_is_not_found_by_the_name(moved, mai, binh, login, name, count):
    def listed(user):
        url = reverse("households:review-list")
        return len(login(user).get(url, {"q": name}).context["page"])

    assert listed(mai) == count
    assert listed(binh) == (name != "mẹ mới")


def test_day_that_the_new_commune_writes_does_not_make_an_event_one_of_before(moved, chi, mai):
    """The move and the new head are dated before the review was decided, and written after it."""
    HouseholdEvent.objects.update(happened_on=date(2021, 1, 5))
    review = Review.objects.get(pk=moved.pk)
    past.recall([review], mai)

    assert str(review.household) == "Hộ Lê Mẹ"
    assert "Lê Mới Sinh" not in map(str, review.household.members.all())


def test_papers_of_the_old_commune_name_the_head_of_then(round_2021, land, cast, kinh, login):
    """The minutes, the decision and the certificates, also those made after the move."""
    mai, chi, long = cast["mai"], cast["chi"], cast["long"]
    round = round_2021
    round.procedure = factories.procedure(StepKind.MEETING, StepKind.RECOGNITION)
    round.save()
    home = factories.household(land.village, "Lê Mẹ", kinh, persons=3)
    review = factories.review(round, home, mai, income_vnd=500_000)
    meeting = village.meet(round, {review: 40}, mai)
    factories.approved(review, submit=mai, approve=long)
    signing = Signing(date(2021, 12, 14), Signer("Rcom Thử"))
    decision = recognition.recognise(
        round=round, commune=land.commune, signing=signing, count=1, by=long
    )
    mover = factories.user("mover", "commune_officer", land.commune, land.far_commune)
    left = Occasion(date(2022, 1, 10), "báo")
    events.move(household=home, village=land.far_village, occasion=left, by=mover)
    son = Member.objects.filter(household=home).order_by("pk")[1]
    events.change_head(
        household=Household.objects.get(pk=home.pk),
        successor=son,
        old_relation="parent",
        occasion=Occasion(date(2022, 3, 1), "báo"),
        by=chi,
    )

    assert [vote.head_name for vote in papers.votes_of(meeting, mai)] == ["Lê Mẹ"]
    page = login(mai).get(decision.get_absolute_url())
    assert [row.head_name for row in page.context["reviews"]] == ["Lê Mẹ"]
    [issued] = recognition.certify(recognition=decision, signing=signing, by=long)
    assert issued.document.data["head"] == "Lê Mẹ"
    assert issued.document.data["members"][0]["relation"] == "Chủ hộ"
    recognition.reopen(review=review, reason="Nhập nhầm", by=long)
    factories.approved(Review.objects.get(pk=review.pk), submit=mai, approve=long)
    corrected = recognition.correct(recognition=decision, signing=signing, count=1, by=long)
    [listed] = corrected.document.data["lists"][0]["households"]
    assert listed["head"] == "Lê Mẹ"


def test_printed_list_of_the_old_commune_names_the_people_of_then(moved, land):
    def names(unit):
        table = CATALOGUE["poor-list"].make(unit, 2021)
        place = [leaf.key for leaf in table.leaves].index("name")
        return [row.cells[place].value for row in table.rows]

    assert names(land.commune) == ["Lê Mẹ", "Lê Mẹ 1", "Lê Mẹ 2"]
    assert "Lê Mới Sinh" in names(land.province)


def test_printed_list_leads_whoever_reads_it_to_a_page_they_may_open(moved, land, mai, binh, login):
    """The old commune to its review of then, the province to the household itself."""

    def link(unit):
        table = CATALOGUE["poor-list"].make(unit, 2021)
        return table.cell(table.rows[0], "name").link

    household = reverse("households:household-detail", args=[moved.household_id])
    assert link(land.commune) == moved.get_absolute_url()
    assert link(land.province) == household
    assert login(mai).get(link(land.commune)).status_code == 200
    assert login(mai).get(household).status_code == 404
    assert login(binh).get(household).status_code == 200


def test_printed_registration_of_a_household_that_moved_away_leads_nowhere(moved, land, mai):
    registered = Registration(
        household=moved.household, year=2021, kind=RegistrationKind.ABLE, measures="Vay vốn"
    )
    registered.place_in(land.village)
    registered.save()

    def link(unit):
        table = CATALOGUE["escape-list"].make(unit, 2021)
        return table.cell(table.rows[0], "head").link

    assert link(land.commune) == ""
    assert link(land.province) == moved.household.get_absolute_url()


def test_paper_of_a_household_that_moved_away_names_who_asked(moved, mai, login):
    paper = Paper(RequestKind.LEAVE, "Lê Mẹ", date(2021, 9, 10), "Đã thoát nghèo")
    asked = ReviewRequest(household=moved.household, created_by=mai, **asdict(paper))
    asked.place_in(moved.village)
    asked.save()

    shown = login(mai).get(asked.get_absolute_url()).content.decode()

    assert "Lê Mẹ" in shown
    assert moved.household.get_absolute_url() not in shown
    assert str(Household.objects.get(pk=moved.household_id)) not in shown


@pytest.mark.parametrize(
    ("born", "is_listed"), [(date(2021, 12, 31), True), (date(2022, 1, 1), False)]
)
def test_list_of_a_year_names_nobody_who_was_born_later(
    born, is_listed, round_2021, land, kinh, mai, duc
):
    home = factories.household(land.village, "Lê Mẹ", kinh)
    review = factories.review(round_2021, home, mai, income_vnd=500_000)
    factories.approved(review, submit=mai, approve=duc)
    baby = {"full_name": "Lê Bé", "relation": "child", "sex": "male", "ethnicity": kinh}
    Member.objects.create(household=home, birth_date=born, birth_year=born.year, **baby)

    table = CATALOGUE["poor-list"].make(land.commune, 2021)

    names = [row.cells[2].value for row in table.rows]
    assert names == ["Lê Mẹ", "Lê Bé"][: 1 + is_listed]
