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


@pytest.mark.parametrize(
    ("outcome", "grade", "points", "word"),
    [
        ("graded", "B", None, "B"), ("met", None, None, "met"), ("unknown", None, None, "unknown"),
        ("scored", None, assessment.Points("3.5", "3.5", "3.5", "4"), "3.5"),
        ("unknown", None, assessment.Points(None, "2", "3", "4"), "unknown"),
    ],
)  # fmt: skip
def test_a_finding_comes_to_one_word(outcome: str, grade: str | None, points: assessment.Points | None, word: str):
    """Its points where they are known, else its grade, else its outcome."""
    empty = assessment.Finding(*[None] * len(assessment.Finding._fields))
    assert word == empty._replace(outcome=outcome, grade=grade, points=points).in_one_word
