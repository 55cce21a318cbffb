"""Where a case stands, what it waits for, and the working days of a posting."""

from dataclasses import replace
from datetime import date

import pytest

from households import calendar, stages
from households.calendar import DaysOff
from households.enums import StepKind
from households.stages import Case, Posted, Stage, Task, Vote, standing
from povertyplan.approval import ApprovalState

FULL = frozenset({StepKind.MEETING, StepKind.POSTING, StepKind.OPINION, StepKind.RECOGNITION})
TODAY = date(2021, 10, 20)
AGREED = Vote(agree_count=20, attendee_count=40, read_out="A")
OVER = Posted("A", date(2021, 10, 19))
READY = Case(state=ApprovalState.DRAFT, says="A", steps=FULL, vote=AGREED, posted=OVER)


def where(**changes):
    found = standing(replace(READY, **changes), today=TODAY)
    return found.stage, found.task


def test_agreed_and_posted_case_may_be_sent():
    assert where() == (Stage.POSTED, Task.SUBMIT)
    assert standing(READY, today=TODAY).because == ""


@pytest.mark.parametrize(
    ("agree", "attend", "is_agreed"),
    [(20, 40, True), (19, 40, False), (21, 41, True), (20, 41, False), (1, 1, True), (0, 1, False)],
)
def test_at_least_half_must_agree(agree, attend, is_agreed):
    assert stages.agrees(agree, attend) is is_agreed


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"says": "", "is_untouched": True}, (Stage.LISTED, Task.COLLECT)),
        ({"says": ""}, (Stage.COLLECTING, Task.COLLECT)),
        ({"vote": None}, (Stage.SCORED, Task.MEET)),
        ({"says": "B"}, (Stage.SCORED, Task.MEET)),
        ({"vote": Vote(19, 40, "A")}, (Stage.REJECTED, Task.COLLECT)),
        ({"vote": Vote(19, 40, "A", "đã hỏi lại")}, (Stage.SCORED, Task.MEET)),
        ({"vote": Vote(19, 40, "B")}, (Stage.SCORED, Task.MEET)),
        ({"posted": None}, (Stage.AGREED, Task.POST)),
        ({"posted": Posted("B", date(2021, 10, 1))}, (Stage.AGREED, Task.POST)),
        ({"posted": Posted("A", date(2021, 10, 1), is_contested=True)}, (Stage.AGREED, Task.POST)),
        ({"has_open_objection": True}, (Stage.OBJECTED, Task.RECHECK)),
        ({"awaits_recheck": True}, (Stage.OBJECTED, Task.RECHECK)),
        ({"state": ApprovalState.RETURNED}, (Stage.RETURNED, Task.SUBMIT)),
        ({"state": ApprovalState.RETURNED, "says": "B"}, (Stage.RETURNED, Task.MEET)),
        ({"state": ApprovalState.SUBMITTED}, (Stage.REPORTED, Task.DECIDE)),
        ({"state": ApprovalState.SUBMITTED, "is_held": True}, (Stage.HELD, Task.RELEASE)),
        (
            {"state": ApprovalState.SUBMITTED, "has_open_objection": True},
            (Stage.OBJECTED, Task.RECHECK),
        ),
        ({"state": ApprovalState.APPROVED}, (Stage.APPROVED, Task.RECOGNISE)),
        (
            {"state": ApprovalState.APPROVED, "is_recognised": True},
            (Stage.RECOGNISED, Task.NOTHING),
        ),
        ({"is_withdrawn": True}, (Stage.WITHDRAWN, Task.NOTHING)),
    ],
)
def test_stage_and_task(changes, expected):
    assert where(**changes) == expected


def test_last_day_of_a_posting_counts_in_full():
    assert where(posted=Posted("A", TODAY)) == (Stage.POSTED, Task.WAIT)
    assert where(posted=Posted("A", date(2021, 10, 19))) == (Stage.POSTED, Task.SUBMIT)


def test_rechecked_result_needs_a_posting_and_no_meeting():
    changed = {"says": "B", "rechecked": frozenset({"B"})}

    assert where(**changed) == (Stage.AGREED, Task.POST)
    assert where(**changed, posted=Posted("B", date(2021, 10, 19))) == (Stage.POSTED, Task.SUBMIT)
    assert where(says="C", rechecked=frozenset({"B"})) == (Stage.SCORED, Task.MEET)


def test_round_from_paper_asks_for_neither():
    case = Case(state=ApprovalState.DRAFT, says="A")

    assert standing(case, today=TODAY).task == Task.SUBMIT


def test_whatever_cannot_be_sent_says_why():
    for changes in ({"says": ""}, {"vote": None}, {"posted": None}, {"has_open_objection": True}):
        assert standing(replace(READY, **changes), today=TODAY).because


def test_fingerprint_follows_what_is_said():
    rows = [(1, "poor", 100, 3), (2, "poor", None, 1)]

    same = stages.fingerprint(rows, 4)
    assert same == stages.fingerprint(reversed(rows), 4)
    assert same != stages.fingerprint(rows, 5)
    assert same != stages.fingerprint([(1, "near_poor", 100, 3), rows[1]], 4)


# October 2021: the 1st is a Friday. 2 September is the national day, a Thursday that year.
@pytest.mark.parametrize(
    ("start", "off", "end"),
    [
        # 1 January 2021 was a Friday, 30 April and 1 May 2024 a Tuesday and a Wednesday.
        (date(2020, 12, 31), DaysOff(), date(2021, 1, 6)),
        (date(2024, 4, 29), DaysOff(), date(2024, 5, 6)),
        (date(2021, 10, 1), DaysOff(), date(2021, 10, 6)),
        (date(2021, 10, 4), DaysOff(), date(2021, 10, 7)),
        (date(2021, 10, 2), DaysOff(), date(2021, 10, 6)),
        (
            date(2021, 8, 31),
            DaysOff(holidays=frozenset({date(2021, 9, 2), date(2021, 9, 3)})),
            date(2021, 9, 7),
        ),
        (date(2021, 10, 1), DaysOff(made_up=frozenset({date(2021, 10, 2)})), date(2021, 10, 5)),
    ],
    ids=["new year", "april", "friday", "monday", "saturday", "holidays", "make-up day"],
)
def test_three_working_days(start, off, end):
    assert calendar.after_working_days(start, 3, off) == end


def test_deadlines_leave_later_steps_their_days():
    """Closing on Tuesday 14/12/2021; five days of opinion before it begin after Tuesday 7/12,
    three of posting before that after Thursday 2/12."""
    days = [None, None, None, 3, 5, None]

    assert calendar.deadlines(days, date(2021, 12, 14), DaysOff()) == [
        date(2021, 12, 2),
        date(2021, 12, 2),
        date(2021, 12, 2),
        date(2021, 12, 7),
        date(2021, 12, 14),
        date(2021, 12, 14),
    ]


def test_deadline_on_a_sunday_counts_back_from_friday():
    assert calendar.before_working_days(date(2021, 10, 10), 1, DaysOff()) == date(2021, 10, 7)


@pytest.mark.parametrize(
    ("kind", "year", "period"),
    [
        ("periodic", 2022, (date(2022, 9, 1), date(2022, 12, 14))),
        ("in_year", 2021, (date(2021, 10, 15), date(2021, 10, 30))),
        ("in_year", 2023, (date(2023, 1, 15), date(2023, 1, 30))),
    ],
)
def test_proposed_period(kind, year, period):
    found = calendar.proposed_period(
        kind, year, today=TODAY, opens="01/09", closes="14/12", days=15
    )
    assert found == period


@pytest.mark.parametrize(
    ("kind", "household_class", "is_granted"),
    [
        ("enter", "poor", True),
        ("enter", "near_poor", True),
        ("enter", "average", True),
        ("enter", "non_poor", False),
        ("enter", "", False),
        ("leave", "non_poor", True),
        ("leave", "near_poor", True),
        ("leave", "poor", False),
    ],
)
def test_what_a_review_grants(kind, household_class, is_granted):
    assert stages.grants(kind, household_class) is is_granted


@pytest.mark.parametrize(
    ("before", "now", "is_granted"),
    [
        ("near_poor", "near_poor", False),
        ("near_poor", "poor", False),
        ("near_poor", "average", True),
        ("poor", "near_poor", True),
    ],
)
def test_who_is_near_poor_still_has_not_left_the_near_poor(before, now, is_granted):
    assert stages.grants("leave", now, before) is is_granted
