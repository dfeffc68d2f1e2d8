"""Terms and conditions in the words of an office; the sentences of broken checks are told by test_relations.py."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

import pytest

from evalrules.frontend.build import build_ruleset
from evalrules.model.evidence import Bounds
from evalrules.readers.yaml_document import read
from evalrules.semantics.relation_words import RelationWords
from evalrules.semantics.scope import Scope
from evalrules.tree.nodes import Expression

Parse = Callable[[str], Expression]


@pytest.mark.parametrize(
    ("text", "zh", "en"),
    [
        ("pupils", "“pupils”（7人）", "“pupils” (7)"),
        ("rate", "“rate”（0至100%）", "“rate” (0 to 100%)"),
        ("free", "“free”（不掌握）", "“free” (not known)"),
        ("z", "“z”（至少0）", "“z” (at least 0)"),
        ("area", "“area”（0.5平方米）", "“area” (0.5 m²)"),
        ("a - (b - 1)", "“a”（9） − (“b”（4） − 1)（6）", "“a” (9) − (“b” (4) − 1) (6)"),
        ("(a - b) * 2", "(“a”（9） − “b”（4）) × 2（10）", "(“a” (9) − “b” (4)) × 2 (10)"),
        ("a + b", "“a”（9）与“b”（4）之和（13）", "“a” (9) and “b” (4) together (13)"),
        ("bar", "“bar”（95）", "“bar” (95)"),
        ("(a if has else b)", "“b”（4）", "“b” (4)"),
    ],
)
def test_a_number_is_told_with_its_figure(text: str, zh: str, en: str, ruleset: Any, tree: Parse):
    """Its name, its value with the unit, and for what is computed the parts as well."""
    facts = {"pupils": 7, "area": Fraction(1, 2), "a": 9, "b": 4}
    known: dict[str, Any] = {name: Bounds(Fraction(value), Fraction(value)) for name, value in facts.items()}
    scope = Scope(ruleset, {**known, "has": False}, {})
    told = [RelationWords(ruleset, language).term(tree(text), scope) for language in ("zh", "en")]
    assert told == [zh, en]


@pytest.mark.parametrize(
    ("text", "zh"),
    [
        ("a > b", "“a”大于“b”"), ("a == 3", "“a”是3"), ("has", "“has”填“是”"), ('kindof in ("town", "city")', "“kindof”是镇或城"),
        ('kindof == "town"', "“kindof”是镇"), ("has and a > b", "“has”填“是”、“a”大于“b”"),
        ("not has or a > b", "“has”填“否”或“a”大于“b”"), ("not (has and a > b)", "“has”填“否”或“a”不大于“b”"),
    ],
)  # fmt: skip
def test_a_condition_is_told_without_figures(text: str, zh: str, ruleset: Any, tree: Parse):
    """As what some rows have, or for whom a relation is meant."""
    assert RelationWords(ruleset, "zh").statement(tree(text), Scope(ruleset, {}, {}), wanted=True) == zh


def test_the_key_of_a_row_has_the_names_of_its_options():
    """A stage is told by its name; a school that is called like an option keeps its name."""
    text = (
        'id: t\nedition: "1"\nrevision: 1\nsubject: county\nsources: {s: {confidence: read}}\n'
        "levels: [{id: ok, required: true}]\nchoices: {stage: {low: {zh: 小学, en: primary}}}\n"
        "tables: {rows: {zh: 表, key: [school, stage], columns: {school: {type: text}, stage: {type: stage}}}}\n"
        'indicators: [{id: "1", source: s, assessed: yesno}]\nverdict: [{level: ok}]\n'
    )
    ruleset, _ = build_ruleset(read("t.yaml", text)[0])
    assert ruleset is not None
    assert RelationWords(ruleset, "zh").key("rows", ("low", "low")) == "low 小学"


def test_rows_that_are_kept_to_an_option_are_called_so(ruleset_with_stages: Any):
    """What a statistic asks of primary schools is not told of all."""
    (condition,) = [one.met for one in ruleset_with_stages.indicators]
    words = RelationWords(ruleset_with_stages, "zh")
    assert "“小学”" in words.statement(condition.root, Scope(ruleset_with_stages, {}, {}), wanted=True)


@pytest.fixture
def ruleset_with_stages() -> Any:
    text = (
        'id: t\nedition: "1"\nrevision: 1\nsubject: county\nsources: {s: {confidence: read}}\n'
        "levels: [{id: ok, required: true}]\nchoices: {stage: {low: {zh: 小学, en: primary}}}\n"
        "tables: {rows: {zh: 表, key: [school], columns: {school: {type: text}, stage: {type: stage}, n: {type: count}}}}\n"
        'indicators: [{id: "1", source: s, met: \'mean(rows, n, where=stage == "low") >= 3\'}]\n'
        "verdict: [{level: ok}]\n"
    )
    ruleset, problems = build_ruleset(read("t.yaml", text)[0])
    assert ruleset is not None, problems
    return ruleset
