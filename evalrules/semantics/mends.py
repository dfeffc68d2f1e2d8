"""The way to a better level through rows and marks of rows; or why there is none. See docs/contract.md.

What each indicator lacks is mended together, by facts, by the cells of failing rows and by grades, and tried on the
case itself; what is not needed is left out again.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from evalrules.model.assessment import CAPPED, Change, Gap
from evalrules.model.evidence import FactValue
from evalrules.model.outcome import NOT_APPLICABLE, Outcome
from evalrules.semantics.case import Case
from evalrules.semantics.changes import changes_of
from evalrules.semantics.failing import failing_rows
from evalrules.semantics.gaps import MAX_ROWS, gaps_of, ways_to_outcome
from evalrules.semantics.moves import facts_of
from evalrules.semantics.row_parts import RowId
from evalrules.semantics.rows import TableReadings
from evalrules.semantics.standings import Standing, is_assessed
from evalrules.tree.nodes import Fact, Worst

FIXED, NOT_FOUND = "fixed", "not_found"
"""Why a verdict that is not reached has no gap: only what nobody changes would do it; or nothing was found."""


class WithReason(NamedTuple):
    """The gaps of a case, and why there is none to a better level ("" where there is, or none is needed)."""

    gaps: tuple[Gap, ...]
    without: str
    fixed: tuple[str, ...] = ()


def gaps_or_reason(case: Case) -> WithReason:
    """The gaps of indicators and of the verdict; of a verdict without one the reason."""
    found = gaps_of(case)
    is_best = case.level is None or case.ruleset.level_rank(case.level) == 0
    if is_best or any(gap.kind == "level" for gap in found):
        return WithReason(found, "")
    through_rows = _level_gap(case)
    if through_rows is not None:
        return WithReason((*found, through_rows), "")
    fixed = _fixed_in_the_way(case, numbers_alone=True) or _fixed_in_the_way(case, numbers_alone=False)
    return WithReason(found, FIXED if fixed else NOT_FOUND, fixed)


def _fixed_in_the_way(case: Case, *, numbers_alone: bool) -> tuple[str, ...]:
    """The measures of which another value would lead to a better level, if somebody could change them.

    With `numbers_alone` a school of another kind is no way at all.
    """
    measures = case.ruleset.measures
    in_question = {own for own, one in measures.items() if one.is_fixed and not (numbers_alone and one.choice)}
    if not in_question:
        return ()
    freed = {own: one._replace(is_fixed=one.is_fixed and own not in in_question) for own, one in measures.items()}
    free = case.under(case.ruleset._replace(measures=freed))
    would = _level_gap(free) or next((gap for gap in gaps_of(free) if gap.kind == "level"), None)
    asked = (change.measure for change in would.changes if change.measure is not None) if would is not None else ()
    return tuple(dict.fromkeys(own for own in asked if own in in_question))


class _Mend(NamedTuple):
    """What brings one indicator to its best outcome: facts, cells, or the grade that a panel gives."""

    indicator: str
    facts: Mapping[str, FactValue]
    cells: Mapping[RowId, Mapping[str, FactValue]]
    grade: Outcome | None
    changes: tuple[Change, ...]


def _level_gap(case: Case) -> Gap | None:
    """The mends that together bring the next better level that can be reached so."""
    mends = [mend for one in case.standings if (mend := _mend(case, one)) is not None]
    levels = [level.id for level in case.ruleset.levels]
    for target in reversed(levels[: levels.index(str(case.level))]):
        rank = levels.index(target)
        if not mends or not _reaches(case, mends, rank):
            continue
        for mend in list(mends):
            fewer = [other for other in mends if other is not mend]
            mends = fewer if _reaches(case, fewer, rank) else mends
        changes = dict.fromkeys(change for mend in mends for change in mend.changes)
        return Gap("level", target, str(case.level), target, tuple(changes), ())
    return None


def _mend(case: Case, standing: Standing) -> _Mend | None:
    best, own = standing.plan.every[0], standing.indicator.id
    if standing.possible == (best,) or NOT_APPLICABLE in standing.possible or standing.decided is None:
        return None
    if is_assessed(standing.plan, case.scope) is True and standing.basis != CAPPED:
        change = Change(None, own, standing.decided.text, "==", best.text, None, "", None, None)
        return _Mend(own, {}, {}, best, (change,))
    ways = ways_to_outcome(case, standing, best)
    if ways:
        return _Mend(own, facts_of(ways[0]), {}, None, changes_of(ways[0], case.scope))
    marks = _marks_below(case, standing, best)
    if marks is not None:
        return marks
    failing = failing_rows((guard.root for guard in standing.plan.criteria), case.scope, limit=MAX_ROWS)
    lacking = [row.gaps for row in failing.first]
    if not lacking or failing.total != len(lacking):
        return None
    cells = {row: facts_of(way) for row, way in failing.ways.items() if way}
    return _Mend(own, {}, cells, None, tuple(change for gaps in lacking for change in gaps))


def _marks_below(case: Case, standing: Standing, best: Outcome) -> _Mend | None:
    """The marks of rows that are to be raised where an indicator has the worst of them."""
    worst = standing.indicator.grade.root if standing.indicator.grade is not None else None
    rows = case.scope.rows
    if not isinstance(worst, Worst) or not isinstance(worst.item, Fact) or not isinstance(rows, TableReadings):
        return None
    cells: dict[RowId, Mapping[str, FactValue]] = {}
    changes: list[Change] = []
    own = worst.item.measure
    for row in rows.chosen(worst.table, worst.only, case.scope, worst):
        marks = row.scope.options(own)
        have = next(iter(marks)) if marks is not None and len(marks) == 1 else None
        if row.counts is False or have == best.grade:
            continue
        if have is None or len(changes) == MAX_ROWS:
            return None
        cells[(worst.table, row.key)] = {own: best.grade}
        changes.append(Change(own, None, have, "==", best.grade, None, "", None, None, row.key))
    return _Mend(standing.indicator.id, {}, cells, None, tuple(changes)) if changes else None


def _reaches(case: Case, mends: Iterable[_Mend], rank: int) -> bool:
    facts: dict[str, FactValue] = {}
    cells: dict[RowId, dict[str, FactValue]] = {}
    grades: dict[str, Outcome] = {}
    for mend in mends:
        facts.update(mend.facts)
        grades |= {} if mend.grade is None else {mend.indicator: mend.grade}
        for row, changed in mend.cells.items():
            cells.setdefault(row, {}).update(changed)
    after = case.with_facts(facts).with_cells(cells).with_grades(grades)
    return all(case.ruleset.level_rank(level) <= rank for level in after.possible_levels)
