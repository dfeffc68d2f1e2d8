"""What runs in the page: the modules of evalrules, the rulesets, and the packages they need, as one archive.

The packages are those of this installation; none of them is compiled for one machine. Their licences travel with them.
"""

from __future__ import annotations

import ast
import io
import os
from collections.abc import Iterator, Sequence

from evalrules import catalog
from evalrules.base.diagnostics import Diagnostic, error, has_errors
from evalrules.base.records import NamedTuple
from evalrules.base.shipped import ARCHIVE, PACKAGE, names_in_archive, shipped_bytes
from evalrules.loading import load_ruleset
from evalrules.model.ruleset import Ruleset
from evalrules.page.runtime import write_zip
from evalrules.readers.files import read_bytes

DISTRIBUTIONS = ("ruamel.yaml", "openpyxl", "et_xmlfile", "defusedxml", "xlrd", "platformdirs", "rfc8785")
"""What evalrules imports on its way from files to reports."""

_DOOR = "page/desk.py"
"""By which the page enters evalrules; what cannot be reached from there has no use in it."""
_TOP = "__init__.py"
"""The window for other programs: what it names is loaded when it is asked for, and the page does not ask."""
_LICENCES = ("licen", "copying", "notice", "authors")


class Packed(NamedTuple):
    """The archive, the rulesets in it, and the packages with their versions."""

    archive: bytes
    rulesets: tuple[Ruleset, ...]
    versions: tuple[tuple[str, str], ...]


def pack(wanted: Sequence[str]) -> tuple[Packed | None, list[Diagnostic]]:
    """The archive with the rulesets that are wanted, by id or id@edition; all that can be named where none is.

    The parents of a ruleset come with it. ER701 where a package is not installed; the problems of a ruleset.
    """
    chosen, problems = _chosen(wanted)
    files = dict(_modules())
    for entry, _ in chosen:
        name = f"evalrules/rulesets/{entry.id}/{entry.edition}/{catalog.FILE}"
        files[name] = shipped_bytes(entry.path) if entry.is_shipped else _bytes_of(entry, problems)
    packages, versions, missing = _packages()
    problems += missing
    if has_errors(problems):
        return None, problems
    out = io.BytesIO()
    write_zip(out, {**files, **packages})
    return Packed(out.getvalue(), tuple(ruleset for _, ruleset in chosen), versions), problems


def _chosen(wanted: Sequence[str]) -> tuple[list[tuple[catalog.Entry, Ruleset]], list[Diagnostic]]:
    """The rulesets with their parents, each loaded, so that no page carries one that does not load."""
    problems: list[Diagnostic] = []
    found: dict[str, tuple[catalog.Entry, Ruleset]] = {}
    names = list(wanted) or [entry.name for entry in catalog.entries()]
    while names:
        entries, missing = catalog.find(names.pop(0))
        problems += missing
        for entry in entries:
            loaded = None if entry.name in found else load_ruleset(entry.name)
            if loaded is not None and loaded.ruleset is not None:
                found[entry.name] = (entry, loaded.ruleset)
                names += loaded.ruleset.ancestors
            elif loaded is not None:
                problems += loaded.diagnostics
    return sorted(found.values(), key=lambda one: (one[0].id, one[0].edition)), problems


def _modules() -> Iterator[tuple[str, bytes]]:
    """The modules of evalrules that run in a page, and its schemas, by their paths in the archive."""
    every = frozenset(names_in_archive(PACKAGE) if ARCHIVE else _names_in_folder())
    left, found = [_TOP, _DOOR], {name for name in every if name.startswith("schemas/") and name.endswith(".json")}
    while left:
        name = left.pop()
        if name not in found:
            found.add(name)
            left += () if name == _TOP else _imported(_shipped(name), every)
    for name in found:
        yield f"evalrules/{name}", _shipped(name)


def _imported(source: bytes, every: frozenset[str]) -> Iterator[str]:
    """The modules of evalrules that a module imports anywhere, also within a function, with their packages."""
    for one in ast.walk(ast.parse(source)):
        if isinstance(one, ast.Import):
            modules = [own.name for own in one.names]
        elif isinstance(one, ast.ImportFrom):
            modules = [f"{one.module}.{own.name}" for own in one.names]
        else:
            continue
        for top, *parts in (module.split(".") for module in modules):
            inside = ["/".join(parts[:end]) for end in range(1, len(parts) + 1) if top == "evalrules"]
            yield from (name for path in inside for name in (f"{path}.py", f"{path}/__init__.py") if name in every)


def _shipped(name: str) -> bytes:
    return shipped_bytes(os.path.join(PACKAGE, *name.split("/")))


def _bytes_of(entry: catalog.Entry, problems: list[Diagnostic]) -> bytes:
    data, found = read_bytes(entry.path, name=entry.shown)
    problems += found
    return data or b""


def _names_in_folder() -> Iterator[str]:
    for folder, _, names in os.walk(PACKAGE):
        inside = os.path.relpath(folder, PACKAGE).replace(os.sep, "/")
        yield from (name if inside == "." else f"{inside}/{name}" for name in names)


def _packages() -> tuple[dict[str, bytes], tuple[tuple[str, str], ...], list[Diagnostic]]:
    from importlib.metadata import PackageNotFoundError, distribution

    files: dict[str, bytes] = {}
    versions: list[tuple[str, str]] = []
    problems: list[Diagnostic] = []
    for name in DISTRIBUTIONS:
        try:
            found = distribution(name)
        except PackageNotFoundError:
            problems.append(error("ER701", None, what=name, extra="excel"))
            continue
        versions.append((name, found.version))
        for path in found.files or ():
            if _is_needed(str(path)):
                with open(str(path.locate()), "rb") as file:
                    files[str(path)] = file.read()
    return files, tuple(versions), problems


def _is_needed(path: str) -> bool:
    """Whether a file of a package is a module or says under which licence it stands."""
    if ".dist-info/" in path:
        return any(word in path.rpartition("/")[2].lower() for word in _LICENCES)
    return path.endswith((".py", ".json", ".xml")) and ".." not in path.split("/")
