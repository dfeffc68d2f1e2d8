"""What is shipped, built once, and clean environments to install it into."""

from __future__ import annotations

import shutil
import sys
import venv
from collections.abc import Callable
from pathlib import Path

import pytest
from installing import Environment, pip

ROOT = Path(__file__).parents[2]
NOT_SOURCE = shutil.ignore_patterns(".*", "build", "dist", "*.egg-info", "__pycache__", "tests", "venv", "node_modules")


@pytest.fixture(scope="session")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the tree, so that building leaves nothing in ours."""
    return Path(shutil.copytree(ROOT, tmp_path_factory.mktemp("source") / "evalrules", ignore=NOT_SOURCE))


@pytest.fixture(scope="session")
def wheel(source: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built from the tree."""
    folder = tmp_path_factory.mktemp("wheel")
    pip(sys.executable, "-m", "build", "--wheel", "--outdir", folder, source)
    return next(folder.glob("*.whl"))


@pytest.fixture(scope="session")
def environment(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Environment]:
    """A new virtual environment with what is named installed in it."""

    def make(*arguments: str | Path) -> Environment:
        made = Environment(tmp_path_factory.mktemp("venv"))
        venv.create(made.folder, with_pip=True, symlinks=True)
        shutil.copytree(ROOT / "examples", made.desk / "examples")
        made.pip_install(*arguments)
        return made

    return make
