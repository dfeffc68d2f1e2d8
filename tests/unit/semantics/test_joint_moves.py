"""Two figures of one comparison that reach its limit only together: the least of the last, and each is needed."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest

import evalrules

RULES = """
measures:
  a: {{type: number, better: higher, range: [0, 12], zh: 量, en: amount}}
  b: {{type: count, better: higher, range: [0, 9], zh: 次, en: times}}
  c: {{type: number, better: lower, range: [1, 20], zh: 耗, en: used}}
  n: {{type: number, fixed: true, range: [0, 100], zh: 定, en: fixed}}
  product: {{type: number, value: a * b, zh: 积, en: product}}
indicators: [{{id: "1", source: s 1, met: "{met}"}}]
verdict: [{{level: pass, when: "every(indicators, met)", source: s 1}}, {{level: fail, source: s 1}}]
"""
HAVE = {"a": 5, "b": 5, "c": 10, "n": 1}


@pytest.mark.parametrize(
    ("met", "expected"),
    [
        ("a * b >= 100", {"a": "11.12", "b": "9"}),
        ("product >= 100", {"a": "11.12", "b": "9"}),
        ("a / c >= 8", {"a": "8", "c": "1"}),
        ("a * b / c >= 100", {"a": "12", "b": "9", "c": "1.08"}),
        ("a + b >= 18", {"a": "12", "b": "6"}),
        ("a * n >= 5 and a + b >= 20", {"a": "12", "b": "8"}),
    ],
)
def test_figures_that_reach_it_only_together_are_moved_together(met: str, expected: dict[str, str], ruleset_from):
    """Products, quotients, sums, and what is derived from them; with either left as it is the level is not reached."""
    ruleset = ruleset_from(RULES.format(met=met))
    evidence = evalrules.evidence_from({"facts": HAVE}, ruleset)
    found = evalrules.assess(ruleset, evidence)
    gap = next(one for one in found.gaps if one.kind == "level")
    assert {one.measure: one.need for one in gap.changes} == expected
    done = {f"facts.{one.measure}": _written(one.need) for one in gap.changes}
    assert evalrules.assess(ruleset, evidence.replace(done)).verdict.level == "pass"
    for place in done:
        less = {own: need for own, need in done.items() if own != place}
        assert evalrules.assess(ruleset, evidence.replace(less)).verdict.level == "fail"
    assert len(found.plan().actions) == len(expected)


def _written(need: object) -> Decimal:
    """Hundredths that are enough, as one would write them."""
    return Decimal(-(-Fraction(str(need)) * 100 // 1)) / 100


@pytest.mark.parametrize("met", ["a * b >= 109", "a * n >= 13", "a == b * 7"])
def test_what_no_two_reach_is_no_gap(met: str, ruleset_from):
    """Twelve times nine is 108, and what is fixed does not move."""
    ruleset = ruleset_from(RULES.format(met=met))
    found = evalrules.assess(ruleset, evalrules.evidence_from({"facts": HAVE}, ruleset))
    assert not [one for one in found.gaps if one.kind == "level"]


def test_one_figure_that_reaches_it_moves_alone(ruleset_from):
    """The other one stays where it is."""
    ruleset = ruleset_from(RULES.format(met="a * b >= 45"))
    found = evalrules.assess(ruleset, evalrules.evidence_from({"facts": HAVE}, ruleset))
    gap = next(one for one in found.gaps if one.kind == "level")
    assert [one.measure for one in gap.changes] == ["a"]
    assert [[one.measure for one in way] for way in gap.alternatives] in ([], [["b"]])
