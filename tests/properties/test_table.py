"""The table of the eighty properties (properties.csv): each has tests that are there and say so, or a reason why not."""

from __future__ import annotations

import ast
import csv
import re
from functools import cache
from pathlib import Path

HERE = Path(__file__).parent
ROOT = HERE.parent.parent
ROWS = list(csv.DictReader((HERE / "properties.csv").read_text("utf-8").splitlines()))


def test_every_property_has_its_row():
    """P01 to P80, in order, each with a test or with a reason."""
    assert [f"P{number:02}" for number in range(1, 81)] == [row["property"] for row in ROWS]
    assert [] == [row["property"] for row in ROWS if not row["tests"] and not row["reason"]]


def test_every_test_of_the_table_is_there(missing_tests):
    """A test that is renamed or taken away is noticed here."""
    assert [] == missing_tests(node for row in ROWS for node in row["tests"].split())


def test_some_test_of_a_property_names_it():
    """The words of a test, or of its file, say which property it keeps; where a reason stands, that may be enough."""
    silent = [
        row["property"] for row in ROWS
        if not row["reason"] and not any(re.search(rf"\b{row['property']}\b", words_of(node)) for node in row["tests"].split())
    ]  # fmt: skip
    assert [] == silent


def words_of(node: str) -> str:
    """What the file and the function of a node id say of themselves."""
    path, _, test = node.partition("::")
    module = parsed(path)
    functions = (one for one in module.body if isinstance(one, ast.FunctionDef) and one.name == test)
    return " ".join(ast.get_docstring(one) or "" for one in (module, *functions))


@cache
def parsed(path: str) -> ast.Module:
    return ast.parse((ROOT / path).read_text("utf-8"))
