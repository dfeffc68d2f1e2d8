"""A document to a ruleset: every id resolved, every condition understood, every problem found."""

from __future__ import annotations

import datetime
import time
from collections.abc import Callable
from fractions import Fraction
from typing import Any

import pytest

from evalrules.base.diagnostics import has_errors
from evalrules.model.ruleset import Citation, Label
from evalrules.tree.nodes import Compare

Built = Callable[[str], Any]

WHOLE = """\
title: {zh: 例, en: sample}
in_force: {from: "2007-05", until: "2010"}
groups: [{id: g1, zh: 组}]
grades: [A, B, C]
choices: {region: {south: 苏南, north: {zh: 苏北, en: North}}}
values:
  least: {by: region, south: 98, north: 95.5, unit: "%", source: s 3}
  open: {value: null, unit: 平方米}
measures:
  rate: {type: percent, range: [0, 100], better: higher, zh: 率, source: s 4}
  n: {type: count, unit: 人}
  share: {type: percent, value: "percent(n, 2 * n)"}
indicators:
  - {id: "1", group: g1, source: s 1 第2款, must: true,
     bands: {B: rate >= 90, A: rate >= least, C: otherwise}}
  - {id: "2", group: g1, source: s 2, assessed: yesno}
gates: [{id: g, need: n >= 1, else: "no", source: s 5}]
vetoes: [{id: v, when: rate < 1, level: "no", source: s 6}]
verdict:
  - {level: ok, when: 'grade("1") != "C" and met("2")'}
  - {level: "no"}
panel: {decides: majority, source: s 7}
checks: [n >= 0]
"""


@pytest.fixture(scope="module")
def whole(built: Built) -> Any:
    ruleset, problems = built(WHOLE)
    assert problems == []
    return ruleset


def test_the_head_is_as_written(whole: Any):
    """Ids, edition, dates and labels come through as written."""
    assert (whole.name, whole.revision, whole.title) == ("t@1", 1, Label("例", "sample"))
    assert (whole.in_force.start, whole.in_force.until) == (
        datetime.date(2007, 5, 1),
        datetime.date(2010, 1, 1),
    )
    assert (whole.required, whole.level_rank("no")) == ("ok", 1)


def test_numbers_are_exact_and_by_option(whole: Any):
    """A value by region has one exact number an option; null is a parameter."""
    assert dict(whole.values["least"].branches) == {"south": Fraction(98), "north": Fraction(191, 2)}
    assert whole.values["open"].is_parameter
    assert whole.values["open"].unit == "m2"


def test_measures_have_their_range_and_unit(whole: Any):
    """A percentage has the unit %, a count is never below zero, a derived measure has its condition."""
    rate, n, share = (whole.measures[name] for name in ("rate", "n", "share"))
    assert (rate.unit, rate.low, rate.high, rate.better) == ("%", 0, 100, "higher")
    assert (n.low, n.high) == (0, None)
    assert share.value.text == "percent(n, 2 * n)"


def test_bands_stand_best_first_whatever_their_order(whole: Any):
    """Bands are in the order of the grades; `otherwise` has no condition."""
    bands = whole.indicator("1").bands
    assert [band.grade for band in bands] == ["A", "B", "C"]
    assert isinstance(bands[0].condition.root, Compare)
    assert bands[2].condition is None


def test_indicators_have_their_kind_and_citation(whole: Any):
    """Graded or met, assessed or computed, with source and clause."""
    one, two = whole.indicators
    assert (one.kind, one.assessed, one.must, one.source) == (
        "graded",
        False,
        True,
        Citation("s", "1 第2款", "read"),
    )
    assert (two.kind, two.assessed) == ("met", True)
    with pytest.raises(KeyError):
        whole.indicator("3")


def test_the_verdict_ends_with_the_line_for_every_other_case(whole: Any):
    """The last line has no condition; gates, vetoes, checks and the panel are there."""
    assert [rule.when is None for rule in whole.verdict] == [False, True]
    assert (whole.gates[0].otherwise, whole.vetoes[0].level, whole.panel.decides) == ("no", "no", "majority")
    assert [check.condition.text for check in whole.checks] == ["n >= 0"]


MET = 'indicators: [{id: "1", source: s, met: rate >= 1}]\n'
RATE = "measures: {rate: {type: percent}}\n"


def test_without_a_panel_section_plurality_is_assumed(built: Built):
    """No text on how votes decide: plurality, and the confidence says assumed."""
    ruleset, _ = built(RATE + MET)
    assert ruleset.panel == ("plurality", None, "assumed")


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        (RATE + MET, []),
        (RATE + "indicators: []\n", ["ER308"]),
        (RATE, ["ER308"]),
        (RATE + MET.replace(", source: s", ""), ["ER305"]),
        (RATE + MET.replace("source: s", "source: q"), ["ER304"]),
        (RATE + MET.replace("rate", "rat"), ["ER203"]),
        (RATE + MET + "groups: [{id: g}]\n", []),
        (RATE + MET.replace("met:", "group: h, met:") + "groups: [{id: g}]\n", ["ER304"]),
        (RATE + MET.replace("met:", "assessed: yesno, met:"), ["ER314"]),
        (RATE + 'indicators: [{id: "1", source: s}]\ngrades: [A]\n', ["ER314"]),
        (RATE + 'indicators: [{id: "1", source: s, assessed: grade}]\n', ["ER109"]),
        ("measures: {rate: {type: percent}, other: {type: km}}\n" + MET, ["ER304"]),
        ("measures: {rate: {type: percent, value: rate}}\n" + MET, ["ER313"]),
        (
            "measures: {rate: {type: percent, value: other}, other: {type: percent, value: rate}}\n" + MET,
            ["ER313"],
        ),
        ("measures: {rate: {type: percent, range: [100, 0]}}\n" + MET, ["ER103"]),
        ("measures: {rate: {type: percent, range: [null, 0]}}\n" + MET, []),
        (RATE + MET + "values: {v: {value: 1}}\n", ["ER305"]),
        (RATE + MET + "values: {v: {value: null}}\n", []),
        (RATE + MET + 'values: {v: {value: "1", source: s}}\n', ["ER209"]),
        (RATE + MET + "values: {rate: {value: 1, source: s}}\n", ["ER301"]),
        (RATE + MET + "choices: {rate: {a: b}}\n", ["ER301"]),
        (RATE + MET + 'verdict: [{level: ok, when: met("1")}]\n', ["ER312"]),
        (RATE + MET + "verdict: [{level: ok}, {level: 'no'}]\n", ["ER306"]),
        (RATE + MET + "verdict: [{level: maybe}]\n", ["ER304"]),
        (RATE + MET + "in_force: {from: soon}\n", ["ER103"]),
        (RATE + MET + "gates: [{id: g, need: has, else: maybe, source: s}]\n", ["ER203", "ER304"]),
        (RATE + MET + 'in_force: {from: "2010", until: "2009"}\n', ["ER322"]),
        (RATE + MET + 'in_force: {from: "2010", until: "2010-01-01"}\n', ["ER322"]),
        (RATE + MET + 'in_force: {from: "2010", until: "2010-02"}\n', []),
        (RATE + MET + "assessments: [self, self]\n", ["ER301"]),
        (RATE + MET + "members: {d: {zh: 区, holds: [ok, ok]}}\n", ["ER301"]),
        (RATE + 'indicators: [{id: "1", source: s, assessed: grade, grades: [A, A]}]\ngrades: [A, B]\n', ["ER301"]),
    ],
)
def test_each_problem_has_its_code(text: str, codes: list[str], built: Built):
    """Every way in which a ruleset makes no sense has its code; a warning leaves it usable."""
    ruleset, problems = built(text)
    assert sorted(found.code for found in problems) == codes
    assert (ruleset is None) == has_errors(problems)


def test_a_duplicate_names_both_places(built: Built):
    """The second of two equal ids is reported with the place of the first."""
    _, problems = built(
        RATE
        + 'indicators:\n  - {id: "1", source: s, met: rate >= 1}\n  - {id: "1", source: s, met: rate >= 2}\n'
    )
    assert (problems[0].place.line, dict(problems[0].args)["first"]) == (10, "t.yaml:9:10")


def test_a_circle_is_reported_once_with_its_path(built: Built):
    """Three measures that depend on each other are one problem that names all three."""
    _, problems = built(
        "measures: {a: {type: number, value: b}, b: {type: number, value: c}, c: {type: number, value: a}}\n"
        'indicators: [{id: "1", source: s, met: a >= 1}]\n'
    )
    assert [dict(found.args) for found in problems] == [{"path": "a -> b -> c -> a"}]


def test_two_circles_are_two_problems(built: Built):
    """A circle reached from outside is reported for its own members only."""
    _, problems = built(
        "measures: {x: {type: number, value: a}, a: {type: number, value: b}, b: {type: number, value: a},"
        " c: {type: number, value: c}}\n"
        'indicators: [{id: "1", source: s, met: x >= 1}]\n'
    )
    assert [dict(found.args)["path"] for found in problems] == ["a -> b -> a", "c -> c"]


def test_measures_that_share_parts_are_checked_at_once(built: Built):
    """Derived measures that share their parts many times over load in a second."""
    layers = 17
    lines = [
        f"  {name}{at}: {{type: number, value: a{at + 1} + b{at + 1}}}\n"
        for at in range(layers)
        for name in "ab"
    ]
    text = "measures:\n" + "".join(lines) + f"  a{layers}: {{type: number}}\n  b{layers}: {{type: number}}\n"
    begun = time.process_time()
    assert built(text + 'indicators: [{id: "1", source: s, met: a0 >= 1}]\n')[1] == []
    assert time.process_time() - begun < 1


@pytest.mark.real
def test_a_long_row_of_derived_measures_loads_or_is_refused(built: Built):
    """A thousand derived measures in a row are no exception of Python."""
    lines = [f"  m{at}: {{type: number, value: m{at + 1}}}\n" for at in range(1_200)]
    text = "measures:\n" + "".join(lines) + "  m1200: {type: number}\n"
    _, problems = built(text + 'indicators: [{id: "1", source: s, met: m0 >= 1}]\n')
    assert [found.code for found in problems] in ([], ["ER207"])


@pytest.mark.parametrize("look", ["count(indicators, met) >= 1", "every(indicators, met)", 'met("2")', 'grade("1") == "A"'])
@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("A: rate >= least", "A: '{}'"),
        ("source: s 2, assessed: yesno", "source: s 2, met: '{}'"),
        ("source: s 2, assessed: yesno", "source: s 2, assessed: yesno, applies: '{}'"),
        ("checks: [n >= 0]", "checks: ['{}']"),
        ('value: "percent(n, 2 * n)"', "value: '1 if {} else 2'"),
    ],
)
def test_outcomes_are_looked_at_only_where_there_are_some(look: str, old: str, new: str, built: Built):
    """In a band, an indicator, `applies`, a check or a measure an outcome of indicators is refused, not left open."""
    assert old in WHOLE
    assert "ER202" in [problem.code for problem in built(WHOLE.replace(old, new.format(look)))[1]]


def test_a_conditional_result_may_look_at_outcomes(built: Built):
    """It is read after the indicators, like gates, vetoes and levels."""
    more = "conditions: [{id: w, when: 'any(indicators, met) and grade(\"1\") == \"B\"', within: 2, level: ok, source: s 1}]\n"
    assert [] == built(WHOLE + more)[1]
