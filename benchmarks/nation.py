"""Counties with all their schools under national-quality-balance, in one `evalrules batch`.

    python benchmarks/nation.py [--counties 2900] [--schools 200000] [--years 1] [--keep FOLDER]

Draws the tables with a fixed seed: counties of very different size, a hundredth of all figures of schools empty, some
facts of counties. Then one `evalrules batch` in a process of its own, start and writing included. Prints JSON: what
went in, CPU seconds, microseconds for each school, the peak of memory, what came out. --keep leaves the tables and the
result in a folder.
"""

from __future__ import annotations

import argparse
import csv
import json
import random
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from columns import spent
from workload import schools_drawn

RULESET = "national-quality-balance@2017"
TABLES = ("units", "sites")
CONCLUSIONS = "conclusions.parquet"
EMPTY = 0.01
_KEPT = ("school", "stage", "kind")


def sizes(counties: int, schools: int, draw: random.Random) -> list[int]:
    """How many schools each county has: a few have hundreds, most some dozens, all together about so many."""
    weights = [draw.lognormvariate(0, 0.7) for _ in range(counties)]
    return [max(2, round(schools * one / sum(weights))) for one in weights]


def facts_of(size: int, draw: random.Random) -> dict[str, object]:
    """What a county says of itself."""
    return {
        "teachers": (teachers := size * draw.randint(180, 240)), "trained": teachers - draw.choice((0, 0, 5)),
        "certified": teachers, "teacher_pay": 100_000, "civil_servant_pay": draw.choice((99_000, 100_000, 104_000)),
        **dict.fromkeys(("exam_admission", "irregular_choice", "key_schools"), "否"),
    }  # fmt: skip


def write(folder: Path, counties: int, schools: int, years: int) -> int:
    """The tables of a nation as CSV; how many rows the schools have in all."""
    draw, count = random.Random(7), 0
    files = {name: (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") for name in ("counties", *TABLES)}
    writers: dict[str, csv.DictWriter[str]] = {}

    def put(name: str, row: dict[str, object]) -> None:
        if name not in writers:
            writers[name] = csv.DictWriter(files[name], list(row))
            writers[name].writeheader()
        writers[name].writerow(row)

    for number, size in enumerate(sizes(counties, schools, draw)):
        for year in range(2022 - years + 1, 2023):
            who: dict[str, object] = {"编号": f"{number:06d}", "年份": year}
            put("counties", who | facts_of(size, draw))
            for name, rows in zip(TABLES, schools_drawn(size, draw), strict=True):
                for row in rows:
                    put(name, who | dict(_thinned(row, draw)))
                    count += 1
    for file in files.values():
        file.close()
    return count


def _thinned(row: dict[str, object], draw: random.Random) -> Iterator[tuple[str, object]]:
    for key, value in row.items():
        yield key, "" if key not in _KEPT and draw.random() < EMPTY else value


def batch_of(folder: Path) -> list[str]:
    """The command that concludes on the tables of a folder."""
    tables = [part for own in TABLES for part in ("--rows", f"{own}={folder / f'{own}.csv'}")]
    command = ["batch", str(folder / "counties.csv"), "-r", RULESET, *tables, "-o", str(folder / CONCLUSIONS), "-q"]
    return [sys.executable, "-m", "evalrules", *command]


def main(arguments: list[str]) -> int:
    """Draw, assess, and print the figures as JSON."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--counties", type=int, default=2_900)
    parser.add_argument("--schools", type=int, default=200_000)
    parser.add_argument("--years", type=int, default=1)
    parser.add_argument("--keep", type=Path)
    given = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as name, tempfile.TemporaryDirectory() as compiled:
        folder = given.keep or Path(name)
        folder.mkdir(parents=True, exist_ok=True)
        few = Path(compiled, "few")
        few.mkdir()
        write(few, 20, 400, 1)
        spent(batch_of(few), compiled)  # compiles what an installed package has compiled
        rows = write(folder, given.counties, given.schools, given.years)
        out = folder / CONCLUSIONS
        cpu, peak, code = spent(batch_of(folder), compiled)
        if code not in (0, 2):
            raise SystemExit(f"ended with {code}")
        counts = json.loads(Path(f"{out}.manifest.json").read_text(encoding="utf-8"))["counts"]
        figures = {
            "rows of schools": rows,
            "CPU seconds": cpu,
            "microseconds of a row": cpu / rows * 1e6,
            "peak in MB": peak,
        }
        print(json.dumps({**figures, "counts": counts}, ensure_ascii=False))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
