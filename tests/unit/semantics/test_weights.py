"""A row of weight 0 is left out of a weighted statistic, and a note says so."""

from __future__ import annotations

import pytest

RULES = """
tables:
  t:
    zh: 学校
    en: schools
    key: [name]
    columns:
      name: {{type: text, zh: 名, en: name}}
      x: {{type: number, zh: 量, en: x}}
      w: {{type: count, zh: 学生数, en: pupils}}
      q: {{type: number, value: x / w, zh: 商, en: quotient}}
indicators:
  - {{id: "1", source: s 1, met: '{met}'}}
  - {{id: "2", source: s 1, met: 'cv(t, q, weight=w) <= 0.4'}}
"""


def notes(found) -> list[dict[str, str]]:
    return [dict(one.args) for one in found.diagnostics if one.code == "ER457"]


@pytest.mark.parametrize(("pupils", "rows"), [((10, 0), "s1"), ((0, 10, 0), "s0; s2"), ((10, 10), None)])
def test_a_school_without_pupils_is_left_out_with_a_note(pupils: tuple[int, ...], rows: str | None, assess):
    """One note for each table and weight, however many statistics weigh by it, at the first of the rows."""
    table = [{"name": f"s{at}", "x": 5, "w": number} for at, number in enumerate(pupils)]
    found = assess(RULES.format(met="cv(t, q, weight=w) <= 0.5"), {"tables": {"t": table}})
    assert found.verdict.level == "pass"
    expected = [] if rows is None else [("pupils", str(pupils.count(0)), rows)]
    assert [(one["weight_en"], one["count"], one["rows_en"]) for one in notes(found)] == expected


def test_a_row_that_no_statistic_weighs_needs_no_note(assess):
    """Without a weight every row counts once."""
    rules = RULES.format(met="mean(t, x) >= 1").replace("cv(t, q, weight=w) <= 0.4", "least(t, x) >= 1")
    found = assess(rules, {"tables": {"t": [{"name": "s", "x": 5, "w": 0}]}})
    assert (found.verdict.level, notes(found)) == ("pass", [])


def test_of_many_rows_the_first_are_named(assess):
    """Twenty rows are named and all of them counted."""
    table = [{"name": f"s{at:02}", "x": 5, "w": 1 if at == 30 else 0} for at in range(31)]
    (said,) = notes(assess(RULES.format(met="cv(t, q, weight=w) <= 0.5"), {"tables": {"t": table}}))
    assert (said["count"], said["rows_en"].count(";"), said["rows_en"][-1]) == ("30", 20, "…")
