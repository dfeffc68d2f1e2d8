"""The numbers of a standard with which measures are compared."""

from __future__ import annotations

from fractions import Fraction

from evalrules.model.ruleset import Ruleset
from evalrules.semantics.code_lines import constant_of
from evalrules.tree.nodes import Compare, Fact, Number
from evalrules.tree.walk import walk


def limit_of(node: Compare, measure: str, ruleset: Ruleset) -> Fraction | None:
    """The number that a stated measure meets in a comparison, for every subject; None for every other comparison."""
    for fact, other in ((node.left, node.right), (node.right, node.left)):
        if isinstance(fact, Fact) and fact.measure == measure and _is_stated_number(fact, ruleset):
            return constant_of(other, ruleset)
    return None


def _is_stated_number(fact: Fact, ruleset: Ruleset) -> bool:
    return fact.kind == "number" and ruleset.measures[fact.measure].value is None


def numbers_of(ruleset: Ruleset) -> frozenset[Fraction]:
    """Every number that the standard writes: a figure told apart from all of them is told apart from its limit."""
    named = (number for value in ruleset.values.values() for number in value.branches.values() if number is not None)
    nodes = (node for condition in ruleset.conditions for node in walk(condition.root))
    return frozenset((*named, *(node.value for node in nodes if isinstance(node, Number))))
