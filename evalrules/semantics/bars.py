"""What stands between a case and a level: gates, vetoes, and the parts of what the verdict asks."""

from __future__ import annotations

from evalrules.semantics.case import Case
from evalrules.tree.nodes import AllOf, Expression, GradeOf, MetOf, Tally
from evalrules.tree.walk import walk


def bars_of(case: Case, rank: int) -> list[tuple[Expression, bool]]:
    """What keeps a level of that rank away and the truth that it must have: gates, vetoes, parts of what it asks."""
    wanted = [(gate.need.root, True, gate.otherwise) for gate in case.ruleset.gates]
    wanted += [(veto.when.root, False, veto.level) for veto in case.ruleset.vetoes]
    found = [(root, holds) for root, holds, level in wanted if case.ruleset.level_rank(level) > rank]
    return found + [(part, True) for part in rule_parts(case, rank)]


def rule_parts(case: Case, rank: int) -> tuple[Expression, ...]:
    """What the verdict asks for the level, part by part."""
    for rule in case.ruleset.verdict:
        if case.ruleset.level_rank(rule.level) == rank and rule.when is not None:
            root = rule.when.root
            return root.items if isinstance(root, AllOf) and not root.chained else (root,)
    return ()


def looks_at_indicators(root: Expression) -> bool:
    """Whether a condition of the verdict counts or names indicators: no fact alone gives it its truth."""
    return any(isinstance(part, Tally | GradeOf | MetOf) for part in walk(root))
