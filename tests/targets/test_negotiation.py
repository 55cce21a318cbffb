"""Handing down and answering back: reasons, proposals, revisions, projections, other goals."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from households.models import Standard
from povertyplan.audit.models import Event
from povertyplan.errors import DomainError, InvalidData, NotPermitted
from targets import actions, checks, figures, grid, rules
from targets.actions import Entry, goals, negotiation
from targets.enums import GoalKind, Projection, ProposalState
from targets.models import Goal, Proposal, TargetSheet
from targets.rules import HOUSEHOLDS, MINORITY_HOUSEHOLDS
from tests import factories

POOR_ONLY = {"has_minority": False, "has_indicators": False}


@pytest.fixture
def baseline(land, standard, mai, duc, jrai):
    """In 2020, thôn Một has three poor of 100 households, thôn Hai one of 50."""
    opened = factories.round_in(land.district, 2020, standard)
    for index in range(4):
        village = land.second_village if index == 3 else land.village
        household = factories.household(village, f"Rmah Thử {index}", jrai)
        review = factories.review(opened, household, mai, income_vnd=600_000)
        factories.approved(review, submit=mai, approve=duc)
    factories.closed(opened)
    factories.totals(land.village, 2020, 100, 60)
    factories.totals(land.second_village, 2020, 50, 40)
    return opened


@pytest.fixture
def sheet(baseline, land, mai):
    """The commune's sheet, for poor households only, its households constant."""
    made = actions.start(unit=land.commune, year=2021, by=mai)
    return actions.set_up(
        sheet=made, version=1, by=mai, projection=Projection.CONSTANT, **POOR_ONLY
    )


@pytest.fixture
def district(baseline, land, duc):
    """The district's sheet: one poor household may be left in the commune, none in the town."""
    made = actions.start(unit=land.district, year=2021, by=duc)
    made = actions.set_up(
        sheet=made, version=1, by=duc, projection=Projection.CONSTANT, **POOR_ONLY
    )
    cells = [Entry(land.commune.pk, "poor", 1), Entry(land.town.pk, "poor", 0)]
    factories.totals(land.town_village, 2020, 30)
    return fill(made, cells, duc)


def fill(sheet, cells, by):
    sheet.refresh_from_db()
    return actions.fill_in(sheet=sheet, entries=cells, version=sheet.version, by=by)


def left(land, first, second):
    return [Entry(land.village.pk, "poor", first), Entry(land.second_village.pk, "poor", second)]


def approved(sheet, *, submit, approve):
    sheet = actions.move(sheet=sheet, name="submit", by=submit)
    return actions.move(sheet=sheet, name="approve", by=approve)


# Aiming lower than what was handed down


def test_lower_than_handed_down_needs_a_reason(sheet, district, land, mai, duc, binh):
    approved(district, submit=duc, approve=binh)
    sheet = fill(sheet, left(land, 1, 1), mai)

    with pytest.raises(InvalidData) as refused:
        actions.move(sheet=sheet, name="submit", by=mai)
    assert "tổng 2 vượt chỉ tiêu cấp trên giao 1; hãy giảm thêm" in refused.value.problems[0]

    reason = "Hai hộ già yếu, neo đơn"
    sheet = actions.set_up(sheet=sheet, version=sheet.version, by=mai, gap_reason=reason)
    sheet = actions.move(sheet=sheet, name="submit", by=mai)
    found = checks.problems(figures.read(sheet))
    assert (sheet.state, [problem.is_error for problem in found]) == ("submitted", [False])


def test_as_high_as_handed_down_needs_none(sheet, district, land, mai, duc, binh):
    approved(district, submit=duc, approve=binh)
    sheet = fill(sheet, left(land, 1, 0), mai)

    assert actions.move(sheet=sheet, name="submit", by=mai).state == "submitted"


# Proposals


def test_figure_that_is_not_final_is_offered_and_another_proposed(sheet, district, land, mai):
    sums = {item.field: item for item in grid.build(figures.read(sheet)).sums}
    proposal = negotiation.propose(sheet=sheet, measure="poor", value=2, reason="Ốm nặng", by=mai)

    assert (sums["poor"].offered, sums["poor"].handed_down) == (1, None)
    assert (proposal.offered, proposal.proposed, proposal.difference) == (1, 2, 1)
    assert Event.objects.of(district)[0].sentence == "Xã Bình An đề xuất hộ nghèo: 2"


def test_accepted_proposal_is_taken_into_the_row(sheet, district, land, mai, duc):
    proposal = negotiation.propose(sheet=sheet, measure="poor", value=2, reason="Ốm nặng", by=mai)

    negotiation.answer(proposal=proposal, accepts=True, note="", by=duc)

    row = district.rows.get(unit=land.commune)
    assert figures.period_of(row, ["poor"]).counts["poor"] == 2
    assert Proposal.objects.get().state == ProposalState.ACCEPTED


def test_unit_above_insists_with_a_reason(sheet, district, land, mai, duc):
    proposal = negotiation.propose(sheet=sheet, measure="poor", value=2, reason="Ốm nặng", by=mai)

    with pytest.raises(InvalidData, match="ghi lý do"):
        negotiation.answer(proposal=proposal, accepts=False, note=" ", by=duc)
    negotiation.answer(proposal=proposal, accepts=False, note="Tỉnh giao đủ", by=duc)

    row = district.rows.get(unit=land.commune)
    assert figures.period_of(row, ["poor"]).counts["poor"] == 1
    assert Proposal.objects.get().answer == "Tỉnh giao đủ"
    with pytest.raises(DomainError, match="đã được trả lời"):
        negotiation.answer(proposal=proposal, accepts=True, note="", by=duc)


def test_sheet_with_an_open_proposal_is_not_submitted(sheet, district, mai, duc):
    negotiation.propose(sheet=sheet, measure="poor", value=2, reason="Ốm nặng", by=mai)

    with pytest.raises(InvalidData) as refused:
        actions.move(sheet=district, name="submit", by=duc)
    assert refused.value.problems == ("Xã Bình An: Còn đề xuất chưa trả lời.",)


def test_nothing_is_proposed_against_a_final_figure(sheet, district, mai, duc, binh):
    approved(district, submit=duc, approve=binh)

    with pytest.raises(InvalidData, match="đã duyệt xong"):
        negotiation.propose(sheet=sheet, measure="poor", value=2, reason="Ốm nặng", by=mai)


def test_proposals_are_made_and_answered_by_the_right_unit(sheet, district, mai, duc):
    with pytest.raises(NotPermitted):
        negotiation.propose(sheet=sheet, measure="poor", value=2, reason="Ốm", by=duc)
    proposal = negotiation.propose(sheet=sheet, measure="poor", value=2, reason="Ốm", by=mai)
    with pytest.raises(NotPermitted):
        negotiation.answer(proposal=proposal, accepts=True, note="", by=mai)
    with pytest.raises(ValidationError, match="đang chờ cấp trên trả lời"):
        negotiation.propose(sheet=sheet, measure="poor", value=3, reason="Ốm", by=mai)


def test_both_sides_see_the_proposal_on_their_page(sheet, district, mai, duc, login):
    data = {"measure": "poor", "value": "2", "reason": "Ốm nặng lâu ngày"}
    login(mai).post(reverse("targets:sheet-propose", args=[sheet.pk]), data)

    above = login(duc).get(district.get_absolute_url()).content.decode()
    below = login(mai).get(sheet.get_absolute_url()).content.decode()
    assert "Đề xuất của cấp dưới" in above
    assert "Nhận 2" in above
    assert "Giữ 1" in above
    assert "Đề xuất với cấp trên" in below
    assert "Chờ trả lời" in below


# Revisions


def test_revision_keeps_the_old_figures_readable_and_in_force(
    sheet, district, land, mai, duc, binh, login
):
    approved(district, submit=duc, approve=binh)
    decided = {"decision": "1205/QĐ-UBND", "decided_on": date(2021, 7, 1), "reason": "Mưa lũ"}
    revision = negotiation.revise(sheet=district, by=duc, **decided)
    fill(district, [Entry(land.commune.pk, "poor", 3)], duc)

    assert figures.handed_down(sheet).counts["poor"] == 1
    old = figures.before_revision(district, ["poor"], revision.number)
    assert (old[land.commune.pk].counts["poor"], old[land.commune.pk].households) == (1, 150)
    page = login(duc).get(reverse("targets:sheet-revisions", args=[district.pk]))
    assert "1205/QĐ-UBND" in page.content.decode()
    assert "nay: <strong>3</strong>" in page.content.decode()

    district.refresh_from_db()
    approved(district, submit=duc, approve=binh)
    assert figures.handed_down(sheet).counts["poor"] == 3


def test_only_an_approved_sheet_is_revised(district, duc):
    with pytest.raises(DomainError, match="Chỉ bảng đã duyệt"):
        negotiation.revise(
            sheet=district, decision="1/QĐ", decided_on=date(2021, 7, 1), reason="Lũ", by=duc
        )


# Projections


@pytest.mark.parametrize(
    ("mode", "growth", "expected"),
    [
        (Projection.PER_UNIT, None, None),
        (Projection.CONSTANT, None, 88_215),
        # 88.215 × 1,003 = 88.479,645, as the plan of 2021 prints it; × 1,007 = 88.832,505.
        (Projection.GROWTH, Decimal("0.3"), 88_480),
        (Projection.GROWTH, Decimal("0.7"), 88_833),
    ],
)
def test_projected_households(mode, growth, expected):
    assert rules.projected(mode, growth, 88_215) == expected
    assert rules.projected(mode, growth, None) is None


def test_figure_typed_for_a_unit_goes_before_the_projection(sheet, land, mai):
    sheet = actions.set_up(
        sheet=sheet, version=sheet.version, by=mai, projection="growth", growth_percent=Decimal(10)
    )
    fill(sheet, [Entry(land.second_village.pk, HOUSEHOLDS, 52), *left(land, 2, 1)], mai)

    first, second = figures.lines(land.commune, 2021, sheet.standard)
    assert (first.planned.households, second.planned.households) == (110, 52)
    assert first.planned.rate("poor") == Fraction(200, 110)
    # The level above sees the same sum once the sheet is in force: 110 and 52.
    TargetSheet.objects.filter(pk=sheet.pk).update(state="approved")
    assert figures.lines(land.district, 2021, sheet.standard)[0].planned.households == 162


def test_growth_and_its_rate_go_together(sheet, mai):
    with pytest.raises(ValidationError, match="Chỉ ghi tỷ lệ tăng"):
        actions.set_up(sheet=sheet, version=sheet.version, by=mai, projection="growth")


# What a sheet holds, typed baselines, deleting


def test_near_poor_are_counted_when_the_sheet_has_them(baseline, sheet, land, mai, duc, jrai):
    type(baseline).objects.update(state="open")
    near = factories.household(land.village, "Siu Cận", jrai)
    review = factories.review(baseline, near, mai, income_vnd=850_000, deprived="water")
    factories.approved(review, submit=mai, approve=duc)
    factories.closed(baseline)
    sheet = actions.set_up(sheet=sheet, version=sheet.version, by=mai, has_near_poor=True)

    first, second = figures.read(sheet).lines

    assert (first.baseline.counts["near_poor"], second.baseline.counts["near_poor"]) == (1, 0)
    assert first.baseline.rate("near_poor") == 1
    assert list(checks.labels(sheet)) == [HOUSEHOLDS, "poor", "near_poor"]


def test_groups_are_counted_from_the_reviews(baseline, sheet, land, mai):
    reviews = baseline.reviews.filter(village=land.village)
    assert reviews.count() == 3
    first = reviews.order_by("pk")[:1].values("pk")
    reviews.filter(pk__in=first).update(has_no_labour=True, is_social_protection=True)
    sheet = actions.set_up(sheet=sheet, version=sheet.version, by=mai, has_groups=True)

    first, second = figures.read(sheet).lines

    assert (first.baseline.counts["no_labour"], second.baseline.counts["no_labour"]) == (1, 0)
    assert first.baseline.counts["social_protection"] == 1
    assert first.baseline.rate("social_protection") == Fraction(100, 3)


def test_typed_baseline_stands_only_where_nothing_is_counted(sheet, land, mai):
    land.second_village.years.all().delete()
    sheet = actions.set_up(sheet=sheet, version=sheet.version, by=mai, has_groups=True)
    cells = [
        Entry(land.village.pk, "poor", 99),
        Entry(land.village.pk, "social_protection", 2),
        Entry(land.second_village.pk, HOUSEHOLDS, 40),
    ]
    with pytest.raises(InvalidData, match="nguồn"):
        actions.type_baseline(sheet=sheet, entries=cells, source="", version=sheet.version, by=mai)

    actions.type_baseline(
        sheet=sheet, entries=cells, source="Báo cáo 12/BC-UBND", version=sheet.version, by=mai
    )

    first, second = figures.read(TargetSheet.objects.get(pk=sheet.pk)).lines
    assert first.baseline.counts["poor"] == 3
    assert first.baseline.counts["social_protection"] == 0
    assert second.baseline.households == 40


def test_place_without_reviews_begins_with_a_named_standard(land, mai):
    new = Standard.objects.get(code="ND07_2021")

    sheet = actions.start(unit=land.commune, year=2022, by=mai, standard=new)

    assert figures.standard_for(land.commune, 2022) == sheet.standard == new


def test_draft_begun_by_mistake_is_deleted_and_logged(sheet, mai, login):
    url = reverse("targets:sheet-discard", args=[sheet.pk])

    response = login(mai).post(url, {"version": sheet.version})

    assert response.url == reverse("targets:sheet-list")
    assert not TargetSheet.objects.exists()
    assert Event.objects.of(sheet)[0].sentence == "Xóa bảng chỉ tiêu 2021 của xã Bình An"


def test_sheet_that_was_submitted_is_not_deleted(sheet, land, mai):
    sheet = fill(sheet, left(land, 1, 0), mai)
    actions.move(sheet=sheet, name="submit", by=mai)
    sheet = actions.move(sheet=sheet, name="recall", by=mai)

    with pytest.raises(DomainError, match="đã từng được trình"):
        actions.discard(sheet=sheet, version=sheet.version, by=mai)


# The allocation on the page


def test_allocation_shows_its_effect_and_then_writes_one_edit(sheet, land, mai, login, no_writes):
    url = reverse("targets:sheet-allocate", args=[sheet.pk])
    asked = {"version": sheet.version, "measure": "poor", "total": "2", "method": "by_count"}
    asked["step"] = "1"
    client = login(mai)

    with no_writes():
        page = client.post(url, asked)
    shown = page.context["preview"]
    # Two of four: exactly one and a half of three, half of one; the larger unit comes first.
    assert [(row.before, row.cut, row.left) for row in shown.rows] == [(3, 2, 1), (1, 0, 1)]
    assert shown.rows[0].rate_before - shown.rows[0].rate_after == 2
    assert shown.whole.rate_after == Fraction(200, 150)

    cuts = {f"cut.{unit}": str(cut) for unit, cut in shown.cuts.items()}
    response = client.post(url, asked | cuts | {"save": "1"})

    assert response.url == sheet.get_absolute_url()
    event = Event.objects.of(sheet)[0]
    assert event.sentence == "Phân bổ mức giảm hộ nghèo vào bảng chỉ tiêu 2021 của xã Bình An"
    assert [change["new"] for change in event.changes] == ["1", "1"]


def test_cuts_that_do_not_add_up_are_not_written(sheet, land, mai, login):
    url = reverse("targets:sheet-allocate", args=[sheet.pk])
    asked = {"version": sheet.version, "measure": "poor", "total": "2", "method": "by_hand"}
    cuts = {f"cut.{land.village.pk}": "1", f"cut.{land.second_village.pk}": "0"}

    response = login(mai).post(url, asked | cuts | {"step": "1", "save": "1"})

    assert response.status_code == 422
    assert "cộng lại 1 hộ, khác tổng 2 hộ" in response.content.decode()
    assert not sheet.rows.filter(figures__isnull=False).exists()


# Other goals


def goal(sheet, label, kind, **fields):
    return Goal(sheet=sheet, label=label, kind=kind, **fields)


def test_goals_of_every_kind(sheet, mai):
    """Hà Quảng 2023: 1.000 jobs; trained workers 47,6 to 48,8 %; everybody insured."""
    jobs = goal(sheet, "Tạo việc làm mới", GoalKind.NUMBER, target=Decimal(1000))
    trained = goal(sheet, "Lao động qua đào tạo", GoalKind.RATE, baseline=Decimal("47.6"))
    trained.target = Decimal("48.8")
    insured = goal(sheet, "Có thẻ bảo hiểm y tế", GoalKind.SHARE, numerator=4564, denominator=4564)
    partly = goal(sheet, "Hộ được vay vốn", GoalKind.SHARE, numerator=1005, denominator=1933)
    for item in (jobs, trained, insured, partly):
        goals.save(goal=item, by=mai)

    assert (jobs.target_value, jobs.decimals, jobs.unit_of_measure) == (1000, 0, "")
    assert (trained.change, trained.unit_of_measure) == (Decimal("1.2"), "%")
    assert insured.target_value == 100
    assert partly.target_value == Fraction(100500, 1933)
    assert insured.target is None


@pytest.mark.parametrize(
    ("kind", "fields", "words"),
    [
        (GoalKind.NUMBER, {}, "Hãy ghi số kế hoạch"),
        (GoalKind.RATE, {"target": Decimal(101)}, "từ 0 đến 100"),
        (GoalKind.COUNT, {"target": Decimal("2.5")}, "số nguyên"),
        (GoalKind.SHARE, {"numerator": 3, "denominator": 2}, "từ 0 đến 100"),
        (GoalKind.SHARE, {"numerator": 1, "denominator": 2, "target": Decimal(50)}, "Ghi đủ"),
        (GoalKind.NUMBER, {"numerator": 1, "denominator": 2}, "Chỉ tỷ lệ"),
    ],
)
def test_goal_that_makes_no_sense_is_refused(sheet, mai, kind, fields, words):
    with pytest.raises(ValidationError, match=words):
        goals.save(goal=goal(sheet, "Mục tiêu", kind, **fields), by=mai)


def test_goal_is_changed_and_removed_on_its_page(sheet, mai, login):
    client = login(mai)
    data = {"label": "Tạo việc làm", "kind": "number", "target": "1000", "position": "0"}
    client.post(reverse("targets:goal-create", args=[sheet.pk]), data)
    made = Goal.objects.get()
    url = reverse("targets:goal-edit", args=[made.pk])
    client.post(url, data | {"target": "1200,5", "measured_in": "người"})

    page = client.get(sheet.get_absolute_url()).content.decode()
    assert "1.200,50" in page
    client.post(url, {"remove": "1"})
    assert not Goal.objects.exists()
    assert Event.objects.of(sheet)[0].sentence == "Xóa mục tiêu: Tạo việc làm"


def test_goals_of_an_approved_sheet_stay(sheet, land, mai, duc):
    sheet = fill(sheet, left(land, 1, 0), mai)
    approved(sheet, submit=mai, approve=duc)

    with pytest.raises(DomainError, match="không sửa được"):
        goals.save(goal=goal(sheet, "Muộn", GoalKind.NUMBER, target=Decimal(1)), by=mai)


def test_goals_of_the_unit_above_stand_on_the_page_once_final(
    sheet, district, mai, duc, binh, login
):
    jobs = goal(district, "Tạo việc làm mới", GoalKind.NUMBER, target=Decimal(1000))
    goals.save(goal=jobs, by=duc)
    client = login(mai)
    before = client.get(sheet.get_absolute_url()).content.decode()
    district.refresh_from_db()
    approved(district, submit=duc, approve=binh)

    after = client.get(sheet.get_absolute_url()).content.decode()

    assert "Tạo việc làm mới" not in before
    assert "Cấp trên giao: Tạo việc làm mới <strong>1.000</strong>" in after


def test_minority_households_are_not_asked_for_when_the_sheet_has_none(sheet):
    assert MINORITY_HOUSEHOLDS not in checks.labels(sheet)
