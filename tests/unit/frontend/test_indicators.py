"""The indicators of a ruleset: single ones, one for each option, patterns for rows, and points."""

from __future__ import annotations

from fractions import Fraction

import pytest

import evalrules
from evalrules.base.numbers import Rounding
from evalrules.model.refs import PointsRef
from evalrules.tree.nodes import Compare, Extreme, Number, Parameter, Rounded
from evalrules.tree.walk import walk

START = """\
grades: [A, B, C]
choices: {stage: {primary: {zh: 小学, en: primary}, junior: {zh: 初中, en: junior}}}
groups: [{id: g}]
values: {line: {by: stage, primary: 1, junior: 2, source: s}, full: {value: 10, source: s}, open: {value: null}, none: {value: 0, source: s}}
measures: {x: {type: number}, missed: {type: count}, kept: {type: percent, each: stage}, has: {type: yesno}}
tables: {parts: {key: [part], columns: {part: {type: text}, mark: {type: grade}, key: {type: yesno}}}}
"""


@pytest.fixture(scope="module")
def made(built):
    """The ruleset with one entry under `indicators`, and the codes of its problems."""

    def of(entry: str, more: str = ""):
        ruleset, problems = built(START + more + f"indicators: [{{source: s, group: g, {entry}}}]\n")
        return ruleset, [one.code for one in problems]

    return of


@pytest.fixture(scope="module")
def good(made):
    def of(entry: str, more: str = ""):
        ruleset, codes = made(entry, more)
        assert codes == []
        return ruleset

    return of


def test_one_indicator_for_each_option(good):
    """Ids and labels carry the option, and each has the numbers of its own option."""
    ruleset = good("id: i, zh: 巩固, en: kept, each: stage, met: kept >= line")
    assert [(one.id, one.label.zh, one.label.en) for one in ruleset.indicators] == [
        ("i:primary", "巩固（小学）", "kept (primary)"), ("i:junior", "巩固（初中）", "kept (junior)")]  # fmt: skip
    keys = [part.key.value for one in ruleset.indicators for part in walk(one.met.root) if isinstance(part, Parameter)]
    assert keys == ["primary", "junior"]


def test_a_pattern_for_rows_stays_one_until_the_rows_are_there(good):
    """`each: TABLE by COLUMN` names its column, and what must be reached may rest on the rows."""
    ruleset = good("id: i, each: parts by part, grade: 'worst(parts, mark)', must: 'any(parts, key)'")
    one = ruleset.indicators[0]
    assert (one.id, one.each_row, one.kind, one.must) == ("i", "parts.part", "graded", False)
    assert one.must_when is not None


@pytest.mark.parametrize(("grades", "expected"), [("", ("A", "B", "C")), ("grades: [C, A], ", ("A", "C"))])
def test_an_indicator_has_all_grades_or_those_it_lists(grades: str, expected: tuple[str, ...], good):
    """The listed grades stand best first, whatever their order."""
    assert good(f"id: i, {grades}assessed: grade").indicators[0].grades == expected


@pytest.mark.parametrize(
    ("must", "expected"), [("true", (True, False)), ("false", (False, False)), ("has", (False, True))]
)
def test_must_is_yes_no_or_a_condition(must: str, expected: tuple[bool, bool], good):
    """A plain true or false needs no condition."""
    one = good(f"id: i, assessed: yesno, must: {must}").indicators[0]
    assert (one.must, one.must_when is not None) == expected


def test_round_rounds_the_computed_side_only(good):
    """The limit that a number is compared with keeps its digits."""
    one = good("id: i, met: x * 2 >= line, round: {digits: 2, mode: half_even}").indicators[0]
    rounded = [part for part in walk(one.met.root) if isinstance(part, Rounded)]
    assert [(part.rounding, type(part.item).__name__) for part in rounded] == [(Rounding(2, "half_even"), "Arithmetic")]


def test_computed_points_stay_between_none_and_the_full_ones(good):
    """An expression is kept within 0 and the full points, which may be a number of the standard."""
    one = good("id: i, points: full, awarded: 10 - missed").indicators[0]
    assert (one.kind, one.assessed) == ("scored", False)
    assert isinstance(one.full, Parameter)
    outer = one.awarded.root
    assert isinstance(outer, Extreme)
    assert (outer.op, outer.items[0]) == ("max", Number(Fraction(0), "", outer.items[0].span))
    assert (outer.items[1].op, outer.items[1].items[1]) == ("min", one.full)


@pytest.mark.parametrize(("points", "high"), [("4", 4), ("full", 10), ("open", None)])
def test_points_that_assessors_award_are_a_measure(points: str, high: int | None, good):
    """From none to the full points; without full points there is no upper bound."""
    ruleset = good(f"id: i, points: {points}, awarded: assessor")
    measure = ruleset.measures["points:i"]
    assert (measure.low, measure.high, measure.ref) == (0, high, PointsRef("i"))
    assert ruleset.indicators[0].assessed is True


@pytest.mark.parametrize(
    ("entry", "code"),
    [
        ("id: i", "ER314"),
        ("id: i, met: has, assessed: yesno", "ER314"),
        ("id: i, points: 2", "ER314"),
        ("id: i, points: 2, awarded: assessor, met: has", "ER314"),
        ("id: i, awarded: assessor", "ER109"),
        ("id: i, points: nothing, awarded: assessor", "ER304"),
        ("id: i, points: 2, awarded: has", "ER204"),
        ("id: i, points: 2, awarded: assessor, applies: has", "ER109"),
        ("id: i, each: region, assessed: yesno", "ER304"),
        ("id: i, each: parts by name, assessed: yesno", "ER304"),
        ("id: i, each: rows by part, assessed: yesno", "ER304"),
        ("id: i, grades: [A, D], assessed: grade", "ER304"),
        ("id: i, grades: [A, C], bands: {A: has, B: otherwise}", "ER304"),
        ("id: i, grade: has", "ER204"),
        ("id: i, must: x, assessed: yesno", "ER204"),
        ("id: i, met: kept >= line", "ER204"),
        ("id: i, bands: {A: otherwise, B: has}", "ER321"),
        ("id: i, bands: {A: has, B: otherwise, C: otherwise}", "ER321"),
        ("id: i, bands: {C: otherwise, A: has}", "ER321"),
        ("id: i, assessed: grade, ceiling: {A: otherwise}", "ER321"),
        ("id: i, points: 0, awarded: assessor", "ER103"),
        ("id: i, points: none, awarded: assessor", "ER103"),
    ],
)
def test_a_slip_in_an_indicator_is_refused(entry: str, code: str, made):
    """Ways, points, grades and what it is made for must fit together."""
    assert code in made(entry)[1]


def test_an_indicator_that_may_not_apply_needs_a_rule_for_its_points(made):
    """With `not_applicable` it is clear what it adds to a sum."""
    assert made("id: i, points: 2, awarded: assessor, applies: has", "not_applicable: full\n")[1] == []


@pytest.mark.parametrize("way", ["met: has", "assessed: yesno", "assessed: grade", "bands: {A: has, B: otherwise}"])
def test_points_beside_another_way_than_awarded_are_refused(way: str, made):
    """Points need `awarded`: beside `met` nobody would ever evaluate the condition."""
    assert "ER314" in made(f"id: i, points: 2, {way}")[1]


def test_the_rest_may_be_a_grade_between_two_others(good):
    """`otherwise` is the last line, whichever grade it gives: A clauses, C clauses, B for the rest."""
    bands = good("id: i, bands: {A: has, C: x < 1, B: otherwise}, when_both: worse").indicators[0].bands
    assert [(band.grade, band.condition is None) for band in bands] == [("A", False), ("B", True), ("C", False)]


@pytest.mark.parametrize("must", ["true", "has"])
def test_an_indicator_with_points_that_must_be_reached_is_met_by_its_full_points(must: str, good):
    """It is lowered to a comparison of its points with the full ones, and counts as met or not."""
    ruleset = good(f"id: i, points: 4, awarded: assessor, must: {must}", "verdict: [{level: ok, when: met(\"i\")}, {level: 'no'}]\n")
    one = ruleset.indicators[0]
    assert isinstance(one.met.root, Compare)
    assert (one.kind, one.met.root.op, one.met.root.left, one.met.root.right) == ("scored", ">=", one.awarded.root, one.full)


def test_an_indicator_with_points_alone_is_neither_met_nor_not(made):
    """`met` of it is refused, and so is `must: false`, for no points are named that would meet it."""
    for must in ("", ", must: false"):
        _, codes = made(f"id: i, points: 4, awarded: assessor{must}", "verdict: [{level: ok, when: met(\"i\")}, {level: 'no'}]\n")
        assert codes == ["ER323"]


@pytest.mark.parametrize(("option", "given", "expected"), [("second", 120, []), ("second", 121, ["ER403"]), ("first", 121, []), ("first", 151, ["ER403"]), (None, 150, []), (None, 151, ["ER403"])])  # fmt: skip
def test_points_above_the_full_points_of_the_option_are_refused(ruleset_from, option: str | None, given: int, expected):
    """Full points by an attribute: 121 of 120 are refused, and what no option allows where it is not given."""
    rules = ruleset_from("""
choices: {applied: {first: 一级, second: 二级}}
values: {most: {by: applied, first: 150, second: 120, source: s 1}}
indicators: [{id: "1", source: s 1, points: most, awarded: assessor}]
verdict: [{level: pass, when: "sum(indicators, points) >= 100"}, {level: fail}]
""")
    attributes = {} if option is None else {"applied": option}
    try:
        evalrules.evidence_from({"subject": {"attributes": attributes}, "points": {"1": given}}, rules)
        found = []
    except evalrules.EvalrulesError as refused:
        found = [one.code for one in refused.diagnostics]
    assert found == expected
