"""Shared texts: found by their numbers, whatever mark-up they have."""

import pytest

from households.excel import package
from households.excel.texts import SIGN, Texts
from povertyplan.errors import InvalidData

PART = """<sst>
<si><t>Nguyễn Văn An</t></si><si><t xml:space="preserve"> Siu </t></si>
<si><r><rPr><b/></rPr><t>Lê </t></r><r><t>Ba</t></r><rPh sb="0" eb="1"><t>no</t></rPh></si>
<si><t>a &amp; b &lt; c</t></si><si/></sst>"""


@pytest.mark.parametrize(
    ("number", "text"),
    [(0, "Nguyễn Văn An"), (1, " Siu "), (2, "Lê Ba"), (3, "a & b < c"), (4, "")],
)
def test_text_by_its_number(number, text):
    assert Texts(PART.encode(), "").plain(f"{SIGN}{number}") == text


@pytest.mark.parametrize("number", ["5", "-2", "1_0", "x", "", "²"])
def test_number_without_a_text_is_damage(number):
    with pytest.raises(InvalidData, match="hỏng"):
        Texts(PART.encode(), "hỏng").plain(f"{SIGN}{number}")


def test_values_that_name_no_text_stay_as_they_are():
    texts = Texts(None, "")

    assert [texts.plain(raw) for raw in (1.5, "0", "", True)] == [1.5, "0", "", True]


def test_signs_of_an_old_encoding_are_seen_in_any_text():
    assert not Texts(PART.encode(), "").look_old
    assert Texts("<sst><si><t>NguyÔn V¨n</t></si></sst>".encode(), "").look_old
    assert Texts(b"<sst><si><t>V&#168;n</t></si></sst>", "").look_old


@pytest.mark.parametrize("attributes", [b'r="A9" s="1" t="s"', b'r="A9" t="s" s="1"'])
def test_cells_name_shared_texts_whatever_the_order_of_their_attributes(attributes):
    plain = package._without_shared(b"<c " + attributes + b"><v>7</v></c>")

    assert b'"s"' not in plain
    assert f"<v>{SIGN}7</v>".encode() in plain


@pytest.mark.parametrize("cell", ['<c r="A9" t="s"><v >7</v></c>', f"<c><v>{SIGN}7</v></c>"])
def test_cell_that_could_be_misread_is_damage(cell):
    with pytest.raises(InvalidData):
        package._without_shared(cell.encode())
