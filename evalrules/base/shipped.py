"""What comes with the program beside its modules: the rulesets, and the pages of the codes.

They belong to the package that runs, wherever that is: a wheel holds them inside, a checkout beside it. Another
installation of the same name is never asked. The package may lie in a zip that stands on the module path.
"""

from __future__ import annotations

import os
from typing import Any, cast

PACKAGE = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
"""The folder of the package that runs."""

_LOADER = cast("Any", __spec__).loader  # of a file or of a zip; both give bytes by their path

ARCHIVE = str(getattr(_LOADER, "archive", ""))
"""The zip that the package runs from, "" where it lies in a folder."""


def shipped_folder(inside: str, in_checkout: str) -> str:
    """The folder of data: `inside` the package, or else where a checkout has it beside the package; "" for neither."""
    folder = os.path.join(PACKAGE, inside)
    if os.path.isdir(folder) or names_in_archive(folder):
        return folder
    checkout = os.path.dirname(PACKAGE)
    beside = os.path.join(checkout, *in_checkout.split("/"))
    is_checkout = os.path.isfile(os.path.join(checkout, "pyproject.toml")) and os.path.isdir(beside)
    return beside if is_checkout else ""


def names_in_archive(folder: str) -> list[str]:
    """The files below a folder of the zip that the package runs from, with `/`; none where it runs from a folder."""
    if not ARCHIVE:
        return []
    import zipfile  # only where the package is run from one

    below = os.path.relpath(folder, os.path.abspath(ARCHIVE)).replace(os.sep, "/") + "/"
    with zipfile.ZipFile(ARCHIVE) as archive:
        return sorted(name.removeprefix(below) for name in archive.namelist() if name.startswith(below))


def shipped_bytes(path: str) -> bytes:
    """The bytes of a file of a shipped folder; OSError where it is not there."""
    return bytes(_LOADER.get_data(path))
