"""Numbers of sections: the usual styles, each number once, references that follow."""

import pytest

from plans.numbering import Node, letter, number, roman


def labels(*nodes):
    return {key: found.label for key, found in number(nodes).items()}


def references(*nodes):
    return {key: found.reference for key, found in number(nodes).items()}


def node(key, style, *children):
    return Node(key, style, children)


PLAN = (
    node("muc-dich", "I."),
    node(
        "nhiem-vu",
        "I.",
        node("y-te", "1.", node("the", "a)"), node("kham", "a)"), node("gach", "-")),
        node("nha-o", "1.", node("lop-1", "1.1."), node("lop-2", "1.1.", node("sau", "1.1."))),
        node("cong", "+"),
        node("khong", "none", node("tiep", "1.")),
    ),
    node("to-chuc", "I."),
)


def test_usual_styles():
    assert labels(*PLAN) == {
        "muc-dich": "I.",
        "nhiem-vu": "II.",
        "y-te": "1.",
        "the": "a)",
        "kham": "b)",
        "gach": "-",
        "nha-o": "2.",
        "lop-1": "2.1.",
        "lop-2": "2.2.",
        "sau": "2.2.1.",
        "cong": "+",
        "khong": "",
        "tiep": "3.",
        "to-chuc": "III.",
    }


def test_references_name_the_place():
    found = references(*PLAN)

    assert found["nhiem-vu"] == "mục II"
    assert found["nha-o"] == "khoản 2 mục II"
    assert found["kham"] == "điểm b khoản 1 mục II"
    assert found["lop-2"] == "khoản 2.2 mục II"
    assert found["sau"] == "khoản 2.2.1 mục II"
    # What has no number is named by what it lies in.
    assert found["gach"] == "khoản 1 mục II"


def test_parts():
    ours = (node("a", "A.", node("a1", "I.")), node("b", "A.", node("b1", "I.", node("b2", "1."))))

    assert labels(*ours) == {"a": "A.", "a1": "I.", "b": "B.", "b1": "I.", "b2": "1."}
    assert references(*ours)["a1"] == "mục I phần A"
    assert references(*ours)["b2"] == "khoản 1 mục I phần B"


def test_order_moves_numbers_and_references():
    moved = (PLAN[2], PLAN[0], PLAN[1])

    assert labels(*moved)["to-chuc"] == "I."
    assert references(*moved)["kham"] == "điểm b khoản 1 mục III"


def test_no_number_comes_twice():
    """Two unnumbered sections with numbered ones in them, and both styles of one family."""
    mixed = (
        node("x", "none", node("x1", "1."), node("x2", "1.1.")),
        node("y", "none", node("y1", "1."), node("y2", "1.1.", node("y3", "1."))),
        node("z", "1.", node("z1", "1."), node("z2", "1.1.")),
    )
    found = number(mixed)
    numbered = [found[key].reference for key in ("x1", "x2", "y1", "y2", "y3", "z", "z1", "z2")]

    assert len(set(numbered)) == len(numbered), numbered


def test_top_level_arabic_numbers():
    ours = (node("a", "1.", node("a1", "1.1."), node("a2", "a)")),)

    assert references(*ours) == {"a": "mục 1", "a1": "mục 1.1", "a2": "điểm a mục 1"}


@pytest.mark.parametrize(
    ("figure", "letters"), [(1, "I"), (4, "IV"), (9, "IX"), (14, "XIV"), (40, "XL"), (99, "XCIX")]
)
def test_roman(figure, letters):
    assert roman(figure) == letters


def test_letters_have_d_with_a_stroke_and_no_f():
    assert [letter(n) for n in range(1, 9)] == ["a", "b", "c", "d", "đ", "e", "g", "h"]
    assert letter(24) == "aa"
