"""Handing a reduction down: how a whole is divided among units. Pure functions.

The parts always add up to the whole, and no unit loses more than it has.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from povertyplan.errors import InvalidData
from povertyplan.numbers import vietnamese
from targets.enums import Method

STEPS = (1, 5)


@dataclass(frozen=True)
class Share:
    """A unit that takes part: what it has now, its households of both years, its registered."""

    count: int
    households: int | None = None
    projected: int | None = None
    registered: int = 0

    @property
    def growth(self) -> Fraction:
        """Households of the plan year to one of the year before; 1 where not known."""
        if not self.households or not self.projected:
            return Fraction(1)
        return Fraction(self.projected, self.households)


def allocate(total: int, shares: Sequence[Share], method: Method, step: int = 1) -> list[int]:
    """The cut of each unit, in order; their sum is `total`.

    Cuts are multiples of `step` as far as `total` and what the units have allow it; each differs
    from its exact share by less than `step`. Raises InvalidData when the units have less than
    `total`, or when nobody is registered and the method asks for it.
    """
    limits = [share.count for share in shares]
    if total > sum(limits):
        raise InvalidData(
            f"Không thể giảm {vietnamese(total)} hộ: các đơn vị chỉ có "
            f"{vietnamese(sum(limits))} hộ."
        )
    return _rounded(quotas(total, shares, method), limits, step)


def quotas(total: int, shares: Sequence[Share], method: Method) -> list[Fraction]:
    """The exact share of each unit in the cut."""
    weights = _weights(total, shares, method)
    if total and not any(weights):
        raise InvalidData("Chưa có hộ nào đăng ký thoát nghèo; hãy chọn cách phân bổ khác.")
    return _divided(total, weights, [share.count for share in shares])


def cut_rate(count: int, households: int, factor: Fraction) -> Fraction:
    """The rate, in per cent, of a unit after every rate is multiplied by `factor`."""
    return Fraction(100 * count, households) * factor


def check_by_hand(total: int, cuts: Sequence[int], shares: Sequence[Share]) -> None:
    """Raise InvalidData unless `cuts` add up to `total` and no unit loses more than it has."""
    if sum(cuts) != total:
        raise InvalidData(
            f"Các đơn vị giảm cộng lại {vietnamese(sum(cuts))} hộ, khác tổng "
            f"{vietnamese(total)} hộ; hãy sửa cho khớp."
        )
    if any(cut > share.count for cut, share in zip(cuts, shares, strict=True)):
        raise InvalidData("Có đơn vị giảm nhiều hơn số hộ hiện có; hãy sửa lại.")


def _weights(total: int, shares: Sequence[Share], method: Method) -> list[Fraction]:
    if method == Method.BY_ABILITY:
        return [Fraction(min(share.registered, share.count)) for share in shares]
    if method == Method.BY_COUNT:
        return [Fraction(share.count) for share in shares]
    # Every rate times the same factor: what is left of a unit grows with its households.
    grown = [share.count * share.growth for share in shares]
    left = sum(share.count for share in shares) - total
    factor = Fraction(left) / sum(grown) if sum(grown) else Fraction(0)
    cuts = [share.count - factor * part for share, part in zip(shares, grown, strict=True)]
    return [max(cut, Fraction(0)) for cut in cuts]


def _divided(total: int, weights: list[Fraction], limits: list[int]) -> list[Fraction]:
    """`total` in proportion to `weights`; what exceeds a limit goes to the units still below."""
    found = [Fraction(0)] * len(limits)
    active = {index for index, limit in enumerate(limits) if limit}
    rest = Fraction(total)
    while rest:
        whole = sum(weights[index] for index in active)
        if not whole:
            weights = [Fraction(limit) for limit in limits]
            continue
        full = {i for i in active if rest * weights[i] / whole >= limits[i]}
        if not full:
            for index in active:
                found[index] = rest * weights[index] / whole
            break
        for index in full:
            found[index] = Fraction(limits[index])
        rest -= sum(limits[index] for index in full)
        active -= full
    return found


def _rounded(exact: list[Fraction], limits: list[int], step: int) -> list[int]:
    """Largest remainder: whole steps first, then what is left over in ones."""
    cuts = [int(share // step) * step for share in exact]
    rest = int(sum(exact)) - sum(cuts)
    by_remainder = sorted(range(len(exact)), key=lambda i: (cuts[i] - exact[i], i))
    for index in by_remainder:
        if rest >= step and cuts[index] < exact[index] and cuts[index] + step <= limits[index]:
            cuts[index] += step
            rest -= step
    for _ in range(rest):
        index = min(range(len(exact)), key=lambda i: (cuts[i] - exact[i], i))
        cuts[index] += 1
    return cuts
