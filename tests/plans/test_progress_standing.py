"""Who has reported and who is late: on the pages of a plan, of the unit above, and by mail."""

from datetime import date, timedelta

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from plans import progress_standing
from plans.actions import progress as actions
from plans.actions.progress import Deadline, When
from plans.models import Duty, Plan, ProgressReport
from plans.reminders import reminders, waiting
from povertyplan.worklist import worklist
from tests import factories
from tests.plans import reported

TODAY = timezone.localdate()


@pytest.fixture
def above(land):
    """The issued plan of the district for this year: half-year reports are due ten days ago."""
    made = Plan.objects.create(
        unit=land.district, year=TODAY.year, abstract="A", issued_on=TODAY - timedelta(days=90)
    )
    duty(made, 10)
    duty(made, 5)
    return made


@pytest.fixture
def plan(land, above):
    """The issued plan of the commune under it, without a calendar of its own."""
    return Plan.objects.create(
        unit=land.commune, year=TODAY.year, abstract="B", parent=above, issued_on=TODAY
    )


def duty(plan, days_ago: int) -> Duty:
    return Duty.objects.create(
        plan=plan,
        sender="Xã",
        receiver="Huyện",
        what="Báo cáo 6 tháng",
        period="half_year",
        due_on=TODAY - timedelta(days=days_ago),
    )


def half_year(plan):
    return progress_standing.of_plan(plan)[0]


def start(plan, by, deadline=None) -> ProgressReport:
    """A half-year report; without duties nothing but an assessment is needed to send it."""
    when = When("half_year", deadline=deadline or Deadline())
    report = actions.start(plan=plan, when=when, by=by)
    given = {"entries": {}, "texts": {"assessment": "Tốt"}, "version": None, "by": by}
    return actions.save(report=report, **given)


def test_first_day_of_the_plan_above_is_the_deadline(plan):
    row = half_year(plan)

    assert (row.deadline, row.days_late) == (TODAY - timedelta(days=10), 10)
    assert row.is_overdue
    assert row.waits_for == "xã Bình An lập báo cáo"


def test_own_calendar_goes_before_the_plan_above(plan, mai):
    own = duty(plan, -3)

    assert (half_year(plan).deadline, half_year(plan).days_late) == (own.due_on, 0)


def test_whose_turn_it_is(plan, mai, duc):
    report = start(plan, mai, Deadline(due_on=TODAY - timedelta(days=2)))
    turns = [half_year(plan).waits_for]
    for name, person in (("submit", mai), ("return", duc), ("submit", mai), ("approve", duc)):
        report = reported.walk(report, (name, person))
        turns.append(half_year(plan).waits_for)

    assert turns == [
        "xã Bình An viết xong và gửi",
        "huyện Suối Bạc duyệt",
        "xã Bình An sửa và gửi lại",
        "huyện Suối Bạc duyệt",
        "",
    ]
    assert (half_year(plan).days_late, half_year(plan).is_overdue) == (2, False)


def test_unit_above_sees_who_has_reported(plan, land, mai, duc):
    report = reported.walk(start(plan, mai), ("submit", mai))

    sent, missing = progress_standing.below(land.district, TODAY.year, "half_year")

    assert (sent.unit, sent.report, sent.days_late) == (land.commune, report, 10)
    assert (missing.unit, missing.plan, missing.days_late) == (land.town, None, 10)
    assert missing.waits_for == "thị trấn Chợ Mới lập kế hoạch"
    assert not progress_standing.below(land.district, TODAY.year, "year")[0].deadline


def test_own_calendars_count_where_the_unit_above_sets_no_day(plan, land, mai):
    """The last day of the commune's calendar closes the period."""
    duty(plan, 3)
    last = duty(plan, 1)
    Duty.objects.filter(plan__unit=land.district).delete()

    first, _ = progress_standing.below(land.district, TODAY.year, "half_year")

    assert (first.deadline, first.days_late) == (last.due_on, 1)


def test_overview_asks_no_more_for_more_units(
    plan, land, duc, login, django_assert_max_num_queries
):
    """Forty communes with a plan and a calendar, none with a report, the unit above without one."""
    Duty.objects.filter(plan__unit=land.district).delete()
    for number in range(40):
        commune = factories.commune(f"Số {number}", land.district)
        duty(Plan.objects.create(unit=commune, year=TODAY.year, abstract="X"), 2)

    asked = {"year": TODAY.year, "period": "half_year"}
    with django_assert_max_num_queries(30):
        page = login(duc).get(reverse("plans:progress-overview"), asked)

    assert page.context["late"] == 40


def test_day_of_a_plan_above_that_was_replaced_binds_nobody(plan, above, land):
    """The replacement gives the communes until tomorrow; the old day was ten days ago."""
    made = Plan.objects.create(
        unit=land.district,
        year=TODAY.year,
        abstract="C",
        amends=above,
        amendment="replace",
        issued_on=TODAY,
    )
    later = duty(made, -1)

    assert half_year(plan).deadline == later.due_on
    first, _ = progress_standing.below(land.district, TODAY.year, "half_year")
    assert (first.deadline, first.days_late) == (later.due_on, 0)


def test_page_of_the_unit_above_counts_the_late(plan, land, mai, duc, login):
    reported.walk(start(plan, mai), ("submit", mai))

    page = login(duc).get(
        reverse("plans:progress-overview"), {"year": TODAY.year, "period": "half_year"}
    )

    assert (page.context["sent"], page.context["late"]) == (1, 1)
    assert "chậm 10 ngày" in page.content.decode()


@pytest.mark.parametrize(
    "asked", [{"unit": "²"}, {"year": "x"}, {"period": "month"}, {"unit": "9" * 30}]
)
def test_page_of_the_unit_above_understands_or_explains(asked, plan, duc, login):
    page = login(duc).get(reverse("plans:progress-overview"), asked)

    assert page.status_code == 200
    assert "Bộ lọc chưa đúng" in page.content.decode()


def test_overview_of_a_unit_elsewhere_is_empty(plan, land, chi, login):
    page = login(chi).get(reverse("plans:progress-overview"), {"unit": land.district.pk})

    assert page.context["rows"] == []


def test_report_that_is_due_above_is_remembered_until_it_is_sent(plan, mai):
    (found,) = reminders([plan.unit])

    assert (found.days_late, found.sender, found.receiver) == (10, "xã Bình An", "huyện Suối Bạc")
    assert found.url == reverse("plans:plan-progress", args=[plan.pk])
    report = start(plan, mai, Deadline(due_on=TODAY + timedelta(days=3)))
    assert [row.due_on for row in reminders([plan.unit])] == [TODAY + timedelta(days=3)]
    reported.walk(report, ("submit", mai))
    assert reminders([plan.unit]) == []


def test_report_sent_for_a_duty_makes_it(plan, mai, duc):
    own = duty(plan, 1)
    assert own.is_late
    report = reported.walk(start(plan, mai, Deadline(own)), ("submit", mai))

    assert not waiting([plan.unit]).exists()
    assert Duty.objects.get(pk=own.pk).made_on == TODAY
    reported.walk(report, ("return", duc))
    assert [row.pk for row in waiting([plan.unit])] == [own.pk]
    assert len(reminders([plan.unit])) == 1


def test_work_list_and_mail_know_reports(plan, mai, duc, mailoutbox):
    Plan.objects.filter(pk=plan.parent_id).update(issued_on=None)
    mai.email = "mai@example.vn"
    mai.save()
    report = start(plan, mai, Deadline(due_on=TODAY - timedelta(days=2)))

    def tasks(person):
        return {task.label: task.url for task in worklist(person)}

    assert tasks(mai)["báo cáo tiến độ đang lập"] == report.get_absolute_url()
    assert "báo cáo sắp đến hạn hoặc quá hạn" in tasks(mai)
    call_command("send_reminders")
    assert "(QUÁ HẠN): xã Bình An: báo cáo 6 tháng đầu năm" in mailoutbox[0].body
    reported.walk(report, ("submit", mai))
    assert tasks(duc)["báo cáo tiến độ chờ duyệt"] == report.get_absolute_url()
    assert "báo cáo tiến độ đang lập" not in tasks(mai)


def test_replaced_and_old_plans_do_not_remind(plan, above, mai):
    Plan.objects.create(
        unit=plan.unit,
        year=plan.year,
        abstract="C",
        amends=plan,
        amendment="replace",
        issued_on=TODAY,
    )
    assert reminders([plan.unit]) == []

    old = Plan.objects.create(
        unit=plan.unit, year=TODAY.year - 2, abstract="D", issued_on=date(TODAY.year - 2, 1, 5)
    )
    parent = Plan.objects.create(unit=above.unit, year=old.year, abstract="E")
    duty(parent, 400)
    Plan.objects.filter(pk=old.pk).update(parent=parent)
    assert reminders([plan.unit]) == []
