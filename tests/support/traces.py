"""The guard at the end of a run: the installation, the checkout, the home and the temporary files are as they were.

A trace is a fault of the test that left it, however well all others went: the next run would begin elsewhere.
"""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
import tempfile
from collections.abc import Iterator
from pathlib import Path

import platformdirs
import pytest

ROOT = Path(__file__).resolve().parents[2]

Snapshot = dict[str, object]
"""What there is, by its path: size and time of change of a file."""

sys.dont_write_bytecode = True  # nor does the process of the tests itself

_before = pytest.StashKey[Snapshot]()
_changed = pytest.StashKey[list[str]]()
_SHOWN = 20


def snapshot(root: Path, *, cache: Path, temporary: Path, packages: Path) -> Snapshot:
    """What a run must leave as it is: the sources and what git sees, the installation, our cache, our temporary files."""
    folders = [root / "evalrules", root / "rulesets", root / "docs" / "errors", root / "examples"]
    folders += [cache, *packages.glob("*evalrules*")]
    found: Snapshot = {path: state for folder in folders for path, state in _states(folder)}
    found |= {str(path): "there" for path in temporary.glob("*evalrules*")}
    return found | {f"git: {line}": "there" for line in _seen_by_git(root)}


def differences(before: Snapshot, after: Snapshot) -> list[str]:
    """What was added, changed or taken away, in words."""
    words = [(name, "new" if name not in before else "changed") for name in after if before.get(name) != after[name]]
    words += [(name, "gone") for name in before if name not in after]
    return [f"{word}: {name}" for name, word in sorted(words)]


def _states(folder: Path) -> Iterator[tuple[str, object]]:
    """Size and time of change of a file, and of each file below a folder."""
    if folder.is_file():
        yield str(folder), _state(folder)
    for where, _, names in os.walk(folder):
        for name in names:
            path = Path(where, name)
            yield str(path), _state(path)


def _state(path: Path) -> object:
    try:
        found = path.lstat()
    except OSError:  # gone since it was listed
        return None
    return (found.st_size, found.st_mtime_ns)


def _seen_by_git(root: Path) -> list[str]:
    """What differs from the last commit; nothing where this is no checkout."""
    try:
        done = subprocess.run(
            ["git", "--no-optional-locks", "status", "--porcelain"], cwd=root, capture_output=True, text=True, check=False
        )
    except OSError:
        return []
    return done.stdout.splitlines()


def _now() -> Snapshot:
    return snapshot(
        ROOT,
        cache=Path(platformdirs.user_cache_dir("evalrules", appauthor=False)),
        temporary=Path(tempfile.gettempdir()),
        packages=Path(sysconfig.get_path("purelib")),
    )


def _is_guarding(config: pytest.Config) -> bool:
    """One process of a run looks; and nobody does where expected files are to be written anew."""
    return not hasattr(config, "workerinput") and not os.environ.get("EVALRULES_UPDATE")


@pytest.hookimpl(tryfirst=True)
def pytest_sessionstart(session: pytest.Session) -> None:
    if _is_guarding(session.config):
        session.config.stash[_before] = _now()


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    if _before in session.config.stash:
        session.config.stash[_changed] = differences(session.config.stash[_before], _now())
        if session.config.stash[_changed] and session.exitstatus == pytest.ExitCode.OK:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """The traces that were left; and the seed of the order, so that a run that failed can be had again."""
    changed = config.stash.get(_changed, [])
    if changed:
        terminalreporter.section("TRACES LEFT BY TESTS", red=True)
        terminalreporter.line("Some test (or somebody at work here meanwhile) left these outside of its own folder:")
        for line in changed[:_SHOWN]:
            terminalreporter.line(f"  {line}")
        if len(changed) > _SHOWN:
            terminalreporter.line(f"  and {len(changed) - _SHOWN} more")
    seed = getattr(config.option, "randomly_seed", None)
    if seed is not None:
        terminalreporter.line(f"order of the tests: --randomly-seed={seed}")
