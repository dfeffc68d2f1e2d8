"""Reports to where they are wanted: standard output, or a file that is whole or not there at all."""

from __future__ import annotations

import contextlib
import os
import stat
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import IO


class NotDelivered(Exception):
    """A report that did not arrive: where to, and why."""

    def __init__(self, path: str, reason: str) -> None:
        self.path = path
        self.reason = reason
        super().__init__(path, reason)


def to_stdout(text: str, *, utf8: bool = False) -> None:
    """Write to standard output and make sure that it arrived; `utf8` whatever the locale (for JSON).

    Characters that the locale's encoding lacks are written as escapes. Raises NotDelivered.
    """
    try:
        _write_stdout(text, utf8=utf8)
    except (OSError, ValueError) as problem:
        _abandon_stdout()
        raise NotDelivered("<stdout>", getattr(problem, "strerror", None) or str(problem)) from None


def bytes_to_stdout(data: bytes) -> None:
    """Write bytes to standard output as they are and make sure that they arrived. Raises NotDelivered."""
    try:
        out = getattr(sys.stdout, "buffer", None)
        if out is None:
            raise ValueError("standard output takes no bytes")  # noqa: TRY301 - closed, or replaced
        sys.stdout.flush()
        out.write(data)
        out.flush()
    except (OSError, ValueError) as problem:
        _abandon_stdout()
        raise NotDelivered("<stdout>", getattr(problem, "strerror", None) or str(problem)) from None


def _write_stdout(text: str, *, utf8: bool) -> None:
    out = sys.stdout
    if out is None:
        raise ValueError("standard output is closed")
    encoding = "utf-8" if utf8 else out.encoding or "utf-8"
    data = text.encode(encoding, "backslashreplace")
    buffer = getattr(out, "buffer", None)
    if buffer is None:
        out.write(text)
        out.flush()
        return
    out.flush()
    buffer.write(data)
    buffer.flush()


def _abandon_stdout() -> None:
    """Keep Python from trying again at exit, which would change the exit code and print a traceback."""
    with contextlib.suppress(OSError, ValueError, AttributeError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def to_stderr(text: str) -> None:
    """Write to standard error; a reader who has gone does not matter."""
    err = sys.stderr
    if err is None or not text:
        return
    with contextlib.suppress(OSError, ValueError):
        encoding = err.encoding or "utf-8"
        err.write(text.encode(encoding, "backslashreplace").decode(encoding))
        err.flush()


def to_file(path: str, data: bytes | Iterable[bytes]) -> None:
    """Write a file whole or not at all, from bytes or from pieces of them: beside it first, then in its place.

    An older file is replaced; a link is replaced, never written through. A device is written to as it is.
    Raises NotDelivered; what was there before is then unchanged.
    """
    pieces = (data,) if isinstance(data, bytes) else data
    try:
        if _is_device(path):
            with open(path, "wb", buffering=0) as device:
                device.writelines(pieces)
        else:
            _replace(path, pieces)
    except (OSError, ValueError) as problem:
        raise NotDelivered(path, getattr(problem, "strerror", None) or str(problem)) from None


def to_file_by(path: str, write: Callable[[IO[bytes]], None]) -> None:
    """Write a file whole or not at all, by something that writes into an open file beside it. Raises NotDelivered.

    What else it raises is raised on, and nothing is left.
    """
    import tempfile

    target = os.path.abspath(path)
    try:
        handle, partial = tempfile.mkstemp(prefix=".evalrules-", suffix=".partial", dir=os.path.dirname(target))
    except OSError as problem:
        raise NotDelivered(path, problem.strerror or str(problem)) from None
    try:
        with os.fdopen(handle, "wb") as file:
            write(file)
            file.flush()
            os.fsync(file.fileno())
        os.chmod(partial, _mode_for(path))
        os.replace(partial, target)
    except OSError as problem:
        _remove(partial)
        raise NotDelivered(path, problem.strerror or str(problem)) from None
    except BaseException:
        _remove(partial)
        raise


def _remove(path: str) -> None:
    with contextlib.suppress(OSError):
        os.remove(path)


def to_new_file(path: str, data: bytes) -> None:
    """Write a file that must not be there yet, whole or not at all. Raises NotDelivered; FileExistsError where it is.

    Where the file system has no hard links, somebody who makes the same file in the same moment is not noticed.
    """
    if os.path.lexists(path) and not _is_device(path):
        raise FileExistsError(path)
    try:
        if _is_device(path):
            to_file(path, data)
        else:
            _replace(path, (data,), is_new=True)
    except FileExistsError:
        raise
    except (OSError, ValueError) as problem:
        raise NotDelivered(path, getattr(problem, "strerror", None) or str(problem)) from None


def to_new_folder(path: str, files: Mapping[str, bytes]) -> None:
    """Write a folder of files that must not be there yet (or be empty), all of it or nothing.

    Raises NotDelivered; FileExistsError where something is there.
    """
    with new_folder(path) as partial:
        for name, data in files.items():
            with open(os.path.join(partial, name), "wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())


@contextmanager
def new_folder(path: str) -> Iterator[str]:
    """A folder to write into, which takes its place when all is written, and is gone where that fails.

    Raises as `to_new_folder`.
    """
    if os.path.lexists(path) and (not os.path.isdir(path) or os.listdir(path)):
        raise FileExistsError(path)
    import shutil
    import tempfile

    target = os.path.abspath(path)
    partial = ""
    try:
        partial = tempfile.mkdtemp(prefix=".evalrules-", suffix=".partial", dir=os.path.dirname(target))
        yield partial
        os.chmod(partial, _mode_of_folder())
        if os.path.isdir(target):
            os.rmdir(target)  # an empty one; it is not replaced on every system
        os.rename(partial, target)
    except (OSError, ValueError) as problem:
        shutil.rmtree(partial, ignore_errors=True)
        raise NotDelivered(path, getattr(problem, "strerror", None) or str(problem)) from None
    except BaseException:
        shutil.rmtree(partial, ignore_errors=True)
        raise


def to_end_of_file(path: str, data: bytes) -> None:
    """Append to a file, which need not be there yet. Raises NotDelivered."""
    try:
        with open(path, "ab") as file:
            file.write(data)
    except (OSError, ValueError) as problem:
        raise NotDelivered(path, getattr(problem, "strerror", None) or str(problem)) from None


def _is_device(path: str) -> bool:
    try:
        mode = os.stat(path).st_mode
    except FileNotFoundError:
        return False
    if stat.S_ISFIFO(mode) or stat.S_ISDIR(mode):
        raise ValueError("not a regular file")
    return not stat.S_ISREG(mode)


def _replace(path: str, pieces: Iterable[bytes], *, is_new: bool = False) -> None:
    import tempfile  # a report on standard output needs nothing of it

    folder = os.path.dirname(os.path.abspath(path))
    handle, partial = tempfile.mkstemp(prefix=".evalrules-", suffix=".partial", dir=folder)
    try:
        with os.fdopen(handle, "wb") as file:
            file.writelines(pieces)
            file.flush()
            os.fsync(file.fileno())
        os.chmod(partial, _mode_for(path))
        if not (is_new and _linked(partial, path)):
            os.replace(partial, path)
    except BaseException:
        with contextlib.suppress(OSError):
            os.remove(partial)
        raise


def _linked(partial: str, path: str) -> bool:
    """Give a whole file its name unless it is taken (FileExistsError); False where there are no hard links."""
    try:
        os.link(partial, path, follow_symlinks=False)
    except FileExistsError:
        raise
    except (OSError, NotImplementedError):
        return False
    os.remove(partial)
    return True


def _mode_for(path: str) -> int:
    """The permissions of the file that is replaced, or those a new file gets."""
    try:
        return stat.S_IMODE(os.lstat(path).st_mode) if not os.path.islink(path) else 0o644
    except OSError:
        return 0o666 & ~_mask()


def _mode_of_folder() -> int:
    return 0o777 & ~_mask()


def _mask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
