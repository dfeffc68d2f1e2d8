"""Kleene's three-valued logic, table by table."""

from __future__ import annotations

from itertools import permutations, product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evalrules.base.truth import Truth, at_least, conjunction, disjunction, negation

VALUES = (True, False, None)
LETTERS = {"T": True, "F": False, "U": None}
AND = "TT=T TF=F TU=U FT=F FF=F FU=F UT=U UF=F UU=U"
OR = "TT=T TF=T TU=T FT=T FF=F FU=U UT=T UF=U UU=U"
TRUTHS = st.lists(st.sampled_from(VALUES), max_size=5)


@pytest.mark.parametrize("line", AND.split())
def test_and(line: str):
    """The nine lines of `and` (P21)."""
    left, right, _, result = line
    assert conjunction((LETTERS[left], LETTERS[right])) is LETTERS[result]


@pytest.mark.parametrize("line", OR.split())
def test_or(line: str):
    """The nine lines of `or` (P21)."""
    left, right, _, result = line
    assert disjunction((LETTERS[left], LETTERS[right])) is LETTERS[result]


@pytest.mark.parametrize(("value", "result"), [(True, False), (False, True), (None, None)])
def test_not(value: Truth, result: Truth):
    """The three lines of `not` (P21)."""
    assert negation(value) is result


def test_of_nothing():
    """Nothing at all: and is true, or is false."""
    assert conjunction(()) is True
    assert disjunction(()) is False


@given(TRUTHS)
def test_order_does_not_matter(values: list[Truth]):
    """Every order of the same values gives the same answer (P22)."""
    for order in permutations(values):
        assert conjunction(order) is conjunction(values)
        assert disjunction(order) is disjunction(values)
        assert at_least(2, order) is at_least(2, values)


@given(TRUTHS)
def test_de_morgan(values: list[Truth]):
    """Not-and is or-not, also with unknowns."""
    assert negation(conjunction(values)) is disjunction(negation(value) for value in values)


@given(TRUTHS, st.integers(0, 6))
def test_at_least_is_what_every_completion_says(values: list[Truth], needed: int):
    """At least k is true or false exactly where every completion of the unknowns agrees."""
    completions = product(*((True, False) if value is None else (value,) for value in values))
    found = {sum(one) >= needed for one in completions}
    assert at_least(needed, values) is (found.pop() if len(found) == 1 else None)


@given(TRUTHS)
def test_and_or_are_at_least_all_and_one(values: list[Truth]):
    """and is at least all of them, or is at least one of them."""
    assert conjunction(values) is at_least(len(values), values)
    assert disjunction(values) is at_least(1, values)
