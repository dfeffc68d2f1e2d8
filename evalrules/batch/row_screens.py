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
        """The means of the rows directly above or below, found by the first column of a row that has a figure."""
        pivot = self._telling.argmax(axis=1)
        units = np.array(self._found.divisors, np.int64)[pivot]
        runs = [
            self._runs_near(int(first), int(size), pivot[first : first + size], units[first : first + size])
            for first, size in zip(self._groups.starts, self._groups.sizes, strict=True)
            if _FEWEST_ROWS < size <= _MOST_ROWS_FOR_MEANS
        ]
        found = np.zeros(len(self._values), bool)
        if runs:
            rows, low, high = (np.concatenate(part) for part in zip(*runs, strict=True))
            for some in range(0, len(rows), _MOST_RUNS):
                own, start, end = (part[some : some + _MOST_RUNS] for part in (rows, low, high))
                found[own[self._is_mean(self._every[end] - self._every[start], end - start, own)]] = True
        return found

    def _runs_near(self, first: int, size: int, pivot: Column, units: Column) -> tuple[Column, Column, Column]:
        """The rows of a subject, each with a run above or below it of which it may be the mean in its pivot."""
        at = np.arange(size)
        ends = self._every[first : first + size + 1].T[pivot]
        value = self._values[first + at, pivot][:, None]
        found = []
        for is_above in (True, False):
            edge = at if is_above else at + 1
            count = np.abs(edge[:, None] - np.arange(size + 1))
            sums = np.abs(ends[at, edge][:, None] - ends)
            is_there = np.tri(size, size + 1, -1, bool) if is_above else ~np.tri(size, size + 1, 1, bool)
            apart = np.abs(sums - count * value)
            mine, other = np.nonzero(is_there & (2 * apart <= count * units[:, None]) & (count > _FEWEST_ROWS))
            found.append((mine, other, mine) if is_above else (mine, mine + 1, other))
        rows, low, high = (np.concatenate(part) + first for part in zip(*found, strict=True))
        return rows, low, high


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


class Peers:
    """Rows of one table: which of their figures may be far from those of their peers.

    `scaling` are the columns whose figures grow with the size of a row.
    """

    def __init__(self, amounts: Column, scaling: Column) -> None:
        self._amounts = amounts
        self._scaling = np.flatnonzero(scaling)
        own = np.arange(amounts.shape[1])[:, None]
        self._can = np.concatenate([np.ones((len(own), 1), bool), scaling[:, None] & (own != self._scaling)], axis=1)

    def has_far(self, asked: Column, sample: Column, *, is_mixed: bool) -> bool:
        """Whether a figure of some rows may be far from those of a sample of their peers."""
        return self._together([(asked, sample, is_mixed)])[0]

    def have_far(self, every: Sequence[tuple[Column, Column, bool]]) -> list[bool]:
        """The same of many, each rows, a sample of their peers, and whether these are of several kinds."""
        found = [False] * len(every)
        order = sorted(range(len(every)), key=lambda at: (len(every[at][1]), len(every[at][0])))
        while order:
            shortest = len(every[order[0]][1])
            mine = [at for at in order[:_MOST_TOGETHER] if len(every[at][1]) <= shortest + shortest // 4]
            order = order[len(mine) :]
            for at, is_far in zip(mine, self._together([every[one] for one in mine]), strict=True):
                found[at] = is_far
        return found

    def _amounts_of(self, rows: Sequence[Column]) -> Column:
        """The figures of several sets of rows, by set and column; 0 behind the shorter ones."""
        width = max(map(len, rows))
        found = np.zeros((len(rows), self._amounts.shape[1], width))
        for at, one in enumerate(rows):
            found[at, :, : len(one)] = self._amounts[one].T
        return found

    def _by(self, amounts: Column) -> Column:
        """What figures are held against: one, and those that grow with the size of a row."""
        return np.concatenate([np.ones((len(amounts), 1, amounts.shape[2])), amounts[:, self._scaling]], axis=1)

    def _together(self, every: Sequence[tuple[Column, Column, bool]]) -> list[bool]:
        amounts = self._amounts_of([sample for _, sample, _ in every])
        by = self._by(amounts)
        valid = (amounts > 0)[:, :, None] & (by > 0)[:, None]
        with np.errstate(divide="ignore", invalid="ignore"):
            ratios = np.where(valid, amounts[:, :, None] / by[:, None], np.inf)
        count = valid.sum(axis=3)
        given = count[:, :, :1]
        median = _median(ratios, count)
        with np.errstate(divide="ignore", invalid="ignore"):
            factors = np.where(valid, np.maximum(ratios / median[..., None], median[..., None] / ratios), 0.0)
        factors.sort(axis=3)
        place = np.maximum(factors.shape[3] - 2 - count // middles.ONE_IN, 0)
        spread = np.take_along_axis(factors, place[..., None], 3)[..., 0]
        alike = float(peers.ALIKE) ** 2
        is_mixed = np.array([mixed for _, _, mixed in every], bool)[:, None, None]
        widest = np.where((count >= peers.ENOUGH_ROWS) & ~is_mixed, float(peers.WIDEST), alike)
        usable = self._can & (count >= middles.LEAST_ROWS) & (count * 5 >= given * 4) & (spread * spread <= widest)
        spread = np.where(usable, spread, np.inf)
        best = np.argsort(spread, axis=2, kind="stable")[:, :, :2]
        asked = self._amounts_of([one for one, _, _ in every])
        return self._are_far(asked, best, np.take_along_axis(spread, best, 2), median)

    def _are_far(self, amounts: Column, best: Column, spread: Column, median: Column) -> list[bool]:
        by = self._by(amounts)
        far = (amounts > 0) & np.isfinite(spread[:, :, :1])
        certainly = 1 - 1e-6
        at = np.arange(len(amounts))[:, None]
        for rank in range(best.shape[2]):
            own = best[:, :, rank]
            is_used = np.isfinite(spread[:, :, rank])
            is_used = is_used if rank == 0 else is_used & (best[:, :, 0] != 0)
            middle, other = np.take_along_axis(median, own[..., None], 2), by[at, own]
            low, high = middle / (peers.FAR * certainly), middle * (peers.FAR * certainly)
            with np.errstate(invalid="ignore"):
                is_near = (low * other < amounts) & (amounts < high * other)
            far &= ~is_used[..., None] | ((other > 0) & ~is_near)
        return far.any(axis=(1, 2)).tolist()  # type: ignore[no-any-return]  # an array says nothing of its own type


_MOST_TOGETHER = 16
"""So many sets of rows are looked at together: more would need more memory, and save nothing."""


def _median(ratios: Column, count: Column) -> Column:
    """The middle ones of those that are there, which are fewer than infinity."""
    ordered = np.sort(ratios, axis=3)
    low, high = (
        np.take_along_axis(ordered, np.maximum(place, 0)[..., None], 3)[..., 0]
        for place in ((count - 1) // 2, np.minimum(count // 2, ordered.shape[3] - 1))
    )
    with np.errstate(invalid="ignore"):
        found: Column = np.where(low == high, low, (low + high) / 2)
    return found


def floats_of(values: Column, divisors: Sequence[int]) -> Column | None:
    """Figures as floats, each the nearest to what it is; None where one is too large for that."""
    if values.size and int(np.abs(values).max()) >= _MOST_EXACT:
        return None
    found: Column = np.where(values > 0, values, 0) / np.array(divisors, np.float64)
    return found
