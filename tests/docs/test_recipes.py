"""The recipes of CONTRIBUTING lead where they say."""

from __future__ import annotations

import re
from pathlib import Path

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
