"""Every meaning says of every condition what the reference says; and how much of each standard is written as code."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from selection import one_in

import evalrules
from evalrules import catalog, loading
from evalrules.authoring.cases import read_cases
from evalrules.frontend.bind import bind_evidence
from evalrules.plan.memory import plan_of
from evalrules.semantics import meanings
from evalrules.semantics.case import case_of
from evalrules.semantics.conditions import truth
from evalrules.semantics.meanings import MEANINGS, PlanAnswers, conditions_of, formulas_of
from evalrules.semantics.python_code import written, written_number
from evalrules.tree.nodes import NODE_TYPES

from ..properties.draws import KNOWN_SEED, SEED, SOAK, drawn_rulesets
from ..properties.refining import Illegal, judged
from .meanings_drawn import differing, row_differences

ROOT = Path(__file__).resolve().parents[2]

CASES = 5_000 if SOAK else 50
"""How many subjects of drawn rulesets are read both ways; `python -m tests.agreement.meanings_drawn` does a million."""

GENERATED = {
    "anhui-standard-school@2007": (6, 6), "anhui-standard-school@2018": (11, 11),
    "building-safety@2016": (8, 8), "care-point@undated": (2, 2),
    "district-education-index@2010": (23, 22), "fujian-model-kindergarten@2023": (6, 6),
    "fujian-school-management@revised": (7, 7), "fujian-standard-school@2009": (8, 8),
    "guangdong-basic-balance@2014": (8, 6), "guangdong-graded-school@2012": (41, 40),
    "guangdong-modernization@2016": (2, 2), "guangdong-private-graded-school@2007": (3, 3),
    "guangdong-school-form@2015": (12, 12), "guangdong-standard-school@2013": (5, 5),
    "guangdong-strong-city@2004": (3, 3), "guangdong-strong-county@2014": (2, 2),
    "guangdong-strong-town@2014": (28, 27), "guangxi-basic-balance@2012": (4, 4),
    "guangzhou-standard-school@trial": (11, 10), "guizhou-county-supervision@2005": (8, 8),
    "guizhou-school-conditions@2014": (24, 23), "hebei-school-conditions@2014": (21, 19),
    "heilongjiang-standard-school@undated": (2, 2), "henan-school-conditions@undated": (21, 20),
    "hunan-primary-conditions@undated": (20, 19), "jiangsu-16@2007": (17, 7),
    "jiangsu-modern-targets@2013": (24, 24), "jiangsu-primary-conditions@undated": (7, 7),
    "jiangsu-school-conditions@2012": (5, 3), "jiangsu-star-school@undated": (7, 7),
    "jiangsu-three-star-school@undated": (5, 5), "liaoning-preschool@2021": (37, 37),
    "nanchang-model-kindergarten@undated": (7, 5), "national-basic-balance@2012": (7, 5),
    "national-preschool-gansu@2020": (28, 28), "national-preschool-henan@2021": (27, 27),
    "national-preschool-province@2020": (6, 6), "national-preschool@2020": (27, 27),
    "national-quality-balance-newer@undated": (49, 24), "national-quality-balance@2017": (43, 19),
    "ningxia-government-duty@2019": (6, 6), "shaanxi-model-kindergarten@2014": (21, 20),
    "shaanxi-school-conditions@undated": (7, 7), "shandong-model-school@undated": (11, 11),
    "shanghai-kindergarten@undated": (17, 17), "sichuan-demonstration-county@undated": (12, 11),
    "standard-school-share@undated": (2, 1), "xinjiang-standard-school@2013": (19, 19),
    "yangquan-standard-school@undated": (19, 18),
    "zhejiang-kindergarten@2008": (18, 18),
    "hubei-kindergarten@2009": (15, 14), "hubei-kindergarten@2016": (51, 46),
    "guangdong-strong-city-later@undated": (9, 8), "chongqing-school-conditions@2011": (10, 9),
    "zhoushan-county-targets@2007": (8, 2), "jiuquan-kindergarten@2016": (3, 3),
    "hunan-leaders-duty@2004": (3, 3),
    "sichuan-school-conditions@undated": (11, 10), "national-bottom-line@undated": (12, 12),
}  # fmt: skip
"""Of each shipped ruleset the conditions and points, and those that are code without a question to the reference."""


@pytest.mark.parametrize("meaning", MEANINGS, ids=lambda meaning: meaning.name)
def test_every_node_is_meant_or_declared_unmeant(meaning):
    """A node that a meaning forgets would be read by nobody; the reference leaves none to others."""
    assert meaning.meant | meaning.unmeant == frozenset(NODE_TYPES)
    assert not meaning.meant & meaning.unmeant
    assert not MEANINGS[0].unmeant


@pytest.mark.parametrize("name", [entry.name for entry in catalog.entries() if entry.is_shipped])
def test_so_much_of_a_standard_is_code(name: str):
    """Of each shipped ruleset; what asks the reference is a node that is declared unmeant, or a number not given."""
    ruleset = loading.load_ruleset(name).ruleset
    assert ruleset is not None
    plan = plan_of(ruleset)
    found = [written(guard.root, ruleset) for guard in conditions_of(plan)]
    found += [written_number(guard.root, ruleset) for guard in formulas_of(plan)]
    assert (len(found), sum(not one.asking for one in found)) == GENERATED[name]
    for node in (node for one in found for node in one.asking):
        is_parameter = ruleset.values[node.value].is_parameter if hasattr(node, "value") else False
        assert type(node) in MEANINGS[1].unmeant or is_parameter, node


def test_code_says_what_the_reference_says():
    """Over rulesets of the whole language and evidence with everything known, missing, within bounds, on thresholds."""
    found = differing(SEED, CASES, Counter(), evidence=20 if SOAK else 5)
    assert not found, f"EVALRULES_SEED={SEED}\n{found}"


def test_nine_of_ten_subjects_reach_code():
    """Of draws that are always the same; every answer is met among them."""
    counts: Counter[str] = Counter()
    assert not differing(KNOWN_SEED, 200, counts, evidence=5)
    assert counts["cases by code"] * 10 >= counts["cases"] * 9, counts
    assert counts["by code"] * 2 > counts["read"], counts
    assert min(counts[one] for one in ("True", "False", "None")) > 0, counts


def test_what_is_settled_by_its_facts_is_known():
    """Over rulesets of the whole language: no condition that need not be asked is open."""
    settled_held(SEED, 20 * CASES // 3)


def test_many_conditions_are_settled_by_their_facts():
    """And many need not be asked, and some must be, of draws that are always the same."""
    counts = settled_held(KNOWN_SEED, 333)
    assert counts["settled True, known True"] * 30 > counts.total(), counts
    assert counts["settled False, known False"] > 0, counts


def settled_held(seed: int, wanted: int) -> Counter[str]:
    """How often a condition was settled by its facts, and known, while so many were read from a seed on."""
    counts: Counter[str] = Counter()
    for drawn in drawn_rulesets(counts, salt=12, first=seed):
        plan = plan_of(drawn.ruleset)
        answers = PlanAnswers(plan, worth=10**9)
        for at in range(4):
            draw = drawn.evidence(at)
            found = judged(drawn.ruleset, draw.whole() if at < 2 else draw.thinned(draw.whole()))
            for guard in () if isinstance(found, Illegal) else conditions_of(plan):
                is_settled, known = answers.is_settled(guard.root, found.case.scope), truth(guard.root, found.case.scope)
                counts[f"settled {is_settled}, known {known is not None}"] += 1
                assert not (is_settled and known is None), f"EVALRULES_SEED={seed}\n{drawn.text}\n{guard.condition.text}"
        if counts.total() >= wanted:
            break
    return counts


@pytest.mark.parametrize("name", one_in(2, ["national-basic-balance@2012", "national-quality-balance@2017"]))
def test_code_says_of_rows_what_the_reference_says(name: str):
    """Of every row of every case beside the standards with the most rows; nearly all of it asks nobody."""
    counts: Counter[str] = Counter()
    own, edition = name.split("@")
    ruleset = loading.load_ruleset(name).ruleset
    assert ruleset is not None
    for written_case in read_cases(str(ROOT / "rulesets" / own / edition))[0]:
        evidence, _ = bind_evidence(written_case.evidence, ruleset, as_of=written_case.as_of)
        if evidence is not None:
            assert [] == list(row_differences(case_of(ruleset, evidence), counts)), written_case.name
    assert counts["by code"] * 2 > counts["read"] > 200, counts


def test_the_answers_are_the_same_before_and_after_code_is_written(ruleset_from, monkeypatch):
    """A plan asks the reference at first; a subject that comes later gets the same bytes from code."""
    ruleset = ruleset_from(TEXT)
    documents = [
        {"facts": facts}
        for facts in (
            {}, {"part": 9, "whole": 10}, {"part": 0, "whole": 0}, {"part": 8, "whole": 10, "rate": 85},
            {"part": {"between": [7, 9]}, "whole": 10, "rate": 80}, {"rate": {"between": [80, 90]}, "flag": False},
        )
    ]  # fmt: skip
    answers = {}
    for worth in (10**9, 0):
        monkeypatch.setattr(meanings, "_KNOWN", {})
        monkeypatch.setattr(meanings, "WORTH_WRITING", worth)
        evidence = [evalrules.evidence_from(document, ruleset) for document in documents]
        answers[worth] = [evalrules.assess(ruleset, one, explain=True).to_json() for one in evidence]
        assert bool(meanings.answers_of(plan_of(ruleset.data))._functions) is (worth == 0)
    assert answers[0] == answers[10**9]


TEXT = """\
grades: [A, B, C]
measures:
  rate: {type: percent, range: [0, 100], better: higher}
  part: {type: count, better: higher}
  whole: {type: count}
  flag: {type: yesno}
  share: {type: number, value: part / whole, better: higher}
indicators:
  - {id: "1", source: s, bands: {A: "share >= 0.9", B: "share >= 0.8", C: otherwise}}
  - {id: "2", source: s, bands: {A: "rate >= 90", B: "rate >= 80", C: otherwise}, ceiling: {A: flag}}
  - {id: "3", source: s, applies: "whole > 0", met: "flag or rate > 85"}
  - {id: "4", source: s, points: 5, awarded: "5 * share"}
vetoes:
  - {id: c, source: s, when: 'count(indicators, grade == "C") >= 1', level: fail}
verdict:
  - {level: pass}
"""
