"""Adding up money, and printing it so that the parts add up to the printed total."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plans.money import (
    COLUMNS,
    Balance,
    Scale,
    Sum,
    add_up,
    by_axis,
    by_component,
    rounded,
    rounded_parts,
    state_total,
    total,
    under,
)
from plans.typed import read_amount, show_amount, to_type
from povertyplan.errors import InvalidData

COLUMN = {column.key: column for column in COLUMNS}
AMOUNTS = st.lists(st.integers(-(10**15), 10**15), max_size=40)
SCALES = st.sampled_from(list(Scale))

# What the district of Hà Quảng wrote for 2023 and 2022, in million đồng.
# (code, source and kind, amount): the plan's own figures, project by project.
DEVELOPMENT, RECURRENT = "development-central", "recurrent-central"
FOR_2023 = [
    ("1", DEVELOPMENT, 73_488),
    ("1", "mobilised", 375),
    ("1", RECURRENT, 10_279),
    ("2", RECURRENT, 14_000),
    ("3.1", RECURRENT, 6_150),
    ("3.2", RECURRENT, 2_080),
    ("4.1", RECURRENT, 3_060),
    ("4.2", RECURRENT, 1_070),
    ("4.3", DEVELOPMENT, 425),
    ("4.3", RECURRENT, 900),
    ("5", RECURRENT, 20_000),
    ("6.1", RECURRENT, 330),
    ("6.2", RECURRENT, 420),
    ("7.1", RECURRENT, 800),
    ("7.2", RECURRENT, 84),
]
IN_2022 = [
    ("1", DEVELOPMENT, 71_283),
    ("1", RECURRENT, 2_076),
    ("2", RECURRENT, 1_000),
    ("2", RECURRENT, 3_855),
    ("3.1", RECURRENT, 2_100),
    ("4.1", RECURRENT, 1_607),
    ("4.2", RECURRENT, 329),
    ("4.3", RECURRENT, 303),
    ("6.1", RECURRENT, 941),
    ("6.2", RECURRENT, 87),
    ("7.1", RECURRENT, 605),
    ("7.2", RECURRENT, 63),
]


def sums(rows) -> list[Sum]:
    """The rows as sums; a sub-project counts in its project too."""
    return [
        Sum((code,) if "." not in code else (code[0], code), COLUMN[key], None, amount * 1_000_000)
        for code, key, amount in rows
    ]


def millions(vnd: int) -> int:
    assert vnd % 1_000_000 == 0
    return vnd // 1_000_000


def test_proposal_of_ha_quang_for_2023():
    found = sums(FOR_2023)
    kinds = by_axis(found, lambda item: item.column.capital_kind)

    assert millions(kinds["development"]) == 73_913
    assert millions(kinds["recurrent"]) == 59_173
    assert millions(state_total(found)) == 133_086
    assert millions(total(found)) == 133_461
    assert by_axis(found, lambda item: item.column.is_state)[False] == 375_000_000


def test_result_of_ha_quang_in_2022():
    found = sums(IN_2022)
    kinds = by_axis(found, lambda item: item.column.capital_kind)

    assert (millions(kinds["development"]), millions(kinds["recurrent"])) == (71_283, 12_966)
    assert millions(state_total(found)) == millions(total(found)) == 84_249
    # The printed project totals of section 2.5.
    projects = {code: millions(vnd) for code, vnd in by_component(found).items()}
    printed = {"1": 73_359, "2": 4_855, "6": 1_028, "7": 668, "6.1": 941, "7.2": 63}
    assert {code: projects[code] for code in printed} == printed


def test_component_holds_what_lies_below_it():
    found = under(sums(FOR_2023), "4")

    assert millions(total(found)) == 3_060 + 1_070 + 425 + 900
    assert millions(by_component(sums(FOR_2023))["4.3"]) == 1_325


def test_places_are_an_axis_like_any_other():
    column = COLUMN["recurrent-province"]
    found = [Sum((1,), column, "A", 5), Sum((2,), column, "B", 7), Sum((1,), column, None, 1)]

    assert by_axis(found, lambda item: item.place) == {"A": 5, "B": 7, None: 1}


@given(AMOUNTS, SCALES)
def test_printed_parts_add_up_to_the_printed_total(parts, scale):
    printed = rounded_parts(parts, scale)

    assert sum(printed) == rounded(sum(parts), scale)
    for part, shown in zip(parts, printed, strict=True):
        assert abs(shown - Fraction(part, scale)) < 1


@given(AMOUNTS, st.lists(st.integers(0, 39), max_size=6), SCALES)
def test_levels_of_a_tree_add_up_from_the_top_down(parts, cuts, scale):
    edges = sorted({0, len(parts), *(cut for cut in cuts if cut < len(parts))})
    groups = [parts[a:b] for a, b in zip(edges, edges[1:], strict=False)]
    above = rounded_parts([sum(group) for group in groups], scale)

    for group, whole in zip(groups, above, strict=True):
        assert sum(rounded_parts(group, scale, whole)) == whole


@given(st.lists(st.integers(-(10**6), 10**6), max_size=20))
def test_exact_amounts_are_printed_as_they_are(parts):
    assert rounded_parts([part * 1_000 for part in parts], Scale.THOUSAND) == parts


@pytest.mark.parametrize(
    ("parts", "printed"),
    [
        ([400, 400, 400], [1, 0, 0]),  # 1,2: one unit in all, to the first of equals
        ([500, 500], [1, 0]),
        ([1_700, 1_700, 1_600], [2, 2, 1]),  # 5,0
        ([-400, -400, -400], [0, 0, -1]),  # -1,2
        ([-1_500, 1_500], [-1, 1]),
        ([-500], [-1]),  # half away from zero
        ([], []),
    ],
)
def test_largest_remainders_are_rounded_up(parts, printed):
    assert rounded_parts(parts, Scale.THOUSAND) == printed


def test_total_that_is_not_the_total_of_the_parts_is_refused():
    with pytest.raises(ValueError, match="not the total"):
        rounded_parts([1_500, 1_500], Scale.THOUSAND, whole=5)


def test_balance_of_a_cell():
    cell = Balance(allocated=100, adjusted=-20, carried_in=15, carried_out=5, disbursed=45)

    assert (cell.available, cell.remaining, cell.rate) == (90, 45, 50)
    assert Balance(disbursed=0).rate is None


def test_estimate_of_several_is_unknown_while_one_is():
    known, unknown = Balance(allocated=10, estimate=9), Balance(allocated=10)

    assert add_up([known, unknown]).estimate is None
    assert add_up([known, Balance(planned=10)]).estimate == 9
    assert add_up([known, known]).estimate == 18


@pytest.mark.parametrize(
    ("text", "scale", "vnd"),
    [
        ("73.488", Scale.MILLION, 73_488_000_000),
        ("73488", Scale.MILLION, 73_488_000_000),
        ("6,15", Scale.BILLION, 6_150_000_000),
        (" 1.325,5 ", Scale.MILLION, 1_325_500_000),
        ("0,125", Scale.MILLION, 125_000),
        ("1,1250", Scale.MILLION, 1_125_000),
        ("0", Scale.MILLION, 0),
        ("-500", Scale.MILLION, -500_000_000),
        ("", Scale.MILLION, None),
        (" - ", Scale.MILLION, None),
    ],
)
def test_amounts_as_people_write_them(text, scale, vnd):
    assert read_amount(text, scale) == vnd


@pytest.mark.parametrize(
    ("text", "scale", "sentence"),
    [
        ("73,488", Scale.MILLION, "hãy ghi 73.488 hoặc 73,4880"),
        ("73,488,000", Scale.MILLION, "hãy ghi 73.488.000."),
        ("6.15", Scale.BILLION, "Hãy nhập một số"),
        ("1.325,50,1", Scale.MILLION, "Hãy nhập một số"),
        ("12 triệu", Scale.MILLION, "Hãy nhập một số"),
        ("１２", Scale.MILLION, "Hãy nhập một số"),
        ("9" * 30, Scale.DONG, "Hãy nhập một số|quá lớn"),
        ("0,5", Scale.DONG, "số đồng nguyên"),
        ("0,1234567", Scale.MILLION, "số đồng nguyên"),
        ("1000000000000", Scale.MILLION, "quá lớn"),
    ],
)
def test_what_could_be_misread_is_refused(text, scale, sentence):
    with pytest.raises(InvalidData, match=sentence):
        read_amount(text, scale)


@given(st.integers(0, 10**16), SCALES)
def test_what_is_shown_in_a_cell_is_read_back_the_same(vnd, scale):
    assert read_amount(to_type(show_amount(vnd, scale)), scale) == vnd
