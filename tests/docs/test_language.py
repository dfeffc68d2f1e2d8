"""docs/language.md is the language: its table is made from the functions, and its examples load."""

from __future__ import annotations

import re
from fractions import Fraction
from pathlib import Path

import pytest

from evalrules.base.source import Scalar, Span
from evalrules.frontend.grammar import parse_condition
from evalrules.frontend.lower import lower_condition
from evalrules.frontend.names import DATE, GRADE_CHOICE, NUMBER, OPTION, MeasureName, Names, ScoreName, ValueName
from evalrules.model.ruleset import Choice, Label
from evalrules.tree.functions import FUNCTIONS
from evalrules.tree.nodes import Number

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "language.md").read_text(encoding="utf-8")
HERE = Span("t", 1, 1, 1, 1)
NAMES = Names(
    measures={name: MeasureName(NUMBER, "", True, "") for name in "ab"}
    | {"funds": MeasureName(NUMBER, "", False, "", series=4), "recognised_on": MeasureName(DATE, "", False, "")},
    values={"limit": ValueName("", "region", False), "area": ValueName("", "", True)},
    choices={"region": Choice("region", Label("region", "region"), {"south": Label("南", "south"), "north": Label("北", "north")})},
    grades=("A", "B", "C"), groups=(), indicators={"1": "graded", "2": "met", "3": "scored"},
    scores={"3": ScoreName("", Number(Fraction(2), "", HERE), Number(Fraction(2), "", HERE), None)},
    tables={"units": {"school": MeasureName(OPTION, "", False, ""), "kind": MeasureName(OPTION, "", False, ""),
                      "pupils": MeasureName(NUMBER, "", True, ""), "books": MeasureName(NUMBER, "", True, ""),
                      "mark": MeasureName(OPTION, "", False, GRADE_CHOICE)}},
)  # fmt: skip


def test_the_table_of_functions_is_the_table_of_the_program():
    """Every function stands in the documentation with its signature, its names and its example."""
    table = PAGE.split("<!-- functions")[1].split("<!-- end -->")[0]
    expected = [f"| `{one.signature}` | {one.zh} | {one.en} | `{one.example}` |" for one in FUNCTIONS.values()]

    assert expected == re.findall(r"^\| `.*$", table, re.MULTILINE)


@pytest.mark.parametrize("name", FUNCTIONS)
def test_the_example_of_a_function_loads(name: str):
    """The example of every function is a condition that passes the grammar and the checker."""
    text = FUNCTIONS[name].example
    parsed, problems = parse_condition(Scalar(text, False, Span("t", 1, 1, 1, len(text) + 1)))
    assert parsed is not None

    in_checks = FUNCTIONS[name].in_checks
    table = "units" if in_checks else ""
    assert [] == problems + lower_condition(parsed, NAMES, table=table, is_check=in_checks)[1]
