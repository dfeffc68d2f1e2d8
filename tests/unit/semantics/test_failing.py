"""The rows that keep an indicator down, and what each of them lacks."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

import evalrules
from evalrules.semantics.case import case_of
from evalrules.semantics.failing import FIRST_ROWS, failing_rows
from evalrules.semantics.scope import Scope

TEXT = """\
tables:
  units:
    key: [name]
    columns:
      name: {type: text}
      pupils: {type: count, unit: 人}
      books: {type: count, unit: 册, better: higher}
      per: {type: number, value: books / pupils, better: higher}
      closing: {type: yesno}
    leave_out: closing
indicators: [{id: "1", source: s, met: '%s'}]
"""
ROWS = [
    {"name": "n10", "pupils": 10, "books": 150, "closing": False},
    {"name": "n2", "pupils": 20, "books": 390, "closing": False},
    {"name": "n3", "pupils": 10, "books": 200, "closing": False},
    {"name": "n4", "pupils": 10, "books": 1, "closing": True},
    {"name": "n5", "pupils": 10, "books": 1, "closing": None},
    {"name": "n6", "pupils": 10, "books": None, "closing": False},
]


@pytest.fixture(scope="module")
def looked(ruleset_from: Callable[[str], Any]) -> Callable[..., tuple[tuple[Any], Scope]]:
    """The condition of the only indicator, and the scope of a subject with these rows."""

    def of(condition: str, rows: list | None = None) -> tuple[tuple[Any], Scope]:
        ruleset = ruleset_from(TEXT % condition)
        case = case_of(ruleset.data, evalrules.evidence_from({"tables": {"units": rows or ROWS}}, ruleset).data)
        return (ruleset.data.indicators[0].met.root,), case.scope

    return of


@pytest.mark.parametrize(
    "condition",
    [
        "every(units, per >= 20)",
        "share(units, per >= 20) >= 0.9",
        "count(units, per >= 20) >= 5",
        "5 <= count(units, per >= 20)",
        "count(units, per < 20) <= 0",
        "count(units, per < 20) == 0",
        "0 >= count(units, per < 20)",
        "count(units) >= 1 and every(units, per >= 20)",
    ],
)
def test_the_rows_that_certainly_fail_are_named_by_their_keys(condition: str, looked):
    """Just those that count and are below, in natural order; left out, open and unknown ones are not named."""
    assert failing_rows(*looked(condition)).keys == (("units", ("n2",)), ("units", ("n10",)))


@pytest.mark.parametrize("condition", ["any(units, per >= 20)", "count(units) >= 9", "mean(units, books) >= 900"])
def test_where_no_row_by_itself_is_to_blame_none_is_named(condition: str, looked):
    """`any`, the number of rows and a statistic blame no single row."""
    assert failing_rows(*looked(condition)).keys == ()


def test_each_failing_row_says_what_it_lacks(looked):
    """A school with 390 books for 20 pupils lacks 10 books a pupil's share, in the units of its columns."""
    found = failing_rows(*looked("every(units, per >= 20)"))
    assert found.total == 2
    assert [row.key for row in found.first] == [("n2",), ("n10",)]
    assert {row.table for row in found.first} == {"units"}
    needs = [[(change.measure, change.op, change.need, change.row) for change in row.gaps] for row in found.first]
    assert needs == [[("units.per", ">=", "20", ("n2",))], [("units.per", ">=", "20", ("n10",))]]


def test_only_the_first_rows_are_shown_and_all_are_counted(looked):
    """A thousand failing rows do not make a thousand lines."""
    many = [{"name": f"n{at}", "pupils": 10, "books": 1, "closing": False} for at in range(FIRST_ROWS + 5)]
    condition = "every(units, per >= 20)"
    found = failing_rows(*looked(condition, many))
    assert (len(found.first), found.total) == (FIRST_ROWS, FIRST_ROWS + 5)
    assert len(failing_rows(*looked(condition, many), limit=2).first) == 2
    assert len(failing_rows(*looked(condition, many)).keys) == FIRST_ROWS + 5


def test_a_row_that_fails_twice_is_named_once(looked):
    """Two conditions over one table blame a row once, with what it lacks for the first that it fails."""
    found = failing_rows(*looked("every(units, per >= 20) and every(units, books >= 391)"))
    assert found.keys == (("units", ("n2",)), ("units", ("n10",)), ("units", ("n3",)))
    assert [row.gaps[0].measure for row in found.first] == ["units.per", "units.per", "units.books"]


def test_without_tables_no_row_fails(looked):
    """A scope that knows no rows names none."""
    nodes, scope = looked("every(units, per >= 20)")
    bare = Scope(scope.ruleset, {}, {})
    found = failing_rows(nodes, bare)
    assert (found.first, found.total, found.keys) == ((), 0, ())


def test_the_moves_of_every_failing_row_come_along(looked):
    """Beside what each row lacks stand the moves themselves, so that they can be tried."""
    found = failing_rows(*looked("every(units, per >= 20)"))
    assert {own: [move.measure for move in way] for own, way in found.ways.items()} == {
        own: ["units.per"] for own in found.keys
    }
