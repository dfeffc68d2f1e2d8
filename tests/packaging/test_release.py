"""What a release consists of: a wheel of the same bytes, a complete source distribution, a lock file of its own."""

from __future__ import annotations

import email
import json
import os
import re
import shutil
import subprocess
import sys
import tarfile
import tomllib
import zipfile
from pathlib import Path

import pytest
from installing import pip
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

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


BILLED = ("office", "parquet", "batch", "serve", "lsp")


def asked_by(wheel: Path, extras: tuple[str, ...]) -> set[str]:
    """The packages that a wheel asks for itself with these extras, through its own extras too."""
    with zipfile.ZipFile(wheel) as archive:
        [name] = [one for one in archive.namelist() if one.endswith(".dist-info/METADATA")]
        metadata = email.message_from_bytes(archive.read(name))
    found: set[str] = set()
    for written in metadata.get_all("Requires-Dist", []):
        one = Requirement(written)
        if one.marker is None or any(one.marker.evaluate({"extra": extra}) for extra in extras):
            found |= asked_by(wheel, (*one.extras,)) if one.name == "evalrules" else {canonicalize_name(one.name)}
    return found


EXTRAS = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["optional-dependencies"]
VALIDATE = """
import sys
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator

print(JsonStrictValidator(SchemaVersion.V1_6).validate_str(open(sys.argv[1], encoding="utf-8").read()))
"""


@pytest.mark.packaging
@pytest.mark.real
@pytest.mark.long  # two minutes, and nothing of ours but the list of dependencies
def test_the_bill_of_materials_is_what_the_wheel_brings(wheel: Path, tmp_path: Path) -> None:
    """Made by the command of RELEASING.md, valid under the schema of CycloneDX; its parts are those that pip resolves.

    The tool has an environment of its own: it brings a checker of addresses that makes jsonschema seconds slower.
    """
    tools = tmp_path / "tools"
    pip(sys.executable, "-m", "venv", tools)
    python = tools / ("Scripts" if os.name == "nt" else "bin") / "python"
    pip(python, "-m", "pip", "install", "--quiet", *EXTRAS["bill"])
    assert re.search(r"^ +bash \.ci/bill dist/", (ROOT / "RELEASING.md").read_text("utf-8"), re.MULTILINE)
    bill, report = tmp_path / "evalrules.cdx.json", tmp_path / "resolved.json"
    path = os.pathsep.join((str(python.parent), os.environ["PATH"]))
    pip("env", f"PATH={path}", "bash", ROOT / ".ci" / "bill", wheel, bill)
    text = bill.read_text("utf-8")
    told = subprocess.run([python, "-c", VALIDATE, bill], check=True, capture_output=True, text=True, timeout=300)
    assert told.stdout.strip() == "None"
    told = json.loads(text)
    root = told["metadata"]["component"]
    assert ("evalrules", VERSION, "Apache-2.0") == (root["name"], root["version"], root["licenses"][0]["license"]["id"])

    (tmp_path / "versions.txt").write_text("\n".join(re.findall(r"^[\w.-]+==\S+", LOCK, re.MULTILINE)), "utf-8")
    pip(
        sys.executable, "-m", "pip", "install", "--quiet", "--dry-run", "--ignore-installed", "--report", report,
        "-c", tmp_path / "versions.txt", f"{wheel}[{','.join(BILLED)}]",
    )  # fmt: skip
    resolved = [one["metadata"] for one in json.loads(report.read_text("utf-8"))["install"]]
    expected = {(canonicalize_name(one["name"]), one["version"]) for one in resolved} - {("evalrules", VERSION)}
    assert expected == {(canonicalize_name(one["name"]), one["version"]) for one in told["components"]}
    names = {one["bom-ref"]: canonicalize_name(one["name"]) for one in told["components"]}
    graph = {one["ref"]: one.get("dependsOn", []) for one in told["dependencies"]}
    assert asked_by(wheel, BILLED) == {names[one] for one in graph[root["bom-ref"]]}
    assert {root["bom-ref"], *names} == set(graph)
