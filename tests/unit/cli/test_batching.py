"""`batch`: whole results with their manifest, or none at all."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from pathlib import Path

import pytest

TABLE = "编号,年份,grades.1\n=a,2007,A\nb,2007,Z\n"


@pytest.mark.parametrize("suffix", ["csv", "parquet"])
def test_a_result_comes_with_its_manifest(tmp_path: Path, cli, suffix: str):
    """Digests of what went in and came out, counts, and exit code 2 where a row was refused."""
    table, out = tmp_path / "t.csv", tmp_path / f"out.{suffix}"
    table.write_text(TABLE, encoding="utf-8")
    ended = cli("batch", str(table), "--ruleset", "jiangsu-16", "-o", str(out))
    manifest = json.loads((tmp_path / f"out.{suffix}.manifest.json").read_text(encoding="utf-8"))
    assert 2 == ended.code and "ER407" in ended.err
    assert hashlib.sha256(table.read_bytes()).hexdigest() == manifest["inputs"][0]["sha256"]
    assert hashlib.sha256(out.read_bytes()).hexdigest() == manifest["output"]["sha256"]
    assert (2, 1, 1) == tuple(manifest["counts"][name] for name in ("rows", "undetermined", "refused"))
    if suffix == "csv":
        rows = list(csv.DictReader(io.StringIO(out.read_text(encoding="utf-8-sig"))))
        assert ["'=a", "b"] == [row["id"] for row in rows], "no cell is a formula"
    else:
        from pyarrow import parquet

        assert ["=a", "b"] == parquet.read_table(out).column("id").to_pylist()


@pytest.mark.parametrize(("out", "code"), [("out.txt", "ER011"), ("no/out.csv", "ER035"), ("t.csv", "ER032")])
def test_a_place_that_cannot_take_the_result_is_refused(tmp_path: Path, cli, out: str, code: str):
    """Another ending, no folder, or a table that is read: nothing is written."""
    (tmp_path / "t.csv").write_text(TABLE, encoding="utf-8")
    ended = cli("batch", str(tmp_path / "t.csv"), "-r", "jiangsu-16", "-o", str(tmp_path / out))
    assert (2, True, ["t.csv"]) == (ended.code, code in ended.err, [one.name for one in tmp_path.iterdir()])


def test_a_table_that_breaks_off_leaves_what_was_there(tmp_path: Path, cli):
    """What is found to be wrong half-way undoes the whole."""
    (tmp_path / "t.csv").write_text('编号,grades.1\na,A\n"b,A\n', encoding="utf-8")
    (tmp_path / "out.csv").write_text("before", encoding="utf-8")
    ended = cli("batch", str(tmp_path / "t.csv"), "-r", "jiangsu-16", "-o", str(tmp_path / "out.csv"))
    assert 2 == ended.code and "ER101" in ended.err
    assert "before" == (tmp_path / "out.csv").read_text() and 2 == len(list(tmp_path.iterdir()))


def test_an_engine_that_is_none_is_refused(tmp_path: Path, cli):
    """ER011 with those there are."""
    (tmp_path / "t.csv").write_text(TABLE, encoding="utf-8")
    ended = cli("batch", str(tmp_path / "t.csv"), "-r", "jiangsu-16", "-o", str(tmp_path / "out.csv"), "--engine", "flink")
    assert (2, True, True) == (ended.code, "ER011" in ended.err, "duckdb" in ended.err)


@pytest.mark.parametrize(("engine", "ways"), [("auto", (0, 1, 1)), ("exact", (0, 0, 2)), ("duckdb", (0, 1, 1))])
def test_the_manifest_says_which_way_rows_went(tmp_path: Path, cli, engine: str, ways: tuple[int, ...]):
    """A small table goes row by row where nobody says; who asks for the exact way gets it for all rows."""
    if engine == "duckdb":
        pytest.importorskip("duckdb", reason="NOT CHECKED: the extra `batch` is not installed")
        pytest.importorskip("sqlglot", reason="NOT CHECKED: the extra `batch` is not installed")
    (tmp_path / "t.csv").write_text(TABLE, encoding="utf-8")
    cli("batch", str(tmp_path / "t.csv"), "-r", "jiangsu-16", "-o", str(tmp_path / "out.csv"), "--engine", engine)
    manifest = json.loads((tmp_path / "out.csv.manifest.json").read_text(encoding="utf-8"))
    assert ways == tuple(manifest["counts"]["ways"][name] for name in ("columns", "quick", "exact"))
    assert {"auto": "python"}.get(engine, engine) == manifest["engine"]["batch"]


SINGLE = """
format: ruleset/1
id: single
edition: "1"
revision: 1
title: {zh: 例, en: sample}
subject: county
sources: {s: {zh: 例, en: sample, confidence: read}}
levels: [{id: pass, zh: 通过, en: passed, required: true}, {id: fail, zh: 不通过, en: not passed}]
measures: {rate: {type: percent, zh: 率, en: rate}, n: {type: number, zh: 数, en: number}}
indicators: [{id: "1", zh: 率, en: rate, met: "rate <= 95.3 and n >= 0.7", source: s 1}]
verdict: [{level: pass, when: "every(indicators, met)"}, {level: fail}]
"""


@pytest.mark.parametrize("suffix", ["parquet", "duckdb"])
@pytest.mark.parametrize("engine", ["python", "duckdb", "exact"])
def test_a_column_of_single_precision_means_what_was_written(tmp_path: Path, cli, write, engine: str, suffix: str):
    """95.3 is stored as 95.30000305…, 0.7 as 0.699999988…: both are at their limit all the same."""
    duckdb = pytest.importorskip("duckdb", reason="NOT CHECKED: the extra `batch` is not installed")
    rules, out, table = write("single.yaml", SINGLE), tmp_path / "out.csv", tmp_path / f"t.{suffix}"
    with duckdb.connect(str(tmp_path / "t.duckdb")) as base:
        base.execute("CREATE TABLE t AS SELECT 'a' AS id, 95.3::FLOAT AS \"facts.rate\", 0.7::FLOAT AS \"facts.n\"")
        base.execute(f"COPY t TO '{tmp_path / 't.parquet'}'")
    cli("batch", str(table), "-r", str(rules), "-o", str(out), "--engine", engine)
    (row,) = csv.DictReader(io.StringIO(out.read_text(encoding="utf-8-sig")))
    assert "pass" == row["level"], row


def test_schools_of_many_counties_stand_in_a_table_of_their_own(tmp_path: Path, cli):
    """The manifest names it with its digest; a second file for one table, and what is no pair, are refused."""
    (tmp_path / "counties.csv").write_text("县名,年份\n甲县,2022\n乙县,2022\n", encoding="utf-8")
    (tmp_path / "schools.csv").write_text("县名,school,stage,kind\n甲县,一小,primary,primary\n", encoding="utf-8")
    common = ["batch", str(tmp_path / "counties.csv"), "-r", "national-quality-balance", "-o", str(tmp_path / "out.csv")]
    rows = ["--rows", f"units={tmp_path / 'schools.csv'}"]
    done = cli(*common, *rows)
    assert 0 == done.code, done.err
    manifest = json.loads((tmp_path / "out.csv.manifest.json").read_text(encoding="utf-8"))
    [given] = manifest["rows"]
    sha256 = hashlib.sha256((tmp_path / "schools.csv").read_bytes()).hexdigest()
    assert ("units", "schools.csv", 1, sha256) == tuple(given[key] for key in ("table", "path", "rows", "sha256"))
    for wrong in ([*rows, *rows], ["--rows", "schools.csv"], ["--rows", "units="]):
        assert 2 == cli(*common, *wrong).code
    assert 2 == cli(*common[:-1], str(tmp_path / "schools.csv"), *rows).code, "the result would overwrite what is read"


@pytest.mark.parametrize(("lang", "said"), [("zh", ("一票否决“有一项评为C”：1 个", "离达标最近的对象", "C → B")), ("en", ("veto “one indicator graded C”: 1", "Nearest to", "C → B"))])
def test_the_closing_lines_say_who_is_nearest(tmp_path: Path, cli, lang: str, said: tuple[str, ...]):
    """With what would have to change, and by how many a veto was met; the manifest lists them too."""
    grades = ",".join(f"grades.{at}" for at in range(1, 17))
    (tmp_path / "t.csv").write_text(f"编号,年份,{grades}\na,2007,C{',A' * 15}\nb,2007,A{',A' * 15}\n", encoding="utf-8")
    ended = cli("batch", str(tmp_path / "t.csv"), "-r", "jiangsu-16", "-o", str(tmp_path / "out.csv"), "--lang", lang)
    assert 0 == ended.code and [] == [one for one in said if one not in ended.out], ended.out
    manifest = json.loads((tmp_path / "out.csv.manifest.json").read_text(encoding="utf-8"))
    assert [("a", 1)] == [(one["id"], one["changes"]) for one in manifest["nearest"]]
    assert ({"veto any-c": 1}, 1, 1) == (manifest["counts"]["barred"], *(manifest["counts"]["required"][own] for own in ("reached", "not_reached")))
    kept = cli("batch", str(tmp_path / "t.csv"), "-r", "jiangsu-16", "-o", str(tmp_path / "out.csv"), "--nearest", "0")
    assert "C → B" not in kept.out


def test_a_folder_holds_the_result_and_a_page_of_its_figures(tmp_path: Path, cli):
    """It is new, or empty; where a table cannot be read nothing is left, and what is there is never replaced."""
    (tmp_path / "t.csv").write_text("编号,年份,grades.1\n320101,2007,A\n330101,2007,C\n", encoding="utf-8")
    common = ["-r", "jiangsu-16", "--lang", "zh"]
    ended = cli("batch", str(tmp_path / "t.csv"), *common, "-o", str(tmp_path / "报告") + "/")
    assert 0 == ended.code and "报告/conclusions." in ended.out.replace("\\", "/"), ended.err
    names = sorted(one.name for one in (tmp_path / "报告").iterdir())
    assert ["conclusions.parquet", "conclusions.parquet.manifest.json", "index.html"] == names
    page = (tmp_path / "报告" / "index.html").read_text(encoding="utf-8")
    assert "32 江苏省" in page and "33 浙江省" in page
    again = cli("batch", str(tmp_path / "t.csv"), *common, "-o", str(tmp_path / "报告"))
    assert 2 == again.code and "ER034" in again.err
    assert 2 == cli("batch", str(tmp_path / "none.csv"), *common, "-o", str(tmp_path / "new")).code
    assert {"t.csv", "报告"} == {one.name for one in tmp_path.iterdir()}
