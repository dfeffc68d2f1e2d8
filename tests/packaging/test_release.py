"""What a release consists of: a wheel of the same bytes, a complete source distribution, a lock file of its own."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tarfile
import tomllib
from pathlib import Path

import pytest
from installing import pip

from evalrules.version import VERSION

ROOT = Path(__file__).parents[2]
LOCK = (ROOT / ".ci" / "requirements.txt").read_text("utf-8")


def test_the_changelog_begins_with_the_version():
    """What is shipped is told under its own heading."""
    assert VERSION == re.search(r"^## (.+)$", (ROOT / "CHANGELOG.md").read_text("utf-8"), re.MULTILINE)[1]


def test_every_package_of_ci_is_pinned_by_hash():
    """And those that the project asks for itself are among them."""
    pinned = re.findall(r"^([a-z0-9._-]+)==\S+ \\\n    --hash=sha256:", LOCK, re.MULTILINE)
    assert len(pinned) == len(re.findall(r"^[a-z0-9]", LOCK, re.MULTILINE)) > 20
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    extras = project["optional-dependencies"]
    asked = [*project["dependencies"], *extras["test"], *extras["lint"], *extras["excel"], *extras["word"]]
    names = {re.match(r"[\w.-]+", one)[0].lower().replace("_", "-").replace(".", "-") for one in asked} - {"evalrules"}
    assert set() == names - {one.replace(".", "-").replace("_", "-") for one in pinned}


def test_the_one_command_makes_the_lock_file():
    """The command of RELEASING.md has every option that the lock file says it was made with."""
    made = re.search(r"^#    pip-compile (.+)", LOCK, re.MULTILINE)[1].replace("--output-file=", "-o ").replace("=", " ")
    told = re.search(r"^ +pip-compile (.+)", (ROOT / "RELEASING.md").read_text("utf-8"), re.MULTILINE)[1]
    assert sorted(made.split()) == sorted(told.split())


@pytest.mark.packaging
@pytest.mark.real
def test_a_wheel_is_built_twice_with_the_same_bytes(source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """From two copies of other names and times, under SOURCE_DATE_EPOCH."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    built = []
    for name in ("one", "two"):
        copy = Path(shutil.copytree(source, tmp_path / name / "tree", copy_function=shutil.copyfile))
        pip(sys.executable, "-m", "build", "--wheel", "--outdir", tmp_path / name / "dist", copy)
        built += [next((tmp_path / name / "dist").glob(f"evalrules-{VERSION}-*.whl")).read_bytes()]
    assert built[0] == built[1]


@pytest.mark.packaging
@pytest.mark.real
def test_the_source_distribution_is_complete(tmp_path: Path):
    """Every file that is kept in the repository, but for what only a repository needs."""
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False)
    if listed.returncode:
        pytest.skip("NOT CHECKED: this is no repository")
    kept = [name for name in listed.stdout.splitlines() if (ROOT / name).is_file() and name != ".gitignore"]
    for name in kept:
        (tmp_path / "tree" / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(ROOT / name, tmp_path / "tree" / name)
    pip(sys.executable, "-m", "build", "--sdist", "--outdir", tmp_path / "dist", tmp_path / "tree")
    with tarfile.open(tmp_path / "dist" / f"evalrules-{VERSION}.tar.gz") as archive:
        held = {name.partition("/")[2] for name in archive.getnames()}
    assert [] == sorted(name for name in kept if name.encode().isascii() and name not in held)
