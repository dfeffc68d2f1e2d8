"""Sealing: a bundle becomes a BagIt 1.0 bag (RFC 8493), whole or not at all, and the same bytes every time."""

from __future__ import annotations

import contextlib
import hashlib
import os
import posixpath
import shutil
import stat
import tempfile
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import IO, NamedTuple

from evalrules.base.diagnostics import Diagnostic, error, has_errors
from evalrules.bundles.archive import MAX_ENTRIES, MAX_TOTAL, Archive, open_archive
from evalrules.bundles.bag import BAGIT, FETCH, INFO, PAYLOAD, declaration_of, is_bag
from evalrules.bundles.discovery import ARCHIVE, evidence_among
from evalrules.bundles.manifest import is_manifest, lines_of, manifest_text, out_of_scope, read_text
from evalrules.bundles.storage import Folder, collisions, file_place, is_junk, scan
from evalrules.version import VERSION

ALGORITHMS = ("sha256", "sha512")
AGENT, OXUM, DATE = "Bag-Software-Agent", "Payload-Oxum", "Bagging-Date"
"""The lines of bag-info.txt that are made anew; the last one only where a date is given."""

_BAGIT_TEXT = b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
_FIRST_DAY_OF_ZIP = (1980, 1, 1, 0, 0, 0)
_UNIX = 3
_PIECE = 1 << 20


class Wish(NamedTuple):
    """How to seal: where to (None: in place), further lines for bag-info.txt, whether to seal a sealed bundle anew."""

    output: str | None = None
    info: tuple[tuple[str, str], ...] = ()
    again: bool = False


class SealedBundle(NamedTuple):
    """What was made: where it is, and how many files its payload has."""

    path: str
    files: int


class _File(NamedTuple):
    """A file that the bag takes over: its name now, its name in the bag, its size and its digests."""

    name: str
    target: str
    size: int
    digests: Mapping[str, str]


class _Plan(NamedTuple):
    """A bag still to be written: the files it takes over, and the tag files that are new."""

    storage: Folder | Archive
    files: tuple[_File, ...]
    made: Mapping[str, bytes]

    @property
    def payload(self) -> tuple[_File, ...]:
        return tuple(file for file in self.files if file.target.startswith(PAYLOAD))


def open_bundle(path: str, *, shown: str) -> tuple[Folder | Archive | None, list[Diagnostic]]:
    """The storage of a folder or a zip; None where an error says why: ER001, ER006, ER013, ER014, ER019.

    A folder with links that lead out (ER014) is given all the same, so that what else is wrong with it can be said:
    they are never followed. An Archive is to be closed when it is no longer needed.
    """
    if not os.path.isdir(path):
        return _open_file(path, shown)
    folder = Folder(os.path.abspath(path))
    try:
        problems = scan(folder, shown)
    except OSError as problem:
        return None, [_unreadable(path, problem)]
    return (None if any(found.code == "ER013" for found in problems) else folder), problems


def seal(path: str, wish: Wish, *, shown: str) -> tuple[SealedBundle | None, list[Diagnostic]]:
    """A bundle made a bag of BagIt 1.0 with SHA-256 and SHA-512; None where an error says why, and nothing changed.

    Errors: those of `open_bundle`, ER010 more than one evidence, ER014 links and names that no bag can hold, ER019 no
    evidence, ER025 sealed already, ER007 not written. In place no payload is copied, only moved; to another place
    what a desktop left behind is not taken along.
    """
    storage, problems = _open_folder(path, shown) if os.path.isdir(path) else _open_file(path, shown)
    if storage is None:
        return None, problems
    with storage if isinstance(storage, Archive) else contextlib.nullcontext():
        try:
            plan, found = _planned(storage, wish, path, shown)
        except OSError as problem:
            return None, [*problems, _unreadable(path, problem)]
        if plan is None:
            return None, problems + found
        return _sealed(plan, wish.output, path, problems)


def _sealed(
    plan: _Plan, output: str | None, path: str, problems: list[Diagnostic]
) -> tuple[SealedBundle | None, list[Diagnostic]]:
    try:
        _write(plan, output)
    except (OSError, ValueError) as problem:
        reason = getattr(problem, "strerror", None) or str(problem)
        return None, [*problems, error("ER007", None, path=output or path, reason=reason)]
    return SealedBundle(output or path, len(plan.payload)), problems


# -- what is sealed ----------------------------------------------------------------------------------------------------


def _open_folder(path: str, shown: str) -> tuple[Folder | None, list[Diagnostic]]:
    """A folder to be sealed, which may hold regular files and nothing else."""
    folder = Folder(os.path.realpath(path))
    try:
        problems = [*_no_files(folder, shown), *collisions(folder.names(), shown)]
    except OSError as problem:
        return None, [_unreadable(path, problem)]
    return (None if has_errors(problems) else folder), problems


def _open_file(path: str, shown: str) -> tuple[Archive | None, list[Diagnostic]]:
    if os.path.isfile(path) and not path.lower().endswith(ARCHIVE):
        return None, [error("ER019", file_place(shown), path=path, reason="neither a folder nor a zip")]
    return open_archive(path, shown=shown)


def _no_files(folder: Folder, shown: str) -> Iterator[Diagnostic]:
    """The links, devices and pipes of a folder."""
    for where, folders, files in os.walk(folder.root):
        folders.sort()
        for path in (os.path.join(where, name) for name in sorted([*folders, *files])):
            mode = os.lstat(path).st_mode
            if not (stat.S_ISREG(mode) or stat.S_ISDIR(mode)):
                entry = os.path.relpath(path, folder.root).replace(os.sep, "/")
                reason = "a link" if stat.S_ISLNK(mode) else "a device or pipe"
                yield error("ER014", file_place(posixpath.join(shown, entry)), entry=entry, reason=reason)


def _planned(storage: Folder | Archive, wish: Wish, path: str, shown: str) -> tuple[_Plan | None, list[Diagnostic]]:
    names = [name for name in storage.names() if wish.output is None or not is_junk(name)]
    layout = _layout(names, is_sealed=is_bag(storage))
    problems = [*_unfit(storage, names, wish, path, shown), *_unnameable(layout, shown)]
    if problems:
        return None, problems
    files = tuple(_file(storage, name, target) for name, target in layout.items())
    if _is_zip(wish.output, storage):
        problems = _too_large(files, wish.output or path)
    info, found = _info_text(storage, files, wish.info, shown)
    return (None if problems else _Plan(storage, files, _tag_files(files, info))), problems + found


def _unfit(storage: Folder | Archive, names: Sequence[str], wish: Wish, path: str, shown: str) -> list[Diagnostic]:
    """Why something is no bundle that can be sealed; empty where it is one."""
    place, evidence = file_place(shown), evidence_among(names)
    if is_bag(storage) and not wish.again:
        return [error("ER025", place, path=path)]
    if not evidence:
        return [error("ER019", place, path=path, reason="no evidence in it")]
    if len(evidence) > 1:
        return [error("ER010", place, folder=path, found=", ".join(evidence))]
    if is_bag(storage) and FETCH in names:
        return [error("ER014", place, entry=FETCH, reason="a list of files that lie elsewhere")]
    return []


def _layout(names: Sequence[str], *, is_sealed: bool) -> dict[str, str]:
    """Where each file goes: all below data/, or where it is if data/ is there already; outdated tag files nowhere."""
    in_payload = [name for name in evidence_among(names) if name.startswith(PAYLOAD)]
    if not is_sealed and not in_payload:
        return {name: PAYLOAD + name for name in names}
    return {name: name for name in names if not _is_outdated(name)}


def _is_outdated(name: str) -> bool:
    """Whether a file at the root is one that sealing makes anew."""
    return name in (BAGIT, INFO[0]) or is_manifest(name)


def _unnameable(layout: Mapping[str, str], shown: str) -> list[Diagnostic]:
    """Names that no manifest may list or no text can hold."""
    problems: list[Diagnostic] = []
    for name, target in layout.items():
        reason = out_of_scope(target) or ("" if _is_text(target) else "a name that is no text")
        if reason:
            problems.append(error("ER014", file_place(shown), entry=name, reason=reason))
    return problems


def _is_text(name: str) -> bool:
    try:
        name.encode()
    except UnicodeEncodeError:
        return False
    return True


def _too_large(files: Sequence[_File], path: str) -> list[Diagnostic]:
    """Why a zip of these files could not be read again; empty where it could."""
    reason = ""
    if len(files) + 10 > MAX_ENTRIES:
        reason = f"more than {MAX_ENTRIES} entries"
    elif sum(file.size for file in files) > MAX_TOTAL:
        reason = f"more than {MAX_TOTAL} bytes unpacked"
    return [error("ER013", None, path=path, reason=reason)] if reason else []


def _file(storage: Folder | Archive, name: str, target: str) -> _File:
    return _File(name, target, storage.size(name), storage.digests(name, ALGORITHMS))


def _unreadable(path: str, problem: OSError) -> Diagnostic:
    return error("ER001", None, path=problem.filename or path, reason=problem.strerror or str(problem))


# -- the tag files -----------------------------------------------------------------------------------------------------


def _tag_files(files: Sequence[_File], info: str) -> dict[str, bytes]:
    """Every tag file that is made, by name (RFC 8493, sections 2.1 and 2.2)."""
    made = {BAGIT: _BAGIT_TEXT, INFO[0]: info.encode()}
    payload = {file.target: file.digests for file in files if file.target.startswith(PAYLOAD)}
    for algorithm in ALGORITHMS:
        digests = {path: found[algorithm] for path, found in payload.items()}
        made[f"manifest-{algorithm}.txt"] = manifest_text(digests).encode()
    kept = {file.target: file.digests for file in files if file.target not in payload}
    tags = list(kept.items()) + [(path, _digests(data)) for path, data in made.items()]
    for algorithm in ALGORITHMS:
        digests = {path: found[algorithm] for path, found in tags}
        made[f"tagmanifest-{algorithm}.txt"] = manifest_text(digests).encode()
    return made


def _digests(data: bytes) -> dict[str, str]:
    return {algorithm: hashlib.new(algorithm, data).hexdigest() for algorithm in ALGORITHMS}


def _info_text(
    storage: Folder | Archive, files: Sequence[_File], info: Sequence[tuple[str, str]], shown: str
) -> tuple[str, list[Diagnostic]]:
    """bag-info.txt: who sealed, the size of the payload, then what stood there before and what is given."""
    kept, problems = _kept_info(storage, shown)
    payload = [file for file in files if file.target.startswith(PAYLOAD)]
    lines = [
        f"{AGENT}: evalrules {VERSION}",
        f"{OXUM}: {sum(file.size for file in payload)}.{len(payload)}",
        *kept,
        *(f"{label}: {value}" for label, value in info),
    ]
    return "".join(f"{line}\n" for line in dict.fromkeys(lines)), problems


def _kept_info(storage: Folder | Archive, shown: str) -> tuple[list[str], list[Diagnostic]]:
    """The lines of an older bag-info.txt that are not made anew; a line that goes on belongs to the one above."""
    if not storage.holds(INFO[0]) or not is_bag(storage):
        return [], []
    declared, _ = declaration_of(storage, shown)
    place = posixpath.join(shown, INFO[0])
    text, problems = read_text(storage, INFO[0], shown=place, encoding=declared.encoding)
    entries: list[str] = []
    for line in lines_of(text or ""):
        if line.text[0].isspace() and entries:
            entries[-1] += f"\n{line.text}"
        else:
            entries.append(line.text)
    ours = (AGENT.lower(), OXUM.lower(), DATE.lower())
    return [entry for entry in entries if entry.partition(":")[0].strip().lower() not in ours], problems


# -- writing: whole or not at all --------------------------------------------------------------------------------------


def _write(plan: _Plan, output: str | None) -> None:
    storage = plan.storage
    if _is_zip(output, storage):
        _write_zip(plan, output or storage.identity)
    elif output is not None:
        _write_folder(plan, output)
    elif any(file.name != file.target for file in plan.files):
        _wrap(storage.identity, plan.made)
    else:
        _exchange(storage.identity, plan.made)


def _is_zip(output: str | None, storage: Folder | Archive) -> bool:
    return isinstance(storage, Archive) if output is None else output.lower().endswith(ARCHIVE)


def _wrap(folder: str, made: Mapping[str, bytes]) -> None:
    """A folder becomes the payload of a bag in its place: two renames, the first undone where the second fails."""
    beside = _beside(folder)
    payload = os.path.join(beside, PAYLOAD.rstrip("/"))
    try:
        _write_files(beside, made)
        os.chmod(beside, stat.S_IMODE(os.stat(folder).st_mode))
        os.rename(folder, payload)
        try:
            os.rename(beside, folder)
        except BaseException:
            os.rename(payload, folder)
            raise
    except BaseException:
        _discard(beside, made)
        raise


def _exchange(folder: str, made: Mapping[str, bytes]) -> None:
    """New tag files take the place of old ones, each by a rename; all of them are undone where one fails."""
    beside = _beside(folder)
    new, old = os.path.join(beside, "new"), os.path.join(beside, "old")
    outdated = [name for name in sorted(os.listdir(folder)) if _is_outdated(name)]
    moves = [(os.path.join(folder, name), os.path.join(old, name)) for name in outdated]
    moves += [(os.path.join(new, name), os.path.join(folder, name)) for name in made]
    try:
        os.mkdir(new)
        os.mkdir(old)
        _write_files(new, made)
        _move_all(moves)
        _discard(old, outdated)
    finally:
        _discard(new, made)
        _discard(old, ())
        _discard(beside, ())


def _move_all(moves: Sequence[tuple[str, str]]) -> None:
    done: list[tuple[str, str]] = []
    try:
        for source, target in moves:
            os.rename(source, target)
            done.append((source, target))
    except BaseException:
        for source, target in reversed(done):
            os.rename(target, source)
        raise


def _write_folder(plan: _Plan, path: str) -> None:
    """A new folder with copies of everything."""
    if os.path.lexists(path):
        raise FileExistsError(17, os.strerror(17))
    beside = _beside(os.path.abspath(path))
    try:
        for file in plan.files:
            target = os.path.join(beside, *file.target.split("/"))
            os.makedirs(os.path.dirname(target), exist_ok=True)
            with open(target, "xb") as out:
                _copy(plan, file, out)
        _write_files(beside, plan.made)
        os.chmod(beside, 0o777 & ~_mask())
        os.rename(beside, path)
    except BaseException:
        shutil.rmtree(beside, ignore_errors=True)  # nothing but copies is in it
        raise


def _write_zip(plan: _Plan, path: str) -> None:
    """A zip in the place of an older one; its bytes depend on the content and the name of the bundle only."""
    target = os.path.abspath(path)
    handle, partial = tempfile.mkstemp(prefix=".evalrules-", suffix=".partial", dir=os.path.dirname(target))
    try:
        with os.fdopen(handle, "wb") as file:
            with zipfile.ZipFile(file, "w") as zipped:
                _fill(zipped, plan)
            file.flush()
            os.fsync(file.fileno())
        os.chmod(partial, 0o666 & ~_mask())
        if isinstance(plan.storage, Archive):
            plan.storage.close()  # some systems replace no file that is open
        os.replace(partial, target)
    except BaseException:
        with contextlib.suppress(OSError):
            os.remove(partial)
        raise


def _fill(zipped: zipfile.ZipFile, plan: _Plan) -> None:
    top = _name_of(plan.storage)
    copied = {file.target: file for file in plan.files}
    for target in sorted([*copied, *plan.made]):
        entry = zipfile.ZipInfo(f"{top}/{target}", _FIRST_DAY_OF_ZIP)
        entry.create_system = _UNIX
        entry.external_attr = (stat.S_IFREG | 0o644) << 16
        entry.compress_type = zipfile.ZIP_STORED  # deflated bytes differ from one zlib to the next
        entry.file_size = copied[target].size if target in copied else len(plan.made[target])
        with zipped.open(entry, "w") as out:
            if target in copied:
                _copy(plan, copied[target], out)
            else:
                out.write(plan.made[target])


def _name_of(storage: Folder | Archive) -> str:
    """The name of a bundle, for the top folder of its zip."""
    if isinstance(storage, Archive) and storage.root:
        return storage.root
    name = os.path.basename(storage.identity)
    return (os.path.splitext(name)[0] if isinstance(storage, Archive) else name) or "bundle"


def _copy(plan: _Plan, file: _File, out: IO[bytes]) -> None:
    """Copy a file in pieces; what arrives is what was digested."""
    found = hashlib.sha256()
    with plan.storage.open(file.name) as source:
        while piece := source.read(_PIECE):
            found.update(piece)
            out.write(piece)
    if found.hexdigest() != file.digests["sha256"]:
        raise OSError("a file changed while it was sealed")


def _beside(path: str) -> str:
    return tempfile.mkdtemp(prefix=".evalrules-", dir=os.path.dirname(path))


def _write_files(folder: str, made: Mapping[str, bytes]) -> None:
    for name, data in made.items():
        with open(os.path.join(folder, name), "xb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())


def _discard(folder: str, names: Iterable[str]) -> None:
    """Remove files of ours, and the folder if nothing else is in it: what belongs to somebody else is never removed."""
    for path in (os.path.join(folder, name) for name in names):
        with contextlib.suppress(OSError):
            os.remove(path)
    with contextlib.suppress(OSError):
        os.rmdir(folder)


def _mask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
