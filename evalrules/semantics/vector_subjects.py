"""Many subjects read at once: what conditions over their facts and over the rows of each come to.

It says what the reference says of each (evalrules.semantics.conditions), over evalrules.semantics.vector_rows. A spread
is compared by its square between whole numbers; where these do not decide, the subject is `left` to the reference.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from typing import Any, TypeAlias, TypeVar

import numpy as np

from evalrules.base.records import NamedTuple
from evalrules.model.refs import column_from, is_column
from evalrules.model.ruleset import Measure
from evalrules.semantics import vectors
from evalrules.semantics.columns_numbers import NotInColumns
from evalrules.semantics.conditions import FLIPPED, is_never_negative
from evalrules.semantics.every_option import MOST_CELLS, choices_behind
from evalrules.semantics.scope import Scope
from evalrules.semantics.vector_groups import Groups, Tallies, Totals, tallies, totals
from evalrules.semantics.vector_rows import Cells, RowVectors, Vectors, Words
from evalrules.semantics.vector_spreads import Spreads, spreads
from evalrules.semantics.vectors import Column, End, Numbers, Truths
from evalrules.tree.functions import STATISTICS
from evalrules.tree.nodes import (
    Arithmetic,
    Attribute,
    Compare,
    Expression,
    Fact,
    Flag,
    Parameter,
    Rounded,
    RowStatistic,
    RowTally,
)

Found = TypeVar("Found")

Attributes: TypeAlias = Mapping[str, str]
"""What is known of the attributes of a subject."""


class Rows(NamedTuple):
    """The rows of one table: those of each subject are one of the groups, by its place; -1 where it has none."""

    rows: RowVectors
    groups: Groups
    places: Column


class SubjectVectors(Vectors):
    """Reads conditions over subjects. `left` marks those that have to be read by the reference."""

    def __init__(
        self, subjects: Sequence[Attributes], cells: Cells, nobody: Scope, words: Words, tables: Mapping[str, Rows]
    ) -> None:
        super().__init__(len(subjects), cells, nobody, words)
        self.tables = tables
        self._attributes = subjects
        self.left = np.zeros(len(subjects), bool)
        self._options: dict[str, Column] = {}
        self._once: dict[tuple[str, int], tuple[Expression, Any]] = {}

    def derives(self, own: str) -> bool:
        """Those of the subject itself."""
        return not is_column(own)

    def options(self, node: Expression) -> Column:
        """Every option that it can be, as bits, for each subject."""
        return self._attribute(node.name) if isinstance(node, Attribute) else super().options(node)

    def keys_of(self, node: Parameter) -> Column | None:
        """Also those of an attribute of the subject."""
        by = self.ruleset.values[node.value].by
        return self._attribute(by) if node.key is None and by else super().keys_of(node)

    def _attribute(self, name: str) -> Column:
        """What an attribute can be, as bits."""
        if name not in self._options:
            every = self.words.bits(self.ruleset.choices[name].options)
            known = (self.words.bit(one[name]) if name in one else every for one in self._attributes)
            self._options[name] = np.array(list(known), np.int64)
        return self._options[name]

    def impossible(self, own: str) -> Column:
        """Where inputs give what can never be; nowhere where the declarations say so."""
        declared = self.ruleset.measures[own]
        if declared.value is None or declared.unit == "%" or not _may_be_any_from_0(declared):
            return super().impossible(own)
        if is_never_negative(declared.value.root, self.nobody):
            return np.zeros(self.count, bool)
        return super().impossible(own)

    def number(self, node: Expression) -> Numbers:
        """Every number that it can be, for each subject."""
        match node:
            case RowTally():
                return self._found("count", node, lambda: self._counts(node)[0])
            case RowStatistic():
                return self._found("sum", node, lambda: self._sum(node))
            case Rounded() if (spread := self._spread_in(node.item)) is not None:
                return self._found("rounded", node, lambda: self._rounded(node, spread))
            case Arithmetic() if node.op == "/" and isinstance(getattr(node.right, "body", None), Flag):
                raise NotInColumns("a share of rows, of which both parts move together")
        return super().number(node)

    def truth(self, node: Expression) -> Truths:
        """Where a condition certainly holds, and where it certainly does not."""
        found = self._truth(node)
        if isinstance(node, Compare | RowTally) and self.tables:
            self._leave_few_options(node, found)
        return found

    def _leave_few_options(self, node: Compare | RowTally, found: Truths) -> None:
        """Leave to the reference where a condition is open for a few options that may all come to the same."""
        is_open = ~np.broadcast_to(found.yes | found.no, (self.count,))
        if not bool(is_open.any()):
            return
        unknown = np.zeros(self.count, np.int64)
        for column in choices_behind(node, self.ruleset):
            table = column_from(column).table
            if table in self.tables:
                given = self.tables[table]
                unknown += self._of_subjects(table, given.groups.counts(given.rows.are_unknown(column)), 0)
        self.left |= is_open & (unknown > 0) & (unknown <= MOST_CELLS)

    def _truth(self, node: Expression) -> Truths:
        match node:
            case RowTally():
                return self._found("holds", node, lambda: self._holds(node))
            case Compare() if (left := self._spread_in(node.left)) is not None:
                return self._found("held", node, lambda: self._against(left, node.op, node.right))
            case Compare() if (right := self._spread_in(node.right)) is not None:
                return self._found("held", node, lambda: self._against(right, FLIPPED[node.op], node.left))
        return super().truth(node)

    def _found(self, what: str, node: Expression, find: Callable[[], Found]) -> Found:
        key = (what, id(node))
        if key not in self._once:
            self._once[key] = (node, find())
        return self._once[key][1]  # type: ignore[no-any-return]  # kept under this name

    # -- rows ------------------------------------------------------------------------------------------------------

    def _of_subjects(self, table: str, values: Column, otherwise: int) -> Column:
        """What was found for groups of rows, by subject; of those without rows something else."""
        places = self.tables[table].places
        if not len(values):
            return np.full(self.count, otherwise)
        return np.where(places >= 0, values[places], otherwise)

    def _tallies(self, node: RowTally) -> Tallies:
        given = self.tables[node.table]
        return self._found("tallies", node, lambda: tallies(node, given.rows, given.groups))

    def _counts(self, node: RowTally) -> tuple[Numbers, Numbers]:
        """How many rows a condition holds for, and does not; any number where none are given."""
        if node.table not in self.tables:
            anything = vectors.within(Fraction(0), None)
            return anything, anything
        found = self._tallies(node)
        nothing = self.tables[node.table].places < 0
        sides = []
        for sure, maybe in ((found.holding, found.may_hold), (found.failing, found.may_fail)):
            low, high = (self._of_subjects(node.table, one, 0) for one in (sure, sure + maybe + found.open))
            sides.append(Numbers(End(low, 1), End(high, 1, nothing)))
        return sides[0], sides[1]

    def _holds(self, node: RowTally) -> Truths:
        """Every and any; over nothing at all they are unknown."""
        if node.op == "count":
            raise NotInColumns("a count as a condition")
        holding, failing = self._counts(node)
        has, lacks = holding.low.above > 0, failing.low.above > 0
        if node.op == "every":
            return Truths(has & ~_may_be_more(failing), lacks)
        return Truths(has, lacks & ~_may_be_more(holding))

    def _sum(self, node: RowStatistic) -> Numbers:
        if node.op != "sum":
            raise NotInColumns(f"{node.op}({node.table})")
        least = Fraction(0) if is_never_negative(node.item, self.nobody) else None
        if node.table not in self.tables:
            return vectors.within(least, None)
        given = self.tables[node.table]
        found: Totals = totals(node, given.rows, given.groups)
        nothing = given.places < 0
        low, high = (self._of_subjects(node.table, one, 0) for one in (found.low, found.high))
        no_low, no_high = (self._of_subjects(node.table, one, 0) != 0 for one in (found.has_no_low, found.has_no_high))
        without = no_low | nothing if least is None else no_low
        return Numbers(End(low, found.below[0], without), End(high, found.below[1], no_high | nothing))

    # -- spreads ---------------------------------------------------------------------------------------------------

    def _spread_in(self, node: Expression) -> RowStatistic | None:
        """The spread that an expression is, also as a derived measure that may be any spread."""
        if isinstance(node, Fact) and node.kind == "number":
            declared = self.ruleset.measures[node.measure]
            if declared.value is None or not _may_be_any_from_0(declared):
                return None
            return self._spread_in(declared.value.root)
        return node if isinstance(node, RowStatistic) and STATISTICS[node.op].is_spread else None

    def _spreads(self, node: RowStatistic) -> Spreads:
        """Between which whole numbers the square of a spread is, by subject."""

        def find() -> Spreads:
            if node.about is not None or node.table not in self.tables:
                raise NotInColumns(f"{node.op}({node.table})")
            given = self.tables[node.table]
            found = spreads(node, given.rows, given.groups)
            known, is_open = (self._of_subjects(node.table, one, 0) != 0 for one in (found.known, found.is_open))
            self.left |= is_open
            ends = [self._of_subjects(node.table, one, 0) for one in (found.low, found.high)]
            return Spreads(ends[0], ends[1], self._of_subjects(node.table, found.below, 1), known, is_open)

        return self._found("spreads", node, find)

    def _rounded(self, node: Rounded, spread: RowStatistic) -> Numbers:
        """A spread rounded to digits; any from 0 on where a row is missing."""
        found = self._spreads(spread)
        low, high, is_sure = found.rounded(node.rounding)
        self.left |= found.known & ~is_sure
        unknown = ~found.known
        below = 10**node.rounding.digits
        return Numbers(End(np.where(unknown, 0, low), below), End(np.where(unknown, 0, high), below, unknown))

    def _against(self, spread: RowStatistic, op: str, other: Expression) -> Truths:
        """A spread against a number that is never negative, by their squares."""
        found, limit = self._spreads(spread), self.number(other)
        if bool((vectors.marked(limit.low) | (limit.low.above < 0)).any()):
            raise NotInColumns("a spread against what may be negative")
        square = vectors.multiply(limit, limit)
        unknown = ~found.known
        low = End(np.where(unknown, 0, found.low), np.where(unknown, 1, found.below))
        high = End(np.where(unknown, 0, found.high), np.where(unknown, 1, found.below), unknown)
        held = vectors.compare(op, Numbers(low, high), square)
        exact = np.broadcast_to(vectors.exact_in(limit), (self.count,))
        self.left |= found.known & exact & ~(held.yes | held.no)
        return held


def _may_be_any_from_0(declared: Measure) -> bool:
    """Whether a measure may be any number from 0 on."""
    return (declared.low or 0) <= 0 and declared.high is None


def _may_be_more(found: Numbers) -> Column:
    """Where a count may be above 0."""
    return vectors.marked(found.high) | (found.high.above > 0)
