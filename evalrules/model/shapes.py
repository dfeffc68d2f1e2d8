"""The words in which the records of a result are declared once.

Writing (evalrules.reporters.shaped), reading (evalrules.results.shaped) and the published schema follow from one
declaration: which keys a record has, in which order, of which kind, and for which value a key is left out.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from evalrules.base.records import NamedTuple


class Kind(NamedTuple):
    """How a value stands in JSON.

    `part` is what a list or an optional value is made of, `words` are those that may stand (None: also null), `shape`
    is that of a record, `other` the one that a record has where its field `by` is None. A part of its own is called
    `own`: functions write it and read it.
    """

    name: str
    part: Kind | None = None
    words: tuple[str | None, ...] = ()
    shape: Shape | None = None
    other: Shape | None = None
    by: str = ""
    own: str = ""


class Key(NamedTuple):
    """A key of a record: its name in JSON, its kind, and the field that it is the value of (its name by default).

    It is left out where the value is `left_out`, and read as that where it is absent; `absent` is what is read where
    results of earlier versions lack it.
    """

    name: str
    kind: Kind
    of: str = ""
    left_out: object = ...
    absent: object = ...

    @property
    def field(self) -> str:
        """The field of the record."""
        return self.of or self.name

    @property
    def is_always_written(self) -> bool:
        """Whether every record has it."""
        return self.left_out is ...

    @property
    def if_absent(self) -> object:
        """What is read where the key is absent; `...` where it must not be."""
        return self.absent if self.is_always_written else self.left_out


class Shape(NamedTuple):
    """A record: its type, its keys in the published order, and the fields that are the same in every one."""

    type: type[Any]
    keys: tuple[Key, ...]
    fixed: Mapping[str, object] = MappingProxyType({})


TEXT = Kind("text")
FLAG = Kind("flag")
WHOLE = Kind("whole")
NUMBER = Kind("number")
"""The text of a number: plain decimals, or `p/q`."""

WRITTEN = Kind("written")
"""Any value of a result: the text of a number, an option, yes or no, null, or a number with roots."""

OUTCOME = Kind("outcome")
"""An outcome, as its text."""

OUTCOME_TEXT = Kind("outcome_text")
"""A text that is that of an outcome."""

STANDING_TEXT = Kind("standing_text")
"""A text that is that of an outcome, or unknown."""


def maybe(kind: Kind) -> Kind:
    """The same, or null."""
    return Kind("maybe", part=kind)


def listed(kind: Kind) -> Kind:
    """A list of such values."""
    return Kind("listed", part=kind)


def one_of(*words: str | None) -> Kind:
    """One of these words; null where None is among them."""
    return Kind("word", words=words)


def record(shape: Shape) -> Kind:
    """A record."""
    return Kind("record", shape=shape)


def either(shape: Shape, other: Shape, by: str) -> Kind:
    """A record of one shape where its field `by` is given, of another where it is None."""
    return Kind("either", shape=shape, other=other, by=by)


def own(name: str) -> Kind:
    """A part that functions write and read."""
    return Kind("own", own=name)


TEXTS = listed(TEXT)
