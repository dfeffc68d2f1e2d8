"""What of a ruleset can be mended without a doubt: full-width signs and digits in conditions, each by its twin."""

from __future__ import annotations

import os
from collections.abc import Iterable

from evalrules.base.diagnostics import Diagnostic
from evalrules.base.source import Record
from evalrules.frontend.build import build_ruleset
from evalrules.readers.files import document_of

_SIGNS = frozenset((">=", "<=", "!=", ">", "<", "==", "(", ")", ",", "+", "-", "*", "/", "."))
"""What may take the place of a full-width sign in any text of YAML."""

_MOST_ROUNDS = 1000


def fixed(path: str, text: str) -> tuple[str, int]:
    """The text of a ruleset with every such sign mended, and how many there were; nothing else is touched."""
    count = 0
    for _ in range(_MOST_ROUNDS):
        document, _problems = document_of(path, text.encode(), name=os.path.basename(path))
        if not isinstance(document.root, Record):
            return text, count
        _, problems = build_ruleset(document.root)
        places = certain(problems, text)
        if not places:
            return text, count
        lines = text.splitlines(keepends=True)
        for (line, column), twin in reversed(places):
            lines[line] = lines[line][:column] + twin + lines[line][column + 1 :]
        count += len(places)
        text = "".join(lines)
    return text, count


def certain(problems: Iterable[Diagnostic], text: str) -> list[tuple[tuple[int, int], str]]:
    """The signs that can be mended, by line and column from 0, each with its twin, in the order of the text."""
    lines = text.splitlines(keepends=True)
    return sorted({_place(one): _twin(one) for one in problems if _is_certain(one, lines)}.items())


def _is_certain(found: Diagnostic, lines: list[str]) -> bool:
    """Whether it is one sign at a known place, whose twin means the same wherever it stands."""
    if found.code != "ER206" or found.place is None:
        return False
    line, column = _place(found)
    character, twin = dict(found.args)["text"], _twin(found)
    is_there = line < len(lines) and lines[line][column : column + 1] == character
    return is_there and (twin in _SIGNS or (len(twin) == 1 and twin.isascii() and twin.isalnum()))


def _place(found: Diagnostic) -> tuple[int, int]:
    assert found.place is not None, "only what has a place is mended"
    return found.place.line - 1, found.place.column - 1


def _twin(found: Diagnostic) -> str:
    return dict(found.args)["twin"]
