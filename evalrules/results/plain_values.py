"""JSON bytes to plain values, each with the path that leads to it, so that whatever is wrong can be named.

Every reading gives a value of its type or raises `Refused`; evalrules.results.reading turns that into a diagnostic.
"""

from __future__ import annotations

import datetime
import json
import re
from collections.abc import Callable, Iterator
from typing import Any, NoReturn, TypeVar

from evalrules.base.patterns import pattern
from evalrules.base.records import NamedTuple
from evalrules.model.assessment import Irrational, Written

LIMIT = 50_000_000
"""The most bytes that a kept result may have."""

_LEVELS = 64
_NUMBER = pattern(r"-?[0-9]{1,4300}(\.[0-9]{1,4300}|/[1-9][0-9]{0,4299})?", re.ASCII)
_DIGEST = pattern("sha256:[0-9a-f]{64}", re.ASCII)
_UNSAFE = pattern("[\x00\ud800-\udfff]")

T = TypeVar("T")


class Refused(Exception):
    """What is wrong: a code, where in the bytes (line and column, from 1), and the arguments of its sentence."""

    def __init__(self, code: str, position: tuple[int, int] = (1, 1), **arguments: str) -> None:
        self.code, self.position, self.arguments = code, position, arguments
        super().__init__(code, arguments)


# -- bytes to plain values ---------------------------------------------------------------------------------------------


def parsed(data: bytes) -> At:
    """The document as JSON: no fractions, no NaN, no key twice, nothing too large or too deep."""
    if len(data) > LIMIT:
        raise Refused("ER003", size=str(len(data)), limit=str(LIMIT))
    try:
        return At(_loaded(data.decode("utf-8-sig")), "$")
    except UnicodeDecodeError as problem:
        reason = f"byte 0x{data[problem.start]:02X} at offset {problem.start}"
        raise Refused("ER002", reason=reason) from None
    except json.JSONDecodeError as problem:
        message = problem.msg[:1].lower() + problem.msg[1:].removesuffix(" at")
        raise Refused("ER101", (problem.lineno, problem.colno), message=message) from None
    except RecursionError:
        raise Refused("ER106", what=f"{_LEVELS} levels") from None


def _loaded(text: str) -> Any:  # noqa: ANN401 - any JSON value
    return json.loads(
        text, object_pairs_hook=_object, parse_float=_no_number, parse_constant=_no_number, parse_int=_whole_number
    )


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        names = [key for key, _ in pairs]
        twice = next(key for key in names if names.count(key) > 1)
        raise At(None, twice).wrong("a key that stands twice")
    return found


def _no_number(written: str) -> NoReturn:
    raise Refused("ER111", at=written[:40], reason="a whole number is expected")


def _whole_number(written: str) -> int:
    return int(written) if len(written) < len(str(LIMIT)) + 9 else _no_number(written)


# -- plain values with the path that leads to them ---------------------------------------------------------------------


class At(NamedTuple):
    """A value of the document, and its path as JSONPath writes it."""

    value: Any
    path: str

    def wrong(self, reason: str) -> Refused:
        """The refusal that says what is wrong here."""
        return Refused("ER111", at=without_halves(self.path), reason=reason)

    def has(self, key: str) -> bool:
        """Whether it is an object with that key."""
        return isinstance(self.value, dict) and key in self.value

    def key(self, key: str) -> At:
        """The value under a key, which must be there."""
        if not isinstance(self.value, dict):
            raise self.wrong("an object is expected")
        if key not in self.value:
            raise At(None, f"{self.path}.{key}").wrong("it is missing")
        return At(self.value[key], f"{self.path}.{key}")

    def pairs(self) -> Iterator[tuple[str, At]]:
        """The keys and values of an object."""
        if not isinstance(self.value, dict):
            raise self.wrong("an object is expected")
        return ((At(key, self.path).text(), At(value, f"{self.path}.{key}")) for key, value in self.value.items())

    def each(self, read: Callable[[At], T]) -> tuple[T, ...]:
        """Every item of a list, read."""
        if not isinstance(self.value, list):
            raise self.wrong("a list is expected")
        return tuple(read(At(item, f"{self.path}[{at}]")) for at, item in enumerate(self.value))

    def maybe(self, read: Callable[[At], T]) -> T | None:
        """The value read, or None where it is null."""
        return None if self.value is None else read(self)

    def text(self) -> str:
        """A text without NUL and half characters, which no output could take."""
        if not isinstance(self.value, str):
            raise self.wrong("a text is expected")
        if _UNSAFE.search(self.value):
            raise self.wrong("a character that no text may hold")
        return self.value

    def word(self, *words: str) -> str:
        """One of these words."""
        if self.value not in words:
            raise self.wrong("it is none of the words that stand here")
        return self.text()

    def texts(self) -> tuple[str, ...]:
        """A list of texts."""
        return self.each(At.text)

    def flag(self) -> bool:
        """True or false."""
        if not isinstance(self.value, bool):
            raise self.wrong("true or false is expected")
        return self.value

    def whole(self) -> int:
        """A whole number."""
        if not isinstance(self.value, int) or isinstance(self.value, bool):
            raise self.wrong("a whole number is expected")
        return self.value

    def number(self) -> str:
        """The text of a number: plain decimals, or `p/q`."""
        if not is_number(self.value):
            raise self.wrong("a number is expected")
        return str(self.value)

    def range(self) -> str:
        """The text of two bounds, `low..high`, each a number or an infinity."""
        text = self.text()
        low, _, high = text.partition("..")
        if not all(end in ("-∞", "+∞") or is_number(end) for end in (low, high)):
            raise self.wrong("a number or a range is expected")
        return text

    def day(self) -> datetime.date:
        """A day, as 2007-12-31."""
        try:
            return datetime.date.fromisoformat(self.text())
        except ValueError:
            raise self.wrong("a day is expected") from None

    def written(self) -> Written:
        """Any value of a result."""
        if isinstance(self.value, dict):
            return Irrational(self.key("square").maybe(At.number) or "", self.key("shown").text())
        return self.value if self.value is None or isinstance(self.value, bool) else self.text()


def is_number(value: object) -> bool:
    """Whether it is the text of a number, as results write numbers."""
    return isinstance(value, str) and _NUMBER.fullmatch(value) is not None


def is_digest(value: object) -> bool:
    """Whether it is a digest as results write them: `sha256:` and 64 hexadecimal digits."""
    return isinstance(value, str) and _DIGEST.fullmatch(value) is not None


def without_halves(path: str) -> str:
    """A path without NUL and half characters, which no output could take."""
    return _UNSAFE.sub("?", path)
