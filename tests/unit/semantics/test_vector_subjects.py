"""Subjects read at once: what each condition over their facts and rows comes to, held to the reference."""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

import evalrules
from evalrules.base.source import Span
from evalrules.model.evidence import Fact, FactValue, Row, Rows
from evalrules.model.ruleset import Ruleset
from evalrules.plan.memory import plan_of
from evalrules.semantics.case import bare_case
from evalrules.semantics.columns_numbers import NotInColumns
from evalrules.semantics.conditions import is_flag, truth, value_of
from evalrules.semantics.meanings import conditions_of
from evalrules.semantics.rows import TableReadings
from evalrules.semantics.scope import Scope
from evalrules.semantics.vector_groups import Groups
from evalrules.semantics.vector_rows import RowVectors, Words
from evalrules.semantics.vector_subjects import Rows as Grouped
from evalrules.semantics.vector_subjects import SubjectVectors
from evalrules.tree.nodes import Compare, Expression
from tests.support.selection import one_in
from tests.unit.semantics.test_vector_rows import NAMES, ROWS, Drawn

SUBJECTS = 60
PLACE = Span("", 1, 1, 1, 1)


class County:
    """Drawn counties, each with some of the drawn rows of each table, some with none."""

    def __init__(self, ruleset: Ruleset, seed: str) -> None:
        self.ruleset = ruleset
        self.random = random.Random(seed)
        self.words = Words()
        self.nobody = bare_case(ruleset, {}, {}).scope
        self.tables = {own: Drawn(table, ruleset, f"{seed} {own}") for own, table in ruleset.tables.items()}
        self.owners = {own: np.sort(self._owners()) for own in self.tables}
        choices = {own: tuple(one.options) for own, one in ruleset.choices.items()}
        self.attributes = [
            {own: self.random.choice(options) for own, options in choices.items() if self.random.random() < 0.7}
            for _ in range(SUBJECTS)
        ]

    def _owners(self) -> Any:
        return np.array([self.random.randrange(SUBJECTS - 5) for _ in range(ROWS)])

    def facts(self, at: int) -> dict[str, FactValue]:
        drawn = next(iter(self.tables.values()))
        own = (one.id for one in self.ruleset.facts if one.ref.kind == "own" and one.id in drawn.values)
        return {one: value for one in own if (value := drawn.values[one][at]) is not None}

    def vectors(self) -> SubjectVectors:
        drawn = next(iter(self.tables.values())).cells(self.words)
        columns = {column for table in self.ruleset.tables.values() for column in table.columns}
        mine = type(drawn)(*({own: one for own, one in part.items() if own not in columns} for part in drawn))
        cells = _behind(mine, np.arange(SUBJECTS))
        given = {own: self._rows(own, mine) for own in self.tables}
        return SubjectVectors(self.attributes, cells, self.nobody, self.words, given)

    def _rows(self, own: str, mine: Any) -> Grouped:
        owners = self.owners[own]
        cells = self.tables[own].cells(self.words)
        columns = set(self.ruleset.tables[own].columns)
        both = [
            {**back, **{name: one for name, one in front.items() if name in columns}}
            for back, front in zip(_behind(mine, owners), cells, strict=True)
        ]
        groups = Groups(owners)
        rows = RowVectors(self.ruleset.tables[own], ROWS, type(mine)(*both), self.nobody, self.words)
        return Grouped(rows, groups, groups.places(np.arange(SUBJECTS)))

    def scope(self, at: int) -> Scope:
        tables = {own: rows for own in self.tables if (rows := self._given(own, at)).rows}
        return Scope(self.ruleset, self.facts(at), self.attributes[at], rows=TableReadings(tables))

    def _given(self, own: str, at: int) -> Rows:
        values, columns = self.tables[own].values, self.ruleset.tables[own].columns
        rows = [
            Row(
                (str(number),),
                {
                    name: Fact(name, value, "", "", PLACE, "", "", "")
                    for name in columns
                    if name in values and (value := values[name][number]) is not None
                },
                PLACE,
            )
            for number in np.flatnonzero(self.owners[own] == at).tolist()
        ]
        return Rows(own, tuple(rows), True, PLACE)


def _behind(mine: Any, at: Any) -> Any:
    return type(mine)(
        {name: _picked(one, at) for name, one in mine.numbers.items()},
        {name: type(one)(*(end[at] for end in one)) for name, one in mine.flags.items()},
        {name: one[at] for name, one in mine.options.items()},
    )


def _picked(numbers: Any, at: Any) -> Any:
    ends = []
    for end in numbers:
        below = end.below if isinstance(end.below, int) else np.broadcast_to(end.below, (ROWS,))[at]
        marked = None if end.open is None else np.broadcast_to(end.open, (ROWS,))[at]
        ends.append(type(end)(np.broadcast_to(end.above, (ROWS,))[at], below, marked))
    return type(numbers)(*ends)


def asked(ruleset: Ruleset) -> Iterator[Expression]:
    plan = plan_of(ruleset)
    yield from (guard.root for guard in conditions_of(plan))
    yield from (check.condition.root for check in ruleset.checks)


@pytest.mark.parametrize("name", one_in(4, NAMES))
def test_every_condition_of_subjects_is_that_of_the_reference(name: str):
    """With rows on the limits, with some left out, and with none; what is not said is named, who is not sure is left."""
    ruleset = evalrules.load_ruleset(name).data
    drawn = County(ruleset, name)
    found = drawn.vectors()
    scopes = [drawn.scope(at) for at in range(SUBJECTS)]
    said = 0
    for root in asked(ruleset):
        try:
            yes, no = (np.broadcast_to(one, (SUBJECTS,)).tolist() for one in found.truth(root))
        except NotInColumns:
            continue
        assert is_flag(root)
        said += 1
        for at, scope in enumerate(scopes):
            if not found.left[at]:
                assert truth(root, scope) is (True if yes[at] else False if no[at] else None), (root, at)
    assert said and (~found.left).sum() * 5 > SUBJECTS


SPREADS = """
measures: {near: {type: number, range: [0, null]}}
tables:
  t:
    key: [name]
    columns: {name: {type: text}, x: {type: number, range: [0, null]}, w: {type: count, range: [0, null]}}
values: {one: {value: 2.5, source: s}, two: {value: 700, source: s}}
indicators:
  - {id: "1", source: s, met: "stdev(t, x) <= near"}
  - {id: "2", source: s, met: "stdev(t, x, weight=w) <= near"}
  - {id: "3", source: s, met: "stdev_sample(t, x) <= near"}
  - {id: "4", source: s, met: "cv(t, x) <= near / 1000"}
  - {id: "5", source: s, met: "cv(t, x, weight=w) <= near / 1000"}
  - {id: "6", source: s, met: "cv_sample(t, x) <= near / 1000"}
"""
"""Every spread of a column with places, also weighted: limits near to what random rows come to."""


def test_every_spread_of_figures_with_places_is_that_of_the_reference(ruleset_from):
    """Deviations and coefficients, of all rows and of a sample; each is said on both sides of its limit."""
    ruleset = ruleset_from(SPREADS).data
    drawn = County(ruleset, "spreads")
    found = drawn.vectors()
    scopes = [drawn.scope(at) for at in range(SUBJECTS)]
    for root in [one for one in asked(ruleset) if isinstance(one, Compare)]:
        yes, no = (np.broadcast_to(one, (SUBJECTS,)).tolist() for one in found.truth(root))
        said = [at for at in range(SUBJECTS) if not found.left[at] and (yes[at] or no[at])]
        assert {yes[at] for at in said} == {True, False}, root
        for at in said:
            assert truth(root, scopes[at]) is yes[at], (root, at)


@pytest.mark.parametrize("name", one_in(4, NAMES))
def test_whose_inputs_give_what_can_never_be_is_marked(name: str):
    """Wherever the reference says so."""
    ruleset = evalrules.load_ruleset(name).data
    drawn = County(ruleset, name)
    found = drawn.vectors()
    scopes = [drawn.scope(at) for at in range(SUBJECTS)]
    for measure in ruleset.measures.values():
        if measure.value is None or "." in measure.id:
            continue
        try:
            marks = np.broadcast_to(found.impossible(measure.id), (SUBJECTS,)).tolist()
        except NotInColumns:
            continue
        assert all(marks[at] for at, scope in enumerate(scopes) if value_of(measure.id, scope).is_impossible)
