"""No test leaves a trace: processes of evalrules run in the shared surroundings, and the guard sees what others leave."""

from __future__ import annotations

import ast
import os
import re
import resource
import subprocess
import sys
from pathlib import Path

import pytest
from traces import differences, snapshot

TESTS = Path(__file__).parent

OTHERS = {
    "packaging/test_release.py": "builds from copies of its own, each in its folder",
    "real/test_benchmarks.py": "runs the benchmarks, which start processes themselves, with caches and bytecode in its folder",
    "packaging/test_runners.py": "runs uv and pipx, each with a home of its own",
    "docs/test_recipes.py": "runs a copy of the package that the recipes have changed",
    "docs/test_ci_example.py": "runs the steps of a workflow",
    "docs/test_action.py": "runs the scripts of the action, and pre-commit",
    "hostile/test_other_systems.py": "lays out what another system lacks before it starts anything",
    "unit/page/test_compiling.py": "hands this Python over as a program that is none of Node.js",
    "docs/test_ci_page.py": "asks another program for its options",
    "docs/test_site.py": "builds the site, which the generator does in a process of its own",
    "fuzz/test_fuzz.py": "drives the fuzzer, which is no part of an installation",
    "unit/base/test_shipped.py": "lays out checkouts and installations of its own, each in its folder",
    "test_surroundings.py": "runs pytest upon tests that leave traces",
}
"""Who may start Python otherwise than through `program`, and why."""


def starts_python(source: str) -> bool:
    """Whether a test starts a process with this Python by itself."""
    if "executable" not in source:
        return False
    nodes = list(ast.walk(ast.parse(source)))
    names = {node.attr for node in nodes if isinstance(node, ast.Attribute)} | {node.id for node in nodes if isinstance(node, ast.Name)}
    return "executable" in names and bool(names & {"subprocess", "Popen", "posix_spawn", "execv", "system"})


def test_every_process_runs_in_the_shared_surroundings():
    """Who starts evalrules in a process does it through `program` (support/surroundings.py); others stand in the list."""
    files = {path.relative_to(TESTS).as_posix(): path.read_text("utf-8") for path in TESTS.rglob("test_*.py")}
    assert sorted(OTHERS) == sorted(name for name, source in files.items() if starts_python(source))


def test_a_process_runs_the_copy_wherever_it_is(program, tmp_path):
    """Also in the folder of the checkout, where Python would take the package that lies there."""
    code = "import evalrules, sys, os; print(evalrules.__file__, sys.dont_write_bytecode, os.path.expanduser('~'))"
    for folder in (TESTS.parent, tmp_path):
        told = program.python("-c", code, cwd=folder, text=True).stdout.split()
        assert [str(program.installation / "evalrules" / "__init__.py"), "True", str(program.home)] == told
    shown = program.run("rulesets", text=True)
    assert (0, "") == (shown.returncode, shown.stderr)
    assert "jiangsu-16" in shown.stdout


def test_a_full_disk_spoils_no_byte_code(program, write):
    """A process that may write 100 bytes leaves the installation as it was, though its byte code is missing."""
    installed = program.installation / "evalrules"
    compiled = installed / "cli" / "__pycache__" / f"app.{sys.implementation.cache_tag}.pyc"
    kept = compiled.read_bytes()
    compiled.unlink()
    try:
        before = sorted(path.name for path in installed.rglob("*"))
        path = write("e.yaml", 'format: evidence/1\nruleset: jiangsu-16\ngrades: {"9": C}\n')
        program.run("check", path, limits={resource.RLIMIT_FSIZE: 100})
        assert before == sorted(path.name for path in installed.rglob("*"))
    finally:
        compiled.write_bytes(kept)


@pytest.fixture
def places(tmp_path: Path) -> dict[str, Path]:
    """A checkout, a cache, a folder for temporary files and an installation, all of them small."""
    found = {"root": tmp_path / "checkout"} | {name: tmp_path / name for name in ("cache", "temporary", "packages")}
    for folder in ("evalrules/base", "rulesets/a/1", "docs/errors", "examples"):
        (found["root"] / folder).mkdir(parents=True)
    for name in ("cache", "temporary", "packages/evalrules"):
        (tmp_path / name).mkdir(parents=True)
    (found["root"] / "evalrules" / "base" / "codes.py").write_text("CODES = {}\n")
    return found


@pytest.mark.parametrize(
    "trace",
    ["checkout/evalrules/base/codes.py", "checkout/evalrules/base/__pycache__/codes.pyc", "checkout/rulesets/a/1/new.yaml",
     "checkout/examples/out.json", "cache/0.json", "temporary/.evalrules-1/bag.zip", "packages/evalrules/x.pyc"],
)  # fmt: skip
def test_the_guard_sees_a_trace(trace: str, places: dict[str, Path], tmp_path: Path):
    """A file that is changed or new in any of the places, and one that is gone."""
    before = snapshot(**places)
    path = tmp_path / trace
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("trace")
    after = snapshot(**places)
    shown = path.parent if "temporary" in trace else path
    word = "changed" if str(path) in before else "new"
    assert [f"{word}: {shown}"] == differences(before, after)
    assert [] == differences(after, snapshot(**places))
    assert {"changed": "changed", "new": "gone"}[word] in differences(after, before)[0]


LEAVING = """
def test_that_leaves_something():
    with open({path!r}, "w") as file:
        file.write("trace")
"""


@pytest.mark.real
@pytest.mark.parametrize("workers", ["0", "2"])
def test_a_run_that_leaves_a_trace_fails(workers: str, tmp_path: Path, places: dict[str, Path]):
    """Though every test has passed, with workers or without; and the order of a run is told."""
    trace = tmp_path / "elsewhere" / "evalrules-left"
    trace.parent.mkdir()
    own = tmp_path / "own"
    own.mkdir()
    (own / "test_it.py").write_text(LEAVING.format(path=str(trace)))
    command = [sys.executable, "-m", "pytest", "-q", "-p", "traces", "-p", "no:cacheprovider", "-n", workers, "--rootdir", own, own]
    ours = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
    env = ours | {"PYTHONPATH": str(TESTS / "support"), "TMPDIR": str(trace.parent)}
    wanted = [1] if workers == "2" else [1, 0]  # the second time the trace is there before
    runs = [subprocess.run(command, cwd=own, env=env, capture_output=True, text=True, check=False) for _ in wanted]
    assert wanted == [run.returncode for run in runs], runs
    assert f"new: {trace}" in runs[0].stdout
    assert "1 passed" in runs[0].stdout
    assert all(re.search(r"--randomly-seed=\d+$", run.stdout, re.MULTILINE) for run in runs)


LOADING = """
import evalrules

RULESET = evalrules.load_ruleset("jiangsu-16@2007")


def test_that_it_was_loaded():
    assert RULESET.id == "jiangsu-16"
"""


@pytest.mark.real
def test_a_ruleset_loaded_while_tests_are_collected_leaves_nothing(tmp_path: Path):
    """Where the user's cache is empty, as on a fresh machine: fixtures come only after the import of a module."""
    home, own = tmp_path / "home", tmp_path / "own"
    home.mkdir()
    own.mkdir()
    (own / "test_it.py").write_text(LOADING)
    command = [sys.executable, "-m", "pytest", "-q", "-p", "surroundings", "-p", "traces", "-p", "no:cacheprovider", own]
    ours = {name: value for name, value in os.environ.items() if not name.startswith(("PYTEST_", "EVALRULES_"))}
    path = os.pathsep.join([str(TESTS / "support"), str(TESTS.parent)])
    env = ours | {"PYTHONPATH": path, "HOME": str(home), "TMPDIR": str(tmp_path)}
    run = subprocess.run([*command, "--rootdir", own], cwd=own, env=env, capture_output=True, text=True, check=False)
    assert (0, []) == (run.returncode, [path.name for path in home.rglob("*.json")]), run.stdout
    assert "1 passed" in run.stdout
