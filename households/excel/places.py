"""The villages that a file may name: by name, by kind and name, and by the names they once had."""

from households.excel.values import Wrong
from povertyplan.text import fold, nfc
from povertyplan.units.enums import Level
from povertyplan.units.models import Unit, UnitChange
from povertyplan.units.querysets import within


class Villages:
    """The villages of a unit on a day. A name that ended leads to the village that came after."""

    def __init__(self, unit: Unit, on):
        rows = Unit.objects.villages().filter(within(unit, village="id"))
        rows = rows.select_related("kind", "parent__kind", "commune__kind")
        self.by_key = {village.pk: village for village in rows.valid_on(on).order_by("position")}
        self.default = unit if unit.level == Level.VILLAGE else None
        self.renamed: dict[str, str] = {}
        self._now: dict[str, set[int]] = {}
        self._then: dict[str, set[int]] = {}
        communes = _former_names({village.commune_id for village in self.by_key.values()})
        for village in self.by_key.values():
            self._enter(self._now, village, village.pk, [village.commune])
            self._enter(self._then, village, village.pk, communes.get(village.commune_id, []))
        for former, successors in _former(Unit.objects.filter(pk__in=self.by_key)):
            for key in successors & self.by_key.keys():
                self._enter(self._then, former, key, [former.commune])

    def label(self, village: Unit) -> str:
        """The name as the template prints it; with its commune where several communes are meant."""
        several = len({item.commune_id for item in self.by_key.values()}) > 1
        return f"{village.title}, {village.commune.title}" if several else village.title

    def find(self, raw):
        """The key of the village that a cell names."""
        words = str(raw)
        spelt = _spelling(words)
        for names in (self._now, self._then):
            found = names.get(spelt[0]) or names.get(spelt[1]) or set()
            if len(found) == 1:
                key = next(iter(found))
                if names is self._then:
                    self.renamed[words] = self.label(self.by_key[key])
                return key
            if found:
                titles = " hay ".join(sorted(self.label(self.by_key[key]) for key in found))
                return Wrong(f"«{words[:60]}» có thể là {titles}; hãy ghi rõ")
        return Wrong(f"«{words[:60]}» không có trong địa bàn của tệp")

    def _enter(self, names: dict, unit: Unit, key: int, communes: list[Unit]) -> None:
        for spelling in _spellings(unit, communes):
            names.setdefault(spelling, set()).add(key)


def _spelling(words: str) -> tuple[str, str]:
    """With tones, and without: the second counts where the first is not known."""
    tidy = ", ".join(part.strip() for part in nfc(words).split(","))
    return f"={tidy.casefold()}", fold(tidy)


def _spellings(unit: Unit, communes: list[Unit]) -> set[str]:
    names = [unit.name, unit.title, unit.table_name]
    communes = [part for item in communes for part in (item.name, item.title, item.table_name)]
    names += [f"{name}, {commune}" for name in names for commune in communes]
    return {spelling for name in names for spelling in _spelling(name)}


def _former(units) -> list[tuple[Unit, set[int]]]:
    """What came before some units, with what came after it."""
    changes = UnitChange.objects.filter(successors__in=units).distinct()
    changes = changes.prefetch_related("predecessors__kind", "predecessors__commune__kind")
    return [
        (former, {unit.pk for unit in change.successors.all()})
        for change in changes.prefetch_related("successors")
        for former in change.predecessors.all()
    ]


def _former_names(communes: set[int]) -> dict[int, list[Unit]]:
    found: dict[int, list[Unit]] = {}
    for former, successors in _former(Unit.objects.filter(pk__in=communes)):
        for key in successors & communes:
            found.setdefault(key, []).append(former)
    return found
