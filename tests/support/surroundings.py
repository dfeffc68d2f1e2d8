"""Where tests run programs: a copy of the installation, in an environment from which nothing leaks.

Whatever a test starts, limits, fills or kills is the copy: Python writes no byte code there or anywhere, and the
home, the cache and the folder for temporary files are folders of the session.
"""

from __future__ import annotations

import compileall
import os
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import pytest

ROOT = Path(__file__).resolve().parents[2]

NOT_THE_USERS = ("EVALRULES_PATH", "NO_COLOR", "FORCE_COLOR", "COLUMNS", "LC_MESSAGES", "LANG", "LANGUAGE")
"""What of the user's own environment would change what the command prints."""

PARTS = {"evalrules": "evalrules", "rulesets": "evalrules/rulesets", "docs/errors": "evalrules/error_pages"}
"""What an installation consists of, and where it stands there (pyproject.toml, package-dir)."""

Limits = Mapping[int, int]
"""Limits of resources by their number, such as `{resource.RLIMIT_AS: 400_000_000}`."""


def copy_of_installation(folder: Path) -> Path:
    """The package with its rulesets and error pages as an installer lays them out, with all its byte code."""
    for source, target in PARTS.items():
        shutil.copytree(ROOT / source, folder / target, ignore=shutil.ignore_patterns("__pycache__"))
    assert compileall.compile_dir(folder, quiet=1)
    return folder


class Spent(NamedTuple):
    """What a process cost by itself: seconds of CPU, and the megabytes it had in memory at most."""

    seconds: float
    megabytes: float


_MEASURE = """
import os, sys
report, command = sys.argv[1], sys.argv[2:]
_, status, usage = os.wait4(os.posix_spawn(command[0], command, os.environ), 0)
with open(report, "w") as file:
    file.write(f"{usage.ru_utime + usage.ru_stime} {usage.ru_maxrss / 1024}")
sys.exit(os.waitstatus_to_exitcode(status) % 256)
"""
"""Runs a command and writes down what it spent; a small parent, since a child is said to be as large as that at least."""


class Program(NamedTuple):
    """The command as a process of its own. `installation` is the copy that runs, `home` the folder that is its home."""

    installation: Path
    home: Path

    def environment(self, **more: str) -> dict[str, str]:
        """The least that a process needs, with `more`. Nothing of the user's own is in it, and it writes no byte code."""
        least = {
            "PATH": os.environ["PATH"],
            "HOME": str(self.home),
            "TMPDIR": tempfile.gettempdir(),
            "LC_ALL": "C.UTF-8",
            "EVALRULES_CACHE": os.environ["EVALRULES_CACHE"],
            "PYTHONPATH": str(self.installation),
            "PYTHONSAFEPATH": "1",
            "PYTHONDONTWRITEBYTECODE": "1",
        }
        return least | more

    def run(self, *arguments: str | Path, **options: Any) -> subprocess.CompletedProcess[Any]:
        """`evalrules ARGUMENTS`; options as those of `python`."""
        return self.python("-m", "evalrules", *arguments, **options)

    def python(self, *arguments: str | Path, **options: Any) -> subprocess.CompletedProcess[Any]:
        """Python with the copy to import from; options as those of `start`."""
        return self.start([sys.executable, *map(str, arguments)], **options)

    def shell(self, line: str, **options: Any) -> subprocess.CompletedProcess[Any]:
        """A line for a POSIX shell; options as those of `start`."""
        return self.start(["/bin/sh", "-c", line], **options)

    def start(
        self,
        command: Sequence[str],
        *,
        env: Mapping[str, str] | None = None,
        whole_env: Mapping[str, str] | None = None,
        limits: Limits | None = None,
        **options: Any,
    ) -> subprocess.CompletedProcess[Any]:
        """A process: `env` is added to the environment, `whole_env` is all of it, `limits` hold for the process.

        Both streams are captured, and it ends within a minute, unless the options of `subprocess.run` say otherwise.
        """
        given: dict[str, Any] = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "timeout": 60, "cwd": self.home}
        if limits:
            given["preexec_fn"] = lambda: _limit(limits)
        environment = self.environment(**(env or {})) if whole_env is None else whole_env
        return subprocess.run(command, env=environment, **{"check": False, **given, **options})

    def measured(self, *arguments: str | Path, **options: Any) -> tuple[subprocess.CompletedProcess[Any], Spent]:
        """`evalrules ARGUMENTS` and what it spent; options as those of `start`."""
        with tempfile.TemporaryDirectory() as folder:
            report = Path(folder, "spent")
            command = [sys.executable, "-m", "evalrules", *map(str, arguments)]
            done = self.start([sys.executable, "-I", "-S", "-c", _MEASURE, str(report), *command], **options)
            return done, Spent(*map(float, report.read_text().split()))

    def begin(self, *arguments: str | Path, env: Mapping[str, str] | None = None, **options: Any) -> subprocess.Popen[Any]:
        """`evalrules ARGUMENTS` as a process that runs while the test goes on; whoever begins it ends it."""
        given = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "cwd": self.home}
        command = [sys.executable, "-m", "evalrules", *map(str, arguments)]
        return subprocess.Popen(command, env=self.environment(**(env or {})), **{**given, **options})


def _limit(limits: Limits) -> None:
    if resource.RLIMIT_FSIZE in limits:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)  # writing then fails, as on a full disk
    for number, limit in limits.items():
        resource.setrlimit(number, (limit, limit))


def _heed_signals() -> None:
    """A shell starts what runs in the background deaf to Ctrl-C, and children inherit that: here they hear it again."""
    for number in (signal.SIGINT, signal.SIGHUP, signal.SIGTERM):
        if signal.getsignal(number) is signal.SIG_IGN:
            signal.signal(number, signal.default_int_handler if number is signal.SIGINT else signal.SIG_DFL)


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Iterator[object]:
    """A test module that loads a ruleset while it is imported, before any fixture, keeps nothing in the user's cache."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("EVALRULES_CACHE", "")
        return (yield)


@pytest.fixture(autouse=True, scope="session")
def _environment(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Nothing of the user's own: a home, a cache and a folder for temporary files of the session, English."""
    _heed_signals()
    patch = pytest.MonkeyPatch()
    pip = os.environ.get("PIP_CACHE_DIR") or os.path.expanduser("~/.cache/pip")
    home, cache, temporary = (tmp_path_factory.mktemp(name) for name in ("home", "cache", "temporary"))
    for name in (*NOT_THE_USERS, *(name for name in os.environ if name.startswith("XDG_"))):
        patch.delenv(name, raising=False)
    own = {"HOME": home, "TMPDIR": temporary, "EVALRULES_CACHE": cache, "PIP_CACHE_DIR": pip, "LC_ALL": "C.UTF-8"}
    for name, value in own.items():
        patch.setenv(name, str(value))
    patch.setenv("PYTHONDONTWRITEBYTECODE", "1")
    patch.setattr(tempfile, "tempdir", str(temporary))
    yield
    patch.undo()
    left = sorted(path.name for path in temporary.iterdir())
    assert [] == left, "temporary files were left behind; each is to be removed by whoever made it"


@pytest.fixture(scope="session")
def program(tmp_path_factory: pytest.TempPathFactory) -> Program:
    """The command as a process of its own, whatever happens to it: `program.run("check", path, limits={…})`."""
    installation = copy_of_installation(tmp_path_factory.mktemp("installation"))
    return Program(installation, tmp_path_factory.mktemp("home-of-programs"))
