"""The smallest changes that give a condition its truth: each works exactly, and less does not."""

from __future__ import annotations

from fractions import Fraction

import pytest

from evalrules.base.numbers import number_text
from evalrules.semantics.moves import merge, ways_to
from evalrules.semantics.single_moves import Move, amount_behind, facts_of


def ways(condition, scope, text: str, wanted: bool = True, **facts: object) -> list[list[str]]:
    found = ways_to(condition(text), wanted, scope(**facts))
    return [[f"{move.measure} {move.op} {move.need}" for move in way] for way in found]


@pytest.mark.parametrize(
    ("text", "facts", "expected"),
    [
        ("rate >= 95", {"rate": 90}, [["rate >= 95"]]),
        ("rate > 95", {"rate": 90}, [["rate > 95"]]),
        ("a >= 7.5", {"a": 3}, [["a >= 8"]]),
        ("a > 7", {"a": 3}, [["a >= 8"]]),
        ("a < 3", {"a": 3}, [["a <= 2"]]),
        ("rate >= 95 and has", {"rate": 90, "has": False}, [["rate >= 95", "has == True"]]),
        ("rate >= 95 or has", {"rate": 90, "has": False}, [["rate >= 95"], ["has == True"]]),
        ("rate >= 95 and rate >= 97", {"rate": 90}, [["rate >= 97"]]),
        ("rate >= 195", {"rate": 90}, []),
        ("rate >= 95", {"rate": 95}, [[]]),
        ("rate >= 95", {}, [["rate >= 95"]]),
        ('kindof == "town"', {"kindof": "city"}, [["kindof == town"]]),
        ("100 * a / b >= 88", {"a": 0, "b": (15, 16)}, [["a >= 15"]]),
        ("a <= b", {"a": 20, "b": (15, 16)}, [["a <= 15"], ["b >= 20"]]),
        ("a >= b", {"a": 3, "b": (15, None)}, [["b <= 3"]]),
    ],
)  # fmt: skip
def test_ways_to_make_a_condition_hold(tree, scope, text: str, facts: dict[str, object], expected: list[list[str]]):
    """One move for each shortfall, whole for counts, none where the declared range forbids it."""
    assert expected == ways(tree, scope, text, **facts)


@pytest.mark.parametrize(
    ("text", "facts", "expected"),
    [
        ("3 * free >= 100", {"free": 3}, [["free >= 33.34"]]),
        ("3 * free > 100", {"free": 3}, [["free >= 33.34"]]),
        ("3 * free <= 100", {"free": 90}, [["free <= 33.33"]]),
        ("8 * free >= 1", {"free": 0}, [["free >= 0.125"]]),
        ("ratio >= 2 / 3", {"a": 0, "b": 3}, [["ratio >= 2/3"]]),
        ("0.3 * rate >= 29.9991", {"rate": 0}, [["rate >= 99.997"]]),
        ("3 * rate >= 299.99", {"rate": 0}, [["rate >= 100"]]),
    ],
)  # fmt: skip
def test_a_stated_figure_goes_to_a_number_that_can_be_written(tree, scope, text: str, facts, expected: list[list[str]]):
    """Of one without end a hundredth further on; what is derived, and what ends, is asked for exactly."""
    found = ways_to(tree(text), True, scope(**facts))
    assert expected == [[f"{one.measure} {one.op} {number_text(one.need)}" for one in way] for way in found]


def test_where_no_hundredth_is_left_the_number_without_end_stays(assess):
    """Of 33.3334 at most no hundredth lies at 100/3 or above: it is asked for as it is, and only a fraction says it."""
    rules = """
measures: {x: {type: number, range: [0, 33.3334], zh: 数, en: number}}
indicators: [{id: "1", source: s 1, met: 3 * x >= 100}]
"""
    found = assess(rules, {"facts": {"x": 3}})
    assert {gap.changes[0].need for gap in found.gaps} == {"100/3"}


def test_at_least_takes_the_combinations(tree, scope):
    """Two of three, one of which holds: either of the others does."""
    found = ways(tree, scope, "at_least(2, has, more, rate >= 95)", has=True, more=False, rate=90)

    assert [["more == True"], ["rate >= 95"]] == sorted(found)


def test_moves_that_pull_apart_are_no_way(scope):
    """A measure cannot be at least 7 and at most 3."""
    known = scope(x=5)

    assert merge((Move("x", ">=", Fraction(7)), Move("x", "<=", Fraction(3))), known) is None
    assert (Move("x", ">", Fraction(7)),) == merge((Move("x", ">=", Fraction(7)), Move("x", ">", Fraction(7))), known)


def test_a_ratio_of_counts_says_how_many(scope):
    """62 of 100 towards 70 % is 8 more of the numerator."""
    known = scope(a=62, b=100)

    assert ("a", Fraction(8)) == amount_behind(Move("ratio", ">=", Fraction(7, 10)), known)
    assert amount_behind(Move("x", ">=", Fraction(7)), known) is None


def test_a_strict_move_goes_a_hair_beyond():
    """The fact of a strict move satisfies it."""
    fact = facts_of((Move("rate", ">", Fraction(95)),))["rate"]

    assert fact.low > 95


@pytest.mark.parametrize(
    ("text", "wanted", "facts", "expected"),
    [
        ("max(a, b) >= 7", True, {"a": 3, "b": 4}, [["a >= 7"], ["b >= 7"]]),
        ("min(a, b) >= 7", True, {"a": 3, "b": 4}, [["a >= 7", "b >= 7"]]),
        ("min(a, b) >= 7", True, {"a": 9, "b": 4}, [["b >= 7"]]),
        ("max(a, b) <= 7", True, {"a": 9, "b": 8}, [["a <= 7", "b <= 7"]]),
        ("min(a, b) <= 7", True, {"a": 9, "b": 8}, [["a <= 7"], ["b <= 7"]]),
        ("max(a, b) / 2 >= 7", True, {"a": 3, "b": 4}, [["a >= 14"], ["b >= 14"]]),
        ("20 - max(a, b) >= 15", True, {"a": 9, "b": 8}, [["a <= 5", "b <= 5"]]),
        ("max(a, b) >= 7", False, {"a": 9, "b": 8}, [["a <= 6", "b <= 6"]]),
        ("max(a, b) >= 7", True, {"a": 9, "b": 8}, [[]]),
    ],
)  # fmt: skip
def test_of_the_greatest_one_is_enough_and_of_the_least_all(tree, scope, text: str, wanted: bool, facts, expected):
    """And the other way round for a limit from above; where the number is taken away, that too."""
    found = ways(tree, scope, text, wanted, **facts)
    fewest = [way for way in found if not any(set(other) < set(way) for other in found)]
    assert expected == fewest
