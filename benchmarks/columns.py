"""Many counties under jiangsu-16 in columns, beside a DuckDB query written by hand for the same rule.

    python benchmarks/columns.py [--rows 100000 1000000] [--python] [--times 3]

Parquet in, Parquet out, each in a process of its own, start and imports included; CPU seconds of user and system, the
least of three, and the peak of memory. The counties are drawn by DuckDB: typed columns, a hundredth of all cells empty,
grades mostly A, a thirtieth of the yes/no facts no. Modules are compiled beforehand, as they are where a package is
installed. --python adds the way row by row. Prints JSON.
"""

# ruff: noqa: S608 - queries of our own

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
from pathlib import Path

RULESET = "jiangsu-16@2007"
PAIRS = (
    *((f"quality_reached_{own}", f"quality_listed_{own}") for own in (7, 8, 9)),
    ("graduate_teachers", "senior_teachers"), ("it_standard_schools", "compulsory_schools"),
)  # fmt: skip
CAPPED = {
    10: ("required_courses", "study_time", "fitness_hour", "practice_places", "school_evaluation"),
    **{13 + at: tuple(f"{own}_{what}" for what in ("policy", "measures", "effect"))
       for at, own in enumerate(("funding", "balance", "conduct", "safety"))},
}  # fmt: skip


def drawn(rows: int) -> str:
    """Counties as a query: the same ones every time."""

    def chance(at: int) -> str:
        return f"(hash(i, {at}) % 100000)"

    def some(at: int, text: str) -> str:
        return f"CASE WHEN {chance(at)} >= 1000 THEN {text} END"

    columns = ["printf('c%08d', i) AS id", "2015 AS period"]
    at = 0
    for part, whole in PAIRS:
        columns.append(f"CAST(1 + {chance(at)} % 40 AS INTEGER) AS {part}")
        columns.append(f"CAST(41 + {chance(at + 1)} % 60 AS INTEGER) AS {whole}")
        at += 2
    for flag in (flag for flags in CAPPED.values() for flag in flags):
        columns.append(f"{some(at, f'{chance(at + 1)} >= 3333')} AS {flag}")
        at += 2
    for own in range(1, 17):
        grade = f"CASE WHEN {chance(at + 1)} < 92000 THEN 'A' WHEN {chance(at + 1)} < 99000 THEN 'B' ELSE 'C' END"
        columns.append(f'{some(at, grade)} AS "grades.{own}"')
        at += 2
    return f"SELECT {', '.join(columns)} FROM range({rows}) r(i)"


def by_hand(table: str, out: str) -> str:
    """The rule as somebody writes it who knows DuckDB: grades under their ceilings, verdict, levels that are possible,
    failed facts as a text.

    With one B certain and another of {B, C} it is not known here what is known: that the county fails.
    """
    grades = []
    for own in range(1, 17):
        grade = f'"grades.{own}"'
        if own in CAPPED:
            broken = " OR ".join(f"NOT {flag}" for flag in CAPPED[own])
            grade = f"CASE WHEN {grade} = 'A' AND ({broken}) THEN 'B' ELSE {grade} END"
        grades.append(f"{grade} AS g{own}")
    every = range(1, 17)
    counted = {one: " + ".join(f"CASE WHEN g{own} = '{one}' THEN 1 ELSE 0 END" for own in every) for one in "BC"}
    unknown = " + ".join(f"CASE WHEN g{own} IS NULL THEN 1 ELSE 0 END" for own in range(1, 17))
    lacking = ", ".join(
        f"CASE WHEN \"grades.{own}\" = 'A' AND NOT {flag} THEN '{own}: {flag},' ELSE '' END"
        for own, flags in CAPPED.items() for flag in flags
    )  # fmt: skip
    verdict = "CASE WHEN c >= 1 OR b >= 2 THEN 'fail' WHEN u = 0 THEN 'pass' END"
    shown = ", ".join(f"g{own}" for own in range(1, 17))
    inner = f"SELECT *, {', '.join(grades)} FROM read_parquet('{table}')"
    counts = f"SELECT *, {counted['B']} AS b, {counted['C']} AS c, {unknown} AS u FROM ({inner})"
    may_be = f"coalesce({verdict}, 'pass,fail') AS possible"
    lacked = f"nullif(concat({lacking}), '') AS lacking"
    query = f"SELECT id, period, {verdict} AS level, {may_be}, {shown}, {lacked} FROM ({counts})"
    return f"COPY ({query}) TO '{out}' (FORMAT parquet, COMPRESSION zstd)"


def spent(command: list[str], compiled: str) -> tuple[float, float, int]:
    """CPU seconds, the peak of memory in MB, and how a command ended; what is compiled is kept in a folder."""
    quiet = [(os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0)]
    around = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    around["PYTHONPYCACHEPREFIX"] = compiled
    child = os.posix_spawn(command[0], command, around, file_actions=quiet)
    _, status, used = os.wait4(child, 0)
    return used.ru_utime + used.ru_stime, used.ru_maxrss / 1024, os.waitstatus_to_exitcode(status)


def least(commands: list[list[str]], times: int, compiled: str) -> list[tuple[float, float]]:
    """Of each command, run in turns, the least CPU seconds and the largest peak."""
    found: list[list[tuple[float, float, int]]] = [[] for _ in commands]
    for _ in range(times):
        for command, runs in zip(commands, found, strict=True):
            runs.append(spent(command, compiled))
            if runs[-1][2]:
                raise SystemExit(f"ended badly: {command}")
    return [(min(cpu for cpu, *_ in runs), max(peak for _, peak, _ in runs)) for runs in found]


def main(arguments: list[str]) -> int:
    """Measure, tell on standard error, and print figures as JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, nargs="+", default=[100_000, 1_000_000])
    parser.add_argument("--times", type=int, default=3)
    parser.add_argument("--python", action="store_true")
    given = parser.parse_args(arguments)
    import duckdb

    figures: dict[str, float] = {}
    for rows in given.rows:
        with tempfile.TemporaryDirectory() as name:
            table, out, hand = (str(Path(name) / own) for own in ("t.parquet", "out.parquet", "hand.parquet"))
            duckdb.sql(f"COPY ({drawn(rows)}) TO '{table}' (FORMAT parquet, COMPRESSION zstd)")
            own = [sys.executable, "-m", "evalrules", "batch", table, "-r", RULESET, "-o", out, "-q", "--engine"]
            sql = [sys.executable, "-c", f"import duckdb; duckdb.sql({by_hand(table, hand)!r})"]
            if given.times == 1:
                spent([*own, "duckdb"], name)  # compiles
            (mine, peak), (theirs, other) = least([[*own, "duckdb"], sql], given.times, name)
            ways = json.loads(Path(f"{out}.manifest.json").read_text(encoding="utf-8"))["counts"]["ways"]
            both = f"'{hand}' h JOIN '{out}' o USING (id)"
            [(differing,)] = duckdb.sql(
                f"SELECT count(*) FROM {both} WHERE h.level IS NOT NULL AND h.level IS DISTINCT FROM o.level"
            ).fetchall()
            told = f"{rows:,} rows: {mine:.2f} s CPU, {peak:.0f} MB; by hand {theirs:.2f} s, {other:.0f} MB"
            told += f"; {mine / theirs:.2f} x; {ways}; {differing} verdicts differ from those by hand"
            print(told, file=sys.stderr)
            figures[f"{rows:,} counties in columns / DuckDB by hand"] = mine / theirs
            figures[f"{rows:,} counties in columns, memory"] = peak
            if given.python:
                [(cpu, peak)] = least([[*own, "python"]], 1, name)
                print(f"{rows:,} rows one by one: {cpu:.2f} s CPU, {peak:.0f} MB", file=sys.stderr)
    print(json.dumps(figures))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
