"""Tables by their address: which is meant, which values it gives, what is told of it; on a real server."""

from __future__ import annotations

import hashlib
import json
import subprocess
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import postgres_server
import pytest

import evalrules
from evalrules.readers.postgres import connected, fetched, is_address, served, split_address, told_address
from evalrules.readers.unreadable import Unreadable

psycopg = pytest.importorskip("psycopg", reason=postgres_server.MISSING)

PANEL = next(one.id for one in evalrules.load_ruleset("guangxi-basic-balance@2012").data.indicators if one.assessed)


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("postgresql://me:s3:cr%40t@host:5432/db?sslmode=require", "postgresql://me@host:5432/db?sslmode=require"),
        ("postgres://host/db?user=me&password=secret&x=1", "postgres://host/db?user=me&password=***&x=1"),
        ("postgresql:///db", "postgresql:///db"),
        ("postgresql://me:a@b@host/db", "postgresql://me@host/db"),
        ("postgresql://me@[::1]:5432/db", "postgresql://me@[::1]:5432/db"),
    ],
)
def test_no_password_is_ever_told(written: str, told: str):
    """Neither before the host nor among the options; the table is no part of the server."""
    assert told == told_address(written)
    assert is_address(written) and (written, "s.t") == split_address(f"{written}#s.t")


def test_a_server_that_does_not_answer_is_told_of_without_its_password():
    """It is an error with a code, in the words of the library."""
    with pytest.raises(Unreadable) as refused:
        connected(f"postgresql://me:secret@127.0.0.1:{postgres_server.free_port()}/db")
    [problem] = refused.value.problems
    assert "ER697" == problem.code and "secret" not in str(problem) and "me@127.0.0.1" in str(problem)


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    if postgres_server.programs() is None:
        pytest.skip(postgres_server.MISSING)
    with postgres_server.server() as one:
        yield one


def run(address: str, *statements: str) -> None:
    with psycopg.connect(address, autocommit=True) as connection:
        for statement in statements:
            connection.execute(statement)


def rows_of(address: str, table: str, folder: Path) -> tuple[list[dict[str, Any]], Any]:
    from pyarrow import parquet

    with connected(address) as connection:
        found = fetched(served(connection, f"{address}#{table}"), address, str(folder))
    return parquet.read_table(found.path).to_pylist(), found


@pytest.mark.real
def test_values_come_exactly_and_in_the_order_of_the_key(address: str, tmp_path: Path):
    """Decimals with all their digits, binary numbers, truths, days, texts with anything in them, nothing as nothing."""
    run(
        address,
        "CREATE TABLE kinds (id int PRIMARY KEY, d numeric(38, 18), f float8, r real, b bool, t text, c char(4), day date, n bigint, free numeric, w jsonb)",
        "INSERT INTO kinds VALUES (3, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL), (1, 12345678901234567890.123456789012345678, 0.1, 0.1, true, E'a,\"b\"\\n中', 'x', '2015-12-31', 9223372036854775807, 1e-30, '{\"a\": 1}'), "
        "(2, 0, 'NaN', 'Infinity', false, '', '', NULL, -1, 'NaN', 'null')",
    )
    rows, found = rows_of(address, "kinds", tmp_path)
    assert [1, 2, 3] == [one["id"] for one in rows] and {None} == set({**rows[2], "id": None}.values())
    first = rows[0]
    assert Decimal("12345678901234567890.123456789012345678") == first["d"] and 0.1 == first["f"] and first["b"] is True
    assert 'a,"b"\n中' == first["t"] and "2015-12-31" == str(first["day"]) and 2**63 - 1 == first["n"] and "0." + "0" * 29 + "1" == first["free"]
    assert rows[1]["f"] != rows[1]["f"] and "NaN" == rows[1]["free"] and "" == rows[1]["t"] and rows[1]["b"] is False
    answered = subprocess.run([postgres_server.programs() / "psql", address, "-c", f"COPY ({found.query}) TO STDOUT (FORMAT csv, HEADER)"], capture_output=True)
    assert found.sha256 == hashlib.sha256(answered.stdout).hexdigest(), "anybody can take the digest with psql"


@pytest.mark.real
def test_no_number_among_decimals_is_read_as_a_text(address: str, tmp_path: Path):
    """So it stands in the result as what it is, and its row is refused."""
    run(address, 'CREATE TABLE "odd 名" (a numeric(5, 2), b numeric(4, 1), day date)', "INSERT INTO \"odd 名\" VALUES (1.50, 'NaN', 'infinity')")
    rows, found = rows_of(address, "odd 名", tmp_path)
    assert [{"a": "1.50", "b": "NaN", "day": "infinity"}] == rows and ("a", "b", "day") == found.texts


@pytest.mark.real
def test_the_table_is_named_unless_there_is_but_one(address: str, tmp_path: Path):
    """A schema stands before its name where that is not public; what is not there is told with what is."""
    run(address, "CREATE SCHEMA y2015", "CREATE TABLE y2015.towns (id text)", "CREATE TABLE y2015.schools (id text)", "CREATE DATABASE alone")
    assert [] == rows_of(address, "y2015.towns", tmp_path)[0]
    for wrong in ("", "towns"):
        with pytest.raises(Unreadable) as refused:
            rows_of(address, wrong, tmp_path)
        assert "ER692" == refused.value.problems[0].code and "y2015.towns" in str(refused.value.problems[0])
    alone = address.replace("/postgres", "/alone")
    run(alone, "CREATE TABLE single (id text)")
    assert [] == rows_of(alone, "", tmp_path)[0]


@pytest.mark.real
def test_a_batch_reads_tables_by_their_address(address: str, tmp_path: Path, cli):
    """The result is that of the same table as a file; the manifest says where it came from, and nothing else is left."""
    run(
        address,
        f'CREATE TABLE counties ("编号" text PRIMARY KEY, "年份" int, "grades.{PANEL}" bool)',
        "INSERT INTO counties SELECT 'c' || i, 2015, i % 3 > 0 FROM generate_series(10, 40) i",
    )
    lines = [f"编号,年份,grades.{PANEL}", *(f"c{at},2015,{'是' if at % 3 else '否'}" for at in range(10, 41))]
    (tmp_path / "counties.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    common = ["-r", "guangxi-basic-balance", "--lang", "en", "-q", "-o"]
    server = address.replace("tester@", "tester:secret@")
    ended = cli("batch", f"{server}#counties", *common, str(tmp_path / "served.csv"))
    assert 0 == ended.code and 0 == cli("batch", str(tmp_path / "counties.csv"), *common, str(tmp_path / "read.csv")).code
    assert (tmp_path / "served.csv").read_bytes() == (tmp_path / "read.csv").read_bytes()
    text = (tmp_path / "served.csv.manifest.json").read_text(encoding="utf-8")
    [given] = json.loads(text)["inputs"]
    assert "secret" not in text and address == given["source"]["address"] and 64 == len(given["source"]["sha256"])
    assert 5 == len(list(tmp_path.iterdir())), "the copy is gone"
