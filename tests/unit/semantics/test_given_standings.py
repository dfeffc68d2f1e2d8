"""Where indicators stand by code for facts as they were handed in is where the reference says that they stand."""

from __future__ import annotations

from decimal import Decimal

import evalrules
from evalrules.semantics.case import case_of
from evalrules.semantics.given_standings import GivenStandings
from evalrules.semantics.standings import standing

RULES = """
grades: [A, B, C]
choices: {kind: {town: 镇, city: 城}}
measures:
  rate: {type: percent, range: [0, 100]}
  part: {type: count}
  whole: {type: count}
  flag: {type: yesno}
  kindof: {type: kind}
  share: {type: number, value: part / whole}
indicators:
  - {id: "1", source: s, bands: {A: "share >= 0.9", B: "share >= 0.8", C: otherwise}}
  - {id: "2", source: s, bands: {A: "rate >= 90", B: "rate >= 80", C: otherwise}, ceiling: {A: flag}}
  - {id: "3", source: s, applies: "whole > 0", met: "flag or rate > 85"}
  - {id: "4", source: s, met: "kindof == 'town'"}
  - {id: "5", source: s, assessed: grade}
"""
FACTS = (
    {}, {"part": 9, "whole": 10, "rate": 90, "flag": True, "kindof": "town"}, {"part": 0, "whole": 0, "rate": 85, "flag": False},
    {"part": 8, "whole": 10, "rate": Decimal("85.01"), "kindof": "city"}, {"part": 1, "whole": 3, "flag": None}, {"rate": 99.5},
)  # fmt: skip


def test_code_says_where_indicators_stand(ruleset_from):
    """Also of what is not known, does not apply, or is decided by others: that is asked of the reference."""
    ruleset, by_code = ruleset_from(RULES), set()
    for facts in FACTS:
        case = case_of(ruleset.data, evalrules.evidence_from({"facts": facts, "grades": {"5": "B"}}, ruleset).data)
        code = GivenStandings(case.plan)
        assert code.of(case.scope, case.grades) == tuple(
            standing(one, case.scope, case.grades) for one in case.plan.indicators
        )
        by_code.add(code.asked)
    assert by_code == {("2", "5")}
