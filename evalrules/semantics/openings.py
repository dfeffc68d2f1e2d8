"""What the evidence leaves open: every grade, figure, cell, column, table, attribute and number that is waited for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal
from itertools import islice

from evalrules.base.records import NamedTuple
from evalrules.model.evidence import Bounds, Evidence, Row, Rows
from evalrules.model.outcome import NOT_APPLICABLE
from evalrules.model.refs import MEMBER, POINTS, PointsRef, cell_of, column_from, is_column
from evalrules.plan.nodes import Guard
from evalrules.plan.reads import reads_of
from evalrules.semantics.case import Case
from evalrules.semantics.causes import can_be_undefined, cause_of, undefined_in
from evalrules.semantics.conditions import is_known
from evalrules.semantics.joint import RangeBoard
from evalrules.semantics.meanings import are_settled, is_guard_open, known_facts
from evalrules.semantics.row_readings import row_readings
from evalrules.semantics.standings import Standing, is_assessed, is_given, missing_parameters

FEW_CELLS = 8
"""So many unknown cells of a column are told one by one; of more, and of a column without any value, the column is."""

MOST_UNDEFINED = 50
"""How many figures without a value are looked for."""


class Opening(NamedTuple):
    """Something that is not known, as `Missing` names it.

    `measure` is what it is a value of ("" where it is none); `rows` are the keys of the rows that lack it, of `of`.
    """

    kind: str
    id: str
    cause: str
    measure: str = ""
    rows: tuple[tuple[str, ...], ...] = ()
    of: int = 0

    @property
    def names(self) -> tuple[str, ...]:
        """The names under which conditions know it."""
        return (self.measure or self.id,)


def openings_of(case: Case, evidence: Evidence) -> tuple[Opening, ...]:
    """Everything that the ruleset uses and the evidence leaves open, in the order in which it is reported."""
    guards = open_guards(case)
    rows = tuple(_of_rows(case, guards))
    grades = [Opening("grade", one.indicator.id, one.cause) for one in case.standings if _awaits_panel(case, one)]
    facts = _of_facts(case, evidence, guards, rows)
    parameters = [Opening("parameter", value, "parameter") for value in _open_parameters(case)]
    return (
        *grades,
        *facts,
        *rows,
        *(Opening("attribute", name, "absent") for name in _open_attributes(case, guards)),
        *parameters,
        *_undefined(case, guards),
    )


def _awaits_panel(case: Case, found: Standing) -> bool:
    if found.indicator.advisory:
        return False  # it counts nowhere
    is_open = bool(found.cause) and found.possible != (NOT_APPLICABLE,)
    return is_open and is_assessed(found.plan, case.scope) is not False


def open_guards(case: Case) -> list[Guard]:
    """The conditions whose truth is not known although every number they need is given."""
    found: list[Guard] = []
    known = known_facts(case.scope)
    for one in case.standings:
        if are_settled(one.plan, case.scope, known):
            continue
        criteria_count = not is_assessed(one.plan, case.scope)
        for guard in one.plan.guards:
            is_criterion = not criteria_count and any(arm.guard is guard for arm in one.plan.arms)
            if not is_criterion and is_given(guard, case.scope) is not False and is_guard_open(guard, case.scope):
                found.append(guard)
    verdict = case.by_outcomes("open verdict", lambda: _open_among(case, case.plan.verdict))
    others = [one.plan.must_when for one in case.standings if one.plan.must_when is not None]
    musts = _open_among(case, others) if others else ()
    return [*found, *musts, *verdict, *(_open_among(case, case.plan.obligations) if case.plan.obligations else ())]


def _open_among(case: Case, guards: Iterable[Guard]) -> tuple[Guard, ...]:
    """Those of guards of the verdict whose truth is not known."""
    board = case.scope.with_board(RangeBoard(case.bench, case.outcomes, case.steps))
    return tuple(guard for guard in guards if is_guard_open(guard, board))


# -- facts ---------------------------------------------------------------------------------------------------------


def _of_facts(case: Case, evidence: Evidence, guards: list[Guard], rows: tuple[Opening, ...]) -> list[Opening]:
    """The measures behind open conditions that are not known; a derived one only where nothing behind it is missing."""
    open_measures = _open_measures(case, guards)
    waiting = {*open_measures, *(one.measure or one.id for one in rows), *_open_attributes(case, guards)}
    waiting |= {own for own, guard in case.plan.left_out.items() if waiting.intersection(guard.reads.measures)}
    found = []
    for measure in open_measures:
        declared = case.ruleset.measures[measure]
        if declared.value is not None:
            reads = reads_of(declared.value, case.ruleset)
            if waiting.intersection((*reads.names, *reads.tables)) - {measure}:
                continue
        kind = {POINTS: "points", MEMBER: "members"}.get(declared.ref.kind, "fact")
        own = declared.ref.indicator if isinstance(declared.ref, PointsRef) else measure
        found.append(Opening(kind, own, _cause(case, measure, evidence), measure))
    return found


def _open_measures(case: Case, guards: list[Guard]) -> list[str]:
    """The measures behind open conditions that are not known, in the order of the ruleset."""
    used = {measure for guard in guards for measure in guard.reads.measures}
    if not used:
        return []
    needless = {
        PointsRef(one.indicator.id).text for one in case.standings if one.possible == (NOT_APPLICABLE,)
    }  # what does not apply needs no points
    wanted = [measure for measure in case.ruleset.measures if measure in used - needless and not is_column(measure)]
    return [measure for measure in wanted if not is_known(measure, case.scope)]


def _cause(case: Case, measure: str, evidence: Evidence) -> str:
    fact = evidence.facts.get(measure)
    if fact is not None:
        return fact.cause or "bounds"
    return cause_of(measure, case.scope) or "absent"


# -- rows ----------------------------------------------------------------------------------------------------------


def _of_rows(case: Case, guards: list[Guard]) -> Iterator[Opening]:
    """Tables that are not given or not complete, and the cells of their rows that are not known."""
    readings = row_readings(case.scope)
    if readings is None:
        return
    used = {measure for guard in guards for measure in guard.reads.measures}
    tables = dict.fromkeys(table for guard in guards for table in guard.reads.tables)
    made_from = [column_from(indicator.each_row).table for indicator in case.ruleset.indicators if indicator.each_row]
    if readings.makes_more_indicators:
        tables.update(dict.fromkeys(made_from or case.ruleset.tables))
    for own in tables:
        given = readings.tables.get(own)
        if readings.more(case.ruleset.tables[own]) != 0:
            yield Opening("table", own, "absent" if given is None or not given.rows else "incomplete_table")
        behind = case.plan.left_out[own].reads.measures if own in case.plan.left_out else ()
        columns = [column for column in case.ruleset.tables[own].columns if column in used.union(behind)]
        if given is not None:
            yield from _of_cells(case, given, columns)


def _of_cells(case: Case, given: Rows, columns: list[str]) -> Iterator[Opening]:
    """The cells that are not known in rows that may count, column by column."""
    from evalrules.model.plain_cells import said_in  # most subjects have no rows

    looked_at = set(case.keys_looked_at(given.table))
    rows = [row for row in given.rows if row.key in looked_at]
    for column in columns:
        if case.ruleset.measures[column].value is not None:
            continue
        said = zip(rows, said_in(rows, column), strict=True)
        lacking = [
            row for row, one in said if type(one) is not int and type(one) is not Decimal and _lacks(row, column)
        ]
        causes = [_cause_of_cell(row, column) for row in lacking]
        is_empty = 1 < len(lacking) == len(rows) and "bounds" not in causes
        if is_empty or len(lacking) > FEW_CELLS:
            cause = causes[0] if len(set(causes)) == 1 else "absent"
            yield Opening("column", column, cause, column, tuple(row.key for row in lacking), len(rows))
            continue
        for row, cause in zip(lacking, causes, strict=True):
            yield Opening("cell", cell_of(column, row.key).text, cause, column, (row.key,), len(rows))


def _lacks(row: Row, column: str) -> bool:
    from evalrules.model.plain_cells import cause_in, value_in

    value = value_in(row, column)
    return value is None or bool(cause_in(row, column)) or (isinstance(value, Bounds) and value.exact is None)


def _cause_of_cell(row: Row, column: str) -> str:
    if column not in row.cells:
        return "absent"
    cell = row.cells[column]
    return cell.cause or ("absent" if cell.value is None else "bounds")


# -- the rest ------------------------------------------------------------------------------------------------------


def _undefined(case: Case, guards: list[Guard]) -> list[Opening]:
    """What no evidence could fill in and yet leaves a condition open: a derived cell, or a quantity of the standard."""
    if not guards:
        return []
    scope = case.scope.with_board(RangeBoard(case.bench, case.outcomes, case.steps))
    roots = [guard.root for guard in guards if can_be_undefined(guard.root, scope)]
    parts = (part for root in roots for part in undefined_in(root, scope))
    found: dict[tuple[str, str], Opening] = {}
    for part in islice(parts, MOST_UNDEFINED):
        if part.measure and part.row is None:
            continue  # listed among the facts
        from evalrules.semantics.prose import expression_text  # few verdicts wait for such a part

        is_cell = part.row is not None and bool(part.measure) and is_column(part.measure)
        own = cell_of(part.measure, part.row or ()).text if is_cell else expression_text(part.node)
        kind = "cell" if is_cell else "quantity"
        found.setdefault((kind, own), Opening(kind, own, part.cause))
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
