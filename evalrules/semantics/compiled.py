"""A ruleset compiled for many subjects: the same verdicts as the tree, many times faster."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal, Inexact, getcontext, setcontext
from fractions import Fraction
from typing import Any, NamedTuple, TypeAlias

from evalrules.base.source import Span
from evalrules.model.assessment import Gap
from evalrules.model.evidence import Assessed, Bounds, FactValue
from evalrules.model.outcome import GRADED, Outcome, graded, outcome_from, texts_of
from evalrules.model.ruleset import Ruleset
from evalrules.plan.memory import plan_of
from evalrules.semantics.case import Case, bare_case
from evalrules.semantics.gaps import indicator_gap
from evalrules.semantics.generate import EXACT, Generated, Unsupported, exact_decimal, generate
from evalrules.semantics.joint import Bench, VectorBoard
from evalrules.semantics.scope import Scope
from evalrules.tree.walk import facts_in

Value: TypeAlias = int | Decimal | bool | str | None
"""A fact as it is taken unchecked: an exact number, yes or no, an option; None where it is not known."""

Shortfall: TypeAlias = tuple[str | None, Any, str, Any, Any]
"""(measure, have, op, need, short): one comparison that the next better grade fails, numbers as int or Decimal."""

IndicatorGap: TypeAlias = tuple[str, str, str, list[Shortfall]]
"""(indicator, from, to, shortfalls)."""

_KNOWN_VALUES = frozenset((int, Decimal, bool, str, type(None)))


class Judgement(NamedTuple):
    """A verdict without its paper: the level (None where undetermined), what is possible, grades and gaps.

    `grades` lists for each indicator, in the ruleset's order, its grade, or the tuple of grades still possible.
    """

    level: str | None
    possible: tuple[str, ...]
    grades: tuple[str | tuple[str, ...], ...]
    gaps: list[IndicatorGap]


class Measured(NamedTuple):
    """A judgement with the distance at every comparison: value minus threshold, None where the fact is not known."""

    level: str | None
    possible: tuple[str, ...]
    grades: tuple[tuple[str, ...], ...]
    distances: tuple[Decimal | Fraction | None, ...]


class CompiledRuleset:
    """A compiled ruleset. It never changes, so threads may share it.

    It takes plain facts and grades that are already of their types (int or Decimal for numbers, in the measure's
    unit), and checks nothing beyond that: whoever asks has checked them (evalrules.api.Evaluator does).
    """

    def __init__(self, ruleset: Ruleset) -> None:
        self.ruleset = ruleset
        self._plan = plan_of(ruleset)
        self._bench = Bench(self._plan, Scope(ruleset, {}, {}))
        self._levels: dict[int, tuple[str | None, tuple[str, ...]]] = {}
        self._open_levels: dict[tuple[tuple[str, ...], ...], tuple[str, ...]] = {}
        self._ids = tuple(indicator.id for indicator in ruleset.indicators)
        self._generated = self._generate()
        self._known, self._open = self._functions()

    @property
    def is_generated(self) -> bool:
        """Whether judging runs generated code rather than walking the tree."""
        return self._generated is not None

    @property
    def comparisons(self) -> tuple[str, ...]:
        """What each distance of `measure` belongs to, as `measure op number`."""
        thresholds = self._generated.thresholds if self._generated else ()
        return tuple(f"{one.measure} {one.op} {one.constant}" for one in thresholds)

    def judge_unchecked(self, facts: Mapping[str, Value], grades: Mapping[str, str] | None = None) -> Judgement:
        """Level, grades and gaps of one subject. TypeError for a float: its decimal value is not known."""
        before = getcontext()
        setcontext(EXACT)
        try:
            total, found, gaps = self._known(facts, grades or {})
            level, possible = self._levels.get(total) or self._levels_at(total)
            return Judgement(level, possible, found, gaps)
        except (KeyError, TypeError, Inexact):
            return self._judge_open(facts, grades or {})
        finally:
            setcontext(before)

    def measure_unchecked(self, facts: Mapping[str, Value], grades: Mapping[str, str] | None = None) -> Measured:
        """Level and possible grades with three values, and the distance at every one of `comparisons`.

        Inexact where a difference has more than 400 digits.
        """
        if self._generated is None:
            _check_types(facts)
            return self.measured(self._case(facts, grades or {}))
        before = getcontext()
        setcontext(EXACT)
        try:
            found, distances = self._open(facts, grades or {})
        finally:
            setcontext(before)
        possible = self._possible(found)
        return Measured(possible[0] if len(possible) == 1 else None, possible, found, distances)

    # -- how it is made ----------------------------------------------------------------------------------------

    def _generate(self) -> Generated | None:
        if any(facts_in(guard.root) for guard in self._plan.verdict):
            return None
        try:
            return generate(self._plan, self._weights())
        except Unsupported:
            return None

    def _weights(self) -> dict[tuple[str, Outcome], int]:
        """The effect of each outcome as digits of one number, so that a sum of them is the count vector."""
        counting = self._bench.counting
        return {
            (indicator.id, outcome): counting.packed(counting.effect(indicator.id, outcome))
            for indicator in self.ruleset.indicators
            for outcome in counting.outcomes_in_order(indicator)
        }

    def _functions(self) -> tuple[Callable[..., Any], Callable[..., Any]]:
        if self._generated is None:
            return _not_generated, _not_generated
        space: dict[str, Any] = dict(self._generated.constants)
        exec(compile(self._generated.source, f"<{self.ruleset.name}>", "exec"), space)  # noqa: S102 - our own source
        return space["known"], space["open"]

    # -- levels ------------------------------------------------------------------------------------------------

    def _levels_at(self, total: int) -> tuple[str | None, tuple[str, ...]]:
        possible = self._bench.levels_at(VectorBoard(self._bench, self._bench.counting.unpacked(total)))
        self._levels[total] = (possible[0] if len(possible) == 1 else None, possible)
        return self._levels[total]

    def _possible(self, found: tuple[tuple[str, ...], ...]) -> tuple[str, ...]:
        known = self._open_levels.get(found)
        if known is None:
            known = self._bench.possible_levels(_outcomes(self._ids, found))
            if len(self._open_levels) < 100_000:
                self._open_levels[found] = known
        return known

    # -- the way for everything else ---------------------------------------------------------------------------

    def _judge_open(self, facts: Mapping[str, Value], grades: Mapping[str, str]) -> Judgement:
        """By walking the tree: missing facts, and shapes that are not generated."""
        _check_types(facts)
        return judgement_of(self._case(facts, grades))

    def measured(self, case: Case) -> Measured:
        """The level, possible grades and distances of a case, by walking the tree."""
        thresholds = self._generated.thresholds if self._generated else ()
        distances = tuple(_distance(case.scope.facts.get(one.measure), one.constant) for one in thresholds)
        return Measured(
            case.level, case.possible_levels, tuple(texts_of(found.possible) for found in case.standings), distances
        )

    def _case(self, facts: Mapping[str, Value], grades: Mapping[str, str]) -> Case:
        nowhere = Span("", 1, 1, 1, 1)
        kinds = {indicator.id: indicator.kind for indicator in self.ruleset.indicators}
        stated = {
            own: Assessed(own, _stated(grade, kinds.get(own, "")), (), None, nowhere, "", "", "")
            for own, grade in grades.items()
        }
        bound = {measure: _fact(value) for measure, value in facts.items()}
        return bare_case(self.ruleset, bound, stated)


def judgement_of(case: Case) -> Judgement:
    """The judgement of a case, by walking the tree."""
    gaps = [gap for found in case.standings if (gap := indicator_gap(case, found)) is not None]
    outcomes = tuple(
        texts_of(found.possible) if found.decided is None else found.decided.text for found in case.standings
    )
    return Judgement(case.level, case.possible_levels, outcomes, [_plain_gap(gap) for gap in gaps])


def _distance(value: FactValue, constant: Decimal) -> Decimal | Fraction | None:
    """A fact minus the number that it is compared with; a Fraction only where the decimals never end."""
    if not isinstance(value, Bounds) or value.exact is None:
        return None
    distance = value.exact - Fraction(constant)
    try:
        return exact_decimal(distance)
    except Unsupported:
        return distance


def _outcomes(ids: tuple[str, ...], found: tuple[tuple[str, ...], ...]) -> dict[str, tuple[Outcome, ...]]:
    return {own: tuple(map(graded, grades)) for own, grades in zip(ids, found, strict=True)}


def _stated(grade: str, kind: str) -> Outcome:
    """What is said of an indicator: a grade by its id, met or not_met."""
    return graded(grade) if kind == GRADED else outcome_from(grade)


def _not_generated(facts: object, grades: object) -> Any:  # noqa: ANN401, ARG001 - stands for a generated function
    raise KeyError


def _check_types(facts: Mapping[str, Value]) -> None:
    for measure, value in facts.items():
        if type(value) not in _KNOWN_VALUES:
            raise TypeError(f"{measure}: {type(value).__name__} is no exact number; use int or Decimal")


def _fact(value: Value) -> FactValue:
    if value is None or isinstance(value, bool | str):
        return value
    exact = Fraction(value)
    return Bounds(exact, exact)


def _plain_gap(gap: Gap) -> IndicatorGap:
    changes = [(one.measure, _number(one.have), one.op, _number(one.need), _number(one.short)) for one in gap.changes]
    return (gap.id, gap.start, gap.to, changes)


def _number(written: object) -> object:
    """Canonical number text as Decimal where it ends; everything else as it is."""
    if not isinstance(written, str):
        return written
    try:
        return exact_decimal(Fraction(written))
    except (ValueError, Unsupported):
        return written
