"""Outcomes, as text and back."""

from __future__ import annotations

import json

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from evalrules.model.outcome import (
    MET,
    NOT_APPLICABLE,
    NOT_MET,
    RESERVED,
    SCORED,
    Outcome,
    graded,
    outcome_from,
    outcomes_graded,
    texts_of,
)

GRADES = st.one_of(
    st.text(), st.sampled_from(sorted(RESERVED)), st.sampled_from(sorted(RESERVED)).map(lambda word: f"grade:{word}")
)
OUTCOMES = st.one_of(st.sampled_from((MET, NOT_MET, SCORED, NOT_APPLICABLE)), GRADES.map(graded))


@given(OUTCOMES, OUTCOMES)
@example(graded("met"), MET)
@example(graded("grade:met"), graded("met"))
def test_no_two_outcomes_are_one_text(one: Outcome, other: Outcome):
    """Each is read back from its text, so that different outcomes have different texts."""
    assert (outcome_from(one.text), outcome_from(other.text)) == (one, other)
    assert (one == other) is (one.text == other.text)
    assert str(one) == one.text == json.loads(json.dumps(one.text))


def test_a_grade_is_its_id_unless_that_means_something_else():
    """Results read as they always did: only a grade that takes the name of another outcome says that it is a grade."""
    assert texts_of(outcomes_graded(("A", "合格", "1.5", ""))) == ("A", "合格", "1.5", "")
    assert [graded(own).text for own in ("not_applicable", "unknown", "grade:A")] == [
        "grade:not_applicable", "grade:unknown", "grade:grade:A",
    ]  # fmt: skip


@pytest.mark.parametrize("text", ["unknown", "graded", "grade:A", "grade:"])
def test_what_is_written_otherwise_is_no_outcome(text: str):
    """A word that stands for no outcome, and a prefix that no grade needs, are refused."""
    with pytest.raises(ValueError, match="no outcome"):
        outcome_from(text)
