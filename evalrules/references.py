"""Files that evidence names: beside it or below, never outside the folder that holds it."""

from __future__ import annotations

import os


def referenced_file(home: str | None, written: str) -> str | None:
    """The file that a path written in evidence means; None where it is no file inside the folder `home`.

    Absolute paths, `..` that leaves, and links that lead outside are all refused; evidence from standard input
    (no `home`) can name no file.
    """
    if home is None or not written or os.path.isabs(written) or "\\" in written or "\0" in written:
        return None
    inside = os.path.realpath(home or ".")
    path = os.path.realpath(os.path.join(inside, *written.split("/")))
    if os.path.commonpath((inside, path)) != inside or not os.path.isfile(path):
        return None
    return path
