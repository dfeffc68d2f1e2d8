"""The shipped rulesets, compiled, agree with the tree on every combination that is drawn."""

from __future__ import annotations

from hypothesis import example, given
from hypothesis import strategies as st
from drawing import draws

import evalrules
from evalrules.model.outcome import texts_of

RULESET = evalrules.load_ruleset("jiangsu-16@2007")
EVALUATOR = RULESET.compile()
FLAGS = [measure.id for measure in RULESET.data.measures.values() if measure.type == "yesno"]
GRADES = st.fixed_dictionaries({}, optional={one.id: st.sampled_from("AAAABC") for one in RULESET.data.indicators})
FACTS = st.fixed_dictionaries({}, optional={flag: st.sampled_from([True, True, False, None]) for flag in FLAGS})
ALL_A = {one.id: "A" for one in RULESET.data.indicators}


def test_jiangsu_is_generated():
    """The panel's grades and the ceilings of jiangsu-16 need no walk of the tree."""
    assert EVALUATOR.is_generated


@given(st.one_of(st.just(ALL_A), GRADES), FACTS)
@example(ALL_A, {"fitness_hour": False, "study_time": False, "funding_effect": False})
@example({}, {"fitness_hour": False})
@draws(40)
def test_jiangsu_compiled_agrees_with_the_tree(grades: dict[str, str], facts: dict[str, bool | None]):
    """Level, possible levels, grades and the gaps of indicators are the same both ways."""
    evidence = evalrules.evidence_from({"grades": grades, "facts": facts}, RULESET)
    found = evalrules.assess(RULESET, evidence)
    judged, measured = EVALUATOR.judge(facts, grades), EVALUATOR.measure(facts, grades)

    expected = tuple(texts_of(one.possible) for one in found.indicators)
    assert (found.verdict.level, found.verdict.possible) == (judged.level, judged.possible) == measured[:2]
    assert expected == tuple((one,) if isinstance(one, str) else one for one in judged.grades) == measured.grades
    assert [
        (gap.id, gap.start, gap.to, [(one.measure, one.have, one.op, one.need, one.short) for one in gap.changes])
        for gap in found.gaps
        if gap.kind == "indicator"
    ] == judged.gaps
