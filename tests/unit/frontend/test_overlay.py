"""An overlay gives parameters a value, replaces values with its own source and adds; it removes nothing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from evalrules.base.source import Record
from evalrules.frontend.build import build_ruleset
from evalrules.frontend.overlay import merge_overlay

Document = Callable[[str], Record]

PARENT = """\
id: p
edition: "1"
revision: 1
subject: school
sources: {s: {confidence: read}}
levels: [{id: ok, required: true}, {id: "no"}]
groups: [{id: g}]
choices: {region: {south: 南, north: 北}}
values: {a: {value: null, unit: "%"}, b: {value: 90, unit: "%", source: s 2},
  c: {by: region, south: 1, north: 2, source: s 3}}
measures: {rate: {type: percent}}
indicators: [{id: "1", group: g, source: s 1, met: rate >= b}]
vetoes: [{id: v, when: rate < 1, level: "no", source: s 4}]
verdict: [{level: ok}]
checks: [rate >= 1]
tables: {rows: {key: [k], columns: {k: {type: text}, x: {type: number}}, checks: [x >= 0]}}
"""
HEAD = 'id: o\nedition: "2"\nrevision: 3\nextends: p@1\n'


@pytest.fixture(scope="module")
def merge(document: Document) -> Callable[[str], Any]:
    parent = document(PARENT)
    return lambda text: merge_overlay(parent, document(HEAD + text))


ADDED = """\
values: {a: {value: 95, source: o 1}, b: {value: 91, source: o 2},
  c: {south: 5, source: o 3}, d: {value: 4, source: o 4}}
sources: {o: {confidence: assumed}}
measures: {more: {type: yesno}}
groups: [{id: h}]
choices: {kind: {town: 镇}}
indicators: [{id: "2", group: h, source: o 5, met: more}]
vetoes: [{id: w, when: not more, level: "no", source: o 6}]
checks: [rate <= 99]
tables: {rows: {checks: [x <= 9]}, others: {key: [k], columns: {k: {type: text}}}}
"""


def test_what_an_overlay_may_do_it_does(merge: Callable[[str], Any]):
    """Parameters are set, values replaced with their source, all else is added behind the parent's."""
    merged, problems = merge(ADDED)
    assert problems == []
    ruleset, problems = build_ruleset(merged, ("p@1",))
    assert problems == []
    assert (ruleset.name, ruleset.revision, ruleset.extends, ruleset.ancestors) == ("o@2", 3, "p@1", ("p@1",))
    assert {own: dict(value.branches) for own, value in ruleset.values.items()} == {
        "a": {"": 95},
        "b": {"": 91},
        "c": {"south": 5, "north": 2},
        "d": {"": 4},
    }
    assert [value.source.cite for value in ruleset.values.values()] == ["o", "o", "o", "o"]
    assert [one.id for one in ruleset.indicators] == ["1", "2"]
    assert [one.id for one in ruleset.vetoes] == ["v", "w"]
    assert [one.condition.text for one in ruleset.checks] == ["rate >= 1", "rate <= 99"]
    assert [one.condition.text for one in ruleset.tables["rows"].checks] == ["x >= 0", "x <= 9"]
    assert (list(ruleset.measures), list(ruleset.choices)) == (["rate", "more", "rows.k", "rows.x", "others.k"], ["region", "kind"])


def test_an_overlay_that_says_nothing_changes_nothing(merge: Callable[[str], Any]):
    """Only the name differs where an overlay has nothing but its head."""
    ruleset, _ = build_ruleset(merge("")[0])
    assert (ruleset.name, [one.id for one in ruleset.indicators], ruleset.subject) == ("o@2", ["1"], "school")


def test_merged_nodes_keep_their_places(merge: Callable[[str], Any]):
    """Each node of a merged document points at the file and line it was written."""
    merged, _ = merge("values: {a: {value: 95, source: s 9}}\n")
    assert merged.get("values").get("a").get("value").span.line == 5
    assert merged.get("values").get("b").get("value").span.line == 9


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("levels: [{id: ok, required: true}]", "levels"),
        ("verdict: [{level: ok}]", "verdict"),
        ("subject: county", "subject"),
        ("grades: [A, B]", "grades"),
        ("gates: []", "gates"),
        ("panel: {decides: majority}", "panel"),
        ("measures: {rate: {type: count}}", "rate"),
        ('indicators: [{id: "1", source: s, met: rate >= 1}]', "1"),
        ("vetoes: [{id: v, when: rate < 2, level: ok}]", "v"),
        ("groups: [{id: g}]", "g"),
        ("choices: {region: {east: 东}}", "region"),
        ("sources: {s: {confidence: assumed}}", "s"),
        ("tables: {rows: {rows: 3}}", "rows.rows"),
        ("values: {b: {value: 1, unit: 人, source: s}}", "b.unit"),
        ("values: {c: {by: kind, source: s}}", "c.by"),
        ("values: {b: {by: region, south: 1, source: s}}", "b.by"),
    ],
)
def test_what_an_overlay_may_not_change_it_does_not(text: str, what: str, merge: Callable[[str], Any]):
    """A change of an id, type, unit, level, grade or rule is refused at its own place."""
    _, problems = merge(text + "\n")
    assert [(found.code, dict(found.args)["what"], found.place.line) for found in problems] == [("ER307", what, 5)]


def test_the_parent_stands_unchanged_beside_a_refusal(merge: Callable[[str], Any]):
    """What was refused is not merged: the parent's own stays."""
    merged, _ = merge("levels: [{id: best, required: true}]\nmeasures: {rate: {type: count}}\n")
    assert [item.get("id").text for item in merged.get("levels").items] == ["ok", "no"]
    assert merged.get("measures").get("rate").get("type").text == "percent"


def test_a_replaced_value_needs_its_own_source(merge: Callable[[str], Any]):
    """A number without a source of its own is refused, also where the parent's number had one."""
    _, problems = merge("values: {b: {value: 1}}\n")
    assert [(found.code, found.severity, dict(found.args)) for found in problems] == [("ER305", "error", {"what": "b"})]


def test_a_value_is_not_taken_away(merge: Callable[[str], Any]):
    """A number that a text gives cannot be made a parameter again: an overlay removes nothing."""
    _, problems = merge("values: {b: {value: null, source: s 9}}\n")
    assert [found.code for found in problems] == ["ER307"]
