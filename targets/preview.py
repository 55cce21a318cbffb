"""What a way of handing a reduction down would do to every unit, before anything is saved."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction

from povertyplan.errors import InvalidData
from povertyplan.numbers import difference
from targets import allocation, figures, standing
from targets.allocation import Share
from targets.enums import Method
from targets.figures import Line
from targets.forms import cut_name


@dataclass(frozen=True)
class PreviewRow:
    """A unit (the total without a name of its own) before and after its cut."""

    title: str
    name: str
    before: int | None
    cut: int
    left: int | None
    registered: int
    rate_before: Fraction | None
    rate_after: Fraction | None

    @property
    def reduction(self) -> Fraction | None:
        return difference(self.rate_before, self.rate_after)


@dataclass(frozen=True)
class Preview:
    rows: list[PreviewRow]
    whole: PreviewRow
    cuts: dict[int, int]


def build(reading: figures.Reading, data: Mapping, typed: dict[int, int] | None = None) -> Preview:
    """The effect of handing `total` of `measure` down by `method`, rounded to `step`.

    `data` holds these four; `typed` are cuts by hand. Raises InvalidData when it cannot be done.
    """
    measure, lines = data["measure"], reading.lines
    behind = standing.registered([line.unit for line in lines], reading.sheet.year)
    shares = [_share(line, measure, behind[line.unit.pk][measure]) for line in lines]
    if data["method"] == Method.BY_HAND:
        cuts = [_by_hand(line, measure, typed) for line in lines]
    else:
        cuts = allocation.allocate(data["total"], shares, data["method"], data["step"])
    after = [_after(line, measure, cut) for line, cut in zip(lines, cuts, strict=True)]
    rows = [
        _row(line, measure, cut, share.registered)
        for line, cut, share in zip(after, cuts, shares, strict=True)
    ]
    whole = figures.total_of(after)
    registered = sum(share.registered for share in shares)
    by_unit = {line.unit.pk: cut for line, cut in zip(lines, cuts, strict=True)}
    return Preview(rows, _row(whole, measure, sum(cuts), registered), by_unit)


def check(reading: figures.Reading, data: Mapping, cuts: dict[int, int]) -> None:
    """Raise InvalidData unless `cuts` add up and no unit loses more than it has."""
    shares = [_share(line, data["measure"], 0) for line in reading.lines]
    in_order = [cuts[line.unit.pk] for line in reading.lines]
    allocation.check_by_hand(data["total"], in_order, shares)


def _share(line: Line, measure: str, registered: int) -> Share:
    count = line.baseline.counts[measure]
    if count is None:
        raise InvalidData(
            f"Chưa có số đầu kỳ của {line.unit.table_name} nên chưa phân bổ được. "
            "Hãy duyệt phiếu rà soát, hoặc nhập tay số đầu kỳ."
        )
    return Share(count, line.baseline.households, line.planned.households, registered)


def _by_hand(line: Line, measure: str, typed: dict[int, int] | None) -> int:
    """What was typed, else what the sheet plans already."""
    if typed is None:
        return max(0, line.decrease(measure) or 0)
    return typed[line.unit.pk]


def _after(line: Line, measure: str, cut: int) -> Line:
    left = line.baseline.counts[measure] - cut
    counts = line.planned.counts | {measure: left}
    return replace(line, planned=replace(line.planned, counts=counts))


def _row(line: Line, measure: str, cut: int, registered: int) -> PreviewRow:
    return PreviewRow(
        title=line.unit.table_name if line.unit else "Tổng",
        name=cut_name(line.unit.pk) if line.unit else "",
        before=line.baseline.counts.get(measure),
        cut=cut,
        left=line.planned.counts.get(measure),
        registered=registered,
        rate_before=line.baseline.rate(measure),
        rate_after=line.planned.rate(measure),
    )
