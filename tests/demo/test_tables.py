"""The appendices of Krông Pa 2021: every printed cell, out of household records."""

import csv
import io
import json

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from households.counts import standard_of
from households.enums import HouseholdClass
from households.models import Result
from plans.models import PlanAnnex
from povertyplan.accounts.models import User
from povertyplan.numbers import rate, vietnamese
from povertyplan.units.models import Unit
from reports.catalogue import ANNEXES, CATALOGUE
from reports.plan_document import FORMS
from reports.renderers import RENDERERS
from targets import figures

FIXTURES = settings.BASE_DIR / "fixtures" / "demo"
PRINTED = json.loads((FIXTURES / "krong_pa_printed.json").read_text(encoding="utf-8"))
MISPRINTS = json.loads((FIXTURES / "krong_pa_misprints.json").read_text(encoding="utf-8"))
INDICATORS = json.loads((FIXTURES / "krong_pa.json").read_text(encoding="utf-8"))["indicators"]
DEPRIVATION_KEYS = [key for name in INDICATORS for key in (name, f"{name}_rate")]
TARGET_KEYS = [
    "baseline_poor",
    "baseline_rate",
    "baseline_reduction",
    "planned_poor",
    "planned_rate",
    "planned_reduction",
    "poor_decrease",
]

pytestmark = pytest.mark.django_db


@pytest.fixture
def district():
    return Unit.objects.by_code("637", year=2021)


@pytest.fixture
def tables(district):
    return {definition.name: built(definition.name, district) for definition in ANNEXES}


def built(name: str, unit: Unit, year: int = 2021):
    return CATALOGUE[name].build(CATALOGUE[name], unit, year)


def decimals(printed: str) -> int:
    return len(printed.partition(",")[2])


def cells(table, keys):
    """(code, row, key) → the exact cell, for every printed row."""
    for row in table.rows:
        code = table.cell(row, "code").value or "total"
        part = table.cell(row, "row").plain if "deprivation" in table.name else None
        for key in keys:
            yield (code, part, key), table.cell(row, key).value


def printed_cells(name: str, keys):
    for code, figures_of in PRINTED[name].items():
        parts = figures_of.items() if isinstance(figures_of, dict) else [(None, figures_of)]
        for part, values in parts:
            for key, value in zip(keys, values, strict=True):
                yield (code, part, key), value


@pytest.mark.parametrize(
    ("name", "keys", "size"),
    [
        ("reduction-targets", TARGET_KEYS, 15 * 7),
        ("minority-reduction-targets", TARGET_KEYS, 15 * 7),
        ("deprivation-targets", ["poor", "poor_rate", *DEPRIVATION_KEYS], 15 * 3 * 22),
    ],
)
def test_every_printed_cell_comes_out_of_the_households(tables, name, keys, size):
    printed = dict(printed_cells(name, keys))
    computed = dict(cells(tables[name], keys))
    wrong = {
        place: (value, vietnamese(computed[place], decimals(value)))
        for place, value in printed.items()
        if vietnamese(computed[place], decimals(value)) != value
    }

    assert len(printed) == size
    assert printed.keys() == computed.keys()
    assert wrong == {
        (item["code"], item["row"], item["column"]): (item["printed"], item["computed"])
        for item in MISPRINTS
        if item["table"] == name
    }


def test_misprints_are_one_row_copied_from_the_next_commune():
    """Ia RMok's differences in appendix 3 repeat those of Ia HDreh, in ten cells."""
    source = PRINTED["deprivation-targets"]
    keys = ["poor", "poor_rate", *DEPRIVATION_KEYS]
    below = dict(zip(keys, source["24100"]["decrease"], strict=True))

    assert {(item["code"], item["row"]) for item in MISPRINTS} == {("24103", "decrease")}
    assert len(MISPRINTS) == 10
    assert all(below[item["column"]] == item["printed"] for item in MISPRINTS)


def test_figures_in_the_text_of_the_plan(district):
    """Part I and III.2: 11,78; 91,84; 16,48; 8,48; 3,30; 625; 11,92; 4,56; 582."""
    standard = standard_of(district, 2020)
    whole = figures.total_of(figures.lines(district, 2021, standard))
    poor, minority = whole.baseline.counts["poor"], whole.baseline.counts["minority_poor"]

    assert (poor, minority, whole.baseline.households) == (2342, 2151, 19886)
    assert vietnamese(rate(minority, poor), 2) == "91,84"
    for measure, words in {
        "poor": ("11,78", "8,48", "3,30", 625),
        "minority_poor": ("16,48", "11,92", "4,56", 582),
    }.items():
        assert vietnamese(whole.baseline.rate(measure), 2) == words[0]
        assert vietnamese(whole.planned.rate(measure), 2) == words[1]
        assert vietnamese(whole.planned_reduction(measure), 2) == words[2]
        assert whole.decrease(measure) == words[3]


def test_near_poor_rate_of_the_text_is_a_misprint(district):
    """The plan prints 2.837 near-poor households as 14,37 %; of 19.886 they are 14,27 %."""
    results = Result.objects.official(year=2020).in_unit(district)
    near_poor = results.filter(household_class=HouseholdClass.NEAR_POOR).count()

    assert near_poor == 2837
    assert vietnamese(rate(near_poor, 19886), 2) == "14,27"


def test_annex_line_comes_from_the_plan(tables):
    lines = {table.annex_line for table in tables.values()}

    assert lines == {
        "(Kèm theo Kế hoạch số 40/KH-UBND ngày 22 tháng 3 năm 2021 "
        "của Ủy ban nhân dân huyện Krông Pa)"
    }


def test_agencies_and_assisted_households(tables):
    agencies, households = tables["agency-assignments"], tables["household-assignments"]
    places = {agencies.cell(row, "unit").value for row in agencies.rows}
    persons = [households.cell(row, "persons").value for row in households.rows]

    assert (len(agencies.rows), len(places)) == (23, 14)
    # Chư Rcăm has eight of the twelve; the persons of all are 64.
    assert persons == [7, 1, 7, 6, 1, 5, 7, 6, 2, 5, 7, 10]
    communes = [households.cell(row, "commune").value for row in households.rows]
    assert communes.count("Xã Chư Rcăm") == 8
    assert households.cell(households.rows[-1], "agencies").value == "Văn phòng HĐND-UBND huyện"


@pytest.mark.parametrize(
    "name", ["reduction-targets", "minority-reduction-targets", "deprivation-targets"]
)
def test_every_count_leads_to_exactly_its_households(tables, name, login):
    client = login(User.objects.get(username="tinh"))
    table = tables[name]
    linked = [(cell.link, cell.value) for row in table.rows for cell in row.cells if cell.link]

    found = [client.get(link).context["page"].paginator.count for link, _ in linked]

    assert len(linked) in (15, 15 * 11)
    assert found == [value for _, value in linked]


def test_csv_has_the_agreed_keys_and_plain_numbers(capfdbinary):
    call_command("report", "deprivation-targets", unit="637", year=2021, format="csv")

    rows = list(csv.reader(io.StringIO(capfdbinary.readouterr().out.decode())))
    assert rows[0] == ["code", "unit", "row", "poor", "poor_rate", *DEPRIVATION_KEYS]
    assert rows[1][:7] == ["24076", "TT. Phú Túc", "baseline", "107", "3.29", "20", "18.7"]
    assert rows[-1][:5] == ["", "Tổng cộng", "decrease", "625", "3.30"]
    assert len(rows) == 1 + 45


def test_commune_has_its_own_tables_by_village(district):
    commune = Unit.objects.by_code("24085", year=2021)
    table = built("reduction-targets", commune)
    total = table.rows[-1]

    assert table.cell(total, "baseline_poor").value == 145
    assert vietnamese(table.cell(total, "baseline_rate").value, 2) == "7,74"
    assert len(table.rows) == Unit.objects.children_of(commune, year=2021).count() + 1


def test_province_says_what_it_does_not_know():
    province = Unit.objects.by_code("64", year=2021)
    table = built("reduction-targets", province)
    known = {table.cell(row, "code").value: row for row in table.rows}

    assert table.cell(known["637"], "baseline_poor").value == 2342
    assert table.cell(known["637"], "planned_poor").value == 1717
    assert table.cell(known[""], "baseline_poor").value is None
    assert any("Chưa có kết quả rà soát năm 2020" in note for note in table.notes)


def test_building_a_table_costs_the_same_for_few_and_for_many(
    district, django_assert_max_num_queries
):
    commune = Unit.objects.by_code("24091", year=2021)
    for unit in (district, commune):
        with django_assert_max_num_queries(36):
            built("deprivation-targets", unit)


def test_unknown_unit_is_refused_in_words():
    with pytest.raises(CommandError, match="No unit had the code 99999"):
        call_command("report", "reduction-targets", unit="99999", year=2021)


def test_documents_are_written_in_all_forms(tmp_path, capsys):
    """Each plan as PDF and Word, its annexes as Excel; each of its annexes in every form."""
    call_command("write_documents", output=str(tmp_path))

    names = {path.name for path in tmp_path.iterdir()}
    annexes = PlanAnnex.objects.count()
    assert len(names) == 5 * len(FORMS) + annexes * len(RENDERERS)
    assert annexes == 5 + 1 + 1 + 2 + 3
    assert "reduction-targets-huyen-krong-pa-2021.pdf" in names
    for place in ("krong-pa", "thua-thien-hue", "an-hoa-thinh", "ha-quang", "chu-pong"):
        ends = [f"{place}.{form}" for form in ("docx", "pdf", "xlsx")]
        assert all(any(name.endswith(end) for name in names) for end in ends)
