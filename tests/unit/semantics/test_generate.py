"""Which shapes are generated, and that no text of an author reaches the generated source."""

from __future__ import annotations

from fractions import Fraction

import pytest

from evalrules.semantics.generate import Unsupported, exact_decimal

HEAD = "grades: [A, B, C]\nmeasures: {x: {type: number}, n: {type: count}, ok: {type: count}, share: {type: number, value: ok / n}}\n"
TAIL = "\nvetoes: [{id: c, when: 'count(indicators, grade == \"C\") >= 1', level: fail, source: s}]\nverdict: [{level: pass}]\n"


def compiled(ruleset_from, bands: str):
    return ruleset_from(f'{HEAD}indicators: [{{id: "1", source: s, bands: {bands}}}]{TAIL}').compile()


@pytest.mark.parametrize(
    ("bands", "generated"),
    [
        ("{A: x >= 9, B: x >= 5, C: otherwise}", True),
        ("{A: x >= 9 and n <= 3, B: x >= 5, C: otherwise}", True),
        ("{A: 9 <= x, B: 5 <= x, C: otherwise}", True),
        ("{A: share >= 0.9, B: share >= 0.5, C: otherwise}", False),
        ("{A: x >= 9 or n >= 3, B: x >= 5 or n >= 2, C: otherwise}", False),
        ("{A: x == 9, B: x >= 5, C: otherwise}", False),
        ("{A: n >= 0, B: x >= 5, C: otherwise}", False),
        ("{A: x >= 9 and n <= 3, B: x >= 5 and n <= 4, C: otherwise}", True),
        ("{A: x >= 9, B: n <= 4 and x >= 5, C: otherwise}, when_both: better", False),
    ],
)
def test_only_plain_shapes_are_generated(ruleset_from, bands: str, generated: bool):
    """Anything whose meaning is not plain in Python is left to the tree."""
    assert generated == compiled(ruleset_from, bands).is_generated


def test_whole_numbers_have_whole_gaps(ruleset_from):
    """A count of 2 towards `> 7.5` needs 8, which is 6 more."""
    judged = compiled(ruleset_from, "{A: n > 7.5, B: n > 7, C: otherwise}").judge({"n": 2})

    assert [("1", "C", "B", [("n", 2, ">=", 8, 6)])] == judged.gaps


def test_the_gap_may_lead_to_a_grade_that_asks_for_less(ruleset_from):
    """From C, five of x alone lead to A: the bound on n that B has is not said to be needed."""
    evaluator = compiled(ruleset_from, "{A: x >= 5, B: n <= 4 and x >= 5, C: otherwise}, when_both: better")
    assert [("1", "C", "B", [("x", 4, ">=", 5, 1)])] == evaluator.judge({"x": 4, "n": 20}).gaps


def test_a_number_without_end_is_not_generated():
    """A third has no decimal; an eighth has."""
    with pytest.raises(Unsupported):
        exact_decimal(Fraction(1, 3))
    assert "0.125" == str(exact_decimal(Fraction(1, 8)))
