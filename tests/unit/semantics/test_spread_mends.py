"""A coefficient above its limit: which schools, and how much, bring it under; what cannot be raised is not."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from itertools import combinations
from typing import Any

import pytest

import evalrules

RULES = """
measures:
  total: {{type: count, unit: 台, fixed: true, zh: 全县台数, en: all of them}}
tables:
  t:
    zh: 校
    en: schools
    key: [name, stage]
    columns:
      name: {{type: text, zh: 名, en: name}}
      stage: {{type: text, zh: 段, en: stage}}
      pupils: {{type: count, fixed: true, zh: 学生, en: pupils}}
      pcs: {{type: count, unit: 台, zh: 计算机, en: computers}}
      rooms: {{type: number, unit: m2, {more} zh: 用房, en: rooms}}
      lent: {{type: count, zh: 借用, en: lent}}
      each: {{type: number, value: pcs / pupils, zh: 生均, en: each}}
    checks: [{check}]
{checks}
indicators:
  - {{id: "1", source: s 1, met: "{met}"}}
verdict: [{{level: pass, when: "every(indicators, met)", source: s 1}}, {{level: fail, source: s 1}}]
"""
CV = "cv(t, each, weight=pupils) <= 0.1"
ROWS = [("甲", 100, 3, 50), ("乙", 300, 60, 900), ("丙", 200, 5, 90), ("丁", 150, 30, 700)]


def found_of(
    ruleset_from,
    met: str,
    rows: Any = ROWS,
    check: str = "",
    more: str = "",
    total: int | None = None,
    twin: bool = False,
):
    checks = "" if total is None else "checks: ['sum(t, pcs) <= total']"
    ruleset = ruleset_from(RULES.format(met=met, check=check, more=more, checks=checks))
    listed = [{"name": a, "stage": "一", "pupils": b, "pcs": c, "rooms": d, "lent": c} for a, b, c, d in rows]
    listed += [{**listed[0], "stage": "二"}] if twin else []
    facts = {} if total is None else {"total": total}
    evidence = evalrules.evidence_from({"facts": facts, "tables": {"t": listed}}, ruleset)
    return ruleset, evidence, evalrules.assess(ruleset, evidence)


def changes_of(found: evalrules.Assessment) -> list[tuple[Any, ...]]:
    gap = next(gap for gap in found.gaps if gap.kind == "level")
    return [(one.measure, (one.row or [None])[0], one.need) for one in gap.changes]


def test_the_schools_and_what_they_need_are_said(ruleset_from):
    """Two of four schools get more computers, in whole ones; carried out the level is reached, with one less it is not."""
    ruleset, evidence, found = found_of(ruleset_from, CV)
    changes = changes_of(found)
    assert sorted((own, row) for own, row, _ in changes) == [("t.pcs", "丙"), ("t.pcs", "甲")]
    assert all(Fraction(need).denominator == 1 for *_, need in changes)
    done = {f"tables.t[{row},一].pcs": int(need) for _, row, need in changes}
    assert evalrules.assess(ruleset, evidence.replace(done)).verdict.level == "pass"
    for place in done:
        less = {own: need for own, need in done.items() if own != place}
        assert evalrules.assess(ruleset, evidence.replace(less)).verdict.level == "fail"


def test_what_is_least_in_all_is_said_beside_it(ruleset_from):
    """The other way adds less in all, in as many schools or more."""
    _, _, found = found_of(
        ruleset_from,
        "cv(t, rooms) <= 0.55",
        rows=[(*row[:3], area) for row, area in zip(ROWS, (50, 900, 60, 200), strict=True)],
    )
    gap = next(gap for gap in found.gaps if gap.kind == "level")
    (other,) = gap.alternatives
    first, second = (sum(Fraction(str(one.short)) for one in way) for way in (gap.changes, other))
    assert len(other) > len(gap.changes)
    assert second < first


@pytest.mark.parametrize("limit", ["0.2", "0.5", "0.7"])
@pytest.mark.parametrize(
    "met",
    [
        "cv(t, each, weight=pupils)",
        "cv(t, rooms)",
        "stdev(t, each) * 10",
        "(cv(t, each, weight=pupils) + cv(t, rooms)) / 2",
    ],
)
def test_whatever_is_said_reaches_the_level(met: str, limit: str, ruleset_from):
    """For coefficients, deviations, and sums of both; what is said is what the engine then finds, also in a plan."""
    ruleset, evidence, found = found_of(ruleset_from, f"{met} <= {limit}")
    if found.verdict.level == "pass":
        return
    done = {f"tables.t[{row},一].{str(own).split('.')[1]}": number_in(need) for own, row, need in changes_of(found)}
    assert evalrules.assess(ruleset, evidence.replace(done)).verdict.level == "pass"
    for place in done:
        less = {own: need for own, need in done.items() if own != place}
        assert evalrules.assess(ruleset, evidence.replace(less)).verdict.level == "fail"
    assert found.plan().outcome == "found"


def number_in(need: str) -> Decimal:
    return Decimal(need)


def test_where_nothing_can_be_raised_the_distance_is_said(ruleset_from):
    """Columns that are meant to be lower are never raised; all the computers of the county are counted."""
    lower = found_of(ruleset_from, "cv(t, rooms) <= 0.2", more="better: lower,")[2]
    counted = found_of(ruleset_from, CV, total=98)[2]
    for found in (lower, counted):
        (change,) = next(gap for gap in found.gaps if gap.kind == "level").changes
        assert change.row is None and change.quantity
    assert changes_of(found_of(ruleset_from, CV, total=500)[2])[0][0] == "t.pcs"


def test_a_spread_of_what_nobody_changes_is_said_to_be_that(ruleset_from):
    """Nothing can be done about the years in which schools were built."""
    found = found_of(ruleset_from, "cv(t, rooms) <= 0.2", more="fixed: true,")[2]
    assert (found.verdict.without_gap, found.verdict.fixed) == ("fixed", ("t.rooms",))


def test_what_a_check_ties_to_a_figure_goes_with_it(ruleset_from):
    """There are no fewer lent computers than computers: they rise together, and none of them can be left out."""
    found = found_of(ruleset_from, CV, check="pcs <= lent")[2]
    assert sorted((own, row) for own, row, _ in changes_of(found)) == [
        ("t.lent", "丙"),
        ("t.lent", "甲"),
        ("t.pcs", "丙"),
        ("t.pcs", "甲"),
    ]


def test_rows_that_must_say_the_same_are_changed_together(ruleset_from):
    """Of a school with two stages both rows say what the school has; a plan passes the checks, too."""
    found = found_of(ruleset_from, CV, check='"agrees(t, pcs, same=name)"', twin=True)[2]
    listed = [(own, row) for own, row, _ in changes_of(found)]
    assert listed.count(("t.pcs", "甲")) == 2
    assert found.plan().outcome == "found"


def test_fewer_schools_are_not_enough(ruleset_from):
    """Raised to whatever number, no single school does what two are said to do."""
    ruleset, evidence, found = found_of(ruleset_from, CV)
    count = len(changes_of(found))
    for names in combinations([row[0] for row in ROWS], count - 1):
        for need in range(10, 80, 10):
            done = {f"tables.t[{name},一].pcs": need for name in names}
            assert evalrules.assess(ruleset, evidence.replace(done)).verdict.level == "fail"


LESSER = """
tables:
  t:
    key: [name]
    columns:
      name: {{type: text}}
      pupils: {{type: count, fixed: true}}
      books: {{type: count, better: higher}}
      pcs: {{type: count, better: higher}}
indicators:
  - {{id: "1", source: s 1, met: "cv(t, {item}) <= 0.3"}}
verdict: [{{level: pass, when: "every(indicators, met)", source: s 1}}, {{level: fail, source: s 1}}]
"""
BOTH = [("甲", 10, 90, 95), ("乙", 10, 20, 30), ("丙", 10, 50, 10), ("丁", 9, 50, 60)]


@pytest.mark.parametrize(
    ("item", "cells"),
    [
        ("min(books, pcs)", {("丙", "t.pcs"), ("乙", "t.books"), ("乙", "t.pcs")}),
        ("min(books, pcs) / pupils", {("丙", "t.pcs"), ("乙", "t.books"), ("乙", "t.pcs")}),
        ("max(books, pcs)", {("乙", "t.pcs")}),
    ],
)
def test_of_the_least_of_two_figures_each_that_lacks_is_raised(item: str, cells: set[tuple[str, str]], ruleset_from):
    """Of the greatest only the one that it is; carried out the level is reached, with one cell less it is not; what is
    least in all is not claimed where several cells move one row.
    """
    ruleset = ruleset_from(LESSER.format(item=item))
    rows = [{"name": a, "pupils": b, "books": c, "pcs": d} for a, b, c, d in BOTH]
    evidence = evalrules.evidence_from({"tables": {"t": rows}}, ruleset)
    gap = next(gap for gap in evalrules.assess(ruleset, evidence).gaps if gap.kind == "level")
    assert {(one.row[0], one.measure) for one in gap.changes} == cells
    assert len(cells) == 1 or not gap.alternatives
    done = {f"tables.t[{one.row[0]}].{one.measure[2:]}": int(one.need) for one in gap.changes}
    assert evalrules.assess(ruleset, evidence.replace(done)).verdict.level == "pass"
    for place in done:
        less = {own: need for own, need in done.items() if own != place}
        assert evalrules.assess(ruleset, evidence.replace(less)).verdict.level == "fail"
