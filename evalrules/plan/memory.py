"""The plans of the rulesets in use: a ruleset is lowered once in a process, or comes from the cache with its plan."""

from __future__ import annotations

from evalrules.model.ruleset import Ruleset
from evalrules.plan.lower import lowered
from evalrules.plan.nodes import Plan

MOST = 64
"""How many plans are remembered; the one that was made first is forgotten first."""

_PLANS: dict[int, Plan] = {}
"""By the identity of the ruleset, which its plan holds, so that no other can have it meanwhile."""


def plan_of(ruleset: Ruleset) -> Plan:
    """The plan of a ruleset."""
    known = _PLANS.get(id(ruleset))
    return known if known is not None and known.ruleset is ruleset else remembered(lowered(ruleset))


def remembered(plan: Plan) -> Plan:
    """The plan itself, known from now on as that of its ruleset."""
    while len(_PLANS) >= MOST:
        _PLANS.pop(next(iter(_PLANS), 0), None)
    _PLANS[id(plan.ruleset)] = plan
    return plan
