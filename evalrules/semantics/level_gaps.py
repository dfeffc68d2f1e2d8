"""What leads to the next better level: the indicators to be raised for it, and the facts that its bars wait for.

What facts can raise was tried on the case itself before it is reported. See docs/contract.md.
"""

from __future__ import annotations

from evalrules.base.ordering import natural_key
from evalrules.base.records import NamedTuple
from evalrules.model.assessment import CAPPED, Change, Gap
from evalrules.model.outcome import NOT_APPLICABLE, Outcome
from evalrules.semantics.affirmed import affirmed
from evalrules.semantics.bars import bars_of, looks_at_indicators
from evalrules.semantics.carried import Carried, Raised
from evalrules.semantics.case import Case
from evalrules.semantics.changes import changes_of, quantity_changes
from evalrules.semantics.checked_ways import unbroken_first
from evalrules.semantics.conditions import truth
from evalrules.semantics.counting import Outcomes
from evalrules.semantics.gaps import MAX_ALTERNATIVES, indicator_gaps, ways_to_outcome
from evalrules.semantics.joint import RangeBoard
from evalrules.semantics.moves import merge, ways_to
from evalrules.semantics.single_moves import Move, Way, facts_of
from evalrules.semantics.standings import Standing, is_assessed
from evalrules.tree.nodes import AllOf, Score
from evalrules.tree.walk import walk

MAX_TRIES = 16


class _Raise(NamedTuple):
    """One indicator brought to a better outcome, with the facts that takes (none where a panel decides)."""

    indicator: str
    need: Outcome
    way: Way
    by_panel: bool
    steps: int


def gaps_of(case: Case) -> tuple[Gap, ...]:
    """The gap of every indicator that facts can raise, then the gap of the verdict."""
    level = level_gap(case)
    return (*indicator_gaps(case), level) if level is not None else indicator_gaps(case)


def level_gap(case: Case, *, is_agreeing: bool = False) -> Gap | None:
    """The changes that bring a decided verdict to the next better level that can be reached.

    Each indicator is raised by its first way, with `is_agreeing` by the first that breaks no check.
    """
    have = case.level
    if have is None:
        return None
    ranked = [level.id for level in case.ruleset.levels]
    for target in reversed(ranked[: ranked.index(have)]):
        plans = _plans(case, target, is_agreeing=is_agreeing)
        if plans:
            others = plans[1:] or _other_points(case, case.ruleset.level_rank(target), plans[0])
            return Gap("level", target, have, target, plans[0], tuple(others[:MAX_ALTERNATIVES]))
        distances = quantities_to(case, target, case.outcomes)
        if distances:
            return Gap("level", target, have, target, distances, ())
    return None


def _plans(case: Case, target: str, *, is_agreeing: bool) -> list[tuple[Change, ...]]:
    """Minimal sets of changes that certainly reach the level, those with the fewest changes first."""
    rank = case.ruleset.level_rank(target)
    barred = _bars(case, rank)
    if barred is None:
        return []
    based = case.with_facts(facts_of(barred)) if barred else case
    in_order = sorted(based.standings, key=lambda standing: natural_key(standing.indicator.id))
    raises = _Raises(based, is_agreeing=is_agreeing)
    everything = [found for standing in in_order if (found := raises.best(standing)) is not None]
    if not Raised(based, _needs(everything)).is_enough(rank):
        return []
    tries = (None, *range(min(len(everything), MAX_TRIES)))
    reduced = (_reduced(raises, everything, rank, first) for first in tries)
    plans = dict.fromkeys(plan for plan in reduced if plan is not None)
    carried = [(sum(each.steps for each in plan), _carried_out(case, barred, plan, rank)) for plan in plans]
    listed = [(steps, _changes(case, found)) for steps, found in carried if found is not None]
    fewest = min((len(changes) for _, changes in listed), default=0)
    ranked = sorted((found for found in listed if len(found[1]) == fewest), key=lambda found: found[0])
    return list(dict.fromkeys(changes for _, changes in ranked))


def _bars(case: Case, rank: int) -> Way | None:
    """The moves that open every gate and lift every veto that facts alone decide; None where they cannot.

    Each with those before it made: points that one asks for count for the next, too.
    """
    moves: list[Move] = []
    scope = case.scope
    for root, holds in bars_of(case, rank):
        if looks_at_indicators(root):
            continue
        ways = ways_to(root, holds, scope)
        if not ways and truth(root, scope) is not holds:
            return None
        if ways and ways[0]:
            moves.extend(ways[0])
            scope = scope.with_facts(facts_of(ways[0]))
    return merge(tuple(moves), case.scope)


def _other_points(case: Case, rank: int, first: tuple[Change, ...]) -> list[tuple[Change, ...]]:
    """The other ways to the points that are all a level lacks."""
    bars = [bar for bar in bars_of(case, rank) if not looks_at_indicators(bar[0])]
    failing = [(root, holds) for root, holds in bars if truth(root, case.scope) is not holds]
    if len(failing) != 1 or not any(isinstance(part, Score) for part in walk(failing[0][0])):
        return []
    ways = ways_to(*failing[0], case.scope)
    reaching = (way for way in ways if Carried(case, way, {}).reaches(rank))
    return [changes for way in reaching if (changes := changes_of(way, case.scope)) != first]


def quantities_to(case: Case, target: str, outcomes: Outcomes) -> tuple[Change, ...] | None:
    """The distances of points and statistics that are all a level lacks; None where it lacks something else.

    `outcomes` are those of the indicators, as they are or as they are taken to be.
    """
    board = case.scope.with_board(RangeBoard(case.bench, outcomes))
    failing = [(root, holds) for root, holds in bars_of(case, case.ruleset.level_rank(target))
               if truth(root, board) is not holds]  # fmt: skip
    if not failing:
        return ()
    parts = tuple(affirmed(root, wanted=holds) for root, holds in failing)
    return quantity_changes(AllOf(parts, False, parts[0].span), case.scope) or None


class _Raises:
    """What brings each indicator of a case to each better outcome, found once however many plans ask for it."""

    def __init__(self, case: Case, *, is_agreeing: bool) -> None:
        self.case = case
        self._is_agreeing = is_agreeing
        self._known: dict[tuple[str, Outcome], _Raise | None] = {}

    def to(self, standing: Standing, need: Outcome) -> _Raise | None:
        """The indicator brought to an outcome; None where it is there or cannot be raised to it."""
        key = (standing.indicator.id, need)
        if key not in self._known:
            self._known[key] = _raise_to(self.case, standing, need, is_agreeing=self._is_agreeing)
        return self._known[key]

    def best(self, standing: Standing) -> _Raise | None:
        """The indicator brought to the best outcome it can reach."""
        if standing.possible == standing.plan.every[:1]:
            return None
        found = (self.to(standing, need) for need in standing.plan.every)
        return next((one for one in found if one is not None), None)


def _raise_to(case: Case, standing: Standing, need: Outcome, *, is_agreeing: bool) -> _Raise | None:
    every = standing.plan.every
    if NOT_APPLICABLE in standing.possible or standing.possible == (need,):
        return None
    worst = max(every.index(grade) for grade in standing.possible)
    steps = worst - every.index(need)
    if steps <= 0:
        return None
    by_panel = is_assessed(standing.plan, case.scope) is True
    ways = [()] if by_panel and standing.basis != CAPPED else ways_to_outcome(case, standing, need)
    if not ways and by_panel:
        ways = _ways_past_ceilings(case, standing, need)
    if not ways:
        return None
    already = standing.before_ceiling == (need,)
    way = unbroken_first(ways, case.scope)[0] if is_agreeing else ways[0]
    return _Raise(standing.indicator.id, need, way, by_panel and not already, steps)


def _ways_past_ceilings(case: Case, standing: Standing, need: Outcome) -> list[Way]:
    """For a grade the panel must still give: the facts that keep ceilings from lowering it."""
    graded = case.with_grades({standing.indicator.id: need})
    return ways_to_outcome(graded, graded.standing_of(standing.indicator.id), need)


def _reduced(raises: _Raises, raised: list[_Raise], rank: int, first: int | None) -> tuple[_Raise, ...] | None:
    """Leave out what is not needed, the longest way first (`first` before all), then shorten what remains.

    None where `first` is needed: then it comes to the same as without a first one.
    """
    kept = Raised(raises.case, _needs(raised))
    if first is not None and not kept.change(raised[first].indicator, None, rank):
        return None
    for each in sorted(raised, key=lambda each: -each.steps):
        if each.indicator in kept.needs:
            kept.change(each.indicator, None, rank)
    still = [each for each in raised if each.indicator in kept.needs]
    return tuple(_shortened(raises, kept, each, rank) for each in still)


def _needs(raised: list[_Raise]) -> dict[str, Outcome]:
    return {each.indicator: each.need for each in raised}


def _shortened(raises: _Raises, kept: Raised, each: _Raise, rank: int) -> _Raise:
    """The least of the outcomes better than now that still suffices; `kept` is updated with it."""
    standing = raises.case.standing_of(each.indicator)
    for need in reversed(standing.plan.every):
        less = raises.to(standing, need)
        if less is not None and need == kept.needs[each.indicator]:
            return less
        if less is not None and kept.change(each.indicator, need, rank):
            return less
    return each


class _Plan(NamedTuple):
    """What is to be done: the grades a panel is to give, and the moves of facts."""

    grades: dict[str, Outcome]
    way: Way


def _carried_out(case: Case, barred: Way, raised: tuple[_Raise, ...], rank: int) -> _Plan | None:
    """The raises as one plan that was tried on the case itself; None where it does not reach the level."""
    way = merge((*barred, *(move for each in raised for move in each.way)), case.scope)
    if way is None:
        return None
    plan = _Plan({each.indicator: each.need for each in raised if each.by_panel}, way)
    carried = Carried(case, plan.way, plan.grades)
    return _without_the_superfluous(carried, plan, rank) if carried.reaches(rank) else None


def _without_the_superfluous(carried: Carried, plan: _Plan, rank: int) -> _Plan:
    """A fact moved for one indicator may raise another too, and make what was planned for that one unnecessary."""
    if not plan.way:
        return plan
    grades = {own: need for own, need in plan.grades.items() if not carried.drop_grade(own, rank)}
    return _Plan(grades, tuple(move for move in plan.way if not carried.drop_move(move, rank)))


def _changes(case: Case, plan: _Plan) -> tuple[Change, ...]:
    """A plan as changes to report: each grade and each measure once."""
    grades = [
        _graded_change(found, plan.grades[found.indicator.id])
        for found in case.standings
        if found.indicator.id in plan.grades
    ]
    return (*grades, *changes_of(plan.way, case.scope))


def _graded_change(found: Standing, need: Outcome) -> Change:
    have = None if found.decided is None else found.decided.text
    return Change(None, found.indicator.id, have, "==", need.text, None, "", None, None)
