"""The way to a better level through rows, marks of rows and quantities. See docs/contract.md.

What each indicator lacks is mended together, by facts, by the cells of rows and by grades, and tried on the case
itself; what is not needed is left out again. Of a statistic or a sum of points its own distance stands for what
moves it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from fractions import Fraction
from types import MappingProxyType

from evalrules.base.records import NamedTuple
from evalrules.model.assessment import CAPPED, Change, Gap
from evalrules.model.evidence import FactValue
from evalrules.model.outcome import NOT_APPLICABLE, Outcome
from evalrules.model.refs import column_from
from evalrules.semantics.bar_mends import BarMend, bar_mend
from evalrules.semantics.bars import bars_of, looks_at_indicators
from evalrules.semantics.case import Case
from evalrules.semantics.changes import changes_of, is_distance
from evalrules.semantics.checked_ways import unbroken_first
from evalrules.semantics.conditions import truth
from evalrules.semantics.gaps import condition_for, indicator_gap, ways_to_outcome
from evalrules.semantics.joint import RangeBoard
from evalrules.semantics.level_gaps import quantities_to
from evalrules.semantics.moves import merge
from evalrules.semantics.row_levers import agreeing, followed, keeps_checks
from evalrules.semantics.row_mends import MOST_ROWS, Lacks, failing_cells, marks_to_raise
from evalrules.semantics.row_parts import Cells, RowId
from evalrules.semantics.single_moves import Move, counts_of, facts_of
from evalrules.semantics.spread_mends import raised_cells
from evalrules.semantics.standings import Standing, is_assessed
from evalrules.semantics.stated import Stated, reported, stated_of
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

    def without(self, rows: Collection[RowId]) -> Mend:
        """The mend without what it does to some rows."""
        cells = {own: changed for own, changed in self.cells.items() if own not in rows}
        stated = {own: changed for own, changed in self.stated_cells.items() if own not in rows}
        changes = tuple(one for one in self.changes if one.row is None or _row_of(one) not in rows)
        return self._replace(cells=cells, changes=changes, stated_cells=stated)

    def without_fact(self, own: str) -> Mend:
        """The mend without what it does to one fact of the subject."""
        facts = {key: value for key, value in self.facts.items() if key != own}
        changes = tuple(one for one in self.changes if one.row is not None or one.measure != own)
        kept = {one.count_of or one.measure for one in changes if one.row is None}
        stated = {key: value for key, value in self.stated.items() if key in kept}
        return self._replace(facts=facts, changes=changes, stated=stated)

    def least_effort_first(self) -> list[RowId]:
        """Its rows, those in which least is to be changed first: as few cells as can be, of these by little."""
        effort: dict[RowId, tuple[int, Fraction]] = dict.fromkeys(self.cells, (0, Fraction(0)))
        for one in self.changes:
            many, far = effort.get(_row_of(one), (0, Fraction(0)))
            effort[_row_of(one)] = (many + 1, far + _how_far(one))
        return sorted(self.cells, key=lambda own: effort[own])


def _row_of(change: Change) -> RowId:
    return column_from(str(change.measure)).table, change.row or ()


def _how_far(change: Change) -> Fraction:
    """How far a figure is moved, beside what it is."""
    if not isinstance(change.short, str) or not isinstance(change.have, str):
        return Fraction(1)
    short, have = (Fraction(one) for one in (change.short, change.have))
    return abs(short) / abs(have or Fraction(1))


class Mending:
    """What would bring a case to a better level, one mend for each indicator that is not at its best."""

    def __init__(self, case: Case, mends: list[Mend] | None = None, *, is_least: bool = False) -> None:
        self.case = case
        self._levels = [level.id for level in case.ruleset.levels]
        self._mends = [mend for one in case.standings for mend in mends_of(case, one)] if mends is None else mends
        self._is_least = is_least
        self._bars: dict[int, list[Mend] | None] = {}

    def with_least_amounts(self) -> Mending | None:
        """The same with as little as possible added in all where a spread is mended; None where that is not known."""
        least = {
            one.indicator: other
            for one in self._mends
            if one.is_of_spread and (other := _mend_of_spread(self.case, one.indicator, least_amount=True)) is not None
        }
        is_of_bars = any(one.is_of_spread for bars in self._bars.values() for one in bars or ())
        mends = [least.get(one.indicator, one) for one in self._mends]
        return Mending(self.case, mends, is_least=True) if least or is_of_bars else None

    def cells_of_spreads(self) -> Iterator[tuple[RowId, str]]:
        """The cells that are raised for spreads: none of them can be left out."""
        for mend in (*self._mends, *(one for bars in self._bars.values() for one in bars or ())):
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
            changes = tuple(dict.fromkeys((*(change for mend in needed for change in mend.changes), *distances)))
            if not distances and not self._is_reached_by_stated(needed, changes, rank):
                stated = stated_changes(self.case, rank)
                if stated:
                    return Gap("level", target, str(self.case.level), target, stated, ())
                continue
            return Gap("level", target, str(self.case.level), target, changes, ())
        return None

    def _is_reached_by_stated(self, mends: Iterable[Mend], changes: Iterable[Change], rank: int) -> bool:
        """Whether the level is reached, too, where stated figures are moved instead of what is derived from them."""
        return any(mend.assumed for mend in mends) or _is_enough(self.case, stated_of(self.case, changes), rank)

    def to_rank(self, rank: int) -> list[Mend]:
        """What is known to mend, and what opens gates and lifts vetoes; [] where no fact does."""
        return self._with_bars(rank) or []

    def mended(self) -> Case:
        """The case with every indicator at its best for which a way is known."""
        return self.after(self._mends)

    def _better(self) -> Iterator[str]:
        return reversed(self._levels[: self._levels.index(str(self.case.level))])

    def _with_bars(self, rank: int) -> list[Mend] | None:
        """The mends with those that open gates and lift vetoes; None where nothing is known to."""
        if rank not in self._bars:
            self._bars[rank] = self._opened(rank)
        bars = self._bars[rank]
        return None if bars is None else [*bars, *self._mends]

    def _opened(self, rank: int) -> list[Mend] | None:
        found: list[BarMend] = []
        board = self.case.scope.with_board(RangeBoard(self.case.bench, self.case.outcomes))
        for root, holds in bars_of(self.case, rank):
            if truth(root, board) is holds:
                continue
            mend = bar_mend(self.case, root, wanted=holds, least_amount=self._is_least)
            if mend is None:
                return None
            found.append(mend)
        return _of_parts(self.case, "", found)

    def _distances(self, mends: list[Mend], rank: int) -> tuple[Change, ...] | None:
        """With the mends made, the distances of points and statistics that are all the level then lacks; else None."""
        after = self.after(mends)
        assumed = {mend.indicator: (mend.assumed,) for mend in mends if mend.assumed is not None}
        if not assumed and all(self._levels.index(level) <= rank for level in after.possible_levels):
            return ()
        return quantities_to(after, self._levels[rank], {**after.outcomes, **assumed})

    def _fewest(self, mends: list[Mend], rank: int, distances: tuple[Change, ...]) -> list[Mend]:
        """The mends without those that are not needed: the longest are left out first, then single rows of the rest."""
        for mend in sorted(mends, key=lambda one: -len(one.changes)):
            fewer = [other for other in mends if other is not mend]
            mends = fewer if self._distances(fewer, rank) == distances else mends
        for mend in [one for one in mends if len(one.facts) > 1]:
            mends = self._fewer_facts(mends, mend, rank, distances)
        for mend in [one for one in mends if len(one.cells) > 1 and not one.is_of_every]:
            mends = self._fewer_rows(mends, mend, rank, distances)
        return mends

    def _fewer_facts(self, mends: list[Mend], mend: Mend, rank: int, distances: tuple[Change, ...]) -> list[Mend]:
        """The mends with one of them without the facts that are not needed."""
        for own in mend.facts:
            less = mend.without_fact(own)
            fewer = [less if other is mend else other for other in mends]
            if self._distances(fewer, rank) == distances:
                mends, mend = fewer, less
        return mends

    def _fewer_rows(self, mends: list[Mend], mend: Mend, rank: int, distances: tuple[Change, ...]) -> list[Mend]:
        """The mends with one of them without the rows that are not needed; those that take most are left out first."""

        def with_only(kept: Mend) -> list[Mend]:
            return [kept if other is mend else other for other in mends]

        order, kept = mend.least_effort_first(), mend
        if len(order) > MOST_TRIED:
            few, many = 0, len(order)
            while few < many:
                middle = (few + many) // 2
                is_enough = self._distances(with_only(mend.without(order[middle:])), rank) == distances
                few, many = (few, middle) if is_enough else (middle + 1, many)
            order, kept = order[:many], mend.without(order[many:])
        for row in order[::-1][:MOST_TRIED]:
            less = kept.without((row,))
            kept = less if self._distances(with_only(less), rank) == distances else kept
        return with_only(kept)

    def after(self, mends: Iterable[Mend]) -> Case:
        """The case with mends made."""
        facts: dict[str, FactValue] = {}
        cells: dict[RowId, dict[str, FactValue]] = {}
        grades: dict[str, Outcome] = {}
        for mend in mends:
            facts.update(mend.facts)
            grades |= {} if mend.grade is None else {mend.indicator: mend.grade}
            for row, changed in mend.cells.items():
                cells.setdefault(row, {}).update(changed)
        return self.case.with_facts(facts).with_cells(cells).with_grades(grades)


def mends_of(case: Case, standing: Standing) -> list[Mend]:
    """What together brings an indicator to its best outcome; [] where it is there, or nothing is known to."""
    best, own = standing.plan.every[0], standing.indicator.id
    if standing.indicator.advisory or standing.possible == (best,) or NOT_APPLICABLE in standing.possible:
        return []
    if is_assessed(standing.plan, case.scope) is True and standing.basis != CAPPED:
        have = None if standing.decided is None else standing.decided.text
        return [Mend(own, {}, {}, best, (Change(None, own, have, "==", best.text, None, "", None, None),))]
    ways = unbroken_first(ways_to_outcome(case, standing, best), case.scope)
    if not ways or any(is_distance(change, case.scope) for change in changes_of(ways[0], case.scope)):
        spread = _mend_of_spread(case, own)
        if spread is not None:
            return [spread]
    if ways:
        stated = counts_of(ways[0], case.scope)
        return [Mend(own, facts_of(ways[0]), {}, None, changes_of(ways[0], case.scope), stated=stated)]
    by_row = marks_to_raise(case, standing) or failing_cells(case, standing)
    in_rows = [_of_rows(case, own, by_row, is_of_every=_is_of_every(standing))] if by_row else []
    if in_rows and _becomes(case, standing, best, in_rows):
        return in_rows
    return _by_part(case, standing, best) or in_rows or _of_distance(case, standing, best)


def _is_of_every(standing: Standing) -> bool:
    parts = (part for guard in standing.plan.criteria for part in walk(guard.root))
    return all(part.op == "every" for part in parts if isinstance(part, RowTally))


def _becomes(case: Case, standing: Standing, best: Outcome, mends: Iterable[Mend]) -> bool:
    after = Mending(case, []).after(mends)
    return after.standing_of(standing.indicator.id).possible == (best,)


def _by_part(case: Case, standing: Standing, best: Outcome) -> list[Mend]:
    """What mends the parts of a criterion of which some look at rows and others do not; [] where that is not enough."""
    condition = condition_for(case, standing, best)
    if condition is None or looks_at_indicators(condition):
        return []
    found = bar_mend(case, condition, wanted=True, least_amount=False)
    mends = _of_parts(case, standing.indicator.id, [found]) if found is not None and found.is_whole else None
    return mends if mends and _becomes(case, standing, best, mends) else []


def _of_parts(case: Case, indicator: str, found: Iterable[BarMend]) -> list[Mend] | None:
    """What mends conditions, as mends: the facts of all, and cells; None where their facts pull apart."""
    moves: list[Move] = []
    mends: list[Mend] = []
    for one in found:
        moves += one.way
        mends += [_of_spread(case, indicator, one.spread)] if one.spread else []
        mends += [_of_rows(case, indicator, rows, is_of_every=one.is_of_every) for rows in one.rows]
    way = merge(tuple(moves), case.scope)
    if way is None:
        return None
    stated, changes = counts_of(way, case.scope), changes_of(way, case.scope)
    return [*([Mend(indicator, facts_of(way), {}, None, changes, stated=stated)] if way else []), *mends]


def _of_distance(case: Case, standing: Standing, best: Outcome) -> list[Mend]:
    """The distance of a quantity that no measure moves, with the outcome taken to be reached."""
    gap = indicator_gap(case, standing)
    if gap is None or gap.to != best.text or not any(change.quantity for change in gap.changes):
        return []
    return [Mend(standing.indicator.id, {}, {}, None, gap.changes, best)]


def _mend_of_spread(case: Case, indicator: str, *, least_amount: bool = False) -> Mend | None:
    """The rows to raise where an indicator lacks that a spread over them be less."""
    standing = case.standing_of(indicator)
    cells = raised_cells(case, standing, standing.plan.every[0], least_amount=least_amount)
    return _of_spread(case, indicator, cells) if 0 < len(cells) <= MOST_ROWS else None


def _of_spread(case: Case, indicator: str, cells: Cells) -> Mend:
    changes = reported(case, Stated(cells=cells))
    return Mend(indicator, {}, cells, None, changes, is_of_every=True, stated_cells=cells, is_of_spread=True)


def _of_rows(case: Case, indicator: str, by_row: Mapping[RowId, Lacks], *, is_of_every: bool) -> Mend:
    """What the rows lack, each by itself, as one mend."""
    cells = {row: facts_of(lacks.way) for row, lacks in by_row.items()}
    stated_cells = followed(case, {row: counts_of(lacks.way, lacks.scope) for row, lacks in by_row.items()})
    changes = tuple(change for lacks in by_row.values() for change in lacks.changes)
    return Mend(indicator, {}, cells, None, changes, is_of_every=is_of_every, stated_cells=stated_cells)


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
    return is_at_least(after, rank) and keeps_checks(case, after, stated)


def is_at_least(case: Case, rank: int) -> bool:
    """Whether every level that is possible is of that rank or better."""
    return all(case.ruleset.level_rank(level) <= rank for level in case.possible_levels)
