"""Who is poor: the multidimensional standard as a table.

Pure functions over plain values. Decision 59/2015 (art. 2) and Decree 07/2021 (art. 3) combine
income and deprivation differently, so a standard carries its own table from (income band, enough
deprivations) to a class; nothing about a single standard stands in this file.
"""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field
from functools import partial
from typing import NamedTuple

from households.enums import HouseholdClass, IncomeBand
from povertyplan.numbers import vietnamese
from povertyplan.units.enums import Area

# By themselves: Python looks a member up anew each time that its class is asked for it.
_POOR, _NEAR_POOR, _AVERAGE, _ABOVE = IncomeBand


@dataclass(frozen=True)
class Lines:
    """The upper ends of the income bands, in đồng per person and month or in points.

    None where a standard has no such line.
    """

    poor: int
    near_poor: int | None = None
    average: int | None = None


@dataclass(frozen=True)
class IndicatorRule:
    code: str
    name: str
    bit: int


@dataclass(frozen=True)
class Outcome:
    """What a row of the table says, and the article that says it."""

    household_class: HouseholdClass
    article: str


@dataclass(frozen=True)
class StandardRules:
    """A poverty standard as plain values.

    `income` and `points` give the lines by area; `table` has a row for every band and either
    answer to "deprived in enough indicators?".
    """

    name: str
    income: dict[str, Lines]
    points: dict[str, Lines]
    table: dict[tuple[str, bool], Outcome]
    indicators: tuple[IndicatorRule, ...]
    minimum_deprivations: int = 3
    deprivation_points: int = 10
    points_basis: str = ""

    @property
    def names(self) -> dict[str, str]:
        """The names of the indicators by code."""
        return {indicator.code: indicator.name for indicator in self.indicators}

    def pack(self, codes: Iterable[str]) -> int:
        """Indicator codes as a bit set. Raises KeyError for a code the standard lacks."""
        bits = {indicator.code: indicator.bit for indicator in self.indicators}
        return sum(1 << bits[code] for code in set(codes))

    def unpack(self, bits: int) -> list[str]:
        """The codes in a bit set, in the order of the standard."""
        return [item.code for item in self.indicators if bits >> item.bit & 1]


class Answers(NamedTuple):
    """What a review says about a household, as far as it is filled in."""

    area: str
    income_vnd: int | None = None
    score_b1: int | None = None
    deprived: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Classification:
    """A class and the reason for it, in a sentence for people that is made when it is read."""

    household_class: HouseholdClass
    band: IncomeBand
    score_b2: int
    explain: Callable[[], str] = field(compare=False)
    warn: Callable[[], str] = field(default=str, compare=False)

    @property
    def explanation(self) -> str:
        return self.explain()

    @property
    def warning(self) -> str:
        return self.warn()


def score_b2(deprived: Collection[str], standard: StandardRules) -> int:
    """The deprivation score: 10 points for each deprived indicator (Circular 07/2021, annex)."""
    return standard.deprivation_points * len(deprived)


def band_of(value: int, lines: Lines) -> IncomeBand:
    """The band that `value` falls in. A line belongs to the band below it."""
    if value <= lines.poor:
        return _POOR
    if lines.near_poor is not None and value <= lines.near_poor:
        return _NEAR_POOR
    if lines.average is not None and value <= lines.average:
        return _AVERAGE
    return _ABOVE


def classify(answers: Answers, standard: StandardRules) -> Classification | None:
    """The class of a household under `standard`; None while neither income nor B1 is known.

    B1 points decide between poor, near-poor and above; the average living standard is decided by
    declared income (Circular 07/2021), as is everything while B1 is missing.
    """
    band = _band(answers, standard)
    if band is None:
        return None
    outcome = _outcome(answers, standard, band)
    return Classification(
        household_class=outcome.household_class,
        band=band,
        score_b2=score_b2(answers.deprived, standard),
        explain=partial(_explain, answers, standard, band, outcome),
        warn=partial(_warn, answers, standard),
    )


def class_of(answers: Answers, standard: StandardRules) -> HouseholdClass | None:
    """The class alone, as `classify` finds it."""
    band = _band(answers, standard)
    return None if band is None else _outcome(answers, standard, band).household_class


def _outcome(answers: Answers, standard: StandardRules, band: IncomeBand) -> Outcome:
    enough = len(answers.deprived) >= standard.minimum_deprivations
    return standard.table[band, enough]


def not_needed(form_a: Collection[str] | None, minimum: int | None) -> Classification | None:
    """Not poor by form A, which decides who needs form B (Circular 07/2021, annex II).

    None where form B decides: form A was not used, or enough of its conditions hold.
    """
    if form_a is None or minimum is None or len(form_a) >= minimum:
        return None
    return Classification(
        household_class=HouseholdClass.NON_POOR,
        band=_ABOVE,
        score_b2=0,
        explain=lambda: (
            f"{HouseholdClass.NON_POOR.label}: phiếu A có {len(form_a)} điều kiện, dưới "
            f"{minimum} điều kiện nên không phải lập phiếu B."
        ),
    )


def _band(answers: Answers, standard: StandardRules) -> IncomeBand | None:
    by_points, by_income = _bands(answers, standard)
    if by_points is None:
        return by_income
    is_average = by_points == _ABOVE and by_income == _AVERAGE
    return by_income if is_average else by_points


def _bands(answers: Answers, standard: StandardRules) -> tuple[IncomeBand | None, ...]:
    """What the points say and what the income says."""
    by_points = _band_by(answers.score_b1, standard.points.get(answers.area))
    return by_points, _band_by(answers.income_vnd, standard.income[answers.area])


def _band_by(value: int | None, lines: Lines | None) -> IncomeBand | None:
    return None if value is None or lines is None else band_of(value, lines)


def _warn(answers: Answers, standard: StandardRules) -> str:
    bands, low = set(_bands(answers, standard)), {_POOR, _NEAR_POOR}
    if None in bands or len(bands) == 1 or not bands & low:
        return ""
    return "Điểm B1 và thu nhập khai cho hai kết quả khác nhau; hãy kiểm tra lại cả hai."


# What the sentence compares with, by band: the words and the line.
_AGAINST = {
    _POOR: ("không quá chuẩn nghèo", "poor"),
    _NEAR_POOR: ("trên chuẩn nghèo nhưng không quá chuẩn cận nghèo", "near_poor"),
    _AVERAGE: ("không quá mức sống trung bình", "average"),
}


def _explain(answers, standard, band, outcome) -> str:
    return (
        f"{outcome.household_class.label}: {_compared(answers, standard, band)} và "
        f"{_deprived_in_words(answers, standard)}. "
        f"Căn cứ: {outcome.article}{_points_basis(answers, standard, band)}."
    )


def _points_basis(answers: Answers, standard: StandardRules, band: IncomeBand) -> str:
    """The circular that sets the points, where points decided."""
    decided = _by_points(answers, standard, band) and standard.points_basis
    return f"; thang điểm theo {standard.points_basis}" if decided else ""


def _by_points(answers: Answers, standard: StandardRules, band: IncomeBand) -> bool:
    known = answers.score_b1 is not None and answers.area in standard.points
    return known and band != _AVERAGE


def _compared(answers: Answers, standard: StandardRules, band: IncomeBand) -> str:
    if _by_points(answers, standard, band):
        lines, unit = standard.points[answers.area], "điểm"
        subject = f"điểm B1 là {vietnamese(answers.score_b1)}"
    else:
        lines, unit = standard.income[answers.area], "đồng"
        amount = vietnamese(answers.income_vnd)
        subject = f"thu nhập bình quân đầu người một tháng {amount} đồng"
    area = Area(answers.area).label
    words, line = _AGAINST.get(band, ("cao hơn các chuẩn", None))
    limit = getattr(lines, line) if line else max(filter(None, _ends(lines)))
    return f"{subject}, {words} ({vietnamese(limit)} {unit}, {area})"


def _ends(lines: Lines) -> tuple[int | None, ...]:
    return lines.poor, lines.near_poor, lines.average


def _deprived_in_words(answers: Answers, standard: StandardRules) -> str:
    names = [item.name for item in standard.indicators if item.code in answers.deprived]
    if not names:
        return "không thiếu hụt chỉ số nào"
    count = f"{len(names)}/{len(standard.indicators)} chỉ số"
    enough = "từ" if len(names) >= standard.minimum_deprivations else "dưới"
    return f"thiếu hụt {count} ({enough} {standard.minimum_deprivations}): {'; '.join(names)}"
