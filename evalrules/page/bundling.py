"""What was opened or filled in as a sealed bundle: one zip of the evidence and all it names, with digests."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Mapping

from evalrules.base.diagnostics import Diagnostic
from evalrules.bundles.discovery import ARCHIVE
from evalrules.bundles.seal import Wish, seal

_EVIDENCE = "evidence"


def sealed(files: Mapping[str, bytes], evidence: str) -> tuple[bytes | None, list[Diagnostic]]:
    """The bytes of the zip; None where the problems say why not. `evidence` is the file that names the others.

    A zip that is alone is sealed with what it holds, anew where it was sealed before.
    """
    with tempfile.TemporaryDirectory(prefix="evalrules-") as folder:
        target = os.path.join(folder, "sealed.zip")
        source = os.path.join(folder, "bundle")
        is_archive = len(files) == 1 and evidence.lower().endswith(ARCHIVE)
        if is_archive:
            source += ARCHIVE
            _write(source, files[evidence])
        else:
            for name, data in files.items():
                own = name if name != evidence else f"{_EVIDENCE}{os.path.splitext(name)[1].lower()}"
                _write(os.path.join(source, *own.split("/")), data)
        made, problems = seal(source, Wish(target, again=is_archive), shown=evidence)
        if made is None:
            return None, problems
        with open(target, "rb") as file:
            return file.read(), problems


def _write(path: str, data: bytes) -> None:
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "wb") as file:
        file.write(data)
