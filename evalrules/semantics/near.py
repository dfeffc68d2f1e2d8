"""The case of the same evidence under a ruleset that differs in little: only what rests on the difference is evaluated.

Between two plans that share their guards (`evalrules.plan.lower.lowered` with `near`) what differs is told by identity:
the indicators that are other ones, the numbers of the standard that are others, and the lines of the verdict.
"""

from __future__ import annotations

from collections.abc import Iterable

from evalrules.model.evidence import Evidence
from evalrules.model.ruleset import Ruleset
from evalrules.plan.nodes import Guard, IndicatorPlan, Plan
from evalrules.semantics.case import Case, case_of
from evalrules.semantics.counting import Outcomes
from evalrules.semantics.meanings import answers_of
from evalrules.semantics.rows import TableReadings
from evalrules.semantics.scope import Scope
from evalrules.semantics.standings import Standing, standing
from evalrules.tree.nodes import Curve, Parameter
from evalrules.tree.walk import walk


class Nearness:
    """What differs between a plan and one that was lowered near it; `resting` are the indicators that rest on it."""

    def __init__(self, before: Plan, after: Plan) -> None:
        self.before = before
        self.after = after
        self.values = other_values(before.ruleset, after.ruleset)
        pairs = zip(before.indicators, after.indicators, strict=True)
        self.resting = frozenset(one.indicator.id for old, one in pairs if one is not old or self._is_read_in(one))
        self._has_other_rows = self._reads(after.left_out.values())
        self._has_same_formulas = _has_same_formulas(before.ruleset, after.ruleset)
        self._derives_alike = self._has_same_formulas and not self._are_read_in_formulas()
        is_same_verdict = _has_verdict_of(before, after) and not self._reads(after.verdict)
        self._keeps_bench = is_same_verdict and not self._has_other_rows

    def _reads(self, guards: Iterable[Guard]) -> bool:
        values = self.values
        return bool(values) and any(one.value in values for guard in guards for one in guard.reads.numbers)

    def _are_read_in_formulas(self) -> bool:
        """Whether a derived measure, or what leaves a row out, rests on a number that is another one."""
        if not self.values or self._has_other_rows:
            return self._has_other_rows
        formulas = (one.value.root for one in self.after.ruleset.measures.values() if one.value is not None)
        parts = (part for root in formulas for part in walk(root) if isinstance(part, Parameter | Curve))
        return any(part.value in self.values for part in parts)

    def _is_read_in(self, one: IndicatorPlan) -> bool:
        return self._reads(one.guards if one.must_when is None else (*one.guards, one.must_when))

    def case(self, before: Case, evidence: Evidence) -> Case:
        """The case under the other plan, of the evidence of a case under the first."""
        plan = self._plan_for(before)
        if plan is None:
            return case_of(self.after.ruleset, evidence)
        scope, kept = self._scope(before, plan), self.resting
        standings = tuple(
            standing(one, scope, before.grades) if self._has_other_rows or one.indicator.id in kept else known
            for known, one in zip(before.standings, plan.indicators, strict=True)
        )
        case = Case(plan, scope, before.grades, standings)
        if self._keeps_bench:
            were, are = _changed(before.standings, standings)
            case.bench = before.bench
            case.steps = before.bench.counting.changed(before.steps, were, are) if are else before.steps
        return case

    def _plan_for(self, before: Case) -> Plan | None:
        """The plan of the subject itself; None where its indicators have to be made anew."""
        if not any(one.each_row or one.must_when for one in self.after.ruleset.indicators):
            return self.after
        if self.resting or self._has_other_rows:
            return None
        ruleset = self.after.ruleset._replace(indicators=before.plan.ruleset.indicators)
        return self.after._replace(ruleset=ruleset, indicators=before.plan.indicators, resting=before.plan.resting)

    def _scope(self, before: Case, plan: Plan) -> Scope:
        known, rows = before.scope, before.scope.rows
        if self._derives_alike:
            answers = answers_of(self.after) if self.values else known.answers
            if isinstance(rows, TableReadings):
                rows = rows.beside(counts_alike=not self.values)
            return known.under(plan.ruleset, rows=rows, answers=answers)
        answers = answers_of(self.after)
        if isinstance(rows, TableReadings):
            rows = rows.afresh(rows.inputs if self._has_same_formulas else answers.inputs)
        return Scope(
            plan.ruleset, known.facts, known.attributes, rows=rows, as_of=known.as_of, fixed=known.fixed,
            answers=answers,
        )  # fmt: skip


def is_as_before(before: Case, after: Case) -> bool:
    """Whether every indicator stands as in another case, and its verdict is that of the other, without a look at it."""
    has_its_verdict = after.__dict__.get("bench") is before.bench
    return has_its_verdict and not _changed(before.standings, after.standings)[1]


def other_values(before: Ruleset, after: Ruleset) -> frozenset[str]:
    """The numbers of the standard that are not the same."""
    if before.values is after.values:
        return frozenset()
    return frozenset(own for own, value in after.values.items() if before.values.get(own) != value)


def _has_same_formulas(before: Ruleset, after: Ruleset) -> bool:
    """Whether derived measures and rows are read the same; how figures are rounded changes neither."""
    measures, tables = before.measures, before.tables
    formulas = all(one is measures[own] or one.value == measures[own].value for own, one in after.measures.items())
    return formulas and all(one is tables[own] or one == tables[own] for own, one in after.tables.items())


def _has_verdict_of(before: Plan, after: Plan) -> bool:
    """Whether gates, vetoes and levels are those of another plan."""
    own, other = after.ruleset, before.ruleset
    is_same = own.gates is other.gates and own.vetoes is other.vetoes and own.verdict is other.verdict
    return is_same and all(one is old for old, one in zip(before.verdict, after.verdict, strict=True))


def _changed(before: Iterable[Standing], after: Iterable[Standing]) -> tuple[Outcomes, Outcomes]:
    """The outcomes, before and after, of the indicators that stand otherwise."""
    pairs = [(one, other) for one, other in zip(before, after, strict=True) if _stands_otherwise(one, other)]
    return (
        {one.indicator.id: one.possible for one, _ in pairs},
        {other.indicator.id: other.possible for _, other in pairs},
    )


def _stands_otherwise(one: Standing, other: Standing) -> bool:
    return one is not other and one._replace(plan=other.plan) != other
