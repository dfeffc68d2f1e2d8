"""Money and areas as if in another unit: asked about where every row says so, and never where one does not."""

from __future__ import annotations

from typing import Any

import pytest

import evalrules
from evalrules.base.diagnostics import Diagnostic
from evalrules.evaluation import Bound, questioned
from evalrules.semantics.case import case_of
from evalrules.semantics.other_units import of_other_units

RULESET = """
measures:
  pay: {type: number, unit: 元, zh: 工资, en: pay}
  site: {type: number, unit: m2, zh: 用地, en: site}
  builds: {type: number, unit: m2, zh: 建筑, en: floors}
tables:
  schools:
    zh: 学校
    key: [school]
    columns:
      school: {type: text}
      pupils: {type: count}
      funds: {type: number, unit: 元, zh: 设备值, en: equipment}
      per_pupil: {type: number, unit: 元, value: funds / pupils}
      books: {type: count, unit: 册}
indicators:
  - {id: "1", source: s, met: "every(schools, per_pupil >= 2000 and books >= 20 * pupils)"}
  - {id: "2", source: s, met: "pay >= 60000 and site >= builds"}
"""


@pytest.fixture
def asked(ruleset_from):
    """The questions about rows of schools and facts."""

    def of(schools: list[dict[str, Any]], facts: dict[str, Any] | None = None) -> list[Diagnostic]:
        ruleset = ruleset_from(RULESET)
        evidence = evalrules.evidence_from({"tables": {"schools": schools}, "facts": facts or {}}, ruleset).data
        return list(of_other_units(case_of(ruleset.data, evidence), evidence))

    return of


def schools(*funds: float) -> list[dict[str, Any]]:
    return [{"school": f"{at}小", "pupils": 400, "books": 4, "funds": one} for at, one in enumerate(funds)]


@pytest.mark.parametrize(("scale", "times"), [(1, "1/9000"), (100_000_000, "10000 倍")], ids=["too little", "too much"])
def test_a_column_in_another_unit_is_asked_about_once(asked, scale: int, times: str):
    """Every school at a ten-thousandth of the limit, or at ten thousand times it: one question, at the first of them."""
    (one,) = asked(schools(*(each * scale for each in (84, 90, 79.5, 96))))
    assert ("ER514", "tables.schools[0小].funds") == (one.code, dict(one.args)["path"])
    assert times in one.sentence("zh") and "设备值（万元）" in one.hint("zh")
    assert "× 10 000 yuan" in one.hint("en")


def test_one_row_that_is_not_far_answers_for_all(asked):
    """A poor school among poor ones is no slip of the unit; nor are three rows a table."""
    assert asked(schools(84, 90, 79.5, 96, 9000)) == [] == asked(schools(84, 90, 79.5))


def test_counts_may_be_as_small_as_they_are(asked):
    """Four books for 400 pupils are few, and no other unit."""
    assert asked(schools(840000, 900000, 795000, 860000)) == []


@pytest.mark.parametrize(("pay", "codes"), [(9.8, ["ER517"]), (98_000_000, ["ER517"]), (9800, []), (600, [])])
def test_a_fact_has_to_be_farther(asked, pay: float, codes: list[str]):
    """A thousandth of the limit is asked about, a hundredth is not; two areas against each other never are."""
    assert codes == [one.code for one in asked([], {"pay": pay, "site": 9, "builds": 20_000})]


def test_a_confirmation_answers(ruleset_from):
    """What the county stands by is answered."""
    ruleset = ruleset_from(RULESET)
    confirmed = [{"path": "facts.pay", "by": "张三", "note": "属实"}]
    evidence = evalrules.evidence_from({"facts": {"pay": 9.8}, "confirmed": confirmed}, ruleset).data
    found = [one for one in questioned(Bound(ruleset.data, evidence, ()))[1] if one.code == "ER517"]
    assert [(one.severity, one.confirmed is not None) for one in found] == [("confirmed", True)]
