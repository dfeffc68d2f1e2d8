"""Tables of texts read and bound by column and line by line: the same rows, the same problems, the same places."""

from __future__ import annotations

import io
from typing import Any, NamedTuple
from unittest.mock import patch

import pyarrow
import pytest
from drawing import draws
from hypothesis import given
from hypothesis import strategies as st
from pyarrow import parquet

from evalrules.base.diagnostics import Diagnostic
from evalrules.base.source import Document, Listing, Pair, Record, Scalar, Span
from evalrules.base.text_rows import TextRows
from evalrules.frontend.bind import bind_as_far_as_possible
from evalrules.frontend.bind_tables import table_form
from evalrules.model.evidence import Evidence, Row
from evalrules.model.plain_cells import (
    PlainCells,
    PlainRows,
    cause_in,
    columns_in,
    exact_of,
    facts_of_row,
    plain_of,
    said_in,
    value_in,
    values_of,
)
from evalrules.model.ruleset import Ruleset
from evalrules.readers.rows import rows_of

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
TEXTS = (
    "", "null", "~", " ", "—", "N/A", "x%", "一小", "一小 ", "合计", "平均", "primary", "小学", "junior", "初中", "x", "primry", "０",
    "３", "0", "-0", "1", "0.4", "7", "7.0", "07", "+7", "7e0", "50", "51", "99.0", "99.01", "-5.5", "-6", "98%", "1,234", "1e999",
    "9" * 101, "1:19", "1：19", "1:0", "是", "否", "true", "TRUE", "yes", "有", "2014-01-05", "2014年1月5日", "2014-02-30", "张三：属实",
)  # fmt: skip
"""What stands in cells: good, wrong, blank, unknown, out of range, with blanks and in full width."""
HEADS = ("名称", "学段", "学生数", "面积", "面积（亩）", "比例", "ratio", "建成", "有", "labs", "核实", "别的", "")
NUMBERS = ("0", "1", "7", "7.0", "0.50", "-0", "33", "98.5", "1234567", "99.01", " 5", "50")
words = st.sampled_from(
    (*TEXTS, *NUMBERS, *HEADS, "注：年报", "一、小学", '"一小, 东"', '"两\n行"', "合计", "审核人：某")
)
ordinary = st.tuples(
    st.sampled_from(("一小", "二小", "三小", "四小", '"五小"')), st.sampled_from(("primary", "初中", "小学 ")),
    st.sampled_from(NUMBERS), st.sampled_from(NUMBERS),
).map(list)  # fmt: skip
lines = st.one_of(ordinary, ordinary, ordinary, st.lists(words, max_size=8), st.just([]))
tables = st.tuples(
    st.lists(st.sampled_from(HEADS), max_size=8).map(lambda more: ["名称", "学段", "学生数", "labs", *more])
    | st.permutations(HEADS[:6]),
    st.lists(lines, max_size=12),
)


class Read(NamedTuple):
    """A table that was read and bound, with everything that was said of it."""

    evidence: Evidence | None
    read: list[Diagnostic]
    bound: list[Diagnostic]

    @property
    def rows(self) -> tuple[Row, ...]:
        tables = {} if self.evidence is None else self.evidence.tables
        return tables["units"].rows if "units" in tables else ()


def read_in(ruleset: Ruleset, text: str | bytes, *, by_column: bool) -> Read:
    """A table as CSV, or as the bytes of a Parquet file, read and bound."""
    name, data = ("u.csv", text.encode()) if isinstance(text, str) else ("u.parquet", text)
    form = table_form(ruleset.tables["units"], ruleset)
    if by_column:
        found = rows_of(name, data, sheet="", form=form)
    else:
        with patch("evalrules.readers.table_rows.TextLines", str):
            found = rows_of(name, data, sheet="", form=form)
    is_by_column = found.rows is not None and isinstance(found.rows.items, TextRows)
    has_nameless = name == "u.parquet"  # a column without a name in which blanks stand is read line by line
    assert found.rows is None or not found.rows.items or is_by_column is by_column or (has_nameless and by_column)
    place = Span("e.yaml", 1, 1, 1, 2)
    rows = found.rows or Listing((), place)
    tables = Record((Pair(Scalar("units", True, place), rows),), place)
    root = Record(
        (Pair(Scalar("format", True, place), Scalar("evidence/1", False, place)), Pair(Scalar("tables", True, place), tables)),
        place,
    )  # fmt: skip
    evidence, problems = bind_as_far_as_possible(Document("e.yaml", "", "", root), ruleset)
    return Read(evidence, found.problems, problems)


@pytest.fixture(scope="module")
def ruleset(desk) -> Ruleset:
    """A table with a column of each type."""
    return desk.ruleset(RULESET)


@draws(120)
@given(tables)
def test_a_table_read_by_column_is_that_read_line_by_line(ruleset: Ruleset, table: tuple[list[str], list[list[str]]]):
    """Values with their types, texts, causes and places, the order of rows and cells, problems, and the digest."""
    heads, rows = table
    check_both_ways(ruleset, "\n".join(",".join(line) for line in (heads, *rows)))


PARQUET_COLUMNS = st.one_of(
    st.tuples(st.just(pyarrow.int64()), st.lists(st.none() | st.integers(-7, 120), min_size=6, max_size=6)),
    st.tuples(
        st.just(pyarrow.float64()),
        st.lists(st.none() | st.sampled_from((7.0, 0.4, -0.0, 1e22)), min_size=6, max_size=6),
    ),
    st.tuples(
        st.just(pyarrow.float32()), st.lists(st.none() | st.sampled_from((7.0, 0.5, 98.5)), min_size=6, max_size=6)
    ),
    st.tuples(st.just(pyarrow.bool_()), st.lists(st.none() | st.booleans(), min_size=6, max_size=6)),
    st.tuples(st.just(pyarrow.date32()), st.lists(st.none() | st.dates(), min_size=6, max_size=6)),
    st.tuples(st.just(pyarrow.string()), st.lists(st.none() | words, min_size=6, max_size=6)),
)
names = st.tuples(st.just(pyarrow.string()), st.permutations(["一小", "二小", "三小", "四小", "五小 ", "合计"]))
stages = st.tuples(
    st.just(pyarrow.string()), st.lists(st.sampled_from(("primary", "初中", " 小学")), min_size=6, max_size=6)
)
parquets = st.tuples(st.permutations(HEADS), names, stages, st.lists(PARQUET_COLUMNS, max_size=7))


@draws(120)
@given(parquets)
def test_a_parquet_file_read_by_column_is_that_read_line_by_line(ruleset: Ruleset, table: Any):
    """Whole numbers, decimals, yes and no, days and texts with nothing and blanks among them, under any name."""
    heads, *first, others = table
    columns = [*first, *others]
    named = ["名称", "学段", *(head for head in heads if head not in ("名称", "学段"))][: len(columns)]
    arrays = [pyarrow.array(values, kind) for kind, values in columns]
    out = io.BytesIO()
    parquet.write_table(pyarrow.Table.from_arrays(arrays, names=named), out)
    check_both_ways(ruleset, out.getvalue())


def check_both_ways(ruleset: Ruleset, text: str | bytes) -> None:
    """A table read by column, and line by line."""
    found, expected = (read_in(ruleset, text, by_column=way) for way in (True, False))
    assert (repr(found.evidence), found.read, found.bound) == (repr(expected.evidence), expected.read, expected.bound)
    for one, other in zip(found.rows, expected.rows, strict=True):
        assert one == other
        assert other == one
        assert values_of(one) == values_of(other) == {own: cell.value for own, cell in one.cells.items()}
        behind = {"x": True, "units.area": False}
        assert dict(facts_of_row(behind, one)) == facts_of_row(behind, other)
        for own in ruleset.tables["units"].columns:
            assert value_in(one, own) == value_in(other, own) == facts_of_row({}, one).get(own)
            assert own not in one.cells or cause_in(one, own) == other.cells[own].cause
            assert exact_of(plain_of(one).get(own)) == exact_of(plain_of(other).get(own))
    for own in columns_in(expected.rows):
        numbers = [exact_of(said) for said in said_in(found.rows, own)]
        assert numbers == [exact_of(said) for said in said_in(expected.rows, own)]
        assert own in columns_in(found.rows)


def test_rows_of_every_day_are_kept_by_column_and_odd_ones_are_looked_at(ruleset: Ruleset):
    """A number out of its range has its row bound by itself, beside rows that say nothing odd."""
    found = read_in(ruleset, "名称,学段,面积\n一小,初中,98.50\n二小,初中,99.01\n三小,小学,\n", by_column=True)
    assert [problem.code for problem in found.bound if problem.is_error] == ["ER403"]
    kinds = [type(row.cells) for row in found.rows]
    assert kinds == [PlainCells, PlainCells, dict]  # ordered by their keys: 一小, 三小, 二小


def test_rows_in_another_order_than_their_keys_say_the_same_together_as_each_by_itself(ruleset: Ruleset):
    found = read_in(ruleset, "名称,学段,学生数,面积\n三小,小学,3,98.50\n二小,初中,,7\n一小,小学,1,\n", by_column=True)
    assert found.evidence is not None
    rows = found.evidence.tables["units"].rows
    assert type(rows) is PlainRows
    for own in columns_in(rows):
        assert list(said_in(rows, own)) == said_in(list(rows), own)
