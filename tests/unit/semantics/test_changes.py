"""Moves and distances as changes to report, in real units."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

import pytest

import evalrules
from evalrules.model.assessment import Irrational
from evalrules.semantics.case import case_of
from evalrules.semantics.changes import changes_of, is_quantity, quantity_changes
from evalrules.semantics.moves import ways_to
from evalrules.semantics.scope import Scope
from evalrules.semantics.single_moves import Move

TEXT = """\
tables:
  units:
    key: [name]
    columns: {name: {type: text}, x: {type: number}}
indicators: [{id: "1", source: s, met: '%s'}]
"""


@pytest.fixture(scope="module")
def looked(ruleset_from: Callable[[str], Any]) -> Callable[..., tuple[Any, Scope]]:
    """The condition of the only indicator, and the scope of a subject with these numbers in its rows."""

    def of(condition: str, *numbers: Any) -> tuple[Any, Scope]:
        ruleset = ruleset_from(TEXT % condition)
        rows = [{"name": f"r{at}", "x": number} for at, number in enumerate(numbers)]
        case = case_of(ruleset.data, evalrules.evidence_from({"tables": {"units": rows}}, ruleset).data)
        return ruleset.data.indicators[0].met.root, case.scope

    return of


@pytest.mark.parametrize(
    ("text", "facts", "expected"),
    [
        ("rate >= 95", {"rate": 90}, [("rate", "90", ">=", "95", "5", "%", None, None)]),
        ("rate > 95", {"rate": 90}, [("rate", "90", ">", "95", "5", "%", None, None)]),
        ("rate >= 95", {}, [("rate", None, ">=", "95", None, "%", None, None)]),
        ("has", {"has": False}, [("has", False, "==", True, None, "", None, None)]),
        ('kindof == "town"', {"kindof": "city"}, [("kindof", "city", "==", "town", None, "", None, None)]),
        ('kindof == "town"', {}, [("kindof", None, "==", "town", None, "", None, None)]),
        ("ratio >= 0.7", {"a": 62, "b": 100}, [("ratio", "0.62", ">=", "0.7", "0.08", "", "8", "a")]),
    ],
)
def test_a_move_is_reported_in_the_units_of_its_measure(text: str, facts: dict, expected: list[tuple], tree, scope):
    """What is had, what is needed and how far it is, and how many more of what where it counts things."""
    known = scope(**facts)
    way = ways_to(tree(text), True, known)[0]
    found = [
        (one.measure, one.have, one.op, one.need, one.short, one.unit, one.how_many, one.count_of)
        for one in changes_of(way, known)
    ]
    assert found == expected


def test_a_way_of_two_moves_is_two_changes(tree, scope):
    """Every move of a way is reported, in the order of the measures."""
    known = scope(rate=90, has=False)
    way = (Move("rate", ">=", Fraction(95)), Move("has", "==", True))
    assert [one.measure for one in changes_of(way, known)] == ["rate", "has"]


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ("mean(units, x) >= 5", True),
        ("5 <= sum(units, x)", True),
        ("cv(units, x) * 2 <= 1", True),
        ("count(units, x >= 5) >= 1", False),
        ("every(units, x >= 5)", False),
        ("mean(units, x) >= 5 and count(units) >= 1", False),
    ],
)
def test_a_statistic_is_a_quantity_that_no_single_measure_moves(condition: str, expected: bool, looked):
    """A comparison of a statistic is one; a count of rows, and what joins comparisons, is none."""
    assert is_quantity(looked(condition)[0]) is expected


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ("mean(units, x) >= 5", [("mean(units, x)", "2", ">=", "5", "3")]),
        ("mean(units, x) <= 1", [("mean(units, x)", "2", "<=", "1", "1")]),
        ("mean(units, x) >= 5 and sum(units, x) >= 10", [
            ("mean(units, x)", "2", ">=", "5", "3"), ("sum(units, x)", "4", ">=", "10", "6")]),
        ("mean(units, x) >= 5 and sum(units, x) >= 1", [("mean(units, x)", "2", ">=", "5", "3")]),
        ("mean(units, x) >= 1", []),
        ("mean(units, x) >= 5 and every(units, x >= 2)", []),
    ],
)  # fmt: skip
def test_the_distance_of_a_quantity_is_reported_where_it_alone_fails(condition: str, expected: list, looked):
    """How far each failing quantity is from its limit; nothing where something else fails as well."""
    found = quantity_changes(*looked(condition, 1, 3))
    assert [(one.quantity, one.have, one.op, one.need, one.short) for one in found] == expected
    assert {one.measure for one in found} <= {None}


def test_the_distance_of_a_root_is_written_as_one(looked):
    """A coefficient that is no fraction keeps its square and shows its first digits."""
    found = quantity_changes(*looked("cv(units, x) <= 0.1", 1, 2, 3))[0]
    assert found.have == Irrational("1/6", "0.408248")
    assert found.short == Irrational("", "0.308248")
    assert found.need == "0.1"


def test_a_move_of_a_root_is_written_as_one():
    """A measure computed as a coefficient that is no fraction is known: its square, and how far it is from the need."""
    ruleset = evalrules.load_ruleset("national-basic-balance@2012")
    columns = ("pupils", "rooms_area", "sports_area", "equipment", "computers", "books", "teachers", "above_degree")
    rows = [
        {"school": own, "stage": "primary", "kind": "county", "middle_rank": 0, **dict.fromkeys(columns, 0)}
        | {"pupils": pupils, "rooms_area": area}
        for own, pupils, area in (("a", 10, 10), ("b", 10, 20), ("c", 10, 30))
    ]
    evidence = evalrules.evidence_from({"tables": {"schools": rows}}, ruleset).data
    change = changes_of((Move("cv1:primary", "<=", Fraction(1, 10)),), case_of(ruleset.data, evidence).scope)[0]
    assert (change.have, change.short) == (Irrational("1/6", "0.408248"), Irrational("", "0.308248"))


def test_a_distance_that_is_not_known_is_not_reported(looked):
    """With a number missing there is no distance to tell."""
    assert quantity_changes(*looked("mean(units, x) >= 5", 1, None)) == ()


@pytest.mark.parametrize("condition", ["sum(u, a / b) >= 900", "z >= 900", "x >= sum(u, a / b)", "cv(u, a / b) <= 0.01"])
def test_sums_of_long_denominators_end_in_words(condition: str, assess):
    """What a hundred rows with denominators of sixty digits lack is written by its first digits, and ends in no error."""
    rows = [{"k": f"r{at}", "a": (7 + at % 5) * 10**60 + at**3, "b": 3 * 10**60 + at**4 + 2 * at + 1} for at in range(100)]
    rules = f"""
measures: {{x: {{type: number, better: higher}}, z: {{type: number, value: "sum(u, a / b)", better: higher}}}}
tables: {{u: {{key: [k], columns: {{k: {{type: text}}, a: {{type: number}}, b: {{type: number}}}}}}}}
indicators: [{{id: "1", source: s 1, met: '{condition}'}}]
"""
    found = assess(rules, {"facts": {"x": 1}, "tables": {"u": rows}})
    (gap,) = (gap for gap in found.gaps if gap.kind == "indicator")
    assert len(str(gap.changes[0].have)) + len(str(gap.changes[0].need)) < 200
    assert found.to_json()
