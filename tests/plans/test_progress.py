"""Progress reports: what the data tell, what is typed, and what a sent report keeps."""

from datetime import date
from fractions import Fraction

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from plans import progress
from plans.actions import movements
from plans.actions import plan as plan_actions
from plans.actions import progress as actions
from plans.actions.progress import Deadline, Typed, When
from plans.models import Duty, Plan, ProgressReport
from povertyplan.audit.models import Event
from povertyplan.errors import Conflict, DomainError, InvalidData, NotPermitted
from targets import actions as targets
from targets import goals
from targets.actions import Entry, negotiation, registrations
from targets.actions import goals as goal_actions
from targets.models import Registration, TargetSheet
from tests import factories
from tests.plans import reported
from tests.plans.reported import MILLION


@pytest.fixture
def plan(land, standard, mai, duc):
    return reported.plan(land, standard, mai, duc)


@pytest.fixture
def report(plan, mai):
    """The report on the whole year, as begun."""
    return reported.start(plan, mai)


def target(report, name):
    return progress.stated(ProgressReport.objects.get(pk=report.pk)).target(name)


@pytest.mark.parametrize(("period", "disbursed", "rate"), [("half_year", 30, 30), ("year", 50, 50)])
def test_money_is_what_was_paid_until_the_last_day(period, disbursed, rate, plan, mai):
    line = progress.read(reported.start(plan, mai, period)).lines[0]

    assert (line.planned, line.available) == (100 * MILLION, 100 * MILLION)
    assert (line.disbursed, line.remaining) == (disbursed * MILLION, (100 - disbursed) * MILLION)
    assert line.rate == rate


def test_money_of_an_ad_hoc_period(plan, mai):
    """Of the 50 million paid by the end of August, 20 were paid since July."""
    days = {"starts_on": date(2023, 7, 1), "ends_on": date(2023, 8, 31)}
    found = progress.read(reported.start(plan, mai, "ad_hoc", **days))

    assert (found.lines[0].moved, found.lines[0].disbursed) == (20 * MILLION, 50 * MILLION)
    assert [line.name for line in found.components] == ["1"]
    assert found.components[0].disbursed == found.state.disbursed == 50 * MILLION


def test_payment_that_was_undone_later_never_happened(plan, mai):
    wrong = reported.pay(plan, mai, 10, date(2023, 6, 1))
    movements.reverse(movement=wrong, reason="Ghi nhầm", by=mai)

    half = progress.read(reported.start(plan, mai, "half_year"))

    assert half.lines[0].disbursed == 30 * MILLION


def test_typed_results_against_the_targets(report, mai):
    """30 were to fall by 10 and fell by 8; 800 of 1,000 jobs; 140 of 150 is 93.33 %."""
    reported.complete(report, mai)
    poor, jobs, cards = (
        target(report, name) for name in ("poor", "goal:viec-lam-moi", "goal:tre-em-co-the")
    )

    assert (poor.decrease, poor.percent, poor.is_missed) == (8, 80, True)
    assert poor.texts["result_rate"] == "14,67"
    assert poor.texts["planned_rate"] == "13,33"
    assert (jobs.percent, jobs.texts["percent"]) == (80, "80")
    assert cards.result == Fraction(280, 3)
    assert cards.texts["result"] == "93,33"


def test_count_typed_for_the_next_year_is_not_typed_again(report, land, standard, mai):
    """13 + 9 of 150 begin the year 2024, so they ended the year 2023."""
    reported.next_sheet(land, standard, mai)
    reported.fill(report, mai, poor=Typed(result=25))

    poor = target(report, "poor")

    assert (poor.result, poor.is_counted) == (22, True)
    assert poor.result_rate == Fraction(2200, 150)


def test_half_a_year_does_not_know_the_count_at_its_end(plan, land, standard, mai):
    reported.next_sheet(land, standard, mai)

    poor = target(reported.start(plan, mai, "half_year"), "poor")

    assert (poor.result, poor.is_counted, poor.percent) == (None, False, None)


def test_reviews_of_the_year_tell_who_is_poor(land, standard, mai, duc, kinh):
    """Two poor households of 2020 were to be none; the round of 2021 finds one of them poor."""
    households = [factories.household(land.village, name, kinh) for name in ("Lê Một", "Lê Hai")]
    for year, incomes in ((2020, (600_000, 600_000)), (2021, (600_000, 5_000_000))):
        opened = factories.round_in(land.commune, year, standard)
        for household, income in zip(households, incomes, strict=True):
            review = factories.review(opened, household, mai, income_vnd=income)
            factories.approved(review, submit=mai, approve=duc)
        factories.closed(opened)
        factories.totals(land.village, year, 100)
        factories.totals(land.second_village, year, 60)
    sheet = targets.start(unit=land.commune, year=2021, by=mai)
    kept = {"has_minority": False, "has_indicators": False, "has_near_poor": True}
    sheet = targets.set_up(sheet=sheet, version=sheet.version, by=mai, **kept)
    entries = [
        Entry(unit.pk, field, value)
        for unit, count in ((land.village, 100), (land.second_village, 60))
        for field, value in (("projected_households", count), ("poor", 0), ("near_poor", 0))
    ]
    targets.fill_in(sheet=sheet, entries=entries, version=sheet.version, by=mai)
    registration = Registration(household=households[1], year=2021, kind="able", measures="Vay")
    registration = registrations.save(registration=registration, version=None, by=mai)
    registrations.mark(registration=registration, outcome="reached", note="", by=mai)
    plan = Plan.objects.create(unit=land.commune, year=2021, abstract="A")

    found = progress.read(reported.start(plan, mai))

    poor = found.target("poor")
    assert (poor.baseline, poor.planned, poor.result, poor.is_counted) == (2, 0, 1, True)
    assert (poor.percent, poor.result_rate) == (50, Fraction(100, 160))
    assert found.target("near_poor").result == 0
    assert found.target("registered").result == found.target("registered").planned == 1


def test_round_that_goes_on_tells_no_result(report, land, standard, mai, duc):
    """One poor household is approved in each village, others are still being reviewed."""
    going_on = factories.round_in(land.commune, 2023, standard)
    for village in (land.village, land.second_village):
        review = factories.review(going_on, factories.household(village), mai, income_vnd=600_000)
        factories.approved(review, submit=mai, approve=duc)

    poor = target(report, "poor")
    assert (poor.result, poor.is_counted, poor.percent) == (None, False, None)

    factories.closed(going_on)
    assert (target(report, "poor").result, target(report, "poor").is_counted) == (2, True)


def test_quantity_done(report, plan, mai):
    plan.budget_lines.update(quantity=8, measure="km")

    reported.fill(report, mai, line=Typed(result=6, explanation="Mưa lũ"))

    line = progress.read(report).lines[0]
    assert (line.done, line.done_percent, line.explanation) == (6, 75, "Mưa lũ")


@pytest.mark.parametrize(
    ("name", "typed", "words"),
    [
        ("poor", Typed(result=Fraction(3, 2)), "số nguyên"),
        ("poor", Typed(numerator=1, denominator=2), "Chỉ tỷ lệ"),
        ("cards", Typed(numerator=151, denominator=150), "Tử số"),
        ("cards", Typed(result=101), "0 đến 100%"),
        ("cards", Typed(result=93, numerator=140, denominator=150), "không nhập thêm"),
        ("poor", Typed(result=-1), "nhỏ hơn 0"),
    ],
)
def test_what_cannot_be_is_refused_as_a_whole(name, typed, words, report, mai):
    with pytest.raises(InvalidData) as refused:
        reported.fill(report, mai, jobs=Typed(result=5), **{name: typed})

    assert words in str(refused.value.problems)
    assert report.entries.count() == 0


def test_saving_many_lines_takes_as_many_statements_as_one(plan, mai):
    """All five lines are new, then all are changed, then all are emptied."""
    periods = ({"starts_on": date(2023, m, 1), "ends_on": date(2023, m, 28)} for m in (3, 4))
    one, many = (reported.start(plan, mai, "ad_hoc", **days) for days in periods)

    def statements(report, **typed) -> int:
        with CaptureQueriesContext(connection) as queries:
            reported.fill(report, mai, **typed)
        return len(queries)

    names = ("poor", "households", "jobs", "cards", "line")
    for typed in (Typed(result=20), Typed(result=21, explanation="Mưa lũ"), Typed()):
        few = statements(one, jobs=typed)
        assert statements(many, **dict.fromkeys(names, typed)) == few
    assert not many.entries.exists()


def test_line_that_is_the_same_is_not_written_and_the_others_are_traced(report, mai):
    reported.complete(report, mai)
    before = {entry.key: entry.pk for entry in report.entries.all()}

    reported.fill(report, mai, poor=Typed(result=22), jobs=Typed(result=810), cards=Typed())

    kept = {entry.key: entry.pk for entry in report.entries.all()}
    assert kept.items() < before.items()
    assert len(kept) == 3
    changes = Event.objects.filter(action="progressreport.saved").first().changes
    assert [(c["label"], c["old"], c["new"]) for c in changes] == [
        ("Việc làm mới", "800", "810"),
        ("Trẻ em có thẻ", "140/150", "(trống)"),
    ]


def test_goal_that_a_draft_revision_renames_keeps_its_line(report, mai):
    reported.complete(report, mai)
    sheet = TargetSheet.objects.get(unit=report.plan.unit)
    decided = {"decision": "9/QĐ-UBND", "decided_on": date(2023, 7, 1), "reason": "Mưa lũ"}
    negotiation.revise(sheet=sheet, by=mai, **decided)
    jobs = goals.current(sheet).get(label="Việc làm mới")
    jobs.label = "Việc làm bền vững"
    goal_actions.save(goal=jobs, by=mai)

    found = progress.read(report).targets
    line = next(line for line in found if line.key == f"goal:{jobs.pk}")
    assert (line.label, line.result, line.planned) == ("Việc làm mới", 800, 1000)
    typed = {line.key: Typed(result=900)}
    actions.save(report=report, entries=typed, texts={}, version=None, by=mai)
    assert report.entries.get(goal=jobs).result == 900


def test_line_of_another_plan_is_refused(report, land, mai):
    other = factories.plan(land.commune, 2022, mai).budget_lines.get()
    entries = {f"line:{other.pk}": Typed(result=1)}

    with pytest.raises(InvalidData, match="không có dòng này"):
        actions.save(report=report, entries=entries, texts={}, version=None, by=mai)


def test_sent_report_states_what_it_said(report, plan, mai, duc):
    reported.complete(report, mai)
    sent = reported.walk(report, ("submit", mai))
    reported.pay(plan, mai, 5, date(2023, 12, 1))

    said, now = progress.stated(sent), progress.read(sent)

    assert (said.state.disbursed, now.state.disbursed) == (50 * MILLION, 55 * MILLION)
    assert said.target("goal:tre-em-co-the").result == Fraction(280, 3)
    approved = reported.walk(sent, ("approve", duc))
    assert progress.stated(approved).state.disbursed == 50 * MILLION
    assert approved.decided_by == duc


def test_returned_report_is_computed_again(report, plan, mai, duc):
    reported.complete(report, mai)
    returned = reported.walk(report, ("submit", mai), ("return", duc))
    reported.pay(plan, mai, 5, date(2023, 12, 1))

    assert (returned.statement, returned.return_reason) == (None, "Xem lại số hộ")
    assert progress.stated(returned).state.disbursed == 55 * MILLION
    stated = Event.objects.of(report).get(action="progressreport.stated")
    assert {"label": "Hộ nghèo", "old": "(trống)", "new": "22"} in stated.changes


def test_who_wrote_does_not_approve(land, binh):
    """Nobody sits above the province: a colleague approves, never who wrote."""
    plan = Plan.objects.create(unit=land.province, year=2023, abstract="A")
    report = reported.start(plan, binh)
    given = {"entries": {}, "texts": {"assessment": "Tốt"}, "version": 1, "by": binh}
    sent = reported.walk(actions.save(report=report, **given), ("submit", binh))

    with pytest.raises(NotPermitted, match="tự duyệt"):
        reported.walk(sent, ("approve", binh))


def test_whole_year_needs_a_result_or_a_reason(report, mai):
    with pytest.raises(InvalidData) as refused:
        reported.walk(report, ("submit", mai))
    assert refused.value.problems == ("Hộ nghèo", "Việc làm mới", "Trẻ em có thẻ")

    reason = Typed(explanation="Chưa có số liệu")
    reported.fill(report, mai, poor=reason, jobs=reason, cards=reason)

    assert reported.walk(report, ("submit", mai)).is_sent


def test_empty_report_is_not_sent(land, mai):
    plan = Plan.objects.create(unit=land.commune, year=2023, abstract="A")

    with pytest.raises(InvalidData, match="chưa có gì để gửi"):
        reported.walk(reported.start(plan, mai, "half_year"), ("submit", mai))


def test_period_that_has_not_begun_is_not_reported(land, mai):
    plan = Plan.objects.create(unit=land.commune, year=2090, abstract="A")
    report = reported.start(plan, mai)

    with pytest.raises(DomainError, match="chưa bắt đầu"):
        reported.walk(report, ("submit", mai))


def test_sent_report_is_not_written(report, mai):
    reported.complete(report, mai)
    reported.walk(report, ("submit", mai))

    with pytest.raises(DomainError, match="Chờ duyệt"):
        reported.complete(report, mai)
    assert reported.walk(report, ("recall", mai)).is_editable
    with pytest.raises(DomainError, match="từng được gửi"):
        actions.discard(report=report, version=None, by=mai)


@pytest.mark.parametrize("who", ["hoa", "long", "duc", "lan", "binh", "dung", "an", "chi"])
def test_only_officers_of_the_unit_write(who, report, plan, cast):
    for change in (
        lambda: reported.complete(report, cast[who]),
        lambda: reported.start(plan, cast[who], "half_year"),
        lambda: actions.discard(report=report, version=None, by=cast[who]),
    ):
        with pytest.raises(NotPermitted):
            change()


def test_second_person_to_save_is_told(report, mai):
    reported.complete(report, mai)

    with pytest.raises(Conflict, match="Mai"):
        actions.save(report=report, entries={}, texts={}, version=1, by=mai)
    with pytest.raises(Conflict):
        actions.move(report=report, name="submit", by=mai, version=1)


def test_one_report_a_period(report, plan, mai):
    with pytest.raises(DomainError, match="đã có báo cáo cả năm 2023"):
        reported.start(plan, mai)


def test_amendment_is_not_reported_on_by_itself(plan, mai):
    amendment = Plan.objects.create(
        unit=plan.unit, year=2023, abstract="B", amends=plan, amendment="amend"
    )

    with pytest.raises(DomainError, match="kế hoạch được sửa đổi"):
        reported.start(amendment, mai)


@pytest.mark.parametrize(
    ("first", "last"),
    [
        (date(2022, 12, 31), date(2023, 5, 1)),
        (date(2023, 5, 1), date(2023, 4, 30)),
        (date(2023, 5, 1), date(2025, 1, 1)),
        (date(2023, 5, 1), None),
    ],
)
def test_days_of_an_ad_hoc_report(first, last, plan, mai):
    with pytest.raises(InvalidData):
        reported.start(plan, mai, "ad_hoc", starts_on=first, ends_on=last)


def test_deadline_is_that_of_the_calendar(report, plan, land, mai):
    duty = Duty.objects.create(
        plan=plan, sender="Xã", receiver="Huyện", what="Báo cáo năm", due_on=date(2023, 10, 25)
    )
    elsewhere = Duty.objects.create(
        plan=Plan.objects.create(unit=land.commune, year=2022, abstract="A"),
        sender="Xã",
        receiver="Huyện",
        what="B",
    )
    given = {"report": report, "entries": {}, "texts": {}, "version": None, "by": mai}

    saved = actions.save(deadline=Deadline(duty, date(2023, 1, 1)), **given)

    assert (saved.deadline, saved.due_on) == (date(2023, 10, 25), None)
    with pytest.raises(InvalidData, match="không có việc này"):
        actions.save(deadline=Deadline(elsewhere), **given)


def test_plan_with_reports_is_not_deleted(land, mai):
    plan = plan_actions.start(unit=land.commune, year=2023, by=mai)
    report = actions.start(plan=plan, when=When("year"), by=mai)

    with pytest.raises(DomainError, match="báo cáo tiến độ"):
        plan_actions.discard(plan=plan, version=None, by=mai)
    actions.discard(report=report, version=1, by=mai)
    plan_actions.discard(plan=plan, version=None, by=mai)

    assert not Plan.objects.filter(pk=plan.pk).exists()
