"""Of many subjects at once: whose rows may be asked about, or be the totals of others.

On the safe side: who is among them may have nothing to be asked. They are then read cell by cell
(evalrules.frontend.totals, evalrules.semantics.peers, evalrules.semantics.twins), and nobody else has to be.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from evalrules.base.records import NamedTuple
from evalrules.semantics import middles, peers, twins
from evalrules.semantics.vector_groups import Groups
from evalrules.semantics.vectors import Column

_MOST_EXACT = 1 << 53
"""Whole numbers below it are floats exactly."""

_FEWEST_COLUMNS, _FEWEST_ROWS, _PIVOTS, _MOST_ROWS_FOR_MEANS = 3, 2, 3, 400
"""As evalrules.frontend.totals has them."""


class Figures(NamedTuple):
    """The figures of rows ordered by subject and, among these, by line: whole numbers over divisors, 0 where none is.

    `adds_up` are the columns whose figures add up, `options` the columns of options (-1: not known).
    """

    owners: Column
    values: Column
    divisors: Sequence[int]
    adds_up: Column
    options: Sequence[Column]


def may_hold_totals(found: Figures) -> Column:
    """The rows that may be the sums or means of others."""
    is_given = found.values.any(axis=0)
    if not is_given.all():  # columns without figures say nothing
        divisors = [one for one, is_there in zip(found.divisors, is_given.tolist(), strict=True) if is_there]
        found = found._replace(values=found.values[:, is_given], divisors=divisors, adds_up=found.adds_up[is_given])
    values = found.values
    if values.shape[1] < _FEWEST_COLUMNS - 1 or not values.size:
        return np.zeros(len(values), bool)
    if (values < 0).any() or int(values.max()) * len(values) >= 1 << 60:
        return np.ones(len(values), bool)
    look = _Totals(found)
    return look.in_parts() | look.in_runs() | look.in_means()


class _Totals:
    """Looks for rows that are the sums or means of others, in all subjects at once."""

    def __init__(self, found: Figures) -> None:
        self._found = found
        values = self._values = found.values
        self._groups = groups = Groups(found.owners)
        self._first = np.repeat(groups.starts, groups.sizes)
        self._size = np.repeat(groups.sizes, groups.sizes)
        every = np.vstack([np.zeros((1, values.shape[1]), np.int64), np.cumsum(values, axis=0)])
        self._every = every
        """The sums of all rows above each, of any subject."""
        self._at = np.arange(len(values))
        self._above = every[self._at] - every[self._first]
        self._all = every[self._first + self._size] - every[self._first]
        self._telling = values > 0
        self._adding = self._telling & found.adds_up
        self._many = self._adding.sum(axis=1)

    def _is_sum(self, sums: Column, size: Column, rows: Column | slice = slice(None)) -> Column:
        agreeing = (self._adding[rows] & (self._values[rows] == sums)).sum(axis=1)
        fewest = np.where(size > _FEWEST_ROWS, _FEWEST_COLUMNS - 1, _FEWEST_COLUMNS)
        return (size >= _FEWEST_ROWS) & (agreeing >= fewest) & (agreeing * 10 >= self._many[rows] * 7)

    def _is_mean(self, sums: Column, size: Column, rows: Column | slice = slice(None)) -> Column:
        """Whether every figure may be the mean, rounded to a whole number at the most."""
        telling, units = self._telling[rows], np.array(self._found.divisors, np.int64)
        apart = np.abs(sums - self._values[rows] * size[:, None])
        close = ~telling | (2 * apart <= size[:, None] * units)
        return (size > _FEWEST_ROWS) & (telling.sum(axis=1) >= _FEWEST_COLUMNS) & close.all(axis=1)

    def in_parts(self) -> Column:
        """The sums or means of all others, of those of one option, of all above or below."""
        others = self._all - self._values
        found = self._is_sum(others, self._size - 1) | self._is_mean(others, self._size - 1)
        above = self._at - self._first
        found |= self._is_sum(self._above, above)
        found |= self._is_sum(others - self._above, self._size - above - 1)
        for codes in self._found.options:
            pairs = self._found.owners * (int(codes.max(initial=0)) + 2) + codes + 1
            alike = Groups(pairs)
            at = alike.places(pairs)
            sums = np.stack([alike.sums(column) for column in self._values.T], axis=1)[at] - self._values
            size = alike.sizes[at] - 1
            found |= (codes >= 0) & (self._is_sum(sums, size) | self._is_mean(sums, size))
        return found

    def in_runs(self) -> Column:
        """The sums of the rows directly above or below, found by one of the first columns that add up."""
        found = np.zeros(len(self._values), bool)
        rank = np.cumsum(self._adding, axis=1)
        for column in np.flatnonzero(self._adding.any(axis=0)):
            rows = np.flatnonzero(self._adding[:, column] & (rank[:, column] <= _PIVOTS))
            ends = self._every[:, column]
            value = self._values[rows, column]
            for target, is_above in ((ends[rows] - value, True), (ends[rows + 1] + value, False)):
                found[self._of_runs(rows, ends, target, is_above=is_above)] = True
        return found

    def _of_runs(self, rows: Column, ends: Column, target: Column, *, is_above: bool) -> Column:
        """The rows that are the sums of runs that end where a column has come to a target: the first such places."""
        lowest, highest = self._first[rows], self._first[rows] + self._size[rows]
        start = np.maximum(np.searchsorted(ends, target), lowest)
        matched = []
        for more in range(_PIVOTS):
            place = np.minimum(start + more, len(ends) - 1)
            is_run = (ends[place] == target) & (start + more <= highest)
            is_run &= (place < rows - 1) if is_above else (place > rows + 2)
            here = np.flatnonzero(is_run)
            if here.size:
                mine, ended = rows[here], place[here]
                low, high = (ended, mine) if is_above else (mine + 1, ended)
                sums = self._every[high] - self._every[low]
                matched.append(mine[self._is_sum(sums, np.full(len(mine), _FEWEST_ROWS), mine)])
        return np.concatenate(matched) if matched else rows[:0]

    def in_means(self) -> Column:
        """The means of the rows directly above or below, found by the largest figure of a row."""
        units = np.array(self._found.divisors, np.int64)
        pivot = (self._values // units).argmax(axis=1)
        sizes = self._groups.sizes
        few = (sizes > _FEWEST_ROWS) & (sizes <= _MOST_ROWS_FOR_MEANS)
        most = int(sizes[few].max(initial=0))
        apart = np.abs(np.subtract.outer(np.arange(most), np.arange(most + 1)))
        runs = [
            self._runs_near(int(first), int(size), pivot[first : first + size], units, apart)
            for first, size in zip(self._groups.starts[few], sizes[few], strict=True)
        ]
        found = np.zeros(len(self._values), bool)
        if runs:
            rows, low, high = (np.concatenate(part) for part in zip(*runs, strict=True))
            for some in range(0, len(rows), _MOST_RUNS):
                own, start, end = (part[some : some + _MOST_RUNS] for part in (rows, low, high))
                found[own[self._is_mean(self._every[end] - self._every[start], end - start, own)]] = True
        return found

    def _runs_near(
        self, first: int, size: int, pivot: Column, units: Column, apart: Column
    ) -> tuple[Column, Column, Column]:
        """The rows of a subject, each with a run above or below it of which it may be the mean in its pivot.

        The sums that end at a row lie from it as those that begin below it do: its own figure is what is between.
        """
        at = np.arange(size)
        value, unit = self._values[first + at, pivot][:, None], units[pivot][:, None]
        ends = self._every[first : first + size + 1].T[pivot] - value * np.arange(size + 1)
        ends -= ends[at, at][:, None]
        np.abs(ends, out=ends)
        mine, other = np.nonzero(2 * ends <= apart[:size, : size + 1] * unit)
        is_above = other < mine
        low, high = np.where(is_above, other, mine + 1), np.where(is_above, mine, other)
        is_run = high - low > _FEWEST_ROWS
        return mine[is_run] + first, low[is_run] + first, high[is_run] + first


_MOST_RUNS = 100_000
"""So many runs are added up at once."""


def may_be_alike(found: Figures, known: Column, rest: Sequence[Column]) -> Column:
    """The rows that may say the same as another one of their subject; `rest` is what else their keys say.

    `known` are the figures that are given; one that is not differs from any that is.
    """
    large = found.values >= twins.LEAST * np.array(found.divisors, np.int64)
    telling = (known & large).sum(axis=1) >= twins.TELLING
    if not telling.any():
        return telling
    same = np.stack([found.owners, *rest, *np.where(known, found.values, -1).T], axis=1)[telling]
    weights = np.random.default_rng(0).integers(1, 1 << 62, same.shape[1], np.uint64) | np.uint64(1)
    codes = (same.astype(np.uint64) * weights).sum(axis=1, dtype=np.uint64)
    _, at, count = np.unique(codes, return_inverse=True, return_counts=True)
    result = telling.copy()
    result[telling] = (count > 1)[at]
    return result


class _Peers(NamedTuple):
    """Rows that are asked about, a sample of their peers, whether these are of several kinds; the columns with figures.

    `at` is their place among others.
    """

    at: int
    asked: Column
    sample: Column
    is_mixed: bool
    given: Column

    def is_like(self, other: _Peers) -> bool:
        """Whether both have figures in the same columns."""
        return bool((self.given == other.given).all())


class Peers:
    """Rows of one table: which of their figures may be far from those of their peers.

    `scaling` are the columns whose figures grow with the size of a row.
    """

    def __init__(self, amounts: Column, scaling: Column) -> None:
        self._amounts = amounts
        self._is_scaling = scaling

    def has_far(self, asked: Column, sample: Column, *, is_mixed: bool) -> bool:
        """Whether a figure of some rows may be far from those of a sample of their peers."""
        return self.have_far([(asked, sample, is_mixed)])[0]

    def have_far(self, every: Sequence[tuple[Column, Column, bool]]) -> list[bool]:
        """The same of many, each rows, a sample of their peers, and whether these are of several kinds."""
        found = [False] * len(every)
        sets = [_Peers(at, *one, self._given_in(one[1])) for at, one in enumerate(every)]
        sets.sort(key=lambda one: (one.given.tobytes(), len(one.sample), len(one.asked)))
        while sets:
            first = sets[0]
            most = len(first.sample) + len(first.sample) // 4
            mine = [one for one in sets[:_MOST_TOGETHER] if len(one.sample) <= most and one.is_like(first)]
            sets = sets[len(mine) :]
            for one, is_far in zip(mine, self._together(mine), strict=True):
                found[one.at] = is_far
        return found

    def _given_in(self, sample: Column) -> Column:
        """The columns in which enough peers have figures: in others nothing is far, nor held against them."""
        given: Column = np.count_nonzero(self._amounts[sample], axis=0) >= middles.LEAST_ROWS
        return given

    def _amounts_of(self, rows: Sequence[Column], columns: Column) -> Column:
        """The figures of several sets of rows, by set and column; NaN for none, and behind the shorter ones."""
        width = max(map(len, rows))
        found = np.full((len(rows), len(columns), width), np.nan)
        for at, one in enumerate(rows):
            found[at, :, : len(one)] = self._amounts[one[:, None], columns].T
        found[found == 0] = np.nan
        return found

    @staticmethod
    def _by(amounts: Column, scaling: Column) -> Column:
        """What figures are held against: one, and those that grow with the size of a row."""
        return np.concatenate([np.ones((len(amounts), 1, amounts.shape[2])), amounts[:, scaling]], axis=1)

    def _together(self, every: Sequence[_Peers]) -> list[bool]:
        columns = np.flatnonzero(every[0].given)
        if not columns.size:
            return [False] * len(every)
        scaling = np.flatnonzero(self._is_scaling[columns])
        amounts = self._amounts_of([one.sample for one in every], columns)
        by = self._by(amounts, scaling)
        there, beside = (np.isfinite(one).astype(np.float32) for one in (amounts, by))
        count = (there @ beside.transpose(0, 2, 1)).astype(np.int64)
        given = count[:, :, :1]
        ratios = amounts[:, :, None] / by[:, None]
        ratios.sort(axis=3)
        median = _median(ratios, count)
        spread = _nearly_greatest(ratios, median, count)
        alike = float(peers.ALIKE) ** 2
        is_mixed = np.array([one.is_mixed for one in every], bool)[:, None, None]
        widest = np.where((count >= peers.ENOUGH_ROWS) & ~is_mixed, float(peers.WIDEST), alike)
        own = np.arange(len(columns))[:, None]
        can = np.concatenate(
            [np.ones((len(own), 1), bool), self._is_scaling[columns][:, None] & (own != scaling)], axis=1
        )
        usable = can & (count >= middles.LEAST_ROWS) & (count * 5 >= given * 4) & (spread * spread <= widest)
        spread = np.where(usable, spread, np.inf)
        best = np.argsort(spread, axis=2, kind="stable")[:, :, :2]
        is_same = all(one.asked is one.sample for one in every)
        asked = amounts if is_same else self._amounts_of([one.asked for one in every], columns)
        return self._are_far(asked, self._by(asked, scaling), best, np.take_along_axis(spread, best, 2), median)

    @staticmethod
    def _are_far(amounts: Column, by: Column, best: Column, spread: Column, median: Column) -> list[bool]:
        far = np.isfinite(amounts) & np.isfinite(spread[:, :, :1])
        certainly = 1 - 1e-6
        at = np.arange(len(amounts))[:, None]
        for rank in range(best.shape[2]):
            own = best[:, :, rank]
            is_used = np.isfinite(spread[:, :, rank])
            is_used = is_used if rank == 0 else is_used & (best[:, :, 0] != 0)
            middle, other = np.take_along_axis(median, own[..., None], 2), by[at, own]
            low, high = middle / (peers.FAR * certainly), middle * (peers.FAR * certainly)
            is_near = (low * other < amounts) & (amounts < high * other)
            far &= ~is_used[..., None] | (np.isfinite(other) & ~is_near)
        return far.any(axis=(1, 2)).tolist()  # type: ignore[no-any-return]  # an array says nothing of its own type


_MOST_TOGETHER = 16
"""So many sets of rows are looked at together: more would need more memory, and save nothing."""


def _median(ordered: Column, count: Column) -> Column:
    """The middle ones of those that are there, which stand in front in their order."""
    low, high = (
        np.take_along_axis(ordered, place[..., None], 3)[..., 0]
        for place in (np.maximum(count - 1, 0) // 2, np.minimum(count // 2, ordered.shape[3] - 1))
    )
    found: Column = np.where(low == high, low, (low + high) / 2)
    return found


def _nearly_greatest(ordered: Column, median: Column, count: Column) -> Column:
    """The greatest factor between the median and another but for the few that may be far: at the ends of the order."""
    beyond = 1 + count // middles.ONE_IN
    place = np.arange(int(beyond.max()) + 1)
    is_end = place <= beyond[..., None]
    last = np.clip(count[..., None] - 1 - place, 0, ordered.shape[3] - 1)
    low, high = ordered[..., : len(place)], np.take_along_axis(ordered, last, 3)
    middle = median[..., None]
    found = np.concatenate([np.where(is_end, middle / low, 0), np.where(is_end, high / middle, 0)], axis=3)
    found.sort(axis=3)
    greatest: Column = np.take_along_axis(found, (found.shape[3] - 1 - beyond)[..., None], 3)[..., 0]
    return greatest


def floats_of(values: Column, divisors: Sequence[int]) -> Column | None:
    """Figures as floats, each the nearest to what it is; None where one is too large for that."""
    if values.size and int(np.abs(values).max()) >= _MOST_EXACT:
        return None
    found: Column = np.where(values > 0, values, 0) / np.array(divisors, np.float64)
    return found
