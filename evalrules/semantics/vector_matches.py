"""The checks of rows that look at other rows of the same school: which rows may break one of them.

On the safe side: a row that breaks nothing may be among them. They are then read by the reference.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from evalrules.base.records import NamedTuple
from evalrules.model.refs import column_from
from evalrules.semantics import vectors
from evalrules.semantics.columns_numbers import NotInColumns
from evalrules.semantics.conditions import is_never_negative
from evalrules.semantics.vector_groups import Groups
from evalrules.semantics.vector_rows import RowVectors
from evalrules.semantics.vectors import Column, Numbers, Truths
from evalrules.tree.nodes import Agrees, Compare, Expression, Fact, Listed, Matched, RowStatistic


class Named(NamedTuple):
    """The rows of a table with what tells which school each is: by column of text a code for subject and name, the
    same in every table; and the code of the subject.
    """

    rows: RowVectors
    names: Mapping[str, Column]
    owners: Column


class Schools:
    """All tables of the same subjects, by which rows are matched."""

    def __init__(self, tables: Mapping[str, Named]) -> None:
        self._tables = tables
        self._groups: dict[str, Groups] = {}

    def may_break(self, table: str, root: Expression) -> Column:
        """The rows of a table of which it is not certain that they do not break a check."""
        mine = self._tables[table]
        if isinstance(root, Listed):
            return self._lacks(mine, root)
        if isinstance(root, Agrees):
            return self._differs(mine, root)
        return np.broadcast_to(self._truth(mine, root).no, (mine.rows.count,))

    def _truth(self, mine: Named, root: Expression) -> Truths:
        """A comparison with a number of the other rows; everything else is read by itself."""
        if not isinstance(root, Compare):
            return mine.rows.truth(root)
        sides = [self._matched(mine, one) if isinstance(one, Matched) else None for one in (root.left, root.right)]
        if sides == [None, None]:
            return mine.rows.truth(root)
        left, right = (
            mine.rows.number(one) if known is None else known
            for known, one in zip(sides, (root.left, root.right), strict=True)
        )
        return vectors.compare(root.op, left, right)

    # -- the rows of one school ------------------------------------------------------------------------------------

    def _of(self, column: str) -> tuple[Named, Groups] | None:
        """The rows of the table of a column by what stands in it; None where no subject has any."""
        other = self._tables.get(column_from(column).table)
        if other is None:
            return None
        if column not in self._groups:
            if column not in other.names:
                raise NotInColumns(f"rows matched by {column}")
            self._groups[column] = Groups(other.names[column])
        return other, self._groups[column]

    def _places(self, mine: Named, own: str, groups: Groups) -> Column:
        if own not in mine.names:
            raise NotInColumns(f"rows matched by {own}")
        return groups.places(mine.names[own])

    def _lacks(self, mine: Named, node: Listed) -> Column:
        """A school that the other table certainly does not have; one that was not given may have any."""
        found = self._of(node.other)
        if found is None:
            return np.zeros(mine.rows.count, bool)
        other, groups = found
        lacks = self._places(mine, node.own, groups) < 0
        return lacks & self._is_given(mine, other)

    @staticmethod
    def _is_given(mine: Named, other: Named) -> Column:
        found: Column = Groups(other.owners).places(mine.owners) >= 0
        return found

    def _differs(self, mine: Named, node: Agrees) -> Column:
        """A row that says another thing than one of the others of its school."""
        own, there = node.matched
        found = self._of(there)
        if found is None:
            return np.zeros(mine.rows.count, bool)
        other, groups = found
        known, value, scale = _said(mine.rows, node.item)
        known_there, value_there, scale_there = _said(other.rows, node.other)
        if scale != scale_there:
            value, value_there = vectors.times(value, scale_there), vectors.times(value_there, scale)
        least = groups.least(np.where(known_there, value_there, _LARGE))
        greatest = groups.greatest(np.where(known_there, value_there, -_LARGE))
        at = self._places(mine, own, groups)
        if not least.size:
            return np.zeros(mine.rows.count, bool)
        says = (at >= 0) & (least[at] <= greatest[at])
        return known & says & ((least[at] != value) | (greatest[at] != value))

    def _matched(self, mine: Named, node: Matched) -> Numbers:
        """The sum, or the greatest, of the other rows of the same school."""
        item = node.item
        if not isinstance(item, RowStatistic) or item.only or item.op not in ("sum", "least", "greatest"):
            raise NotInColumns(f"{type(item).__name__} of the same school")
        found = self._of(node.other)
        if found is None:
            return vectors.within(None, None)
        other, groups = found
        low, high = (end._replace(open=vectors.marked(end)) for end in other.rows.number(item.item))
        if not isinstance(low.below, int) or not isinstance(high.below, int):
            raise NotInColumns("the sum of quotients that are not rounded")
        at = self._places(mine, node.own, groups)
        is_there = (at >= 0) & bool(groups.codes.size)
        shape = (other.rows.count,)
        lows, highs = (np.broadcast_to(end.above, shape) for end in (low, high))
        no_low, no_high = (np.broadcast_to(vectors.marked(end), shape) for end in (low, high))
        if not groups.codes.size:
            return vectors.within(None, None)
        if item.op == "sum":
            is_given = self._is_given(mine, other)
            none_low = np.where(is_there, (groups.counts(no_low) > 0)[at], ~is_given)
            none_low = none_low if not is_never_negative(item.item, mine.rows.nobody) else none_low & is_there
            none_high = np.where(is_there, (groups.counts(no_high) > 0)[at], ~is_given)
            ends = [
                np.where(is_there, groups.sums(np.where(none, 0, one))[at], 0)
                for one, none in ((lows, no_low), (highs, no_high))
            ]
            return Numbers(vectors.End(ends[0], low.below, none_low), vectors.End(ends[1], high.below, none_high))
        exact = np.broadcast_to(vectors.exact_in(Numbers(low, high)), shape)
        unknown = np.where(is_there, (groups.counts(~exact) > 0)[at], True)
        picked = (groups.greatest(lows) if item.op == "greatest" else groups.least(lows))[at]
        end = vectors.End(np.where(unknown, 0, picked), low.below, unknown)
        return Numbers(end, end._replace(open=unknown.copy()))


_LARGE = 1 << 61


def _said(rows: RowVectors, node: Fact) -> tuple[Column, Column, int]:
    """Where a column certainly says something, what it says as a whole number, and over which divisor."""
    shape = (rows.count,)
    known: Any
    value: Any
    if node.kind == "number":
        numbers = rows.number(node)
        known, value, below = vectors.exact_in(numbers), numbers.low.above, numbers.low.below
        if not isinstance(below, int) or vectors.most(value) >= _LARGE:
            raise NotInColumns("agreement of quotients")
        return np.broadcast_to(known, shape), np.broadcast_to(value, shape), below
    if node.kind == "flag":
        yes, no = rows.truth(node)
        return np.broadcast_to(yes | no, shape), np.broadcast_to(yes, shape).astype(np.int64), 1
    bits = rows.cells.options.get(node.measure)
    if bits is None:
        raise NotInColumns(f"agreement in {node.measure}")
    return (bits & (bits - 1)) == 0, bits, 1
