"""Numbers at thresholds are exact: P01-P20 as far as single quantities go."""

from __future__ import annotations

from fractions import Fraction
from math import floor

import pytest
from drawing import draws
from hypothesis import example, given
from hypothesis import strategies as st

from evalrules.base.numbers import number_text, parse_number, shown_number

COUNTS = "a: {type: count, unit: 所}, b: {type: count, unit: 所}"
RATE = "x: {type: percent, range: [0, 100]}"
DECIMALS = st.builds(
    lambda n, places: Fraction(n, 10**places), st.integers(-(10**12), 10**12), st.integers(0, 25)
)


class Raw(str):
    """Text that goes into the evidence as it is."""

    __slots__ = ()


@pytest.mark.parametrize("form", ["yaml", "json"])
def test_text_to_number_is_exact(desk, form):
    """P01: 94.99999999999999999999 does not reach 95, from YAML as from JSON."""
    ruleset = desk.ruleset(f'measures: {{{RATE}}}\nindicators: [{{id: "1", source: s 1, met: x >= 95}}]\n')
    document = '{"format": "evidence/1", "facts": {"x": 94.99999999999999999999}}'
    assert "not_met" == desk.judge(ruleset, document=document, form=form).findings[0].outcome


@given(DECIMALS, DECIMALS)
@example(Fraction("94.99999999999999999999"), Fraction(95))
@example(Fraction("0.30000000000000004"), Fraction("0.3"))
@draws(24)
def test_a_comparison_is_the_comparison_of_the_exact_numbers(desk, left, right):
    """P01: for every pair of written decimals each operator says what exact numbers say."""
    expected = [left < right, left <= right, left > right, left >= right, left == right, left != right]
    facts = {"x": left, "y": right}
    assert expected == [desk.holds(f"x {op} y", facts) for op in ("<", "<=", ">", ">=", "==", "!=")]


def test_a_tenth_and_two_tenths_are_three_tenths(desk):
    """P02: 0.1 + 0.2 = 0.3 holds and 0.1 + 0.2 > 0.3 does not."""
    facts = {"x": Fraction("0.1"), "y": Fraction("0.2")}

    assert desk.holds("x + y == 0.3", facts) is True
    assert desk.holds("x + y > 0.3", facts) is False
    assert desk.holds("0.1 + 0.2 == x + y and 0.1 + 0.2 == 0.3", facts) is True


@pytest.mark.parametrize("spelling", ["95", "95.0", "95.000", "9.5e1", "9.5E+1", "950e-1", "+95"])
def test_spellings_of_a_number_are_one_value(desk, spelling):
    """P03: every plain spelling of 95 gives the same grade, canonical form and digest."""
    ruleset = f'measures: {{{RATE}}}\nindicators: [{{id: "1", source: s 1, met: x >= 95}}]\n'
    expected = desk.judge(ruleset, {"x": Raw("95")})
    actual = desk.judge(ruleset, {"x": Raw(spelling)})

    assert "95" == actual.findings[0].facts[0].value
    assert expected.evidence_digest == actual.evidence_digest
    assert expected.findings[0].outcome == actual.findings[0].outcome
    assert expected.verdict == actual.verdict


def test_quoted_digits_are_no_number(desk):
    """P03: the text "95" is not the number 95 but an error with a hint."""
    ruleset = f'measures: {{{RATE}}}\nindicators: [{{id: "1", source: s 1, met: x >= 95}}]\n'
    assert ["ER419"] == desk.refusals(ruleset, desk.text({"x": Raw('"95"')}))


@pytest.mark.parametrize(
    ("part", "whole", "limit"), [(29, 50, 58), (57, 100, 57), (29, 100, 29), (7, 100, 7)]
)
def test_a_ratio_as_percent_is_exact(desk, part, whole, limit):
    """P04, P05: 29/50 is 58 % where binary floating point says 57.99999999999999."""
    facts = {"a": part, "b": whole}

    assert desk.holds(f"percent(a, b) >= {limit}", facts, COUNTS) is True
    assert desk.holds(f"100 * a / b >= {limit}", facts, COUNTS) is True
    assert desk.holds(f"a / b * 100 == {limit}", facts, COUNTS) is True
    assert desk.holds(f"percent(a, b) > {limit}", facts, COUNTS) is False


@given(st.data())
@draws(32)
def test_percent_against_a_limit_is_cross_multiplied(desk, data):
    """P05: a/b as percent reaches t exactly where 100 a >= t b in whole numbers."""
    whole = data.draw(st.integers(1, 400))
    part = data.draw(st.integers(0, whole))
    limit = data.draw(st.integers(0, 100) | st.just(100 * part // whole))
    measures = f"{COUNTS}, t: {{type: percent}}, r: {{type: percent, value: 'percent(a, b)'}}"
    facts = {"a": part, "b": whole, "t": limit}
    expected = 100 * part >= limit * whole

    for condition in ("percent(a, b) >= t", "r >= t", "not percent(a, b) < t", "t <= 100 * a / b"):
        assert expected == desk.holds(condition, facts, measures.replace("'", '"')), condition
    assert (100 * part == limit * whole) == desk.holds(
        "percent(a, b) == t", facts, measures.replace("'", '"')
    )


def test_division_stays_exact_through_a_chain(desk):
    """P06: (1/3)*3 >= 1 and 1/3 + 1/3 + 1/3 = 1 hold."""
    facts = {"x": 1, "y": 3}

    assert desk.holds("x / y * 3 >= 1", facts) is True
    assert desk.holds("x / y + x / y + x / y == 1", facts) is True
    assert desk.holds("(1 / 3) * 3 >= x and 1 / 3 + 1 / 3 + 1 / 3 == x", facts) is True


@pytest.mark.parametrize(("part", "whole"), [(113, 119), (132, 139), (151, 159), (170, 179), (189, 199)])
def test_full_values_are_compared_and_what_is_shown_agrees(desk, part, whole):
    """P07, P09: 113/119 does not reach 95 % though it rounds to 95.0, and it is not shown as 95."""
    facts = {"a": part, "b": whole}
    shown = shown_number(Fraction(100 * part, whole), Fraction(95))

    assert desk.holds("percent(a, b) >= 95", facts, COUNTS) is False
    assert shown.startswith("94.9")


@given(st.fractions(), st.fractions())
@example(Fraction(11300, 119), Fraction(95))
@example(Fraction("-94.9999999999"), Fraction(-95))
@example(Fraction("94.9999999999"), Fraction(95))
def test_what_is_shown_never_contradicts_the_comparison(left, right):
    """P09: two different numbers are never shown alike, nor in the wrong order, up to 40 digits."""
    shown = [
        Fraction(shown_number(one, other)) for one, other in ((left, right), (right, left))
    ]
    if left != right and abs(left - right) > Fraction(1, 10**38):
        assert (left < right) == (shown[0] < shown[1])
    if left == right:
        assert shown[0] == shown[1]


@pytest.mark.parametrize(
    ("condition", "expected"), [("x >= 95", True), ("x > 95", False), ("x <= 95", True), ("x < 95", False)]
)
def test_bounds_are_included_or_not_as_written(desk, condition, expected):
    """P13: 95 meets 95以上 and 95以下, and neither 超过95 nor 不足95."""
    assert expected == desk.holds(condition, {"x": 95})


BOTH = """grades: [A, B]
measures: {x: {type: percent, range: [0, 100]}}
verdict: [{level: pass, when: 'grade("1") == "A"'}, {level: fail}]
indicators: [{id: "1", source: s 1, bands: {A: x >= 90, B: x <= 90}%s}]
"""


def test_bands_that_share_their_bound_are_refused(desk):
    """P14: 90以上为A with 90以下为B overlaps at 90, and the refusal names 90."""
    made = desk.make(BOTH % "")

    assert ["ER302"] == [found.code for found in made.problems]
    assert "90" in str(made.problems[0].args)


@pytest.mark.parametrize(("choice", "expected"), [("better", "A"), ("worse", "B")])
def test_the_ruleset_says_which_band_has_the_shared_bound(desk, choice, expected):
    """P14: with `when_both` the shared bound has the grade that the ruleset names, and nothing else
    changes.
    """
    text = BOTH % f", when_both: {choice}"

    assert expected == desk.grade(text, {"x": 90})
    assert ["A", "B"] == [desk.grade(text, {"x": Fraction(x)}) for x in ("90.01", "89.99")]


def test_minus_nothing_is_nothing(desk):
    """P15: -0 is 0, prints as 0 and has the same digest."""
    ruleset = 'measures: {x: {type: number}}\nindicators: [{id: "1", source: s 1, met: x >= 0}]\n'
    found = [desk.judge(ruleset, {"x": Raw(text)}) for text in ("0", "-0", "-0.0", "-0e5", "0.000")]

    assert {"0"} == {one.findings[0].facts[0].value for one in found}
    assert 1 == len({one.evidence_digest for one in found})


@pytest.mark.parametrize(
    "text", [".nan", ".inf", "-.inf", "NaN", "nan", "inf", "-inf", "Infinity", "1e400", "-1e400"]
)
def test_no_number_is_infinite_or_not_a_number(desk, text):
    """P16: NaN and infinities are refused, whatever their spelling."""
    ruleset = 'measures: {x: {type: number}}\nindicators: [{id: "1", source: s 1, met: x >= 95}]\n'
    assert desk.refusals(ruleset, desk.text({"x": Raw(text)}))


def test_a_division_by_zero_makes_no_infinity(desk):
    """P16: an intermediate x/0 is unknown, never a number that passes 95."""
    facts = {"x": 1, "y": 0}

    assert desk.holds("x / y - x / y == 0", facts) is None
    assert desk.holds("min(x / y, 95) >= 95", facts) is None
    assert desk.holds("x / y + 1 >= 95", facts) is None


@pytest.mark.parametrize(
    ("amount", "unit", "expected"),
    [
        ("3.3", "亿元", "33000"),
        ("33000", "万元", "33000"),
        ("330000000", "元", "33000"),
        ("0.00011", "亿元", "1.1"),
    ],
)
def test_money_converts_exactly(desk, amount, unit, expected):
    """P17: 3.3 亿元 = 33 000 万元 = 330 000 000 元."""
    text = 'measures: {x: {type: number, unit: 万元}}\nindicators: [{id: "1", source: s 1, met: x >= 0}]\n'
    found = desk.judge(text, {"x": Raw(f"{{value: {amount}, unit: {unit}}}")})
    assert (expected, "万元") == (found.findings[0].facts[0].value, found.findings[0].facts[0].unit)


def test_units_inside_a_condition_convert_exactly(desk):
    """P17: 1.1 万元 times 3 is 33 000 元, and 3 亩 are exactly 2000 m²."""
    money = "x: {type: number, unit: 万元}, y: {type: number, unit: 元}"
    area = "x: {type: number, unit: 亩}, y: {type: number, unit: m2}"

    assert desk.holds("x * 3 == y", {"x": Fraction("1.1"), "y": 33000}, money) is True
    assert desk.holds("x == y", {"x": 3, "y": 2000}, area) is True
    assert desk.holds("y == x", {"x": 3, "y": 2000}, area) is True
    assert desk.holds("x > y", {"x": 3, "y": Fraction("1999.999999")}, area) is True


@given(DECIMALS, st.sampled_from(["元", "万元", "亿元"]), st.sampled_from(["元", "万元", "亿元"]))
@draws(16)
def test_a_digest_does_not_depend_on_the_unit(desk, amount, first, second):
    """P17, P46: one amount in two units is one value with one digest."""
    factors = {"元": 1, "万元": 10_000, "亿元": 100_000_000}
    text = 'measures: {x: {type: number, unit: 万元}}\nindicators: [{id: "1", source: s 1, met: x >= 0}]\n'
    yuan = amount * 100_000_000
    found = [
        desk.judge(text, {"x": Raw(f"{{value: {number_text(yuan / factors[unit])}, unit: {unit}}}")})
        for unit in (first, second)
    ]
    assert found[0].evidence_digest == found[1].evidence_digest
    assert found[0].findings == tuple(
        one._replace(facts=two.facts) for one, two in zip(found[1].findings, found[0].findings, strict=True)
    )


@pytest.mark.parametrize(
    ("unit", "declared"), [("m2", "万元"), ("%", "万元"), ("人", "万元"), ("千台", "万元"), ("元", "%")]
)
def test_units_are_never_mixed(desk, unit, declared):
    """P17: a unit that has no exact factor to the declared one is refused."""
    text = f"""measures: {{x: {{type: number, unit: "{declared}"}}}}
indicators: [{{id: "1", source: s 1, met: x >= 0}}]
"""
    assert ["ER415"] == desk.refusals(text, desk.text({"x": Raw(f'{{value: 1, unit: "{unit}"}}')}))


def test_points_and_percent_are_two_questions(desk):
    """P18: from 4.0 % to 4.1 % is 0.1 points and 2.5 % more, both bounds included, and not 2.6 % more."""
    measures = "last: {type: percent}, now: {type: percent}"
    facts = {"last": Raw("4.0"), "now": Raw("4.1")}

    assert desk.holds("now - last >= 0.1", facts, measures) is True
    assert desk.holds("100 * (now - last) / last >= 2.5", facts, measures) is True
    assert desk.holds("percent(now - last, last) >= 2.5", facts, measures) is True
    assert desk.holds("percent(now - last, last) >= 2.6", facts, measures) is False
    assert desk.holds("percent(now - last, last) > 2.5", facts, measures) is False


RATIO = """values: {least: {value: 1, source: s 1}}
measures:
  teachers: {type: count, unit: 人}
  students: {type: count, unit: 人}
  ratio: {type: ratio, value: teachers / students, better: higher}
indicators: [{id: "1", source: s 1, met: ratio >= 1 / 19}]
"""


@pytest.mark.parametrize(
    ("teachers", "students", "expected"),
    [(53, 1007, "met"), (53, 1008, "not_met"), (54, 1007, "met"), (1, 18, "met")],
)
def test_a_ratio_of_teachers_to_students_is_a_number(desk, teachers, students, expected):
    """P19: 1:19以上 means teachers/students >= 1/19; 53 of 1007 is exactly that, 53 of 1008 is not."""
    assert expected == desk.judge(RATIO, {"teachers": teachers, "students": students}).findings[0].outcome


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1:18", "met"),
        ("1:19", "met"),
        ("1：19", "met"),
        ("1:19.01", "not_met"),
        ("2:38", "met"),
        ("1:9", "met"),
        ("1:100", "not_met"),
        ("0.05", "not_met"),
        ('"1:19"', "met"),
    ],
)
def test_a_written_ratio_is_ordered_as_a_number(desk, text, expected):
    """P19: 1:18 is better than 1:19, and 1:9 better than 1:18: neither text nor the second number orders
    them.
    """
    ruleset = """measures: {ratio: {type: ratio, better: higher}}
indicators: [{id: "1", source: s 1, met: ratio >= 1 / 19}]
"""
    assert expected == desk.judge(ruleset, {"ratio": text}).findings[0].outcome


@pytest.mark.parametrize("text", ["1:0", "1:", ":19", "1:2:3", "-1:19", "1/19"])
def test_what_is_no_ratio_is_refused(desk, text):
    """P19: a ratio to nothing, or half a ratio, is an error and not a number."""
    ruleset = 'measures: {ratio: {type: ratio}}\nindicators: [{id: "1", source: s 1, met: ratio >= 1 / 19}]\n'
    assert desk.refusals(ruleset, desk.text({"ratio": Raw(f'"{text}"')}))


def test_large_numbers_keep_every_digit(desk):
    """P20: 10^30 + 1 is more than 10^30, and all its digits stand in the result."""
    text = (
        'measures: {x: {type: number}, y: {type: number}}\nindicators: [{id: "1", source: s 1, met: x > y}]\n'
    )
    facts = {"x": 10**30 + 1, "y": 10**30}

    for form in ("yaml", "json"):
        document = f'{{"format": "evidence/1", "facts": {{"x": {facts["x"]}, "y": {facts["y"]}}}}}'
        finding = desk.judge(text, document=document, form=form).findings[0]
        assert "met" == finding.outcome
        assert ["1" + "0" * 29 + "1", "1" + "0" * 30] == [use.value for use in finding.facts]


@given(DECIMALS)
@example(Fraction(-1, 10**25))
def test_number_text_reads_back(value):
    """P01, P20: the canonical text of a decimal reads back to the same number."""
    assert value == parse_number(number_text(value))


@given(st.integers(0, 10**6), st.integers(1, 10**6))
@draws(16)
def test_a_derived_percentage_is_reported_exactly(desk, part, whole):
    """P05, P09: the value of a derived percentage is reported as the exact number."""
    text = """measures:
  a: {type: count, unit: 所}
  b: {type: count, unit: 所}
  r: {type: percent, value: "percent(a, b)"}
indicators: [{id: "1", source: s 1, met: r >= 50}]
"""
    finding = desk.judge(text, {"a": part, "b": whole}).findings[0]
    assert Fraction(100 * part, whole) == Fraction(finding.facts[0].value)
    assert ("met" if floor(Fraction(100 * part, whole)) >= 50 else "not_met") == finding.outcome
