"""Whether plain facts and grades need no questions: of their types, within their bounds, in no contradiction.

The answer is quick and on the safe side. What is not admitted may well be right: then it is bound like any evidence,
which finds every problem or reads what was meant.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from decimal import Context, Decimal, Inexact, InvalidOperation, Overflow, Rounded, Subnormal
from typing import Any, TypeAlias

from evalrules.base.source import Scalar, Span
from evalrules.model.outcome import GRADED, MET
from evalrules.model.refs import OWN
from evalrules.model.ruleset import Measure, Ruleset
from evalrules.semantics.plain_relations import PlainRelations, Relation

Range: TypeAlias = tuple[Any, Any]
"""Both ends included, each a number that compares exactly with int and Decimal."""

_FEW_DIGITS = Context(prec=60, Emin=-60, Emax=60, traps=[Inexact, InvalidOperation, Overflow, Rounded, Subnormal])
"""Refuses numbers that come near the limits of what evidence may write."""
_LARGE = 10**60


class Admission:
    """The checks of one ruleset, made once; `beside` are measures of points, or of options."""

    def __init__(
        self, ruleset: Ruleset, says_nothing: Callable[[Scalar], bool], beside: Iterable[Measure] = ()
    ) -> None:
        self._says_nothing = says_nothing
        self._relations = PlainRelations(ruleset)
        self._whole: dict[str, Range] = {}
        self._decimals: dict[str, Range] = {}
        self._words: dict[str, frozenset[str]] = {}
        self._flags: set[str] = set()
        self._known: set[str] = set()
        for measure in ruleset.facts:
            if measure.ref.kind == OWN and not measure.series and not measure.each:
                self._take(measure, ruleset)
        for measure in beside:
            self._take(measure, ruleset)
        single = [indicator for indicator in ruleset.indicators if not indicator.each_row]
        graded = (one for one in single if one.kind == GRADED)
        self._grades = {one.id: frozenset(own for own in one.grades if not self._is_null(own)) for one in graded}
        self._answers = {one.id for one in single if one.kind == MET.kind}

    def admits(self, facts: Mapping[str, Any], grades: Mapping[str, Any]) -> bool:
        """Whether everything given is certainly as evidence would have it."""
        whole, decimals, plus = self._whole, self._decimals, _FEW_DIGITS.plus
        try:
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
            is_sound = all(self._admits_grade(own, grade) for own, grade in grades.items())
            return is_sound and self._relations.are_kept(facts)
        except (ArithmeticError, AttributeError, KeyError, TypeError):
            return False

    def numbers(self, own: str) -> tuple[Range, bool] | None:
        """What a measure that is a number may be, and whether it may have decimals; None for every other measure."""
        return (self._whole[own], own in self._decimals) if own in self._whole else None

    def words(self, own: str) -> frozenset[str]:
        """The options that a measure may be."""
        return self._words.get(own, frozenset())

    def grades(self, own: str) -> frozenset[str]:
        """The ids of grades that a panel may give."""
        return self._grades.get(own, frozenset())

    @property
    def relations(self) -> tuple[Relation, ...]:
        """What has to be kept between facts."""
        return self._relations.relations

    def _admits_grade(self, own: str, grade: object) -> bool:
        """The id of a grade, or a truth where it is met or not."""
        return own in self._answers if type(grade) is bool else grade in self._grades[own]

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
