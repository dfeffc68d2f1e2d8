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
from evalrules.semantics.conditions import number, truth
from evalrules.semantics.interval import exact_value
from evalrules.semantics.row_levers import (
    Lever,
    add_cells,
    cells_for,
    followed,
    joint_lever,
    lever_of,
    linked_rows,
    merged,
    scope_with,
)
from evalrules.semantics.row_parts import Cells, RowId
from evalrules.semantics.rows import TableReadings
from evalrules.semantics.statistics_alone import statistics_alone
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
    """A row with its value, so turned that more is better, its weight, the cell that moves it, and all that do."""

    value: Fraction
    weight: Fraction
    lever: Lever | None
    joint: Lever | None = None


class _Offer(NamedTuple):
    """What a row gives at most to a sum, the value it then has, and by how many cells."""

    gain: Fraction
    top: Fraction
    cells: int


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

    def ends(self) -> Levels:
        """The rows that have an end they are not at yet, all there."""
        tops = ((at, self._most(self.rows[at])) for at in self._behind())
        return {at: top for at, top in tops if top is not None and top > self.rows[at].value}

    def _short(self) -> Fraction:
        """What is lacking, as the weighted sum."""
        have = sum((row.weight * row.value for row in self.rows), Fraction(0))
        whole = sum((row.weight for row in self.rows), Fraction(0)) if self.op == "mean" else Fraction(1)
        return self.limit * whole - have

    def _behind(self) -> list[int]:
        """The rows that can be moved, those farthest behind first."""
        movable = (at for at, row in enumerate(self.rows) if row.lever or row.joint)
        return sorted(movable, key=lambda at: (self.rows[at].value, at))

    def _of_few(self) -> Iterator[Levels]:
        """One row that makes up for all, the farthest behind that may be so much; else those that take fewest cells."""
        behind, short = self._behind(), self._short()
        alone = {at: self.rows[at].value + short / self.rows[at].weight for at in behind}
        by_one_cell = [at for at in behind if self._may_be(self.rows[at], alone[at])]
        yield from ({at: alone[at]} for at in by_one_cell)
        most = self._with_fewest_cells(behind, short)
        found: dict[int, Fraction] = {}
        for at in sorted(most, key=lambda one: -(most[one] - self.rows[one].value) * self.rows[one].weight):
            row = self.rows[at]
            found[at] = min(most[at], row.value + short / row.weight)
            short -= (found[at] - row.value) * row.weight
            if short <= 0:
                yield found
                break
        yield from ({at: alone[at]} for at in behind if at not in by_one_cell)

    def _may_be(self, row: _Row, value: Fraction) -> bool:
        """Whether one cell is enough to bring a row to a value."""
        most = None if row.lever is None else self._most(row, row.lever)
        return row.lever is not None and (most is None or most >= value)

    def _with_fewest_cells(self, behind: list[int], short: Fraction) -> dict[int, Fraction]:
        """The rows, and the most that each comes to by as many of its cells, that with fewest cells make up for all."""
        offers = [(at, offered) for at in behind if (offered := self._offers(self.rows[at], short))]
        if len(offers) > MOST_TRIED or all(len(offered) == 1 for _, offered in offers):
            return _by_gain(offers, short)
        best: list[tuple[Fraction, dict[int, Fraction]]] = [(Fraction(0), {})]
        for at, offered in offers:
            longer = [*best]
            for one in offered:
                for cells, (total, chosen) in enumerate(best):
                    place = cells + one.cells
                    longer += [longer[-1]] * (place + 1 - len(longer))
                    if total + one.gain > longer[place][0]:
                        longer[place] = (total + one.gain, {**chosen, at: one.top})
            best = longer
        return next((chosen for total, chosen in best if total >= short), {})

    def _offers(self, row: _Row, short: Fraction) -> list[_Offer]:
        """What a row can give at most by one cell, and by all that move it where that is more."""
        found: list[_Offer] = []
        for lever in (one for one in (row.lever, row.joint) if one is not None):
            most = self._most(row, lever)
            top = row.value + short / row.weight if most is None else most
            gain = min(short, (top - row.value) * row.weight)
            if gain > (found[-1].gain if found else 0):
                found.append(_Offer(gain, top, len(lever.measures)))
        return found

    def _most(self, row: _Row, lever: Lever | None = None) -> Fraction | None:
        """The most that a row's value may be, by a cell of it or by all that move it; None where that has no end."""
        lever = lever or row.joint or row.lever
        if lever is None:
            return row.value
        scope = lever.at_their_ends(is_lowered=self.sign < 0)
        found = None if scope is None else exact_value(number(self.node.item, scope))
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
        movable = [at for at in order if self.rows[at].lever or self.rows[at].joint]
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


def _by_gain(offers: list[tuple[int, list[_Offer]]], short: Fraction) -> dict[int, Fraction]:
    """The rows that give most for a cell, until all is made up for; {} where they cannot."""
    best = [(max(offered, key=lambda one: one.gain / one.cells), at) for at, offered in offers]
    found: dict[int, Fraction] = {}
    for one, at in sorted(best, key=lambda pair: -pair[0].gain / pair[0].cells):
        if short <= 0:
            break
        found[at] = one.top
        short -= one.gain
    return found if short <= 0 else {}


def cells_to_level(case: Case, node: Compare, *, least_amount: bool = False) -> Cells:
    """The cells that make a comparison of a mean, median, sum or least of rows hold; {} where none are known.

    Of several statistics in it that one is moved which takes fewest cells; where none alone is enough, one goes as far
    as it may, and another for the rest.
    """
    asked = [one for alone in statistics_alone(node, case.scope) if (one := _asked(case, alone)) is not None]
    found = [cells for one in asked if (cells := _cells_for(case, node, one, least_amount=least_amount))]
    if not found and len(asked) > 1:
        found = [cells for one in asked if (cells := _with_others(case, node, one, least_amount=least_amount))]
    return min(found, key=lambda one: sum(map(len, one.values())), default={})


def _with_others(case: Case, node: Compare, asked: _Asked, *, least_amount: bool) -> Cells:
    """The cells with those of one statistic as far as they may go, and of another what is still lacking."""
    ends = _cells(case, asked, asked.ends())
    if not ends:
        return {}
    after = case.with_cells(ends)
    for alone in statistics_alone(node, after.scope):
        other = _asked(after, alone)
        more = {} if other is None else _cells_for(after, node, other, least_amount=least_amount)
        if more:
            return _needed(case, node, merged(ends, more))
    return {}


def _cells_for(case: Case, node: Compare, asked: _Asked, *, least_amount: bool) -> Cells:
    for levels in asked.proposals(least_amount=least_amount):
        cells = _cells(case, asked, levels)
        if cells and truth(node, scope_with(case, cells)) is True:
            needed = _needed(case, node, cells)
            return _no_further(case, node, needed) if least_amount and asked.sign > 0 else needed
    return {}


def _asked(case: Case, node: Compare) -> _Asked | None:
    statistic, rows = node.left, case.scope.rows
    if not isinstance(statistic, RowStatistic) or statistic.op not in _ASKED:
        return None
    limit = exact_value(number(node.right, case.scope))  # beside a statistic there is a number, never an option
    if limit is None or not isinstance(rows, TableReadings):
        return None
    if statistic.op == "median" and statistic.weight is not None:
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
            found.append(_Row(sign * value, weight, lever, joint_lever(statistic.item, row) if sign > 0 else None))
    beyond = _HAIR if len(node.op) == 1 else Fraction(0)
    op = _ASKED[statistic.op][0 if sign > 0 else 1]
    return _Asked(op, tuple(found), sign * limit + beyond, sign, statistic) if found else None


def _cells(case: Case, asked: _Asked, levels: Levels) -> Cells:
    """The cells behind what rows are brought to, in the steps in which they are given; {} where one may not be that."""
    found: dict[RowId, dict[str, FactValue]] = {}
    for at, level in levels.items():
        op, row = ">=" if asked.sign > 0 else "<=", asked.rows[at]
        ways = (cells_for(asked.node.item, one, asked.sign * level, op) for one in (row.lever, row.joint) if one)
        changed = next((one for one in ways if one), {})
        lever = row.lever or row.joint
        if lever is None or not changed:
            return {}
        for own, value in changed.items():
            for linked in linked_rows((asked.node.table, lever.row.key), (own,), case):
                add_cells(found, linked, {own: value})
    return followed(case, found)


def _needed(case: Case, node: Compare, cells: Cells) -> Cells:
    """The cells without rows that can stay, then without single ones: what is moved in whole steps goes further."""
    few = len(cells) <= MOST_TRIED
    groups = [(row, tuple(cells[row])) for row in cells if few]
    groups += [(row, (own,)) for row, changed in cells.items() for own in changed if few and len(changed) > 1]
    for row, columns in groups:
        tied = {(one, own) for own in columns for one in linked_rows(row, (own,), case)}
        kept = {one: {own: at for own, at in now.items() if (one, own) not in tied} for one, now in cells.items()}
        less = {one: now for one, now in kept.items() if now}
        if less != cells and less and truth(node, scope_with(case, less)) is True:
            cells = less
    return cells


def _no_further(case: Case, node: Compare, cells: Cells) -> Cells:
    """The cells that are raised no further than they must be: all of them came to one level, in whole steps."""
    for row, own in [(row, own) for row, changed in cells.items() for own in changed][:MOST_TRIED]:
        value = cells[row].get(own)
        step = Fraction(1) if case.ruleset.measures[own].type == "count" else Fraction(1, 100)
        less = value.exact - step if isinstance(value, Bounds) and value.exact is not None else None
        if less is None or len(linked_rows(row, (own,), case)) > 1:
            continue
        changed = {**cells, row: {**cells[row], own: Bounds(less, less)}}
        if truth(node, scope_with(case, changed)) is True:
            cells = changed
    return cells
