"""Stated figures and grades against what the evidence itself gives. See docs/semantics.md."""

from __future__ import annotations

from fractions import Fraction

from evalrules.base.diagnostics import Diagnostic, Related, error, warning
from evalrules.base.numbers import decimal_places, number_text, shown_number
from evalrules.model.assessment import Claim
from evalrules.model.evidence import Bounds, Evidence
from evalrules.semantics.case import Case, measures_in
from evalrules.semantics.conditions import number, truth
from evalrules.semantics.interval import exact_value
from evalrules.semantics.standings import is_assessed


def claims_of(case: Case, evidence: Evidence) -> tuple[tuple[Claim, ...], list[Diagnostic]]:
    """Every stated figure that differs from its own inputs after rounding to its own digits.

    A figure rounded either way (half up or half even, no text names the mode) is not contradicted.
    """
    claims: list[Claim] = []
    problems: list[Diagnostic] = []
    for measure in case.ruleset.measures.values():
        fact = evidence.facts.get(measure.id)
        if measure.value is None or fact is None or not isinstance(fact.value, Bounds):
            continue
        derived, stated = exact_value(number(measure.value.root, case.scope)), fact.value.exact
        if derived is None or stated is None or is_rounded_from(stated, derived, fact.written):
            continue
        claims.append(Claim(measure.id, number_text(stated), number_text(derived)))
        args = {"measure": measure.id, "stated": number_text(stated), "derived": shown_number(derived, stated)}
        problems.append(warning("ER413", fact.place, **args))
    return tuple(claims), problems


def is_rounded_from(stated: Fraction, exact: Fraction, written: str) -> bool:
    """Whether a stated figure is the exact one rounded to the digits it is written with."""
    digits = written.partition(".")[2]
    places = len(digits) if digits.isdigit() else decimal_places(stated) or 0
    return bool(abs(stated - exact) * 2 * 10**places <= 1)


def grade_claims(case: Case) -> list[Diagnostic]:
    """A warning for each grade that is stated for a computed indicator and outside what is computed."""
    found = []
    for standing in case.standings:
        assessed = case.grades.get(standing.indicator.id)
        if assessed is None or assessed.grade is None or is_assessed(standing.indicator, case.scope):
            continue
        if assessed.grade not in standing.possible:
            computed = "/".join(standing.possible)
            args = {"indicator": standing.indicator.id, "stated": assessed.grade, "computed": computed}
            found.append(warning("ER412", assessed.place, **args))
    return found


def contradictions(case: Case, evidence: Evidence) -> list[Diagnostic]:
    """Relations between facts that the ruleset declares and the evidence breaks."""
    found = []
    for check in case.ruleset.checks:
        if truth(check.condition.root, case.scope) is False:
            places = [
                Related("fact", evidence.facts[measure].place)
                for measure in measures_in(check.condition, case.ruleset)
                if measure in evidence.facts
            ]
            shown = ", ".join(str(related.place) for related in places)
            found.append(error("ER410", places[0].place, *places[1:], relation=check.condition.text, places=shown))
    return found
