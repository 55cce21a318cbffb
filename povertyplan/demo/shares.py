"""Dividing a whole number among parts."""

from collections.abc import Sequence
from math import floor

from povertyplan.numbers import rate


def divide(total: int, weights: Sequence[int], caps: Sequence[int] | None = None) -> list[int]:
    """`total` in whole parts in proportion to `weights`, by largest remainder.

    No part grows beyond its cap; what it would have had goes to the others.
    """
    caps = [total] * len(weights) if caps is None else caps
    if total > sum(caps):
        raise ValueError(f"{total} do not fit into {sum(caps)} places")
    exact = [(rate(weight, sum(weights)) or 0) * total / 100 for weight in weights]
    parts = [min(floor(share), cap) for share, cap in zip(exact, caps, strict=True)]
    by_remainder = sorted(range(len(parts)), key=lambda part: parts[part] - exact[part])
    while rest := total - sum(parts):
        for part in [part for part in by_remainder if parts[part] < caps[part]][:rest]:
            parts[part] += 1
    return parts
