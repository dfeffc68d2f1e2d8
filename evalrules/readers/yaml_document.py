"""YAML to a raw document, from the parser's events: data, exact texts and places in one pass.

Only plain documents are read. Aliases, anchors, merge keys, tags, directives and several documents are
refused (ER105): evidence must say what it means where it stands.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeAlias

from ruamel.yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

from evalrules.base.collector import collector_paused
from evalrules.base.diagnostics import Diagnostic, error
from evalrules.base.patterns import pattern
from evalrules.base.source import Node, Scalar, Span
from evalrules.readers.assembly import MAX_NODES, Assembly, OpenListing, OpenRecord
from evalrules.readers.text import lone_surrogates, made_safe, occurrences, place_at

CParser: Any
try:
    from _ruamel_yaml import CParser  # type: ignore[import-not-found, no-redef, unused-ignore]
except ImportError:  # no wheel of the C parser for this platform: the pure one gives the same events, slower
    CParser = None

_Event: TypeAlias = Any
"""An event of either parser; the library does not type its attributes."""

_DISPUTED = pattern("[\x85\u2028\u2029]")
_FIRST_CONTENT = pattern(r"(?:\A|[\r\n])([ \t]*)([^ \t\r\n#][^ \t\r\n]*)")


def read(name: str, text: str) -> tuple[Node | None, list[Diagnostic]]:
    """YAML text to its tree, with every problem found; the tree is None where the text cannot be read.

    ER101 for the first syntax error, ER102 duplicate keys, ER103 keys that are no text, ER105 features that
    are refused, ER106 too deep or large, ER107 characters.
    """
    problems = lone_surrogates(name, text) or _disputed_line_ends(name, text)
    if problems:
        return None, problems
    reading = _Reading(name, text)
    try:
        with collector_paused():
            reading.follow(_events(text))
    except Exception as problem:  # noqa: BLE001 - the parsers raise TypeError and others too
        from evalrules.readers.yaml_problems import syntax_error  # the words for it, where something is wrong

        return None, [*reading.assembly.problems, syntax_error(name, text, problem)]
    root = reading.assembly.root
    if root is None or (isinstance(root, Scalar) and not root.text and not root.quoted):
        nothing = error("ER101", Span(name, 1, 1, 1, 1), message="empty document")
        return None, reading.assembly.problems or [nothing]
    return root, reading.assembly.problems


def _events(text: str) -> Callable[[], _Event]:
    """What gives the next event, and None after the last."""
    if CParser is not None:
        get_event: Callable[[], _Event] = CParser(text).get_event
        return get_event
    from ruamel.yaml import YAML

    stream = iter(YAML(typ="safe", pure=True).parse(text))
    return lambda: next(stream, None)


def _disputed_line_ends(name: str, text: str) -> list[Diagnostic]:
    """Characters that end a line for one YAML parser and not for another: what follows could be a key."""
    if "\u2028" in text or "\u2029" in text or "\x85" in text:
        return occurrences(name, text, _DISPUTED)
    return []


class _Reading:
    def __init__(self, name: str, text: str) -> None:
        self.name = name
        self.text = text
        self.assembly = Assembly()
        self.documents = 0

    def follow(self, next_event: Callable[[], _Event]) -> None:
        """Take every event, up to one after which reading cannot go on."""
        self._check_directives()
        assembly, scalar = self.assembly, self._scalar
        event = next_event()
        while event is not None:
            kind = type(event)
            if kind is ScalarEvent:
                scalar(event)
            elif not self._take(kind, event):
                return
            if assembly.count > MAX_NODES and assembly.is_too_large(self._span(event)):
                assembly.root = None
                return
            event = next_event()

    def _take(self, kind: type, event: _Event) -> bool:
        """Take one event that is no scalar; False where reading cannot go on."""
        if kind is MappingStartEvent or kind is SequenceStartEvent:
            return self._begin(kind, event)
        if kind is MappingEndEvent or kind is SequenceEndEvent:
            self._end(event)
        elif kind is AliasEvent:
            self._refuse(event, f"alias *{event.anchor}")
            self.assembly.add(Scalar(f"*{event.anchor}", False, self._span(event)))
        elif kind is DocumentStartEvent:
            return self._document(event)
        return True

    def _scalar(self, event: _Event) -> None:
        span = self._span(event)
        if event.anchor is not None or event.ctag is not None:
            self._refuse_properties(event)
        value, style = event.value, event.style
        if style == '"':
            value, unsafe = made_safe(value)  # only this style has escapes
            if unsafe:
                self.assembly.problems.append(error("ER107", span, character=unsafe))
        elif value == "<<" and not style and self._at_key():
            self._refuse(event, "merge key <<")
        self.assembly.add(Scalar(value, bool(style), span))

    def _begin(self, kind: type, event: _Event) -> bool:
        if event.anchor is not None or event.ctag is not None:
            self._refuse_properties(event)
        kind_of = OpenRecord if kind is MappingStartEvent else OpenListing
        return self.assembly.begin(kind_of(self._span(event)))

    def _end(self, event: _Event) -> None:
        """Close a collection where its last content ends: the parser ends blocks at whatever comes next."""
        mark = event.end_mark
        line, column = mark.line + 1, mark.column + 1
        if (event.start_mark.line, event.start_mark.column) == (mark.line, mark.column):
            last = self._last_node()
            if last is not None:
                line, column = last.span.end_line, last.span.end_column
        self.assembly.end(line, column)

    def _last_node(self) -> Node | None:
        opened = self.assembly.stack[-1]
        if isinstance(opened, OpenListing):
            return opened.items[-1] if opened.items else None
        return opened.pairs[-1].value if opened.pairs else None

    def _at_key(self) -> bool:
        stack = self.assembly.stack
        return bool(stack) and isinstance(stack[-1], OpenRecord) and stack[-1].key is None

    def _document(self, event: _Event) -> bool:
        self.documents += 1
        if self.documents > 1:
            self._refuse(event, "second document ---")
        return self.documents == 1

    def _check_directives(self) -> None:
        """Found in the text: the parsers give it different places, and the pure one skips unknown ones."""
        match = _FIRST_CONTENT.search(self.text)
        if match is not None and not match[1] and match[2].startswith("%"):
            place = place_at(self.name, self.text, match.start(2))
            self.assembly.problems.append(error("ER105", place, feature=f"directive {match[2]}"))

    def _refuse_properties(self, event: _Event) -> None:
        if event.anchor is not None:
            self._refuse(event, f"anchor &{event.anchor}")
        if event.ctag is not None:
            self._refuse(event, f"tag {event.ctag}")

    def _refuse(self, event: _Event, feature: str) -> None:
        self.assembly.problems.append(error("ER105", self._span(event), feature=feature))

    def _span(self, event: _Event) -> Span:
        start, end = event.start_mark, event.end_mark
        return Span(self.name, start.line + 1, start.column + 1, end.line + 1, end.column + 1)
