"""YAML to a raw document, from the parser's events: data, exact texts and places in one pass.

Only plain documents are read. Aliases, anchors, merge keys, tags, directives and several documents are
refused (ER105): evidence must say what it means where it stands.
"""

from __future__ import annotations

from typing import Any

from evalrules.base.diagnostics import Diagnostic, error
from evalrules.base.source import Node, Scalar, Span
from evalrules.readers.assembly import MAX_DEPTH, Assembly, OpenListing, OpenRecord
from evalrules.readers.text import place_at

try:
    from _ruamel_yaml import CParser
except ImportError:  # no wheel of the C parser for this platform: the pure one gives the same events, slower
    CParser = None

_OPENING = frozenset("[{")
_CLOSING = frozenset("]}")


def read(name: str, text: str) -> tuple[Node | None, list[Diagnostic]]:
    """YAML text to its tree, with every problem found; the tree is None where the text cannot be read."""
    too_deep = _prescan(name, text)
    if too_deep is not None:
        return None, [too_deep]
    reading = _Reading(name)
    try:
        reading.follow(_events(text))
    except Exception as problem:  # noqa: BLE001 - the parsers raise AssertionError, TypeError, NotImplementedError too
        reading.assembly.problems.append(_syntax_error(name, problem))
        return None, reading.assembly.problems
    root = reading.assembly.root
    if root is None and not reading.assembly.problems:
        reading.assembly.problems.append(error("ER101", Span(name, 1, 1, 1, 1), message="the document is empty"))
    return root, reading.assembly.problems


def _events(text: str) -> Any:  # noqa: ANN401 - a parser of an untyped library
    if CParser is not None:
        return CParser(text).get_event
    from ruamel.yaml import YAML

    events = YAML(typ="safe", pure=True).parse(text)
    return lambda: next(iter(events), None)


def _prescan(name: str, text: str) -> Diagnostic | None:
    """Refuse flow nesting that the parser would choke on; brackets in plain text may stand in any number."""
    depth = 0
    for offset, character in enumerate(text):
        if character in _OPENING:
            depth += 1
            if depth > 8 * MAX_DEPTH:
                return error("ER106", place_at(name, text, offset), what=f"{MAX_DEPTH} levels")
        elif character in _CLOSING or character == "\n" and depth and text[offset + 1 : offset + 2] not in (" ", "[", "{"):
            depth = 0 if character == "\n" else max(0, depth - 1)
    return None


def _syntax_error(name: str, problem: Exception) -> Diagnostic:
    mark = getattr(problem, "problem_mark", None) or getattr(problem, "context_mark", None)
    place = Span(name, mark.line + 1, mark.column + 1, mark.line + 1, mark.column + 2) if mark else Span(name, 1, 1, 1, 1)
    message = getattr(problem, "problem", None) or getattr(problem, "context", None) or type(problem).__name__
    return error("ER101", place, message=str(message))


class _Reading:
    def __init__(self, name: str) -> None:
        self.name = name
        self.assembly = Assembly()
        self.documents = 0

    def follow(self, next_event: Any) -> None:  # noqa: ANN401 - a method of an untyped library
        while True:
            event = next_event()
            kind = type(event).__name__
            if event is None or kind == "StreamEndEvent" or not self._take(kind, event):
                return

    def _take(self, kind: str, event: Any) -> bool:  # noqa: ANN401 - an event of an untyped library
        """Take one event; False where reading cannot go on."""
        if kind == "ScalarEvent":
            self._scalar(event)
            return not self.assembly.is_too_large(self._span(event))
        if kind in ("MappingStartEvent", "SequenceStartEvent"):
            self._check_properties(event)
            start = self._span(event)
            return self.assembly.begin(OpenRecord(start) if kind[0] == "M" else OpenListing(start))
        if kind in ("MappingEndEvent", "SequenceEndEvent"):
            self.assembly.end(event.end_mark.line + 1, event.end_mark.column + 1)
        elif kind == "AliasEvent":
            self._refuse(event, f"alias *{event.anchor}")
            self.assembly.add(Scalar("", False, self._span(event)))
        elif kind == "DocumentStartEvent":
            return self._document(event)
        return True

    def _document(self, event: Any) -> bool:  # noqa: ANN401
        self.documents += 1
        if event.version or event.tags:
            self._refuse(event, "directive %YAML or %TAG")
        if self.documents > 1:
            self._refuse(event, "second document ---")
        return self.documents == 1

    def _scalar(self, event: Any) -> None:  # noqa: ANN401
        self._check_properties(event)
        plain = event.style is None or event.style == ""
        if plain and event.value == "<<":
            self._refuse(event, "merge key <<")
        self.assembly.add(Scalar(event.value, not plain, self._span(event)))

    def _check_properties(self, event: Any) -> None:  # noqa: ANN401
        if event.anchor is not None:
            self._refuse(event, f"anchor &{event.anchor}")
        tag = getattr(event, "tag", None)
        if tag is not None and str(tag) not in ("None", ""):
            self._refuse(event, f"tag {tag}")

    def _refuse(self, event: Any, feature: str) -> None:  # noqa: ANN401
        self.assembly.problems.append(error("ER105", self._span(event), feature=feature))

    def _span(self, event: Any) -> Span:  # noqa: ANN401
        start, end = event.start_mark, event.end_mark
        return Span(self.name, start.line + 1, start.column + 1, end.line + 1, end.column + 1)
