"""Whether plain facts contradict one another, as the whole way tells it."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from itertools import product
from typing import Any

import pytest

import evalrules
from evalrules.semantics.plain_relations import PlainRelations

RULES = """\
grades: [A, B]
choices: {kind: {town: {zh: 镇, en: town}, city: {zh: 城, en: city}}}
measures:
  girls: {type: count}
  pupils: {type: count, range: [0, 9]}
  share: {type: percent, range: [0, 100], value: "percent(girls, pupils)"}
  each: {type: number, range: [null, 3], value: girls / pupils}
  free: {type: number, value: girls - pupils}
  bonus: {type: number, range: [3, 5], value: 5 if has else 3}
  more: {type: number, range: [4, 5], value: 5 if has else 3}
  has: {type: yesno}
  kindof: {type: kind}
checks: [girls <= 20, "has or kindof == 'town' or pupils >= 3", "free <= 4"]
indicators: [{id: "1", source: s, assessed: grade}]
verdict: [{level: pass}]
"""
COUNTS, FLAGS, KINDS = (None, 0, 1, 4, 9, 21), (None, True, False), (None, "town", "city")


@pytest.fixture(scope="module")
def ruleset(ruleset_from: Callable[[str], Any]) -> Any:
    return ruleset_from(RULES)


def is_refused(facts: dict[str, Any], ruleset: Any) -> bool:
    try:
        evalrules.assess(ruleset, evalrules.evidence_from({"facts": facts}, ruleset))
    except evalrules.EvalrulesError as refused:
        assert {one.code for one in refused.diagnostics if one.is_error} <= {"ER410", "ER456"}  # noqa: PT017 - where it is refused
        return True
    return False


def test_what_is_refused_is_what_assess_refuses(ruleset: Any) -> None:
    """Over counts, yes and no, and options, each known or not: also shares of nothing, and bounds that tell."""
    relations, told = PlainRelations(ruleset.data), set()
    for girls, pupils, has, kind in product(COUNTS, COUNTS[:-1], FLAGS, KINDS):
        given = {"girls": girls, "pupils": pupils, "has": has, "kindof": kind}
        facts = {own: value for own, value in given.items() if value is not None}
        expected = not is_refused(facts, ruleset)
        assert relations.are_kept(facts) is expected, facts
        told.add(expected)
    assert told == {True, False}


def test_what_is_stated_of_a_derived_measure_breaks_nothing(ruleset: Any) -> None:
    """It is a claim, which the result warns of; the inputs count."""
    relations = PlainRelations(ruleset.data)
    assert relations.are_kept({"girls": 1, "pupils": 4, "share": Decimal(50)})
    assert not relations.are_kept({"girls": 5, "pupils": 4, "share": Decimal(50)})


def test_the_decimal_context_comes_back(ruleset: Any) -> None:
    """Whoever calls rounds as before."""
    PlainRelations(ruleset.data).are_kept({"girls": 1, "pupils": 4})
    assert str(Decimal(1) / Decimal(3)) == "0." + "3" * 28


def test_a_formula_that_gives_nothing_but_what_its_measure_may_be_is_no_relation(ruleset: Any) -> None:
    """Whatever is known: it would be worked out of every subject for nothing."""
    names = [one.names for one in PlainRelations(ruleset.data).relations]
    assert not any("bonus" in some for some in names)
    assert any("more" in some for some in names)
