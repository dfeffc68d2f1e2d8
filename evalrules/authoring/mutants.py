"""Every ruleset that differs from one by a single token: each should make some case fail (P80).

A number one unit of its last digit up or down, `>=` for `>`, `and` for `or`, `every` for `any`, one grade, option
or level for the next, and each gate, veto, line of the verdict, `applies` and `leave_out` left out. Relations
under `checks`, ranges, labels and citations decide no verdict by themselves and are left as they are.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction
from typing import TypeAlias

from evalrules.base.numbers import number_text, parse_number
from evalrules.base.patterns import pattern
from evalrules.base.records import NamedTuple
from evalrules.base.source import Listing, Node, Pair, Record, Scalar, Span, is_null
from evalrules.frontend.fields import options_of
from evalrules.frontend.sections import LEFT_OUT, NEIGHBOURS, NEXT_LEVEL, SWAPPED, TOKENS, key_at


class _Item(NamedTuple):
    """Where an item of a list stands in it, and its id ("" for none)."""

    at: int
    id: str


Path: TypeAlias = tuple[str | _Item, ...]
"""The way to a node: keys of mappings, and items of lists."""

_TOKENS = pattern(r"\"[^\"]*\"|'[^']*'|[0-9]+(?:\.[0-9]+)?|[^\W\d]\w*|[<>=!]=|[<>+\-*/]|\S", re.UNICODE)
_SWAPS = {
    ">=": ">", ">": ">=", "<=": "<", "<": "<=", "==": "!=", "!=": "==", "and": "or", "or": "and", "every": "any",
    "any": "every", "all_of": "any_of", "any_of": "all_of", "rising": "not_falling", "not_falling": "rising",
    "min": "max", "max": "min", "step": "interpolate", "interpolate": "step", "not": "", "+": "-", "-": "+", "*": "/",
    "/": "*", "points": "full", "full": "points", "half_up": "half_even", "half_even": "half_up",
    "plurality": "majority", "majority": "plurality",
}  # fmt: skip
_NOT_APPLICABLE = {"left_out": "full", "full": "left_out"}


class Mutant(NamedTuple):
    """A changed document, how it was changed, and where.

    `place` is the token that was changed, or the whole of what was left out; `after` what stands there then, "" for
    nothing.
    """

    name: str
    root: Record
    place: Span
    after: str = ""


class _Change(NamedTuple):
    """What takes the place of a node (None: it is left out), in words, and of its text from where to where by what."""

    node: Node | None
    words: str
    start: int = 0
    end: int = 0
    after: str = ""


def mutants_of(root: Record) -> Iterator[Mutant]:
    """Every single-token mutant of a ruleset's document, in the order of the document."""
    names = _Names(root)
    seen: set[str] = set()
    for path, node, shown in [*_walk(root, ())]:
        for change in _changes(path, node, names):
            name = f"{shown}: {change.words}"
            if name not in seen:
                seen.add(name)
                yield Mutant(name, _replaced(root, path, change.node), _token_of(node, change), change.after)


def _token_of(node: Node, change: _Change) -> Span:
    """Where the changed part of a text stands; the whole node where its text is not written as it is read."""
    span = node.span
    if not isinstance(node, Scalar) or change.node is None or span.line != span.end_line:
        return span
    quotes = span.end_column - span.column - len(node.text)
    if quotes != (2 if node.quoted else 0):
        return span
    start = span.column + quotes // 2
    return span._replace(column=start + change.start, end_column=start + change.end)


class _Names:
    """The texts that stand for one of several things: levels, grades, options."""

    def __init__(self, root: Record) -> None:
        self.levels = _ids(root.get("levels"))
        self.grades = _ids(root.get("grades"))
        choices = root.get("choices")
        self.choices = [
            [option.key.text for option in options_of(pair.value)]
            for pair in (choices.pairs if isinstance(choices, Record) else ())
            if isinstance(pair.value, Record)
        ]

    def other(self, text: str) -> str | None:
        """The next grade or option after this one, or None where it is none."""
        return next((_next(listed, text) for listed in (self.grades, *self.choices) if text in listed), None)


def _ids(node: Node | None) -> list[str]:
    items = node.items if isinstance(node, Listing) else ()
    ids = [item.get("id") if isinstance(item, Record) else item for item in items]
    return [found.text for found in ids if isinstance(found, Scalar)]


def _next(listed: list[str], text: str) -> str | None:
    return listed[(listed.index(text) + 1) % len(listed)] if len(listed) > 1 else None


def _walk(node: Node, path: Path) -> Iterator[tuple[Path, Node, str]]:
    """Every node that can be changed, with its path as an index and as people write it."""
    shown = _shown_path(path)
    yield path, node, shown
    if isinstance(node, Record):
        for pair in node.pairs:
            yield from _walk(pair.value, (*path, pair.key.text))
    elif isinstance(node, Listing):
        for at, item in enumerate(node.items):
            own = item.get("id") if isinstance(item, Record) else None
            yield from _walk(item, (*path, _Item(at, own.text if isinstance(own, Scalar) else "")))


def _shown_path(path: Path) -> str:
    return ".".join(part if isinstance(part, str) else part.id or str(part.at) for part in path)


def _changes(path: Path, node: Node, names: _Names) -> Iterator[_Change]:
    key = key_at(part if isinstance(part, str) else "" for part in path)
    if key is None or (key.kind.item is not None and not isinstance(node, Scalar)):
        return
    if LEFT_OUT in key.mutants and not (path[0] == "verdict" and _is_otherwise(node)) and not is_null(node):
        yield _Change(None, "left out")
    if not isinstance(node, Scalar) or is_null(node):
        return
    if NEXT_LEVEL in key.mutants:
        other = _next(names.levels, node.text)
        if other is not None:
            yield _whole(node, other)
    elif TOKENS in key.mutants:
        yield from _of_condition(node, names)
    elif NEIGHBOURS in key.mutants:
        yield from _of_number(node)
    elif SWAPPED in key.mutants:
        swaps = _NOT_APPLICABLE if node.text in _NOT_APPLICABLE else _SWAPS
        if node.text in swaps:
            yield _whole(node, swaps[node.text])


def _whole(node: Scalar, text: str) -> _Change:
    """A text with another in its place."""
    return _Change(node._replace(text=text), f"{node.text} -> {text}", 0, len(node.text), text)


def _is_otherwise(node: Node) -> bool:
    return isinstance(node, Record) and node.get("when") is None


def _of_number(node: Scalar) -> Iterator[_Change]:
    for text in _neighbours(node.text):
        yield _whole(node, text)


def _neighbours(text: str) -> list[str]:
    """The numbers one unit of the last digit below and above."""
    value = parse_number(text)
    if value is None:
        return []
    places = len(text.partition(".")[2])
    unit = Fraction(1, 10**places)
    return [number_text(value + step) for step in (-unit, unit) if value + step >= 0]


def _of_condition(node: Scalar, names: _Names) -> Iterator[_Change]:
    for match in _TOKENS.finditer(node.text):
        before, after = node.text[: match.start()], node.text[match.end() :]
        for other in _others(match.group(), names):
            text = f"{before}{other}{after}"
            words = f"{node.text} -> {text.strip()}"
            yield _Change(node._replace(text=text), words, match.start(), match.end(), other)


def _others(token: str, names: _Names) -> list[str]:
    if token in _SWAPS:
        return [_SWAPS[token]]
    if token[0] in "\"'":
        other = names.other(token[1:-1])
        return [] if other is None else [f"{token[0]}{other}{token[0]}"]
    return _neighbours(token) if token[0].isdigit() else []


def _replaced(node: Node, path: Path, new: Node | None) -> Record:
    """The document with the node at a path replaced, or left out."""
    found = _with(node, path, new)
    if not isinstance(found, Record):
        raise TypeError(path)
    return found


def _with(node: Node, path: Path, new: Node | None) -> Node:
    head, rest = path[0], path[1:]
    if isinstance(node, Record):
        pairs = [
            pair
            if pair.key.text != head
            else None
            if not rest and new is None
            else Pair(pair.key, _at(pair.value, rest, new))
            for pair in node.pairs
        ]
        return Record(tuple(pair for pair in pairs if pair is not None), node.span)
    if isinstance(node, Listing) and isinstance(head, _Item):
        index = head.at
        items = [
            item if at != index else None if not rest and new is None else _at(item, rest, new)
            for at, item in enumerate(node.items)
        ]
        return Listing(tuple(item for item in items if item is not None), node.span)
    return node


def _at(node: Node, rest: Path, new: Node | None) -> Node:
    return new if not rest and new is not None else _with(node, rest, new)
