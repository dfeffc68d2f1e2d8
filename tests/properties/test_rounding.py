"""Full values unless the standard rounds; where it rounds, once and by a named rule. P08, P09, P10, P11, P12."""

from __future__ import annotations

from fractions import Fraction
from math import floor

import pytest
from drawing import draws
from hypothesis import example, given
from hypothesis import strategies as st

RULESET = """
measures:
  part: {type: count}
  whole: {type: count}
  x: {type: number%s}
  y: {type: number%s}
  z: {type: number%s}
  rate: {type: percent, value: "percent(part, whole)"%s}
indicators: [{id: "1", source: s 1, met: '%s'%s}]
"""
TRUTHS = {"met": True, "not_met": False, "unknown": None}


def rule(digits: int, mode: str) -> str:
    return f", round: {{digits: {digits}, mode: {mode}}}"


@pytest.fixture(scope="module")
def holds(desk):
    """`holds(condition, facts, indicator=…, measure=…)`: with a rounding of the indicator, or of the measures."""

    def of(condition: str, facts: dict, *, indicator: str = "", measure: str = "") -> bool | None:
        text = RULESET % (measure, measure, measure, measure, condition, indicator)
        return TRUTHS[desk.judge(text, facts).findings[0].outcome]

    return of


@pytest.mark.parametrize(("part", "whole"), [(113, 119), (132, 139), (151, 159), (170, 179), (189, 199)])
def test_a_rounded_comparison_is_only_where_the_ruleset_says_so(holds, part, whole):
    """P08: 113/119 is 94.957 %: below 95 in full, and 95.0 where the standard rounds to one digit."""
    facts = {"part": part, "whole": whole}
    for mode in ("half_up", "half_even"):
        assert holds("rate >= 95", facts) is False
        assert holds("rate >= 95", facts, indicator=rule(1, mode)) is True
        assert holds("rate >= 95", facts, measure=rule(1, mode)) is True
        assert holds("rate >= 95", facts, indicator=rule(2, mode)) is False


def test_what_is_reported_of_a_rounded_comparison_does_not_contradict_it(desk):
    """P09: a gap under a rounded comparison is given for the full value, and closing it closes it."""
    text = RULESET % ("", "", "", "", "x >= 20", rule(2, "half_up"))
    gap = desk.judge(text, {"x": Fraction("19.99")}).gaps[0]
    assert [(change.op, change.need) for change in gap.changes] == [(">=", "19.995")]
    assert desk.judge(text, {"x": Fraction("19.995")}).findings[0].outcome == "met"
    assert desk.judge(text, {"x": Fraction("19.9949999")}).findings[0].outcome == "not_met"


@pytest.mark.parametrize(
    ("value", "digits", "half_even", "half_up"),
    [
        ("1.050", 1, "1.0", "1.1"),
        ("0.35", 1, "0.4", "0.4"),
        ("0.25", 1, "0.2", "0.3"),
        ("2.5", 0, "2", "3"),
        ("3.5", 0, "4", "4"),
        ("94.5", 0, "94", "95"),
        ("95.5", 0, "96", "96"),
        ("10.5002", 0, "11", "11"),
        ("12.1498", 1, "12.1", "12.1"),
        ("-0.0365", 3, "-0.036", "-0.037"),
    ],
)
def test_the_rule_is_named(holds, value, digits, half_even, half_up):
    """P10: GB/T 8170 goes to the even digit, 四舍五入 away from zero; a condition compares what the rule gives."""
    for mode, expected in (("half_even", half_even), ("half_up", half_up)):
        for where in ("indicator", "measure"):
            assert holds(f"x == {expected}", {"x": Fraction(value)}, **{where: rule(digits, mode)}) is True
            assert holds(f"x != {expected}", {"x": Fraction(value)}, **{where: rule(digits, mode)}) is False


@pytest.mark.parametrize(
    ("value", "digits", "once", "twice"), [("8.53459", 2, "8.53", "8.54"), ("94.445", 0, "94", "95")]
)
def test_a_number_is_rounded_once(holds, value, digits, once, twice):
    """P11: 94.445 is 94, never 94.45, 94.5 and 95."""
    for mode in ("half_up", "half_even"):
        assert holds(f"x == {once}", {"x": Fraction(value)}, indicator=rule(digits, mode)) is True
        assert holds(f"x >= {twice}", {"x": Fraction(value)}, indicator=rule(digits, mode)) is False


def test_a_rounded_measure_in_a_rounded_comparison(holds):
    """P11: a measure that has its own rounding is not rounded to the digits of the indicator as if it were full."""
    facts = {"x": Fraction("94.445")}
    assert holds("x == 94.45", facts, measure=rule(2, "half_up")) is True
    assert holds("x + 0 == 94", facts, measure=rule(2, "half_up"), indicator=rule(0, "half_up")) is True


@pytest.mark.parametrize(
    ("numbers", "exact", "of_rounded"),
    [
        (("33.4", "33.3", "33.3"), True, "100"),
        (("33.45", "33.45", "33.10"), True, "99.9"),
        (("33.4", "33.3", "33.2"), False, "99.9"),
    ],
)
def test_a_total_takes_the_full_values(holds, numbers, exact, of_rounded):
    """P12: 33.45 + 33.45 + 33.10 is 100 in full, although the rounded parts make 99.9."""
    facts = dict(zip("xyz", map(Fraction, numbers), strict=True))
    assert holds("x + y + z == 100", facts) is exact
    for indicator in ("", rule(1, "half_even")):
        assert holds("x + y + z == 100", facts, indicator=indicator) is exact
    parts = [half_even(Fraction(one)) for one in numbers]
    assert sum(parts) == Fraction(of_rounded)


def half_even(value: Fraction) -> Fraction:
    tenths = value * 10
    low = floor(tenths)
    return Fraction(low + (tenths - low > Fraction(1, 2) or (tenths - low == Fraction(1, 2) and low % 2 == 1)), 10)


def test_a_derived_measure_takes_the_full_values_of_its_inputs(desk):
    """P12: a formula over rounded measures uses what is behind the rounding."""
    text = """
measures:
  x: {type: number, round: {digits: 0, mode: half_up}}
  twice: {type: number, value: 2 * x}
indicators: [{id: "1", source: s 1, met: x == 1}, {id: "2", source: s 1, met: twice == 2.8}]
"""
    assert ["met", "met"] == [one.outcome for one in desk.judge(text, {"x": Fraction("1.4")}).findings]


@given(st.integers(-400, 400), st.integers(-40, 40), st.sampled_from([">=", ">", "<=", "<"]))
@draws(32)
@example(25, 2, ">=")
@example(-25, -2, "<=")
def test_a_rounded_comparison_is_that_of_the_rounded_number(holds, hundredths, tenths, op):
    """P08, P10: the comparison holds exactly where it holds of the number rounded by hand."""
    value, limit = Fraction(hundredths, 100), Fraction(tenths, 10)
    rounded = half_even(value)
    expected = {">=": rounded >= limit, ">": rounded > limit, "<=": rounded <= limit, "<": rounded < limit}[op]
    facts = {"x": value, "y": limit}
    assert holds(f"x {op} {float(limit):.1f}", facts, indicator=rule(1, "half_even")) is expected
