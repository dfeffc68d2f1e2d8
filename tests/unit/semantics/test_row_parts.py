"""Cells are changed one after another without another look at the rows that stay as they are."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import evalrules
from evalrules.model.evidence import Evidence, Fact
from evalrules.model.ruleset import Ruleset
from evalrules.semantics.case import case_of, exactly

RULES = """
choices: {kind: {a: 甲类, b: 乙类, c: 丙类}}
tables:
  t:
    zh: 学校
    en: schools
    key: [name]
    columns:
      name: {type: text, zh: 名, en: name}
      school: {type: text, zh: 校, en: school}
      kind: {type: kind, zh: 类, en: kind}
      x: {type: count, zh: 数, en: x}
      w: {type: count, zh: 重, en: w}
      q: {type: number, value: x / w, zh: 比, en: q}
    leave_out: kind == "c"
indicators:
"""
CONDITIONS = (
    'every(t, x >= 3 or kind == "b")', "count(t, x < 3) <= 1", "any(t, q > 1)", "cv(t, q, weight=w) <= 0.4",
    "stdev_sample(t, x) <= 2", "mean(t, x) >= 3", "median(t, x) >= 3", "greatest(t, x) <= 5", "sum(t, x) >= 9",
    "least(t, x) <= 2 and count(t, x < 3) < 3", "cv(t, q) <= 0.5 and count(t) == 4",
)  # fmt: skip
CELLS = st.tuples(st.integers(0, 4), st.sampled_from(["x", "w", "kind"]), st.integers(0, 7))


@pytest.fixture(scope="module")
def schools(ruleset_from) -> tuple[Ruleset, Evidence]:
    """Five rows, two of them with a cell that is not given."""
    listed = "".join(f"  - {{id: i{at}, source: s 1, met: '{met}'}}\n" for at, met in enumerate(CONDITIONS))
    ruleset = ruleset_from(RULES + listed)
    rows = [{"name": f"s{at}", "school": "s", "kind": "a", "x": at + 1, "w": 2} for at in range(5)]
    del rows[1]["x"], rows[3]["kind"]
    return ruleset.data, evalrules.evidence_from({"tables": {"t": rows}}, ruleset).data


@given(st.lists(CELLS, min_size=1, max_size=20))
@settings(max_examples=40)
def test_what_is_changed_step_by_step_is_what_is_given_at_once(schools: tuple[Ruleset, Evidence], steps: list[Any]):
    """Counts, statistics of every kind, rows that come to be left out: the same as of rows that were given so."""
    ruleset, evidence = schools
    case, given_so = case_of(ruleset, evidence), evidence.tables["t"]
    for at, column, number in steps:
        value = "abc"[number % 3] if column == "kind" else exactly(Fraction(number))
        own = f"t.{column}"
        case = case.with_cells({("t", (f"s{at}",)): {own: value}})
        rows = list(given_so.rows)
        fact = Fact(own, value, "", "", rows[at].place, "", "", "")
        rows[at] = rows[at]._replace(cells={**rows[at].cells, own: fact})
        given_so = given_so._replace(rows=tuple(rows))
        fresh = case_of(ruleset, evidence._replace(tables={"t": given_so}))
        assert [one.possible for one in fresh.standings] == [one.possible for one in case.standings]
        assert fresh.possible_levels == case.possible_levels
