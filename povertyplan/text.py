"""Vietnamese text: one normal form, search that ignores tones, and the order of names.

No database gets this right in every set-up, so the keys are computed here and stored.
"""

import unicodedata
from functools import lru_cache

from django.db import models

# The Vietnamese alphabet in its order, each letter as two digits: databases with a Vietnamese
# collation and those without it sort digits alike. Other letters sort by their base, others last.
_ALPHABET = "0123456789aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
_LETTER = {letter: f"{index:02d}" for index, letter in enumerate(_ALPHABET, 10)}
_OTHER, _WORD_END = "99", "00"
# Tones weigh only between words that are otherwise the same: none, huyền, hỏi, ngã, sắc, nặng.
_TONE = {"\u0300": "2", "\u0309": "3", "\u0303": "4", "\u0301": "5", "\u0323": "6"}


def nfc(text: str) -> str:
    """`text` in Unicode NFC, with plain apostrophes, without spaces at the ends or in runs."""
    return " ".join(unicodedata.normalize("NFC", _mended(text)).split())


def _mended(text: str) -> str:
    """Phones and word processors write H’Bia; the name is H'Bia. A null byte is no letter."""
    # Several times as fast as str.translate, and asked for every text that is stored.
    return text.replace("’", "'").replace("‘", "'").replace("ʼ", "'").replace("\0", "")


def fold(text: str) -> str:
    """`text` as people type it in a hurry: lower case, no tones, no marks, đ as d.

    >>> fold("Nguyễn Đất")
    'nguyen dat'
    """
    small = nfc(text).lower().replace("đ", "d")
    if small.isascii():
        return small
    decomposed = unicodedata.normalize("NFD", small)
    return "".join(char for char in decomposed if not unicodedata.combining(char))


def same_name_key(name: str) -> str:
    """`name` without what people spell differently: tones, spaces, and y for i.

    >>> same_name_key("Lý  Thị Mỹ") == same_name_key("Lí Thị Mĩ")
    True
    """
    return "".join(filter(str.isalnum, fold(name))).replace("y", "i")


@lru_cache(20_000)
def _word_key(word: str) -> str:
    """A word's letters in alphabet order, then its tones: `ma` before `mà` before `măng`."""
    letters, tones = [], []
    for char in unicodedata.normalize("NFC", word.lower()):
        parts = unicodedata.normalize("NFD", char)
        tone = next((_TONE[mark] for mark in parts if mark in _TONE), "1")
        bare = unicodedata.normalize("NFC", "".join(m for m in parts if m not in _TONE))
        if bare not in _LETTER:
            bare = fold(bare)
        letters.append(_LETTER.get(bare, _OTHER))
        tones.append(tone)
    return "".join(letters) + _WORD_END + "".join(tones)


def sort_key(name: str) -> str:
    """The key that sorts a person's name the Vietnamese way: given name, then the rest."""
    words = nfc(name).split(" ")
    return _key([words[-1], *words[:-1]])


def place_key(name: str) -> str:
    """The key that sorts names of places: word by word from the left."""
    return _key(nfc(name).split(" "))


def _key(words: list[str]) -> str:
    return _WORD_END.join(_word_key(word) for word in words)


def prose(text: str) -> str:
    """`text` of several lines in Unicode NFC: lines kept, without spaces at their ends."""
    lines = unicodedata.normalize("NFC", _mended(text)).splitlines()
    return "\n".join(" ".join(line.split()) for line in lines).strip("\n")


class TextField(models.CharField):
    """A short text of business data, kept in NFC whatever way it is typed or imported."""

    def get_prep_value(self, value):
        return nfc(value) if isinstance(value, str) else super().get_prep_value(value)

    def to_python(self, value):
        value = super().to_python(value)
        return nfc(value) if isinstance(value, str) else value

    def pre_save(self, model_instance, add):
        value = super().pre_save(model_instance, add)
        if isinstance(value, str):
            value = nfc(value)
            setattr(model_instance, self.attname, value)
        return value


class ProseField(models.TextField):
    """A text of several paragraphs, kept in NFC whatever way it is typed or imported."""

    def get_prep_value(self, value):
        return prose(value) if isinstance(value, str) else super().get_prep_value(value)

    def to_python(self, value):
        value = super().to_python(value)
        return prose(value) if isinstance(value, str) else value

    def pre_save(self, model_instance, add):
        value = super().pre_save(model_instance, add)
        if isinstance(value, str):
            value = prose(value)
            setattr(model_instance, self.attname, value)
        return value
