"""What a table shows: preliminary or official, an in-year round, either of two standards."""

from datetime import date

import pytest
from django.core.management import call_command
from django.urls import reverse

from households import counts
from households.answers import UnderStandard
from households.basis import OPENING, Basis
from households.models import Review, Round, Standard
from reports import crosschecks
from reports.catalogue import CATALOGUE, SUMMARIES
from reports.definition import Choice
from targets import actions
from tests import factories

PRELIMINARY = Choice(Basis(is_preliminary=True))
NEXT = Choice(OPENING)


@pytest.fixture
def next_standard(reference):
    return Standard.objects.get(code="ND07_2021")


@pytest.fixture
def change(land, standard, next_standard, jrai, mai, duc):
    """Bình An closes 2021 under Decision 59 and opens 2022 under Decree 07.

    In Một: 600.000 đồng and lacking three is poor under both; 1.400.000 and lacking three is
    average, then poor; 900.000 and lacking nothing is near-poor under both. In 2022 the first has
    risen to average, the second is still poor, the third has gone, and a new one is poor.
    """
    first = factories.round_in(land.commune, 2021, standard, next_standard=next_standard)
    second = factories.round_in(land.commune, 2022, next_standard)
    lacks = "water toilet housing_area"

    def story(*found):
        household = factories.household(land.village, "Nay Thử", jrai)
        for round, income, deprived in found:
            also = {"following": UnderStandard(None, frozenset(deprived.split()))}
            review = factories.review(
                round,
                household,
                mai,
                income_vnd=income,
                deprived=deprived,
                **(also if round.next_standard_id else {}),
            )
            factories.approved(review, submit=mai, approve=duc)

    story((first, 600_000, lacks), (second, 1_900_000, ""))
    story((first, 1_400_000, lacks), (second, 1_400_000, lacks))
    story((first, 900_000, ""))
    story((second, 600_000, lacks))
    factories.closed(first)
    factories.closed(second)


def total(name, unit, year, choice=None):
    table = CATALOGUE[name].make(unit, year, choice)
    row = next(row for row in table.rows if row.is_total)
    keys = [leaf.key for leaf in table.leaves]
    return dict(zip(keys, (cell.value for cell in row.cells), strict=True))


def test_one_review_counts_under_either_standard(land, change):
    closing = total("review-results", land.commune, 2021)
    opening = total("review-results", land.commune, 2021, NEXT)

    assert (closing["poor"], closing["near_poor"], closing["average"]) == (1, 1, 1)
    assert (opening["poor"], opening["near_poor"], opening["average"]) == (2, 1, 0)


def test_targets_of_the_next_year_start_from_its_opening(land, change, mai, login):
    sheet = actions.start(unit=land.commune, year=2022, by=mai)
    table = CATALOGUE["village-targets"].make(land.commune, 2022)
    row = table.rows[-1]
    openings = [table.cell(row, f"{measure}_opening") for measure in ("poor", "near_poor")]
    client = login(mai)

    assert sheet.standard.code == "ND07_2021"
    assert [cell.value for cell in openings] == [2, 1]
    behind = [client.get(cell.link).context["page"].paginator.count for cell in openings]
    assert behind == [2, 1]


def test_year_opens_under_the_standard_that_the_last_one_left(
    land, change, standard, next_standard
):
    """Two poor open 2022: one rose above, one stays; one is new. One near-poor is gone."""
    poor = total("poor-movement", land.commune, 2022)
    near = total("near-poor-movement", land.commune, 2022)

    assert counts.standard_of(land.commune, 2021) == standard
    assert counts.opening_standard_of(land.commune, 2022) == next_standard
    assert [poor[key] for key in ("opening", "above", "new", "closing")] == [2, 1, 1, 2]
    assert [near[key] for key in ("opening", "other_decrease", "closing")] == [1, 1, 0]


@pytest.mark.parametrize("basis", [Basis(), OPENING], ids=["closing", "opening"])
def test_tables_agree_across_the_change_of_standard(land, change, basis):
    villages = [land.village, land.second_village]

    for year in (2021, 2022):
        found = crosschecks.of(land.commune, villages, year, basis)
        assert crosschecks.failures(found) == []
    names = [check.name for check in crosschecks.of(land.commune, villages, 2021, basis)]
    assert "hộ nghèo đầu kỳ của năm sau = số hộ nghèo của biểu kết quả rà soát" in names


def test_opening_of_the_next_year_is_compared_under_the_next_standard(land, change):
    """Under the closing standard one is poor, and the next year opens with two: that is right."""
    found = crosschecks.of(land.commune, [land.village, land.second_village], 2021)
    check = next(item for item in found if item.name.startswith("hộ nghèo đầu kỳ của năm sau"))

    assert (check.left, check.right, check.is_ok) == (2, 2, True)


def test_average_living_is_of_farmers_only_since_decree_07(land, change):
    """In 2022 the one of average living does not farm."""
    table = CATALOGUE["review-results"].make(land.commune, 2022)

    assert total("review-results", land.commune, 2022)["average"] == 0
    assert "Hộ NLNN có MSTB" in [column.heading for column in table.columns]
    Review.objects.filter(round__year=2022).update(is_farming=True)
    assert total("review-results", land.commune, 2022)["average"] == 1
    assert total("review-results", land.commune, 2021)["average"] == 1


@pytest.mark.parametrize("name", [item.name for item in SUMMARIES])
@pytest.mark.parametrize("choice", [Choice(), NEXT, PRELIMINARY], ids=["closing", "next", "all"])
def test_links_lead_to_exactly_what_is_counted(land, change, binh, login, name, choice):
    client = login(binh)
    table = CATALOGUE[name].make(land.commune, 2021, choice)
    counted = [
        (cell.link, cell.value)
        for row in table.rows
        for cell in row.cells
        if ("reviews" in cell.link or "counted=" in cell.link) and cell.value is not None
    ]

    for link, value in counted:
        assert client.get(link).context["page"].paginator.count == value, link


def test_preliminary_counts_forms_in_every_state_that_have_a_class(land, round_2021, jrai, mai):
    for income in (600_000, 650_000, None):
        household = factories.household(land.village, "Nay Thử", jrai)
        factories.review(round_2021, household, mai, **({"income_vnd": income} if income else {}))
    withdrawn = factories.household(land.village, "Nay Rút", jrai)
    gone = factories.review(round_2021, withdrawn, mai, income_vnd=1)
    Review.objects.filter(pk=gone.pk).update(withdrawn_because="chuyển đi")

    assert total("review-results", land.commune, 2021, PRELIMINARY)["poor"] is None
    table = CATALOGUE["review-results"].make(land.commune, 2021, PRELIMINARY)
    village = table.rows[0]
    assert table.cell(village, "poor").value == 2
    assert table.title.endswith("năm 2021 (sơ bộ)")
    assert CATALOGUE["review-results"].make(land.commune, 2021).rows == ()


@pytest.mark.parametrize("name", [item.name for item in SUMMARIES])
def test_words_of_the_choice_agree_with_the_state_of_the_table(land, change, binh, login, name):
    """2021 is closed, 2022 is open, nothing is known of 2020: no choice of what is counted may
    promise official or preliminary figures where the table has others.
    """
    Round.objects.filter(year=2022).update(state="open")
    address, client = reverse("reports:report-detail", args=[name]), login(binh)

    states = set()
    for year in (2020, 2021, 2022):
        for stage in ("", "preliminary"):
            asked = {"unit": land.commune.pk, "year": year, "stage": stage}
            page = client.get(address, asked).context
            chosen = dict(page["form"].fields["stage"].choices)[stage].lower()
            state = page["table"].state
            states.add(state.split(",")[0])
            for word in ("Chính thức", "Sơ bộ"):
                assert word.lower() not in chosen or state.startswith(word), (year, stage)
    assert states == {"Chưa rà soát", "Chính thức", "Sơ bộ"}


def test_in_year_round_stands_alone(land, change, next_standard, jrai, mai, duc, login):
    extra = factories.round_in(
        land.district,
        2022,
        next_standard,
        kind="in_year",
        opens_on=date(2022, 5, 15),
        closes_on=date(2022, 5, 30),
    )
    household = factories.household(land.second_village, "Nay Thêm", jrai)
    review = factories.review(extra, household, mai, income_vnd=1)
    factories.approved(review, submit=mai, approve=duc)
    wanted = {"unit": land.commune.pk, "year": 2022, "round": extra.pk}
    client = login(duc)

    page = client.get(reverse("reports:report-detail", args=["review-results"]), wanted)
    periodic = total("review-results", land.commune, 2022)

    table = page.context["table"]
    cells = dict(zip([x.key for x in table.leaves], table.rows[-1].cells, strict=True))
    assert (cells["near_poor"].value, cells["poor"].value) == (1, 0)
    assert (periodic["near_poor"], periodic["poor"]) == (0, 2)
    assert client.get(cells["near_poor"].link).context["page"].paginator.count == 1
    assert table.state.startswith("Sơ bộ; Đợt thường xuyên mở ngày 15/05/2022")


def test_form_offers_only_what_makes_a_difference(land, change, duc, login):
    client = login(duc)

    def offered(name, year):
        url = reverse("reports:report-detail", args=[name])
        return [field.name for field in client.get(url, {"year": year}).context["fields"]]

    assert offered("review-results", 2021) == ["unit", "year", "stage", "judged"]
    assert offered("review-results", 2022) == ["unit", "year", "stage"]
    assert offered("reduction-targets", 2022) == ["unit", "year"]


def test_command_takes_the_same_choices(land, change, capfdbinary):
    call_command("report", "review-results", unit="90001", year=2021, next_standard=True)
    lines = capfdbinary.readouterr().out.decode().splitlines()

    keys, total_row = lines[0].split(","), lines[-1].split(",")
    assert total_row[keys.index("poor")] == "2"


def test_cutoff_of_the_multidimensional_measures_is_chosen_on_the_page(change, land, login, mai):
    """Two of three households lack 3 of 10 indicators: poor from 3/10 as the law says, or 30%."""
    client = login(mai)
    address = reverse("reports:report-detail", args=["multidimensional"])

    def poor(**asked):
        page = client.get(address, {"unit": land.commune.pk, "year": 2021, **asked})
        table = page.context["table"]
        return table.cell(table.rows[0], "poor").value, " ".join(table.notes)

    assert [poor()[0], poor(cutoff=30)[0], poor(cutoff=31)[0]] == [2, 2, 0]
    assert "(k = 3/10)" in poor()[1]
    assert "(k = 31%)" in poor(cutoff=31)[1]
    others = client.get(reverse("reports:report-detail", args=["groups"]), {"year": 2021})
    assert 'name="cutoff"' not in others.content.decode()
