"""The compiled evaluator at its edges; that it agrees with the tree is tests/agreement."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal, getcontext

import pytest

RULES = """\
grades: [A, B, C]
measures: {rate: {type: percent, range: [0, 100], better: higher}, has: {type: yesno}}
indicators:
  - {id: "1", source: s, bands: {A: rate >= 95, B: rate >= 90, C: otherwise}}
  - {id: "2", source: s, bands: {A: rate >= 50 and has, B: rate >= 50, C: otherwise}}
vetoes: [{id: c, when: 'count(indicators, grade == "C") >= 1', level: fail, source: s}]
verdict: [{level: pass}]
"""
PLAIN = RULES.replace("rate >= 50 and has", "rate >= 60")


def test_a_plain_ruleset_is_generated(ruleset_from):
    """Comparisons with numbers become one flat function."""
    evaluator = ruleset_from(PLAIN).compile()

    assert evaluator.is_generated
    assert ("rate >= 95", "rate >= 90", "rate >= 60", "rate >= 50") == evaluator.comparisons


def test_a_gap_is_exact(ruleset_from):
    """94.9 of 95 is short by 0.1, not by 0.0999…."""
    judged = ruleset_from(PLAIN).compile().judge({"rate": Decimal("94.9")})

    assert ("pass", (("1", "B", "A", (("rate", Decimal("94.9"), ">=", Decimal(95), Decimal("0.1")),)),)) == (
        judged.level,
        judged.gaps,
    )


def test_what_is_missing_opens_the_verdict(ruleset_from):
    """A missing fact leaves what its range leaves, in both functions."""
    evaluator = ruleset_from(PLAIN).compile()

    assert (None, ("pass", "fail")) == evaluator.judge({})[:2]
    assert (None, (None,) * 4) == (evaluator.measure({"rate": None}).level, evaluator.measure({"rate": None}).distances)


@pytest.mark.parametrize("rules", [RULES, PLAIN], ids=["flags", "numbers"])
def test_a_float_is_refused(ruleset_from, rules: str):
    """A binary float has no decimal value to be exact about, and the thread's decimal context comes back."""
    before = getcontext().prec

    with pytest.raises(TypeError):
        ruleset_from(rules).compile().judge_unchecked({"rate": 95.0, "has": True})
    assert before == getcontext().prec


def test_an_unknown_yes_or_no_is_not_a_no(ruleset_from):
    """None for a yes/no fact leaves both grades."""
    assert ("A", ("A", "B")) == ruleset_from(RULES).compile().judge({"rate": 96, "has": None}).grades


@pytest.mark.parametrize(("rate", "level"), [(40, "pass"), (60, "fail")], ids=["need not", "must"])
def test_a_fact_says_whether_an_indicator_must_be_reached(ruleset_from, rate: int, level: str):
    """`must` with a condition is judged for the subject at hand, not left open for all of them."""
    rules = """\
measures: {rate: {type: percent, range: [0, 100]}}
choices: {stage: {primary: {zh: 小学, en: primary}}}
indicators: [{id: i, each: stage, met: rate >= 95, must: rate >= 50, source: s}]
vetoes: [{id: v, when: 'any(indicators, must and not met)', level: fail, source: s}]
verdict: [{level: pass}]
"""
    ruleset = ruleset_from(rules)

    assert level == ruleset.compile().judge({"rate": rate}).level == ruleset.compile().measure({"rate": rate}).level


def test_threads_share_an_evaluator(ruleset_from):
    """Many threads at once get the verdicts of one."""
    evaluator = ruleset_from(PLAIN).compile()
    facts = [{"rate": Decimal(value) / 10} for value in range(0, 1000, 7)]
    alone = [evaluator.judge(each) for each in facts]

    with ThreadPoolExecutor(8) as pool:
        assert alone == list(pool.map(evaluator.judge, facts))
