"""Places that no output is written to: files that the run reads, a place named twice, a folder that is not there."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Sequence
from itertools import chain
from typing import TYPE_CHECKING

from evalrules.base.diagnostics import Diagnostic, error
from evalrules.base.records import NamedTuple
from evalrules.cli.saying import fail

if TYPE_CHECKING:
    from evalrules.bundles.discovery import Input
    from evalrules.loading import Loaded
    from evalrules.pipeline import Run

STANDARD_OUTPUT = _STANDARD_INPUT = "-"
"""How -o names standard output; a file of that name is `./-`."""


class Reads(NamedTuple):
    """What a run reads: files by their paths, the folders of sealed bundles (which are read whole), and of bundles."""

    files: frozenset[str]
    sealed: tuple[str, ...] = ()
    bundles: tuple[str, ...] = ()


def reads_of(inputs: Iterable[Input], run: Run, others: Iterable[str | None] = ()) -> Reads:
    """Everything that a check has read: evidence and what it names, rulesets and their parents, and `others`."""
    from evalrules.bundles.discovery import FOLDER, STDIN
    from evalrules.loading import files_behind

    listed = list(inputs)
    files = {one.path for one in listed if one.kind not in (FOLDER, STDIN)}
    files |= {os.path.join(one.path, *one.inside.split("/")) for one in listed if one.kind == FOLDER}
    named = {*run.named, *((key[0], key[2]) for key in run.kept.naming)}
    files |= {os.path.join(root, *name.split("/")) for root, name in named}
    asked = run.options.ruleset
    rulesets: list[tuple[str, Loaded | None]] = [(reference, loaded) for (reference, _), loaded in run.known.items()]
    rulesets += [(asked, None)] if asked is not None and not rulesets else []
    files |= {path for reference, loaded in rulesets for path in files_behind(reference, loaded)}
    files |= {path for path in others if path is not None}
    bundles = tuple(one.path for one in listed if one.kind == FOLDER)
    return Reads(frozenset(files), tuple(filter(_is_sealed, bundles)), bundles)


def _is_sealed(folder: str) -> bool:
    from evalrules.bundles.bag import is_bag
    from evalrules.bundles.storage import Folder

    return is_bag(Folder(os.path.abspath(folder)))


def refuse_places(paths: Sequence[str], language: str) -> None:
    """End the command where a place is named twice (ER033), has no folder (ER035) or is one (ER036)."""
    found = list(_twice(paths))
    for path in paths:
        if path == STANDARD_OUTPUT:
            continue
        folder = os.path.dirname(path) or "."
        if os.path.isdir(path):
            found.append(error("ER036", None, path=path))
        elif not os.path.isdir(folder):
            found.append(error("ER035", None, path=path, folder=folder))
    if found:
        fail(found, language)


def folder_of(output: str) -> str:
    """The folder that a place to write names, by a slash at its end or for want of a suffix; "" for a file, and for
    standard output.
    """
    bare = output.rstrip("/" + os.sep)
    return bare if bare not in ("", "-") and (bare != output or not os.path.splitext(output)[1]) else ""


def refuse_folder(folder: str, language: str) -> None:
    """Ends the command where a new folder cannot be written: something is there, or nothing to put it into."""
    if os.path.isdir(folder) and not os.listdir(folder):
        return
    if os.path.lexists(folder):
        fail([error("ER034", None, path=folder)], language)
    refuse_places([folder], language)


def _twice(paths: Sequence[str]) -> Iterable[Diagnostic]:
    seen: set[object] = set()
    for path in paths:
        own = path if path == STANDARD_OUTPUT else _identity(path)
        if own is not None and own in seen:
            yield error("ER033", None, path=path)
        seen.add(own)


def _identity(path: str) -> object:
    """What all spellings of a place have in common: the file that is there, or else its name in its real folder.

    None for a device, which takes whatever it is given.
    """
    try:
        found = os.stat(path)
    except (OSError, ValueError):
        folder, name = os.path.split(path)
        return os.path.normcase(os.path.join(os.path.realpath(folder or "."), name))
    return (found.st_dev, found.st_ino) if stat.S_ISREG(found.st_mode) else None


def refuse_overwriting(paths: Iterable[str], reads: Reads, language: str) -> None:
    """End the command (ER032) where an output would replace a file that the run reads, however either is spelled."""
    read = {_identity(path): path for path in reads.files if path != _STANDARD_INPUT}
    read.pop(None, None)
    found = []
    for path in paths:
        if path == STANDARD_OUTPUT:
            continue
        sealed = (root for root in reads.sealed if _is_below(path, root))
        over = read.get(_identity(path)) or next(chain(sealed, _bundles_spoilt(path, reads.bundles)), None)
        if over is not None:
            found.append(error("ER032", None, path=path, read=over))
    if found:
        fail(found, language)


def _bundles_spoilt(path: str, bundles: Iterable[str]) -> Iterable[str]:
    """The bundles that would hold a second evidence, and could not be read again."""
    from evalrules.bundles.discovery import EVIDENCE_NAMES

    folder, name = os.path.split(os.path.abspath(path))
    real = os.path.realpath(folder)
    for bundle in bundles if name.lower() in EVIDENCE_NAMES else ():
        if real in (os.path.realpath(bundle), os.path.realpath(os.path.join(bundle, "data"))):
            yield bundle


def _is_below(path: str, root: str) -> bool:
    """Whether a file would lie in a folder, all links on the way resolved; the last one would be replaced."""
    folder, name = os.path.split(os.path.abspath(path))
    real = os.path.realpath(root)
    return os.path.join(os.path.realpath(folder), name).startswith(real.rstrip(os.sep) + os.sep)
