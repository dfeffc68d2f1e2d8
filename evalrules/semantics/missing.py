"""What is not known, whether it can decide the verdict, and which values would. See docs/contract.md."""

from __future__ import annotations

from itertools import islice
from typing import NamedTuple

from evalrules.base.surds import Surd
from evalrules.model.assessment import Missing, Needed, Written
from evalrules.model.evidence import Bounds, Evidence, FactValue, Rows
from evalrules.model.outcome import NOT_APPLICABLE, Outcome
from evalrules.model.refs import MEMBER, POINTS, PointsRef, cell_of, column_from, is_column
from evalrules.plan.nodes import Guard
from evalrules.semantics.case import Case, exactly
from evalrules.semantics.causes import cause_of, undefined_in
from evalrules.semantics.conditions import is_known, value_of
from evalrules.semantics.crossing import Crossing, crossing_of
from evalrules.semantics.interval import INFINITE
from evalrules.semantics.joint import RangeBoard
from evalrules.semantics.meanings import is_guard_open
from evalrules.semantics.prose import expression_text
from evalrules.semantics.rows import TableReadings
from evalrules.semantics.standings import Standing, is_assessed, is_given, missing_parameters
from evalrules.semantics.turning import deciding_ranges, turns_at_crossings_only, turns_in, turns_of
from evalrules.tree.nodes import Compare, Condition
from evalrules.tree.walk import parameters_in


def missing_of(case: Case, evidence: Evidence) -> tuple[Missing, ...]:
    """Every grade, fact, attribute and parameter that the ruleset uses and the evidence leaves open."""
    guards = _open_guards(case)
    grades = [_missing_grade(case, found) for found in case.standings if _awaits_panel(case, found)]
    facts = [_missing_fact(case, measure, evidence) for measure in _open_measures(case, guards)]
    attributes = [_missing_attribute(case, name) for name in _open_attributes(case, guards)]
    parameters = [_missing_parameter(case, value) for value in _open_parameters(case)]
    rows = _missing_rows(case, guards)
    undefined = _undefined(case, guards)
    return (*grades, *facts, *rows, *attributes, *parameters, *undefined)


def _awaits_panel(case: Case, found: Standing) -> bool:
    if found.indicator.advisory:
        return False  # it counts nowhere
    is_open = bool(found.cause) and found.possible != (NOT_APPLICABLE,)
    return is_open and is_assessed(found.plan, case.scope) is not False


def _open_guards(case: Case) -> list[Guard]:
    """The conditions whose truth is not known although every number they need is given."""
    found: list[Guard] = []
    for one in case.standings:
        criteria_count = not is_assessed(one.plan, case.scope)
        for guard in one.plan.guards:
            is_criterion = any(arm.guard is guard for arm in one.plan.arms)
            if (criteria_count or not is_criterion) and is_given(guard, case.scope) is not False:
                found.append(guard)
    found.extend(one.plan.must_when for one in case.standings if one.plan.must_when is not None)
    found.extend((*case.plan.verdict, *case.plan.obligations))
    board = case.scope.with_board(_board(case))
    return [guard for guard in found if is_guard_open(guard, board)]


def _board(case: Case) -> RangeBoard:
    return RangeBoard(case.bench, case.outcomes)


def _open_measures(case: Case, guards: list[Guard]) -> list[str]:
    """The measures behind open conditions that are not known, in the order of the ruleset."""
    used = {measure for guard in guards for measure in guard.reads.measures}
    needless = {
        PointsRef(one.indicator.id).text for one in case.standings if one.possible == (NOT_APPLICABLE,)
    }  # what does not apply needs no points
    wanted = [measure for measure in case.ruleset.measures if measure in used - needless and not is_column(measure)]
    return [measure for measure in wanted if not is_known(measure, case.scope)]


def _missing_rows(case: Case, guards: list[Guard]) -> list[Missing]:
    """Tables that are not given or not complete, and the cells of their rows that are not known."""
    used = {measure for guard in guards for measure in guard.reads.measures}
    tables = dict.fromkeys(table for guard in guards for table in guard.reads.tables)
    made_from = [column_from(indicator.each_row).table for indicator in case.ruleset.indicators if indicator.each_row]
    if case.scope.rows is not None and case.scope.rows.makes_more_indicators:
        tables.update(dict.fromkeys(made_from or case.ruleset.tables))
    readings = case.scope.rows
    if not isinstance(readings, TableReadings):
        return []
    found: list[Missing] = []
    for own in tables:
        given = readings.tables.get(own)
        if readings.more(case.ruleset.tables[own]) != 0:
            cause = "absent" if given is None or not given.rows else "incomplete_table"
            found.append(Missing("table", own, cause, False, ()))
        declared = case.ruleset.tables[own]
        behind = case.plan.left_out[own].reads.measures if own in case.plan.left_out else ()
        columns = [column for column in declared.columns if column in used.union(behind)]
        found += _missing_cells(case, given, columns) if given is not None else []
    return found


def _missing_cells(case: Case, given: Rows, columns: list[str]) -> list[Missing]:
    """The first cells that are not known, each by its table, row and column."""
    open_cells = (
        (row, column)
        for row in given.rows
        for column in columns
        if case.ruleset.measures[column].value is None
        and (column not in row.cells or row.cells[column].value is None or row.cells[column].cause)
    )
    return [
        Missing("cell", cell_of(column, row.key).text, row.cells[column].cause if column in row.cells else "absent",
                False, ())
        for row, column in islice(open_cells, MAX_CELLS)
    ]  # fmt: skip


def _undefined(case: Case, guards: list[Guard]) -> list[Missing]:
    """What no evidence could fill in and yet leaves a condition open: a derived cell, or a quantity of the standard."""
    scope = case.scope.with_board(_board(case))
    parts = (part for guard in guards for part in undefined_in(guard.root, scope))
    found: dict[tuple[str, str], Missing] = {}
    for part in islice(parts, MAX_CELLS):
        if part.measure and part.row is None:
            continue  # listed among the facts
        is_cell = part.row is not None and bool(part.measure) and is_column(part.measure)
        kind = "cell" if is_cell else "quantity"
        own = cell_of(part.measure, part.row or ()).text if is_cell else expression_text(part.node)
        found.setdefault((kind, own), Missing(kind, own, part.cause, False, ()))
    return list(found.values())


def _open_attributes(case: Case, guards: list[Guard]) -> list[str]:
    """The attributes behind open conditions, also through derived measures, that are not given."""
    used = {name for guard in guards for name in guard.reads.names}
    return [name for name in case.ruleset.choices if name in used and name not in case.scope.attributes]


def _open_parameters(case: Case) -> list[str]:
    """Parameters that gates, vetoes and levels wait for; in an indicator they send it to the panel instead."""
    found: dict[str, None] = {}
    for guard in case.plan.verdict:
        found.update(dict.fromkeys(missing_parameters(guard, case.scope)))
    return list(found)


# -- what would decide ---------------------------------------------------------------------------------------------


MAX_CELLS = 50
"""How many unknown cells of one table are listed."""


class _Trial(NamedTuple):
    """One value tried: what to write for it, and the level it decides (None where it decides none)."""

    value: Written
    level: str | None


def _missing_grade(case: Case, found: Standing) -> Missing:
    own = found.indicator.id
    grades = [outcome for outcome in found.possible if outcome != NOT_APPLICABLE]
    needed = () if case.level is not None else _by_level(case, [_graded(case, own, grade) for grade in grades])
    return Missing("grade", own, found.cause, bool(needed), needed)


def _graded(case: Case, own: str, grade: Outcome) -> _Trial:
    """What the grade of assessors would decide, under the ceilings and wherever the indicator may not apply."""
    outcomes = case.with_grades({own: grade}).standing_of(own).possible
    return _Trial(grade.text, _single(case.levels_with({own: outcomes})))


def _single(levels: tuple[str, ...]) -> str | None:
    return levels[0] if len(levels) == 1 else None


def _by_level(case: Case, trials: list[_Trial]) -> tuple[Needed, ...]:
    """The options that decide, gathered by level, the best level first."""
    found = []
    for level in case.ruleset.levels:
        values = tuple(trial.value for trial in trials if trial.level == level.id)
        if values:
            found.append(Needed(level.id, "in", None, values))
    return tuple(found)


def _missing_fact(case: Case, measure: str, evidence: Evidence) -> Missing:
    cause, declared = _cause(case, measure, evidence), case.ruleset.measures[measure]
    kind = {POINTS: "points", MEMBER: "members"}.get(declared.ref.kind, "fact")
    own = declared.ref.indicator if isinstance(declared.ref, PointsRef) else measure
    needed = _needed(case, measure) if case.level is None else ()
    return Missing(kind, own, cause, bool(needed), needed)


def _cause(case: Case, measure: str, evidence: Evidence) -> str:
    fact = evidence.facts.get(measure)
    if fact is not None:
        return fact.cause or "bounds"
    return cause_of(measure, case.scope) or "absent"


def _needed(case: Case, measure: str) -> tuple[Needed, ...]:
    declared = case.ruleset.measures[measure]
    if declared.type == "yesno":
        return _by_level(case, [_try(case, measure, value, value) for value in (True, False)])
    options = case.scope.with_facts({measure: None}).options(measure) if declared.choice else None
    if options is not None:
        return _by_level(case, [_try(case, measure, option, option) for option in sorted(options)])
    if declared.type in ("text", "date"):
        return ()
    return _ranges(case, measure)


def _try(case: Case, measure: str, value: FactValue, shown: Written) -> _Trial:
    return _Trial(shown, case.with_facts({measure: value}).level)


def _missing_attribute(case: Case, name: str) -> Missing:
    options = tuple(case.ruleset.choices[name].options)
    trials = [_Trial(option, case.with_attributes({name: option}).level) for option in options]
    needed = () if case.level is not None else _by_level(case, trials)
    return Missing("attribute", name, "absent", bool(needed), needed)


# -- numbers: where the verdict turns ------------------------------------------------------------------------------


def _ranges(case: Case, measure: str) -> tuple[Needed, ...]:
    low, high = value_of(measure, case.scope).numbers
    if isinstance(low, Surd) or isinstance(high, Surd):
        return ()
    conditions = _conditions_on(case, measure)
    return deciding_ranges(
        lambda value: case.with_facts({measure: exactly(value)}).level,
        [level.id for level in case.ruleset.levels],
        turns_of(case, measure, conditions),
        (low, high),
        whole=case.ruleset.measures[measure].type == "count",
        level_between=None
        if turns_at_crossings_only(case, measure, conditions)
        else (lambda first, last: case.with_facts({measure: Bounds(first, last)}).level),
    )


def _missing_parameter(case: Case, value: str) -> Missing:
    """A number that no text gives, and for which numbers the verdict would be decided."""
    declared = case.ruleset.values[value]
    if case.level is not None or declared.by:
        return Missing("parameter", value, "parameter", False, ())
    needed = deciding_ranges(
        lambda number_given: case.with_value(value, number_given).level,
        [level.id for level in case.ruleset.levels],
        turns_in(_conditions_on(case, ""), lambda node: [_crossing_of_value(case, node, value)]),
        (-INFINITE, INFINITE),
        whole=False,
    )
    return Missing("parameter", value, "parameter", bool(needed), needed)


def _crossing_of_value(case: Case, node: Compare, value: str) -> Crossing | None:
    if value not in parameters_in(node):
        return None
    return crossing_of(node, lambda at: case.scope.with_value(value, at))


def _conditions_on(case: Case, measure: str) -> list[Condition]:
    """The conditions that rest on a measure ("" for all of them)."""
    guards = (*(guard for one in case.standings for guard in one.plan.guards), *case.plan.verdict)
    return [guard.condition for guard in guards if not measure or measure in guard.reads.measures]
