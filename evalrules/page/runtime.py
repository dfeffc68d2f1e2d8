"""The Python for browsers read from where it lies, every file held to its digest."""

from __future__ import annotations

import hashlib
import io
import json
import os
import tarfile
import zipfile

from evalrules.base.diagnostics import Diagnostic, error
from evalrules.base.records import NamedTuple
from evalrules.page.release import COMMAND, DIGESTS, LIBRARY, LOADER, LOCK, VERSION

_LARGEST = 64_000_000


class Runtime(NamedTuple):
    """The files of the runtime by name, and what its lock file says of itself."""

    files: dict[str, bytes]
    info: dict[str, str]


def read_runtime(path: str) -> tuple[Runtime | None, list[Diagnostic]]:
    """The runtime from the archive of npm, or from a folder that holds the package.

    ER630 where it is not there; ER631 for a file that is another one than it should be.
    """
    try:
        found = _in_folder(path) if os.path.isdir(path) else _in_archive(path)
    except (OSError, tarfile.TarError, EOFError, ValueError):
        return None, [error("ER630", None, path=path, command=COMMAND)]
    problems = [
        error("ER631", None, path=path, file=name, version=VERSION)
        for name, digest in DIGESTS.items()
        if hashlib.sha512(found[name]).hexdigest() != digest
    ]
    if problems:
        return None, problems
    info = json.loads(found.pop(LOCK))["info"]
    return Runtime({**found, LIBRARY: stored(found[LIBRARY])}, info), []


def _in_folder(path: str) -> dict[str, bytes]:
    """The files of a folder: of the package, or of one that holds it as npm installs it."""
    tried = (path, os.path.join(path, "package"), os.path.join(path, "node_modules", "pyodide"))
    home = next((folder for folder in tried if os.path.isfile(os.path.join(folder, LOADER))), path)
    found = {}
    for name in DIGESTS:
        with open(os.path.join(home, name), "rb") as file:
            found[name] = file.read(_LARGEST)
    return found


def _in_archive(path: str) -> dict[str, bytes]:
    """The files of an archive, read in memory: nothing is unpacked."""
    found = {}
    with tarfile.open(path, "r:gz") as archive:
        for name in DIGESTS:
            try:
                file = archive.extractfile(f"package/{name}")
            except KeyError as problem:
                raise ValueError(name) from problem
            if file is None:
                raise ValueError(name)
            found[name] = file.read(_LARGEST)
    return found


def stored(data: bytes) -> bytes:
    """A zip with the same files and no compression of its own, by name and without dates: the page packs it better."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old:
        write_zip(out, {name: old.read(name) for name in old.namelist() if not name.endswith("/")})
    return out.getvalue()


def write_zip(out: io.BytesIO, files: dict[str, bytes]) -> None:
    """A zip of files in the order of their names, the same bytes for the same files."""
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        for name in sorted(files):
            entry = zipfile.ZipInfo(name)
            entry.create_system, entry.external_attr = 3, 0o644 << 16
            archive.writestr(entry, files[name])
