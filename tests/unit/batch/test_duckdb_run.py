"""Tables that a database reads by itself: what is said in columns, and what is left to the way row by row."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Any

import pytest

duckdb = pytest.importorskip("duckdb", reason="NOT CHECKED: the extra `batch` (duckdb, sqlglot) is not installed")
pytest.importorskip("sqlglot", reason="NOT CHECKED: the extra `batch` (duckdb, sqlglot) is not installed")

import evalrules  # noqa: E402 - after the check for the extra
from evalrules.batch.duckdb_run import ColumnsBatch  # noqa: E402
from evalrules.batch.run import Batch  # noqa: E402

RULESET = evalrules.load_ruleset("guangxi-basic-balance@2012").data
SHARES = [one.id for one in RULESET.facts]
PANEL = next(one.id for one in RULESET.indicators if one.assessed)


def result(batch: Any) -> list[list[str]]:
    out = io.BytesIO()
    batch.write(out, ".csv")
    return list(csv.reader(io.StringIO(out.getvalue().decode("utf-8-sig"))))


def both(tmp_path: Path, *names: str, keep: tuple[str, ...] = ()) -> tuple[ColumnsBatch, list[list[str]]]:
    """The batch in columns and its rows, which are held to those row by row."""
    paths = [str(tmp_path / name) for name in names]
    in_columns, by_rows = ColumnsBatch(RULESET, paths, keep, str(tmp_path)), Batch(RULESET, paths, keep)
    found, expected = result(in_columns), result(by_rows)
    assert expected == found
    assert by_rows.told == in_columns.told and by_rows.inputs == in_columns.inputs and by_rows.levels == in_columns.levels
    assert {own for own in ("t.csv", "u.csv", "t.parquet", "t.duckdb") if (tmp_path / own).exists()} == {one.name for one in tmp_path.iterdir()}
    return in_columns, found[1:]


def test_a_cell_that_is_no_plain_value_leaves_its_row_alone(tmp_path: Path):
    """Not a number, infinite, too long, a share, a word: these rows go one by one, and no other."""
    odd = ("nan", "inf", "1e2", "99.1234567", "0.98", "x", "98％", "-1", "9" * 50)
    lines = [f"编号,年份,{SHARES[0]},grades.{PANEL}", *(f"o{at:02d},2015,{cell},是" for at, cell in enumerate(odd))]
    (tmp_path / "t.csv").write_text("\n".join([*lines, "p00,2015,98.5,是", "p01,2015,,", " p02,2015,98,否", ""]), encoding="utf-8")
    batch, rows = both(tmp_path, "t.csv")
    assert (3, len(odd) + 3) == (batch.counts["columns"], len(rows))


def test_what_is_no_subject_and_who_stands_twice_is_as_row_by_row(tmp_path: Path):
    """Totals, notes, blank lines, rows of nobody, a subject in two tables."""
    head = f"编号,名称,年份,{SHARES[0]}"
    (tmp_path / "t.csv").write_text(f"{head}\na1,甲县,2015,99\n\n,合计,2015,99\na2,和县,2015,98\n,,2015,97\n注：自评,,,\n,,,\n", encoding="utf-8")
    (tmp_path / "u.csv").write_text(f"{head}\na1,甲县,2015,98\na3,全州县,2015,98\n", encoding="utf-8")
    batch, rows = both(tmp_path, "t.csv", "u.csv")
    assert [("a1", True), ("a2", False), ("", True), ("a1", True), ("a3", False)] == [(row[0], row[3] == "refused") for row in rows]
    assert 1 == batch.counts["columns"], "和县 alone: 全州县 may be a line of words of ours"


@pytest.mark.real
def test_typed_tables_are_read_by_the_database(tmp_path: Path):
    """Parquet and its own files, with a column that is kept; a figure with more digits than a column is left."""
    with duckdb.connect(str(tmp_path / "t.duckdb")) as base:
        base.execute(
            f"CREATE TABLE t AS SELECT 'c' || i AS 编号, 2015 AS 年份, CAST(95 + i / 10 AS DECIMAL(9, 3)) AS {SHARES[0]}, "
            f"95 + i / 10 AS {SHARES[1]}, i % 3 > 0 AS \"grades.{PANEL}\", '江边' || i AS 地址 FROM range(40) r(i)"
        )
        base.execute("INSERT INTO t VALUES ('d1', 2015, 97, 'nan'::DOUBLE, true, ''), ('d2', 2015, 97, 'inf'::DOUBLE, true, NULL)")
        base.execute(f"COPY t TO '{tmp_path / 't.parquet'}' (FORMAT parquet)")
    for name in ("t.duckdb", "t.parquet"):
        batch, rows = both(tmp_path, name, keep=("地址",))
        assert (40, {}) == (batch.counts["columns"], batch.unsaid) and "江边7" == rows[7][3]


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("表一\n编号,年份,{0}\na1,2015,99\n", "heading"), ("编号,年份,{0}\na1,2015,99,more\n", ""),
        ('编号,年份,"{0}"\na1,2015,"99\n"\n', ""), ("编号,年份,{0}\n县,2015,99\n", "UTF-8"),
    ],
)  # fmt: skip
def test_a_table_that_it_may_read_otherwise_goes_row_by_row(tmp_path: Path, text: str, why: str):
    """A title above, a row that is too long, a cell of two lines, another encoding: nothing is lost."""
    encoding = "gb18030" if why == "UTF-8" else "utf-8"
    (tmp_path / "t.csv").write_text(text.format(SHARES[0]), encoding=encoding)
    batch, rows = both(tmp_path, "t.csv")
    assert 1 == len(rows) and (why in batch.unsaid.get(0, "") if why else batch.counts["rows"] == 1)


def test_a_ruleset_that_is_not_said_goes_row_by_row(tmp_path: Path):
    """And the reason is told."""
    ruleset = evalrules.load_ruleset("fujian-model-kindergarten").data
    (tmp_path / "t.csv").write_text("编号,年份,points.total\na1,2023,90\n", encoding="utf-8")
    batch = ColumnsBatch(ruleset, [str(tmp_path / "t.csv")], (), str(tmp_path))
    assert result(batch) == result(Batch(ruleset, [str(tmp_path / "t.csv")]))
    assert {0: "points"} == batch.unsaid and 0 == batch.counts["columns"]
