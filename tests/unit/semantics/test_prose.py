"""A condition printed from its tree parses back to the same tree (P79)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from drawing import draws
from hypothesis import example, given
from hypothesis import strategies as st

from evalrules.base.source import Span
from evalrules.semantics.prose import expression_text
from evalrules.tree.nodes import NODE_TYPES

Tree = Callable[..., Any]


def bare(node: Any) -> Any:
    """A tree without places: what it means, not where it stands."""
    if type(node) in NODE_TYPES:
        return (type(node).__name__, *(bare(part) for part in node if not isinstance(part, Span)))
    return tuple(bare(part) for part in node) if isinstance(node, tuple) else node


def unitless(node: Any) -> Any:
    """A tree without places and units."""
    if type(node) in NODE_TYPES:
        return (
            type(node).__name__,
            *(
                unitless(part)
                for name, part in zip(node._fields, node, strict=True)
                if name not in ("unit", "span")
            ),
        )
    return tuple(unitless(part) for part in node) if isinstance(node, tuple) else node


NUMBERS = st.recursive(
    st.sampled_from(["x", "y", "a", "b", "0", "95", "0.125", "-3", "1e2", "ratio", "count(indicators, met)"]),
    lambda inner: st.one_of(
        st.tuples(inner, st.sampled_from("+-*/"), inner).map(lambda one: f"({one[0]}) {one[1]} ({one[2]})"),
        st.tuples(inner, st.sampled_from("+-*/"), inner).map(lambda one: f"{one[0]} {one[1]} {one[2]}"),
        st.tuples(st.sampled_from(["min", "max"]), inner, inner).map(
            lambda one: f"{one[0]}({one[1]}, {one[2]})"
        ),
        inner.map(lambda one: f"-({one})"),
        st.tuples(inner, inner).map(lambda one: f"(({one[0]}) if has else ({one[1]}))"),
    ),
    max_leaves=5,
)
OPERATORS = st.sampled_from(["<", "<=", ">", ">=", "==", "!="])
LEAVES = st.one_of(
    st.sampled_from(
        [
            "has",
            "more",
            'met("2")',
            'grade("1") == "A"',
            'region in ("south",)',
            'kindof not in ("town", "city")',
            "every(indicators, met)",
            'any(indicators, grade != "C")',
            "label == 'say \"x\"'",
        ]
    ),
    st.tuples(NUMBERS, OPERATORS, NUMBERS).map(" ".join),
    st.tuples(NUMBERS, st.sampled_from(["<", "<="]), NUMBERS, st.sampled_from(["<", "<="]), NUMBERS).map(
        " ".join
    ),
)
CONDITIONS = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        st.tuples(inner, st.sampled_from(["and", "or"]), inner).map(
            lambda one: f"({one[0]}) {one[1]} ({one[2]})"
        ),
        st.tuples(inner, st.sampled_from(["and", "or"]), inner).map(
            lambda one: f"{one[0]} {one[1]} {one[2]}"
        ),
        inner.map(lambda one: f"not ({one})"),
        st.tuples(inner, inner).map(lambda one: f"at_least(1, {one[0]}, {one[1]})"),
        st.tuples(st.sampled_from(["all_of", "any_of"]), inner, inner).map(
            lambda one: f"{one[0]}({one[1]}, {one[2]})"
        ),
        st.tuples(inner, inner, inner).map(lambda one: f"(({one[0]}) if ({one[1]}) else ({one[2]}))"),
        st.tuples(inner, st.sampled_from(["==", "!="]), inner).map(
            lambda one: f"({one[0]}) {one[1]} ({one[2]})"
        ),
    ),
    max_leaves=5,
)


@given(text=CONDITIONS)
@example(text="x < ((x) / (x)) / ((x) / (x))")
@draws(80)
def test_what_is_printed_parses_back_to_the_same_tree(text: str, tree: Tree):
    """print, parse and print again: the same tree and the same text (P79)."""
    first = tree(text)
    printed = expression_text(first)
    again = tree(printed)
    assert unitless(again) == unitless(first)
    assert expression_text(again) == printed


@pytest.mark.parametrize(
    "text",
    [
        "rate >= 95",
        "90 <= rate < 95",
        "has and more or not has",
        "has and (more or has)",
        "not (has and more)",
        "(has or more) and has",
        "has or more and has",
        "x + y * 2 - 1 >= 0",
        "(x + y) * 2 >= 0",
        "x - (y - 1) >= 0",
        "x / (y * 2) >= 1",
        "not not has",
        'region in ("south",)',
        'kindof not in ("town", "city")',
        "(1 if has else 2) >= 1",
        "has if more else not has",
        "min(x, y) >= 1",
        "(has and more) == has",
        "x >= -1",
        "-1 * x >= 1",
        "at_least(2, has, more, x > 1)",
        'every(indicators, grade != "C")',
        'met("2")',
        'grade("1") == "A"',
        "count(indicators, met and must) >= 2",
        "label == 'say \"x\"'",
        "(has or more) and (more or has)",
        "x - 1 - y >= 0",
    ],
)
def test_what_is_written_plainly_is_printed_as_written(text: str, tree: Tree):
    """A condition written with no more brackets than needed is printed as it was."""
    assert expression_text(tree(text)) == text


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("((rate)) >= (95.0)", "rate >= 95"),
        ("all_of(has, more)", "has and more"),
        ("any_of(has, more)", "has or more"),
        ("9.5e1 <= rate", "95 <= rate"),
        ("(has and more) and has", "(has and more) and has"),
        ('region == "苏南"', 'region == "south"'),
        ("not (x > 1)", "not x > 1"),
        ("x / y * 100 >= 1", "x * 100 / y >= 1"),
    ],
)
def test_spelling_is_made_one(text: str, printed: str, tree: Tree):
    """Brackets, number spellings, labels and functions that are operators are printed in one way."""
    assert expression_text(tree(text)) == printed


@pytest.mark.parametrize("text", ["fund >= grant", "fund + grant >= 1", "(fund if has else grant) >= 1"])
def test_a_converted_unit_is_not_converted_twice(text: str, tree: Tree):
    """A condition over 亿元 and 万元 prints as text that means the same (P79)."""
    assert unitless(tree(expression_text(tree(text)))) == unitless(tree(text))


def test_a_share_prints_as_the_language_allows(tree: Tree):
    """share(…) prints as text that loads: the constant True is not in the language (P79)."""
    assert (
        expression_text(tree('share(indicators, grade == "A") >= 0.9'))
        == 'share(indicators, grade == "A") >= 0.9'
    )


@pytest.mark.parametrize(
    "text",
    [
        "more or all_of(has if rate > 1 else not has)",
        "(any_of(has if rate > 1 else more) if not more else not has)",
        "not all_of(has or more)",
        "more and all_of(has or more)",
        "more or all_of(has or more)",
        "all_of(has and more) == has",
    ],
)
def test_a_function_of_one_condition_keeps_its_meaning(text: str, tree: Tree, scope: Callable[..., Any]):
    """all_of(c) and any_of(c) print as c with the brackets that its place needs."""
    from evalrules.semantics.conditions import truth

    node = tree(text)
    again = tree(expression_text(node))
    for has in (True, False):
        for more in (True, False):
            for rate in (0, 2):
                facts = scope(has=has, more=more, rate=rate)
                assert truth(again, facts) is truth(node, facts)
