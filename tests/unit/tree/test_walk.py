"""Walking a condition in reading order."""

from __future__ import annotations

from fractions import Fraction

import pytest

from evalrules.base.source import Span
from evalrules.tree.nodes import (
    AllOf,
    Among,
    AnyOf,
    Arithmetic,
    AtLeast,
    Attribute,
    Choose,
    Compare,
    Extreme,
    Fact,
    Flag,
    GradeOf,
    MetOf,
    Not,
    Number,
    Own,
    Parameter,
    Tally,
    Text,
)
from evalrules.tree.walk import attributes_in, children, facts_in, parameters_in, tallies_in, walk

S = Span("t", 1, 1, 1, 2)
A, B, C = (Fact(name, "flag", "", S) for name in "abc")
ONE = Number(Fraction(1), "", S)


@pytest.mark.parametrize(
    ("node", "parts"),
    [
        (Arithmetic("+", A, B, "", S), (A, B)),
        (Compare("<", A, B, S), (A, B)),
        (Extreme("min", (A, B, C), "", S), (A, B, C)),
        (AllOf((A, B), False, S), (A, B)),
        (AnyOf((A, B), S), (A, B)),
        (AtLeast(1, (A, B), S), (A, B)),
        (Among(A, ("x",), "", S), (A,)),
        (Not(A, S), (A,)),
        (Choose(A, B, C, "", S), (A, B, C)),
        (Tally("any", "indicators", A, S), (A,)),
        (ONE, ()),
        (A, ()),
        (Text("x", "", S), ()),
        (Flag(True, S), ()),
        (Parameter("p", None, "", S), ()),
        (Attribute("r", S), ()),
        (Own("met", "flag", S), ()),
        (GradeOf("1", S), ()),
        (MetOf("1", S), ()),
    ],
    ids=lambda one: type(one).__name__,
)
def test_the_parts_of_each_node(node: object, parts: tuple[object, ...]):
    """Each node gives its parts in reading order."""
    assert children(node) == parts


def test_a_walk_is_in_reading_order():
    """The node first, then everything below it from left to right."""
    tree = AnyOf((Not(A, S), Compare("<", Arithmetic("+", B, ONE, "", S), C, S)), S)
    assert [type(one).__name__ for one in walk(tree)] == [
        "AnyOf",
        "Not",
        "Fact",
        "Compare",
        "Arithmetic",
        "Fact",
        "Number",
        "Fact",
    ]


def test_names_are_found_once_and_in_order():
    """Facts, parameters, attributes and tallies of a condition, each once."""
    tally = Tally("any", "indicators", Own("met", "flag", S), S)
    tree = AllOf(
        (
            C,
            A,
            C,
            Compare("<", Parameter("p", None, "", S), Parameter("p", None, "", S), S),
            Among(Attribute("r", S), ("x",), "r", S),
            tally,
        ),
        False,
        S,
    )
    assert facts_in(tree) == ("c", "a")
    assert parameters_in(tree) == ("p",)
    assert attributes_in(tree) == ("r",)
    assert tallies_in(tree) == (tally,)
