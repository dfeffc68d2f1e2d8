"""Checked rulesets and their plans kept between runs, by the digest of their source, in a folder of the user alone.

Only data is kept: plans (evalrules.plan.codec), and texts of what took long to find (evalrules.proving.kept_proofs). An
entry begins with a digest over its key and everything in it, and its key is over the bytes of the source and the age of
what checked them. Whatever is wrong with an entry or with the folder changes nothing but the time it takes.
EVALRULES_CACHE names another folder, or "" for none. What this protects from, and from what not:
docs/decisions/0004-cache.md.
"""

from __future__ import annotations

import json
import os
import stat
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from evalrules.base.hashes import sha256_of
from evalrules.base.records import NamedTuple
from evalrules.base.shipped import ARCHIVE
from evalrules.plan.nodes import Plan

VARIABLE = "EVALRULES_CACHE"
CHECKING_ROOMS = ("base", "tree", "model", "plan", "frontend", "semantics")

_LIMIT = 50_000_000
_PRIVATE = 0o700
_WRITABLE_BY_OTHERS = stat.S_IWGRP | stat.S_IWOTH
_ENTRY = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
_NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
_FOLDER = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_DIRECTORY", 0) | getattr(os, "O_NONBLOCK", 0)
_HOLDS_FOLDERS_OPEN = os.open in os.supports_dir_fd


class Kept(NamedTuple):
    """The plan of a checked ruleset, and the digests of the parents it was made with."""

    plan: Plan
    parents: tuple[tuple[str, str], ...]


def key_of(shown: str, data: bytes, version: str, rooms: tuple[str, ...] = CHECKING_ROOMS) -> str:
    """The key of a source file: its bytes, the name its places show, and the version and age of what checked it."""
    stamp = f"{version}\0{_checkers(rooms)}\0{shown}\0".encode("utf-8", "surrogatepass")
    return sha256_of(stamp + data)


def _checkers(rooms: tuple[str, ...]) -> str:
    """When the code that checks rulesets last changed: whoever works on it must not meet its older results."""
    if ARCHIVE:
        return str(os.stat(ARCHIVE).st_mtime_ns)
    home = os.path.dirname(os.path.abspath(__file__))
    newest = 0
    for room in rooms:
        for entry in os.scandir(os.path.join(home, room)):
            if entry.name.endswith(".py"):
                newest = max(newest, entry.stat().st_mtime_ns)
    return str(newest)


def fetch(key: str) -> Kept | None:
    """What was kept under a key; None where that is nothing, or not what was kept, or not the user's own."""
    from evalrules.plan.codec import plan_from_text

    text = fetch_text(key)
    if text is None:
        return None
    try:
        head, _, body = text.partition("\n")
        parents = tuple((str(name), str(found)) for name, found in json.loads(head))
        return Kept(plan_from_text(body), parents)
    except (ValueError, KeyError, TypeError, IndexError, ArithmeticError, RecursionError):
        return None


def fetch_text(key: str) -> str | None:
    """The text that was kept under a key; None as for `fetch`."""
    try:
        with _folder() as folder:
            content = _read(folder, f"{key}.json") if folder is not None else b""
        digest, _, rest = content.partition(b"\n")
        return rest.decode("utf-8") if digest.decode("ascii") == _digest(key, rest) else None
    except (OSError, ValueError):
        return None


def keep(key: str, kept: Kept) -> None:
    """Keep a checked ruleset, whole or not at all; say nothing where that cannot be done."""
    from evalrules.plan.codec import plan_to_text

    keep_text(key, f"{json.dumps(kept.parents)}\n{plan_to_text(kept.plan)}")


def keep_text(key: str, text: str) -> None:
    """Keep a text likewise."""
    content = text.encode()
    try:
        _make_folder(_named_folder())
        with _folder() as folder:
            if folder is not None:
                _write(folder, f"{key}.json", f"{_digest(key, content)}\n".encode() + content)
    except (OSError, ValueError):
        return


def _digest(key: str, content: bytes) -> str:
    """The digest of an entry; its key is in it, so that no entry can stand in for another."""
    return sha256_of(key.encode() + b"\n" + content)


# -- one entry ---------------------------------------------------------------------------------------------------------


class _Folder(NamedTuple):
    """The folder of the cache: its path, and where the system can hold one open its handle, else None."""

    path: str
    handle: int | None

    def at(self, name: str) -> str:
        return name if self.handle is not None else os.path.join(self.path, name)


def _read(folder: _Folder, name: str) -> bytes:
    """A regular file of the user's; OSError where it is anything else, which is neither followed nor waited for."""
    handle = os.open(folder.at(name), _ENTRY, dir_fd=folder.handle)
    with os.fdopen(handle, "rb") as file:
        found = os.fstat(handle)
        if not stat.S_ISREG(found.st_mode) or not _is_own(found) or found.st_size > _LIMIT:
            raise OSError(name)
        return file.read(_LIMIT)


def _write(folder: _Folder, name: str, content: bytes) -> None:
    """A new file in the place of an older one, or none."""
    partial = f"{name}.{os.urandom(8).hex()}.partial"
    handle = os.open(folder.at(partial), _NEW, 0o600, dir_fd=folder.handle)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        os.replace(folder.at(partial), folder.at(name), src_dir_fd=folder.handle, dst_dir_fd=folder.handle)
    except BaseException:
        os.remove(folder.at(partial), dir_fd=folder.handle)
        raise


# -- the folder --------------------------------------------------------------------------------------------------------


@contextmanager
def _folder() -> Iterator[_Folder | None]:
    """The folder of the cache for as long as it is used; None where none is wanted.

    OSError where it is not there, is a link, or is not the user's alone. Where the system allows it, what is read and
    written is then what was looked at, whatever becomes of the path.
    """
    path = _named_folder()
    if not path:
        yield None
    elif _HOLDS_FOLDERS_OPEN:
        handle = os.open(path, _FOLDER)
        try:
            _check_folder(os.fstat(handle), path)
            yield _Folder(path, handle)
        finally:
            os.close(handle)
    else:
        _check_folder(os.lstat(path), path)
        yield _Folder(path, None)


def _check_folder(found: os.stat_result, path: str) -> None:
    """OSError where a folder is none, or somebody else could put something into it."""
    is_private = os.name == "nt" or not found.st_mode & _WRITABLE_BY_OTHERS
    if not (stat.S_ISDIR(found.st_mode) and _is_own(found) and is_private):
        raise OSError(path)


def _is_own(found: os.stat_result) -> bool:
    """Whether a file or folder belongs to the user; Windows keeps owners elsewhere, and its profiles private.

    In a browser there is nobody else.
    """
    return os.name == "nt" or sys.platform == "emscripten" or found.st_uid == os.geteuid()


def _make_folder(path: str) -> None:
    if path and not os.path.lexists(path):
        os.makedirs(os.path.dirname(path), exist_ok=True)
        os.mkdir(path, _PRIVATE)


def _named_folder() -> str:
    """The path of the cache, "" where none is wanted; without a trailing slash, which would follow a link."""
    named = os.environ.get(VARIABLE)
    if named is None:
        named = _users_folder()
    return os.path.abspath(named) if named else ""


def _users_folder() -> str:
    """Where a user's programs keep what they can make again.

    On Linux that is one line as a rule; the library that knows every system and every exception is a tenth of what a
    check costs.
    """
    if sys.platform == "linux" and "ANDROID_DATA" not in os.environ:
        named, home = os.environ.get("XDG_CACHE_HOME", ""), os.environ.get("HOME", "")
        folder = named or os.path.join(home, ".cache")
        if os.path.isabs(folder):
            return os.path.join(folder, "evalrules")
    from platformdirs import user_cache_dir

    return user_cache_dir("evalrules", appauthor=False)
