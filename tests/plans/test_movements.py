"""How money moves: what was not given is not paid, adjustments add up to 0, nothing is edited."""

from datetime import date, timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from plans import budgets
from plans.actions.budgets import set_lines
from plans.actions.movements import Movement, record, reverse
from plans.actions.plan import amend
from plans.enums import MovementKind as Kind
from plans.models import MoneyMovement, MovementAmount, Plan
from povertyplan.audit.models import Event
from povertyplan.errors import Conflict, DomainError, InvalidData, NotPermitted
from tests.plans.conftest import COLUMN, MILLION

RECURRENT, DEVELOPMENT = COLUMN["recurrent-central"], COLUMN["development-central"]


@pytest.fixture
def move(budget, duc):
    """`move(Kind.ALLOCATION, jobs=900)` records for the recurrent money of a line, in million."""
    jobs, works = budget.budget_lines.all()
    cells = {
        "jobs": (jobs.pk, RECURRENT),
        "equipment": (jobs.pk, DEVELOPMENT),
        "works": (works.pk, DEVELOPMENT),
    }

    def make(kind, *, day=date(2023, 3, 1), by=duc, seen=None, **amounts):
        movement = Movement(
            kind=kind,
            day=day,
            decision="12/QĐ-UBND",
            amounts={cells[name]: amount * MILLION for name, amount in amounts.items()},
        )
        return record(plan=budget, movement=movement, by=by, seen=seen)

    return make


def balances(plan) -> dict:
    """The balances by code and kind of capital."""
    return {
        (cell.line.component.code, cell.column.capital_kind): cell.balance
        for cell in budgets.cells(budgets.read(plan))
    }


def test_money_is_given_moved_and_paid(budget, move):
    move(Kind.ALLOCATION, jobs=900, works=1_000)
    move(Kind.ADJUSTMENT, jobs=-100, works=100)
    move(Kind.CARRIED_IN, jobs=50)
    move(Kind.DISBURSEMENT, jobs=400)
    move(Kind.DISBURSEMENT, jobs=200)
    move(Kind.CARRIED_OUT, jobs=25)

    jobs, works = balances(budget)["4.3", "recurrent"], balances(budget)["1", "development"]
    assert (jobs.planned, jobs.allocated, jobs.adjusted) == (
        900 * MILLION,
        900 * MILLION,
        -100 * MILLION,
    )
    assert (jobs.available, jobs.disbursed, jobs.remaining) == (
        825 * MILLION,
        600 * MILLION,
        225 * MILLION,
    )
    assert round(float(jobs.rate), 2) == 72.73  # 600 of 825
    assert works.available == 1_100 * MILLION


def test_payment_beyond_what_was_given_is_refused(budget, move):
    move(Kind.ALLOCATION, jobs=500)
    move(Kind.DISBURSEMENT, jobs=300)

    with pytest.raises(InvalidData) as refusal, transaction.atomic():
        move(Kind.DISBURSEMENT, jobs=201)

    assert refusal.value.problems == (
        "4.3 Việc làm (Sự nghiệp, Ngân sách trung ương): giải ngân 501.000.000 đồng vượt vốn được "
        "giao sau điều chỉnh 500.000.000 đồng. Hãy ghi phân bổ hoặc điều chỉnh trước.",
    )
    assert balances(budget)["4.3", "recurrent"].disbursed == 300 * MILLION
    assert budget.movements.count() == 2


def test_money_of_one_kind_does_not_pay_for_another(move):
    move(Kind.ALLOCATION, jobs=500)

    with pytest.raises(InvalidData):
        move(Kind.DISBURSEMENT, equipment=1)


def test_adjustment_that_takes_paid_money_is_refused(move):
    move(Kind.ALLOCATION, jobs=500, works=500)
    move(Kind.DISBURSEMENT, jobs=400)

    with pytest.raises(InvalidData, match="Bút toán chưa đúng"):
        move(Kind.ADJUSTMENT, jobs=-101, works=101)
    with pytest.raises(InvalidData, match="Bút toán chưa đúng"):
        move(Kind.CARRIED_OUT, jobs=101)


@pytest.mark.parametrize(
    ("amounts", "sentence"),
    [
        ({"jobs": -100, "works": 90}, "đang thiếu 10.000.000 đồng"),
        ({"jobs": -100, "works": 110}, "đang thừa 10.000.000 đồng"),
        ({"jobs": 0}, "phải khác 0"),
        ({}, "Chưa nhập số tiền nào"),
    ],
)
def test_adjustment_adds_up_to_zero(amounts, sentence, move):
    move(Kind.ALLOCATION, jobs=500, works=500)

    with pytest.raises(InvalidData) as refusal:
        move(Kind.ADJUSTMENT, **amounts)

    assert sentence in refusal.value.problems[0]


@pytest.mark.parametrize("kind", [Kind.ALLOCATION, Kind.DISBURSEMENT, Kind.CARRIED_IN])
@pytest.mark.parametrize("amount", [0, -5])
def test_other_movements_are_positive(kind, amount, move):
    with pytest.raises(InvalidData):
        move(kind, jobs=amount)


@pytest.mark.parametrize(
    "day", [timezone.localdate() + timedelta(days=1), date(2021, 12, 31), date(2027, 1, 1)]
)
def test_day_lies_by_the_year_of_the_plan_and_not_ahead(day, move):
    with pytest.raises(InvalidData) as refusal:
        move(Kind.ALLOCATION, jobs=1, day=day)

    assert "Ngày" in refusal.value.problems[0]


def test_wrong_movement_is_undone_by_an_opposite_one(budget, move, duc):
    move(Kind.ALLOCATION, jobs=500)
    wrong = move(Kind.DISBURSEMENT, jobs=300)

    undone = reverse(movement=wrong, reason="Nhập nhầm số tiền", by=duc)

    assert balances(budget)["4.3", "recurrent"].disbursed == 0
    assert undone.amounts.get().amount_vnd == -300 * MILLION
    assert (undone.reverses, undone.day) == (wrong, timezone.localdate())
    assert budget.movements.count() == 3
    for movement in (MoneyMovement.objects.get(pk=wrong.pk), undone):
        with pytest.raises(DomainError, match="đã được đảo"):
            reverse(movement=movement, reason="Lần nữa", by=duc)


def test_undoing_what_has_been_spent_is_refused(budget, move, duc):
    given = move(Kind.ALLOCATION, jobs=500)
    move(Kind.DISBURSEMENT, jobs=300)

    with pytest.raises(InvalidData, match="Bút toán chưa đúng"), transaction.atomic():
        reverse(movement=given, reason="Nhầm", by=duc)
    assert balances(budget)["4.3", "recurrent"].allocated == 500 * MILLION


def test_undoing_needs_a_reason(move, duc):
    wrong = move(Kind.ALLOCATION, jobs=500)

    with pytest.raises(InvalidData, match="lý do"):
        reverse(movement=wrong, reason="  ", by=duc)


def test_latest_estimate_counts_and_an_undone_one_does_not(budget, move, duc):
    move(Kind.ALLOCATION, jobs=500)
    move(Kind.ESTIMATE, jobs=480, day=date(2023, 7, 31))
    move(Kind.ESTIMATE, jobs=450, day=date(2023, 6, 30))
    later = move(Kind.ESTIMATE, jobs=475, day=date(2023, 9, 30))

    assert balances(budget)["4.3", "recurrent"].estimate == 475 * MILLION
    reverse(movement=later, reason="Nhầm", by=duc)
    assert balances(budget)["4.3", "recurrent"].estimate == 480 * MILLION


def test_movements_are_never_edited_nor_deleted(budget, move):
    written = move(Kind.ALLOCATION, jobs=500)
    row = written.amounts.get()

    for rows in (budget.movements.all(), MovementAmount.objects.all()):
        with pytest.raises(DomainError, match="không sửa, không xóa"):
            rows.update()
        with pytest.raises(DomainError, match="không sửa, không xóa"):
            rows.delete()
    for stored in (written, row):
        with pytest.raises(DomainError, match="không sửa, không xóa"):
            stored.save()
        with pytest.raises(DomainError, match="không sửa, không xóa"):
            stored.delete()


def test_line_with_money_is_not_removed(budget, move, duc):
    move(Kind.ALLOCATION, jobs=500)

    with pytest.raises(InvalidData, match="không xóa được") as refusal:
        set_lines(plan=budget, lines=[], version=2, by=duc)
    assert refusal.value.problems == ("4.3 Việc làm",)


def test_same_form_sent_twice_is_kept_once(budget, move):
    first = move(Kind.ALLOCATION, jobs=500, seen=0)

    with pytest.raises(Conflict, match="vừa ghi"):
        move(Kind.ALLOCATION, jobs=500, seen=0)
    move(Kind.ALLOCATION, jobs=1, seen=first.pk)
    assert balances(budget)["4.3", "recurrent"].allocated == 501 * MILLION


def test_trail_names_the_cells(budget, move):
    move(Kind.ALLOCATION, jobs=500)

    event = Event.objects.of(budget).first()
    assert event.sentence == (
        "Ghi Phân bổ 12/QĐ-UBND ngày 01/03/2023 của kế hoạch 2023, huyện Suối Bạc"
    )
    assert event.changes == [
        {
            "label": "4.3 Việc làm (Sự nghiệp, Ngân sách trung ương)",
            "old": "(trống)",
            "new": "500.000.000",
        }
    ]


@pytest.mark.parametrize("who", ["mai", "lan", "binh", "dung", "chi"])
def test_only_officers_of_the_unit_record_its_money(who, move, cast):
    with pytest.raises(NotPermitted):
        move(Kind.ALLOCATION, jobs=1, by=cast[who])


# A plan that replaces another


@pytest.fixture
def replacement(budget, move, duc):
    """900 were given and 400 paid for jobs when the plan was replaced."""
    move(Kind.ALLOCATION, jobs=900)
    move(Kind.DISBURSEMENT, jobs=400)
    Plan.objects.filter(pk=budget.pk).update(state="approved", number=4, issued_on=date(2023, 2, 1))
    budget.refresh_from_db()
    return amend(plan=budget, amendment="replace", note="Giao lại vốn", by=duc)


def issued(plan):
    Plan.objects.filter(pk=plan.pk).update(state="approved", number=9, issued_on=date(2023, 6, 1))


def paid(plan, amount, by, kind=Kind.DISBURSEMENT):
    jobs = plan.budget_lines.get(component__code="4.3")
    amounts = {(jobs.pk, RECURRENT): amount * MILLION}
    movement = Movement(kind=kind, day=date(2023, 7, 1), decision="30/QĐ-UBND", amounts=amounts)
    return record(plan=plan, movement=movement, by=by)


def test_money_of_a_replaced_plan_counts_for_what_replaces_it(replacement, duc):
    """400 of 900 million were paid before; 500 remain, of which 300 are paid now."""
    issued(replacement)
    paid(replacement, 300, duc)

    jobs = balances(replacement)["4.3", "recurrent"]
    assert (jobs.allocated, jobs.disbursed, jobs.remaining) == (
        900 * MILLION,
        700 * MILLION,
        200 * MILLION,
    )
    with pytest.raises(InvalidData):
        paid(replacement, 201, duc)


def test_money_is_counted_through_two_replacements(replacement, duc):
    issued(replacement)
    replacement.refresh_from_db()
    paid(replacement, 100, duc)
    third = amend(plan=replacement, amendment="replace", note="Lần nữa", by=duc)

    jobs = balances(third)["4.3", "recurrent"]
    assert (jobs.allocated, jobs.disbursed) == (900 * MILLION, 500 * MILLION)


def test_replaced_plan_takes_no_more_money(budget, replacement, duc):
    paid(budget, 10, duc)
    issued(replacement)

    with pytest.raises(DomainError, match="kế hoạch thay thế"):
        paid(budget, 10, duc)


def test_what_was_given_is_not_taken_back_under_what_replaces_it(budget, replacement, duc):
    issued(replacement)
    paid(replacement, 500, duc)
    payment, given = budget.movements.order_by("-pk")

    reverse(movement=payment, reason="Nhầm", by=duc)
    with pytest.raises(InvalidData):
        reverse(movement=given, reason="Nhầm", by=duc)


def test_line_with_money_of_the_replaced_plan_is_kept(replacement, line, duc):
    with pytest.raises(InvalidData, match="không xóa được"):
        set_lines(plan=replacement, lines=[line("1", "Xây dựng")], version=1, by=duc)
