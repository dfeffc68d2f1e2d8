"""The rows of one table of many subjects, read at once: what conditions and numbers come to in each of them.

It says what the reference says of each row (evalrules.semantics.conditions); what it does not mean it names
(`NotInColumns`), and these subjects are read by the reference.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from fractions import Fraction
from typing import Any

import numpy as np

from evalrules.base.records import NamedTuple
from evalrules.model.ruleset import Table
from evalrules.semantics import vectors
from evalrules.semantics.columns_numbers import NotInColumns
from evalrules.semantics.conditions import is_flag, is_never_negative, is_option, ratio_parts
from evalrules.semantics.interval import Bound
from evalrules.semantics.row_parts import Only
from evalrules.semantics.scope import Scope
from evalrules.semantics.vectors import Column, Numbers, Truths
from evalrules.tree.nodes import (
    NODE_TYPES,
    AllOf,
    Among,
    AnyOf,
    Arithmetic,
    AtLeast,
    Choose,
    Compare,
    Converted,
    Expression,
    Extreme,
    Fact,
    Flag,
    Not,
    Number,
    Parameter,
    Rounded,
    Text,
)

MOST_OPTIONS = 62


class Words:
    """Options as bits, the same wherever they stand."""

    def __init__(self) -> None:
        self._at: dict[str, int] = {}

    def bit(self, option: str) -> int:
        """The bit of an option."""
        at = self._at.setdefault(option, len(self._at))
        if at > MOST_OPTIONS:
            raise NotInColumns(f"more than {MOST_OPTIONS} options")
        return 1 << at

    def bits(self, options: Iterable[str]) -> int:
        """The bits of several."""
        return sum({self.bit(one) for one in options})

    def options(self, bits: int) -> frozenset[str]:
        """The options of some bits."""
        return frozenset(one for one, at in self._at.items() if bits >> at & 1)


class Cells(NamedTuple):
    """What stands in each row, and of its subject, by measure; a measure that is in none of these is not known."""

    numbers: Mapping[str, Numbers]
    flags: Mapping[str, Truths]
    options: Mapping[str, Column]


class Vectors:
    """Reads conditions in columns. `nobody` is the scope of a subject of whom nothing is known."""

    def __init__(self, count: int, cells: Cells, nobody: Scope, words: Words) -> None:
        self.count = count
        self.cells = cells
        self.nobody = nobody
        self.ruleset = nobody.ruleset
        self.words = words
        self._numbers: dict[int, tuple[Expression, Numbers]] = {}
        self._truths: dict[int, tuple[Expression, Truths]] = {}
        self._measures: dict[str, Numbers] = {}

    def number(self, node: Expression) -> Numbers:
        """Every number that it can be, in each row."""
        known = self._numbers.get(id(node))
        if known is None:
            read = NUMBERS.get(type(node))
            if read is None:
                raise NotInColumns(type(node).__name__)
            known = self._numbers[id(node)] = (node, read(self, node))
        return known[1]

    def truth(self, node: Expression) -> Truths:
        """Where a condition certainly holds, and where it certainly does not."""
        known = self._truths.get(id(node))
        if known is None:
            read = TRUTHS.get(type(node))
            if read is None:
                raise NotInColumns(type(node).__name__)
            known = self._truths[id(node)] = (node, read(self, node))
        return known[1]

    def options(self, node: Expression) -> Column:
        """Every option that it can be, as bits, in each row."""
        read = OPTIONS.get(type(node))
        if read is None:
            raise NotInColumns(type(node).__name__)
        return read(self, node)

    def keys_of(self, node: Parameter) -> Column | None:
        """Every option that can pick a number of the standard, as bits; None where it is no column that does."""
        return None if node.key is None else self.options(node.key)

    def measure(self, own: str) -> Numbers:
        """The numbers that a measure can be: stated, or what its inputs give within what it may be."""
        if own not in self._measures:
            declared = self.ruleset.measures[own]
            bounds = vectors.within(declared.low, declared.high)
            if declared.value is None:
                self._measures[own] = self.cells.numbers.get(own, bounds)
            elif own in self.cells.numbers or not self.derives(own):
                raise NotInColumns(f"{own}, which is derived")
            else:
                self._measures[own] = vectors.meet(self.number(declared.value.root), bounds)
        return self._measures[own]

    def derives(self, own: str) -> bool:
        """Whether it knows the inputs of a derived measure."""
        raise NotImplementedError

    def impossible(self, own: str) -> Column:
        """Where the inputs of a derived measure give what it can never be."""
        declared = self.ruleset.measures[own]
        if declared.value is None:
            return np.zeros(self.count, bool)
        derived = self.number(declared.value.root)
        found = vectors.are_apart(derived, vectors.within(declared.low, declared.high))
        _, below = ratio_parts(declared.value.root, self.nobody)
        if declared.unit == "%" and below is not None:
            divisor = self.number(below)
            found = found | (vectors.exact_in(divisor) & (divisor.low.above == 0))
        return found

    def _options_of(self, own: str) -> Column:
        if own in self.cells.options:
            return self.cells.options[own]
        return np.array([self.words.bits(_every_option(own, self.nobody))], np.int64)


class RowVectors(Vectors):
    """Reads conditions over the rows of a table."""

    def __init__(self, table: Table, count: int, cells: Cells, nobody: Scope, words: Words) -> None:
        super().__init__(count, cells, nobody, words)
        self.table = table

    def derives(self, own: str) -> bool:
        """Those of its own columns."""
        return own in self.table.columns

    def are_unknown(self, column: str) -> Column:
        """The rows that say nothing in a column of options."""
        if column in self.cells.options:
            return np.broadcast_to(~_is_one(self.cells.options[column]), (self.count,))
        return np.ones(self.count, bool)

    def counting(self, only: Only, where: Expression | None = None) -> tuple[Column, Column]:
        """The rows with some options, for which a condition holds, that the standard does not leave out: those that
        may be, and those that are.
        """
        may, sure = np.ones(self.count, bool), np.ones(self.count, bool)
        if self.table.leave_out is not None:
            left_out = self.truth(self.table.leave_out.root)
            may, sure = may & ~left_out.yes, sure & left_out.no
        for column, option in only:
            known, bit = self._options_of(column), self.words.bit(option)
            may, sure = may & ((known & bit) != 0), sure & (known == bit)
        if where is not None:
            holds = self.truth(where)
            may, sure = may & ~holds.no, sure & holds.yes
        return may, sure


def _every_option(own: str, nobody: Scope) -> frozenset[str]:
    found = nobody.options(own)
    if found is None:
        raise NotInColumns(f"{own}, which may be any text")
    return found


# -- numbers -------------------------------------------------------------------------------------------------------


def _parameter(rows: Vectors, node: Parameter) -> Numbers:
    scope, keys = rows.nobody, rows.keys_of(node)
    if keys is None:
        low, high = scope.parameter(node.value)
        if low != high or not isinstance(low, Fraction):
            raise NotInColumns(f"{node.value}, which depends on the subject or is given by no text")
        return vectors.point(low)
    kinds, at = np.unique(keys, return_inverse=True)
    found = [scope.parameter(node.value, rows.words.options(int(bits))) for bits in kinds]
    ends: list[vectors.End] = []
    for side in (0, 1):
        bounds = [one[side] for one in found]
        each = [_end(end) for end in bounds]
        whole = each[0]
        for number, one in enumerate(each[1:], 1):
            whole = vectors.selected(at == number, one, whole)
        ends.append(whole)
    is_exact = all(one[0] == one[1] for one in found)
    return vectors.both(ends[0]) if is_exact and ends[0].open is None else Numbers(*ends)


def _end(end: Bound) -> vectors.End:
    """A bound as an end of all rows; infinity is none."""
    return vectors.within(end, end).low if isinstance(end, Fraction) else vectors.within(None, None).low


def _fact(rows: Vectors, node: Fact) -> Numbers:
    if node.kind != "number":
        raise NotInColumns(f"{node.kind} {node.measure}")
    return rows.measure(node.measure)


_RECKONED: Mapping[str, Callable[[Numbers, Numbers], Numbers]] = {
    "+": vectors.add, "-": vectors.subtract, "*": vectors.multiply, "/": vectors.divide,
}  # fmt: skip


def _arithmetic(rows: Vectors, node: Arithmetic) -> Numbers:
    return _RECKONED[node.op](rows.number(node.left), rows.number(node.right))


NUMBERS: Mapping[type, Callable[[Vectors, Any], Numbers]] = {
    Number: lambda _, node: vectors.point(node.value),
    Parameter: _parameter,
    Fact: _fact,
    Arithmetic: _arithmetic,
    Converted: lambda rows, node: vectors.multiply(rows.number(node.item), vectors.point(node.factor)),
    Extreme: lambda rows, node: vectors.extreme(node.op, [rows.number(one) for one in node.items]),
    Choose: lambda rows, node: vectors.chosen(rows.truth(node.condition), rows.number(node.yes), rows.number(node.no)),
    Rounded: lambda rows, node: vectors.to_digits(rows.number(node.item), node.rounding),
}


# -- options -------------------------------------------------------------------------------------------------------


def _chosen_options(rows: Vectors, node: Choose) -> Column:
    where, yes, no = rows.truth(node.condition), rows.options(node.yes), rows.options(node.no)
    found: Column = np.where(where.yes, yes, np.where(where.no, no, yes | no))
    return found


OPTIONS: Mapping[type, Callable[[Vectors, Any], Column]] = {
    Text: lambda rows, node: np.array([rows.words.bit(node.value)], np.int64),
    Fact: lambda rows, node: rows._options_of(node.measure),  # noqa: SLF001 - of this module
    Choose: _chosen_options,
}


# -- truths --------------------------------------------------------------------------------------------------------


def _flag(_: Vectors, node: Flag) -> Truths:
    return Truths(np.array([bool(node.value)]), np.array([not node.value]))


def _said(rows: Vectors, node: Fact) -> Truths:
    if node.kind != "flag" or rows.ruleset.measures[node.measure].value is not None:
        raise NotInColumns(f"{node.kind} {node.measure}")
    unknown = Truths(np.zeros(1, bool), np.zeros(1, bool))
    return rows.cells.flags.get(node.measure, unknown)


def _compare(rows: Vectors, node: Compare) -> Truths:
    if is_option(node.left):
        left, right = rows.options(node.left), rows.options(node.right)
        apart = (left & right) == 0
        same = ~apart & _is_one(left) & _is_one(right)
        return Truths(same, apart) if node.op == "==" else Truths(apart, same)
    if is_flag(node.left):
        raise NotInColumns("a comparison of truths")
    found = vectors.compare(node.op, rows.number(node.left), rows.number(node.right))
    unknown = ~(found.yes | found.no)
    crossed = _crossed(rows, node) if unknown.any() else None
    if crossed is None:
        return found
    return Truths(found.yes | (unknown & crossed.yes), found.no | (unknown & crossed.no))


def _is_one(bits: Column) -> Column:
    found: Column = (bits != 0) & ((bits & (bits - 1)) == 0)
    return found


def _crossed(rows: Vectors, node: Compare) -> Truths | None:
    """The comparison of ratios multiplied crosswise, in the rows in which the reference does so."""
    sides = [ratio_parts(side, rows.nobody) for side in (node.left, node.right)]
    divisors = [below for _, below in sides if below is not None]
    if not divisors:
        return None
    can = np.ones(1, bool)
    for below in divisors:
        low = rows.number(below).low
        has_sign = ~vectors.marked(low) & (low.above >= (0 if is_never_negative(below, rows.nobody) else 1))
        high = rows.number(below).high
        if bool((~vectors.marked(high) & (high.above < 0)).any()):
            raise NotInColumns("a divisor that is negative")
        can = can & has_sign
    zeros = [_may_be_zero(rows, below) for below in divisors]
    for above, under in sides:
        if under is not None:
            can = can & ~(_may_be_zero(rows, above) & _may_be_zero(rows, under))
    if len(zeros) > 1:
        can = can & ~np.logical_and.reduce(np.broadcast_arrays(*zeros))
    (above_left, below_left), (above_right, below_right) = sides
    left = rows.number(above_left)
    right = rows.number(above_right)
    left = left if below_right is None else vectors.multiply(left, rows.number(below_right))
    right = right if below_left is None else vectors.multiply(right, rows.number(below_left))
    found = vectors.compare(node.op, left, right)
    return Truths(can & found.yes, can & found.no)


def _may_be_zero(rows: Vectors, node: Expression) -> Column:
    low, high = rows.number(node)
    found: Column = (vectors.marked(low) | (low.above <= 0)) & (vectors.marked(high) | (high.above >= 0))
    return found


def _among(rows: Vectors, node: Among) -> Truths:
    found, listed = rows.options(node.item), rows.words.bits(node.options)
    return Truths((found & ~np.int64(listed)) == 0, (found & listed) == 0)


TRUTHS: Mapping[type, Callable[[Vectors, Any], Truths]] = {
    Flag: _flag,
    Fact: _said,
    Compare: _compare,
    Among: _among,
    AllOf: lambda rows, node: vectors.conjunction(rows.truth(one) for one in node.items),
    AnyOf: lambda rows, node: vectors.disjunction(rows.truth(one) for one in node.items),
    AtLeast: lambda rows, node: vectors.at_least(node.needed, (rows.truth(one) for one in node.items)),
    Not: lambda rows, node: vectors.negation(rows.truth(node.item)),
    Choose: lambda rows, node: vectors.chosen_truth(
        rows.truth(node.condition), rows.truth(node.yes), rows.truth(node.no)
    ),
}

MEANT = frozenset((*NUMBERS, *OPTIONS, *TRUTHS))
"""The nodes that it means."""

UNMEANT = frozenset(NODE_TYPES) - MEANT
"""The nodes that are left to the reference, or to evalrules.semantics.vector_matches."""
