"""Walking a condition: its parts, and the facts, parameters and attributes it rests on."""

from __future__ import annotations

from collections.abc import Iterator

from evalrules.tree.nodes import (
    AllOf,
    Among,
    AnyOf,
    Arithmetic,
    AtLeast,
    Attribute,
    Choose,
    Compare,
    Converted,
    Expression,
    Extreme,
    Fact,
    Not,
    Parameter,
    Tally,
)


def children(node: Expression) -> tuple[Expression, ...]:
    """The parts of a node in reading order."""
    match node:
        case Arithmetic() | Compare():
            return (node.left, node.right)
        case Extreme() | AllOf() | AnyOf() | AtLeast():
            return node.items
        case Among() | Not() | Converted():
            return (node.item,)
        case Choose():
            return (node.condition, node.yes, node.no)
        case Tally():
            return (node.body,)
        case _:
            return ()


def walk(node: Expression) -> Iterator[Expression]:
    """The node and everything below it, in reading order."""
    yield node
    for child in children(node):
        yield from walk(child)


def facts_in(node: Expression) -> tuple[str, ...]:
    """The ids of the measures a condition names, each once, in reading order (derived ones by their own id)."""
    return tuple(dict.fromkeys(found.measure for found in walk(node) if isinstance(found, Fact)))


def parameters_in(node: Expression) -> tuple[str, ...]:
    """The ids of the values a condition names, each once, in reading order."""
    return tuple(dict.fromkeys(found.value for found in walk(node) if isinstance(found, Parameter)))


def attributes_in(node: Expression) -> tuple[str, ...]:
    """The names of the attributes a condition names, each once."""
    return tuple(dict.fromkeys(found.name for found in walk(node) if isinstance(found, Attribute)))


def tallies_in(node: Expression) -> tuple[Tally, ...]:
    """The tallies of a condition in reading order."""
    return tuple(found for found in walk(node) if isinstance(found, Tally))
