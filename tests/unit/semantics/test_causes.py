"""A verdict that waits for a figure which no evidence can give names it, with its cause."""

from __future__ import annotations

from typing import Any

import pytest

RULES = """
choices: {{stage: {{low: 低, high: 高}}}}
measures:
  a: {{type: number, zh: 甲, en: a}}
  b: {{type: number, zh: 乙, en: b}}
  r: {{type: number, value: a / b, zh: 比, en: ratio}}
  n: {{type: count, zh: 数, en: count}}
tables:
  t:
    zh: 表
    en: table
    key: [name]
    columns:
      name: {{type: text, zh: 名, en: name}}
      x: {{type: number, zh: 量, en: x}}
      w: {{type: number, zh: 权, en: w}}
      q: {{type: number, value: x / w, zh: 商, en: quotient}}
members: {{d: {{zh: 区, en: districts, holds: [pass]}}}}
indicators:
  - {{id: "1", source: s 1, met: '{met}'}}
"""


@pytest.fixture(scope="module")
def missing(assess):
    """`missing(condition, rows, facts)`: the possible levels, and kind, id and cause of what is missing."""

    def of(met: str, rows: list[tuple[Any, Any]] | None = None, members: Any = None, **facts: Any):
        listed = [{"name": f"s{at}", "x": x, "w": w} for at, (x, w) in enumerate(rows or ())]
        tables = {} if rows is None else {"tables": {"t": listed}}
        more = {} if members is None else {"members": members}
        found = assess(RULES.format(met=met), {"facts": facts, **tables, **more})
        return found.verdict.possible, [(one.kind, one.id, one.cause) for one in found.missing]

    return of


OPEN = ("pass", "fail")


@pytest.mark.parametrize("values", [(-10, 8), (-1, 1), (-3, -5), (0, 0)])
@pytest.mark.parametrize("op", ["<=", ">"])
def test_a_coefficient_around_a_mean_that_is_not_above_zero_is_undefined(values: tuple[int, int], op: str, missing):
    """It passes no limit and fails none, and the verdict says which quantity it waits for."""
    found = missing(f"cv(t, x) {op} 0.5", [(value, 1) for value in values])
    assert found == (OPEN, [("quantity", "cv(t, x)", "mean_not_positive")])


def test_a_coefficient_around_a_number_of_the_evidence_too(missing):
    """Around a figure that is not above 0 it is as undefined as around such a mean; above 0 it is not."""
    rows = [(1, 1), (3, 1)]
    assert missing("cv(t, x, about=n) <= 0.5", rows, n=0) == (
        OPEN, [("quantity", "cv(t, x, about=n)", "mean_not_positive")])  # fmt: skip
    assert missing("cv(t, x, about=n) <= 0.5", rows, n=2) == (("pass",), [])


@pytest.mark.parametrize(
    ("met", "rows", "expected"),
    [
        ("every(t, x > 1)", [], ("quantity", "every(t, x > 1)", "empty_set")),
        ("any(t, x > 1)", [], ("quantity", "any(t, x > 1)", "empty_set")),
        ("share(t, x > 1) >= 0.5", [], ("quantity", "share(t, x > 1)", "empty_set")),
        ("mean(t, x) >= 1", [], ("quantity", "mean(t, x)", "empty_set")),
        ("cv_sample(t, x) <= 1", [(1, 1)], ("quantity", "cv_sample(t, x)", "empty_set")),
        ("cv(t, x, weight=w) <= 1", [(1, 0)], ("quantity", "cv(t, x, weight=w)", "empty_set")),
        ("cv(t, q, weight=w) <= 1", [(-1, 1), (-3, 1), (5, 0)], ("quantity", "cv(t, q, weight=w)", "mean_not_positive")),
        ("every(t, q >= 1)", [(0, 0)], ("cell", "t.q[s0]", "div_zero")),
        ("mean(t, q) >= 1", [(1, 1), (1, 0)], ("cell", "t.q[s1]", "div_zero")),
        ("every(t, x / w >= 1)", [(0, 0)], ("quantity", "x / w", "div_zero")),
    ],
)
def test_rows_that_give_no_figure_are_named(met: str, rows: list, expected: tuple, missing):
    """Nothing to look at, too few rows, and a cell that comes from a division by zero."""
    assert missing(met, rows) == (OPEN, [expected])


@pytest.mark.parametrize(
    ("met", "facts", "expected"),
    [
        ("r >= 1", {"a": 0, "b": 0}, ("fact", "r", "div_zero")),
        ("a / b >= 1", {"a": 0, "b": 0}, ("quantity", "a / b", "div_zero")),
        ("r + 1 >= 1", {"a": 1, "b": 0}, ("fact", "r", "div_zero")),
        ("a / b + 1 >= 1", {"a": 1, "b": 0}, None),
    ],
)
def test_a_division_by_zero_is_named_once(met: str, facts: dict, expected: tuple | None, missing):
    """As the derived measure where it is one, else as the expression; what nothing waits for is not named."""
    possible, found = missing(met, **facts)
    if expected is not None:
        assert (possible, found) == (OPEN, [expected])
    else:
        assert possible == OPEN
        assert [cause for _, _, cause in found] == ["div_zero"]


def test_members_of_whom_there_are_none_are_named(missing):
    """A share of no districts at all is unknown, and its cause is said."""
    possible, found = missing("share(d, holding) >= 0.5", members={"d": {"total": 0, "holding": 0}})
    assert possible == OPEN
    assert [cause for _, _, cause in found] == ["div_zero"]


def test_what_is_settled_is_not_named(missing):
    """A ratio against a limit is cross-multiplied: 12 pupils and no computer fail it, and nothing is missing."""
    assert missing("a / n <= 12", a=12, n=0) == (("fail",), [])
    assert missing("cv(t, x) <= 0.5", [(1, 1), (3, 1)]) == (("pass",), [])
    assert missing("a / b >= 1 or n >= 1", a=0, b=0, n=1) == (("pass",), [])
