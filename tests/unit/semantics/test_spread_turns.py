"""The values of one cell for which a coefficient passes its limit, against every value of it."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import evalrules

RULES = """
tables:
  t:
    zh: 表
    en: table
    key: [name]
    columns:
      name: {{type: text, zh: 名, en: name}}
      x: {{type: {type}, range: [0, 400], zh: 量, en: x}}
      w: {{type: count, zh: 权, en: w}}
      q: {{type: number, value: x / w, zh: 商, en: quotient}}
indicators:
  - {{id: "1", source: s 1, met: "{met}"}}
"""
MET = ("cv(t, q, weight=w) <= 0.3", "cv(t, x) < 0.05", "stdev(t, x) <= 5", "mean(t, x) >= 12", "cv_sample(t, q) <= 0.5")


def refused(ruleset: Any, values: list[tuple[Any, int]]) -> bool:
    """Whether a drawn row happens to be what a total would be: it is asked about, and no verdict is given."""
    try:
        level(ruleset, values)
    except evalrules.EvalrulesError as told:
        return {one.code for one in told.diagnostics if one.is_error} == {"ER493"}
    return False


def table(values: list[tuple[Any, int]]) -> dict[str, Any]:
    return {"tables": {"t": [{"name": f"s{at}", "x": x, "w": w} for at, (x, w) in enumerate(values)]}}


def level(ruleset: Any, values: list[tuple[Any, int]]) -> tuple[str, ...]:
    return evalrules.assess(ruleset, evalrules.evidence_from(table(values), ruleset)).verdict.possible


def holds(needed: Any, value: int) -> bool:
    low, _, high = str(needed.value).partition("..")
    tests = {
        "==": lambda: value == Fraction(low), ">=": lambda: value >= Fraction(low), "<=": lambda: value <= Fraction(low),
        ">": lambda: value > Fraction(low), "<": lambda: value < Fraction(low),
        "between": lambda: Fraction(low) <= value <= Fraction(high),
    }  # fmt: skip
    return bool(tests[needed.op]())


@pytest.mark.parametrize("met", MET)
@given(
    others=st.lists(st.tuples(st.integers(0, 40), st.integers(1, 4)), min_size=1, max_size=4), weight=st.integers(1, 4)
)
@settings(max_examples=5)
def test_of_whole_numbers_each_is_told_as_it_is(met: str, others: list[tuple[int, int]], weight: int, ruleset_from):
    """Every number from 0 to 400 leads where it is said to lead, and nowhere where nothing is said."""
    ruleset = ruleset_from(RULES.format(met=met, type="count"))
    found = evalrules.assess(ruleset, evalrules.evidence_from(table([*others, (None, weight)]), ruleset))
    needed = found.missing[0].needed if found.missing else ()
    for value in (0, 1, *range(2, 60, 3), *range(60, 401, 68)):
        if refused(ruleset, [*others, (value, weight)]):
            continue
        expected = level(ruleset, [*others, (value, weight)])
        told = [one.to for one in needed if holds(one, value)]
        assert told == (list(expected) if len(expected) == 1 and found.missing else [])


def test_other_numbers_are_bracketed_and_said_so(ruleset_from):
    """The coefficient of 10 and x passes 0.3 at no number that ends: what is named lies just on the side that it is said to."""
    ruleset = ruleset_from(RULES.format(met="cv(t, x) <= 0.3", type="number"))
    (item,) = evalrules.assess(ruleset, evalrules.evidence_from(table([(10, 1), (None, 1)]), ruleset)).missing
    assert item.decides and not any(one.exact for one in item.needed)
    (passing,) = [one for one in item.needed if one.to == "pass"]
    low, high = map(Fraction, str(passing.value).split(".."))
    step = Fraction(1, 10**4)
    assert level(ruleset, [(10, 1), (low, 1)]) == ("pass",) == level(ruleset, [(10, 1), (high, 1)])
    assert level(ruleset, [(10, 1), (low - step, 1)]) == ("fail",) == level(ruleset, [(10, 1), (high + step, 1)])


@pytest.mark.parametrize(
    ("met", "others", "turn"),
    [
        ("median(t, x) >= 12", [(0, 1)], 24),
        ("mean(t, x) >= 5000", [(0, 1), (3, 1)], 15_000 - 3),
        ("sum(t, x) < -9", [(0, 1), (3, 1)], -12),
    ],
)
def test_a_limit_far_from_every_other_row_is_found(met: str, others: list[tuple[int, int]], turn: int, ruleset_from):
    """The other rows say nothing of where a mean, a median or a sum passes its limit; a column has no ends here."""
    ruleset = ruleset_from(RULES.format(met=met, type="number").replace(", range: [0, 400]", ""))
    found = evalrules.assess(ruleset, evalrules.evidence_from(table([*others, (None, 1)]), ruleset))
    (item,) = [one for one in found.missing if one.kind == "cell"]
    for value in (turn - 1, turn, turn + 1, turn * 10**4, -turn * 10**4, 0):
        told = [one.to for one in item.needed if holds(one, value)]
        assert tuple(told) == level(ruleset, [*others, (value, 1)]), value
