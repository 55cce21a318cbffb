"""Who helps which household: given and taken off, on the plan's page and on the household's."""

from datetime import date

import pytest
from django.urls import reverse

from plans import checks, coverage, helpers
from plans.actions import helpers as actions
from plans.actions import parts
from plans.actions.plan import amend
from plans.models import OfficialAssignment, Plan
from povertyplan.audit.models import Event
from povertyplan.errors import Conflict, DomainError, InvalidData, NotPermitted
from povertyplan.units.models import Agency
from targets.models import Registration
from tests import factories


@pytest.fixture
def plan(land, mai):
    """A draft of the commune for 2023."""
    return factories.plan(land.commune, 2023, mai)


@pytest.fixture
def women(land):
    return Agency.objects.create(unit=land.commune, name="Hội Phụ nữ xã")


@pytest.fixture
def police(land):
    return Agency.objects.create(unit=land.commune, name="Công an xã")


@pytest.fixture
def registered(land, jrai):
    """Two households of thôn Một that are registered to escape poverty in 2023, by name."""
    found = {}
    for name in ("Rmah An", "Siu Bình"):
        household = factories.household(land.village, name, jrai)
        row = Registration(household=household, year=2023, kind="able", measures="Nuôi bò")
        row.place_in(land.village)
        row.save()
        found[name] = household
    return found


@pytest.fixture
def page(plan):
    return reverse("plans:plan-helpers", args=[plan.pk])


def give(plan, households, by, **given):
    """Give helpers to the households, from the page as it stands now."""
    plan.refresh_from_db()
    return actions.assign(plan=plan, households=households, version=plan.version, by=by, **given)


def names(plan, household) -> list[str]:
    return [helper.name for helper in helpers.under(plan, [household])[household.pk]]


def test_several_households_get_agencies_and_an_official_at_once(
    plan, registered, women, police, mai
):
    first, second = registered.values()

    count = give(
        plan, [first, second], mai, agencies=[women, police], official="Bà Lê Thị Tư, cán bộ xã"
    )

    expected = ["Hội Phụ nữ xã", "Công an xã", "Bà Lê Thị Tư, cán bộ xã"]
    assert count == 2
    assert sorted(names(plan, first)) == sorted(names(plan, second)) == sorted(expected)
    assert not helpers.alone(plan).exists()


def test_what_is_given_again_is_not_given_twice(plan, registered, women, police, mai):
    first, second = registered.values()
    give(plan, [first], mai, agencies=[women], official="Ông Ba")

    count = give(plan, [first, second], mai, agencies=[women], official="Ông Ba")

    assert count == 1
    assert names(plan, first) == ["Hội Phụ nữ xã", "Ông Ba"]


def test_one_helper_is_taken_off_and_the_others_stay(plan, registered, women, police, mai):
    first = registered["Rmah An"]
    give(plan, [first], mai, agencies=[women, police], official="Ông Ba")

    for given in ({"agency": women.pk}, {"official": "Ông Ba"}):
        actions.release(plan=plan, household=first, version=None, by=mai, **given)

    assert names(plan, first) == ["Công an xã"]
    actions.release(plan=plan, household=first, agency=police.pk, version=None, by=mai)
    assert names(plan, first) == []
    assert not plan.household_assignments.exists()


def test_helper_who_is_gone_already_is_not_taken_off_again(plan, registered, women, mai):
    with pytest.raises(InvalidData, match="không còn được giao"):
        actions.release(
            plan=plan, household=registered["Rmah An"], agency=women.pk, version=None, by=mai
        )


def test_both_trails_tell_who_was_given(plan, registered, women, mai):
    first = registered["Rmah An"]
    give(plan, [first], mai, agencies=[women])

    of_plan = Event.objects.of(plan).get(action="plan.helped")
    own = Event.objects.of(first).get(action="household.helped")
    assert own.changes == [{"label": "người giúp", "old": "(trống)", "new": "Hội Phụ nữ xã"}]
    assert [(row["label"], row["new"]) for row in of_plan.changes] == [
        ("Hộ Rmah An, Thôn Một", "Hội Phụ nữ xã")
    ]


def test_households_and_agencies_from_elsewhere_are_refused(
    plan, registered, land, jrai, women, mai
):
    stranger = factories.household(land.town_village, "Siu Xa", jrai)
    foreign = Agency.objects.create(unit=land.town, name="Công an thị trấn")

    with pytest.raises(InvalidData, match="Có hộ không ở"):
        give(plan, [stranger], mai, agencies=[women])
    with pytest.raises(InvalidData, match="Có cơ quan không thuộc"):
        give(plan, [registered["Rmah An"]], mai, agencies=[foreign])


def test_nothing_chosen_is_refused(plan, registered, women, mai):
    with pytest.raises(InvalidData, match="ít nhất một hộ"):
        give(plan, [], mai, agencies=[women])
    with pytest.raises(InvalidData, match="Hãy chọn cơ quan"):
        give(plan, [registered["Rmah An"]], mai, official="  ")


def test_only_the_unit_itself_gives_helpers(plan, registered, women, duc):
    with pytest.raises(NotPermitted):
        give(plan, [registered["Rmah An"]], duc, agencies=[women])


def test_who_saw_an_older_plan_gives_nothing(plan, registered, women, mai):
    give(plan, [registered["Rmah An"]], mai, agencies=[women])

    with pytest.raises(Conflict):
        actions.assign(
            plan=plan, households=[registered["Siu Bình"]], agencies=[women], version=1, by=mai
        )


def test_helpers_are_given_after_the_issue_but_not_while_the_plan_waits(
    plan, registered, women, mai
):
    """A village registers its households when the plan is out; what was sent is not changed."""
    Plan.objects.filter(pk=plan.pk).update(state="submitted")
    with pytest.raises(DomainError, match="Chờ duyệt"):
        give(plan, [registered["Rmah An"]], mai, agencies=[women])

    Plan.objects.filter(pk=plan.pk).update(state="approved", number=4, issued_on=date(2023, 2, 1))
    assert give(plan, [registered["Rmah An"]], mai, agencies=[women]) == 1


def test_replaced_plan_helps_nobody(plan, registered, women, mai):
    first = registered["Rmah An"]
    give(plan, [first], mai, agencies=[women])
    Plan.objects.filter(pk=plan.pk).update(state="approved", number=4, issued_on=date(2023, 2, 1))
    plan.refresh_from_db()
    made = amend(plan=plan, amendment="replace", note="Giao lại", by=mai)
    assert [found.plan for found in helpers.of_household(first)] == [plan]

    Plan.objects.filter(pk=made.pk).update(state="approved", number=9, issued_on=date(2023, 6, 1))

    assert [(found.plan, found.names) for found in helpers.of_household(first)] == [
        (made, ["Hội Phụ nữ xã"])
    ]
    with pytest.raises(DomainError, match="đã bị thay thế"):
        give(plan, [first], mai, official="Ông Ba")


# Coverage


def test_household_that_another_plan_of_the_year_helps_is_not_alone(
    plan, registered, land, duc, mai
):
    district = factories.plan(land.district, 2023, duc)
    agency = Agency.objects.create(unit=land.district, name="Phòng Nội vụ")
    give(district, [registered["Rmah An"]], duc, agencies=[agency])

    assert list(helpers.alone(plan)) == [registered["Siu Bình"]]
    assert coverage.of(plan).alone == 1


def test_helper_on_the_list_of_the_village_counts(plan, registered):
    Registration.objects.filter(household=registered["Rmah An"]).update(helper="Ông Rmah Hlul")

    assert list(helpers.alone(plan)) == [registered["Siu Bình"]]


def test_limits_say_who_has_too_much(plan, registered, women, mai):
    give(plan, list(registered.values()), mai, agencies=[women])
    assert [load.is_over for load in coverage.of(plan).loads] == [False]

    plan.refresh_from_db()
    limits = {"places_limit": 3, "households_limit": 1}
    changed = actions.set_limits(plan=plan, version=plan.version, by=mai, **limits)

    assert [(load.households, load.is_over) for load in coverage.of(changed).loads] == [(2, True)]


# The pages


def test_page_lists_registered_households_and_gives_them_helpers(
    plan, page, registered, women, mai, login
):
    client = login(mai)
    assert "Rmah An" in client.get(page).content.decode()
    first = registered["Rmah An"]
    data = {"household": [first.pk], "agencies": [women.pk], "version": plan.version}

    answer = client.post(f"{page}?which=alone", data, follow=True)

    text = answer.content.decode()
    assert answer.redirect_chain[0][0] == f"{page}?which=alone"
    assert "Đã giao người giúp cho 1 hộ" in text
    assert "Rmah An</a>" not in text
    assert "Siu Bình</a>" in text


def test_page_is_narrowed_by_name_by_village_and_by_list(
    plan, page, registered, land, jrai, mai, login
):
    factories.household(land.second_village, "Kpă Khác", jrai)
    client = login(mai)

    def shown(**query):
        return [row[0].head_name for row in client.get(page, query).context["rows"]]

    assert shown(q="binh") == ["Siu Bình"]
    assert shown(q=land.village.name) == ["Rmah An", "Siu Bình"]
    assert shown(unit=land.second_village.pk) == []
    assert shown(which="managed") == []
    assert shown(which="helped") == []
    assert client.get(page, {"which": "x"}).context["form"].problems()


def test_page_takes_a_helper_off(plan, page, registered, women, mai, login):
    first = registered["Rmah An"]
    give(plan, [first], mai, agencies=[women])
    address = reverse("plans:plan-release", args=[plan.pk, first.pk])
    plan.refresh_from_db()

    assert f'formaction="{address}' in login(mai).get(page).content.decode()
    login(mai).post(address, {"agency": women.pk, "version": plan.version})

    assert names(plan, first) == []


def test_readers_see_helpers_without_buttons(plan, page, registered, women, mai, duc, login):
    give(plan, [registered["Rmah An"]], mai, agencies=[women])

    text = login(duc).get(page).content.decode()

    assert "Hội Phụ nữ xã" in text
    assert "Thôi giao" not in text


def test_page_of_the_household_tells_who_helps(plan, registered, women, mai, cast, login):
    first = registered["Rmah An"]
    give(plan, [first], mai, agencies=[women], official="Ông Ba")

    own = login(mai).get(first.get_absolute_url()).content.decode()
    village = login(cast["hoa"]).get(first.get_absolute_url()).content.decode()

    assert "Năm 2023: Hội Phụ nữ xã; Ông Ba" in own
    assert reverse("plans:plan-coverage", args=[plan.pk]) in own
    assert "Năm 2023: Hội Phụ nữ xã; Ông Ba" in village
    assert reverse("plans:plan-coverage", args=[plan.pk]) not in village


def test_list_of_officials_of_villages_leaves_households_alone(plan, registered, land, mai):
    give(plan, [registered["Rmah An"]], mai, official="Ông Ba")

    rows = [{"official": "Ông Tư", "unit": land.village, "note": ""}]
    parts.set_rows(plan=plan, part="officials", rows=rows, version=None, by=mai)
    parts.set_rows(plan=plan, part="officials", rows=[], version=None, by=mai)

    assert OfficialAssignment.objects.get().official == "Ông Ba"


def test_help_given_while_the_replacement_is_written_is_not_forgotten(plan, registered, women, mai):
    """One household got its helper before the replacement was begun, the other after it."""
    Plan.objects.filter(pk=plan.pk).update(number=1, issued_on=date(2023, 1, 5))
    first, second = registered.values()
    give(plan, [first], mai, agencies=[women])
    made = amend(plan=plan, amendment="replace", note="Chỉ tiêu", by=mai)
    give(plan, [second], mai, official="Bà Lê Thị Tư")

    def remarks() -> list[str]:
        return [row.text for row in checks.problems(made) if row.where == "Người giúp hộ"]

    assert remarks() == [
        "1 hộ có người giúp theo kế hoạch bị thay thế, nhưng không còn ai giúp theo kế hoạch này."
    ]
    give(made, [second], mai, official="Bà Lê Thị Tư")
    assert remarks() == []


def test_household_that_has_moved_away_is_shown_and_taken_off(
    plan, registered, women, page, land, mai, login
):
    """It counts for its agency until it is taken off; another one over there is nobody's here."""
    first, _ = registered.values()
    give(plan, [first], mai, agencies=[women])
    first.place_in(land.far_village)
    first.save()
    plan.refresh_from_db()
    client, data = login(mai), {"version": plan.version, "agency": women.pk}

    shown = client.get(page, {"which": "helped"}).context["rows"]
    assert [household for household, *_ in shown] == [first]
    stranger = factories.household(land.far_village)
    release = [reverse("plans:plan-release", args=[plan.pk, h.pk]) for h in (stranger, first)]
    assert [client.post(url, data).status_code for url in release] == [404, 302]
    assert names(plan, first) == []
