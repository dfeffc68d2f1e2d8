"""The table of functions."""

from __future__ import annotations

import pytest

from evalrules.frontend.calls import CALLS
from evalrules.tree.functions import FUNCTIONS


@pytest.mark.parametrize("name", FUNCTIONS)
def test_each_function_is_documented_in_both_languages(name: str):
    """A function has a signature, a line in both languages and an example that calls it."""
    function = FUNCTIONS[name]
    assert function.name == name
    assert function.signature.startswith(f"{name}(")
    assert function.zh
    assert function.en
    assert f"{name}(" in function.example


def test_each_function_has_a_lowering_and_no_other_has():
    """The documented functions are just those that a condition may call."""
    assert set(CALLS) == set(FUNCTIONS)
