"""Windows and macOS, as far as this machine can show them (RELEASING.md says what was run and what was read)."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import unicodedata
from pathlib import Path

import pytest
from selection import one_in
from windows import LACKING, as_on_windows

from evalrules import processes
from evalrules.cli.collecting import _file_name

ROOT = Path(__file__).resolve().parents[2]
COUNTY = ROOT / "examples" / "jiangsu-16"
DEVICES = {"con", "prn", "aux", "nul", *(f"{own}{at}" for own in ("com", "lpt") for at in range(10))}


@pytest.fixture
def windows(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A working directory, with evalrules as on Windows."""
    monkeypatch.setenv("EVALRULES_CACHE", str(tmp_path / "cache"))
    for name in ("passing", "failing"):
        (tmp_path / name).mkdir()
        shutil.copy(COUNTY / f"{name}.yaml", tmp_path / name / "evidence.yaml")
    monkeypatch.chdir(tmp_path)
    as_on_windows(monkeypatch)
    return tmp_path


@pytest.mark.real
def test_the_stand_in_lacks_what_windows_lacks(windows: Path):
    """Else the tests below would show nothing."""
    from evalrules import cache
    from evalrules.cli import delivery

    assert "nt" == cache.os.name
    assert not any(hasattr(delivery.os, name) for name in LACKING)
    with open("held.txt", "wb"), pytest.raises(PermissionError):
        delivery.os.replace("held.txt", "other.txt")
    with pytest.raises(PermissionError):
        delivery.os.open(".", 0)


@pytest.mark.real
def test_a_check_runs_and_replaces_its_reports(windows: Path, cli):
    """Every format as a file, a second time over the first; the cache is filled, and read."""
    files = ["a.html", "a.md", "a.json", "a.xlsx", "a.docx", "a.junit.xml", "a.sarif", "a.tap"]
    outputs = [part for name in files for part in ("-o", name)]
    ruleset = shutil.copytree(ROOT / "rulesets" / "jiangsu-16" / "2007", windows / "own")
    for _ in range(2):
        run = cli("check", "failing", "--ruleset", ruleset / "ruleset.yaml", *outputs)
        assert (1, False) == (run.code, "error" in run.err)
    assert [] == [name for name in files if not (windows / name).stat().st_size]
    assert [one.suffix for one in (windows / "cache").iterdir()] == [".json"] * len([*(windows / "cache").iterdir()]) != []


@pytest.mark.real
def test_a_bundle_is_sealed_sealed_again_and_verified(windows: Path, cli):
    """A folder and a zip, which is replaced while it has just been read; nothing is left beside them."""
    assert 0 == cli("bundle", "seal", "passing").code
    assert 0 == cli("bundle", "seal", "failing", "-o", "failing.zip").code
    for path in ("passing", "failing.zip"):
        assert [0, 0] == [cli("bundle", "verify", path).code, cli("bundle", "seal", path, "--again").code]
    assert 1 == cli("check", "passing", "failing.zip", "--sealed").code
    assert [] == [one.name for one in windows.iterdir() if one.name.startswith(".evalrules")]


@pytest.mark.real
def test_forms_rulesets_and_cases_are_written(windows: Path, cli):
    """What a beginner does: a template, a ruleset of one's own with its cases, laid out and tried."""
    assert 0 == cli("template", "jiangsu-16@2007", "-o", "form.xlsx").code
    assert 0 == cli("new", "own-standard").code
    assert 0 == cli("fmt", "own-standard").code
    assert cli("test", "own-standard", "--no-mutants").code in (0, 1)
    assert 0 == cli("new", "another", "--pack", "town-rules").code


@pytest.mark.real
def test_processes_that_begin_with_nothing_give_the_same(tmp_path: Path, cli, monkeypatch: pytest.MonkeyPatch):
    """`spawn`, as on Windows and macOS: the same bytes as with one process."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(processes.in_order, "__defaults__", (frozenset(), "spawn"))
    for name in ("passing", "failing", "open"):
        shutil.copy(COUNTY / f"{name}.yaml", tmp_path / f"{name}.yaml")
    command = ["check", "passing.yaml", "failing.yaml", "open.yaml", "-f", "json"]
    alone, several = cli(*command), cli(*command, "--jobs", "2")
    assert alone.out
    assert (alone.code, alone.out) == (several.code, several.out)


@pytest.mark.parametrize("name", ["CON", "nul", "Aux.第一小学", "com1", "LPT9"])
def test_a_school_that_is_called_like_a_device_gets_a_file(name: str):
    """Windows would write to the device."""
    stem = _file_name(name, ()).rpartition(".")[0]
    assert stem.partition(".")[0].lower() not in DEVICES


def kept() -> list[str]:
    """The files of the repository, by their paths."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False)
    if listed.returncode or not listed.stdout:
        pytest.skip("NOT CHECKED: this is no repository")
    return listed.stdout.split("\0")[:-1]


def unfit(path: str) -> bool:
    """Whether Windows refuses a path: signs, devices, names that end with a dot or a blank, or one that is too long."""
    return len(path) > 150 or any(
        re.search(r'[<>:"\\|?*\x00-\x1f]|[. ]$', part) is not None or part.partition(".")[0].lower() in DEVICES for part in path.split("/")
    )


def test_a_clone_can_be_made_on_every_system():
    """No path is unfit for Windows, and no two are one where case, or the form of Unicode (macOS), makes no difference."""
    paths = kept()
    assert [] == [one for one in paths if unfit(one)]
    folded = [unicodedata.normalize("NFD", one).casefold() for one in paths]
    assert len(set(folded)) == len(folded)


@pytest.mark.parametrize("path", ["a/aux.yaml", "a:b", "x/", "end.", "a/" * 90 + "b"])
def test_an_unfit_path_is_seen(path: str):
    """Each kind of it."""
    assert unfit(path.rstrip("/") + ("." if path.endswith("/") else ""))


@pytest.mark.parametrize("encoding", one_in(3, ["cp936", "cp1252", "cp437"]))
def test_a_console_of_windows_shows_what_it_can(encoding: str, tmp_path: Path):
    """Both languages, as text, table and help: no traceback, the exit code of the verdict, and what fits is read."""
    code = (
        f"import sys, io; sys.stdout = io.TextIOWrapper(sys.stdout.buffer, encoding={encoding!r}, newline=''); "
        f"sys.stderr = io.TextIOWrapper(sys.stderr.buffer, encoding={encoding!r}); sys.argv[0] = 'evalrules'; "
        "from evalrules.cli import main; main()"
    )
    done = subprocess.run([sys.executable, "-c", code, "check", str(COUNTY / "failing.yaml"), "--lang", "zh"], capture_output=True, cwd=tmp_path, check=False)
    assert (1, b"") == (done.returncode, done.stderr)
    assert ("结论" in done.stdout.decode(encoding)) == (encoding == "cp936")
