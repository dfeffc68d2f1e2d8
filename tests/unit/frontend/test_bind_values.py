"""One written value to a typed fact."""

from __future__ import annotations

import datetime
from fractions import Fraction

import pytest

from evalrules.base.source import Listing, Record, Scalar, Span
from evalrules.frontend.bind_values import bind_bounds, bind_value, option_of
from evalrules.model.evidence import Bounds

PLACE = Span("a", 1, 1, 1, 2)
RULES = """
grades: [A, B]
choices: {region: {south: {zh: 苏南, en: South}, north: {zh: 苏北, en: North}}}
measures:
  percent: {type: percent, range: [0, 100]}
  number: {type: number, unit: m2}
  count: {type: count, unit: 所}
  ratio: {type: ratio}
  flag: {type: yesno}
  day: {type: date}
  text: {type: text}
  place: {type: region}
  mark: {type: grade}
indicators: [{id: "1", source: s 1, assessed: grade}]
verdict: [{level: pass, when: 'grade("1") == "A"'}, {level: fail}]
"""


@pytest.fixture
def rules(ruleset_from):
    return ruleset_from(RULES).data


def plain(text: str, *, quoted: bool = False) -> Scalar:
    return Scalar(text, quoted, PLACE)


def exactly(value: object) -> Bounds:
    return Bounds(Fraction(value), Fraction(value))


@pytest.mark.parametrize(
    ("measure", "text", "expected"),
    [
        ("percent", "98.5", exactly("98.5")), ("percent", "0", exactly(0)), ("percent", "100", exactly(100)), ("percent", "-0", exactly(0)),
        ("number", "1e3", exactly(1000)), ("count", "3", exactly(3)), ("count", "3.0", exactly(3)), ("ratio", "1:19", exactly(Fraction(1, 19))),
        ("ratio", "1：20", exactly("0.05")), ("ratio", "0.05", exactly("0.05")), ("flag", "是", True), ("flag", "false", False),
        ("day", "2007-09-01", datetime.date(2007, 9, 1)), ("text", "x y", "x y"), ("place", "south", "south"), ("place", "苏北", "north"),
        ("place", "North", "north"), ("mark", "A", "A"),
    ],
)  # fmt: skip
def test_a_value_of_its_type_is_taken(measure: str, text: str, expected: object, rules):
    """Every type takes its spellings, exactly."""
    bound = bind_value(plain(text), rules.measures[measure], rules, None)
    assert (expected, None) == (bound.value, bound.problem)


@pytest.mark.parametrize(
    ("measure", "node", "code"),
    [
        ("percent", plain("98.5", quoted=True), "ER419"), ("percent", plain("98%"), "ER420"), ("percent", plain("100.01"), "ER403"),
        ("percent", plain("-0.01"), "ER403"), ("count", plain("1.5"), "ER403"), ("count", plain("-1"), "ER403"),
        ("number", plain("1" * 101), "ER403"), ("number", plain("1e101"), "ER403"), ("number", plain("true"), "ER402"),
        ("number", Listing((), PLACE), "ER402"), ("number", Record((), PLACE), "ER402"), ("flag", plain("1"), "ER402"),
        ("flag", plain("NO"), "ER402"), ("day", plain("2007年9月"), "ER402"), ("day", plain("2007-02-30"), "ER403"), ("day", plain("2007/13/1"), "ER403"),
        ("day", plain("2007"), "ER402"), ("ratio", plain("1:0"), "ER402"), ("ratio", plain("1:2:3"), "ER402"),
        ("place", plain("west"), "ER421"), ("mark", plain("a"), "ER421"), ("mark", plain("C"), "ER421"),
    ],
)  # fmt: skip
def test_anything_else_is_refused_by_its_code(measure: str, node, code: str, rules):
    """Never guessed: the code says which kind of mistake it is, and no value is given."""
    bound = bind_value(node, rules.measures[measure], rules, None)
    assert bound.problem is not None
    assert (None, code) == (bound.value, bound.problem.code)


@pytest.mark.parametrize(
    ("unit", "value"), [("m2", "10"), ("㎡", "10"), ("亩", "20000/3"), ("公顷", "100000")]
)
def test_a_unit_is_converted_exactly(unit: str, value: str, rules):
    """Ten of the unit in the unit of the measure."""
    bound = bind_value(plain("10"), rules.measures["number"], rules, plain(unit))
    assert exactly(value) == bound.value


@pytest.mark.parametrize("unit", ["元", "persons", "m3", ""])
def test_another_unit_is_refused(unit: str, rules):
    """ER415 at the unit."""
    bound = bind_value(plain("10"), rules.measures["number"], rules, plain(unit))
    assert bound.problem is not None and "ER415" == bound.problem.code


def listing(*texts: str) -> Listing:
    return Listing(tuple(plain(text) for text in texts), PLACE)


def test_bounds_are_taken_in_order(rules):
    """Both ends, equal ones too; the unit is converted for both."""
    assert (
        Bounds(Fraction(1), Fraction(2))
        == bind_bounds(listing("1", "2"), rules.measures["percent"], None).value
    )
    assert exactly(1) == bind_bounds(listing("1", "1"), rules.measures["percent"], None).value
    assert (
        Bounds(Fraction(10000), Fraction(20000))
        == bind_bounds(listing("1", "2"), rules.measures["number"], plain("公顷")).value
    )


@pytest.mark.parametrize(
    ("node", "measure", "code"),
    [
        (listing("2", "1"), "percent", "ER403"), (listing("1"), "percent", "ER402"), (listing("1", "2", "3"), "percent", "ER402"),
        (plain("1"), "percent", "ER402"), (listing("1", "101"), "percent", "ER403"), (listing("a", "1"), "percent", "ER402"),
        (listing("1", "2"), "flag", "ER402"), (listing("0.5", "1"), "count", "ER403"), (Listing((listing(), listing()), PLACE), "percent", "ER402"),
    ],
)  # fmt: skip
def test_other_bounds_are_refused(node, measure: str, code: str, rules):
    """Upside down, too few, out of range, not numbers."""
    bound = bind_bounds(node, rules.measures[measure], None)
    assert bound.problem is not None and code == bound.problem.code


def test_bounds_upside_down_are_shown_as_decimals(rules):
    """The message says 99.5 > 98, not 199/2 > 98."""
    bound = bind_bounds(listing("99.5", "98"), rules.measures["percent"], None)
    assert bound.problem is not None and "99.5 > 98" == dict(bound.problem.args)["found"]


def test_an_option_by_id_or_label(rules):
    """Ids before labels; nothing near is taken."""
    choice = rules.choices["region"]
    assert ["south", "south", "south", None] == [
        option_of(choice, text) for text in ("south", "苏南", "South", "SOUTH")
    ]
