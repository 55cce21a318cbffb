"""Vietnamese text from before Unicode: TCVN3 (ABC, the .VnTime fonts) and VNI, found and converted.

Both put Vietnamese letters where Western European ones are, so a file looks like «NguyÔn V¨n An» or
«Nguyeãn Vaên An». Nothing is converted on a mere suspicion: the text as it stands must be
impossible in Vietnamese, and what comes out must consist of possible syllables.
"""

import re
import unicodedata
from enum import StrEnum
from functools import lru_cache


class Encoding(StrEnum):
    TCVN3 = "TCVN3"
    VNI = "VNI"


# Toned letters have one code in both sizes: the capital fonts (.VnTimeH) only draw them larger.
_TCVN3 = str.maketrans(
    "¨©ª«¬\u00ad®¡¢£¤¥¦§µ¶·¸¹»¼½¾ÆÇÈÉÊËÌÎÏÐÑÒÓÔÕÖ×ØÜÝÞßáâãäåæçèéêëìíîïñòóôõö÷øùúûüýþ",
    "ăâêôơưđĂÂÊÔƠƯĐàảãáạằẳẵắặầẩẫấậèẻẽéẹềểễếệìỉĩíịòỏõóọồổỗốộờởỡớợùủũúụừửữứựỳỷỹýỵ",
)
_TONES = dict(zip("øùûõï", "\u0300\u0301\u0309\u0303\u0323", strict=True))
_CIRCUMFLEX = {"â": "", "à": "\u0300", "á": "\u0301", "å": "\u0309", "ã": "\u0303", "ä": "\u0323"}
_BREVE = {"ê": "", "è": "\u0300", "é": "\u0301", "ú": "\u0309", "ü": "\u0303", "ë": "\u0323"}
_VNI_SINGLE = {"ñ": "đ", "ô": "ơ", "ö": "ư", "î": "ỵ", "æ": "ỉ", "ó": "ĩ", "ò": "ị"}


def _vni_table() -> dict[str, str]:
    """What two letters, a vowel and its mark, stand for; and the letters that stand alone."""
    marks = {
        **{(base, mark): base + tone for base in "aeouy" for mark, tone in _TONES.items()},
        **{
            (base, mark): f"{base}\u0302{tone}"
            for base in "aeo"
            for mark, tone in _CIRCUMFLEX.items()
        },
        **{("a", mark): f"a\u0306{tone}" for mark, tone in _BREVE.items()},
        **{("ô", mark): f"ơ{tone}" for mark, tone in _TONES.items()},
        **{("ö", mark): f"ư{tone}" for mark, tone in _TONES.items()},
    }
    table = {
        base + mark: unicodedata.normalize("NFC", text) for (base, mark), text in marks.items()
    }
    table |= _VNI_SINGLE
    small = dict(table)
    for code, letter in small.items():
        table[code.upper()] = letter.upper()
        if len(code) == 2:  # a capital with the mark of a small letter: the first of a name
            table[code[0].upper() + code[1]] = letter.upper()
    return table


_VNI = _vni_table()
_VNI_CODE = re.compile("|".join(sorted(map(re.escape, _VNI), key=len, reverse=True)))

# Letters and signs that Vietnamese in Unicode does not use, but the old encodings do. Without ñ:
# names of the Central Highlands have it.
_OLD_SIGNS = "¡-©ª-®µ-¹»-¾ÄÅÆÇËÎÏÐÖ×ØÛÜÞßäåæçëîïö÷øûüþ"
_OLD = re.compile(f"[{_OLD_SIGNS}]")
_HIGH = re.compile("[\u00a1-\u00ff]")
_BEYOND_LATIN_1 = re.compile("[\u0100-\uffff]")
_CAPITALS = re.compile("[A-Z]{2,}")
_WORD = re.compile(r"[^\W\d_]+")
_SYLLABLE = re.compile(
    "(?:ngh|ng|nh|ch|gh|gi|kh|ph|qu|th|tr|[bcdđghklmnprstvx])?"
    "(?:uyê|iêu|yêu|oai|oay|oeo|uai|uây|uôi|uya|uyu|ươi|ươu|uao"
    "|ai|ao|au|ay|âu|ây|eo|êu|ia|iê|iu|oa|oă|oe|oi|oo|ôi|ơi|ua|uâ|uê|ui|uô|uơ|uy|ưa|ưi|ươ|ưu|yê"
    "|[aăâeêioôơuưy])"
    "(?:ch|ng|nh|[cmnpt])?"
)
_TONE_MARKS = "\u0300\u0301\u0303\u0309\u0323"


def repair(text: str) -> tuple[str, Encoding | None]:
    """`text` in Unicode, and the encoding that it was in; itself where it is Unicode already."""
    if _BEYOND_LATIN_1.search(text) or not _HIGH.search(text) or not _is_impossible(text):
        return text, None
    return _converted(text) or (text, None)


def looks_old(text: str) -> bool:
    """Whether a text, or all the texts of a file, hold signs of an old encoding."""
    return bool(_OLD.search(text))


def is_unreadable(text: str) -> bool:
    """Whether a text has signs of an old encoding and makes sense in none."""
    return not text.isascii() and looks_old(text) and repair(text)[1] is None


def is_ambiguous(text: str) -> bool:
    """Whether a text could be Unicode as well as an old encoding: «Bé» is «Bộ» in TCVN3."""
    if not _HIGH.search(text) or _BEYOND_LATIN_1.search(text) or _is_impossible(text):
        return False
    return _converted(text) is not None


def _converted(text: str) -> tuple[str, Encoding] | None:
    tcvn3 = text.translate(_TCVN3)
    if _CAPITALS.fullmatch("".join(char for char in text if char.isascii() and char.isalpha())):
        tcvn3 = tcvn3.upper()
    vni = _VNI_CODE.sub(lambda found: _VNI[found[0]], text)
    possible = [
        (found, encoding)
        for found, encoding in ((tcvn3, Encoding.TCVN3), (vni, Encoding.VNI))
        if found != text and not _is_impossible(found)
    ]
    return possible[0] if len(possible) == 1 else None


def _is_impossible(text: str) -> bool:
    return looks_old(text) or any(not _is_possible(word) for word in _WORD.findall(text))


@lru_cache(20_000)
def _is_possible(word: str) -> bool:
    """Whether a word can be Vietnamese; a word of plain letters can be any name."""
    if word.isascii():
        return True
    if not (word.islower() or word.isupper() or word.istitle()):
        return False
    parts = unicodedata.normalize("NFD", word.lower())
    bare = "".join(char for char in parts if char not in _TONE_MARKS)
    tones = sum(char in _TONE_MARKS for char in parts)
    return tones <= 1 and bool(_SYLLABLE.fullmatch(unicodedata.normalize("NFC", bare)))
