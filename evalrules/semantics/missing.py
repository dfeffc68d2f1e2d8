"""What is not known, whether it can decide the verdict, and which values would. See docs/contract.md."""

from __future__ import annotations

from fractions import Fraction
from itertools import islice
from math import ceil, floor
from typing import NamedTuple

from evalrules.base.numbers import number_text
from evalrules.base.surds import Surd
from evalrules.model.assessment import NOT_APPLICABLE, Missing, Needed, Written
from evalrules.model.evidence import Bounds, Evidence, FactValue, Rows
from evalrules.model.ruleset import MEMBER, POINTS
from evalrules.semantics.case import Case, all_conditions, exactly, measures_in, names_in, verdict_conditions
from evalrules.semantics.conditions import is_flag, is_open, is_option, number, ratio_parts
from evalrules.semantics.crossing import crossing
from evalrules.semantics.interval import INFINITE, Interval, exact_value, known_value
from evalrules.semantics.joint import RangeBoard
from evalrules.semantics.rows import TableReadings
from evalrules.semantics.standings import Standing, is_assessed, is_given, missing_parameters
from evalrules.tree.nodes import Compare, Condition, is_column
from evalrules.tree.walk import tables_in, walk


def missing_of(case: Case, evidence: Evidence) -> tuple[Missing, ...]:
    """Every grade, fact, attribute and parameter that the ruleset uses and the evidence leaves open."""
    open_conditions = _open_conditions(case)
    grades = [_missing_grade(case, found) for found in case.standings if _awaits_panel(case, found)]
    facts = [_missing_fact(case, measure, evidence) for measure in _open_measures(case, open_conditions)]
    attributes = [_missing_attribute(case, name) for name in _open_attributes(case, open_conditions)]
    parameters = [Missing("parameter", value, "parameter", False, ()) for value in _open_parameters(case)]
    return (*grades, *facts, *_missing_rows(case, open_conditions), *attributes, *parameters)


def _awaits_panel(case: Case, found: Standing) -> bool:
    return bool(found.cause) and found.possible != (NOT_APPLICABLE,) and is_assessed(found.indicator, case.scope)


def _open_conditions(case: Case) -> list[Condition]:
    """The conditions whose truth is not known although every number they need is given."""
    found: list[Condition] = []
    for one in case.standings:
        criteria_count = not is_assessed(one.indicator, case.scope)
        for condition in all_conditions(one.indicator):
            is_criterion = (
                condition in [band.condition for band in one.indicator.bands] or condition is one.indicator.met
            )
            if (criteria_count or not is_criterion) and is_given(condition, case.scope):
                found.append(condition)
    found.extend(verdict_conditions(case.ruleset))
    board = case.scope.with_board(_board(case))
    return [condition for condition in found if is_open(condition.root, board)]


def _board(case: Case) -> RangeBoard:
    return RangeBoard(case.bench, case.outcomes)


def _open_measures(case: Case, conditions: list[Condition]) -> list[str]:
    """The measures behind open conditions that are not known, in the order of the ruleset."""
    used = {measure for condition in conditions for measure in measures_in(condition, case.ruleset)}
    known = [measure for measure in case.ruleset.measures if measure in used and not is_column(measure)]
    return [measure for measure in known if not _is_known(case, measure)]


def _missing_rows(case: Case, conditions: list[Condition]) -> list[Missing]:
    """Tables that are not given or not complete, and the cells of their rows that are not known."""
    used = {measure for condition in conditions for measure in measures_in(condition, case.ruleset)}
    tables = dict.fromkeys(table for condition in conditions for table in _tables_behind(case, condition))
    made_from = [indicator.each_row.partition(".")[0] for indicator in case.ruleset.indicators if indicator.each_row]
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
        columns = [column for column in case.ruleset.tables[own].columns if column in used]
        found += _missing_cells(case, given, columns) if given is not None else []
    return found


def _tables_behind(case: Case, condition: Condition) -> tuple[str, ...]:
    """The tables that a condition looks at, also through derived measures."""
    values = [case.ruleset.measures[measure].value for measure in measures_in(condition, case.ruleset)]
    return tuple(table for part in (condition, *values) if part is not None for table in tables_in(part.root))


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
        Missing("cell", f"{column}[{', '.join(row.key)}]", row.cells[column].cause if column in row.cells else "absent",
                False, ())
        for row, column in islice(open_cells, MAX_CELLS)
    ]  # fmt: skip


def _is_known(case: Case, measure: str) -> bool:
    declared = case.ruleset.measures[measure]
    if declared.value is not None:
        return known_value(_number(case, measure)) is not None
    fact = case.scope.facts.get(measure)
    return fact is not None and not (isinstance(fact, Bounds) and fact.exact is None)


def _number(case: Case, measure: str) -> Interval:
    value = case.ruleset.measures[measure].value
    stated = case.scope.stated(measure)
    if value is not None and stated is None:
        return number(value.root, case.scope)
    return stated if stated is not None else case.scope.declared(measure)


def _open_attributes(case: Case, conditions: list[Condition]) -> list[str]:
    """The attributes behind open conditions, also through derived measures, that are not given."""
    used = {name for condition in conditions for name in names_in(condition, case.ruleset)}
    return [name for name in case.ruleset.choices if name in used and name not in case.scope.attributes]


def _open_parameters(case: Case) -> list[str]:
    """Parameters that gates, vetoes and levels wait for; in an indicator they send it to the panel instead."""
    found: dict[str, None] = {}
    for condition in verdict_conditions(case.ruleset):
        found.update(dict.fromkeys(missing_parameters(condition.root, case.scope)))
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
    trials = [_Trial(outcome, _single(case.levels_with({own: (outcome,)}))) for outcome in found.possible]
    needed = () if case.level is not None else _by_level(case, trials)
    return Missing("grade", own, found.cause, bool(needed), needed)


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
    kind = {POINTS: "points", MEMBER: "members"}.get(declared.part, "fact")
    own = declared.of if declared.part == POINTS else measure
    needed = _needed(case, measure) if case.level is None else ()
    return Missing(kind, own, cause, bool(needed), needed)


def _cause(case: Case, measure: str, evidence: Evidence) -> str:
    fact = evidence.facts.get(measure)
    value = case.ruleset.measures[measure].value
    if fact is not None:
        return fact.cause or "bounds"
    if value is not None and _divides_by_zero(case, value):
        return "div_zero"
    return "absent"


def _divides_by_zero(case: Case, value: Condition) -> bool:
    _, below = ratio_parts(value.root, case.scope)
    return below is not None and exact_value(number(below, case.scope)) == 0


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


class _Piece(NamedTuple):
    """A stretch of values that decide alike: a single turning point, or what lies between two (both left out)."""

    low: Fraction | float
    high: Fraction | float
    is_point: bool
    level: str | None


def _ranges(case: Case, measure: str) -> tuple[Needed, ...]:
    low, high = _number(case, measure)
    if isinstance(low, Surd) or isinstance(high, Surd):
        return ()
    whole = case.ruleset.measures[measure].type == "count"
    turns = sorted(turn for turn in _turns(case, measure, whole=whole) if low <= turn <= high)
    if not turns:
        return ()
    pieces = _pieces(case, measure, low, turns, high, whole=whole)
    return tuple(
        needed
        for level in case.ruleset.levels
        for needed in _stretches(level.id, [piece for piece in pieces if piece.level == level.id], low, high, pieces)
    )


def _turns(case: Case, measure: str, *, whole: bool) -> set[Fraction]:
    found: set[Fraction] = set()
    for standing in case.standings:
        for condition in all_conditions(standing.indicator):
            found |= _turns_in(case, condition, measure)
    for condition in verdict_conditions(case.ruleset):
        found |= _turns_in(case, condition, measure)
    if not whole:
        return found
    return {Fraction(rounded) for turn in found for rounded in (floor(turn), ceil(turn))}


def _turns_in(case: Case, condition: Condition, measure: str) -> set[Fraction]:
    if measure not in measures_in(condition, case.ruleset):
        return set()
    comparisons = [node for node in walk(condition.root) if isinstance(node, Compare)]
    found = [crossing(node, measure, case.scope) for node in comparisons if not _is_text(node)]
    return {turn.value for turn in found if turn is not None}


def _is_text(node: Compare) -> bool:
    return is_option(node.left) or is_flag(node.left)


def _pieces(
    case: Case, measure: str, low: Fraction | float, turns: list[Fraction], high: Fraction | float, *, whole: bool
) -> list[_Piece]:
    """The stretches from low to high in order, each with the level it decides."""
    pieces: list[_Piece] = []
    edges = [low, *turns, high]
    for at, turn in enumerate(turns):
        before = edges[at]
        sample = _sample(before, turn, whole=whole)
        if sample is not None:
            pieces.append(_Piece(before, turn, False, _level_at(case, measure, sample)))
        pieces.append(_Piece(turn, turn, True, _level_at(case, measure, turn)))
    sample = _sample(turns[-1], high, whole=whole)
    if sample is not None:
        pieces.append(_Piece(turns[-1], high, False, _level_at(case, measure, sample)))
    return pieces


def _sample(low: Fraction | float, high: Fraction | float, *, whole: bool) -> Fraction | None:
    """A value strictly between two bounds, or None where there is none."""
    if low == high:
        return None
    if low == -INFINITE:
        found = Fraction(0) if high == INFINITE else Fraction(high) - 1
    else:
        found = Fraction(low) + 1 if high == INFINITE else (Fraction(low) + Fraction(high)) / 2
    if whole:
        found = Fraction(floor(found))
        found = found if found > low else found + 1
    return found if low < found < high else None


def _level_at(case: Case, measure: str, value: Fraction) -> str | None:
    return case.with_facts({measure: exactly(value)}).level


def _stretches(
    level: str, decided: list[_Piece], low: Fraction | float, high: Fraction | float, every: list[_Piece]
) -> list[Needed]:
    """The pieces of one level, joined where they touch, as `op value`."""
    found: list[Needed] = []
    at = 0
    while at < len(decided):
        end = at
        while end + 1 < len(decided) and every.index(decided[end + 1]) == every.index(decided[end]) + 1:
            end += 1
        found.append(_stretch(level, decided[at], decided[end], low, high))
        at = end + 1
    return found


def _stretch(level: str, first: _Piece, last: _Piece, low: Fraction | float, high: Fraction | float) -> Needed:
    to_top = last.high == high
    from_bottom = first.low == low
    if to_top and not from_bottom:
        return Needed(level, ">=" if first.is_point else ">", _text(first.low), ())
    if from_bottom and not to_top:
        return Needed(level, "<=" if last.is_point else "<", _text(last.high), ())
    if first is last and first.is_point:
        return Needed(level, "==", _text(first.low), ())
    return Needed(level, "between", f"{_text(first.low)}..{_text(last.high)}", ())


def _text(value: Fraction | float) -> str:
    return number_text(value) if isinstance(value, Fraction) else "∞"
