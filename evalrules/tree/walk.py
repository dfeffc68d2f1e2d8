"""Walking a condition: its parts, and the facts, parameters and attributes it rests on."""

from __future__ import annotations

from collections.abc import Iterator

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


def children(node: Expression) -> tuple[Expression, ...]:
    """The parts of a node in reading order."""
    match node:
        case Arithmetic() | Compare():
            return (node.left, node.right)
        case Extreme() | AllOf() | AnyOf() | AtLeast() | Score():
            return node.items
        case Among() | Not() | Converted() | Rounded() | Curve() | YearsSince() | Matched():
            return (node.item,)
        case Agrees():
            return (node.item, node.other)
        case Choose():
            return (node.condition, node.yes, node.no)
        case Tally():
            return (node.body,)
        case RowTally() | RowStatistic() | Worst() | Parameter():  # those of its parts that are given
            return tuple(part for part in node if isinstance(part, NODE_TYPES))  # type: ignore[misc]  # these are all
        case Number() | Text() | Flag() | Fact() | Attribute() | Own() | GradeOf() | MetOf() | Listed():
            return ()


def walk(node: Expression) -> Iterator[Expression]:
    """The node and everything below it, in reading order."""
    yield node
    for child in children(node):
        yield from walk(child)


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
