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
