"""Points stand in a band, and the band follows them: a gap contradicts no check of the evidence."""

from __future__ import annotations

from typing import Any

import evalrules

RULES = """
choices: {{band: {{good: 好, fair: 中}}}}
measures:
  given: {{type: number, better: higher, range: [0, 10], zh: 得分, en: points given}}
  in_band: {{type: band, {fixed}zh: 档次, en: band}}
checks:
  - {{need: 'given <= (10 if in_band == "good" else 7)', zh: 不高于档次, en: not above its band}}
indicators: [{{id: "1", points: 10, awarded: given, source: s 1}}]
verdict: [{{level: pass, when: "sum(indicators, points) >= {least}", source: s 1}}, {{level: fail, source: s 1}}]
"""


def found_of(ruleset_from: Any, least: int, fixed: str = "") -> tuple[Any, Any, Any]:
    ruleset = ruleset_from(RULES.format(least=least, fixed=fixed))
    evidence = evalrules.evidence_from({"facts": {"given": 5, "in_band": "fair"}}, ruleset)
    found = evalrules.assess(ruleset, evidence)
    gap = next((one for one in found.gaps if one.kind == "level"), None)
    return evidence, found, gap and {one.measure: one.need for one in gap.changes}


def test_the_band_follows_the_points(ruleset_from):
    """Nine points are good: both are said, and the plan has both."""
    evidence, found, gap = found_of(ruleset_from, 9)
    assert gap == {"given": "9", "in_band": "good"}
    after = evidence.replace({"facts.given": 9, "facts.in_band": "good"})
    assert evalrules.assess(evidence.ruleset, after).verdict.level == "pass"
    assert {"facts.given": "9", "facts.in_band": "good"} == {one.place: one.need for one in found.plan().actions}


def test_within_the_band_nothing_follows(ruleset_from):
    """Seven are fair still."""
    assert found_of(ruleset_from, 7)[2] == {"given": "7"}


def test_what_cannot_follow_is_no_gap(ruleset_from):
    """Where nobody changes the band it is named instead."""
    _, found, gap = found_of(ruleset_from, 9, "fixed: true, ")
    assert (gap, found.verdict.without_gap, found.verdict.fixed) == (None, "fixed", ("in_band",))
