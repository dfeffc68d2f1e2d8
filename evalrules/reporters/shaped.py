"""Records of a result as they are declared (evalrules.model.result_shapes): as plain data, and as text.

Both follow from the declaration, and the text is that of the plain data. A record that is written often gets a function
of its own, in which everything that is alike in all of them is joined already.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from json.encoder import encode_basestring as quoted
from operator import attrgetter
from typing import Any, TypeAlias

from evalrules.base.records import NamedTuple
from evalrules.model.assessment import Irrational, Points, RowFigure, Written
from evalrules.model.ruleset import Citation, Label
from evalrules.model.shapes import Key, Kind, Shape
from evalrules.reporters.json_text import Encoded, plain_json_text, quoted_plain

WORTH_WRITING = 50
"""How often a record is written before it gets a function of its own: what is saved by then pays for making it."""

Document: TypeAlias = Callable[[Any], Any]
"""A value of a record as plain data."""

Text: TypeAlias = Callable[[Any], str]
"""A value of a record as text."""


def written(value: Written) -> Any:  # noqa: ANN401 - any JSON value
    """A value as JSON; a number with roots as its square and its first digits."""
    if isinstance(value, Irrational):
        return {"square": value.square or None, "shown": value.shown}
    return value


# -- parts of their own ------------------------------------------------------------------------------------------------


def _points(points: Points | None) -> str | None:
    return None if points is None else points.value


def _score(points: Points | None) -> dict[str, Any] | None:
    return None if points is None else {"low": points.low, "high": points.high, "full": points.full}


def _row_figure(one: RowFigure) -> dict[str, Any]:
    have = {"have": written(one.have)}
    return {**have, "op": one.op, "need": written(one.need), "holds": one.holds} if one.op else have


OWN: Mapping[str, Document] = {"points": _points, "score": _score, "row_figure": _row_figure, "stated": str}
"""What writes the parts of their own."""

_NULL_OF_NONE = ("points", "score")


# -- as plain data -----------------------------------------------------------------------------------------------------


class _Written(NamedTuple):
    """A key as it is written: where its value is, and what makes plain data of it (None: it is plain)."""

    key: Key
    value: Callable[[Any], Any]
    make: Document | None


def document(shape: Shape, one: Any) -> dict[str, Any]:  # noqa: ANN401 - a record of that shape
    """A record as plain data, keys in the published order."""
    found: dict[str, Any] = {}
    for key, value_of, make in _keys(shape):
        value = value_of(one)
        if key.is_always_written or value != key.left_out:
            found[key.name] = value if make is None else make(value)
    return found


def plain(kind: Kind, value: Any) -> Any:  # noqa: ANN401 - a value of that kind, and any JSON value
    """A value as plain data."""
    make = _plain(kind)
    return value if make is None else make(value)


def _keys(shape: Shape) -> list[_Written]:
    known = _KEYS.get(id(shape))
    if known is None:
        known = _KEYS[id(shape)] = [_Written(key, attrgetter(key.field), _plain(key.kind)) for key in shape.keys]
    return known


_KEYS: dict[int, list[_Written]] = {}
"""By the identity of a shape, which is declared once and stays."""


def _plain(kind: Kind) -> Document | None:
    """What makes plain data of a value; None where it is plain."""
    part = None if kind.part is None else _plain(kind.part)
    match kind.name:
        case "listed":
            return list if part is None else lambda value: [part(one) for one in value]
        case "maybe":
            return None if part is None else lambda value: None if value is None else part(value)
        case "record" | "either":
            return lambda value: document(_shape_of(kind, value), value)
        case "own":
            return OWN[kind.own]
    return _MADE.get(kind.name)


_MADE: Mapping[str, Document] = {"written": written, "outcome": attrgetter("text")}


def _shape_of(kind: Kind, value: object) -> Shape:
    """The shape of a record that may have two."""
    assert kind.shape is not None
    if kind.other is None or getattr(value, kind.by) is not None:
        return kind.shape
    return kind.other


# -- as text -----------------------------------------------------------------------------------------------------------


class Part(Encoded):
    """A value of a declared kind. The kind is a constant: what writes it is found by its identity."""

    __slots__ = ("_kind", "_value")

    def __init__(self, kind: Kind, value: object) -> None:
        self._kind, self._value = kind, value

    def text(self, margin: str) -> str:
        """The text of its plain data."""
        write = _TEXTS.get((id(self._kind), margin))
        if write is not None:
            return write(self._value)
        if _is_worth_writing(self._kind, margin):
            _TEXTS[id(self._kind), margin] = _Function(margin).of_kind(self._kind)
        return plain_json_text(plain(self._kind, self._value), margin)


def listed_text(items: list[str], margin: str) -> str:
    """Texts as a list; `margin` is the line break and the spaces before its last bracket."""
    inner = margin + " "
    return f"[{inner}{f',{inner}'.join(items)}{margin}]" if items else "[]"


def record_text(shape: Shape, one: Any, margin: str) -> str:  # noqa: ANN401 - a record of that shape
    """The text of the document of a record."""
    write = _TEXTS.get((id(shape), margin))
    if write is not None:
        return write(one)
    if _is_worth_writing(shape, margin):
        _TEXTS[id(shape), margin] = _Function(margin).of_shape(shape)
    return plain_json_text(document(shape, one), margin)


def _is_worth_writing(declared: Shape | Kind, margin: str) -> bool:
    own = (id(declared), margin)
    _COUNTS[own] = times = _COUNTS.get(own, 0) + 1
    return times >= WORTH_WRITING


_LASTING = (Label, Citation)
"""Records that belong to a ruleset, and come again in each result under it."""


def _remembered_text(shape: Shape, margin: str) -> Text:
    """What writes such a record, each of them once."""
    return lru_cache(maxsize=MOST)(lambda one: plain_json_text(document(shape, one), margin))


MOST = 1024
"""Of how many records of a kind, at one margin, the text is remembered; those used least lately are forgotten."""

_COUNTS: dict[tuple[int, str], int] = {}
_TEXTS: dict[tuple[int, str], Text] = {}
"""The functions that write what is declared, by its identity, where its last bracket stands so far in."""


_QUOTED = "(quoted({0}) if {0}.isprintable() else quoted_plain({0}))"
"""What `quoted_plain` gives, without the call for nearly every text."""

_EXPRESSIONS = {
    "text": _QUOTED, "number": _QUOTED, "outcome_text": _QUOTED, "standing_text": _QUOTED,
    "outcome": "quoted_plain({}.text)", "flag": "('true' if {} else 'false')", "whole": "str({})",
}  # fmt: skip
"""The expression of the text of a value, by its kind."""


def _literal(text: str) -> str:
    """A text as it stands in a formatted one."""
    return text.replace("{", "{{").replace("}", "}}")


class _Function:
    """Writes the function for what is declared, at one margin."""

    def __init__(self, margin: str) -> None:
        self._margin = margin
        self._known: dict[str, Any] = {
            "quoted": quoted, "quoted_plain": quoted_plain, "plain_json_text": plain_json_text, "written": written,
            "record_text": record_text,
        }  # fmt: skip

    def of_kind(self, kind: Kind) -> Text:
        """The function for values of a kind."""
        return self._made(f"def text(v):\n return {self._value(kind, 'v', self._margin)}\n")

    def of_shape(self, shape: Shape) -> Text:
        """The function for records of a shape."""
        names = {field: f"v{at}" for at, field in enumerate(shape.type._fields)}
        inner = self._margin + " "
        first = next(at for at, key in enumerate(shape.keys) if key.is_always_written)
        lines = [f"def text(one):\n {', '.join(names.values())}, = one\n"]
        told = _literal("{" + inner)
        for at, key in enumerate(shape.keys):
            name, comma = names[key.field], "," + inner
            begin, end = ("", comma) if at < first else (comma if at > first else "", "")
            begin, value = f"{begin}{quoted_plain(key.name)}: ", self._value(key.kind, name, inner)
            if key.is_always_written:
                lines.append(f" t{at} = {value}\n")
                told += f"{_literal(begin)}{{t{at}}}{_literal(end)}"
            else:
                member = f"{self._constant(begin)} + {value} + {self._constant(end)}"
                lines.append(f" t{at} = '' if {name} == {self._constant(key.left_out)} else {member}\n")
                told += f"{{t{at}}}"
        return self._made(f"{''.join(lines)} return f{told + _literal(self._margin + '}')!r}\n")

    def _made(self, lines: str) -> Text:
        exec(lines, self._known)  # noqa: S102 - written here from a declaration, no word of it from outside
        found: Text = self._known["text"]
        return found

    def _constant(self, value: object) -> str:
        name = f"c{len(self._known)}"
        self._known[name] = value
        return name

    def _value(self, kind: Kind, name: str, margin: str) -> str:
        """The expression of the text of a value."""
        if kind.name in _EXPRESSIONS:
            return _EXPRESSIONS[kind.name].format(name)
        match kind.name:
            case "word":
                told = _QUOTED.format(name)
                return f"('null' if {name} is None else {told})" if None in kind.words else told
            case "written":
                rest = f"plain_json_text(written({name}), {self._constant(margin)})"
                return f"({_QUOTED.format(name)} if {name}.__class__ is str else {rest})"
            case "maybe" if kind.part is not None:
                return f"('null' if {name} is None else {self._value(kind.part, name, margin)})"
            case "listed" if kind.part is not None:
                return self._list(kind.part, name, margin)
            case "own":
                told = f"plain_json_text({self._constant(OWN[kind.own])}({name}), {self._constant(margin)})"
                return f"('null' if {name} is None else {told})" if kind.own in _NULL_OF_NONE else told
        return self._record(kind, name, margin)

    def _list(self, part: Kind, name: str, margin: str) -> str:
        inner = margin + " "
        first, between, last = (self._constant(one) for one in (f"[{inner}", f",{inner}", f"{margin}]"))
        one = f"{name}_"
        items = f"[{self._value(part, one, inner)} for {one} in {name}]"
        return f"({first} + {between}.join({items}) + {last} if {name} else '[]')"

    def _record(self, kind: Kind, name: str, margin: str) -> str:
        if kind.shape is not None and kind.other is None:
            if kind.shape.type in _LASTING:
                return f"{self._constant(_remembered_text(kind.shape, margin))}({name})"
            write = _TEXTS.get((id(kind.shape), margin))
            if write is not None:
                return f"{self._constant(write)}({name})"
            return f"record_text({self._constant(kind.shape)}, {name}, {self._constant(margin)})"
        where = self._constant(margin)
        chosen = f"{self._constant(kind.shape)} if {name}.{kind.by} is not None else {self._constant(kind.other)}"
        return f"record_text({chosen}, {name}, {where})"
