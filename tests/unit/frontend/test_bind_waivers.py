"""Waivers: what one needs, and what it may be for."""

from __future__ import annotations

from typing import Any

import pytest

import evalrules
from evalrules.base.diagnostics import EvalrulesError

RULESET = """
measures: {rate: {type: percent, range: [0, 100]}}
groups: [{id: g, zh: 组, en: group}]
indicators:
  - {id: "1", source: s, assessed: yesno}
  - {id: "2", source: s, met: rate >= 95}
  - {id: "3", group: g, source: s, points: 2, awarded: assessor}
"""
WHOLE = {"indicator": "2", "reason": "校舍改建", "approver": "市教育局", "until": "2008-12-31"}


def bound(ruleset: Any, *waivers: Any) -> tuple[Any, list[str]]:
    try:
        return evalrules.evidence_from({"period": 2007, "waivers": list(waivers)}, ruleset).data, []
    except EvalrulesError as refused:
        return None, [one.code for one in refused.diagnostics]


def test_a_waiver_has_a_reason_an_approver_and_a_last_day(ruleset_from):
    """All of it is kept, in the order of the ruleset."""
    evidence, codes = bound(ruleset_from(RULESET), WHOLE, {**WHOLE, "indicator": "1"})
    assert codes == []
    assert [one.indicator for one in evidence.waivers] == ["1", "2"]
    assert evidence.waivers[1][:3] == ("2", "校舍改建", "市教育局")
    assert evidence.waivers[1].until.isoformat() == "2008-12-31"


@pytest.mark.parametrize(
    ("change", "codes"),
    [
        ({"reason": None}, ["ER438"]),
        ({"reason": "—"}, ["ER438"]),
        ({"approver": " "}, ["ER438"]),
        ({"until": "2008"}, ["ER438"]),
        ({"until": "2008-02-30"}, ["ER438"]),
        ({"reason": None, "approver": None, "until": None}, ["ER438", "ER438", "ER438"]),
        ({"indicator": "9"}, ["ER401"]),
        ({"indicator": "3"}, ["ER439"]),
        ({"note": "x"}, ["ER108"]),
    ],
)
def test_a_waiver_that_lacks_something_is_none(change: dict[str, Any], codes: list[str], ruleset_from):
    """It is refused with everything that is missing, never half applied."""
    assert bound(ruleset_from(RULESET), {**WHOLE, **change}) == (None, codes)


def test_one_indicator_is_waived_once(ruleset_from):
    """Two waivers of one indicator are an error; so is anything that is no waiver."""
    assert bound(ruleset_from(RULESET), WHOLE, {**WHOLE, "reason": "另一个"})[1] == ["ER404"]
    assert bound(ruleset_from(RULESET), "2")[1] == ["ER103"]


def test_waivers_are_part_of_the_digest(ruleset_from):
    """Which indicators are waived and until when belongs to the evidence; who approved it and why is a note."""
    ruleset = ruleset_from(RULESET)
    digests = [
        bound(ruleset, *waivers)[0].digest
        for waivers in ([], [WHOLE], [{**WHOLE, "reason": "改建校舍"}], [{**WHOLE, "until": "2009-12-31"}])
    ]
    assert digests[1] == digests[2]
    assert len(set(digests)) == 3
