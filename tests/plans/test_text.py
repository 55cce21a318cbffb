"""The little language of sections: what becomes a list, what is bold, what is filled in."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plans import text
from plans.text import Block, Run
from povertyplan.text import prose


def plain(body: str) -> list[tuple[str, str]]:
    return [(block.marker, block.text) for block in text.parse(body)]


def test_blank_line_ends_a_paragraph():
    assert plain("Một\nhai\n\nBa") == [("", "Một hai"), ("", "Ba")]


def test_items_of_lists():
    body = "Các xã:\n- Lập danh sách\nhộ nghèo;\n+ Gửi huyện.\n-không phải mục"

    assert plain(body) == [
        ("", "Các xã:"),
        ("-", "Lập danh sách hộ nghèo;"),
        ("+", "Gửi huyện. -không phải mục"),
    ]


def test_bold_words():
    assert text.parse("Giảm **nhanh** và bền **vững")[0].runs == (
        Run("Giảm "),
        Run("nhanh", True),
        Run(" và bền **vững"),
    )


def test_placeholders_are_filled():
    blocks = text.parse("Còn [[poor.rate.planned]]%, **giảm [[ poor.decrease ]] hộ**.")

    filled = text.fill(blocks, {"poor.rate.planned": "8,48", "poor.decrease": "625"}.get)

    assert filled[0].text == "Còn 8,48%, giảm 625 hộ."
    assert [run.is_bold for run in filled[0].runs] == [False, False, False, True, True, True, False]


def test_unknown_placeholder_stays_in_sight():
    filled = text.fill(text.parse("Còn [[poor.x]] hộ"), {}.get)

    assert filled[0].text == "Còn [[poor.x]] hộ"
    assert text.names("Còn [[poor.x]] hộ, [[ref:a]]") == ["poor.x", "ref:a"]


def test_markup_of_browsers_is_text():
    body = '<script>alert("1")</script> &amp; [[<b>]]'

    assert text.fill(text.parse(body), {}.get)[0].text == body


@pytest.mark.parametrize("end", [".", "./.", ";", " .", ":"])
def test_signs_at_the_end_go(end):
    block = Block((Run("Báo cáo huyện"), Run(end, True)))

    assert text.without_end(block).text == "Báo cáo huyện"


@given(st.text())
def test_any_text_is_parsed_and_nothing_is_lost(body):
    kept = "".join(
        run.text or f"[[{run.name}]]" for block in text.parse(body) for run in block.runs
    )

    letters = [char for char in kept if char.isalnum()]
    assert letters == [char for char in body if char.isalnum()]


def test_prose_keeps_its_lines():
    assert prose("\n a\u0323  b \r\n\n c’d \n") == "ạ b\n\nc'd"


def test_reference_says_its_kind_once():
    filled = text.fill(text.parse("nêu tại mục [[ref:a]]"), {"ref:a": "khoản 2 mục V"}.get)

    assert filled[0].text == "nêu tại khoản 2 mục V"
