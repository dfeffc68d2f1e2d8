"""A result in folders by codes: everything is there, each part in the order of the result."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest

duckdb = pytest.importorskip("duckdb")
pytest.importorskip("pyarrow")

ROWS = [("320102", "A"), ("110101", "B"), ("320101", ""), ("320102001", "A"), ("x1", "C"), ("32", "A"), ("110101002", "A")]


def table(folder: Path) -> str:
    """Seven subjects, in no order, of which two have no code of six digits."""
    path = folder / "t.csv"
    path.write_text("编号,年份,grades.1\n" + "".join(f"{own},2015,{grade}\n" for own, grade in ROWS), encoding="utf-8")
    return str(path)


@pytest.mark.parametrize("engine", ["python", "duckdb"])
def test_each_row_lies_under_its_code_and_reads_as_one_table(tmp_path: Path, cli, engine: str):
    """As many rows as without, the same cells, in their order; the manifest has each file with its digest."""
    common = ("batch", table(tmp_path), "-r", "jiangsu-16", "--engine", engine)
    assert 0 == cli(*common, "-o", str(tmp_path / "whole.parquet")).code
    ended = cli(*common, "-o", f"{tmp_path / 'apart'}/", "--partition", "6")
    assert 0 == ended.code, ended.err
    apart, places = tmp_path / "apart", {"110101": 2, "320101": 1, "320102": 2, "__HIVE_DEFAULT_PARTITION__": 2}
    assert {"conclusions", "conclusions.parquet.manifest.json", "index.html"} == {one.name for one in apart.iterdir()}
    assert {f"code={code}" for code in places} == {one.name for one in (apart / "conclusions").iterdir()}
    found = json.loads((apart / "conclusions.parquet.manifest.json").read_text(encoding="utf-8"))["output"]
    assert ("conclusions", {"column": "code", "digits": 6}) == (found["path"], found["partition"])
    for one in found["files"]:
        file = apart / one["path"]
        assert hashlib.sha256(file.read_bytes()).hexdigest() == one["sha256"]
        assert places[file.parent.name.partition("=")[2]] == one["rows"]
        ids = [own for (own,) in duckdb.sql(f"SELECT id FROM read_parquet('{file}', hive_partitioning = false)").fetchall()]
        assert ids == [own for own, _ in ROWS if own in ids], "the order of the table"
    every = f"SELECT * EXCLUDE (code) FROM read_parquet('{apart}/conclusions/*/*.parquet', hive_types = {{'code': VARCHAR}})"
    whole = f"SELECT * FROM read_parquet('{tmp_path}/whole.parquet')"
    assert 7 == len(duckdb.sql(every).fetchall())
    assert sorted(map(str, duckdb.sql(every).fetchall())) == sorted(map(str, duckdb.sql(whole).fetchall()))


def test_only_a_folder_can_be_apart(tmp_path: Path, cli):
    """A single file is refused before anything is read."""
    ended = cli("batch", table(tmp_path), "-r", "jiangsu-16", "-o", str(tmp_path / "out.parquet"), "--partition", "6")
    assert (2, True) == (ended.code, "ER011" in ended.err)
    assert ["t.csv"] == [one.name for one in tmp_path.iterdir()]
