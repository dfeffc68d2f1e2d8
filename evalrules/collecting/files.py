"""The files of a folder, and what each of them holds, read once."""

from __future__ import annotations

import hashlib
import os
from collections import Counter
from collections.abc import Callable, Iterable, Sequence

from evalrules.base.diagnostics import Diagnostic, error, has_errors, in_order, warning
from evalrules.base.ordering import natural_key
from evalrules.base.records import NamedTuple
from evalrules.base.source import Span
from evalrules.bundles.storage import is_junk
from evalrules.readers.files import read_bytes
from evalrules.readers.handed_in import SUFFIXES, HandedIn, read_handed_in
from evalrules.readers.workbooks import foreign_workbook, suffix_of

MAX_FILES = 10_000
"""How many files are gathered at once."""

Progress = Callable[[int, int], None]
"""Told before each file: how many are done, of how many."""


class Found(NamedTuple):
    """The files of a folder that schools may have handed in, by their paths below it, and what was said of others."""

    folder: str
    names: tuple[str, ...]
    problems: tuple[Diagnostic, ...]


class Read(NamedTuple):
    """What the files of a folder hold, their digests by name, and every problem that is of no file with tables."""

    files: tuple[HandedIn, ...]
    digests: dict[str, str]
    problems: tuple[Diagnostic, ...]


def find_files(folder: str, leave_out: Sequence[str] = ()) -> Found:
    """Every file in a folder and the folders in it, in the order of their names; links to folders are not followed.

    Files of `leave_out` are no school's. ER004 where there is none, ER106 where there are too many; of other kinds of
    file ER017 where they are workbooks that are not read, else a warning ER005.
    """
    others = {os.path.realpath(path) for path in leave_out}
    paths = [
        os.path.relpath(os.path.join(inside, name), folder).replace(os.sep, "/")
        for inside, _, names in os.walk(folder)
        for name in names
        if os.path.realpath(os.path.join(inside, name)) not in others
    ]
    listed = sorted((path for path in paths if not is_junk(path) and not _is_hidden(path)), key=natural_key)
    problems = [] if listed else [error("ER004", None, where=folder)]
    if len(listed) > MAX_FILES:
        return Found(folder, (), (error("ER106", None, what=f"{MAX_FILES} files"),))
    problems += [_other(folder, path) for path in listed if suffix_of(path) not in SUFFIXES]
    return Found(folder, tuple(path for path in listed if suffix_of(path) in SUFFIXES), tuple(problems))


def _is_hidden(path: str) -> bool:
    return any(part.startswith(".") for part in path.split("/"))


def _other(folder: str, path: str) -> Diagnostic:
    place = Span(path, 1, 1, 1, 1)
    data, problems = read_bytes(os.path.join(folder, path), name=path)
    reason = foreign_workbook(suffix_of(path), data) if data is not None else ""
    if reason:
        return error("ER017", place, reason=reason)
    return problems[0] if data is None and not has_errors(problems) else warning("ER005", place, suffix=suffix_of(path))


def read_files(found: Found, progress: Progress | None = None) -> Read:
    """What each file holds. A file that cannot be read is a problem; one that `collect` made is passed over (ER525)."""
    files: list[HandedIn] = []
    digests: dict[str, str] = {}
    problems = list(found.problems)
    for at, name in enumerate(found.names):
        if progress is not None:
            progress(at, len(found.names))
        data, more = read_bytes(os.path.join(found.folder, *name.split("/")), name=name)
        problems += more
        if data is None:
            continue
        one = read_handed_in(name, data)
        if one.is_collected:
            problems.append(warning("ER525", Span(name, 1, 1, 1, 1), reason="a collected form"))
            continue
        digests[name] = hashlib.sha256(data).hexdigest()
        files.append(one)
    return Read(tuple(files), digests, in_order(problems))


def rulesets_named(files: Iterable[HandedIn]) -> list[str]:
    """The rulesets that the forms name, most frequent first."""
    return [name for name, _ in Counter(one.form.ruleset for one in files if one.form is not None).most_common()]
