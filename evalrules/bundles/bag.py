"""A BagIt bag verified: every file listed, every digest right (RFC 8493 and its drafts 0.93 to 0.97)."""

from __future__ import annotations

import hashlib
import posixpath
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from evalrules.base.diagnostics import Diagnostic, error, warning
from evalrules.base.patterns import pattern
from evalrules.base.records import NamedTuple
from evalrules.bundles.manifest import (
    Entry,
    Line,
    Manifest,
    encoding_named,
    is_manifest,
    lines_of,
    out_of_scope,
    path_read,
    read_manifest,
    read_text,
    span_of,
)
from evalrules.bundles.storage import Storage, collisions, file_place, find, is_junk

BAGIT = "bagit.txt"
FETCH = "fetch.txt"
INFO = ("bag-info.txt", "package-info.txt")
"""The metadata of a bag; the second name was used up to 0.95."""

PAYLOAD = "data/"
VERSIONS = ((0, 93), (0, 94), (0, 95), (0, 96), (0, 97), (1, 0))
LAST = (1, 0)

_OTHER_PAYLOAD = ("ER022", "ER023", "ER024")  # after them a Payload-Oxum says nothing new

_DECLARED = pattern(r"BagIt-Version: ([0-9]+)\.([0-9]+)")
_DECLARED_BEFORE_1_0 = pattern(r"BagIt-Version\s*:\s*([0-9]+)\.([0-9]+)\s*")
_ENCODED = pattern(r"Tag-File-Character-Encoding: (\S+)")
_ENCODED_BEFORE_1_0 = pattern(r"Tag-File-Character-Encoding\s*:\s*(\S+)\s*")
_OXUM = pattern(r"Payload-Oxum\s*:(.*)", re.IGNORECASE)
_FETCH = pattern(r"(\S+)[ \t]+([0-9]+|-)[ \t]+(.+)")


class Declaration(NamedTuple):
    """What bagit.txt says: the version and the encoding of the other tag files."""

    version: tuple[int, int]
    encoding: str

    @property
    def is_strict(self) -> bool:
        """Whether the rules of 1.0 hold."""
        return self.version >= LAST


class Promise(NamedTuple):
    """What the manifests say of one path: each entry with the manifest it stands in."""

    entries: tuple[tuple[Manifest, Entry], ...]

    @property
    def manifests(self) -> str:
        """The names of the manifests."""
        return _listed(manifest.name for manifest, _ in self.entries)


class _Bag(NamedTuple):
    storage: Storage
    shown: str
    names: Sequence[str]
    declared: Declaration
    manifests: tuple[Manifest, ...]

    def place_of(self, name: str) -> str:
        return posixpath.join(self.shown, name)

    @property
    def payload(self) -> list[str]:
        return [name for name in self.names if name.startswith(PAYLOAD)]

    @property
    def payload_manifests(self) -> list[Manifest]:
        return [manifest for manifest in self.manifests if manifest.is_payload]

    def found(self, entry: Entry) -> str | None:
        """The file of an entry; a % that was never escaped is taken as it stands."""
        return find(self.storage, "", entry.path) or find(self.storage, "", entry.written)


def is_bag(storage: Storage) -> bool:
    """Whether a storage claims to be a bag: bagit.txt or a payload manifest at its root."""
    try:
        names = storage.names()
    except OSError:
        return False
    return any(name == BAGIT or (is_manifest(name) and not name.startswith("tag")) for name in names)


def verify_bag(storage: Storage, *, shown: str) -> tuple[Mapping[str, tuple[str, str]], list[Diagnostic]]:
    """Every file that was verified with its strongest algorithm and digest, and all problems of a bag.

    ER020 no valid bag, ER021 a malformed line, ER022 changed, ER023 missing, ER024 not listed, ER014 out of scope,
    ER001 unreadable; warnings: ER015 names that are one elsewhere, ER027 what is tolerated. Nothing is ever fetched.
    Files are read in pieces, each of them once for all algorithms.
    """
    try:
        names = storage.names()
    except OSError as problem:
        return {}, [error("ER001", file_place(shown), path=shown or ".", reason=problem.strerror or str(problem))]
    declared, problems = declaration_of(storage, shown)
    bag = _Bag(storage, shown, names, declared, ())
    manifests, found = _manifests(bag)
    bag = bag._replace(manifests=manifests)
    verified, changed = _verified(bag)
    for one in (found, changed, _repeated(bag), _unlisted(bag), _fetch(bag), _names(bag)):
        problems += one
    is_explained = any(one.code in _OTHER_PAYLOAD for one in problems)
    return verified, problems + [one for one in _info(bag) if not is_explained or one.code != "ER020"]


def algorithms_of(verified: Mapping[str, tuple[str, str]]) -> list[str]:
    """The algorithms that files were verified by, sorted."""
    return sorted({algorithm for algorithm, _ in verified.values()})


def payload_of(verified: Mapping[str, tuple[str, str]]) -> list[str]:
    """The names of the payload among the files that were verified."""
    return [name for name in verified if name.startswith(PAYLOAD)]


# -- what bagit.txt says -----------------------------------------------------------------------------------------------


def declaration_of(storage: Storage, shown: str) -> tuple[Declaration, list[Diagnostic]]:
    """The declaration of a bag (RFC 8493, section 2.1.1); where it is wrong the rules of 1.0 and UTF-8 hold."""
    place = file_place(posixpath.join(shown, BAGIT))
    otherwise = Declaration(LAST, "utf-8")
    if not storage.holds(BAGIT):
        return otherwise, [error("ER020", place, reason="no bagit.txt")]
    text, problems = read_text(storage, BAGIT, shown=place.file, encoding="utf-8")
    if text is None:
        return otherwise, problems
    if problems:
        return otherwise, [error("ER020", place, reason="it begins with a byte order mark")]
    lines = [line.text for line in lines_of(text)]
    declared = _strict(lines) or _lenient(lines)
    if isinstance(declared, str):
        return otherwise, [error("ER020", place, reason=declared)]
    return declared, []


def _strict(lines: Sequence[str]) -> Declaration | str:
    """Two lines written just as 1.0 asks; empty where they are not, and another version may still allow it."""
    if len(lines) != len(("version", "encoding")):
        return ""
    version, encoding = _DECLARED.fullmatch(lines[0]), _ENCODED.fullmatch(lines[1])
    return _declared(version, encoding) if version and encoding else ""


def _lenient(lines: Sequence[str]) -> Declaration | str:
    """The two labels with any white space, which versions before 1.0 allow."""
    version = _first(_DECLARED_BEFORE_1_0, lines)
    encoding = _first(_ENCODED_BEFORE_1_0, lines)
    if version is None:
        return "bagit.txt states no version"
    if encoding is None:
        return "bagit.txt states no encoding"
    declared = _declared(version, encoding)
    if isinstance(declared, Declaration) and declared.is_strict:
        return "bagit.txt is not the two lines of BagIt 1.0"
    return declared


def _first(pattern: re.Pattern[str], lines: Sequence[str]) -> re.Match[str] | None:
    return next((found for line in lines if (found := pattern.fullmatch(line))), None)


def _declared(version: re.Match[str], encoding: re.Match[str]) -> Declaration | str:
    number = (int(version[1][:9]), int(version[2][:9]))
    if number not in VERSIONS:
        return "a version that is not known"
    name = encoding_named(encoding[1])
    return Declaration(number, name) if name else "an encoding that is not known"


# -- what the manifests say --------------------------------------------------------------------------------------------


def _manifests(bag: _Bag) -> tuple[tuple[Manifest, ...], list[Diagnostic]]:
    manifests: list[Manifest] = []
    problems: list[Diagnostic] = []
    names = [name for name in bag.names if is_manifest(name)]
    for name in names:
        manifest, found = read_manifest(
            bag.storage, name, shown=bag.shown, encoding=bag.declared.encoding, version=bag.declared.version
        )
        problems += found
        manifests += [manifest] if manifest else []
    if all(name.startswith("tag") for name in names):
        problems.append(error("ER020", file_place(bag.shown), reason="no payload manifest"))
    for manifest in manifests:
        problems += _misplaced(manifest)
    return tuple(manifests), problems


def _misplaced(manifest: Manifest) -> list[Diagnostic]:
    """Entries of a payload manifest that are no payload."""
    wrong = [entry for entry in manifest.entries if manifest.is_payload and not entry.path.startswith(PAYLOAD)]
    return [error("ER021", entry.place, reason="a path that is not below data/") for entry in wrong]


def _repeated(bag: _Bag) -> list[Diagnostic]:
    """Files that stand twice in one manifest."""
    problems: list[Diagnostic] = []
    for manifest in bag.manifests:
        seen: dict[str, str] = {}
        for entry in manifest.entries:
            if entry.path in seen:
                problems.append(_twice(entry, seen[entry.path], bag.declared))
            seen.setdefault(entry.path, entry.digest)
    return problems


def _twice(entry: Entry, first: str, declared: Declaration) -> Diagnostic:
    """Wrong in 1.0 (section 2.1.3); before it only where the digests differ."""
    if entry.digest and first and entry.digest != first:
        return error("ER021", entry.place, reason="a file listed twice with different digests")
    return (error if declared.is_strict else warning)(
        "ER021" if declared.is_strict else "ER027", entry.place, reason="a file listed twice"
    )


def _verified(bag: _Bag) -> tuple[dict[str, tuple[str, str]], list[Diagnostic]]:
    """Every promise kept, and a problem for each that is not."""
    verified: dict[str, tuple[str, str]] = {}
    problems: list[Diagnostic] = []
    for promise in _promises(bag.manifests):
        entry = promise.entries[0][1]
        name = bag.found(entry)
        if name is None:
            problems.append(error("ER023", entry.place, path=entry.path, manifest=promise.manifests))
            continue
        if is_junk(name):
            problems.append(warning("ER027", entry.place, reason=f"a file that a desktop left behind: {name}"))
        digest, found = _checked(bag, name, promise)
        problems += found
        if digest:
            verified[name] = digest
    return verified, problems


def _promises(manifests: Iterable[Manifest]) -> Iterator[Promise]:
    by_path: dict[str, list[tuple[Manifest, Entry]]] = {}
    for manifest in manifests:
        for entry in manifest.entries:
            by_path.setdefault(entry.path, []).append((manifest, entry))
    return (Promise(tuple(entries)) for entries in by_path.values())


def _checked(bag: _Bag, name: str, promise: Promise) -> tuple[tuple[str, str] | None, list[Diagnostic]]:
    """The strongest digest of a file where all of its digests are right."""
    stated = [(manifest, entry) for manifest, entry in promise.entries if entry.digest]
    algorithms = sorted({manifest.algorithm for manifest, _ in stated})
    if not algorithms:
        return None, []
    try:
        digests = bag.storage.digests(name, algorithms)
    except OSError as problem:
        reason = problem.strerror or str(problem)
        return None, [error("ER001", file_place(bag.place_of(name)), path=name, reason=reason)]
    wrong = tuple(one for one in stated if digests[one[0].algorithm] != one[1].digest)
    if wrong:
        return None, [error("ER022", wrong[0][1].place, path=name, manifest=Promise(wrong).manifests)]
    strongest = max(algorithms, key=lambda algorithm: (hashlib.new(algorithm).digest_size, algorithm))
    return (strongest, digests[strongest]), []


def _unlisted(bag: _Bag) -> list[Diagnostic]:
    """Payload that manifests do not list: each must list all in 1.0 (section 2.1.3), before it any one of them."""
    lacking: dict[str, list[str]] = {}
    for manifest in bag.payload_manifests:
        listed = {bag.found(entry) for entry in manifest.entries}
        for name in bag.payload:
            if name not in listed:
                lacking.setdefault(name, []).append(manifest.name)
    return [_not_listed(bag, name, manifests) for name, manifests in sorted(lacking.items())]


def _not_listed(bag: _Bag, name: str, manifests: Sequence[str]) -> Diagnostic:
    place = file_place(bag.place_of(name))
    if is_junk(name):
        return warning("ER027", place, reason=f"a file that a desktop left behind: {name}")
    if not bag.declared.is_strict and len(manifests) < len(bag.payload_manifests):
        return warning("ER027", place, reason=f"not listed in {_listed(manifests)}")
    return error("ER024", place, path=name, manifest=_listed(manifests))


# -- what other tag files say ------------------------------------------------------------------------------------------


def _info(bag: _Bag) -> list[Diagnostic]:
    """Each Payload-Oxum against the payload (RFC 8493, section 2.2.2)."""
    problems: list[Diagnostic] = []
    for name in INFO:
        if not bag.storage.holds(name):
            continue
        text, found = read_text(bag.storage, name, shown=bag.place_of(name), encoding=bag.declared.encoding)
        problems += found
        for line in lines_of(text or ""):
            problems += _wrong_info(bag, bag.place_of(name), line)
    return problems


def _wrong_info(bag: _Bag, shown: str, line: Line) -> list[Diagnostic]:
    if ":" not in line.text and not line.text[0].isspace():
        return [error("ER021", span_of(shown, line), reason="no label and value")]
    stated = _OXUM.fullmatch(line.text)
    actual = _oxum_of(bag) if stated else ""
    if stated and stated[1].strip() != actual:
        return [error("ER020", span_of(shown, line), reason=f"Payload-Oxum should be {actual}")]
    return []


def _oxum_of(bag: _Bag) -> str:
    """The size of the payload and its number of files; files that cannot be read are said elsewhere."""
    counted = {name for name in bag.payload if not is_junk(name)}
    counted |= {name for manifest in bag.payload_manifests for entry in manifest.entries if (name := bag.found(entry))}
    return f"{sum(_size(bag.storage, name) for name in counted)}.{len(counted)}"


def _size(storage: Storage, name: str) -> int:
    try:
        return storage.size(name)
    except OSError:
        return 0


def _fetch(bag: _Bag) -> list[Diagnostic]:
    """The files that are to be fetched (RFC 8493, section 2.2.3): inside, and there already."""
    if not bag.storage.holds(FETCH):
        return []
    shown = bag.place_of(FETCH)
    text, problems = read_text(bag.storage, FETCH, shown=shown, encoding=bag.declared.encoding)
    listed = {entry.path for manifest in bag.manifests for entry in manifest.entries}
    for line in lines_of(text or ""):
        problems += _wrong_fetch(bag, shown, line, listed)
    return problems


def _wrong_fetch(bag: _Bag, shown: str, line: Line, listed: set[str]) -> list[Diagnostic]:
    parts = _FETCH.fullmatch(line.text)
    if parts is None:
        return [error("ER021", span_of(shown, line), reason="no address, size and path")]
    path = path_read(parts[3], bag.declared.version)
    place = span_of(shown, line, parts.start(3))
    reason = out_of_scope(path)
    if reason:
        return [error("ER014", place, entry=path, reason=reason)]
    if posixpath.normpath(path) in listed or find(bag.storage, "", path):
        return []
    return [error("ER023", place, path=path, manifest=FETCH)]


def _names(bag: _Bag) -> list[Diagnostic]:
    """Names, in the bag or only in a manifest, that other systems take for one."""
    listed = {entry.path for manifest in bag.manifests for entry in manifest.entries}
    return collisions(sorted({*bag.names, *listed}), bag.shown)


def _listed(names: Iterable[str]) -> str:
    return ", ".join(dict.fromkeys(names))
