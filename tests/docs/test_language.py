"""docs/language.md is the language: its table is made from the functions, and its examples load."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from evalrules.base.source import Scalar, Span
from evalrules.frontend.grammar import parse_condition
from evalrules.frontend.lower import lower_condition
from evalrules.frontend.names import NUMBER, MeasureName, Names
from evalrules.tree.functions import FUNCTIONS

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "language.md").read_text(encoding="utf-8")
NAMES = Names(
    measures={name: MeasureName(NUMBER, "", True, "") for name in "ab"},
    values={}, choices={}, grades=("A", "B", "C"), groups=(), indicators={"1": "graded", "2": "met"},
)  # fmt: skip


def test_the_table_of_functions_is_the_table_of_the_program():
    """Every function stands in the documentation with its signature, its names and its example."""
    table = PAGE.split("<!-- functions")[1].split("<!-- end -->")[0]
    expected = [
        f"| `{one.signature}` | {one.zh} | {one.en} | `{one.example}` |" for one in FUNCTIONS.values()
    ]

    assert expected == re.findall(r"^\| `.*$", table, re.MULTILINE)


@pytest.mark.parametrize("name", FUNCTIONS)
def test_the_example_of_a_function_loads(name: str):
    """The example of every function is a condition that passes the grammar and the checker."""
    text = FUNCTIONS[name].example
    parsed, problems = parse_condition(Scalar(text, False, Span("t", 1, 1, 1, len(text) + 1)))
    assert parsed is not None

    assert [] == problems + lower_condition(parsed, NAMES)[1]
