"""The counties of benchmarks/columns.py concluded by DuckDB, by a Postgres server and by a Spark with two workers.

    python benchmarks/elsewhere.py [--rows 100000] [--engines duckdb postgres spark]

Each by `evalrules batch` in a process of its own, with servers of its own on loopback. Printed as JSON: seconds of CPU
of the command, and of everything that works for it (servers, Java), looked up five times a second in /proc; wall time;
whether the result has the same bytes as that of DuckDB. Linux alone.
"""

from __future__ import annotations

import argparse
import contextlib
import hashlib
import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "support")]

import postgres_server  # noqa: E402 - the servers of the tests
import spark_cluster  # noqa: E402

from benchmarks.columns import RULESET, drawn  # noqa: E402

_TICKS = os.sysconf("SC_CLK_TCK")


class Spent:
    """The seconds of CPU of processes and all that they start, as far as they were seen."""

    def __init__(self) -> None:
        self.roots = {os.getpid()}
        self._found: dict[int, float] = {}
        self._before: dict[int, float] = {}
        threading.Thread(target=self._watch, daemon=True).start()

    def _watch(self) -> None:
        while True:
            parents, used = {}, {}
            for one in Path("/proc").iterdir():
                if one.name.isdigit():
                    with contextlib.suppress(OSError, IndexError, ValueError):
                        fields = (one / "stat").read_text().rpartition(")")[2].split()
                        parents[int(one.name)] = int(fields[1])
                        used[int(one.name)] = (int(fields[11]) + int(fields[12])) / _TICKS
            for own, seconds in used.items():
                above = own
                while above in parents and above not in self.roots:
                    above = parents[above]
                if above in self.roots and own != os.getpid():
                    self._found[own] = seconds
            time.sleep(0.2)

    def begin(self) -> None:
        """Count from now on."""
        time.sleep(0.5)
        self._before = dict(self._found)

    def total(self) -> float:
        """What was spent since."""
        return sum(used - self._before.get(own, 0) for own, used in self._found.items())


@contextlib.contextmanager
def place(engine: str, table: Path, spent: Spent) -> Iterator[list[str]]:
    """Where an engine runs: the table, and the options of the command."""
    if engine == "postgres":
        with postgres_server.server() as address:
            import psycopg

            columns = _columns(table)
            with psycopg.connect(address) as connection:
                spent.roots.add(connection.execute("SELECT pg_backend_pid()").fetchone()[0])
                spent.roots = {_parent(one) if one != os.getpid() else one for one in spent.roots}
                connection.execute(f"CREATE TABLE counties ({columns})")
                with (
                    connection.cursor() as cursor,
                    cursor.copy("COPY counties FROM STDIN (FORMAT csv, HEADER)") as copy,
                ):
                    copy.write(table.with_suffix(".csv").read_bytes())
                connection.execute("ALTER TABLE counties ADD PRIMARY KEY (id)")
            yield [f"{address}#counties"]
    elif engine == "spark":
        os.environ |= {"SPARK_LOCAL_IP": "127.0.0.1"}
        with spark_cluster.cluster() as address:
            yield [str(table), "--master", address]
    else:
        yield [str(table)]


def _columns(table: Path) -> str:
    import duckdb

    kinds = {"VARCHAR": "text", "BOOLEAN": "boolean", "INTEGER": "integer"}
    found = duckdb.sql(f"DESCRIBE SELECT * FROM '{table}'").fetchall()  # noqa: S608 - ours
    duckdb.sql(f"COPY (SELECT * FROM '{table}') TO '{table.with_suffix('.csv')}' (HEADER)")  # noqa: S608 - ours
    return ", ".join(f'"{name}" {kinds[kind]}' for name, kind, *_ in found)


def _parent(own: int) -> int:
    return int(Path(f"/proc/{own}/stat").read_text().rpartition(")")[2].split()[1])


def main(arguments: list[str]) -> int:
    """Draw, run, print."""
    import duckdb

    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--engines", nargs="+", default=["duckdb", "postgres", "spark"])
    given = parser.parse_args(arguments)
    digests: dict[str, str] = {}
    with tempfile.TemporaryDirectory() as name:
        table = Path(name, "counties.parquet")
        duckdb.sql(f"COPY ({drawn(given.rows)}) TO '{table}' (FORMAT parquet)")
        spent = Spent()
        for engine in given.engines:
            with place(engine, table, spent) as (read, *more):
                spent.begin()
                begin = time.monotonic()
                out = Path(name, f"{engine}.csv")
                command = [
                    sys.executable,
                    "-m",
                    "evalrules",
                    "batch",
                    read,
                    "-r",
                    RULESET,
                    "--engine",
                    engine,
                    "--nearest",
                    "0",
                    "-q",
                    "-o",
                    str(out),
                    *more,
                ]
                done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
                wall = time.monotonic() - begin
                total = spent.total()
            assert done.returncode == 0, done.stderr[-1000:] + done.stdout[-300:]
            digests[engine] = hashlib.sha256(out.read_bytes()).hexdigest()
            found = {
                "engine": engine,
                "rows": given.rows,
                "cpu": round(total, 1),
                "wall": round(wall, 1),
                "same": len(set(digests.values())) == 1,
            }
            print(json.dumps(found), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
