"""What a cell says: text, numbers, dates and choices, understood or named, never misread.

A converter takes what calamine read and returns the value, None for an empty cell, or Wrong with
the reason.
"""

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import lru_cache

from households.excel import encodings
from povertyplan.numbers import vietnamese
from povertyplan.text import fold, nfc


class Wrong(str):
    """Why a cell cannot be read, as a sentence."""


class Column:
    """How the cells of a column are understood.

    `blank` is what an empty cell means; `converted` says which texts were in which old encoding.
    """

    blank: object = None

    def __init__(self, convert: Callable):
        self._convert = convert
        self.converted: dict[str, str] = {}

    def understand(self, raw):
        """What a cell means; Wrong with the reason where that cannot be told."""
        if not isinstance(raw, str) or all(map(_is_clean, raw.split(" "))):
            return self._convert(raw)
        text = nfc(raw.lstrip("'")) if raw[:1] == "'" else nfc(raw)
        if not text:
            return self.blank
        text, encoding = encodings.repair(text)
        if encoding:
            self.converted[text] = encoding
        elif encodings.is_unreadable(text):
            return Wrong("không đọc được bảng mã chữ; hãy gõ lại bằng Unicode")
        return self._convert(text)


@lru_cache(20_000)
def _is_clean(word: str) -> bool:
    """Whether a word is fine as it stands, whatever stands beside it. Names share their words."""
    is_tidy = nfc(word) == word and word[:1] not in ("", "'")
    return is_tidy and not encodings.is_impossible(word)


def text(limit: int) -> Callable:
    def convert(raw):
        if isinstance(raw, float):
            raw = str(int(raw)) if raw.is_integer() else str(raw)
        if not isinstance(raw, str):
            return Wrong("phải là chữ")
        return raw if len(raw) <= limit else Wrong(f"dài quá {limit} ký tự")

    return convert


_WHOLE = re.compile(r"[0-9]{1,15}")
_GROUPED = re.compile(r"[0-9]{1,3}(?:[. ][0-9]{3})+")


def whole(minimum: int, maximum: int, example: str = "1.500.000") -> Callable:
    """A whole number: 1500000, 1.500.000 or 1 500 000. A comma could mean two things."""

    def convert(raw):
        if isinstance(raw, bool) or not isinstance(raw, float | int | str):
            return Wrong(f"phải là số nguyên, ví dụ {example}")
        if isinstance(raw, str):
            if not (_WHOLE.fullmatch(raw) or _GROUPED.fullmatch(raw)):
                return Wrong(f"«{raw[:30]}» không phải số nguyên; hãy ghi như {example}")
            raw = int(raw.replace(".", "").replace(" ", ""))
        if raw != raw or raw in (float("inf"), -float("inf")) or raw != int(raw):
            return Wrong(f"phải là số nguyên, ví dụ {example}")
        value = int(raw)
        if not minimum <= value <= maximum:
            return Wrong(f"phải từ {_plain(minimum)} đến {_plain(maximum)}")
        return value

    return convert


def _plain(number: int) -> str:
    return str(number) if number < 10_000 else vietnamese(number)


_DECIMAL = re.compile(r"(?:[0-9]{1,6}|[0-9]{1,3}(?:[. ][0-9]{3})+)(?:,[0-9]+)?")
_POINT = re.compile(r"[0-9]{1,6}\.(?:[0-9]{1,2}|[0-9]{4,})")


def decimal(maximum: int, places: int = 1) -> Callable:
    """A number with decimals: 32,5 or 1.200,5. A text like 1.500 could mean two numbers."""

    def convert(raw):
        if isinstance(raw, bool) or not isinstance(raw, float | int | str):
            return Wrong("phải là số, ví dụ 32,5")
        words = _as_decimal(raw) if isinstance(raw, str) else repr(round(raw, 6))
        if isinstance(words, Wrong):
            return words
        value = Decimal(words)
        if not value.is_finite() or not 0 <= value <= maximum:
            return Wrong(f"phải từ 0 đến {vietnamese(maximum)}")
        rounded = round(value, places)
        return rounded if rounded == value else Wrong(f"chỉ ghi {places} số sau dấu phẩy")

    return convert


def _as_decimal(words: str):
    if _POINT.fullmatch(words):
        return words
    if not _DECIMAL.fullmatch(words):
        return Wrong(f"«{words[:30]}» không phải số; hãy ghi như 32,5")
    if "," not in words and re.fullmatch(r"[0-9]{1,3}\.[0-9]{3}", words):
        return Wrong(
            f"«{words}» có thể hiểu hai cách; hãy ghi {words.replace('.', '')} hoặc "
            f"{words.replace('.', ',')}"
        )
    return words.replace(".", "").replace(" ", "").replace(",", ".")


_YES = {"x", "có", "co", "1", "true", "v", "✓", "đúng"}
_NO = {"0", "không", "khong", "false", "-"}


def tick(raw) -> bool | Wrong:
    """A box: x, or empty. Converters of ticks are asked about empty cells too."""
    words = raw.lower() if isinstance(raw, str) else raw
    if words in _YES or words is True or words == 1:
        return True
    if words in _NO or words is False or words == 0:
        return False
    return Wrong("hãy ghi «x» hoặc để trống")


class Tick(Column):
    """A column of boxes, in which empty means no."""

    blank = False


def known_or_not(raw) -> bool | Wrong:
    value = tick(raw)
    return Wrong("hãy ghi «có», «không» hoặc để trống") if isinstance(value, Wrong) else value


def choice(labels: Mapping[str, object], what: str) -> Callable:
    """One of some labels, as it is printed, or without tones where that is clear."""
    exact = {nfc(label).casefold(): value for label, value in labels.items()}
    folded: dict[str, set] = {}
    for label, value in labels.items():
        folded.setdefault(fold(label), set()).add(value)

    def convert(raw):
        if isinstance(raw, str):
            if raw.casefold() in exact:
                return exact[raw.casefold()]
            found = folded.get(fold(raw), ())
            if len(found) == 1:
                return next(iter(found))
        return Wrong(f"«{str(raw)[:40]}» không có trong danh sách {what}")

    return convert


_DAY = re.compile(r"([0-9]{1,2})[/.-]([0-9]{1,2})[/.-]([0-9]{4})")
_ISO = re.compile(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})")
_EPOCH, _EPOCH_1904 = date(1899, 12, 30), date(1904, 1, 1)
_BIRTH = Wrong("phải là ngày/tháng/năm, ví dụ 05/9/1984, hoặc chỉ năm sinh")


def birth(today: date, *, is_1904: bool = False) -> Callable:
    """A date of birth, or only the year: a date, 5/9/1984, 1984-09-05, 1984, or Excel's number.

    `is_1904` says that the workbook counts days from 1904, as Excel on old Macintoshes did.
    """
    epoch = _EPOCH_1904 if is_1904 else _EPOCH

    def convert(raw):
        value = _birth(raw, epoch)
        if isinstance(value, Wrong):
            return value
        year = value if isinstance(value, int) else value.year
        if not 1900 <= year <= today.year or (isinstance(value, date) and value > today):
            return Wrong(f"phải từ năm 1900 đến ngày {today:%d/%m/%Y}")
        return value

    return convert


def _birth(raw, epoch: date):
    if isinstance(raw, datetime):
        return raw.date()
    if isinstance(raw, date):
        return raw
    if isinstance(raw, str):
        return _written_birth(raw)
    if isinstance(raw, bool) or not isinstance(raw, int | float) or raw != int(raw):
        return _BIRTH
    if 1900 <= raw <= 2100:
        return int(raw)
    return epoch + timedelta(days=int(raw)) if 2100 < raw < 80_000 else _BIRTH


def _written_birth(words: str):
    try:
        if found := _DAY.fullmatch(words):
            return date(int(found[3]), int(found[2]), int(found[1]))
        if found := _ISO.fullmatch(words):
            return date(int(found[1]), int(found[2]), int(found[3]))
    except ValueError:
        return _BIRTH
    return int(words) if re.fullmatch("[0-9]{4}", words) else _BIRTH
