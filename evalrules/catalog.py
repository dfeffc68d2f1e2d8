"""Where rulesets are: a path, the folders of EVALRULES_PATH, installed packages, the shipped ones.

A folder of rulesets holds `<id>/<edition>/ruleset.yaml`. A package plugs its folder in through the entry
point group `evalrules.rulesets`; it is found without importing the package, so a ruleset can never run
code. The same id@edition from two owners is an error, never a silent choice.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable

from evalrules.base.diagnostics import Diagnostic, error
from evalrules.base.records import NamedTuple
from evalrules.base.shipped import PACKAGE, names_in_archive, shipped_folder
from evalrules.base.suggestions import nearest
from evalrules.model.ruleset_names import RulesetName, ruleset_name_from
from evalrules.version import NAME, VERSION

GROUP = "evalrules.rulesets"
FILE = "ruleset.yaml"
PATH_VARIABLE = "EVALRULES_PATH"


class Owner(NamedTuple):
    """Who provides a folder of rulesets: "evalrules", a package with its version, or a folder.

    `lacking` is the evalrules that a package asks for where this is none of it, such as ">=0.3"; "" where it will do.
    """

    name: str
    version: str
    folder: str
    shipped: bool = False
    lacking: str = ""


class Entry(NamedTuple):
    """One ruleset that can be named."""

    id: str
    edition: str
    path: str
    owner: Owner

    @property
    def name(self) -> str:
        """`id@edition`."""
        return RulesetName(self.id, self.edition).text

    @property
    def shown(self) -> str:
        """How diagnostics name its file."""
        return f"{self.name}/{FILE}"

    @property
    def is_shipped(self) -> bool:
        """Whether it came with evalrules, and so was checked when that was built."""
        return self.owner.shipped


def entries() -> tuple[Entry, ...]:
    """Every ruleset that can be named, by id and edition."""
    return _entries_of("")


def _entries_of(wanted: str) -> tuple[Entry, ...]:
    """The same of one id, for which no other folder is looked into; "" for all."""
    found = [entry for owner in owners() for entry in _entries_in(owner, wanted)]
    return tuple(sorted(found, key=lambda entry: (entry.id, entry.edition, entry.owner.name)))


def find(reference: str) -> tuple[tuple[Entry, ...], list[Diagnostic]]:
    """The editions that `id` or `id@edition` can mean, or why there is none (ER501, ER502, ER506, ER518)."""
    own, edition = ruleset_name_from(reference)
    found = [entry for entry in _entries_of(own) if edition in ("", entry.edition)] if own else []
    if not found and not _shipped():
        return (), [error("ER506", None, name=reference, folder=os.path.join(PACKAGE, "rulesets"))]
    if not found:
        every = entries()
        known = [entry.name if edition else entry.id for entry in every]
        listed = ", ".join(dict.fromkeys(entry.name for entry in every if entry.id == own))
        suggestion = nearest(reference, known)
        return (), [error("ER501", None, name=reference, suggestion=suggestion, editions=listed)]
    by_name: dict[str, list[Entry]] = {}
    for entry in found:
        by_name.setdefault(entry.name, []).append(entry)
    problems = [
        error("ER502", None, name=name, owners=", ".join(f"{one.owner.name} ({one.path})" for one in rivals))
        for name, rivals in by_name.items()
        if len(rivals) > 1
    ]
    problems += [_older_engine(one) for one in found if one.owner.lacking]
    return (() if problems else tuple(found)), problems


def _older_engine(entry: Entry) -> Diagnostic:
    owner = entry.owner
    package = f"{owner.name} {owner.version}".strip()
    return error("ER518", None, name=entry.name, package=package, needed=owner.lacking, used=VERSION)


def owners() -> tuple[Owner, ...]:
    """Every provider of rulesets: the shipped folder, plugged-in packages, the folders of EVALRULES_PATH."""
    return (*_shipped(), *_plugged_in(), *_from_variable())


def _shipped() -> tuple[Owner, ...]:
    folder = shipped_folder("rulesets", "rulesets")
    return (Owner("evalrules", VERSION, folder, shipped=True),) if folder else ()


def _folder_of(package: str) -> str:
    """The folder of a package, found without importing it."""
    from importlib.util import find_spec

    try:
        spec = find_spec(package)
    except (ImportError, ValueError):
        return ""
    locations = list(spec.submodule_search_locations or ()) if spec else []
    return locations[0] if locations else ""


def _from_variable() -> tuple[Owner, ...]:
    folders = os.environ.get(PATH_VARIABLE, "").split(os.pathsep)
    return tuple(Owner(folder, "", folder) for folder in dict.fromkeys(folders) if folder)


def _plugged_in() -> tuple[Owner, ...]:
    if not _some_package_plugs_in():
        return ()
    from importlib.metadata import entry_points  # 30 ms, paid only where a package plugs rulesets in

    found = []
    for point in entry_points(group=GROUP):
        package = point.value
        if package.startswith("evalrules.") or "." in package or ":" in package:
            continue
        folder = _folder_of(package)
        if folder:
            name, version = (point.dist.name, point.dist.version) if point.dist else (package, "")
            lacking = _lacking(point.dist.requires or ()) if point.dist else ""
            found.append(Owner(name, version, folder, lacking=lacking))
    return tuple(sorted(found))


def _lacking(requirements: Iterable[str]) -> str:
    """The versions of evalrules that a package requires, where this is none of them."""
    from packaging.requirements import InvalidRequirement, Requirement  # only where a package plugs rulesets in
    from packaging.utils import canonicalize_name

    for written in requirements:
        try:
            wanted = Requirement(written)
        except InvalidRequirement:
            continue
        applies = wanted.marker is None or wanted.marker.evaluate({"extra": ""})
        is_ours = canonicalize_name(wanted.name) == NAME and applies
        if is_ours and not wanted.specifier.contains(VERSION, prereleases=True):
            return str(wanted.specifier)
    return ""


def _some_package_plugs_in() -> bool:
    """Whether any installed package but our own declares the entry point group.

    Looks for the group's name in the entry_points.txt of each installed distribution.
    """
    for folder in dict.fromkeys(sys.path):
        try:
            names = [
                entry.name for entry in os.scandir(folder or ".") if entry.name.endswith((".dist-info", ".egg-info"))
            ]
        except OSError:
            continue
        if any(
            _declares_group(os.path.join(folder, name))
            for name in names
            if not name.startswith(("evalrules-", "evalrules."))
        ):
            return True
    return False


def _declares_group(distribution: str) -> bool:
    try:
        with open(os.path.join(distribution, "entry_points.txt"), "rb") as file:
            return GROUP.encode() in file.read()
    except OSError:
        return False


def _entries_in(owner: Owner, wanted: str) -> list[Entry]:
    found = []
    if owner.shipped:
        for name in names_in_archive(owner.folder):
            own, _, inside = name.partition("/")
            edition, _, file = inside.partition("/")
            if file == FILE and wanted in ("", own):
                found.append(Entry(own, edition, os.path.join(owner.folder, own, edition, FILE), owner))
    for own in _folders(owner.folder):
        if wanted not in ("", own):
            continue
        for edition in _folders(os.path.join(owner.folder, own)):
            path = os.path.join(owner.folder, own, edition, FILE)
            if os.path.isfile(path):
                found.append(Entry(own, edition, path, owner))
    return found


def _folders(path: str) -> list[str]:
    try:
        return sorted(entry.name for entry in os.scandir(path) if entry.is_dir() and entry.name[0] not in "._")
    except OSError:
        return []
