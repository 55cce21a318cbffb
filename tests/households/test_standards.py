"""The three poverty standards as they are shipped, at every boundary."""

import pytest

from households.enums import HouseholdClass, IncomeBand, StandardStatus
from households.imports import load_catalogues
from households.models import EthnicGroup, Standard
from households.rules import Answers, classify, score_b2

POOR, NEAR, AVERAGE, NON_POOR = HouseholdClass
QD59, ND07, ND351 = "QD59_2015", "ND07_2021", "ND351_2025"


@pytest.fixture
def rules(reference):
    """The rules of a standard by its code."""
    return lambda code: Standard.objects.get(code=code).rules()


def answers(rules, area, income, points, deprivations) -> Answers:
    codes = [indicator.code for indicator in rules.indicators]
    return Answers(area, income, points, frozenset(codes[:deprivations]))


# Each row: standard, area, income, points B1, deprived indicators, and what the law makes of it.
BY_INCOME = [
    (QD59, "rural", 700_000, None, 0, POOR),
    (QD59, "rural", 700_001, None, 2, NEAR),
    (QD59, "rural", 700_001, None, 3, POOR),
    (QD59, "rural", 1_000_000, None, 2, NEAR),
    (QD59, "rural", 1_000_000, None, 3, POOR),
    (QD59, "rural", 1_000_001, None, 3, AVERAGE),
    (QD59, "rural", 1_500_000, None, 10, AVERAGE),
    (QD59, "rural", 1_500_001, None, 10, NON_POOR),
    (QD59, "urban", 700_001, None, 0, POOR),
    (QD59, "urban", 900_000, None, 0, POOR),
    (QD59, "urban", 900_001, None, 2, NEAR),
    (QD59, "urban", 900_001, None, 3, POOR),
    (QD59, "urban", 1_300_000, None, 2, NEAR),
    (QD59, "urban", 1_300_000, None, 3, POOR),
    (QD59, "urban", 1_300_001, None, 3, AVERAGE),
    (QD59, "urban", 1_950_000, None, 0, AVERAGE),
    (QD59, "urban", 1_950_001, None, 0, NON_POOR),
    (ND07, "rural", 1_500_000, None, 3, POOR),
    (ND07, "rural", 1_500_000, None, 2, NEAR),
    (ND07, "rural", 0, None, 0, NEAR),
    (ND07, "rural", 1_500_001, None, 12, AVERAGE),
    (ND07, "rural", 2_250_000, None, 12, AVERAGE),
    (ND07, "rural", 2_250_001, None, 12, NON_POOR),
    (ND07, "urban", 1_500_001, None, 3, POOR),
    (ND07, "urban", 2_000_000, None, 3, POOR),
    (ND07, "urban", 2_000_000, None, 2, NEAR),
    (ND07, "urban", 2_000_001, None, 3, AVERAGE),
    (ND07, "urban", 3_000_000, None, 3, AVERAGE),
    (ND07, "urban", 3_000_001, None, 3, NON_POOR),
    (ND351, "rural", 2_200_000, None, 3, POOR),
    (ND351, "rural", 2_200_000, None, 2, NEAR),
    (ND351, "rural", 2_200_001, None, 12, NON_POOR),
    (ND351, "urban", 2_200_001, None, 3, POOR),
    (ND351, "urban", 2_800_000, None, 3, POOR),
    (ND351, "urban", 2_800_000, None, 2, NEAR),
    (ND351, "urban", 2_800_001, None, 12, NON_POOR),
]
# One đồng or point below, on and above every line, with two deprivations and with three.
LINES_VND = [
    (QD59, "rural", 700_000, (POOR, POOR), (NEAR, POOR)),
    (QD59, "rural", 1_000_000, (NEAR, POOR), (AVERAGE, AVERAGE)),
    (QD59, "rural", 1_500_000, (AVERAGE, AVERAGE), (NON_POOR, NON_POOR)),
    (QD59, "urban", 900_000, (POOR, POOR), (NEAR, POOR)),
    (QD59, "urban", 1_300_000, (NEAR, POOR), (AVERAGE, AVERAGE)),
    (QD59, "urban", 1_950_000, (AVERAGE, AVERAGE), (NON_POOR, NON_POOR)),
    (ND07, "rural", 1_500_000, (NEAR, POOR), (AVERAGE, AVERAGE)),
    (ND07, "rural", 2_250_000, (AVERAGE, AVERAGE), (NON_POOR, NON_POOR)),
    (ND07, "urban", 2_000_000, (NEAR, POOR), (AVERAGE, AVERAGE)),
    (ND07, "urban", 3_000_000, (AVERAGE, AVERAGE), (NON_POOR, NON_POOR)),
    (ND351, "rural", 2_200_000, (NEAR, POOR), (NON_POOR, NON_POOR)),
    (ND351, "urban", 2_800_000, (NEAR, POOR), (NON_POOR, NON_POOR)),
]
LINES_POINTS = [
    (QD59, "rural", 120, (POOR, POOR), (NEAR, POOR)),
    (QD59, "rural", 150, (NEAR, POOR), (NON_POOR, NON_POOR)),
    (QD59, "urban", 140, (POOR, POOR), (NEAR, POOR)),
    (QD59, "urban", 175, (NEAR, POOR), (NON_POOR, NON_POOR)),
    (ND07, "rural", 140, (NEAR, POOR), (NON_POOR, NON_POOR)),
    (ND07, "urban", 175, (NEAR, POOR), (NON_POOR, NON_POOR)),
]
BY_POINTS = [
    (QD59, "rural", None, 119, 0, POOR),
    (QD59, "rural", None, 120, 0, POOR),
    (QD59, "rural", None, 121, 2, NEAR),
    (QD59, "rural", None, 121, 3, POOR),
    (QD59, "rural", None, 150, 2, NEAR),
    (QD59, "rural", None, 150, 3, POOR),
    (QD59, "rural", None, 151, 10, NON_POOR),
    (QD59, "urban", None, 121, 0, POOR),
    (QD59, "urban", None, 140, 0, POOR),
    (QD59, "urban", None, 141, 2, NEAR),
    (QD59, "urban", None, 141, 3, POOR),
    (QD59, "urban", None, 175, 2, NEAR),
    (QD59, "urban", None, 175, 3, POOR),
    (QD59, "urban", None, 176, 10, NON_POOR),
    (ND07, "rural", None, 140, 3, POOR),
    (ND07, "rural", None, 140, 2, NEAR),
    (ND07, "rural", None, 141, 12, NON_POOR),
    (ND07, "urban", None, 141, 3, POOR),
    (ND07, "urban", None, 175, 3, POOR),
    (ND07, "urban", None, 175, 2, NEAR),
    (ND07, "urban", None, 176, 12, NON_POOR),
]
# Points decide who is poor or near-poor; above them income decides who has an average living.
BY_BOTH = [
    (QD59, "rural", 5_000_000, 120, 0, POOR),
    (QD59, "rural", 500_000, 121, 2, NEAR),
    (QD59, "rural", 1_500_000, 151, 3, AVERAGE),
    (QD59, "rural", 1_500_001, 151, 3, NON_POOR),
    (QD59, "urban", 1_950_000, 176, 3, AVERAGE),
    (ND07, "rural", 2_250_000, 141, 3, AVERAGE),
    (ND07, "rural", 2_250_001, 141, 3, NON_POOR),
    (ND07, "rural", 2_250_001, 140, 3, POOR),
    (ND351, "rural", 2_200_000, 300, 3, POOR),
]
UNKNOWN = [
    (QD59, "rural", None, None, 10, None),
    (ND07, "urban", None, None, 12, None),
    (ND351, "rural", None, None, 12, None),
    (ND351, "rural", None, 100, 12, None),  # no points belong to this standard yet
]


@pytest.mark.parametrize(
    "case",
    BY_INCOME + BY_POINTS + BY_BOTH + UNKNOWN,
    ids=lambda case: "-".join(str(part) for part in case),
)
def test_household_is_classified(rules, case):
    code, *given, expected = case
    standard = rules(code)

    found = classify(answers(standard, *given), standard)

    assert (found and found.household_class) == expected


def classes(standard, area, income=None, points=None):
    """The classes with two deprivations and with three."""
    return tuple(
        classify(answers(standard, area, income, points, count), standard).household_class
        for count in (2, 3)
    )


@pytest.mark.parametrize(("code", "area", "line", "upto", "above"), LINES_VND)
def test_income_on_the_line_belongs_below_it(rules, code, area, line, upto, above):
    standard = rules(code)

    found = [classes(standard, area, income=line + step) for step in (-1, 0, 1)]

    assert found == [upto, upto, above]


@pytest.mark.parametrize(("code", "area", "line", "upto", "above"), LINES_POINTS)
def test_points_on_the_line_belong_below_it(rules, code, area, line, upto, above):
    standard = rules(code)

    found = [classes(standard, area, points=line + step) for step in (-1, 0, 1)]

    assert found == [upto, upto, above]


def test_every_line_of_every_standard_is_in_the_tables(reference):
    vnd, points = set(), set()
    for standard in Standard.objects.all():
        for line in standard.lines.all():
            place = standard.code, line.area
            vnd |= {(*place, line.poor_vnd), (*place, line.near_poor_vnd)}
            vnd.add((*place, line.average_vnd))
            points |= {(*place, line.poor_points), (*place, line.near_poor_points)}

    assert {row[:3] for row in LINES_VND} == {row for row in vnd if row[2]}
    assert {row[:3] for row in LINES_POINTS} == {row for row in points if row[2]}


@pytest.mark.parametrize(
    ("code", "deprivations", "score"),
    [(QD59, 0, 0), (QD59, 1, 10), (QD59, 2, 20), (QD59, 3, 30), (QD59, 10, 100), (ND07, 12, 120)],
)
def test_each_deprived_indicator_gives_ten_points(rules, code, deprivations, score):
    standard = rules(code)
    given = answers(standard, "rural", 800_000, None, deprivations)

    assert score_b2(given.deprived, standard) == score
    assert classify(given, standard).score_b2 == score


@pytest.mark.parametrize(
    ("code", "income", "points", "is_warned"),
    [
        pytest.param(QD59, 700_000, 120, False, id="both-poor"),
        pytest.param(QD59, 700_001, 120, True, id="poor-by-points-only"),
        pytest.param(QD59, 700_000, 121, True, id="poor-by-income-only"),
        pytest.param(QD59, 1_000_000, 151, True, id="near-poor-by-income-only"),
        pytest.param(QD59, 1_200_000, 151, False, id="above-both-with-average-living"),
        pytest.param(QD59, 9_000_000, 151, False, id="above-both"),
        pytest.param(QD59, None, 120, False, id="no-income"),
        pytest.param(QD59, 700_001, None, False, id="no-points"),
        pytest.param(ND07, 1_500_001, 140, True, id="poor-by-points-only-since-2022"),
        pytest.param(ND07, 1_500_000, 140, False, id="both-poor-since-2022"),
        pytest.param(ND351, 1_000_000, 300, False, id="standard-without-points"),
    ],
)
def test_contradiction_of_points_and_income_is_warned_of(rules, code, income, points, is_warned):
    standard = rules(code)

    found = classify(answers(standard, "rural", income, points, 0), standard)

    assert bool(found.warning) == is_warned


def test_explanation_names_line_indicators_and_article(rules):
    standard = rules(QD59)
    given = Answers("rural", 950_000, None, frozenset({"toilet", "water", "housing_area"}))

    assert classify(given, standard).explanation == (
        "Hộ nghèo: thu nhập bình quân đầu người một tháng 950.000 đồng, trên chuẩn nghèo nhưng "
        "không quá chuẩn cận nghèo (1.000.000 đồng, nông thôn) và thiếu hụt 3/10 chỉ số (từ 3): "
        "Diện tích nhà ở bình quân đầu người; Nguồn nước sinh hoạt; Hố xí/nhà tiêu hợp vệ sinh. "
        "Căn cứ: Điều 2 Quyết định 59/2015/QĐ-TTg."
    )


@pytest.mark.parametrize(
    ("code", "given", "words"),
    [
        (ND07, ("urban", None, 175, 0), ["175 điểm", "thành thị", "không thiếu hụt chỉ số nào"]),
        (ND07, ("rural", 1_400_000, None, 2), ["1.500.000 đồng", "2/12 chỉ số (dưới 3)", "Điều 3"]),
        (ND07, ("rural", 2_000_000, 160, 0), ["2.000.000 đồng", "mức sống trung bình (2.250.000"]),
        (
            QD59,
            ("urban", None, 180, 1),
            ["B1 là 180, cao hơn các chuẩn", "cao hơn các chuẩn (175 điểm, thành thị)"],
        ),
        (ND351, ("rural", 2_300_000, None, 0), ["2.200.000 đồng", "Nghị định 351/2025/NĐ-CP"]),
    ],
)
def test_explanation_compares_with_the_line_that_decided(rules, code, given, words):
    standard = rules(code)

    explanation = classify(answers(standard, *given), standard).explanation

    assert [word for word in words if word not in explanation] == []


@pytest.mark.parametrize("code", [QD59, ND07, ND351])
def test_table_answers_every_combination(rules, code):
    table = rules(code).table

    assert set(table) == {(band, enough) for band in IncomeBand for enough in (True, False)}
    assert all(outcome.article for outcome in table.values())


@pytest.mark.parametrize(
    ("code", "indicators"),
    [
        (
            QD59,
            "adult_education child_schooling health_access health_insurance housing_quality "
            "housing_area water toilet telecom info_assets",
        ),
        (
            ND07,
            "employment dependency nutrition health_insurance adult_education child_schooling "
            "housing_quality housing_area water toilet telecom info_devices",
        ),
        (
            ND351,
            "employment dependency nutrition health_insurance adult_education child_schooling "
            "housing_area housing_quality telecom water toilet waste",
        ),
    ],
)
def test_indicators_stand_in_order_and_pack_into_bits(rules, code, indicators):
    standard = rules(code)
    codes = indicators.split()

    assert [item.code for item in standard.indicators] == codes
    assert standard.pack(codes) == 2 ** len(codes) - 1
    assert standard.unpack(standard.pack(["water", "toilet"])) == ["water", "toilet"]


def test_printed_headings_of_decision_59(reference):
    standard = Standard.objects.get(code=QD59)

    assert [row.table_heading for row in standard.dimensions.all()] == [
        "Về giáo dục",
        "Y tế - chăm sóc sức khỏe",
        "Nhà ở",
        "Nước sinh hoạt và vệ sinh",
        "Viễn thông và tiếp cận thông tin",
    ]
    assert all(indicator.table_heading for indicator in standard.indicators.all())


@pytest.mark.parametrize(
    ("year", "code"), [(2016, QD59), (2021, QD59), (2022, ND07), (2026, ND07), (2027, ND351)]
)
def test_one_standard_holds_in_a_year(reference, year, code):
    assert [row.code for row in Standard.objects.valid_in(year)] == [code]


def test_only_the_standard_of_2027_waits_for_confirmation(reference):
    assert {row.code for row in Standard.objects.confirmed()} == {QD59, ND07}
    assert all(row.note for row in Standard.objects.all())


def test_54_ethnic_groups_of_which_kinh_is_the_majority(reference):
    groups = EthnicGroup.objects.all()

    assert [group.code for group in groups] == [f"{number:02d}" for number in range(1, 55)]
    assert [group.name for group in groups if not group.is_minority] == ["Kinh"]
    assert groups.get(code="10").name == "Gia-rai"


def test_loading_again_keeps_what_an_administrator_did(reference):
    standard = Standard.objects.get(code=ND351)
    standard.status = StandardStatus.CONFIRMED
    standard.save()
    standard.lines.filter(area="rural").update(poor_vnd=2_300_000)
    standard.indicators.get(code="waste").delete()
    EthnicGroup.objects.filter(code="10").update(name="Jrai")

    assert load_catalogues() == (0, 0)

    standard.refresh_from_db()
    assert standard.status == StandardStatus.CONFIRMED
    assert standard.lines.get(area="rural").poor_vnd == 2_300_000
    assert standard.indicators.count() == 11
    assert EthnicGroup.objects.get(code="10").name == "Jrai"


def test_loading_again_restores_a_standard_that_is_missing(reference):
    Standard.objects.get(code=ND351).delete()

    assert load_catalogues() == (0, 1)
    assert Standard.objects.get(code=ND351).indicators.count() == 12
