"""Amounts and quantities as people type them or paste them from Excel, and back again.

Pure functions. A point parts thousands, a comma stands before decimals: 73.488 or 6,15.
"""

import re
from decimal import Decimal

from povertyplan.errors import InvalidData
from povertyplan.numbers import vietnamese

# A thousand times all the money of the programme; more is a slip of the hand.
MOST_VND = 10**17
_FIGURE = re.compile(r"([0-9]+|[0-9]{1,3}(?:\.[0-9]{3})+)(?:,([0-9]{1,9}))?")
# An Excel set to English parts thousands with commas: 73,488 would shrink to a thousandth.
_ENGLISH = re.compile(r"[1-9][0-9]{0,2}(,[0-9]{3})+")
_NOTHING = frozenset({"", "-", "–", "—"})  # Excel's accounting format shows 0 as a dash


def read_figure(text: str) -> Decimal | None:
    """The figure in `text`; None when empty. A sentence when it is none, or could be two."""
    text = "".join(text.split())
    if text in _NOTHING:
        return None
    if _ENGLISH.fullmatch(text):
        thousands = text.replace(",", ".")
        raise InvalidData(
            f"Không rõ dấu phẩy trong {text} ngăn hàng nghìn hay phần lẻ: hãy ghi {thousands}"
            f"{f' hoặc {text}0' if text.count(',') == 1 else ''}."
        )
    found = _FIGURE.fullmatch(text)
    if found is None or len(text) > 30:
        raise InvalidData("Hãy nhập một số không âm, ví dụ 73.488 hoặc 6,15.")
    return Decimal(f"{found[1].replace('.', '')}.{found[2] or '0'}")


def read_amount(text: str, scale: int) -> int | None:
    """The whole đồng that `text` means in units of `scale`; None when empty."""
    sign, text = (-1, text.strip()[1:]) if re.match(r"\s*[-−]\s*[0-9]", text) else (1, text)
    figure = read_figure(text)
    if figure is None:
        return None
    vnd = figure * scale
    if vnd != int(vnd):
        raise InvalidData("Số tiền phải là số đồng nguyên; hãy bớt chữ số thập phân.")
    if vnd > MOST_VND:
        raise InvalidData("Số tiền quá lớn; hãy xem lại đơn vị tính.")
    return sign * int(vnd)


def show_figure(value: Decimal | int | None) -> str:
    """An exact figure with no more decimals than it has."""
    if value is None:
        return ""
    exact = Decimal(value).normalize()
    return vietnamese(exact, max(0, -exact.as_tuple().exponent))


def show_amount(vnd: int | None, scale: int) -> str:
    """Whole đồng in units of `scale`, exactly."""
    return "" if vnd is None else show_figure(Decimal(vnd) / scale)


def to_type(shown: str) -> str:
    """A shown figure as `read_figure` takes it: 1,125 could be English, 1,1250 could not."""
    return f"{shown}0" if _ENGLISH.fullmatch(shown.lstrip("-")) else shown
