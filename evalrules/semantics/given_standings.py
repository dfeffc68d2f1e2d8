"""Where indicators stand by facts that are as a program handed them in: by one function that is written for a plan.

It decides the indicators whose criteria are expressions over such facts, where these are known. Panels, ceilings,
points, and whatever it leaves, are asked of the meanings that stand for themselves.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import getcontext, setcontext

from evalrules.model.assessment import COMPUTED
from evalrules.model.evidence import Assessed
from evalrules.model.outcome import NOT_APPLICABLE, SCORED
from evalrules.plan.nodes import IndicatorPlan, Plan
from evalrules.semantics.code_plain import EXACT
from evalrules.semantics.code_plan import Weights, written_plan
from evalrules.semantics.scope import Scope
from evalrules.semantics.standings import Standing, is_assessed, standing


class GivenStandings:
    """Reads the standings of one plan."""

    def __init__(self, plan: Plan) -> None:
        self._plans = plan.indicators
        nobody = Scope(plan.ruleset, {}, {})
        code = written_plan(plan, nobody, lambda one: _no_weights(one, nobody))
        self._judged = code.function
        self.asked = code.asked
        self._made = tuple(
            {
                outcome.text: Standing(one, (outcome,), COMPUTED, (outcome,), "")
                for outcome in (*one.every, NOT_APPLICABLE)
            }
            for one in plan.indicators
        )

    def of(self, scope: Scope, grades: Mapping[str, Assessed]) -> tuple[Standing, ...]:
        """The standings of a subject whose scope is made of facts as they were handed in."""
        assert scope.given is not None
        before = getcontext()
        setcontext(EXACT)
        try:
            _, texts, _, asked = self._judged(scope.given.stated, {})
        finally:
            setcontext(before)
        found = [made.get(text) for made, text in zip(self._made, texts, strict=True)]
        for at in asked:
            found[at] = standing(self._plans[at], scope, grades)
        return tuple([one for one in found if one is not None])


def _no_weights(plan: IndicatorPlan, nobody: Scope) -> Weights | None:
    """Counts are not asked for; None where an outcome alone does not say where an indicator stands."""
    is_computed = plan.indicator.kind != SCORED.kind and not plan.caps and is_assessed(plan, nobody) is False
    return dict.fromkeys((*plan.every, NOT_APPLICABLE), 0) if is_computed else None
