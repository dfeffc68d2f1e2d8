"""Which rows may break something: what is looked at quickly is told as it is where every row is read."""

from __future__ import annotations

import random
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

import evalrules
from evalrules.semantics import plain_rows
from evalrules.semantics.case import case_of
from evalrules.semantics.claims import contradictions
from evalrules.semantics.plain_rows import OpenRows

RULES = """\
choices:
  stage: {low: {zh: 小学, en: primary}, high: {zh: 初中, en: junior}}
values: {line: {value: 45, zh: 班额上限, en: limit of a class, source: s}}
measures:
  trained: {type: count}
  teachers: {type: count}
  share: {type: percent, range: [0, 100], value: "percent(trained, teachers)"}
tables:
  sites:
    zh: 学校
    key: [school]
    columns:
      school: {type: text}
      stage: {type: stage}
      pupils: {type: count}
      classes: {type: count}
      area: {type: number}
      indoor: {type: number}
      young: {type: yesno}
      opened: {type: date}
      each: {type: number, range: [0, 9], value: area / pupils}
      inside: {type: percent, range: [0, 100], value: "percent(indoor, area)"}
    leave_out: stage == "high" and pupils == 0
    checks:
      - indoor <= area
      - young or classes >= 1
      - pupils / classes <= line
      - each <= 8
      - area * 3 != 10
      - stage != "high" or max(classes, 2) <= teachers
      - pupils == sum(units, students, same=school)
      - largest <= least(units, students, same=school) + 39
      - pupils >= greatest(units, double - students, same=school)
      - count(units, students > 0, same=school) >= 1
      - agrees(units, young, same=school)
      - agrees(units, opened, same=school)
      - listed(units, school)
  units:
    zh: 分学段
    key: [school, stage]
    columns:
      school: {type: text}
      stage: {type: stage}
      students: {type: count}
      area: {type: number}
      young: {type: yesno}
      opened: {type: date}
      double: {type: count, value: students * 2}
    checks: ["agrees(units, area, same=school)", "agrees(sites, area, same=school)", "listed(sites, school)"]
indicators: [{id: "1", source: s, met: "every(sites, each >= 1)"}]
""".replace("      classes:", "      largest: {type: count}\n      classes:")
NAMES = ("甲", "乙", "丙", "丁")


def drawn(draw: random.Random) -> dict[str, Any]:
    """A county whose figures are mostly in order."""

    def some(*values: Any) -> Any:
        return draw.choice(values)

    def row(**cells: Any) -> dict[str, Any]:
        return {own: value for own, value in cells.items() if draw.random() < 0.97}

    listed = [name for name in NAMES if draw.random() < 0.9]
    area = {name: some(Decimal("200.5"), 300, 0) for name in NAMES}
    young, opened = some(True, False), some("2001-09-01", "2002-09-01")
    alike: dict[str, Any] = {"young": young, "opened": opened}
    units = [
        {
            "school": name,
            "stage": stage,
            **row(students=some(40, 40, 40, 0), area=area[name], **alike),
            **some({}, {}, {}, {"young": not young}),
        }
        for name in (one for one in NAMES if draw.random() < 0.9)
        for stage in ("low", "high")
    ]
    sites = [
        {
            "school": name,
            **row(
                stage=some("low", "high"), pupils=some(80, 80, 80, 40), largest=some(40, 39), classes=some(2, 2, 1, 0)
            ),
            **row(area=area[name], indoor=some(10, 10, 300), **alike),
        }
        for name in listed
    ]
    if draw.random() < 0.2 and sites:
        sites[0] |= some(
            {"each": 3}, {"inside": Decimal("4.99")}, {"area": {"between": [100, 400]}}, {"young": not young}
        )
    facts = {"trained": some(4, 5), "teachers": some(5, 5, 3), **some({}, {}, {}, {"share": 80})}
    return {"facts": facts, "tables": {"sites": sites, "units": {"rows": units, "complete": some(True, True, False)}}}


def told(county: dict[str, Any], ruleset: Any) -> list[Any]:
    try:
        evidence = evalrules.evidence_from(county, ruleset).data
    except evalrules.EvalrulesError:  # it looks like a total
        return []
    return list(contradictions(case_of(ruleset.data, evidence), evidence))


@pytest.fixture
def ruleset(ruleset_from: Callable[[str], Any], monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setattr(plain_rows, "WORTH_WRITING", 0)
    return ruleset_from(RULES)


def test_what_is_looked_at_quickly_is_told_as_where_every_row_is_read(
    ruleset: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    draw = random.Random(19)
    counties = [drawn(draw) for _ in range(150)]
    quickly = [told(county, ruleset) for county in counties]
    monkeypatch.setattr(OpenRows, "_of", lambda *_: None)
    assert quickly == [told(county, ruleset) for county in counties]
    codes = {one.code for some in quickly for one in some}
    assert codes == {"ER410", "ER456", "ER508", "ER509"}
    assert sum(not some for some in quickly) >= 5


def test_rows_in_order_are_left_by_no_check_that_is_written(ruleset: Any) -> None:
    site = {
        "school": "甲",
        "stage": "low",
        "pupils": 80,
        "largest": 40,
        "classes": 2,
        "area": Decimal("200.5"),
        "indoor": 10,
    }
    unit = {"school": "甲", "students": 40, "area": Decimal("200.5"), "young": True, "opened": "2001-09-01"}
    site |= {"young": True, "opened": "2001-09-01"}
    units = [{**unit, "stage": stage} for stage in ("low", "high")]
    county = {"facts": {"teachers": 5}, "tables": {"sites": [site], "units": units}}
    evidence = evalrules.evidence_from(county, ruleset).data
    left = OpenRows(case_of(ruleset.data, evidence))
    checks = ruleset.data.tables["sites"].checks
    counted = next(at for at, one in enumerate(checks) if one.condition.text.startswith("count("))
    assert [at for at in range(len(checks)) if left.of_check("sites", at)] == [counted]
    assert not left.of_column("sites", "sites.each")
    assert not any(left.of_check("units", at) for at in range(3))


def test_of_few_rows_every_one_is_read(ruleset: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(plain_rows, "WORTH_WRITING", 10**9)
    monkeypatch.setattr(plain_rows, "_CODE", type(plain_rows._CODE)(plain_rows._Code))
    county = {"tables": {"sites": [{"school": "甲", "indoor": 5, "area": 4}]}}
    evidence = evalrules.evidence_from(county, ruleset).data
    assert OpenRows(case_of(ruleset.data, evidence)).of_check("sites", 0) is None
    assert [one.code for one in told(county, ruleset)] == ["ER410"]
