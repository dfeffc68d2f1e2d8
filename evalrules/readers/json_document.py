"""JSON to a raw document with places: RFC 8259 and nothing else.

The standard library reads strings (in C); the structure is scanned here because its decoder gives no
places and takes NaN, Infinity and duplicate keys.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from json.decoder import JSONDecodeError, scanstring

from evalrules.base.diagnostics import Diagnostic, error
from evalrules.base.source import Node, Scalar, Span
from evalrules.readers.assembly import Assembly, OpenListing, OpenRecord

_SPACE = re.compile(r"[ \t\n\r]*")
_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?", re.ASCII)
_WORD = re.compile(r"true|false|null")
_SURROGATE = re.compile("[\ud800-\udfff]")


def read(name: str, text: str) -> tuple[Node | None, list[Diagnostic]]:
    """JSON text to its tree, with every problem found; the tree is None where the text cannot be read."""
    scan = _Scan(name, text)
    try:
        scan.run()
    except _Refused as refused:
        scan.assembly.problems.append(refused.problem)
        return None, scan.assembly.problems
    return scan.assembly.root, scan.assembly.problems


class _Refused(Exception):
    def __init__(self, problem: Diagnostic) -> None:
        self.problem = problem
        super().__init__(problem)


class _Scan:
    def __init__(self, name: str, text: str) -> None:
        self.name = name
        self.text = text
        self.starts = [0, *(match.end() for match in re.finditer("\r\n|\r|\n", text))]
        self.assembly = Assembly()
        self.at = 0

    def run(self) -> None:
        """Read one value and nothing after it."""
        self._space()
        self._value()
        while self.assembly.stack:
            self._continue()
        self._space()
        if self.at < len(self.text):
            raise self._refusal("nothing may stand after the value")

    def _space(self) -> None:
        match = _SPACE.match(self.text, self.at)
        self.at = match.end() if match else self.at

    def _value(self) -> None:
        """A scalar, or the beginning of an object or an array."""
        start, character = self.at, self.text[self.at : self.at + 1]
        if character == '"':
            self.assembly.add(self._string())
        elif character and character in "{[":
            self.at += 1
            self._begin(OpenRecord(self._span(start, start + 1)) if character == "{" else OpenListing(self._span(start, start + 1)))
        else:
            self._plain(start)
        if self.assembly.is_too_large(self._span(start, self.at)):
            raise _Refused(self.assembly.problems.pop())

    def _begin(self, opened: OpenRecord | OpenListing) -> None:
        if not self.assembly.begin(opened):
            raise _Refused(self.assembly.problems.pop())
        self._space()
        if self.text.startswith("}" if isinstance(opened, OpenRecord) else "]", self.at):
            self._end()
        elif isinstance(opened, OpenRecord):
            self._key()
            self._value()
        else:
            self._value()

    def _continue(self) -> None:
        """After a value inside an object or an array: the next one, or the end."""
        self._space()
        opened = self.assembly.stack[-1]
        closing = "}" if isinstance(opened, OpenRecord) else "]"
        character = self.text[self.at : self.at + 1]
        if character == closing:
            self._end()
            return
        if character != ",":
            raise self._refusal(f"expected , or {closing}")
        self.at += 1
        self._space()
        if isinstance(opened, OpenRecord):
            self._key()
        self._value()

    def _end(self) -> None:
        self.at += 1
        line, column = self._position(self.at)
        self.assembly.end(line, column)

    def _key(self) -> None:
        if not self.text.startswith('"', self.at):
            raise self._refusal("expected a key in double quotes")
        self.assembly.add(self._string())
        self._space()
        if not self.text.startswith(":", self.at):
            raise self._refusal("expected : after the key")
        self.at += 1
        self._space()

    def _string(self) -> Scalar:
        start = self.at
        try:
            value, self.at = scanstring(self.text, start + 1, True)
        except JSONDecodeError as problem:
            self.at = problem.pos
            raise self._refusal(problem.msg) from None
        broken = _SURROGATE.search(value)
        if broken is not None or "\0" in value:
            character = f"U+{ord(broken[0]):04X}" if broken else "U+0000"
            self.assembly.problems.append(error("ER107", self._span(start, self.at), character=character))
            value = value.encode("utf-8", "replace").decode().replace("\0", "?")
        return Scalar(value, True, self._span(start, self.at))

    def _plain(self, start: int) -> None:
        match = _NUMBER.match(self.text, start) or _WORD.match(self.text, start)
        if match is None:
            raise self._refusal("expected a value")
        self.at = match.end()
        self.assembly.add(Scalar(match[0], False, self._span(start, self.at)))

    def _refusal(self, message: str) -> _Refused:
        return _Refused(error("ER101", self._span(self.at, self.at + 1), message=message))

    def _span(self, start: int, end: int) -> Span:
        return Span(self.name, *self._position(start), *self._position(end))

    def _position(self, offset: int) -> tuple[int, int]:
        line = bisect_right(self.starts, offset)
        return line, offset - self.starts[line - 1] + 1
