"""Where in a document somebody types, told by the lines above: also in a text that cannot be read as YAML yet."""

from __future__ import annotations

from collections.abc import Sequence

from evalrules.base.patterns import pattern
from evalrules.base.records import NamedTuple

_KEY = pattern(r"[\"']?([^\s\"',{}\[\]:#]+)[\"']?\s*$")
_BLOCK = pattern(r"(\s*)((?:- +)*)(?:[\"']?([^\s\"'{}\[\],#:]+)[\"']?\s*:(?:\s|$))?")
_TYPED = pattern(r"[\w.@:-]*$")
_PAIRS = {"{": "}", "[": "]", "(": ")"}


class Cursor(NamedTuple):
    """What is typed: `path` are the keys that lead there, "" for an item of a list; `key` that of the value at hand.

    `key` is None where a key itself is typed. `typed` is what of the word stands there, `is_text` whether within
    quotes of a condition, `before` what of the value stands before it.
    """

    path: tuple[str, ...]
    key: str | None
    typed: str
    before: str = ""
    is_text: bool = False


def cursor_at(lines: Sequence[str], line: int, column: int) -> Cursor:
    """The place of somebody who types in a line behind so many characters; the line is counted from 1."""
    head = lines[line - 1][: column - 1] if line <= len(lines) else ""
    match = _TYPED.search(head)
    typed = match.group() if match else ""
    rest = head[: len(head) - len(typed)]
    block = _BLOCK.match(rest)
    own = block[3] if block else None
    outer = list(_above(lines, line, rest))
    if block is not None and block[2]:
        outer.append("")
    flow = _Flow(is_item=block is not None and bool(block[2]) and not own)
    start = block.end() if block is not None and own else (block.end(2) if block else 0)
    if own:
        flow.key = own
    flow.read(rest[start:])
    return Cursor((*outer, *(one for one in flow.path if one is not None)), flow.key, typed, flow.before, flow.is_text)


class _Flow:
    """A line read from its first value on: the mappings and lists in braces that are open at its end."""

    def __init__(self, *, is_item: bool) -> None:
        self.path: list[str | None] = []
        self._is_item = is_item
        self.key: str | None = None
        self.before = ""
        self.is_text = False
        self._open: list[str] = []
        self._wrapped = ""

    def read(self, text: str) -> None:
        for at, character in enumerate(text):
            if self.is_text:
                self.is_text = character not in "\"'" or character == self._wrapped
                self.before += character
            elif character in "\"'":
                self._quote(character)
            elif character in _PAIRS:
                self._opened(character)
            elif self._open and character == _PAIRS[self._open[-1]]:
                self._closed(character)
            elif character == "," and (not self._open or self._open[-1] == "{") and not self._is_condition():
                self.key, self.before = (None, "") if self._open else (self.key, self.before)
            elif character == ":" and self._open[-1:] == ["{"] and self.key is None:
                found = _KEY.search(text[:at])
                self.key, self.before = (found[1] if found else ""), ""
            else:
                self.before += character

    def _is_condition(self) -> bool:
        return "(" in self._open

    def _quote(self, character: str) -> None:
        if character == self._wrapped:
            self._wrapped = ""  # the end of a text that YAML has in quotes
        elif not self.before.strip() and self.key is not None and not self._wrapped:
            self._wrapped = character
        else:
            self.is_text = True
            self.before += character

    def _opened(self, character: str) -> None:
        self._open.append(character)
        if character == "(":
            self.before += character
            return
        is_the_item = self._is_item and not self.path and character == "{"
        self.path.append(None if is_the_item else self.key or "")
        self.key, self.before = (None if character == "{" else ""), ""

    def _closed(self, character: str) -> None:
        self._open.pop()
        if character == ")":
            self.before += character
            return
        self.key = self.path.pop() if self.path else None


def _above(lines: Sequence[str], line: int, head: str) -> list[str]:
    """The keys of the lines above that a line stands below, outermost first; "" for an item of a list."""
    block = _BLOCK.match(head)
    least = len(block[1]) if block is not None else len(head)
    is_item = block is not None and bool(block[2])
    found: list[str] = []
    for other in range(min(line - 2, len(lines) - 1), -1, -1):
        text = lines[other]
        if not text.strip() or text.lstrip().startswith("#"):
            continue
        match = _BLOCK.match(text)
        if match is None:
            continue
        indent, dash, key = len(match[1]), match[2], match[3]
        if dash and not is_item and indent < least and indent + len(dash) <= least:
            is_inner = indent + len(dash) < least
            found += [key] if is_inner and key else []
            found.append("")
            least, is_item = indent, True
        elif key and not dash and (indent < least or (is_item and indent == least)):
            found.append(key)
            least, is_item = indent, False
        if least == 0 and not is_item:
            break
    return found[::-1]
