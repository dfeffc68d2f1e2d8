"""The nouns of a conclusion."""

from __future__ import annotations

import pytest

from evalrules.model import assessment


@pytest.mark.parametrize(
    "name", [name for name, kind in vars(assessment).items() if isinstance(kind, type) and hasattr(kind, "_fields")]
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


@pytest.mark.parametrize(
    ("low", "high", "full", "counted"),
    [
        ("4", "4", "4", "full"), ("7/2", "7/2", "4", "partly"), ("0", "0", "4", "zero"), ("3", "4", "4", "unknown"),
        ("0", "1", "4", "unknown"), ("1", "3", "4", "partly"), (None, None, "4", "unknown"), ("2", "2", None, "unknown"),
        ("0", "0", None, "zero"), ("1.999999", "1.999999", "2", "partly"), ("4", None, "4", "unknown"),
    ],
)  # fmt: skip
def test_points_count_as_full_partly_or_zero(low: str | None, high: str | None, full: str | None, counted: str):
    """A scored indicator is never met: it has its full points, some, none, or that is open."""
    points = assessment.Points(low if low == high else None, low, high, full)
    empty = assessment.Finding(*[None] * len(assessment.Finding._fields))
    scored = empty._replace(outcome="scored", points=points)
    is_open = scored._replace(outcome="unknown", points=points)
    waived = scored._replace(outcome="not_applicable", points=points)
    assert (counted, "unknown", None) == (scored.scored_as, is_open.scored_as, waived.scored_as)
    assert empty._replace(outcome="graded", grade="A").scored_as is None
