"""How a step shows what is known: options that are possible, or nothing where any may be."""

from __future__ import annotations

from evalrules.model.outcome import graded
from evalrules.semantics.steps import shown_options


def test_options_that_are_possible_are_listed_and_any_at_all_is_not():
    """Of options their ids, of grades their letters, in a fixed order; what is not known has no list."""
    assert shown_options(frozenset({"town", "city"})) == "city, town"
    assert shown_options(frozenset({graded("B"), graded("A")})) == "A, B"
    assert shown_options(None) is None
