"""Evidence that tells two rulesets apart: by the level first, else by an indicator, a gate, a veto or a condition.

Where no difference of a level is to be found, one of something that the level rests on still is a case worth having.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial

from evalrules.base.records import NamedTuple
from evalrules.model.ruleset import Ruleset
from evalrules.proving import solving
from evalrules.proving.pairs import Pair, Supposed
from evalrules.proving.prover import Bounds
from evalrules.proving.solving import SAT, UNSAT, Solving
from evalrules.proving.standard import Standard
from evalrules.proving.terms import Amount, Term, Tri, both, compared, either
from evalrules.proving.witness import NotDecimal


class Told(NamedTuple):
    """An evidence file, and what numbers that no text gives were supposed to be."""

    text: str
    supposed: Supposed


class Telling:
    """Looks for evidence that the first of two rulesets and the second do not see alike."""

    def __init__(self, before: Ruleset, after: Ruleset, bounds: Bounds) -> None:
        self._pair = Pair(before, after, bounds)
        self._solving = Solving(bounds.seconds, bounds.each)
        self._left: list[str] = []

    def candidates(self) -> Iterator[Told]:
        """Evidence that the solver holds for such; the engine has yet to say so."""
        if any(True for _ in self._pair.apart()):
            self._left.append("apart")
            return
        for ask in (self._pair.levels_differ, self._outcomes_differ, self._points_differ, self._rules_differ):
            formula = ask()
            known = list(self._pair.known())
            solved = self._solving.solve([formula], known)
            if solved.outcome == UNSAT:
                continue
            self._left.append(ask.__name__)
            if solved.outcome == solving.OPEN:
                continue
            for way in self._pair.ways():
                solved = self._solving.solve([formula], known, way)
                if solved.outcome == SAT:
                    try:
                        yield Told(*self._pair.evidence(self._pair.standards[0], solved))
                    except NotDecimal:
                        continue

    @property
    def is_alike(self) -> bool:
        """Whether, all candidates asked for, nothing differs for any evidence of which nothing is missing."""
        return not self._left and not self._pair.unexpressed

    def _outcomes_differ(self) -> Term:
        parts = []
        before, after = self._pair.standards
        known = {plan.indicator.id for plan in after.plan.indicators}
        for plan in before.plan.indicators:
            own = plan.indicator.id
            if own in known:
                one, other = before.outcomes(own), after.outcomes(own)
                parts += [_differ(one.get(each, _NEVER), other.get(each, _NEVER)) for each in {**one, **other}]
        return either(parts)

    def _points_differ(self) -> Term:
        before, after = self._pair.standards
        plans = {plan.indicator.id: plan for plan in after.plan.indicators}
        parts = []
        for plan in before.plan.indicators:
            other = plans.get(plan.indicator.id)
            one, two = before.points(plan), None if other is None else after.points(other)
            if one is not None and two is not None and other is not None:
                parts.append(both((before.applies(plan).yes, after.applies(other).yes, _amounts_differ(one, two))))
        return either(parts)

    def _rules_differ(self) -> Term:
        """That a gate, a veto or a condition, where both rulesets have it, holds for one and not for the other."""
        one, other = (_rules_of(standard) for standard in self._pair.standards)
        return either(_differ(one[own](), other[own]()) for own in one.keys() & other.keys())


_NEVER = Tri(False)


def _rules_of(standard: Standard) -> Mapping[str, partial[Tri]]:
    ruleset, plan = standard.ruleset, standard.plan
    every = (
        *zip((f"gate {one.id}" for one in ruleset.gates), plan.gates, strict=True),
        *zip((f"veto {one.id}" for one in ruleset.vetoes), plan.vetoes, strict=True),
        *zip((f"condition {one.id}" for one in ruleset.obligations), plan.obligations, strict=True),
    )
    return {own: partial(standard.verdict.truth, guard.root) for own, guard in every}


def _differ(one: Tri, other: Tri) -> Term:
    """That one certainly holds and the other certainly does not."""
    return either((both((one.yes, other.no)), both((one.no, other.yes))))


def _amounts_differ(one: Amount, other: Amount) -> Term:
    return both((one.defined, other.defined, compared("!=", one.above, other.above)))
