"""The number with which a stated measure is compared, where it is the same for every subject."""

from __future__ import annotations

from fractions import Fraction

from evalrules.model.ruleset import Ruleset
from evalrules.semantics.code_lines import constant_of
from evalrules.tree.nodes import Compare, Fact


def limit_of(node: Compare, measure: str, ruleset: Ruleset) -> Fraction | None:
    """The number that a stated measure meets in a comparison; None for every other comparison."""
    for fact, other in ((node.left, node.right), (node.right, node.left)):
        if isinstance(fact, Fact) and fact.measure == measure and _is_stated_number(fact, ruleset):
            return constant_of(other, ruleset)
    return None


def _is_stated_number(fact: Fact, ruleset: Ruleset) -> bool:
    return fact.kind == "number" and ruleset.measures[fact.measure].value is None
