"""What stood in an earlier row of a file, in little memory however long the file is."""

from array import array

from povertyplan.text import same_name_key

_MOST_WORDS = 20_000


class WordKeys(dict):
    """The keys under which names are the same, word by word: names share their words."""

    def __missing__(self, word: str) -> str:
        if len(self) > _MOST_WORDS:
            self.clear()
        self[word] = same_name_key(word)
        return self[word]


class Seen:
    """In which row something stood first, by its hash: a long file shall need little memory."""

    def __init__(self):
        self._hashes: set[int] = set()
        self._in_order, self._rows = array("q"), array("I")

    def earlier(self, thing, row: int) -> int | None:
        """The row in which `thing` stood before; None, and it is noted, where it did not."""
        code = hash(thing)
        if code in self._hashes:
            return self._rows[self._in_order.index(code)]
        self._hashes.add(code)
        self._in_order.append(code)
        self._rows.append(row)
        return None
