"""Votes of a panel to the grades still possible."""

from __future__ import annotations

from itertools import product

import pytest

from evalrules.base.source import Span
from evalrules.model.evidence import Assessed, Vote
from evalrules.model.outcome import Outcome, graded, outcomes_graded
from evalrules.semantics.ballots import ballot

LETTERS = ("A", "B", "C")
GRADES = outcomes_graded(LETTERS)


def cast(votes: dict[str, int], panel: int | None = None, grade: str | None = None) -> Assessed:
    listed = tuple(Vote(graded(own), number) for own, number in votes.items())
    return Assessed("1", graded(grade) if grade else None, listed, panel, Span("a", 1, 1, 1, 1), "", "", "")


@pytest.mark.parametrize(
    ("votes", "panel", "plurality", "majority"),
    [
        ({"A": 6, "B": 2}, 9, "A", "A"), ({"A": 4, "B": 4}, 9, "AB", "ABC"), ({"A": 3, "B": 3}, None, "AB", "AB"),
        ({"A": 3, "B": 3, "C": 3}, 9, "ABC", "ABC"), ({"A": 5, "B": 2}, None, "A", "A"), ({"A": 4, "B": 3, "C": 2}, 9, "A", "ABC"),
        ({"A": 4, "B": 1}, 9, "ABC", "ABC"), ({"A": 5, "B": 1}, 9, "A", "A"), ({"C": 1}, 1, "C", "C"), ({"A": 4, "B": 4}, 8, "AB", "AB"),
    ],
)  # fmt: skip
def test_what_votes_still_allow(votes: dict[str, int], panel: int | None, plurality: str, majority: str):
    """Decided, tied, or outstanding, by either way of deciding."""
    assert outcomes_graded(tuple(plurality)) == ballot(cast(votes, panel), GRADES, "plurality").possible
    if majority != "ABC" or plurality == "ABC" or panel == sum(votes.values()):
        assert outcomes_graded(tuple(majority)) == ballot(cast(votes, panel), GRADES, "majority").possible


@pytest.mark.parametrize("decides", ["plurality", "majority"])
@pytest.mark.parametrize(
    "votes", [dict(zip(LETTERS, each, strict=True)) for each in product(range(4), repeat=3) if sum(each)]
)
def test_more_votes_never_open_what_was_decided(votes: dict[str, int], decides: str):
    """The possible grades with k votes outstanding hold everything that any completion of them gives."""
    outstanding = 2
    now = set(ballot(cast(votes, sum(votes.values()) + outstanding), GRADES, decides).possible)
    later: set[Outcome] = set()
    for more in product(LETTERS, repeat=outstanding):
        full = dict(votes)
        for grade in more:
            full[grade] += 1
        later |= set(ballot(cast(full, sum(full.values())), GRADES, decides).possible)
    assert later <= now
    if decides == "plurality":
        assert later == now


@pytest.mark.parametrize(
    ("assessed", "possible", "cause"),
    [
        (None, "ABC", "absent"), (cast({}), "ABC", "null"), (cast({"A": 0}), "ABC", "no_votes"), (cast({"A": 0}, 9), "ABC", "no_votes"),
        (cast({}, None, "B"), "B", ""), (cast({"A": 1, "B": 1}, None, "B"), "B", ""), (cast({"A": 2, "B": 2}), "AB", "tie"),
        (cast({"A": 2, "B": 2}, 5), "AB", "no_votes"),
    ],
)  # fmt: skip
def test_the_cause_of_an_open_decision(assessed: Assessed | None, possible: str, cause: str):
    """Absent, null, no votes yet, a tie; "" where it is decided; a stated grade settles a tie."""
    found = ballot(assessed, GRADES, "plurality")
    assert (outcomes_graded(tuple(possible)), cause) == (found.possible, found.cause)
