"""Records of a kept result read back as they are declared (evalrules.model.result_shapes)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

from evalrules.model.assessment import UNKNOWN
from evalrules.model.outcome import Outcome, outcome_from
from evalrules.model.shapes import Key, Kind, Shape
from evalrules.results.plain_values import At

Read: TypeAlias = Callable[[At], Any]
"""A value of the document, or `Refused`."""

Check: TypeAlias = Callable[[Any, At], None]
"""Refuses a record that was read where its parts do not belong together."""


def outcome_of(at: At) -> Outcome:
    """An outcome, as a result writes outcomes."""
    try:
        return outcome_from(at.text())
    except ValueError:
        raise at.wrong("no outcome is written so") from None


def outcome_text(at: At) -> str:
    """The text of an outcome."""
    return outcome_of(at).text


def standing_text(at: At) -> str:
    """What an indicator came to in one word: its points, an outcome, or unknown."""
    return UNKNOWN if at.value == UNKNOWN else outcome_text(at)


_PLAIN: Mapping[str, Read] = {
    "text": At.text, "flag": At.flag, "whole": At.whole, "number": At.number, "written": At.written,
    "outcome": outcome_of, "outcome_text": outcome_text, "standing_text": standing_text,
}  # fmt: skip


class Reading:
    """Reads records; `own` reads the parts of their own, each from the record that it stands in."""

    def __init__(self, own: Mapping[str, Read], checks: Mapping[type[Any], Check]) -> None:
        self._own, self._checks = own, checks
        self._reads: dict[int, Callable[..., Any]] = {}

    def record(self, shape: Shape) -> Callable[..., Any]:
        """What reads records of a shape; it takes the values of fields that no key is of."""
        found = self._reads.get(id(shape))
        if found is None:
            found = self._reads[id(shape)] = self._made(shape)
        return found

    def _made(self, shape: Shape) -> Callable[..., Any]:
        fields = [(key, None if key.kind.name == "own" else self.kind(key.kind)) for key in shape.keys]
        check = self._checks.get(shape.type)

        def read(at: At, **more: object) -> Any:  # noqa: ANN401 - a record of the shape
            found = {key.field: self._field(key, value, at) for key, value in fields}
            made = shape.type(**{**shape.fixed, **found, **more})
            if check is not None:
                check(made, at)
            return made

        return read

    def _field(self, key: Key, read: Read | None, at: At) -> object:
        if key.if_absent is not ... and not at.has(key.name):
            return key.if_absent
        return self._own[key.kind.own](at) if read is None else read(at.key(key.name))

    def kind(self, kind: Kind) -> Read:
        """What reads values of a kind."""
        match kind.name:
            case "maybe":
                assert kind.part is not None
                part = self.kind(kind.part)
                return lambda at: at.maybe(part)
            case "listed":
                assert kind.part is not None
                each = self._own[kind.part.own] if kind.part.name == "own" else self.kind(kind.part)
                return lambda at: at.each(each)
            case "word":
                return lambda at: None if at.value is None and None in kind.words else at.word(*_words(kind))
            case "record":
                assert kind.shape is not None
                return self.record(kind.shape)
            case "either":
                assert kind.shape is not None
                assert kind.other is not None
                one, other = self.record(kind.shape), self.record(kind.other)
                return lambda at: one(at) if at.has(kind.by) else other(at)
        return _PLAIN[kind.name]


def _words(kind: Kind) -> tuple[str, ...]:
    return tuple(word for word in kind.words if word is not None)
