"""The exact reading of a condition: true, false or unknown."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from fractions import Fraction
from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evalrules.semantics.conditions import is_flag, is_never_negative, is_option, number, options, truth
from evalrules.semantics.interval import exact_value

Tree = Callable[..., Any]
MakeScope = Callable[..., Any]
T, F, U = True, False, None


@pytest.mark.parametrize(
    ("text", "facts", "holds"),
    [
        ("rate >= 95", {"rate": 95}, T),
        ("rate > 95", {"rate": 95}, F),
        ("rate <= 95", {"rate": 95}, T),
        ("rate < 95", {"rate": 95}, F),
        ("rate >= 95", {"rate": Fraction(100 * 113, 119)}, F),
        ("rate == 95", {"rate": Fraction(95)}, T),
        ("rate != 95", {"rate": 95}, F),
        ("x * 3 >= 1", {"x": Fraction(1, 3)}, T),
        ("x + x + x == 1", {"x": Fraction(1, 3)}, T),
        ("(1 / 3) * 3 >= 1", {}, T),
        ("1 / 3 + 1 / 3 + 1 / 3 == 1", {}, T),
        ("0.1 + 0.2 == 0.3", {}, T),
        ("-0 == 0", {}, T),
        ("x == 0", {"x": Fraction(-0)}, T),
    ],
)
def test_comparisons_are_exact(text: str, facts: dict[str, Any], holds: bool, tree: Tree, scope: MakeScope):
    """Full values are compared, never rounded ones; division is exact (P05, P06, P07, P13, P15)."""
    assert truth(tree(text), scope(**facts)) is holds


@pytest.mark.parametrize("t", [0, 1, 28, 50, 57, 58, 95, 99, 100])
def test_a_percentage_is_compared_by_cross_multiplication(t: int, tree: Tree, scope: MakeScope):
    """percent(a, b) >= t exactly where 100·a ≥ t·b, whatever a float would say (P05)."""
    node = tree(f"percent(a, b) >= {t}")
    wrong = [
        (a, b)
        for b in (1, 7, 29, 50, 100, 119)
        for a in range(b + 1)
        if truth(node, scope(a=a, b=b)) is not (100 * a >= t * b)
    ]
    assert wrong == []


@pytest.mark.parametrize(
    ("a", "b", "t", "op"), [(29, 50, 58, ">="), (57, 100, 57, ">="), (29, 100, 29, ">="), (7, 100, 7, "==")]
)
def test_where_floats_break_fractions_do_not(a: int, b: int, t: int, op: str, tree: Tree, scope: MakeScope):
    """The four known breaking points of binary floats hold (P05)."""
    assert truth(tree(f"percent(a, b) {op} {t}"), scope(a=a, b=b)) is True
    assert truth(tree(f"a / b * 100 {op} {t}"), scope(a=a, b=b)) is True


@pytest.mark.parametrize(
    ("text", "facts", "holds"),
    [
        ("rate >= 0", {}, T),
        ("free >= 0", {}, U),
        ("rate > 100", {}, F),
        ("free == free", {}, U),
        ("rate >= 50 or rate < 50", {}, U),
        ("rate >= 95", {}, U),
        ("rate >= 95", {"rate": 0}, F),
        ("has", {}, U),
        ("has", {"has": False}, F),
        ("not has", {}, U),
        ("rate >= 95", {"rate": (95, 99)}, T),
        ("rate >= 95", {"rate": (94, 99)}, U),
        ("rate >= 95", {"rate": (10, 94)}, F),
        ("90 <= free <= 95", {}, U),
        ("90 <= 80 <= free", {}, F),
        ("pupils >= 0", {}, T),
        ("open >= 1", {}, U),
        ("has == more", {"has": True}, U),
        ("has != more", {"has": True, "more": False}, T),
        ('label == "a"', {}, U),
    ],
)
def test_missing_is_unknown_unless_the_declared_range_decides(
    text: str, facts: dict[str, Any], holds: Any, tree: Tree, scope: MakeScope
):
    """Missing is not 0 and not false; only a declared range can decide without a value (P23, P24, P78)."""
    assert truth(tree(text), scope(**facts)) is holds


@pytest.mark.parametrize(
    ("text", "facts", "holds"),
    [
        ("pupils / computers <= 12", {"pupils": 120, "computers": 10}, T),
        ("pupils / computers <= 12", {"pupils": 121, "computers": 10}, F),
        ("pupils / computers <= 12", {"pupils": 5, "computers": 0}, F),
        ("pupils / computers <= 12", {"pupils": 0, "computers": 0}, U),
        ("pupils / computers <= 12", {"computers": 10}, U),
        ("pupils / computers >= 0", {"computers": 10}, T),
        ("x / 0 > 1", {"x": 5}, U),
        ("1 / 0 >= 95", {}, U),
        ("0 / 0 == 0 / 0", {}, U),
        ("x / y > 1", {"x": 1, "y": -1}, F),
        ("x / y > 1", {"x": -2, "y": -1}, T),
        ("x / y > 1", {"x": 1, "y": (-1, 1)}, U),
        ("ratio >= 0.5", {"a": 1, "b": 2}, T),
        ("ratio >= 0.5", {"a": 1, "b": 0}, T),
        ("ratio >= 0.5", {"a": 0, "b": 0}, U),
        ("a / b <= c / d", {"a": 1, "b": 3, "c": 2, "d": 6}, T),
        ("a / b < c / d", {"a": 1, "b": 3, "c": 2, "d": 6}, F),
        ("a / b / c >= 1", {"a": 6, "b": 2, "c": 3}, T),
        ("percent(a, b) >= 95", {"a": 0, "b": 0}, U),
        ("1 / (x - x) > 0", {"x": 1}, U),
    ],
)
def test_a_ratio_is_cross_multiplied(
    text: str, facts: dict[str, Any], holds: Any, tree: Tree, scope: MakeScope
):
    """Nothing is divided: pupils without computers exceed any limit, only 0/0 is unknown (P16, P22)."""
    assert truth(tree(text), scope(**facts)) is holds


def test_two_ratios_without_divisors_are_not_compared(tree: Tree, scope: MakeScope):
    """5/0 against 3/0 is unknown whatever the comparison: neither is a number."""
    facts = scope(a=5, b=0, c=3, d=0)
    found = {op: truth(tree(f"a / b {op} c / d"), facts) for op in ("<", "<=", ">", ">=", "==", "!=")}
    assert set(found.values()) == {None}


@pytest.mark.parametrize("order", ["{} and {}", "{} or {}"])
@pytest.mark.parametrize("decided", [True, False])
def test_the_order_of_conditions_does_not_matter(order: str, decided: bool, tree: Tree, scope: MakeScope):
    """An unknown beside a condition that decides leaves it decided, in both orders (P22)."""
    facts = scope(has=decided)
    there, back = (
        truth(tree(order.format(*pair)), facts) for pair in (("x / 0 > 1", "has"), ("has", "x / 0 > 1"))
    )
    assert there is back
    assert there is (decided if decided == (" or " in order) else None)


@pytest.mark.parametrize(("left", "right"), list(product((T, F, U), repeat=2)))
def test_functions_of_conditions_follow_kleene(left: Any, right: Any, tree: Tree, scope: MakeScope):
    """all_of and at_least(2, …) are and, any_of and at_least(1, …) are or, unknowns included (P21)."""
    facts = scope(**{name: value for name, value in (("has", left), ("more", right)) if value is not None})
    both, either = truth(tree("has and more"), facts), truth(tree("has or more"), facts)
    assert truth(tree("all_of(has, more)"), facts) is both
    assert truth(tree("at_least(2, has, more)"), facts) is both
    assert truth(tree("any_of(has, more)"), facts) is either
    assert truth(tree("at_least(1, has, more)"), facts) is either
    assert truth(tree("not (has and more)"), facts) is truth(tree("not has or not more"), facts)


@pytest.mark.parametrize(
    ("text", "facts", "holds"),
    [
        ('region == "south"', {"region": "south"}, T),
        ('region == "苏北"', {"region": "south"}, F),
        ('region != "north"', {"region": "south"}, T),
        ('region == "south"', {}, U),
        ('region in ("south", "north")', {}, T),
        ('region not in ("south",)', {"region": "south"}, F),
        ('kindof == "镇"', {"kindof": "town"}, T),
        ('kindof in ("town", "city")', {}, U),
        ('label == "a"', {"label": "a"}, T),
        ('label in ("a", "b")', {}, U),
        ('"a" == "b"', {}, F),
        ('grade("1") == "A"', {}, U),
        ('grade("1") in ("A", "B", "C")', {}, T),
        ('kindof == ("town" if has else "city")', {"kindof": "village"}, F),
        ('kindof == ("town" if has else "city")', {"kindof": "town"}, U),
        ("rate >= least", {"rate": 97, "region": "north"}, T),
        ("rate >= least", {"rate": 97, "region": "south"}, F),
        ("rate >= least", {"rate": 97}, U),
        ("rate >= least", {"rate": 98}, T),
        ("rate >= least", {"rate": 94}, F),
        ("rate >= bar", {"rate": 95}, T),
    ],
)
def test_options_and_numbers_by_option(
    text: str, facts: dict[str, Any], holds: Any, tree: Tree, scope: MakeScope
):
    """Options are compared by id; an unknown region decides only where every region gives the same."""
    assert truth(tree(text), scope(**facts)) is holds


@pytest.mark.parametrize(
    ("text", "facts", "holds"),
    [
        ("(1 if has else 2) >= 1", {}, T),
        ("(1 if has else 2) >= 2", {}, U),
        ("(1 if has else 2) >= 2", {"has": False}, T),
        ("(rate > 1 if has else rate > 2) and more", {"rate": 5, "more": True}, T),
        ("min(x, y) >= 1", {"x": 1, "y": 2}, T),
        ("max(x, y) >= 3", {"x": 1, "y": 2}, F),
        ("max(x, y) >= 1", {"x": 1}, T),
        ("min(x, y) >= 1", {"x": 0}, F),
        ("min(x, y) >= 1", {"x": 5}, U),
        ("fund >= grant", {"fund": 1, "grant": 10_000}, T),
        ("fund >= grant", {"fund": 1, "grant": 10_001}, F),
        ("twice == 4", {"x": 2}, T),
        ("twice == 4", {"twice": 5, "x": 2}, T),
        ("twice >= 5", {"twice": 5}, T),
    ],
)
def test_choices_extremes_units_and_derived_measures(
    text: str, facts: dict[str, Any], holds: Any, tree: Tree, scope: MakeScope
):
    """An open `if` is both its branches, an open measure both its bounds; money is converted exactly."""
    assert truth(tree(text), scope(**facts)) is holds


def test_dates_are_ordered(tree: Tree, scope: MakeScope):
    """A date is before, at or after another; a missing one is unknown."""
    first, last = datetime.date(2007, 8, 31), datetime.date(2007, 9, 1)
    assert truth(tree("built < seen"), scope(built=first, seen=last)) is True
    assert truth(tree("built >= seen"), scope(built=first, seen=last)) is False
    assert truth(tree("built == seen"), scope(built=first)) is None


def test_without_a_board_tallies_are_open(tree: Tree, scope: MakeScope):
    """Before the indicators are known, counts have no upper bound and every and any are unknown."""
    assert truth(tree("every(indicators, met)"), scope()) is None
    assert truth(tree('met("2")'), scope()) is None
    assert truth(tree("count(indicators, met) >= 0"), scope()) is True
    assert truth(tree("count(indicators, met) >= 1"), scope()) is None


def test_huge_numbers_beside_missing_ones_raise_nothing(tree: Tree, scope: MakeScope):
    """A product beyond the range of floats stays exact, also beside a fact that is missing (P16)."""
    big = " * ".join(["1e100"] * 4)
    assert truth(tree(f"{big} * free >= 1"), scope()) is None
    assert truth(tree(f"{big} + free >= 1"), scope()) is None
    assert truth(tree(f"{big} >= 1 / ({big})"), scope()) is True
    assert truth(tree(f"z / ({big}) + free >= 1"), scope(z=1)) is None


NUMERIC = [
    "x",
    "y",
    "a",
    "2",
    "0.5",
    "-1",
    "x + y",
    "x - y",
    "x * y",
    "x / y",
    "min(x, y)",
    "max(x, 1)",
    "(x if has else y)",
]
LEVELS = st.sampled_from([None, Fraction(-2), Fraction(0), Fraction(1, 3), Fraction(1), Fraction(3)])


@given(
    left=st.sampled_from(NUMERIC),
    right=st.sampled_from(NUMERIC),
    op=st.sampled_from(["<", "<=", ">", ">=", "==", "!="]),
    x=LEVELS,
    y=LEVELS,
    a=st.sampled_from([None, 0, 2]),
    has=st.sampled_from([None, True, False]),
)
def test_what_is_decided_with_facts_missing_stays_decided(
    left: str, right: str, op: str, x: Any, y: Any, a: Any, has: Any, tree: Tree, scope: MakeScope
):
    """True or false before all facts are known is what every completion gives, 0/0 apart (P40)."""
    node = tree(f"{left} {op} {right}")
    known = {"x": x, "y": y, "a": a, "has": has}
    decided = truth(node, scope(**{name: value for name, value in known.items() if value is not None}))
    if decided is None:
        return
    choices = {
        "x": (-2, 0, Fraction(1, 3), 4),
        "y": (-2, 0, Fraction(1, 3), 4),
        "a": (0, 1, 9),
        "has": (True, False),
    }
    filled = [((value,) if value is not None else choices[name]) for name, value in known.items()]
    for case in product(*filled):
        assert truth(node, scope(**dict(zip(known, case, strict=True)))) in (decided, None)


def test_kinds_of_expressions(tree: Tree):
    """Options, flags and numbers are told apart from the tree alone."""
    assert [
        is_option(tree(text))
        for text in ('"a"', "region", "kindof", 'grade("1")', '("a" if has else "b")', "rate", "has")
    ] == [
        True,
        True,
        True,
        True,
        True,
        False,
        False,
    ]
    assert [
        is_flag(tree(text))
        for text in ("has", "rate > 1", "(has if more else more)", "every(indicators, met)")
    ] == [True] * 4
    assert not is_flag(tree("count(indicators, met)"))
    assert not is_flag(tree("rate"))


@pytest.mark.parametrize(
    ("text", "never"),
    [
        ("pupils", T),
        ("x", F),
        ("rate", T),
        ("pupils * rate", T),
        ("a - z", F),
        ("min(a, z)", T),
        ("max(x, z)", F),
        ("bar", T),
        ("open", F),
        ("(pupils if has else 1)", T),
        ("count(indicators, met)", T),
        ("-1", F),
        ("pupils / 2", T),
        ("pupils / (computers + 1)", T),
        ("pupils / computers", F),
    ],
)
def test_what_declarations_alone_say_of_the_sign(text: str, never: bool, tree: Tree, scope: MakeScope):
    """A count, and sums and products of what is not negative, are never negative; nor is a ratio that has a value."""
    assert is_never_negative(tree(text), scope()) is never


def test_values_of_expressions(tree: Tree, scope: MakeScope):
    """A number is an interval, an option a set; any text is None."""
    assert exact_value(number(tree("x * 2 + 1"), scope(x=3))) == 7
    assert options(tree("region"), scope()) == {"south", "north"}
    assert options(tree("label"), scope()) is None
