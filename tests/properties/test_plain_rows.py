"""Rows of tables bound at once and as a whole: the same rows, the same problems, the same places."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple
from unittest.mock import patch

import pytest
from drawing import draws
from hypothesis import given
from hypothesis import strategies as st

from evalrules.base.diagnostics import Diagnostic
from evalrules.base.source import Document, Listing, Node, Pair, Record, Scalar, Span
from evalrules.frontend.bind import bind_as_far_as_possible
from evalrules.frontend.plain_cells import PlainColumn
from evalrules.model.evidence import Evidence
from evalrules.model.ruleset import Ruleset

RULESET = """
choices: {stage: {primary: {zh: 小学, en: primary}, junior: {zh: 初中, en: junior}, x: {zh: 无, en: none}}}
tables:
  units:
    zh: 学校
    en: schools
    key: [name, stage]
    rows: 7
    columns:
      name: {type: text, zh: 名称, en: name}
      stage: {type: stage, zh: 学段, en: stage}
      pupils: {type: count, range: [0, 50], unit: 人, zh: 学生数, en: pupils}
      area: {type: number, range: [-5.5, 99], unit: m2, zh: 面积, en: area}
      rate: {type: percent, range: [0, 100], zh: 比例, en: rate}
      ratio: {type: ratio, zh: 师生比, en: ratio}
      built: {type: date, zh: 建成, en: built}
      has: {type: yesno, zh: 有, en: has}
      labs: {type: count, unit: 间, none_for: {stage: [primary]}, zh: 实验室, en: laboratories}
indicators: [{id: "1", source: s 1, met: 'every(units, pupils >= 1)'}]
"""
KEYS = ("name", "名称", "stage", "学段", "pupils", "学生数", "area", "面积", "rate", "ratio", "built", "has", "有", "labs",
        "确认", "pupil", "x")  # fmt: skip
TEXTS = (
    "", "null", "~", " ", "—", "N/A", "x%", "一小", "一小 ", "合计", "平均", "primary", "小学", "junior", "初中", "x", "primry", "０",
    "３", "0", "-0", "1", "0.4", "7", "7.0", "07", "+7", "7e0", "50", "51", "99.0", "99.01", "-5.5", "-6", "98%", "1,234", "1e999",
    "9" * 101, "1:19", "1：19", "1:0", "是", "否", "true", "TRUE", "yes", "有", "2014-01-05", "2014年1月5日", "2014-02-30", "张三：属实",
)  # fmt: skip
"""What stands in cells: good, wrong, blank, unknown, out of range, with blanks and in full width."""


class Cells(NamedTuple):
    """A row: cells by keys that may stand twice, or mean the same."""

    pairs: list[tuple[str, Any]]


scalars = st.tuples(st.sampled_from(TEXTS), st.booleans() | st.just(False))
numbers = st.decimals(-10, 110, allow_nan=False, places=2).map(lambda number: (str(number), False))
fields = st.fixed_dictionaries(
    {"value": scalars | numbers},
    optional={"unit": st.sampled_from(("m2", "亩", "%", "人", "元")).map(lambda unit: (unit, False)), "note": scalars},
) | st.fixed_dictionaries({"between": st.lists(numbers, min_size=1, max_size=2)})
cells = st.one_of(scalars, scalars, scalars, numbers, numbers, fields, st.lists(scalars, max_size=1))
good = st.fixed_dictionaries(
    {"name": st.sampled_from(("一小", "二小", "三小")).map(lambda name: (name, True)),
     "stage": st.sampled_from(("primary", "初中")).map(lambda stage: (stage, False))},
    optional={"area": numbers, "pupils": st.integers(0, 50).map(lambda number: (str(number), False)), "labs": scalars},
).map(lambda row: Cells(list(row.items())))  # fmt: skip
rows = st.lists(good | st.lists(st.tuples(st.sampled_from(KEYS), cells), max_size=6).map(Cells) | scalars, max_size=9)


def placed(value: Any, count: Iterator[int]) -> Node:
    """A drawn value as a raw document, each part at a place of its own."""
    span = Span("e.yaml", next(count), 1, 1, 2)
    if isinstance(value, dict | Cells):
        pairs = value.items() if isinstance(value, dict) else value.pairs
        keys = [Scalar(key, True, Span("e.yaml", next(count), 1, 1, 2)) for key, _ in pairs]
        return Record(tuple(Pair(key, placed(one, count)) for key, (_, one) in zip(keys, pairs, strict=True)), span)
    return (
        Scalar(*value, span) if isinstance(value, tuple) else Listing(tuple(placed(one, count) for one in value), span)
    )


def bound(ruleset: Ruleset, listed: list[Any]) -> tuple[Evidence | None, list[Diagnostic]]:
    """Evidence with these rows, as far as it can be bound, and everything that is said about it."""
    document = {"format": ("evidence/1", False), "tables": {"units": listed}}
    root = placed(document, iter(range(1, 10_000)))
    return bind_as_far_as_possible(Document("e.yaml", "", "", root), ruleset)


@pytest.fixture(scope="module")
def ruleset(desk) -> Ruleset:
    """A table with a column of each type."""
    return desk.ruleset(RULESET)


@draws(25)
@given(rows)
def test_rows_bound_at_once_are_those_of_the_whole_binding(ruleset: Ruleset, listed: list[Any]):
    """Values with their types, texts, causes and places, the order of rows and cells, problems, and the digest."""
    found, problems = bound(ruleset, listed)
    with patch.object(PlainColumn, "fact", lambda *_: None):
        expected, said = bound(ruleset, listed)
    assert (repr(found), problems) == (repr(expected), said)


def test_the_drawn_rows_are_good_and_bad(ruleset: Ruleset):
    """A row of every day is bound at once, cell by cell; one that is odd is not."""
    taken = []
    at_once = PlainColumn.fact
    with patch.object(PlainColumn, "fact", lambda column, cell: taken.append(at_once(column, cell)) or taken[-1]):
        bound(ruleset, [Cells([("name", ("一小", True)), ("stage", ("小学", False)), ("area", ("98.50", False))])])
        assert [one is None for one in taken] == [False] * 3
        bound(ruleset, [Cells([("name", ("一小", True)), ("stage", ("primry", False)), ("area", ("99.01", False))])])
        assert [one is None for one in taken[3:]] == [False, True, True]
