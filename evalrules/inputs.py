"""Which inputs a command line means: files, bundles, folders of them, or standard input. See docs/contract.md."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import NamedTuple

from evalrules.base.diagnostics import Diagnostic, error

STANDARD_INPUT = "-"
SUFFIXES = (".yaml", ".yml", ".json")
EVIDENCE_NAMES = ("evidence.yaml", "evidence.yml", "evidence.json")


class Input(NamedTuple):
    """One subject's evidence: where to read it and how results name it."""

    path: str
    shown: str


def discover(paths: Sequence[str]) -> tuple[tuple[Input, ...], list[Diagnostic]]:
    """Every input, in the order given, folders in the order of their names; none found is an error.

    A folder that holds evidence.yaml or evidence.json (at its root or under data/) is a bundle; any other
    folder is a set of bundles and evidence files, searched one level deep.
    """
    found: dict[str, str] = {}
    problems: list[Diagnostic] = []
    for path in paths:
        is_folder = path != STANDARD_INPUT and os.path.isdir(path)
        for one in _in_folder(path, problems) if is_folder else [path]:
            found.setdefault(one if one == STANDARD_INPUT else os.path.abspath(one), one)
    if not found and not problems:
        problems.append(error("ER004", None, where=", ".join(paths) or "."))
    unique = list(found.values())
    return tuple(Input(path, shown) for path, shown in zip(unique, shown_names(unique), strict=True)), problems


def _in_folder(folder: str, problems: list[Diagnostic]) -> list[str]:
    own = _evidence_in(folder, problems)
    if own is not None:
        return own
    try:
        names = sorted(name for name in os.listdir(folder) if not name.startswith("."))
    except OSError as problem:
        problems.append(error("ER001", None, path=folder, reason=problem.strerror or str(problem)))
        return []
    found: list[str] = []
    for name in names:
        path = os.path.join(folder, name)
        if os.path.isdir(path):
            found.extend(_evidence_in(path, problems) or ())
        elif name.lower().endswith(SUFFIXES):
            found.append(path)
    if not found:
        problems.append(error("ER004", None, where=folder))
    return found


def _evidence_in(folder: str, problems: list[Diagnostic]) -> list[str] | None:
    """The evidence of a bundle, none where it holds more than one (an error); None for a folder that is no bundle."""
    places = [os.path.join(folder, *under, name) for under in ((), ("data",)) for name in EVIDENCE_NAMES]
    found = [path for path in places if os.path.isfile(path)]
    if len(found) > 1:
        names = ", ".join(os.path.relpath(path, folder).replace(os.sep, "/") for path in found)
        problems.append(error("ER010", None, folder=folder, found=names))
        return []
    return found or None


def shown_names(paths: Sequence[str]) -> list[str]:
    """How results name each path: its last part, or as many more as it takes to tell it from the others."""
    parts = [_parts(path) for path in paths]
    return [
        _telling_tail(own, [other for at, other in enumerate(parts) if at != index]) for index, own in enumerate(parts)
    ]


def _parts(path: str) -> list[str]:
    if path == STANDARD_INPUT:
        return ["<stdin>"]
    return os.path.abspath(path).replace(os.sep, "/").split("/")


def _telling_tail(own: list[str], others: list[list[str]]) -> str:
    for length in range(1, len(own) + 1):
        tail = own[-length:]
        if all(other[-length:] != tail for other in others):
            return "/".join(tail)
    return "/".join(own)
