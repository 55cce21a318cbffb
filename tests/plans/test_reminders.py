"""Reports that are due: on the work list and by mail, until they are made."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone

from plans.actions.parts import mark_done
from plans.models import Duty, Plan
from povertyplan.worklist import worklist


@pytest.fixture
def duties(land, mai):
    """Due yesterday, in a week and in eight days, under an issued plan of the commune."""
    today = timezone.localdate()
    plan = Plan.objects.create(unit=land.commune, year=today.year, abstract="A", issued_on=today)
    return [
        Duty.objects.create(
            plan=plan,
            sender="Thôn",
            receiver="Xã",
            what=f"Báo cáo {days}",
            due_on=today + timedelta(days=days),
        )
        for days in (-1, 7, 8)
    ]


def counted(user) -> int:
    label = "báo cáo sắp đến hạn hoặc quá hạn"
    return sum(task.count for task in worklist(user) if task.label == label)


def test_late_and_soon_are_on_the_work_list(duties, mai, duc):
    assert counted(mai) == 2
    assert counted(duc) == 0

    mark_done(duty=duties[0], done_on=timezone.localdate(), by=mai)

    assert counted(mai) == 1


def test_draft_and_replaced_plans_do_not_remind(duties, mai):
    plan = duties[0].plan
    Plan.objects.create(
        unit=plan.unit,
        year=plan.year,
        abstract="B",
        amends=plan,
        amendment="replace",
        issued_on=plan.issued_on,
    )

    assert counted(mai) == 0


def test_mail_says_what_is_late(duties, mai, duc, mailoutbox, capsys):
    mai.email = "mai@example.vn"
    mai.save()

    call_command("send_reminders")

    (letter,) = mailoutbox
    assert letter.to == ["mai@example.vn"]
    assert letter.subject == "Nhắc việc: 2 báo cáo đến hạn, 1 quá hạn"
    assert "(QUÁ HẠN): Thôn: Báo cáo -1" in letter.body
    assert "Báo cáo 8" not in letter.body
    assert "Đã gửi 1 thư" in capsys.readouterr().out


def test_report_is_marked_on_the_page_of_an_issued_plan(duties, mai, login):
    client = login(mai)
    plan = duties[0].plan
    url = f"{plan.get_absolute_url()}duties/{duties[0].pk}/"

    assert client.post(url, {"done_on": "hôm qua"}).status_code == 422
    assert client.post(url, {"done_on": "05/02/2023"}).status_code == 302

    assert f"{Duty.objects.get(pk=duties[0].pk).done_on:%d/%m/%Y}" == "05/02/2023"
