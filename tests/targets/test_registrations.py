"""Named households behind a target: the two lists, what they count for, and places at risk."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from households.models import Household
from povertyplan.audit.models import Event
from povertyplan.errors import Conflict, InvalidData, NotPermitted
from reports.catalogue import CATALOGUE
from targets import actions, figures, grid, standing
from targets.actions import Entry, registrations
from targets.enums import Projection
from targets.models import Registration
from targets.rules import Progress, risks, suggested_outcome
from tests import factories


@pytest.fixture
def poor(land, standard, mai, duc, jrai):
    """Three poor households of thôn Một in 2020, lacking water and toilet, and a near-poor one."""
    opened = factories.round_in(land.district, 2020, standard)
    found = []
    for name, income in (("An", 600_000), ("Bình", 600_000), ("Chi", 600_000), ("Dung", 850_000)):
        household = factories.household(land.village, f"Siu {name}", jrai)
        review = factories.review(
            opened, household, mai, income_vnd=income, deprived="water toilet"
        )
        factories.approved(review, submit=mai, approve=duc)
        found.append(household)
    factories.closed(opened)
    factories.totals(land.village, 2020, 100, 60)
    factories.totals(land.second_village, 2020, 50, 40)
    return found


def able(household, **fields) -> Registration:
    given = {"kind": "able", "measures": "Vay vốn nuôi bò"} | fields
    return Registration(household=household, year=2021, **given)


def unable(household, reason="old_alone") -> Registration:
    return Registration(household=household, year=2021, kind="unable", unable_reason=reason)


def saved(registration, by) -> Registration:
    return registrations.save(registration=registration, version=None, by=by)


def reviewed_in_2021(household, standard, land, by, income):
    rounds = land.district, 2021, standard
    opened = factories.Round.objects.filter(year=2021).first() or factories.round_in(*rounds)
    return factories.review(opened, household, by, income_vnd=income)


# The lists


def test_village_officer_keeps_the_list_of_the_own_village(poor, land, cast):
    made = saved(able(poor[0], addresses=["water"], causes=["no_capital"]), cast["hoa"])

    assert (made.village, made.commune) == (land.village, land.commune)
    event = Event.objects.of(made)[0]
    assert {"label": "nguyên nhân nghèo", "old": "(trống)"}.items() <= event.changes[-2].items()
    assert "vốn sản xuất" in event.changes[-2]["new"]


def test_household_that_was_not_poor_is_refused(poor, land, mai):
    other = factories.household(land.village, "Lê Khá")

    with pytest.raises(InvalidData, match="không phải hộ nghèo, hộ cận nghèo"):
        saved(able(other), mai)


def test_household_is_on_one_list_of_a_year(poor, mai):
    saved(able(poor[0]), mai)

    with pytest.raises(ValidationError, match="đã có trong danh sách của năm"):
        saved(unable(poor[0]), mai)


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"measures": ""}, "Hãy ghi giải pháp"),
        ({"unable_reason": "illness"}, "Hãy chọn lý do"),
        ({"kind": "unable"}, "Hãy chọn lý do"),
        ({"due_on": date(2023, 1, 1)}, "Thời hạn"),
    ],
)
def test_list_entry_that_makes_no_sense_is_refused(poor, mai, fields, words):
    with pytest.raises(ValidationError, match=words):
        saved(able(poor[0], **fields), mai)


def test_district_reads_the_lists_and_does_not_write_them(poor, mai, duc):
    made = saved(able(poor[0]), mai)

    with pytest.raises(NotPermitted):
        saved(able(poor[1]), duc)
    assert list(Registration.objects.visible_to(duc)) == [made]


def test_two_editors_of_one_entry(poor, mai, login):
    made = saved(able(poor[0]), mai)
    url = made.get_absolute_url()
    data = {"version": made.version, "kind": "able", "measures": "Học nghề may"}
    client = login(mai)
    client.post(url, data)

    response = client.post(url, data | {"measures": "Xuất khẩu lao động"})

    assert response.status_code == 409
    assert Registration.objects.get().measures == "Học nghề may"
    with pytest.raises(Conflict):
        registrations.remove(registration=made, version=1, by=mai)


def test_from_choosing_to_removing_on_the_pages(poor, land, mai, login):
    client = login(mai)
    choose = reverse("targets:registration-choose")
    names = [row.head_name for row in client.get(choose, {"year": "2021"}).context["page"]]
    url = reverse("targets:registration-create", args=[2021, poor[0].pk])
    form = client.get(url).content.decode()
    client.post(
        url,
        {
            "kind": "able",
            "causes": ["no_capital", "illness"],
            "measures": "Vay vốn, làm nhà tiêu",
            "addresses": ["toilet"],
            "helper": "Hội Phụ nữ xã",
            "due_on": "30/11/2021",
        },
    )

    made = Registration.objects.get()
    left = [row.head_name for row in client.get(choose, {"year": "2021"}).context["page"]]
    assert names == ["Siu An", "Siu Bình", "Siu Chi", "Siu Dung"]
    assert left == names[1:]
    assert form.count('name="addresses"') == 2
    assert (made.causes, made.addresses, made.due_on) == (
        ["no_capital", "illness"],
        ["toilet"],
        date(2021, 11, 30),
    )
    listed = client.get(reverse("targets:registration-list"), {"unit": land.village.pk})
    assert "Siu An" in listed.content.decode()
    client.post(made.get_absolute_url(), {"remove": "1", "version": made.version})
    assert not Registration.objects.exists()


def test_filters_of_the_list(poor, mai, login):
    saved(able(poor[0]), mai)
    saved(unable(poor[1], "illness"), mai)
    url = reverse("targets:registration-list")

    def names(**typed):
        return [row.head_name for row in login(mai).get(url, typed).context["page"]]

    assert names(kind="able") == ["Siu An"]
    assert names(unable_reason="illness") == ["Siu Bình"]
    assert names(unable_reason="old_alone") == names(year="2022") == names(outcome="reached") == []
    assert names(outcome="none") == ["Siu An"]


# Outcomes


@pytest.mark.parametrize(
    ("before", "after", "outcome"),
    [
        ("poor", "poor", "not_reached"),
        ("poor", "near_poor", "reached"),
        ("poor", "non_poor", "reached"),
        ("near_poor", "near_poor", "not_reached"),
        ("near_poor", "poor", "not_reached"),
        ("near_poor", "average", "reached"),
        ("poor", None, ""),
        (None, "poor", ""),
    ],
)
def test_outcome_that_the_review_suggests(before, after, outcome):
    assert suggested_outcome(before, after) == outcome


def test_review_suggests_and_the_officer_confirms(poor, standard, land, mai, duc, login):
    made = saved(able(poor[0]), mai)
    review = reviewed_in_2021(poor[0], standard, land, mai, 2_000_000)
    waiting = login(mai).get(made.get_absolute_url()).context["suggested"]
    factories.approved(review, submit=mai, approve=duc)

    page = login(mai).get(made.get_absolute_url())
    url = reverse("targets:registration-outcome", args=[made.pk])
    login(mai).post(url, {"outcome": "reached", "note": "Có việc làm ổn định"})

    assert (waiting, page.context["suggested"]) == ("", "reached")
    assert page.context["outcome_form"].initial["outcome"] == "reached"
    made.refresh_from_db()
    assert (made.outcome, made.outcome_note) == ("reached", "Có việc làm ổn định")


def test_outcome_of_a_household_that_never_registered_is_refused(poor, mai):
    made = saved(unable(poor[0]), mai)

    with pytest.raises(InvalidData, match="Chỉ đánh giá"):
        registrations.mark(registration=made, outcome="reached", note="", by=mai)


# Behind the targets


def test_target_shows_the_households_behind_it(poor, land, mai):
    saved(able(poor[0], addresses=["water", "toilet"]), mai)
    saved(able(poor[1], addresses=["water"]), mai)
    saved(unable(poor[2]), mai)
    saved(able(poor[3]), mai)

    found = standing.registered([land.village, land.second_village], 2021)
    upper = standing.registered([land.commune, land.town], 2021)

    counts = {"poor": 2, "minority_poor": 2, "water": 2, "toilet": 1, "near_poor": 1}
    assert dict(found[land.village.pk]) == counts
    assert dict(upper[land.commune.pk]) == counts
    assert not found[land.second_village.pk]


def test_grid_sets_the_registered_beside_the_cut(poor, land, mai):
    saved(able(poor[0]), mai)
    sheet = actions.start(unit=land.commune, year=2021, by=mai)
    cells = [Entry(land.village.pk, "poor", 1), Entry(land.second_village.pk, "poor", 0)]
    actions.fill_in(sheet=sheet, entries=cells, version=1, by=mai)

    sheet.refresh_from_db()
    drawn = grid.build(figures.read(sheet))

    cell = next(cell for cell in drawn.rows[0].cells if cell.name == f"{land.village.pk}.poor")
    assert (cell.decrease, cell.registered, cell.lacks_households) == (2, 1, True)


@pytest.mark.parametrize(
    ("progress", "count"),
    [
        (Progress(planned=2, registered=2, overdue=0, reviewed=0, escaped=0), 0),
        (Progress(planned=3, registered=2, overdue=0, reviewed=0, escaped=0), 1),
        (Progress(planned=2, registered=2, overdue=1, reviewed=0, escaped=0), 1),
        (Progress(planned=2, registered=2, overdue=0, reviewed=5, escaped=1), 1),
        (Progress(planned=2, registered=2, overdue=0, reviewed=5, escaped=2), 0),
        (Progress(planned=4, registered=2, overdue=1, reviewed=5, escaped=2), 3),
        (Progress(planned=None, registered=0, overdue=0, reviewed=3, escaped=0), 0),
    ],
)
def test_why_a_place_is_at_risk(progress, count):
    assert len(risks(progress)) == count


def test_commune_at_risk_is_seen_before_the_year_ends(poor, standard, land, mai, login):
    saved(able(poor[0], due_on=date(2021, 6, 30)), mai)
    saved(able(poor[1], due_on=date(2021, 12, 31)), mai)
    sheet = actions.start(unit=land.commune, year=2021, by=mai)
    sheet = actions.set_up(
        sheet=sheet, version=1, by=mai, has_indicators=False, projection=Projection.CONSTANT
    )
    cells = [Entry(land.village.pk, "poor", 0), Entry(land.second_village.pk, "poor", 0)]
    actions.fill_in(sheet=sheet, entries=cells, version=sheet.version, by=mai)
    reviewed_in_2021(poor[0], standard, land, mai, 2_000_000)
    reviewed_in_2021(poor[1], standard, land, mai, 600_000)

    first, second = standing.places(land.commune, 2021, date(2021, 9, 15))

    assert first.progress == Progress(planned=3, registered=2, overdue=1, reviewed=2, escaped=1)
    assert len(first.risks) == 3
    # Nobody in thôn Hai was poor, and nothing is planned there.
    assert (second.progress.planned, second.risks) == (0, [])
    page = login(mai).get(reverse("targets:risk"), {"unit": land.commune.pk, "year": "2021"})
    assert "Phải giảm 3 hộ nhưng chỉ có 2 hộ đăng ký." in page.content.decode()


# The printed lists


def test_printed_lists(poor, land, mai):
    saved(
        able(
            poor[1],
            causes=["no_land"],
            cause_note="Đất bạc màu",
            helper="Hội Nông dân",
            due_on=date(2021, 11, 5),
        ),
        mai,
    )
    saved(able(poor[0]), mai)
    saved(unable(poor[2], "illness"), mai)

    escape = CATALOGUE["escape-list"].build(CATALOGUE["escape-list"], land.district, 2021)
    others = CATALOGUE["unable-list"].build(CATALOGUE["unable-list"], land.commune, 2021)

    second = escape.rows[1]
    shown = {leaf.key: cell.value for leaf, cell in escape.printed_cells(second)}
    assert [escape.cell(row, "head").value for row in escape.rows] == ["Siu An", "Siu Bình"]
    assert (shown["commune"], shown["persons"], shown["ethnicity"]) == ("Xã Bình An", 1, "Gia-rai")
    assert (shown["household_class"], shown["due_on"]) == ("Hộ nghèo", "05/11/2021")
    assert shown["causes"].endswith("; Đất bạc màu")
    assert len(shown["deprived"].split("; ")) == 2
    assert [others.cell(row, "head").value for row in others.rows] == ["Siu Chi"]
    assert others.cell(others.rows[0], "reason").value == "Bệnh hiểm nghèo, ốm đau lâu dài"


def test_lists_are_read_in_few_questions(poor, land, mai, django_assert_max_num_queries):
    for household in Household.objects.all():
        saved(able(household), mai)

    with django_assert_max_num_queries(20):
        CATALOGUE["escape-list"].build(CATALOGUE["escape-list"], land.district, 2021)
