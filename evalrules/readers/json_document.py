"""JSON to a raw document with places: RFC 8259 and nothing else.

The standard library reads strings with escapes (in C); the structure is scanned here because its decoder
gives no places and takes NaN, Infinity and duplicate keys.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from json.decoder import JSONDecodeError, scanstring  # type: ignore[attr-defined, unused-ignore]

from evalrules.base.collector import collector_paused
from evalrules.base.diagnostics import Diagnostic, error
from evalrules.base.patterns import pattern
from evalrules.base.source import Node, Scalar, Span
from evalrules.readers.assembly import MAX_NODES, Assembly, OpenListing, OpenRecord
from evalrules.readers.text import line_starts, lone_surrogates, made_safe, position

_SPACE = pattern(r"[ \t\n\r]*")
_NUMBER = r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?"
_SIMPLE = r'"([^"\\\x00-\x1f]*)"'  # a string without escapes, which nearly all are
_NEXT = pattern(r"[ \t\n\r]*([,}\]])[ \t\n\r]*")
_MEMBER = pattern(rf"{_SIMPLE}[ \t\n\r]*:[ \t\n\r]*", re.ASCII)
_PAIR = pattern(
    rf'{_SIMPLE}[ \t\n\r]*:[ \t\n\r]*({_SIMPLE}|{_NUMBER}|true|false|null)[ \t\n\r]*(?:(,)[ \t\n\r]*(?=")|(?=}}))',
    re.ASCII,
)
"""A member that is a plain scalar, up to the next one or the end of the object: most of what evidence holds."""
_SCALAR = pattern(rf"{_SIMPLE}|{_NUMBER}|true|false|null", re.ASCII)


def read(name: str, text: str) -> tuple[Node | None, list[Diagnostic]]:
    """JSON text to its tree, with every problem found; the tree is None where the text cannot be read.

    ER101 for the first syntax error, ER102 duplicate keys, ER106 too deep or large, ER107 characters.
    """
    problems = lone_surrogates(name, text)
    if problems:
        return None, problems
    scan = _Scan(name, text)
    try:
        with collector_paused():
            scan.run()
    except _Refused as refused:
        return None, [*scan.assembly.problems, refused.problem]
    except Exception as problem:  # noqa: BLE001 - whatever it is, a bad file is no reason to stop
        return None, [*scan.assembly.problems, scan.refusal(type(problem).__name__).problem]
    return scan.assembly.root, scan.assembly.problems


class _Refused(Exception):
    def __init__(self, problem: Diagnostic) -> None:
        self.problem = problem
        super().__init__(problem)


class _Scan:
    def __init__(self, name: str, text: str) -> None:
        self.name = name
        self.text = text
        self.starts = line_starts(text)
        self.assembly = Assembly()
        self.at = 0

    def run(self) -> None:
        """Read one value and nothing after it."""
        self._space()
        if self.at == len(self.text):
            raise self.refusal("empty document")
        self._value()
        while self.assembly.stack:
            self._continue()
        self._space()
        if self.at < len(self.text):
            raise self.refusal("nothing may stand after the value")

    def refusal(self, message: str) -> _Refused:
        """A syntax error at the character reached."""
        return _Refused(error("ER101", self._span(self.at, self.at + 1), message=message))

    def _space(self) -> None:
        match = _SPACE.match(self.text, self.at)
        self.at = match.end() if match else self.at

    def _value(self) -> None:
        """A scalar, or the beginning of an object or an array."""
        start = self.at
        match = _SCALAR.match(self.text, start)
        if match is not None:
            self.at = match.end()
            span = self._on_one_line(start, self.at)
            simple = match[1]
            self.assembly.add(Scalar(match[0], False, span) if simple is None else Scalar(simple, True, span))
        else:
            self._open_or_escaped(start)
        if self.assembly.count > MAX_NODES and self.assembly.is_too_large(self._span(start, self.at)):
            raise _Refused(self.assembly.problems.pop())

    def _open_or_escaped(self, start: int) -> None:
        character = self.text[start : start + 1]
        if character == "{":
            self._begin(OpenRecord(self._on_one_line(start, start + 1)), "}")
        elif character == "[":
            self._begin(OpenListing(self._on_one_line(start, start + 1)), "]")
        elif character == '"':
            self.assembly.add(self._string())
        else:
            raise self.refusal("expected a value")

    def _begin(self, opened: OpenRecord | OpenListing, closing: str) -> None:
        if not self.assembly.begin(opened):
            raise _Refused(self.assembly.problems.pop())
        self.at += 1
        self._space()
        if self.text.startswith(closing, self.at):
            self._end()
            return
        if closing == "}":
            self._members()
        else:
            self._value()

    def _continue(self) -> None:
        """After a value inside an object or an array: the next one, or the end."""
        match = _NEXT.match(self.text, self.at)
        is_record = isinstance(self.assembly.stack[-1], OpenRecord)
        if match is not None and match[1] == ",":
            self.at = match.end()
            if is_record:
                self._members()
            else:
                self._value()
        elif match is not None and match[1] == ("}" if is_record else "]"):
            self.at = match.start(1)
            self._end()
        else:
            self._space()
            raise self.refusal("expected , or " + ("}" if is_record else "]"))

    def _members(self) -> None:
        """As many members of an object as are plain scalars, or one that is something else."""
        text, assembly = self.text, self.assembly
        match = _PAIR.match(text, self.at)
        while match is not None and assembly.count < MAX_NODES - 1:
            key, written, simple, comma = match.groups()
            start, end = match.span(2)
            span = self._on_one_line(start, end)
            value = Scalar(written, False, span) if simple is None else Scalar(simple, True, span)
            assembly.add_pair(Scalar(key, True, self._on_one_line(self.at, match.end(1) + 1)), value)
            if comma is None:
                self.at = end
                return
            self.at = match.end()
            match = _PAIR.match(text, self.at)
        self._key()
        self._value()

    def _end(self) -> None:
        self.at += 1
        line, column = position(self.starts, self.at)
        self.assembly.end(line, column)

    def _key(self) -> None:
        start = self.at
        match = _MEMBER.match(self.text, start)
        if match is not None:
            self.assembly.add(Scalar(match[1], True, self._on_one_line(start, match.end(1) + 1)))
            self.at = match.end()
            return
        if not self.text.startswith('"', start):
            raise self.refusal("expected a key in double quotes")
        self.assembly.add(self._string())
        self._space()
        if not self.text.startswith(":", self.at):
            raise self.refusal("expected : after the key")
        self.at += 1
        self._space()

    def _string(self) -> Scalar:
        start = self.at
        try:
            value, self.at = scanstring(self.text, start + 1, True)
        except JSONDecodeError as problem:
            self.at = problem.pos
            raise self.refusal(_in_our_words(problem.msg)) from None
        span = self._span(start, self.at)
        value, unsafe = made_safe(value)
        if unsafe:
            self.assembly.problems.append(error("ER107", span, character=unsafe))
        return Scalar(value, True, span)

    def _on_one_line(self, start: int, end: int) -> Span:
        """The place of something that cannot hold a line break: one search instead of two."""
        line = bisect_right(self.starts, start)
        before = self.starts[line - 1] - 1
        return Span(self.name, line, start - before, line, end - before)

    def _span(self, start: int, end: int) -> Span:
        return Span(self.name, *position(self.starts, start), *position(self.starts, end))


def _in_our_words(message: str) -> str:
    """The decoder's message as one clause: it ends some of them with "at", before its own position."""
    return (message[:1].lower() + message[1:]).removesuffix(" at")
