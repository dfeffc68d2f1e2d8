"""The repository of examples/ci: what its workflow runs, on the branch and on the pull request that must fail."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from junitparser import JUnitXml
from ruamel.yaml import YAML

EXAMPLE = Path(__file__).resolve().parents[2] / "examples" / "ci"
WORKFLOW: dict[str, Any] = YAML(typ="safe").load((EXAMPLE / ".github" / "workflows" / "gate.yml").read_text(encoding="utf-8"))
STEPS = [one for one in WORKFLOW["jobs"]["gate"]["steps"] if "working-directory" in one]


def run(folder: Path, script: str) -> int:
    """How the shell of a runner ends with a step of the workflow, or with a line of the README."""
    path = os.pathsep.join((str(Path(sys.executable).parent), os.environ["PATH"]))
    command = ["bash", "--noprofile", "--norc", "-e", "-o", "pipefail", "-c", script]
    return subprocess.run(command, cwd=folder, env={**os.environ, "PATH": path}, check=False, capture_output=True).returncode


def failing(folder: Path) -> set[str]:
    """The bundles with a failure in the JUnit report."""
    suites = JUnitXml.fromfile(str(folder / "gate.junit.xml"))
    return {re.findall(r"\((\d+)\)", str(suite.name))[0] for suite in suites if suite.failures}


@pytest.fixture(scope="module")
def repository(tmp_path_factory) -> Path:
    """The folder of the workflow, with the branch in `before` and a copy of it in `after`."""
    folder = tmp_path_factory.mktemp("runner")
    for own in ("before", "after"):
        shutil.copytree(EXAMPLE, folder / own)
    return folder


@pytest.mark.real
def test_only_what_got_worse_fails_a_pull_request(repository: Path):
    """What is known is tolerated; with the pull request two counties fail, and the one that got better does not."""
    keep, hold = STEPS
    assert run(repository / keep["working-directory"], keep["run"]) == 0
    assert run(repository / hold["working-directory"], hold["run"]) == 0
    assert failing(repository / "after") == set()
    assert run(repository / "after", "git apply pull-request.patch") == 0
    assert run(repository / hold["working-directory"], hold["run"]) == 1
    assert failing(repository / "after") == {"320917", "320940"}


@pytest.mark.real
def test_a_wrong_file_fails_it_whatever_was_known(tmp_path: Path):
    """A county that failed before and cannot be read now is not tolerated: 2, and no other fails for it."""
    shutil.copytree(EXAMPLE, tmp_path, dirs_exist_ok=True)
    assert run(tmp_path, "evalrules check -o baseline.json") == 1
    evidence = tmp_path / "counties" / "320911" / "evidence.yaml"
    evidence.write_text(evidence.read_text(encoding="utf-8").replace("grades:", "grade:"), encoding="utf-8")
    assert run(tmp_path, "evalrules check --baseline baseline.json") == 2
    assert failing(tmp_path) == set()
    assert sum(suite.errors for suite in JUnitXml.fromfile(str(tmp_path / "gate.junit.xml"))) == 1
