"""Vietnamese text: search without tones, names in order, one normal form."""

import random
import unicodedata

import pytest

from povertyplan.text import fold, nfc, sort_key


@pytest.mark.parametrize(
    ("written", "typed"),
    [
        ("Nguyễn", "nguyen"),
        ("Đất Bằng", "dat bang"),
        ("Rah Lan H'Uôn", "rah lan h'uon"),
        ("  Trần   Thị ", "tran thi"),
    ],
)
def test_search_ignores_tones_and_case(written, typed):
    assert fold(written) == typed


def test_decomposed_text_becomes_composed():
    decomposed = unicodedata.normalize("NFD", "Nguyễn Đường")

    assert nfc(decomposed) == "Nguyễn Đường"
    assert fold(decomposed) == "nguyen duong"


def test_names_sort_by_given_name_then_family_name():
    names = ["Trần Văn An", "Lê Thị An", "Nguyễn Bình", "Đỗ Ăn", "Phạm Ân", "Lê Đông", "Bùi Dũng"]

    assert sorted(names, key=sort_key) == [
        "Lê Thị An",
        "Trần Văn An",
        "Đỗ Ăn",
        "Phạm Ân",
        "Nguyễn Bình",
        "Bùi Dũng",
        "Lê Đông",
    ]


def test_letters_and_tones_follow_the_vietnamese_alphabet():
    words = ["ma", "mà", "mả", "mã", "má", "mạ", "man", "măng", "mân", "me", "mê", "ôn", "ơn", "đa"]
    shuffled = random.Random(1).sample(words, len(words))
    expected = ["đa", "ma", "mà", "mả", "mã", "má", "mạ", "man", "măng", "mân", "me", "mê"]

    assert sorted(shuffled, key=sort_key) == [*expected, "ôn", "ơn"]
