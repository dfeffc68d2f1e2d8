"""A zip as a storage: read in place, never extracted; what could harm or mislead is refused when it is opened."""

from __future__ import annotations

import io
import os
import re
import stat
import struct
import zipfile
import zlib
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import IO, Self

from evalrules.base.diagnostics import Diagnostic, error, has_errors, note
from evalrules.base.patterns import pattern
from evalrules.base.records import NamedTuple
from evalrules.bundles.storage import MAX_FOLDERS, TOO_DEEP, collisions, digests_of, file_place, is_junk, refusal
from evalrules.readers.files import LIMIT

MAX_ENTRIES = 10_000
MAX_TOTAL = 500_000_000
MAX_RATIO = 200
RATIO_FROM = 10_000_000
"""The size from which an entry is asked how far it was squeezed: small ones do no harm."""

MAX_NAME = 4_096
"""How many characters the path of an entry may have: more is no path on any system."""

_MAX_AT_ONCE = 16_000_000  # more is no directory of so few entries
_PIECE = 1 << 20
_UTF8_FLAG = 0x800
_ENCRYPTED = 0x1 | 0x40 | 0x2000
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)  # those whose decompression is bounded by what is asked for
_SLASH = pattern("/")
_EVIDENCE = pattern(r"(data/)?evidence\.[a-z]+")
_FAULTS = (
    zipfile.BadZipFile, zlib.error, struct.error, OSError, ValueError, RuntimeError, EOFError, MemoryError,
    OverflowError, LookupError,
)  # fmt: skip


class Archive(NamedTuple):
    """The storage that a zip is: its path, the one handle that everything is read from, and its files by name."""

    path: str
    file: IO[bytes]
    opened: zipfile.ZipFile
    entries: Mapping[str, zipfile.ZipInfo]
    root: str
    """The one top folder that holds everything; empty where the files lie at the root."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the file."""
        self.opened.close()
        self.file.close()

    @property
    def identity(self) -> str:
        """The real path of the zip."""
        return os.path.realpath(self.path)

    def mark(self, name: str) -> tuple[object, ...]:
        """The zip and the name inside: an archive holds no links."""
        return (self.identity, name)

    def names(self) -> Sequence[str]:
        """Every file but what a desktop left behind, sorted."""
        return sorted(name for name in self.entries if not is_junk(name))

    def holds(self, name: str) -> bool:
        """Whether there is a file of that name."""
        return name in self.entries

    def read(self, name: str, *, shown: str, limit: int = LIMIT) -> tuple[bytes | None, list[Diagnostic]]:
        """The bytes of a file; else None and why: ER001, ER003, or ER013 where the archive is damaged."""
        place = file_place(shown)
        try:
            size = self.size(name)
            if size > limit:
                return None, [error("ER003", place, size=str(size), limit=str(limit))]
            with self.open(name) as file:
                return file.read(size + 1), []
        except FileNotFoundError as problem:
            return None, [error("ER001", place, path=name, reason=problem.strerror or "")]
        except OSError:
            return None, [error("ER013", place, path=name, reason="damaged")]

    def digests(self, name: str, algorithms: Sequence[str]) -> dict[str, str]:
        """The digests of a file, unpacked in pieces; OSError where it is damaged."""
        with self.open(name) as file:
            return digests_of(file, algorithms)

    def size(self, name: str) -> int:
        """The size that the archive states; reading fails where it is another."""
        if name not in self.entries:
            raise FileNotFoundError(2, os.strerror(2))
        return self.entries[name].file_size

    def open(self, name: str) -> IO[bytes]:
        """A file as it is unpacked; OSError where it is damaged."""
        size = self.size(name)
        try:
            return io.BufferedReader(_Unpacked(self.opened.open(self.entries[name]), size))
        except _FAULTS as problem:
            raise OSError("damaged") from problem


def open_archive(data_path: str, *, shown: str) -> tuple[Archive | None, list[Diagnostic]]:
    """A zip as a storage; None where an error says why: ER001, ER006, ER013, ER014.

    ER018 notes that names were read as GB18030, ER015 warns of names that other systems take for one. The archive
    stays open until it is closed, so that what is read is what was checked.
    """
    file, problems = _file_at(data_path, shown)
    if file is None:
        return None, problems
    try:
        zipped = zipfile.ZipFile(file)
    except _FAULTS:
        file.close()
        return None, [error("ER013", file_place(shown), path=shown, reason=file.reason)]
    entries, problems = _entries(zipped.infolist(), shown)
    if has_errors(problems):
        file.close()
        return None, problems
    root = _root_of(name for name in entries if not is_junk(name))
    below = {name.removeprefix(root): info for name, info in entries.items() if name.startswith(root)}
    archive = Archive(os.path.abspath(data_path), file, zipped, below, root.rstrip("/"))
    return archive, problems + collisions(archive.names(), shown)


class _Bounded(io.BufferedReader):
    """A file that hands over only so much at once: a directory of gigabytes is not read into memory."""

    reason = "damaged or cut off"

    def read(self, size: int | None = -1, /) -> bytes:
        data = super().read(_MAX_AT_ONCE + 1 if size is None or not 0 <= size <= _MAX_AT_ONCE else size)
        if len(data) > _MAX_AT_ONCE:
            self.reason = f"more than {MAX_ENTRIES} entries"
            raise zipfile.BadZipFile(self.reason)
        return data


class _Unpacked(io.RawIOBase):
    """An entry of so many bytes as a raw stream; whatever is wrong with it is an OSError."""

    def __init__(self, entry: IO[bytes], size: int) -> None:
        self._entry = entry
        self._left = size

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview, /) -> int:  # type: ignore[override]  # what a BufferedReader hands over
        try:
            piece = self._entry.read(min(len(buffer), _PIECE))
        except _FAULTS as problem:
            raise OSError("damaged") from problem
        self._left -= len(piece)
        if self._left < 0 or (self._left and not piece):
            raise OSError("not as long as the archive states")
        buffer[: len(piece)] = piece
        return len(piece)

    def close(self) -> None:
        self._entry.close()
        super().close()


def _file_at(path: str, shown: str) -> tuple[_Bounded | None, list[Diagnostic]]:
    place = file_place(shown)
    try:
        mode = os.stat(path).st_mode
        if not stat.S_ISREG(mode):
            return None, [error("ER006", place, kind="folder" if stat.S_ISDIR(mode) else "device or pipe")]
        file = _Bounded(io.FileIO(path))
        if file.read(2) != b"PK":
            file.reason = "not a zip archive"
    except (OSError, ValueError) as problem:
        reason = getattr(problem, "strerror", None) or str(problem)
        return None, [error("ER001", place, path=place.file, reason=reason)]
    return file, []


def _entries(infos: Sequence[zipfile.ZipInfo], shown: str) -> tuple[dict[str, zipfile.ZipInfo], list[Diagnostic]]:
    """The files by name, every one of them safe; else what is wrong, of all entries at once."""
    place = file_place(shown)
    named = [(info, *name_of(info)) for info in infos[: MAX_ENTRIES + 1]]
    reasons = {_too_much(infos), *(_unusable(info, encoding) for info, _, encoding in named)} - {""}
    problems = [error("ER013", place, path=shown, reason=reason) for reason in sorted(reasons)]
    found: dict[str, zipfile.ZipInfo] = {}
    for info, name, _ in named:
        wrong = _wrong_with(info, name) or ("an entry that stands twice" if name in found else "")
        if wrong:
            problems.append(error("ER014", place, entry=name, reason=wrong))
        elif not _is_folder(info, name):
            found[name] = info
    both = sorted(_folders_among(found))
    problems += [error("ER014", place, entry=name, reason="both a file and a folder") for name in both]
    if any(encoding == "gb18030" for _, _, encoding in named):
        problems.append(note("ER018", place, encoding="GB18030"))
    return found, problems


def name_of(info: zipfile.ZipInfo) -> tuple[str, str]:
    """The name of an entry, with `/`, and the encoding it was read by; "" for one that no encoding explains.

    Without the UTF-8 flag it is ASCII, or UTF-8 whose characters all lie above U+07FF (two bytes of GB18030 often
    look like one below), or GB18030 as Windows writes it in China.
    """
    written = info.orig_filename
    encoding = "utf-8"
    if not info.flag_bits & _UTF8_FLAG and not written.isascii():
        written, encoding = _decoded(written.encode("cp437", "replace"))
    if len(written) > MAX_NAME:
        return written, encoding  # refused as it is
    name = re.sub(r"(?<=.)/{2,}", "/", written.replace("\\", "/"))
    return re.sub(r"(?:(?<=/)|\A)\./(?=.)", "", name), encoding


def _decoded(raw: bytes) -> tuple[str, str]:
    for encoding in ("utf-8", "gb18030"):
        try:
            text = raw.decode(encoding)
        except UnicodeDecodeError:
            continue
        if encoding != "utf-8" or all(ord(character) < 0x80 or ord(character) > 0x7FF for character in text):
            return text, encoding
    return raw.decode("ascii", "replace"), ""


def _too_much(infos: Sequence[zipfile.ZipInfo]) -> str:
    """Why a zip is a bomb, or as good as one; empty where it is not."""
    if len(infos) > MAX_ENTRIES:
        return f"more than {MAX_ENTRIES} entries"
    if sum(info.file_size for info in infos) > MAX_TOTAL:
        return f"more than {MAX_TOTAL} bytes unpacked"
    if any(info.file_size > max(RATIO_FROM, MAX_RATIO * info.compress_size) for info in infos):
        return f"an entry that grows more than {MAX_RATIO} times"
    return ""


def _wrong_with(info: zipfile.ZipInfo, name: str) -> str:
    """Why an entry is refused for its name or its kind; empty where it is not."""
    if len(name) > MAX_NAME:
        return f"more than {MAX_NAME} characters"
    kind = stat.S_IFMT(info.external_attr >> 16)
    if stat.S_ISLNK(kind):
        return "a link"
    if kind not in (0, stat.S_IFREG, stat.S_IFDIR):
        return "a device or pipe"
    if ".." in name.split("/"):
        return "a path that leads out"
    if name.count("/") > MAX_FOLDERS:
        return TOO_DEEP
    return refusal(name.removeprefix("~$"))  # the lock file of an office program is no folder of a user


def _unusable(info: zipfile.ZipInfo, encoding: str) -> str:
    """Why an entry cannot be read; empty where it can."""
    if not encoding:
        return "a name in an unknown encoding"
    if info.flag_bits & _ENCRYPTED:
        return "encrypted"
    if info.compress_type not in _METHODS:
        return f"compression method {info.compress_type}"
    return ""


def _is_folder(info: zipfile.ZipInfo, name: str) -> bool:
    return name.endswith("/") or stat.S_ISDIR(info.external_attr >> 16)


def _folders_among(names: Collection[str]) -> set[str]:
    """The names that are folders of others as well."""
    return {
        name[: match.start()] for name in names for match in _SLASH.finditer(name) if name[: match.start()] in names
    }


def _root_of(names: Iterable[str]) -> str:
    """The prefix of every name where one top folder holds all and is no payload with evidence; else nothing."""
    every = list(names)
    tops = {name.partition("/")[0] for name in every}
    if len(tops) != 1 or any("/" not in name or _EVIDENCE.fullmatch(name) for name in every):
        return ""
    return f"{tops.pop()}/"
