"""Rows of a table whose figures are the sums or the means of other rows: totals that nobody named.

Looked for are the sums and means of all other rows, of those of one option (a stage, a kind), and of the rows
directly above or below. A sum is compared in columns whose figures add up, a mean in every column of numbers.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from math import lcm
from typing import TypeAlias

from evalrules.base.diagnostics import Diagnostic, Related, error
from evalrules.base.numbers import places_of
from evalrules.base.records import NamedTuple
from evalrules.base.table_words import is_total
from evalrules.model.evidence import Bounds, Row
from evalrules.model.ruleset import Measure, Ruleset, Table
from evalrules.model.schools import row_label

SUM, MEAN = "sum", "mean"

_FEWEST_COLUMNS = 3
"""How many columns of figures above zero must agree before a row is taken for a total; one less where it would be that
of three rows or more that belong together."""

_FEWEST_ROWS = 2
"""A line equal to a single other one is its double and no total."""

_MOST_ROWS_FOR_MEANS = 400
"""Means of neighbours are looked for in tables of at most so many rows."""

_FINEST = 10**40
"""Figures of a column are counted in a part of one that they all have, down to so small a one."""

Figure: TypeAlias = int | Fraction
"""A figure in the unit of its column."""

_PIVOTS = 3
"""In how many columns, and at how many places, neighbours are looked for that add up."""


def is_named_total(row: Row, table: Table) -> bool:
    """Whether the key of a row says that it is a total or a mean."""
    return any(isinstance(cell.value, str) and is_total(cell.value) for own in table.key if (cell := row.cells[own]))


def unnamed_totals(rows: Sequence[Row], table: Table, ruleset: Ruleset) -> list[Diagnostic]:
    """An ER493 for each row, in the order of the file, whose figures are the sums or means of others."""
    measures = [ruleset.measures[own] for own in table.columns]
    numbers = [measure for measure in measures if measure.value is None and measure.type in _NUMBERS]
    if len(rows) <= _FEWEST_ROWS or len(numbers) < _FEWEST_COLUMNS - 1:
        return []
    choices = [measure.id for measure in measures if measure.choice]
    figures = _Figures(rows, numbers, choices)
    found = []
    for at, row in enumerate(rows):
        match = figures.match(at)
        if match is not None:
            places = (Related("first", rows[match.first].place), Related("last", rows[match.last].place))
            shown = f"{rows[match.first].place.line}–{rows[match.last].place.line}"
            named = row_label(row.key, table, ruleset)
            args = {"row_zh": named.zh, "row_en": named.en, "what": match.what, "rows": shown}
            found.append(error("ER493", row.place, *places, **args))
    return found


class _Match(NamedTuple):
    """What a row is of others: their sum or mean, and the first and last of them."""

    what: str
    first: int
    last: int


class _Part(NamedTuple):
    """Some rows together, all but one of them: their sums by column, and in which columns their figures differ.

    The sums leave that one out; the figures that differ are those of all, that one among them.
    """

    rows: Sequence[int]
    sums: tuple[Figure, ...]
    varied: tuple[bool, ...]
    without: int | None = None

    @property
    def size(self) -> int:
        return len(self.rows) - (self.without is not None)

    @property
    def first(self) -> int:
        return self.rows[self.rows[0] == self.without]

    @property
    def last(self) -> int:
        return self.rows[-2 if self.rows[-1] == self.without else -1]


class _Figures:
    """The figures of a table by row and column; one that is not known exactly adds nothing.

    Those of a column are whole numbers of a part of one that all of them have, `1 / units[column]`: adding these up
    takes a tenth of the time that fractions take.
    """

    def __init__(self, rows: Sequence[Row], numbers: Sequence[Measure], choices: Sequence[str]) -> None:
        columns = [_scaled([_exact(row, measure.id) for row in rows]) for measure in numbers]
        self.units = [unit for unit, _ in columns]
        self.values = list(zip(*(figures for _, figures in columns), strict=True))
        self.written = [tuple(_written(row, measure.id) for measure in numbers) for row in rows]
        self.adds_up = tuple(measure.type in _ADDS_UP for measure in numbers)
        self.before: list[tuple[Figure, ...]] = [(0,) * len(numbers)]
        # by column how often the figure of a row is not that of the row above it, from the first row to each
        self.turns = [(0,) * len(numbers)]
        for at, values in enumerate(self.values):
            self.before.append(_plus(self.before[-1], values))
            if at:
                pairs = zip(self.turns[-1], values, self.values[at - 1], strict=True)
                self.turns.append(tuple(turns + (own != above) for turns, own, above in pairs))
        self.at_prefix: list[dict[Figure, list[int]]] = [{} for _ in numbers]
        for at, sums in enumerate(self.before):
            for column, total in enumerate(sums):
                self.at_prefix[column].setdefault(total, []).append(at)
        self.groups = [self._by_option(rows, own) for own in choices]

    def _by_option(self, rows: Sequence[Row], own: str) -> dict[int, _Part]:
        """For each row the rows of its option, itself among them."""
        members: dict[str, list[int]] = {}
        for at, row in enumerate(rows):
            value = row.cells[own].value if own in row.cells else None
            if isinstance(value, str):
                members.setdefault(value, []).append(at)
        parts: dict[int, _Part] = {}
        for listed in members.values():
            sums: tuple[Figure, ...] = (0,) * len(self.adds_up)
            for at in listed:
                sums = _plus(sums, self.values[at])
            varied = tuple(len(set(column)) > 1 for column in zip(*(self.values[at] for at in listed), strict=True))
            parts |= dict.fromkeys(listed, _Part(listed, sums, varied))
        return parts

    def match(self, at: int) -> _Match | None:
        """The rows that a row is the sum or the mean of; None where there are none."""
        parts = [self._without(part, at) for part in self._around(at)]
        for part in [*parts, *self._ends(at)]:
            if part.size >= _FEWEST_ROWS and self._is_sum(at, part, _FEWEST_COLUMNS - (part.size > _FEWEST_ROWS)):
                return _Match(SUM, part.first, part.last)
        for part in self._adding_up(at):
            if part.size >= _FEWEST_ROWS and self._is_sum(at, part, _FEWEST_COLUMNS):
                return _Match(SUM, part.first, part.last)
        for part in [*parts, *self._neighbours(at)]:
            if part.size > _FEWEST_ROWS and self._is_mean(at, part):
                return _Match(MEAN, part.first, part.last)
        return None

    def _around(self, at: int) -> list[_Part]:
        """All rows, and those of each option that this one has."""
        return [self._between(0, len(self.values)), *(group[at] for group in self.groups if at in group)]

    def _ends(self, at: int) -> list[_Part]:
        """All rows above, and all below: there a subtotal without its word stands by itself."""
        runs = ((0, at), (at + 1, len(self.values)))
        return [self._between(first, end) for first, end in runs if first < end]

    def _without(self, part: _Part, at: int) -> _Part:
        """The part without one row that is in it."""
        sums = tuple(total - (value or 0) for total, value in zip(part.sums, self.values[at], strict=True))
        return part._replace(sums=sums, without=at)

    def _between(self, first: int, end: int) -> _Part:
        sums = tuple(high - low for low, high in zip(self.before[first], self.before[end], strict=True))
        varied = tuple(high > low for low, high in zip(self.turns[first], self.turns[end - 1], strict=True))
        return _Part(range(first, end), sums, varied)

    def _adding_up(self, at: int) -> Iterator[_Part]:
        """The rows directly above or below that add up to the row in one of its first columns."""
        pivots = [column for column in self._telling(at) if self.adds_up[column]][:_PIVOTS]
        for column in pivots:
            value = self.values[at][column] or 0
            starts = self.at_prefix[column].get(self.before[at][column] - value, ())
            yield from (self._between(first, at) for first in starts[:_PIVOTS] if first < at - 1)
            ends = self.at_prefix[column].get(self.before[at + 1][column] + value, ())
            yield from (self._between(at + 1, end) for end in ends[:_PIVOTS] if end > at + 2)

    def _neighbours(self, at: int) -> Iterator[_Part]:
        """Every run of rows directly above or below, in a table that is not long."""
        count = len(self.values)
        if count > _MOST_ROWS_FOR_MEANS:
            return
        telling = self._telling(at)
        if len(telling) < _FEWEST_COLUMNS:
            return
        runs = [(first, at) for first in range(at - _FEWEST_ROWS)]
        runs += [(at + 1, end) for end in range(at + 2 + _FEWEST_ROWS, count + 1)]
        column = telling[0]
        sums, own = [before[column] for before in self.before], self.values[at][column] or 0
        twice = 2 * 10 ** self._places(at, column)
        for first, end in runs:
            size = end - first
            if abs(sums[end] - sums[first] - size * own) * twice <= size * self.units[column]:
                yield self._between(first, end)

    def _places(self, at: int, column: int) -> int:
        """To how many decimals a figure is written."""
        return places_of(Fraction(self.values[at][column] or 0, self.units[column]), self.written[at][column])

    def _telling(self, at: int) -> list[int]:
        """The columns in which the row has a figure other than 0."""
        return [column for column, value in enumerate(self.values[at]) if value]

    def _is_sum(self, at: int, part: _Part, fewest: int) -> bool:
        """Whether most figures of the row are the sums of the part: some columns of a total stay as they are."""
        telling = [column for column in self._telling(at) if self.adds_up[column]]
        agreeing = len([column for column in telling if self.values[at][column] == part.sums[column]])
        return agreeing >= fewest and agreeing * 10 >= len(telling) * 7

    def _is_mean(self, at: int, part: _Part) -> bool:
        """Whether every figure of the row is the mean of the part, as far as it is written, in columns that vary."""
        agreeing = 0
        for column in self._telling(at):
            stated = self.values[at][column] or 0
            off = abs(part.sums[column] - stated * part.size)
            if off * 2 * 10 ** self._places(at, column) > part.size * self.units[column]:
                return False
            agreeing += part.varied[column] or self.values[part.first][column] != stated
        return agreeing >= _FEWEST_COLUMNS


_NUMBERS = frozenset(("count", "number", "percent", "ratio"))
_ADDS_UP = frozenset(("count", "number"))


def _scaled(figures: Sequence[Fraction | None]) -> tuple[int, Sequence[Figure | None]]:
    """The figures of a column as whole numbers of a part of one, and how many of these are one; else as they are."""
    unit = 1
    for figure in figures:
        unit = unit if figure is None else lcm(unit, figure.denominator)
        if unit > _FINEST:
            return 1, figures
    return unit, [None if one is None else one.numerator * (unit // one.denominator) for one in figures]


def _plus(sums: Sequence[Figure], values: Sequence[Figure | None]) -> tuple[Figure, ...]:
    return tuple(total + (value or 0) for total, value in zip(sums, values, strict=True))


def _exact(row: Row, own: str) -> Fraction | None:
    value = row.cells[own].value if own in row.cells else None
    return value.exact if isinstance(value, Bounds) else None


def _written(row: Row, own: str) -> str:
    return row.cells[own].written if own in row.cells else ""
