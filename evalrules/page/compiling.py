"""The modules of a page as byte code, made by the Python that the page carries; Node.js runs it where the page is made.

Compiling is most of what a page would do until it is ready, and reading and checking a ruleset most of what it would do
until the first verdict: both are done beforehand. Without Node.js the page holds sources and does it itself.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import tempfile
from importlib.resources import as_file, files

from evalrules.page.release import LIBRARY
from evalrules.page.runtime import Runtime

PROGRAM = "node"
KEPT = "kept.zip"
LONGEST = 600
"""Seconds that it may take; it takes about ten."""

_PACKAGES = "packages.zip"


def compiled(runtime: Runtime, archive: bytes) -> tuple[Runtime, bytes] | None:
    """The runtime and the archive of packages with byte code in the place of sources that are imported.

    With the runtime comes the cache of the rulesets in the archive, `KEPT`.
    None where there is no Node.js, or where it cannot run this: then sources do as well. The same parts give the same
    bytes. Docstrings are left out, assertions are not.
    """
    node = shutil.which(PROGRAM)
    if node is None:
        return None
    with tempfile.TemporaryDirectory() as folder, as_file(files("evalrules.page") / "web" / "compile.mjs") as program:
        for name, data in {**runtime.files, _PACKAGES: archive}.items():
            with open(os.path.join(folder, name), "wb") as file:
                file.write(data)
        try:
            subprocess.run(
                [node, str(program), folder, LIBRARY, json.dumps(runtime.info)],
                check=True, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                timeout=LONGEST,
            )  # fmt: skip
            made = {name: _read(os.path.join(folder, f"compiled-{name}")) for name in (LIBRARY, _PACKAGES)}
            made[KEPT] = _read(os.path.join(folder, KEPT))
        except (OSError, subprocess.SubprocessError):
            return None
    files_of_page = {**runtime.files, LIBRARY: made[LIBRARY], KEPT: made[KEPT]}
    return runtime._replace(files=files_of_page), made[_PACKAGES]


def _read(path: str) -> bytes:
    with open(path, "rb") as file:
        return file.read()
