"""What a ruleset says that can never mean anything: divisions by zero, counts that see no indicator, idle checks."""

from __future__ import annotations

from collections.abc import Iterator

from evalrules.base.diagnostics import Diagnostic, error, warning
from evalrules.model.outcome import SCORED
from evalrules.model.ruleset import Ruleset
from evalrules.plan.memory import plan_of
from evalrules.plan.nodes import Plan
from evalrules.semantics.conditions import number, truth
from evalrules.semantics.interval import exact_value
from evalrules.semantics.prose import expression_text
from evalrules.semantics.scope import Scope
from evalrules.tree.functions import STATISTICS
from evalrules.tree.nodes import Arithmetic, Expression, Parameter, RowStatistic
from evalrules.tree.walk import tallies_in, walk


def check_sense(ruleset: Ruleset) -> list[Diagnostic]:
    """Every division by what is always 0 (ER320), count that sees no indicator (ER323), statistic of nothing (ER324),
    check that no evidence breaks, or that every evidence does (ER330).

    "Always" means whatever the evidence says.
    """
    scope = Scope(ruleset, {}, {})
    nodes = [node for condition in ruleset.conditions for node in walk(condition.root)]
    found = [
        error("ER320", node.span, what=expression_text(node.right))
        for node in nodes
        if isinstance(node, Arithmetic) and node.op == "/" and _is_always_zero(node.right, scope)
    ]
    found += [
        error("ER324", node.span, what=expression_text(node))
        for node in nodes
        if isinstance(node, RowStatistic) and _is_of_nothing(node, scope)
    ]
    if not any(_counts(plan_of(ruleset))):
        tallies = [tally for condition in ruleset.conditions for tally in tallies_in(condition.root)]
        found += [error("ER323", tally.span, what=expression_text(tally)) for tally in tallies]
    return list(dict.fromkeys([*found, *_idle_checks(ruleset, scope)]))


def _idle_checks(ruleset: Ruleset, scope: Scope) -> Iterator[Diagnostic]:
    """Checks that hold with nothing known, which find nothing, or fail, which refuse everything (ER330)."""
    of_rows = (check for table in ruleset.tables.values() for check in table.checks)
    of_row = scope.of_row(scope.facts)
    for check, at in (*((one, scope) for one in ruleset.checks), *((one, of_row) for one in of_rows)):
        holds = truth(check.condition.root, at)
        if holds is not None:
            say = warning if holds else error
            yield say("ER330", check.condition.span, text=check.condition.text, what="holds" if holds else "fails")


def _is_always_zero(divisor: Expression, scope: Scope) -> bool:
    """Whether it is 0 with no fact known; a number of the standard also where just one of its options is 0."""
    if isinstance(divisor, Parameter) and divisor.key is None:
        return 0 in scope.ruleset.values[divisor.value].branches.values()
    return exact_value(number(divisor, scope)) == 0


def _is_of_nothing(node: RowStatistic, scope: Scope) -> bool:
    """Whether no row has a weight, or the coefficient of variation is one around a number that is not above 0."""
    about = number(node.about, scope)[1] if node.about is not None and STATISTICS[node.op].is_share else None
    return (about is not None and about <= 0) or (node.weight is not None and _is_always_zero(node.weight, scope))


def _counts(plan: Plan) -> Iterator[bool]:
    """Of each indicator, whether counts over the indicators see it."""
    for one in plan.indicators:
        yield not one.indicator.advisory and one.every != (SCORED,)
