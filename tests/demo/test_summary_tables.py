"""The summary tables of the review of Krông Pa in 2020, against the plan and by hand."""

import csv
import io
import json
from datetime import date

import openpyxl
import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils.html import escape

from households.actions import events
from households.actions.ledger import Occasion
from households.basis import Basis
from households.enums import Leaving
from households.models import Household, Result, Review
from povertyplan.accounts.models import User
from povertyplan.numbers import vietnamese
from povertyplan.units.models import Unit
from reports.catalogue import CATALOGUE, SUMMARIES
from reports.definition import Choice
from reports.renderers import xlsx
from reports.tables import ethnicity

SOURCE = json.loads(
    (settings.BASE_DIR / "fixtures" / "demo" / "krong_pa.json").read_text(encoding="utf-8")
)
PRINTED = json.loads(
    (settings.BASE_DIR / "fixtures" / "demo" / "krong_pa_printed.json").read_text(encoding="utf-8")
)
INDICATORS = SOURCE["indicators"]
LISTS = ("poor-list", "near-poor-list")

pytestmark = pytest.mark.django_db


@pytest.fixture
def district():
    return Unit.objects.by_code("637", year=2020)


@pytest.fixture
def chu_gu():
    return Unit.objects.by_code("24085", year=2020)


def built(name, unit, year=2020):
    return CATALOGUE[name].build(CATALOGUE[name], unit, year)


def figures(table, row, *keys):
    return [table.cell(row, key).value for key in keys]


def rows_by_code(table, part=None):
    """The rows by the code of their unit, "" for the total; of a movement, one `part` of them."""
    return {
        table.cell(row, "code").value: row
        for row in table.rows
        if part is None or table.cell(row, "row").plain == part
    }


def test_results_are_those_of_the_plan(district):
    """Part I of the plan: 19.886 households, 2.342 poor (11,78 %), 2.837 near-poor (14,27 %)."""
    table = built("review-results", district)
    rows = rows_by_code(table)

    assert figures(table, rows[""], "households", "persons", "poor", "near_poor") == [
        19_886,
        90_330,
        2_342,
        2_837,
    ]
    assert vietnamese(table.cell(rows[""], "poor_rate").value, 2) == "11,78"
    assert vietnamese(table.cell(rows[""], "near_poor_rate").value, 2) == "14,27"
    for commune in SOURCE["communes"]:
        found = figures(table, rows[commune["code"]], "households", "poor")
        assert found == [commune["households"]["2020"], commune["poor"]["2020"]]
    assert (table.state, table.number) == ("Chính thức", "")
    assert table.title == "Tổng hợp kết quả rà soát hộ nghèo, hộ cận nghèo năm 2020 (chính thức)"


def test_movement_of_the_poor_leads_from_one_year_to_the_next(district):
    table = built("poor-movement", district)
    rows = rows_by_code(table, "households")
    persons = rows_by_code(table, "persons")
    results = built("review-results", district)
    heads = rows_by_code(results)

    assert figures(table, rows[""], "opening", "closing") == [3_046, 2_342]
    for commune in SOURCE["communes"]:
        found = figures(table, rows[commune["code"]], "opening", "closing")
        assert found == [commune["poor"]["2019"], commune["poor"]["2020"]]
    for code, row in persons.items():
        assert figures(table, row, "closing") == figures(results, heads[code], "poor_persons")


@pytest.mark.parametrize("name", ["poor-movement", "near-poor-movement"])
def test_movements_balance_in_every_row(district, chu_gu, name):
    for unit in (district, chu_gu):
        table = built(name, unit)
        for row in table.rows:
            values = [cell.value for cell in row.cells[4:]]
            # 9 = 1-2-3-4+5+6+7+8
            assert values[8] == values[0] - sum(values[1:4]) + sum(values[4:8])


def test_villages_add_up_to_their_commune(district, chu_gu):
    for name in ("poor-movement", "near-poor-movement"):
        whole, parts = built(name, district), built(name, chu_gu)
        for part in ("households", "persons"):
            own = rows_by_code(whole, part)["24085"].cells[4:]
            total = [row for row in parts.rows if row.is_total][part == "persons"].cells[4:]
            assert [cell.value for cell in own] == [cell.value for cell in total]


def test_year_after_an_unknown_one_has_no_movement(district):
    table = built("poor-movement", district, 2019)
    total = rows_by_code(table, "households")[""]

    assert figures(table, total, "opening", "new", "closing") == [None, None, 3_046]
    assert any(
        note.startswith("Chưa có kết quả rà soát năm 2018 nên chưa tính được diễn biến: huyện")
        for note in table.notes
    )


def test_deprivations_are_those_of_appendix_3(district):
    table = built("poor-deprivations", district)
    rates = built("poor-deprivation-rates", district)
    rows, rate_rows = rows_by_code(table), rows_by_code(rates)

    for commune in SOURCE["communes"]:
        counted = figures(table, rows[commune["code"]], *INDICATORS)
        assert counted == commune["deprived"]["2020"]
    total = PRINTED["deprivation-targets"]["total"]["baseline"]
    counted = [vietnamese(value) for value in figures(table, rows[""], *INDICATORS)]
    assert counted == total[2::2]
    shares = figures(rates, rate_rows[""], *(f"{code}_rate" for code in INDICATORS))
    assert [vietnamese(share, 1) for share in shares] == total[3::2]
    # 1.133 + 311 + 32 + 89 + 653 + 1.402 + 509 + 2.206 + 420 + 16
    assert table.cell(rows[""], "deprivations").value == 6_771


def test_ethnic_groups_add_up(district):
    table = built("ethnicity", district)
    rows = rows_by_code(table)
    groups = [leaf.key for leaf in table.leaves if leaf.key.startswith("poor_")][2:]

    assert figures(table, rows[""], "poor", "poor_kinh", "poor_minority") == [2342, 191, 2151]
    assert {"poor_10", "poor_12", "poor_13"} <= set(groups)
    for commune in SOURCE["communes"]:
        row = rows[commune["code"]]
        assert figures(table, row, "poor_minority") == [commune["minority_poor"]["2020"]]
    for row in table.rows:
        assert sum(figures(table, row, *groups)) == table.cell(row, "poor_minority").value


def test_smaller_ethnic_groups_stand_together_where_there_are_many(district, monkeypatch):
    monkeypatch.setattr(ethnicity, "_MOST_GROUPS", 2)

    table = built("ethnicity", district)

    groups = [leaf.key for leaf in table.leaves if leaf.key.startswith("poor_")][2:]
    assert len(groups) == 3
    assert groups[-1] == "poor_other"
    assert any(note.startswith("Dân tộc khác: ") for note in table.notes)
    for row in table.rows:
        assert sum(figures(table, row, *groups)) == table.cell(row, "poor_minority").value


def test_province_knows_its_district_and_not_its_total():
    province = Unit.objects.by_code("64", year=2020)

    for name, key, known in (
        ("review-results", "near_poor", 2_837),
        ("poor-deprivations", "deprivations", 6_771),
        ("ethnicity", "poor_minority", 2_151),
        ("multidimensional", "persons", None),
    ):
        table = built(name, province)
        rows = {table.cell(row, "unit").value: row for row in table.rows}
        assert known in (None, table.cell(rows["Huyện Krông Pa"], key).value)
        assert table.cell(rows["Tổng cộng"], key).value is None
        assert table.state == "Sơ bộ"


def test_multidimensional_measures_hold_together(district):
    table = built("multidimensional", district)
    *communes, kinh, minority, total = table.rows
    reviewed = Review.objects.in_unit(district).filter(round__year=2020).count()

    assert [table.cell(row, "unit").value for row in (kinh, minority)] == ["Kinh", "DTTS"]
    assert table.cell(total, "households").value == reviewed
    for parts in (communes, (kinh, minority)):
        for key in ("households", "persons", "poor"):
            whole = table.cell(total, key).value
            assert sum(table.cell(row, key).value for row in parts) == whole
    for row in table.rows:
        count, poor, share, intensity, adjusted = figures(
            table, row, "households", "poor", "headcount", "intensity", "adjusted"
        )
        assert share * count == 100 * poor
        assert share * intensity == 10_000 * adjusted
        assert intensity >= 30
        contributions = [f"{code}_contribution" for code in INDICATORS]
        assert sum(figures(table, row, *contributions)) == 100
        # Of ten equal weights: each censored headcount makes up its part of M0.
        censored = figures(table, row, *[f"{code}_censored" for code in INDICATORS])
        assert sum(censored) == 1_000 * adjusted
        assert all(rate <= share for rate in censored)


@pytest.mark.parametrize(
    "name",
    [
        "review-results",
        "poor-movement",
        "ethnicity",
        "groups",
        "causes",
        "children",
        "poor-summary",
        "near-poor-summary",
    ],
)
def test_formula_row_stands_under_the_headings(district, name):
    table = built(name, district)

    assert table.formulas[:2] == ["A", "B"]
    numbers = [formula.partition("=")[0] for formula in table.formulas]
    first = numbers.index("1")
    assert numbers[first:] == [str(n) for n in range(1, len(numbers) - first + 1)]


def test_groups_make_up_the_whole(district):
    """5 = 1-2-3-4, of households and of persons, for the poor and the near-poor."""
    table = built("groups", district)

    for row in table.rows:
        values = [cell.value for cell in row.cells[4:]]
        for total, *parts in (values[:5], values[5:]):
            assert total == sum(parts)
    total = rows_by_code(table, "households")[""]
    assert figures(table, total, "poor", "poor_minority", "near_poor") == [2_342, 2_151, 2_837]


def test_summary_holds_its_formulas(district):
    """1=2+3, 9=10+11, 16=17+18; 20=9/1*100, 21=11/3*100: 11,78 % and 16,48 % in the plan."""
    table = built("poor-summary", district)

    for row in table.rows:
        c = dict(enumerate((cell.value for cell in row.cells[3:]), start=1))
        assert (c[1], c[9], c[16]) == (c[2] + c[3], c[10] + c[11], c[17] + c[18])
        assert c[12] <= c[11]
        assert (c[4], c[6], c[7], c[8], c[22]) == (None,) * 5  # nobody counted the indigenous
    total = rows_by_code(table)[""]
    rates = figures(table, total, "poor_rate", "poor_minority_rate")
    assert [vietnamese(value, 2) for value in rates] == ["11,78", "16,48"]
    assert figures(table, total, "households", "households_minority") == [19_886, 13_053]


def test_cause_of_nobody_is_more_than_the_poor(district):
    table = built("causes", district)
    causes = [leaf.key for leaf in table.leaves if leaf.key.startswith("poor_")]

    assert len(causes) == 8
    for row in table.rows:
        counted = figures(table, row, *causes)
        assert max(counted) <= table.cell(row, "poor").value <= sum(counted)


def test_children_of_the_communes_add_up(district):
    table = built("children", district)
    *communes, total = table.rows

    for key in ("poor_children", "near_poor_children", "poor_unschooled"):
        parts = [table.cell(row, key).value for row in communes]
        assert table.cell(total, key).value == sum(parts) > 0
    for row in table.rows:
        households, count, *lacks = figures(
            table, row, "poor_households", "poor_children", "poor_uninsured", "poor_malnourished"
        )
        assert max(households, *lacks) <= count


# Stages


def test_preliminary_figures_count_what_is_not_approved_yet(chu_gu, login):
    """In the open round of Chư Gu 21 of 24 forms have a class; of 6 that is official."""
    choice = Choice(Basis(is_preliminary=True))
    definition = CATALOGUE["review-results"]
    table = definition.make(chu_gu, 2021, choice)
    official = definition.make(chu_gu, 2021)
    client = login(User.objects.get(username="tinh"))

    def counted(made):
        rows = [row for row in made.rows if not row.is_total]
        found = [figures(made, row, "poor", "near_poor", "average") for row in rows]
        return sum(value or 0 for row in found for value in row)

    assert (counted(table), counted(official)) == (21, 6)
    assert table.title.endswith("năm 2021 (sơ bộ)")
    assert table.state == "Sơ bộ, tính mọi phiếu đã phân loại"
    links = [
        (cell.link, cell.value)
        for row in table.rows
        for cell in row.cells
        if cell.link and cell.value is not None
    ]
    found = [client.get(link).context["page"].paginator.count for link, _ in links]
    assert found == [value for _, value in links]


# Links


@pytest.mark.parametrize(
    "name", [item.name for item in SUMMARIES if item.name not in LISTS], ids=str
)
def test_every_count_leads_to_exactly_its_households(chu_gu, name, login):
    client = login(User.objects.get(username="tinh"))
    table = built(name, chu_gu)
    linked = [
        (cell.link, cell.value)
        for row in table.rows[-4:]
        for cell in row.cells
        if cell.link and cell.value is not None
    ]

    found = [client.get(link).context["page"].paginator.count for link, _ in linked]

    assert linked
    assert found == [value for _, value in linked]


# Lists


@pytest.mark.parametrize(("name", "count"), [("poor-list", 145), ("near-poor-list", 280)])
def test_list_has_every_household_with_its_members(chu_gu, name, count, login):
    table = built(name, chu_gu)
    heads = [row for row in table.rows if table.cell(row, "relation").value == "Chủ hộ"]
    links = [cell.link for row in table.rows for cell in row.cells if cell.link]

    assert [table.cell(row, "household").value for row in heads] == list(range(1, count + 1))
    assert len(links) == len(set(links)) == count
    client = login(User.objects.get(username="tinh"))
    page = client.get(links[0])
    assert page.status_code == 200
    assert escape(table.cell(heads[0], "name").value) in page.content.decode()


def test_kinds_of_listed_households_are_those_of_the_movement(chu_gu):
    table = built("poor-list", chu_gu)
    movement = built("poor-movement", chu_gu)
    heads = [row for row in table.rows if table.cell(row, "relation").value == "Chủ hộ"]
    total = next(row for row in movement.rows if row.is_total)
    kinds = [table.cell(row, "origin").value for row in heads]

    opening, *out = figures(movement, total, "opening", "to_other_class", "above", "other_decrease")
    came = figures(movement, total, "from_other_class", "new", "other_increase")
    assert kinds.count("Nghèo cũ") == opening - sum(out)
    assert kinds.count("Nghèo mới") == sum(came)
    assert kinds.count("Tái nghèo") == movement.cell(total, "relapsed").value
    assert len(kinds) == movement.cell(total, "closing").value


def test_long_list_shows_its_beginning_and_refuses_a_pdf(district, login):
    client = login(User.objects.get(username="huyen"))
    wanted = {"unit": district.pk, "year": 2020}

    page = client.get(reverse("reports:report-detail", args=["poor-list"]), wanted)
    pdf = client.get(reverse("reports:report-file", args=["poor-list", "pdf"]), wanted)

    table = page.context["table"]
    assert len(table.rows) == 200
    assert table.notes[0].startswith("Trang này chỉ hiện 200 dòng đầu trong 10.")
    assert pdf.status_code == 409
    assert "Hãy tải tệp Excel" in pdf.content.decode()
    with pytest.raises(CommandError, match="quá dài để lập tệp PDF"):
        call_command("report", "poor-list", unit="637", year=2020, format="pdf")


def test_long_list_is_whole_in_excel_and_csv(district, capfdbinary):
    table = built("poor-list", district)
    sheet = openpyxl.load_workbook(io.BytesIO(xlsx.render(table)), read_only=True).active
    call_command("report", "poor-list", unit="637", year=2020, format="csv")
    lines = list(csv.DictReader(io.StringIO(capfdbinary.readouterr().out.decode())))

    assert len(lines) == len(table.rows) > 10_000
    assert lines[-1]["household"] == "2342"
    names = [row[2] for row in sheet.iter_rows(values_only=True)]
    assert names.count(lines[-1]["name"]) == [row["name"] for row in lines].count(lines[-1]["name"])


def test_lists_of_people_are_for_those_who_may_see_households(district, login):
    client = login(User.objects.get(username="quantri"))
    wanted = {"unit": district.pk, "year": 2020}

    for name, status in (("poor-list", 403), ("review-results", 200)):
        assert client.get(reverse("reports:report-detail", args=[name]), wanted).status_code == (
            status
        )
        url = reverse("reports:report-file", args=[name, "csv"])
        assert client.get(url, wanted).status_code == status
    page = client.get(reverse("reports:report-list")).content.decode()
    assert ("Danh sách chi tiết hộ nghèo" in page, "Tổng hợp diễn biến" in page) == (False, True)


# State and checks


@pytest.mark.parametrize("name", [item.name for item in SUMMARIES])
def test_all_checks_agree(district, name):
    table = built(name, district)

    assert table.agreement == "Đối chiếu: 11/11 khớp"
    assert not any("Không khớp" in note for note in table.notes)


def test_page_says_that_the_checks_agree(district, login):
    client = login(User.objects.get(username="huyen"))
    url = reverse("reports:report-detail", args=["review-results"])

    page = client.get(url, {"unit": district.pk, "year": 2020}).content.decode()

    assert "Đối chiếu: 11/11 khớp" in page
    assert "<br>TỔNG HỢP KẾT QUẢ" not in page


def test_disagreement_is_reported_in_words(district):
    """A poor household whose review has lost its district: the communes have it, the whole not."""
    review = Review.objects.in_unit(district).filter(
        round__year=2020, results__household_class="poor"
    )
    Review.objects.filter(pk=review.first().pk).update(district=None)

    table = built("review-results", district)

    assert table.agreement == "Đối chiếu: 10/11 khớp"
    assert (
        "Không khớp: tổng số hộ nghèo của các đơn vị = số hộ nghèo tính riêng cả địa bàn; "
        "huyện Krông Pa: 2.342 và 2.341."
    ) in table.notes


def test_open_round_is_preliminary_and_the_rest_unknown(district):
    table = built("review-results", district, 2021)
    rows = rows_by_code(table)

    assert table.state == "Sơ bộ"
    assert figures(table, rows[""], "poor", "near_poor") == [None, None]
    assert table.cell(rows["24085"], "poor").value is not None
    assert any("chưa được duyệt" in note for note in table.notes)
    assert any("chưa khóa" in note for note in table.notes)


def test_year_without_a_review_has_no_rows(district):
    for definition in SUMMARIES:
        table = built(definition.name, district, 2016)
        assert (table.rows, table.state, table.agreement) == ((), "Chưa rà soát", "")
        assert table.notes == ("Chưa có kết quả rà soát năm 2016 của huyện Krông Pa.",)


def test_building_a_table_costs_the_same_for_few_and_for_many(
    district, chu_gu, django_assert_max_num_queries
):
    for definition in SUMMARIES:
        for unit in (district, chu_gu):
            with django_assert_max_num_queries(78):
                built(definition.name, unit)


def test_list_of_tables_is_grouped(login):
    page = login(User.objects.get(username="huyen")).get(reverse("reports:report-list"))

    groups = dict(page.context["groups"])
    assert [len(items) for items in groups.values()] == [13, 16]
    assert "<strong>Tổng hợp diễn biến hộ nghèo</strong>" in page.content.decode()


def test_list_of_a_year_keeps_who_left_later(chu_gu):
    """People leave and households go and join in 2021; the list of 2020 stays as it was."""
    by = User.objects.get(username="xa")
    before = [[cell.value for cell in row.cells] for row in built("poor-list", chu_gu).rows]
    results = Result.objects.official(year=2020).in_unit(chu_gu).filter(household_class="poor")
    results = results.exclude(review__household__reviews__round__year=2021)
    household, other = [
        result.review.household
        for result in results.filter(review__person_count__gt=1).order_by("pk")[:2]
    ]
    occasion = Occasion(date(2021, 3, 1), "chuyển đi")
    gone = {"member": household.members.order_by("pk")[1], "because": Leaving.MOVED_OUT}

    events.leave(**gone, occasion=occasion, by=by)
    events.move_out(household=other, occasion=occasion, by=by)
    relations = {member.pk: "other" for member in household.members.all()}
    into = Household.objects.in_unit(chu_gu).present().exclude(pk=household.pk).first()
    events.join(household=household, into=into, relations=relations, occasion=occasion, by=by)

    after = [[cell.value for cell in row.cells] for row in built("poor-list", chu_gu).rows]
    assert after == before
