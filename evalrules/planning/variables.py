"""The variables of a program: those of what can be changed, and the sums that are made of them."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from evalrules.base.records import NamedTuple
from evalrules.model.ruleset import measures_behind
from evalrules.planning.levers import Lever
from evalrules.planning.program import Literal, Program
from evalrules.semantics.case import Case
from evalrules.semantics.row_parts import RowId
from evalrules.tree.nodes import Expression, GradeOf, MetOf, Score, Tally
from evalrules.tree.walk import walk


class NoSum(Exception):
    """A number is no sum of what can be changed."""


class Sum(NamedTuple):
    """A constant and, by variable of the program, what one more of it adds; `needs` are what it takes for granted."""

    constant: Fraction
    terms: Mapping[int, Fraction] = {}
    needs: frozenset[int] = frozenset()

    def plus(self, other: Sum, by: Fraction | int = 1) -> Sum:
        """With so many times another added."""
        terms = dict(self.terms)
        for own, factor in other.terms.items():
            terms[own] = terms.get(own, Fraction(0)) + factor * by
        return Sum(self.constant + other.constant * by, {k: v for k, v in terms.items() if v}, self.needs | other.needs)

    def times(self, by: Fraction) -> Sum:
        """So many times it."""
        return Sum(Fraction(0)).plus(self, by)

    @property
    def is_constant(self) -> bool:
        """Whether nothing that can be changed is in it."""
        return not self.terms and not self.needs


class LeverVariables(NamedTuple):
    """The variables of a lever: of a number how far it goes up and down (or what it becomes), else one an option.

    `changed` is 1 where it is changed at all.
    """

    lever: Lever
    changed: int
    up: int | None = None
    down: int | None = None
    value: int | None = None
    options: tuple[int, ...] = ()

    @property
    def moved(self) -> tuple[int, ...]:
        """The variables of which one at least is not 0 where it is changed to something else."""
        if self.lever.is_number and self.value is None:
            return tuple(own for own in (self.up, self.down) if own is not None)
        others = (own for one, own in zip(self.lever.options, self.options, strict=True) if one != self.lever.chosen)
        return (self.changed,) if self.value is not None else tuple(others)

    def sum(self) -> Sum:
        """The number that it becomes."""
        step = self.lever.step
        if self.value is not None:
            return Sum(Fraction(0), {self.value: step}, frozenset((self.changed,)))
        terms = {own: by for own, by in ((self.up, step), (self.down, -step)) if own is not None}
        return Sum(self.lever.value(self.lever.have or 0), terms)


class Variables:
    """A program with the variables of the levers that are asked for, in the row at hand or of the subject."""

    def __init__(self, case: Case, levers: Mapping[tuple[RowId | None, str], Lever]) -> None:
        self.case = case
        self.program = Program()
        self.is_whole = True
        self.taken_so_far = 0
        self.made: dict[tuple[RowId | None, str], LeverVariables] = {}
        self._makers: dict[int, LeverVariables] = {}
        self.row: RowId | None = None
        self.unknown_is_enough = False
        self.is_first_look = False
        self.is_relaxed = False
        self._levers = levers
        self.moved_names = frozenset(lever.measure for lever in levers.values() if lever.measure)
        self.decided = frozenset(lever.indicator for lever in levers.values() if lever.indicator)
        self._touched: dict[int, tuple[Expression, bool]] = {}

    def taken(self, holds: bool) -> Literal:  # noqa: FBT001 - what is now true or not
        """What cannot be written as a sum, as it is now.

        Taken as true it asks too little, which the engine would see; as false it may ask too much, and then nothing is
        said to be least.
        """
        holds = holds or self.is_relaxed
        self.is_whole = self.is_whole and holds
        self.taken_so_far += 1
        return holds

    def is_touched(self, node: Expression) -> bool:
        """Whether something that can be changed is in it."""
        known = self._touched.get(id(node))
        if known is None:
            of_indicators = any(isinstance(part, Tally | Score | GradeOf | MetOf) for part in walk(node))
            behind = () if of_indicators else measures_behind(node, self.case.ruleset.measures)
            known = self._touched[id(node)] = (node, of_indicators or bool(self.moved_names.intersection(behind)))
        return known[1]

    def variables(self, own: str, *, is_decision: bool = False) -> LeverVariables | None:
        """The variables of what can be changed, where it can: in the row at hand, or of the subject."""
        for key in ((None, own),) if is_decision else ((self.row, own), (None, own)):
            if key in self.made:
                return self.made[key]
            if key in self._levers and (is_decision == bool(self._levers[key].indicator)):
                made = self.made[key] = self._new(self._levers[key])
                self._makers |= dict.fromkeys((*made.moved, *((made.value,) if made.value is not None else ())), made)
                return made
        return None

    def maker(self, own: int) -> LeverVariables | None:
        """The lever that a variable moves."""
        return self._makers.get(own)

    def _new(self, lever: Lever) -> LeverVariables:
        program = self.program
        changed = program.flag()
        if not lever.is_number:
            flags = tuple(program.flag() for _ in lever.options)
            program.demand(dict.fromkeys(flags, -1), -1)
            for option, own in zip(lever.options, flags, strict=True):
                if option != lever.chosen:
                    program.demand({changed: 1, own: -1}, 0)
                else:
                    program.demand({own: -1, changed: -1}, -1)
            return LeverVariables(lever, changed, options=flags)
        if lever.have is None:
            return LeverVariables(lever, changed, value=program.variable(lever.low, lever.high))
        up = program.variable(0, lever.high - lever.have) if lever.high > lever.have else None
        down = program.variable(0, lever.have - lever.low) if lever.low < lever.have else None
        for own in (one for one in (up, down) if one is not None):
            program.demand({changed: program.high[own], own: -1}, 0)
        return LeverVariables(lever, changed, up, down)
