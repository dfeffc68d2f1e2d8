"""Conditions in columns: what is said is what the reference says, and what is not said leaves the row."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from itertools import product
from typing import Any

import pytest

duckdb = pytest.importorskip("duckdb", reason="NOT CHECKED: the extra `batch` (duckdb, sqlglot) is not installed")
exp = pytest.importorskip(
    "sqlglot.expressions", reason="NOT CHECKED: the extra `batch` (duckdb, sqlglot) is not installed"
)

from evalrules.semantics.columns_numbers import Digits, NotInColumns, total  # noqa: E402 - after the check for sqlglot
from evalrules.semantics.columns_truth import MEANT, UNMEANT, Reader, joined  # noqa: E402
from evalrules.semantics.conditions import truth  # noqa: E402
from evalrules.tree.nodes import NODE_TYPES  # noqa: E402

Tree = Callable[..., Any]
MakeScope = Callable[..., Any]
NUMBERS = (
    None,
    Decimal(-3),
    Decimal(0),
    Decimal(2),
    Decimal(5),
    Decimal("2.5"),
    Decimal("0.1"),
    Decimal("999999999999.999999"),
)
FLAGS = (None, True, False)
OF_NUMBERS = (
    "x >= 2", "x > 2", "x <= 2", "x < 2", "x == 2", "x != 2", "2 >= x", "x >= y", "x == y", "x != y", "x + y >= 5", "x - y < 0",
    "x * y == 10", "x / y >= 1", "x / 3 + y / 7 >= 1", "min(x, y) >= 2", "max(x, y, 3) == 3", "0 < x <= 5", "x >= 2 and y >= 2",
    "x >= 2 or y >= 2", "not x >= 2", "at_least(2, x >= 2, y >= 2, x > y)", "(x if y >= 2 else y) >= 2", "(x >= 2 if y >= 2 else y > 0)",
    "twice >= 4", "twice / y >= 2", "z >= 0", "1 / 3 <= x", "x >= y and (x > 0 or not y > 0 and x * x >= 4)",
)  # fmt: skip
OF_FLAGS = ("has and more", "has or more", "not has", "at_least(1, has, more)", "(has if more else not has)")


def column(name: str, whole: int, places: int) -> Digits:
    return Digits(exp.column(name), whole, places)


def answers(
    texts: tuple[str, ...], tree: Tree, reader_of: Callable[[], Reader], rows: list[Any], types: str
) -> list[Any]:
    """For each row and text whether it certainly holds, certainly does not, and is left."""
    told = []
    for text in texts:
        reader = reader_of()
        holds, fails = (reader.surely(tree(text), wanted=wanted) for wanted in (True, False))
        left = joined(exp.Or, list(reader.left.values())) if reader.left else exp.false()
        told += [holds, fails, exp.Coalesce(this=left, expressions=[exp.false()])]
    base = duckdb.connect()
    base.execute(f"CREATE TABLE t ({types})")
    base.executemany(f"INSERT INTO t VALUES ({', '.join('?' * len(rows[0]))})", rows)
    return base.execute(f"SELECT {', '.join(one.sql('duckdb') for one in told)} FROM t").fetchall()


def held_to_the_reference(
    texts: tuple[str, ...], names: tuple[str, ...], rows: list[Any], found: list[Any], read: Any
) -> None:
    for row, said in zip(rows, found, strict=True):
        facts = {name: value for name, value in zip(names, row, strict=True) if value is not None}
        for at, text in enumerate(texts):
            holds, fails, is_left = said[3 * at : 3 * at + 3]
            if is_left:
                assert len(facts) < len(names) or min(row) <= 0, (text, row)
            else:
                assert read(text, facts) is (True if holds else False if fails else None), (text, row)
                assert not (holds and fails)


@pytest.mark.parametrize("texts", [OF_NUMBERS[::6], pytest.param(OF_NUMBERS, marks=pytest.mark.real)])
def test_what_is_said_of_numbers_is_what_the_reference_says(
    texts: tuple[str, ...], tree: Tree, scope: MakeScope, ruleset: Any
) -> None:
    """Known and not, negative, zero, between whole ones, as large as a column takes; a row is left only for a reason."""
    held = {"x": column("x", 12, 6), "y": column("y", 12, 6)}
    rows = [list(one) for one in product(NUMBERS, repeat=2)]
    found = answers(texts, tree, lambda: Reader(ruleset, held, scope()), rows, "x DECIMAL(18,6), y DECIMAL(18,6)")

    def read(text: str, facts: dict[str, Any]) -> object:
        return truth(tree(text), scope(**{own: Fraction(value) for own, value in facts.items()}))

    held_to_the_reference(texts, ("x", "y"), rows, found, read)


def test_what_is_said_of_truths_is_what_the_reference_says(tree: Tree, scope: MakeScope, ruleset: Any) -> None:
    """A no decides an `and`, a yes an `or`, whatever else is not known."""
    held = {"has": column("has", 0, 0), "more": column("more", 0, 0)}
    rows = [list(one) for one in product(FLAGS, repeat=2)]
    found = answers(OF_FLAGS, tree, lambda: Reader(ruleset, held, scope()), rows, "has BOOLEAN, more BOOLEAN")
    for row, said in zip(rows, found, strict=True):
        facts = {name: value for name, value in zip(("has", "more"), row, strict=True) if value is not None}
        for at, text in enumerate(OF_FLAGS):
            holds, fails, is_left = said[3 * at : 3 * at + 3]
            assert is_left or truth(tree(text), scope(**facts)) is (True if holds else False if fails else None), (
                text,
                row,
            )
    assert not any(one[2] for one in found)


def test_a_measure_without_a_column_is_known_of_no_row(tree: Tree, scope: MakeScope, ruleset: Any) -> None:
    """Its declared range speaks for it; a comparison that needs it beside one that is given leaves the row."""
    reader = Reader(ruleset, {"x": column("x", 3, 0)}, scope())
    assert reader.surely(tree("rate <= 100")) == exp.true() and not reader.left
    assert reader.surely(tree("x >= y")) == exp.false() and len(reader.left) == 1


@pytest.mark.parametrize(
    "text", ["x >= least", "built >= seen", "x >= open", "(x >= 2) == (y >= 2)", "x * x * x * y >= 1"]
)
def test_what_columns_do_not_say_is_declared_so(text: str, tree: Tree, scope: MakeScope, ruleset: Any) -> None:
    """Numbers by an attribute or without a text, days, comparisons of truths, and more than 38 digits."""
    held = {own: column(own, 12, 6) for own in ("x", "y", "built", "seen")}
    with pytest.raises(NotInColumns):
        Reader(ruleset, held, scope()).surely(tree(text))


def test_every_node_is_meant_or_not() -> None:
    """None is forgotten, none is both."""
    assert MEANT | UNMEANT == frozenset(NODE_TYPES)
    assert not MEANT & UNMEANT


@pytest.mark.parametrize(("whole", "places"), [(18, 0), (16, 2), (24, 2)])
@pytest.mark.parametrize("op", ["+", "-"])
def test_the_greatest_figures_of_a_type_have_their_sums(whole: int, places: int, op: str):
    """A sum is one digit longer than what is added, so that sums of sums neither overflow nor lose a digit."""
    most = Decimal("9" * whole + "." + "9" * places if places else "9" * whole)
    found = column("x", whole, places)
    for _ in range(11):
        found = total(op, found, column("x" if op == "+" else "y", whole, places))
    base = duckdb.connect()
    kind = column("x", whole, places).type
    base.execute(f"CREATE TABLE t (x {kind}, y {kind})")
    base.execute(f"INSERT INTO t VALUES ({most}, {-most})")
    (told,) = base.execute(f"SELECT CAST({found.tree.sql('duckdb')} AS VARCHAR) FROM t").fetchone() or ("",)
    assert 12 * Fraction(most) == Fraction(told)
