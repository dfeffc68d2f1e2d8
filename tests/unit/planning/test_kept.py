"""How far one figure goes before a check breaks is told where the figure turns it once, and else not told."""

from __future__ import annotations

import pytest

import evalrules
from evalrules.planning.kept import kept_within
from evalrules.planning.levers import Lever
from evalrules.semantics.case import case_of

RULES = """
measures:
  pupils: {{type: count, zh: 学生, en: pupils}}
  classes: {{type: count, zh: 班, en: classes}}
  largest: {{type: count, zh: 最大班额, en: largest}}
  average: {{type: number, value: pupils / classes, zh: 平均, en: average}}
checks: ['{check}']
indicators: [{{id: "1", source: s 1, met: "pupils >= 1"}}]
"""


@pytest.fixture
def within(ruleset_from):
    """`within(check, measure)`: the steps that keep it, of 1,000 pupils in 25 classes of at most 45."""

    def told(check: str, measure: str) -> tuple[int, int] | None:
        ruleset = ruleset_from(RULES.format(check=check))
        evidence = evalrules.evidence_from({"facts": {"pupils": 1000, "classes": 25, "largest": 45}}, ruleset)
        case = case_of(ruleset.data, evidence.data)
        have = {"pupils": 1000, "classes": 25, "largest": 45}[measure]
        return kept_within(ruleset.data.checks[0].condition.root, Lever(measure, have=have, high=9999), case.scope)

    return told


def test_it_is_kept_up_to_the_step_at_which_it_turns(within):
    """1,000 pupils need 23 classes of 45; with 25 classes the largest has 40 at least."""
    check = "pupils / classes / max(largest, 1) <= 1"
    assert [within(check, own) for own in ("classes", "largest", "pupils")] == [(23, 9999), (40, 9999), (0, 1125)]


@pytest.mark.parametrize("check", ["classes * classes <= 700", "classes == 25", "average <= 45", "classes / classes >= 1"])
def test_what_may_turn_twice_is_not_told(within, check: str):
    """A figure that stands in it twice, an equality, and what is derived from it."""
    assert within(check, "classes") is None
