"""Nodes put together while a document is read: keys checked, depth and size bounded.

Every reader feeds it, so that a key is refused for the same reasons in YAML, in JSON and in a mapping.
"""

from __future__ import annotations

import unicodedata
from typing import TypeAlias

from evalrules.base.diagnostics import Diagnostic, Related, error
from evalrules.base.source import Listing, Node, Pair, Record, Scalar, Span
from evalrules.readers.text import invisible_in

MAX_DEPTH = 64
MAX_NODES = 200_000


class OpenRecord:
    """A mapping that is being read."""

    __slots__ = ("key", "pairs", "seen", "start")

    def __init__(self, start: Span) -> None:
        self.start = start
        self.pairs: list[Pair] = []
        self.key: Scalar | None = None
        self.seen: dict[str, Span] = {}


class OpenListing:
    """A sequence that is being read."""

    __slots__ = ("items", "start")

    def __init__(self, start: Span) -> None:
        self.start = start
        self.items: list[Node] = []


Open: TypeAlias = OpenRecord | OpenListing


class Assembly:
    """The document as far as it has been read, and the problems met on the way."""

    def __init__(self) -> None:
        self.stack: list[Open] = []
        self.root: Node | None = None
        self.count = 0
        self.problems: list[Diagnostic] = []

    def begin(self, opened: Open) -> bool:
        """Open a mapping or sequence; False where it is nested too deeply to go on."""
        self.stack.append(opened)
        if len(self.stack) <= MAX_DEPTH:
            return True
        self.problems.append(error("ER106", opened.start, what=f"{MAX_DEPTH} levels"))
        return False

    def end(self, line: int, column: int) -> None:
        """Close the innermost mapping or sequence."""
        opened = self.stack.pop()
        start = opened.start
        span = Span(start.file, start.line, start.column, line, column, start.sheet, start.path)
        if isinstance(opened, OpenRecord):
            self.add(Record(tuple(opened.pairs), span))
        else:
            self.add(Listing(tuple(opened.items), span))

    def add(self, node: Node) -> None:
        """Put a finished node where it belongs: the root, an item, a key or a value."""
        self.count += 1
        if not self.stack:
            self.root = node
            return
        opened = self.stack[-1]
        if isinstance(opened, OpenListing):
            opened.items.append(node)
        elif opened.key is None:
            opened.key = self._key(opened, node)
        else:
            opened.pairs.append(Pair(opened.key, node))
            opened.key = None

    def add_pair(self, key: Scalar, value: Scalar) -> None:
        """Put a key with its single value into the mapping that is open."""
        self.count += 2
        opened = self.stack[-1]
        assert isinstance(opened, OpenRecord)
        opened.pairs.append(Pair(self._key(opened, key), value))

    def is_too_large(self, place: Span) -> bool:
        """Whether there are more nodes than anyone writes; says so once."""
        if self.count <= MAX_NODES:
            return False
        self.problems.append(error("ER106", place, what=f"{MAX_NODES} values"))
        return True

    def _key(self, opened: OpenRecord, node: Node) -> Scalar:
        if not isinstance(node, Scalar):
            self.problems.append(error("ER103", node.span, found="a mapping or a list", expected="a plain key"))
            return Scalar("", True, node.span)
        invisible = invisible_in(node.text)
        if invisible:
            self.problems.append(error("ER107", node.span, character=invisible))
        folded = node.text if node.text.isascii() else unicodedata.normalize("NFKC", node.text)
        first = opened.seen.setdefault(folded, node.span)
        if first is not node.span:
            self.problems.append(error("ER102", node.span, Related("first", first), key=node.text, first=str(first)))
        return node
