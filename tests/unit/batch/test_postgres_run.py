"""A real server concludes what DuckDB concludes, row for row, under every shipped ruleset that columns say."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import postgres_server
import pytest
from selection import seldom

psycopg = pytest.importorskip("psycopg", reason=postgres_server.MISSING)
pytest.importorskip("duckdb", reason="NOT CHECKED: the extra `batch` (duckdb, sqlglot) is not installed")

import evalrules  # noqa: E402 - after the check for the extras
from evalrules.batch.duckdb_run import ColumnsBatch  # noqa: E402
from evalrules.batch.engines import is_for  # noqa: E402
from evalrules.batch.fetching import local_tables  # noqa: E402
from evalrules.batch.postgres_run import PostgresBatch  # noqa: E402
from tests.agreement.columns_drawn import Table, result_of  # noqa: E402
from tests.agreement.test_columns import SAID, SELDOM  # noqa: E402


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    if postgres_server.programs() is None:
        pytest.skip(postgres_server.MISSING)
    with postgres_server.server() as one:
        yield one


def _kind(values: tuple[Any, ...]) -> str:
    kinds = {type(one) for one in values} - {type(None)}
    return "numeric(14, 2)" if Decimal in kinds else {bool: "boolean", int: "bigint"}.get(next(iter(kinds), str), "text")


def filled(address: str, names: list[str], rows: list[list[Any]], *, is_typed: bool) -> None:
    """The only table of the database, typed or as text; its key has another order than its rows lie in."""
    kinds = [_kind(values) if is_typed else "text" for values in zip(*rows, strict=True)]
    columns = ", ".join(f'"{name}" {kind}' for name, kind in zip(names, kinds, strict=True))
    with psycopg.connect(address) as connection, connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS drawn")
        cursor.execute(f'CREATE TABLE drawn ({columns}, PRIMARY KEY ("{names[0]}"))')
        with cursor.copy("COPY drawn FROM STDIN (FORMAT csv)") as copy:
            out = io.StringIO()
            csv.writer(out).writerows(reversed(rows))
            copy.write(out.getvalue())


def both(address: str, name: str, folder: Path, keep: tuple[str, ...] = ()) -> tuple[PostgresBatch, ColumnsBatch]:
    """What the server says, held to what DuckDB says of the same table."""
    ruleset = evalrules.load_ruleset(name).data
    with local_tables([f"{address}#drawn"], {}, str(folder)) as local:
        there = PostgresBatch(ruleset, local.tables, keep, str(folder), local.sources)
        here = ColumnsBatch(ruleset, local.tables, keep, str(folder))
        found, expected = result_of(there), result_of(here)
        assert len(expected) == len(found)
        for one, other in zip(found, expected, strict=True):
            assert one == other, [pair for pair in zip(expected[0], one, other, strict=True) if pair[1] != pair[2]]
        assert here.told == there.told and here.levels == there.levels and here.inputs == there.inputs
        assert here.unsaid == there.unsaid, there.unsaid
        assert here.counts == there.counts
    assert [] == list(folder.iterdir())
    return there, here


@pytest.mark.parametrize("name", seldom(SAID, real=2, long=("liaoning-preschool@2021", "shanghai-kindergarten@undated")))
def test_every_row_is_as_in_duckdb(address: str, name: str, tmp_path: Path):
    """Typed values and texts, on thresholds and beside them, empty cells, in the order of the key."""
    table = Table(evalrules.load_ruleset(name).data, f"postgres/{name}")
    rows = [table.row(at, (0, 0.05, 0.4)[at % 3]) for at in range(60)]
    filled(address, table.names, rows, is_typed=SAID.index(name) % 2 == 0)
    there, _ = both(address, name, tmp_path)
    assert there.counts["columns"] or name in SELDOM


@pytest.mark.real
def test_what_is_no_plain_cell_goes_row_by_row(address: str, tmp_path: Path):
    """Not a number, shares, words, totals, subjects that stand twice, texts in the order of bytes, a column that is kept."""
    name = "guangxi-basic-balance@2012"
    ruleset = evalrules.load_ruleset(name).data
    first, second = [one.id for one in ruleset.facts][:2]
    with psycopg.connect(address) as connection:
        connection.execute("DROP TABLE IF EXISTS drawn")
        connection.execute(f'CREATE TABLE drawn (at int PRIMARY KEY, "编号" text, "名称" varchar(20), "年份" char(6), "{first}" text, "{second}" float8, "地址" text)')
        for at, (own, called, year, value, other) in enumerate([
            ("c1", "甲县", "2015", "99.50", 95.0), ("c2", "乙县", "2015", " 99 ", 94.0), ("c3", "", "2015", "0.98", 1e7), ("c4", "", "2015", "+98", 0.1),
            ("c5", "", "15", "98", 93.9999), ("c5", "", "2015", "1e2", None), ("c5", "", "2015", "98", 97.0), ("", "合计", "2015", "98", 90.0), ("ÄÖ1", "", "2015", "98", 90.0),
            ("z9", "", "2015", "98\n", 90.0), ("", "丙\\县\"'", "2015", "98.123456", 90.0), (None, None, None, None, None), ("d7", "", "2015", "９８", float("nan")),
        ]):  # fmt: skip
            connection.execute("INSERT INTO drawn VALUES (%s, %s, %s, %s, %s, %s, %s)", [at, own, called, year, value, other, f"江{at}\\\"'边"])
    there, _ = both(address, name, tmp_path, keep=("at", "地址"))
    assert 2 <= there.counts["columns"] < 11


@pytest.mark.real
def test_what_a_server_cannot_do_is_named_and_goes_row_by_row(address: str, tmp_path: Path, cli):
    """Here a view can be read, and divides by zero in any longer query; the result is the same."""
    table = Table(evalrules.load_ruleset("jiangsu-16@2007").data, "refused")
    filled(address, table.names, [table.row(at, 0) for at in range(30)], is_typed=True)
    with psycopg.connect(address) as connection:
        connection.execute("CREATE VIEW touchy AS SELECT * FROM drawn WHERE CASE WHEN current_query() LIKE '%WITH source%' THEN 1 / (length(\"subject.id\") - length(\"subject.id\")) = 1 ELSE true END")
    call = ["batch", f"{address}#touchy", "-r", "jiangsu-16", "--lang", "en", "-o"]
    ended = cli(*call, str(tmp_path / "there.csv"), "--engine", "postgres")
    cli(*call, str(tmp_path / "here.csv"), "--engine", "python")
    with psycopg.connect(address) as connection:
        connection.execute("DROP VIEW touchy")
    assert "table 1 row by row: division by zero" in ended.out, ended.out[:300] + ended.err[:300]
    assert (tmp_path / "here.csv").read_bytes() == (tmp_path / "there.csv").read_bytes()


def test_it_is_a_way_for_tables_of_a_server_alone(tmp_path: Path, cli):
    """A file, or a ruleset with rows of subjects, is no such table: that is said before anything is read."""
    (tmp_path / "t.csv").write_text("编号,grades.1\na,A\n", encoding="utf-8")
    ended = cli("batch", str(tmp_path / "t.csv"), "-r", "jiangsu-16", "--engine", "postgres", "-o", str(tmp_path / "out.csv"))
    assert 2 == ended.code and "ER011" in ended.err and not (tmp_path / "out.csv").exists()
    assert not is_for("postgres", evalrules.load_ruleset("national-quality-balance@2017").data, ["postgresql://h/d#t"])
