"""Which rows say the same as another: one school that was entered twice under two names."""

from __future__ import annotations

from typing import Any

import pytest

import evalrules
from evalrules.base.diagnostics import Diagnostic
from evalrules.evaluation import Bound, questioned
from evalrules.semantics.twins import rows_alike

RULESET = """
choices: {stage: {primary: {zh: 小学, en: primary}, junior: {zh: 初中, en: junior}}}
tables:
  units:
    zh: 学校
    key: [school, stage]
    columns:
      school: {type: text}
      stage: {type: stage}
      rural: {type: yesno}
      pupils: {type: count}
      teachers: {type: count}
      area: {type: number}
      books: {type: count}
      computers: {type: count}
      per: {type: number, value: books / pupils}
indicators: [{id: "1", source: s, met: "every(units, pupils >= 1)"}]
"""


@pytest.fixture
def bound(ruleset_from):
    """Rows as evidence, each of a school, a stage and five figures."""

    def of(*rows: tuple[Any, ...]) -> Any:
        names = ("school", "stage", "pupils", "teachers", "area", "books", "computers", "confirmed")
        listed = [{name: value for name, value in zip(names, row, strict=False) if value is not None} for row in rows]
        ruleset = ruleset_from(RULESET)
        return Bound(ruleset.data, evalrules.evidence_from({"tables": {"units": listed}}, ruleset).data, ())

    return of


@pytest.fixture
def asked(bound):
    """What is asked of rows."""

    def of(*rows: tuple[Any, ...], told: Any = ()) -> list[Diagnostic]:
        found = bound(*rows)
        return list(rows_alike(found.ruleset, found.evidence, told))

    return of


NORTH = ("北关小学", "primary", 376, 24, 1898, 9024, 41)
SAME = NORTH[1:]


def test_a_row_that_says_the_same_under_another_name_is_asked_about(asked):
    """With both rows, and where the first stands."""
    (one,) = asked(NORTH, ("北关小学校", *SAME), ("西河小学", "primary", 842, 53, 4245, 20209, 88))
    assert (one.code, one.severity, dict(one.args)["path"]) == ("ER551", "warning", "tables.units[北关小学校, primary]")
    assert one.sentence("zh") == f"“北关小学校 小学”与“北关小学 小学”（{one.related[0].place}）的 5 项数完全相同"
    assert one.place is not None and one.place.path == "tables.units[1].school"


@pytest.mark.parametrize(
    "other",
    [
        ("北关小学校", "primary", 376, 24, 1898, 9024, 40), ("北关小学校", "primary", 376, 24, 1898, 9024, None),
        ("北关小学校", "junior", 376, 24, 1898, 9024, 41), ("北关小学", "junior", 376, 24, 1898, 9024, 41),
    ],
    ids=["one figure differs", "one is not known", "another stage", "two stages of one school"],
)  # fmt: skip
def test_what_differs_is_not_asked_about(other: tuple[Any, ...], asked):
    """One figure, one that is not known, and the stages of a school are another thing."""
    assert asked(NORTH, other) == []


def test_small_numbers_are_often_the_same(asked):
    """Four figures of ten or more have to agree."""
    assert asked(("甲点", "primary", 12, 1, 90, 400, 3), ("乙点", "primary", 12, 1, 90, 400, 3)) == []
    assert len(asked(("甲点", "primary", 12, 1, 90, 400, 10), ("乙点", "primary", 12, 1, 90, 400, 10))) == 1


def test_what_is_wrong_already_is_not_asked_about(asked, bound):
    """A cell that something is said of."""
    rows = (NORTH, ("北关小学校", *SAME))
    told = {bound(*rows).evidence.tables["units"].rows[1].cells["units.pupils"].place}
    assert asked(*rows, told=told) == []


def test_the_question_is_answered_in_the_row(bound):
    """By its column of confirmations."""
    problems = questioned(bound(NORTH, ("北关小学校", *SAME, "张三：两校规模相同")))[1]
    assert [(one.code, one.severity) for one in problems] == [("ER551", "confirmed")]
