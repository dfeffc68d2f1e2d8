"""The recipes of CONTRIBUTING lead where they say."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

import evalrules
from evalrules.reporters.formats import FORMATS, format_of
from evalrules.semantics.conditions import _NUMBER, _OPTIONS, _TRUTH
from evalrules.semantics.prose import _PRINT
from evalrules.tree.nodes import NODE_TYPES
from evalrules.words.conditions import _SAY

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")


def test_every_file_of_a_recipe_exists():
    """A file that a recipe tells to touch is there, under the name it says."""
    named = re.findall(r"`((?:evalrules|docs|tests|rulesets)/[A-Za-z0-9_/.-]+\.(?:py|md))`", PAGE)
    missing = [name for name in named if not re.search(r"NAME|ERnnn", name) and not (ROOT / name).exists()]

    assert [] == missing
    assert len(named) >= 10


def test_every_node_has_every_meaning():
    """The tables that the recipe for a function names hold a line for every node of the tree."""
    meant = set(_NUMBER) | set(_OPTIONS) | set(_TRUTH)

    assert set(NODE_TYPES) == meant
    assert set(NODE_TYPES) == set(_PRINT)
    assert set(NODE_TYPES) == set(_SAY)


def test_every_suffix_names_its_own_format():
    """No two formats of the recipe claim the same ending, and none that another ending hides."""
    assert {own: [format_of(f"report{one}") for one in form.suffixes] for own, form in FORMATS.items()} == {
        own: [own] * len(form.suffixes) for own, form in FORMATS.items()
    }


RULESET = """\
format: ruleset/1
id: tiny
edition: "1"
revision: 1
title: {zh: 小, en: tiny}
subject: county
sources: {s: {zh: 自拟, confidence: assumed}}
levels: [{id: pass, zh: 通过, en: passed, required: true}, {id: fail, zh: 不通过, en: failed}]
tables:
  units:
    {zh: 学校, en: schools, key: [unit], columns: {unit: {type: text}, pupils: {type: count, zh: 学生数, en: pupils}}}
indicators: [{id: "1", met: "mid_range(units, pupils) <= 20", source: s}]
verdict: [{level: pass, when: met("1")}, {level: fail}]
"""
EVIDENCE = """\
format: evidence/1
ruleset: tiny@1
subject: {kind: county, name: 某县}
tables: {units: {rows: [{unit: a, pupils: 10}, {unit: b, pupils: 31}, {unit: c, pupils: 11}]}}
"""


def _code(recipe: str) -> list[str]:
    """The code that a recipe gives, in its order."""
    text = PAGE.partition(f"### {recipe}\n")[2].partition("\n### ")[0]
    return [textwrap.dedent(block) for block in re.findall(r"^ +```python\n(.*?)^ +```$", text, re.MULTILINE | re.DOTALL)]


def _entered(path: Path, table: str, entry: str) -> None:
    """An entry written at the head of a table that is a literal."""
    text = path.read_text("utf-8")
    opening = r"(?:\{\n    function\.name: function\n    for function in \(|\(\n    \{|\{)$"
    head = re.search(rf"^{table}\b[^\n]*?{opening}", text, re.MULTILINE)
    assert head is not None, table
    entry = textwrap.indent(entry.rstrip().removesuffix(",") + ",\n", " " * 8)
    path.write_text(text[: head.end()] + "\n" + entry + text[head.end() :], "utf-8")


@pytest.mark.real
def test_a_statistic_and_a_format_need_no_more_than_their_recipes(tmp_path: Path):
    """What CONTRIBUTING tells to write, written into a copy of the package, works; nothing else is touched."""
    package = tmp_path / "evalrules"
    shutil.copytree(ROOT / "evalrules", package, ignore=shutil.ignore_patterns("__pycache__"))
    line, arithmetic = _code("Add a statistic over rows")
    _entered(package / "tree/functions.py", "FUNCTIONS", line)
    _entered(package / "semantics/statistics.py", "_OF_VALUES", arithmetic)
    module, record = _code("Add a report format")
    (package / "reporters/levels.py").write_text(module, "utf-8")
    formats = package / "reporters/formats.py"
    _entered(formats, "FORMATS", record)
    imported = "from evalrules.model.report import Report\n"
    formats.write_text(
        formats.read_text("utf-8").replace(imported, imported + "from evalrules.reporters.levels import render_levels\n"), "utf-8"
    )
    (tmp_path / "tiny/1").mkdir(parents=True)
    (tmp_path / "tiny/1/ruleset.yaml").write_text(RULESET, "utf-8")
    (tmp_path / "county.yaml").write_text(EVIDENCE, "utf-8")

    def said(*arguments: str) -> str:
        beside = {"PYTHONPATH": str(tmp_path), "EVALRULES_PATH": str(tmp_path), "EVALRULES_CACHE": str(tmp_path / "cache")}
        command = [sys.executable, "-m", "evalrules", *arguments]
        done = subprocess.run(
            command, capture_output=True, cwd=tmp_path, env=os.environ | beside, encoding="utf-8", check=False
        )
        assert (done.returncode in (0, 1), "") == (True, done.stderr), done.stderr
        return done.stdout

    assert "某县: fail\n" == said("check", "county.yaml", "--format", "levels", "--lang", "zh")
    assert "20.5" in said("check", "county.yaml", "--lang", "en", "--explain")
    assert "学校的学生数中程数" in said("show", "tiny", "--lang", "zh")
    assert "the mid-range of pupils over schools" in said("show", "tiny", "--lang", "en")


def test_a_ruleset_written_by_the_recipe_is_found(tmp_path: Path, monkeypatch):
    """A folder of the shape that the recipe asks for can be named once EVALRULES_PATH holds it."""
    folder = tmp_path / "tiny" / "1"
    folder.mkdir(parents=True)
    (folder / "ruleset.yaml").write_text(
        "format: ruleset/1\nid: tiny\nedition: '1'\nrevision: 1\ntitle: {zh: 小, en: tiny}\nsubject: county\n"
        "sources: {s: {zh: 自拟, confidence: assumed}}\ngrades: [A, B]\n"
        "levels: [{id: pass, required: true}, {id: fail}]\nmeasures: {rate: {type: percent}}\n"
        "indicators: [{id: '1', bands: {A: rate >= 95, B: otherwise}, source: s}]\n"
        "verdict: [{level: pass, when: 'every(indicators, grade == \"A\")'}, {level: fail}]\n",
        encoding="utf-8",
    )
    monkeypatch.setenv("EVALRULES_PATH", str(tmp_path))
    ruleset = evalrules.load_ruleset("tiny")
    evidence = evalrules.evidence_from({"facts": {"rate": 95}}, ruleset)

    assert "pass" == evalrules.assess(ruleset, evidence).verdict.level
