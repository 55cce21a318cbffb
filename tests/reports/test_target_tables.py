"""Two printed target tables out of typed baselines: every figure that can be computed.

Thừa Thiên Huế, Plan 129/KH-UBND of 2021, annex; An Hòa Thịnh, plan of 2022, table of villages.
"""

from decimal import Decimal
from fractions import Fraction

import pytest

from households.models import Standard
from povertyplan.numbers import round_half_up, vietnamese
from povertyplan.units.enums import Level
from reports.catalogue import CATALOGUE
from targets import actions
from targets.actions import Entry
from targets.enums import Projection
from targets.rules import HOUSEHOLDS
from tests import factories

# Name; 2020: households, poor, persons, rate, social protection, share, policy, share;
# 2021: households, cut, left, rate, reduction. As printed.
PROVINCE = """
Huế|88.215|1.203|3.842|1,36|556|46,22|647|43,88|88.480|130|1.073|1,21|0,15
Hương Trà|31.198|827|1.901|2,65|349|42,2|478|47,8|31.021|90|737|2,34|0,31
Hương Thủy|28.828|607|1.444|2,11|331|54,53|276|45,47|28.914|65|542|1,86|0,25
Phong Điền|29.216|1.120|2.351|3,83|801|71,52|319|28,48|29.304|125|995|3,39|0,44
Quảng Điền|26.121|1.156|2.169|4,43|771|66,70|385|33,3|26.199|130|1.026|3,91|0,52
Phú Vang|51.043|2.075|5.361|4,07|1.049|50,55|1.026|49,45|51.715|230|1.845|3,59|0,48
Phú Lộc|39.429|1.509|3.309|3,83|921|61,03|588|38,97|39.545|165|1.344|3,38|0,45
Nam Đông|7.067|325|1.224|4,60|22|6,77|303|93,23|7.079|35|290|4,07|0,53
A Lưới|13.830|2.049|8.124|14,82|37|1,81|2.012|98,19|13.871|250|1.799|13,10|1,72
Tổng cộng|314.947|10.871|29.725|3,45|4.837|44,49|6.034|55,51|317.152|1.220|9.651|3,05|0,40
"""
PROVINCE_KEYS = [
    "households",
    "poor",
    "poor_persons",
    "poor_rate",
    "social_protection",
    "social_protection_share",
    "policy_reduction",
    "policy_reduction_share",
    "planned_households",
    "poor_decrease",
    "planned_poor",
    "planned_rate",
    "planned_reduction",
]
# Name; households; poor: opening, %, cut, %, closing, %; near-poor the same. As printed.
COMMUNE = """
Sâm Cồn|166|10|6.02|2|1.2|8|4.81|12|7.23|5|3.01|7|4.22
Trùa|105|7|6.67|2|1.8|5|4.76|7|6.67|3|2.86|4|3.81
Nậy|97|7|7.22|2|2.0|5|5.15|9|9.28|2|2.06|7|7.22
Cừa Quán|130|8|6.15|2|1.5|6|4.61|17|13.08|7|5.38|10|7.69
Đông Hà|127|8|6.3|1|0.7|7|5.51|11|8.66|4|3.15|7|5.51
Cây Da|109|9|8.26|1|0.9|8|7.33|14|12.84|4|3.67|10|9.17
Bình Hòa|110|6|5.45|1|0.9|5|4.54|10|9.09|2|1.82|8|7.27
Giếng Thị|101|7|6.93|1|0.9|6|5.94|7|6.93|2|1.98|5|4.95
Trung Mỹ|97|7|7.22|2|2.0|5|5.15|5|5.15|1|1.03|4|4.12
Đông Mỹ|98|7|7.14|2|2.0|5|5.10|6|6.12|2|2.04|4|4.08
Đông Vực|100|7|7.00|2|2.0|5|5.0|4|4.00|1|1.00|3|3.00
Thiên Nhẫn|43|2|4.65|1|2.3|1|2.32|2|4.65|1|2.03|1|2.33
Tiến Thịnh|119|3|2.52|0|0|3|2.52|6|5.04|1|0.84|5|4.2
Đức Thịnh|118|6|5.08|1|0.8|5|4.23|9|7.63|1|0.85|8|6.78
Hưng Thịnh|112|6|5.36|1|0.8|5|4.46|17|15.18|6|5.36|11|9.82
Phúc Thịnh|114|8|7.02|1|0.8|7|6.14|15|13.16|5|4.39|10|8.77
An Thịnh|91|7|7.69|2|2.1|5|5.49|7|7.69|1|1.10|6|6.59
Đại Thịnh|142|9|6.34|3|2.1|6|4.22|13|9.15|3|2.11|10|7.04
Tân Thịnh|68|4|5.88|0|0|4|5.88|0|0.00|0|0.00|0|0
Tổng cộng|2047|128|6.25|27|1.31|101|4.93|171|8.35|50|2.44|120|5.86
"""
FROM_THE_GOAL = ("planned_rate", "planned_reduction")
COMMUNE_KEYS = ["households"] + [
    f"{measure}_{part}{rate}"
    for measure in ("poor", "near_poor")
    for part in ("opening", "decrease", "closing")
    for rate in ("", "_rate")
]

pytestmark = pytest.mark.django_db


def parsed(text: str) -> dict[str, list[str]]:
    return {line.split("|")[0]: line.split("|")[1:] for line in text.strip().splitlines()}


def whole(figure: str) -> int:
    return int(figure.replace(".", ""))


def compared(table, keys, printed):
    """(name, key) → (printed, computed) of every cell that differs, at the printed precision."""
    wrong = {}
    for row, (name, values) in zip(table.rows, printed.items(), strict=True):
        for key, value in zip(keys, values, strict=True):
            computed = vietnamese(table.cell(row, key).value, len(value.partition(",")[2]))
            if computed != value:
                wrong[name, key] = (value, computed)
    return wrong


def built(name, unit, year):
    return CATALOGUE[name].build(CATALOGUE[name], unit, year)


@pytest.fixture
def province(land, standard, binh):
    """The nine districts, their baselines typed, growth of 0,3 % and four figures typed by unit."""
    province = factories.unit(
        "Thử", factories.kind("Tỉnh", Level.PROVINCE), land.country, "46", position=2
    )
    kind = factories.kind("Huyện", Level.DISTRICT)
    by = factories.user("tinh.thu", "provincial_officer", province)
    rows = parsed(PROVINCE)
    rows.pop("Tổng cộng")
    units = [
        factories.unit(name, kind, province, f"46{index}", position=index)
        for index, name in enumerate(rows, start=1)
    ]
    sheet = actions.start(unit=province, year=2021, by=by, standard=standard)
    settings = {"projection": Projection.GROWTH, "growth_percent": "0.3"}
    sheet = actions.set_up(
        sheet=sheet, version=1, by=by, has_minority=False, has_indicators=False, **settings
    )
    baseline, planned = [], []
    for unit, values in zip(units, rows.values(), strict=True):
        typed = dict(zip(PROVINCE_KEYS, values, strict=True))
        fields = {HOUSEHOLDS: "households"} | {
            key: key for key in ("poor", "poor_persons", "social_protection")
        }
        baseline += [Entry(unit.pk, field, whole(typed[key])) for field, key in fields.items()]
        planned.append(Entry(unit.pk, "poor", whole(typed["poor"]) - whole(typed["poor_decrease"])))
        if unit.name in ("Hương Trà", "Phú Vang", "Phú Lộc", "Nam Đông"):
            planned.append(Entry(unit.pk, HOUSEHOLDS, whole(typed["planned_households"])))
    sheet = actions.type_baseline(
        sheet=sheet, entries=baseline, source="Quyết định 46/QĐ-UBND", version=sheet.version, by=by
    )
    actions.fill_in(sheet=sheet, entries=planned, version=sheet.version, by=by)
    return province


def test_every_figure_of_the_province_but_the_misprints(province):
    table = built("district-reduction-targets", province, 2021)

    printed = parsed(PROVINCE)
    assert len(table.printed_leaves) == 2 + 13
    wrong = compared(table, PROVINCE_KEYS, printed)
    rates = {place: pair for place, pair in wrong.items() if place[1] in FROM_THE_GOAL}
    assert {place: pair for place, pair in wrong.items() if place not in rates} == {
        # 647 of 1.203 are 53,78 %, 478 of 827 are 57,80 %: one digit was mistyped in each.
        ("Huế", "policy_reduction_share"): ("43,88", "53,78"),
        ("Hương Trà", "policy_reduction_share"): ("47,8", "57,8"),
        # The total was foreseen by itself: 314.947 grown by 0,7 %, not the sum of the districts.
        ("Tổng cộng", "planned_households"): ("317.152", "316.128"),
    }
    assert {name for name, key in rates if key == "planned_rate"} == {
        "Hương Trà",
        "Hương Thủy",
        "Phong Điền",
        "Quảng Điền",
        "Phú Vang",
        "Phú Lộc",
        "Nam Đông",
        "A Lưới",
    }


def test_printed_rates_of_the_districts_do_not_come_from_their_counts(province):
    """They are the rate of 2020 times 3,05/3,45; the reduction is taken of rounded rates."""
    table = built("district-reduction-targets", province, 2021)

    for row, values in zip(table.rows[:-1], list(parsed(PROVINCE).values())[:-1], strict=True):
        before, after, fall = (Decimal(values[i].replace(",", ".")) for i in (3, 11, 12))
        exact = table.cell(row, "poor_rate").value
        assert after == round_half_up(exact * Fraction(305, 345), 2)
        assert fall == before - after


@pytest.fixture
def commune(land):
    """The nineteen villages, households constant, baselines typed."""
    standard = Standard.objects.get(code="ND07_2021")
    kind = factories.kind("Xã", Level.COMMUNE, area="rural")
    commune = factories.unit("Thịnh Thử", kind, land.district, "90009", position=9)
    by = factories.user("xa.thu", "commune_officer", commune)
    rows = parsed(COMMUNE)
    rows.pop("Tổng cộng")
    village = factories.kind("Thôn", Level.VILLAGE)
    units = [
        factories.unit(name, village, commune, f"{index:02d}", position=index)
        for index, name in enumerate(rows, start=1)
    ]
    sheet = actions.start(unit=commune, year=2022, by=by, standard=standard)
    kinds = {"has_minority": False, "has_indicators": False, "has_near_poor": True}
    sheet = actions.set_up(sheet=sheet, version=1, by=by, projection=Projection.CONSTANT, **kinds)
    baseline, planned = [], []
    for unit, values in zip(units, rows.values(), strict=True):
        typed = dict(zip(COMMUNE_KEYS, values, strict=True))
        baseline.append(Entry(unit.pk, HOUSEHOLDS, int(typed["households"])))
        for measure in ("poor", "near_poor"):
            opening, cut = int(typed[f"{measure}_opening"]), int(typed[f"{measure}_decrease"])
            baseline.append(Entry(unit.pk, measure, opening))
            planned.append(Entry(unit.pk, measure, opening - cut))
    sheet = actions.type_baseline(
        sheet=sheet, entries=baseline, source="Rà soát cuối năm 2021", version=sheet.version, by=by
    )
    actions.fill_in(sheet=sheet, entries=planned, version=sheet.version, by=by)
    return commune


def test_every_figure_of_the_villages_but_the_misprints(commune):
    table = built("village-targets", commune, 2022)

    printed = {
        name: [value.replace(".", ",") for value in values]
        for name, values in parsed(COMMUNE).items()
    }
    printed["Tổng cộng"][0] = "2.047"
    assert len(table.printed_leaves) == 2 + 13
    wrong = compared(table, COMMUNE_KEYS, printed)
    cut_off = {place for place, (value, _) in wrong.items() if is_cut_off(table, place, value)}
    assert {place: pair for place, pair in wrong.items() if place not in cut_off} == {
        # 2 of 105 households are 1,90 %, 1 of 43 are 2,33 %.
        ("Trùa", "poor_decrease_rate"): ("1,8", "1,9"),
        ("Thiên Nhẫn", "near_poor_decrease_rate"): ("2,03", "2,33"),
        # The villages add up to 51, which is also 171 less 120; 50 of 2.047 are 2,44 %.
        ("Tổng cộng", "near_poor_decrease"): ("50", "51"),
        ("Tổng cộng", "near_poor_decrease_rate"): ("2,44", "2,49"),
    }
    # The others were cut off instead of rounded, in the poor households only.
    assert len(cut_off) == 15
    assert {key for _, key in cut_off} == {"poor_closing_rate", "poor_decrease_rate"}


def is_cut_off(table, place, printed) -> bool:
    """Whether the printed figure is the exact one without its further decimals."""
    name, key = place
    row = next(row for row in table.rows if table.cell(row, "unit").value.endswith(name))
    exact = table.cell(row, key).value
    tens = 10 ** len(printed.partition(",")[2])
    return Decimal(printed.replace(",", ".")) * tens == int(exact * tens)
