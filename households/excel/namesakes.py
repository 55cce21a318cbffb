"""Whether the household of a row without a key is in the file, or in the system, already."""

from households.excel.asked import Asked, known_heads, plain
from households.excel.reading import Row
from households.excel.seen import Seen, WordKeys

_APART = {"index", "key", "seen", "ambiguous", "household", "identity_cipher"}


class Namesakes:
    """Households whose heads have the same name and year of birth in the same village."""

    def __init__(self, asked: Asked):
        self._asked, self._seen, self._word_keys = asked, Seen(), WordKeys()
        self._heads: dict | None = None
        self._stored: dict[int, list[int]] = {}
        self._imported: dict[int, list[dict]] = {}

    def look_up(self, rows: list[Row]) -> None:
        """Ask at once who in the system has the names of some rows, and whence they came."""
        new = [row for row in rows if row.values["key"] is None]
        if new and self._heads is None:
            self._heads = known_heads(self._asked)
        self._stored = {row.number: found for row in new if (found := self._same(row.values))}
        self._imported = {}
        if households := {key for found in self._stored.values() for key in found}:
            found = self._asked.imported().filter(household__in=households)
            for household, said in found.values_list("household", "values"):
                self._imported.setdefault(household, []).append(said)

    def earlier(self, said: dict, row: int) -> int | None:
        """The row of the file in which a namesake stood before."""
        name = self._key(said["name"])
        return self._seen.earlier((said["village"], said["birth_year"], name), row)

    def stored(self, row: int) -> list[int]:
        """The namesakes that the system has of a row that was looked up."""
        return self._stored.get(row, [])

    def imported(self, households: list[int], said: dict, people: list[Row]) -> int | None:
        """The one among them of which an earlier file said the same, numbers of rows apart."""
        return next(
            (
                household
                for household in households
                for before in self._imported.get(household, ())
                if _is_same(before, said) and _are_same(before["members"], people)
            ),
            None,
        )

    def _same(self, said: dict) -> list[int]:
        there = self._heads.get((said["village"], said["birth_year"]))
        if not there or not said["name"]:
            return []
        name = self._key(said["name"])
        return [household for household, other in there if other == name]

    def _key(self, name: str) -> str:
        return "".join(map(self._word_keys.__getitem__, name.split()))


def _is_same(before: dict, said: dict) -> bool:
    return all(
        before.get(code) == plain(value) for code, value in said.items() if code not in _APART
    )


def _are_same(before: list[dict], people: list[Row]) -> bool:
    return len(before) == len(people) and all(
        _is_same(said, person.values) for said, person in zip(before, people, strict=True)
    )
