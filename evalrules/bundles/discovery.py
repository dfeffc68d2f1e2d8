"""Which inputs a command line means: files, bundles, folders of them, or standard input. See docs/contract.md."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable, Sequence

from evalrules.base.diagnostics import Diagnostic, error, warning
from evalrules.base.records import NamedTuple
from evalrules.bundles.storage import is_junk
from evalrules.readers.files import STANDARD_INPUT, SUFFIXES, read_bytes

EVIDENCE_NAMES = ("evidence.yaml", "evidence.yml", "evidence.json", "evidence.csv", "evidence.xlsx")
ARCHIVE = ".zip"
SHOWN_STDIN = "<stdin>"

LOOSE, FOLDER, ZIP, STDIN = "loose", "folder", "zip", "stdin"


class Input(NamedTuple):
    """One subject's evidence: what kind of input, where it is, the evidence inside a bundle, how results name it.

    `path` is the file, or the folder or archive that is the bundle; `inside` is "" for a loose file and for a bundle
    in which no evidence could be found.
    """

    kind: str
    path: str
    inside: str
    shown: str


def discover(paths: Sequence[str], *, is_deep: bool = False) -> tuple[tuple[Input, ...], list[Diagnostic]]:
    """Every input, in the order given, folders in the order of their names; none found is an error.

    A folder that holds evidence.yaml (.json, .csv, .xlsx), at its root or under data/, is a bundle, and so is a zip;
    any other folder is a set of bundles and evidence files, searched one level deep, or at every depth. A path that is
    not there and has `*`, `?` or `[` in it is a pattern (`**` for any depth), for shells that leave patterns alone.
    """
    found: dict[str, Input] = {}
    problems: list[Diagnostic] = []
    for path in paths:
        for one in _inputs_at(path, problems, is_deep=is_deep):
            found.setdefault(one.path if one.kind == STDIN else os.path.abspath(one.path), one)
    if not found and not problems:
        problems.append(error("ER004", None, where=", ".join(paths) or "."))
    unique = list(found.values())
    names = _telling_names([(parts_of(one), 1 + one.inside.count("/")) for one in unique])
    return tuple(one._replace(shown=shown) for one, shown in zip(unique, names, strict=True)), problems


def evidence_among(names: Iterable[str]) -> list[str]:
    """The evidence of a bundle, at its root or under data/, among the names of its files."""
    wanted = [*EVIDENCE_NAMES, *(f"data/{name}" for name in EVIDENCE_NAMES)]
    there = set(names)
    return [name for name in wanted if name in there]


def _inputs_at(path: str, problems: list[Diagnostic], *, is_deep: bool) -> list[Input]:
    if path == STANDARD_INPUT:
        return [Input(STDIN, path, "", "")]
    if os.path.isdir(path):
        return _in_folder(path, problems, is_deep=is_deep)
    if not os.path.lexists(path) and any(sign in path for sign in "*?["):
        return _of_pattern(path, problems, is_deep=is_deep)
    return [_file(path)]


def _of_pattern(pattern: str, problems: list[Diagnostic], *, is_deep: bool) -> list[Input]:
    import glob  # only for shells that do not do it

    found = sorted(glob.glob(pattern, recursive=True))
    if not found:
        problems.append(error("ER004", None, where=pattern))
    return [one for path in found for one in _inputs_at(path, problems, is_deep=is_deep)]


def _file(path: str) -> Input:
    """A loose file; what is wrong with an archive is said when it is checked."""
    if not path.lower().endswith(ARCHIVE):
        return Input(LOOSE, path, "", "")
    from evalrules.bundles.archive import open_archive  # only zips pay for zipfile

    archive, _ = open_archive(path, shown=os.path.basename(path))
    if archive is None:
        return Input(ZIP, path, "", "")
    with archive:
        inside = evidence_among(archive.names())
    return Input(ZIP, path, inside[0] if len(inside) == 1 else "", "")


def _in_folder(folder: str, problems: list[Diagnostic], *, is_deep: bool) -> list[Input]:
    own = _bundle(folder, problems)
    if own is not None:
        return own
    try:
        names = sorted(name for name in os.listdir(folder) if not name.startswith(".") and not is_junk(name))
    except OSError as problem:
        problems.append(error("ER001", None, path=folder, reason=problem.strerror or str(problem)))
        return []
    found = [one for name in names for one in _in_set(os.path.join(folder, name), problems, is_deep=is_deep)]
    if not found:
        problems.append(error("ER004", None, where=folder))
    return found


def _in_set(path: str, problems: list[Diagnostic], *, is_deep: bool) -> list[Input]:
    """What an entry of a set of bundles is: a bundle, a file of evidence, a set of its own, or none of it."""
    if os.path.isdir(path):
        bundle = _bundle(path, problems)
        if bundle is None and is_deep:
            return _below(path, problems)
        if bundle is None:
            problems.append(warning("ER019", None, path=path, reason="no evidence in it"))
        return bundle or []
    suffix = os.path.splitext(path)[1].lower()
    if suffix == ".csv" and not _says_evidence(path):
        return []  # rows for a table, which the evidence beside it names
    return [_file(path)] if suffix in (*SUFFIXES, ARCHIVE) else []


def _below(folder: str, problems: list[Diagnostic]) -> list[Input]:
    """A folder inside a set that is searched at every depth: papers and links to elsewhere are passed over."""
    if os.path.islink(folder):
        return []
    found = _in_folder(folder, problems, is_deep=True)
    problems[:] = [one for one in problems if one.code != "ER004" or dict(one.args)["where"] != folder]
    return found


def _says_evidence(path: str) -> bool:
    """Whether the first line of a CSV file has the columns of evidence."""
    from evalrules.readers.delimited import read_csv  # only where a folder holds CSV files
    from evalrules.readers.evidence_table import is_evidence

    data, _ = read_bytes(path, name=path)
    grid, _, _ = read_csv(path, data) if data is not None else (None, "", [])
    return grid is None or is_evidence(grid)


def _bundle(folder: str, problems: list[Diagnostic]) -> list[Input] | None:
    """A folder as a bundle, nothing where it holds more than one evidence (an error); None where it holds none."""
    inside = evidence_among(
        f"{under}{name}"
        for under in ("", "data/")
        for name in EVIDENCE_NAMES
        if os.path.lexists(os.path.join(folder, *under.split("/"), name))
    )
    if len(inside) > 1:
        problems.append(error("ER010", None, folder=folder, found=", ".join(inside)))
        return []
    return [Input(FOLDER, folder, inside[0], "")] if inside else None


def parts_of(one: Input) -> list[str]:
    """The full path of the evidence of an input, part by part."""
    if one.kind == STDIN:
        return [SHOWN_STDIN]
    inside = one.inside.split("/") if one.inside else []
    return [*os.path.abspath(one.path).replace(os.sep, "/").split("/"), *inside]


def _telling_names(paths: Sequence[tuple[list[str], int]]) -> list[str]:
    """How results name each path: its last parts, at least so many, and as many more as tell it from the others."""
    counted: dict[int, Counter[tuple[str, ...]]] = {}

    def is_alone(parts: list[str], length: int) -> bool:
        if length not in counted:
            counted[length] = Counter(tuple(other[-length:]) for other, _ in paths)
        return counted[length][tuple(parts[-length:])] == 1

    return [
        "/".join(next((own[-at:] for at in range(least, len(own)) if is_alone(own, at)), own)) for own, least in paths
    ]


def paths_from_here(inputs: Iterable[Input]) -> dict[str, str]:
    """The path of each input from the working directory, by how results name it; those outside of it have none."""
    found = {one.shown: _path_from_here(one) for one in inputs}
    return {shown: path for shown, path in found.items() if path}


def _path_from_here(one: Input) -> str:
    if one.kind == ZIP:
        return _relative(one.path)
    return _relative(os.path.join(one.path, one.inside) if one.kind == FOLDER else one.path)


def path_from_here(path: str) -> str:
    """The path of a file from the working directory, with slashes; as it is where the file is not below."""
    return _relative(path) or path


def _relative(path: str) -> str:
    """The path below the working directory with slashes, "" where it is not below."""
    try:
        path = os.path.relpath(path).replace(os.sep, "/")
    except ValueError:  # another drive
        return ""
    return "" if path.startswith("../") or path in ("..", "-") else path
