"""Which rows, and by how much, bring a mean, a median, a sum, the least or the greatest of rows to its limit. Exact.

As few rows as are enough, or all of them by as little as is enough in all: those that are farthest behind come to one
level. Rows are raised; they are lowered only by what is meant to be lower. docs/decisions/0031-spreads.md.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import TypeAlias

from evalrules.base.records import NamedTuple
from evalrules.model.evidence import Bounds, FactValue
from evalrules.semantics.case import Case
from evalrules.semantics.conditions import FLIPPED, number, truth
from evalrules.semantics.crossing import before_rounding
from evalrules.semantics.interval import exact_value
from evalrules.semantics.row_levers import Lever, add_cells, cell_for, followed, lever_of, linked_rows, scope_with
from evalrules.semantics.row_parts import Cells, RowId
from evalrules.semantics.rows import TableReadings
from evalrules.tree.nodes import Compare, RowStatistic

MOST_TRIED = 60
"""Of so many rows each is tried to be left out."""

_ASKED = {
    **{op: (op, op) for op in ("mean", "median", "sum")},
    "least": ("each", "one"),
    "greatest": ("one", "each"),
}
"""What a statistic over rows asks of them, to be at a limit at least and at most."""

_HAIR = Fraction(1, 10**15)

Levels: TypeAlias = Mapping[int, Fraction]
"""By row, what its value comes to."""


class _Row(NamedTuple):
    """A row with its value, so turned that more is better, its weight and what moves it."""

    value: Fraction
    weight: Fraction
    lever: Lever | None


class _Asked(NamedTuple):
    """A statistic of rows that lies below a limit (`sign` -1: above, with both turned).

    `op` is mean, median or sum; of the least and the greatest what they ask: that each row be at the limit, or one.
    """

    op: str
    rows: tuple[_Row, ...]
    limit: Fraction
    sign: int
    node: RowStatistic

    def proposals(self, *, least_amount: bool) -> Iterator[Levels]:
        """What the rows may be brought to, the best first."""
        if self.op == "median":
            yield from self._to_the_middle() if least_amount else ()
            yield from self._medians()
        elif self.op == "each":
            yield {at: self.limit for at, row in enumerate(self.rows) if row.value < self.limit}
        elif self.op == "one":
            yield from ({at: self.limit} for at in reversed(self._behind()))
        elif least_amount:
            yield from self._filled()
        else:
            yield from self._of_few()

    def _short(self) -> Fraction:
        """What is lacking, as the weighted sum."""
        have = sum((row.weight * row.value for row in self.rows), Fraction(0))
        whole = sum((row.weight for row in self.rows), Fraction(0)) if self.op == "mean" else Fraction(1)
        return self.limit * whole - have

    def _behind(self) -> list[int]:
        """The rows that can be moved, those farthest behind first."""
        return sorted((at for at, row in enumerate(self.rows) if row.lever), key=lambda at: (self.rows[at].value, at))

    def _of_few(self) -> Iterator[Levels]:
        """One row that makes up for all, the farthest behind that may be so much; else those that may be most."""
        behind, short = self._behind(), self._short()
        for at in behind:
            yield {at: self.rows[at].value + short / self.rows[at].weight}
        room = {at: self._most(self.rows[at]) for at in behind}
        found: dict[int, Fraction] = {}
        for at in sorted(
            behind, key=lambda one: -((room[one] or Fraction(0)) - self.rows[one].value) * self.rows[one].weight
        ):
            most, row = room[at], self.rows[at]
            if most is None or most <= row.value:
                continue
            needed = row.value + short / row.weight
            found[at] = min(most, needed)
            short -= (found[at] - row.value) * row.weight
            if short <= 0:
                yield found
                return

    def _most(self, row: _Row) -> Fraction | None:
        """The most that a row's value may be; None where that has no end."""
        if row.lever is None:
            return row.value
        scope = row.lever.row.scope
        low, high = scope.declared(row.lever.measure)
        end = high if self.sign > 0 else low
        if not isinstance(end, Fraction):
            return None
        found = exact_value(number(self.node.item, scope.with_facts({row.lever.measure: Bounds(end, end)})))
        return None if found is None else self.sign * found

    def _filled(self) -> Iterator[Levels]:
        """The rows farthest behind, all at the level at which they make up for all, or at the most that they may be."""
        behind, short = self._behind(), self._short()
        room = {at: self._most(self.rows[at]) for at in behind}
        full: dict[int, Fraction] = {}
        while behind:
            found = self._at_one_level(behind, short)
            beyond = {at: most for at in found if (most := room[at]) is not None and found[at] > most}
            if not beyond:
                yield {at: level for at, level in {**full, **found}.items() if level > self.rows[at].value}
                return
            full |= beyond
            short -= sum(
                (self.rows[at].weight * (most - self.rows[at].value) for at, most in beyond.items()), Fraction(0)
            )
            behind = [at for at in behind if at not in beyond]

    def _at_one_level(self, behind: list[int], short: Fraction) -> dict[int, Fraction]:
        weight = total = Fraction(0)
        for place, at in enumerate(behind):
            weight += self.rows[at].weight
            total += self.rows[at].weight * self.rows[at].value
            level = (total + short) / weight
            if place + 1 == len(behind) or level <= self.rows[behind[place + 1]].value:
                return dict.fromkeys(behind[: place + 1], level)
        return {}

    def _to_the_middle(self) -> Iterator[Levels]:
        """The upper half and the middle row at the limit; less for that one where the other middle is above it."""
        order = sorted(range(len(self.rows)), key=lambda at: (-self.rows[at].value, at))
        half = len(order) // 2
        if len(order) % 2:
            levels = dict.fromkeys(order[: half + 1], self.limit)
        else:
            upper = max(self.limit, self.rows[order[half - 1]].value)
            levels = {**dict.fromkeys(order[:half], upper), order[half]: 2 * self.limit - upper}
        yield {at: level for at, level in levels.items() if self.rows[at].value < level}

    def _medians(self) -> Iterator[Levels]:
        """The rows that lack least, as few as move the middle so far, at the least level that does."""
        order = sorted(range(len(self.rows)), key=lambda at: (-self.rows[at].value, at))
        movable = [at for at in order if self.rows[at].lever]
        middle = order[(len(order) - 1) // 2 :]  # above it only what lies below the limit moves the median
        below = [at for at in movable if self.rows[at].value < self.limit]
        for count in range(1, len(movable) + 1):
            for chosen in (below[:count], below[1 : count + 1], [at for at in movable if at in middle][:count]):
                level = self._level_for(chosen) if len(chosen) == count else None
                if level is not None:
                    yield {at: level for at in chosen if self.rows[at].value < level}

    def _level_for(self, chosen: list[int]) -> Fraction | None:
        """The least level of some rows at which the median is at the limit; None where there is none."""
        values = [row.value for row in self.rows]
        others = sorted(value for at, value in enumerate(values) if at not in chosen)
        ends = (
            sorted({*others, self.limit, 2 * self.limit - others[0], 2 * self.limit - others[-1]})
            if others
            else [self.limit]
        )
        ends = sorted({*ends, *(2 * self.limit - one for one in others)})
        return next((level for level in ends if self._median_with(chosen, level) >= self.limit), None)

    def _median_with(self, chosen: list[int], level: Fraction) -> Fraction:
        values = sorted(max(row.value, level) if at in chosen else row.value for at, row in enumerate(self.rows))
        half = len(values) // 2
        return values[half] if len(values) % 2 else (values[half - 1] + values[half]) / 2


def cells_to_level(case: Case, node: Compare, *, least_amount: bool = False) -> Cells:
    """The cells that make a comparison of a mean, median, sum or least of rows hold; {} where none are known."""
    asked = _asked(case, node)
    if asked is None:
        return {}
    for levels in asked.proposals(least_amount=least_amount):
        cells = _cells(case, asked, levels)
        if cells and truth(node, scope_with(case, cells)) is True:
            return _needed(case, node, cells)
    return {}


def _asked(case: Case, node: Compare) -> _Asked | None:
    if isinstance(node.right, RowStatistic):
        node = Compare(FLIPPED[node.op], node.right, node.left, node.span)
    node = before_rounding(node, case.scope)
    statistic, rows = node.left, case.scope.rows
    if not isinstance(statistic, RowStatistic) or statistic.op not in _ASKED:
        return None
    limit = exact_value(number(node.right, case.scope))  # beside a statistic there is a number, never an option
    if limit is None or not isinstance(rows, TableReadings):
        return None
    if node.op not in ("<", "<=", ">", ">=") or (statistic.op == "median" and statistic.weight is not None):
        return None
    sign = 1 if node.op[0] == ">" else -1
    found: list[_Row] = []
    for row in rows.chosen(statistic.table, statistic.only, case.scope, statistic):
        weight = Fraction(1) if statistic.weight is None else exact_value(number(statistic.weight, row.scope))
        value = exact_value(number(statistic.item, row.scope))
        if value is None or weight is None or weight < 0 or not row.counts:
            return None
        if weight:
            lever, _ = lever_of(statistic.item, value, row, is_lowered=sign < 0)
            found.append(_Row(sign * value, weight, lever))
    beyond = _HAIR if len(node.op) == 1 else Fraction(0)
    op = _ASKED[statistic.op][0 if sign > 0 else 1]
    return _Asked(op, tuple(found), sign * limit + beyond, sign, statistic) if found else None


def _cells(case: Case, asked: _Asked, levels: Levels) -> Cells:
    """The cells behind what rows are brought to, in the steps in which they are given; {} where one may not be that."""
    found: dict[RowId, dict[str, FactValue]] = {}
    for at, level in levels.items():
        lever = asked.rows[at].lever
        op = ">=" if asked.sign > 0 else "<="
        moved = None if lever is None else cell_for(asked.node.item, lever, asked.sign * level, op)
        if lever is None or moved is None:
            return {}
        row = (asked.node.table, lever.row.key)
        changed: dict[str, FactValue] = {lever.measure: Bounds(moved, moved)}
        for linked in linked_rows(row, changed, case):
            add_cells(found, linked, changed)
    return followed(case, found)


def _needed(case: Case, node: Compare, cells: Cells) -> Cells:
    """The cells without rows that can stay: what is moved in whole steps goes further."""
    for row in list(cells) if len(cells) <= MOST_TRIED else ():
        tied = {one for own in cells[row] for one in linked_rows(row, (own,), case)}
        less = {own: changed for own, changed in cells.items() if own not in tied}
        if less and truth(node, scope_with(case, less)) is True:
            cells = less
    return cells
