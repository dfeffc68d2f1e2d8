"""Raw documents: values with the place they came from.

A reader turns bytes into one `Node`; everything later points back at its `Span`.
Lines and columns count characters from 1, as editors show them; in a workbook they are rows and columns of a sheet.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import TypeAlias

from evalrules.base.patterns import pattern
from evalrules.base.records import NamedTuple


class Span(NamedTuple):
    """Where something stands: file name, first character, and the character after the last.

    With a `sheet` it is a cell of a workbook, `line` its row and `column` its column; line 0 is the sheet as a whole.
    `path` are the keys that lead there (`facts.rate`), where they are known; in a mapping of a program, which has no
    lines, they are the place: line 0, and `column` counts the values.
    """

    file: str
    line: int
    column: int
    end_line: int
    end_column: int
    sheet: str = ""
    path: str = ""

    def __str__(self) -> str:
        """`county.yaml:12:5`, `自评表.xlsx!自评表!C4`, `<mapping>#facts.rate`."""
        if not self.sheet:
            in_mapping = self.line == 0 and self.path
            return f"{self.file}#{self.path}" if in_mapping else f"{self.file}:{self.line}:{self.column}"
        return f"{self.file}!{self.sheet}" + (f"!{column_letters(self.column)}{self.line}" if self.line else "")


def is_in_table(place: Span) -> bool:
    """Whether somebody who stands there fills in cells, of a workbook or of a file of values, and no text."""
    return bool(place.sheet) or place.file.lower().endswith((".csv", ".parquet"))


def cell_at(file: str, sheet: str, row: int, column: int) -> Span:
    """The place of one cell of a workbook; row 0 is the sheet as a whole."""
    return Span(file, row, column, row, column + 1, sheet)


_KEY = r"[\w-]+"
_KEYS = pattern(_KEY)
_QUOTED_KEY = r'\["(?:[^"\\]|\\.)*"\]'
_IN_MAPPING = rf"(.+?)#((?:{_KEY}|{_QUOTED_KEY})(?:\.{_KEY}|\[[0-9]+\]|{_QUOTED_KEY})*)"


def path_below(path: str, key: str | int) -> str:
    """The path of a value under a key or at a place of a list: `facts.rate`, `grades["1.1"]`, `tables.units[0]`."""
    if isinstance(key, int):
        return f"{path}[{key}]"
    if _KEYS.fullmatch(key) is None:
        import json  # for the few keys that need quotes

        return f"{path}[{json.dumps(key, ensure_ascii=False)}]"
    return f"{path}.{key}" if path else key


def mapping_place(place: str) -> tuple[str, str] | None:
    """The name and the path of a place in a mapping, as `str` of its span writes it; None for any other place."""
    match = re.fullmatch(_IN_MAPPING, place, re.DOTALL)
    return None if match is None else (match[1], match[2])


def column_letters(number: int) -> str:
    """The letters of a column of a sheet: 1 is A, 27 is AA."""
    letters = ""
    while number > 0:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


class Scalar(NamedTuple):
    """One written value; `quoted` tells the text "98.5" from the number 98.5."""

    text: str
    quoted: bool
    span: Span


class Pair(NamedTuple):
    """One key of a record with its value; keys are always text."""

    key: Scalar
    value: Node


class Record(NamedTuple):
    """A mapping in source order; readers have refused duplicate keys."""

    pairs: tuple[Pair, ...]
    span: Span

    def get(self, name: str) -> Node | None:
        """The value under a key, or None where the key is absent."""
        for pair in self.pairs:
            if pair.key.text == name:
                return pair.value
        return None

    def key(self, name: str) -> Scalar | None:
        """The key itself (for its place), or None where it is absent."""
        for pair in self.pairs:
            if pair.key.text == name:
                return pair.key
        return None


class Listing(NamedTuple):
    """A sequence in source order; rows of plain texts are `TextRows`."""

    items: Sequence[Node]
    span: Span


Node: TypeAlias = Scalar | Record | Listing


def paths_in(root: Node) -> dict[Span, str]:
    """The path of every key and value of a document, by where it stands."""
    found: dict[Span, str] = {}
    pending: list[tuple[Node, str]] = [(root, "")]
    while pending:
        node, path = pending.pop()
        found[node.span] = path
        if isinstance(node, Record):
            for pair in node.pairs:
                found[pair.key.span] = own = path_below(path, pair.key.text)
                pending.append((pair.value, own))
        elif isinstance(node, Listing):
            pending += [(item, path_below(path, at)) for at, item in enumerate(node.items)]
    return found


class Document(NamedTuple):
    """One file as read: its shown name, its text (for source frames), its digest and its tree.

    `root` is None where the text could not be read as a document; the reader's
    diagnostics then say why. `origins` say of values that were gathered where they were handed in.
    """

    name: str
    text: str
    sha256: str
    root: Node | None
    origins: Mapping[Span, Span] = MappingProxyType({})


def is_null(node: Node | None) -> bool:
    """Whether a node is an unquoted `null`, `~` or nothing at all (not the wider null spellings)."""
    return node is None or (
        isinstance(node, Scalar) and not node.quoted and node.text in ("", "null", "~", "Null", "NULL")
    )
