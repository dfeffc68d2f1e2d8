"""The squares of spreads over the rows of many subjects, each between two whole numbers over one divisor.

What a row adds to the sum of squares is mostly a quotient. It is taken down to a power of two, so that a sum is known
but for less than one such part for each row: a limit is hardly ever between. Nothing is added up as a float.
"""

from __future__ import annotations

from math import isqrt

import numpy as np

from evalrules.base.numbers import HALF_UP, Rounding
from evalrules.base.records import NamedTuple
from evalrules.semantics import vectors
from evalrules.semantics.columns_numbers import NotInColumns
from evalrules.semantics.vector_groups import Groups, ratio, taken_in
from evalrules.semantics.vector_rows import RowVectors
from evalrules.semantics.vectors import Column, End
from evalrules.tree.functions import STATISTICS
from evalrules.tree.nodes import RowStatistic

_LEAST_BITS = 20
"""With fewer bits behind the point too much would be between."""

_MOST_BITS = 40


class Spreads(NamedTuple):
    """By group: the square of a spread is from `low` to `high` over `below`, where it is `known`; whole numbers of any
    length. `is_open` where it has to be worked out to say whether it is known.
    """

    low: Column
    high: Column
    below: Column
    known: Column
    is_open: Column

    def rounded(self, rounding: Rounding) -> tuple[Column, Column, Column]:
        """The spread in units of the last digit: the least and the most that it can be, and where these are the same
        and no half has to be rounded to an even digit.
        """
        unit = 4 * 10 ** (2 * rounding.digits)
        lows, highs, sure = [], [], []
        for low, high, below, known in zip(*(one.tolist() for one in self[:4]), strict=True):
            least, most = (isqrt(max(end, 0) * unit // below) if known else 0 for end in (low, high))
            is_half = rounding.mode != HALF_UP and bool(least % 2) and least * least * below == low * unit
            lows.append((least + 1) // 2)
            highs.append((most + 1) // 2)
            sure.append(lows[-1] == highs[-1] and not is_half)
        return np.array(lows, np.int64), np.array(highs, np.int64), np.array(sure, bool)


class _Sum(NamedTuple):
    """The sum of each group, from `low` to `high` over a divisor."""

    low: Column
    high: Column
    below: int


def spreads(node: RowStatistic, rows: RowVectors, groups: Groups) -> Spreads:
    """What rows give to a spread around their mean; rows of no weight are left out."""
    may, _ = rows.counting(node.only, node.where)
    taken, weight, value, is_left_out = taken_in(node, rows)
    first = ratio(vectors.times(weight.above, value.above), vectors.times(weight.below, value.below))
    second = ratio(vectors.times(first.above, value.above), vectors.times(first.below, value.below))
    count = groups.counts(taken)
    whole, total, squares = (_summed(one, groups, count) for one in (weight, first, second))
    declared = STATISTICS[node.op]
    known = (groups.counts(may & ~(taken | is_left_out)) == 0) & (count >= (2 if declared.is_sample else 1))
    is_open = known & np.array((total.low <= 0) & (total.high > 0), bool) if declared.is_share else known & False
    if declared.is_share:
        known = known & np.array(total.low > 0, bool)
    return _squares(node, known, is_open, (whole, total, squares))


def _squares(node: RowStatistic, known: Column, is_open: Column, found: tuple[_Sum, _Sum, _Sum]) -> Spreads:
    """`W S / T^2 - 1` for a share of the mean, else `(W S - T^2) / W^2`; both by `W / (W - 1)` for a sample."""
    whole, total, squares = found
    if not np.array_equal(whole.low, whole.high):
        raise NotInColumns("weights that are quotients")
    declared = STATISTICS[node.op]
    weight = np.where(known, whole.low, 1).astype(object)
    first = [np.where(known, one, 1).astype(object) for one in (total.low, total.high)]
    second = [np.where(known, one, 1).astype(object) for one in (squares.low, squares.high)]
    # over one divisor for both: W S / (w s) and T^2 / t^2
    left = total.below * total.below
    right = whole.below * squares.below
    least, most = (weight * one * left for one in second)
    if declared.is_share:
        ends = (least - first[1] ** 2 * right, most - first[0] ** 2 * right)
        below = [first[1] ** 2 * right, first[0] ** 2 * right]
    else:
        if not np.array_equal(total.low, total.high):
            raise NotInColumns("a deviation of quotients")
        ends = ((least - first[0] ** 2 * right) * whole.below**2, (most - first[0] ** 2 * right) * whole.below**2)
        below = [weight**2 * left * right] * 2
    if declared.is_sample:
        # W / w over W / w - 1
        degrees = weight - whole.below
        is_open = is_open | (known & np.array(degrees <= 0, bool))
        degrees = np.where(is_open | ~known, 1, degrees)
        ends = (ends[0] * weight, ends[1] * weight)
        below = [one * degrees for one in below]
    return Spreads(ends[0] * below[1], ends[1] * below[0], below[0] * below[1], known, is_open)


def _summed(end: End, groups: Groups, count: Column) -> _Sum:
    """The sum of each group; quotients are each taken down to a power of two, so that so many parts may be lacking."""
    if isinstance(end.below, int):
        found = groups.sums(end.above)
        return _Sum(found, found, end.below)
    bits = min(61 - vectors.most(end.below).bit_length(), _MOST_BITS)
    if bits < _LEAST_BITS:
        raise NotInColumns("quotients of long numbers")
    whole = end.above // end.below
    rest = ((end.above - whole * end.below).astype(np.int64) << bits) // end.below
    found = (groups.sums(whole).astype(object) << bits) + groups.sums(rest.astype(np.int64))
    return _Sum(found, found + count, 1 << bits)
