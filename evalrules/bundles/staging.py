"""A folder beside its target in which something is made ready, and from which a killed run can be undone.

Whoever makes something holds a lock on the folder. One that nobody holds was left by a run that was killed: the next
run moves back what had been moved, and removes it. On a system without such locks what is left stays.
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from evalrules.base.records import NamedTuple

PREFIX = ".evalrules-seal-"
NEW, OLD, COPY, INTENT = "new", "old", "copy", "intent.json"
"""What may stand in it: tag files that are new, those that they replace, copies, and what is being moved."""

PAYLOAD = "data"


class Intent(NamedTuple):
    """What is moved between the staging folder and the bundle beside it: enough to move it back.

    `folder` is the name of the bundle, which becomes the payload of a new bag where nothing is `made`; else `made` are
    the tag files that come, and `outdated` those that go.
    """

    folder: str
    made: tuple[str, ...] = ()
    outdated: tuple[str, ...] = ()


@contextmanager
def staging(target: str) -> Iterator[str]:
    """A new folder beside a path. At the end, however it comes, what was not carried through is undone."""
    path, lock = _new_folder(os.path.dirname(os.path.abspath(target)))
    try:
        yield path
    finally:
        _clear(path)
        if lock is not None:
            os.close(lock)


def intend(path: str, intent: Intent) -> None:
    """Write down what is about to be moved, once everything that is made stands in the staging folder."""
    with open(os.path.join(path, INTENT), "x", encoding="utf-8") as file:
        json.dump(intent._asdict(), file)
        file.flush()
        os.fsync(file.fileno())


def carried_through(path: str) -> None:
    """Nothing is to be undone any more."""
    os.remove(os.path.join(path, INTENT))


def clear_leftovers(folder: str) -> list[str]:
    """Undo and remove what killed runs left in a folder; the paths of what could not be, since something is in its way.

    What a run holds that is still at work, and what belongs to another user, is left alone.
    """
    try:
        found = [one.path for one in os.scandir(folder) if one.name.startswith(PREFIX) and _is_own_folder(one)]
    except OSError:
        return []
    left = []
    for path in sorted(found):
        lock = _locked(path)
        if lock is not None:
            _clear(path)
            os.close(lock)
            left += [path] if os.path.lexists(path) else []
    return left


def _is_own_folder(entry: os.DirEntry[str]) -> bool:
    is_own = os.name == "nt" or entry.stat(follow_symlinks=False).st_uid == os.geteuid()
    return is_own and entry.is_dir(follow_symlinks=False)


# -- locks -------------------------------------------------------------------------------------------------------------


def _new_folder(parent: str) -> tuple[str, int | None]:
    """A new folder with the lock on it; another one where somebody took it for left over in the meantime."""
    while True:
        path = tempfile.mkdtemp(prefix=PREFIX, dir=parent)
        lock = _locked(path)
        if lock is None or os.path.isdir(path):
            return path, lock
        os.close(lock)


def _locked(path: str) -> int | None:
    """The lock on a folder; None where somebody else has it, or where there are none."""
    if sys.platform == "win32":
        return None
    import fcntl  # POSIX alone has it

    handle = None
    try:
        handle = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        if handle is not None:
            os.close(handle)
        return None
    return handle


# -- the way back ------------------------------------------------------------------------------------------------------


def _clear(path: str) -> None:
    """Move back what was moved, as the folders show it, and remove what was made; the payload is never removed."""
    intent = _intent_in(path)
    if intent is not None:
        with contextlib.suppress(OSError):
            _undo(path, intent)
    if os.path.lexists(os.path.join(path, NEW, PAYLOAD)):
        return  # somebody's files, which could not be moved back: the intent stays with them
    _remove(os.path.join(path, COPY))
    for name in (NEW, OLD):
        _remove_files(os.path.join(path, name))
    _remove(os.path.join(path, INTENT))
    with contextlib.suppress(OSError):
        os.rmdir(path)


def _undo(path: str, intent: Intent) -> None:
    bundle = os.path.join(os.path.dirname(path), intent.folder)
    if not intent.made:
        _move(os.path.join(path, NEW, PAYLOAD), bundle)
    for name in intent.made:
        _move(os.path.join(bundle, name), os.path.join(path, NEW, name))
    for name in intent.outdated:
        _move(os.path.join(path, OLD, name), os.path.join(bundle, name))


def _move(source: str, target: str) -> None:
    """Move what is there to where nothing is."""
    if os.path.lexists(source) and not os.path.lexists(target):
        os.rename(source, target)


def _intent_in(path: str) -> Intent | None:
    try:
        with open(os.path.join(path, INTENT), encoding="utf-8") as file:
            found = json.load(file)
        return Intent(os.path.basename(found["folder"]), tuple(found["made"]), tuple(found["outdated"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None  # it was never written to its end, so nothing was moved


def _remove(path: str) -> None:
    """Remove copies: a file, or a folder with all that is in it."""
    shutil.rmtree(path, ignore_errors=True)
    with contextlib.suppress(OSError):
        os.remove(path)


def _remove_files(folder: str) -> None:
    """Remove a folder of tag files, and nothing else that may be in it."""
    with contextlib.suppress(OSError):
        for name in os.listdir(folder):
            os.remove(os.path.join(folder, name))
        os.rmdir(folder)


def write_files(folder: str, made: Mapping[str, bytes]) -> None:
    """Write new files to a folder, and make sure that they are on the disk."""
    for name, data in made.items():
        with open(os.path.join(folder, name), "xb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
