"""YAML that is written plainly, read without the parser, to the same tree with the same places.

Loading the parser takes twice as long as Python itself takes to start. Most documents are mappings and lists, each
value on its line, perhaps with collections in brackets; these are read here, line by line. Whatever is anything more
(a text over several lines, an escape, an anchor, a tab, a second document) and whatever is wrong in any way is left to
`yaml_document`, which says what it is; `tests/unit/readers/test_plain_yaml.py` holds the two to one another.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from evalrules.base.collector import collector_paused
from evalrules.base.patterns import pattern
from evalrules.base.source import Scalar, Span
from evalrules.readers.assembly import MAX_NODES, Assembly, OpenListing, OpenRecord

if TYPE_CHECKING:
    import re

    from evalrules.base.source import Node

_LONGEST = 1_000
"""Characters of a line: what is longer than 1,024 is no key to the parser."""

_FIRST = r"""(?:[^ \-?:,\[\]{}#&*!|>'"%@`]|-(?=[0-9.]))"""
_PLAIN = rf"{_FIRST}(?:[^ :#]|:(?=[^ ])|(?<=[^ ])#| +(?=[^ :#]|:[^ ]))*"
_IN_BRACKETS = rf"{_FIRST}(?:[^ :#,?\[\]{{}}]| +(?=[^ :#,?\[\]{{}}]))*"
_QUOTED = r""""([^"\\]*)"|'([^']*)'"""
_COMMENT = r" *(?:(?<= )#.*)?"

_LINE = pattern(
    rf"( *)((?:- +)*)(?:(?:{_QUOTED}|({_PLAIN})):(?= |$) *)?"
    rf"(?:(?:{_QUOTED}|({_PLAIN})|(-)){_COMMENT}|([\[{{].*)|{_COMMENT})"
)
"""Groups: 1 the indent, 2 dashes, 3 to 5 a key, 6 to 8 a value, 9 a dash alone, 10 what begins with a bracket."""
_KEYS, _FIRST_VALUE, _PLAIN_VALUE, _DASH, _BRACKETS = (5, 3, 4), 6, 8, 9, 10

_TOKEN = pattern(rf" *(?:([\[{{])|([\]}}])|(,)|(?:{_QUOTED}|({_IN_BRACKETS}))(:(?= ))?)")
"""Groups: 1 and 2 brackets, 3 a comma, 4 to 6 a text, 7 the colon behind it."""
_OPENING, _CLOSING, _COMMA, _ITEMS, _COLON = 1, 2, 3, (6, 4, 5), 7
_Kind: TypeAlias = type[OpenRecord] | type[OpenListing]
_OPENED: dict[str, _Kind] = {"[": OpenListing, "]": OpenListing, "{": OpenRecord, "}": OpenRecord}
_REST = pattern(_COMMENT)


def plain_tree(name: str, text: str) -> Node | None:
    """The tree of a YAML text; None where it is not written plainly, or where there is a problem to tell of it."""
    if not text.replace("\n", " ").isprintable():
        return None
    with collector_paused():
        try:
            return _Lines(name, text).tree()
        except _NotPlain:
            return None


class _NotPlain(Exception):
    """Something that only the parser reads, or that is wrong."""


class _Lines:
    """The lines of a text, and how far they were read."""

    def __init__(self, name: str, text: str) -> None:
        self.name = name
        self.lines = text.split("\n")
        self.number = 0
        self.assembly = Assembly()
        self.columns: list[int] = []  # of what is open
        self.awaited: tuple[int, int] | None = None  # the place behind a key or a dash whose value did not come yet
        self.end = (1, 1)  # of the value that came last

    def tree(self) -> Node:
        """The tree, where every line is plain and nothing is wrong."""
        while self.number < len(self.lines):
            line = self._next()
            if line is not None:
                self._line(line)
        while self.columns:
            self._close()
        assembly = self.assembly
        if assembly.root is None or assembly.problems or assembly.count > MAX_NODES:
            raise _NotPlain
        return assembly.root

    def _next(self) -> str | None:
        """The next line; None where it is empty or a comment."""
        line = self.lines[self.number]
        self.number += 1
        if len(line) > _LONGEST or line.startswith(("---", "...")):
            raise _NotPlain
        content = line.lstrip(" ")
        return None if not content or content.startswith("#") else line

    def _line(self, line: str) -> None:
        """Take a line: dashes, a key, a value, or some of these."""
        found = _LINE.fullmatch(line)
        if found is None:
            raise _NotPlain
        column = self._dashes(line, found.end(1), found.end(2))
        value = found.lastindex or 0
        key = next((group for group in _KEYS if found.start(group) >= 0), 0)
        if value == _DASH and not key:
            self._dash(column)
            return
        if key:
            self._key(found, key, column)
        elif self.awaited is None or column <= self.columns[-1]:
            raise _NotPlain
        if value == _DASH:
            raise _NotPlain  # a list does not begin behind a key
        if value == _BRACKETS:
            self._in_brackets(line, found.start(_BRACKETS))
        elif value >= _FIRST_VALUE:
            self._scalar(found, value)

    def _dashes(self, line: str, column: int, end: int) -> int:
        """Enter a list for each dash; the column of what follows them."""
        while column < end:
            self._dash(column)
            column += 1
            while column < end and line[column] == " ":
                column += 1
        return column

    def _dash(self, column: int) -> None:
        self._enter(column, OpenListing)
        self.awaited = (self.number, column + 2)

    def _key(self, found: re.Match[str], group: int, column: int) -> None:
        if found[group] == "<<":
            raise _NotPlain
        self._enter(column, OpenRecord)
        self._add(found, group, is_quoted=group != _KEYS[0])
        self.awaited = (self.number, self.end[1] + 1)

    def _scalar(self, found: re.Match[str], group: int) -> None:
        """A value on the line of its key or dash."""
        self.awaited = None
        self._add(found, group, is_quoted=group != _PLAIN_VALUE)

    def _add(self, found: re.Match[str], group: int, *, is_quoted: bool) -> None:
        """A text where it was found, whose quotes stand around the group."""
        start, end = found.start(group) + 1 - is_quoted, found.end(group) + 1 + is_quoted
        self.assembly.add(Scalar(found[group], is_quoted, Span(self.name, self.number, start, self.number, end)))
        self.end = (self.number, end)

    # -- what is open --------------------------------------------------------------------------------------------------

    def _enter(self, column: int, kind: _Kind) -> None:
        """Come to where an entry of this kind stands in this column: what ends before it is closed, or one begins."""
        columns, stack = self.columns, self.assembly.stack
        while columns and columns[-1] > column:
            self._close()
        if not columns or columns[-1] < column:
            self._begin(column, kind)
        elif type(stack[-1]) is kind:
            self._leave_empty()
        elif kind is OpenListing:  # a list may stand right below its key
            self._begin(column, kind)
        else:
            self._close()
            if not columns or columns[-1] != column:
                raise _NotPlain

    def _begin(self, column: int, kind: _Kind) -> None:
        is_first = not self.columns and self.assembly.root is None
        if self.awaited is None and not is_first:
            raise _NotPlain
        self.awaited = None
        self.columns.append(column)
        self.assembly.begin(kind(Span(self.name, self.number, column + 1, self.number, column + 1)))

    def _close(self) -> None:
        """End the innermost mapping or list where its last value ends."""
        self._leave_empty()
        self.columns.pop()
        self.assembly.end(*self.end)

    def _leave_empty(self) -> None:
        """A value that did not come is an empty one, behind its key or dash."""
        if self.awaited is not None:
            line, column = self.end = self.awaited
            self.assembly.add(Scalar("", False, Span(self.name, line, column, line, column)))
            self.awaited = None

    # -- in brackets ---------------------------------------------------------------------------------------------------

    def _in_brackets(self, line: str, at: int) -> None:
        """A collection in brackets, perhaps over several lines: the value that is awaited."""
        self.awaited = None
        stack = self.assembly.stack
        outside = len(stack)
        is_complete = is_empty = False  # whether a value came last, or an opening bracket
        while True:
            found = _TOKEN.match(line, at)
            if found is None:
                line, at = self._goes_on(line, at), 0
                continue
            at, kind = found.end(), found.lastindex
            if kind == _COMMA:
                if not is_complete:
                    raise _NotPlain
                is_complete = is_empty = False
            elif kind == _CLOSING:
                if not (is_complete or is_empty) or type(stack[-1]) is not _OPENED[found[_CLOSING]]:
                    raise _NotPlain
                self.end = (self.number, at + 1)
                self.assembly.end(*self.end)
                is_complete, is_empty = True, False
                if len(stack) == outside:
                    break
            else:
                if is_complete or _awaits_key(stack[-1]) != (kind == _COLON):
                    raise _NotPlain
                is_complete, is_empty = self._item(found), kind == _OPENING
        if _REST.fullmatch(line, at) is None:
            raise _NotPlain

    def _item(self, found: re.Match[str]) -> bool:
        """Take an opening bracket, a key or a value; whether it is a whole value."""
        if found.lastindex == _OPENING:
            column = found.start(_OPENING) + 1
            self.assembly.begin(_OPENED[found[_OPENING]](Span(self.name, self.number, column, self.number, column + 1)))
            return False
        group = next(group for group in _ITEMS if found.start(group) >= 0)
        self._add(found, group, is_quoted=group != _ITEMS[0])
        return found.lastindex != _COLON

    def _goes_on(self, line: str, at: int) -> str:
        """The line on which brackets go on, where nothing but a comment is left on this one."""
        if _REST.fullmatch(line, at) is None:
            raise _NotPlain
        following = None
        while following is None and self.number < len(self.lines):
            following = self._next()
        if following is None or not following.startswith(" "):
            raise _NotPlain
        return following


def _awaits_key(opened: OpenRecord | OpenListing) -> bool:
    return isinstance(opened, OpenRecord) and opened.key is None
