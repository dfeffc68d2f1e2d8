"""Whether plain facts and grades need no questions: of their types, within their bounds, nothing to check between them.

The answer is quick and on the safe side. What is not admitted may well be right: then it is bound like any evidence,
which finds every problem or reads what was meant.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Context, Decimal, Inexact, InvalidOperation, Overflow, Rounded, Subnormal
from typing import Any, TypeAlias

from evalrules.base.source import Scalar, Span
from evalrules.model.refs import OWN
from evalrules.model.ruleset import Measure, Ruleset
from evalrules.plan.reads import measures_in

Range: TypeAlias = tuple[Any, Any]
"""Both ends included, each a number that compares exactly with int and Decimal."""

_FEW_DIGITS = Context(prec=60, Emin=-60, Emax=60, traps=[Inexact, InvalidOperation, Overflow, Rounded, Subnormal])
"""Refuses numbers that come near the limits of what evidence may write."""
_LARGE = 10**60


class Admission:
    """The checks of one ruleset, made once."""

    def __init__(self, ruleset: Ruleset, says_nothing: Callable[[Scalar], bool]) -> None:
        self._says_nothing = says_nothing
        self._related = _related(ruleset)
        self._whole: dict[str, Range] = {}
        self._decimals: dict[str, Range] = {}
        self._words: dict[str, frozenset[str]] = {}
        self._flags: set[str] = set()
        self._known: set[str] = set()
        for measure in ruleset.facts:
            if measure.ref.kind == OWN and not measure.series and not measure.each:
                self._take(measure, ruleset)
        self._grades = {
            indicator.id: frozenset(grade for grade in indicator.grades if not self._is_null(grade))
            for indicator in ruleset.indicators
            if indicator.assessed and indicator.kind == "graded" and not indicator.each_row
        }

    def admits(self, facts: Mapping[str, Any], grades: Mapping[str, Any]) -> bool:
        """Whether everything given is certainly as evidence would have it."""
        whole, decimals, plus = self._whole, self._decimals, _FEW_DIGITS.plus
        try:
            if not self._related.isdisjoint(facts):
                return False
            for own, value in facts.items():
                kind = type(value)
                if kind is Decimal:
                    low, high = decimals[own]
                    is_sound = low <= plus(value) <= high
                elif kind is int:
                    low, high = whole[own]
                    is_sound = low <= value <= high
                else:
                    is_sound = self._admits_other(own, value)
                if not is_sound:
                    return False
            return all(grade in self._grades[own] for own, grade in grades.items())
        except (ArithmeticError, AttributeError, KeyError, TypeError):
            return False

    def _admits_other(self, own: str, value: object) -> bool:
        """A truth, the id of an option, or nothing."""
        if value is None:
            return own in self._known
        if type(value) is bool:
            return own in self._flags
        return type(value) is str and value in self._words[own]

    def _take(self, measure: Measure, ruleset: Ruleset) -> None:
        """What a measure of the subject itself may be at once; a date and a text are always bound."""
        self._known.add(measure.id)
        if measure.type == "yesno":
            self._flags.add(measure.id)
        elif measure.type in ruleset.choices:
            options = ruleset.choices[measure.type].options
            self._words[measure.id] = frozenset(one for one in options if not self._is_null(one))
        elif measure.type not in ("date", "text", "grade"):
            low: Any = -_LARGE if measure.low is None else measure.low
            high: Any = _LARGE if measure.high is None else measure.high
            low, high = (int(end) if end == int(end) else end for end in (low, high))
            low, high = max(low, -_LARGE), min(high, _LARGE)
            self._whole[measure.id] = (max(low, 0), high) if measure.type == "count" else (low, high)
            if measure.type != "count":
                self._decimals[measure.id] = (low, high)

    def _is_null(self, text: str) -> bool:
        return self._says_nothing(Scalar(text, True, Span("", 1, 1, 1, 1)))


def _related(ruleset: Ruleset) -> frozenset[str]:
    """The measures that stand in a relation to others: those that checks name, and the inputs of derived ones."""
    conditions = [check.condition for check in ruleset.checks]
    conditions += [measure.value for measure in ruleset.measures.values() if measure.value is not None]
    named = {own for condition in conditions for own in measures_in(condition, ruleset)}
    return frozenset(named | {own for own, measure in ruleset.measures.items() if measure.value is not None})
