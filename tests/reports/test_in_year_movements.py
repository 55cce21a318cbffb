"""R2 and R3 of a round within the year: from those managed before it to those after it."""

from datetime import date

import pytest
from django.urls import reverse

from households.answers import UnderStandard
from households.basis import Basis
from households.enums import HouseholdClass
from households.models import Standard
from reports.catalogue import CATALOGUE
from reports.definition import Choice
from tests import factories

POOR, NEAR, AVERAGE = HouseholdClass.POOR, HouseholdClass.NEAR_POOR, HouseholdClass.AVERAGE
LACKS = "water toilet housing_area"
# Decree 07/2021, countryside: 1.500.000 and three indicators.
FOUND = {POOR: (1_000_000, LACKS), NEAR: (1_000_000, ""), AVERAGE: (2_000_000, "")}


@pytest.fixture
def rounds(land, standard):
    """Periodic rounds of 2020 and 2021, and two of the district in May and June 2022."""
    new = Standard.objects.get(code="ND07_2021")

    def within(month):
        days = {"opens_on": date(2022, month, 15), "closes_on": date(2022, month, 30)}
        return factories.round_in(land.district, 2022, new, kind="in_year", **days)

    return {
        "2020": factories.round_in(land.commune, 2020, standard),
        "2021": factories.round_in(land.commune, 2021, standard, next_standard=new),
        "may": within(5),
        "june": within(6),
    }


@pytest.fixture
def stories(rounds, land, jrai, mai, duc):
    """In Một, on the list of 2021: three poor of 2, 3 and 4 persons, one near-poor of 1.

    May: the first poor becomes near-poor, the near-poor rises above, a new one of 5 is poor, one
    of 2 that was poor in 2020 is so again. June: the second poor rises above; the one of 5 has
    grown to 6 and stays poor; the third poor has moved to Hai and is poor there.
    """

    def story(persons, *found):
        household = factories.household(land.village, "Nay Thử", jrai)
        for name, kind, *more in found:
            income, deprived = FOUND[kind]
            if name == "2020":
                income = 500_000 if kind == POOR else 2_000_000
            place, count = more or (land.village, persons)
            household.place_in(place)
            household.save()
            made = factories.review(
                rounds[name],
                household,
                mai,
                income_vnd=income,
                deprived=deprived,
                person_count=count,
                **_following(rounds[name], deprived),
            )
            factories.approved(made, submit=mai, approve=duc)

    story(2, ("2021", POOR), ("may", NEAR))
    story(3, ("2021", POOR), ("june", AVERAGE))
    story(4, ("2021", POOR), ("june", POOR, land.second_village, 4))
    story(1, ("2021", NEAR), ("may", AVERAGE))
    story(5, ("may", POOR), ("june", POOR, land.village, 6))
    story(2, ("2020", POOR), ("2021", AVERAGE), ("may", POOR))
    factories.closed(rounds["2020"])
    factories.closed(rounds["2021"])


def _following(round, deprived):
    if not round.next_standard_id:
        return {}
    return {"following": UnderStandard(None, frozenset(deprived.split()))}


def row(name, unit, round, line):
    """Figures of a line of the table, by the key of the column; `line` counts from 0."""
    table = CATALOGUE[name].make(unit, 2022, Choice(Basis(round=round)))
    keys = [leaf.key for leaf in table.leaves]
    cells = zip(keys, table.rows[line].cells, strict=True)
    values = {key: cell.value for key, cell in cells if key not in ("", "code", "unit", "row")}
    return {key: value for key, value in values.items() if value}


def test_may(rounds, stories, land):
    """Poor: 3 - 1 + 2 = 4 households, 9 - 2 + 7 = 14 persons. Near-poor: 1 - 1 + 1 = 1."""
    poor, persons = (row("poor-movement", land.commune, rounds["may"], line) for line in (0, 1))
    near = row("near-poor-movement", land.commune, rounds["may"], 0)

    assert poor == {
        "opening": 3,
        "to_other_class": 1,
        "relapsed": 1,
        "new": 1,
        "closing": 4,
    }
    assert persons["opening"] == 9
    assert (persons["to_other_class"], persons["relapsed"], persons["new"]) == (2, 2, 5)
    assert persons["closing"] == 14
    assert (near["opening"], near["above"], near["from_other_class"], near["closing"]) == (1,) * 4


def test_june_opens_with_what_may_left(rounds, stories, land):
    """Một: 4 - 1 risen - 1 moved = 2; in Hai 0 + 1 from elsewhere = 1."""
    first = row("poor-movement", land.commune, rounds["june"], 0)
    persons = row("poor-movement", land.commune, rounds["june"], 1)
    second = row("poor-movement", land.commune, rounds["june"], 2)

    assert (first["opening"], first["above"], first["other_decrease"]) == (4, 1, 1)
    assert first["closing"] == 2
    # 14 - 3 risen - 4 moved + 1 born = 8.
    assert (persons["opening"], persons["closing"]) == (14, 8)
    assert (persons["above"], persons["other_decrease"], persons["other_increase"]) == (3, 4, 1)
    assert (second["other_increase"], second["closing"]) == (1, 1)


def test_every_step_leads_to_its_households(rounds, stories, land, duc, login):
    client, wrong = login(duc), []
    for table in ("poor-movement", "near-poor-movement"):
        for name in ("may", "june"):
            made = CATALOGUE[table].make(land.commune, 2022, Choice(Basis(round=rounds[name])))
            linked = [cell for row in made.rows for cell in row.cells if cell.link]
            found = [client.get(cell.link).context["page"].paginator.count for cell in linked]
            assert sum(found) > 0
            wrong += [
                c.link for c, n in zip(linked, found, strict=True) if c.value not in (n, None)
            ]

    assert wrong == []


def test_households_behind_a_step_are_named_with_what_they_were(rounds, stories, land, duc, login):
    """In June one of three persons rose above; one of four went from Một to Hai."""
    asked = {"unit": land.commune.pk, "year": 2022, "round": rounds["june"].pk}
    address = reverse("reports:report-households", args=["poor-movement"])
    client = login(duc)

    (above,) = client.get(address, asked | {"counted": "above"}).context["page"]
    assert (above.was, above.now, above.step.before, above.person_count) == (POOR, AVERAGE, 3, 3)
    there = asked | {"counted": "other_increase", "place": land.second_village.pk}
    page = client.get(address, there)
    (came,) = page.context["page"]
    assert (came.was, came.now, came.step.now) == ("", POOR, 4)
    assert "Tăng khác: Thôn Hai" in page.content.decode()
    assert client.get(address, asked | {"counted": "sold"}).status_code == 404
    there["place"] = land.village.pk
    assert len(client.get(address, there).context["page"]) == 0


def test_page_offers_the_round_and_says_what_its_ends_are(rounds, stories, land, duc, login):
    wanted = {"unit": land.commune.pk, "year": 2022, "round": rounds["may"].pk}
    page = login(duc).get(reverse("reports:report-detail", args=["poor-movement"]), wanted)

    assert "round" in [field.name for field in page.context["fields"]]
    assert "Đầu kỳ là các hộ đang quản lý ngay trước đợt" in page.content.decode()


def test_place_without_a_review_the_year_before_is_unknown(rounds, land, jrai, mai, duc):
    household = factories.household(land.town_village, "Nay Thử", jrai)
    review = factories.review(rounds["may"], household, mai, income_vnd=1_000_000, deprived=LACKS)
    factories.approved(review, submit=mai, approve=duc)

    assert row("poor-movement", land.town, rounds["may"], 0) == {}


def test_loading_costs_the_same_however_many(rounds, stories, land, django_assert_max_num_queries):
    for unit in (land.commune, land.district):
        with django_assert_max_num_queries(32):
            CATALOGUE["poor-movement"].make(unit, 2022, Choice(Basis(round=rounds["june"])))
