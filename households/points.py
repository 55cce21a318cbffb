"""The B1 score: points for facts about a household, by a table that is data.

Circular 07/2021, annex IV, gives points by region; the table is loaded by an administrator. Pure
functions over plain values: which facts there are, and what each line of the table asks of them.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

Fact = int | Decimal | str | None

# What a line of the table may ask about, besides the quantity of an asset, land or animal by its
# code in the lists of form B.
FACTS = {
    "persons": "số nhân khẩu",
    "children_under_15": "số trẻ em dưới 15 tuổi",
    "children_under_16": "số trẻ em dưới 16 tuổi",
    "over_60": "số người trên 60 tuổi",
    "dependants": "số người phụ thuộc",
    "top_education": "trình độ cao nhất trong hộ",
    "best_job": "việc làm phi nông nghiệp tốt nhất",
    "pensions": "số người có lương hưu, trợ cấp hằng tháng",
    "floor_area_m2": "diện tích nhà ở",
    "area_per_person": "diện tích nhà ở bình quân đầu người",
    "pillars": "cột nhà",
    "walls": "tường nhà",
    "roof": "mái nhà",
    "water_source": "nguồn nước sinh hoạt",
    "toilet": "nhà tiêu",
    "electricity": "nguồn điện",
    "monthly_kwh": "điện dùng một tháng",
}


@dataclass(frozen=True)
class PointLine:
    """Points for a fact that lies within bounds, both included, or that has a value."""

    code: str
    content: str
    points: int
    fact: str
    minimum: Decimal | None = None
    maximum: Decimal | None = None
    value: str = ""

    def applies(self, fact: int | Decimal | str) -> bool:
        if self.value:
            return str(fact) == self.value
        above = self.minimum is None or Decimal(fact) >= self.minimum
        return above and (self.maximum is None or Decimal(fact) <= self.maximum)


@dataclass(frozen=True)
class ScoreB1:
    """The points of a household and the lines that gave them; `missing` facts make it unknown."""

    total: int | None
    lines: tuple[PointLine, ...] = ()
    missing: tuple[str, ...] = ()


def score_b1(table: Iterable[PointLine], facts: Mapping[str, Fact]) -> ScoreB1:
    """The B1 score under `table`: the sum of the lines that apply.

    Unknown (None) as long as a fact that the table asks for is not known.
    """
    table = tuple(table)
    missing = dict.fromkeys(line.fact for line in table if facts.get(line.fact) in (None, ""))
    if missing:
        return ScoreB1(None, missing=tuple(missing))
    lines = tuple(line for line in table if line.applies(facts.get(line.fact)))
    return ScoreB1(sum(line.points for line in lines), lines)
