"""Few joint changes are gone through where a check multiplies: the least of them is proven, and so is that none does."""

from __future__ import annotations

from typing import Any

import pytest

import evalrules
from evalrules.planning.going_through import MOST_CHOICES, are_few, distance_of, least_of_all
from evalrules.planning.lever_changes import LeverChange
from evalrules.planning.levers import Lever
from evalrules.planning.planner import plan_to
from evalrules.semantics.case import case_of

RULES = """
measures:
  a: {{type: count, range: [0, {most}], better: higher, zh: 甲数, en: first}}
  c: {{type: count, range: [0, {most}], better: higher, zh: 丙数, en: third}}
indicators: [{{id: "1", source: s 1, met: "{met}"}}]
verdict: [{{level: pass, when: "every(indicators, met)", source: s 1}}, {{level: fail, source: s 1}}]
checks: [a * c <= 12]
"""


@pytest.fixture
def plan(ruleset_from):
    """`plan(met, most)`: the plan for 2 and 1, a and c, whose product is 12 at most."""

    def of(met: str, most: int = 5) -> Any:
        ruleset = ruleset_from(RULES.format(met=met, most=most))
        evidence = evalrules.evidence_from({"facts": {"a": 2, "c": 1}}, ruleset)
        return plan_to(case_of(ruleset.data, evidence.data), evidence.data, "pass")

    return of


def test_what_a_check_multiplies_is_proven_to_be_impossible(plan):
    """4 and 4 are 16, and nothing less is enough."""
    found = plan("a >= 4 and c >= 4")
    assert (found.outcome, found.is_least, found.actions) == ("impossible", True, ())


def test_what_a_check_multiplies_is_proven_to_be_the_least(plan):
    """7 in all with 3 or more of the first: 5 and 2 are the nearest, and what a check multiplies proves no sum."""
    found = plan("a + c >= 7 and a >= 3")
    assert (found.outcome, found.is_least, found.bound) == ("found", True, "2")
    assert {one.measure: one.need for one in found.actions} == {"a": "5", "c": "2"}


def test_of_many_joint_changes_nothing_is_proven(plan):
    """Of a thousand values of each figure the product is told by no sum, and they are not gone through."""
    found = plan("a >= 4 and c >= 4", 1000)
    assert (found.outcome, found.is_least) == ("not_found", False)


def test_as_many_as_may_be_are_few():
    """And one more is not."""
    assert are_few([Lever("a", high=MOST_CHOICES - 1)])
    assert not are_few([Lever("a", high=MOST_CHOICES)])


def test_the_least_that_reaches_is_taken():
    """Of a number and a yes or no: the fewest changes, then the least far."""
    levers = [Lever("a", have=2, high=5), Lever("y", options=(True, False), chosen=False)]
    found = least_of_all(
        levers,
        lambda some: (len(some), sum(map(distance_of, some))),
        lambda some: any(one.lever.measure == "a" and one.to != 1 for one in some),
    )
    assert found == [LeverChange(levers[0], 3)]
    assert least_of_all(levers, len, lambda _: False) is None
