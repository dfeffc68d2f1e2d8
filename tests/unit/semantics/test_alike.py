"""A ruleset for subjects with the same attributes: it says of each of them what the whole ruleset says."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from typing import Any

import pytest

import evalrules
from evalrules.model.ruleset import Ruleset
from evalrules.semantics.alike import alike
from evalrules.semantics.case import case_of
from evalrules.semantics.compiled import CompiledRuleset, judgement_of
from evalrules.tree.nodes import Attribute, Flag, Parameter
from evalrules.tree.walk import walk

RULES = """
choices: {region: {south: 苏南, north: 苏北}, kind: {town: 镇, city: 城, village: 村}}
values:
  least: {by: region, south: 98, north: 95, source: s}
  some: {by: kind, town: 3, city: null, village: null, source: s}
grades: [A, B, C]
measures:
  rate: {type: percent, range: [0, 100], better: higher}
  books: {type: count, better: higher}
  pupils: {type: count}
  built: {type: yesno}
indicators:
  - {id: "1", source: s, bands: {A: rate >= least, B: rate >= least - 10, C: otherwise}}
  - {id: "2", source: s, met: "books / pupils >= some", applies: 'kind != "village"'}
  - {id: "3", source: s, met: 'region == "north" or built', must: 'kind == "town"'}
  - {id: "4", source: s, met: 'kind in ("town", "city") and not region == "south" and rate >= 90'}
  - {id: "5", source: s, met: 'books >= (2 * pupils if kind == "city" else pupils)'}
vetoes: [{id: far, when: 'region == "south" and rate < 50', level: fail, source: s}]
verdict: [{level: pass, when: "count(indicators, met) >= 3 and rate >= least"}, {level: fail}]
"""

REGIONS, KINDS = ("south", "north", None), ("town", "city", "village", None)
FACTS: tuple[dict[str, Any], ...] = (
    {},
    {"rate": 96, "books": 70, "pupils": 20, "built": False},
    {"rate": 88, "books": 20, "pupils": 20, "built": True},
    {"rate": 40, "books": 19, "pupils": 20},
    {"rate": 99, "pupils": 0, "built": False},
)


@pytest.fixture(scope="module")
def rules(ruleset_from: Callable[[str], Any]) -> Any:
    """Numbers that an attribute picks, and conditions on attributes wherever they may stand."""
    return ruleset_from(RULES)


@pytest.mark.parametrize(("region", "kind"), list(itertools.product(REGIONS, KINDS)))
def test_it_judges_as_the_whole_ruleset_does(region: str | None, kind: str | None, rules: Any) -> None:
    """Level, grades and gaps of subjects with these attributes, also where one of them is not known."""
    attributes = {own: value for own, value in (("region", region), ("kind", kind)) if value is not None}
    compiled = CompiledRuleset(rules.data, attributes)
    for facts in FACTS:
        evidence = evalrules.evidence_from({"subject": {"attributes": attributes}, "facts": facts}, rules)
        assert judgement_of(case_of(rules.data, evidence.data)) == compiled.judge_unchecked(facts, {})


def test_nothing_of_what_is_known_is_left_to_ask(rules: Any) -> None:
    """No attribute stands in a condition, no number hangs on one that is given for it, and every indicator is code."""
    known = alike(rules.data, {"region": "south", "kind": "town"})
    nodes = [node for one in known.conditions for node in walk(one.root)]
    assert not any(isinstance(node, Attribute) for node in nodes)
    assert all(not known.values[node.value].by for node in nodes if isinstance(node, Parameter))
    assert CompiledRuleset(rules.data, {"region": "south", "kind": "town"}).is_generated
    assert known.indicator("2").applies is None
    village = alike(rules.data, {"kind": "village"}).indicator("2").applies
    assert village is not None and isinstance(village.root, Flag) and village.root.value is False


def test_what_is_not_known_stays_as_it_is(rules: Any) -> None:
    """All that hangs on the other attribute, and an option that there is not."""
    whole: Ruleset = rules.data
    known = alike(whole, {"kind": "village", "region": "east"})
    assert known.values["least"] == whole.values["least"]
    assert known.indicator("1").bands == whole.indicator("1").bands
    assert known.measures == whole.measures
    assert alike(whole, {}) is whole
