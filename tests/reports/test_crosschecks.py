"""The identities between the summary tables, each broken once."""

from dataclasses import fields, replace

import pytest

from households.counts import Totals
from households.movements import Flow, Movement
from households.tallies import Group, Tally
from reports import crosschecks
from reports.crosschecks import Figures


def tally(kind: str, households: int, persons: int) -> Tally:
    return Tally((Group(kind, "10", True, 0, households, persons),))


def movement(**figures) -> Movement:
    return Movement(households=Flow(**figures))


def figures(**changes) -> Figures:
    """Ten poor became eight: four rose to near-poor, one fell back from there, one is new."""
    values = {
        "place": "xã Bình An",
        "totals": Totals(100, 40, 450),
        "poor": tally("poor", 8, 30),
        "near_poor": tally("near_poor", 6, 20),
        "poor_movement": movement(opening=10, to_other_class=4, from_other_class=1, new=1),
        "near_poor_movement": movement(opening=3, from_other_class=4, to_other_class=1),
        "next_poor": movement(opening=8),
        "next_near_poor": movement(opening=6),
        "poor_deprived": 8,
    }
    values |= changes
    for name in ("poor", "near_poor"):
        values.setdefault(f"left_{name}", values[name])
    return Figures(**values)


def test_figures_that_agree_pass_every_check():
    checks = crosschecks.checks([figures()])

    # The two that need the total counted as one place are not known of a single row.
    assert len(checks) == len(crosschecks.IDENTITIES) - 2 == 9
    assert crosschecks.failures(checks) == []
    assert crosschecks.summary(checks) == "Đối chiếu: 9/9 khớp"


POOR_MOVEMENT, NEAR_MOVEMENT = figures().poor_movement, figures().near_poor_movement


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        pytest.param(
            {"poor_movement": replace(POOR_MOVEMENT, households=Flow(10, 4, 0, 0, 1, 0, 2))},
            "hộ nghèo cuối kỳ của biểu diễn biến = số hộ nghèo của biểu kết quả rà soát; "
            "xã Bình An: 9 và 8.",
            id="closing-is-not-what-is-counted",
        ),
        pytest.param(
            {"next_poor": movement(opening=7)},
            "hộ nghèo đầu kỳ của năm sau = số hộ nghèo của biểu kết quả rà soát; "
            "xã Bình An: 7 và 8.",
            id="next-year-opens-with-others",
        ),
        pytest.param(
            {"near_poor_movement": replace(NEAR_MOVEMENT, households=Flow(4, 1, 0, 0, 3))},
            "hộ thoát nghèo thành cận nghèo = hộ nghèo trở thành hộ cận nghèo; xã Bình An: 4 và 3.",
            id="one-who-left-never-arrived",
        ),
        pytest.param(
            {"near_poor_movement": replace(NEAR_MOVEMENT, households=Flow(4, 2, 0, 0, 4))},
            "hộ cận nghèo trở thành hộ nghèo ở hai biểu diễn biến; xã Bình An: 1 và 2.",
            id="one-who-arrived-never-left",
        ),
        pytest.param(
            {"near_poor": tally("near_poor", 5, 20), "next_near_poor": movement(opening=5)},
            "hộ cận nghèo cuối kỳ của biểu diễn biến = số hộ cận nghèo của biểu kết quả rà soát; "
            "xã Bình An: 6 và 5.",
            id="near-poor-closing",
        ),
        pytest.param(
            {"next_near_poor": movement(opening=9)},
            "hộ cận nghèo đầu kỳ của năm sau = số hộ cận nghèo của biểu kết quả rà soát; "
            "xã Bình An: 9 và 6.",
            id="near-poor-opening",
        ),
        pytest.param(
            {"poor_deprived": 9},
            "số hộ nghèo thiếu hụt một chỉ số không quá số hộ nghèo; xã Bình An: 9 và 8.",
            id="more-deprived-than-poor",
        ),
        pytest.param(
            {"poor": tally("poor", 8, 5), "near_poor": tally("near_poor", 6, 7)},
            "số hộ nghèo, hộ cận nghèo không quá số nhân khẩu của các hộ ấy; xã Bình An: 14 và 12.",
            id="more-poor-households-than-persons",
        ),
        pytest.param(
            {"totals": Totals(1_100, 40, 450)},
            "tổng số hộ dân cư không quá tổng số nhân khẩu; xã Bình An: 1.100 và 450.",
            id="more-households-than-persons",
        ),
    ],
)
def test_disagreement_names_the_tables_the_place_and_both_figures(changes, words):
    whole = replace(figures(), place="huyện Suối Bạc")

    checks = crosschecks.checks([figures(**changes), whole])

    assert crosschecks.failures(checks) == [f"Không khớp: {words}"]
    assert crosschecks.summary(checks) == "Đối chiếu: 8/9 khớp"


def test_what_is_not_known_is_not_compared():
    nothing = Flow(**dict.fromkeys(field.name for field in fields(Flow)))
    unknown = Movement(nothing, nothing)

    checks = crosschecks.checks(
        [figures(poor_movement=unknown, next_poor=unknown, totals=Totals(100, 40, None))]
    )

    # Left: the near-poor at both ends, deprivations, and the persons of the poor.
    assert crosschecks.summary(checks) == "Đối chiếu: 4/4 khớp"
    assert crosschecks.summary([]) == ""
