"""Rows of many subjects brought together by a code, such as that of their subject: counted, added up, looked up."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import starmap
from typing import Any

import numpy as np

from evalrules.base.records import NamedTuple
from evalrules.base.sums import sum_of_ratios
from evalrules.semantics import vectors
from evalrules.semantics.columns_numbers import NotInColumns
from evalrules.semantics.statistics import Moments
from evalrules.semantics.vector_rows import RowVectors
from evalrules.semantics.vectors import Column, End
from evalrules.tree.nodes import RowStatistic, RowTally


class Groups:
    """Rows by a whole number, such as the place of their subject."""

    def __init__(self, codes: Column) -> None:
        is_ordered = bool((codes[1:] >= codes[:-1]).all())
        self._order = None if is_ordered else np.argsort(codes, kind="stable")
        ordered = codes if self._order is None else codes[self._order]
        is_first = np.ones(ordered.shape, bool)
        is_first[1:] = ordered[1:] != ordered[:-1]
        self.starts = np.flatnonzero(is_first)
        self.codes = ordered[self.starts]
        self.sizes = np.diff(np.append(self.starts, ordered.size))

    def sums(self, values: Column) -> Column:
        """The sum of each group."""
        largest = int(self.sizes.max()) if self.sizes.size else 0
        wide = vectors.widened(self._ordered(values), vectors.most(values) * largest)
        return np.add.reduceat(wide, self.starts) if self.starts.size else wide[:0]

    def counts(self, where: Column) -> Column:
        """In how many rows of each group a mark is."""
        return self.sums(where.astype(np.int64))

    def least(self, values: Column) -> Column:
        """The least of each group."""
        return np.minimum.reduceat(self._ordered(values), self.starts) if self.starts.size else values[:0]

    def greatest(self, values: Column) -> Column:
        """The greatest of each group."""
        return np.maximum.reduceat(self._ordered(values), self.starts) if self.starts.size else values[:0]

    def places(self, codes: Column) -> Column:
        """Where the groups of some codes are; -1 for one of which there is no row."""
        if not self.codes.size:
            return np.full(codes.shape, -1)
        at = np.minimum(np.searchsorted(self.codes, codes), self.codes.size - 1)
        return np.where(self.codes[at] == codes, at, -1)

    def parted(self, values: Column) -> Iterator[list[Any]]:
        """The values of each group."""
        ordered = self._ordered(values).tolist()
        for start, size in zip(self.starts.tolist(), self.sizes.tolist(), strict=True):
            yield ordered[start : start + size]

    def _ordered(self, values: Column) -> Column:
        return values if self._order is None else values[self._order]


class Tallies(NamedTuple):
    """By group: how many rows a condition holds for, does not, and may; and the first two of rows that may not count.

    They are those of evalrules.semantics.row_parts.Tallied.
    """

    holding: Column
    failing: Column
    open: Column
    may_hold: Column
    may_fail: Column


class Sums(NamedTuple):
    """By group: the moments of the rows that are known, and how many are not known."""

    moments: list[Moments]
    open: Column


class Totals(NamedTuple):
    """By group: both ends of a sum of the rows, each over its divisor, and where it has none."""

    low: Column
    high: Column
    below: tuple[int, int]
    has_no_low: Column
    has_no_high: Column


def tallies(node: RowTally, rows: RowVectors, groups: Groups) -> Tallies:
    """What rows give to a count."""
    may, sure = rows.counting(node.only, node.where)
    yes, no = (np.broadcast_to(one, may.shape) for one in rows.truth(node.body))
    maybe = may & ~sure
    return Tallies(
        groups.counts(sure & yes), groups.counts(sure & no), groups.counts(may & ~yes & ~no),
        groups.counts(maybe & yes), groups.counts(maybe & no),
    )  # fmt: skip


def sums(node: RowStatistic, rows: RowVectors, groups: Groups) -> Sums:
    """What rows give to a statistic of moments; rows of no weight are left out."""
    may, _ = rows.counting(node.only, node.where)
    taken, w, x, is_left_out = taken_in(node, rows)
    first = ratio(vectors.times(w.above, x.above), vectors.times(w.below, x.below))
    second = ratio(vectors.times(first.above, x.above), vectors.times(first.below, x.below))
    counts = groups.counts(taken).tolist()
    parts = (_added(groups, one) for one in (w, first, second))
    moments = list(starmap(Moments, zip(counts, *parts, strict=True)))
    return Sums(moments, groups.counts(may & ~(taken | is_left_out)))


def taken_in(node: RowStatistic, rows: RowVectors) -> tuple[Column, End, End, Column]:
    """The rows that a statistic takes, their weights and values, and the rows that it leaves out for their weight."""
    may, sure = rows.counting(node.only, node.where)
    values = rows.number(node.item)
    weights = vectors.point(1) if node.weight is None else rows.number(node.weight)
    value, weight = values.low, weights.low
    is_weighed = np.broadcast_to(vectors.exact_in(weights), may.shape)
    is_nothing = is_weighed & np.broadcast_to(weight.above == 0, may.shape)
    is_known = is_weighed & np.broadcast_to(vectors.exact_in(values) & (weight.above >= 0), may.shape)
    taken = sure & is_known & ~is_nothing
    return taken, _taken(weight, taken), _taken(value, taken), sure & is_nothing


def _taken(end: End, taken: Column) -> End:
    """An end in the rows that are taken, and nothing in the others."""
    if isinstance(end.below, int):
        return End(np.where(taken, end.above, 0), end.below)
    return ratio(np.where(taken, end.above, 0), np.where(taken, end.below, 1))


def ratio(above: Column, below: vectors.Divisor) -> End:
    """In lowest terms: what is a head, times the heads, has few divisors then."""
    if isinstance(below, int):
        return End(above, below)
    shared = np.gcd(above, below)
    above, below = above // shared, below // shared
    if above.dtype == object and vectors.most(above) < vectors.ROOM and vectors.most(below) < vectors.ROOM:
        above, below = above.astype(np.int64), below.astype(np.int64)
    return End(above, 1) if bool((below == 1).all()) else End(above, below)


def _added(groups: Groups, end: End) -> list[Fraction]:
    """The sum of each group, exactly."""
    if isinstance(end.below, int):
        return [Fraction(one, end.below) for one in groups.sums(end.above).tolist()]
    return [
        sum_of_ratios(pair for pair in zip(above, below, strict=True) if pair[0])
        for above, below in zip(groups.parted(end.above), groups.parted(end.below), strict=True)
    ]


def totals(node: RowStatistic, rows: RowVectors, groups: Groups) -> Totals:
    """Every sum that rows can come to; a row that may be left out may add nothing."""
    may, sure = rows.counting(node.only, node.where)
    low, high = (_whole(end) for end in rows.number(node.item))
    lows = np.where(sure, low.above, np.minimum(low.above, 0))
    highs = np.where(sure, high.above, np.maximum(high.above, 0))
    no_low, no_high = (may & vectors.marked(end) for end in (low, high))
    return Totals(
        groups.sums(np.where(may & ~no_low, lows, 0)), groups.sums(np.where(may & ~no_high, highs, 0)),
        (int(low.below), int(high.below)),
        groups.counts(no_low) > 0, groups.counts(no_high) > 0,
    )  # fmt: skip


def _whole(end: End) -> End:
    if not isinstance(end.below, int):
        raise NotInColumns("the sum of quotients that are not rounded")
    return end
