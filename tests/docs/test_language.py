"""docs/language.md is the language: its table is made from the functions, and its examples load."""

from __future__ import annotations

import importlib.util
import re
import shutil
from fractions import Fraction
from pathlib import Path

import pytest

from evalrules.base.source import Scalar, Span
from evalrules.frontend.grammar import parse_condition
from evalrules.frontend.lower import lower_condition
from evalrules.frontend.names import DATE, GRADE_CHOICE, NUMBER, OPTION, MeasureName, Names, ScoreName, ValueName
from evalrules.loading import load_ruleset
from evalrules.model.ruleset import Choice, Label
from evalrules.tree.functions import FUNCTIONS
from evalrules.tree.nodes import Number

PAGE_PATH = Path(__file__).resolve().parents[2] / "docs" / "language.md"
PAGE = PAGE_PATH.read_text(encoding="utf-8")
_TABLE = importlib.util.spec_from_file_location("table_of_keys", PAGE_PATH.parent / "keys" / "table.py")
assert _TABLE is not None
assert _TABLE.loader is not None
KEYS = importlib.util.module_from_spec(_TABLE)
_TABLE.loader.exec_module(KEYS)
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


def test_the_table_of_keys_is_that_of_the_schema():
    """Each key with its meaning in both languages and an example; `python docs/keys/table.py --write` renews it."""
    found, missing = KEYS.table()
    assert missing == []
    assert found in PAGE


@pytest.mark.parametrize("given", [{}, {"keys": 1}])
def test_a_key_of_which_there_is_no_example_is_told(given: dict[str, int]):
    """Neither of an empty document nor of one with other keys."""
    assert KEYS.example([given], "levels.*", "required") == ""
    assert KEYS.example([{"levels": [{"required": True}]}], "levels.*", "required") == "required: true"


def test_the_rulesets_with_every_key_load(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """The ruleset and its overlay, without an error or a warning."""
    for name, folder in (("ruleset", "every-key"), ("overlay", "every-key-here")):
        place = tmp_path / folder / "1"
        place.mkdir(parents=True)
        shutil.copy(PAGE_PATH.parent / "keys" / f"{name}.yaml", place / "ruleset.yaml")
    monkeypatch.setenv("EVALRULES_PATH", str(tmp_path))
    for name in ("every-key@1", "every-key-here@1"):
        loaded = load_ruleset(name)
        assert loaded.ruleset is not None
        assert [one.code for one in loaded.diagnostics if one.severity != "note"] == []
    assert loaded.ruleset.values["pass_mark"].branches == {"": 70}
