"""Shared texts: found by their numbers, whatever mark-up they have."""

import pytest

from households.excel.texts import Texts
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
    assert Texts(PART.encode(), "").text(number) == text


@pytest.mark.parametrize(
    ("coded", "text"),
    [
        ("Lê_x000D_Ba", "Lê\rBa"),
        ("<r><t>Lê_x000a_Ba</t></r>", "Lê\nBa"),
        ("_x005F_x000D_", "_x000D_"),
        ("_xD83D_", "_xD83D_"),
    ],
)
def test_characters_that_xml_cannot_hold_are_decoded(coded, text):
    """Excel codes them (ECMA-376, part 1, ST_Xstring); half a character stays as it is."""
    item = coded if coded.startswith("<") else f"<t>{coded}</t>"

    assert Texts(f"<sst><si>{item}</si></sst>".encode(), "").text(0) == text


@pytest.mark.parametrize("number", [5, 6, 10**9])
def test_number_without_a_text_is_damage(number):
    with pytest.raises(InvalidData, match="hỏng"):
        Texts(PART.encode(), "hỏng").text(number)


def test_file_without_shared_texts():
    with pytest.raises(InvalidData, match="hỏng"):
        Texts(None, "hỏng").text(0)


def test_signs_of_an_old_encoding_are_seen_in_any_text():
    assert not Texts(PART.encode(), "").look_old
    assert Texts("<sst><si><t>NguyÔn V¨n</t></si></sst>".encode(), "").look_old
    assert Texts(b"<sst><si><t>V&#168;n</t></si></sst>", "").look_old
