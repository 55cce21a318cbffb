"""Multidimensional poverty as Alkire and Foster measure it: H, A and M0 = H x A.

Pure functions. A household is poor when the weights of what it is deprived of reach the cutoff;
the deprivations of everybody else are left out ("censored"). All figures are exact fractions.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True)
class Profile:
    """So many (households, or persons in them) that are deprived of the same indicators."""

    deprived: frozenset[str]
    population: int


@dataclass(frozen=True)
class Measures:
    """The measures of a population; None where it is empty (or nobody is poor, for A)."""

    population: int
    poor: int
    headcount: Fraction | None
    intensity: Fraction | None
    adjusted: Fraction | None
    censored: dict[str, Fraction]
    contributions: dict[str, Fraction]


def equal_weights(dimensions: Mapping[str, Sequence[str]]) -> dict[str, Fraction]:
    """Every dimension weighs the same, and so does every indicator within its dimension."""
    return {
        code: Fraction(1, len(dimensions) * len(codes))
        for codes in dimensions.values()
        for code in codes
    }


def score(deprived: Iterable[str], weights: Mapping[str, Fraction]) -> Fraction:
    """The weighted share of the indicators that somebody is deprived of."""
    return sum((weights[code] for code in deprived), Fraction(0))


def measure(
    profiles: Iterable[Profile], weights: Mapping[str, Fraction], cutoff: Fraction
) -> Measures:
    """The measures of a population. `weights` sum to one; `cutoff` lies above 0 and up to 1.

    `contributions` are the parts of M0 that each indicator makes up: weight x censored headcount.
    """
    if sum(weights.values()) != 1 or not 0 < cutoff <= 1:
        raise ValueError("Weights must sum to one, and the cutoff lie in (0, 1].")
    profiles = list(profiles)
    population = sum(profile.population for profile in profiles)
    poor = [item for item in profiles if score(item.deprived, weights) >= cutoff]
    count = sum(item.population for item in poor)
    if not population:
        return Measures(0, 0, None, None, None, {}, {})
    total = sum((item.population * score(item.deprived, weights) for item in poor), Fraction(0))
    adjusted = total / population
    censored = {
        code: Fraction(sum(item.population for item in poor if code in item.deprived), population)
        for code in weights
    }
    return Measures(
        population=population,
        poor=count,
        headcount=Fraction(count, population),
        intensity=total / count if count else None,
        adjusted=adjusted,
        censored=censored,
        contributions={
            code: weights[code] * share / adjusted for code, share in censored.items() if adjusted
        },
    )
