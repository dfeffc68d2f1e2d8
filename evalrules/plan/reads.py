"""What a condition reads: found by walking it and the derived measures behind it, once a ruleset."""

from __future__ import annotations

from collections.abc import Iterable

from evalrules.model.refs import is_column
from evalrules.model.ruleset import Ruleset, measures_behind
from evalrules.plan.nodes import NumberUse, Reads
from evalrules.tree.nodes import (
    Agrees,
    Attribute,
    Condition,
    Curve,
    Expression,
    Fact,
    Listed,
    Parameter,
    RowStatistic,
    RowTally,
    Worst,
)
from evalrules.tree.walk import walk


def reads_of(condition: Condition, ruleset: Ruleset) -> Reads:
    """Everything that a condition rests on."""
    measures = measures_in(condition, ruleset)
    own = tuple(walk(condition.root))
    formulas = (value.root for measure in measures if (value := ruleset.measures[measure].value) is not None)
    nodes = (*own, *(node for root in formulas for node in walk(root)))
    return Reads(measures, _names(measures, nodes, ruleset), _tables(nodes), _tables(own), _numbers(nodes))


def measures_in(condition: Condition, ruleset: Ruleset) -> tuple[str, ...]:
    """The measures a condition rests on, in reading order, each derived one before its inputs."""
    return measures_behind(condition.root, ruleset.measures)


def tables_behind(condition: Condition, ruleset: Ruleset) -> tuple[str, ...]:
    """The tables that a condition looks at, also through derived measures, each once."""
    return reads_of(condition, ruleset).tables


def _names(measures: tuple[str, ...], nodes: Iterable[Expression], ruleset: Ruleset) -> tuple[str, ...]:
    """The measures and attributes; one that only picks a number by option is an attribute, too."""
    found = dict.fromkeys(measures)
    for node in nodes:
        if isinstance(node, Attribute):
            found[node.name] = None
        elif isinstance(node, Parameter) and node.key is None and ruleset.values[node.value].by:
            found[ruleset.values[node.value].by] = None
    return tuple(found)


def _tables(nodes: Iterable[Expression]) -> tuple[str, ...]:
    looks = (node.table for node in nodes if isinstance(node, RowTally | RowStatistic | Worst | Listed | Agrees))
    return tuple(dict.fromkeys(looks))


def _numbers(nodes: Iterable[Expression]) -> tuple[NumberUse, ...]:
    found: dict[NumberUse, None] = {}
    for node in nodes:
        if isinstance(node, Parameter):
            is_of_rows = isinstance(node.key, Fact) and is_column(node.key.measure)
            found[NumberUse(node.value, node.key, is_of_rows, False)] = None
        elif isinstance(node, Curve):
            found[NumberUse(node.value, None, False, True)] = None
    return tuple(found)
