"""A test suite of somebody else's: what it promises about its own county holds under the standard."""

from __future__ import annotations

import pickle
from concurrent.futures import ThreadPoolExecutor

import pytest

import evalrules

FACTS = {"graduate_teachers": 31, "senior_teachers": 420}


@pytest.fixture(scope="session")
def ruleset() -> evalrules.Ruleset:
    """The standard, loaded once for all tests."""
    return evalrules.load_ruleset("jiangsu-16@2007")


def county(ruleset: evalrules.Ruleset, grade: str = "A") -> evalrules.Assessment:
    """The assessment of the county with one grade of the panel."""
    return evalrules.assess(ruleset, evalrules.evidence_from({"facts": FACTS, "grades": {"9": grade}}, ruleset))


def test_a_c_fails_and_nothing_else_is_decided(ruleset: evalrules.Ruleset) -> None:
    """By the standard, one C is enough."""
    assert county(ruleset, "C").verdict.level == "fail"
    assert county(ruleset).verdict.possible == ("pass", "fail")


def test_equal_things_are_one(ruleset: evalrules.Ruleset) -> None:
    """In sets, as keys, from a pickle, and from threads."""
    with ThreadPoolExecutor(4) as pool:
        many = set(pool.map(county, [ruleset] * 8))
    assert many == {county(ruleset)}
    assert pickle.loads(pickle.dumps(county(ruleset))) == county(ruleset)
    assert {ruleset: 1}[evalrules.load_ruleset("jiangsu-16@2007")] == 1


def test_what_is_wrong_is_told_where_it_was_given(ruleset: evalrules.Ruleset) -> None:
    """With its path, in both languages."""
    with pytest.raises(evalrules.EvalrulesError) as wrong:
        evalrules.evidence_from({"facts": {"graduate_teachers": "31"}, "grades": {"9": "Z"}}, ruleset)
    assert [one.path for one in wrong.value.diagnostics] == ["facts.graduate_teachers", "grades.9"]
    told: list[str] = [one.sentence(lang) for one in wrong.value.diagnostics for lang in ("zh", "en")]
    assert all(told)


def test_the_compiled_standard_says_the_same(ruleset: evalrules.Ruleset) -> None:
    """For many counties: the level without the report."""
    evaluator: evalrules.Evaluator = ruleset.compile()
    judgement: evalrules.Judgement = evaluator.judge(FACTS, {"9": "C"})
    assert judgement.level == county(ruleset, "C").verdict.level
