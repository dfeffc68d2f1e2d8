"""Rows of a table whose figures are the sums or the means of other rows: totals that nobody named.

Looked for are the sums and means of all other rows, of those of one option (a stage, a kind), and of the rows
directly above or below. A sum is compared in columns whose figures add up, a mean in every column of numbers.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from fractions import Fraction
from itertools import accumulate, chain, compress, islice, pairwise
from math import lcm
from typing import TypeAlias

from evalrules.base.diagnostics import Diagnostic, Related, error
from evalrules.base.numbers import places_of
from evalrules.base.records import NamedTuple
from evalrules.base.table_words import is_total
from evalrules.frontend.mean_runs import FEWEST_ROWS, Figure, Means, means_of
from evalrules.model.evidence import Row
from evalrules.model.plain_cells import exact_of, said_in
from evalrules.model.ruleset import Measure, Ruleset, Table
from evalrules.model.schools import row_label

SUM, MEAN = "sum", "mean"

_FEWEST_COLUMNS = 3
"""How many columns of figures above zero must agree before a row is taken for a total; one less where it would be that
of three rows or more that belong together."""

_MOST_ROWS_FOR_MEANS = 400
"""Means of neighbours are looked for in tables of at most so many rows."""

_FINEST = 10**40
"""Figures of a column are counted in a part of one that they all have, down to so small a one."""

_PIVOTS = 3
"""In how many columns, and at how many places, neighbours are looked for that add up."""


def is_named_total(row: Row, table: Table) -> bool:
    """Whether the key of a row says that it is a total or a mean."""
    return any(isinstance(cell.value, str) and is_total(cell.value) for own in table.key if (cell := row.cells[own]))


def unnamed_totals(rows: Sequence[Row], table: Table, ruleset: Ruleset) -> list[Diagnostic]:
    """An ER493 for each row, in the order of the file, whose figures are the sums or means of others."""
    measures = [ruleset.measures[own] for own in table.columns]
    numbers = [measure for measure in measures if measure.value is None and measure.type in _NUMBERS]
    if len(rows) <= FEWEST_ROWS or len(numbers) < _FEWEST_COLUMNS - 1:
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


class _Columns:
    """The figures of a table by column; one that is not known exactly adds nothing.

    Those of a column are whole numbers of a part of one that all of them have, `1 / units[column]`: adding these up
    takes a tenth of the time that fractions take.
    """

    def __init__(self, rows: Sequence[Row], numbers: Sequence[Measure]) -> None:
        scaled = [_scaled(_exact(rows, measure.id)) for measure in numbers]
        self.units = [unit for unit, _ in scaled]
        self.figures = [figures for _, figures in scaled]
        self.values = list(zip(*self.figures, strict=True))
        self.adds_up = tuple(measure.type in _ADDS_UP for measure in numbers)
        self.before = [[0, *accumulate(figure or 0 for figure in figures)] for figures in self.figures]
        """By column the sums of all rows above each, and of all."""
        self._turns: dict[int, list[int]] = {}
        self._at_prefix: dict[int, _Prefixes] = {}
        self._means: dict[int, Means] = {}

    def means(self, column: int) -> Means:
        """Which runs of rows have the figure of a row beside them as their mean."""
        if column not in self._means:
            self._means[column] = means_of(tuple(self.figures[column]), self.units[column])
        return self._means[column]

    def turns(self, column: int) -> list[int]:
        """How often the figure of a row is not that of the row above it, from the first row to each."""
        if column not in self._turns:
            pairs = pairwise(self.figures[column])
            self._turns[column] = [0, *accumulate(own != above for above, own in pairs)]
        return self._turns[column]

    def at_prefix(self, column: int) -> _Prefixes:
        """Above which rows a column has come to a sum."""
        if column not in self._at_prefix:
            self._at_prefix[column] = _Prefixes(self.before[column])
        return self._at_prefix[column]


class _Prefixes:
    """Where sums were reached; nearly every one above a single row, so that only others have a list."""

    __slots__ = ("_first", "_several")

    def __init__(self, sums: Iterable[Figure]) -> None:
        self._first: dict[Figure, int] = {}
        self._several: dict[Figure, list[int]] = {}
        for at, total in enumerate(sums):
            first = self._first.setdefault(total, at)
            if first != at:
                self._several.setdefault(total, [first]).append(at)

    def above(self, total: Figure) -> Sequence[int]:
        """Above which rows it was this sum."""
        first = self._first.get(total)
        return () if first is None else self._several.get(total) or (first,)


class _Run(NamedTuple):
    """Rows that follow one another, maybe all but one of them."""

    columns: _Columns
    rows: range
    without: int | None = None

    def sum(self, column: int) -> Figure:
        before = self.columns.before[column]
        total = before[self.rows.stop] - before[self.rows.start]
        return total if self.without is None else total - (self.columns.values[self.without][column] or 0)

    def is_varied(self, column: int) -> bool:
        """Whether the figures of a column differ, that of the row left out among them."""
        turns = self.columns.turns(column)
        return turns[self.rows.stop - 1] > turns[self.rows.start]


class _Option:
    """The rows of one option: their sums by column."""

    def __init__(self, columns: _Columns, rows: Sequence[int]) -> None:
        self.rows = rows
        self.sums = [sum([figures[at] or 0 for at in rows]) for figures in columns.figures]
        self._columns = columns
        self._varied: dict[int, bool] = {}

    def is_varied(self, column: int) -> bool:
        """Whether the figures of a column differ."""
        if column not in self._varied:
            figures = self._columns.figures[column]
            self._varied[column] = len({figures[at] for at in self.rows}) > 1
        return self._varied[column]


class _OthersOfOption(NamedTuple):
    """The rows of one option but for one of them."""

    columns: _Columns
    option: _Option
    without: int

    @property
    def rows(self) -> Sequence[int]:
        return self.option.rows

    def sum(self, column: int) -> Figure:
        return self.option.sums[column] - (self.columns.values[self.without][column] or 0)

    def is_varied(self, column: int) -> bool:
        """Whether the figures of a column differ, that of the row left out among them."""
        return self.option.is_varied(column)


_Part: TypeAlias = _Run | _OthersOfOption
"""Some rows together, maybe all but one of them."""


def _size(part: _Part) -> int:
    return len(part.rows) - (part.without is not None)


def _first(part: _Part) -> int:
    return part.rows[part.rows[0] == part.without]


def _last(part: _Part) -> int:
    return part.rows[-2 if part.rows[-1] == part.without else -1]


class _Figures:
    """Finds the rows of a table that are the sums or means of others."""

    def __init__(self, rows: Sequence[Row], numbers: Sequence[Measure], choices: Sequence[str]) -> None:
        self.columns = _Columns(rows, numbers)
        self.values = self.columns.values
        self.groups = [self._by_option(rows, own) for own in choices]
        self._rows = rows
        self._numbers = [measure.id for measure in numbers]
        self._all = range(len(rows))
        self._suspects = self._maybe_sums()
        self._beside_runs = self._maybe_sums_of_runs()

    def _by_option(self, rows: Sequence[Row], own: str) -> dict[int, _Option]:
        """For each row the rows of its option, itself among them."""
        members: dict[str, list[int]] = {}
        for at, value in enumerate(said_in(rows, own)):
            if isinstance(value, str):
                members.setdefault(value, []).append(at)
        parts: dict[int, _Option] = {}
        for listed in members.values():
            parts |= dict.fromkeys(listed, _Option(self.columns, listed))
        return parts

    def _maybe_sums(self) -> frozenset[int]:
        """The rows that in enough columns are the sums of all others, of their option, or of all above or below.

        The others, nearly all, need not be looked at one by one.
        """
        options = [set(group.values()) for group in self.groups]
        agreeing = Counter[int]()
        for column, adds_up in enumerate(self.columns.adds_up):
            if not adds_up:
                continue
            figures, before = self.columns.figures[column], self.columns.before[column]
            total = before[-1]
            found = {
                at
                for at, (figure, above) in enumerate(zip(figures, before, strict=False))
                if figure and (figure == above or total in (figure + figure, above + figure + figure))
            }
            for option in chain.from_iterable(options):
                of_option = option.sums[column]
                found.update([at for at in option.rows if (figure := figures[at]) and figure + figure == of_option])
            agreeing.update(found)
        return frozenset(at for at, count in agreeing.items() if count >= _FEWEST_COLUMNS - 1)

    def _maybe_sums_of_runs(self) -> set[int]:
        """The rows that in a column may be the sum of several rows directly above or below."""
        found: set[int] = set()
        for before, figures in compress(
            zip(self.columns.before, self.columns.figures, strict=True), self.columns.adds_up
        ):
            first = dict(zip(reversed(before), range(len(before) - 1, -1, -1), strict=True))
            pairs = enumerate(zip(figures, before, strict=False))
            found.update(
                [
                    at
                    for at, (own, rest) in pairs
                    if own and (first.get(rest - own, at) < at - 1 or rest + own + own in first)
                ]
            )
        return found

    def match(self, at: int) -> _Match | None:
        """The rows that a row is the sum or the mean of; None where there are none."""
        telling = [column for column, value in enumerate(self.values[at]) if value]
        adding = [column for column in telling if self.columns.adds_up[column]]
        if at in self._suspects:
            for part in chain(self._around(at), self._ends(at)):
                size = _size(part)
                if size >= FEWEST_ROWS and self._is_sum(at, part, adding, _FEWEST_COLUMNS - (size > FEWEST_ROWS)):
                    return _Match(SUM, _first(part), _last(part))
        for part in self._adding_up(at, adding) if at in self._beside_runs else ():
            if self._is_sum(at, part, adding, _FEWEST_COLUMNS):
                return _Match(SUM, _first(part), _last(part))
        if len(telling) >= _FEWEST_COLUMNS:
            for part in chain(self._around(at), self._neighbours(at, telling[0])):
                if _size(part) > FEWEST_ROWS and self._is_mean(at, part, telling):
                    return _Match(MEAN, _first(part), _last(part))
        return None

    def _around(self, at: int) -> list[_Part]:
        """All rows but this one, and those of each option that it has."""
        others = [_OthersOfOption(self.columns, group[at], at) for group in self.groups if at in group]
        return [_Run(self.columns, self._all, at), *others]

    def _ends(self, at: int) -> list[_Part]:
        """All rows above, and all below: there a subtotal without its word stands by itself."""
        return [_Run(self.columns, run) for run in (self._all[:at], self._all[at + 1 :]) if run]

    def _adding_up(self, at: int, adding: Sequence[int]) -> Iterator[_Part]:
        """The rows directly above or below that add up to the row in one of its first columns."""
        for column in adding[:_PIVOTS]:
            value, before = self.values[at][column] or 0, self.columns.before[column]
            prefixes = self.columns.at_prefix(column)
            starts = prefixes.above(before[at] - value)
            yield from (_Run(self.columns, range(first, at)) for first in starts[:_PIVOTS] if first < at - 1)
            ends = prefixes.above(before[at + 1] + value)
            yield from (_Run(self.columns, range(at + 1, end)) for end in ends[:_PIVOTS] if end > at + 2)

    def _neighbours(self, at: int, column: int) -> Iterator[_Part]:
        """The runs of rows directly above or below with the mean of the row in a column; none of a long table."""
        count = len(self.values)
        if count > _MOST_ROWS_FOR_MEANS:
            return
        starts, ends = self.columns.means(column).at(at, self._places(at, column))
        yield from (_Run(self.columns, range(first, at)) for first in starts)
        yield from (_Run(self.columns, range(at + 1, end)) for end in ends)

    def _places(self, at: int, column: int) -> int:
        """To how many decimals a figure is written."""
        stated = Fraction(self.values[at][column] or 0, self.columns.units[column])
        return places_of(stated, self._rows[at].cells[self._numbers[column]].written)

    def _is_sum(self, at: int, part: _Part, adding: Sequence[int], fewest: int) -> bool:
        """Whether most figures of the row are the sums of the part: some columns of a total stay as they are."""
        values = self.values[at]
        agreeing = len([column for column in adding if values[column] == part.sum(column)])
        return agreeing >= fewest and agreeing * 10 >= len(adding) * 7 and self._is_of_several(part, adding)

    def _is_of_several(self, part: _Part, adding: Sequence[int]) -> bool:
        """Whether more than one row adds anything: beside a school without pupils a row is the double of the other."""
        telling = (at for at in part.rows if at != part.without and any(self.values[at][own] for own in adding))
        return len(list(islice(telling, FEWEST_ROWS))) == FEWEST_ROWS

    def _is_mean(self, at: int, part: _Part, telling: Sequence[int]) -> bool:
        """Whether every figure of the row is the mean of the part, as far as it is written, in columns that vary."""
        size, agreeing = _size(part), 0
        for column in telling:
            stated = self.values[at][column] or 0
            twice, most = 2 * abs(part.sum(column) - stated * size), size * self.columns.units[column]
            if twice > most or twice * 10 ** self._places(at, column) > most:
                return False
            agreeing += part.is_varied(column) or self.values[_first(part)][column] != stated
        return agreeing >= _FEWEST_COLUMNS


_NUMBERS = frozenset(("count", "number", "percent", "ratio"))
_ADDS_UP = frozenset(("count", "number"))


def _scaled(figures: Sequence[int | Decimal | Fraction | None]) -> tuple[int, Sequence[Figure | None]]:
    """The figures of a column as whole numbers of a part of one, and how many of these are one; else as they are."""
    if all(type(one) is int for one in figures):
        return 1, figures  # type: ignore[return-value]  # whole numbers
    ratios = [None if one is None else one.as_integer_ratio() for one in figures]
    unit = 1
    for parts in {one[1] for one in ratios if one is not None}:
        unit = lcm(unit, parts)
        if unit > _FINEST:
            return 1, [None if one is None else Fraction(one) for one in figures]
    return unit, [None if one is None else one[0] * (unit // one[1]) for one in ratios]


def _exact(rows: Sequence[Row], own: str) -> list[int | Decimal | Fraction | None]:
    """The figures of a column that are known exactly."""
    return [exact_of(one) for one in said_in(rows, own)]
