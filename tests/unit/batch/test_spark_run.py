"""A real master with two workers concludes what DuckDB concludes, row for row, under rulesets that columns say."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import spark_cluster

pytest.importorskip("duckdb", reason="NOT CHECKED: the extra `batch` (duckdb, sqlglot) is not installed")

import evalrules
from evalrules.batch.duckdb_run import ColumnsBatch
from tests.agreement.columns_drawn import Table, result_of, written
from tests.agreement.test_columns import SAID, SELDOM

if not spark_cluster.is_there():
    pytest.skip(spark_cluster.MISSING, allow_module_level=True)

from evalrules.batch.spark_run import SparkBatch, session

OFTEN = ("guangxi-basic-balance@2012", "jiangsu-16@2007", "national-bottom-line@undated", "building-safety@2016")


@pytest.fixture(scope="module")
def master(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A cluster and one session on it, which every batch of the module goes on with."""
    folder = str(tmp_path_factory.mktemp("spark"))
    with pytest.MonkeyPatch.context() as patch, spark_cluster.cluster() as address:
        patch.setenv("SPARK_LOCAL_IP", "127.0.0.1")
        patch.setenv("PYSPARK_SUBMIT_ARGS", spark_cluster.SUBMIT)
        with session(address, folder) as found:
            assert address == found.sparkContext.master
            yield address


def both(master: str, name: str, path: str, folder: Path, keep: tuple[str, ...] = ()) -> SparkBatch:
    """What Spark says, held to what DuckDB says of the same table."""
    ruleset = evalrules.load_ruleset(name).data
    there, here = SparkBatch(ruleset, [path], keep, str(folder), master), ColumnsBatch(ruleset, [path], keep, str(folder))
    found, expected = result_of(there), result_of(here)
    assert len(expected) == len(found) and here.unsaid == there.unsaid, there.unsaid
    for one, other in zip(found, expected, strict=True):
        assert one == other, [pair for pair in zip(expected[0], one, other, strict=True) if pair[1] != pair[2]]
    assert here.told == there.told and here.levels == there.levels and here.inputs == there.inputs and here.counts == there.counts
    assert [Path(path).name] == [one.name for one in folder.iterdir()]
    return there


def drawn(name: str, count: int, path: Path) -> str:
    table = Table(evalrules.load_ruleset(name).data, f"spark/{name}")
    rows: list[list[Any]] = [table.row(at, (0, 0.05, 0.4)[at % 3]) for at in range(count)]
    return str(written(table, rows, path))


@pytest.mark.real
@pytest.mark.parametrize("name", [pytest.param(name, marks=() if name in OFTEN else pytest.mark.long) for name in SAID])
def test_every_row_is_as_in_duckdb(master: str, name: str, tmp_path: Path):
    """Typed values and texts, on thresholds and beside them, and empty cells, in the order of the table."""
    suffix = (".parquet", ".csv")[SAID.index(name) % 2]
    there = both(master, name, drawn(name, 120, tmp_path / f"t{suffix}"), tmp_path)
    assert there.counts["columns"] or name in SELDOM


@pytest.mark.real
def test_what_is_no_plain_cell_goes_row_by_row(master: str, tmp_path: Path):
    """Not a number, shares, words, totals, subjects that stand twice, marks that a query escapes, a column that is kept."""
    first, second = [one.id for one in evalrules.load_ruleset("guangxi-basic-balance@2012").data.facts][:2]
    lines = [f"编号,名称,年份,{first},{second},地址", "c1,甲县,2015,99.50,95,江\\n'边", "c2,乙县,2015, 99 ,94,`a`", "c3,,2015,0.98,10000000,$x", "c4,,2015,+98,0.1,",
             "c5,,15,98,93.9999,\\", "c5,,2015,1e2,,", "c5,,2015,98,97,", ",合计,2015,98,90,", "ÄÖ1,,2015,98,90,", 'z9,,2015,"98\n",90,', ",丙\\县,2015,98.123456,90,", ",,,,,", "d7,,2015,９８,nan,"]  # fmt: skip
    (tmp_path / "t.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    there = both(master, "guangxi-basic-balance@2012", str(tmp_path / "t.csv"), tmp_path, keep=("地址",))
    assert 2 <= there.counts["columns"] < 11


@pytest.mark.real
@pytest.mark.long
def test_the_command_runs_on_a_master_of_its_own_session(tmp_path: Path, program):
    """The same bytes as without Spark, and nothing is left beside them."""
    path = drawn("jiangsu-16@2007", 300, tmp_path / "t.parquet")
    with spark_cluster.cluster() as address:
        call = ["batch", path, "-r", "jiangsu-16", "--nearest", "0", "-o"]
        ended = program.run(*call, tmp_path / "there.csv", "--engine", "spark", "--master", address, env={"SPARK_LOCAL_IP": "127.0.0.1"}, timeout=300)
    here = program.run(*call, tmp_path / "here.csv", "--engine", "python")
    assert here.returncode == ended.returncode, ended.stderr[-500:]
    assert (tmp_path / "here.csv").read_bytes() == (tmp_path / "there.csv").read_bytes()
    assert 5 == len(os.listdir(tmp_path)), os.listdir(tmp_path)
