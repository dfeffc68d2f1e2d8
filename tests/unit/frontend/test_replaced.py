"""Evidence with other values in the place of some."""

from __future__ import annotations

import evalrules
from evalrules.frontend.replaced import with_values

RULES = """measures: {a: {type: number}, b: {type: number}}
grades: [A, B]
indicators: [{id: "1", source: s 1, met: a >= 1 and b >= 1}, {id: "2", source: s 2, assessed: grade}]
verdict: [{level: pass, when: 'met("1")'}, {level: fail}]
"""


def test_what_is_given_stands_in_the_place_of_what_was_there(ruleset_from):
    """The rest stays, the order is that of the ruleset, and the digest is that of evidence written so at once."""
    rules = ruleset_from(RULES)
    first = evalrules.evidence_from({"facts": {"b": 2}, "grades": {"2": "A"}}, rules)
    given = evalrules.evidence_from({"facts": {"a": 1}, "grades": {"2": "B"}}, rules)
    whole = evalrules.evidence_from({"facts": {"a": 1, "b": 2}, "grades": {"2": "B"}}, rules)
    found = with_values(first.data, given.data, rules.data)
    assert list(found.facts) == ["a", "b"]
    assert found.digest == whole.digest != first.digest


def test_of_members_the_number_that_is_not_replaced_stays():
    """4 of the 5 districts of Foshan hold the title instead of 2; that there are 5 is not asked for again."""
    rules = evalrules.load_ruleset("guangdong-strong-city@2004")
    members = {"districts": {"total": 5, "holding": 2}, "towns": {"total": 40, "holding": {"between": [25, 29]}}}
    first = evalrules.evidence_from({"period": 2005, "members": members}, rules)
    found = first.replace({"members.districts.holding": 4, "members.towns.total": 41})
    whole = {"districts": {"total": 5, "holding": 4}, "towns": {"total": 41, "holding": {"between": [25, 29]}}}
    assert found.digest == evalrules.evidence_from({"period": 2005, "members": whole}, rules).digest
