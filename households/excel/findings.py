"""Findings from the values of a row. Equal parts of many rows are made once and shared."""

from operator import itemgetter

from households.answers import Circumstances, Findings, UnderStandard
from households.derivation import Dwelling
from households.excel.layout import Context
from households.models import EthnicGroup

# In the order of the fields of Dwelling.
_HOME = ("floor_area_m2", "pillars", "walls", "roof", "water_source", "toilet")
_FLAGS = ("has_no_labour", "is_social_protection", "is_farming")


class Groups:
    """Findings from the values of a row. Equal parts of them are made once and shared."""

    def __init__(self, context: Context, codes: list[str]):
        self._ethnic = {group.pk: group for group in EthnicGroup.objects.all()}
        self._home, self._flags = itemgetter(*_HOME), itemgetter(*_FLAGS)
        self._circumstances = _Ticks([c for c in codes if c.startswith("cause:")])
        self._deprived = _Ticks([c for c in codes if c.startswith("is:")])
        following = [c for c in codes if c.startswith("next:is:")]
        following += [f"is:{code}" for code in context.catalogue.shared(context.round)]
        self._following = _Ticks(following) if context.round.next_standard_id else None
        self._has_b1 = context.has_b1
        self._made: dict = {}

    def findings(self, said: dict, base: Findings | None) -> Findings:
        """What the row says; what the workbook does not ask stays as it is in `base`."""
        following = self._following and UnderStandard(
            said.get("next:score_b1"), self._following.of(said)
        )
        dwelling, circumstances = self._dwelling(said), self._around(said)
        if base is not None:
            following = following and self._with_b1(following, base.following)
            dwelling = dwelling._replace(
                **_unasked(base.dwelling, "electricity monthly_kwh holdings")
            )
            circumstances = circumstances._replace(**_unasked(base.circumstances, "needs supports"))
        return Findings(
            person_count=said["person_count"],
            ethnicity=self._ethnic[said["ethnicity"]],
            income_vnd=said["income_vnd"],
            score_b1=said["score_b1"] if self._has_b1 else base and base.score_b1,
            deprived=self._deprived.of(said),
            following=following,
            dwelling=dwelling,
            circumstances=circumstances,
            form_a=base and base.form_a,
            note=said["note"] or "",
        )

    def _with_b1(self, following, base):
        return following if self._has_b1 else following._replace(score_b1=base and base.score_b1)

    def _dwelling(self, said: dict) -> Dwelling:
        area, pillars, walls, roof, water, toilet = self._home(said)
        return Dwelling(area, pillars or "", walls or "", roof or "", water or "", toilet or "")

    def _around(self, said: dict) -> Circumstances:
        causes = self._circumstances.of(said)
        flags = self._flags(said)
        key = causes, flags
        found = self._made.get(key)
        if found is None:
            named = dict(zip(_FLAGS, flags, strict=True))
            found = self._made[key] = Circumstances(causes=causes, **named)
        return found


class _Ticks:
    """The codes that are ticked among some columns."""

    def __init__(self, columns: list[str]):
        self._names = [column.rpartition(":")[2] for column in columns]
        self._pick = itemgetter(*columns) if len(columns) > 1 else lambda said: (said[columns[0]],)
        self._sets: dict = {}

    def of(self, said: dict) -> frozenset[str]:
        ticked = self._pick(said)
        found = self._sets.get(ticked)
        if found is None:
            pairs = zip(self._names, ticked, strict=True)
            found = self._sets[ticked] = frozenset(name for name, is_on in pairs if is_on)
        return found


def _unasked(part, names: str) -> dict:
    return {name: getattr(part, name) for name in names.split()}
