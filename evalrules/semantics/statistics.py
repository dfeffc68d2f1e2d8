"""Statistics over rows that are wholly known, each of them exact: sums, means, medians, spreads.

A spread is the square root of a fraction, which is kept as such (decision 0009). See P61 to P69.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from math import gcd
from typing import NamedTuple

from evalrules.base.surds import root
from evalrules.semantics.interval import INFINITE, ZERO, Interval, exact_value, point


class KnownRows(NamedTuple):
    """Rows that are wholly known: their values, and how often each counts (None: once each)."""

    values: list[Fraction]
    weights: list[Fraction] | None


def known_rows(values: Sequence[Interval], weights: Sequence[Interval] | None) -> KnownRows | None:
    """The rows as numbers, those of weight 0 left out; None where a number is not known."""
    if weights is None:
        exact = [exact_value(value) for value in values]
        return None if None in exact else KnownRows([value for value in exact if value is not None], None)
    kept: list[tuple[Fraction, Fraction]] = []
    for interval, weighing in zip(values, weights, strict=True):
        value, weight = exact_value(interval), exact_value(weighing)
        if weight == 0:
            continue  # a school without pupils has no value a pupil, and no weight
        if value is None or weight is None or weight < 0:
            return None
        kept.append((value, weight))
    return KnownRows([value for value, _ in kept], [weight for _, weight in kept])


def exact_sum(numbers: Sequence[Fraction]) -> Fraction:
    """The sum of many fractions: those of one denominator first, then two and two, so that long ones stay few."""
    above: dict[int, int] = {}
    for one in numbers:
        above[one.denominator] = above.get(one.denominator, 0) + one.numerator
    parts = [(total, below) for below, total in above.items()] or [(0, 1)]
    while len(parts) > 1:
        odd = parts[len(parts) - len(parts) % 2 :]
        parts = [_added(*pair) for pair in zip(parts[::2], parts[1::2], strict=False)] + odd
    return Fraction(*parts[0])


def _added(first: tuple[int, int], second: tuple[int, int]) -> tuple[int, int]:
    (one, below_one), (two, below_two) = first, second
    shared = gcd(below_one, below_two)
    return one * (below_two // shared) + two * (below_one // shared), below_one // shared * below_two


def _weighed(found: KnownRows) -> tuple[Fraction, Fraction]:
    """The total weight and the weighted sum."""
    if found.weights is None:
        return Fraction(len(found.values)), exact_sum(found.values)
    pairs = zip(found.values, found.weights, strict=True)
    return exact_sum(found.weights), exact_sum([w * x for x, w in pairs])


def _squares(found: KnownRows) -> Fraction:
    """The weighted sum of squares."""
    if found.weights is None:
        return exact_sum([x * x for x in found.values])
    return exact_sum([w * x * x for x, w in zip(found.values, found.weights, strict=True)])


def mean_of(found: KnownRows) -> Fraction:
    """The mean of rows, at least one, by their weights."""
    weight, total = _weighed(found)
    return total / weight


def _median(found: KnownRows) -> Interval:
    """The middle value; of an even number of rows the mean of the middle two (P69)."""
    ordered = sorted(found.values)
    half = len(ordered) // 2
    return point(ordered[half] if len(ordered) % 2 else (ordered[half - 1] + ordered[half]) / 2)


_PLAIN: dict[str, Callable[[KnownRows], Interval]] = {
    "mean": lambda found: point(mean_of(found)), "median": _median, "least": lambda found: point(min(found.values)),
    "greatest": lambda found: point(max(found.values)),
}  # fmt: skip


def lacks_rows(op: str, found: KnownRows) -> bool:
    """Whether there are fewer rows than a statistic needs: one, or two for the sample forms."""
    return len(found.values) < (2 if op.endswith("_sample") else 1)


def statistic_of(op: str, found: KnownRows) -> Interval:
    """A statistic of enough rows; a coefficient around a mean that is not above 0 is unknown."""
    return _PLAIN[op](found) if op in _PLAIN else _spread(op, found)


def _spread(op: str, found: KnownRows) -> Interval:
    """The standard deviation around the mean, or its ratio to the mean: `sum w (x - m)^2 / sum w` for the population.

    The ratio needs no deviation: its square is `sum w * sum w x^2 / (sum w x)^2 - 1`. Fewer long fractions are made.
    """
    weight, total = _weighed(found)
    degrees = weight - 1 if op.endswith("_sample") else weight
    if op.startswith("stdev"):
        deviation = root((_squares(found) - total**2 / weight) / degrees)
        return (deviation, deviation)
    if total <= 0:
        return unknown_statistic(op)  # a spread is no share of what is not above 0
    ratio = root((weight * _squares(found) / total**2 - 1) * (weight / degrees))
    return (ratio, ratio)


def spread_about(op: str, found: KnownRows, centre: Fraction) -> Interval:
    """The same spread around a number that the standard names."""
    weight, total = _weighed(found)
    variance = (_squares(found) - 2 * centre * total + weight * centre * centre) / weight
    if op.startswith("stdev"):
        deviation = root(variance)
        return (deviation, deviation)
    if centre <= 0:
        return unknown_statistic(op)
    ratio = root(variance / (centre * centre))
    return (ratio, ratio)


def unknown_statistic(op: str) -> Interval:
    """Every number that a statistic can be of which nothing is known: a spread is never below 0."""
    return (ZERO, INFINITE) if op.startswith(("cv", "stdev")) else (-INFINITE, INFINITE)
