"""What leads to a better level; of a verdict that nothing leads on from, why. See docs/contract.md.

Three reasons there are: only what nobody changes would do it, what is missing must be given first, or nothing was
found.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from evalrules.model.assessment import Change, Gap
from evalrules.model.ruleset import measures_behind
from evalrules.semantics.bars import bars_of
from evalrules.semantics.case import Case
from evalrules.semantics.changes import is_distance, is_quantity
from evalrules.semantics.conditions import truth
from evalrules.semantics.fixed_facts import fixed_bars, fixed_in_checks, fixed_statistic
from evalrules.semantics.followed_gaps import followed_gap
from evalrules.semantics.gaps import WithReason, leads_no_higher
from evalrules.semantics.joint import RangeBoard
from evalrules.semantics.level_gaps import gaps_of, level_gap, quantities_to
from evalrules.semantics.meanings import is_guard_open
from evalrules.semantics.mends import Mending, mends_of
from evalrules.tree.nodes import RowStatistic, Score
from evalrules.tree.walk import walk

FIXED, OPEN, NOT_FOUND = "fixed", "open", "not_found"
"""Why a verdict that is not reached has no gap: only what nobody changes would do it; what is missing must
be given before it can be told; or nothing was found.
"""


def gaps_or_reason(case: Case) -> WithReason:
    """The gaps of indicators and of the verdict; of a verdict without one the reason."""
    found = gaps_of(case)
    direct = next((gap for gap in found if gap.kind == "level"), None)
    if leads_no_higher(case) or (direct is not None and not _says_distances(direct, case)):
        broken = fixed_in_checks(case, direct) if direct is not None else ()
        whole = _agreeing(case, direct) if direct is not None and not broken else direct
        if broken:
            return WithReason(found[:-1], FIXED, broken)
        if direct is None or whole is not None:
            return WithReason(found if whole is None else (*found[:-1], whole), "")
        found, direct = found[:-1], None
    mending = Mending(case)
    through_rows = _through_rows(mending)
    is_better = through_rows is not None and (direct is None or not _says_distances(through_rows, case))
    gap = direct if through_rows is None or not is_better else followed_gap(case, through_rows) or through_rows
    if gap is not None:
        indicators = tuple(one for one in found if one is not direct)
        beyond = fixed_statistic(case, gap) or _beyond_all_points(case, gap) if _says_distances(gap, case) else ()
        return WithReason(indicators, FIXED, beyond) if beyond else WithReason((*indicators, gap), "")
    mended = mending.mended()
    fixed = (
        fixed_bars(case, case.ruleset.level_rank(str(case.level)) - 1)
        or _fixed_alone(case, mended, _fixed(case, numbers_alone=True))
        or _fixed_alone(case, mended, _fixed(case, numbers_alone=False))
        or _fixed_in_the_way(case, _fixed_without_a_gap(case, found))
    )
    if fixed:
        return WithReason(found, FIXED, fixed)
    return WithReason(found, OPEN if is_open(case) or is_open(mended) else NOT_FOUND)


def _agreeing(case: Case, direct: Gap) -> Gap | None:
    """The gap to a level with what must follow it; else one by other ways, of which none breaks a check."""
    found = followed_gap(case, direct)
    if found is None:
        other = level_gap(case, is_agreeing=True)
        is_other = other is not None and other != direct and not _says_distances(other, case)
        found = followed_gap(case, other) if other is not None and is_other else None
    return found


def _beyond_all_points(case: Case, gap: Gap) -> tuple[str, ...]:
    """The measures nobody changes without which a sum of points cannot come to its limit; () where it is no such."""
    bars = bars_of(case, case.ruleset.level_rank(gap.to))
    parts = [
        part for root, _ in bars if is_quantity(root) and truth(root, case.scope) is not True for part in walk(root)
    ]
    is_of_points = any(isinstance(part, Score) for part in parts)
    if not is_of_points or any(isinstance(part, RowStatistic) for part in parts):
        return ()
    return _fixed_in_the_way(case, _fixed(case, numbers_alone=False))


def _says_distances(gap: Gap, case: Case) -> bool:
    """Whether a gap says how far a figure is without saying what moves it."""
    return any(is_distance(change, case.scope) for change in gap.changes)


def _through_rows(mending: Mending) -> Gap | None:
    """The gap through rows; of a spread with the least amount as another way to it beside the fewest rows."""
    gap = mending.level_gap()
    other = None if gap is None else mending.with_least_amounts()
    other_gap = None if other is None else other.level_gap()
    if gap is None or other_gap is None or other_gap.to != gap.to or set(other_gap.changes) == set(gap.changes):
        return gap
    return gap._replace(alternatives=(other_gap.changes,))


def is_open(case: Case) -> bool:
    """Whether something that counts is not known yet."""
    board = case.scope.with_board(RangeBoard(case.bench, case.outcomes))
    undecided = any(one.decided is None and not one.indicator.advisory for one in case.standings)
    return undecided or any(is_guard_open(guard, board) for guard in case.plan.verdict)


def _fixed(case: Case, *, numbers_alone: bool) -> set[str]:
    """The measures that nobody changes; with `numbers_alone` a school of another kind is no way at all."""
    return {own for own, one in case.ruleset.measures.items() if one.is_fixed and not (numbers_alone and one.choice)}


def _fixed_without_a_gap(case: Case, gaps: Sequence[Gap]) -> set[str]:
    """Of these those on which indicators rest that are not at their best and have no gap.

    Freed alone they are moved alone; with all freed at once, the ways of other indicators may no longer go together.
    """
    led = {gap.id for gap in gaps}
    stuck = (one.plan for one in case.standings if one.decided != one.plan.every[0] and one.indicator.id not in led)
    return {own for plan in stuck for own in plan.facts} & _fixed(case, numbers_alone=False)


def _fixed_in_the_way(case: Case, in_question: set[str]) -> tuple[str, ...]:
    """The measures of these of which another value would lead to a better level, if somebody could change them."""
    if not in_question:
        return ()
    free = _freed(case, in_question)
    would = Mending(free).level_gap() or level_gap(free)
    would = None if would is None else followed_gap(free, would) or would
    return _asked_of(would.changes, case, in_question) if would is not None else ()


def _fixed_alone(case: Case, mended: Case, in_question: set[str]) -> tuple[str, ...]:
    """The measures of these that would lead to a better level, together or one indicator at a time; () if none do."""
    return _fixed_in_the_way(case, in_question) or _fixed_where_nothing_mends(case, mended, in_question)


def _fixed_where_nothing_mends(case: Case, mended: Case, in_question: set[str]) -> tuple[str, ...]:
    """The measures of these that would mend each indicator for which there is no other way, one by one.

    Together the evidence may contradict itself then (pupils stand in two tables): that does not matter to naming them.
    () where one of these indicators has no such way either, or where the level lacks more than these indicators.
    """
    stuck = {
        one.indicator.id: (one.plan.every[0],)
        for one in mended.standings
        if one.decided != one.plan.every[0] and not one.indicator.advisory
    }
    better = case.ruleset.levels[case.ruleset.level_rank(str(case.level)) - 1].id
    if not stuck or quantities_to(mended, better, {**mended.outcomes, **stuck}) is None:
        return ()
    free = _freed(case, in_question)
    ways = [[change for mend in mends_of(free, free.standing_of(own)) for change in mend.changes] for own in stuck]
    asked = [_asked_of(changes, case, in_question) for changes in ways]
    return tuple(dict.fromkeys(own for some in asked for own in some)) if all(asked) else ()


def _freed(case: Case, in_question: set[str]) -> Case:
    """The case as if somebody could change these measures."""
    measures = case.ruleset.measures
    freed = {own: one._replace(is_fixed=one.is_fixed and own not in in_question) for own, one in measures.items()}
    return case.under(case.ruleset._replace(measures=freed))


def _asked_of(changes: Iterable[Change], case: Case, in_question: set[str]) -> tuple[str, ...]:
    """The measures in question that changes ask for, themselves or behind what is derived from them."""
    measures = case.ruleset.measures
    asked = [change.measure for change in changes if change.measure is not None]
    formulas = [value.root for own in asked if (value := measures[own].value) is not None]
    behind = (*asked, *(part for root in formulas for part in measures_behind(root, measures)))
    return tuple(dict.fromkeys(own for own in behind if own in in_question))
