"""Rows that are the means of others: of a column, which runs of rows have the figure beside them as their mean."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from functools import lru_cache
from itertools import accumulate
from typing import TypeAlias

Figure: TypeAlias = int | Fraction
"""A figure in the unit of its column."""

FEWEST_ROWS = 2
"""A line equal to a single other one is its double and no total; a mean is one of more."""


class Means:
    """Of a column of a table which runs of rows have the figure of the row directly below or above as their mean.

    What was found is kept: who changes a figure in another column asks the same again.
    """

    def __init__(self, figures: Sequence[Figure | None], unit: int) -> None:
        self._figures, self._unit = figures, unit
        self._sums: list[Figure] = [0, *accumulate(figure or 0 for figure in figures)]
        self._found: dict[tuple[int, int], tuple[list[int], list[int]]] = {}

    def at(self, at: int, places: int) -> tuple[list[int], list[int]]:
        """Where such runs above a row begin, and where those below it end, for a figure of so many decimals."""
        if (at, places) not in self._found:
            self._found[at, places] = self._runs(at, 2 * 10**places)
        return self._found[at, places]

    def _runs(self, at: int, twice: int) -> tuple[list[int], list[int]]:
        sums, unit = self._sums, self._unit
        own: Figure = self._figures[at] or 0
        above, below = sums[at] - at * own, sums[at + 1] - (at + 1) * own
        starts = [
            first
            for first, total in enumerate(sums[: max(at - FEWEST_ROWS, 0)])
            if _within(above - total + first * own, twice, (at - first) * unit)
        ]
        fewest = at + 2 + FEWEST_ROWS
        ends = [
            end
            for end, total in enumerate(sums[fewest:], fewest)
            if _within(total - end * own - below, twice, (end - at - 1) * unit)
        ]
        return starts, ends


@lru_cache(maxsize=64)
def means_of(figures: tuple[Figure | None, ...], unit: int) -> Means:
    """The means of a column, the same for the same figures."""
    return Means(figures, unit)


def _within(difference: Figure, times: int, most: int) -> bool:
    return -most <= difference * times <= most
