"""A check that looks at nothing but what is moved bounds it: nobody breaks it on the way to a better grade."""

from __future__ import annotations

from fractions import Fraction

import pytest

from evalrules.model.evidence import Bounds
from evalrules.semantics.own_checks import breaks_own_check
from evalrules.semantics.scope import Scope

RULES = """
measures:
  a: {type: count, better: higher, zh: 甲数, en: first}
  b: {type: count, better: higher, zh: 乙数, en: second}
  c: {type: count, better: higher, zh: 丙数, en: third}
indicators: [{id: "1", source: s 1, met: a >= 6 and b >= 6}]
verdict: [{level: pass, when: "every(indicators, met)", source: s 1}, {level: fail, source: s 1}]
checks: ["c <= 9", "a + b <= 9"]
"""


def facts(**numbers: int) -> dict[str, Bounds]:
    return {own: Bounds(Fraction(value), Fraction(value)) for own, value in numbers.items()}


@pytest.mark.parametrize(
    ("moved", "expected"),
    [
        ({"c": 10}, True),
        ({"c": 9}, False),
        ({"a": 6, "b": 4}, True),
        ({"a": 6, "b": 3}, False),
        ({"a": 60}, False),  # the other may follow
        ({"a": 60, "c": 10}, True),
    ],
)
def test_only_what_a_check_looks_at_alone_breaks_it(ruleset_from, moved: dict[str, int], expected: bool):
    """One figure, or two that are moved together; not one of two."""
    scope = Scope(ruleset_from(RULES).data, facts(a=1, b=1, c=1), {})
    assert expected is breaks_own_check(facts(**moved), scope)


def test_what_is_broken_already_is_not_broken_by_a_way(ruleset_from):
    """12 of 9 at most stay too many at 11."""
    scope = Scope(ruleset_from(RULES).data, facts(c=12), {})
    assert not breaks_own_check(facts(c=11), scope)
