"""Gates, vetoes and demands of levels over rows: which rows, and how much; carried out it leads there, with less not."""

from __future__ import annotations

from typing import Any

import pytest

import evalrules

RULES = """
measures: {{a: {{type: count, better: higher, range: [0, 9], zh: 量, en: amount}}}}
tables:
  t:
    zh: 校
    en: schools
    key: [name]
    columns:
      name: {{type: text, zh: 名, en: name}}
      pupils: {{type: count, fixed: true, zh: 学生, en: pupils}}
      pcs: {{type: count, unit: 台, better: higher, zh: 计算机, en: computers}}
      each: {{type: number, value: pcs / pupils, zh: 生均, en: each}}
indicators: [{{id: "1", source: s 1, assessed: yesno}}]
{bar}
verdict: [{{level: pass, when: "{when}", source: s 1}}, {{level: fail, source: s 1}}]
"""
ROWS = [("甲", 100, 3), ("乙", 300, 60), ("丙", 200, 5), ("丁", 150, 30)]
GATE = 'gates: [{{id: g, need: "{}", else: fail, source: s 1}}]'
VETO = 'vetoes: [{{id: v, when: "{}", level: fail, source: s 1}}]'
ALONE = "every(indicators, met)"


def found_of(ruleset_from: Any, bar: str, when: str, rows: Any = ROWS) -> tuple[Any, ...]:
    ruleset = ruleset_from(RULES.format(bar=bar, when=when))
    listed = [{"name": name, "pupils": pupils, "pcs": pcs} for name, pupils, pcs in rows]
    given = {"facts": {"a": 5}, "grades": {"1": True}, "tables": {"t": listed}}
    evidence = evalrules.evidence_from(given, ruleset)
    return ruleset, evidence, evalrules.assess(ruleset, evidence)


@pytest.mark.parametrize(
    ("bar", "when", "expected"),
    [
        (GATE.format("cv(t, each, weight=pupils) <= 0.1"), ALONE, {"甲": 17, "丙": 33}),
        (VETO.format("cv(t, each, weight=pupils) > 0.1"), ALONE, {"甲": 17, "丙": 33}),
        ("", f"{ALONE} and cv(t, each, weight=pupils) <= 0.1", {"甲": 17, "丙": 33}),
        (GATE.format("mean(t, each) >= 0.2"), ALONE, {"丙": 74}),
        (VETO.format("mean(t, each) < 0.2"), ALONE, {"丙": 74}),
        ("", f"{ALONE} and (sum(t, pcs) >= 200 or mean(t, pcs) >= 300)", {"甲": 105}),
        (GATE.format("sum(t, pcs) >= 200 and a >= 6"), ALONE, {"a": 6, "甲": 105}),
        (GATE.format("every(t, pcs >= 20)"), ALONE, {"甲": 20, "丙": 20}),
        (VETO.format("any(t, pcs < 20)"), ALONE, {"甲": 20, "丙": 20}),
        (VETO.format("not every(t, pcs >= 20)"), ALONE, {"甲": 20, "丙": 20}),
        (GATE.format("any(t, pcs >= 90)"), ALONE, {"乙": 90}),
        (VETO.format("count(t, pcs < 20) > 1"), ALONE, {"丙": 20}),
        ("", f"{ALONE} and share(t, pcs >= 20) >= 0.75", {"丙": 20}),
    ],
)
def test_rows_and_amounts_are_said_and_lead_there(bar: str, when: str, expected: dict[str, int], ruleset_from):
    """Wherever the condition stands; the level is reached by all of it, and with one change less it is not."""
    ruleset, evidence, found = found_of(ruleset_from, bar, when)
    gap = next(one for one in found.gaps if one.kind == "level")
    assert expected == {one.row[0] if one.row else one.measure: int(one.need) for one in gap.changes}
    done = {(f"tables.t[{own}].pcs" if own != "a" else "facts.a"): need for own, need in expected.items()}
    assert evalrules.assess(ruleset, evidence.replace(done)).verdict.level == "pass"
    for place in done:
        less = {own: need for own, need in done.items() if own != place}
        assert evalrules.assess(ruleset, evidence.replace(less)).verdict.level == "fail", place
    assert found.plan().outcome == "found"


def test_the_rest_of_what_a_level_lacks_comes_with_it(ruleset_from):
    """A decision of assessors, and the school behind a mean."""
    ruleset = ruleset_from(RULES.format(bar=GATE.format("mean(t, each) >= 0.2"), when=ALONE))
    listed = [{"name": name, "pupils": pupils, "pcs": pcs} for name, pupils, pcs in ROWS]
    evidence = evalrules.evidence_from({"facts": {"a": 5}, "grades": {"1": False}, "tables": {"t": listed}}, ruleset)
    gap = next(one for one in evalrules.assess(ruleset, evidence).gaps if one.kind == "level")
    assert {("t.pcs", "74"), ("1", "met")} == {(one.measure or one.grade, one.need) for one in gap.changes}


def test_what_nobody_changes_behind_a_statistic_of_a_gate_is_named(ruleset_from):
    """Pupils are no way to a level: no gap, and they are said."""
    *_, found = found_of(ruleset_from, GATE.format("mean(t, pupils) >= 900"), ALONE)
    assert ([], "fixed", ("t.pupils",)) == (
        [one for one in found.gaps if one.kind == "level"], found.verdict.without_gap, found.verdict.fixed)  # fmt: skip


@pytest.mark.parametrize("when", [f"{ALONE} and share(t, pcs >= 20) >= 0.9", f"{ALONE} and count(t, pcs < 20) <= 12"])
def test_of_many_rows_no_more_are_asked_for_than_are_needed(when: str, ruleset_from):
    """More than are tried one by one: those that lack least, and with any one of them less it is not reached."""
    rows = [(f"第{at}小学", 100, at % 19 + 1) for at in range(120)]
    ruleset, evidence, found = found_of(ruleset_from, "", when, rows)
    gap = next(one for one in found.gaps if one.kind == "level")
    assert len(gap.changes) == 108
    assert {one.have for one in gap.changes} <= {str(own) for own in range(2, 20)}
    done = {f"tables.t[{one.row[0]}].pcs": 20 for one in gap.changes}
    assert evalrules.assess(ruleset, evidence.replace(done)).verdict.level == "pass"
    less = dict(list(done.items())[1:])
    assert evalrules.assess(ruleset, evidence.replace(less)).verdict.level == "fail"
