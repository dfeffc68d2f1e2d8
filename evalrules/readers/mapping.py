"""A mapping of another program to a raw document: each value as it would be written, with its path as its place.

Numbers keep their exact value; a binary number is its shortest decimal text. What numpy and pandas give for one
number, text, truth or day is that; their NaN, NA and NaT are null. Neither is imported: their types are told by name.
"""

from __future__ import annotations

import datetime
import enum
import numbers
import operator
from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any

from evalrules.base.collector import collector_paused
from evalrules.base.diagnostics import Diagnostic, Related, error, note
from evalrules.base.numbers import decimal_places, number_text
from evalrules.base.records import NamedTuple
from evalrules.base.source import Node, Scalar, Span, path_below
from evalrules.readers.assembly import MAX_NODES, Assembly, OpenListing, OpenRecord
from evalrules.readers.text import made_safe

_CONTAINERS = (Mapping, list, tuple)
_SINGLE = frozenset((str, int, float, bool, Decimal, type(None)))
"""What most values are: no container, as their type alone tells."""

MAX_BITS = 2_000
"""Beyond this a number is refused unread: writing it out could take seconds, and no figure has 600 digits."""


def read(name: str, value: object) -> tuple[Node | None, list[Diagnostic]]:
    """A value to its tree, with every problem found; the tree is None where it is not worth going on.

    ER461 for a value that evidence cannot hold, ER462 for one that contains itself, ER102 to ER107 for keys and sizes
    as in a file; the note ER411 for NaN, NA and NaT.
    """
    reading = _Reading(name)
    try:
        with collector_paused():
            reading.value(value, "")
    except _TooLarge:
        return None, reading.assembly.problems
    return reading.assembly.root, reading.assembly.problems


class _TooLarge(Exception):
    """Deeper or larger than any evidence; the problem is noted."""


class Written(NamedTuple):
    """How a value is written; `nothing` is the name of the kind of null that it was, "" for a plain one."""

    text: str
    quoted: bool = False
    nothing: str = ""


class Refusal(NamedTuple):
    """Why evidence cannot hold a value."""

    reason: str


NULL = Written("null")
NO_VALUE = Refusal("no kind of value that evidence has")


class _Reading:
    def __init__(self, name: str) -> None:
        self.name = name
        self.assembly = Assembly()
        self.count = 0
        self.inside: dict[int, Span] = {}
        self._is_plain: dict[str, bool] = {}

    def value(self, value: object, path: str) -> None:
        """Read one value and all that is in it."""
        place = self._place(path)
        if self.assembly.is_too_large(place):
            raise _TooLarge
        if type(value) not in _SINGLE and isinstance(value, _CONTAINERS):
            self._container(value, place)
        else:
            self._scalar(value, place)

    def _place(self, path: str) -> Span:
        self.count += 1
        return Span(self.name, 0, self.count, 0, self.count, "", path) if path else Span(self.name, 1, 1, 1, 1)

    def _container(self, value: Mapping[Any, Any] | list[Any] | tuple[Any, ...], place: Span) -> None:
        first = self.inside.get(id(value))
        if first is not None:
            args = {"found": _type_name(value), "first": str(first) if first.path else self.name}
            self._refuse(error("ER462", place, Related("first", first), **args), place)
            return
        self.inside[id(value)] = place
        if isinstance(value, Mapping):
            self._mapping(value, place)
        else:
            self._begin(OpenListing(place))
            for at, item in enumerate(value):
                self.value(item, path_below(place.path, at))
            self.assembly.end(place.end_line, place.end_column)
        del self.inside[id(value)]

    def _mapping(self, value: Mapping[Any, Any], place: Span) -> None:
        try:
            items = list(value.items())
        except Exception:  # noqa: BLE001 - whatever the mapping of another program does, it is bad input
            self._refuse(_refusal(place, value, NO_VALUE), place)
            return
        self._begin(OpenRecord(place))
        for key, item in items:
            if type(item) in _SINGLE and type(key) is str and self._plain_pair(key, item, place.path):
                continue
            written = _key(key)
            path = path_below(place.path, written if written is not None else _type_name(key))
            here = self._place(path)
            if written is None:
                problem = error("ER103", here, found=_type_name(key), expected="a plain key")
                self.assembly.problems.append(problem)
                continue
            text, unsafe = made_safe(written)
            if unsafe:
                self.assembly.problems.append(error("ER107", here, character=unsafe))
            self.assembly.add(Scalar(text, True, here))
            self.value(item, path)
        self.assembly.end(place.end_line, place.end_column)

    def _plain_pair(self, key: str, value: object, path: str) -> bool:
        """Read a key with its single value where there is nothing to say of either; False where there may be."""
        if key not in self._is_plain:
            self._is_plain[key] = key.isprintable() and path_below("", key) == key
        found = _builtin(value)
        if not self._is_plain[key] or not isinstance(found, Written) or self.assembly.count >= MAX_NODES:
            return False
        text, quoted, nothing = found
        if nothing or not text.isprintable():
            return False
        path, count = f"{path}.{key}" if path else key, self.count
        self.count = count + 2
        self.assembly.add_pair(
            Scalar(key, True, Span(self.name, 0, count + 1, 0, count + 1, "", path)),
            Scalar(text, quoted, Span(self.name, 0, count + 2, 0, count + 2, "", path)),
        )
        return True

    def _begin(self, opened: OpenRecord | OpenListing) -> None:
        if not self.assembly.begin(opened):
            raise _TooLarge

    def _scalar(self, value: object, place: Span) -> None:
        found = written_of(value)
        if isinstance(found, Refusal):
            self._refuse(_refusal(place, value, found), place)
            return
        if found.nothing:
            self.assembly.problems.append(note("ER411", place, id=place.path, text=found.nothing))
        text, unsafe = made_safe(found.text)
        if unsafe:
            self.assembly.problems.append(error("ER107", place, character=unsafe))
        self.assembly.add(Scalar(text, found.quoted, place))

    def _refuse(self, problem: Diagnostic, place: Span) -> None:
        """Note a problem and go on with null in the place of the value."""
        self.assembly.problems.append(problem)
        self.assembly.add(Scalar("null", False, place))


def written_of(value: object) -> Written | Refusal:
    """How a single value is written in evidence, or why it cannot stand there; raises nothing for any value."""
    try:
        return _builtin(value) or _other(value)
    except Exception:  # noqa: BLE001 - a type of another program may do anything when it is looked at
        return NO_VALUE


def _builtin(value: object) -> Written | Refusal | None:
    """The types of the language, and what is derived from them by its value (`numpy.float64` is a float)."""
    found: Written | Refusal | None = None
    if type(value) is int:
        found = _whole(value)
    elif value is None:
        found = NULL
    elif isinstance(value, bool):
        found = Written("true" if value else "false")
    elif isinstance(value, str):
        found = Written(str.__str__(value), quoted=True)
    elif isinstance(value, int):
        found = _whole(int.__index__(value))
    elif isinstance(value, float):
        found = _finite(float.__repr__(value))
    elif isinstance(value, Decimal):
        found = _finite(Decimal.__str__(value))
    return found


def _other(value: object) -> Written | Refusal:
    kind = type(value)
    module = kind.__module__.partition(".")[0]
    if (module, kind.__name__) in _NULLS:
        return Written("null", nothing=_NULLS[module, kind.__name__])
    if isinstance(value, datetime.date):
        return _day(value)
    if module == "numpy":
        return _of_numpy(value)
    if isinstance(value, enum.Enum):
        return Refusal("give the value of the member")
    if isinstance(value, numbers.Integral):
        return _whole(operator.index(value))
    if isinstance(value, numbers.Rational):
        return _fraction(Fraction(int(value.numerator), int(value.denominator)))
    return Refusal("it has no order") if isinstance(value, set | frozenset) else NO_VALUE


_NULLS = {("pandas", "NAType"): "NA", ("pandas", "NaTType"): "NaT", ("numpy", "MaskedConstant"): "masked"}


def _whole(value: int) -> Written | Refusal:
    return Written(str(value)) if value.bit_length() <= MAX_BITS else Refusal("a number of more than 600 digits")


def _finite(text: str) -> Written | Refusal:
    """The text of a binary or decimal number; NaN is null, an infinity is no number."""
    plain = text.lower().lstrip("-+")
    if plain.startswith(("nan", "snan")):
        return Written("null", nothing="NaN")
    return Refusal("an infinite number") if plain.startswith("inf") else Written(text)


def _fraction(value: Fraction) -> Written | Refusal:
    if max(value.numerator.bit_length(), value.denominator.bit_length()) > MAX_BITS:
        return Refusal("a number of more than 600 digits")
    if decimal_places(value) is None:
        return Refusal("a fraction whose decimals never end")
    return Written(number_text(value))


def _day(value: datetime.date) -> Written | Refusal:
    """A day; a moment is one where it is the very beginning of the day in no time zone, as data frames have days."""
    if isinstance(value, datetime.datetime):
        is_day = value.time() == datetime.time() and value.tzinfo is None and not getattr(value, "nanosecond", 0)
        return Written(value.date().isoformat(), quoted=True) if is_day else Refusal("a time of day")
    return Written(datetime.date.isoformat(value), quoted=True)


def _of_numpy(value: Any) -> Written | Refusal:  # noqa: ANN401 - a type that is not imported
    """A scalar of numpy, or an array of no dimension, which holds just one."""
    if value.ndim:
        return Refusal("an array; write a list")
    kind, single = value.dtype.kind, value[()]
    if kind in "iu":
        return _whole(operator.index(single))
    if kind == "b":
        return Written("true" if single else "false")
    if kind == "f":
        return _finite(str(single))
    if kind == "U":
        return Written(str(single), quoted=True)
    if kind == "M":
        return _moment(str(single))
    return NO_VALUE


def _moment(text: str) -> Written | Refusal:
    """`2007-09-01T00:00:00.000` as numpy writes a day to the unit that it keeps; `NaT` is null."""
    if text == "NaT":
        return Written("null", nothing=text)
    day, _, time = text.partition("T")
    return Refusal("a time of day") if time.strip("0:.") else Written(day, quoted=True)


def _key(key: object) -> str | None:
    """The text of a key: text, or a whole number such as a year; None for any other."""
    if type(key) is str:
        return key
    found = written_of(key)
    is_whole = isinstance(found, Written) and not found.quoted and found.text.lstrip("-").isdigit()
    if isinstance(found, Refusal) or not (is_whole or isinstance(key, str)):
        return None
    return found.text


def _refusal(place: Span, value: object, refusal: Refusal) -> Diagnostic:
    return error("ER461", place, found=_type_name(value), reason=refusal.reason)


def _type_name(value: object) -> str:
    kind = type(value)
    return kind.__qualname__ if kind.__module__ == "builtins" else f"{kind.__module__}.{kind.__qualname__}"
