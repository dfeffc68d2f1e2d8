"""The files of a request in a private folder for as long as they are read."""

from __future__ import annotations

import contextlib
import os
import shutil
from collections.abc import Iterator, Sequence

from evalrules.base.diagnostics import Diagnostic, error
from evalrules.bundles.discovery import Input, discover
from evalrules.readers.files import STANDARD_INPUT
from evalrules.service.messages import Upload
from evalrules.service.problems import BAD_REQUEST, Refused

EVIDENCE = "file"
"""The part that evidence plays, and every file that it names."""

_EVIDENCE, _BESIDE = "evidence", "beside"
_LONGEST_PART, _LONGEST = 255, 1000


@contextlib.contextmanager
def placed(root: str, files: Sequence[Upload]) -> Iterator[None]:
    """The files of evidence in the working directory, the others in the folder beside it; all gone at the end.

    So everything is named as it would be on the command line in a folder that holds the files. `root` is private to
    this process, and one request is answered at a time. Refused (ER678) for a name that leads elsewhere.
    """
    here, beside = (os.path.join(root, name) for name in (_EVIDENCE, _BESIDE))
    for folder in (here, beside):
        os.makedirs(folder, exist_ok=True)
    try:
        with contextlib.chdir(here):
            for one in files:
                if one.role == EVIDENCE:
                    _write(one.name, one.name, one.data)
                else:
                    _write(os.path.join("..", _BESIDE, one.role, _base(one.name)), one.name, one.data)
            yield
    finally:
        _empty(here)
        _empty(beside)


def path_beside(one: Upload) -> str:
    """The path of a file that is no evidence, from the working directory."""
    return os.path.join("..", _BESIDE, one.role, _base(one.name))


def inputs(files: Sequence[Upload], *, is_deep: bool = False) -> tuple[tuple[Input, ...], list[str], list[Diagnostic]]:
    """The inputs among the files in the working directory, the paths by which a command would name them, problems."""
    tops = list(dict.fromkeys(one.name.partition("/")[0] for one in files if one.role == EVIDENCE))
    paths = tops if len(tops) == 1 and tops[0] != STANDARD_INPUT else ["."]
    found, problems = discover(paths, is_deep=is_deep)
    return found, paths, problems


def is_name(name: str) -> bool:
    """Whether a name is a relative path with slashes that stays where it is."""
    parts = name.split("/")
    if not name.isprintable() or "\\" in name or len(os.fsencode(name)) > _LONGEST:
        return False
    return all(part not in ("", ".", "..") and len(os.fsencode(part)) <= _LONGEST_PART for part in parts)


def _base(name: str) -> str:
    return name.rpartition("/")[2]


def _write(path: str, name: str, data: bytes) -> None:
    if not is_name(name):
        raise Refused(BAD_REQUEST, error("ER678", None, name=name))
    try:
        folder = os.path.dirname(path)
        if folder:
            os.makedirs(folder, exist_ok=True)
        with open(path, "xb") as file:
            file.write(data)
    except (FileExistsError, NotADirectoryError, IsADirectoryError):
        raise Refused(BAD_REQUEST, error("ER678", None, name=name)) from None


def _empty(folder: str) -> None:
    with os.scandir(folder) as found:
        entries = list(found)
    for one in entries:
        if one.is_dir(follow_symlinks=False):
            shutil.rmtree(one.path)
        else:
            os.unlink(one.path)
