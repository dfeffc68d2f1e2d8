"""Subjects of whom facts, grades, points, attributes and a period are stated: judged without the way over evidence.

Many subjects share their attributes and their period. What these come to is read once, as evidence, and the ruleset is
compiled once for all subjects that agree in them. What is not certainly right goes the way of evidence, which says
what is wrong or reads what was meant.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from evalrules.api import Evaluator, evidence_from
from evalrules.base.diagnostics import EvalrulesError
from evalrules.base.records import NamedTuple
from evalrules.frontend.bind_values import full_points
from evalrules.frontend.spellings import says_nothing
from evalrules.model.refs import OptionRef, PointsRef
from evalrules.model.ruleset import Measure, Ruleset
from evalrules.semantics.admission import Admission
from evalrules.semantics.alike import alike
from evalrules.semantics.compiled import CompiledRuleset, Judgement

FACTS, GRADES, POINTS = "facts", "grades", "points"
ATTRIBUTES, PERIOD = "attributes", "period"

_READ = frozenset((FACTS, GRADES, POINTS, ATTRIBUTES, PERIOD))
_PLAIN = (str, int)

MOST = 48
"""For how many kinds of subjects the ruleset is compiled; beyond, a subject is read as evidence."""

MOST_READ = 10_000
"""Of how many attributes and periods it is kept what they come to."""


def decided(grades: Mapping[str, Any]) -> dict[str, Any]:
    """The grades that were given: an empty cell says no more than none."""
    return {own: grade for own, grade in grades.items() if grade is not None}


class _Alike(NamedTuple):
    """What judges the subjects of one kind, and what says of their figures that they need no questions."""

    compiled: CompiledRuleset
    admission: Admission


class FrameSubjects:
    """The subjects of one ruleset."""

    def __init__(self, evaluator: Evaluator) -> None:
        self._ruleset = evaluator.ruleset
        self._by_attributes: dict[frozenset[tuple[str, str]], _Alike] = {}
        self._read: dict[object, _Alike | None] = {}
        self._points = {
            measure.ref.indicator: measure
            for measure in evaluator.ruleset.data.measures.values()
            if isinstance(measure.ref, PointsRef)
        }
        self._options: dict[str, dict[str, Measure]] = {}
        for measure in evaluator.ruleset.data.measures.values():
            if isinstance(measure.ref, OptionRef):
                self._options.setdefault(measure.ref.measure, {})[measure.ref.option] = measure

    def judged(self, stated: Mapping[str, Any]) -> Judgement | None:
        """The judgement of what is stated, by the sections of evidence; None where it is to be read as evidence."""
        if not _READ.issuperset(stated):
            return None
        alike_ones = self._kind(stated.get(ATTRIBUTES, {}), stated.get(PERIOD, {}))
        if alike_ones is None:
            return None
        try:
            facts, grades = self._facts(stated), decided(stated[GRADES])
        except KeyError:
            return None
        compiled, admission = alike_ones
        return compiled.judge_unchecked(facts, grades) if admission.admits(facts, grades) else None

    def _facts(self, stated: Mapping[str, Any]) -> Mapping[str, Any]:
        """Every figure by its measure: facts, those of each option, points. KeyError for one that has none."""
        facts: Mapping[str, Any] = stated[FACTS]
        if self._options:
            facts = dict(facts)
            for own in self._options.keys() & facts.keys():
                if isinstance(facts[own], dict):
                    facts |= {self._options[own][option].id: value for option, value in facts.pop(own).items()}
        points = stated.get(POINTS)
        return {**facts, **{self._points[own].id: value for own, value in points.items()}} if points else facts

    def _kind(self, attributes: Mapping[str, Any], period: Mapping[str, Any]) -> _Alike | None:
        """What judges subjects with these attributes and this period."""
        if not all(type(value) in _PLAIN for section in (attributes, period) for value in section.values()):
            return None
        key = (*attributes.items(),), (*period.items(),)
        if key not in self._read:
            if len(self._read) >= MOST_READ:
                self._read.clear()
            self._read[key] = self._found(attributes, period)
        return self._read[key]

    def _found(self, attributes: Mapping[str, Any], period: Mapping[str, Any]) -> _Alike | None:
        ruleset = self._ruleset.data
        subject = {"kind": ruleset.subject, ATTRIBUTES: attributes}
        try:
            evidence = evidence_from({"subject": subject, **period}, self._ruleset, name="<record>").data
        except EvalrulesError:
            return None
        own = {name: value for name, value in evidence.subject.attributes.items() if name in ruleset.choices}
        kind = frozenset(own.items())
        if kind not in self._by_attributes:
            if len(self._by_attributes) >= MOST:
                return None
            self._by_attributes[kind] = _Alike(CompiledRuleset(ruleset, own), self._admission(ruleset, own))
        return self._by_attributes[kind]

    def _admission(self, ruleset: Ruleset, attributes: Mapping[str, str]) -> Admission:
        points = [self._at_most(measure, own, ruleset, attributes) for own, measure in self._points.items()]
        of_options = [measure for options in self._options.values() for measure in options.values()]
        return Admission(alike(ruleset, attributes), says_nothing, [*points, *of_options])

    @staticmethod
    def _at_most(measure: Measure, own: str, ruleset: Ruleset, attributes: Mapping[str, str]) -> Measure:
        """The measure of points, of which there are no more than the full ones for subjects with these attributes."""
        return measure._replace(high=full_points(ruleset.indicator(own), ruleset.values, attributes))
