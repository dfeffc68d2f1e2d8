"""Sealing: a bundle becomes a BagIt 1.0 bag (RFC 8493), whole or not at all, and the same bytes every time."""

from __future__ import annotations

import contextlib
import os
import posixpath
import stat
from collections.abc import Iterator, Mapping, Sequence

from evalrules.base.diagnostics import Diagnostic, error, has_errors, warning
from evalrules.base.records import NamedTuple
from evalrules.bundles.archive import MAX_ENTRIES, MAX_TOTAL, Archive, open_archive
from evalrules.bundles.bag import FETCH, PAYLOAD, is_bag
from evalrules.bundles.discovery import ARCHIVE, evidence_among
from evalrules.bundles.manifest import out_of_scope, path_written
from evalrules.bundles.placing import is_zip, place
from evalrules.bundles.plan import ALGORITHMS, Plan, Taken, is_outdated
from evalrules.bundles.staging import clear_leftovers
from evalrules.bundles.storage import MAX_FOLDERS, TOO_DEEP, Folder, collisions, file_place, is_junk, scan, walk
from evalrules.bundles.tag_files import info_text, tag_files

_MOST_NAMED = 5
"""How many names that other programs cannot read are said."""


class Wish(NamedTuple):
    """How to seal: where to (None: in place), further lines for bag-info.txt, whether to seal a sealed bundle anew."""

    output: str | None = None
    info: tuple[tuple[str, str], ...] = ()
    again: bool = False


class SealedBundle(NamedTuple):
    """What was made: where it is, and how many files its payload has."""

    path: str
    files: int


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
    left = _leftovers(path, wish.output)
    if left:
        return None, left
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
        return _sealed(plan, wish.output, path, problems + found)


def _leftovers(path: str, output: str | None) -> list[Diagnostic]:
    """Clear away what killed runs left beside the source and the output; an error for what cannot be."""
    beside = [os.path.realpath(path), *([] if output is None else [os.path.abspath(output)])]
    try:
        left = [found for folder in dict.fromkeys(map(os.path.dirname, beside)) for found in clear_leftovers(folder)]
    except ValueError:  # a path that no file system holds, which is said where it is used
        return []
    reason = "an interrupted run left it, and something is in its place"
    return [error("ER007", None, path=found, reason=reason) for found in left]


def _sealed(
    plan: Plan, output: str | None, path: str, problems: list[Diagnostic]
) -> tuple[SealedBundle | None, list[Diagnostic]]:
    try:
        place(plan, output)
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
    """The links, devices and pipes of a folder, and folders that lie too deep."""
    for where, folders, files in walk(folder.root):
        for path in (os.path.join(where, name) for name in sorted([*folders, *files])):
            mode = os.lstat(path).st_mode
            if not (stat.S_ISREG(mode) or stat.S_ISDIR(mode)):
                entry = os.path.relpath(path, folder.root).replace(os.sep, "/")
                reason = "a link" if stat.S_ISLNK(mode) else "a device or pipe"
                yield error("ER014", file_place(posixpath.join(shown, entry)), entry=entry, reason=reason)
            elif stat.S_ISDIR(mode) and os.path.relpath(path, folder.root).count(os.sep) >= MAX_FOLDERS:
                entry = os.path.relpath(path, folder.root).replace(os.sep, "/")
                yield error("ER014", file_place(shown), entry=entry, reason=TOO_DEEP)


def _planned(storage: Folder | Archive, wish: Wish, path: str, shown: str) -> tuple[Plan | None, list[Diagnostic]]:
    names = [name for name in storage.names() if wish.output is None or not is_junk(name)]
    layout = _layout(names, is_sealed=is_bag(storage))
    problems = [*_unfit(storage, names, wish, path, shown), *_unnameable(layout, shown)]
    if problems:
        return None, problems
    files = tuple(_file(storage, name, target) for name, target in layout.items())
    if is_zip(wish.output, storage):
        problems = _too_large(files, wish.output or path)
    info, found = info_text(storage, files, wish.info, shown)
    found += _hard_to_read(files, shown)
    return (None if problems else Plan(storage, files, tag_files(files, info))), problems + found


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
    return {name: name for name in names if not is_outdated(name)}


def _unnameable(layout: Mapping[str, str], shown: str) -> list[Diagnostic]:
    """Names that no manifest may list or no text can hold."""
    problems: list[Diagnostic] = []
    for name, target in layout.items():
        reason = out_of_scope(target) or ("" if _is_text(target) else "a name that is no text")
        if reason:
            problems.append(error("ER014", file_place(shown), entry=name, reason=reason))
    return problems


def _hard_to_read(files: Sequence[Taken], shown: str) -> list[Diagnostic]:
    """A warning of names that a manifest escapes, which programs that know BagIt 1.0 in part take for others."""
    names = [file.target for file in files if path_written(file.target) != file.target]
    if not names:
        return []
    listed = ", ".join(repr(name) for name in names[:_MOST_NAMED]) + (", …" if len(names) > _MOST_NAMED else "")
    return [warning("ER049", file_place(shown), names=listed, count=str(len(names)))]


def _is_text(name: str) -> bool:
    try:
        name.encode()
    except UnicodeEncodeError:
        return False
    return True


def _too_large(files: Sequence[Taken], path: str) -> list[Diagnostic]:
    """Why a zip of these files could not be read again; empty where it could."""
    reason = ""
    if len(files) + 10 > MAX_ENTRIES:
        reason = f"more than {MAX_ENTRIES} entries"
    elif sum(file.size for file in files) > MAX_TOTAL:
        reason = f"more than {MAX_TOTAL} bytes unpacked"
    return [error("ER013", None, path=path, reason=reason)] if reason else []


def _file(storage: Folder | Archive, name: str, target: str) -> Taken:
    return Taken(name, target, storage.size(name), storage.digests(name, ALGORITHMS))


def _unreadable(path: str, problem: OSError) -> Diagnostic:
    return error("ER001", None, path=problem.filename or path, reason=problem.strerror or str(problem))
