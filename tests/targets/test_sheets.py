"""Target sheets: what is counted, what is computed, what is refused."""

from fractions import Fraction

import pytest
from django.core.exceptions import ValidationError

from households.models import EthnicGroup, Standard
from povertyplan.audit.models import Event
from povertyplan.errors import Conflict, DomainError, InvalidData, NotPermitted
from targets import actions, checks, figures, grid
from targets.actions import Entry
from targets.models import TargetSheet
from targets.rules import HOUSEHOLDS, MINORITY_HOUSEHOLDS
from tests import factories

INDICATORS = [
    "adult_education",
    "child_schooling",
    "health_access",
    "health_insurance",
    "housing_quality",
    "housing_area",
    "water",
    "toilet",
    "telecom",
    "info_assets",
]


@pytest.fixture
def baseline(land, standard, mai, duc, jrai):
    """In 2020, thôn Một has three poor of 100 households, thôn Hai one of 50; all minority."""
    opened = factories.round_in(land.district, 2020, standard)
    for index in range(4):
        village = land.second_village if index == 3 else land.village
        household = factories.household(village, f"Rmah Thử {index}", jrai)
        review = factories.review(opened, household, mai, income_vnd=600_000, deprived="water")
        factories.approved(review, submit=mai, approve=duc)
    factories.totals(land.village, 2020, 100, 60)
    factories.totals(land.second_village, 2020, 50, 40)
    return opened


@pytest.fixture
def sheet(baseline, land, mai):
    return actions.start(unit=land.commune, year=2021, by=mai)


def entries(unit, **fields) -> list[Entry]:
    return [Entry(unit.pk, field, value) for field, value in fields.items()]


def full(land) -> list[Entry]:
    """Every cell: two poor left in thôn Một, none in thôn Hai, nobody deprived but of water."""
    nothing = dict.fromkeys(INDICATORS, 0)
    first = {HOUSEHOLDS: 102, MINORITY_HOUSEHOLDS: 61, "poor": 2, "minority_poor": 2}
    second = {HOUSEHOLDS: 51, MINORITY_HOUSEHOLDS: 41, "poor": 0, "minority_poor": 0}
    return [
        *entries(land.village, **first | nothing | {"water": 1}),
        *entries(land.second_village, **second | nothing),
    ]


def page_cells(sheet) -> dict[str, str]:
    """Every cell of the page, empty."""
    fields = checks.labels(sheet)
    return {f"{row.unit_id}.{field}": "" for row in sheet.rows.all() for field in fields}


def fill(sheet, cells, by):
    sheet.refresh_from_db()
    return actions.fill_in(sheet=sheet, entries=cells, version=sheet.version, by=by)


def test_rates_reductions_and_totals_are_computed(sheet, land, mai):
    fill(sheet, full(land), mai)

    first, second = figures.lines(land.commune, 2021, sheet.standard)
    whole = figures.total_of([first, second])
    assert first.baseline.rate("poor") == 3
    assert first.planned.rate("poor") == Fraction(200, 102)
    assert first.planned.rate("minority_poor") == Fraction(200, 61)
    assert first.planned.rate("water") == 50
    assert first.decrease("poor") == 1
    # A rate of a total is the ratio of the sums: 4 of 150, not the mean of 3 % and 2 %.
    assert whole.baseline.rate("poor") == Fraction(400, 150)
    assert whole.planned_reduction("poor") == Fraction(400, 150) - Fraction(200, 153)
    assert first.baseline_reduction("poor") is None


def test_no_sheet_without_reviews_of_the_year_before(land, mai):
    with pytest.raises(InvalidData, match="Chưa có phiếu rà soát năm 2020"):
        actions.start(unit=land.commune, year=2021, by=mai)


def test_one_sheet_a_year(sheet, land, mai):
    with pytest.raises(DomainError, match="Đã có bảng chỉ tiêu"):
        actions.start(unit=land.commune, year=2021, by=mai)


def test_only_the_unit_itself_writes_its_sheet(sheet, land, duc):
    with pytest.raises(NotPermitted):
        fill(sheet, full(land), duc)


def test_second_writer_is_told(sheet, land, mai):
    seen = sheet.version
    actions.fill_in(sheet=sheet, entries=full(land), version=seen, by=mai)

    with pytest.raises(Conflict, match="Mai thay đổi lúc"):
        actions.fill_in(sheet=sheet, entries=entries(land.village, poor=9), version=seen, by=mai)


def test_unknown_cell_is_refused_and_nothing_is_written(sheet, land, mai):
    cells = [*entries(land.village, poor=1), *entries(land.far_village, poor=1)]

    with pytest.raises(InvalidData):
        fill(sheet, cells, mai)

    assert checks.values(sheet.rows.get(unit=land.village), sheet)["poor"] is None


def test_unfinished_sheet_cannot_be_submitted(sheet, land, mai):
    fill(sheet, entries(land.village, poor=2), mai)

    with pytest.raises(InvalidData) as refused:
        actions.move(sheet=sheet, name="submit", by=mai)

    assert len(refused.value.problems) == 2
    assert "Tổng số hộ dự kiến" in refused.value.problems[0]


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"poor": 103, "minority_poor": 0}, "Hộ nghèo (103) lớn hơn tổng số hộ dự kiến (102)"),
        ({"minority_poor": 3}, "Hộ nghèo DTTS (3) lớn hơn hộ nghèo (2)"),
        ({"water": 3}, "(3) lớn hơn hộ nghèo (2)"),
    ],
)
def test_part_cannot_exceed_its_whole(sheet, land, mai, wrong, words):
    fill(sheet, full(land) + entries(land.village, **wrong), mai)

    with pytest.raises(InvalidData) as refused:
        actions.move(sheet=sheet, name="submit", by=mai)

    assert any(words in problem for problem in refused.value.problems)


def test_commune_submits_and_district_approves(sheet, land, mai, duc):
    fill(sheet, full(land), mai)
    actions.move(sheet=sheet, name="submit", by=mai)
    approved = actions.move(sheet=sheet, name="approve", by=duc)

    assert approved.state == "approved"
    with pytest.raises(DomainError, match="không sửa được"):
        fill(sheet, full(land), mai)


def test_returned_with_a_reason_and_sent_again(sheet, land, mai, duc):
    fill(sheet, full(land), mai)
    actions.move(sheet=sheet, name="submit", by=mai)
    with pytest.raises(InvalidData, match="lý do"):
        actions.move(sheet=sheet, name="return", by=duc)
    actions.move(sheet=sheet, name="return", by=duc, reason="Giảm thêm một hộ")
    fill(sheet, entries(land.village, poor=1, minority_poor=1), mai)

    assert actions.move(sheet=sheet, name="submit", by=mai).state == "submitted"
    assert TargetSheet.objects.get().return_reason == "Giảm thêm một hộ"


def test_changes_are_kept_with_old_and_new_figures(sheet, land, mai):
    fill(sheet, entries(land.village, poor=2), mai)
    fill(sheet, entries(land.village, poor=1), mai)

    change = Event.objects.of(sheet)[0].changes
    assert change == [{"label": "Thôn Một: Hộ nghèo", "old": "2", "new": "1"}]


def test_sum_is_held_against_the_figure_handed_down(sheet, land, baseline, standard, mai, duc):
    factories.round_in(land.far_district, 2020, standard)
    district = actions.start(unit=land.district, year=2021, by=duc)
    fill(district, entries(land.commune, poor=1), duc)
    fill(sheet, full(land), mai)
    assert figures.handed_down(sheet) is None
    TargetSheet.objects.filter(pk=district.pk).update(state="approved")

    sums = {item.field: item for item in grid.build(figures.read(sheet)).sums}
    found = checks.problems(figures.read(sheet))
    errors = [problem.text for problem in found if problem.is_error]
    assert (sums["poor"].total, sums["poor"].handed_down, sums["poor"].gap) == (2, 1, 1)
    assert sums["poor"].misses
    assert not sums["water"].misses
    assert any("Hộ nghèo: tổng 2 vượt chỉ tiêu cấp trên giao 1;" in error for error in errors)


def test_total_stays_unknown_until_every_child_is_filled_in(sheet, land, mai):
    fill(sheet, entries(land.village, poor=2), mai)

    sums = {item.field: item for item in grid.build(figures.read(sheet)).sums}
    assert (sums["poor"].total, sums["poor"].so_far, sums["poor"].empty_count) == (None, 2, 1)


def test_unit_without_a_sheet_takes_the_approved_sheets_below(sheet, land, mai, duc):
    fill(sheet, full(land), mai)
    before = figures.lines(land.district, 2021, sheet.standard)[0].planned.counts["poor"]
    actions.move(sheet=sheet, name="submit", by=mai)
    actions.move(sheet=sheet, name="approve", by=duc)

    commune = figures.lines(land.district, 2021, sheet.standard)[0]
    assert before is None
    assert (commune.planned.counts["poor"], commune.planned.households) == (2, 153)


def test_page_with_a_wrong_cell_names_it_and_saves_nothing(sheet, land, mai, login):
    data = {
        "version": sheet.version,
        **page_cells(sheet),
        f"{land.village.pk}.poor": "2",
        f"{land.second_village.pk}.poor": "một",
    }

    response = login(mai).post(sheet.get_absolute_url(), data)

    assert response.status_code == 422
    assert "Thôn Hai, Hộ nghèo: Hãy nhập một số nguyên" in response.content.decode()
    assert not sheet.rows.filter(figures__isnull=False).exists()


def test_page_reads_figures_typed_with_points(sheet, land, mai, login):
    data = {"version": sheet.version, **page_cells(sheet)}
    data[f"{land.village.pk}.{HOUSEHOLDS}"] = "1.250"

    login(mai).post(sheet.get_absolute_url(), data)

    assert sheet.rows.get(unit=land.village).projected_households == 1250


def test_live_sums_are_computed_without_writing(sheet, land, mai, login, no_writes):
    url = f"{sheet.get_absolute_url()}judge/"
    data = {"version": 1, **{f"{v.pk}.poor": "1" for v in (land.village, land.second_village)}}

    client = login(mai)

    with no_writes():
        response = client.post(url, data)

    assert '<strong id="t-poor" hx-swap-oob="true">2' in response.content.decode()


def test_page_that_came_in_part_empties_nothing(sheet, land, mai, login):
    fill(sheet, full(land), mai)
    sheet.refresh_from_db()

    response = login(mai).post(sheet.get_absolute_url(), {"version": sheet.version})

    assert response.status_code == 422
    assert "thiếu ô" in response.content.decode()
    assert checks.values(sheet.rows.get(unit=land.village), sheet)["poor"] == 2


def test_row_is_checked_as_a_whole_whatever_the_order_of_its_cells(sheet, land, mai):
    fill(sheet, entries(land.village, **{HOUSEHOLDS: 50, MINORITY_HOUSEHOLDS: 40}), mai)

    fill(sheet, entries(land.village, **{HOUSEHOLDS: 30, MINORITY_HOUSEHOLDS: 20}), mai)

    assert sheet.rows.get(unit=land.village).projected_households == 30
    with pytest.raises(ValidationError, match="không thể lớn hơn tổng số hộ dự kiến"):
        fill(sheet, entries(land.village, **{MINORITY_HOUSEHOLDS: 31}), mai)


def test_village_that_came_later_gets_its_row(sheet, land, mai):
    new = factories.unit("Mới", land.village.kind, land.commune, "03")

    fill(sheet, entries(new, poor=1), mai)

    assert checks.values(sheet.rows.get(unit=new), sheet)["poor"] == 1


def test_approval_of_a_version_that_was_not_seen_is_refused(sheet, land, mai, duc):
    fill(sheet, full(land), mai)
    seen = actions.move(sheet=sheet, name="submit", by=mai).version
    actions.move(sheet=sheet, name="recall", by=mai)
    fill(sheet, entries(land.village, poor=1, minority_poor=1), mai)
    actions.move(sheet=sheet, name="submit", by=mai)

    with pytest.raises(Conflict):
        actions.move(sheet=sheet, name="approve", by=duc, version=seen)


def test_everybody_who_wrote_is_a_maker(sheet, land, mai, duc):
    both = factories.user("tam", "district_officer", land.commune, land.district)
    fill(sheet, full(land), both)
    fill(sheet, entries(land.village, poor=1, minority_poor=1), mai)
    actions.move(sheet=sheet, name="submit", by=mai)

    with pytest.raises(NotPermitted, match="không được tự duyệt"):
        actions.move(sheet=sheet, name="approve", by=both)
    assert actions.move(sheet=sheet, name="approve", by=duc).state == "approved"


def test_provinces_check_their_own_sheets_with_four_eyes(land, standard, binh, mai, duc):
    opened = factories.round_in(land.province, 2020, standard)
    household = factories.household(land.village, "Lê Thử", EthnicGroup.objects.get(code="01"))
    review = factories.review(opened, household, mai, income_vnd=1)
    factories.approved(review, submit=mai, approve=duc)
    factories.closed(opened)
    sheet = actions.start(unit=land.province, year=2021, by=binh)
    nothing = dict.fromkeys([HOUSEHOLDS, MINORITY_HOUSEHOLDS, "poor", "minority_poor"], 0)
    for unit in (land.district, land.far_district):
        fill(sheet, entries(unit, **nothing, **dict.fromkeys(INDICATORS, 0)), binh)
    actions.move(sheet=sheet, name="submit", by=binh)
    colleague = factories.user("hanh", "provincial_officer", land.province)

    with pytest.raises(NotPermitted, match="không được tự duyệt"):
        actions.move(sheet=sheet, name="approve", by=binh)
    assert actions.move(sheet=sheet, name="approve", by=colleague).state == "approved"


def test_long_reason_is_refused_in_words(sheet, land, mai, duc):
    fill(sheet, full(land), mai)
    actions.move(sheet=sheet, name="submit", by=mai)

    with pytest.raises(InvalidData, match="500 ký tự"):
        actions.move(sheet=sheet, name="return", by=duc, reason="a" * 501)


def test_rates_of_another_standard_are_not_compared(land, baseline, jrai, mai, duc):
    """2020 under Decision 59, 2022 under Decree 07: the fall of 2022 cannot be told."""
    new = Standard.objects.get(code="ND07_2021")
    for year, standard in ((2021, baseline.standard), (2022, new)):
        opened = factories.round_in(land.district, year, standard)
        household = factories.household(land.village, f"Siu {year}", jrai)
        deprived = "water toilet telecom"
        review = factories.review(opened, household, mai, income_vnd=1, deprived=deprived)
        factories.approved(review, submit=mai, approve=duc)
        factories.closed(opened)
        for village in (land.village, land.second_village):
            factories.totals(village, year, 100, 50)

    first = figures.lines(land.commune, 2023, new)[0]

    assert first.baseline.counts["poor"] == 1
    assert first.previous.counts["poor"] is None
    assert first.baseline_reduction("poor") is None


def test_page_does_not_claim_reviews_that_there_are_not(land, standard, duc, login):
    sheet = actions.start(unit=land.district, year=2023, standard=standard, by=duc)

    page = login(duc).get(sheet.get_absolute_url()).content.decode()

    assert "đếm từ phiếu rà soát" not in page
    assert "Số đầu kỳ năm 2022 chưa có" in page
