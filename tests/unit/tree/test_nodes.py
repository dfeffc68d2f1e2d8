"""The nodes of a condition: frozen data, each known to every reading."""

from __future__ import annotations

import typing
from fractions import Fraction

import pytest

from evalrules.base.source import Span
from evalrules.semantics import conditions, prose
from evalrules.tree import nodes
from evalrules.tree.nodes import NODE_TYPES, Condition, Number

HERE = Span("t", 1, 1, 1, 2)


def test_the_union_and_the_table_name_the_same_types():
    """Expression and NODE_TYPES list every node type, each once and in one order."""
    assert typing.get_args(nodes.Expression) == NODE_TYPES
    assert len(set(NODE_TYPES)) == len(NODE_TYPES)


@pytest.mark.parametrize("node", NODE_TYPES, ids=lambda node: node.__name__)
def test_every_node_knows_its_place(node: type):
    """Each node ends with the span where it was written, and says in its docstring what it is."""
    assert node._fields[-1] == "span"
    assert node.__doc__.endswith(".")


@pytest.mark.parametrize("node", NODE_TYPES, ids=lambda node: node.__name__)
def test_every_node_has_a_reading(node: type):
    """Each node can be printed and evaluated: as a number, an option or a truth."""
    assert node in prose._PRINT
    assert node in {**conditions._NUMBER, **conditions._OPTIONS, **conditions._TRUTH}


def test_nodes_do_not_change():
    """A node is frozen; a changed one is another node."""
    node = Number(Fraction(1), "%", HERE)
    with pytest.raises(AttributeError):
        node.value = Fraction(2)
    assert node._replace(value=Fraction(2)).value == 2
    assert node == Number(Fraction(1), "%", HERE)


def test_a_condition_keeps_its_text():
    """A condition is its text, its tree and its place."""
    assert Condition._fields == ("text", "root", "span")
