"""Points stand in a band, and the band follows them: a gap contradicts no check of the evidence."""

from __future__ import annotations

from typing import Any

import pytest

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


BOUNDED = """
measures:
  a: {{type: count, range: [0, 20], better: higher, zh: 甲数, en: first}}
  b: {{type: count, range: [0, 20], better: higher, zh: 乙数, en: second}}
  rest: {{type: count, range: [0, 20], zh: 余数, en: rest}}
checks: [{checks}]
indicators: [{{id: "1", source: s 1, met: "{met}"}}]
verdict: [{{level: pass, when: "every(indicators, met)", source: s 1}}, {{level: fail, source: s 1}}]
"""


@pytest.mark.parametrize(
    ("met", "checks", "expected"),
    [
        ("a >= 6", "a <= 5", "not_found"),
        ("a >= 5", "a <= 5", {"a": "5"}),
        ("a >= 6 or b >= 8", "a <= 5", {"b": "8"}),
        ("a >= 6 or b >= 8", "a <= 5 or b >= 30", {"b": "8"}),
        ("a >= 6 and b >= 4", "a + b <= 9", "not_found"),
        ("a >= 6 and b >= 3", "a + b <= 9", {"a": "6", "b": "3"}),
        ("max(a, b) >= 6", "a <= 5", {"b": "6"}),
        ("a >= 6", "a + rest <= 9", {"a": "6", "rest": "3"}),
        ("a >= 6", "'a + rest <= 9', rest >= 4", "not_found"),
        ("a + b >= 12", "b <= 7", {"a": "11"}),
        ("a + b >= 14", "'a <= 9', b <= 9", {"a": "5", "b": "9"}),
        ("a + b >= 19", "'a <= 9', b <= 9", "not_found"),
    ],
)
def test_a_gap_breaks_no_check_or_is_none(assess, met: str, checks: str, expected: Any):
    """What a check closes is searched otherwise, or said to be found by nobody."""
    rules = BOUNDED.format(met=met, checks=checks)
    before = {"facts": {"a": 3, "b": 1, "rest": 5}}
    found = assess(rules, before)
    gaps = [one for one in found.gaps if one.kind == "level"]
    for way in [way for gap in gaps for way in (gap.changes, *gap.alternatives)]:
        after = before["facts"] | {one.measure: int(one.need) for one in way}
        again = assess(rules, {"facts": after})  # evidence that breaks a check is refused
        assert again.verdict.level == "pass"
    said = {one.measure: one.need for one in gaps[0].changes} if gaps else found.verdict.without_gap
    assert said == expected


TWICE = """
measures:
  places: {type: count, zh: 学位, en: places, fixed: true}
  public: {type: count, better: higher, zh: 公办学位, en: public places}
  share: {type: percent, better: higher, zh: 公办比例, en: public share, value: "percent(public, places)"}
  wide: {type: percent, better: higher, zh: 普惠比例, en: share in all, value: "percent(public + 20, places)"}
indicators:
  - {id: "1", zh: 一, en: one, met: "share >= 50", source: s 1}
  - {id: "2", zh: 二, en: two, met: "wide >= 80", source: s 1}
verdict: [{level: pass, when: "every(indicators, met)", source: s 1}, {level: fail, source: s 1}]
"""


def test_a_figure_that_two_items_need_is_asked_for_once(ruleset_from):
    """Twenty more public places are enough for both: that ten would do for the first is no change of its own."""
    ruleset = ruleset_from(TWICE)
    evidence = evalrules.evidence_from({"facts": {"places": 100, "public": 40}}, ruleset)
    (gap,) = (one for one in evalrules.assess(ruleset, evidence).gaps if one.kind == "level")
    assert [("public", "20")] == [(one.count_of, one.how_many) for one in gap.changes]


POINTS = """
measures:
  others: {type: number, better: higher, range: [0, 100], zh: 其他得分, en: other points}
  all_others: {type: number, fixed: true, range: [0, 100], zh: 其他满分, en: full other points}
checks: [others <= all_others]
groups: [{id: a, zh: 甲, en: a}, {id: b, zh: 乙, en: b}]
indicators:
  - {id: "1", group: a, points: 100, zh: 一, en: one, awarded: assessor, source: s 1}
  - {id: "2", group: b, points: 50, zh: 二, en: two, awarded: assessor, source: s 1}
verdict:
  - level: pass
    when: 'sum(indicators, points, group == "a") >= 90 and sum(indicators, points) + others >= 140'
    source: s 1
  - {level: fail, source: s 1}
"""


def test_points_that_one_sum_needs_count_for_the_next(ruleset_from):
    """What the first lacks is all that the second lacks; the other points, asked alone, would be more than there are."""
    ruleset = ruleset_from(POINTS)
    evidence = evalrules.evidence_from({"points": {"1": 40, "2": 45}, "facts": {"others": 5, "all_others": 10}}, ruleset)
    (gap,) = (one for one in evalrules.assess(ruleset, evidence).gaps if one.kind == "level")
    assert [("points:1", "90")] == [(one.measure, one.need) for one in gap.changes]
