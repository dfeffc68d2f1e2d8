"""Ways that a check closes are none, and those that break no check come first."""

from __future__ import annotations

from fractions import Fraction

from evalrules.model.evidence import Bounds
from evalrules.semantics.checked_ways import possible_ways, unbroken_first
from evalrules.semantics.scope import Scope
from evalrules.semantics.single_moves import Move

RULES = """
measures:
  a: {type: count, better: higher, zh: 甲数, en: first}
  b: {type: count, better: higher, zh: 乙数, en: second}
  all: {type: count, better: higher, zh: 总数, en: all}
  share: {type: percent, value: "percent(a, all)", better: higher, zh: 比例, en: share}
indicators: [{id: "1", source: s 1, met: a >= 6 or b >= 6}]
verdict: [{level: pass, when: "every(indicators, met)", source: s 1}, {level: fail, source: s 1}]
checks: ["a <= 5", "b <= all", "a + b <= 9"]
"""
WAYS = [(Move("b", ">=", Fraction(8)),), (Move("all", ">=", Fraction(9)),), (Move("a", ">=", Fraction(6)),)]


def scope(ruleset_from) -> Scope:
    known = {own: Bounds(Fraction(value), Fraction(value)) for own, value in {"a": 3, "b": 4, "all": 7}.items()}
    return Scope(ruleset_from(RULES).data, known, {})


def test_a_way_that_its_check_closes_is_none(ruleset_from):
    """a is 5 at most; that b is no more than all may follow."""
    assert possible_ways(WAYS, scope(ruleset_from)) == WAYS[:2]


def test_the_number_behind_a_share_is_checked_too(ruleset_from):
    """70 % of 7 asks for 5 of a; with 5 of b these are more than 9 together."""
    share = Move("share", ">=", Fraction(70))
    ways = [(share, Move("b", ">=", Fraction(need))) for need in (5, 4)]
    assert possible_ways(ways, scope(ruleset_from)) == ways[1:]


def test_ways_that_break_no_check_come_first(ruleset_from):
    """In their order otherwise; without checks nothing is put elsewhere."""
    assert unbroken_first(WAYS, scope(ruleset_from)) == [WAYS[1], WAYS[0], WAYS[2]]
    plain = Scope(ruleset_from(RULES.replace('checks: ["a <= 5", "b <= all", "a + b <= 9"]', "")).data, {}, {})
    assert unbroken_first(WAYS, plain) == WAYS
