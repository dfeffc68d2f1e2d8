"""Where a comparison turns as one measure moves."""

from __future__ import annotations

from fractions import Fraction

import pytest

from evalrules.semantics.crossing import Crossing, crossing


@pytest.mark.parametrize(
    ("text", "measure", "facts", "expected"),
    [
        ("rate >= 95", "rate", {}, Crossing(Fraction(95), True)),
        ("95 <= rate", "rate", {}, Crossing(Fraction(95), False)),
        ("a / b >= 0.7", "a", {"b": 10}, Crossing(Fraction(7), True)),
        ("pupils / computers <= 12", "computers", {"pupils": 126}, Crossing(Fraction(21, 2), False)),
        ("2 * x + 1 >= y", "x", {"y": 4}, Crossing(Fraction(3, 2), True)),
    ],
)  # fmt: skip
def test_a_straight_line_turns_once(tree, scope, text: str, measure: str, facts: dict, expected: Crossing):
    """The turning point is exact, also of a ratio."""
    assert expected == crossing(tree(text), measure, scope(**facts))


@pytest.mark.parametrize(("text", "facts"), [("x * x >= 4", {}), ("x >= y", {}), ("rate >= 95", {"x": 1})])
def test_no_line_and_no_knowledge_have_no_turn(tree, scope, text: str, facts: dict[str, object]):
    """A square, an unknown other side, and a measure that is not in the comparison."""
    assert crossing(tree(text), "x", scope(**facts)) is None
