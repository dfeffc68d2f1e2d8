"""What a parser of YAML could not read: in the same words whichever parser it was, and where the slip is.

A parser says where it could not go on. Where a full-width sign is to blame, and where a colon is missing, that is often
a line below it.
"""

from __future__ import annotations

from bisect import bisect_right
from typing import Any

from evalrules.base.diagnostics import Diagnostic, error
from evalrules.base.patterns import pattern
from evalrules.base.syntax_words import FULL_WIDTH_SIGN
from evalrules.readers.text import line_starts, place_at

_NO_COLON = "could not find expected ':'"
_AFTER_A_LINE = ("mapping values are not allowed in this context", "did not find expected key")
_OPEN = ("did not find expected ',' or '}'", "did not find expected ',' or ']'")

_TWINS = {
    "：": ":", "，": ",", "｛": "{", "｝": "}", "［": "[", "］": "]", "【": "[", "】": "]", "－": "-", "＃": "#",
    "“": '"', "”": '"', "‘": "'", "’": "'",
}  # fmt: skip
"""Signs that a Chinese keyboard gives, and those that YAML has."""

_COLON_AT_KEY = pattern(r"[ \t]*(?:- +)*[^\s:：#'\"{\[]+[ \t]*(?P<sign>：)")
_OPENING = pattern(r"(?:: +|- +)(?P<sign>[｛［【])")
_BEFORE_KEY = pattern(r"，\s*[^\s，,:]+$")
_SAYS_NOTHING = pattern(r"[ \t]*(?:#|[\r\n])")
_QUOTED = pattern(r"\"(?:[^\"\\]|\\.)*\"|'[^']*'")

_OTHERWISE = (
    (pattern(r"expected ',' or '([}\]])', but got .*"), r"did not find expected ',' or '\1'"),
    (pattern(r"expected the node content, but found .*"), "did not find expected node content"),
    (pattern(r"expected '<document start>', but found .*"), "did not find expected <document start>"),
    (pattern(r"expected alphabetic or numeric character, but found .*"),
     "did not find expected alphabetic or numeric character"),
    (pattern(r"expected a comment or a line break, but found .*"), "did not find expected comment or line break"),
    (pattern(r"expected indentation indicator in the range 1-9, but found 0"),
     "found an indentation indicator equal to 0"),
    (pattern(r"mapping (values|keys) are not allowed here"), r"mapping \1 are not allowed in this context"),
    (pattern(r"sequence entries are not allowed here"), "block sequence entries are not allowed in this context"),
    (pattern(r"(found (?:unknown escape )?character) '.{1,6}'( that cannot start any token)?"), r"\1\2"),
)  # fmt: skip
"""What the parser in Python says, in the words of that in C."""
_NOT_ENDED = pattern(r"expected <block end>, but found .*")


def syntax_error(name: str, text: str, problem: Exception) -> Diagnostic:
    """The ER101 for what a parser raised: its words, and its place as far as it gives any; behind the text its end."""
    message, starts = _words(problem), line_starts(text)
    stopped = _offset(starts, text, getattr(problem, "problem_mark", None) or getattr(problem, "context_mark", None))
    if stopped is None:
        return error("ER101", place_at(name, text, min(getattr(problem, "position", 0), len(text))), message=message)
    began = _offset(starts, text, getattr(problem, "context_mark", None))
    sign = _full_width(text, starts, message, stopped if began is None else began, stopped)
    if sign is not None:
        told = f"{FULL_WIDTH_SIGN}“{text[sign]}” → “{_TWINS[text[sign]]}”"
        return error("ER101", place_at(name, text, sign), message=told)
    at = began if message == _NO_COLON and began is not None else stopped
    return error("ER101", place_at(name, text, at), message=message)


def _words(problem: Exception) -> str:
    told = (getattr(problem, said, None) for said in ("problem", "context", "reason"))
    message = str(next(filter(None, told), type(problem).__name__))
    if _NOT_ENDED.fullmatch(message):
        is_list = "mapping" not in str(getattr(problem, "context", None))
        return "did not find expected '-' indicator" if is_list else "did not find expected key"
    for other, ours in _OTHERWISE:
        found = other.fullmatch(message)
        if found is not None:
            return found.expand(ours) if found.re.groups else ours
    return message


def _offset(starts: list[int], text: str, mark: Any) -> int | None:  # noqa: ANN401 - of either parser
    if mark is None:
        return None
    return len(text) if mark.line >= len(starts) else min(starts[mark.line] + mark.column, len(text))


def _full_width(text: str, starts: list[int], message: str, began: int, stopped: int) -> int | None:
    """Where a full-width sign keeps the parser from reading on, as far as that is certain enough to be told."""
    if text[stopped : stopped + 1] in _TWINS:
        return stopped
    if message == _NO_COLON:
        return _sign(_COLON_AT_KEY.match(text, began, stopped))
    if message in _AFTER_A_LINE:
        own = above = _line_of(starts, stopped)
        while above and _SAYS_NOTHING.match(text, above := _line_of(starts, above - 1)):
            pass
        opened = _sign(_OPENING.search(text, own, stopped))
        return opened if opened is not None else _sign(_COLON_AT_KEY.match(text, above, own))
    if message in _OPEN:
        inside = _QUOTED.sub(lambda found: " " * len(found[0]), text[began:stopped])
        comma = _BEFORE_KEY.search(inside) if text[stopped : stopped + 1] == ":" else None
        at = comma.start() if comma is not None else max(inside.rfind(one) for one in "｝］】")
        return began + at if at >= 0 else None
    return None


def _line_of(starts: list[int], at: int) -> int:
    """Where the line of a character begins."""
    return starts[bisect_right(starts, at) - 1]


def _sign(found: Any) -> int | None:  # noqa: ANN401 - a match
    return None if found is None else int(found.start("sign"))
