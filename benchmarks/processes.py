"""What whole processes take: `evalrules check` beside an empty process, tables of schools, folders, memory.

python benchmarks/processes.py [--long | --quick] prints the figures as JSON; `run.py` asks it with the Python of a
fresh environment. --long takes 30,000 schools and 10,000 subjects instead of 3,000 and 1,000; --quick only shows that
everything runs.
"""

from __future__ import annotations

import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple

from budgets import YAMLLINT
from workload import county_of_schools

EXAMPLES = Path(__file__).resolve().parent.parent / "examples" / "jiangsu-16"
ROUNDS = 1 if "--quick" in sys.argv else 11
SCHOOLS, SUBJECTS = (30_000, 10_000) if "--long" in sys.argv else (30, 10) if "--quick" in sys.argv else (3_000, 1_000)


class Spent(NamedTuple):
    """CPU seconds of one process (user and system), and the most memory that it held, in megabytes."""

    seconds: float
    megabytes: float


def spent(command: list[str], environment: dict[str, str]) -> Spent:
    """What a process takes. RuntimeError where it ends without a verdict, which is cheap."""
    with tempfile.TemporaryFile() as said:
        started = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=said)
        _, status, usage = os.wait4(started.pid, 0)
        started.returncode = os.waitstatus_to_exitcode(status)
        if started.returncode not in (0, 1, 3):
            said.seek(0)
            raise RuntimeError(f"{command} ended with {started.returncode}: {said.read(500).decode(errors='replace')}")
    return Spent(usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)


def empty_process() -> list[str]:
    """The interpreter itself, with nothing that an installation can slow down."""
    return [getattr(sys, "_base_executable", sys.executable), "-I", "-S", "-c", "pass"]


def of_checks(folder: Path) -> dict[str, float]:
    """`check` of a shipped example, as multiples of an empty process, measured in turns."""
    warm = {**os.environ, "EVALRULES_CACHE": str(folder / "cache")}
    warm.pop("PYTHONDONTWRITEBYTECODE", None)
    cold = {**warm, "EVALRULES_CACHE": ""}
    called = [sys.executable, "-m", "evalrules", "check"]
    runs = {
        "`check` of JSON, cache warm": ([*called, "--format", "json", str(EXAMPLES / "county.json")], warm),
        "`check` of YAML, cache warm": ([*called, "--format", "json", str(EXAMPLES / "county.yaml")], warm),
        "`check` in text, cache warm": ([*called, str(EXAMPLES / "county.json")], warm),
        "`check` of JSON, cache cold": ([*called, "--format", "json", str(EXAMPLES / "county.json")], cold),
    }
    if find_spec("yamllint") is not None:
        runs[YAMLLINT] = ([sys.executable, "-m", "yamllint", str(EXAMPLES / "county.yaml")], warm)
    for command, environment in runs.values():
        spent(command, environment)
    ratios: dict[str, list[float]] = {name: [] for name in runs}
    for _ in range(ROUNDS):
        base = min(spent(empty_process(), warm).seconds for _ in range(3))
        for name, (command, environment) in runs.items():
            ratios[name].append(spent(command, environment).seconds / base)
    return {name: statistics.median(found) for name, found in ratios.items()}


def spent_warm(command: list[str]) -> Spent:
    """What a process takes that finds in the caches what the one before it put there."""
    spent(command, dict(os.environ))
    return spent(command, dict(os.environ))


def of_schools(folder: Path, count: int) -> dict[str, float]:
    """What one more school takes, in microseconds."""
    called = [sys.executable, "-m", "evalrules", "check", "--format", "json"]
    found = []
    for number in (3, count):
        path = county_of_schools(number, folder / f"{number}-schools")
        found.append(spent_warm([*called, str(path)]))
    each = (found[1].seconds - found[0].seconds) / (count - 3)
    return {"a school of national-quality-balance, 41 indicators": each * 1e6}


def folder_of_counties(folder: Path, count: int) -> None:
    """So many counties, each a file."""
    text = (EXAMPLES / "county.json").read_text(encoding="utf-8")
    folder.mkdir()
    for at in range(count):
        document = json.loads(text)
        document["subject"] |= {"id": f"32{at:04d}", "name": f"第{at}县"}
        (folder / f"{at:05d}.json").write_text(json.dumps(document, ensure_ascii=False), encoding="utf-8")


def of_folders(folder: Path, count: int) -> dict[str, float]:
    """What one more subject in a folder takes, in milliseconds, and the most memory for all of them."""
    called = [sys.executable, "-m", "evalrules", "check", "--format", "json"]
    found = []
    for number in (1, count):
        counties = folder / f"of-{number}"
        folder_of_counties(counties, number)
        found.append(spent_warm([*called, str(counties)]))
        shutil.rmtree(counties)
    each = (found[1].seconds - found[0].seconds) / (count - 1)
    return {"a subject in a folder of 1,000": each * 1e3, "memory for that folder": found[1].megabytes}


def of_jobs(folder: Path, count: int) -> dict[str, float]:
    """How many times the CPU time two processes take for a folder that one takes for it."""
    counties = folder / "of-jobs"
    folder_of_counties(counties, count)
    called = [sys.executable, "-m", "evalrules", "check", "--format", "json", str(counties)]
    one, two = (spent_warm([*called, "--jobs", jobs]).seconds for jobs in ("1", "2"))
    return {"CPU of a folder by two processes": two / one}


def measured() -> dict[str, float]:
    """Every figure."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        checks = of_checks(folder)
        return {**checks, **of_schools(folder, SCHOOLS), **of_folders(folder, SUBJECTS), **of_jobs(folder, SUBJECTS)}


if __name__ == "__main__":
    print(json.dumps(measured()))
