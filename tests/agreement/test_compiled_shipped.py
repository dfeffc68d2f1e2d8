"""The shipped rulesets, compiled, agree with the tree on every combination that is drawn."""

from __future__ import annotations

import pytest
from drawing import draws
from hypothesis import example, given
from hypothesis import strategies as st

import evalrules
from evalrules import catalog
from evalrules.model.outcome import texts_of
from evalrules.semantics.compiled import CompiledRuleset

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
        (gap.id, gap.start, gap.to, tuple((one.measure, one.have, one.op, one.need, one.short) for one in gap.changes))
        for gap in found.gaps
        if gap.kind == "indicator"
    ] == list(judged.gaps)


PLAIN = {
    "anhui-standard-school@2007": (2, 6), "anhui-standard-school@2018": (2, 11),
    "building-safety@2016": (3, 3), "care-point@undated": (2, 2),
    "district-education-index@2010": (12, 22), "fujian-model-kindergarten@2023": (3, 3),
    "fujian-school-management@revised": (13, 13), "fujian-standard-school@2009": (5, 7),
    "guangdong-basic-balance@2014": (3, 6), "guangdong-graded-school@2012": (49, 49),
    "guangdong-modernization@2016": (1, 1), "guangdong-private-graded-school@2007": (3, 3),
    "guangdong-school-form@2015": (1, 11), "guangdong-standard-school@2013": (4, 5),
    "guangdong-strong-city@2004": (1, 1), "guangdong-strong-county@2014": (2, 2),
    "guangdong-strong-town@2014": (28, 28), "guangxi-basic-balance@2012": (4, 4),
    "guangzhou-standard-school@trial": (7, 10), "guizhou-county-supervision@2005": (1, 1),
    "guizhou-school-conditions@2014": (16, 23), "hebei-school-conditions@2014": (1, 10),
    "heilongjiang-standard-school@undated": (18, 18), "henan-school-conditions@undated": (11, 20),
    "hunan-primary-conditions@undated": (8, 13), "jiangsu-16@2007": (16, 16),
    "jiangsu-modern-targets@2013": (23, 23), "jiangsu-primary-conditions@undated": (6, 6),
    "jiangsu-school-conditions@2012": (0, 1), "jiangsu-star-school@undated": (4, 4),
    "jiangsu-three-star-school@undated": (3, 3), "liaoning-preschool@2021": (36, 36),
    "nanchang-model-kindergarten@undated": (4, 6), "national-basic-balance@2012": (2, 5),
    "national-preschool-gansu@2020": (17, 18), "national-preschool-henan@2021": (16, 17),
    "national-preschool-province@2020": (1, 1), "national-preschool@2020": (16, 17),
    "national-quality-balance-newer@undated": (19, 43), "national-quality-balance@2017": (18, 41),
    "ningxia-government-duty@2019": (1, 2), "shaanxi-model-kindergarten@2014": (9, 9),
    "shaanxi-school-conditions@undated": (1, 6), "shandong-model-school@undated": (5, 8),
    "shanghai-kindergarten@undated": (5, 5), "sichuan-demonstration-county@undated": (9, 11),
    "standard-school-share@undated": (1, 1), "xinjiang-standard-school@2013": (27, 27),
    "yangquan-standard-school@undated": (12, 16),
    "zhejiang-kindergarten@2008": (1, 9),
    "hubei-kindergarten@2009": (14, 14), "hubei-kindergarten@2016": (46, 46),
    "guangdong-strong-city-later@undated": (9, 9), "chongqing-school-conditions@2011": (2, 6),
    "zhoushan-county-targets@2007": (2, 7), "jiuquan-kindergarten@2016": (1, 1),
    "hunan-leaders-duty@2004": (1, 1),
    "sichuan-school-conditions@undated": (8, 10), "national-bottom-line@undated": (20, 20),
}  # fmt: skip
"""Of each shipped ruleset the indicators that are code over plain values, and all."""


@pytest.mark.parametrize("name", [entry.name for entry in catalog.entries() if entry.is_shipped])
def test_so_much_of_a_standard_is_code_over_plain_values(name: str):
    """The others look at rows, at attributes of the subject, at a curve: what assesses them is asked for them."""
    compiled = CompiledRuleset(evalrules.load_ruleset(name).data)
    assert (len(compiled.plans) - len(compiled.asked), len(compiled.plans)) == PLAIN[name]
