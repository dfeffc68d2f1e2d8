"""Figures in columns that rows of their kind do not have are asked about; 0, nothing and other kinds are not."""

from __future__ import annotations

from typing import Any

import pytest

import evalrules
from evalrules.evaluation import Bound, questioned
from evalrules.semantics.kinds_without import figures_of_other_kinds

RULESET = """
choices: {school_kind: {primary: {zh: 小学, en: primary}, junior: {zh: 初中, en: junior}}}
tables:
  schools:
    zh: 学校
    key: [school]
    columns:
      school: {type: text}
      kind: {type: school_kind}
      junior_class: {type: count, none_for: {kind: [primary]}, zh: 初中最大班额, en: largest junior class}
indicators: [{id: "1", source: s, met: "every(schools, junior_class <= 50)"}]
"""


@pytest.fixture
def bound(ruleset_from):
    """Rows as evidence."""

    def of(*rows: dict[str, Any]) -> Bound:
        ruleset = ruleset_from(RULESET)
        return Bound(ruleset.data, evalrules.evidence_from({"tables": {"schools": list(rows)}}, ruleset).data, ())

    return of


def test_a_figure_that_its_kind_has_none_of_is_asked_about(bound):
    """46 junior pupils in a class of a primary school: a warning at the cell, with the kind beside it; they count."""
    given = bound({"school": "一小", "kind": "primary", "junior_class": 46})
    (one,) = questioned(given)[1]
    assert (one.code, one.severity, dict(one.args)["path"]) == ("ER582", "warning", "tables.schools[一小].junior_class")
    assert "“一小”是小学，没有“初中最大班额”，却填了 46" in one.sentence("zh")


@pytest.mark.parametrize("row", [{"junior_class": 0}, {"junior_class": None}, {}, {"kind": "junior", "junior_class": 46}])
def test_nothing_zero_and_other_kinds_are_not_asked_about(bound, row: dict[str, Any]):
    """A school that says 0, says nothing, or is of a kind that has the column draws no question."""
    given = bound({"school": "一小", "kind": "primary", **row})
    assert list(figures_of_other_kinds(given.ruleset, given.evidence)) == []


def test_a_confirmed_figure_is_asked_no_more(bound):
    """What somebody answers for is a confirmed question and no warning."""
    given = bound({"school": "一小", "kind": "primary", "junior_class": 46, "confirmed": "张三：附设班"})
    assert [(one.code, one.severity) for one in questioned(given)[1]] == [("ER582", "confirmed")]
