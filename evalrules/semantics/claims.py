"""Stated figures and grades against what the evidence itself gives. See docs/semantics.md."""

from __future__ import annotations

from fractions import Fraction

from evalrules.base.diagnostics import Diagnostic, Related, error, warning
from evalrules.base.numbers import decimal_places, number_text, shown_number
from evalrules.base.source import Span
from evalrules.base.surds import Surd
from evalrules.model.assessment import Claim, Irrational
from evalrules.model.evidence import Bounds, Evidence, Fact, Row, Rows
from evalrules.model.outcome import texts_of
from evalrules.model.ruleset import Measure
from evalrules.semantics.case import Case, measures_in
from evalrules.semantics.conditions import number, truth
from evalrules.semantics.failing import failing_rows
from evalrules.semantics.interval import known_value
from evalrules.semantics.rows import ScopedRow, TableReadings
from evalrules.semantics.scope import Scope
from evalrules.semantics.standings import is_assessed
from evalrules.semantics.written import written_number
from evalrules.tree.nodes import Condition
from evalrules.tree.walk import tables_in


def claims_of(case: Case, evidence: Evidence) -> tuple[tuple[Claim, ...], list[Diagnostic]]:
    """Every stated figure that differs from its own inputs after rounding to its own digits.

    A figure rounded either way (half up or half even, no text names the mode) is not contradicted.
    """
    claims: list[Claim] = []
    problems: list[Diagnostic] = []
    for measure in case.ruleset.measures.values():
        fact = evidence.facts.get(measure.id)
        if fact is None:
            continue
        claim = _claim(measure, fact, case.scope)
        if claim is not None:
            claims.append(claim)
            problems.append(_said(claim, fact.place))
    for rows in evidence.tables.values():
        stated = _by_key(rows)
        for row in _derived_rows(case, rows.table):
            for column, fact in _stated_cells(case, stated[row.key]):
                claim = _claim(case.ruleset.measures[column], fact, row.scope)
                if claim is not None:
                    claims.append(claim._replace(row=row.key))
                    problems.append(_said(claim, fact.place))
    return tuple(claims), problems


def _claim(measure: Measure, fact: Fact, scope: Scope) -> Claim | None:
    """What a stated figure claims against what its inputs give; None where they agree or give nothing."""
    if measure.value is None or not isinstance(fact.value, Bounds):
        return None
    derived, stated = known_value(number(measure.value.root, scope)), fact.value.exact
    if derived is None or stated is None or is_rounded_from(stated, derived, fact.written):
        return None
    return Claim(measure.id, number_text(stated), written_number(derived))


def _said(claim: Claim, place: Span) -> Diagnostic:
    derived = claim.derived
    shown = (
        derived.shown
        if isinstance(derived, Irrational)
        else shown_number(Fraction(str(derived)), Fraction(claim.stated))
    )
    return warning("ER413", place, measure=claim.measure, stated=claim.stated, derived=shown)


def _derived_rows(case: Case, table: str) -> list[ScopedRow]:
    """The rows of a table that has derived columns."""
    columns = case.ruleset.tables[table].columns
    is_derived = any(case.ruleset.measures[column].value is not None for column in columns)
    readings = case.scope.rows
    return readings.rows(table, case.scope) if is_derived and isinstance(readings, TableReadings) else []


def _by_key(rows: Rows) -> dict[tuple[str, ...], Row]:
    """The rows of a table by their keys, so that each is found at once."""
    return {row.key: row for row in rows.rows}


def _stated_cells(case: Case, row: Row) -> list[tuple[str, Fact]]:
    """The cells of a row that state what the standard derives."""
    return [(column, fact) for column, fact in row.cells.items() if case.ruleset.measures[column].value is not None]


def is_rounded_from(stated: Fraction, exact: Fraction | Surd, written: str) -> bool:
    """Whether a stated figure is the exact one rounded to the digits it is written with."""
    digits = written.partition(".")[2]
    places = len(digits) if digits.isdigit() else decimal_places(stated) or 0
    distance = exact - stated if exact > stated else stated - exact
    return bool(distance * (2 * 10**places) <= 1)


def grade_claims(case: Case) -> list[Diagnostic]:
    """A warning for each grade that is stated for a computed indicator and outside what is computed."""
    found = []
    for standing in case.standings:
        assessed = case.grades.get(standing.indicator.id)
        if assessed is None or assessed.grade is None or is_assessed(standing.indicator, case.scope) is not False:
            continue
        if assessed.grade not in standing.possible:
            computed = "/".join(texts_of(standing.possible))
            args = {"indicator": standing.indicator.id, "stated": assessed.grade.text, "computed": computed}
            found.append(warning("ER412", assessed.place, **args))
    return found


def contradictions(case: Case, evidence: Evidence) -> list[Diagnostic]:
    """Relations between facts that the ruleset declares and the evidence breaks."""
    found = []
    for check in case.ruleset.checks:
        if truth(check.condition.root, case.scope) is False:
            places = _places(check.condition, case, evidence)
            shown = ", ".join(str(related.place) for related in places)
            found.append(error("ER410", places[0].place, *places[1:], relation=check.condition.text, places=shown))
    return found


def _places(condition: Condition, case: Case, evidence: Evidence) -> list[Related]:
    """Where the facts of a broken relation stand: the facts themselves, the rows that break it, else their table.

    A relation that rests on none of these stands for the evidence as a whole.
    """
    measures = measures_in(condition, case.ruleset)
    places = [Related("fact", evidence.facts[measure].place) for measure in measures if measure in evidence.facts]
    failing = failing_rows((condition.root,), case.scope).first
    rows = {table: _by_key(evidence.tables[table]) for table in {row.table for row in failing}}
    places += [Related("row", rows[row.table][row.key].place) for row in failing]
    derived = [case.ruleset.measures[measure].value for measure in measures]
    tables = dict.fromkeys(table for one in (condition, *derived) if one is not None for table in tables_in(one.root))
    places += [
        Related("table", evidence.tables[table].place)
        for table in tables
        if table in evidence.tables and table not in rows
    ]
    return places or [Related("fact", Span(evidence.path, 1, 1, 1, 1))]
