"""Conditions as expressions over plain values: what is said is certain, and what is not known is left to others."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal, localcontext
from fractions import Fraction
from itertools import product
from typing import Any

import pytest

from evalrules.semantics import code_plain
from evalrules.semantics.code_plain import (
    EXACT,
    MEANT,
    UNKNOWN,
    UNMEANT,
    NotPlain,
    PlainWriter,
    exact_decimal,
    written_truth,
)
from evalrules.semantics.conditions import truth
from evalrules.tree.nodes import NODE_TYPES

Tree = Callable[..., Any]
MakeScope = Callable[..., Any]
NUMBERS = (None, -3, 0, 2, 5, Decimal("2.5"), Decimal("0.1"))
FLAGS = (None, True, False)

CONDITIONS = (
    "x >= 2", "x > 2", "x <= 2", "x < 2", "x == 2", "x != 2", "2 >= x", "-2 < x", "x >= y", "x == y", "x != y", "x + y >= 5", "x - y < 0",
    "x * y == 10", "x / y >= 1", "x / y <= 1", "(x / y) / (y / x) >= 1", "x / 3 + y / 7 >= 1", "x - 1 / y >= 0", "min(x, y) >= 2",
    "max(x, y, 3) == 3", "0 < x <= 5", "x >= 2 and y >= 2", "x >= 2 or y >= 2", "not x >= 2", "at_least(2, x >= 2, y >= 2, x > y)",
    "(x if y >= 2 else y) >= 2", "(x >= 2 if y >= 2 else y > 0)", "twice >= 4", "twice / y >= 2", "z >= 0", "z < 0", "1 / 3 <= x",
    "x >= y and (x > 0 or not y > 0 and x * x >= 4)",
)  # fmt: skip


def told(function: Callable[[dict[str, Any]], bool | None], facts: dict[str, Any]) -> object:
    """What an expression says; "left" where it is left."""
    with localcontext(EXACT):
        try:
            return function(facts)
        except UNKNOWN:
            return "left"


@pytest.mark.parametrize("takes_ranges", [False, True])
@pytest.mark.parametrize("text", CONDITIONS)
def test_what_is_said_is_what_the_reference_says(
    text: str, takes_ranges: bool, tree: Tree, scope: MakeScope, ruleset: Any
) -> None:
    """Over numbers known and not, negative, zero and between whole ones; it is left only where one is not known."""
    function = written_truth(tree(text), ruleset, takes_ranges=takes_ranges)
    answers = []
    for x, y in product(NUMBERS, repeat=2):
        facts = {name: value for name, value in (("x", x), ("y", y)) if value is not None}
        expected = truth(tree(text), scope(**{own: Fraction(value) for own, value in facts.items()}))
        found = told(function, facts)
        assert found in (expected, "left"), (x, y)
        if x is not None and y is not None and x > 0 and y > 0:
            assert found is expected or "z" in text
        answers.append(found)
    assert True in answers or "z" in text


@pytest.mark.parametrize(
    "text", ["has and more", "has or more", "not has", "at_least(1, has, more)", "(has if more else not has)"]
)
def test_a_yes_or_no_that_is_not_known_makes_nothing_certain(
    text: str, tree: Tree, scope: MakeScope, ruleset: Any
) -> None:
    """And still a no decides an `and`, a yes an `or`."""
    function = written_truth(tree(text), ruleset)
    for has, more in product(FLAGS, repeat=2):
        facts = {name: value for name, value in (("has", has), ("more", more)) if value is not None}
        assert told(function, facts) in (truth(tree(text), scope(**facts)), "left"), facts
    assert told(function, {"has": True, "more": True}) is truth(tree(text), scope(has=True, more=True))


@pytest.mark.parametrize(
    ("text", "facts", "expected"),
    [
        ("label == '甲'", {"label": "甲"}, True), ("label == '甲'", {"label": 1}, "left"), ("label != '甲'", {}, "left"),
        ("kindof in ('town', 'city')", {"kindof": "village"}, False), ("kindof in ('town', 'city')", {"kindof": None}, "left"),
        ("rate >= bar", {"rate": 95}, True), ("ratio >= 1.5", {"a": 3, "b": 2}, True), ("ratio >= 1.5", {"a": 3, "b": 0}, "left"),
        ("x >= 2", {"x": 2.0}, "left"), ("x >= y", {"x": 2.0, "y": 1.0}, "left"), ("x >= 2", {"x": "3"}, "left"), ("x == 2", {"x": None}, "left"),
        ("pupils / computers <= 12", {"pupils": 24, "computers": 2}, True),
        ("(x if y >= 2 else y) >= 2", {"x": 5, "y": 1}, False), ("(x if y >= 2 else 7) >= 2", {"y": 1}, True),
        ("(x if has else y) >= 2", {"has": False, "y": 3}, True), ("(x if has else y) >= 2", {"y": 3}, "left"),
    ],
)  # fmt: skip
def test_only_what_is_of_its_type_says_anything(
    text: str, facts: dict[str, Any], expected: object, tree: Tree, ruleset: Any
) -> None:
    """Neither a binary float nor a text is a number, and nothing is no option."""
    assert told(written_truth(tree(text), ruleset), facts) is expected


@pytest.mark.parametrize(("given", "expected"), [({}, True), ({"rate": None}, True), ({"rate": 101}, False)])
def test_a_range_speaks_where_a_number_is_not_given(given: Any, expected: object, tree: Tree, ruleset: Any) -> None:
    """A rate of 0 to 100 is at most 100; a figure that is given speaks for itself."""
    assert told(written_truth(tree("rate <= 100"), ruleset, takes_ranges=True), given) is expected
    assert told(written_truth(tree("100 >= rate"), ruleset, takes_ranges=True), given) is expected


@pytest.mark.parametrize("text", ["rate >= least", "built >= seen", "rate >= open", "(x >= 2) == (y >= 2)"])
def test_what_is_not_plain_is_declared_so(text: str, tree: Tree, ruleset: Any) -> None:
    """Numbers by an attribute or without a text, days, comparisons of truths."""
    with pytest.raises((NotPlain, KeyError)):
        function = written_truth(tree(text), ruleset)
        function({"rate": 96})


def test_every_node_is_meant_or_not() -> None:
    """None is forgotten, none is both."""
    assert MEANT | UNMEANT == frozenset(NODE_TYPES)
    assert not MEANT & UNMEANT


def test_an_expression_does_not_grow_without_end(tree: Tree, ruleset: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Sums of ratios name their parts again and again: one that gets too long is left to others."""
    text = " + ".join(["x / y"] * 5) + " >= 1"
    written_truth(tree(text), ruleset)
    monkeypatch.setattr(code_plain, "MOST_TEXT", 300)
    with pytest.raises(NotPlain):
        written_truth(tree(text), ruleset)


def test_a_number_without_end_has_no_decimal(ruleset: Any) -> None:
    """A third is written as 1 above 3; an eighth is 0.125."""
    with pytest.raises(NotPlain):
        exact_decimal(Fraction(1, 3))
    writer = PlainWriter(ruleset)
    third, eighth = writer.decimal(Fraction(1, 3)), writer.decimal(Fraction(1, 8))
    assert [writer.constants[own] for own in third] == [1, 3]
    assert (str(writer.constants[eighth.above]), eighth.below) == ("0.125", "1")
