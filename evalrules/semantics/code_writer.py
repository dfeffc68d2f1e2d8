"""Writes one generated function: sends each node to what writes it, and what nothing writes to the reference."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from functools import partial
from typing import Any, TypeAlias

from evalrules.base.numbers import rounded
from evalrules.base.records import NamedTuple
from evalrules.model.evidence import Bounds
from evalrules.model.ruleset import Ruleset
from evalrules.semantics.code_lines import Lines, Ratio
from evalrules.semantics.conditions import number, options, truth
from evalrules.tree.nodes import Expression

WritesTruth: TypeAlias = Callable[["Writer", Any], str]
"""Writes a condition, and gives the name of what is True, False or None."""

WritesNumber: TypeAlias = Callable[["Writer", Any], Ratio]
"""Writes a number inside a comparison, which is left where the number is not known."""

WritesOption: TypeAlias = Callable[["Writer", Any], str]
"""Writes an option inside a comparison, which is left where the option is not known."""


class Tables(NamedTuple):
    """What writes the nodes, by their type."""

    truths: Mapping[type, WritesTruth]
    numbers: Mapping[type, WritesNumber]
    options: Mapping[type, WritesOption]


class Writer(Lines):
    """Each part puts its lines down and says by which name its answer is known.

    `asking` are the nodes that ask the reference. A function that `sees_through` derived measures leaves a trial of one
    to the reference. (In a trial of a number of the standard only one that is not given changes, and code knows none.)
    """

    def __init__(self, ruleset: Ruleset, tables: Tables) -> None:
        super().__init__()
        self.ruleset = ruleset
        self.asking: list[Expression] = []
        self.sees_through = False
        self._tables = tables
        self.constants |= {"Bounds": Bounds, "Fraction": Fraction, "rounded": rounded}

    def opening(self) -> list[str]:
        """What the function begins with."""
        lines = ["get = scope.facts.get"]
        return [*lines, "if scope.fixed: return whole(scope)"] if self.sees_through else lines

    def truth(self, node: Expression) -> str:
        """Write a condition."""
        write = self._tables.truths.get(type(node))
        return self.asked(node) if write is None or self.is_full() else write(self, node)

    def number(self, node: Expression) -> Ratio:
        """Write a number."""
        write = self._tables.numbers.get(type(node))
        return self.asked_number(node) if write is None or self.is_full() else write(self, node)

    def option(self, node: Expression) -> str:
        """Write an option."""
        write = self._tables.options.get(type(node))
        return self.asked_option(node) if write is None else write(self, node)

    def asked(self, node: Expression) -> str:
        """What the reference says of a condition."""
        found = self.name("t")
        self.asking.append(node)
        self.put(f"{found} = {self.constant('ask', partial(truth, node))}(scope)")
        return found

    def asked_number(self, node: Expression) -> Ratio:
        """What the reference says of a number, where it is one."""
        found = self.name("i")
        self.asking.append(node)
        self.put(f"{found} = {self.constant('ask', partial(number, node))}(scope)")
        return self.known(found)

    def asked_option(self, node: Expression) -> str:
        """What the reference says of an option, where it is one."""
        found = self.name("o")
        self.asking.append(node)
        self.put(f"{found} = {self.constant('ask', partial(options, node))}(scope)")
        return self.single(found)

    # -- what is known of something ----------------------------------------------------------------------------

    def known(self, ends: str) -> Ratio:
        """The one fraction between two ends."""
        low = self.name("i")
        self.put(f"{low} = {ends}[0]")
        self.leave_if(f"{low}.__class__ is not Fraction or {ends}[1].__class__ is not Fraction or {low} != {ends}[1]")
        return self.parts(low)

    def parts(self, fraction: str) -> Ratio:
        """A fraction as two whole numbers."""
        above, below = self.name("n"), self.name("d")
        self.put(f"{above} = {fraction}.numerator; {below} = {fraction}.denominator")
        return Ratio(above, below)

    def single(self, found: str) -> str:
        """The one option of a set."""
        self.leave_if(f"{found} is None or len({found}) != 1")
        self.put(f"{found}, = {found}")
        return found

    def named(self, above: str, below: str) -> Ratio:
        """A ratio under names of its own."""
        found = Ratio(self.name("n"), self.name("d"))
        self.put(f"{found.above} = {above}; {found.below} = {below}")
        return found
