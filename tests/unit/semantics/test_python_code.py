"""Conditions as Python functions: each says what the reference says, and asks it only where it must."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from fractions import Fraction
from itertools import product
from typing import Any

import pytest

from evalrules.model.outcome import MET, NOT_MET, graded
from evalrules.semantics.case import bare_case
from evalrules.semantics.code_lines import MAX_DEPTH
from evalrules.semantics.conditions import truth
from evalrules.semantics.joint import RangeBoard
from evalrules.semantics.python_code import written

Tree = Callable[..., Any]
MakeScope = Callable[..., Any]
NUMBERS: tuple[Any, ...] = (None, -3, 0, 2, 5, Fraction(5, 2), (2, 3), (None, 5), (5, 5))

CONDITIONS = (
    "x >= 2", "x > 2", "x <= 2", "x < 2", "x == 2", "x != 2", "2 >= x", "2 > x", "2 < x", "-2 < x", "x >= y", "x + y >= 5", "x - y < 0", "x * y == 10",
    "x / y >= 1", "x / y <= 1", "y / x > 2", "(x / y) / (y / x) >= 1", "1 / (x / y) < 2", "x - 1 / y >= 0", "min(x, y) >= 2", "max(x, y, 3) == 3",
    "0 < x <= 5", "x >= 2 and y >= 2", "x >= 2 or y >= 2", "not x >= 2", "at_least(2, x >= 2, y >= 2, x > y)",
    "(x if y >= 2 else y) >= 2", "(x >= 2 if y >= 2 else y > 0)", "twice >= 4", "twice / y >= 2", "z >= 0", "z > -1", "z < 0", "-1 >= z",
    "(x >= 2) == (y >= 2)", "(x >= 2) != (y >= 2)", "x >= y and (x > 0 or not y > 0 and x * x >= 4)",
)  # fmt: skip


@pytest.mark.parametrize("text", CONDITIONS)
def test_code_says_what_the_reference_says(text: str, tree: Tree, scope: MakeScope, ruleset):
    """Over numbers known, not known, within bounds, negative, zero and between whole ones."""
    node = tree(text)
    code = written(node, ruleset)
    assert not code.asking
    answers = set()
    for x, y in product(NUMBERS, repeat=2):
        known = scope(**{name: value for name, value in (("x", x), ("y", y)) if value is not None})
        expected = truth(node, known)
        assert code.function(known) is expected, (x, y, code.source)
        answers.add(expected)
    assert len(answers) > 1 or "z" in text


@pytest.mark.parametrize(
    ("text", "given", "expected"),
    [
        ("x >= 2", {"x": 2}, True), ("x > 2", {"x": 2}, False), ("x >= 2", {}, None), ("rate <= 100", {}, True), ("rate > 100", {}, False),
        ("100 >= rate", {}, True), ("100 < rate", {}, False),
        ("pupils / computers <= 12", {"pupils": 24, "computers": 2}, True), ("pupils / computers <= 12", {"pupils": 24, "computers": 0}, False),
        ("pupils / computers <= 12", {"pupils": 0, "computers": 0}, None), ("rate >= least", {"rate": 96}, None), ("ratio >= 1", {"a": 3, "b": 2}, True),
        ("rate >= open", {"rate": 96}, None), ("has and not more", {"has": True, "more": False}, True), ("has or more", {"more": True}, True),
        ("has and more", {"more": False}, False), ("has and more", {"has": True}, None), ("fund >= 10000 * grant / 10000", {"fund": 1, "grant": 10000}, True),
        ("label == '甲'", {"label": "甲"}, True), ("label != '甲'", {"label": "乙"}, True), ("label == '甲'", {}, None),
        ("kindof in ('town', 'city')", {"kindof": "village"}, False), ("kindof in ('town', 'city')", {"kindof": "city"}, True),
        ("kindof in ('town', 'city', 'village')", {}, True), ("built >= seen", {"built": datetime.date(2007, 5, 2), "seen": datetime.date(2007, 5, 1)}, True),
        ("built >= seen", {"built": datetime.date(2007, 5, 2)}, None),
    ],
)  # fmt: skip
def test_each_shape_gives_its_truth(
    text: str, given: dict[str, Any], expected: object, tree: Tree, scope: MakeScope, ruleset
):
    """On and beside thresholds, over nothing, by declared ranges, by options, texts and days."""
    assert written(tree(text), ruleset).function(scope(**given)) is expected
    assert truth(tree(text), scope(**given)) is expected


@pytest.mark.parametrize(("region", "expected"), [("south", False), ("north", True), (None, None)])
def test_a_number_by_attribute_is_looked_up(
    region: str | None, expected: object, tree: Tree, scope: MakeScope, ruleset
):
    """97 is enough in the north only; where the region is not known the reference says so."""
    code = written(tree("rate >= least"), ruleset)
    assert not code.asking
    assert code.function(scope(region, rate=97)) is expected


BY_INDICATOR = """\
grades: [A, B]
indicators:
  - {id: "1", source: s, assessed: yesno}
  - {id: "2", source: s, assessed: grade}
  - {id: "3", source: s, assessed: grade}
verdict:
  - {level: pass, when: 'met("1")'}
  - {level: pass, when: 'grade("2") == "A"'}
  - {level: pass, when: 'grade("2") in ("A", "B") and not grade("3") != grade("2")'}
  - {level: pass, when: 'count(indicators, grade == "A") >= 1'}
  - {level: pass, when: 'every(indicators, grade == "A" or met)'}
  - {level: pass, when: 'any(indicators, grade == "B") and count(indicators, met) < 1'}
  - {level: fail}
"""


def test_indicators_are_seen_as_far_as_they_are_known(ruleset_from):
    """Met, not met, or open; one grade or another: over every set of outcomes, and without any."""
    ruleset = ruleset_from(BY_INDICATOR).data
    case = bare_case(ruleset, {}, {})
    codes = [(guard.root, written(guard.root, ruleset)) for guard in case.plan.verdict]
    assert not any(code.asking for _, code in codes)
    some = [((one,), (other,), (one, other)) for one, other in ((MET, NOT_MET), *[(graded("A"), graded("B"))] * 2)]
    scopes = [
        case.scope.with_board(RangeBoard(case.bench, dict(zip("123", one, strict=True)))) for one in product(*some)
    ]
    for root, code in codes:
        answers = [code.function(known) for known in (case.scope, *scopes)]
        assert answers == [truth(root, known) for known in (case.scope, *scopes)], code.source
        assert {True, False, None} >= set(answers) > {None}


def test_a_trial_is_left_to_the_reference(tree: Tree, scope: MakeScope, ruleset):
    """A derived measure that is set, and a number of the standard that is supposed, are none that code knows."""
    ratio, limit = written(tree("ratio >= 2"), ruleset), written(tree("rate >= open"), ruleset)
    given = scope(a=1, b=1)
    assert ratio.function(given) is False
    tried = given.with_facts({"ratio": scope(x=3).facts["x"]})
    assert ratio.function(tried) is truth(tree("ratio >= 2"), tried) is True
    supposed = scope(rate=96).with_value("open", Fraction(90))
    assert limit.function(supposed) is truth(tree("rate >= open"), supposed) is True


def test_what_nests_deeper_than_python_allows_is_left_to_the_reference(tree: Tree, scope: MakeScope, ruleset):
    """However deep a condition is, it is written, and says the same."""
    text = "x >= 1"
    for depth in range(2 * MAX_DEPTH):
        text = f"(x >= {depth % 3} {'and' if depth % 2 else 'or'} {text})"
    node = tree(text)
    code = written(node, ruleset)
    assert code.asking
    for x in range(-1, 4):
        assert code.function(scope(x=x)) is truth(node, scope(x=x))


def test_code_holds_nothing_of_the_author(tree: Tree, ruleset):
    """Texts of a ruleset stand in code as literals only, and can end none of its lines."""
    source = written(tree('label == "\'; import os #"'), ruleset).source
    assert "import os" in source
    assert not [line for line in source.splitlines() if line.strip().startswith("import")]
