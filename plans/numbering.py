"""The numbers of sections, from their order: unique, and never typed. Pure functions."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from plans.enums import Numbering
from povertyplan.numbers import roman

# "1." and "1.1." under one heading count on together, so that no number comes twice.
_FAMILY = {Numbering.DOTTED: Numbering.NUMBER}
_UNNUMBERED = frozenset({Numbering.DASH, Numbering.PLUS, Numbering.NONE})


@dataclass(frozen=True)
class Node:
    """A section as numbering sees it: its key, how it is counted, and what lies below it."""

    key: str
    style: str
    children: tuple["Node", ...] = ()


@dataclass(frozen=True)
class Numbered:
    """What is printed before a section's title, how others name it, and how deep it lies."""

    label: str
    reference: str
    depth: int


@dataclass
class _Place:
    """A numbered section that others lie in, with the counters of what lies in it."""

    digits: str = ""
    reference: str = ""
    around: str = ""
    is_arabic: bool = False
    counters: dict[str, int] = field(default_factory=dict)


def letter(number: int) -> str:
    """The letters of an administrative list, Vietnamese order: a, b, c, d, đ, e…"""
    alphabet = "abcdđeghiklmnopqrstuvxy"
    more, index = divmod(number - 1, len(alphabet))
    return (alphabet[more - 1] if more else "") + alphabet[index]


def number(nodes: Iterable[Node]) -> dict[str, Numbered]:
    """Label and reference of every section by its key.

    Sections without a number are transparent: what lies in them counts on around them, so that no
    two sections are ever named alike.
    """
    found: dict[str, Numbered] = {}
    _walk(nodes, _Place(), 0, found)
    return found


def _walk(nodes: Iterable[Node], place: _Place, depth: int, found: dict[str, Numbered]) -> None:
    for node in nodes:
        style = Numbering(node.style)
        if style in _UNNUMBERED:
            label = "" if style == Numbering.NONE else style.value
            found[node.key] = Numbered(label, place.reference, depth)
            _walk(node.children, place, depth + 1, found)
            continue
        family = _FAMILY.get(style, style)
        count = place.counters[family] = place.counters.get(family, 0) + 1
        digits, label = _label(style, count, place)
        inside = _inside(style, place)
        own = _Place(digits, _reference(style, label, inside), inside, family == Numbering.NUMBER)
        found[node.key] = Numbered(label, own.reference, depth)
        _walk(node.children, own, depth + 1, found)


def _label(style: Numbering, count: int, place: _Place) -> tuple[str, str]:
    """The digits that numbers below begin with, and the label itself."""
    if style == Numbering.PART:
        return "", f"{chr(ord('A') + (count - 1) % 26)}."
    if style == Numbering.ROMAN:
        return str(count), f"{roman(count)}."
    if style == Numbering.LETTER:
        return "", f"{letter(count)})"
    digits = f"{place.digits}.{count}" if style == Numbering.DOTTED and place.digits else str(count)
    return digits, f"{digits}."


def _inside(style: Numbering, place: _Place) -> str:
    """Where a section is said to lie: a dotted number names its own, 2.1, and not 1 of 2."""
    return place.around if style == Numbering.DOTTED and place.is_arabic else place.reference


def _reference(style: Numbering, label: str, inside: str) -> str:
    """How the text names a section: điểm a khoản 2 mục V phần B."""
    word = {Numbering.PART: "phần", Numbering.ROMAN: "mục", Numbering.LETTER: "điểm"}.get(style)
    if word is None:
        word = "khoản" if inside and not inside.startswith("phần") else "mục"
    return f"{word} {label.rstrip('.)')} {inside}".strip()
