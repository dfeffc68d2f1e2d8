"""Who of many is nearest to the level that is asked for: the rows below it, each assessed as `check` does it.

The changes to a level are searched for, which takes a hundred times as long as a verdict. Where nobody asks for them
they are looked for among few rows only.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable, Sequence

from evalrules.base.records import NamedTuple
from evalrules.batch.columns import Placed
from evalrules.batch.exact import NO_ROWS, Rows, assessed_row
from evalrules.model.assessment import Assessment
from evalrules.model.ruleset import Ruleset
from evalrules.readers.grid import Line
from evalrules.reporters.overview import changes_to_level

MOST_SEARCHED = 100
"""Where nobody asks, the changes of so many rows are searched for, and of none where more are below."""

MOST_WITH_ROWS = 10
"""The same of subjects with rows of their own, which take a hundred times as long again."""

MOST_LISTED = 20


class NearRow(NamedTuple):
    """A row below the level, and the assessment that says which changes, and how many, would bring it there."""

    changes: int
    place: str
    assessment: Assessment


class Nearest(NamedTuple):
    """The nearest first, of so many with a way to the level; `is_searched` is False where too many rows are below."""

    rows: tuple[NearRow, ...]
    total: int
    is_searched: bool


class _Waiting(NamedTuple):
    """A row that may be searched."""

    line: Line
    columns: Sequence[Placed]
    rows: Callable[[], Rows]


class Below:
    """The rows that are certainly below the level, taken one by one; `most` (None: nobody asks) are to be listed."""

    def __init__(self, ruleset: Ruleset, most: int | None) -> None:
        self._ruleset = ruleset
        self._most = MOST_LISTED if most is None else most
        self._waits = most is None
        self._most_searched = MOST_WITH_ROWS if ruleset.tables else MOST_SEARCHED
        self._waiting: list[_Waiting] = []
        self._heap: list[tuple[int, int, NearRow]] = []
        self._count = 0
        self._total = 0

    @property
    def most_searched(self) -> int:
        """Where nobody asks, how many rows may be below for them to be searched."""
        return self._most_searched

    def add(self, line: Line, columns: Sequence[Placed], rows: Callable[[], Rows] = lambda: NO_ROWS) -> None:
        """Take a row that is below, with what gives the rows of its tables."""
        self._count += 1
        if not self._most:
            return
        if not self._waits:
            self._search(_Waiting(line, columns, rows))
        elif self._count <= self._most_searched:
            self._waiting.append(_Waiting(line, columns, rows))
        else:
            self._waiting.clear()

    def announce(self, count: int) -> None:
        """Know beforehand how many rows will be taken, so that none is where they are too many to be searched."""
        if self._waits and count > self._most_searched:
            self._count += count
            self._waiting.clear()

    def is_full(self) -> bool:
        """Whether no further row can change what is found."""
        return not self._most or (self._waits and self._count > self._most_searched)

    def nearest(self) -> Nearest:
        """Those that need the fewest changes, in the order of their rows among equals."""
        for one in self._waiting:
            self._search(one)
        self._waiting.clear()
        ordered = sorted(self._heap, key=lambda one: (-one[0], -one[1]))
        is_searched = not (self._waits and self._count > self._most_searched)
        return Nearest(tuple(row for _, _, row in ordered), self._total, is_searched)

    def _search(self, one: _Waiting) -> None:
        found = assessed_row(one.line, one.columns, self._ruleset, one.rows())
        changes = 0 if found is None else changes_to_level(found)
        if found is None or not changes:
            return
        self._total += 1
        entry = (-changes, -self._total, NearRow(changes, str(one.line.place), found))
        if len(self._heap) < self._most:
            heapq.heappush(self._heap, entry)
        else:
            heapq.heappushpop(self._heap, entry)
