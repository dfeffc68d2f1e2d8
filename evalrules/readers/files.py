"""Files to raw documents: read once, bounded, regular files only (and `-` for standard input)."""

from __future__ import annotations

import os
import stat
import sys

from evalrules.base.diagnostics import Diagnostic, error
from evalrules.base.hashes import sha256_of
from evalrules.base.source import Document, Node, Span
from evalrules.readers import json_document
from evalrules.readers.text import decode

LIMIT = 5_000_000
"""The most bytes of a file that is evidence, and of a workbook."""

LIMIT_OF_TABLES = 20_000_000
"""The most bytes of a file of texts or columns: what `MAX_CELLS` cells of a table take, which is the limit that counts.

Evidence itself and workbooks stay at that of every other file: what is that large there is seldom evidence.
"""

STANDARD_INPUT = "-"

WORKBOOKS = (".xlsx", ".xls", ".ods")
SUFFIXES = (".yaml", ".yml", ".json", ".csv", *WORKBOOKS)
"""The kinds of file that can be evidence."""

UNREADABLE = "ER017"
"""The code of a workbook that is refused as a whole: no workbook, damaged, encrypted, or too large to unpack."""

_FORMS = {".json": "json", ".yaml": "yaml", ".yml": "yaml"}
_KINDS = {stat.S_IFDIR: "folder", stat.S_IFIFO: "FIFO", stat.S_IFSOCK: "socket"}


def limit_of(name: str) -> int:
    """How many bytes a file with the rows of a table may have."""
    return LIMIT_OF_TABLES if os.path.splitext(name)[1].lower() in (".csv", ".parquet") else LIMIT


def read_bytes(path: str, *, name: str, limit: int = LIMIT) -> tuple[bytes | None, list[Diagnostic]]:
    """The bytes of a regular file of at most `limit` bytes, or of standard input (`-`).

    Else None and why: ER001 missing or unreadable, ER003 too large, ER006 no regular file.
    """
    place = Span(name, 1, 1, 1, 1)
    try:
        return _standard_input(limit, place) if path == STANDARD_INPUT else _regular_file(path, limit, place)
    except (OSError, ValueError) as problem:
        reason = getattr(problem, "strerror", None) or _first_line(problem)
        return None, [error("ER001", place, path=name, reason=reason)]


def read_document(path: str, *, name: str, limit: int = LIMIT) -> tuple[Document, list[Diagnostic]]:
    """A YAML or JSON file (by its suffix; `-` by its first character) to its document, read just once.

    `name` is how places show it. `root` is None where the diagnostics say why; ER005 for other suffixes.
    """
    data, problems = read_bytes(path, name=name, limit=limit)
    return (Document(name, "", "", None), problems) if data is None else document_of(path, data, name=name)


def document_of(path: str, data: bytes, *, name: str) -> tuple[Document, list[Diagnostic]]:
    """Bytes that were read from a path to their document, so that a digest and a tree are of the same bytes."""
    digest = sha256_of(data)
    suffix = os.path.splitext(path)[1].lower()
    if suffix == ".csv":
        return _csv_document(name, data, digest)
    if suffix in WORKBOOKS:
        return _workbook_document(name, data, digest)
    if path != STANDARD_INPUT and suffix not in _FORMS:
        return Document(name, "", digest, None), [_unknown_kind(name, suffix, data)]
    text, problems = decode(name, data)
    if text is None:
        return Document(name, data.decode("utf-8", "replace"), digest, None), problems
    root, problems = _read_text(name, text, _FORMS.get(suffix, "") if path != STANDARD_INPUT else "")
    return Document(name, text, digest, root), problems


def _csv_document(name: str, data: bytes, digest: str) -> tuple[Document, list[Diagnostic]]:
    from evalrules.readers.delimited import read_csv  # tables are read by those who have some
    from evalrules.readers.evidence_table import evidence_of, missing_columns

    grid, text, problems = read_csv(name, data)
    if grid is None:
        return Document(name, text, digest, None), problems
    lacking = missing_columns(grid)
    if lacking:
        return Document(name, text, digest, None), [*problems, _no_evidence(name, f"no columns {lacking}")]
    root, more = evidence_of([grid], [], Span(name, 1, 1, 1, 1))
    return Document(name, text, digest, root), [*problems, *more]


def _workbook_document(name: str, data: bytes, digest: str) -> tuple[Document, list[Diagnostic]]:
    from evalrules.readers.workbook_evidence import read_form  # 500 ms: only workbooks pay for it

    found = read_form(name, data)
    return Document(name, "", digest, found.root, found.origins), found.problems


def _unknown_kind(name: str, suffix: str, data: bytes) -> Diagnostic:
    """Another office program's file is told what it is; anything else is an unknown kind."""
    from evalrules.readers.workbooks import foreign_workbook

    place = Span(name, 1, 1, 1, 1)
    reason = foreign_workbook(suffix, data)
    return error("ER017", place, reason=reason) if reason else error("ER005", place, suffix=suffix)


def _no_evidence(name: str, reason: str) -> Diagnostic:
    return error("ER016", Span(name, 1, 1, 1, 1), reason=reason)


def _regular_file(path: str, limit: int, place: Span) -> tuple[bytes | None, list[Diagnostic]]:
    found = os.stat(path)
    if not stat.S_ISREG(found.st_mode):
        return None, [error("ER006", place, kind=_KINDS.get(stat.S_IFMT(found.st_mode), "device"))]
    if found.st_size > limit:
        return None, [_too_large(place, str(found.st_size), limit)]
    with open(path, "rb") as file:
        data = file.read(found.st_size + 1)  # room for what is there: a megabyte more is asked of the system each time
        if len(data) > found.st_size:
            data += file.read(limit + 1 - len(data))
        return _bounded(data, limit, place)


def _standard_input(limit: int, place: Span) -> tuple[bytes | None, list[Diagnostic]]:
    stream = getattr(sys.stdin, "buffer", None)  # absent where the process has no standard input
    if stream is None:
        return None, [error("ER001", place, path=place.file, reason="no standard input")]
    return _bounded(stream.read(limit + 1), limit, place)


def _bounded(data: bytes, limit: int, place: Span) -> tuple[bytes | None, list[Diagnostic]]:
    """What was read; one byte more than the limit was asked for, so a file that grew is noticed."""
    if len(data) > limit:
        return None, [_too_large(place, f"more than {limit}", limit)]
    return data, []


def _too_large(place: Span, size: str, limit: int) -> Diagnostic:
    return error("ER003", place, size=size, limit=str(limit))


def _first_line(problem: Exception) -> str:
    return (str(problem).splitlines() or [type(problem).__name__])[0]


def _read_text(name: str, text: str, form: str) -> tuple[Node | None, list[Diagnostic]]:
    """Text in a known form, or ("") in the one its first character suggests."""
    if form == "json":
        return json_document.read(name, text)
    if form == "" and text.lstrip()[:1] in ("{", "["):
        return _json_else_yaml(name, text)
    return _yaml(name, text)


def _json_else_yaml(name: str, text: str) -> tuple[Node | None, list[Diagnostic]]:
    """JSON; where that is a syntax error and the text is faultless YAML in flow style, YAML."""
    root, problems = json_document.read(name, text)
    if all(problem.code != "ER101" for problem in problems):
        return root, problems
    as_yaml, other_problems = _yaml(name, text)
    return (as_yaml, []) if not other_problems else (root, problems)


def _yaml(name: str, text: str) -> tuple[Node | None, list[Diagnostic]]:
    from evalrules.readers.plain_yaml import plain_tree  # JSON does not pay for it

    root = plain_tree(name, text)
    if root is not None:
        return root, []
    from evalrules.readers import yaml_document  # the parser costs 15 ms: only what needs it pays for it

    return yaml_document.read(name, text)
