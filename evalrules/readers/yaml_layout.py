"""The layout of YAML: the same values and comments, with spaces and indents as the shipped rulesets have them.

Lines stay the lines that the author chose; only what stands between the tokens is set anew. Indents are two spaces,
entries of a list stand two to the right of their key, a comment after a value has two spaces or more before it, and
there is one empty line where there were several.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, TypeAlias

from evalrules.base.patterns import pattern
from evalrules.base.records import NamedTuple
from evalrules.base.source import Listing, Node, Record, Scalar
from evalrules.readers.yaml_document import CParser, read

STEP = 2
_TRAILING = pattern(r"[ \t]+$")
_LEADING = pattern(r"[ \t]*")
_HEADER = pattern(r"[|>][-+]?")
_Token: TypeAlias = Any
"""A token of either parser; the library does not type its attributes."""


class NotLaidOutError(Exception):
    """The text holds what cannot be set anew without a risk to what it says."""


def laid_out(name: str, text: str) -> str:
    """The text with its layout as it should be; what it says and its comments are the same.

    Raises NotLaidOutError where the text is no plain YAML, or sets the indent of a block by a number.
    """
    plain = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    before, problems = read(name, plain)
    if before is None or problems:
        raise NotLaidOutError(name)
    laying = _Laying(plain.split("\n"))
    for token in _tokens(plain):
        laying.take(token)
    found = laying.text()
    after, _ = read(name, found)
    if after is None or _said(before) != _said(after):
        raise NotLaidOutError(name)
    return found


def _tokens(text: str) -> Iterator[_Token]:
    if CParser is None:
        from ruamel.yaml import YAML

        yield from YAML(typ="safe", pure=True).scan(text)
        return
    parser = CParser(text)
    while (token := parser.get_token()) is not None:
        yield token


def _said(node: Node) -> object:
    """What a document says, without its places."""
    if isinstance(node, Scalar):
        return (node.text, node.quoted)
    if isinstance(node, Record):
        return tuple((pair.key.text, pair.key.quoted, _said(pair.value)) for pair in node.pairs)
    assert isinstance(node, Listing), "a document has scalars, mappings and lists"
    return [_said(item) for item in node.items]


class _Block(NamedTuple):
    """A mapping or a list that is held by indents: the column it had, and the one it gets."""

    kind: str
    old: int
    new: int
    is_implied: bool = False
    """A list whose dashes stand right below its key, which no token opens."""


class _Laying:
    """The lines as far as they are laid out, and what is open there."""

    def __init__(self, lines: list[str]) -> None:
        self._lines = lines
        self._found: list[str] = []
        self._blocks: list[_Block] = []
        self._inside: list[tuple[int, int]] = []
        """Of each open bracket the columns of what follows on its own lines, and of the bracket that closes it."""
        self._opened: tuple[int, int] | None = None  # columns of a bracket and of its line, until something follows
        self._at = (0, 0)  # where the last token ended
        self._last = ""
        self._known: dict[int, int] = {}  # columns old and new of what was open at the last token

    def take(self, token: _Token) -> None:
        """Set one token behind the last one."""
        kind = type(token).__name__.removesuffix("Token")
        start, end = _mark(token.start_mark), _mark(token.end_mark)
        self._follow(kind, start)
        if kind == "StreamEnd":
            self._between(start, None)
        elif start != end:
            self._set(kind, token, start, end)

    def text(self) -> str:
        """The whole text; its last line ends."""
        return "\n".join(_TRAILING.sub("", line) for line in self._found).rstrip("\n") + "\n"

    def _follow(self, kind: str, start: tuple[int, int]) -> None:
        """What opens and closes without a text of its own."""
        if self._inside:
            return
        top = self._blocks[-1] if self._blocks else None
        if top is not None and top.is_implied and kind in ("Key", "BlockEnd"):
            self._blocks.pop()
        if kind == "BlockEnd":
            self._blocks.pop()
        elif kind in ("BlockMappingStart", "BlockSequenceStart"):
            self._blocks.append(_Block(kind, start[1], self._column_below(start)))
        elif kind == "BlockEntry" and top is not None and top.kind == "BlockMappingStart":
            self._blocks.append(_Block("BlockSequenceStart", start[1], top.new + STEP, is_implied=True))

    def _column_below(self, start: tuple[int, int]) -> int:
        """The column of a block that begins here: behind its dash, or a step in from what it belongs to."""
        if self._last == "BlockEntry" and start[0] == self._at[0]:
            return len(self._found[-1].rstrip()) + 1
        return self._blocks[-1].new + STEP if self._blocks else 0

    def _set(self, kind: str, token: _Token, start: tuple[int, int], end: tuple[int, int]) -> None:
        if self._opened is not None:
            self._inside.append(self._columns_inside(is_alone=start[0] > self._at[0]))
            self._opened = None
        column = self._column_of(kind, start)
        closing = kind in ("FlowMappingEnd", "FlowSequenceEnd")
        self._between(start, self._inside[-1][1] if closing else column)
        if closing:
            self._inside.pop()
        if kind in ("FlowMappingStart", "FlowSequenceStart"):
            line = self._found[-1]
            self._opened = (len(line), len(line) - len(line.lstrip(" ")))
        self._at, self._last = self._write(token, start, end), kind
        self._known = {one.old: one.new for one in self._blocks}

    def _columns_inside(self, *, is_alone: bool) -> tuple[int, int]:
        assert self._opened is not None, "asked where a bracket was opened"
        bracket, line = self._opened
        return (line + STEP, line) if is_alone else (bracket + 1, bracket)

    def _column_of(self, kind: str, start: tuple[int, int]) -> int:
        """The column of a token that is the first of its line."""
        if self._inside:
            return self._inside[-1][0]
        if not self._blocks or kind.startswith("Document"):
            return 0
        top = self._blocks[-1]
        return top.new if kind == "BlockEntry" or start[1] == top.old else top.new + STEP

    def _between(self, start: tuple[int, int], column: int | None) -> None:
        """Everything between the last token and this one; `column` is None behind the last one."""
        line, at = self._at
        if line == start[0] and at > 0 and column is not None:
            self._found[-1] += self._space(start)
            return
        rest = self._lines[line : start[0] + (column is None)]
        if at > 0 and rest:  # behind a token; a text of several lines ends where the next line begins
            self._found[-1] += _apart(rest.pop(0)[at:])
        for one in rest:
            self._line_between(one, start[1], column or 0)
        if column is not None:
            self._found.append(" " * column)

    def _space(self, start: tuple[int, int]) -> str:
        """What stands between the last token and this one on the same line."""
        sign = self._lines[start[0]][start[1]]
        if self._last == "Value":
            return " "
        if self._last in ("FlowMappingStart", "FlowSequenceStart"):
            return ""
        is_tight = sign in ",:" or (sign in "]}" and bool(self._inside))
        return "" if is_tight else " "

    def _line_between(self, line: str, next_old: int, next_new: int) -> None:
        """A line without a token: a comment where its block has it, or nothing, once."""
        comment = line.strip()
        if not comment:
            if self._found and self._found[-1].strip():
                self._found.append("")
            return
        old = len(_LEADING.match(line)[0])  # type: ignore[index] # it matches anything
        new = next_new if old == next_old else self._known.get(old, next_new)
        self._found.append(" " * new + comment)

    def _write(self, token: _Token, start: tuple[int, int], end: tuple[int, int]) -> tuple[int, int]:
        """Write what a token says; where it ends."""
        first = self._lines[start[0]]
        if start[0] == end[0]:
            self._found[-1] += first[start[1] : end[1]]
        elif getattr(token, "style", "") in ("|", ">"):
            end = self._block_end(end)
            self._write_block(start, end[0])
        else:
            self._found[-1] += first[start[1] :].rstrip()
            below = self._inside[-1][0] if self._inside else (self._blocks[-1].new + STEP if self._blocks else 0)
            inner = [*self._lines[start[0] + 1 : end[0]], self._lines[end[0]][: end[1]]]
            self._found += [" " * below + one.strip(" \t") for one in inner]
        return end

    def _block_end(self, end: tuple[int, int]) -> tuple[int, int]:
        """Where a text that keeps its lines ends: the scanner has read on through the indent of the next line."""
        line = self._lines[end[0]]
        return (end[0] + 1, 0) if line[: end[1]].strip() else (end[0], 0)

    def _write_block(self, start: tuple[int, int], end: int) -> None:
        """A text that keeps its lines: all of them are moved alike."""
        header = self._lines[start[0]][start[1] :]
        sign = _HEADER.match(header)
        if sign is None or header[sign.end() : sign.end() + 1].isdigit() or "+" in sign[0]:
            raise NotLaidOutError
        self._found[-1] += sign[0] + _apart(header[sign.end() :])
        below = (self._blocks[-1].new if self._blocks else -STEP) + STEP
        lines = self._lines[start[0] + 1 : end]
        kept = len(lines)
        while kept and not lines[kept - 1].strip(" "):
            kept -= 1
        old = next((len(one) - len(one.lstrip(" ")) for one in lines if one.strip(" ")), 0)
        self._found += [" " * below + one[old:] if one[old:] else "" for one in lines[:kept]]
        if kept < len(lines):
            self._found.append("")


def _apart(gap: str) -> str:
    """A comment behind a value, two spaces or more away: some stand below each other."""
    comment = gap.strip()
    return f"{' ' * max(STEP, gap.index('#'))}{comment}" if comment else ""


def _mark(mark: _Token) -> tuple[int, int]:
    return mark.line, mark.column
