"""A condition over rows that every option of a few cells leaves as it is: known, although the cells are not.

A school of unknown kind may count or not, so a coefficient over all schools is any number, read by itself. What is
asked of it may hold for each kind all the same: then it holds (docs/semantics.md).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from itertools import islice, product
from math import prod
from typing import Any, TypeAlias

from evalrules.base.records import NamedTuple
from evalrules.base.truth import Truth
from evalrules.model.evidence import FactValue, Rows
from evalrules.model.plain_cells import said_in
from evalrules.model.refs import column_from, is_column
from evalrules.model.ruleset import GRADES, Ruleset, measures_behind
from evalrules.semantics.conditions import truth
from evalrules.semantics.row_parts import Cells, RowId
from evalrules.semantics.scope import Scope
from evalrules.tree.nodes import Expression, RowStatistic, RowTally
from evalrules.tree.walk import walk

MOST_CHOICES = 8
"""So many joint options are gone through."""

MOST_CELLS = 3
"""So many cells, each of two options at least, have no more of them."""

Options: TypeAlias = tuple[FactValue, ...]


class OpenCell(NamedTuple):
    """A cell that is not known, and what it may be."""

    row: RowId
    column: str
    options: Options


def agreed(node: Expression, cells: list[OpenCell], after: Callable[[Cells], Scope]) -> Truth:
    """What a condition comes to whatever some cells are; None where that differs, or there are too many."""
    if not cells or prod(len(one.options) for one in cells) > MOST_CHOICES:
        return None
    found: Truth = None
    for at, chosen in enumerate(product(*(one.options for one in cells))):
        changed: dict[RowId, dict[str, FactValue]] = {}
        for one, value in zip(cells, chosen, strict=True):
            changed.setdefault(one.row, {})[one.column] = value
        then = truth(node, after(changed))
        if then is None or (at and then is not found):
            return None
        found = then
    return found


def choices_behind(node: Expression, ruleset: Ruleset) -> Iterator[str]:
    """The stated columns of options that a condition over rows looks at, also to leave rows out."""
    formulas = (ruleset.measures[own].value for own in measures_behind(node, ruleset.measures))
    roots = [node, *(one.root for one in formulas if one is not None)]
    tables = dict.fromkeys(
        part.table for root in roots for part in walk(root) if isinstance(part, RowStatistic | RowTally)
    )
    left_out = [one.root for table in tables if (one := ruleset.tables[table].leave_out) is not None]
    behind = dict.fromkeys(own for root in (node, *left_out) for own in measures_behind(root, ruleset.measures))
    for own in behind:
        declared = ruleset.measures[own]
        if is_column(own) and declared.value is None and declared.choice:
            yield own


class Unknown:
    """Finds the cells of options that are not known; what the evidence itself says of them is `kept`."""

    def __init__(
        self, tables: Mapping[str, Rows], changed: Cells, kept: dict[tuple[object, ...], tuple[Expression | None, Any]]
    ) -> None:
        self._tables = tables
        self._changed = changed
        self._kept = kept

    def cells(self, node: Expression, ruleset: Ruleset) -> list[OpenCell]:
        """Those that a condition looks at; of too many of a column the first."""
        found: list[OpenCell] = []
        for column in self._columns_of(node, ruleset):
            table, options = column_from(column).table, _options_of(column, ruleset)
            lacking = dict.fromkeys(self._not_given(table, column))
            for (own, key), cells in self._changed.items():
                if own == table and column in cells:
                    lacking.pop(key, None)
                    lacking |= {key: None} if cells[column] is None else {}
            found += [OpenCell((table, key), column, options) for key in islice(lacking, MOST_CHOICES)]
        return found

    def _columns_of(self, node: Expression, ruleset: Ruleset) -> tuple[str, ...]:
        key = ("options", id(node))
        if key not in self._kept:
            self._kept[key] = (node, tuple(choices_behind(node, ruleset)))
        found: tuple[str, ...] = self._kept[key][1]
        return found

    def _not_given(self, table: str, column: str) -> tuple[tuple[str, ...], ...]:
        """The keys of the rows of the evidence that say nothing in a column."""
        key = ("not given", column)
        if key not in self._kept:
            rows = self._tables[table].rows if table in self._tables else ()
            said = zip(rows, said_in(rows, column), strict=True)
            self._kept[key] = (None, tuple(row.key for row, one in said if one is None))
        found: tuple[tuple[str, ...], ...] = self._kept[key][1]
        return found


def _options_of(column: str, ruleset: Ruleset) -> Options:
    choice = ruleset.measures[column].choice
    return tuple(ruleset.grades) if choice == GRADES else tuple(ruleset.choices[choice].options)
