"""Walking a condition: its parts, and the facts, parameters and attributes it rests on."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from evalrules.tree.nodes import (
    NODE_TYPES,
    Agrees,
    AllOf,
    Among,
    AnyOf,
    Arithmetic,
    AtLeast,
    Attribute,
    Choose,
    Compare,
    Converted,
    Curve,
    Expression,
    Extreme,
    Fact,
    Flag,
    GradeOf,
    Listed,
    Matched,
    MetOf,
    Node,
    Not,
    Number,
    Own,
    Parameter,
    Rounded,
    RowStatistic,
    RowTally,
    Score,
    Tally,
    Text,
    Worst,
    YearsSince,
)


def _given(node: Node) -> tuple[Expression, ...]:
    """Those of the parts of a node that are given."""
    return tuple(part for part in node if isinstance(part, NODE_TYPES))  # type: ignore[misc]  # these are all


_PARTS: Mapping[type, Callable[[Any], tuple[Expression, ...]]] = {
    **dict.fromkeys((Arithmetic, Compare), lambda node: (node.left, node.right)),
    **dict.fromkeys((Extreme, AllOf, AnyOf, AtLeast, Score), lambda node: node.items),
    **dict.fromkeys((Among, Not, Converted, Rounded, Curve, YearsSince, Matched), lambda node: (node.item,)),
    **dict.fromkeys((RowTally, RowStatistic, Worst, Parameter), _given),
    **dict.fromkeys((Number, Text, Flag, Fact, Attribute, Own, GradeOf, MetOf, Listed), lambda _: ()),
    Agrees: lambda node: (node.item, node.other),
    Choose: lambda node: (node.condition, node.yes, node.no),
    Tally: lambda node: (node.body,),
}


def children(node: Expression) -> tuple[Expression, ...]:
    """The parts of a node in reading order."""
    return _PARTS[type(node)](node)


def walk(node: Expression) -> Iterator[Expression]:
    """The node and everything below it, in reading order."""
    left = [node]
    while left:
        one = left.pop()
        yield one
        left.extend(reversed(children(one)))


def facts_in(node: Expression) -> tuple[str, ...]:
    """The ids of the measures a condition names, columns too, each once, in reading order (derived ones by their own
    id).
    """
    return tuple(dict.fromkeys(found.measure for found in walk(node) if isinstance(found, Fact)))


def columns_choosing_rows(node: Expression) -> tuple[str, ...]:
    """The columns by whose options looks at rows are kept to some of them, each once."""
    looks = (part for part in walk(node) if isinstance(part, RowTally | RowStatistic | Worst))
    return tuple(dict.fromkeys(column for part in looks for column, _ in part.only))


def tables_in(node: Expression) -> tuple[str, ...]:
    """The ids of the tables whose rows a condition looks at, each once."""
    found = (part.table for part in walk(node) if isinstance(part, RowTally | RowStatistic | Worst | Listed | Agrees))
    return tuple(dict.fromkeys(found))


def parameters_in(node: Expression) -> tuple[str, ...]:
    """The ids of the values a condition names, each once, in reading order."""
    return tuple(dict.fromkeys(found.value for found in walk(node) if isinstance(found, Parameter | Curve)))


def attributes_in(node: Expression) -> tuple[str, ...]:
    """The names of the attributes a condition names, each once."""
    return tuple(dict.fromkeys(found.name for found in walk(node) if isinstance(found, Attribute)))


def tallies_in(node: Expression) -> tuple[Tally, ...]:
    """The tallies of a condition in reading order."""
    return tuple(found for found in walk(node) if isinstance(found, Tally))
