"""Rows read at once: what each condition and number over the rows of a shipped standard comes to, held to the reference."""

from __future__ import annotations

import random
from collections.abc import Iterator
from fractions import Fraction
from typing import Any

import numpy as np
import pytest

import evalrules
from evalrules.model.evidence import Bounds, FactValue
from evalrules.model.ruleset import Measure, Ruleset, Table
from evalrules.plan.memory import plan_of
from evalrules.semantics import vectors
from evalrules.semantics.case import bare_case
from evalrules.semantics.columns_numbers import NotInColumns
from evalrules.semantics.conditions import is_flag, is_option, number, truth
from evalrules.semantics.meanings import asked_of_rows
from evalrules.semantics.row_parts import ScopedRow, among, tallied
from evalrules.semantics.vector_groups import Groups, tallies
from evalrules.semantics.vector_rows import MEANT, UNMEANT, Cells, RowVectors, Words
from evalrules.semantics.vectors import End, Numbers, Truths
from evalrules.tree.nodes import NODE_TYPES, Expression, RowTally
from tests.support.selection import one_in

ROWS = 300
NAMES = (
    "national-quality-balance@2017",
    "national-basic-balance@2012",
    "national-quality-balance-newer@undated",
    "guangdong-modernization@2016",
)


class Drawn:
    """Rows of a table: by measure a value for each, None where nothing is given."""

    def __init__(self, table: Table, ruleset: Ruleset, seed: str) -> None:
        self.random = random.Random(seed)
        self.ruleset = ruleset
        asked = (*table.columns, *(one.id for one in ruleset.facts if one.ref.kind == "own"))
        measures = [ruleset.measures[own] for own in asked]
        self.limits = [one for value in ruleset.values.values() for one in value.branches.values() if one is not None]
        self.values = {one.id: [self._value(one) for _ in range(ROWS)] for one in measures if one.value is None}

    def _value(self, measure: Measure) -> FactValue:
        draw = self.random
        if draw.random() < 0.12:
            return None
        if measure.type == "yesno":
            return draw.random() < 0.5
        if measure.type in self.ruleset.choices:
            return draw.choice(list(self.ruleset.choices[measure.type].options))
        if measure.type not in ("count", "number", "percent"):
            return None
        found = draw.choice(
            [
                *self.limits,
                Fraction(0),
                Fraction(1),
                Fraction(draw.randint(0, 3000)),
                Fraction(draw.randint(0, 9999), 10),
            ]
        )
        low, high = measure.low or 0, found if measure.high is None else measure.high
        found = Fraction(round(min(max(found, low), high))) if measure.type == "count" else min(max(found, low), high)
        return Bounds(found, found)

    def cells(self, words: Words) -> Cells:
        numbers, flags, options = {}, {}, {}
        for own, values in self.values.items():
            measure = self.ruleset.measures[own]
            if measure.type == "yesno":
                flags[own] = Truths(*(np.array([one is wanted for one in values]) for wanted in (True, False)))
            elif measure.type in self.ruleset.choices:
                every = words.bits(self.ruleset.choices[measure.type].options)
                options[own] = np.array([every if one is None else words.bit(str(one)) for one in values])
            elif measure.type in ("count", "number", "percent"):
                numbers[own] = self._numbers(values, measure)
        return Cells(numbers, flags, options)

    @staticmethod
    def _numbers(values: list[FactValue], measure: Measure) -> Numbers:
        known = np.array([one is not None for one in values])
        given = End(
            np.array([int(one.low * 100) if isinstance(one, Bounds) and one.low is not None else 0 for one in values]),
            100,
        )
        bounds = vectors.within(measure.low, measure.high)
        return Numbers(*(vectors.selected(known, given, end) for end in bounds))


def asked(ruleset: Ruleset) -> Iterator[tuple[str, Expression]]:
    yield from asked_of_rows(plan_of(ruleset))
    for table in ruleset.tables.values():
        for own in table.columns:
            formula = ruleset.measures[own].value
            if formula is not None:
                yield table.id, formula.root


@pytest.mark.parametrize("name", one_in(4, NAMES))
def test_every_condition_and_number_of_rows_is_that_of_the_reference(name: str):
    """In rows with values on the limits, with some left out, and with none; what is not said is named."""
    ruleset = evalrules.load_ruleset(name).data
    nobody, said = bare_case(ruleset, {}, {}).scope, 0
    for table in ruleset.tables.values():
        drawn, words = Drawn(table, ruleset, name), Words()
        rows = RowVectors(table, ROWS, drawn.cells(words), nobody, words)
        scopes = [
            bare_case(ruleset, {}, {}).scope.of_row({own: values[at] for own, values in drawn.values.items()})
            for at in range(ROWS)
        ]
        for own, root in asked(ruleset):
            if own != table.id or is_option(root):
                continue
            try:
                found: Any = rows.truth(root) if is_flag(root) else rows.number(root)
            except NotInColumns:
                continue
            said += 1
            if is_flag(root):
                yes, no = (np.broadcast_to(one, (ROWS,)).tolist() for one in found)
                assert [(one is True, one is False) for one in (truth(root, scope) for scope in scopes)] == list(
                    zip(yes, no, strict=True)
                )
            else:
                assert [number(root, scope) for scope in scopes] == _read(found)
    assert said


def test_rows_that_a_condition_keeps_are_counted_as_the_reference_counts_them():
    """Those for which it holds, and those for which it may."""
    ruleset = evalrules.load_ruleset("national-quality-balance@2017").data
    table, nobody = ruleset.tables["sites"], bare_case(ruleset, {}, {}).scope
    drawn, words = Drawn(table, ruleset, "kept"), Words()
    rows = RowVectors(table, ROWS, drawn.cells(words), nobody, words)
    scopes = [nobody.of_row({own: values[at] for own, values in drawn.values.items()}) for at in range(ROWS)]
    assert table.leave_out is not None
    left_out = [truth(table.leave_out.root, scope) for scope in scopes]
    given = [
        ScopedRow((str(at),), scope, None if left is None else True)
        for at, (scope, left) in enumerate(zip(scopes, left_out, strict=True))
        if left is not True
    ]
    where, body = (table.checks[at].condition.root for at in (0, 1))
    node = RowTally("count", table.id, body, (), where, where.span)
    found = tallies(node, rows, Groups(np.zeros(ROWS, np.int64)))
    wanted = tallied(node, among(given, node.only, node.where))
    assert tuple(int(one[0]) for one in found) == wanted and wanted.open and wanted.may_hold and wanted.failing


def _read(numbers: Numbers) -> list[tuple[Any, Any]]:
    sides = []
    for end, nothing in zip(numbers, (-float("inf"), float("inf")), strict=True):
        columns = np.broadcast_arrays(end.above, end.below, vectors.marked(end), np.zeros(ROWS))[:3]
        sides.append([nothing if gone else Fraction(int(a), int(b)) for a, b, gone in zip(*columns, strict=True)])
    return list(zip(*sides, strict=True))


def test_every_node_is_meant_or_named():
    """A new node is one or the other."""
    assert frozenset(NODE_TYPES) == MEANT | UNMEANT and not MEANT & UNMEANT
