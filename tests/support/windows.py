"""What evalrules meets on Windows, as far as another system can show it: a module `os` and a `signal` without what Windows lacks.

Only the modules of evalrules see them; the library of Python keeps its own. Paths stay those of this system.
"""

from __future__ import annotations

import contextlib
import importlib
import os
import pkgutil
import signal
import sys
from types import SimpleNamespace
from typing import Any

import pytest

import evalrules

LACKING = frozenset(
    """chown chroot ctermid fchown fork forkpty fpathconf fstatvfs getegid geteuid getgid getgroups getloadavg getpgid getpgrp getpriority getsid
    getuid initgroups killpg lchown lockf major makedev minor mkfifo mknod nice openpty pathconf posix_fadvise posix_fallocate posix_spawn
    posix_spawnp pread preadv pwrite pwritev readv register_at_fork sched_getaffinity sched_setaffinity sendfile setegid seteuid setgid
    setgroups setpgid setpriority setregid setreuid setsid setuid statvfs sync sysconf tcgetpgrp ttyname uname wait wait3 wait4 writev
    O_ASYNC O_CLOEXEC O_DIRECT O_DIRECTORY O_DSYNC O_NOATIME O_NOCTTY O_NOFOLLOW O_NONBLOCK O_PATH O_SYNC""".split()
)
SIGNALS = frozenset("SIGALRM SIGCHLD SIGHUP SIGKILL SIGPIPE SIGQUIT SIGTSTP SIGUSR1 SIGUSR2 alarm pause pthread_kill setitimer sigwait".split())


class Without:
    """A module without some of its names, and with others in their place."""

    def __init__(self, module: Any, lacking: frozenset[str], **others: Any) -> None:
        self.__dict__ |= {"_module": module, "_lacking": lacking, **others}

    def __getattr__(self, name: str) -> Any:
        if name in self._lacking:
            raise AttributeError(name)
        return getattr(self._module, name)


def _opened(path: Any, *arguments: Any, dir_fd: None = None, **more: Any) -> int:
    """A folder cannot be opened."""
    assert dir_fd is None
    if os.path.isdir(path):
        raise PermissionError(13, "Permission denied", path)
    return os.open(path, *arguments, **more)


def _renamed(source: Any, target: Any, **more: Any) -> None:
    """Nothing is renamed to what is there, nor replaced while somebody holds it open."""
    if os.path.lexists(target):
        raise FileExistsError(17, "File exists", target)
    os.rename(source, target, **more)


def _replaced(source: Any, target: Any, *, src_dir_fd: None = None, dst_dir_fd: None = None) -> None:
    assert src_dir_fd is None
    assert dst_dir_fd is None
    _refuse_open(source)
    _refuse_open(target)
    os.replace(source, target)


def _removed(path: Any, *, dir_fd: None = None) -> None:
    assert dir_fd is None
    _refuse_open(path)
    os.remove(path)


def _refuse_open(path: Any) -> None:
    """As Windows does with a file that this very process holds open."""
    here = os.path.realpath(path)
    for own in os.listdir("/proc/self/fd") if os.path.isdir("/proc/self/fd") else ():
        try:
            held = os.readlink(f"/proc/self/fd/{own}")
        except OSError:
            continue
        if held == here:
            raise PermissionError(32, "The process cannot access the file because it is being used by another process", path)


def as_on_windows(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let every module of evalrules see these, for the time of a test."""
    for one in pkgutil.walk_packages(evalrules.__path__, "evalrules.", onerror=lambda _: None):
        if ".rulesets" not in one.name and not one.name.endswith("__main__"):
            with contextlib.suppress(ModuleNotFoundError):  # of an extra that is not here
                importlib.import_module(one.name)
    windows = Without(
        os, LACKING, name="nt", open=_opened, rename=_renamed, replace=_replaced, remove=_removed, unlink=_removed,
        supports_dir_fd=frozenset(), supports_follow_symlinks=frozenset(),
    )  # fmt: skip
    signals = Without(signal, SIGNALS)
    for name, module in list(sys.modules.items()):
        if name.startswith("evalrules"):
            for own, instead in (("os", windows), ("signal", signals)):
                if getattr(module, own, None) in (os, signal):
                    monkeypatch.setattr(module, own, instead)
    from evalrules import cache
    from evalrules.bundles import staging

    monkeypatch.setattr(staging, "sys", SimpleNamespace(platform="win32"))
    monkeypatch.setattr(cache, "_HOLDS_FOLDERS_OPEN", False)
    for own in ("_ENTRY", "_NEW", "_FOLDER"):
        kept = getattr(cache, own) & ~(os.O_NOFOLLOW | os.O_DIRECTORY | os.O_NONBLOCK)
        monkeypatch.setattr(cache, own, kept)
