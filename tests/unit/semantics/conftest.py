"""A ruleset with measures of every kind, scopes over it, and conditions read against it."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

import pytest

from evalrules.base.source import Record, Scalar, Span
from evalrules.frontend.build import build_ruleset
from evalrules.frontend.calls import CALLS
from evalrules.frontend.draft import Draft
from evalrules.frontend.expressions import Lowering
from evalrules.frontend.grammar import parse_condition
from evalrules.frontend.names import Names
from evalrules.model.evidence import Bounds
from evalrules.model.ruleset import Ruleset
from evalrules.readers.yaml_document import read
from evalrules.semantics.scope import Scope
from evalrules.tree.nodes import Expression

TEXT = """\
id: t
edition: "1"
revision: 1
subject: school
sources: {s: {confidence: read}}
levels: [{id: ok, required: true}]
grades: [A, B, C]
groups: [{id: g}]
choices: {region: {south: 苏南, north: 苏北}, kind: {town: 镇, city: 城, village: 村}}
values:
  least: {by: region, south: 98, north: 95, source: s}
  bar: {value: 95, source: s}
  open: {value: null}
measures:
  rate: {type: percent, range: [0, 100]}
  free: {type: number}
  x: {type: number}
  z: {type: number, range: [0, null]}
  y: {type: number}
  pupils: {type: count, unit: 人}
  computers: {type: count, unit: 台}
  a: {type: count}
  b: {type: count}
  c: {type: count}
  d: {type: count}
  ratio: {type: number, value: a / b}
  twice: {type: number, value: 2 * x}
  fund: {type: number, unit: 亿元}
  grant: {type: number, unit: 万元}
  area: {type: number, unit: m2}
  has: {type: yesno}
  more: {type: yesno}
  kindof: {type: kind}
  label: {type: text}
  built: {type: date}
  seen: {type: date}
indicators:
  - {id: "1", source: s, assessed: grade}
  - {id: "2", source: s, assessed: yesno}
verdict: [{level: ok}]
"""


@pytest.fixture(scope="session")
def root() -> Record:
    node, problems = read("t.yaml", TEXT)
    assert problems == []
    assert isinstance(node, Record)
    return node


@pytest.fixture(scope="session")
def ruleset(root: Record) -> Ruleset:
    built, problems = build_ruleset(root)
    assert problems == []
    assert built is not None
    return built


@pytest.fixture(scope="session")
def names(root: Record) -> Names:
    return Draft(root).names


@pytest.fixture(scope="session")
def tree(names: Names) -> Callable[..., Expression]:
    """From the text of any expression to its tree."""

    def read_tree(text: str, *, literal: bool = False) -> Expression:
        scalar = Scalar(text, False, Span("t.yaml", 1, 1, 1, 1 + len(text)))
        parsed, problems = parse_condition(scalar, literal=literal)
        assert problems == [], text
        lowering = Lowering(names, parsed.places, CALLS)
        typed = lowering.lower(parsed.root)
        assert lowering.problems == [], text
        return typed.node

    return read_tree


@pytest.fixture(scope="session")
def scope(ruleset: Ruleset) -> Callable[..., Scope]:
    """A scope over facts: numbers, pairs of bounds, booleans, texts and dates; the region apart."""

    def make(region: str | None = None, **facts: Any) -> Scope:
        values = {name: _value(value) for name, value in facts.items()}
        return Scope(ruleset, values, {} if region is None else {"region": region})

    return make


def _value(value: Any) -> Any:
    if isinstance(value, tuple):
        return Bounds(*(None if end is None else Fraction(end) for end in value))
    if isinstance(value, bool) or not isinstance(value, int | Fraction):
        return value
    return Bounds(Fraction(value), Fraction(value))


SCHOOLS_IN_NEED = """
measures:
  built: {{type: number, fixed: true, zh: 年份, en: year}}
  funds: {{type: number, unit: 元, better: higher, zh: 经费, en: funds}}
tables:
  t:
    zh: 校
    en: schools
    key: [name]
    columns:
      name: {{type: text, zh: 名, en: name}}
      pupils: {{type: count, fixed: true, zh: 学生, en: pupils}}
      money: {{type: number, unit: 元, better: higher, zh: 拨款, en: money}}
indicators:
  - {{id: "1", source: s 1, met: "{met}"}}
  - {{id: "2", source: s 1, assessed: yesno}}
verdict: [{{level: pass, when: "every(indicators, met)", source: s 1}}, {{level: fail, source: s 1}}]
"""


@pytest.fixture(scope="module")
def advice(assess):
    """`advice(condition, …)`: what leads to the level, as measure, row, need and short; and why nothing does."""

    def of(met: str, grade: str = "met", **facts: Any):
        rows = [{"name": "甲", "pupils": 50, "money": 60000}, {"name": "乙", "pupils": 120, "money": 1}]
        grades = {"2": grade == "met"} if grade else {}
        found = assess(SCHOOLS_IN_NEED.format(met=met), {"facts": facts, "grades": grades, "tables": {"t": rows}})
        gaps = [gap for gap in found.gaps if gap.kind == "level"]
        changes = [(one.measure or one.grade, one.row, one.need, one.short) for gap in gaps for one in gap.changes]
        return changes, found.verdict.without_gap, found.verdict.fixed

    return of
