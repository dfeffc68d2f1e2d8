"""A planned bag to where it is wanted: in place, as a zip or as a new folder; whole or not at all."""

from __future__ import annotations

import hashlib
import os
import stat
import zipfile
from collections.abc import Mapping, Sequence
from typing import IO

from evalrules.bundles.archive import Archive
from evalrules.bundles.discovery import ARCHIVE
from evalrules.bundles.plan import Plan, Taken, is_outdated
from evalrules.bundles.staging import COPY, NEW, OLD, PAYLOAD, Intent, carried_through, intend, staging, write_files
from evalrules.bundles.storage import Folder

_FIRST_DAY_OF_ZIP = (1980, 1, 1, 0, 0, 0)
_UNIX = 3
_PIECE = 1 << 20


def place(plan: Plan, output: str | None) -> None:
    """Write a bag, in place where there is no `output`; OSError or ValueError where that fails, and nothing changed.

    In place no payload is copied, only moved.
    """
    storage = plan.storage
    if is_zip(output, storage):
        _write_zip(plan, os.path.abspath(output or storage.identity))
    elif output is not None:
        _write_folder(plan, os.path.abspath(output))
    elif any(file.name != file.target for file in plan.files):
        _wrap(storage.identity, plan.made)
    else:
        _exchange(storage.identity, plan.made)


def is_zip(output: str | None, storage: Folder | Archive) -> bool:
    """Whether the bag will be a zip: by the name of the output, else by what the bundle is."""
    return isinstance(storage, Archive) if output is None else output.lower().endswith(ARCHIVE)


def _wrap(folder: str, made: Mapping[str, bytes]) -> None:
    """A folder becomes the payload of a bag in its place, by two renames."""
    with staging(folder) as beside:
        bag = os.path.join(beside, NEW)
        os.mkdir(bag)
        write_files(bag, made)
        os.chmod(bag, stat.S_IMODE(os.stat(folder).st_mode))
        intend(beside, Intent(os.path.basename(folder)))
        os.rename(folder, os.path.join(bag, PAYLOAD))
        os.rename(bag, folder)


def _exchange(folder: str, made: Mapping[str, bytes]) -> None:
    """New tag files take the place of old ones, each by a rename."""
    with staging(folder) as beside:
        new, old = os.path.join(beside, NEW), os.path.join(beside, OLD)
        os.mkdir(new)
        os.mkdir(old)
        write_files(new, made)
        outdated = [name for name in sorted(os.listdir(folder)) if is_outdated(name)]
        intend(beside, Intent(os.path.basename(folder), tuple(made), tuple(outdated)))
        _move_all(outdated, folder, old)
        _move_all(list(made), new, folder)
        carried_through(beside)


def _move_all(names: Sequence[str], source: str, target: str) -> None:
    for name in names:
        os.rename(os.path.join(source, name), os.path.join(target, name))


def _write_folder(plan: Plan, path: str) -> None:
    """A new folder with copies of everything."""
    if os.path.lexists(path):
        raise FileExistsError(17, os.strerror(17))
    with staging(path) as beside:
        bag = os.path.join(beside, COPY)
        for file in plan.files:
            target = os.path.join(bag, *file.target.split("/"))
            os.makedirs(os.path.dirname(target), exist_ok=True)
            with open(target, "xb") as out:
                _copy(plan, file, out)
        write_files(bag, plan.made)
        os.chmod(bag, 0o777 & ~_mask())
        os.rename(bag, path)


def _write_zip(plan: Plan, target: str) -> None:
    """A zip in the place of an older one; its bytes depend on the content and the name of the bundle only."""
    with staging(target) as beside:
        partial = os.path.join(beside, COPY)
        with open(partial, "xb") as file:
            with zipfile.ZipFile(file, "w") as zipped:
                _fill(zipped, plan)
            file.flush()
            os.fsync(file.fileno())
        if isinstance(plan.storage, Archive):
            plan.storage.close()  # some systems replace no file that is open
        os.replace(partial, target)


def _fill(zipped: zipfile.ZipFile, plan: Plan) -> None:
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


def _copy(plan: Plan, file: Taken, out: IO[bytes]) -> None:
    """Copy a file in pieces; what arrives is what was digested."""
    found = hashlib.sha256()
    with plan.storage.open(file.name) as source:
        while piece := source.read(_PIECE):
            found.update(piece)
            out.write(piece)
    if found.hexdigest() != file.digests["sha256"]:
        raise OSError("a file changed while it was sealed")


def _mask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
