"""What leads to the next better grade or level: the smallest changes, in real units. See docs/contract.md.

Closed exactly as reported the grade rises; by less it does not. What facts and the cells of rows can raise was tried on
the case itself before it is reported; how far a statistic is from its limit follows from the condition alone.
"""

from __future__ import annotations

from evalrules.base.ordering import natural_key
from evalrules.base.records import NamedTuple
from evalrules.model.assessment import CAPPED, Change, Gap
from evalrules.model.outcome import NOT_APPLICABLE, Outcome
from evalrules.plan.nodes import Guard
from evalrules.semantics.affirmed import affirmed
from evalrules.semantics.bars import bars_of, looks_at_indicators
from evalrules.semantics.carried import Carried, Raised
from evalrules.semantics.case import Case
from evalrules.semantics.changes import changes_of, quantity_changes
from evalrules.semantics.checked_ways import possible_ways, unbroken_first
from evalrules.semantics.conditions import truth
from evalrules.semantics.counting import Outcomes
from evalrules.semantics.failing import Failing, failing_rows
from evalrules.semantics.followed_gaps import followed_gap
from evalrules.semantics.interval import point
from evalrules.semantics.joint import RangeBoard
from evalrules.semantics.moves import merge, ways_to
from evalrules.semantics.plain_ways import plain_way
from evalrules.semantics.rows import TableReadings
from evalrules.semantics.scope import Scope
from evalrules.semantics.single_moves import Move, Way, counts_of, facts_of
from evalrules.semantics.standings import Standing, is_assessed, is_given
from evalrules.semantics.standings import standing as standing_of
from evalrules.tree.nodes import AllOf, Expression, RowTally, Score
from evalrules.tree.walk import walk

MAX_ALTERNATIVES = 5
MAX_TRIES = 16
MAX_ROWS = 50


def gaps_of(case: Case) -> tuple[Gap, ...]:
    """The gap of every indicator that facts can raise, then the gap of the verdict."""
    found = [gap for standing in case.standings if (gap := indicator_gap(case, standing)) is not None]
    level = level_gap(case)
    return (*found, level) if level is not None else tuple(found)


def indicator_gap(case: Case, standing: Standing) -> Gap | None:
    """The changes of facts that bring an indicator to its next better grade; None where facts cannot."""
    have = standing.decided
    every = standing.plan.every
    if have is None or have == NOT_APPLICABLE or have == every[0]:
        return None
    for target in reversed(every[: every.index(have)]):
        ways = changes_to_outcome(case, standing, target)
        if ways:
            gap = Gap("indicator", standing.indicator.id, have.text, target.text, ways[0], ways[1:])
            agreeing = followed_gap(case, gap)
            if agreeing is not None:
                return agreeing
    return None


def changes_to_outcome(case: Case, standing: Standing, target: Outcome) -> tuple[tuple[Change, ...], ...]:
    """The changes that bring an indicator to an outcome, by each way; what they break in checks is not mended yet."""
    ways = ways_to_outcome(case, standing, target)
    if ways:
        return tuple(changes_of(way, case.scope) for way in ways[: MAX_ALTERNATIVES + 1])
    condition = condition_for(case, standing, target) if is_assessed(standing.plan, case.scope) is False else None
    listed = _of_rows_and_quantities(case, standing, target, condition) if condition is not None else ()
    return (listed,) if listed else ()


def _of_rows_and_quantities(
    case: Case, standing: Standing, target: Outcome, condition: Expression
) -> tuple[Change, ...]:
    """What every failing row lacks, where these are few; or the distances of statistics over rows."""
    if isinstance(condition, AllOf) and len(condition.items) == 1:
        condition = condition.items[0]
    if not isinstance(condition, RowTally) or condition.op != "every":
        return quantity_changes(condition, case.scope) if _is_enough(case, standing, target) else ()
    failing = failing_rows((condition,), case.scope, limit=MAX_ROWS)
    lacking = [row.gaps for row in failing.first]
    is_all = failing.total == len(lacking) and all(lacking) and _is_all_that_fails(condition, failing.total, case.scope)
    if not is_all or not all(_is_reached(after, standing, target) for after in _cases_after_rows(case, failing)):
        return ()
    return tuple(change for gaps in lacking for change in gaps)


def _is_enough(case: Case, standing: Standing, target: Outcome) -> bool:
    """Whether the criterion of the target would give it: bands that are read worst first may still hold it down."""
    arms = tuple(arm._replace(guard=None) if arm.outcome == target else arm for arm in standing.plan.arms)
    assumed = standing.plan._replace(arms=arms, caps=())
    return _is_good_enough(standing_of(assumed, case.scope, case.grades), target)


def _cases_after_rows(case: Case, failing: Failing) -> list[Case]:
    """The case with what every failing row lacks made good; by the counts behind ratios, too."""
    if not isinstance(case.scope.rows, TableReadings):
        return []
    scopes = {
        (table, row.key): row.scope
        for table in dict.fromkeys(own[0] for own in failing.ways)
        for row in case.scope.rows.rows(table, case.scope)
    }
    facts = {own: facts_of(way) for own, way in failing.ways.items()}
    counts = {own: counts_of(way, scopes[own]) for own, way in failing.ways.items()}
    return [case.with_cells(changed) for changed in ((facts,) if counts == facts else (facts, counts))]


def _is_all_that_fails(tally: RowTally, failing: int, scope: Scope) -> bool:
    """Whether no other row fails or may fail: none that is open, and none that may still come."""
    return scope.rows is not None and scope.rows.counts(tally, scope)[1] == point(failing)


def ways_to_outcome(case: Case, standing: Standing, target: Outcome) -> list[Way]:
    """The ways to change facts so that an indicator certainly becomes `target` or better."""
    plain = plain_way(standing.plan, target, case.scope) if len(standing.possible) == 1 else None
    ways = ways_by_trial(case, standing, target) if plain is None else [plain]
    return possible_ways(ways, case.scope)


def ways_by_trial(case: Case, standing: Standing, target: Outcome) -> list[Way]:
    """The same, each found in the condition of the target and tried on the case."""
    condition = condition_for(case, standing, target)
    if condition is None:
        return []
    ways = [_needed(case, standing, target, way) for way in ways_to(condition, True, case.scope)]
    return list(dict.fromkeys(way for way in ways if _reaches_by(case, standing, target, way)))


def _needed(case: Case, standing: Standing, target: Outcome, way: Way) -> Way:
    """The way without the moves that it can do without: an unknown ceiling lowers no grade of a panel."""
    for move in way:
        less = tuple(other for other in way if other is not move)
        if _reaches_by(case, standing, target, less):
            way = less
    return way


def _reaches_by(case: Case, standing: Standing, target: Outcome, way: Way) -> bool:
    """Whether the indicator is certainly `target` or better once the moves are made, by the counts behind them too."""
    facts, counts = facts_of(way), counts_of(way, case.scope)
    return all(
        _is_good_enough(standing_of(standing.plan, case.scope.with_facts(changed), case.grades), target)
        for changed in ((facts,) if counts == facts else (facts, counts))
    )


def _is_reached(after: Case, standing: Standing, target: Outcome) -> bool:
    return _is_good_enough(after.standing_of(standing.indicator.id), target)


def _is_good_enough(found: Standing, target: Outcome) -> bool:
    every = found.plan.every
    return all(grade in every and every.index(grade) <= every.index(target) for grade in found.possible)


def condition_for(case: Case, standing: Standing, target: Outcome) -> Expression | None:
    """What must hold for the target: the criterion of its band, and every ceiling that would bar it."""
    plan, scope = standing.plan, case.scope
    parts: list[Guard] = []
    if is_assessed(plan, scope):
        if standing.basis != CAPPED:
            return None
    else:
        parts.extend(arm.guard for arm in plan.arms if arm.outcome == target and arm.guard is not None)
        if not parts:
            return None
    rank = plan.every.index(target)
    parts.extend(cap.guard for cap in plan.caps if cap.rank >= rank and is_given(cap.guard, scope) is not False)
    roots = tuple(part.root for part in parts)
    return AllOf(roots, False, roots[0].span) if roots else None


# -- the level -----------------------------------------------------------------------------------------------------


class _Raise(NamedTuple):
    """One indicator brought to a better outcome, with the facts that takes (none where a panel decides)."""

    indicator: str
    need: Outcome
    way: Way
    by_panel: bool
    steps: int


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
