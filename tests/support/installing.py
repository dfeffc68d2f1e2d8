"""Clean virtual environments, in which what is shipped runs as it would anywhere."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path
from typing import NamedTuple

import pytest
from package_index import UNREACHABLE


class Ran(NamedTuple):
    """What a command gave."""

    code: int
    out: bytes
    err: str


class Environment(NamedTuple):
    """A clean virtual environment."""

    folder: Path

    @property
    def desk(self) -> Path:
        """Where commands run: beside the examples, and away from the source, which Python would import."""
        return self.folder / "desk"

    def python(self, *arguments: str | Path, cwd: Path | None = None) -> Ran:
        return self._run("python", *arguments, cwd=cwd)

    def evalrules(self, *arguments: str | Path, plugged_in: tuple[Path, ...] = ()) -> Ran:
        return self._run("evalrules", *arguments, path=os.pathsep.join(map(str, plugged_in)))

    def pip_install(self, *arguments: str | Path) -> None:
        pip(self.folder / "bin" / "python", "-m", "pip", "install", "--quiet", *arguments)

    def _run(self, program: str, *arguments: str | Path, path: str = "", cwd: Path | None = None) -> Ran:
        env = {"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8", "HOME": str(self.folder), "PYTHONWARNINGS": "error"}
        if path:
            env["PYTHONPATH"] = path
        ran = subprocess.run(
            [self.folder / "bin" / program, *arguments],
            env=env,
            cwd=cwd or self.desk,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=600,
        )
        return Ran(ran.returncode, ran.stdout, ran.stderr.decode())


def pip(*command: str | Path) -> None:
    """Run something that needs a package index; skipped, and said so, only where there is none to reach."""
    env = {name: value for name, value in os.environ.items() if name not in ("PYTHONPATH", "PYTHONHOME")}
    ran = subprocess.run(command, env=env, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=600)
    if ran.returncode and UNREACHABLE.search(ran.stdout + ran.stderr):
        pytest.skip(f"NOT TESTED: no package index can be reached: {ran.stderr.strip().splitlines()[-1]}")
    assert 0 == ran.returncode, ran.stdout + ran.stderr
