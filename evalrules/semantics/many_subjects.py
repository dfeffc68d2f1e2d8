"""Many subjects of one plan concluded on at once: what each indicator can still be, and of whom more is to be asked.

Whether each guard holds is found for all subjects in columns; what indicators come to then hangs on these truths alone,
and the levels on what the indicators can be. Both are found by the reference, once for all that are alike in it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from typing import Any

import numpy as np

from evalrules.base.records import NamedTuple
from evalrules.base.truth import Truth
from evalrules.model.evidence import Assessed
from evalrules.model.outcome import NOT_APPLICABLE, SCORED, texts_of
from evalrules.model.refs import is_column
from evalrules.plan.nodes import Guard, IndicatorPlan, NumberUse, Plan
from evalrules.semantics.case import Case
from evalrules.semantics.claims import impossible_value
from evalrules.semantics.columns_numbers import NotInColumns
from evalrules.semantics.conditions import truth
from evalrules.semantics.meanings import answers_of
from evalrules.semantics.other_units import beyond_limits
from evalrules.semantics.scope import Scope
from evalrules.semantics.standings import Standing, standing
from evalrules.semantics.vector_subjects import SubjectVectors
from evalrules.semantics.vectors import Column
from evalrules.semantics.verdict_facts import looked_at
from evalrules.semantics.why import rules_giving
from evalrules.tree.nodes import Attribute, Expression, Parameter
from evalrules.tree.walk import walk

_TRUTHS: tuple[Truth, ...] = (None, True, False)
_MOST_GUARDS = 36
"""So many truths of three values fit into a whole number of 64 bits."""

ASK = -1
"""That the reference has to be asked."""

MOST = 50_000
"""How much is remembered of subjects that are alike; with one more all is forgotten."""


class Verdict(NamedTuple):
    """The levels possible, best first, and the rules that give an only one."""

    possible: tuple[str, ...]
    rules: tuple[str, ...]


class Stand(NamedTuple):
    """Where all indicators stand, what is shown of each, and those below their best."""

    standings: tuple[Standing, ...]
    shown: tuple[str | tuple[str, ...], ...]
    below: tuple[Standing, ...]
    steps: frozenset[tuple[tuple[int, ...], int]]


class Read(NamedTuple):
    """What was read of some subjects: by subject the truths of the guards of each indicator, and of the conditions of
    the verdict; who is left to the reference, and what else of a subject is to be asked of it.
    """

    codes: Sequence[Sequence[int]]
    seen: Sequence[Sequence[int]]
    left: Sequence[bool]
    asked: Sequence[Callable[[Scope], bool]]


class ManySubjects:
    """One plan over all its subjects. `unsaid` gathers what columns could not say.

    Raises NotInColumns where its subjects have to be read one by one: with points, and where it hangs on the subject
    what is counted or which indicators must be reached.
    """

    def __init__(self, plan: Plan, nobody: Scope) -> None:
        self.plan = plan
        self.unsaid: dict[str, None] = {}
        self._nobody = nobody
        self._answers = answers_of(plan)
        self._bench = Case(plan, nobody, {}).bench
        self._conditions, self.facts = looked_at(plan)
        self._guards = [_guards_of(one, plan) for one in plan.indicators]
        self._limits = tuple(beyond_limits(plan))
        self._standings: dict[tuple[int, int], Standing] = {}
        self._stands: dict[tuple[int, ...], Stand] = {}
        self._verdicts: dict[object, Verdict] = {}
        nodes = (node for one in plan.counts for node in walk(one.tally.body))
        if any(one.must_when for one in plan.indicators) or any(
            isinstance(one, Attribute | Parameter) for one in nodes
        ):
            raise NotInColumns("counts that hang on the subject")
        if any(one.indicator.kind == SCORED.kind for one in plan.indicators):
            raise NotInColumns("points")

    # -- all at once -----------------------------------------------------------------------------------------------

    def read(self, subjects: SubjectVectors, facts: Sequence[Mapping[str, Any]]) -> Read:
        """What some subjects with these facts come to."""
        codes = [self._code(subjects, guards) for guards in self._guards]
        seen = [self._said(subjects, partial(self._truth, subjects, root)) for root in self._conditions]
        asked = [*self._checked(subjects), *self._derived(subjects)]
        measures = self.plan.ruleset.measures
        derived = {own for own, one in measures.items() if one.value is not None}
        states = np.array([not derived.isdisjoint(one) for one in facts], bool)
        for own, far in self._limits:
            given = np.array([own in one for one in facts], bool)
            mark = self._said(subjects, partial(self._may_hold, subjects, far))
            states |= given & (mark != 0)
        return Read(
            np.stack(codes, axis=1).tolist(), np.stack(seen, axis=1).tolist() if seen else [()] * subjects.count,
            (subjects.left | states).tolist(), asked,
        )  # fmt: skip

    def _said(self, subjects: SubjectVectors, find: Callable[[], Column]) -> Column:
        """What is found for each; ASK for all where columns do not say it."""
        try:
            return np.broadcast_to(find(), (subjects.count,))
        except NotInColumns as unsaid:
            self.unsaid[str(unsaid)] = None
            return np.full(subjects.count, ASK)

    def _code(self, subjects: SubjectVectors, guards: Sequence[Guard] | None) -> Column:
        """The truths of some guards as one number."""
        if guards is None:
            return np.full(subjects.count, ASK)

        def find() -> Column:
            code = np.zeros(subjects.count, np.int64)
            for guard in guards:
                code = code * len(_TRUTHS) + self._truth(subjects, guard.root)
            return code

        return self._said(subjects, find)

    @staticmethod
    def _truth(subjects: SubjectVectors, root: Expression) -> Column:
        """The number of a truth."""
        found = subjects.truth(root)
        return np.where(found.yes, 1, np.where(found.no, 2, 0))

    @staticmethod
    def _may_hold(subjects: SubjectVectors, root: Expression) -> Column:
        """1 where it is certain: both sides are known there; who is not known exactly is not asked about."""
        return subjects.truth(root).yes.astype(np.int64)

    def _checked(self, subjects: SubjectVectors) -> Iterable[Callable[[Scope], bool]]:
        """Marks who breaks a check; those that columns do not say are to be asked."""
        for check in self.plan.ruleset.checks:
            root = check.condition.root
            found = self._said(subjects, partial(self._truth, subjects, root))
            if (found == ASK).any():
                yield partial(_is_broken, root)
            subjects.left |= found == _TRUTHS.index(False)

    def _derived(self, subjects: SubjectVectors) -> Iterable[Callable[[Scope], bool]]:
        """Marks whose inputs give a measure what it can never be."""
        for measure in self.plan.ruleset.measures.values():
            if measure.value is None or is_column(measure.id) or measure.each:
                continue
            found = self._said(subjects, lambda own=measure.id: subjects.impossible(own).astype(np.int64))  # type: ignore[misc]
            if (found == ASK).any():
                yield lambda scope, one=measure: bool(impossible_value(one, scope))  # type: ignore[misc]
            subjects.left |= found == 1

    # -- one of them -----------------------------------------------------------------------------------------------

    def stand(self, codes: Sequence[int], scope: Callable[[], Scope], grades: Mapping[str, Assessed]) -> Stand:
        """Where the indicators of a subject stand; `scope` is made where the reference is asked."""
        key = None if grades or ASK in codes else tuple(codes)
        known = None if key is None else self._stands.get(key)
        if known is None:
            known = self._stand(tuple(self._standing(at, code, scope, grades) for at, code in enumerate(codes)))
            if key is not None:
                _remember(self._stands, key, known)
        return known

    def _stand(self, standings: tuple[Standing, ...]) -> Stand:
        outcomes = {one.indicator.id: one.possible for one in standings}
        decided = [one.decided for one in standings]
        shown = tuple(
            texts_of(one.possible) if own is None else own.text for one, own in zip(standings, decided, strict=True)
        )
        below = tuple(
            one
            for one, own in zip(standings, decided, strict=True)
            if own is not None and own != NOT_APPLICABLE and own != one.plan.every[0]
        )
        return Stand(standings, shown, below, frozenset(self._bench.counting.steps_of(outcomes).items()))

    def _standing(self, at: int, code: int, scope: Callable[[], Scope], grades: Mapping[str, Assessed]) -> Standing:
        plan = self.plan.indicators[at]
        if code == ASK:
            return standing(plan, scope(), grades)
        if plan.indicator.id in grades:
            return standing(plan, self._scope_at(at, code), grades)
        known = self._standings.get((at, code))
        if known is None:
            known = standing(plan, self._scope_at(at, code), {})
            _remember(self._standings, (at, code), known)
        return known

    def _scope_at(self, at: int, code: int) -> Scope:
        """A scope in which it is known of the guards of an indicator whether they hold."""
        scope = Scope(self.plan.ruleset, {}, {}, answers=self._answers)
        for guard in reversed(self._guards[at] or ()):
            code, truth_at = divmod(code, len(_TRUTHS))
            scope.truths[id(guard.root)] = _TRUTHS[truth_at]
        return scope

    def verdict(self, stand: Stand, seen: Sequence[int], case: Callable[[], Case]) -> Verdict:
        """The levels of a subject; `case` is made where no other has stood like it."""
        asked = tuple(
            truth(root, case().scope) if code == ASK else _TRUTHS[code]
            for root, code in zip(self._conditions, seen, strict=True)
        )
        facts = tuple(map(case().scope.facts.get, self.facts)) if self.facts else ()
        key = (stand.steps, asked, facts)
        known = self._verdicts.get(key)
        if known is None:
            found = case()
            rules = () if found.level is None else rules_giving(found.level, found.ruleset, found.holds)
            known = Verdict(found.possible_levels, tuple(one.text for one in rules))
            _remember(self._verdicts, key, known)
        return known


def _remember(known: dict[Any, Any], key: object, found: object) -> None:
    if len(known) >= MOST:
        known.clear()
    known[key] = found


def _is_broken(root: Expression, scope: Scope) -> bool:
    return truth(root, scope) is False


def _guards_of(one: IndicatorPlan, plan: Plan) -> tuple[Guard, ...] | None:
    """The guards on whose truths it hangs where an indicator stands; None where it hangs on more."""
    arms = (arm.guard for arm in one.arms)
    caps = (cap.guard for cap in one.caps)
    guards = tuple(guard for guard in (one.applies, *arms, *caps) if guard is not None)
    numbers = [*one.lacking, *(use for guard in guards for use in guard.lacking)]
    if one.chosen is not None or len(guards) > _MOST_GUARDS or not all(_is_of_all(use, plan) for use in numbers):
        return None
    return guards


def _is_of_all(use: NumberUse, plan: Plan) -> bool:
    """Whether a number of the standard is the same for every subject."""
    return use.key is None and not plan.ruleset.values[use.value].by
