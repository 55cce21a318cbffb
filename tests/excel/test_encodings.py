"""Text in TCVN3 and VNI is converted; Unicode, and what could be either, is left alone."""

import unicodedata

import pytest

from households.excel import encodings
from households.excel.encodings import Encoding


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("NguyÔn V¨n An", "Nguyễn Văn An"),
        ("TrÇn ThÞ B×nh", "Trần Thị Bình"),
        ("Lª Hoµng Hïng", "Lê Hoàng Hùng"),
        ("Vâ ThÞ S¸u", "Võ Thị Sáu"),
        ("NGUYÔN V¡N AN", "NGUYỄN VĂN AN"),
    ],
)
def test_tcvn3_is_converted(typed, meant):
    assert encodings.repair(typed) == (meant, Encoding.TCVN3)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("Nguyeãn Vaên An", "Nguyễn Văn An"),
        ("Ñaëng Thò Höông", "Đặng Thị Hương"),
        ("Phaïm Vaên Ñoàng", "Phạm Văn Đồng"),
        ("Lyù Thöôøng Kieät", "Lý Thường Kiệt"),
        ("TRAÀN VAÊN ÑÖÙC", "TRẦN VĂN ĐỨC"),
    ],
)
def test_vni_is_converted(typed, meant):
    assert encodings.repair(typed) == (meant, Encoding.VNI)


@pytest.mark.parametrize(
    "name",
    [
        "Nguyễn Văn Toán",
        "Đỗ Thị Hoà",
        "Toán",
        "Thuý",
        "Bé",
        "H'Ñung",
        "Ksor H'Nhăn",
        "Siu Blơ",
        "An",
    ],
)
def test_unicode_stays_as_it_is(name):
    assert encodings.repair(name) == (name, None)


def test_decomposed_text_is_not_taken_for_an_old_encoding():
    composed = unicodedata.normalize("NFC", unicodedata.normalize("NFD", "Đỗ Thị Hoà"))

    assert encodings.repair(composed) == (composed, None)


def test_what_could_be_two_names_is_called_so():
    assert encodings.is_ambiguous("Bé")  # «Bộ» in TCVN3
    assert not encodings.is_ambiguous("Toán")


def test_signs_that_make_sense_in_no_encoding_are_unreadable():
    assert encodings.is_unreadable("¸¸¸ µ¶·")
    assert not encodings.is_unreadable("Nguyễn Văn An")
