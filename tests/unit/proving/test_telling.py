"""Evidence that tells two rulesets apart: what is offered, and when nothing is left that could be."""

from __future__ import annotations

import pytest

pytestmark = pytest.mark.real  # the solver is an extra, which is installed for these
pytest.importorskip("z3", reason="NOT CHECKED: the extra `prove` (z3-solver) is not installed")

from evalrules.proving.prover import Bounds  # noqa: E402 - after the check for z3
from evalrules.proving.telling import Telling  # noqa: E402

RULES = """
measures:
  rate: {type: percent, range: [0, 100]}
  count: {type: count, range: [0, 1000]}
indicators:
  - {id: "1", source: s, met: rate >= 90}
  - {id: "2", source: s, points: 10, awarded: 'count / 100', advisory: true}
gates: [{id: entry, need: count >= 5, else: fail, source: s}]
vetoes: [{id: v, when: rate < 60, level: fail, source: s}]
conditions: [{id: soon, when: count < 20, within: 2, level: pass, source: s}]
verdict: [{level: pass, when: 'met("1")'}, {level: fail}]
"""


@pytest.mark.parametrize(
    ("before", "after", "is_in"),
    [
        ("rate >= 90", "rate > 90", '"rate": 90'), ("count / 100", "count / 50", '"count": '), ("rate < 60", "rate < 61", '"rate": 60'),
        ("count < 20", "count < 21", '"count": 20'), ("count >= 5", "count > 5", '"count": 5'),
    ],
)  # fmt: skip
def test_evidence_at_the_limit_is_offered(before: str, after: str, is_in: str, ruleset_from):
    """Of a level, of points, and of a veto or a condition by which no level changes."""
    assert before in RULES
    telling = Telling(ruleset_from(RULES).data, ruleset_from(RULES.replace(before, after)).data, Bounds(20))
    assert is_in in next(telling.candidates()).text
    assert not telling.is_alike


def test_what_is_alike_is_said_to_be(ruleset_from):
    """Nothing is offered, and nothing was left open."""
    telling = Telling(ruleset_from(RULES).data, ruleset_from(RULES.replace("rate < 60", "not (rate >= 60)")).data, Bounds(20))
    assert [] == list(telling.candidates())
    assert telling.is_alike


def test_what_time_leaves_open_is_not_said_to_be_alike(ruleset_from):
    """Without time nothing is proven."""
    telling = Telling(ruleset_from(RULES).data, ruleset_from(RULES.replace("rate < 60", "not (rate >= 60)")).data, Bounds(0))
    assert [] == list(telling.candidates())
    assert not telling.is_alike
