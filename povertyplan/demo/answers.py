"""What the reviews of the demonstration found: income, points and deprivations that fit a class."""

from collections.abc import Sequence
from math import ceil
from random import Random

from households.enums import HouseholdClass
from households.rules import Answers, Lines, StandardRules
from povertyplan.demo import source
from povertyplan.demo.stories import AVERAGE, NEAR, POOR, Story

_STEP_VND = 5_000
_STEP_POINTS = 5
# What a household without a child of school age or without young adults cannot lack.
_OF_YOUNG_PEOPLE = ("child_schooling", "adult_education")


def deprive(rng: Random, row: dict, stories: list[Story]) -> None:
    """Say what each household of a commune lacks: those poor in 2020 as the plan prints it."""
    codes = source.figures()["indicators"]
    counts = dict(zip(codes, row["deprived"]["2020"], strict=True))
    for story in stories:
        story.deprived = {year: set() for year in story.classes}
    poor = [story for story in stories if story.path[1] == POOR]
    for code, count in counts.items():
        for story in rng.sample(poor, count):
            story.deprived[2020].add(code)
    common = [code for code in codes for _ in range(counts[code])]
    for story in stories:
        _invent(rng, story, common)


def _invent(rng: Random, story: Story, common: Sequence[str]) -> None:
    """The deprivations that are not printed, with the common ones of the commune more often."""
    if story.merit:
        common = [code for code in common if code not in _OF_YOUNG_PEOPLE]
    if story.path[1] != POOR:
        story.deprived[2020] = _some(rng, common, rng.choice((0, 1, 1, 2)))
    if story.path == (POOR, POOR):
        story.deprived[2019] = story.deprived[2020] | _some(rng, common, rng.choice((0, 0, 1)))
    elif story.path[0]:
        count = rng.randint(2, 4) if story.path[0] == POOR else rng.randint(1, 2)
        story.deprived[2019] = _some(rng, common, count)


def _some(rng: Random, codes: Sequence[str], count: int) -> set[str]:
    found = set()
    while len(found) < count:
        found.add(rng.choice(codes))
    return found


def earn(rng: Random, stories: list[Story], rules: StandardRules) -> None:
    """Give each household an income for each of its reviews."""
    for story in stories:
        lines = rules.income[story.village.unit.effective_area]
        for year, wanted in story.classes.items():
            enough = len(story.deprived[year]) >= rules.minimum_deprivations
            story.income[year] = income(rng, wanted, lines, is_deprived=enough)


def income(rng: Random, wanted: HouseholdClass, lines: Lines, *, is_deprived: bool) -> int:
    """An income that puts a household in the class `wanted` under Decision 59/2015."""
    if wanted == POOR and not (is_deprived and rng.random() < 0.25):
        return between(rng, lines.poor * 2 // 5, lines.poor)
    if wanted in (POOR, NEAR):
        return between(rng, lines.poor, lines.near_poor)
    return between(rng, lines.near_poor, lines.average)


def between(rng: Random, above: int, upto: int) -> int:
    """A round sum above the one and up to the other."""
    return rng.randrange(above // _STEP_VND + 1, upto // _STEP_VND + 1) * _STEP_VND


def to_answers(rng: Random, area: str, income_vnd: int, deprived: set[str], rules) -> Answers:
    """The answers on the form. One in twelve forms comes without points."""
    points = rules.points[area]
    score = _points(income_vnd, rules.income[area], points) if rng.randrange(12) else None
    return Answers(area, income_vnd, score, frozenset(deprived))


def _points(income_vnd: int, lines: Lines, points: Lines) -> int:
    """The points that go with an income: in the same band, as a multiple of five."""
    if lines.near_poor is None:
        return ceil(income_vnd * points.poor / lines.poor / _STEP_POINTS) * _STEP_POINTS
    step = (points.near_poor - points.poor) / (lines.near_poor - lines.poor)
    exact = points.poor + (income_vnd - lines.poor) * step
    return ceil(exact / _STEP_POINTS) * _STEP_POINTS


def later_class(rng: Random, found: HouseholdClass) -> HouseholdClass:
    """The class a year later: most stay where they are, some rise by one."""
    risen = {POOR: NEAR, NEAR: AVERAGE}[found]
    return risen if rng.random() < 0.3 else found
