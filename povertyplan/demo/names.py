"""Invented names that sound right among the ethnic groups of Krông Pa."""

from dataclasses import dataclass
from functools import cache
from itertools import product
from random import Random

from households.enums import Sex
from povertyplan.demo import source

# Codes of the list of ethnic groups of 1979.
KINH, TAY, NUNG, JRAI, EDE, BANA = "01", "02", "07", "10", "12", "13"
# How often one meets a group in the two kinds of villages.
_IN_HILL_VILLAGE = [JRAI] * 48 + [EDE, BANA]
_IN_MIXED_VILLAGE = [JRAI] * 9 + [TAY] * 6 + [NUNG] * 5


@dataclass(frozen=True)
class Tradition:
    """How an ethnic group forms names; `by_mother` where children take the mother's clan."""

    clans: list[str]
    given: dict[str, list[str]]
    form: dict[str, str]
    by_mother: bool


@cache
def _tradition(group: str) -> Tradition:
    row = source.names()["groups"][group]
    return Tradition(
        clans=row["clans"],
        given={sex: _given(row[sex]) for sex in Sex.values},
        form={sex: row[f"{sex}_form"] for sex in Sex.values},
        by_mother=row["by_mother"],
    )


def _given(pool: str) -> list[str]:
    """Given names with their middle names: every combination of the words of a pool."""
    return [" ".join(words) for words in product(*source.names()["given"][pool])]


def ethnic_group(rng: Random, *, is_minority: bool, in_minority_village: bool) -> str:
    """The code of an ethnic group that lives in such a village."""
    if not is_minority:
        return KINH
    return rng.choice(_IN_HILL_VILLAGE if in_minority_village else _IN_MIXED_VILLAGE)


def clan(rng: Random, group: str) -> str:
    return rng.choice(_tradition(group).clans)


def clan_of(name: str, group: str) -> str:
    """The clan that a full name of the group begins with, or the first of them."""
    clans = sorted(_tradition(group).clans, key=len, reverse=True)
    return next((clan for clan in clans if name.startswith(f"{clan} ")), clans[0])


def sex_of(name: str) -> Sex:
    """The sex that a name of our lists tells: H'Mai and Thị Mai are women."""
    return Sex.FEMALE if "H'" in name or " Thị" in name else Sex.MALE


def takes_clan_of_mother(group: str) -> bool:
    return _tradition(group).by_mother


def full_name(rng: Random, group: str, sex: str, clan: str) -> str:
    tradition = _tradition(group)
    given = rng.choice(tradition.given[sex])
    return tradition.form[sex].format(clan=clan, given=given)
