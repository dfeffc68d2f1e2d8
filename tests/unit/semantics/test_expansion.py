"""Indicators made from rows: one for each value of a column that the evidence gives."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

import evalrules
from evalrules.model.outcome import NOT_APPLICABLE, graded
from evalrules.plan.memory import plan_of
from evalrules.semantics.case import Case, case_of
from evalrules.semantics.expansion import expanded
from evalrules.tree.nodes import ROW_NODES
from evalrules.tree.walk import walk

TEXT = """\
grades: [A, B, C]
tables:
  parts:
    key: [part]
    columns:
      part: {type: text}
      heading: {type: text}
      mark: {type: grade}
      key: {type: yesno}
  others:
    key: [other]
    columns: {other: {type: text}, heading: {type: text}, n: {type: count}}
indicators:
  - {id: plain, source: s, assessed: grade}
  - id: parts
    each: parts by heading
    grade: 'worst(parts, mark)'
    must: 'any(parts, key)'
    applies: 'count(others, n >= 1) >= 1'
    source: s
verdict:
  - {level: pass, when: 'count(indicators, must and grade == "C") == 0 and every(indicators, grade == "A")'}
  - {level: fail}
"""
PARTS = [
    {"part": "2", "heading": "h10", "mark": "A", "key": False},
    {"part": "1", "heading": "h2", "mark": "B", "key": True},
    {"part": "3", "heading": "h2", "mark": "A", "key": False},
]


@pytest.fixture(scope="module")
def case(ruleset_from: Callable[[str], Any]) -> Callable[..., Case]:
    def make(parts: object, others: object = ({"other": "o", "n": 1},)) -> Case:
        ruleset = ruleset_from(TEXT)
        tables = {name: rows for name, rows in (("parts", parts), ("others", others)) if rows is not None}
        return case_of(ruleset.data, evalrules.evidence_from({"tables": tables}, ruleset).data)

    return make


def test_each_value_of_the_column_makes_an_indicator_in_natural_order(case):
    """The values become ids after the indicators before, `h2` before `h10`, each value once."""
    assert [one.id for one in case(PARTS).ruleset.indicators] == ["plain", "h2", "h10"]


def test_each_indicator_sees_the_rows_of_its_value_only(case):
    """The worst of h2 is its B, and its key row makes it one that must be reached; h10 has neither."""
    found = case(PARTS)
    assert {one.indicator.id: one.decided for one in found.standings} == {
        "plain": None, "h2": graded("B"), "h10": graded("A")
    }
    assert {one.id: one.must for one in found.ruleset.indicators} == {"plain": False, "h2": True, "h10": False}


def test_rows_of_another_table_are_seen_whole(case):
    """A look at a table that the indicator is not made from is not restricted."""
    found = case(PARTS)
    made = found.ruleset.indicator("h2")
    looks = {node.table: node.only for node in walk(made.applies.root) if isinstance(node, ROW_NODES)}
    assert looks == {"others": ()}
    assert [node.only for node in walk(made.grade.root) if isinstance(node, ROW_NODES)] == [(("parts.heading", "h2"),)]
    assert {one.decided for one in case(PARTS, others=[]).standings if one.indicator.id != "plain"} == {NOT_APPLICABLE}


@pytest.mark.parametrize(
    ("parts", "has_more"),
    [(PARTS, False), ({"rows": PARTS, "complete": False}, True), (None, True), ([], False)],
)
def test_rows_that_may_be_missing_may_make_more_indicators(parts, has_more: bool, case):
    """Only a complete table says that there are no further indicators."""
    assert case(parts).scope.rows.makes_more_indicators is has_more


@pytest.mark.parametrize(
    ("parts", "possible"),
    [
        (PARTS[:1], ("pass",)),
        ({"rows": PARTS[:1], "complete": False}, ("pass", "fail")),
        (PARTS, ("fail",)),
        ({"rows": PARTS, "complete": False}, ("fail",)),
    ],
)
def test_every_over_indicators_that_may_come_is_not_known(parts, possible, case):
    """One A passes; where further rows may come it may yet fail, and a B fails whatever comes."""
    found = case(parts).with_grades({"plain": graded("A")})
    assert found.possible_levels == possible


def test_a_ruleset_without_such_indicators_is_left_alone(ruleset_from):
    """Nothing is made where no indicator is made from rows."""
    plan = plan_of(ruleset_from("indicators: [{id: '1', source: s, assessed: yesno}]\n").data)
    assert expanded(plan, {}) == (plan, False)
    assert expanded(plan, {}).plan is plan


def test_a_row_without_a_value_makes_no_indicator(case):
    """A heading that is not given names nothing."""
    assert [one.id for one in case([{"part": "1", "mark": "A"}]).ruleset.indicators] == ["plain"]
