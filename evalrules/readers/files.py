"""Files to raw documents: read once, bounded, regular files only (and `-` for standard input)."""

from __future__ import annotations

import hashlib
import os
import stat
import sys

from evalrules.base.diagnostics import Diagnostic, error
from evalrules.base.source import Document, Span
from evalrules.readers import json_document
from evalrules.readers.text import decode

LIMIT = 5_000_000
STANDARD_INPUT = "-"


def read_bytes(path: str, *, name: str, limit: int = LIMIT) -> tuple[bytes | None, list[Diagnostic]]:
    """The bytes of a regular file of at most `limit` bytes, or of standard input; else why not (ER001, ER003, ER006)."""
    place = Span(name, 1, 1, 1, 1)
    try:
        if path == STANDARD_INPUT:
            data = sys.stdin.buffer.read(limit + 1)
        else:
            found = os.stat(path)
            if not stat.S_ISREG(found.st_mode):
                return None, [error("ER006", place, kind="folder" if stat.S_ISDIR(found.st_mode) else "device or pipe")]
            if found.st_size > limit:
                return None, [error("ER003", place, size=str(found.st_size), limit=str(limit))]
            with open(path, "rb") as file:
                data = file.read(limit + 1)
    except (OSError, ValueError) as problem:
        reason = getattr(problem, "strerror", None) or str(problem)
        return None, [error("ER001", place, path=path, reason=reason)]
    if len(data) > limit:
        return None, [error("ER003", place, size=f"more than {limit}", limit=str(limit))]
    return data, []


def read_document(path: str, *, name: str, limit: int = LIMIT) -> tuple[Document, list[Diagnostic]]:
    """A YAML or JSON file to its document; `root` is None where the diagnostics say why."""
    data, problems = read_bytes(path, name=name, limit=limit)
    if data is None:
        return Document(name, "", "", None), problems
    digest = hashlib.sha256(data).hexdigest()
    text, problems = decode(name, data)
    if text is None:
        return Document(name, data.decode("utf-8", "replace"), digest, None), problems
    form = _form_of(path, text)
    if form == "json":
        root, problems = json_document.read(name, text)
    elif form == "yaml":
        from evalrules.readers import yaml_document  # the YAML parser costs 20 ms: JSON does not pay for it

        root, problems = yaml_document.read(name, text)
    else:
        suffix = os.path.splitext(path)[1]
        return Document(name, text, digest, None), [error("ER005", Span(name, 1, 1, 1, 1), suffix=suffix)]
    return Document(name, text, digest, root), problems


def _form_of(path: str, text: str) -> str:
    if path == STANDARD_INPUT:
        return "json" if text.lstrip()[:1] in ("{", "[") else "yaml"
    return {".json": "json", ".yaml": "yaml", ".yml": "yaml"}.get(os.path.splitext(path)[1].lower(), "")
