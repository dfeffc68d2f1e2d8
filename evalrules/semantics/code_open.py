"""One indicator as a function over plain facts of which some are not known: the ranks of the outcomes still possible.

They are the bits of one number, the lowest that of the best outcome. What the function is left at (`UNKNOWN`), and what
is not written, the meanings say that `assess` reads.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

from evalrules.model.outcome import SCORED
from evalrules.plan.nodes import Cap, IndicatorPlan
from evalrules.semantics.ballots import ranks_stated
from evalrules.semantics.code_lines import function_of
from evalrules.semantics.code_plain import NotPlain, PlainWriter
from evalrules.semantics.scope import Scope
from evalrules.semantics.standings import is_assessed, is_given

Open: TypeAlias = Callable[[Mapping[str, Any], Mapping[str, str | bool]], int]


def written_open(plan: IndicatorPlan, scope: Scope) -> Open:
    """The function of an indicator; `scope` knows no facts. Raises NotPlain where it is not written."""
    if plan.applies is not None or plan.indicator.kind == SCORED.kind or plan.chosen is not None:
        raise NotPlain(plan.indicator.id)
    by_panel = is_assessed(plan, scope)
    writer = PlainWriter(scope.ruleset, takes_ranges=True)
    if by_panel:
        lines = _by_panel(writer, plan, scope)
    elif by_panel is False and not plan.caps:
        lines = _by_arms(writer, plan)
    else:
        raise NotPlain(plan.indicator.id)
    source = "\n".join(["def left(facts, grades):", "    get = facts.get", *(f"    {line}" for line in lines)])
    return function_of(source, plan.indicator.id, writer.constants)


def _by_arms(writer: PlainWriter, plan: IndicatorPlan) -> list[str]:
    """The first arm that holds, and those before it that may."""
    lines = ["ranks = 0"]
    for arm in plan.arms:
        own = f"ranks |= {1 << plan.every.index(arm.outcome)}"
        if arm.guard is None:
            return [*lines, own, "return ranks"]
        lines += [f"if not {writer.surely(arm.guard.root, wanted=False)}:", f"    {own}"]
        lines += [f"    if {writer.surely(arm.guard.root)}: return ranks"]
    return [*lines, f"return ranks or {_all(plan)}"]


def _by_panel(writer: PlainWriter, plan: IndicatorPlan, scope: Scope) -> list[str]:
    """What the panel says, or may say, under the ceilings that are certainly broken."""
    ranks = ranks_stated(plan.every)
    said = f"grades.get({plan.indicator.id!r})"
    lines = [
        "limit = 0",
        *(f"if {fails}: limit = max(limit, {cap.limit})" for cap, fails in _caps(writer, plan, scope)),
    ]
    return [
        *lines, f"said = {said}", f"if said is None: return {_all(plan)} >> limit << limit",
        f"return 1 << max(limit, {writer.constant('ranks', ranks)}[said])",
    ]  # fmt: skip


def _caps(writer: PlainWriter, plan: IndicatorPlan, scope: Scope) -> list[tuple[Cap, str]]:
    """The ceilings whose numbers are given, with the expression that each is certainly broken."""
    given = [(cap, is_given(cap.guard, scope)) for cap in plan.caps]
    if any(is_it is None for _, is_it in given):
        raise NotPlain(plan.indicator.id)
    return [(cap, writer.surely(cap.guard.root, wanted=False)) for cap, is_it in given if is_it]


def _all(plan: IndicatorPlan) -> int:
    return (1 << len(plan.every)) - 1
