"""Statistics over rows that are wholly known, each of them exact: sums, means, medians, spreads.

A spread is the square root of a fraction, which is kept as such (decision 0009). See P61 to P69.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from math import gcd

from evalrules.base.records import NamedTuple
from evalrules.base.sums import sum_of_ratios
from evalrules.base.surds import root
from evalrules.model.assessment import EMPTY, NO_MEAN
from evalrules.semantics.interval import INFINITE, ZERO, Interval, exact_value, point
from evalrules.tree.functions import STATISTICS


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


class Moments(NamedTuple):
    """What rows come to together: how many there are, their weight, and the weighted sums of values and squares.

    Moments are added and taken away: what a statistic would be with another row needs no other look at all rows.
    """

    rows: int
    weight: Fraction
    total: Fraction
    squares: Fraction

    def with_changed(self, without: Moments, added: Moments) -> Moments:
        """The moments with some rows replaced by others."""
        return Moments(
            self.rows - without.rows + added.rows,
            self.weight - without.weight + added.weight,
            self.total - without.total + added.total,
            self.squares - without.squares + added.squares,
        )

    @property
    def mean(self) -> Fraction:
        """The mean of rows, at least one, by their weights."""
        return self.total / self.weight


class Ratios(NamedTuple):
    """The same rows as ratios of whole numbers."""

    values: Sequence[tuple[int, int]]
    weights: Sequence[tuple[int, int]] | None


def in_ratios(found: KnownRows) -> Ratios:
    """Known rows as ratios: a fraction for each product would take most of the time of a county of schools."""
    values, weights = ([one.as_integer_ratio() for one in some or ()] for some in found)
    return Ratios(values, None if found.weights is None else weights)


def moments_of(found: Ratios) -> Moments:
    """The moments of rows; without weights each counts once."""
    values, weights = found
    if weights is None:
        squares = sum_of_ratios([(x * x, y * y) for x, y in values])
        return Moments(len(values), Fraction(len(values)), sum_of_ratios(values), squares)
    weighted = [(*_lowest(w * x, v * y), x, y) for (x, y), (w, v) in zip(values, weights, strict=True)]
    return Moments(
        len(values),
        sum_of_ratios(weights),
        sum_of_ratios([(above, below) for above, below, _, _ in weighted]),
        sum_of_ratios([_lowest(above * x, below * y) for above, below, x, y in weighted]),
    )


def _lowest(above: int, below: int) -> tuple[int, int]:
    """A ratio in its lowest terms: what is a head, times the heads, has few denominators then."""
    shared = gcd(above, below)
    return above // shared, below // shared


def _median(found: KnownRows) -> Interval:
    """The middle value; of an even number of rows the mean of the middle two (P69)."""
    ordered = sorted(found.values)
    half = len(ordered) // 2
    return point(ordered[half] if len(ordered) % 2 else (ordered[half - 1] + ordered[half]) / 2)


_OF_VALUES: dict[str, Callable[[KnownRows], Interval]] = {
    "median": _median, "least": lambda found: point(min(found.values)),
    "greatest": lambda found: point(max(found.values)),
}  # fmt: skip

IN_MOMENTS = frozenset(op for op, own in STATISTICS.items() if own.is_spread or op == "mean")
"""The statistics that need no more of rows than their moments."""


def lacks_rows(op: str, rows: int) -> bool:
    """Whether there are fewer rows than a statistic needs: one, or two for the sample forms."""
    return rows < (2 if STATISTICS[op].is_sample else 1)


def statistic_of_values(op: str, found: KnownRows) -> Interval:
    """A statistic of enough rows that takes each of their values, as the median does."""
    return _OF_VALUES[op](found)


def statistic_in(op: str, found: Moments, centre: Fraction | None = None) -> Interval:
    """A statistic of enough rows; a coefficient around what is not above 0 is unknown.

    A spread is the standard deviation around the mean (`centre` where the standard names another number), or its ratio
    to that: the root of `sum w (x - m)^2 / sum w` for the population.
    """
    weight, total, is_share = found.weight, found.total, STATISTICS[op].is_share
    if op == "mean":
        return point(found.mean)
    if is_share and (total if centre is None else centre) <= 0:
        return unknown_statistic(op)  # a spread is no share of what is not above 0
    if centre is not None:
        square = (found.squares - 2 * centre * total + weight * centre * centre) / weight
        square = square / (centre * centre) if is_share else square
    else:
        degrees = weight - 1 if STATISTICS[op].is_sample else weight
        # the ratio needs no deviation: fewer long fractions are made
        apart = weight * found.squares / total**2 - 1 if is_share else found.squares / weight - found.mean**2
        square = apart * (weight / degrees)
    spread = root(square)
    return (spread, spread)


def why_undefined(op: str, found: Moments | KnownRows, centre: Fraction | None) -> str:
    """Why a statistic of known rows has no value: `EMPTY` or `NO_MEAN`; else ""."""
    if lacks_rows(op, found.rows if isinstance(found, Moments) else len(found.values)):
        return EMPTY
    is_share = STATISTICS[op].is_share and isinstance(found, Moments)
    return NO_MEAN if is_share and centre is not None and centre <= 0 else ""


def unknown_statistic(op: str) -> Interval:
    """Every number that a statistic can be of which nothing is known: a spread is never below 0."""
    return (ZERO, INFINITE) if STATISTICS[op].is_spread else (-INFINITE, INFINITE)
