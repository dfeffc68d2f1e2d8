"""A ruleset compiled for many subjects: the same verdicts as the whole assessment, many times faster.

One function made from the plan judges plain facts (evalrules.semantics.code_plan). What it leaves open is asked of the
meanings that `assess` reads, for that indicator alone.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from decimal import Decimal, getcontext, setcontext
from fractions import Fraction
from functools import cached_property, partial
from typing import Any, TypeAlias

from evalrules.base.records import NamedTuple
from evalrules.base.source import Span
from evalrules.model.evidence import Assessed, Bounds, FactValue
from evalrules.model.outcome import GRADED, MET, NOT_APPLICABLE, NOT_MET, graded, outcome_from, texts_of
from evalrules.model.ruleset import Indicator, Ruleset
from evalrules.plan.nodes import IndicatorPlan
from evalrules.semantics.alike import alike
from evalrules.semantics.case import Case, bare_case, with_musts
from evalrules.semantics.checks_after import looked_at_with
from evalrules.semantics.code_open import Open, written_open
from evalrules.semantics.code_plain import EXACT, UNKNOWN, NotPlain, exact_decimal
from evalrules.semantics.code_plan import Weights, written_plan
from evalrules.semantics.counting import FEW, Outcomes, TooManyCases
from evalrules.semantics.gaps import indicator_gap
from evalrules.semantics.joint import Bench, VectorBoard
from evalrules.semantics.plain_facts import PlainFacts, Value, check_types, fact_of, scope_of
from evalrules.semantics.recalled import Recalled
from evalrules.semantics.scope import Scope
from evalrules.semantics.shortfalls import IndicatorGap, Shortfalls, plain_gap, thresholds_of, written_distances
from evalrules.semantics.standings import Standing, is_assessed, standing
from evalrules.semantics.verdict_facts import VerdictFacts
from evalrules.semantics.why import Holds, rules_giving

Found: TypeAlias = tuple[Any, ...]
"""Each outcome as text, or those still possible; None where it is to be asked."""

_NOWHERE = Span("", 1, 1, 1, 1)
MOST_LEVELS = 100_000
"""How many levels are remembered by their counts."""


class Judgement(NamedTuple):
    """A verdict without its paper: the level (None where undetermined), what is possible, grades and gaps.

    `grades` lists for each indicator, in the ruleset's order, its grade, or the tuple of grades still possible.
    """

    level: str | None
    possible: tuple[str, ...]
    grades: tuple[str | tuple[str, ...], ...]
    gaps: tuple[IndicatorGap, ...]


class Measured(NamedTuple):
    """A judgement with the distance at every comparison: value minus threshold, None where the fact is not known."""

    level: str | None
    possible: tuple[str, ...]
    grades: tuple[tuple[str, ...], ...]
    distances: tuple[Decimal | Fraction | None, ...]


class CompiledRuleset:
    """A compiled ruleset. It never changes, so threads may share it.

    It takes plain facts and grades that are already of their types (int or Decimal for numbers, in the measure's
    unit), and checks nothing beyond that: whoever asks has checked them (evalrules.api.Evaluator does). With
    `attributes` it judges the subjects that have these.
    """

    def __init__(self, ruleset: Ruleset, attributes: Mapping[str, str] | None = None) -> None:
        self.ruleset = alike(ruleset, attributes or {})
        self.nobody = bare_case(self.ruleset, {}, {}, attributes)
        self.plans = self.nobody.plan.indicators
        self._counting = self.nobody.bench.counting
        code = written_plan(self.nobody.plan, self.nobody.scope, self._weights)
        self._judged, self.asked = code.function, code.asked
        self._shortfalls = tuple(Shortfalls(one, self.nobody.scope) for one in self.plans)
        computed = (one for one in self.plans if not is_assessed(one, self.nobody.scope))
        guards = [arm.guard for one in computed for arm in one.arms if arm.guard is not None]
        self._thresholds = thresholds_of(guards, ruleset)
        self._distances = written_distances(self._thresholds)
        self._verdict_facts = VerdictFacts(self.nobody.plan)
        self._looks_at_facts = bool(self._verdict_facts)
        self._has_open_musts = any(one.must_when for one in self.plans)
        self._levels: dict[object, tuple[str, ...]] = {}
        self._ruling: dict[object, tuple[str, ...]] = {}
        self._opens: dict[int, Open] = {}
        self._lefts: dict[tuple[int, int], _Left] = {}
        self._asked_of: Recalled[_Left] = Recalled(self.plans)
        looked_at = [looked_at_with(one.facts, self.ruleset) for one in self.plans]
        self.gaps: Recalled[IndicatorGap | None] = Recalled(self.plans, looked_at)

    @property
    def is_generated(self) -> bool:
        """Whether code of its own judges every indicator of a subject of whom everything is known."""
        return not self.asked

    @property
    def comparisons(self) -> tuple[str, ...]:
        """What each distance of `measure` belongs to, as `measure op number`."""
        return tuple(map(str, self._thresholds))

    def judge_unchecked(self, facts: Mapping[str, Value], grades: Mapping[str, str | bool] | None = None) -> Judgement:
        """Level, grades and gaps of one subject. TypeError for a float: its decimal value is not known."""
        return self._judged_with_sight(facts, grades or {})[0]

    def conclude_unchecked(
        self, facts: Mapping[str, Value], grades: Mapping[str, str | bool]
    ) -> tuple[Judgement, tuple[str, ...]]:
        """The same, with the rules that give the level (`veto any-c`), none where it is undetermined."""
        judged, sight = self._judged_with_sight(facts, grades)
        return judged, () if judged.level is None else self._rules(judged, sight)

    def verdict_at(self, vectors: frozenset[int]) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """The levels possible at packed counts, and the rules of an only one; for a verdict that sees no facts."""
        possible = self._levels_of(vectors, (), None)
        judged = Judgement(_decided(possible), possible, (), ())
        return possible, () if judged.level is None else self._rules(judged, _Sight(vectors))

    def _judged_with_sight(
        self, facts: Mapping[str, Value], stated: Mapping[str, str | bool]
    ) -> tuple[Judgement, _Sight]:
        before = getcontext()
        setcontext(EXACT)
        try:
            total, found, low, asked = self._judged(facts, stated)
            gaps: list[Any] = [self._shortfalls[at].gap(facts, found[at]) for at in low]
            if asked or self._looks_at_facts or None in gaps:
                subject = _Subject(self, facts, stated)
                found, possible, sight = self._with_asked(subject, total, found, asked)
                decided = [at for at in asked if type(found[at]) is str]
                if decided or None in gaps:
                    gaps = subject.gaps(dict(zip(low, gaps, strict=True)), decided)
                return Judgement(_decided(possible), possible, found, tuple(gaps)), sight
        finally:
            setcontext(before)
        possible = self._levels.get(total) or self._levels_at(total)
        return Judgement(_decided(possible), possible, found, tuple(gaps)), _Sight(total)

    def _rules(self, judged: Judgement, sight: _Sight) -> tuple[str, ...]:
        """The rules that give a level, worked out once for all subjects whose verdict sees the same."""
        key = (sight.vectors, sight.seen)
        known = self._ruling.get(key)
        if known is not None:
            return known
        bench = sight.subject.bench if sight.subject is not None else self.nobody.bench
        vectors = (sight.vectors,) if isinstance(sight.vectors, int) else sight.vectors
        if vectors is None:
            assert sight.subject is not None
            holds: Holds = partial(bench.truth_over, outcomes=sight.subject.outcomes(judged.grades))
        else:
            holds = partial(bench.truth_at, vectors=vectors)
        assert judged.level is not None
        found = tuple(rule.text for rule in rules_giving(judged.level, self.ruleset, holds))
        if vectors is not None and len(vectors) <= FEW and len(self._ruling) < MOST_LEVELS:
            self._ruling[key] = found
        return found

    def measure_unchecked(self, facts: Mapping[str, Value], grades: Mapping[str, str | bool] | None = None) -> Measured:
        """Level and possible grades with three values, and the distance at every one of `comparisons`."""
        stated = grades or {}
        before = getcontext()
        setcontext(EXACT)
        try:
            total, found, _, asked = self._judged(facts, stated)
            distances = self._distances_of(facts)
            if asked or self._looks_at_facts:
                found, possible, _ = self._with_asked(_Subject(self, facts, stated), total, found, asked)
            else:
                possible = self._levels.get(total) or self._levels_at(total)
        finally:
            setcontext(before)
        shown = tuple([(one,) if type(one) is str else one for one in found])
        return Measured(_decided(possible), possible, shown, distances)

    def measured(self, case: Case) -> Measured:
        """The level, possible grades and distances of a case."""
        distances = tuple(_distance(case.scope.facts.get(one.measure), one.number) for one in self._thresholds)
        shown = tuple(texts_of(found.possible) for found in case.standings)
        return Measured(case.level, case.possible_levels, shown, distances)

    def _distances_of(self, facts: Mapping[str, Value]) -> tuple[Decimal | Fraction | None, ...]:
        try:
            return self._distances(facts)
        except UNKNOWN:
            check_types(facts)
            return tuple(_distance(fact_of(facts.get(one.measure)), one.number) for one in self._thresholds)

    def _weights(self, plan: IndicatorPlan) -> Weights | None:
        """The effect of each outcome as digits of one number, so that a sum of them is the vector of counts.

        None where an outcome can have more than one effect.
        """
        counting = self._counting
        effects = {one: counting.effects(plan.indicator.id, one) for one in (*plan.every, NOT_APPLICABLE)}
        if any(len(each) > 1 for each in effects.values()):
            return None
        return {outcome: counting.packed(effect) for outcome, (effect,) in effects.items()}

    # -- what is not known -------------------------------------------------------------------------------------

    def _with_asked(
        self, subject: _Subject, total: int, found: Found, asked: list[int]
    ) -> tuple[Found, tuple[str, ...], _Sight]:
        """The outcomes with those that were asked, the levels that they leave possible, and what the verdict sees."""
        check_types(subject.facts)
        every: list[Any] = list(found)
        steps = []
        for at in asked:
            left = self._left(at, subject)
            every[at] = left.shown
            steps.append(left.steps)
        if self._has_open_musts:
            return tuple(every), subject.levels(every), _Sight(None, (), subject)
        seen = self._verdict_facts.of(subject.facts, subject.scope) if self._looks_at_facts else ()
        try:
            vectors = self._counting.reached(frozenset((total,)), steps)
        except TooManyCases:
            return tuple(every), subject.levels(every), _Sight(None, (), subject)
        return tuple(every), self._levels_of(vectors, seen, subject), _Sight(vectors, seen, subject)

    def _left(self, at: int, subject: _Subject) -> _Left:
        """What an indicator can still be: by code of its own, or by the meanings that `assess` reads."""
        if at not in self._opens:
            try:
                self._opens[at] = written_open(self.plans[at], self.nobody.scope)
            except NotPlain:
                self._opens[at] = _asks
        try:
            ranks = self._opens[at](subject.facts, subject.grades)
        except UNKNOWN:
            return self._asked_of.of(at, subject.facts, subject.grades, lambda at: self._left_of(subject.standing(at)))
        known = self._lefts.get((at, ranks))
        if known is None:
            plan = self.plans[at]
            possible = tuple(one for rank, one in enumerate(plan.every) if ranks >> rank & 1)
            shown = possible[0].text if len(possible) == 1 else texts_of(possible)
            known = self._lefts[at, ranks] = _Left(shown, self._counting.steps(plan.indicator.id, possible))
        return known

    def _left_of(self, found: Standing) -> _Left:
        return _Left(_shown(found), self._counting.steps(found.indicator.id, found.possible))

    def _levels_of(
        self, vectors: frozenset[int], seen: tuple[Hashable, ...], subject: _Subject | None
    ) -> tuple[str, ...]:
        """The levels possible at any of several vectors."""
        known = self._levels.get((vectors, seen))
        if known is None:
            possible = {level for vector in vectors for level in self._levels_at(vector, seen, subject)}
            known = tuple(level.id for level in self.ruleset.levels if level.id in possible)
            if len(vectors) <= FEW and len(self._levels) < MOST_LEVELS:
                self._levels[vectors, seen] = known
        return known

    def _levels_at(
        self, vector: int, seen: tuple[Hashable, ...] = (), subject: _Subject | None = None
    ) -> tuple[str, ...]:
        """The levels possible at one vector of counts, for a verdict that sees so much of the facts."""
        key = (vector, seen) if seen else vector
        known = self._levels.get(key)
        if known is None:
            bench = self.nobody.bench if subject is None or not seen else subject.bench
            known = bench.levels_at(VectorBoard(bench, self._counting.unpacked(vector)))
            if len(self._levels) < MOST_LEVELS:
                self._levels[key] = known
        return known


class _Sight(NamedTuple):
    """What a verdict sees of a subject: the packed counts that may be (None: too many to list), and of the facts.

    `subject` where more than its counts may matter.
    """

    vectors: int | frozenset[int] | None
    seen: tuple[Hashable, ...] = ()
    subject: _Subject | None = None


class _Left(NamedTuple):
    """What an indicator can still be: as it is shown, and as steps of the counts."""

    shown: str | tuple[str, ...]
    steps: tuple[int, ...]


def _asks(_facts: object, _grades: object) -> int:
    """An indicator that has no code for what is not known."""
    raise KeyError


class _Subject:
    """What is known of one subject: made as far as it is asked, and asked of the meanings that `assess` reads."""

    def __init__(self, compiled: CompiledRuleset, facts: Mapping[str, Value], grades: Mapping[str, str | bool]) -> None:
        self.facts = facts
        self._compiled = compiled
        self.grades = grades
        self._scope: Scope | None = None

    def scope(self) -> Scope:
        """What is known of the facts."""
        if self._scope is None:
            self._scope = scope_of(PlainFacts(self.facts), self._compiled.nobody.scope)
        return self._scope

    @cached_property
    def bench(self) -> Bench:
        """Gates, vetoes and levels, seen with these facts."""
        return Bench(*with_musts(self._compiled.nobody.plan, self.scope()))

    def levels(self, found: list[str | tuple[str, ...]]) -> tuple[str, ...]:
        """The levels that outcomes, by their texts, leave possible, best first."""
        return self.bench.possible_levels(self.outcomes(found))

    def outcomes(self, found: Sequence[str | tuple[str, ...]]) -> Outcomes:
        """Outcomes from their texts."""
        return {
            one.indicator.id: tuple(map(outcome_from, (text,) if isinstance(text, str) else text))
            for one, text in zip(self._compiled.plans, found, strict=True)
        }

    def standing(self, at: int) -> Standing:
        """The standing of one indicator."""
        return standing(self._compiled.plans[at], self.scope(), self._stated(at))

    def gaps(self, plain: Mapping[int, IndicatorGap | None], decided: list[int]) -> list[IndicatorGap]:
        """The gaps in the order of the ruleset: those that are plain, and the others as the case tells them."""
        found = []
        for at in sorted({*plain, *decided}):
            gap = plain.get(at) or self._compiled.gaps.of(at, self.facts, self.grades, self._gap)
            found += [] if gap is None else [gap]
        return found

    def _gap(self, at: int) -> IndicatorGap | None:
        """The gap of one indicator: it hangs on no other, and on its own facts and what checks look at with them."""
        plan, stated = self._compiled.plans[at], self._stated(at)
        known = [measure for measure in self._compiled.gaps.facts[at] if measure in self.facts]
        own = {measure: fact_of(self.facts[measure]) for measure in known}
        scope = scope_of(own, self._compiled.nobody.scope)
        found = standing(plan, scope, stated)
        gap = indicator_gap(Case(self._compiled.nobody.plan, scope, stated, (found,)), found)
        return None if gap is None else plain_gap(gap)

    def _stated(self, at: int) -> dict[str, Assessed]:
        own = self._compiled.plans[at].indicator
        return {own.id: _assessed(own, grade=self.grades[own.id])} if own.id in self.grades else {}


def _decided(levels: tuple[str, ...]) -> str | None:
    return levels[0] if len(levels) == 1 else None


def judgement_of(case: Case) -> Judgement:
    """The judgement of a case."""
    gaps = [gap for found in case.standings if (gap := indicator_gap(case, found)) is not None]
    return Judgement(case.level, case.possible_levels, tuple(map(_shown, case.standings)), tuple(map(plain_gap, gaps)))


def _shown(found: Standing) -> str | tuple[str, ...]:
    """The outcome as text, or those still possible."""
    return texts_of(found.possible) if found.decided is None else found.decided.text


def _distance(value: FactValue, number: Decimal) -> Decimal | Fraction | None:
    """A fact minus the number that it is compared with; a Fraction only where the decimals never end."""
    if not isinstance(value, Bounds) or value.exact is None:
        return None
    distance = value.exact - Fraction(number)
    try:
        return exact_decimal(distance)
    except NotPlain:
        return distance


def _assessed(indicator: Indicator, *, grade: str | bool) -> Assessed:
    """What is said of an indicator: a grade by its id, met or not_met, or a truth for them."""
    if isinstance(grade, bool):
        outcome = MET if grade else NOT_MET
    else:
        outcome = graded(grade) if indicator.kind == GRADED else outcome_from(grade)
    return Assessed(indicator.id, outcome, (), None, _NOWHERE, "", "", "")
