"""The benchmarks run: what they measure is there, agrees with what was written by hand, and has its budget."""

from __future__ import annotations

import json
import math
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

pytestmark = pytest.mark.real

DIFFERENCES = ("growth", "a school of", "a subject in a folder")
"""What the difference of two processes, or of two sizes, gives: in a short run it may drown in noise."""


def figures(script: str, folder: Path) -> dict[str, float]:
    """The figures of a script that is only to show that it runs."""
    environment = {name: value for name, value in os.environ.items() if name != "EVALRULES_CACHE"}
    environment |= {"EVALRULES_CACHE": str(folder / "cache"), "TMPDIR": str(folder)}
    environment |= {"PYTHONPYCACHEPREFIX": str(folder / "compiled")}
    command = [sys.executable, str(ROOT / "benchmarks" / script), "--quick"]
    done = subprocess.run(command, env=environment, capture_output=True, check=True)
    found: dict[str, float] = json.loads(done.stdout)
    return found


def test_every_budget_is_measured(tmp_path: Path) -> None:
    """The doors of a program and whole processes together give one figure for each budget."""
    found = figures("door.py", tmp_path) | figures("processes.py", tmp_path)
    listed = "import json, budgets; print(json.dumps(list(budgets.BUDGETS)))"
    done = subprocess.run(
        [sys.executable, "-B", "-c", listed], cwd=ROOT / "benchmarks", capture_output=True, check=True
    )
    assert sorted(found) == sorted(json.loads(done.stdout))
    assert all(map(math.isfinite, found.values()))
    assert all(figure > 0 for name, figure in found.items() if not name.startswith(DIFFERENCES))


def test_counties_of_data_frames_are_drawn_and_none_is_refused(tmp_path: Path) -> None:
    """A line for each ruleset that is named, and every county is decided or open; with rows there is no line."""
    names = ["building-safety@2016", "jiangsu-star-school@undated", "national-quality-balance@2017"]
    command = [
        sys.executable,
        str(ROOT / "benchmarks" / "frames.py"),
        "--quick",
        "--answers",
        str(tmp_path / "answers.csv"),
        *names,
    ]
    environment = os.environ | {
        "EVALRULES_CACHE": str(tmp_path / "cache"),
        "PYTHONPYCACHEPREFIX": str(tmp_path / "compiled"),
    }
    done = subprocess.run(command, env=environment, capture_output=True, check=True, text=True)
    lines = [line.strip("| ").split(" | ") for line in done.stdout.splitlines()[2:]]
    assert names[:2] == [line[0] for line in lines]
    assert [60, 60] == [int(line[2]) + int(line[3]) for line in lines]
    assert all(float(line[1]) > 0 and int(line[4]) > 0 for line in lines)
    assert (tmp_path / "answers.csv").read_text("utf-8").count("\n") >= 2 * 62
