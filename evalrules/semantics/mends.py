"""The way to a better level through rows, marks of rows and quantities. See docs/contract.md.

What each indicator lacks is mended together, by facts, by the cells of rows and by grades, and tried on the case
itself; what is not needed is left out again. Of a statistic or a sum of points its own distance stands for what
moves it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType

from evalrules.base.records import NamedTuple
from evalrules.model.assessment import CAPPED, Change, Gap
from evalrules.model.evidence import FactValue
from evalrules.model.outcome import NOT_APPLICABLE, Outcome
from evalrules.model.refs import column_from
from evalrules.semantics.case import Case
from evalrules.semantics.changes import changes_of, is_distance, is_quantity
from evalrules.semantics.conditions import truth
from evalrules.semantics.gaps import (
    bars_of,
    indicator_gap,
    looks_at_indicators,
    quantities_to,
    ways_to_outcome,
)
from evalrules.semantics.moves import merge, ways_to
from evalrules.semantics.row_levers import agreeing, followed, keeps_checks
from evalrules.semantics.row_mends import MOST_ROWS, failing_cells, marks_to_raise
from evalrules.semantics.row_parts import RowId
from evalrules.semantics.single_moves import Move, counts_of, facts_of
from evalrules.semantics.spread_mends import raised_cells
from evalrules.semantics.standings import Standing, is_assessed
from evalrules.semantics.stated import Stated, reported
from evalrules.tree.nodes import RowTally
from evalrules.tree.walk import walk

MOST_ROUNDS = 4
"""So often is mended what the mends before have broken."""

MOST_TRIED = 60
"""So many rows are tried to be left out."""


class Mend(NamedTuple):
    """What brings one indicator to its best outcome: facts, cells, or the grade that a panel gives.

    `assumed` is that outcome where only the distance of a quantity is known; `is_of_every` where every row is needed.
    `stated` is what is then changed in the evidence itself. Without an `indicator` it opens gates and lifts vetoes.
    """

    indicator: str
    facts: Mapping[str, FactValue]
    cells: Mapping[RowId, Mapping[str, FactValue]]
    grade: Outcome | None
    changes: tuple[Change, ...]
    assumed: Outcome | None = None
    is_of_every: bool = False
    stated: Mapping[str, FactValue] = MappingProxyType({})
    stated_cells: Mapping[RowId, Mapping[str, FactValue]] = MappingProxyType({})
    is_of_spread: bool = False

    @property
    def in_evidence(self) -> Stated:
        """What is stated to make it."""
        return Stated(self.stated, self.stated_cells, {} if self.grade is None else {self.indicator: self.grade})

    def without(self, row: RowId) -> Mend:
        """The mend without what it does to one row."""
        cells = {own: changed for own, changed in self.cells.items() if own != row}
        stated = {own: changed for own, changed in self.stated_cells.items() if own != row}
        changes = tuple(
            one for one in self.changes if one.row != row[1] or column_from(str(one.measure)).table != row[0]
        )
        return self._replace(cells=cells, changes=changes, stated_cells=stated)


class Mending:
    """What would bring a case to a better level, one mend for each indicator that is not at its best."""

    def __init__(self, case: Case, mends: list[Mend] | None = None) -> None:
        self.case = case
        self._levels = [level.id for level in case.ruleset.levels]
        found = (mend_of(case, one) for one in case.standings) if mends is None else mends
        self._mends = [mend for mend in found if mend is not None]

    def with_least_amounts(self) -> Mending | None:
        """The same with as little as possible added in all where a spread is mended; None where that is not known."""
        least = {
            one.indicator: other
            for one in self._mends
            if one.is_of_spread and (other := _mend_of_spread(self.case, one.indicator, least_amount=True)) is not None
        }
        return Mending(self.case, [least.get(one.indicator, one) for one in self._mends]) if least else None

    def cells_of_spreads(self) -> Iterator[tuple[RowId, str]]:
        """The cells that are raised for spreads: none of them can be left out."""
        for mend in self._mends:
            yield from ((row, own) for row, changed in mend.cells.items() if mend.is_of_spread for own in changed)

    def level_gap(self) -> Gap | None:
        """The mends that together bring the next better level that can be reached so."""
        for target in self._better():
            rank = self._levels.index(target)
            mends = self._with_bars(rank)
            distances = self._distances(mends, rank) if mends is not None else None
            if mends is None or distances is None or not (mends or distances):
                continue
            needed = self._fewest(mends, rank, distances)
            if not distances and not self._is_reached_by_stated(needed, rank):
                stated = stated_changes(self.case, rank)
                if stated:
                    return Gap("level", target, str(self.case.level), target, stated, ())
                continue
            changes = dict.fromkeys((*(change for mend in needed for change in mend.changes), *distances))
            return Gap("level", target, str(self.case.level), target, tuple(changes), ())
        return None

    def _is_reached_by_stated(self, mends: Iterable[Mend], rank: int) -> bool:
        """Whether the level is reached, too, where stated figures are moved instead of what is derived from them."""
        after = Stated().then(mend.in_evidence for mend in mends if mend.assumed is None)
        return any(mend.assumed for mend in mends) or _is_enough(self.case, after, rank)

    def to_rank(self, rank: int) -> list[Mend]:
        """What is known to mend, and what opens gates and lifts vetoes; [] where no fact does."""
        return self._with_bars(rank) or []

    def mended(self) -> Case:
        """The case with every indicator at its best for which a way is known."""
        return self._after(self._mends)

    def _better(self) -> Iterator[str]:
        return reversed(self._levels[: self._levels.index(str(self.case.level))])

    def _with_bars(self, rank: int) -> list[Mend] | None:
        """The mends with the one that opens gates and lifts vetoes; None where facts cannot."""
        moves: list[Move] = []
        for root, holds in bars_of(self.case, rank):
            if looks_at_indicators(root) or truth(root, self.case.scope) is holds:
                continue
            ways = ways_to(root, holds, self.case.scope)
            if not ways and is_quantity(root):
                continue
            if not ways:
                return None
            moves.extend(ways[0])
        way = merge(tuple(moves), self.case.scope)
        if way is None:
            return None
        scope = self.case.scope
        bars = [Mend("", facts_of(way), {}, None, changes_of(way, scope), stated=counts_of(way, scope))] if way else []
        return [*bars, *self._mends]

    def _distances(self, mends: list[Mend], rank: int) -> tuple[Change, ...] | None:
        """With the mends made, the distances of points and statistics that are all the level then lacks; else None."""
        after = self._after(mends)
        assumed = {mend.indicator: (mend.assumed,) for mend in mends if mend.assumed is not None}
        if not assumed and all(self._levels.index(level) <= rank for level in after.possible_levels):
            return ()
        return quantities_to(after, self._levels[rank], {**after.outcomes, **assumed})

    def _fewest(self, mends: list[Mend], rank: int, distances: tuple[Change, ...]) -> list[Mend]:
        """The mends without those that are not needed: the longest are left out first, then single rows of the rest."""
        for mend in sorted(mends, key=lambda one: -len(one.changes)):
            fewer = [other for other in mends if other is not mend]
            mends = fewer if self._distances(fewer, rank) == distances else mends
        for mend in [one for one in mends if len(one.cells) > 1 and not one.is_of_every]:
            kept = mend
            for row in list(mend.cells)[:MOST_TRIED]:
                less = kept.without(row)
                fewer = [less if other is kept else other for other in mends]
                if self._distances(fewer, rank) == distances:
                    kept, mends = less, fewer
        return mends

    def _after(self, mends: Iterable[Mend]) -> Case:
        facts: dict[str, FactValue] = {}
        cells: dict[RowId, dict[str, FactValue]] = {}
        grades: dict[str, Outcome] = {}
        for mend in mends:
            facts.update(mend.facts)
            grades |= {} if mend.grade is None else {mend.indicator: mend.grade}
            for row, changed in mend.cells.items():
                cells.setdefault(row, {}).update(changed)
        return self.case.with_facts(facts).with_cells(cells).with_grades(grades)


def mend_of(case: Case, standing: Standing) -> Mend | None:
    """What brings an indicator to its best outcome; None where it is there, or nothing is known to."""
    best, own = standing.plan.every[0], standing.indicator.id
    if standing.indicator.advisory or standing.possible == (best,) or NOT_APPLICABLE in standing.possible:
        return None
    if is_assessed(standing.plan, case.scope) is True and standing.basis != CAPPED:
        have = None if standing.decided is None else standing.decided.text
        return Mend(own, {}, {}, best, (Change(None, own, have, "==", best.text, None, "", None, None),))
    ways = ways_to_outcome(case, standing, best)
    if not ways or any(is_distance(change, case.scope) for change in changes_of(ways[0], case.scope)):
        spread = _mend_of_spread(case, own)
        if spread is not None:
            return spread
    if ways:
        stated = counts_of(ways[0], case.scope)
        return Mend(own, facts_of(ways[0]), {}, None, changes_of(ways[0], case.scope), stated=stated)
    by_row = marks_to_raise(case, standing) or failing_cells(case, standing)
    if by_row:
        cells = {row: facts_of(lacks.way) for row, lacks in by_row.items()}
        stated_cells = followed(case, {row: counts_of(lacks.way, lacks.scope) for row, lacks in by_row.items()})
        changes = tuple(change for lacks in by_row.values() for change in lacks.changes)
        parts = (part for guard in standing.plan.criteria for part in walk(guard.root))
        is_of_every = all(part.op == "every" for part in parts if isinstance(part, RowTally))
        return Mend(own, {}, cells, None, changes, is_of_every=is_of_every, stated_cells=stated_cells)
    gap = indicator_gap(case, standing)
    if gap is None or gap.to != best.text or not any(change.quantity for change in gap.changes):
        return None
    return Mend(own, {}, {}, None, gap.changes, best)


def _mend_of_spread(case: Case, indicator: str, *, least_amount: bool = False) -> Mend | None:
    """The rows to raise where an indicator lacks that a spread over them be less."""
    standing = case.standing_of(indicator)
    cells = raised_cells(case, standing, standing.plan.every[0], least_amount=least_amount)
    changes = reported(case, Stated(cells=cells))
    made = Mend(indicator, {}, cells, None, changes, is_of_every=True, stated_cells=cells, is_of_spread=True)
    return made if 0 < len(cells) <= MOST_ROWS else None


# -- stated figures ----------------------------------------------------------------------------------------------------


def stated_changes(case: Case, rank: int) -> tuple[Change, ...]:
    """The changes of stated figures alone that reach a level; () where none are known."""
    stated = stated_to(case, rank)
    return () if stated is None else reported(case, stated)


def stated_to(case: Case, rank: int) -> Stated | None:
    """What is to be stated to reach a level, none without need: round after round where one mend undoes another."""
    stated, after = Stated(), case
    certain: set[tuple[RowId, str]] = set()
    for _ in range(MOST_ROUNDS):
        mending = Mending(after)
        before, stated = stated, stated.then(mend.in_evidence for mend in mending.to_rank(rank))
        stated = stated._replace(cells=agreeing(case, stated.cells))
        certain.update(mending.cells_of_spreads())
        if stated == before:
            return None
        after = stated.put_into(case)
        if is_at_least(after, rank):
            break
    else:
        return None
    if not _is_enough(case, stated, rank):
        return None
    certain = certain if len(certain) > MOST_TRIED else set()
    shrunk = True
    while shrunk:
        fewer = next((less for less in stated.one_less(certain) if _is_enough(case, less, rank)), None)
        shrunk, stated = fewer is not None, fewer or stated
    return stated


def _is_enough(case: Case, stated: Stated, rank: int) -> bool:
    after = stated.put_into(case)
    return is_at_least(after, rank) and keeps_checks(case, after, stated.cells)


def is_at_least(case: Case, rank: int) -> bool:
    """Whether every level that is possible is of that rank or better."""
    return all(case.ruleset.level_rank(level) <= rank for level in case.possible_levels)
