"""What happened to each household: its class at the end of 2019 and of 2020.

The printed figures say how many were poor in each commune; who of them stayed poor, fell or
rose is invented. So is the near-poor side, of which only the district's total is printed.
"""

from collections import Counter
from dataclasses import dataclass, field
from random import Random

from households.enums import HouseholdClass
from households.models import Household
from povertyplan.demo import source
from povertyplan.demo.shares import divide
from povertyplan.demo.villages import Village

POOR, NEAR, AVERAGE = HouseholdClass.POOR, HouseholdClass.NEAR_POOR, HouseholdClass.AVERAGE
Path = tuple[HouseholdClass | None, ...]

# In a village no more households are poor than this share, in per cent.
_POOR_AT_MOST = 70
# In a commune no more of the other minority households are near-poor than this, in per cent.
_NEAR_POOR_AT_MOST = 45


@dataclass
class Story:
    """A household to be: where it lives and how it was judged, by year.

    Causes and social protection that are given are not invented.
    """

    village: Village
    is_minority: bool
    path: Path
    merit: dict | None = None
    years: tuple[int, ...] = source.YEARS
    causes: frozenset[str] = frozenset()
    is_social_protection: bool | None = None
    deprived: dict[int, set[str]] = field(default_factory=dict)
    income: dict[int, int] = field(default_factory=dict)
    household: Household | None = None

    @property
    def classes(self) -> dict[int, HouseholdClass]:
        """Its class in each year in which it was reviewed."""
        years = zip(self.years, self.path, strict=True)
        return {year: found for year, found in years if found}


def tell(rng: Random, villages: dict[str, list[Village]]) -> dict[str, list[Story]]:
    """The stories of all households that are reviewed, by code of their commune."""
    communes = source.figures()["communes"]
    stories = {}
    for row, near in zip(communes, _near_poor(communes), strict=True):
        stories[row["code"]] = [
            story
            for is_minority in (True, False)
            for story in _tell_group(rng, villages[row["code"]], row, near, is_minority)
        ]
    _choose_merit_households(stories)
    return stories


def _near_poor(communes: list[dict]) -> list[dict[bool, int]]:
    """Near-poor households of 2020 by commune and group: in proportion to those not poor."""
    figures = source.figures()
    free = [row["households"]["2020"] - row["poor"]["2020"] for row in communes]
    totals = divide(figures["near_poor_2020"], free)
    own = [row["minority_households"]["2020"] - row["minority_poor"]["2020"] for row in communes]
    minority = divide(
        source.places()["near_poor_minority_2020"],
        [
            near * 5 * mine // (5 * mine + everyone - mine)
            for near, mine, everyone in zip(totals, own, free, strict=True)
        ],
        [
            min(near, mine * _NEAR_POOR_AT_MOST // 100)
            for near, mine in zip(totals, own, strict=True)
        ],
    )
    return [{True: own, False: all_ - own} for all_, own in zip(totals, minority, strict=True)]


def _tell_group(rng, villages, row, near, is_minority) -> list[Story]:
    paths = _paths(*(_poor(row, year, is_minority) for year in source.YEARS), near[is_minority])
    was_poor = [path for path in paths.elements() if POOR in path]
    never_poor = [path for path in paths.elements() if POOR not in path]
    rooms = [village.room(is_minority) for village in villages]
    poor = divide(
        len(was_poor),
        [room * rng.randint(50, 150) for room in rooms],
        [room * _POOR_AT_MOST // 100 for room in rooms],
    )
    left = [room - taken for room, taken in zip(rooms, poor, strict=True)]
    rest = divide(len(never_poor), [room * rng.randint(70, 130) for room in left], left)
    homes = _homes(rng, villages, poor) + _homes(rng, villages, rest)
    return [
        Story(village, is_minority, path)
        for village, path in zip(homes, was_poor + never_poor, strict=True)
    ]


def _poor(row: dict, year: int, is_minority: bool) -> int:
    minority = row["minority_poor"][str(year)]
    return minority if is_minority else row["poor"][str(year)] - minority


def _paths(before: int, after: int, near: int) -> Counter[Path]:
    """How many go which way, from `before` poor to `after` poor and `near` near-poor."""
    new = max(after - before, after * 6 // 100)
    fallen = new * 2 // 3
    escaped = before - (after - new)
    risen = min(near, escaped * 2 // 3)
    newly_near = (near - risen) // 8
    still_near = near - risen - newly_near
    return Counter(
        {
            (POOR, POOR): after - new,
            (NEAR, POOR): fallen,
            (None, POOR): new - fallen,
            (POOR, NEAR): risen,
            (POOR, AVERAGE): escaped - risen,
            (NEAR, NEAR): still_near,
            (None, NEAR): newly_near,
            (NEAR, AVERAGE): max(0, near * 102 // 100 - fallen - still_near),
        }
    )


def _homes(rng: Random, villages: list[Village], counts: list[int]) -> list[Village]:
    homes = [home for home, count in zip(villages, counts, strict=True) for _ in range(count)]
    rng.shuffle(homes)
    return homes


def _choose_merit_households(stories: dict[str, list[Story]]) -> None:
    """Give each household of the plan's appendix 5 to a near-poor one of its village."""
    for row in source.places()["merit_households"]:
        story = next(
            story
            for story in stories[row["commune"]]
            if story.merit is None
            and story.path == (NEAR, NEAR)
            and story.is_minority == row["is_minority"]
            and story.village.unit.title == row["village"]
        )
        story.merit = row
