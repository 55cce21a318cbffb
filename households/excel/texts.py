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

_ITEM = re.compile(rb"<si[ >/]")
# A text without mark-up, as nearly all are.
_SIMPLE = re.compile(rb'<si><t(?: xml:space="preserve")?>([^<&]*)</t></si>')
# A character that XML cannot hold, such as the end of a line of Windows, as Excel writes it.
_CODED = re.compile(r"_x(?![Dd][89A-Fa-f])([0-9A-Fa-f]{4})_")
_PIECE = 1024**2


class Texts:
    """The texts of one workbook. Raises InvalidData for a number that no text has."""

    def __init__(self, part: bytes | None, damaged: str):
        self._part, self._damaged = part or b"", damaged
        starts = (found.start() for found in _ITEM.finditer(self._part))
        end = self._part.rfind(b"</sst")
        self._at = array("I", chain(starts, [end if end >= 0 else len(self._part)]))

    def text(self, number: int) -> str:
        """The text with a number, counted from 0."""
        try:
            start = self._at[number]
            simple = _SIMPLE.match(self._part, start)
            if simple:
                return _decoded(simple[1].decode())
            return _decoded(_rich(self._part[start : self._at[number + 1]]))
        except (IndexError, ValueError, ElementTree.ParseError) as error:
            raise InvalidData(self._damaged) from error

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


def _decoded(text: str) -> str:
    return _CODED.sub(lambda code: chr(int(code[1], 16)), text) if "_x" in text else text


def _rich(item: bytes) -> str:
    """A text in several letterings, without the readings that stand above some."""
    tree = ElementTree.fromstring(item)
    runs = [tree, *tree.findall("r")]
    return "".join(run.findtext("t") or "" for run in runs)
