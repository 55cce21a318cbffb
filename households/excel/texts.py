"""The shared texts of a workbook: cells name them by number, and each is decoded when it is asked.

Excel keeps every text once, in a part of its own. That part stays packed in memory as it came; only
where each text begins is noted, so that many texts cost little and are not read again and again.
"""

import codecs
import html
import re
from array import array
from functools import cached_property
from itertools import chain
from xml.etree import ElementTree

from households.excel import encodings
from povertyplan.errors import InvalidData

# Before the number of a shared text, in the place of the text: a letter that nobody can type.
SIGN = "\ue000"
_ITEM = re.compile(rb"<si[ >/]")
_START, _END = b"<si><t>", b"</t></si>"
_SPACE = b'<si><t xml:space="preserve">'
_PIECE = 1024**2


class Texts:
    """The texts of one workbook. Raises InvalidData for a number that no text has."""

    def __init__(self, part: bytes | None, damaged: str):
        self._part, self._damaged = part or b"", damaged
        starts = (found.start() for found in _ITEM.finditer(self._part))
        end = self._part.rfind(b"</sst")
        self._at = array("I", chain(starts, [end if end >= 0 else len(self._part)]))

    def plain(self, raw):
        """What a cell holds: the text where it names one, otherwise the value as it is."""
        is_named = isinstance(raw, str) and raw[:1] == SIGN
        return self._text(raw[1:]) if is_named else raw

    @cached_property
    def look_old(self) -> bool:
        """Whether signs of an old encoding stand in some text."""
        decoder = codecs.getincrementaldecoder("utf-8")(errors="replace")
        pieces = range(0, len(self._part), _PIECE)
        has_codes = b"&#" in self._part
        for start in pieces:
            piece = decoder.decode(self._part[start : start + _PIECE])
            if encodings.looks_old(html.unescape(piece) if has_codes else piece):
                return True
        return False

    def _text(self, number: str) -> str:
        try:
            place = int(number) if number.isdecimal() else len(self._at)
            item = self._part[self._at[place] : self._at[place + 1]]
            return _simple(item) if item.count(b"<") == 4 and b"&" not in item else _rich(item)
        except (IndexError, ValueError, ElementTree.ParseError) as error:
            raise InvalidData(self._damaged) from error


def _simple(item: bytes) -> str:
    """A text without mark-up, as nearly all are."""
    start = len(_SPACE) if item.startswith(_SPACE) else len(_START)
    if item.startswith((_START, _SPACE)) and item.endswith(_END):
        return item[start : -len(_END)].decode()
    return _rich(item)


def _rich(item: bytes) -> str:
    """A text in several letterings, without the readings that stand above some."""
    tree = ElementTree.fromstring(item)
    runs = [tree, *tree.findall("r")]
    return "".join(run.findtext("t") or "" for run in runs)
