"""The text of a section: paragraphs, lists, bold words and placeholders. Pure functions.

A blank line ends a paragraph; a line that begins with "- " or "+ " is an item of a list; **words**
are bold; [[name]] stands for a figure, [[ref:key]] for the number of a section, [[annex:table]] for
that of an annex, [[table:name]] for a table in the text. Anything else is text, whatever it looks
like.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

BLOCKS = frozenset({"tasks", "duties"})
TABLE = "table:"
_PLACEHOLDER = re.compile(r"\[\[\s*([^\[\]]{1,220}?)\s*\]\]")
_NAMED = re.compile(r"\b(?:phần|mục|khoản|điểm)\s+\[\[\s*ref:")
_ITEM = re.compile(r"([-+])\s+(.*)")
_END = re.compile(r"[\s.;:,/]*$")


@dataclass(frozen=True)
class Run:
    """Words of one look; `name` when they stand for a figure or a number."""

    text: str
    is_bold: bool = False
    name: str = ""


@dataclass(frozen=True)
class Block:
    """A paragraph, an item of a list with its marker, or a table as data with its number."""

    runs: tuple[Run, ...]
    marker: str = ""
    table: dict | None = None

    @property
    def text(self) -> str:
        return "".join(run.text for run in self.runs)


def parse(body: str) -> list[Block]:
    """The blocks of a text; placeholders are runs with a name and no words yet.

    A reference says itself what it names, so that mục [[ref:key]] does not say mục twice.
    """
    body = _NAMED.sub("[[ref:", body)
    return [Block(tuple(_runs(words)), marker) for marker, words in _lines(body)]


def _lines(body: str) -> Iterable[tuple[str, str]]:
    """Marker and words of each block; lines that follow each other are one paragraph."""
    marker, words = "", []
    for line in [*body.splitlines(), ""]:
        line = line.strip()
        item = _ITEM.fullmatch(line)
        if (not line or item) and words:
            yield marker, " ".join(words)
            marker, words = "", []
        if item:
            marker, words = item[1], [item[2]]
        elif line:
            words.append(line)


def _runs(words: str) -> Iterable[Run]:
    """Two stars turn bold on and off; an odd pair at the end is text."""
    parts = words.split("**")
    if len(parts) % 2 == 0:
        parts[-2:] = [f"{parts[-2]}**{parts[-1]}"]
    for index, part in enumerate(parts):
        is_bold = index % 2 == 1
        for place, piece in enumerate(_PLACEHOLDER.split(part)):
            if place % 2:
                yield Run("", is_bold, piece)
            elif piece:
                yield Run(piece, is_bold)


def names(body: str) -> list[str]:
    """The placeholders of a text, in their order."""
    return [run.name for block in parse(body) for run in block.runs if run.name]


def tables(block: Block) -> list[str]:
    """The tables that stand in the place of a block, by name."""
    return [run.name.removeprefix(TABLE) for run in block.runs if run.name.startswith(TABLE)]


def says(block: Block) -> bool:
    """Whether there is anything to print in a block but signs: words, or a placeholder."""
    return any(run.name or _END.sub("", run.text) for run in block.runs)


def without(block: Block, names: Iterable[str]) -> Block:
    """The block without the placeholders of these names."""
    return replace(block, runs=tuple(run for run in block.runs if run.name not in names))


def typed(body: str) -> str:
    """The text without its placeholders: what somebody typed."""
    return _PLACEHOLDER.sub(" ", body)


def excerpt(body: str, length: int = 60) -> str:
    """How the text begins, in whole words, with … for its placeholders and for what follows."""
    words = " ".join(_PLACEHOLDER.sub("…", body).replace("**", "").split())
    if len(words) <= length:
        return words
    begun = words[:length]
    return f"{begun.rpartition(' ')[0] or begun}…"


def fill(blocks: Iterable[Block], lookup: Callable[[str], str | None]) -> list[Block]:
    """The blocks with words for their placeholders; one that is unknown stays as it was typed."""
    return [
        Block(
            tuple(
                Run(_words(run.name, lookup), run.is_bold, run.name) if run.name else run
                for run in block.runs
            ),
            block.marker,
        )
        for block in blocks
    ]


def _words(name: str, lookup: Callable[[str], str | None]) -> str:
    found = lookup(name)
    return f"[[{name}]]" if found is None else found


def without_end(block: Block) -> Block:
    """The block without the signs at its end: the last one of a document gets "./." there."""
    runs = list(block.runs)
    while runs and not _END.sub("", runs[-1].text):
        runs.pop()
    if runs:
        last = runs[-1]
        runs[-1] = Run(_END.sub("", last.text), last.is_bold, last.name)
    return replace(block, runs=tuple(runs))


def as_data(block: Block) -> dict:
    """The block as it is frozen in an issued document."""
    data = {
        "marker": block.marker,
        "runs": [{"text": run.text, "bold": run.is_bold} for run in block.runs],
    }
    return data | {"table": block.table} if block.table else data
