"""What a bag will be: the files that it takes over, each with its name in the bag, and the tag files that are new."""

from __future__ import annotations

from collections.abc import Mapping

from evalrules.base.records import NamedTuple
from evalrules.bundles.archive import Archive
from evalrules.bundles.bag import BAGIT, INFO, PAYLOAD
from evalrules.bundles.manifest import is_manifest
from evalrules.bundles.storage import Folder

ALGORITHMS = ("sha256", "sha512")
"""Those that a seal states of every file."""


class Taken(NamedTuple):
    """A file that the bag takes over: its name now, its name in the bag, its size and its digests."""

    name: str
    target: str
    size: int
    digests: Mapping[str, str]


class Plan(NamedTuple):
    """A bag still to be written: the files it takes over, and the tag files that are new."""

    storage: Folder | Archive
    files: tuple[Taken, ...]
    made: Mapping[str, bytes]

    @property
    def payload(self) -> tuple[Taken, ...]:
        """The files that lie below data/."""
        return tuple(file for file in self.files if file.target.startswith(PAYLOAD))


def is_outdated(name: str) -> bool:
    """Whether a file at the root is one that sealing makes anew."""
    return name in (BAGIT, INFO[0]) or is_manifest(name)
