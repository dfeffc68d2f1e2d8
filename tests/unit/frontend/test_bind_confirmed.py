"""Confirmations as evidence writes them: whole, or refused with what they lack."""

from __future__ import annotations

from typing import Any

import pytest

import evalrules
from evalrules.base.diagnostics import EvalrulesError
from evalrules.frontend.bind_confirmed import said_in_one
from evalrules.model.refs import CellRef, MembersRef, OptionRef, OwnRef, PlaceRef, PointsRef, RowRef, YearRef

RULESET = """
choices: {stage: {primary: {zh: 小学, en: primary}, junior: {zh: 初中, en: junior}}}
measures:
  rate: {type: percent, range: [0, 100], zh: 达标率}
  kept: {type: percent, each: stage, zh: 巩固率}
  spent: {type: percent, series: 3}
tables:
  units: {zh: 学校, key: [school, stage], columns: {school: {type: text}, stage: {type: stage}, area: {type: number, zh: 面积}}}
members: {towns: {zh: 乡镇, holds: [ok]}}
indicators:
  - {id: "2", source: s, met: rate >= 95}
  - {id: "1.1", source: s, points: 2, awarded: assessor, zh: 经费}
"""


def bound(ruleset: Any, *confirmed: Any) -> tuple[Any, list[str]]:
    try:
        return evalrules.evidence_from({"period": 2007, "confirmed": list(confirmed)}, ruleset).data.confirmed, []
    except EvalrulesError as refused:
        return None, [one.code for one in refused.diagnostics]


@pytest.mark.parametrize(
    ("path", "of"),
    [
        ("facts.达标率", OwnRef("rate")),
        ("facts.kept.初中", OptionRef("kept", "junior")),
        ("facts.spent.2006", YearRef("spent", 1)),
        ('points."1.1"', PointsRef("1.1")),
        ("points.经费", PointsRef("1.1")),
        ("members.乡镇.holding", MembersRef("towns", "holding")),
        ("tables.学校[一小, 小学].面积", CellRef("units", ("一小", "primary"), "area")),
        ("tables.units[一小, primary]", RowRef("units", ("一小", "primary"))),
    ],
)
def test_a_path_is_resolved_to_what_it_is_of(ruleset_from, path: str, of: PlaceRef) -> None:
    """By ids and by labels alike, a year counted back from the end of the period."""
    confirmed, codes = bound(ruleset_from(RULESET), {"path": path, "by": "张三", "note": "已核对"})
    assert codes == []
    assert [(one.of, one.by, one.note) for one in confirmed] == [(of, "张三", "已核对")]


def test_a_place_is_kept_as_it_is_written(ruleset_from) -> None:
    """What stands there is found by those who print places."""
    confirmed, _ = bound(ruleset_from(RULESET), {"place": "学校!C8", "by": "张三：已到校"})
    assert [(one.of, one.at, one.by, one.note) for one in confirmed] == [(None, "学校!C8", "张三", "已到校")]


@pytest.mark.parametrize(
    ("written", "codes"),
    [
        ({"path": "facts.rate"}, ["ER516"]),
        ({"path": "facts.rate", "by": "—"}, ["ER516"]),
        ({"by": "张三"}, ["ER516"]),
        ({"path": "facts.rate", "place": "a.yaml:1:1", "by": "张三"}, ["ER516"]),
        ({"path": "rate", "by": "张三"}, ["ER516"]),
        ({"path": "facts.rate.2007", "by": "张三"}, ["ER516"]),
        ({"path": "facts.spent", "by": "张三"}, ["ER516"]),
        ({"path": "members.towns", "by": "张三"}, ["ER516"]),
        ({"path": "facts.rates", "by": "张三"}, ["ER401"]),
        ({"path": "facts.kept.senior", "by": "张三"}, ["ER401"]),
        ({"path": "points.2", "by": "张三"}, ["ER401"]),
        ({"path": "members.cities.total", "by": "张三"}, ["ER401"]),
        ({"path": "tables.school[一小].area", "by": "张三"}, ["ER401"]),
        ({"path": "tables.units[一小, primary].areas", "by": "张三"}, ["ER401"]),
        ({"path": "facts.rate", "by": "张三", "why": "x"}, ["ER108"]),
        ("张三", ["ER103"]),
    ],
)
def test_anything_less_is_no_confirmation(ruleset_from, written: Any, codes: list[str]) -> None:
    """What it lacks, or what it names that the ruleset does not have, is an error."""
    assert bound(ruleset_from(RULESET), written) == (None, codes)


def test_confirmations_are_a_list(ruleset_from) -> None:
    """A mapping is refused, and nothing at all is fine."""
    for empty in (None, []):
        evidence = evalrules.evidence_from({"confirmed": empty}, ruleset_from(RULESET))
        assert evidence.data.confirmed == ()
    with pytest.raises(EvalrulesError) as refused:
        evalrules.evidence_from({"confirmed": {"by": "张三"}}, ruleset_from(RULESET))
    assert [one.code for one in refused.value.diagnostics] == ["ER103"]


@pytest.mark.parametrize(
    ("cell", "said"),
    [("张三", ("张三", "")), ("张三：已核对：属实", ("张三", "已核对：属实")), (" 张三 : ok ", ("张三", "ok")), ("：无人", ("", "无人"))],
)
def test_one_cell_says_who_and_why(cell: str, said: tuple[str, str]) -> None:
    """The first colon of either width parts them."""
    assert said_in_one(cell) == said
