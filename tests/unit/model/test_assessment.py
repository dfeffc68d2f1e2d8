"""The nouns of a conclusion."""

from __future__ import annotations

import pytest

from evalrules.model import assessment


@pytest.mark.parametrize(
    "name", [name for name, kind in vars(assessment).items() if hasattr(kind, "_fields")]
)
def test_every_noun_is_frozen_and_documented(name: str):
    """A named tuple cannot be changed, and its docstring says what it is."""
    noun = getattr(assessment, name)
    made = noun(*[None] * len(noun._fields))
    with pytest.raises(AttributeError):
        setattr(made, noun._fields[0], 1)
    assert noun.__doc__ and not noun.__doc__.startswith(f"{name}(")


def test_fields_never_hide_what_tuples_can_do():
    """No field is called count or index: those are methods of every tuple."""
    for noun in vars(assessment).values():
        assert {"count", "index"}.isdisjoint(getattr(noun, "_fields", ()))
