"""Where a statistic over rows passes its limit as one cell moves: exact among whole numbers, bracketed elsewhere.

A coefficient of variation falls and then rises as one value grows. So its limit is passed at most twice, and both
places are found between values that are tried: those of the other rows, where it is least, and far beyond them, where
a mean or a median passes any limit.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction
from itertools import pairwise
from math import ceil, floor

from evalrules.base.records import NamedTuple
from evalrules.base.surds import Surd
from evalrules.model.evidence import Bounds
from evalrules.model.refs import column_from
from evalrules.semantics.case import Case, exactly, scope_with_cells
from evalrules.semantics.conditions import number
from evalrules.semantics.crossing import before_rounding
from evalrules.semantics.interval import known_value
from evalrules.semantics.openings import Opening
from evalrules.semantics.rows import TableReadings
from evalrules.semantics.scope import Scope
from evalrules.semantics.trials import Trials, is_within
from evalrules.tree.nodes import Compare

DIGITS = 6
"""To so many digits the place is bracketed where it is no whole number."""

_FAR = 10**6
"""So many times the distance from its limit a statistic is taken to have passed it, whatever the number of rows."""

_NARROWINGS = 24
_HALVINGS = 60


class SpreadTurns(NamedTuple):
    """Numbers at which a statistic may turn, and pairs of them between which it does, without saying where."""

    turns: frozenset[Fraction] = frozenset()
    brackets: tuple[tuple[Fraction, Fraction], ...] = ()


NO_TURNS = SpreadTurns()


def spread_turns(trials: Trials, case: Case, opening: Opening) -> SpreadTurns:
    """The places for every comparison with a statistic that a cell moves and in which all else is known."""
    turns: set[Fraction] = set()
    brackets: list[tuple[Fraction, Fraction]] = []
    scopes = _Scopes(case, opening)
    for one in dict.fromkeys(trials.comparisons.on(opening.measure)):
        if opening.measure in one.behind and one.is_of_statistic:
            for low, high in _brackets(_Distance(opening, before_rounding(one.node, case.scope), scopes), trials):
                turns |= {low, high}
                brackets.append((low, high))
    return SpreadTurns(frozenset(turns), tuple(brackets))


class _Scopes:
    """What is known with a cell at each value that was tried: all comparisons look at the same."""

    def __init__(self, case: Case, opening: Opening) -> None:
        self.case = case
        self._measure = opening.measure
        self._row = (column_from(opening.measure).table, opening.rows[0])
        self._known: dict[Fraction, Scope] = {}

    def at(self, value: Fraction) -> Scope:
        """The scope of the subject with the cell at a value."""
        if value not in self._known:
            scope, rows = self.case.scope, self.case.scope.rows
            assert isinstance(rows, TableReadings)
            changed = {self._row: {self._measure: exactly(value)}}
            self._known[value] = scope_with_cells(scope, rows, changed)
        return self._known[value]


class _Distance:
    """How far the two sides of a comparison are apart, by the value of a cell; None where that is not known."""

    def __init__(self, opening: Opening, node: Compare, scopes: _Scopes) -> None:
        self.case = scopes.case
        self.opening = opening
        self.node = node
        self._scopes = scopes
        self._known: dict[Fraction, Fraction | Surd | None] = {}

    def at(self, value: Fraction) -> Fraction | Surd | None:
        """The left side less the right one."""
        if value not in self._known:
            scope = self._scopes.at(value)
            left, right = (known_value(number(side, scope)) for side in (self.node.left, self.node.right))
            self._known[value] = None if left is None or right is None else left - right
        return self._known[value]

    def is_above(self, value: Fraction) -> bool | None:
        """Whether the left side is greater; None where that is not known."""
        found = self.at(value)
        return None if found is None else found > 0


def _brackets(distance: _Distance, trials: Trials) -> list[tuple[Fraction, Fraction]]:
    """Pairs of numbers between which the sign changes, or begins to be known; the first and the last that was tried."""
    grid = _grid(distance.case, distance.opening, trials)
    grid = sorted({*grid, *_far_ends(distance, grid, trials)})
    known = {one: distance.is_above(one) for one in grid}
    signs = set(known.values()) - {None}
    if not signs:
        return []
    if signs == {True} and len({distance.at(one) for one in grid}) > 1:
        known |= dict(_at_the_turn(distance, [one for one in grid if known[one] is not None], trials))
    is_whole = trials.ruleset.measures[distance.opening.measure].type == "count"
    found = [
        place
        for low, high in pairwise(sorted(known))
        for place in _places(distance.is_above, low, high, is_whole=is_whole)
    ]
    return [*found, (grid[0], grid[0]), (grid[-1], grid[-1])]


def _grid(case: Case, opening: Opening, trials: Trials) -> list[Fraction]:
    """The values of the other rows, and beyond them, as far as the measure may go."""
    declared = trials.ruleset.measures[opening.measure]
    readings = case.scope.rows
    rows = readings.rows(column_from(opening.measure).table, case.scope) if isinstance(readings, TableReadings) else []
    facts = (row.scope.facts.get(opening.measure) for row in rows)
    peers = sorted({fact.exact for fact in facts if isinstance(fact, Bounds) and fact.exact is not None})
    picked = [peers[(len(peers) - 1) * part // 6] for part in range(7)] if peers else []
    least, most = (picked[0], picked[-1]) if picked else (Fraction(0), Fraction(100))
    wide = [*picked, least / 10, most * 10, most * 100, Fraction(0), declared.low, declared.high]
    ends = [one if declared.type != "count" else Fraction(floor(one)) for one in wide if one is not None]
    return sorted({one for one in ends if is_within(one, declared, (None, None))})


def _far_ends(distance: _Distance, grid: list[Fraction], trials: Trials) -> list[Fraction]:
    """Far below and far above what is tried, where what is compared lies on another side of its limit there."""
    declared = trials.ruleset.measures[distance.opening.measure]
    far: list[Fraction] = []
    for end, towards in ((grid[0], -1), (grid[-1], 1)):
        apart = distance.at(end)
        away = 0 if apart is None else ceil(abs(apart if isinstance(apart, Fraction) else apart.cut(DIGITS)))
        beyond = end + towards * _FAR * max(1, away)
        if is_within(beyond, declared, (None, None)) and distance.is_above(beyond) is not distance.is_above(end):
            far.append(Fraction(beyond))
    return far


def _at_the_turn(distance: _Distance, grid: list[Fraction], trials: Trials) -> list[tuple[Fraction, bool]]:
    """Where the distance is least, among numbers between the neighbours of the least one tried."""
    values = {one: found for one in grid if (found := distance.at(one)) is not None}
    at = grid.index(min(values, key=lambda one: _rough(values[one])))
    low, high = grid[max(at - 1, 0)], grid[min(at + 1, len(grid) - 1)]
    is_whole = trials.ruleset.measures[distance.opening.measure].type == "count"
    for _ in range(_NARROWINGS):
        first, second = low + (high - low) / 3, high - (high - low) / 3
        if is_whole:
            first, second = Fraction(floor(first)), Fraction(ceil(second))
        one, other = distance.at(first), distance.at(second)
        if one is None or other is None or first >= second:
            break
        low, high = (low, second) if _rough(one) <= _rough(other) else (first, high)
    near = [Fraction(floor((low + high) / 2)), low, high] if is_whole else [_plain((low + high) / 2)]
    return [(one, above) for one in near if one not in values and (above := distance.is_above(one)) is not None]


def _rough(value: Fraction | Surd) -> float:
    return float(value if isinstance(value, Fraction) else value.cut(12))


def _plain(value: Fraction) -> Fraction:
    """The number with few digits."""
    scale = 10 ** max(0, DIGITS - len(str(floor(abs(value)))))
    return Fraction(round(value * scale), scale)


def _places(
    is_above: Callable[[Fraction], bool | None], low: Fraction, high: Fraction, *, is_whole: bool
) -> Iterator[tuple[Fraction, Fraction]]:
    """Each pair between which the distance changes its sign: two where it is not known at one of the ends."""
    while is_above(low) is not is_above(high):
        place = _halved(is_above, low, high, is_whole=is_whole)
        yield place
        low = place[1]


def _halved(
    is_above: Callable[[Fraction], bool | None], low: Fraction, high: Fraction, *, is_whole: bool
) -> tuple[Fraction, Fraction]:
    """Two numbers as close as may be, between which the distance changes its sign."""
    is_low = is_above(low)
    for _ in range(_HALVINGS):
        scale = 1 if is_whole else 10 ** max(0, DIGITS - len(str(floor(abs(high)))))
        middle = Fraction(floor((low + high) / 2 * scale), scale)
        if not low < middle < high:
            break
        low, high = (middle, high) if is_above(middle) is is_low else (low, middle)
    return low, high
