"""Run without being installed: `uvx` and `pipx run`, with the wheel."""

from __future__ import annotations

import importlib.util
import os
import subprocess
import sys
from pathlib import Path

import pytest

EXAMPLE = Path(__file__).resolve().parents[2] / "examples" / "jiangsu-16"


def ran(folder: Path, *command: str | Path) -> str:
    """What a runner prints, in a home of its own."""
    surroundings = {**os.environ, "HOME": str(folder), "LC_ALL": "C.UTF-8"}
    for name in [one for one in surroundings if one.startswith(("UV_", "PIPX_", "XDG_"))]:
        del surroundings[name]
    done = subprocess.run(command, cwd=folder, env=surroundings, check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.real
def test_uvx_runs_the_main_job(wheel: Path, tmp_path: Path):
    """With an extra, as it would be named."""
    if importlib.util.find_spec("uv") is None:
        pytest.skip("no uv here (the extra `runners`)")
    package = f"evalrules[excel] @ file://{wheel}"
    told = ran(tmp_path, sys.executable, "-m", "uv", "tool", "run", "--from", package, "evalrules", "check", EXAMPLE / "passing.yaml")
    assert "示例市" in told and "passed" in told


@pytest.mark.real
def test_pipx_runs_the_main_job(wheel: Path, tmp_path: Path):
    """From the wheel, in an environment that it makes."""
    if importlib.util.find_spec("pipx") is None:
        pytest.skip("no pipx here (the extra `runners`)")
    told = ran(tmp_path, sys.executable, "-m", "pipx", "run", "--spec", wheel, "evalrules", "check", EXAMPLE / "passing.yaml")
    assert "示例市" in told and "passed" in told
