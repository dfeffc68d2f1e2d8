"""Votes of a panel to the grades still possible. See docs/semantics.md."""

from __future__ import annotations

from evalrules.base.records import NamedTuple
from evalrules.model.evidence import Assessed
from evalrules.model.outcome import MET, NOT_MET, Outcome


class Ballot(NamedTuple):
    """The grades that the votes leave, best first, and why there is more than one ("" where there is one)."""

    possible: tuple[Outcome, ...]
    cause: str


def ballot(assessed: Assessed | None, grades: tuple[Outcome, ...], decides: str) -> Ballot:
    """What assessors decided: a stated grade, or what their votes and the outstanding ones still allow.

    `decides` is plurality (more votes than any other grade) or majority (more than half of the panel).
    A tie leaves the tied grades; no vote leaves every grade.
    """
    if assessed is None:
        return Ballot(grades, "absent")
    if assessed.grade is not None:
        return Ballot((assessed.grade,), "")
    if not assessed.votes:
        return Ballot(grades, "null")
    counted = dict.fromkeys(grades, 0) | {vote.grade: vote.number for vote in assessed.votes}
    cast = sum(counted.values())
    outstanding = 0 if assessed.panel is None else assessed.panel - cast
    if cast == 0:
        return Ballot(grades, "no_votes")
    possible = _plurality(counted, outstanding) if decides == "plurality" else _majority(counted, outstanding)
    left = tuple(grade for grade in grades if grade in possible)
    return Ballot(left, "" if len(left) == 1 else "no_votes" if outstanding else "tie")


def ranks_stated(grades: tuple[Outcome, ...]) -> dict[str | bool, int]:
    """The rank of each outcome by what plainly states it: a grade by its id, met and not met also as truths."""
    ranks: dict[str | bool, int] = {one.grade or one.text: rank for rank, one in enumerate(grades)}
    return ranks | {is_met: ranks[one.text] for one, is_met in ((MET, True), (NOT_MET, False)) if one in grades}


def _plurality(counted: dict[Outcome, int], outstanding: int) -> frozenset[Outcome]:
    """Every grade whose own and the outstanding votes can still win or tie."""
    most = max(counted.values())
    return frozenset(grade for grade, votes in counted.items() if votes + outstanding >= most)


def _majority(counted: dict[Outcome, int], outstanding: int) -> frozenset[Outcome]:
    """The grade with more than half; two that share the votes evenly; else the panel has not decided."""
    panel = sum(counted.values()) + outstanding
    won = frozenset(grade for grade, votes in counted.items() if 2 * votes > panel)
    if won:
        return won
    even = frozenset(grade for grade, votes in counted.items() if 2 * votes == panel)
    if len(even) == 2:
        return even
    return frozenset(counted)
