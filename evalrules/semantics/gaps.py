"""What leads to the next better grade: the smallest changes, in real units. See docs/contract.md.

Closed exactly as reported the grade rises; by less it does not. What facts and the cells of rows can raise was tried on
the case itself before it is reported; how far a statistic is from its limit follows from the condition alone.
"""

from __future__ import annotations

from evalrules.base.records import NamedTuple
from evalrules.model.assessment import CAPPED, Change, Gap
from evalrules.model.outcome import NOT_APPLICABLE, Outcome
from evalrules.plan.nodes import Guard
from evalrules.semantics.case import Case, scope_with_cells
from evalrules.semantics.changes import changes_of, quantity_changes
from evalrules.semantics.checked_ways import possible_ways
from evalrules.semantics.failing import Failing, failing_rows
from evalrules.semantics.followed_gaps import followed_gap
from evalrules.semantics.interval import exact_value, point
from evalrules.semantics.moves import ways_to
from evalrules.semantics.plain_ways import plain_way
from evalrules.semantics.row_readings import row_readings
from evalrules.semantics.scope import Scope
from evalrules.semantics.single_moves import Way, counts_of, facts_of
from evalrules.semantics.standings import Standing, is_assessed, is_given
from evalrules.semantics.standings import standing as standing_of
from evalrules.tree.nodes import AllOf, Expression, RowTally

MAX_ALTERNATIVES = 5
MAX_ROWS = 50


class WithReason(NamedTuple):
    """The gaps of a case, and why there is none to a better level ("" where there is, or none is needed)."""

    gaps: tuple[Gap, ...]
    without: str
    fixed: tuple[str, ...] = ()


def indicator_gaps(case: Case) -> tuple[Gap, ...]:
    """The gap of every indicator that facts can raise."""
    return tuple(gap for standing in case.standings if (gap := indicator_gap(case, standing)) is not None)


def leads_no_higher(case: Case) -> bool:
    """Whether there is no better level to ask for: the verdict is open, or it is the best."""
    return case.level is None or case.ruleset.level_rank(case.level) == 0


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
    if not _are_few_and_certain(condition, case.scope):
        return ()
    failing = failing_rows((condition,), case.scope, limit=MAX_ROWS)
    lacking = [row.gaps for row in failing.first]
    is_all = failing.total == len(lacking) and all(lacking) and _is_all_that_fails(condition, failing.total, case.scope)
    if not is_all or not all(
        _is_good_enough(standing_of(standing.plan, scope, case.grades), target)
        for scope in _scopes_after_rows(case, failing)
    ):
        return ()
    return tuple(change for gaps in lacking for change in gaps)


def _is_enough(case: Case, standing: Standing, target: Outcome) -> bool:
    """Whether the criterion of the target would give it: bands that are read worst first may still hold it down."""
    arms = tuple(arm._replace(guard=None) if arm.outcome == target else arm for arm in standing.plan.arms)
    assumed = standing.plan._replace(arms=arms, caps=())
    return _is_good_enough(standing_of(assumed, case.scope, case.grades), target)


def _scopes_after_rows(case: Case, failing: Failing) -> list[Scope]:
    """What is known with what every failing row lacks made good; by the counts behind ratios, too."""
    readings = row_readings(case.scope)
    if readings is None:
        return []
    facts = {own: facts_of(way) for own, way in failing.ways.items()}
    counts = {own: counts_of(way, failing.scopes[own]) for own, way in failing.ways.items()}
    ways = (facts,) if counts == facts else (facts, counts)
    return [scope_with_cells(case.scope, readings, changed) for changed in ways]


def _are_few_and_certain(tally: RowTally, scope: Scope) -> bool:
    """Whether it is known how many rows fail, and these are few: of others nothing is listed."""
    count = None if scope.rows is None else exact_value(scope.rows.counts(tally, scope)[1])
    return count is not None and count <= MAX_ROWS


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
