"""An action names the indicators that it is for, and no others that look at the same column."""

from __future__ import annotations

import evalrules

RULES = """
measures:
  books: {type: count, range: [0, 100000], better: higher}
tables:
  t: {key: [k], columns: {k: {type: text}, n: {type: count, range: [0, 40], better: higher}}}
indicators:
  - {id: "1", source: s 1, met: "every(t, n >= 5, where=k == 'a')"}
  - {id: "2", source: s 1, met: "every(t, n >= 9, where=k == 'b')"}
  - {id: "3", source: s 1, met: "sum(t, n) >= 99 or books >= 5"}
  - {id: "4", source: s 1, met: "every(t, n >= 3)"}
verdict: [{level: pass, when: 'met("1") and met("2") and met("4")', source: s 1}, {level: fail, source: s 1}]
"""


def test_an_action_is_for_the_indicators_that_are_lost_without_it(ruleset_from):
    """Of two rows each is for its own, one of them for a third beside; what stays as it is is named by none."""
    ruleset = ruleset_from(RULES)
    rows = [{"k": "a", "n": 2}, {"k": "b", "n": 8}]
    evidence = evalrules.evidence_from({"facts": {"books": 2}, "tables": {"t": rows}}, ruleset)
    found = evalrules.action_plan(ruleset, evidence)
    assert found is not None
    assert {one.place: one.serves for one in found.actions} == {"tables.t[a].n": ("1", "4"), "tables.t[b].n": ("2",)}
