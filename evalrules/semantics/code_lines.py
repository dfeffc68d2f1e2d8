"""The lines of one generated function: names, constants, and blocks that are left where the reference must answer."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any

from evalrules.base.records import NamedTuple
from evalrules.model.ruleset import Ruleset
from evalrules.tree.nodes import Expression, Number, Parameter

MAX_DEPTH, MAX_LINES = 12, 2000
"""How deep blocks stand in one another (Python takes 20 loops), and how long a function gets: beyond, the reference."""


def function_of(source: str, title: str, names: Mapping[str, object]) -> Callable[..., Any]:
    """The one function that a source defines, which sees these names; `title` is where its errors say it stands.

    The only place where text is run, and only text that was written here: no word of a ruleset or of evidence is in it
    but as a constant or as `repr` wrote it.
    """
    space = dict(names)
    exec(compile(source, f"<{title}>", "exec"), space)  # noqa: S102 - our own source
    made = next(value for name, value in space.items() if name not in names and name != "__builtins__")
    assert callable(made)
    return made


class Lines:
    """Lines of Python, put down one after the other at the depth of the block at hand."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.constants: dict[str, object] = {}
        self._depth = 1
        self._names = 0
        self._reference: list[str] = []

    def put(self, line: str) -> None:
        """Put a line down."""
        self.lines.append("    " * self._depth + line)

    def name(self, letter: str) -> str:
        """A name that nothing else has."""
        self._names += 1
        return f"{letter}{self._names}"

    def constant(self, letter: str, value: object) -> str:
        """A name for a value that the function knows from the start."""
        name = self.name(letter)
        self.constants[name] = value
        return name

    def indent(self) -> None:
        """What follows belongs to the line before."""
        self._depth += 1

    def outdent(self) -> None:
        """What belongs to that line ends."""
        self._depth -= 1

    def begin(self, reference: str = "") -> None:
        """A block that `break` leaves; `reference` is the line with which `leave_if` leaves it."""
        self.put("while True:")
        self.indent()
        if reference:
            self._reference.append(reference)

    def end(self, *, reference: bool = False) -> None:
        """The end of a block."""
        self.put("break")
        self.outdent()
        if reference:
            self._reference.pop()

    def leave_if(self, test: str) -> None:
        """Leave the comparison at hand to the reference where something is so."""
        self.put(f"if {test}: {self._reference[-1]}")

    def is_full(self) -> bool:
        """Whether blocks stand deep enough in one another, or the function is long enough."""
        return self._depth > MAX_DEPTH or len(self.lines) >= MAX_LINES


class Ratio(NamedTuple):
    """A number in code: a whole number above, and one below that is above 0."""

    above: str
    below: str


def times(one: str, other: str) -> str:
    """The product of two whole numbers in code."""
    return other if one == "1" else one if other == "1" else f"({one}) * ({other})"


def constant_of(node: Expression, ruleset: Ruleset) -> Fraction | None:
    """A number that is the same for every subject."""
    if isinstance(node, Number):
        return node.value
    if isinstance(node, Parameter) and node.key is None:
        value = ruleset.values[node.value]
        return None if value.curve or value.by else value.branches[""]
    return None
