"""The manifests of a BagIt bag as text: which digest they promise for which file (RFC 8493, sections 2.1.3 and 2.4)."""

from __future__ import annotations

import codecs
import hashlib
import posixpath
import re
from collections.abc import Mapping

from evalrules.base.diagnostics import Diagnostic, error, warning
from evalrules.base.patterns import pattern
from evalrules.base.records import NamedTuple
from evalrules.base.source import Span
from evalrules.bundles.storage import Storage, file_place, refusal

LIMIT = 25_000_000
MAX_LINES = 100_000

_NAME = pattern(r"(tag)?manifest-([A-Za-z0-9_.-]+)\.txt")
_LINE = pattern(r"(?P<digest>\S+)(?P<gap>[ \t]+)(?P<star>\*?)(?P<path>.+)")
_ESCAPED = pattern("%0d|%0a|%25", re.IGNORECASE)
_ESCAPED_BEFORE_1_0 = pattern("%0d|%0a", re.IGNORECASE)
_ALGORITHMS: Mapping[str, str] = {
    re.sub("[^a-z0-9]", "", name): name for name in hashlib.algorithms_guaranteed if not name.startswith("shake")
}
_ENCODINGS = frozenset((
    "ascii", "utf-8", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le", "utf-32-be", "iso8859-1",
    "iso8859-15", "cp1252", "gb2312", "gbk", "gb18030", "big5", "shift_jis", "euc_jp", "euc_kr",
))  # fmt: skip
"""Those that are text and nothing else; Python knows some that compress or run escapes."""


class Line(NamedTuple):
    """One line of a tag file and its number."""

    number: int
    text: str


class Entry(NamedTuple):
    """One file of a manifest: its path from the root of the bag, the path as written, the digest, where it stands.

    A digest that is none is empty: the file is listed, and its line was said to be wrong.
    """

    path: str
    written: str
    digest: str
    place: Span


class Manifest(NamedTuple):
    """One manifest: its name, its algorithm as hashlib calls it, its entries in order."""

    name: str
    algorithm: str
    entries: tuple[Entry, ...]

    @property
    def is_payload(self) -> bool:
        """Whether it lists the payload; else it lists tag files."""
        return not self.name.startswith("tag")


def is_manifest(name: str) -> bool:
    """Whether a file at the root of a bag is a manifest by its name."""
    return _NAME.fullmatch(name) is not None


def read_manifest(
    storage: Storage, name: str, *, shown: str, encoding: str, version: tuple[int, int]
) -> tuple[Manifest | None, list[Diagnostic]]:
    """A manifest of a bag. Problems: ER001 and ER003 unreadable, ER021 a malformed line or an unknown algorithm,
    ER014 a path out of scope, ER027 what is tolerated.
    """
    place = file_place(posixpath.join(shown, name))
    written = _NAME.fullmatch(name)
    algorithm = _ALGORITHMS.get(re.sub("[^a-z0-9]", "", written[2].lower()) if written else "")
    if algorithm is None:
        return None, [error("ER021", place, reason=f"unknown algorithm in {name}")]
    text, problems = read_text(storage, name, shown=place.file, encoding=encoding)
    if text is None:
        return None, problems
    entries: list[Entry] = []
    for line in lines_of(text):
        entry, found = _entry(line, place.file, algorithm, version)
        problems += found
        entries += [entry] if entry else []
    return Manifest(name, algorithm, tuple(entries)), problems


def read_text(storage: Storage, name: str, *, shown: str, encoding: str) -> tuple[str | None, list[Diagnostic]]:
    """A tag file as text, without a byte order mark (ER027); None and ER020 where it is not in that encoding or
    has too many lines.
    """
    data, problems = storage.read(name, shown=shown, limit=LIMIT)
    if data is None:
        return None, problems
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        return None, [error("ER020", file_place(shown), reason=f"not written in {encoding}")]
    if max(text.count("\n"), text.count("\r")) > MAX_LINES:
        return None, [error("ER020", file_place(shown), reason=f"more than {MAX_LINES} lines")]
    if text.startswith("\ufeff"):
        return text[1:], [warning("ER027", file_place(shown), reason="it begins with a byte order mark")]
    return text, []


def encoding_named(written: str) -> str | None:
    """The encoding of tag files that a bag declares, as Python calls it; None where it is no encoding of text."""
    try:
        name = codecs.lookup(written).name
    except (LookupError, ValueError):
        return None
    return name if name in _ENCODINGS else None


def lines_of(text: str) -> list[Line]:
    """The lines that are not blank; they end with LF, CR or CRLF and nothing else."""
    return [Line(number, line) for number, line in enumerate(re.split("\r\n|\r|\n", text), 1) if line.strip()]


def span_of(shown: str, line: Line, start: int = 0, end: int | None = None) -> Span:
    """The place of some characters of a line."""
    return Span(shown, line.number, start + 1, line.number, (len(line.text) if end is None else end) + 1)


def path_written(path: str) -> str:
    """A path as a manifest of BagIt 1.0 writes it: CR, LF and % as percent escapes (RFC 8493, section 2.1.3)."""
    return path.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def path_read(written: str, version: tuple[int, int]) -> str:
    """The path behind its written form; before 1.0 a % that begins no CR or LF stands for itself."""
    pattern = _ESCAPED if version >= (1, 0) else _ESCAPED_BEFORE_1_0
    return pattern.sub(lambda found: chr(int(found[0][1:], 16)), written)


def out_of_scope(path: str) -> str:
    """Why a path leads out of the bag (RFC 8493, section 5.1); empty where it does not."""
    return "a path that leads out" if ".." in path.split("/") else refusal(path)


def manifest_text(digests: Mapping[str, str]) -> str:
    """A manifest from digests by path, sorted by path."""
    return "".join(f"{digests[path]}  {path_written(path)}\n" for path in sorted(digests))


def _entry(line: Line, shown: str, algorithm: str, version: tuple[int, int]) -> tuple[Entry | None, list[Diagnostic]]:
    parts = _LINE.fullmatch(line.text)
    if parts is None:
        return None, [error("ER021", span_of(shown, line), reason="no digest and path")]
    place = span_of(shown, line, parts.start("path"))
    path = path_read(parts["path"], version)
    digest, problems = _digest(parts["digest"], algorithm, span_of(shown, line, 0, parts.end("digest")))
    reason = out_of_scope(path)
    if reason:
        return None, [*problems, error("ER014", place, entry=path, reason=reason)]
    if parts["star"]:
        problems.append(warning("ER027", place, reason="a path marked with * by md5sum"))
    if path.startswith("./"):
        problems.append(warning("ER027", place, reason="a path that begins with ./"))
    return Entry(posixpath.normpath(path), posixpath.normpath(parts["path"]), digest, place), problems


def _digest(written: str, algorithm: str, place: Span) -> tuple[str, list[Diagnostic]]:
    digits = hashlib.new(algorithm).digest_size * 2
    if re.fullmatch(f"[0-9a-f]{{{digits}}}", written.lower()) is None:
        return "", [error("ER021", place, reason=f"no digest of {algorithm}")]
    return written.lower(), []
