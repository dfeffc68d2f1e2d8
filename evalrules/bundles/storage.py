"""Files by name inside one boundary: a folder or an archive. Nothing outside it is ever read.

A name is a path with `/`, without `.` or `..`, from the root of the storage. Whoever cites a file writes a path
from the folder of the citing file; `find` turns it into a name, or into None where it leads out.
"""

from __future__ import annotations

import os
import posixpath
import stat
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import IO, Protocol

from evalrules.base.diagnostics import Diagnostic, error, warning
from evalrules.base.records import NamedTuple
from evalrules.base.source import Span
from evalrules.readers.files import LIMIT, read_bytes

MAX_FILES = 100_000
MAX_FOLDERS = 64
"""How deep folders may lie in each other."""

TOO_DEEP = f"more than {MAX_FOLDERS} folders deep"
_CHUNK = 1 << 20
_LINK_OUT = "a link that leads out of the bundle"
_JUNK_FOLDERS = ("__MACOSX",)
_JUNK_FILES = (".DS_Store", "Thumbs.db", "desktop.ini")
_REFUSED: Mapping[str, Callable[[str], bool]] = {
    "an empty path": lambda written: not written,
    "an absolute path": lambda written: written.startswith("/"),
    "the folder of a user": lambda written: written.startswith("~"),
    "a drive": lambda written: written[1:2] == ":",
    "a backslash": lambda written: "\\" in written,
    "NUL": lambda written: "\0" in written,
    "an address": lambda written: "://" in written,
}


class Storage(Protocol):
    """Where the files of one subject are."""

    @property
    def identity(self) -> str:
        """What tells this storage from every other: its real path."""

    def mark(self, name: str) -> tuple[object, ...]:
        """What all names of one file have in common, and no name of another file has."""

    def names(self) -> Sequence[str]:
        """Every file inside, sorted; a folder is walked without following links. OSError where that fails."""

    def holds(self, name: str) -> bool:
        """Whether there is a regular file of that name, reached without leaving the storage."""

    def read(self, name: str, *, shown: str, limit: int = LIMIT) -> tuple[bytes | None, list[Diagnostic]]:
        """The bytes of a file of at most `limit` bytes; else None and why (ER001, ER003, ER006)."""

    def digests(self, name: str, algorithms: Sequence[str]) -> dict[str, str]:
        """The hexadecimal digest of a file by each algorithm of hashlib; OSError where it cannot be read."""

    def size(self, name: str) -> int:
        """How many bytes a file has; OSError where that cannot be said."""

    def open(self, name: str) -> IO[bytes]:
        """A regular file as a stream; OSError where it cannot be opened. Reading may raise OSError as well."""


class Folder(NamedTuple):
    """The storage that a folder is: its absolute path. `is_loose` where it merely holds a loose file of evidence."""

    root: str
    is_loose: bool = False

    @property
    def identity(self) -> str:
        """The real path of the folder."""
        return os.path.realpath(self.root)

    def mark(self, name: str) -> tuple[object, ...]:
        """The file on disk: links, hard links and other spellings lead to one; else its real path."""
        path = self.path(name)
        try:
            found = os.stat(path)
        except (OSError, ValueError):
            return (self.identity, name)
        return (found.st_dev, found.st_ino) if found.st_ino else (os.path.normcase(os.path.realpath(path)),)

    def names(self) -> Sequence[str]:
        """Every file below the folder, sorted; links to folders are not followed."""
        found: list[str] = []
        for where, _, files in walk(self.root, onerror=_raise):
            inside = os.path.relpath(where, self.root).replace(os.sep, "/")
            found += [name if inside == "." else f"{inside}/{name}" for name in files]
        return sorted(found)

    def holds(self, name: str) -> bool:
        """Whether the name is a regular file inside the folder, all links resolved."""
        return not self._leads_out(name) and os.path.isfile(self.path(name))

    def read(self, name: str, *, shown: str, limit: int = LIMIT) -> tuple[bytes | None, list[Diagnostic]]:
        """The bytes of a file, read once; ER014 where it is a link that leads out."""
        if self._leads_out(name):
            return None, [error("ER014", file_place(shown), entry=name, reason=_LINK_OUT)]
        return read_bytes(self.path(name), name=shown, limit=limit)

    def digests(self, name: str, algorithms: Sequence[str]) -> dict[str, str]:
        """The digests of a regular file, read in pieces."""
        with self.open(name) as file:
            return digests_of(file, algorithms)

    def size(self, name: str) -> int:
        """The size of a file as the file system knows it."""
        return os.stat(self.path(name)).st_size

    def open(self, name: str) -> IO[bytes]:
        """A regular file inside the folder; a pipe is refused instead of waited for."""
        path = self.path(name)
        if self._leads_out(name):
            raise OSError(_LINK_OUT)
        if not stat.S_ISREG(os.stat(path).st_mode):
            raise OSError("not a regular file")
        return open(path, "rb")

    def path(self, name: str) -> str:
        """The path on disk behind a name."""
        return os.path.join(self.root, *name.split("/"))

    def _leads_out(self, name: str) -> bool:
        """Whether a name, all links resolved, is outside the folder."""
        path = self.path(name)
        try:
            if os.name == "posix" and _is_file_within(path, name):
                return False
            return not is_inside(os.path.realpath(path), self.identity)
        except ValueError:  # NUL, or text that no file system holds
            return False


def _is_file_within(path: str, name: str) -> bool:
    """Whether a name without folders is a regular file itself, and no link: then it leads nowhere."""
    try:
        return "/" not in name and stat.S_ISREG(os.lstat(path).st_mode)
    except OSError:
        return False


class Sealed(NamedTuple):
    """A storage whose digests were verified: what is read later must still be what was verified.

    `expected` gives for each name the algorithm and the hexadecimal digest.
    """

    inner: Storage
    expected: Mapping[str, tuple[str, str]]

    @property
    def identity(self) -> str:
        """That of the storage inside."""
        return self.inner.identity

    def mark(self, name: str) -> tuple[object, ...]:
        """That of the storage inside."""
        return self.inner.mark(name)

    def names(self) -> Sequence[str]:
        """Those of the storage inside."""
        return self.inner.names()

    def holds(self, name: str) -> bool:
        """Whether the storage inside holds it."""
        return self.inner.holds(name)

    def read(self, name: str, *, shown: str, limit: int = LIMIT) -> tuple[bytes | None, list[Diagnostic]]:
        """The bytes of a file, where they are those that were verified (else ER022; ER024 where none were)."""
        data, problems = self.inner.read(name, shown=shown, limit=limit)
        if data is None:
            return None, problems
        algorithm, digest = self.expected.get(name, ("", ""))
        if not algorithm:
            return None, [error("ER024", file_place(shown), path=name, manifest=self._manifest(name))]
        from hashlib import new as new_hash

        if new_hash(algorithm, data).hexdigest() != digest:
            return None, [error("ER022", file_place(shown), path=name, manifest=self._manifest(name))]
        return data, problems

    def digests(self, name: str, algorithms: Sequence[str]) -> dict[str, str]:
        """The digests of a file that is still what was verified; OSError where it is not."""
        algorithm, digest = self.expected.get(name, ("", ""))
        found = self.inner.digests(name, tuple({*algorithms, algorithm} - {""}))
        if found.get(algorithm) != digest:
            raise OSError("not what was sealed")
        return {wanted: found[wanted] for wanted in algorithms}

    def size(self, name: str) -> int:
        """That of the storage inside."""
        return self.inner.size(name)

    def open(self, name: str) -> IO[bytes]:
        """That of the storage inside; whoever reads it checks the digest."""
        return self.inner.open(name)

    def _manifest(self, name: str) -> str:
        """The manifest that answers for a name."""
        known = {algorithm for algorithm, _ in self.expected.values()}
        algorithm = self.expected[name][0] if name in self.expected else max(known, default="sha512")
        return f"{'' if name.startswith('data/') else 'tag'}manifest-{algorithm}.txt"


class File(NamedTuple):
    """One file of a storage and how places show it; without a storage it is standard input."""

    storage: Storage | None
    name: str
    shown: str

    @property
    def identity(self) -> tuple[str, str]:
        """What tells this file from every other."""
        return (self.storage.identity if self.storage is not None else "", self.name)

    @property
    def mark(self) -> tuple[object, ...]:
        """What all names of this file have in common, and no name of another file has."""
        return self.storage.mark(self.name) if self.storage is not None else ("", self.name)

    def beside(self, written: str) -> File | None:
        """The file that this one names by a path from its own folder; None where there is none inside the storage."""
        name = find(self.storage, posixpath.dirname(self.name), written)
        if self.storage is None or name is None:
            return None
        folder = posixpath.dirname(self.shown)
        return File(self.storage, name, posixpath.normpath(posixpath.join(folder, written)))

    def merely_lacks(self, written: str) -> bool:
        """Whether a loose file cites a paper of its folder that is not there: unlike a bundle it promised none."""
        storage = self.storage
        if not isinstance(storage, Folder) or not storage.is_loose or refusal(written):
            return False
        name = posixpath.normpath(posixpath.join(posixpath.dirname(self.name), written))
        return not name.startswith("..") and not os.path.lexists(storage.path(name))

    def sha256(self) -> str:
        """The digest of its bytes, read in pieces; OSError where it cannot be read."""
        if self.storage is None:
            raise OSError("standard input")
        return self.storage.digests(self.name, ("sha256",))["sha256"]


def find(storage: Storage | None, folder: str, written: str) -> str | None:
    """The name behind a path that a file in `folder` writes; None where that is no file inside the storage.

    Absolute paths, addresses, `..` that leaves, and links that lead outside are refused before anything is opened.
    A name that differs only in Unicode composition (archives made on macOS) is the same name.
    """
    if storage is None or is_unsafe(written):
        return None
    name = posixpath.normpath(posixpath.join(folder, written))
    if name.startswith("..") or name == ".":
        return None
    if storage.holds(name):
        return name
    for form in ("NFC", "NFD"):
        composed = unicodedata.normalize(form, name)
        if composed != name and storage.holds(composed):
            return composed
    return None


def is_unsafe(written: str) -> bool:
    """Whether a path could mean anything but a file below: absolute, with a drive, an address, NUL or backslash."""
    return bool(refusal(written))


def refusal(written: str) -> str:
    """Why a path is unsafe to follow; empty where it is not. Whether `..` leads out is for the reader to say."""
    return next((reason for reason, applies in _REFUSED.items() if applies(written)), "")


def scan(storage: Folder, shown: str) -> list[Diagnostic]:
    """What is wrong with the files of a folder as a bundle: links that lead out, names that collide elsewhere."""
    problems: list[Diagnostic] = []
    count = 0
    for where, folders, files in walk(storage.root):
        for name in sorted([*files, *folders]):
            count += 1
            path = os.path.join(where, name)
            inside = os.path.relpath(path, storage.root).replace(os.sep, "/")
            if os.path.islink(path) and not is_inside(os.path.realpath(path), storage.identity):
                place = file_place(posixpath.join(shown, inside))
                problems.append(error("ER014", place, entry=inside, reason=_LINK_OUT))
            elif inside.count("/") >= MAX_FOLDERS and name in folders:
                problems.append(error("ER014", file_place(shown), entry=inside, reason=TOO_DEEP))
        if count > MAX_FILES:
            return [error("ER013", file_place(shown), path=shown or ".", reason=f"more than {MAX_FILES} files")]
    return problems + collisions(storage.names(), shown)


def walk(
    root: str, onerror: Callable[[OSError], None] | None = None
) -> Iterator[tuple[str, Sequence[str], Sequence[str]]]:
    """Each folder from a root on with the names of its folders and files, in order; none below the deepest allowed."""
    for where, folders, files in os.walk(root, onerror=onerror):
        names = sorted(folders)
        depth = 0 if where == root else os.path.relpath(where, root).count(os.sep) + 1
        folders[:] = names if depth < MAX_FOLDERS else []
        yield where, names, files


def collisions(names: Iterable[str], shown: str) -> list[Diagnostic]:
    """A warning for each pair of names that another system takes for one: case, or composition of Unicode.

    It stands at the bundle, or at the second of the two where the bundle has no name of its own.
    """
    problems: list[Diagnostic] = []
    seen: dict[str, str] = {}
    for name in names:
        key = unicodedata.normalize("NFC", name).casefold()
        first = seen.setdefault(key, name)
        if first != name:
            problems.append(warning("ER015", file_place(shown or name), first=first, second=name))
    return problems


def is_junk(name: str) -> bool:
    """Whether a file was left by a desktop: lock files of office programs, thumbnails, resource forks."""
    parts = name.split("/")
    return parts[0] in _JUNK_FOLDERS or parts[-1] in _JUNK_FILES or parts[-1].startswith(("~$", "._"))


def digests_of(file: IO[bytes], algorithms: Sequence[str]) -> dict[str, str]:
    """The hexadecimal digests of a stream by each algorithm."""
    from hashlib import new as new_hash

    hashes = {algorithm: new_hash(algorithm) for algorithm in algorithms}
    while piece := file.read(_CHUNK):
        for one in hashes.values():
            one.update(piece)
    return {algorithm: one.hexdigest() for algorithm, one in hashes.items()}


def file_place(shown: str) -> Span:
    """The place of a file as a whole; "." is a bundle that has no name of its own."""
    return Span(shown or ".", 1, 1, 1, 1)


def is_inside(path: str, root: str) -> bool:
    """Whether a real path is a real folder or lies below it."""
    return path == root or path.startswith(root.rstrip(os.sep) + os.sep)


def _raise(problem: OSError) -> None:
    raise problem
