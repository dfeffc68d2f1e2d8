"""Stated figures and grades against what the evidence itself gives. See docs/semantics.md."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import TYPE_CHECKING

from evalrules.base.diagnostics import Diagnostic, Related, error, warning
from evalrules.base.numbers import given_number, is_rounded_from, number_text
from evalrules.base.records import NamedTuple
from evalrules.base.source import Span
from evalrules.model.assessment import Claim, Irrational
from evalrules.model.evidence import Bounds, Evidence, Fact, Row
from evalrules.model.outcome import texts_of
from evalrules.model.refs import is_column
from evalrules.model.ruleset import Measure, Ruleset
from evalrules.plan.reads import measures_in, tables_behind
from evalrules.semantics.case import Case
from evalrules.semantics.conditions import is_over_nothing, truth, value_of
from evalrules.semantics.interval import Interval, between, exact_value
from evalrules.semantics.row_readings import row_readings
from evalrules.semantics.scope import Scope
from evalrules.semantics.standings import is_assessed
from evalrules.semantics.steps import shown_interval
from evalrules.tree.nodes import Compare, Condition, Number

if TYPE_CHECKING:
    from evalrules.semantics.plain_rows import OpenRows
    from evalrules.semantics.relations import CheckPlace
    from evalrules.semantics.row_parts import ScopedRow


def claims_of(case: Case, evidence: Evidence) -> tuple[tuple[Claim, ...], list[Diagnostic]]:
    """Every stated figure that differs from its own inputs after rounding to its own digits, or bounds without them.

    A figure rounded either way (half up or half even, no text names the mode) is not contradicted.
    """
    every = ((_claim(stated), stated.fact.place) for stated in _stated_figures(case, evidence))
    found = [(claim, place) for claim, place in every if claim is not None]
    if not found:
        return (), []
    from evalrules.semantics.limits import numbers_of

    limits = numbers_of(case.ruleset)
    return tuple(claim for claim, _ in found), [_said(claim, case.ruleset, limits, place) for claim, place in found]


class _Stated(NamedTuple):
    """What the evidence states of a measure that the standard derives, in the scope of the subject or of its row."""

    measure: str
    fact: Fact
    scope: Scope
    row: tuple[str, ...] | None


def _stated_figures(case: Case, evidence: Evidence) -> Iterator[_Stated]:
    for measure in case.ruleset.measures.values():
        if measure.value is not None and measure.id in evidence.facts:
            yield _Stated(measure.id, evidence.facts[measure.id], case.scope, None)
    for rows in evidence.tables.values():
        from evalrules.model.plain_cells import columns_in  # most subjects have no rows

        derived = _derived_columns(case, rows.table)
        derived = derived if derived and not columns_in(rows.rows).isdisjoint(derived) else []
        by_key = {row.key: row for row in rows.rows} if derived else {}
        for row in _read_rows(case, rows.table) if derived else ():
            cells = by_key[row.key].cells
            yield from (_Stated(column, cells[column], row.scope, row.key) for column in derived if column in cells)


def _derived_columns(case: Case, table: str) -> list[str]:
    columns = case.ruleset.tables[table].columns
    return [column for column in columns if case.ruleset.measures[column].value is not None]


def _read_rows(case: Case, table: str) -> list[ScopedRow]:
    """The rows of a table that are looked at, each in its scope."""
    readings = row_readings(case.scope)
    return [] if readings is None else readings.rows(table, case.scope)


def _claim(stated: _Stated) -> Claim | None:
    """What a stated figure claims against what its inputs give; None where they agree or give nothing."""
    found, figure = value_of(stated.measure, stated.scope), stated.fact.value
    if not found.is_contradicted or found.derived is None or not isinstance(figure, Bounds):
        return None
    if figure.exact is not None and _may_be_rounded_from(figure.exact, found.derived, stated.fact.written):
        return None
    return Claim(stated.measure, str(shown_interval(between(*figure))), shown_interval(found.derived), stated.row)


def _said(claim: Claim, ruleset: Ruleset, limits: frozenset[Fraction], place: Span) -> Diagnostic:
    measure = ruleset.measures[claim.measure]
    named = {"measure": claim.measure, "zh": measure.label.zh, "en": measure.label.en}
    return warning("ER413", place, **named, stated=claim.stated, derived=_beside(claim, limits))


def _beside(claim: Claim, limits: frozenset[Fraction]) -> str:
    """What the inputs give, with as many digits as tell it from what is stated, and from any limit."""
    derived = claim.derived.shown if isinstance(claim.derived, Irrational) else str(claim.derived)
    if ".." in derived or ".." in claim.stated:
        return derived
    return given_number(Fraction(derived), Fraction(claim.stated), *limits)


def _may_be_rounded_from(stated: Fraction, derived: Interval, text: str) -> bool:
    """Whether a stated figure may be one of these numbers, rounded to the digits it is written with."""
    low, high = derived
    nearest = low if stated < low else high
    return not isinstance(nearest, float) and is_rounded_from(stated, nearest, text)


def grade_claims(case: Case) -> list[Diagnostic]:
    """A warning for each grade that is stated for a computed indicator and outside what is computed."""
    found = []
    for standing in case.standings:
        assessed = case.grades.get(standing.indicator.id)
        if assessed is None or assessed.grade is None or is_assessed(standing.plan, case.scope) is not False:
            continue
        if assessed.grade not in standing.possible:
            computed = "/".join(texts_of(standing.possible))
            args = {"indicator": standing.indicator.id, "stated": assessed.grade.text, "computed": computed}
            found.append(warning("ER412", assessed.place, **args))
    return found


class Asked(NamedTuple):
    """What is asked of evidence: some of the checks, and whether some derived measures are what they can be."""

    checks: frozenset[CheckPlace]
    measures: frozenset[str]

    def __bool__(self) -> bool:
        return bool(self.checks or self.measures)


def contradictions(case: Case, evidence: Evidence, asked: Asked | None = None) -> list[Diagnostic]:
    """Where the evidence contradicts the ruleset or itself: nothing may be judged by it.

    A relation that the ruleset declares is broken (ER410), or inputs give a measure what it can never be (ER456);
    of figures that break a relation by themselves that is told once. Two tables do not list the same (ER508), or do
    not say the same of one (ER509). Only what is
    `asked` is looked at, where somebody knows that nothing else is contradicted.
    """
    measures, checks = (None, None) if asked is None else (asked.measures, asked.checks)
    impossible = list(_impossible_facts(case, evidence, measures))
    if not evidence.tables and not _is_any_broken(case, checks):
        return impossible
    from evalrules.semantics.plain_rows import OpenRows
    from evalrules.semantics.relations import broken_checks

    left = OpenRows(case)
    found = list(broken_checks(case, evidence, checks, left))
    told = {place for problem in found for place in _places_of(problem)}
    impossible += _impossible_cells(case, evidence, measures, left)
    return [*found, *(problem for problem in impossible if not _places_of(problem) <= told)]


def _is_any_broken(case: Case, asked: frozenset[CheckPlace] | None) -> bool:
    """Whether a check of the subject's own figures does not hold."""
    return any(
        truth(check.condition.root, case.scope) is False
        for at, check in enumerate(case.ruleset.checks)
        if asked is None or ("", at) in asked
    )


def _places_of(problem: Diagnostic) -> set[Span]:
    own = [] if problem.place is None else [problem.place]
    return {*own, *(one.place for one in problem.related)}


def _impossible_facts(case: Case, evidence: Evidence, asked: frozenset[str] | None) -> Iterator[Diagnostic]:
    for measure in case.ruleset.measures.values():
        if asked is not None and measure.id not in asked:
            continue
        if measure.value is not None and not is_column(measure.id) and not measure.each:
            derived = impossible_value(measure, case.scope)
            if derived:
                yield _impossible(measure, derived, {}, _places(measure.value, case, evidence))


def _impossible_cells(
    case: Case, evidence: Evidence, asked: frozenset[str] | None, left: OpenRows
) -> Iterator[Diagnostic]:
    for rows in evidence.tables.values():
        columns = [own for own in _derived_columns(case, rows.table) if asked is None or own in asked]
        measures = [case.ruleset.measures[column] for column in columns]
        measures = [measure for measure in measures if measure.low is not None or measure.high is not None]
        keys = {measure.id: left.of_column(rows.table, measure.id) for measure in measures}
        if not any(some is None or some for some in keys.values()):
            continue
        by_key = {row.key: row for row in rows.rows}
        for row in _read_rows(case, rows.table):
            for measure in measures:
                some = keys[measure.id]
                derived = impossible_value(measure, row.scope) if some is None or row.key in some else ""
                if derived and measure.value is not None:
                    from evalrules.model.schools import row_label

                    places = _places(measure.value, case, evidence, by_key[row.key])
                    named = row_label(row.key, case.ruleset.tables[rows.table], case.ruleset)
                    yield _impossible(measure, derived, {"row_zh": named.zh, "row_en": named.en}, places)


def impossible_value(measure: Measure, scope: Scope) -> str:
    """What the inputs of a derived measure give where it can never be that; "" where it can be.

    A percentage of nothing is no number, and yet beyond any limit that the measure has: 5 of 0 is no share. Other
    ratios over nothing are what they are: 100 books of a school that has no pupils yet.
    """
    found = value_of(measure.id, scope)
    if found.is_impossible and found.derived is not None:
        exact = exact_value(found.derived)
        if exact is not None:
            end = measure.low if measure.low is not None else measure.high
            return given_number(exact, *(() if end is None else (end,)))
        shown = shown_interval(found.derived)
        return shown.shown if isinstance(shown, Irrational) else str(shown)
    if measure.value is None or measure.unit != "%" or not is_over_nothing(measure.value.root, scope):
        return ""
    root, span = measure.value.root, measure.value.span
    limits = [(op, end) for op, end in ((">", measure.high), ("<", measure.low)) if end is not None]
    beyond = (Compare(op, root, Number(end, measure.unit, span), span) for op, end in limits)
    return "÷ 0" if any(truth(one, scope) for one in beyond) else ""


def _impossible(measure: Measure, derived: str, row: Mapping[str, str], places: list[Related]) -> Diagnostic:
    low, high = ("" if end is None else number_text(end) for end in (measure.low, measure.high))
    args = {
        "measure": measure.id, "zh": measure.label.zh, "en": measure.label.en, **row,
        "unit": measure.unit, "derived": derived, "expected": f"{low}..{high}",
        "places": ", ".join(str(related.place) for related in places),
    }  # fmt: skip
    return error("ER456", places[0].place, *places[1:], **args)


def _places(condition: Condition, case: Case, evidence: Evidence, row: Row | None = None) -> list[Related]:
    """Where what a condition rests on stands: cells of the row at hand, facts, rows that break it, else their table.

    The evidence itself where it gives none of them.
    """
    from evalrules.semantics.failing import failing_rows

    measures = measures_in(condition, case.ruleset)
    given = {**evidence.facts, **(row.cells if row is not None else {})}
    places = [Related("fact", given[measure].place) for measure in measures if measure in given]
    tables = {table: {one.key: one for one in evidence.tables[table].rows} for table in evidence.tables}
    failing = failing_rows((condition.root,), case.scope).first if row is None else ()
    places += [Related("row", tables[one.table][one.key].place) for one in failing]
    named = {one.table for one in failing}
    others = [table for table in tables_behind(condition, case.ruleset) if table in evidence.tables.keys() - named]
    places += [Related("table", evidence.tables[table].place) for table in others]
    return places or [Related("evidence", Span(evidence.path, 1, 1, 1, 1))]
