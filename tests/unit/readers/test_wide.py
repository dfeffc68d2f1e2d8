"""Tables of any length: each kind of file gives the same rows, and what is no table is refused."""

from __future__ import annotations

import contextlib
import sqlite3
from pathlib import Path

import pytest

from evalrules.base.forms import Column, TableForm
from evalrules.readers.grid import text_of_cell
from evalrules.readers.unreadable import Unreadable
from evalrules.readers.wide import open_wide

FORM = TableForm("t", "", (Column("id", ("id", "编号"), "", False), Column("x", ("x", "数"), "", False)))


def read(path: str) -> list[list[str]]:
    table = open_wide(path, lambda _: FORM)
    return [[text_of_cell(row.line().cells.get(at)) for at in (1, 2)] for row in table.rows]


def test_csv_is_read_in_the_encodings_of_offices(tmp_path: Path):
    """UTF-8, with a mark or not, UTF-16 and GB18030; a quoted line break moves the lines below it."""
    for encoding in ("utf-8", "utf-8-sig", "utf-16", "gb18030"):
        (tmp_path / "t.csv").write_bytes('编号,数\n"甲\n乙",1.50\n丙,\n'.encode(encoding))
        rows = list(open_wide(str(tmp_path / "t.csv"), lambda _: FORM).rows)
        assert ["t.csv:2:1", "t.csv:4:1"] == [str(row.line().place) for row in rows]
        assert [["甲\n乙", "1.50"], ["丙", ""]] == read(str(tmp_path / "t.csv"))


def test_parquet_keeps_numbers_as_they_are_meant(tmp_path: Path):
    """Single precision is its shortest text, NaN is no number of evidence, a null is empty."""
    import pyarrow
    from pyarrow import parquet

    columns = {"id": ["a", "b", "c"], "x": pyarrow.array([0.1, float("nan"), None], pyarrow.float32())}
    parquet.write_table(pyarrow.table(columns), tmp_path / "t.parquet")
    assert [["a", "0.1"], ["b", "nan"], ["c", ""]] == read(str(tmp_path / "t.parquet"))


def base(path: Path, *tables: str) -> None:
    with contextlib.closing(sqlite3.connect(path)) as found:
        for name in tables:
            found.execute(f"CREATE TABLE {name} (id TEXT, x REAL)")
            found.execute(f"INSERT INTO {name} VALUES ('a', 84.5)")
        found.commit()


def test_the_only_table_of_a_database_needs_no_name(tmp_path: Path):
    """Of several the one that is named is read; without a name none is."""
    base(tmp_path / "one.sqlite", "t")
    base(tmp_path / "two.sqlite", "t", "u")
    assert [["a", "84.5"]] == read(str(tmp_path / "one.sqlite")) == read(str(tmp_path / "two.sqlite!u"))
    for written in ("two.sqlite", "two.sqlite!v"):
        with pytest.raises(Unreadable) as refused:
            read(str(tmp_path / written))
        assert ["ER692"] == [one.code for one in refused.value.problems]


@pytest.mark.real
def test_a_table_of_duckdb_is_read(tmp_path: Path):
    """Decimals keep their digits."""
    import duckdb

    with duckdb.connect(str(tmp_path / "t.duckdb")) as found:
        found.execute("CREATE TABLE t AS SELECT 'a' AS id, 84.50::DECIMAL(9,2) AS x")
    assert [["a", "84.50"]] == read(str(tmp_path / "t.duckdb"))


@pytest.mark.parametrize(("name", "code"), [("t.docx", "ER005"), ("gone.csv", "ER001"), ("t.sqlite", "ER696"), ("t.parquet", "ER696")])
def test_what_is_no_table_is_refused(tmp_path: Path, name: str, code: str):
    """A file that is not there, of another kind, or damaged."""
    if not name.startswith("gone"):
        (tmp_path / name).write_bytes(b"no table at all" * 100)
    with pytest.raises(Unreadable) as refused:
        read(str(tmp_path / name))
    assert [code] == [one.code for one in refused.value.problems]
